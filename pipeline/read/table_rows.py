"""What all tables found in plain text share: a line of the text, and cells with exact ranges in it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

import regex
from maaltal.schemas.source import Cell, Grid

_LINE = regex.compile(r"[^\r\n\v\f\x85\u2028\u2029]+")
_LEADING_MARKUP = regex.compile(r"(?:\s++|</?[A-Za-z][^<>]*>)*+")
_TAG = regex.compile(r"</?[A-Za-z][^<>]*>")
_BLANK_OR_DIGITLIKE = regex.compile(r"[\s.,:%/()+*–−÷-]")


class TextLine(NamedTuple):
    """A physical line with something on it: its range without the line break, its page, the blank lines before it."""

    start: int
    end: int
    page: int
    blanks: int
    text: str


class Span(NamedTuple):
    """A cell before it has a place: its range, and the rows and columns it covers."""

    start: int
    end: int
    row_span: int = 1
    column_span: int = 1


def text_lines(text: str, page_starts: Sequence[int] = (0,)) -> Iterator[TextLine]:
    """The lines that have something on them, in order."""
    page = 1
    blanks = 0
    behind = 0
    for found in _LINE.finditer(text):
        start, end = found.span()
        blanks += _line_breaks(text, behind, start) - 1
        behind = end
        content = found.group()
        if content.isspace():
            continue
        while page < len(page_starts) and page_starts[page] <= start:
            page += 1
        yield TextLine(start, end, page, max(blanks, 0), content)
        blanks = 0


def _line_breaks(text: str, start: int, end: int) -> int:
    """How many lines end between two stretches of text; "\\r\\n" is one break."""
    return text.count("\n", start, end) or end - start


def is_numeric(content: str) -> bool:
    """Whether a cell holds a number, perhaps with a sign and a short unit: "12,4", "(1.250)", "-3,5 %", "48 mio."."""
    digits = sum(character.isdigit() for character in content)
    others = len(_BLANK_OR_DIGITLIKE.sub("", content)) - digits
    return digits > 0 and others <= digits + 2 and content.lstrip(" (<>+–−÷-≤≥")[:1].isdigit()


def trim(text: str, start: int, end: int) -> tuple[int, int]:
    """The range without the blanks, HTML tags and emphasis marks around its content."""
    start = _LEADING_MARKUP.match(text, start, end).end()
    while start < end:
        if text[end - 1].isspace():
            end -= 1
        elif text[end - 1] == ">" and (tag := _tag_that_ends(text, start, end)) is not None:
            end = tag
        else:
            break
    return _without_emphasis(text, start, max(start, end))


def _tag_that_ends(text: str, start: int, end: int) -> int | None:
    opening = text.rfind("<", start, end)
    return opening if opening >= 0 and _TAG.fullmatch(text, opening, end) else None


def _without_emphasis(text: str, start: int, end: int) -> tuple[int, int]:
    for mark in ("**", "__", "*", "_"):
        width = len(mark)
        framed = end - start > 2 * width and text.startswith(mark, start) and text.endswith(mark, start, end)
        if framed and mark not in text[start + width:end - width]:
            return start + width, end - width
    return start, end


def place(rows: Iterable[Sequence[Span]]) -> tuple[Cell, ...]:
    """Cells in reading order; a cell that spans rows pushes those below it to the right, as in HTML."""
    cells: list[Cell] = []
    occupied: dict[int, int] = {}  # column -> first row in which it is free again
    for row, spans in enumerate(rows):
        column = 0
        for span in spans:
            while occupied.get(column, 0) > row:
                column += 1
            cells.append(Cell(row, column, span.start, span.end, span.row_span, span.column_span))
            if span.row_span > 1:
                occupied.update(dict.fromkeys(range(column, column + span.column_span), row + span.row_span))
            column += span.column_span
    return tuple(cells)


def grid_of(rows: Sequence[Sequence[Span]], start: int, end: int, page: int) -> Grid:
    """The grid of some rows of cells that stand in `[start, end)` of the text."""
    return Grid(page, start, end, place(rows))
