"""Builds the canonical text of formats that have none of their own (HTML, DOCX) from paragraphs and tables."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

import regex
from maaltal.schemas.source import Grid, Line, SourceDocument

from .table_rows import Span, place, text_lines
from .text_tables import TableFinder

LINE_BREAK = 1
BLANK_LINE = 2

_BREAKS = regex.compile(r"[ \t\r\n\v\f\x1c-\x1e\x85\u2028\u2029]+")
_BREAKS_BUT_TAB = regex.compile(r"[ \r\n\v\f\x1c-\x1e\x85\u2028\u2029]*[\r\n\v\f\x1c-\x1e\x85\u2028\u2029][ \r\n]*")
_SUPERSCRIPTS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_MARK = regex.compile(r"\d{1,3}(?:[ ,]{1,2}\d{1,3}){0,4}")
_UNIT_WITH_POWER = regex.compile(r"\b\p{L}{1,2}$")  # m, km, cm: their mark is a power, not a footnote
_LAYOUT_CELL_CHARACTERS = 1500
_LAYOUT_CELL_PARAGRAPHS = 4


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One line of the canonical text; `gap` says whether a line break or a blank line stands before it."""

    text: str
    gap: int = BLANK_LINE
    heading_level: int | None = None
    list_item: bool = False


@dataclass(slots=True)
class TableCell:
    """A cell with what stands in it, in order."""

    items: list[Paragraph | Table] = field(default_factory=list)
    row_span: int = 1
    column_span: int = 1

    @property
    def text(self) -> str:
        """The content on one line; items of a list inside the cell keep a bullet between them."""
        return " ".join(_cell_text(item) for item in self.items if isinstance(item, Paragraph)).strip()


@dataclass(slots=True)
class Table:
    """A table as its format declares it, row by row."""

    rows: list[list[TableCell]] = field(default_factory=list)

    @property
    def cells(self) -> list[TableCell]:
        return [cell for row in self.rows for cell in row]


Item = Paragraph | Table


class TextBuilder:
    """Grows the canonical text, and with it the lines and grids that are ranges in it."""

    def __init__(self) -> None:
        self._pieces: list[str] = []
        self._length = 0
        self._lines: list[Line] = []
        self._grids: list[Grid] = []

    def add(self, items: Iterable[Item]) -> TextBuilder:
        """Append paragraphs and tables in order."""
        for item in items:
            if isinstance(item, Paragraph):
                self._add_paragraph(item)
            else:
                self._add_table(item)
        return self

    def document(self, source: str, sha256: str, media_type: str, title: str | None) -> SourceDocument:
        """The finished document, with the tables that only tabs and blanks make; its one page has no number."""
        text = "".join(self._pieces)
        finder = TableFinder(text, known=self._grids)
        headings = {line.start for line in self._lines if line.heading_level is not None}
        for line in text_lines(text):
            if line.start in headings:
                finder.interrupt()
            else:
                finder.feed(line)
        return SourceDocument(source, sha256, media_type, text, lines=tuple(self._lines), grids=finder.finish(),
                              title=title)

    def _add_paragraph(self, paragraph: Paragraph) -> None:
        self._break(paragraph.gap)
        bare = paragraph.text.lstrip()
        start = self._length + len(paragraph.text) - len(bare)
        end = start + len(bare.rstrip())
        self._write(paragraph.text)
        self._lines.append(Line(start, end, 1, heading_level=paragraph.heading_level, list_item=paragraph.list_item))

    def _add_table(self, table: Table) -> None:
        self._break(BLANK_LINE)
        start = self._length
        rows = []
        for row in table.rows:  # a row without cells of its own still counts for those that span it
            if row and self._length > start:
                self._write("\n")
            rows.append(self._add_row(row))
        self._grids.append(Grid(1, start, self._length, place(rows)))

    def _add_row(self, row: list[TableCell]) -> list[Span]:
        line_start = self._length
        spans = []
        for cell in row:
            if spans:
                self._write("\t")
            start = self._length
            self._write(cell.text)
            spans.append(Span(start, self._length, cell.row_span, cell.column_span))
        filled = [span for span in spans if span.end > span.start]
        if filled:
            self._lines.append(Line(max(line_start, filled[0].start), filled[-1].end, 1))
        return spans

    def _break(self, gap: int) -> None:
        if self._length:
            self._write("\n" * gap)

    def _write(self, piece: str) -> None:
        self._pieces.append(piece)
        self._length += len(piece)


def one_line(text: str) -> str:
    """The text with every run of blanks and line breaks as one blank; non-breaking spaces stay."""
    return _BREAKS.sub(" ", text).strip(" ")


def one_line_with_tabs(text: str) -> str:
    """The text on one line, its tabs and double blanks kept: columns of figures may rest on them."""
    return _BREAKS_BUT_TAB.sub(" ", text).strip(" \t")


def superscript(mark: str, before: str) -> str:
    """A raised number so that no number before it grows by its digits: " ²" behind a word, "²" behind "km"."""
    if not _MARK.fullmatch(mark.strip()):
        return mark
    raised = mark.strip().translate(_SUPERSCRIPTS)
    if not before or before[-1].isspace() or _UNIT_WITH_POWER.search(before[-4:]):
        return raised
    return " " + raised


def table_or_content(table: Table) -> list[Item]:
    """The table, or what stands in it where it only lays out a page: one cell, one column, pages of text in a cell."""
    filled = [cell for cell in table.cells if cell.items]
    one_column = all(len(row) < 2 for row in table.rows)
    if len(filled) > 1 and not one_column and not any(_holds_layout(cell) for cell in filled):
        _fit_spans(table)
        return [table]
    return [item for cell in filled for item in _apart(cell.items)]


def _holds_layout(cell: TableCell) -> bool:
    """Whether a cell holds a table or a piece of a page, not a datum."""
    if any(isinstance(item, Table) for item in cell.items):
        return True
    paragraphs = [item for item in cell.items if isinstance(item, Paragraph)]
    is_long = sum(len(item.text) for item in paragraphs) > _LAYOUT_CELL_CHARACTERS
    has_sections = sum(item.heading_level is not None for item in paragraphs) > 1
    return has_sections or (is_long and len(paragraphs) > _LAYOUT_CELL_PARAGRAPHS)


def _apart(items: list[Item]) -> list[Item]:
    """The items of a cell that is no longer one, a blank line before the first."""
    first, *rest = items
    return [replace(first, gap=BLANK_LINE) if isinstance(first, Paragraph) else first, *rest]


def _fit_spans(table: Table) -> None:
    """Cut row spans that reach below the last row, and column spans wider than the widest row of cells."""
    widest = max(sum(min(cell.column_span, 100) for cell in row) for row in table.rows)
    for number, row in enumerate(table.rows):
        for cell in row:
            cell.row_span = min(cell.row_span, len(table.rows) - number)
            cell.column_span = min(cell.column_span, widest)


def _cell_text(paragraph: Paragraph) -> str:
    text = one_line(paragraph.text)
    return f"• {text}" if paragraph.list_item and not text[:1].isdigit() else text
