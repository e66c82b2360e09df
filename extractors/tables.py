"""One model of a table: a ruled grid, a Markdown remnant and a table flattened into running text become the same.

`tables_of` finds every table of a document, joins those that run over pages, and tells budgets from tables of
targets and from other tables by what their headers mean.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

from ..schemas.source import Box
from ..schemas.text import Document


@dataclass(frozen=True, slots=True)
class TableCell:
    """A cell: its place, its one-line text, its range in the canonical text, its page and box where known."""

    row: int
    column: int
    text: str
    start: int
    end: int
    row_span: int = 1
    column_span: int = 1
    box: Box | None = None
    page: int | None = None


@dataclass(frozen=True, slots=True)
class Column:
    """What a column means, as its headers (and where they are silent the caption) say."""

    header: str = ""
    role: str | None = None  # label, account, budget, target, baseline, status, change, ignored; None: not said
    period: str | None = None
    unit: str | None = None  # dkk, thousand_dkk, million_dkk, persons, percent, other
    budget_type: str | None = None
    measure: str | None = None

    @property
    def year(self) -> int | None:
        """The year of a period that is a whole year."""
        return int(self.period) if self.period and len(self.period) == 4 else None


@dataclass(frozen=True)
class Table:
    """Rows and columns of cells with their meaning; `kind` is budget, target or other."""

    kind: str
    order: int  # order of the block it begins in
    cells: tuple[TableCell, ...]
    header_rows: int
    columns: tuple[Column, ...]
    ranges: tuple[tuple[int, int], ...]  # canonical ranges that it covers
    caption: str | None = None  # text of the paragraph directly above, or in front of a flattened header
    before: str | None = None  # text in front of the caption, in the same section
    note: str | None = None  # text of the paragraph directly below
    number: str | None = None  # as printed in the caption: 7.1 in `Tabel 7.1`
    context: tuple[str, ...] = field(default=())  # headings above it, outermost first
    flattened: bool = False

    @cached_property
    def rows(self) -> tuple[tuple[TableCell, ...], ...]:
        """All cells row by row, header rows first, each row from left to right."""
        rows: dict[int, list[TableCell]] = {}
        for cell in self.cells:
            rows.setdefault(cell.row, []).append(cell)
        return tuple(tuple(sorted(cells, key=lambda cell: cell.column)) for _, cells in sorted(rows.items()))

    @cached_property
    def header(self) -> tuple[tuple[TableCell, ...], ...]:
        return tuple(row for row in self.rows if row[0].row < self.header_rows)

    @cached_property
    def first_column(self) -> tuple[str, ...]:
        """Texts of the first column's cells below the header that are not empty."""
        texts = (cell.text.strip() for row in self.body for cell in row if cell.column == 0)
        return tuple(text for text in texts if text)

    @cached_property
    def body(self) -> tuple[tuple[TableCell, ...], ...]:
        return tuple(row for row in self.rows if row[0].row >= self.header_rows)

    @property
    def value_columns(self) -> tuple[int, ...]:
        """Numbers of the columns that hold values."""
        return tuple(i for i, column in enumerate(self.columns) if column.role not in ("label", "account"))

    @property
    def corner(self) -> str:
        """Header text over the labels."""
        texts = (cell.text for row in self.header for cell in row if self.columns[cell.column].role == "label")
        return " ".join(text for text in texts if text)

    @property
    def spanning(self) -> tuple[str, ...]:
        """Texts of header cells over several columns."""
        return tuple(cell.text for row in self.header for cell in row if cell.column_span > 1)


def tables_of(document: Document) -> tuple[Table, ...]:
    """All tables of a document in reading order, those flattened into running text included."""
    from . import forms, table_flat, table_grid, table_lists

    filled, formed = forms.tables(document)
    grids, used = table_grid.tables(document, formed)
    flat = table_flat.tables(document, used)
    found = (*filled, *grids, *flat)
    lists = table_lists.tables(document, found)
    return tuple(sorted((*found, *lists), key=lambda table: table.ranges[0]))
