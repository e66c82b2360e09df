"""The dataset as a workbook: Danish headings, a codebook sheet, number formats, text cells that stay text."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import count, islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from maaltal.schemas.tables import TABLES, Column, columns

from ..dataset import opened
from . import labels

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

LEFT_OUT = ("paragraphs",)  # the longest table by far; the quotes of the others carry the text that matters
MOST_ROWS = 1_048_575  # of a sheet, below its heading
MOST_CHARACTERS = 32_767  # of a cell
_CODEBOOK = "Kodebog"
_CODEBOOK_HEAD = ("Ark", "Overskrift", "Kolonne", "Kode", "Betydning")
_WIDTHS = {float: 14, int: 10, bool: 8}
_CUT = "…"
_FORMULA_START = ("=", "+", "-", "@", "\t", "\r")  # what a spreadsheet may run when a cell is edited or saved as CSV

Cell = tuple[Any, "Format | None"]


def write_xlsx(dataset: Path, out: Path, tables: Sequence[str] = ()) -> Path:
    """Write the tables (all but the paragraphs, unless named) into one workbook; raises DatasetError."""
    import xlsxwriter

    chosen = tuple(tables) or tuple(table for table in TABLES if table not in LEFT_OUT)
    partial = out.with_name(f".{out.name}.partial")
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False,
               "strings_to_numbers": False, "default_date_format": "yyyy-mm-dd"}
    try:
        with opened(dataset) as database, xlsxwriter.Workbook(str(partial), options) as book:
            _fixed_date(book)
            look = _Look(book)
            _write_codebook(book, look, chosen)
            for table in chosen:
                _write_table(book, look, database, table)
        os.replace(partial, out)
    finally:
        partial.unlink(missing_ok=True)
    return out


def _fixed_date(book: Workbook) -> None:
    """The same dataset gives the same bytes: no clock in the workbook."""
    from datetime import datetime

    book.set_properties({"title": "Måltal", "author": "Måltal", "created": datetime(2000, 1, 1)})


class _Look:
    """The formats of a workbook."""

    def __init__(self, book: Workbook) -> None:
        self.head = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
        self.risky = book.add_format({"quote_prefix": True})  # stays text when a user edits the cell
        self._numbers: dict[str, Format] = {}
        self._book = book

    def number(self, column: Column) -> Format | None:
        """The format of a column of numbers."""
        form = labels.number_format(column)
        if form is None:
            return None
        if form not in self._numbers:
            self._numbers[form] = self._book.add_format({"num_format": form})
        return self._numbers[form]


# ---- a table -------------------------------------------------------------------------------------------------------

def _write_table(book: Workbook, look: _Look, database: sqlite3.Connection, table: str) -> None:
    shown = _shown(database, table)
    names = ", ".join(f'"{column.name}"' for column in shown)
    rows = database.execute(f'SELECT {names} FROM "{table}" ORDER BY rowid')
    for number in count(1):
        first = list(islice(rows, 1))
        if number > 1 and not first:
            return
        sheet = book.add_worksheet(labels.title(table) + (f" {number}" if number > 1 else ""))
        written = _write_rows(sheet, look, table, shown, _chained(first, islice(rows, MOST_ROWS - 1)))
        sheet.autofilter(0, 0, max(written, 1), len(shown) - 1)
        if written < MOST_ROWS:
            return


def _chained(first: list[tuple], rest: Iterable[tuple]) -> Iterator[tuple]:
    yield from first
    yield from rest


def _shown(database: sqlite3.Connection, table: str) -> tuple[Column, ...]:
    """The columns of a table; of the wide table, which has a column a code, those with a value in any row."""
    declared = columns(TABLES[table])
    if table != "panel_wide":
        return declared
    counted = ", ".join(f'count("{column.name}")' for column in declared)
    there = database.execute(f'SELECT {counted} FROM "{table}"').fetchone()
    return tuple(column for column, filled in zip(declared, there, strict=True) if filled or not column.nullable)


def _write_rows(sheet: Worksheet, look: _Look, table: str, shown: Sequence[Column], rows: Iterable[tuple]) -> int:
    """Write heading and rows; number of rows."""
    heads = labels.headings(table)
    for place, column in enumerate(shown):
        sheet.set_column(place, place, _WIDTHS.get(column.type, 40 if column.name in ("quote", "message") else 18))
    sheet.freeze_panes(1, 0)
    sheet.write_row(0, 0, [heads[column.name] for column in shown], look.head)
    writers = [_cell_writer(sheet, look, column) for column in shown]
    number = 0
    for number, row in enumerate(rows, start=1):
        for place, value in enumerate(row):
            if value is not None and value != "":
                writers[place](number, place, value)
    return number


def _cell_writer(sheet: Worksheet, look: _Look, column: Column) -> Callable[[int, int, Any], Any]:
    """What writes a value of the column; the type is known, so that nothing is guessed from the value."""
    if column.is_list or column.type is str:
        def text(row: int, place: int, value: str) -> None:
            sheet.write_string(row, place, fitting(value), look.risky if value.startswith(_FORMULA_START) else None)
        return text
    if column.type is bool:
        return lambda row, place, value: sheet.write_string(row, place, "ja" if value else "nej")
    form = look.number(column)
    return lambda row, place, value: sheet.write_number(row, place, value, form)


def fitting(text: str) -> str:
    """The text as a cell can hold it; what is cut off ends in an ellipsis."""
    return text if len(text) <= MOST_CHARACTERS else text[: MOST_CHARACTERS - 1] + _CUT


# ---- the codebook --------------------------------------------------------------------------------------------------

def _write_codebook(book: Workbook, look: _Look, tables: Sequence[str]) -> None:
    sheet = book.add_worksheet(_CODEBOOK)
    for place, width in enumerate((18, 40, 26, 22, 80)):
        sheet.set_column(place, place, width)
    sheet.freeze_panes(1, 0)
    sheet.write_row(0, 0, _CODEBOOK_HEAD, look.head)
    for number, row in enumerate(codebook_rows(tables), start=1):
        for place, value in enumerate(row):
            if value:
                sheet.write_string(number, place, value, look.risky if value.startswith(_FORMULA_START) else None)


def codebook_rows(tables: Sequence[str]) -> Iterator[tuple[str, str, str, str, str]]:
    """Sheet, heading, column, code, meaning: each table, its columns, the codes of each column."""
    for table in tables:
        sheet, heads = labels.title(table), labels.headings(table)
        yield sheet, "", table, "", labels.description(table)
        for column in columns(TABLES[table]):
            yield sheet, heads[column.name], column.name, "", labels.meaning(table, column.name)
            if not labels.is_wide(table, column.name):
                for code, meaning in labels.codes(table, column.name).items():
                    yield sheet, heads[column.name], column.name, code, meaning
