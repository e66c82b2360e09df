"""The tables of a page: ruled, with rules between rows only, with shaded rows, or by alignment alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from ...schemas.source import Box
from .pdf_grid import Lattice, Table, build_table, looks_like_contents
from .pdf_grouping import RowLine, group_rows
from .pdf_page import Word
from .pdf_plain import find_plain_tables
from .pdf_regions import TOUCH, PageRows, Region, find_regions
from .pdf_rows import Row, boundaries, gutters, segments
from .pdf_rules import Drawing, Edge, join_edges

_FULL_WIDTH = 0.6  # of the region: a rule shorter than this is no row boundary where no columns are ruled
_SAME_BOUNDARY = 3.5  # points between edges that make one boundary
_MOST_CELLS = 20_000


def find_tables(lines: Sequence[Sequence[Word]], drawing: Drawing, n_pages: int) -> list[Table]:
    """Tables among the words of a page, by the page's rules first, then by alignment among the lines left over."""
    tables: list[Table] = []
    if len(drawing.horizontal) >= 2:
        page = PageRows([word for line in lines for word in line])
        for region in find_regions(drawing, page):
            table = _table_in(region, page)
            if table and not (not region.vertical and looks_like_contents(table, n_pages)):
                tables.append(table)
    taken = {word for table in tables for word in table.words}
    rest = [[word for word in line if word not in taken] for line in lines] if taken else lines
    return tables + find_plain_tables([line for line in rest if line], n_pages)


def _table_in(region: Region, page: PageRows) -> Table | None:
    words = page.words(Box(region.box.x0, region.box.top - 1, region.box.x1, region.box.bottom + 1))
    if len(words) < 3:
        return None
    vertical = _uprights(region)
    xs = _column_edges(region, vertical)
    if len(xs) <= 2:
        return _unruled_columns(region, words, page)
    horizontal = join_edges(region.horizontal)
    ys = _merged([*(edge.at for edge in horizontal), region.box.top, region.box.bottom])
    if len(ys) * len(xs) > _MOST_CELLS:
        return None
    ys, soft = _with_soft_rows(ys, xs, words)
    return build_table(words, Lattice(ys, xs, horizontal, vertical, soft))


def _uprights(region: Region) -> list[Edge]:
    return join_edges(region.vertical)


def _column_edges(region: Region, vertical: Sequence[Edge]) -> list[float]:
    return _merged([*(edge.at for edge in vertical), region.box.x0, region.box.x1])


def _merged(places: Sequence[float]) -> list[float]:
    """Boundaries that lie within a few points of each other, made one; the first of each group stands for it."""
    merged: list[float] = []
    for place in sorted(places):
        if not merged or place - merged[-1] > _SAME_BOUNDARY:
            merged.append(place)
    return merged


def _unruled_columns(region: Region, words: Sequence[Word], page: PageRows) -> Table | None:
    """A table whose rows are ruled or shaded and whose columns only white space parts."""
    rows = page.rows(region.box)
    ys = _trimmed_bands(region, rows)
    words = [word for word in words if ys and ys[0] < word.middle < ys[-1]]
    rows = [row for row in rows if ys and ys[0] < row[0].middle < ys[-1]]
    body = [row for row in rows if len(segments(row)) > 1]
    if len(body) < 2:
        return None
    strips = gutters(body, spare=len(body) // 10)
    cuts = boundaries(strips, rows)
    if not cuts:
        return None
    xs = [region.box.x0, *cuts, region.box.x1]
    ys, soft = _with_soft_rows(ys, xs, words)
    table = build_table(words, Lattice(ys, xs, soft=soft))
    return table if table and table.n_rows > 1 else None


def _trimmed_bands(region: Region, rows: Sequence[Row]) -> list[float]:
    """Row boundaries from the full-width rules, without bands at either end that hold no two cells side by side."""
    width = region.box.x1 - region.box.x0
    ys = _merged([edge.at for edge in join_edges(region.horizontal) if edge.end - edge.start >= _FULL_WIDTH * width])
    def is_row(top: float, bottom: float) -> bool:
        framed = any(edge.start <= top + TOUCH and edge.end >= bottom - TOUCH for edge in region.vertical)
        inside = [row for row in rows if top < row[0].middle < bottom]
        return any(len(segments(row)) > 1 for row in inside) or (framed and bool(inside))

    while len(ys) > 1 and not is_row(ys[0], ys[1]):
        ys.pop(0)
    while len(ys) > 1 and not is_row(ys[-2], ys[-1]):
        ys.pop()
    return ys if len(ys) > 1 else []


def _with_soft_rows(
    ys: Sequence[float], xs: Sequence[float], words: Sequence[Word]
) -> tuple[list[float], frozenset[float]]:
    """Row boundaries with those added that no rule marks: where one ruled band holds several rows of numbers."""
    page = PageRows(words)
    added: list[float] = []
    for top, bottom in pairwise(ys):
        rows = page.rows(Box(xs[0], top, xs[-1], bottom))
        if len(rows) > 1:
            groups = group_rows(rows, xs[1:-1])
            if _is_stack_of_rows(groups):
                added += [_between(above, below) for above, below in pairwise(groups)]
    return sorted([*ys, *added]), frozenset(added)


def _is_stack_of_rows(groups: Sequence[Sequence[RowLine]]) -> bool:
    """Whether rows that no rule parts are rows all the same: numbers under numbers, each with its label."""
    labelled = [group for group in groups if any(0 in line.cells for line in group)]
    counts = Counter(column for group in labelled for column in set().union(*(line.numeric for line in group)))
    return any(count >= 2 for count in counts.values())


def _between(above: Sequence[RowLine], below: Sequence[RowLine]) -> float:
    upper = max(word.bottom for line in above for word in line.words)
    lower = min(word.top for line in below for word in line.words)
    if upper <= lower:
        return (upper + lower) / 2
    return (above[-1].middle + below[0].middle) / 2

