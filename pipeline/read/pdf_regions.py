"""Where on a page drawn lines enclose a table: connected edges, and stacks of rules of one width."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from ...schemas.source import Box
from .pdf_page import Word
from .pdf_rows import Row, crosses, is_caption, is_number, phrases, segments, text_of, visual_rows
from .pdf_rules import Drawing, Edge

TOUCH = 3.0  # points between two edges that meet
_SAME_SIDE = 4.0  # points between the ends of rules of one width
_DOUBLE_RULE = 6.0  # points; an empty band no higher than this is a double rule or cell spacing
_ROW_SPACING = 24.0  # points; an empty band no higher than this may part rows of one table that are shaded one by one
_LONE_LINE = 2.4  # of a row's height: the highest band that may hold one heading line inside a table
_TILE_HEIGHT = 12.0  # points
MOST_PAIRS = 200_000  # of crossing rules; a page with more is a drawing
_MOST_PIECES = 300
_SAME_PLACE = 3.5  # points between edges that make one boundary
_PAGE_RULE = 300.0  # points: the least height of a rule beside the text of a page
_WORDS_OF_PROSE, _LINES_OF_PROSE = 7, 8  # of running text beside it
_PROSE_WIDTH = 0.75  # of the region's width
_PADDING = 5.0  # points between a card's frame and the table inside it
_LEAST_INSIDE = 2  # horizontal edges of such a table
_LEFT_SHARE = 0.15  # of the region's width, where lines of running text begin
_PROSE_WORDS = 4


@dataclass(slots=True)
class Region:
    """A stretch of page that edges mark as one thing."""

    box: Box
    horizontal: list[Edge] = field(default_factory=list)
    vertical: list[Edge] = field(default_factory=list)

    def joined(self, other: Region) -> Region:
        box = Box(
            min(self.box.x0, other.box.x0),
            min(self.box.top, other.box.top),
            max(self.box.x1, other.box.x1),
            max(self.box.bottom, other.box.bottom),
        )
        return Region(box, self.horizontal + other.horizontal, self.vertical + other.vertical)


class PageRows:
    """The words of a page by visual row, to be asked for what stands inside a box."""

    def __init__(self, words: Iterable[Word]):
        self._rows = visual_rows(words)
        self._middles = [row[0].middle for row in self._rows]

    def rows(self, box: Box) -> list[Row]:
        """The rows in the box, cut to the words whose middle lies between its sides."""
        first, last = bisect_left(self._middles, box.top), bisect_left(self._middles, box.bottom)
        low, high = 2 * box.x0 - 2, 2 * box.x1 + 2
        cut = ([word for word in row if low <= word[1] + word[3] <= high] for row in self._rows[first:last])
        return [row for row in cut if row]

    def stands_at(self, y: float) -> bool:
        """Whether a row of text crosses a height."""
        nearest = bisect_left(self._middles, y)
        around = self._rows[max(nearest - 1, 0) : nearest + 1]
        return any(row[0].top < y - 1 and row[0].bottom > y + 1 for row in around)

    def words(self, box: Box) -> list[Word]:
        return [word for row in self.rows(box) for word in row]


def find_regions(drawing: Drawing, page: PageRows) -> list[Region]:
    """Candidate table regions, from the top down: at least two horizontal edges each."""
    if len(drawing.horizontal) < 2 or len(drawing.horizontal) * len(drawing.vertical) > MOST_PAIRS:
        return []
    pieces = sorted(_connected(_without_page_rules(drawing, page)), key=lambda piece: (piece.box.top, piece.box.x0))
    if len(pieces) > _MOST_PIECES:
        return []
    stacks: list[Region] = []
    for piece in pieces:
        index = _stack_for(piece, stacks, page)
        if index is None:
            stacks.append(piece)
        else:
            stacks[index] = stacks[index].joined(piece)
    return [stack for stack in _with_inner_pieces(stacks) if len(stack.horizontal) >= 2]


def _without_page_rules(drawing: Drawing, page: PageRows) -> Drawing:
    """The drawing without uprights that run down a page of running text, as the sides of a frame around it do."""
    kept = [edge for edge in drawing.vertical
            if edge.end - edge.start < _PAGE_RULE or _lines_of_prose(edge, page) < _LINES_OF_PROSE]
    return replace(drawing, vertical=kept) if len(kept) < len(drawing.vertical) else drawing


def _lines_of_prose(edge: Edge, page: PageRows) -> int:
    beside = page.rows(Box(float("-inf"), edge.start, float("inf"), edge.end))
    return sum(len(row) >= _WORDS_OF_PROSE and len(segments(row)) == 1 for row in beside)


def _with_inner_pieces(stacks: Sequence[Region]) -> list[Region]:
    """Stacks with those inside them taken in: rules between some of the columns only."""
    outer: list[Region] = []
    for stack in sorted(stacks, key=lambda stack: stack.box.top - stack.box.bottom):
        for index, other in enumerate(outer):
            if _begins_inside(stack.box, other.box):
                outer[index] = other.joined(stack)
                break
        else:
            outer.append(stack)
    return sorted(outer, key=lambda stack: (stack.box.top, stack.box.x0))


def _stack_for(piece: Region, stacks: Sequence[Region], page: PageRows) -> int | None:
    """The stack a piece goes on with: one that encloses it, or the next above it if rows stand between them."""
    above: list[tuple[float, int]] = []
    for index, stack in enumerate(stacks):
        if _inside(piece.box, stack.box):
            return index
        if _stands_below(piece.box, stack.box):
            above.append((stack.box.bottom, index))
    if not above:
        return None
    nearest = max(above)[1]
    if any(stack.vertical and _is_tile(stack.box, stacks[nearest].box, piece.box) for stack in stacks):
        return None
    return nearest if _is_band(stacks[nearest], piece, page) else None


def _is_tile(box: Box, upper: Box, lower: Box) -> bool:
    """Whether a box stands by itself between two pieces, touching neither, as the tiles of a layout do."""
    clear = box.top > upper.bottom + TOUCH and box.bottom < lower.top - TOUCH
    return clear and box.bottom - box.top > _TILE_HEIGHT and box.x0 >= upper.x0 - TOUCH and box.x1 <= upper.x1 + TOUCH


def _connected(drawing: Drawing) -> list[Region]:
    """Edges that touch, gathered; every piece has a horizontal edge."""
    horizontal, vertical = drawing.horizontal, drawing.vertical
    parent = list(range(len(horizontal) + len(vertical)))

    def root(index: int) -> int:
        while parent[index] != index:
            parent[index] = parent[parent[index]]
            index = parent[index]
        return index

    for number, upright in enumerate(vertical, len(horizontal)):
        low, high, x = upright.start - TOUCH, upright.end + TOUCH, upright.at
        first = bisect_left(horizontal, (low,))
        for index in range(first, len(horizontal)):
            edge = horizontal[index]
            if edge.at > high:
                break
            if edge.start - TOUCH <= x <= edge.end + TOUCH:
                parent[root(index)] = root(number)
    pieces: dict[int, Region] = {}
    for index, edge in enumerate(horizontal):
        own = Region(Box(edge.start, edge.at, edge.end, edge.at), [edge])
        key = root(index)
        pieces[key] = pieces[key].joined(own) if key in pieces else own
    for number, upright in enumerate(vertical, len(horizontal)):
        if (key := root(number)) in pieces:
            own = Region(Box(upright.at, upright.start, upright.at, upright.end), [], [upright])
            pieces[key] = pieces[key].joined(own)
    return list(pieces.values())


def _begins_inside(inner: Box, outer: Box) -> bool:
    """Whether a piece stands between the sides of another and begins above its foot."""
    between_sides = inner.x0 >= outer.x0 - TOUCH and inner.x1 <= outer.x1 + TOUCH
    return between_sides and outer.top - TOUCH <= inner.top < outer.bottom - TOUCH


def _inside(inner: Box, outer: Box) -> bool:
    return (
        inner.x0 >= outer.x0 - TOUCH
        and inner.x1 <= outer.x1 + TOUCH
        and inner.top >= outer.top - TOUCH
        and inner.bottom <= outer.bottom + TOUCH
    )


def _stands_below(lower: Box, upper: Box) -> bool:
    same_sides = abs(lower.x0 - upper.x0) <= _SAME_SIDE and abs(lower.x1 - upper.x1) <= _SAME_SIDE
    return same_sides and lower.top >= upper.bottom - TOUCH


def _is_band(upper: Region, lower: Region, page: PageRows) -> bool:
    """Whether what stands between two pieces of one width reads as rows of the same table."""
    band = Box(upper.box.x0, upper.box.bottom, upper.box.x1, lower.box.top)
    rows = page.rows(band) if band.bottom > band.top else []
    if not rows:
        return band.bottom - band.top <= (_ROW_SPACING if _are_rows(upper, lower) else _DOUBLE_RULE)
    parts = [segments(row) for row in rows]
    if all(len(row_parts) == 1 for row_parts in parts):
        return _is_heading_row(rows, band)
    if _is_one_cell(upper, page) and _is_one_cell(lower, page) and not any(_is_number_row(row) for row in parts):
        return False
    return _fits_columns(rows, upper, lower) or not _is_prose(parts, band)


def _is_one_cell(region: Region, page: PageRows) -> bool:
    """Whether a piece is a closed box around one text."""
    if not region.vertical or region.box.bottom - region.box.top < _TILE_HEIGHT:
        return False
    return all(len(segments(row)) == 1 for row in page.rows(region.box))


def _is_number_row(parts: Sequence[Row]) -> bool:
    return len(parts) > 1 and is_number(text_of(parts[-1])) and not is_number(text_of(parts[0]))


def _are_rows(upper: Region, lower: Region) -> bool:
    """Whether two pieces are shaded rows set apart: of the same columns, or one of them a heading across all."""
    first, second = inner_uprights(upper), inner_uprights(lower)
    if not first or not second:
        spanning = lower if first else upper
        return bool(first or second) and spanning.box.bottom - spanning.box.top <= _ROW_SPACING
    return _are_alike(first, second)


def _are_alike(cuts: Sequence[float], others: Sequence[float]) -> bool:
    close = (abs(cut - other) <= _SAME_SIDE for cut, other in zip(cuts, others, strict=False))
    return len(cuts) == len(others) and all(close)


def _fits_columns(rows: Sequence[Row], upper: Region, lower: Region) -> bool:
    """Whether rows keep to the columns that both pieces draw alike."""
    cuts = inner_uprights(upper)
    if not cuts or not _are_alike(cuts, inner_uprights(lower)):
        return False
    return not any(crosses(part, cuts) for row in rows for part in phrases(row))


def inner_uprights(region: Region) -> list[float]:
    """Places of the upright edges inside a region, each once, from the left."""
    inside = (edge.at for edge in region.vertical if region.box.x0 + TOUCH < edge.at < region.box.x1 - TOUCH)
    return merged_places(inside)


def merged_places(places: Iterable[float]) -> list[float]:
    """Places that lie within a few points of each other, made one; the first of each group stands for it."""
    merged: list[float] = []
    for place in sorted(places):
        if not merged or place - merged[-1] > _SAME_PLACE:
            merged.append(place)
    return merged


def inside_frame(region: Region, page: PageRows) -> Region | None:
    """The table that a card's frame encloses with white on both sides, below its title; None where there is none."""
    box = region.box
    inner = [edge for edge in region.horizontal if box.top + TOUCH < edge.at < box.bottom - TOUCH]
    apart = [edge for edge in inner if edge.start > box.x0 + _PADDING and edge.end < box.x1 - _PADDING]
    if len(apart) < _LEAST_INSIDE or len(apart) < len(inner):
        return None
    left, right = min(edge.start for edge in apart), max(edge.end for edge in apart)
    upright = [edge for edge in region.vertical if left - TOUCH <= edge.at <= right + TOUCH]
    ends = [edge.at for edge in apart] + [end for edge in upright for end in (edge.start, edge.end)]
    above = page.rows(Box(box.x0, box.top, box.x1, min(ends)))
    if not above or any(len(segments(row)) > 1 for row in above):
        return None  # the header of a table whose rows alone are ruled
    return Region(Box(left, min(ends), right, max(ends)), apart, upright)


def _is_heading_row(rows: Sequence[Row], band: Box) -> bool:
    row = rows[0]
    height = max(word.height for word in row)
    return len(rows) == 1 and band.bottom - band.top <= _LONE_LINE * height and not is_caption(row)


def _is_prose(parts: Sequence[Sequence[Row]], band: Box) -> bool:
    """Whether lines are running text: two full lines or one and a last line in a row, or two columns of it."""
    width = band.x1 - band.x0
    whole = [len(row) == 1 and row[0][0].x0 < band.x0 + _LEFT_SHARE * width for row in parts]
    full = [one and row[0][-1].x1 - row[0][0].x0 > _PROSE_WIDTH * width for one, row in zip(whole, parts, strict=True)]
    last = [one and text_of(row[0]).endswith(".") for one, row in zip(whole, parts, strict=True)]
    if any(full[index] and (full[index + 1] or last[index + 1]) for index in range(len(parts) - 1)):
        return True
    side_by_side = sum(len(row) == 2 and all(_is_phrase(part) for part in row) for row in parts)
    return len(parts) >= 5 and side_by_side > 0.6 * len(parts)


def _is_phrase(part: Row) -> bool:
    return len(part) >= _PROSE_WORDS and not is_number(text_of(part))
