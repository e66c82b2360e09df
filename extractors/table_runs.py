"""The header cells of flattened tables: kinds, roles, periods and units that follow one another in running text."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import NamedTuple

import regex

from .grammar.periods import find_periods
from .lexicon import load
from .table_words import group, undated

_BARE_NUMBER = regex.compile(
    r"(?<![\w.,/§-])[(\-−–÷]?(?:(?P<formatted>\d{1,3}(?:\.\d{3})+(?:,\d+)?|\d+,\d+)|\d+)\)?(?=[\s*|%-]|$)"
    r"|(?<!\S)[-–−](?=\s|$)"
)  # a dash stands for a number
_UNIT_BEHIND = regex.compile(r"\s?(?:pct|procent|%|mio|kr|person)")
_NEIGHBOUR = 14  # characters between two numbers of a row, a unit included
_CLOSE = 300  # characters from a number to the next but one, in a table of one column with long labels
_HEADER_ROOM = 500
_LONGEST_CELL = 60  # characters of a header cell that ends in its unit
_DIGIT = regex.compile(r"\d")
_QUARTER = regex.compile(r"[1-4]\.? ?(?:kv|kvt|kvartal)\.?", regex.IGNORECASE)  # of a year that a title gives
_GAP = regex.compile(r"[\s*()/|,:;–-]*(?:(?:i|for|pr\.|til|ved)\s+)?[\s*()/|]*")
_TIE = regex.compile(r"\s?[-–]\s?")
_AFTER = regex.compile(r"[\s*)(,]*")
_MARKS = regex.compile(r"[)\s*]*\*|\)")
_NUMBER_COLUMN = regex.compile(r"\bNr\.?\s*$", regex.IGNORECASE)
_LOOSE = frozenset(entry.key for entry in load("budget") if entry.extra["group"] in ("role", "ignored"))


class Anchor(NamedTuple):
    """A word that heads a column: a kind of budget, a role or a period; `end` takes in unit and marks behind it."""

    start: int
    end: int
    bare_end: int
    kind: str | None
    period: bool


class HeaderRun:
    """Header cells that follow one another directly: `Korr. budget 2012 mio. kr. * Budget 2013 mio. kr. *`.

    `spans` holds for each column the ranges of its header cells, the topmost level first.
    """

    def __init__(self, anchors: Sequence[Anchor], text: str):
        self.anchors = list(anchors)
        self.text = text
        self.spans = _columns(self.anchors)
        _level_of_units(self.spans, self.anchors[-1], text)
        _level_of_measures(self.spans, text)

    @property
    def levels(self) -> list[list[str]]:
        """Texts of the header cells of each column."""
        return [[self.text[start:end].strip() for start, end in spans] for spans in self.spans]

    @property
    def start(self) -> int:
        return self.anchors[0].start

    @cached_property
    def end(self) -> int:
        return max(end for spans in self.spans for _, end in spans)

    @property
    def kinds(self) -> bool:
        """Whether the run begins with a kind of budget or a role, not with a bare period."""
        return self.anchors[0].kind is not None

    def variants(self) -> list[HeaderRun]:
        """The run, and the run without words at its edges that may belong to a title, the corner or the first label.

        `Pejlemærke Nu Mål for 2019` heads two columns, `Budget 2014 Antal helårspersoner` one, and the first word of
        `Budget Regnskab 2012 Budget 2013` is a title.
        """
        loose = [anchor.kind in _LOOSE and not anchor.period for anchor in self.anchors]
        dated = [any(char.isdigit() for char in levels[0]) for levels in self.levels]
        starts = (0, 1) if loose[0] or (not dated[0] and all(dated[1:])) else (0,)
        stops = (len(loose), len(loose) - 1) if loose[-1] else (len(loose),)
        edges = [(start, stop) for start in starts for stop in stops if start < stop]
        if (self.anchors[0].kind, self.anchors[-1].kind) == ("target", "change"):
            edges.sort(key=lambda edge: edge[1], reverse=True)  # `Krav Niveau Krav til 2008 Ændring`: a corner first
        return [self if edge == (0, len(loose)) else HeaderRun(self.anchors[slice(*edge)], self.text) for edge in edges]

    @property
    def words(self) -> tuple[str, ...]:
        """Folded texts, for comparing headers."""
        return tuple("".join(level.lower().split()).rstrip("*") for levels in self.levels for level in levels)


def header_runs(text: str) -> list[HeaderRun]:
    """Every run of header cells with numbers behind it, from left to right; single cells included."""
    return [run for start, end in _numeric_stretches(text) for run in runs_between(text, start, end)]


def _numeric_stretches(text: str) -> Iterator[tuple[int, int]]:
    """Stretches where numbers stand as in a table, with room for a header in front: all that need reading."""
    start, end = 0, None
    for first, last in _hot_places(text):
        if end is None or first - _HEADER_ROOM > end:
            if end is not None:
                yield start, end
            start = text.rfind(" ", 0, max(first - _HEADER_ROOM, 0)) + 1
        end = last
    if end is not None:
        yield start, end


def _hot_places(text: str) -> Iterator[tuple[int, int]]:
    """Pairs of neighbouring numbers, formatted or near another such pair, and three formatted ones near each other."""
    numbers = [(match.start(), match.end(), match["formatted"] is not None) for match in _BARE_NUMBER.finditer(text)]
    formatted: list[int] = []
    pair = -_CLOSE
    for before, number in zip([(0, -_CLOSE, False), *numbers], numbers, strict=False):
        start, end, shaped = number
        if start - before[1] <= _NEIGHBOUR:
            if (shaped and before[2]) or before[0] - pair < _CLOSE:
                yield (max(pair, 0) if before[0] - pair < _CLOSE else before[0]), end
            pair = before[0]
        if shaped:
            formatted = [*formatted[-2:], start]
            if len(formatted) == 3 and start - formatted[0] < _CLOSE and not _UNIT_BEHIND.match(text, end):
                yield formatted[0], end


def runs_between(text: str, first: int, last: int) -> list[HeaderRun]:
    """Every run of header cells in a stretch."""
    runs: list[HeaderRun] = []
    chain: list[Anchor] = []
    for anchor in _anchors(text, first, last):
        if chain and not _follows(chain[-1], anchor, text[chain[-1].end : anchor.start]):
            runs.append(HeaderRun(_behind_corner(chain, text), text))
            chain = []
        chain.append(anchor)
    if chain:
        runs.append(HeaderRun(_behind_corner(chain, text), text))
    runs += list(_measure_runs(text, runs, first, last))
    united = list(_unit_runs(text, [run for run in runs if len(run.spans) > 1], first, last))
    apart = [run for run in runs if not any(one.start <= run.start < one.end for one in united)]
    return sorted([*apart, *united], key=lambda run: run.start)


def _behind_corner(chain: Sequence[Anchor], text: str) -> list[Anchor]:
    """The anchors without a corner that reads as a kind: `Forslag 2020 2021 2022` are lines called Forslag, by year."""
    first, *others = chain
    if (
        first.kind
        and not first.period
        and len(others) > 1
        and _NUMBER_COLUMN.search(text, max(first.start - 6, 0), first.start)
    ):
        return others  # `Nr. Mål Dec. 2012 Dec. 2014`: goals with their numbers, by month
    if first.period and len(others) > 1 and all(_QUARTER.fullmatch(text, a.start, a.bare_end) for a in others):
        return others  # `Loft over reserven 2010, antal personer 1. kvt. 2. kvt.`: the year is the title's
    titles = first.kind == "target" and not first.period and not _by_turns(chain, text)
    if titles and (_are_bare_periods(others) or _are_level_and_target(others)):
        return others  # `Mål December 2009 December 2011 Ændring`: goals by month
    corner = group("generic").first(text[first.start : first.end])
    if corner is None or corner.start or first.kind is None or len(others) < 2 or any(a.kind for a in others):
        return list(chain)
    start = first.start + corner.end
    return [first._replace(start=start + len(text[start:]) - len(text[start:].lstrip()), kind=None), *others]


def _by_turns(anchors: Sequence[Anchor], text: str) -> bool:
    """`Mål 2016 Mål 2017`: the same word in front of every period, so the first is no corner."""
    said = {text[anchor.start : anchor.bare_end] for anchor in anchors[::2]}
    return len(anchors) > 2 and len(said) == 1 and all(a.period and a.kind is None for a in anchors[1::2])


def _are_bare_periods(anchors: Sequence[Anchor]) -> bool:
    """Whether columns are periods, two at least, with nothing behind them but how they differ."""
    periods = [anchor for anchor in anchors if anchor.kind != "change"]
    return len(periods) > 1 and all(anchor.period and anchor.kind is None for anchor in periods)


def _are_level_and_target(anchors: Sequence[Anchor]) -> bool:
    """Whether a bare period and later on a target follow: `Dec. 2008 Krav dec. 2010`."""
    level, *later = anchors or [None]
    return level is not None and level.period and level.kind is None and any(a.kind == "target" for a in later)


def _measure_runs(text: str, runs: Sequence[HeaderRun], first: int, last: int) -> Iterator[HeaderRun]:
    """Headers of nothing but measures (`Udgifter Indtægter Netto`), whose kind of budget a title must say."""
    ends = [run.end for run in runs]
    starts = [run.start for run in runs]
    chain: list[Anchor] = []
    for match in (*group("measure").find(text, first, last), None):
        if match and chain and not text[chain[-1].end : match.start].strip() and text[match.start].isupper():
            chain.append(Anchor(match.start, match.end, match.end, match.key, False))
            continue
        before = bisect_right(starts, chain[0].start) - 1 if chain else -1
        if len(chain) > 1 and (before < 0 or ends[before] <= chain[0].start):
            yield HeaderRun(chain, text)
        chain = []
        if match and text[match.start].isupper():
            chain = [Anchor(match.start, match.end, match.end, match.key, False)]


def _unit_runs(text: str, runs: Sequence[HeaderRun], first: int, last: int) -> Iterator[HeaderRun]:
    """Headers behind a corner of which each ends in its unit: `Ydelse Fuldtidspersoner Andel i kommunen pct.`."""
    for corner in group("generic").find(text, first, last):
        cells = list(_cells_with_units(text, corner.end, last)) if text[corner.start].isupper() else []
        if len(cells) > 1 and not any(cells[0].start <= run.start < cells[-1].end for run in runs):
            yield HeaderRun(cells, text)


def _cells_with_units(text: str, place: int, last: int) -> Iterator[Anchor]:
    """Header cells in front of the first number: each begins with a capital and ends in a unit."""
    number = _DIGIT.search(text, place, min(place + _HEADER_ROOM, last))
    stop = number.start() if number else place
    for unit in group("unit").find(text, place, stop):
        cell = text[place : unit.end].lstrip(" *|")
        if not cell[:1].isupper() or len(cell) > _LONGEST_CELL or not text[unit.end : stop].strip(" *|)")[:1].isupper():
            return
        end = _AFTER.match(text, unit.end).end() if text[unit.end : unit.end + 1] == ")" else unit.end
        yield Anchor(unit.end - len(cell), end, end, "unit", False)
        place = end


def _follows(before: Anchor, anchor: Anchor, gap: str) -> bool:
    """Whether an anchor stands in the same header: directly behind, or `for` a period; a comma only parts a cell."""
    if before.period and anchor.period and not before.kind and gap == " og ":
        return True  # `Antal personer, maj 2010 og maj 2011` over two columns
    if not _GAP.fullmatch(gap) or "\n\n" in gap:
        return False
    return "," not in gap or (anchor.kind is None and before.kind is not None and not before.period)


def _anchors(text: str, first: int, last: int) -> Iterator[Anchor]:
    """Kinds of budget, roles and periods in a stretch, none inside another."""
    found: list[tuple[int, int, str | None, bool]] = []
    for name in ("kind", "role", "ignored"):
        found += [
            (m.start, m.end, m.key, any(c.isdigit() for c in text[m.start : m.end]))
            for m in group(name).find(text, first, last)
            if text[m.start].isupper() or text[m.start - 1 : m.start] == "("
        ]
    found += [
        (first + m.start, first + m.end, None, True)
        for m in find_periods(undated(text[first:last]))
        if (m.value and "{" not in m.value) or _QUARTER.fullmatch(text, first + m.start, first + m.end)
    ]
    found.sort(key=lambda hit: (hit[0], -hit[1], hit[2] is None))
    place, before = 0, None
    for start, end, kind, period in found:
        if start < place:
            continue
        titles = before is not None and before == (False, text[place:start].strip()) and bool(kind) and not period
        place, before = end, (period, "og") if kind else None
        if not titles:  # `Budget og Overslagsår 2024 2025` is a title over bare years
            end = _span_end(text, end) if period else end
            behind = _measure_end(text, _price_level_end(text, end))
            yield Anchor(start, _with_unit(text, behind), behind, kind, period)


def _price_level_end(text: str, end: int) -> int:
    """The end of a price level behind a header cell: `Budget 2020 (2020-pl)`."""
    place = _AFTER.match(text, end).end()
    match = next(group("price_level").find(text, place, min(place + 40, len(text))), None)
    return match.end if match and match.start == place else end


def _measure_end(text: str, end: int) -> int:
    """The end of a measure in small letters behind a header cell: `Budget 2014 netto`."""
    place = _AFTER.match(text, end).end()
    if not text[place : place + 1].islower():
        return end
    match = next(group("measure").find(text, place, min(place + 30, len(text))), None)
    return match.end if match and match.start == place else end


def _span_end(text: str, end: int) -> int:
    """The end of `dec. 12-dec. 14`, where a second period is tied to the first."""
    tie = _TIE.match(text, end)
    later = find_periods(text[tie.end() : tie.end() + 20])[:1] if tie else []
    return tie.end() + later[0].end if tie and later and later[0].start == 0 else end


def _with_unit(text: str, end: int) -> int:
    """The end of a header cell with the unit and the marks behind it: `Budget 2013 (mio. kr.) *`."""
    place = _AFTER.match(text, end).end()
    unit = _unit_at(text, place)
    mark = _MARKS.match(text, unit or end)
    return mark.end() if mark else unit or end


def _unit_at(text: str, place: int) -> int | None:
    """The end of a unit that begins at a place."""
    match = next(group("unit").find(text, place, min(place + 30, len(text))), None)
    if match is None or match.start != place or match.key == "other":
        return None
    label = match.key == "persons" and text[place].isupper() and text[place - 1 : place] != "("
    return None if label else match.end  # `Personer` with a capital begins the next label


def _columns(anchors: Sequence[Anchor]) -> list[list[tuple[int, int]]]:
    """Anchors put together to columns: a kind and the period behind it are one cell.

    `Regnskab Budget Overslag 2012 2013 2014` names three columns, kinds first, then as many years.
    """
    count = next((i for i, anchor in enumerate(anchors) if not anchor.kind or anchor.period), len(anchors))
    if count > 1 and len(anchors) == 2 * count and all(a.kind is None for a in anchors[count:]):
        return [
            [(kind.start, kind.end), (year.start, year.end)]
            for kind, year in zip(anchors[:count], anchors[count:], strict=True)
        ]
    if _periods_first(anchors):
        return [[(period.start, kind.end)] for period, kind in zip(anchors[::2], anchors[1::2], strict=True)]
    columns: list[list[tuple[int, int]]] = []
    waits = False  # for its period
    for anchor in anchors:
        if anchor.kind is None and waits:
            columns[-1][0] = (columns[-1][0][0], anchor.end)
        else:
            columns.append([(anchor.start, anchor.end)])
        waits = anchor.kind is not None and not anchor.period
    return columns


def _periods_first(anchors: Sequence[Anchor]) -> bool:
    """`2012 Regnskab 2013 Budget 2014 Budget`: every kind stands behind its period; roles (`Krav`) may stand alone."""
    kinds = [anchor.kind for anchor in anchors]
    paired = len(anchors) % 2 == 0 and not any(kinds[::2]) and all(kinds[1::2]) and not _LOOSE & {*kinds}
    return paired and not any(anchor.period for anchor in anchors[1::2])


def _level_of_units(spans: list[list[tuple[int, int]]], last: Anchor, text: str) -> None:
    """`Budget 2013 Budget 2014 mio. kr. mio. kr.`: as many units as columns are a level of their own."""
    units: list[tuple[int, int]] = []
    place = _AFTER.match(text, last.bare_end).end()
    while end := _unit_at(text, place):
        units.append((place, end))
        place = _AFTER.match(text, end).end()
    if len(units) > 1 and len(units) == len(spans):
        start, _ = spans[-1][-1]
        spans[-1][-1] = (start, last.bare_end)
        for column, unit in zip(spans, units, strict=True):
            column.append(unit)


def _level_of_measures(spans: list[list[tuple[int, int]]], text: str) -> None:
    """`Budget 2013 Budget 2014 Udgift Indtægt Netto Udgift Indtægt Netto`: measures under each kind."""
    place = max(end for column in spans for _, end in column)
    measures: list[tuple[int, int]] = []
    while match := next(group("measure").find(text, place, min(place + 60, len(text))), None):
        between = text[place : match.start].strip(" ()*\n")
        if between and (measures or group("generic").first(between) is None or " " in between):
            break
        measures.append((match.start, match.end))
        place = match.end
    if len(measures) < 2 or len(measures) % len(spans):
        return
    each = len(measures) // len(spans)
    spans[:] = [[*spans[i // each], measure] for i, measure in enumerate(measures)]
