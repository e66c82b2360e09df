"""Tables whose columns are held apart by runs of blanks, as `pdftotext -layout` and typewriters leave them."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

import regex
from maaltal.extractors.forms import is_field
from maaltal.extractors.grammar.periods import find_periods
from maaltal.extractors.lexicon import load
from maaltal.schemas.source import Grid

from .table_rows import Span, TextLine, grid_of, is_numeric


def _any_of(*names: str) -> str:
    """The patterns of all entries of lexicon files as one alternation."""
    return "|".join(pattern for name in names for entry in load(name) for pattern in entry.patterns)


_SEGMENT = regex.compile(r"\S++(?:[ \xa0]\S++)*+")
_LEADER = regex.compile(r"(?:\.[ \xa0]?){4,}+|…+")  # dots that lead the eye from a label to its number
_AMOUNT = regex.compile(r"\d,\d|\d\.\d{3}(?!\d)")
_SECTION = regex.compile(r"\s*\d{1,2}(?:\.\d{1,2})*\.?\s+\p{Lu}")
_LONGEST_PAGE = 3  # digits
_PERIODS = regex.compile(r"(?:\d\. ?(?:kvt\.|kvartal|halvår) ?(?:19|20)\d\d ?)+", regex.IGNORECASE)  # of a header
_RULE = regex.compile(r"[\s=_–—-]*")
STAND_IN = regex.compile(
    "|".join(entry.fragment for entry in load("page_layout") if entry.key == "value_stand_in"), regex.IGNORECASE
)
BOUNDED = regex.compile(  # `maks. 340`, `mindst 25 personer`, `over 70 %`
    rf"(?:(?:{_any_of('qualifiers')})\s)?\d[\d.,]*\s?(?:{_any_of('units', 'things')})?",
    regex.IGNORECASE,
)
_MAX_LINE = 400  # longer lines are running text
_MAX_HEADER = 40  # characters; a longer piece above a column is prose
_MAX_HEADER_LINES = 4
_DEEPEST_LABEL = 10  # characters that a label is indented at most
_MAX_LABEL_LINES = 2  # lines without numbers between two rows of numbers
_MIN_NUMBER_LINES = 3
_MIN_HEADED_LINES = 2  # where each of several columns is headed
_MAX_ROWS = 5_000


class _Segment(NamedTuple):
    """A piece of a line between runs of blanks, by its place in the line."""

    start: int
    end: int
    numeric: bool


class _Row(NamedTuple):
    line: TextLine
    segments: tuple[_Segment, ...]

    @property
    def has_numbers(self) -> bool:
        """Whether it is a label and numbers, or numbers alone; a lone number may be that of the page."""
        numbers = sum(segment.numeric for segment in self.segments[1:])
        if numbers == 0:
            return False
        return 2 * numbers >= len(self.segments) - 1


class FixedWidthRows:
    """Lines of numbers under each other, the labels between them and the headers above."""

    def __init__(self) -> None:
        self._above: deque[_Row] = deque(maxlen=_MAX_HEADER_LINES)
        self._rows: list[_Row] = []
        self._pending: list[_Row] = []
        self._ruled = False  # whether the last line drew a line under the rows

    def offer(self, line: TextLine) -> bool:
        """Take a line that may be a row, a label or a header."""
        if len(line.text) > _MAX_LINE or line.blanks > 1 and (self._rows or self._above):
            return False
        if is_field(line.text):
            return False
        row = _Row(line, _segments(line.text))
        if _RULE.fullmatch(line.text) and self._above and not self._rows:
            return True  # between header and numbers
        if not self._rows and _is_label(row) and not self._heads_rows(line):
            return False  # neither a row nor a header
        if self._ruled and line.blanks:
            return False  # the line under a table closed it
        if len(self._rows) > _MAX_ROWS or (self._rows and not row.has_numbers and self._ends_before(line)):
            return False
        if self._pending and self._pending[0].line.blanks and not (row.has_numbers and self._goes_on_below(row)):
            return False  # what stood apart from the rows heads no more of them
        if row.has_numbers and not self._goes_on_header(row):
            self._rows += [*self._pending, row]
            self._pending = []
        elif self._rows and not _RULE.fullmatch(line.text):
            self._pending.append(row)
        elif not self._rows:
            self._above.append(row)
        self._ruled = bool(self._rows) and _RULE.fullmatch(line.text) is not None
        return True

    def _goes_on_header(self, row: _Row) -> bool:
        """Whether a line below a header without a label has none either, and words in it: `reserven   26 uger`."""
        if self._rows or not self._above or row.segments[0].numeric:
            return False
        return row.segments[0].start >= self._above[-1].segments[0].start > _DEEPEST_LABEL

    def _heads_rows(self, line: TextLine) -> bool:
        """Whether a line of words may be the first label of a table: short, directly below its header."""
        header = self._above[-1] if self._above else None
        if header is None or _is_label(header) or len(line.text) > _MAX_HEADER:
            return False
        return line.blanks == 0 or len(header.segments) > 1 and not line.text.endswith(".")

    def _ends_before(self, line: TextLine) -> bool:
        """Whether a line without numbers is no label of this table: too many came, or it alone stands apart."""
        is_apart = line.blanks > 0 and not any(row.line.blanks for row in self._rows[1:3])
        may_head_more = not self._pending and len(line.text) <= _MAX_HEADER and not line.text.endswith((".", ":"))
        return is_apart and not may_head_more or len(self._pending) == _MAX_LABEL_LINES

    def _goes_on_below(self, row: _Row) -> bool:
        """Whether numbers stand right below the label of a group, where those of the group before end."""
        ends = {segment.end for above in self._rows for segment in above.segments if segment.numeric}
        numbers = [segment.end for segment in row.segments[1:] if segment.numeric]
        return row.line.blanks == 0 and ends.issuperset(numbers)

    @property
    def is_open(self) -> bool:
        """Whether rows or what may head them wait."""
        return bool(self._rows or self._above)

    def close(self) -> Grid | None:
        """A table if three lines of numbers, or two under a header, share columns; what follows may head more."""
        above, rows, pending = self._above, self._rows, self._pending
        self._above, self._rows, self._pending = deque(pending, maxlen=_MAX_HEADER_LINES), [], []
        self._ruled = False
        columns = _columns(rows) or _columns_of_one(above, rows)
        columns += _remarks(rows, columns)
        if not columns or len(columns) == 1 and _is_contents(rows):
            return None
        label = [above.pop()] if above and _is_label(above[-1]) else []
        headers = _headers(above, (label or rows)[0], columns)
        if sum(row.has_numbers for row in rows) < _MIN_NUMBER_LINES and not _headed(headers, columns):
            return None
        rows = [*headers, *label, *rows]
        spans = [_cells(row, columns) for row in rows]
        return grid_of(spans, rows[0].line.start, rows[-1].line.end, rows[0].line.page)


def _is_label(row: _Row) -> bool:
    """Whether a line is nothing but words from its beginning on."""
    return len(row.segments) == 1 and row.segments[0].start == 0


def _segments(content: str) -> tuple[_Segment, ...]:
    """The pieces of a line; dotted leaders part them too, but not those of a table of contents (one page number)."""
    parted = _pieces(_LEADER.sub(lambda dots: " " * len(dots.group()), content))
    numbers = [content[piece.start : piece.end] for piece in parted if piece.numeric]
    return parted if len(numbers) > 1 or any(map(_AMOUNT.search, numbers)) else _pieces(content)


def _pieces(content: str) -> tuple[_Segment, ...]:
    return tuple(
        _Segment(*found.span(), _is_value(found.group(), found.start())) for found in _SEGMENT.finditer(content)
    )


def _is_value(content: str, offset: int) -> bool:
    """Whether a piece is a number or, behind a label, stands where one should: `XX`, `afventer`."""
    if is_numeric(content):
        return _PERIODS.fullmatch(content) is None
    return offset > 0 and (STAND_IN.fullmatch(content) or BOUNDED.fullmatch(content)) is not None


def _columns(rows: Sequence[_Row]) -> list[tuple[int, int]]:
    """The stretches of a line in which numbers stand under each other; none if the lines share no column."""
    lines = [[segment for segment in row.segments if segment.numeric] for row in rows if row.has_numbers]
    columns = _merged(sorted((segment.start, segment.end) for numbers in lines for segment in numbers))
    filled = [sum(any(_overlap(segment, column) for segment in numbers) for numbers in lines) for column in columns]
    crowded = any(
        _overlap(left, column) and _overlap(right, column)
        for numbers in lines
        for left, right in pairwise(numbers)
        for column in columns
    )
    if crowded or max(filled, default=0) < min(_MIN_NUMBER_LINES, len(lines)) or len(lines) < _MIN_HEADED_LINES:
        return []
    return columns


def _columns_of_one(above: Sequence[_Row], rows: Sequence[_Row]) -> list[tuple[int, int]]:
    """The columns of a single row right below a header with a piece over each of its cells."""
    if len(rows) != 1 or not above or rows[0].line.blanks:
        return []
    label, *cells = rows[0].segments
    _, *heads = above[-1].segments
    fits = len(cells) == len(heads) > 1 and all(cell.numeric for cell in cells) and not label.numeric
    columns = [(cell.start, cell.end) for cell in cells]
    return columns if fits and all(map(_overlap, heads, columns)) else []


def _remarks(rows: Sequence[_Row], columns: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The column of words behind the last numbers, where most rows have one: `575   ikke nået`."""
    behind = [segment for row in rows for segment in row.segments[1:]
              if columns and row.has_numbers and not segment.numeric and segment.start > columns[-1][1] + 1]
    if len(behind) < _MIN_HEADED_LINES or 2 * len(behind) < len(rows):
        return []
    return [(min(segment.start for segment in behind), max(segment.end for segment in behind))]


def _is_contents(rows: Sequence[_Row]) -> bool:
    """Whether rows are a table of contents: numbered titles with pages that never go back."""
    numbered = [row for row in rows if row.has_numbers]
    pages = [row.line.text[row.segments[-1].start : row.segments[-1].end].strip() for row in numbered]
    titled = sum(_SECTION.match(row.line.text) is not None for row in numbered)
    whole = all(page.isdigit() and len(page) <= _LONGEST_PAGE for page in pages)
    return whole and 2 * titled > len(numbered) and all(int(a) <= int(b) for a, b in pairwise(pages))


def _headed(headers: Sequence[_Row], columns: Sequence[tuple[int, int]]) -> bool:
    """Whether several columns each have a word above them."""
    return len(columns) > 1 and all(
        any(_overlap(segment, column) for row in headers for segment in row.segments) for column in columns
    )


def _merged(intervals: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for start, end in intervals:
        if merged and start < merged[-1][1]:
            merged[-1] = merged[-1][0], max(end, merged[-1][1])
        else:
            merged.append((start, end))
    return merged


def _overlap(segment: _Segment, column: tuple[int, int]) -> bool:
    return segment.start < column[1] and column[0] < segment.end


def _headers(above: Sequence[_Row], first: _Row, columns: Sequence[tuple[int, int]]) -> list[_Row]:
    """The lines right above the numbers that stand over their columns."""
    headers: list[_Row] = []
    blanks = first.line.blanks
    for row in reversed([_parted(row, columns) for row in above]):
        over_columns = [segment for segment in row.segments if any(_overlap(segment, column) for column in columns)]
        fits = over_columns and all(segment.end - segment.start <= _MAX_HEADER for segment in over_columns)
        if blanks > 1 or blanks and _headed(headers, columns):
            break  # what stands above an empty line is no header, where there is one already
        if not fits or (len(row.segments) == 1 and row.segments[0].start == 0):
            break
        headers.insert(0, row)
        blanks = row.line.blanks
    return headers


def _parted(row: _Row, columns: Sequence[tuple[int, int]]) -> _Row:
    """A header line whose pieces are cut where a column begins: `4. kvt. 2022 4. kvt. 2024` over two columns.

    A piece of as many periods as columns that it stands over is cut between them, wherever these begin.
    """
    parts: list[_Segment] = []
    for segment in row.segments:
        below = [column for column in columns if _overlap(segment, column)]
        named = find_periods(row.line.text[segment.start : segment.end]) if len(below) > 1 else []
        inside = (start for start, _ in columns if segment.start < start < segment.end)
        starts = [start for start in inside if row.line.text[start - 1] == " "]
        if len(named) == len(below):
            starts = [segment.start + period.start for period in named[1:]]
        edges = [segment.start, *starts, segment.end + 1]
        parts += [segment._replace(start=start, end=end - 1) for start, end in pairwise(edges)]
    return row._replace(segments=tuple(parts))


def _cells(row: _Row, columns: Sequence[tuple[int, int]]) -> list[Span]:
    """One cell for the label and one for each column; pieces of a line that fall together are one cell."""
    ranges: dict[int, tuple[int, int]] = {}
    for segment in row.segments:
        column = _column_of(segment, columns)
        start, _ = ranges.get(column, (segment.start, segment.end))
        ranges[column] = start, segment.end
    spans = []
    behind = 0
    for column in range(len(columns) + 1):
        start, behind = ranges.get(column, (behind, behind))
        spans.append(Span(row.line.start + start, row.line.start + behind))
    return spans


def _column_of(segment: _Segment, columns: Sequence[tuple[int, int]]) -> int:
    """0 for the labels left of the numbers, else the column (from 1) that it stands under or nearest to."""
    if segment.end <= columns[0][0]:
        return 0
    shared = [min(segment.end, end) - max(segment.start, start) for start, end in columns]
    return shared.index(max(shared)) + 1
