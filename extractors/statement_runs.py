"""Short passages behind one another, as the lines of a box: what they say of one another."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import takewhile

import regex

from .concepts import indicators
from .grammar.periods import find_periods
from .labels import labels_in_heading
from .passages import Passage
from .phrases import phrase, words
from .statement_model import Announcement, Statement, evidence_of
from .statement_telling import looks_ahead

_SHORT_PASSAGE = 160  # characters of a line in a box of demands
_FIELDS_OF_CARD = 5
_LEVEL_OF_LABEL = regex.compile(r"\p{Lu}[^:.!?\d]{3,80}:\s\D{0,20}\d[\d,]*\s?(?:%|pct\.?|procent)\.?")
_NUMBER_OF_PART = regex.compile(r"(?:[A-H]\d{1,2}|\d{1,2}\.\d{1,2})[.:)]\s")
_BOUNDS = ("at_least", "at_most", "over", "under")
_DEADLINE = regex.compile(rf"{words('field_of_deadline')}:\s")


def with_deadlines(run: Sequence[tuple[Passage, Announcement]]) -> Iterator[tuple[Passage, Announcement]]:
    """`Mål: 75 %` | `Udgangspunkt: 68 %` | `Frist: ultimo 2022`, fields of a card: each with the deadline behind it."""
    for index, (passage, announced) in enumerate(run):
        label, colon, _ = passage.text.partition(":")
        behind = (later.text for later, _ in run[index + 1 : index + _FIELDS_OF_CARD])
        same_card = takewhile(lambda text, label=label: not text.startswith(f"{label}:"), behind)
        due = next((text for text in same_card if _DEADLINE.match(text)), None) if colon else None
        due = due or _said_of_all_before([later.text for later, _ in run[index + 1 :]])
        yield passage, replace(announced, period_from=(due, *announced.period_from)) if due else announced


def _said_of_all_before(behind: Sequence[str]) -> str | None:
    """`Begge tal gælder 4. kvartal 2010.` behind a list: when its items are due."""
    return next((text for text in behind if phrase("dates_all").match(text)), None)


def dated_heading_of_levels(run: Sequence[tuple[Passage, Announcement]], year: int | None) -> str | None:
    """`Rettidighed 2013`, and below it a list of nothing but `Jobsamtaler: 97 pct.`, in a plan for 2013 or before."""
    passages = [passage for passage, _ in run]
    listed = [passage for passage in passages if passage.block.kind == "list_item"] or passages
    heading = "".join(passages[0].block.section_path[-1:])
    dated = [int(period.value[:4]) for period in find_periods(heading) if period.value and period.value[:4].isdigit()]
    if not year or not dated or min(dated) < year or evidence_of(heading, 0, len(heading)).weight < 0:
        return None
    told = any(label.entry.extra["role"] == "baseline" for label in labels_in_heading(heading))
    levels = len(listed) > 1 and all(_LEVEL_OF_LABEL.fullmatch(passage.text.strip()) for passage in listed)
    return heading if levels and not told and indicators(heading) else None


def are_among_demands(run: Sequence[tuple[Passage, Announcement]], found: Sequence[Sequence[Statement]]) -> bool:
    """Whether at least half of the passages with a value demand it, two at least; of `A1.`, `A2.` one will do."""
    demanding = sum(map(bool, found))
    valued = sum(bool(own or passage.scan().quantities) for (passage, _), own in zip(run, found, strict=True))
    numbered = all(_NUMBER_OF_PART.match(passage.text) for passage, _ in run)
    return demanding < len(run) and demanding * 2 >= valued and (demanding > 1 or demanding == 1 and numbered)


def states_result(piece: Statement, year: int | None) -> bool:
    """Whether a sentence gives a share, a bound or a comparison and tells nothing past: `Tre ud af fire besættes`."""
    results = [a for a in piece.amounts if a.part in ("target", "change")]
    told = evidence_of(piece.passage.text, piece.start, piece.end)
    past = [p for p in piece.scan.periods if piece.start <= p.start < piece.end and p.value and p.value[0].isdigit()
            and year and int(p.value.split("/")[-1][:4]) < year]
    opens = any(amount.start == piece.start for amount in results[:1]) and looks_ahead(
        piece.passage.text, piece.scan, piece.start, piece.end, year)  # `110 personer ved udgangen af 2013`
    bounded = all(a.unit in ("percent", "percentage_point") or a.qualifier in _BOUNDS for a in results)
    return (opens or bounded) and not past and not told.keys & {"fact", "perfect", "forecast", "law", "past", "remark"}


def runs(passages: Iterable[tuple[Passage, Announcement]]) -> Iterator[list[tuple[Passage, Announcement]]]:
    """Passages, those together that stand behind one another in a section, each a sentence or two, as in a box."""
    run: list[tuple[Passage, Announcement]] = []
    for passage, announced in passages:
        short = len(passage.text) <= _SHORT_PASSAGE
        if run and not (short and passage.block.section_path == run[-1][0].block.section_path):
            yield run
            run = []
        run.append((passage, announced))
        if not short:
            yield run
            run = []
    if run:
        yield run
