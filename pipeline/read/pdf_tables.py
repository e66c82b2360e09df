"""The tables of a page: ruled, with rules between rows only, with shaded rows, or by alignment alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from ...schemas.source import Box
from .pdf_grid import Lattice, Table, build_table, is_block_head, looks_like_contents, runs_along, without_text_above
from .pdf_grouping import RowLine, group_rows
from .pdf_page import Word
from .pdf_plain import find_plain_tables
from .pdf_regions import TOUCH, PageRows, Region, find_regions, inner_uprights, inside_frame, merged_places
from .pdf_rows import Row, boundaries, column_finder, crosses, gutters, is_number, phrases, segments, text_of
from .pdf_rules import Drawing, Edge, join_edges

_WIDE_RULE = 0.2  # of the region: a shorter rule bounds no row where no columns are ruled
_OUTSIDE = 60.0  # points outside a region in which a row without rule or shade may stand
_HEAD_REACH = 16.0  # points outside a region in which its heads may have a say where columns part
_MOST_UNMARKED = 2  # rows above the first rule
_FIRST_GAP = 1.1  # of a row's height, from the region's edge to such a row
_NEXT_GAP = 0.35  # of a row's height, to the next line of its cells
_FEWEST_ABOVE_HEADING = 4  # boundaries of a table with a row, a gap and a heading below it
_HEADING = 1.15  # times the height of the words in a table
_CLEAR = 5.0  # points between the end of an upright rule and the nearest row boundary
_MOST_CELLS = 20_000
_FEWEST_VALUED = 3  # rows of numbers that tell columns by themselves


class Room(NamedTuple):
    """Heights on the page between which a region may take in rows that no rule marks."""

    above: float
    below: float


def find_tables(lines: Sequence[Sequence[Word]], drawing: Drawing, n_pages: int) -> list[Table]:
    """Tables among the words of a page, by the page's rules first, then by alignment among the lines left over."""
    tables: list[Table] = []
    if len(drawing.horizontal) >= 2:
        page = PageRows([word for line in lines for word in line])
        regions = find_regions(drawing, page)
        for region in regions:
            room = _room_of(region, regions)
            if inner := inside_frame(region, page):
                room, region = Room(region.box.top, region.box.bottom), inner
            table = _table_in(region, page, room)
            if table and not (not region.vertical and looks_like_contents(table, n_pages)):
                tables.append(without_text_above(table))
    taken = {id(word) for table in tables for word in table.words}
    rest = [[word for word in line if id(word) not in taken] for line in lines] if taken else lines
    return tables + find_plain_tables([line for line in rest if line], n_pages)


def _room_of(region: Region, regions: Sequence[Region]) -> Room:
    """How far up and down a region may take in rows before it meets another."""
    box = region.box
    beside = [other.box for other in regions if other.box.x0 < box.x1 and box.x0 < other.box.x1]
    above = max((other.bottom for other in beside if other.bottom <= box.top), default=float("-inf"))
    below = min((other.top for other in beside if other.top >= box.bottom), default=float("inf"))
    return Room(above, below)


def _table_in(region: Region, page: PageRows, room: Room) -> Table | None:
    cuts = inner_uprights(region)
    if cuts:
        return _ruled_table(region, cuts, page, room)
    return _unruled_columns(region, page, room)


def _ruled_table(region: Region, cuts: Sequence[float], page: PageRows, room: Room) -> Table | None:
    """A table whose columns are ruled, or shaded cell by cell, at least in some rows."""
    horizontal = join_edges(region.horizontal)
    vertical = join_edges(region.vertical)
    ys = merged_places([*(edge.at for edge in horizontal), region.box.top, region.box.bottom])
    if len(ys) * len(cuts) > _MOST_CELLS:
        return None
    while len(ys) > 2 and _is_open_below(ys, _sides(region, cuts), horizontal, page):
        ys.pop()
    if _heads_what_follows(ys, vertical, region.box, page):
        del ys[-2:]
    if len(ys) >= _FEWEST_ABOVE_HEADING and _is_heading(ys[0], ys[1], ys[1:], vertical, region.box, page):
        del ys[0]
    return _laid_out(Lattice(ys, _sides(region, cuts), horizontal, vertical), page, room)


def _is_open_below(ys: Sequence[float], xs: Sequence[float], horizontal: Sequence[Edge], page: PageRows) -> bool:
    """Whether some columns of the last row, with text in them, have no foot though others have: a box beside text."""
    closed = [runs_along(horizontal, ys[-1], left, right) for left, right in pairwise(xs)]
    if all(closed) or not any(closed):
        return False
    beside = zip(pairwise(xs), closed, strict=True)
    return any(page.words(Box(left, ys[-2], right, ys[-1])) for (left, right), is_closed in beside if not is_closed)


def _heads_what_follows(ys: Sequence[float], vertical: Sequence[Edge], box: Box, page: PageRows) -> bool:
    """Whether the last band, a gap above it, is a heading in a frame below the table: one line in larger type."""
    if len(ys) < _FEWEST_ABOVE_HEADING or page.words(Box(box.x0, ys[-3], box.x1, ys[-2])):
        return False
    return _is_heading(ys[-2], ys[-1], ys[:-2], vertical, box, page)


def _is_heading(
    top: float, bottom: float, rows: Sequence[float], vertical: Sequence[Edge], box: Box, page: PageRows
) -> bool:
    """Whether a band holds one line in larger type than the rows between the boundaries `rows`, and no columns."""
    middle = (top + bottom) / 2
    inner = (edge for edge in vertical if box.x0 + TOUCH < edge.at < box.x1 - TOUCH)
    lines = page.rows(Box(box.x0, top, box.x1, bottom))
    if len(lines) != 1 or any(edge.start <= middle <= edge.end for edge in inner):
        return False
    heights = sorted(word.height for word in page.words(Box(box.x0, rows[0], box.x1, rows[-1])))
    return bool(heights) and min(word.height for word in lines[0]) > _HEADING * heights[len(heights) // 2]


def _unruled_columns(region: Region, page: PageRows, room: Room) -> Table | None:
    """A table whose rows are ruled or shaded and whose columns only white space parts."""
    rows = page.rows(region.box)
    ys = _trimmed_bands(region, rows)
    if not ys:
        return None
    rows = [row for row in rows if ys[0] < row[0].middle < ys[-1]]
    body = [row for row in rows if len(segments(row)) > 1]
    if len(body) < 2:
        return None
    around = page.rows(Box(region.box.x0, ys[0] - _HEAD_REACH, region.box.x1, ys[-1] + _HEAD_REACH))
    cuts = boundaries(_column_gutters(body), around)
    if not cuts:
        return None
    table = _laid_out(Lattice(ys, _sides(region, cuts), join_edges(region.horizontal)), page, room)
    return table if table and table.n_rows > 1 else None


def _column_gutters(body: Sequence[Row]) -> list[tuple[float, float]]:
    """White strips between columns; where a heading stands across several, those that the rows of numbers leave."""
    strips = gutters(body, spare=len(body) // 10)
    valued = [row for row in body if sum(is_number(text_of(part)) for part in segments(row)) > 1]
    below = gutters(valued, spare=len(valued) // 10) if len(valued) >= _FEWEST_VALUED else []
    return below if len(below) > len(strips) else strips


def _sides(region: Region, cuts: Sequence[float]) -> list[float]:
    return [region.box.x0, *cuts, region.box.x1]


def _laid_out(ruled: Lattice, page: PageRows, room: Room) -> Table | None:
    """The table in a lattice, with the rows that no rule marks, inside and at either end."""
    bottom = _unmarked_row(ruled, page, ruled.ys[-1], 1, room.below)
    ys = [*_unmarked_rows_above(ruled, page, room.above), *ruled.ys, *([bottom] if bottom is not None else [])]
    all_ys = _with_soft_rows(_with_upright_ends(ys, ruled.vertical, page), ruled.xs, page)
    words = page.words(Box(ruled.xs[0], all_ys[0], ruled.xs[-1], all_ys[-1]))
    soft = frozenset(all_ys).difference(ys)
    return build_table(words, Lattice(all_ys, ruled.xs, ruled.horizontal, ruled.vertical, soft)) if words else None


def _with_upright_ends(ys: Sequence[float], vertical: Sequence[Edge], page: PageRows) -> list[float]:
    """Row boundaries with those added where an upright rule begins or ends between two lines, under a wider heading."""
    ends = merged_places(end for edge in vertical for end in (edge.start, edge.end) if ys[0] < end < ys[-1])
    added = [end for end in ends if min(abs(end - y) for y in ys) > _CLEAR and not page.stands_at(end)]
    return sorted([*ys, *added])


def _unmarked_rows_above(ruled: Lattice, page: PageRows, limit: float) -> list[float]:
    """Tops of the first row, where only its foot is ruled, and of the header above it."""
    tops: list[float] = []
    while len(tops) < _MOST_UNMARKED:
        top = _unmarked_row(ruled, page, tops[0] if tops else ruled.ys[0], -1, limit)
        if top is None:
            break
        tops.insert(0, top)
    return tops


def _unmarked_row(ruled: Lattice, page: PageRows, edge: float, direction: int, limit: float) -> float | None:
    """Far side of a row beyond an edge that keeps to the columns; None if there is none."""
    left, right, cuts = ruled.xs[0], ruled.xs[-1], ruled.xs[1:-1]
    reach = min(edge + _OUTSIDE, limit) if direction > 0 else max(edge - _OUTSIDE, limit)
    column = column_finder(cuts)
    columns: set[int] = set()
    end, is_row = edge, False
    for row in page.rows(Box(left, min(edge, reach), right, max(edge, reach)))[::direction]:
        near, far = (row[0].top, row[0].bottom) if direction > 0 else (row[0].bottom, row[0].top)
        own = {column(word) for word in row}
        if (near - end) * direction > (_NEXT_GAP if columns else _FIRST_GAP) * row[0].height:
            break
        if any(crosses(part, cuts) for part in phrases(row)) or (0 in columns and (direction < 0 or 0 in own)):
            break
        columns |= own
        is_row = is_row or len(segments(row)) > 1
        end = far
    return end + direction if is_row and len(columns) > max(1, len(cuts) // 2) else None


def _trimmed_bands(region: Region, rows: Sequence[Row]) -> list[float]:
    """Row boundaries from the wide rules, without bands at either end that hold no two cells side by side."""
    wide = _WIDE_RULE * (region.box.x1 - region.box.x0)
    rules = [edge for edge in join_edges(region.horizontal) if edge.end - edge.start >= wide]
    ys = merged_places(edge.at for edge in rules if not _underlines(edge, rows))

    def is_row(top: float, bottom: float) -> bool:
        framed = any(edge.start <= top + TOUCH and edge.end >= bottom - TOUCH for edge in region.vertical)
        inside = [row for row in rows if top < row[0].middle < bottom]
        return any(len(segments(row)) > 1 for row in inside) or (framed and bool(inside))

    while len(ys) > 1 and not is_row(ys[0], ys[1]):
        ys.pop(0)
    while len(ys) > 1 and not is_row(ys[-2], ys[-1]):
        ys.pop()
    return ys if len(ys) > 1 else []


def _underlines(edge: Edge, rows: Sequence[Row]) -> bool:
    """Whether a rule runs through the foot of words just as wide, as an underline does."""
    for row in rows:
        if row[0].middle < edge.at < row[0].bottom:
            above = [word for word in row if word.x1 > edge.start and word.x0 < edge.end]
            return bool(above) and abs(above[0].x0 - edge.start) < TOUCH and abs(above[-1].x1 - edge.end) < TOUCH
    return False


def _with_soft_rows(ys: Sequence[float], xs: Sequence[float], page: PageRows) -> list[float]:
    """Row boundaries with those added that no rule marks: where one ruled band holds several rows of numbers."""
    added: list[float] = []
    for top, bottom in pairwise(ys):
        rows = page.rows(Box(xs[0], top, xs[-1], bottom))
        if len(rows) > 1:
            groups = group_rows(rows, xs[1:-1])
            if _is_stack_of_rows(groups) or _has_block_head(groups, len(xs) - 1):
                added += [_between(above, below) for above, below in pairwise(groups)]
    return sorted([*ys, *added])


def _is_stack_of_rows(groups: Sequence[Sequence[RowLine]]) -> bool:
    """Whether rows that no rule parts are rows all the same: numbers under numbers, each with its label."""
    labelled = [group for group in groups if any(0 in line.cells for line in group)]
    counts = Counter(column for group in labelled for column in set().union(*(line.numeric for line in group)))
    return any(count >= 2 for count in counts.values())


def _has_block_head(groups: Sequence[Sequence[RowLine]], n_columns: int) -> bool:
    """Whether the first of two header rows stands over blocks of columns that the second names one by one."""
    if len(groups) != 2 or len(groups[1]) != 1:
        return False
    below = [groups[1][0].cells.get(column, "") for column in range(1, n_columns)]
    headings = {column for line in groups[0] for column in line.cells if column > 0}
    return is_block_head(len(headings), below) or (all(below) and groups[0][0].straddles)


def _between(above: Sequence[RowLine], below: Sequence[RowLine]) -> float:
    upper = max(word.bottom for line in above for word in line.words)
    lower = min(word.top for line in below for word in line.words)
    if upper <= lower:
        return (upper + lower) / 2
    return (above[-1].middle + below[0].middle) / 2
