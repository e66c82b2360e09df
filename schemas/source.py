"""What a reader hands over: the text of one document with the geometry and the tables it could see.

Offsets are half-open ranges into `SourceDocument.text`, which becomes the canonical text of the run
(`texts/<document_id>.txt`): the decoded input itself for plain text and Markdown, the extracted text for
PDF (one form feed between pages), HTML and DOCX. Extracted tables stand in that text row by row, cells
separated by a tab, rows ended by a newline, so that every cell is one unbroken range.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

PAGE_BREAK = "\f"


class Box(NamedTuple):
    """A rectangle on a page, in points, measured from the top left corner."""

    x0: float
    top: float
    x1: float
    bottom: float

    def __str__(self) -> str:
        return ";".join(f"{edge:.1f}" for edge in self)


class Stops(NamedTuple):
    """Where some words of a line begin and end: pairs of a place, counted from the line's start, and points."""

    lefts: tuple[tuple[int, float], ...] = ()
    rights: tuple[tuple[int, float], ...] = ()


NO_STOPS = Stops()


class CellLine(NamedTuple):
    """One line of a cell: its range in the text and its box."""

    start: int
    end: int
    box: Box


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a table: its place in the grid, its range in the text, its box where known.

    `lines` where a cell on a PDF page has several.
    """

    row: int
    column: int
    start: int
    end: int
    row_span: int = 1
    column_span: int = 1
    box: Box | None = None
    lines: tuple[CellLine, ...] = ()


@dataclass(frozen=True, slots=True)
class Grid:
    """A table as the reader saw it; cells row by row, empty cells included with an empty range.

    In a flattened text the cells of a column may stand one behind the other, so that rows interleave there.
    """

    page: int
    start: int
    end: int
    cells: tuple[Cell, ...]
    box: Box | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """One line of running text: its range, and on a PDF page its box, type size (points), weight and font.

    `stops` measure the words around its numbers: where a quote inside the line begins and ends on the page.
    """

    start: int
    end: int
    page: int
    box: Box | None = None
    size: float | None = None
    bold: bool = False
    heading_level: int | None = None  # set by formats that mark headings (HTML, DOCX)
    list_item: bool = False  # set by formats that mark lists (HTML, DOCX)
    stops: Stops = NO_STOPS
    font: str = ""  # its name in the file, empty where unknown


@dataclass(slots=True)
class SourceDocument:
    """The text of one input, ready for segmentation; `page_starts[i]` is the offset of page i + 1."""

    source: str
    sha256: str
    media_type: str
    text: str
    page_starts: tuple[int, ...] = (0,)
    paged: bool = False  # False where the format has no pages: page numbers are then null
    lines: tuple[Line, ...] = ()
    grids: tuple[Grid, ...] = ()
    title: str | None = None  # as the file's own metadata or <title> says
    warnings: list[str] = field(default_factory=list)
