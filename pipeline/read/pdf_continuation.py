"""Rows that a table leaves over for the next page: too few to show a table by themselves, told by its columns."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from .pdf_grid import Table, TableCell
from .pdf_grouping import RowLine, group_rows
from .pdf_items import Item
from .pdf_page import Word
from .pdf_rows import Row, bounds, column_finder, is_caption, is_number, row_middle

_FOOT = 0.16  # share of the page's height at its foot where nothing but a footer may follow an open table
_HEAD = 0.16  # share at its head where running headers stand above the rows left over
_ALIGNED = 3.0  # points between the edges of numbers that stand under each other
_NEXT_ROW = 3.0  # of a line's height: rows left over are not farther apart


class Columns(NamedTuple):
    """Where a table's columns stand: the cuts between them, and the left and right edge of each one's numbers."""

    cuts: list[float]
    edges: list[tuple[float, float] | None]


def open_table(items: Sequence[Item], height: float) -> Table | None:
    """The table that a page ends with, if only a footer stands below it."""
    tables = [item.table for item in items if item.table is not None]
    if not tables:
        return None
    lowest = max(tables, key=lambda table: table.box.bottom)
    below = (item for item in items if item.table is None and item.box.top > lowest.box.bottom - 1)
    return None if any(item.box.top < (1 - _FOOT) * height for item in below) else lowest


def rows_left_over(table: Table, rows: Sequence[Row], height: float) -> Table | None:
    """The table that rows at the head of the next page make under the columns of `table`; None if none fit."""
    columns = _columns_of(table)
    if columns is None:
        return None
    above = [index for index, row in enumerate(rows) if row[0].bottom <= _HEAD * height]
    first = next((index for index in range(min(len(above) + 1, len(rows))) if _fits(rows[index], columns)), None)
    if first is None:
        return None
    last = first
    for index in range(first + 1, len(rows)):
        is_near = row_middle(rows[index]) - row_middle(rows[index - 1]) <= _NEXT_ROW * rows[index][0].height
        if not is_near or not (_fits(rows[index], columns) or _is_heading_of_rows(rows, index, columns)):
            break
        last = index
    return _table_of(rows[first : last + 1], columns)


def _columns_of(table: Table) -> Columns | None:
    cells = [[cell for cell in table.cells if cell.column == column and cell.column_span == 1 and cell.lines]
             for column in range(table.n_columns)]
    if not all(cells):
        return None
    boxes = [bounds(word for cell in column for word in cell.words) for column in cells]
    if any(left.x1 >= right.x0 for left, right in pairwise(boxes)):
        return None
    numbers = [[bounds(cell.words) for cell in column if is_number(cell.text)] for column in cells]
    edges = [(min(box.x0 for box in column), max(box.x1 for box in column)) if column else None for column in numbers]
    return Columns([(left.x1 + right.x0) / 2 for left, right in pairwise(boxes)], edges)


def _fits(row: Row, columns: Columns) -> bool:
    """Whether a row has a label, and numbers under the numbers of the table."""
    line = RowLine(row, columns.cuts)
    if line.straddles or not line.numeric or 0 not in line.cells or is_caption(row):
        return False
    return all(_is_aligned(_words_in(row, column, columns), columns.edges[column]) for column in line.numeric)


def _words_in(row: Row, column: int, columns: Columns) -> Row:
    column_of = column_finder(columns.cuts)
    return [word for word in row if column_of(word) == column]


def _is_aligned(words: Sequence[Word], edges: tuple[float, float] | None) -> bool:
    if edges is None:
        return False
    x0, x1 = words[0].x0, words[-1].x1
    return min(abs(x0 - edges[0]), abs(x1 - edges[1]), abs(x0 + x1 - sum(edges)) / 2) <= _ALIGNED


def _is_heading_of_rows(rows: Sequence[Row], index: int, columns: Columns) -> bool:
    """Whether a row is a label by itself, with rows of the table below it."""
    line = RowLine(rows[index], columns.cuts)
    is_label = list(line.cells) == [0] and not line.straddles and not is_caption(rows[index])
    return is_label and index + 1 < len(rows) and _fits(rows[index + 1], columns)


def _table_of(rows: Sequence[Row], columns: Columns) -> Table:
    cells = []
    for number, group in enumerate(group_rows(rows, columns.cuts)):
        for column in range(len(columns.cuts) + 1):
            lines = [words for line in group if (words := _words_in(line.words, column, columns))]
            cells.append(TableCell(number, column, lines=lines))
    box = bounds(word for row in rows for word in row)
    return Table(cells, cells[-1].row + 1, len(columns.cuts) + 1, box)
