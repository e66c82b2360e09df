"""Tables in plain text and Markdown: pipe rows, tab separated rows, raw HTML tables, columns held by spaces."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Protocol

import regex
from maaltal.schemas.source import Grid

from .fixed_width import FixedWidthRows
from .table_rows import Span, TextLine, grid_of, is_numeric, trim

MAX_CELLS = 200_000  # a document with more is a data dump: later tables stay text
_MAX_RUN = 50_000  # cells of one table; a longer one is cut
_MAX_LINE_CELLS = 200  # a line with more is no row
_MAX_FRAMED_LINE = 20_000  # characters

_SIGN_OF_TABLE = regex.compile(r"[\t|│┃\xa0+]| {2}")
_PIPE = regex.compile(r"(?<!\\)[|│┃]")
_PIPE_SEPARATOR = regex.compile(r"\s*[|│┃+├┼]?[\s:=|│┃+┼┤─━-]*[-=─━]{2}[\s:=|│┃+┼┤─━-]*\s*")
_DASHES = regex.compile(r"[\s:=_–—-]*")
_LIST_MARK = regex.compile(r"[•·▪●○◦‣–—*o-]|\(?(?:\d{1,2}(?:\.\d{1,2})*+|\p{L}|[ivx]{1,4})[.)]?")
_CONTINUES = regex.compile(r"\p{Ll}")
_ENDS_SENTENCE = tuple(".:;!?")
_EVEN = 3  # rows, and cells in each, from which bars without frame or dashes make a table
_MIN_BROKEN_SENTENCE = 40  # characters: a shorter cell is a label or a unit of its own
_HTML_TABLE = regex.compile(r"(?i)<table\b[^<>]*>")
_HTML_TABLE_TAG = regex.compile(r"(?i)<(/?)(table|tr|td|th)\b([^<>]*)>")
_HTML_SPAN = regex.compile(r"(?i)\b(row|col)span\s*=\s*[\"']?\s*(\d{1,3})")
_MAX_HTML_SPAN = 100


class _Rows(Protocol):
    """Rows of one kind of table, gathered line by line."""

    def offer(self, line: TextLine) -> bool:
        """Take a line that fits, else leave it."""

    def close(self) -> Grid | None:
        """The table gathered so far, if it is one; the next line begins anew."""

    @property
    def is_open(self) -> bool:
        """Whether lines wait to become a table."""


class TableFinder:
    """Gathers the tables of a text from its lines, each line seen once, in order."""

    def __init__(self, text: str, page_starts: Sequence[int] = (0,), known: Sequence[Grid] = ()):
        self._kinds: tuple[_Rows, ...] = (PipeRows(), TabRows(text), FixedWidthRows())
        self._page = 1
        self._open = False  # some kind has lines that wait
        self._known = [*known, *html_tables(text, page_starts)]  # their lines are taken
        self._next_known = 0
        self._grids: list[Grid] = []
        self._cells = sum(len(grid.cells) for grid in self._known)
        self.truncated = False

    def feed(self, line: TextLine) -> None:
        """Offer a line to each kind of table until one takes it; the others end there."""
        if self.truncated or not (self._open or _SIGN_OF_TABLE.search(line.text)):
            return
        taken = self._is_known(line)
        if line.page != self._page:
            self._page = line.page
            self.interrupt()
        for kind in self._kinds:
            if taken:
                self._keep(kind.close())
            elif kind.offer(line):
                taken = True
            else:
                self._keep(kind.close())
                taken = kind.offer(line)
        self._open = any(kind.is_open for kind in self._kinds)

    def finish(self) -> tuple[Grid, ...]:
        """All tables found, in the order of the text."""
        self.interrupt()
        return tuple(sorted(self._grids + self._known, key=lambda grid: grid.start))

    def interrupt(self) -> None:
        """No table goes on past this place."""
        self._open = False
        for kind in self._kinds:
            self._keep(kind.close())

    def _is_known(self, line: TextLine) -> bool:
        while self._next_known < len(self._known) and self._known[self._next_known].end <= line.start:
            self._next_known += 1
        return self._next_known < len(self._known) and self._known[self._next_known].start < line.end

    def _keep(self, grid: Grid | None) -> None:
        if grid is None:
            return
        self._cells += len(grid.cells)
        if self._cells > MAX_CELLS:
            self.truncated = True
        else:
            self._grids.append(grid)


class PipeRows:
    """Rows of a Markdown or ASCII table: `| a | b |`, or `a | b` above or below a separator row of dashes."""

    def __init__(self) -> None:
        self._reset()

    def _reset(self) -> None:
        self._rows: list[TextLine] = []
        self._framed = 0  # rows that begin and end with a bar
        self._separator: int | None = None  # how many rows stand above the first separator row
        self._end = 0

    def offer(self, line: TextLine) -> bool:
        """Take a row; blank lines and lines without a bar end the table."""
        bare = line.text.strip()
        separator = _is_pipe_separator(bare)
        if self.is_open and (line.blanks or len(self._rows) > _MAX_RUN // 4):
            return False
        if not separator and not _PIPE.search(bare):
            return False
        framed = bool(_PIPE.match(bare)) and bool(_PIPE.match(bare[-1])) and len(bare) > 1
        if ("\t" in bare and not framed) or len(bare) > _MAX_FRAMED_LINE:
            return False
        if separator:
            self._separator = len(self._rows) if self._separator is None else self._separator
        else:
            self._rows.append(line)
            self._framed += framed
        self._end = line.end
        return True

    @property
    def is_open(self) -> bool:
        """Whether rows wait."""
        return bool(self._rows) or self._separator is not None

    def close(self) -> Grid | None:
        """A table by its separator row, by two rows framed by bars, or by several rows of equally many cells."""
        rows, framed, separator, end = self._rows, self._framed, self._separator, self._end
        self._reset()
        if separator and framed < len(rows):
            rows = rows[separator - 1:]  # without frames only the row right above the dashes is the header
        spans = [_pipe_cells(row) for row in rows]
        all_framed = framed == len(rows) and (framed > 1 or separator is not None and framed > 0)
        even = len(rows) >= _EVEN and len({len(cells) for cells in spans}) == 1 and len(spans[0]) >= _EVEN
        if not (separator or all_framed or even) or max(map(len, spans), default=0) < 2:
            return None
        return grid_of(spans, rows[0].start, end, rows[0].page)


class TabRows:
    """Rows of cells separated by tabs, with or without remnants of HTML around the content."""

    def __init__(self, text: str):
        self._text = text
        self._reset()

    def _reset(self) -> None:
        self._rows: list[tuple[TextLine, list[Span]]] = []
        self._columns = 0
        self._ruled = False  # a row of dashes stands in it
        self._end = 0

    def offer(self, line: TextLine) -> bool:
        """Take a row; one blank line is bridged where the rows on both sides have the same columns."""
        if not 0 < line.text.count("\t") < _MAX_LINE_CELLS or len(self._rows) * self._columns > _MAX_RUN:
            return False
        cells = self._cells(line)
        if self._rows and not self._fits(line, cells):
            return False
        if _is_dashes(line.text):
            self._ruled = self._ruled or bool(self._rows)
            self._end = line.end
            return bool(self._rows)
        if not self._rows and not self._may_begin(cells):
            return False
        if not self._continue_cell(cells):
            self._rows.append((line, cells))
        self._columns = max(self._columns, len(cells))
        self._end = line.end
        return True

    @property
    def is_open(self) -> bool:
        """Whether rows wait."""
        return bool(self._rows)

    def close(self) -> Grid | None:
        """A table if there are two rows, or one above a rule, or one that is plainly figures."""
        rows, end, ruled = self._rows, self._end, self._ruled
        self._reset()
        spans = _without_alignment_tabs([cells for _, cells in rows])
        filled = max((sum(cell.end > cell.start for cell in cells) for cells in spans), default=0)
        if filled < 2 or (len(rows) == 1 and not ruled and not self._is_figures(spans[0])):
            return None
        return grid_of(spans, rows[0][0].start, end, rows[0][0].page)

    def _cells(self, line: TextLine) -> list[Span]:
        spans = []
        start = line.start
        for piece in line.text.split("\t"):
            spans.append(Span(*trim(self._text, start, start + len(piece))))
            start += len(piece) + 1
        return spans

    def _content(self, span: Span) -> str:
        return self._text[span.start:span.end]

    def _may_begin(self, cells: list[Span]) -> bool:
        """Not an indented line, and not a list item or numbered heading whose mark is followed by a tab."""
        first = self._content(cells[0])
        if not first:
            return sum(cell.end > cell.start for cell in cells) > 1
        is_item = len(cells) == 2 and _LIST_MARK.fullmatch(first) and not is_numeric(self._content(cells[1]))
        return not is_item

    def _fits(self, line: TextLine, cells: list[Span]) -> bool:
        if line.blanks > 1:
            return False
        if not self._content(cells[0]):
            return len(cells) <= self._columns or not line.blanks
        return self._may_begin(cells) and (not line.blanks or len(cells) == self._columns)

    def _continue_cell(self, cells: list[Span]) -> bool:
        """Join a sentence broken over two rows to one cell: only blanks stand between its halves."""
        filled = [column for column, cell in enumerate(cells) if cell.end > cell.start]
        if not self._rows or len(filled) != 1 or filled[0] == 0:
            return False
        _, above = self._rows[-1]
        column = filled[0]
        last = max((place for place, cell in enumerate(above) if cell.end > cell.start), default=-1)
        if column != last or not _CONTINUES.match(self._content(cells[column])):
            return False
        broken_off = self._content(above[last])
        if len(broken_off) < _MIN_BROKEN_SENTENCE or broken_off.endswith(_ENDS_SENTENCE):
            return False
        above[last] = Span(above[last].start, cells[column].end)
        del above[last + 1:]
        return True

    def _is_figures(self, cells: list[Span]) -> bool:
        return sum(is_numeric(self._content(cell)) for cell in cells) > 1


def html_tables(text: str, page_starts: Sequence[int]) -> Iterator[Grid]:
    """Tables written as HTML inside Markdown or text; of nested tables the innermost."""
    rows: list[list[Span]] | None = None
    opened = (0, 0)  # range of the tag that began the table
    cell: tuple[int, str] | None = None  # where the open cell's content begins, and its attributes
    for tag in _HTML_TABLE_TAG.finditer(text) if _HTML_TABLE.search(text) else ():
        closing, name = bool(tag.group(1)), tag.group(2).lower()
        if rows is not None and cell is not None:
            rows[-1:] = [[*rows[-1], _html_cell(text, cell, tag.start())]] if rows else [
                [_html_cell(text, cell, tag.start())]]
            cell = None
        if name == "table" and not closing:
            rows, opened = [], tag.span()
        elif rows is None:
            continue
        elif name == "table":
            if sum(map(len, rows)) > 1:
                yield grid_of([row for row in rows if row], opened[0], tag.end(), bisect_right(page_starts, opened[0]))
            rows = None
        elif name == "tr" and not closing:
            rows.append([])
        elif name != "tr" and not closing:
            cell = tag.end(), tag.group(3)


def _html_cell(text: str, cell: tuple[int, str], end: int) -> Span:
    start, attributes = cell
    spans = {kind.lower(): min(max(int(count), 1), _MAX_HTML_SPAN) for kind, count in _HTML_SPAN.findall(attributes)}
    return Span(*trim(text, start, end), spans.get("row", 1), spans.get("col", 1))


def _is_pipe_separator(bare: str) -> bool:
    return bool(_PIPE_SEPARATOR.fullmatch(bare)) and (bool(_PIPE.search(bare)) or bare.startswith("+"))


def _pipe_cells(row: TextLine) -> list[Span]:
    """The cells between the bars of a row; a bar at either end only frames it."""
    bars = [bar.start() for bar in _PIPE.finditer(row.text)]
    edges = [-1, *bars, len(row.text)]
    if bars and not row.text[:bars[0]].strip():
        del edges[0]
    if len(edges) > 2 and not row.text[edges[-2] + 1:].strip():
        del edges[-1]
    return [_trimmed(row, left + 1, right) for left, right in pairwise(edges)]


def _trimmed(row: TextLine, start: int, end: int) -> Span:
    left, right = trim(row.text, start, end)
    return Span(row.start + left, row.start + right)


def _is_dashes(content: str) -> bool:
    return bool(_DASHES.fullmatch(content)) and any(mark in content for mark in "-=_–—")


def _without_alignment_tabs(rows: list[list[Span]]) -> list[list[Span]]:
    """Drop empty cells where several tabs only push a column to its place: then all rows become equally long."""
    if len({len(row) for row in rows}) < 2:
        return rows
    squeezed = [[cell for column, cell in enumerate(row) if column == 0 or cell.end > cell.start] for row in rows]
    lengths = {len(row) for row in squeezed}
    return squeezed if len(lengths) == 1 and lengths != {1} else rows
