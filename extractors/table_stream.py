"""The running text of a document as one stream, so that a flattened table may cross paragraphs and pages."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from functools import cached_property

import regex

from ..schemas.text import Block
from .grammar.periods import find_periods
from .lexicon import load
from .table_words import group

_SENTENCE = regex.compile(r"(?<=\p{Ll}{4}|\p{Ll}{3}\))[.!?:]\s+(?=\p{Lu})|[•▪●]\s*|\n(?=\n)")
_TABLE = regex.compile(r"\bTabel\s+\d")


class Stream:
    """Cleaned text of blocks, one after another, each offset of which knows its block and its canonical place."""

    def __init__(self, blocks: Iterable[Block]):
        self.blocks = [block for block in blocks if block.text]
        self.starts: list[int] = []
        place = 0
        for block in self.blocks:
            self.starts.append(place)
            place += len(block.text) + 1
        self.text = "\n".join(block.text for block in self.blocks)

    def block(self, offset: int) -> Block:
        return self.blocks[max(bisect_right(self.starts, offset) - 1, 0)]

    def canonical(self, start: int, end: int) -> tuple[int, int]:
        """The canonical range behind `text[start:end]`."""
        first = max(bisect_right(self.starts, start) - 1, 0)
        last = max(bisect_right(self.starts, max(end - 1, start)) - 1, 0)
        return (self.blocks[first].origin.start(start - self.starts[first]),
                self.blocks[last].origin.end(end - self.starts[last]))

    def ranges(self, start: int, end: int) -> list[tuple[int, int]]:
        """Canonical ranges behind `text[start:end]`, block by block."""
        found = []
        for index in range(max(bisect_right(self.starts, start) - 1, 0), len(self.blocks)):
            begin = self.starts[index]
            stop = begin + len(self.blocks[index].text)
            if begin >= end:
                break
            if max(start, begin) < min(end, stop):
                found.append(self.canonical(max(start, begin), min(end, stop)))
        return found

    def lead(self, start: int, floor: int, length: int = 250) -> tuple[int, int]:
        """The stretch in front of `start` that may title a table: from `Tabel 3`, else from the last sentence end."""
        begin = max(floor, start - length)
        text = self.text[begin:start]
        tables = [match.start() for match in _TABLE.finditer(text)]
        if tables:
            return begin + tables[-1], start
        breaks = [match.end() for match in _SENTENCE.finditer(text) if match.end() < len(text.rstrip())]
        return (begin + breaks[-1] if breaks else begin), start


class HeaderCell:
    """A header cell in running text: what it names and where it stands."""

    __slots__ = ("start", "end", "kind", "period")

    def __init__(self, start: int, end: int, kind: str | None, period: bool):
        self.start, self.end, self.kind, self.period = start, end, kind, period


class HeaderRun:
    """Header cells that follow one another directly: `Korr. budget 2012 mio. kr. * Budget 2013 mio. kr. *`."""

    def __init__(self, cells: list[HeaderCell], text: str):
        self.cells = cells
        self.text = text
        self.levels = [[text[cell.start:cell.end].strip()] for cell in cells]
        self.spans = [[(cell.start, cell.end)] for cell in cells]

    @property
    def start(self) -> int:
        return self.cells[0].start

    @cached_property
    def end(self) -> int:
        return max(end for spans in self.spans for _, end in spans)

    def variants(self) -> list[HeaderRun]:
        """The run, and the run without words at its edges that may belong to the corner or to the first label.

        `Pejlemærke Nu Mål for 2019` heads two columns, `Budget 2014 Antal helårspersoner` one.
        """
        loose = [cell.kind in ROLES and not cell.period for cell in self.cells]
        first = next((i for i, free in enumerate(loose) if not free), len(loose))
        last = next((i for i, free in enumerate(reversed(loose)) if not free), len(loose))
        runs = [self]
        for start in range(min(first, 1) + 1):
            for stop in range(len(loose), len(loose) - min(last, 1) - 1, -1):
                if (start, stop) != (0, len(loose)) and start < stop and len(self.levels) == len(self.cells):
                    runs.append(HeaderRun(self.cells[start:stop], self.text))
        return runs

    @property
    def words(self) -> tuple[str, ...]:
        """Folded texts, for comparing headers."""
        return tuple("".join(level.lower().split()).rstrip("*") for levels in self.levels for level in levels)


ROLES = frozenset(entry.key for entry in load("budget") if entry.extra["group"] == "role")
_GAP = regex.compile(r"[\s*()/|,:;–-]*(?:(?:i|for|pr\.)\s+)?[\s*()/|]*")
_AFTER = regex.compile(r"[\s*)(,]*")


def header_runs(text: str) -> list[HeaderRun]:
    """Every run of header cells in a text, from left to right; single cells included."""
    runs: list[HeaderRun] = []
    cells: list[HeaderCell] = []
    for start, end, kind, period in _anchors(text):
        gap = text[cells[-1].end:start] if cells else ""
        if cells and (not _GAP.fullmatch(gap) or "," in gap.strip() or "\n\n" in gap):
            joined = kind is None and _GAP.fullmatch(gap) and cells[-1].kind and not cells[-1].period
            if not joined:
                runs.append(HeaderRun(cells, text))
                cells = []
        if cells and kind is None and period and not cells[-1].period:
            cells[-1].end, cells[-1].period = end, True
        else:
            cells.append(HeaderCell(start, end, kind, period))
        cells[-1].end = _with_unit(text, cells[-1].end)
    if cells:
        runs.append(HeaderRun(cells, text))
    for run in runs:
        _zip_years(run)
        _second_level(run, text)
    return runs


def _anchors(text: str) -> list[tuple[int, int, str | None, bool]]:
    """Kinds of budget, roles and periods in a text, none inside another: (start, end, kind or role, has a period)."""
    found: list[tuple[int, int, str | None, bool]] = []
    for name in ("kind", "role", "ignored"):
        found += [(m.start, m.end, m.key, any(c.isdigit() for c in text[m.start:m.end])) for m in group(name).find(text)
                  if text[m.start:m.start + 1].isupper()]
    found += [(m.start, m.end, None, True) for m in find_periods(text) if m.value and "{" not in m.value]
    found.sort(key=lambda hit: (hit[0], -hit[1], hit[2] is None))
    kept: list[tuple[int, int, str | None, bool]] = []
    for hit in found:
        if not kept or hit[0] >= kept[-1][1]:
            kept.append(hit)
    return kept


def _with_unit(text: str, end: int) -> int:
    """The end of a header cell with the unit and the marks behind it: `Budget 2013 (mio. kr.) *`."""
    place = _AFTER.match(text, end).end()
    for match in group("unit").find(text, place, min(place + 30, len(text))):
        if match.start == place and match.key in ("million_dkk", "thousand_dkk", "dkk", "percent", "persons"):
            return regex.compile(r"[)\s*]*\*|\)|").match(text, match.end).end()
        break
    mark = regex.compile(r"\s?\*+").match(text, end)
    return mark.end() if mark else end


def _zip_years(run: HeaderRun) -> None:
    """`Regnskab Budget Overslag 2012 2013 2014` names three columns: kinds first, then as many years."""
    count = len(run.cells) // 2
    first, second = run.cells[:count + 1], run.cells[count + 1:]
    # the first year has joined the last kind, so that n kinds and n years make 2n - 1 cells
    if count < 1 or len(run.cells) != 2 * count + 1 or any(cell.kind for cell in second):
        return
    if not all(cell.kind and not cell.period for cell in first[:-1]) or not (first[-1].kind and first[-1].period):
        return
    text_levels = [levels[0] for levels in run.levels]
    last = regex.match(r"(?P<kind>.*?)\s*(?P<year>(?:19|20)\d\d\D*)$", text_levels[count])
    if not last:
        return
    years = [last["year"], *text_levels[count + 1:]]
    kinds = [*text_levels[:count], last["kind"]]
    spans = [spans[0] for spans in run.spans]
    run.levels = [[kind, year] for kind, year in zip(kinds, years, strict=True)]
    run.spans = [[spans[i], spans[count + i]] for i in range(count + 1)]


def _second_level(run: HeaderRun, text: str) -> None:
    """`Budget 2013 Budget 2014 Udgift Indtægt Netto Udgift Indtægt Netto`: measures under each kind."""
    place, measures = run.end, []
    while match := next(group("measure").find(text, place, min(place + 60, len(text))), None):
        if text[place:match.start].strip(" ()*"):
            break
        measures.append((match.start, match.end))
        place = match.end
    count = len(run.levels)
    if len(measures) < 2 or len(measures) % count:
        return
    each = len(measures) // count
    levels, spans = run.levels, run.spans
    run.levels = [[*levels[i // each], text[a:b]] for i, (a, b) in enumerate(measures)]
    run.spans = [[*spans[i // each], (a, b)] for i, (a, b) in enumerate(measures)]
