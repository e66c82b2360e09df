"""Canonical text of a PDF, page by page: lines ended by a newline, tables row by row with tabs between cells."""

from __future__ import annotations

from collections.abc import Sequence

from ...schemas.source import NO_STOPS, PAGE_BREAK, Box, Cell, CellLine, Grid, Line
from .pdf_frame import Frame, shown
from .pdf_grid import Table
from .pdf_items import Item, cell_texts
from .pdf_rows import Row, bounds

NO_FRAME = Frame(0.0, 0.0, 0.0, 0.0, 0)


class TextBuilder:
    """Collects the text of all pages, and the lines and grids that stand in it."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.length = 0
        self.page_starts: list[int] = []
        self.lines: list[Line] = []
        self.grids: list[Grid] = []

    @property
    def text(self) -> str:
        return "".join(self.parts)

    def add_page(self, items: Sequence[Item], reading: Frame = NO_FRAME, display: Frame = NO_FRAME) -> None:
        """Write one page; items stand in reading order, their boxes in the reading frame."""
        if self.page_starts:
            self._write(PAGE_BREAK)
        self.page_starts.append(self.length)
        for item in items:
            if item.table is not None:
                self._write_table(item.table, reading, display)
            else:
                self._write_line(item, reading, display)

    def _write(self, text: str) -> int:
        self.parts.append(text)
        self.length += len(text)
        return self.length

    def _write_line(self, item: Item, reading: Frame, display: Frame) -> None:
        start = self.length
        end = self._write(item.text)
        self._write("\n")
        box = _rounded(shown(item.box, reading, display))
        stops = item.stops if reading.turn == display.turn else NO_STOPS
        style = item.style
        self.lines.append(Line(start, end, len(self.page_starts), box, style.size, style.bold,
                               list_item=item.bulleted, stops=stops, font=style.font))

    def _write_table(self, table: Table, reading: Frame, display: Frame) -> None:
        start = self.length
        cells: list[Cell] = []
        row = 0
        for index, cell in enumerate(table.cells):
            if index:
                self._write("\t" if cell.row == row else "\n")
            row = cell.row
            cell_start = self.length
            lines = self._write_cell(cell.lines, reading, display)
            box = _rounded(shown(bounds(cell.words), reading, display)) if lines else None
            cells.append(Cell(cell.row, cell.column, cell_start, self.length, cell.row_span, cell.column_span, box,
                              lines if len(lines) > 1 else ()))
        end = self.length
        self._write("\n")
        box = _rounded(shown(table.box, reading, display))
        self.grids.append(Grid(len(self.page_starts), start, end, tuple(cells), box))


    def _write_cell(self, rows: Sequence[Row], reading: Frame, display: Frame) -> tuple[CellLine, ...]:
        lines = []
        for row, text in zip(rows, cell_texts(rows), strict=True):
            start = self.length
            lines.append(CellLine(start, self._write(text), _rounded(shown(bounds(row), reading, display))))
        return tuple(lines)


def _rounded(box: Box) -> Box:
    return Box(*(round(edge, 1) for edge in box))
