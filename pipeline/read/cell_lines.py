"""Tables of a flattened text whose cells stand on a line each: headers, then label and values by turns.

`Ydelse` | `Dec. 2023` | `Mål 2025` | `Dagpenge` | `19` | `16` | `Sygedagpenge` | `22` | `18`, each on its own line.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import takewhile

import regex
from maaltal.extractors.grammar.periods import find_periods, whole_period
from maaltal.extractors.table_words import YEAR, group
from maaltal.schemas.source import Grid, Line

from .fixed_width import BOUNDED, STAND_IN
from .table_rows import Span, grid_of, is_numeric

_LONGEST_VALUE = 40  # characters
_LONGEST_HEADER = 60
_LONGEST_LABEL = 110
_LONGEST_CORNER = 30
_MOST_VALUES = 12  # of a row
_LEAST_ROWS = 2
_LEAST_ROWS_OF_ONE = 3  # where rows have a single value
_EMPTY_LINE = regex.compile(r"\n\s*\n")
_DASH = regex.compile(r"[-–—−]")
_LABEL = regex.compile(r"(?:\d{1,2}(?:\.\d{1,2})?[.)]? )?(?:[\p{Lu}\d]|(?:heraf|deraf|hvoraf) ).*(?<![.:;!?])")
_CORNER = regex.compile(r"(?!(?:Tabel|Figur|Skema|Bilag|Kapitel)\b)[\p{L} /]+")
_LEAST_DATED = 2  # heads of two lines
_TELLING = ("role", "kind", "measure")

Header = list[tuple[int, int] | None]  # first and last line of each head, the corner first


def tables_by_lines(text: str, lines: Sequence[Line], known: Sequence[Grid]) -> Iterator[Grid]:
    """The tables in the lines that no known one covers, in order."""
    free = [line for line in lines if not any(grid.start <= line.start < grid.end for grid in known)]
    taken = _without_ordinals(text, free)
    values = [is_value(text[line.start : line.end]) for line in taken]
    index = 0
    while index < len(taken):
        first = _next_row(values, index)
        if first is None:
            return
        table = _table_at(text, taken, values, first)
        if table:
            header, rows = table
            yield _grid(taken, header, rows)
            index = rows[-1][-1] + 1
        else:
            index = first + 2


def _without_ordinals(text: str, lines: Sequence[Line]) -> list[Line]:
    """The lines without the numbers of rows: `1`, `2`, `3`, each on a line of its own, as many lines apart."""
    printed = [text[line.start : line.end].rstrip(".") for line in lines]
    left_out: set[int] = set()
    for first in (index for index, content in enumerate(printed) if content == "1"):
        runs = (_counted(printed, first, step) for step in range(3, _MOST_VALUES + 3))
        left_out.update(next((run for run in runs if len(run) > 1), ()))
    return [line for index, line in enumerate(lines) if index not in left_out]


def _counted(printed: Sequence[str], first: int, step: int) -> list[int]:
    """The lines that count on from the first, so many lines apart."""
    places = takewhile(lambda place: printed[place[1]] == str(place[0]), enumerate(range(first, len(printed), step), 1))
    return [index for _, index in places]


def is_value(content: str) -> bool:
    """Whether a line is a value and nothing else: a number with its unit or bound, a dash, what stands in for one."""
    if len(content) > _LONGEST_VALUE:
        return False
    return bool(is_numeric(content) or _DASH.fullmatch(content) or BOUNDED.fullmatch(content)
                or STAND_IN.fullmatch(content))


def _next_row(values: Sequence[bool], index: int) -> int | None:
    """The next line that is no value in front of one that is."""
    return next((i for i in range(index, len(values) - 1) if not values[i] and values[i + 1]), None)


def _table_at(
    text: str, lines: Sequence[Line], values: Sequence[bool], first: int
) -> tuple[Header, list[list[int]]] | None:
    """Lines of the header, the corner first, and of each row, where the rows from `first` on make a table."""
    count = sum(1 for _ in takewhile(lambda i: values[i], range(first + 1, len(values))))
    rows = list(_rows(text, lines, values, first, count)) if count <= _MOST_VALUES else []
    if len(rows) < (_LEAST_ROWS if count > 1 else _LEAST_ROWS_OF_ONE):
        return None
    years = all(YEAR.fullmatch(text, lines[i].start, lines[i].end) for i in rows[0][1:])
    if years and count > 1:
        return [(i, i) for i in rows[0]], rows[1:]
    header = _header(text, lines, first, count)
    return (header, rows) if header else None


def _rows(
    text: str, lines: Sequence[Line], values: Sequence[bool], first: int, count: int
) -> Iterator[list[int]]:
    """Rows of a label and just so many values, on the page of the first."""
    start = first
    while start + count < len(lines) and lines[start + count].page == lines[first].page:
        row = list(range(start, start + count + 1))
        label = lines[start]
        fits = not values[start] and all(values[i] for i in row[1:]) and label.end - label.start <= _LONGEST_LABEL
        if not fits or not _LABEL.fullmatch(text, label.start, label.end):
            return
        behind = start + count + 1
        if behind < len(lines) and values[behind] and not _parted(text, lines[behind - 1], lines[behind]):
            return  # one value too many: which is which cannot be told
        yield row
        start += count + 1


def _parted(text: str, line: Line, following: Line) -> bool:
    """Whether an empty line stands between: what follows is the number of a page."""
    return _EMPTY_LINE.search(text, line.end, following.start) is not None


def _header(text: str, lines: Sequence[Line], first: int, count: int) -> Header | None:
    """The lines right above the first row that head its columns, and the corner, None where there is none."""
    above = _heads_with_periods(text, lines, first, count) or [(i, i) for i in range(first - count, first)]
    top = above[0][0]
    if top < 0 or lines[top].page != lines[first].page:
        return None
    texts = [text[lines[i].start : lines[j].end] for i, j in above]
    if any(len(cell) > _LONGEST_HEADER or cell[-1] in ".:;!?" and not cell.endswith("pct.") for cell in texts):
        return None
    if not any(tells(cell) for cell in texts):
        return None
    corner = lines[top - 1] if top else None
    short = corner is not None and corner.end - corner.start <= _LONGEST_CORNER
    named = short and _CORNER.fullmatch(text, corner.start, corner.end)
    return [(top - 1, top - 1) if named else None, *above]


def _heads_with_periods(text: str, lines: Sequence[Line], first: int, count: int) -> list[tuple[int, int]]:
    """`Niveau` | `december 2006` | `Krav` | `december 2008` | `Ændring`: heads of two lines, their periods below.

    None, where fewer than two are such: one line is then as likely a corner above a period.
    """
    heads: list[tuple[int, int]] = []
    line = first - 1
    while len(heads) < count and line >= 0:
        start, last = line, line
        if line and whole_period(_shown(text, lines[line])) and group("role").first(_shown(text, lines[line - 1])):
            start = line - 1
        heads.append((start, last))
        line = start - 1
    enough = len(heads) == count and sum(start < last for start, last in heads) >= _LEAST_DATED
    return heads[::-1] if enough else []


def _shown(text: str, line: Line) -> str:
    return text[line.start : line.end]


def tells(cell: str) -> bool:
    """Whether a header says what its column holds: a role, a kind of budget, a year or a period."""
    return bool(YEAR.search(cell) or find_periods(cell) or any(group(name).first(cell) for name in _TELLING))


def _grid(lines: Sequence[Line], header: Header, rows: Sequence[Sequence[int]]) -> Grid:
    start = next(lines[head[0]].start for head in header if head)
    corner = Span(start, start)
    heads = [Span(lines[head[0]].start, lines[head[1]].end) if head else corner for head in header]
    spans = [heads, *([Span(lines[i].start, lines[i].end) for i in row] for row in rows)]
    return grid_of(spans, start, lines[rows[-1][-1]].end, lines[rows[0][0]].page)
