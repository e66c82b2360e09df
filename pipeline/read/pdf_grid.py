"""Cells out of row and column boundaries: which boxes of the lattice are one cell, and what stands in each."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import chain, pairwise
from statistics import median

from ...schemas.source import Box
from .pdf_page import Word
from .pdf_rows import Row, bounds, is_number, phrases, text_of, visual_rows
from .pdf_rules import Edge

_LINES_OF_TEXT = 3  # in a cell over the whole width that is a box of text, no title
_COVERED = 0.6  # share of a cell's side that an edge must run along to be its border
_NEAR = 3.0  # points between an edge and the boundary it makes
_FEWEST_FILLED = 0.3  # share of cells that hold text; charts and empty forms have less
_FEWEST_SHARED_ROWS = 0.3  # share of rows with two filled cells
_LEADING = 1.5  # of a line's height: lines of one cell are not farther apart
_MOST_HEADER_ROWS = 2
_FEWEST_AXIS_ROWS = 3
_AXIS_SHARE = 0.4  # of the rows
_LARGE = 1.5  # of the smallest type in a table: rows of it are no rows of a table
_VERY_LARGE = 1.8  # likewise in the first row, where a header may be large
_FEWEST_WORDS_BELOW = 8  # of a text under a table; fewer head rows that go on overleaf
_LONGEST_PROSE = 14  # lines of text in one cell; more is page layout, not a table

Boxes = dict[tuple[int, int], list[Word]]  # words by row and column


@dataclass(slots=True)
class TableCell:
    """A cell: its place, its spans, and its words by visual row."""

    row: int
    column: int
    row_span: int = 1
    column_span: int = 1
    lines: list[Row] = field(default_factory=list)

    @property
    def words(self) -> list[Word]:
        return [word for line in self.lines for word in line]

    @property
    def text(self) -> str:
        return " ".join(text_of(line) for line in self.lines)


@dataclass(slots=True)
class Table:
    """A table found on a page, its cells in reading order."""

    cells: list[TableCell]
    n_rows: int
    n_columns: int
    box: Box

    @property
    def words(self) -> list[Word]:
        return [word for cell in self.cells for word in cell.words]


@dataclass(frozen=True, slots=True)
class Lattice:
    """Row and column boundaries (outer ones included), and the borders that are drawn; `soft` rows have no rule."""

    ys: Sequence[float]
    xs: Sequence[float]
    horizontal: Sequence[Edge] = ()
    vertical: Sequence[Edge] = ()
    soft: frozenset[float] = frozenset()

    def border_right(self, row: int, column: int) -> bool:
        return not self.vertical or runs_along(self.vertical, self.xs[column + 1], self.ys[row], self.ys[row + 1])

    def border_below(self, row: int, column: int) -> bool:
        y = self.ys[row + 1]
        if y in self.soft or not self.horizontal:
            return True
        return runs_along(self.horizontal, y, self.xs[column], self.xs[column + 1])


def runs_along(edges: Sequence[Edge], at: float, start: float, end: float) -> bool:
    """Whether an edge at a place covers most of a stretch."""
    first = bisect_left(edges, (at - _NEAR,))
    covered = 0.0
    for edge in edges[first:]:
        if edge.at > at + _NEAR:
            break
        covered = max(covered, min(edge.end, end) - max(edge.start, start))
    return covered >= _COVERED * (end - start)


def build_table(words: Sequence[Word], lattice: Lattice) -> Table | None:
    """The table that words make in a lattice; None where they make none."""
    boxes = _assigned(words, lattice)
    n_rows, n_columns = len(lattice.ys) - 1, len(lattice.xs) - 1
    taken: set[tuple[int, int]] = set()
    cells: list[TableCell] = []
    for row in range(n_rows):
        bars = _open_bars(row, n_columns, boxes, lattice)
        if not lattice.vertical and row < min(n_rows - 1, _MOST_HEADER_ROWS):
            bars = _over_blocks(_row_texts(row, boxes), _row_texts(row + 1, boxes), bars)
        for column in range(n_columns):
            if (row, column) in taken:
                continue
            width = _run(bars, column)
            height = _depth(row, column, width, n_rows, boxes, lattice)
            places = [(r, c) for r in range(row, row + height) for c in range(column, column + width)]
            taken.update(places)
            content = [word for place in places for word in boxes.get(place, ())]
            cells.append(TableCell(row, column, height, width, cell_lines(content)))
    return _accepted(_without_blanks(_without_text_below(cells), n_rows, n_columns))


def _assigned(words: Sequence[Word], lattice: Lattice) -> Boxes:
    boxes: Boxes = {}
    last_row, last_column = len(lattice.ys) - 2, len(lattice.xs) - 2
    for word in words:
        row = min(max(bisect_left(lattice.ys, word.middle) - 1, 0), last_row)
        column = min(max(bisect_left(lattice.xs, (word.x0 + word.x1) / 2) - 1, 0), last_column)
        boxes.setdefault((row, column), []).append(word)
    return boxes


def _open_bars(row: int, n_columns: int, boxes: Boxes, lattice: Lattice) -> list[bool]:
    """For each column, whether it runs on into the next one: no border between them, and the text agrees."""
    words = [word for column in range(n_columns) for word in boxes.get((row, column), ())]
    if not lattice.vertical:
        return [*_straddled(words, lattice.xs), False]
    bars = [not lattice.border_right(row, column) for column in range(n_columns - 1)]
    for start, end in _stretches(bars):
        if sum((row, column) in boxes for column in range(start, end + 1)) > 1:
            bars[start:end] = _straddled(words, lattice.xs)[start:end]
    return [*bars, False]


def _straddled(words: Sequence[Word], xs: Sequence[float]) -> list[bool]:
    """For each inner column boundary, whether a phrase of the row stands across it."""
    spans = [(part[0].x0, part[-1].x1) for line in visual_rows(words) for part in phrases(line)]
    return [any(start + 1 < x < end - 1 for start, end in spans) for x in xs[1:-1]]


def _row_texts(row: int, boxes: Boxes) -> dict[int, str]:
    return {column: text_of(words) for (place, column), words in boxes.items() if place == row}


def _over_blocks(upper: dict[int, str], lower: dict[int, str], bars: Sequence[bool]) -> list[bool]:
    """Open bars so that each heading of a row stands over its block, where the row below repeats one series of heads.

    `Budget, Fuldtidspersoner` over `2012 2013 2012 2013`: each heading spans two columns.
    """
    n_values = len(bars) - 1
    headings = sorted(column for column in upper if column > 0)
    below = [lower.get(column, "") for column in range(1, n_values + 1)]
    if not is_block_head(len(headings), below):
        return list(bars)
    size = n_values // len(headings)
    if any((column - 1) // size != index for index, column in enumerate(headings)):
        return list(bars)
    return [bars[0], *((column % size) != 0 for column in range(1, n_values)), False]


def is_block_head(n_headings: int, below: Sequence[str]) -> bool:
    """Whether some headings stand over equal blocks of columns: the heads below repeat, one series a heading."""
    if n_headings < 2 or len(below) <= n_headings or len(below) % n_headings or not all(below):
        return False
    size = len(below) // n_headings
    return list(below) == list(below[:size]) * n_headings


def _stretches(bars: Sequence[bool]) -> list[tuple[int, int]]:
    """Runs of columns joined by open bars, as (first column, last column)."""
    runs: list[tuple[int, int]] = []
    for column, is_open in enumerate(bars):
        if is_open and runs and runs[-1][1] == column:
            runs[-1] = (runs[-1][0], column + 1)
        elif is_open:
            runs.append((column, column + 1))
    return runs


def _run(bars: Sequence[bool], column: int) -> int:
    width = 1
    while bars[column + width - 1]:
        width += 1
    return width


def _depth(row: int, column: int, width: int, n_rows: int, boxes: Boxes, lattice: Lattice) -> int:
    """How many rows a cell spans: down to the first row that a border closes, or that holds a text of its own."""
    height = 1
    inner = range(column, column + width)
    words = [word for place in inner for word in boxes.get((row, place), ())]
    while row + height < n_rows:
        below = [word for place in inner for word in boxes.get((row + height, place), ())]
        closed = any(lattice.border_below(row + height - 1, place) for place in inner)
        if closed or (words and below and not _runs_on(words, below)):
            break
        words = below or words
        height += 1
    return height


def _runs_on(words: Sequence[Word], below: Sequence[Word]) -> bool:
    """Whether words stand as closely under others as lines of one paragraph do."""
    last, first = max(word.middle for word in words), min(word.middle for word in below)
    return first - last <= _LEADING * below[0].height


def cell_lines(words: Sequence[Word]) -> list[Row]:
    """A cell's words in reading order; letters set sideways keep the order of the content."""
    if len({word.line for word in words}) == 1:
        return [sorted(words, key=lambda word: word.x0)]
    if words and all(word.height > 1.5 * (word.x1 - word.x0) and len(word.text) > 2 for word in words):
        return [list(words)]
    return visual_rows(words)


def _without_text_below(cells: Sequence[TableCell]) -> list[TableCell]:
    """The cells without last rows of one text over several columns: a box or a paragraph drawn right below."""
    kept = list(cells)
    while kept:
        last = max(cell.row for cell in kept)
        filled = [cell for cell in kept if cell.lines and cell.row + cell.row_span > last]
        if len(filled) > 1 or any(cell.column_span < 2 or len(cell.words) < _FEWEST_WORDS_BELOW for cell in filled):
            break
        kept = [cell for cell in kept if cell.row < last]
    return kept


def _without_blanks(cells: Sequence[TableCell], n_rows: int, n_columns: int) -> list[TableCell]:
    """The cells with rows and columns taken out in which no cell with text begins."""
    rows = sorted({cell.row for cell in cells if cell.lines})
    columns = sorted({cell.column for cell in cells if cell.lines})
    row_places = {old: new for new, old in enumerate(rows)}
    column_places = {old: new for new, old in enumerate(columns)}
    kept = []
    for cell in cells:
        if cell.row not in row_places or cell.column not in column_places:
            continue
        row_span = sum(cell.row <= row < cell.row + cell.row_span for row in rows)
        column_span = sum(cell.column <= column < cell.column + cell.column_span for column in columns)
        kept.append(TableCell(row_places[cell.row], column_places[cell.column], row_span, column_span, cell.lines))
    return kept


def _accepted(cells: Sequence[TableCell]) -> Table | None:
    filled = [cell for cell in cells if cell.lines]
    if not filled:
        return None
    n_rows = max(cell.row + cell.row_span for cell in cells)
    n_columns = max(cell.column + cell.column_span for cell in cells)
    shared = sum(count > 1 for count in _cells_by_row(filled, n_rows))
    if n_columns < 2 or shared < max(1, _FEWEST_SHARED_ROWS * n_rows):
        return None
    if len(filled) < _FEWEST_FILLED * len(cells) or not any(_has_letters(cell) for cell in filled):
        return None
    if max(len(cell.lines) for cell in filled) > _LONGEST_PROSE or _has_axis(filled, n_rows):
        return None
    if _looks_like_cards(filled):
        return None
    return Table(list(cells), n_rows, n_columns, bounds(word for cell in filled for word in cell.words))


def _has_axis(cells: Sequence[TableCell], n_rows: int) -> bool:
    """Whether many rows hold a number and nothing else, as the gridlines of a chart do."""
    counts = _cells_by_row(cells, n_rows)
    lone = sum(counts[cell.row] == 1 and is_number(cell.text) for cell in cells)
    return lone >= _FEWEST_AXIS_ROWS and lone > _AXIS_SHARE * n_rows


def _cells_by_row(cells: Sequence[TableCell], n_rows: int) -> list[int]:
    counts = [0] * n_rows
    for cell in cells:
        counts[cell.row] += 1
    return counts


def _has_letters(cell: TableCell) -> bool:
    return any(sum(letter.isalpha() for letter in word.text) > 1 for word in cell.words)


def looks_like_contents(table: Table, n_pages: int) -> bool:
    """Whether a table is a list of contents: dot leaders, or one column of rising page numbers."""
    leaders = sum(".." in cell.text or ". . ." in cell.text or "…" in cell.text for cell in table.cells)
    if leaders >= max(2, table.n_rows // 2):
        return True
    if table.n_columns != 2:
        return False
    numbers = [cell.text for cell in table.cells if cell.column == 1 and cell.lines]
    if len(numbers) < 3 or not all(number.isdecimal() for number in numbers):
        return False
    values = [int(number) for number in numbers]
    return values[-1] <= n_pages + 2 and all(a <= b for a, b in pairwise(values))


def _looks_like_cards(cells: Sequence[TableCell]) -> bool:
    """Whether rows, or lines in most cells of a row, are set in large type, as the numbers on cards are."""
    heights: dict[int, list[list[float]]] = {}
    for cell in cells:
        heights.setdefault(cell.row, []).append([word.height for word in cell.words])
    for row in heights.values():
        mixed = sum(max(cell) >= _LARGE * min(cell) for cell in row)
        if mixed > 1 and mixed > len(row) / 2:
            return True
    first, *others = (median(chain.from_iterable(heights[row])) for row in sorted(heights))
    least = min(first, *others) if others else first
    return first >= _VERY_LARGE * least or max(others, default=0.0) >= _LARGE * least


def number_columns(table: Table) -> int:
    """How many columns behind the first hold mostly numbers."""
    count = 0
    for column in range(1, table.n_columns):
        texts = [cell.text for cell in table.cells if cell.column == column and cell.lines]
        count += bool(texts) and sum(map(is_number, texts)) >= 0.5 * len(texts)
    return count


def without_text_above(table: Table) -> Table:
    """The table without rows at its top that are running text in one cell: a box that stands right on it."""
    first = 0
    while first < table.n_rows - 2 and _is_text(table, first):
        first += 1
    filled = [cell for cell in table.cells if cell.row >= first and cell.lines]
    if first == 0 or not filled:
        return table
    left = min(cell.column for cell in filled)  # of the table in its box
    cells = [replace(cell, row=cell.row - first, column=cell.column - left)
             for cell in table.cells if cell.row >= first and cell.column >= left]
    box = bounds(word for cell in filled for word in cell.words)
    return Table(cells, table.n_rows - first, table.n_columns - left, box)


def _is_text(table: Table, row: int) -> bool:
    """Whether a row is one cell over the whole width, or nearly so, with several lines."""
    cells = [cell for cell in table.cells if cell.row == row and cell.lines]
    wide = len(cells) == 1 and cells[0].column_span > 1 and cells[0].column_span >= table.n_columns - 1
    return wide and len(cells[0].lines) >= _LINES_OF_TEXT
