"""Tables of a flattened text whose rows stand on a line each, below a line of headers that begin with capitals.

`Branche Ledige 2020 Krav: ledige højst 2021` | `Transport og lager 264 personer 200 personer` | ...
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise

import regex
from maaltal.extractors.phrases import words
from maaltal.extractors.table_words import YEAR
from maaltal.schemas.source import Grid, Line

from .cell_lines import tells
from .fixed_width import BOUNDED, STAND_IN
from .table_rows import Span, grid_of

_LONGEST_ROW = 160  # characters
_LONGEST_HEADER = 200
_LEAST_ROWS = 3
_VALUE = regex.compile(  # with its bound and unit, a sign or brackets; a dash or what stands in for a value
    rf"(?<=\s)(?:{BOUNDED.pattern}|{STAND_IN.pattern}|[-–−÷+(]\s?\d[\d.,]*\)?(?:\s?(?:%|pct\.?|procent))?|[-–—−])"
    r"(?=\s|$)", regex.IGNORECASE
)
_TO_YEAR = regex.compile(rf"(?<![\p{{L}}\d]){words('leads_to_year')}\s$", regex.IGNORECASE)
_CAPITAL = regex.compile(r"(?<=^|\s)\p{Lu}")
_LABEL = regex.compile(r"(?:\d{1,2}(?:\.\d{1,2})?[.)]?\s)?\p{Lu}.*\p{L}.*")


def tables_of_rows(text: str, lines: Sequence[Line], known: Sequence[Grid]) -> Iterator[Grid]:
    """The tables in the lines that no known one covers, in order."""
    taken = [line for line in lines if not any(grid.start <= line.start < grid.end for grid in known)]
    index = 1
    while index < len(taken):
        rows = list(_rows(text, taken, index))
        above = taken[index - 2] if index > 1 else None
        table = _table(text, taken[index - 1], rows, above) if len(rows) >= _LEAST_ROWS else None
        if table:
            yield table
        index += max(len(rows), 1)


def _rows(text: str, lines: Sequence[Line], first: int) -> Iterator[tuple[Line, list[Span]]]:
    """Lines from the first on that end in values, with the values."""
    for line in lines[first:]:
        values = _values_at_end(text, line)
        if len(values) < 2 or line.page != lines[first].page:
            return
        yield line, values


def _values_at_end(text: str, line: Line) -> list[Span]:
    """The values that a short line ends in, nothing but blanks between them."""
    if line.end - line.start > _LONGEST_ROW:
        return []
    found = [Span(*match.span()) for match in _VALUE.finditer(text, line.start, line.end)]
    kept: list[Span] = []
    stop = line.end
    for value in reversed(found):
        if text[value.end : stop].strip() or _dates(text, line, value):
            break
        kept.insert(0, value)
        stop = value.start
    return kept


def _dates(text: str, line: Line, value: Span) -> bool:
    """Whether a value is the year of a period in the label: `Unge på ydelse, december 2010`."""
    year = YEAR.fullmatch(text, value.start, value.end) is not None
    return year and _TO_YEAR.search(text, line.start, value.start) is not None


def _table(
    text: str, header: Line, rows: Sequence[tuple[Line, list[Span]]], above: Line | None
) -> Grid | None:
    """The table of some rows below a header that has a part for each of their values; None where it has not."""
    parts = _parts(text, header)
    counts = Counter(len(values) for _, values in rows)
    usual = counts.most_common(1)[0][0]
    corner = [] if len(parts) == usual else parts[:1]
    columns = parts[len(corner) :]
    if len(columns) < 2 or any(len(values) < len(columns) for _, values in rows):
        return None
    if header.page != rows[0][0].page or not any(tells(text[part.start : part.end]) for part in columns):
        return None
    body = [_row(text, line, values[-len(columns) :]) for line, values in rows]
    if not all(_LABEL.fullmatch(text, label.start, label.end) for label, *_ in body):
        return None
    head = [*(corner or [Span(header.start, header.start)]), *columns]
    top = _spanning(text, above, columns) if above and above.page == header.page else []
    start = above.start if above and top else header.start
    return grid_of([*([top] if top else []), head, *body], start, rows[-1][0].end, header.page)


def _spanning(text: str, above: Line, columns: Sequence[Span]) -> list[Span]:
    """Headers that stand over columns which come back: `Budget 2008 Budget 2009` over `Udgift Netto Udgift Netto`."""
    parts, named = _parts(text, above), [text[column.start : column.end] for column in columns]
    size = len(columns) // len(parts) if parts else 0
    if len(parts) < 2 or size < 2 or named[:size] * len(parts) != named:
        return []
    return [Span(above.start, above.start), *(Span(part.start, part.end, 1, size) for part in parts)]


def _parts(text: str, header: Line) -> list[Span]:
    """The cells of a line of headers, each from its capital to the next."""
    if header.end - header.start > _LONGEST_HEADER or _values_at_end(text, header)[1:]:
        return []
    starts = [match.start() for match in _CAPITAL.finditer(text, header.start, header.end)]
    if not starts or starts[0] != header.start:
        return []
    return [Span(start, start + len(text[start:end].rstrip())) for start, end in pairwise([*starts, header.end])]


def _row(text: str, line: Line, values: Sequence[Span]) -> list[Span]:
    label = text[line.start : values[0].start].rstrip()
    return [Span(line.start, line.start + len(label)), *values]
