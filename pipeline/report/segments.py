"""The canonical text of a document, cut where a row's quote begins or ends, in blocks a page can show.

Every character of the text stands in exactly one block, in order, but for white space between blocks.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import regex

from ..read.pdf_rows import WORDS
from .store import Row

PAGE_BREAK = "\f"
_CUT_WORD = regex.compile(rf"(?<=\p{{L}})-\r?\n(?!{WORDS['after_hanging_hyphen']})(?=\p{{Ll}})")
_MARK = 3  # so many characters before a paragraph are its own mark, e.g. a bullet


@dataclass(frozen=True, slots=True)
class Span:
    """The range of a row's quote; `number` is the row's place in the document's list."""

    start: int
    end: int
    number: int
    kind: str


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text inside the same quotes, the shortest of them first; `index` is its place in the text."""

    text: str
    spans: tuple[Span, ...]
    index: int


@dataclass(frozen=True, slots=True)
class TextBlock:
    """A paragraph: its kind, and its pieces; a table has rows of cells of pieces instead."""

    kind: str
    page: int | None
    pieces: tuple[Piece, ...] = ()
    rows: tuple[tuple[tuple[Piece, ...], ...], ...] = ()


class Cuts:
    """A text with the places where quotes begin and end."""

    def __init__(self, text: str, spans: Sequence[Span]) -> None:
        self._text = text
        self._edges = sorted({edge for span in spans for edge in (span.start, span.end)})
        self._over = self._sweep(spans)
        self._made = 0
        self.first_piece: dict[int, int] = {}  # number of a row: index of the first piece of its quote

    def _sweep(self, spans: Sequence[Span]) -> list[tuple[Span, ...]]:
        """For each edge the quotes open behind it."""
        place = {edge: number for number, edge in enumerate(self._edges)}
        open_spans: list[list[Span]] = [[] for _ in self._edges]
        for span in sorted(spans, key=lambda span: (span.end - span.start, span.number)):
            for number in range(place[span.start], place[span.end]):
                open_spans[number].append(span)
        return [tuple(found) for found in open_spans]

    def pieces(self, start: int, end: int) -> tuple[Piece, ...]:
        """The text from start to end, cut."""
        inner = self._edges[bisect_right(self._edges, start):bisect_left(self._edges, end)]
        bounds = [start, *inner, end]
        return tuple(self._piece(one, other) for one, other in zip(bounds, bounds[1:], strict=False) if one < other)

    def _piece(self, start: int, end: int) -> Piece:
        edge = bisect_right(self._edges, start) - 1
        spans = self._over[edge] if edge >= 0 else ()
        piece = Piece(self._text[start:end], spans, self._made)
        self._made += 1
        for span in spans:
            self.first_piece.setdefault(span.number, piece.index)
        return piece


def flowing(text: str) -> str:
    """The text as it reads on: words that a line's end cut in two are whole again, but for `læse-` before `og`."""
    return _CUT_WORD.sub("", text)


def text_blocks(text: str, paragraphs: Sequence[Row], cuts: Cuts) -> Iterator[TextBlock]:
    """The text in blocks: its paragraphs, and what stands between them as blocks of kind `rest`."""
    place, page = 0, None
    for paragraph in sorted(paragraphs, key=lambda row: (row["char_start"], row["order"])):
        start, end = max(paragraph["char_start"], place), paragraph["char_end"]
        between = text[place:start].strip()
        if between and len(between) <= _MARK and paragraph["kind"] != "table":
            start = text.index(between, place)
        else:
            yield from _rest(text, place, start, page, cuts)
        page = paragraph["page"]
        if start < end:
            yield _block(text, paragraph["kind"], page, start, end, cuts)
        place = max(place, end)
    yield from _rest(text, place, len(text), page, cuts)


def _rest(text: str, start: int, end: int, page: int | None, cuts: Cuts) -> Iterator[TextBlock]:
    if text[start:end].strip():
        yield TextBlock("rest", page, cuts.pieces(start, end))


def _block(text: str, kind: str, page: int | None, start: int, end: int, cuts: Cuts) -> TextBlock:
    if kind == "table" and "\t" in text[start:end]:
        rows = tuple(tuple(cuts.pieces(*cell) for cell in _ranges(text, "\t", *row))
                     for row in _ranges(text, "\n", start, end) if text[row[0]:row[1]].strip())
        return TextBlock(kind, page, rows=rows)
    return TextBlock(kind, page, cuts.pieces(start, end))


def _ranges(text: str, separator: str, start: int, end: int) -> list[tuple[int, int]]:
    """The ranges between separators from start to end."""
    ranges = []
    while (found := text.find(separator, start, end)) >= 0:
        ranges.append((start, found))
        start = found + 1
    return [*ranges, (start, end)]
