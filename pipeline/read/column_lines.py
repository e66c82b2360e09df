"""Tables of a flattened text that stand in it column by column, a cell a line: all labels, then all values.

`Gruppe` | `Unge` | `Ældre` | `Status 2009` | `24 pct.` | `38 pct.` | `Mål 2010` | `30 pct.` | `50 pct.`, or all headers
behind the labels and all values behind them, as where the columns of a page were copied one by one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import takewhile

import regex
from maaltal.schemas.source import Grid, Line

from .cell_lines import is_value, tells
from .table_rows import Span, grid_of

_LEAST_ROWS, _MOST_ROWS = 2, 20
_LEAST_COLUMNS, _MOST_COLUMNS = 2, 8
_LONGEST_LABEL = 80  # characters
_LONGEST_HEADER = 40
_LABEL = regex.compile(r"(?!(?:Tabel|Figur|Skema|Bilag|Kapitel)\b)[\p{Lu}\d].*\p{L}.*(?<![.:;!?,-])")

Columns = list[tuple[int, range]]  # the line that heads each column, and the lines of its values


def tables_by_columns(text: str, lines: Sequence[Line], known: Sequence[Grid]) -> Iterator[Grid]:
    """The tables in the lines that no known one covers, in order."""
    taken = [line for line in lines if not any(grid.start <= line.start < grid.end for grid in known)]
    values = [is_value(text[line.start : line.end]) for line in taken]
    heads = [_heads(text, line) for line in taken]
    index = 1
    while index < len(taken):
        columns = _columns_in_turn(values, heads, index) or _columns_behind_heads(values, heads, index)
        table = _table(text, taken, columns) if columns else None
        if table:
            yield table
            index = columns[-1][1].stop
        else:
            index += 1


def _heads(text: str, line: Line) -> bool:
    """Whether a line could head a column: it is short and says what the column holds."""
    return line.end - line.start <= _LONGEST_HEADER and tells(text[line.start : line.end])


def _run(values: Sequence[bool], first: int) -> int:
    """How many lines from the first on are values."""
    return sum(1 for _ in takewhile(lambda i: values[i], range(first, len(values))))


def _columns_in_turn(values: Sequence[bool], heads: Sequence[bool], first: int) -> Columns | None:
    """Columns that stand one behind the other, each a header and as many values as the first."""
    columns: Columns = []
    count = _run(values, first + 1)
    while heads[first] and not values[first] and _LEAST_ROWS <= count == _run(values, first + 1):
        columns.append((first, range(first + 1, first + 1 + count)))
        first += count + 1
        if first >= len(values):
            break
    return columns if _LEAST_COLUMNS <= len(columns) <= _MOST_COLUMNS and count <= _MOST_ROWS else None


def _columns_behind_heads(values: Sequence[bool], heads: Sequence[bool], first: int) -> Columns | None:
    """Columns whose values all stand behind all their headers, one column's behind the other's."""
    n_columns = sum(1 for _ in takewhile(lambda i: heads[i] and not values[i], range(first, len(values))))
    start = first + n_columns
    n_values = _run(values, start)
    if not _LEAST_COLUMNS <= n_columns <= _MOST_COLUMNS or n_values % n_columns:
        return None
    count = n_values // n_columns
    if not _LEAST_ROWS <= count <= _MOST_ROWS:
        return None
    return [(first + i, range(start + i * count, start + (i + 1) * count)) for i in range(n_columns)]


def _table(text: str, lines: Sequence[Line], columns: Columns) -> Grid | None:
    """The table of some columns with the labels right above their first header; None where there are none."""
    count = len(columns[0][1])
    first, last = columns[0][0] - count, columns[-1][1].stop - 1
    if first < 0 or lines[first].page != lines[last].page:
        return None
    labels = [lines[i] for i in range(first, columns[0][0])]
    if not all(line.end - line.start <= _LONGEST_LABEL and _LABEL.fullmatch(text, line.start, line.end)
               for line in labels):
        return None
    start = labels[0].start
    header = [Span(start, start), *(Span(lines[head].start, lines[head].end) for head, _ in columns)]
    rows = [[Span(label.start, label.end), *(Span(lines[run[i]].start, lines[run[i]].end) for _, run in columns)]
            for i, label in enumerate(labels)]
    return grid_of([header, *rows], start, lines[last].end, lines[first].page)
