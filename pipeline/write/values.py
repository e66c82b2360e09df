"""How a value stands in the text formats: lists joined, booleans in words, formulas disarmed."""

from __future__ import annotations

import re
from collections.abc import Callable
from operator import attrgetter
from typing import Any

from maaltal.schemas.tables import TABLES, Column, columns

LIST_SEPARATOR = ";"
VERBATIM = frozenset({"quote", "text", "source"})  # compared with the source character by character: never touched

_FORMULA_START = ("=", "+", "-", "@", "\t", "\r")
_PLAIN_NUMBER = re.compile(r"[+-]?\s?[\d.,]+\s?(?:%|pct\.?)?")

Converter = Callable[[Any], Any]
RowReader = Callable[[Any], tuple]


def joined(values: tuple[str, ...]) -> str:
    """A list as one text."""
    return LIST_SEPARATOR.join(map(str, values))


def disarmed(text: str | None) -> str | None:
    """The text, with a leading apostrophe where a spreadsheet would run it as a formula."""
    if text and text.startswith(_FORMULA_START) and not _PLAIN_NUMBER.fullmatch(text):
        return "'" + text
    return text


def is_free_text(column: Column) -> bool:
    """Whether the column may hold any words of a document and is not kept verbatim for checking."""
    bound = column.enum or column.key or column.references or column.name in VERBATIM
    return column.type is str and not bound


def csv_converter(column: Column) -> Converter | None:
    """What turns a value of the column into its CSV cell; None where it stands as it is."""
    if column.type is bool:
        return {True: "true", False: "false", None: None}.__getitem__
    if column.type is float:
        return _as_float
    if column.is_list:
        return lambda values: disarmed(joined(values))
    return disarmed if is_free_text(column) else None


def sql_converter(column: Column) -> Converter | None:
    """What turns a value of the column into its SQLite value; None where it stands as it is."""
    return joined if column.is_list else None


def row_reader(table: str, converter: Callable[[Column], Converter | None]) -> RowReader:
    """A function from a row object to the tuple of its converted values, in column order."""
    declared = columns(TABLES[table])
    values = attrgetter(*(column.name for column in declared))
    changed = [(place, change) for place, column in enumerate(declared) if (change := converter(column))]

    def read(row: Any) -> tuple:
        cells = list(values(row))
        for place, change in changed:
            cells[place] = change(cells[place])
        return tuple(cells)

    return read


def _as_float(value: float | None) -> float | None:
    return None if value is None else float(value)
