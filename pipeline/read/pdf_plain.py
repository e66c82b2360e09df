"""Tables without lines: neighbouring rows that end in numbers standing under each other."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import regex

from ...schemas.source import Box
from .pdf_grid import Lattice, Table, build_table, looks_like_contents, number_columns
from .pdf_grouping import RowLine, group_rows
from .pdf_page import Word
from .pdf_rows import (
    WORDS,
    Row,
    boundaries,
    bounds,
    gutters,
    is_caption,
    is_number,
    phrases,
    row_height,
    row_middle,
    segments,
    text_of,
    visual_rows,
)

_DASHES = ("-", "–", "−")
_ENDS_IN_STAND_IN = regex.compile(rf"(?i){WORDS['value_stand_in']}(?:\s\S{{1,12}})?$")
_FEWEST_ROWS = 3
_FEWEST_SIGNS = 2  # lines that end in numbers, below which there is no table
_ALIGNED = 3.0  # points between the right or left edges of numbers that stand under each other
_NEXT_ROW = 4.5  # of a row's height: rows of one table are not farther apart, headings between them included
_NEXT_STEPS = 3.2  # of the run's smallest step, likewise
_HEADER_GAP = 2.2  # of a row's height, from a header line to the line below
_HEADER_STEPS = 1.3  # of the smallest step between rows, likewise
_MOST_HEADER_LINES = 5
_JUMP = 40.0  # points up the page from one content line to the next: another column begins
_SPREAD_BLANK = 0.6  # of a row's height: the widest blank that justified text has
_PROSE_WORDS = 9
_LABEL_WORDS = 13


def find_plain_tables(lines: Sequence[Sequence[Word]], n_pages: int) -> list[Table]:
    """Borderless tables among content lines, column of text by column of text."""
    if sum(_ends_in_number(line) for line in lines) < _FEWEST_SIGNS:
        return []
    tables: list[Table] = []
    for flow in _flows(lines):
        if sum(_ends_in_number(line) for line in flow) >= _FEWEST_SIGNS:
            rows = visual_rows(word for line in flow for word in line)
            above = -1
            for first, last in _runs(rows):
                table = _table_of(rows, first, last, above)
                above = last
                if table and not looks_like_contents(table, n_pages):
                    tables.append(table)
    return tables


def _ends_in_number(line: Sequence[Word]) -> bool:
    """Whether a content line ends in a number, perhaps with a unit behind it; the cheap sign of a table."""
    if line[-1].text in _DASHES or any(word.text.rstrip(")%*")[-1:].isdigit() for word in line[-3:]):
        return True
    return len(line) <= _LABEL_WORDS and _ENDS_IN_STAND_IN.search(text_of(list(line[-3:]))) is not None


def _flows(lines: Sequence[Sequence[Word]]) -> list[list[Sequence[Word]]]:
    """Content lines in stretches that run down the page; a column of numbers joins the labels it stands beside."""
    flows: list[list[Sequence[Word]]] = []
    lowest = 0.0
    for line in lines:
        if flows and line[0].top > lowest - _JUMP:
            flows[-1].append(line)
            lowest = max(lowest, line[0].top)
        else:
            flows.append([line])
            lowest = line[0].top
    joined: list[list[Sequence[Word]]] = []
    for flow in flows:
        if joined and _is_number_column(flow) and _side_by_side(joined[-1], flow):
            joined[-1].extend(flow)
        else:
            joined.append(flow)
    return joined


def _is_number_column(flow: Sequence[Sequence[Word]]) -> bool:
    return len(flow) >= _FEWEST_ROWS and sum(is_number(text_of(list(line))) for line in flow) >= 0.6 * len(flow)


def _side_by_side(left: Sequence[Sequence[Word]], right: Sequence[Sequence[Word]]) -> bool:
    a, b = (bounds(word for line in flow for word in line) for flow in (left, right))
    return a.top <= b.bottom and b.top <= a.bottom


def _runs(rows: Sequence[Row]) -> list[tuple[int, int]]:
    """Stretches of rows (first and last index) whose last numbers stand under each other."""
    runs: list[tuple[int, int]] = []
    run: list[tuple[int, list[Box]]] = []
    for index, row in enumerate(rows):
        numbers = _numbers(row)
        if not numbers:
            continue
        if run and not _goes_on(rows, run, index, numbers):
            runs += _long_enough(run)
            run = []
        run.append((index, numbers))
    return runs + _long_enough(run)


def _long_enough(run: Sequence[tuple[int, list[Box]]]) -> list[tuple[int, int]]:
    """The run's first and last row if it has rows enough, or two rows of several numbers under each other."""
    if len(run) < _FEWEST_ROWS and not (len(run) == 2 and _several_aligned(run[0][1], run[1][1])):
        return []
    return [(run[0][0], run[-1][0])]


def _several_aligned(above: Sequence[Box], below: Sequence[Box]) -> bool:
    pairs = zip(above[::-1], below[::-1], strict=False)
    return len(above) == len(below) >= _FEWEST_ROWS and all(_is_aligned(a, b) for a, b in pairs)


def _numbers(row: Row) -> list[Box]:
    """Boxes of the numbers by themselves in a row of two cells or more that ends in one; none where it does not."""
    parts = segments(row)
    if len(parts) < 2 or not is_number(text_of(parts[-1])) or len(parts[0]) > _LABEL_WORDS:
        return []
    return [bounds(part) for part in parts if is_number(text_of(part))]


def _is_aligned(above: Box, below: Box) -> bool:
    middles = abs((above.x0 + above.x1) - (below.x0 + below.x1)) / 2
    return min(abs(above.x1 - below.x1), abs(above.x0 - below.x0), middles) <= _ALIGNED


def _goes_on(rows: Sequence[Row], run: Sequence[tuple[int, list[Box]]], index: int, numbers: Sequence[Box]) -> bool:
    """Whether a row belongs to a run: its numbers stand under the run's, near, with no running text between them."""
    last, above = run[-1]
    if not (_is_aligned(above[-1], numbers[-1]) and _is_near(rows, run, index)):
        return False
    return not any(_runs_over(row, above[-1]) for row in rows[last + 1 : index])


def _runs_over(row: Row, number: Box) -> bool:
    """Whether a line of running text goes on into a column of numbers."""
    return len(row) > _PROSE_WORDS and row[0].x0 < number.x0 - 1 and len(segments(row, _SPREAD_BLANK)) == 1 and (
        row[-1].x1 > number.x0 + 1
    )


def _is_near(rows: Sequence[Row], run: Sequence[tuple[int, list[Box]]], index: int) -> bool:
    """Whether a row is near enough to a run to go on with it, headings and second lines between them included."""
    steps = [row_middle(rows[b]) - row_middle(rows[a]) for (a, _), (b, _) in pairwise(run)]
    reach = max(_NEXT_ROW * row_height(rows[index]), _NEXT_STEPS * min(steps, default=0.0))
    return row_middle(rows[index]) - row_middle(rows[run[-1][0]]) <= reach


def _table_of(rows: Sequence[Row], first: int, last: int, above: int) -> Table | None:
    """The table of rows `first` to `last` with its header, which stands below row `above`."""
    body = [row for row in rows[first : last + 1] if len(segments(row)) > 1]
    strips = gutters(body, spare=len(body) // 10)
    if not strips:
        return None
    steps = [row_middle(below) - row_middle(above) for above, below in pairwise(rows[first : last + 1])]
    first = _with_header(rows, first, strips, min(steps), above)
    last = _with_tail(rows, last, strips)
    chosen = list(rows[first : last + 1])
    cuts = boundaries(strips, chosen)
    groups = group_rows(chosen, cuts)
    box = bounds(word for row in chosen for word in row)
    ys = [box.top - 1, *(_between(above, below) for above, below in pairwise(groups)), box.bottom + 1]
    words = [word for row in chosen for word in row]
    table = build_table(words, Lattice(ys, [box.x0 - 1, *cuts, box.x1 + 1], soft=frozenset(ys)))
    return table if table and number_columns(table) else None


def _with_header(
    rows: Sequence[Row], first: int, strips: Sequence[tuple[float, float]], step: float, above: int
) -> int:
    """Index of the topmost header line above the first row of numbers."""
    top = first
    label_end = strips[0][0]
    for index in range(first - 1, max(first - 1 - _MOST_HEADER_LINES, above), -1):
        gap = row_middle(rows[index + 1]) - row_middle(rows[index])
        reach = max(_HEADER_GAP * row_height(rows[index]), _HEADER_STEPS * step)
        if gap > reach or _is_running_text(rows[index], strips):
            break
        if any(part[0].x0 >= label_end - 1 for part in phrases(rows[index])):
            top = index
    return top


def _with_tail(rows: Sequence[Row], last: int, strips: Sequence[tuple[float, float]]) -> int:
    """Index of the last line that continues the last row of numbers."""
    for index in range(last + 1, len(rows)):
        gap = row_middle(rows[index]) - row_middle(rows[index - 1])
        tight = gap <= 1.3 * row_height(rows[index])
        if not tight or _is_running_text(rows[index], strips) or not rows[index][0].text[0].islower():
            return index - 1
    return len(rows) - 1


def _is_running_text(row: Row, strips: Sequence[tuple[float, float]]) -> bool:
    """Whether a line runs from the labels on over the columns of numbers, as captions do and no header does."""
    label_end, next_start = strips[0]
    over = [part for part in segments(row, _SPREAD_BLANK) if part[0].x0 < label_end and part[-1].x1 > next_start + 1]
    long = any(len(part) > _PROSE_WORDS and part[-1].x1 > label_end + 1 for part in phrases(row))
    return bool(over) or long or is_caption(row)


def _between(above: Sequence[RowLine], below: Sequence[RowLine]) -> float:
    return (above[-1].middle + below[0].middle) / 2
