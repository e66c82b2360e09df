"""Where on its page a row's quote stands: the box around the lines, or parts of lines, that the quote covers.

A line is cut to the quote as far as its words were measured, so a box never misses a word of its quote. A quote that
runs over to the next page has the box of its beginning. Rows that carry a box already, as those of cells, keep it.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from ..schemas.source import NO_STOPS, Box, Line, SourceDocument, Stops
from ..schemas.text import Document

BOXED = ("goals", "requirements", "figures", "budget_lines")


class _Strip(NamedTuple):
    """A stretch of text that stands on one line: its range, page, box, and what was measured inside it."""

    start: int
    end: int
    page: int
    box: Box
    stops: Stops


@dataclass(frozen=True, slots=True)
class _Strips:
    """The strips of a document in order of text, with their starts to search in."""

    strips: tuple[_Strip, ...]
    starts: tuple[int, ...]

    def over(self, start: int, end: int) -> Iterator[_Strip]:
        """The strips that a range has characters in common with."""
        for index in range(max(bisect_right(self.starts, start) - 1, 0), len(self.strips)):
            strip = self.strips[index]
            if strip.start >= end:
                return
            if strip.end > start:
                yield strip


def with_boxes(document: Document, rows: Mapping[str, Sequence[Any]]) -> dict[str, Sequence[Any]]:
    """The rows of a document with the boxes of their quotes; as they are where its pages have no geometry."""
    strips = _strips(document)
    if not strips.strips:
        return dict(rows)
    boxed = {table: [_boxed(row, strips) for row in rows[table]] for table in BOXED if table in rows}
    return {**rows, **boxed}


def _strips(document: Document) -> _Strips:
    """Lines of text and of cells, but those of headers and footers, which a quote may run across."""
    footers = [(block.start, block.end) for block in document.blocks if block.kind == "boilerplate"]
    begins = [start for start, _ in footers]
    strips = []
    for strip in sorted((*_of_lines(document.source.lines), *_of_cells(document.source))):
        index = bisect_right(begins, strip.start) - 1
        if index < 0 or strip.start >= footers[index][1]:
            strips.append(strip)
    return _Strips(tuple(strips), tuple(strip.start for strip in strips))


def _of_lines(lines: Iterable[Line]) -> Iterator[_Strip]:
    for line in lines:
        if line.box is not None and line.end > line.start:
            yield _Strip(line.start, line.end, line.page, line.box, line.stops)


def _of_cells(source: SourceDocument) -> Iterator[_Strip]:
    for grid in source.grids:
        for cell in grid.cells:
            for start, end, box in cell.lines or ((cell.start, cell.end, cell.box),):
                if box is not None and end > start:
                    yield _Strip(start, end, grid.page, box, NO_STOPS)


def _boxed(row: Any, strips: _Strips) -> Any:
    if row.bbox is not None:
        return row
    box = _around(_cut(strip, row.char_start, row.char_end) for strip in strips.over(row.char_start, row.char_end)
                  if strip.page == row.page)
    return replace(row, bbox=str(box)) if box else row


def _cut(strip: _Strip, start: int, end: int) -> Box:
    """The part of a strip around a range, as narrow as the measured words tell for certain."""
    x0, top, x1, bottom = strip.box
    start, end = start - strip.start, end - strip.start
    left = max((edge for place, edge in strip.stops.lefts if place <= start), default=x0)
    right = min((edge for place, edge in strip.stops.rights if place >= end), default=x1)
    return Box(max(left, x0), top, min(right, x1), bottom) if left < right else strip.box


def _around(boxes: Iterable[Box]) -> Box | None:
    edges = tuple(zip(*boxes, strict=True))
    return Box(min(edges[0]), min(edges[1]), max(edges[2]), max(edges[3])) if edges else None
