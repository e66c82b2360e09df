"""A table for Stata (`.dta`) or SPSS (`.sav`), with Danish variable and value labels.

A coded column stays as the text it is in the dataset; beside it stands `<column>_da`, a number with Danish value
labels: the place of the code in its list, or the municipality's number. Merge by the code, tabulate by the label.
"""

from __future__ import annotations

import hashlib
import os
import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from maaltal.schemas.tables import TABLES, Column, columns

from ..dataset import opened
from . import labels

if TYPE_CHECKING:
    import pandas

LABELLED = "_da"
_YES_NO = {0: "nej", 1: "ja"}


@dataclass(frozen=True, slots=True)
class Limits:
    """What a format can hold: bytes of names, of texts, of labels.

    Stata has names of 32; pyreadstat names a set of value labels by its variable and up to four digits more.
    """

    name: int
    text: int
    variable_label: int
    value_label: int


LIMITS = {"dta": Limits(28, 2045, 80, 32_000), "sav": Limits(64, 32_767, 256, 120)}


@dataclass(slots=True)
class Variables:
    """The variables of one table, ready for the file."""

    values: dict[str, list[Any]] = field(default_factory=dict)
    labels: dict[str, str] = field(default_factory=dict)
    value_labels: dict[str, dict[int, str]] = field(default_factory=dict)


def write_statistics(dataset: Path, out: Path, form: str, table: str = "panel") -> Path:
    """Write one table of a dataset as `dta` or `sav`; raises DatasetError."""
    import pyreadstat

    with opened(dataset) as database:
        variables = variables_of(database, table, LIMITS[form])
    partial = out.with_name(f".{out.stem}.partial.{form}")
    write: Callable[..., None] = pyreadstat.write_dta if form == "dta" else pyreadstat.write_sav
    try:
        write(_frame(variables), str(partial), file_label=_clipped(f"Måltal: {labels.title(table)}", 80),
              column_labels=variables.labels, variable_value_labels=variables.value_labels)
        os.replace(partial, out)
    finally:
        partial.unlink(missing_ok=True)
    return out


def variables_of(database: sqlite3.Connection, table: str, limits: Limits) -> Variables:
    """The variables of a table within the limits of a format."""
    declared = _filled(database, table)
    names = ", ".join(f'"{column.name}"' for column in declared)
    rows = database.execute(f'SELECT {names} FROM "{table}" ORDER BY rowid').fetchall()
    stored: Sequence[tuple] = list(zip(*rows, strict=True)) or [()] * len(declared)
    heads = labels.headings(table)
    found = Variables()
    for column, values in zip(declared, stored, strict=True):
        for name, kept, value_labels in _variables(table, column, values, limits):
            short = short_name(name, limits.name)
            found.values[short] = kept
            found.labels[short] = _clipped(heads[column.name], limits.variable_label)
            if value_labels:
                found.value_labels[short] = {code: _clipped(text, limits.value_label)
                                             for code, text in value_labels.items()}
    return found


def _filled(database: sqlite3.Connection, table: str) -> tuple[Column, ...]:
    """The columns of a table; of the wide table those with a value in any row."""
    declared = columns(TABLES[table])
    if table != "panel_wide":
        return declared
    counts = ", ".join(f'count("{column.name}")' for column in declared)
    there = database.execute(f'SELECT {counts} FROM "{table}"').fetchone()
    return tuple(column for column, count in zip(declared, there, strict=True) if count or not column.nullable)


def _variables(table: str, column: Column, values: Sequence[Any], limits: Limits
               ) -> Iterator[tuple[str, list[Any], Mapping[int, str]]]:
    """Name, values and value labels of the one or two variables that a column becomes."""
    if column.type is bool and not column.is_list:
        yield column.name, [_number(value) for value in values], _YES_NO
        return
    if column.type in (int, float) and not column.is_list:
        yield column.name, [_number(value) for value in values], {}
        return
    yield column.name, [_clipped(_without_breaks(value), limits.text) for value in values], {}
    if known := labels.codes(table, column.name):
        numbers = numbers_of(column.name, tuple(known))
        yield (column.name + LABELLED, [_number(numbers.get(value)) for value in values],
               {number: known[code] for code, number in numbers.items()})


def numbers_of(column: str, codes: Sequence[str]) -> dict[str, int]:
    """The number each code gets: a municipality its own, any other its place in the list, from 1."""
    if column == "municipality_code":
        return {code: int(code) for code in codes}
    return {code: place for place, code in enumerate(codes, start=1)}


def short_name(name: str, longest: int) -> str:
    """The name, or where it is too long its beginning and four digits that tell it from others."""
    if len(name) <= longest:
        return name
    return f"{name[: longest - 5]}_{hashlib.sha256(name.encode()).hexdigest()[:4]}"


def _number(value: Any) -> float | None:
    return None if value is None else float(value)


def _without_breaks(text: str | None) -> str:
    return " ".join((text or "").split())


def _clipped(text: str, most_bytes: int) -> str:
    """The text within a number of bytes of UTF-8; what is cut off ends in an ellipsis."""
    coded = text.encode()
    return text if len(coded) <= most_bytes else coded[: most_bytes - 3].decode(errors="ignore") + "…"


def _frame(variables: Variables) -> pandas.DataFrame:
    import pandas

    return pandas.DataFrame({
        name: pandas.Series(values, dtype=object if any(isinstance(value, str) for value in values) else "float64")
        for name, values in variables.values.items()})
