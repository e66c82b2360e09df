"""Lists of targets flattened into running text: a header of one column, then label and value by turns.

`Resultatmål Krav ultimo 2015 Unge i uddannelse mindst 45 pct. Ventetid på tilbud højst 18 dage`. A value shows by
itself that it is one: by its unit, as a placeholder, a fraction or a comparison; a bare number where header or title
give the unit. What does not fit is not read.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache
from itertools import islice, zip_longest
from operator import attrgetter
from typing import NamedTuple

import regex

from ..schemas.text import Block, Document
from .amounts import DURATIONS, amounts
from .grammar.periods import find_periods
from .grammar.quantities import scan
from .lexicon import matcher
from .phrases import phrase, words
from .table_meaning import Context, complete, header_column, title_of
from .table_rows import unit_named
from .table_stream import Stream
from .table_words import group
from .tables import Column, Table

_LEAST_ROWS = 3
_LEAST_TEXT = 80  # characters
_LONGEST_LINE = 120  # characters of a paragraph that is a line of a list
_SENTENCE_END = regex.compile(r"(?<!\bpct|\bkr)[.:;!?]\s*$")
_LABEL_LENGTH = 90
_BEFORE = 250
_GOES_ON = regex.compile(r"\s(?:i|af|for|på)\s\p{Ll}")  # `Udviklingen i antallet af`: a label, not a column
_PERIOD_ROOM = 60  # characters behind the word of a header in which its period ends
_TO_PERIOD = regex.compile(r"\s(?:(?:for|i|til|ved|pr\.|ultimo)\s|(?:for|på)\s(?:\p{Ll}+\s){1,6})?")
_UNIT_TOLD = regex.compile(r"\([^()\d]{3,40}\)|\b[Aa]ntal \p{Ll}{4,}", regex.IGNORECASE)
_NUMBER = regex.compile(r"(?<![\w.,/-])[-–−+]?(?:\d{1,3}(?:\.\d{3})+|\d+)(?:,\d+)?"
                        r"(?=\s+(?:\d{1,2}\.\d{1,2}\s)?\p{Lu}|\s*$)")
_MORE_OR_LESS = regex.compile(
    r"\s(?:færre|flere|højere|lavere)(?: end(?: i| ved| ultimo)?(?: \p{Ll}+)? (?:19|20)\d\d)?"
)
_GAP = regex.compile(r"(?:\s\p{Ll}+){0,3}\s?")
_BRACKET = regex.compile(r"\s\([^()]{2,30}\)")
_REMARK = regex.compile(rf"\s{words('remark_header')}(?=\s)")
_BOUND = regex.compile(rf"(?<!\S){words('bound_of_cell')}\s?$", regex.IGNORECASE)
_BOUND_ROOM = 20  # characters
_ENDS = regex.compile(r"\s+(?=\p{Lu}|\d|$)|$")
_OPENS = regex.compile(r"(?:\d{1,2}(?:\.\d{1,2})?[.)]?\s)?(?:\p{Lu}|\d\d-\d\d-årige)")
_STOPS = regex.compile(r"(?<=\p{Ll}{3})[.;:!?](?:\s|$)")
_NEXT_CAPITAL = regex.compile(r"(?<=[\p{Ll})] )\p{Lu}")
_SENTENCE = regex.compile(r"(?<=\p{Ll}{3})[.!?:]\s+(?=\p{Lu})")


class _Value(NamedTuple):
    start: int
    end: int
    lasting: bool = False  # a duration, which may belong to the label: `Forløb over 26 uger`


class _Header(NamedTuple):
    start: int
    end: int
    remarks: bool  # whether a column of remarks stands behind that of the targets


class _Row(NamedTuple):
    label: tuple[int, int]
    value: tuple[int, int]


def tables(document: Document, others: Sequence[Table]) -> list[Table]:
    """The lists of targets in paragraphs, or in runs of short lines, that no other table covers."""
    covered = sorted(stretch for table in others for stretch in table.ranges)
    return [
        table
        for stream in map(Stream, _stretches(document.blocks))
        if len(stream.text) > _LEAST_TEXT
        for table in _in_stream(stream)
        if not any(start < end_of and begin < end for begin, end_of in table.ranges for start, end in covered)
    ]


def _stretches(blocks: Sequence[Block]) -> Iterator[list[Block]]:
    """Paragraphs one by one; lines of a few words behind one another, each a paragraph of its own, together."""
    run: list[Block] = []
    for block in blocks:
        short = block.kind == "paragraph" and len(block.text) <= _LONGEST_LINE and not _SENTENCE_END.search(block.text)
        if not short:
            yield run
            run = []
            if block.kind == "paragraph":
                yield [block]
        else:
            run.append(block)
    yield run


def _in_stream(stream: Stream) -> Iterator[Table]:
    text, behind = stream.text, 0
    values_of = cache(lambda bare: _values(text, bare))  # of the whole text once, whatever number of headers it has
    for header in sorted([*_columns(text), *_lead_ins(text)]):
        if header.start < behind:
            continue
        lead = _lead(text, header.start)
        bare = _tells_unit(text[header.start : header.end], lead)
        rows = list(_rows(text, header.end, header.remarks, values_of(bare)))
        if len(rows) >= _LEAST_ROWS:
            behind = rows[-1].value[1]
            yield _table(stream, (header.start, header.end), lead, rows)


def _columns(text: str) -> Iterator[_Header]:
    """Headers of a column of targets: `Krav ultimo 2015`, `Nr. Krav Niveau`."""
    for pair in phrase("label_and_level").finditer(text):
        end, remarks = _header_end(text, pair.end())
        if _OPENS.match(text, end + 1):
            yield _Header(pair.start(), end, remarks)
    words_of_roles = [match for match in group("role").find(text) if text[match.start].isupper()]
    for word, following in zip_longest(words_of_roles, words_of_roles[1:]):
        if word.key != "target":
            continue
        end, remarks = _header_end(text, word.end)
        another = following and following.start <= end + 1 and not _GOES_ON.match(text, following.end)
        if not another and _OPENS.match(text, end + 1):
            yield _Header(word.start, end, remarks)  # no corner in front of the header, no column behind it


def _lead_ins(text: str) -> Iterator[_Header]:
    """What announces a list of demands: `Kravene for 2011 er følgende:`, `Øvrige mål for 2011`."""
    for match in phrase("announces_list").finditer(text):
        if _OPENS.match(text, match.end() + 1):
            yield _Header(match.start(), match.end(), False)


def _lead(text: str, end: int) -> str:
    """What may title the list: the text in front of its header, from the last sentence on."""
    return _SENTENCE.split(text[max(0, end - _BEFORE) : end])[-1].strip()


def _tells_unit(header: str, lead: str) -> bool:
    """Whether header or title give the unit of bare numbers, in brackets or behind `antal`."""
    return any(_UNIT_TOLD.search(text) and unit_named(text) for text in (header, title_of(lead)))


def _header_end(text: str, end: int) -> tuple[int, bool]:
    """Where the header ends with its period, its unit and a column of remarks; whether there is such a column."""
    named = find_periods(text[end : end + _PERIOD_ROOM])[:1]
    if named and _TO_PERIOD.fullmatch(text, end, end + named[0].start):
        end += named[0].end
    if bracket := _BRACKET.match(text, end):
        end = bracket.end()
    remark = _REMARK.match(text, end)
    return (remark.end() if remark else end), remark is not None


def _rows(text: str, start: int, remarks: bool, values: Sequence[_Value]) -> Iterator[_Row]:
    """Label and value by turns, up to the first stretch that is neither."""
    place = start
    for value in islice(values, bisect_left(values, (start,)), None):
        if value.start < place or value.lasting and text[value.end : value.end + 2].strip()[:1].isdigit():
            continue
        bound = _BOUND.search(text, place, value.start)
        opening = bound.start() if bound else value.start
        label = _label(text, place, opening, remarks and place > start)
        ends = _ENDS.match(text, value.end) is not None
        if value.lasting and not (ends and label):
            continue
        if label is None or not ends:
            return
        yield _Row(label, (opening, value.end))
        place = value.end


def _label(text: str, start: int, end: int, remarks: bool) -> tuple[int, int] | None:
    """The label between two values; None where it reads as prose. A remark in front of it ends at the next capital."""
    capital = _NEXT_CAPITAL.search(text, start + 2, end) if remarks else None
    if remarks and capital is None:
        return None
    start = capital.start() if capital else start
    stretch = text[start:end]
    start, end = start + len(stretch) - len(stretch.lstrip(" \n•–-|")), end - (len(stretch) - len(stretch.rstrip()))
    label = text[start:end]
    prose = _STOPS.search(label) or group("prose").first(label) or _demands(label) or _names_column(label)
    return (start, end) if 2 < len(label) <= _LABEL_LENGTH and _OPENS.match(label) and not prose else None


def _demands(label: str) -> bool:
    return any(match.key == "must" for match in matcher("demand").find(label))


def _names_column(label: str) -> bool:
    """`... Udgangspunkt december 2012`: a form of fields, not a list."""
    named = (match for match in group("role").find(label) if label[match.start].isupper())
    return any(match.key in ("baseline", "target") for match in named)


def _values(text: str, bare: bool) -> list[_Value]:
    """What may be the value of a row: amounts with their unit, values put off, comparisons; in order of place.

    `bare`: numbers without a unit are values too, not only those with a bound.
    """
    found = [
        _Value(amount.start, _with_more_or_less(text, amount.end), amount.unit in DURATIONS)
        for amount in amounts(text, scan(text), 0, len(text))
        if not text[amount.start : amount.end].isdigit()
    ]
    numbers = _NUMBER.finditer(text)
    found += [_Value(*match.span()) for match in numbers if bare or _BOUND.search(text[: match.start()][-_BOUND_ROOM:])]
    blanks = matcher("placeholders").find(text)
    found += [_Value(match.start, match.end) for match in blanks if match.key == "pending"]
    comparators = list(matcher("comparators").find(text))
    for relation in matcher("relations").find(text):
        following = bisect_left(comparators, relation.end, key=attrgetter("start"))
        for compared in comparators[following : following + 1]:
            if _GAP.fullmatch(text, relation.end, compared.start):
                found.append(_Value(relation.start, compared.end))
    return sorted(found)


def _with_more_or_less(text: str, end: int) -> int:
    """The end of `8 % færre end i december 2011`."""
    behind = _MORE_OR_LESS.match(text, end)
    return behind.end() if behind else end


def _table(stream: Stream, header: tuple[int, int], lead: str, rows: Sequence[_Row]) -> Table:
    text, block = stream.text, stream.block(header[0])
    before = text[max(0, header[0] - len(lead) - 1 - _BEFORE) : max(0, header[0] - len(lead) - 1)].strip()
    context = Context("", lead, "", block.section_path)
    (column,) = complete([header_column([text[slice(*header)]])], context)
    cells = [stream.cell(0, 1, *header)]
    for number, row in enumerate(rows, start=1):
        cells += [stream.cell(number, 0, *row.label), stream.cell(number, 1, *row.value)]
    columns = (Column(role="label"), replace(column, role="target"))
    ranges = tuple(stream.ranges(header[0], rows[-1].value[1]))
    return Table("target", block.order, tuple(cells), 1, columns, ranges, lead or None, before or None,
                 context=block.section_path, flattened=True)
