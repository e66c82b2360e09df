"""Tables flattened into running text, found by their rhythm: header cells, then label, n numbers, label, n numbers.

`Budget 2013 Budget 2014 Sygedagpenge 12,4 11,9 Revalidering 3,1 3,0` has n = 2. A label may hold numbers of its
own (`70 pct. kommunalt bidrag`); only a run of exactly n numbers ends it. What does not fit is not read.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import regex

from ..schemas.text import Document
from .phrases import words
from .table_kind import kind_of
from .table_meaning import Context, complete, header_column
from .table_rows import DATED
from .table_runs import HeaderRun, header_runs
from .table_stream import Stream
from .table_words import MONEY, YEAR, group, table_number
from .tables import Column, Table, TableCell

_NUMBER = r"(?:\d{1,3}(?:\.\d{3})+|\d+)(?:,\d+)?"
_VALUE = regex.compile(rf"(?<![\w.,/()§+-])(?:\(\s?{_NUMBER}\s?\)|[-−–÷+]?{_NUMBER}(?:,-)?[-−]?)(?=[\s*|%]|$)")
_DURATION = regex.compile(r"\d\s?(?:uger|måneder|år|dage|timer)\b")
_PARTED_VALUE = regex.compile(rf"\s[–-]\s(?P<value>-?{_NUMBER}(?:\s?(?:%|pct\.))?)")
_PARTED_ROW = regex.compile(rf"(?:{_PARTED_VALUE.pattern.replace('?P<value>', '?:')}){{2,}}(?=[.,;\s]|$)")
_DASH = regex.compile(r"(?<!\S)[-–—−÷](?=\s|$)")
_ENTRY = regex.compile(f"{_VALUE.pattern}|{_DASH.pattern}")
_BETWEEN = regex.compile(rf"[\s*|]*(?:{words('amount_hedge')}\s)?", regex.IGNORECASE)
_BOUND_BEFORE = regex.compile(rf"(?<!\p{{L}}){words('amount_hedge')}\s$", regex.IGNORECASE)
_FORMATTED = regex.compile(r"\d,\d|\d\.\d{3}")
_STOP = regex.compile(r"\b(?:Tabel|Figur|Bilag|Kilde|Note)\b[ :]")
_TAIL = regex.compile(r"[\s,:–-]*(?:\([^()]*\)[\s,]*)*(?:i alt)?[\s,]*(?:\([^()]*\)\s*)*\**\s*", regex.IGNORECASE)
_TO_YEAR = regex.compile(rf"(?<![\p{{L}}\d]){words('leads_to_year')}\s$", regex.IGNORECASE)
_LONGEST_LEAD = 20  # characters
_LONGEST_BOUND = 12  # characters
_ROW_NUMBER = regex.compile(r"\d{1,2}")
_GROUP = regex.compile(r"\d{3}(?:,\d+)?")
_HEAD = regex.compile(r"[-−–÷]?\d{1,3}")
_BULLET = regex.compile(r"[•▪●]\s*")
_LOWER = regex.compile(r"\p{Ll}(?!-)")
_CAPITAL = regex.compile(r"(?<=\p{Ll}|\))\s+(?=\p{Lu})")
_TAIL_LENGTH = 70
_LABEL_LENGTH = 350
_STRICT_LENGTH = 90
_BEFORE = 300
_LEAST_ROWS = 2
_LEAST_STRICT_ROWS = 3


@dataclass(slots=True)
class _Row:
    """One row: the stretch of text in front of its values, and the ranges of the values."""

    start: int
    label_end: int
    values: list[tuple[int, int]]
    exact: bool  # False where a number of the label or of the page was left out
    tail: tuple[int, int] | None = None  # the end of the label above, printed behind its numbers


@dataclass(slots=True)
class _Found:
    run: HeaderRun
    lead: tuple[int, int]
    floor: int  # end of the table before
    rows: list[_Row] = field(default_factory=list)
    repeats: list[tuple[int, int]] = field(default_factory=list)


def tables(document: Document, used: frozenset[int]) -> list[Table]:
    """Flattened tables of the blocks that no grid has used."""
    stream = Stream(b for b in document.blocks if b.order not in used and b.kind != "boilerplate")
    return [_table(stream, found) for found in _find(stream)]


def _find(stream: Stream) -> list[_Found]:
    runs = header_runs(stream.text)
    found: list[_Found] = []
    floor = 0
    for index, run in enumerate(runs):
        stop = runs[index + 1].start if index + 1 < len(runs) else len(stream.text)
        if run.start < floor:
            continue
        stop = next((later.start for later in runs[index + 1:] if len(later.levels) > 1), len(stream.text))
        run, rows = _best_reading(stream.text, run, stop)
        previous = found[-1] if found else None
        if previous and rows and _repeats(stream, previous, run):
            previous.rows += rows
            previous.repeats.append((run.start, run.end))
            floor = rows[-1].values[-1][1]
        elif _convincing(stream.text, run, rows):
            found.append(_Found(run, stream.lead(run.start, floor), floor, rows))
            floor = rows[-1].values[-1][1]
    return found


def _best_reading(text: str, run: HeaderRun, stop: int) -> tuple[HeaderRun, list[_Row]]:
    """The header and the rows behind it; of several readings of the header the one that most values fit."""
    readings = [(variant, list(_rows(text, variant, stop))) for variant in run.variants()]
    return max(readings, key=lambda reading: sum(len(row.values) for row in reading[1]))


def _repeats(stream: Stream, previous: _Found, run: HeaderRun) -> bool:
    """Whether a header is the one of the table before, printed again on the next page."""
    between = stream.text[previous.rows[-1].values[-1][1]:run.start]
    return previous.run.words == run.words and len(between) < 200 and not table_number(between)


def _convincing(text: str, run: HeaderRun, rows: Sequence[_Row]) -> bool:
    """Whether the rows behind a header make a table; a single column must show it more clearly."""
    if 2 * sum(row.exact for row in rows) < len(rows):
        return False
    if len(run.levels) == 1:
        plain = all(_tells_unit(text[start:end]) for row in rows for start, end in row.values)
        return len(rows) >= _LEAST_STRICT_ROWS and plain and run.kinds
    return len(rows) >= _LEAST_ROWS or (len(rows) == 1 and _measure_start(text, rows[0]) is not None)


def _tells_unit(value: str) -> bool:
    """Whether a value shows by itself that it is one: written out, signed, bounded, or with its unit."""
    return bool(_FORMATTED.search(value)) or not value.isdigit()


# ---- rows --------------------------------------------------------------------------------------------------------

def _rows(text: str, run: HeaderRun, stop: int) -> Iterator[_Row]:
    """Rows behind a header until the rhythm breaks."""
    count, place, number = len(run.levels), run.end, 0
    longest = _LABEL_LENGTH if count > 1 else _STRICT_LENGTH
    parted = _DASH.search(text, run.start, run.end) is not None
    for values in _parted_runs(text, place, stop) if parted else _value_runs(text, place, stop):
        if values[0][0] - place > longest:
            return
        if len(values) == count + 1 and _thousands(text[slice(*values[0])]):
            values = values[1:]  # `Udgifter i alt, 1.000 kr. 8.603 8.480`: the unit of the label
        if len(values) == count + 1 > 2 and _numbers_row(text, values, number + 2):
            values = values[:-1]  # `1 Sygdom 40 35 2 Unge 12 10`: the number of the next row
        row = _fit(text, values, count)
        if row is None and len(values) >= count and count > 1:
            place = values[-1][1]  # more numbers than columns: which is which cannot be told
            continue
        if row is None:
            continue
        if _ends_table(text[place:row[0][0]], count):
            return
        found = _Row(_label_start(text, place, row[0][0]), row[0][0], row,
                     (row[0][0], row[-1][1]) == (values[0][0], values[-1][1]))
        if _LOWER.match(text, found.start) and _measure_start(text, found) is None:
            capital = _CAPITAL.search(text, found.start, min(found.label_end, found.start + _TAIL_LENGTH))
            if not capital:
                return  # a label begins with a capital
            found.tail = (found.start, capital.start())
            found.start = capital.end()
        yield found
        number += 1
        place = values[-1][1]



def _numbers_row(text: str, values: Sequence[tuple[int, int]], expected: int) -> bool:
    """Whether the last of some numbers is that of the next row: it counts on, or it alone has no unit."""
    last = text[slice(*values[-1])]
    bare = [text[start:end].lstrip("+-−–÷").replace(",", "").replace(".", "").isdigit() for start, end in values]
    return last == str(expected) or _ROW_NUMBER.fullmatch(last) is not None and bare[-1] and not any(bare[:-1])


def _thousands(text: str) -> bool:
    """Whether a number with its unit is the unit `1.000 kr.`."""
    match = group("unit").first(text)
    return match is not None and match.key == "thousand_dkk" and match.end - match.start == len(text)


def _value_runs(text: str, start: int, stop: int) -> Iterator[list[tuple[int, int]]]:
    """Runs of numbers and dashes that only blanks part; a unit behind a number belongs to it."""
    current: list[tuple[int, int]] = []
    place = start
    while match := _ENTRY.search(text, place, stop):
        if _dates(text, place, match):
            place = match.end()
            continue
        if current and not _BETWEEN.fullmatch(text, current[-1][1], match.start()):
            yield current
            current = []
        end = _unit_end(text, match.end(), stop)
        if dated := DATED.match(text, end, stop):
            end = dated.end()  # `5.060 (dec. 2006)`
        bound = _BOUND_BEFORE.search(text[max(place, match.start() - _LONGEST_BOUND) : match.start()])
        opening = match.start() - (len(bound.group()) if bound else 0)
        if len(current) == 1 and bound and (first := _BOUND_BEFORE.search(text[start : current[0][0]])):
            current[0] = (start + first.start(), current[0][1])  # each has its own: `mindst 95 pct. mindst 90 pct.`
        current.append((opening if current else match.start(), end))
        place = end
    if current:
        yield current


def _dates(text: str, start: int, number: regex.Match) -> bool:
    """Whether a number is the year of a period in a label: `Unge på ydelse, december 2010 højst 600 personer`."""
    near = max(start, number.start() - _LONGEST_LEAD)
    return YEAR.fullmatch(number.group()) is not None and _TO_YEAR.search(text, near, number.start()) is not None


def _parted_runs(text: str, start: int, stop: int) -> Iterator[list[tuple[int, int]]]:
    """Runs of numbers that dashes part, as they do the header: `Budget 2015 – Budget 2016. Løn – 2.140 – 2.085.`"""
    for row in _PARTED_ROW.finditer(text, start, stop):
        yield [match.span("value") for match in _PARTED_VALUE.finditer(text, *row.span())]


def _unit_end(text: str, end: int, stop: int) -> int:
    """The end of `12,3 mio. kr.` or `48 personer`, where a unit follows a number."""
    place = end + (text[end:end + 1] == " ")
    match = next(group("unit").find(text, place, min(place + 20, stop)), None)
    if match is None or match.start != place or (text[place].isupper() and match.key not in MONEY):
        return end  # `Forløb` with a capital begins the next label
    return match.end


def _fit(text: str, values: list[tuple[int, int]], count: int) -> list[tuple[int, int]] | None:
    """The n values of a row among a run of numbers: all of them, or without a number of the label or of the page."""
    if len(values) == count:
        return values
    if len(values) < count:
        return None
    for merge in (_signed, _spaced):
        if (merged := merge(text, values, count)) is not None:
            return merged
    extra = len(values) - count
    lasting = [_DURATION.search(text, a, b) is not None for a, b in values]
    if all(lasting[:extra]) and not any(lasting[extra:]):
        return values[extra:]  # `Forløb over 26 uger 242 220`
    formatted = [bool(_FORMATTED.search(text[a:b])) for a, b in values]
    if count > 1 and not any(formatted[:extra]) and all(formatted[extra:]):
        return values[extra:]
    page_numbers = extra <= 2 and not any(formatted[count:]) and _ends_block(text, values[-1][1])
    if count > 1 and page_numbers and all(formatted[:count]):
        return values[:count]
    return None


def _signed(text: str, values: Sequence[tuple[int, int]], count: int) -> list[tuple[int, int]] | None:
    """`- 2,4 - 3,1` as two negative numbers, where every dash has its number and that makes the row whole."""
    merged: list[tuple[int, int]] = []
    for start, end in values:
        if merged and _DASH.fullmatch(text[slice(*merged[-1])]) and not _DASH.fullmatch(text[start:end]):
            merged[-1] = (merged[-1][0], end)
        else:
            merged.append((start, end))
    return merged if len(merged) == count else None


def _spaced(text: str, values: Sequence[tuple[int, int]], count: int) -> list[tuple[int, int]] | None:
    """`1 620 1 580` as two numbers with a blank for the thousands, where there is just one way to read them so."""
    heads = [i for i, (a, b) in enumerate(values) if i == 0 or not _GROUP.fullmatch(text, a, b)]
    if len(heads) != count or any(not _HEAD.fullmatch(text, *values[i]) for i in heads
                                  if i + 1 < len(values) and i + 1 not in heads):
        return None
    ends = [*heads[1:], len(values)]
    return [(values[i][0], values[j - 1][1]) for i, j in zip(heads, ends, strict=True)]


def _ends_block(text: str, end: int) -> bool:
    return not text[end:].strip() or text[end:end + 3].lstrip(" ").startswith("\n")


def _ends_table(label: str, count: int) -> bool:
    """Whether the text in front of numbers is prose or another table's title, not a label."""
    prose = sum(1 for _ in group("prose").find(label))
    return bool(_STOP.search(label)) or prose > (1 if count > 1 else 0)


def _label_start(text: str, start: int, end: int) -> int:
    """Where a label begins: behind bullets and behind the stray numbers of a row that was not whole."""
    begin = start
    for match in _BULLET.finditer(text, start, end):
        begin = match.end()
    for match in _VALUE.finditer(text, begin, end):
        if _FORMATTED.search(match.group()) and _unit_end(text, match.end(), end) == match.end():
            begin = match.end()
    return begin + len(text[begin:end]) - len(text[begin:end].lstrip(" *\n|,"))


# ---- the table -----------------------------------------------------------------------------------------------------

def _table(stream: Stream, found: _Found) -> Table:
    text = stream.text
    lead = " ".join(text[slice(*found.lead)].split())
    first = stream.block(found.run.start)
    corner_unit = next((match for match in group("unit").find(lead) if not lead[match.end:].strip(" )*,")), None)
    before = " ".join(text[max(found.floor, found.lead[0] - _BEFORE):found.lead[0]].split())
    context = Context(lead[-60:] if corner_unit else "", lead, _note(stream, found), first.section_path, before=before)
    columns = (Column(header=context.corner, role="label"),
               *complete([header_column(levels) for levels in found.run.levels], context))
    cells = tuple(_cells(stream, found, measures_apart=True))
    header_rows = max(len(levels) for levels in found.run.levels)
    body = [cell for cell in cells if cell.row >= header_rows]
    kind = kind_of(columns, [c.text for c in body if c.column == 0],
                   [c.text for c in body if columns[c.column].role == "budget"], context)
    if kind != "budget":
        cells = tuple(_cells(stream, found, measures_apart=False))
    ranges = [part for start, end in _stretches(found) for part in stream.ranges(start, end)]
    return Table(kind, first.order, cells, header_rows, columns, tuple(ranges), lead or None, before or None,
                 context.note or None, table_number(lead), first.section_path, flattened=True)


def _stretches(found: _Found) -> Iterator[tuple[int, int]]:
    """Stretches of the stream from a header, or its repetition, to the last row before the next."""
    starts = [found.run.start, *(start for start, _ in found.repeats)]
    for start, stop in zip(starts, [*starts[1:], None], strict=True):
        ends = [row.values[-1][1] for row in found.rows if start < row.start and (stop is None or row.start < stop)]
        yield start, max(ends)


def _note(stream: Stream, found: _Found) -> str:
    """The text right behind the last row, where it begins like a note."""
    end = found.rows[-1].values[-1][1]
    behind = stream.text[end:end + 200].strip()
    told = group("note").first(behind)
    return behind if behind.startswith("*") or (told is not None and told.start == 0) else ""


def _cells(stream: Stream, found: _Found, measures_apart: bool) -> Iterator[TableCell]:
    """Header and rows; in a budget the measure at the end of a label (`Antal helårspersoner`) is a row's own label."""
    header_rows = max(len(levels) for levels in found.run.levels)
    lead = found.lead
    if stream.text[slice(*lead)].strip():
        yield stream.cell(0, 0, *_trimmed(stream.text, *lead))
    for column, (levels, spans) in enumerate(zip(found.run.levels, found.run.spans, strict=True), start=1):
        for level, _ in enumerate(levels):
            yield stream.cell(level, column, *spans[level])
    row = header_rows
    for item in found.rows:
        if item.tail and row > header_rows:
            yield stream.cell(row, 0, *_trimmed(stream.text, *item.tail))
            row += 1
        split = _measure_start(stream.text, item) if measures_apart else None
        label = _trimmed(stream.text, item.start, item.label_end if split is None else split)
        if split is not None and label[0] < label[1]:
            yield stream.cell(row, 0, *label)
            row += 1
        measure = label if split is None else _trimmed(stream.text, split, item.label_end)
        yield stream.cell(row, 0, *measure)
        for column, value in enumerate(item.values, start=1):
            yield stream.cell(row, column, *value)
        row += 1


def _measure_start(text: str, row: _Row) -> int | None:
    """Where `Udgifter (konto 5.57.71)` or `Antal helårspersoner` begins at the end of a label, if it does."""
    label = text[row.start:row.label_end]
    for match in group("measure").find(label):
        if _is_tail(label[match.end:]):
            return row.start + match.start
    return None


def _is_tail(rest: str) -> bool:
    """Whether only a unit, an account in brackets or `i alt` follows."""
    if _TAIL.fullmatch(rest):
        return True
    unit = group("unit").first(rest)
    return unit is not None and bool(_TAIL.fullmatch(rest[:unit.start])) and bool(_TAIL.fullmatch(rest[unit.end:]))


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    stretch = text[start:end]
    begin = start + len(stretch) - len(stretch.lstrip())
    return begin, max(begin, end - (len(stretch) - len(stretch.rstrip())))
