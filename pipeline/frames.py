"""For notebooks: documents in, pandas frames out, nothing written."""

from __future__ import annotations

from os import PathLike, fspath
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas
    from maaltal.schemas.tables import Column

_DTYPES = {str: "string", int: "Int64", float: "Float64", bool: "boolean"}


def frames(*inputs: str | PathLike[str], jobs: int = 1) -> dict[str, pandas.DataFrame]:
    """The tables of some files, folders or URLs by name; what could not be read is in the frame `failures`.

    Missing values are `pandas.NA`, list columns hold lists.
    """
    from maaltal.schemas.tables import TABLES

    from .run import outcomes, plan
    from .views import Views

    rows: dict[str, list[Any]] = {table: [] for table in TABLES}
    views = Views()
    for outcome in map(views.pass_on, outcomes(plan([fspath(source) for source in inputs]), jobs)):
        for table, found in outcome.rows.items():
            rows[table].extend(found)
    for table, found in views.rows().items():
        rows[table].extend(found)
    return {table: _frame(table, found) for table, found in rows.items()}


def _frame(table: str, rows: list[Any]) -> pandas.DataFrame:
    import pandas
    from maaltal.schemas.tables import TABLES, columns

    return pandas.DataFrame({column.name: _series(column, rows) for column in columns(TABLES[table])})


def _series(column: Column, rows: list[Any]) -> pandas.Series:
    import pandas

    values = [getattr(row, column.name) for row in rows]
    if column.is_list:
        return pandas.Series([list(value) for value in values], dtype=object)
    return pandas.Series(values, dtype=_DTYPES[column.type])
