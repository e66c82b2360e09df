"""Short passages behind one another, as the lines of a box: what they say of one another."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import takewhile

import regex

from .passages import Passage
from .phrases import words
from .statement_model import Announcement, Statement, evidence_of

_SHORT_PASSAGE = 160  # characters of a line in a box of demands
_FIELDS_OF_CARD = 5
_DEADLINE = regex.compile(rf"{words('field_of_deadline')}:\s")


def with_deadlines(run: Sequence[tuple[Passage, Announcement]]) -> Iterator[tuple[Passage, Announcement]]:
    """`Mål: 75 %` | `Udgangspunkt: 68 %` | `Frist: ultimo 2022`, fields of a card: each with the deadline behind it."""
    for index, (passage, announced) in enumerate(run):
        label, colon, _ = passage.text.partition(":")
        behind = (later.text for later, _ in run[index + 1 : index + _FIELDS_OF_CARD])
        same_card = takewhile(lambda text, label=label: not text.startswith(f"{label}:"), behind)
        due = next((text for text in same_card if _DEADLINE.match(text)), None) if colon else None
        yield passage, replace(announced, period_from=(due, *announced.period_from)) if due else announced


def states_result(piece: Statement, year: int | None) -> bool:
    """Whether a sentence gives a share or a comparison and tells of nothing past: `Tre ud af fire besættes`."""
    results = [a for a in piece.amounts if a.part in ("target", "change")]
    told = evidence_of(piece.passage.text, piece.start, piece.end)
    past = [p for p in piece.scan.periods if piece.start <= p.start < piece.end and p.value and p.value[0].isdigit()
            and year and int(p.value.split("/")[-1][:4]) < year]
    share = all(amount.unit in ("percent", "percentage_point") for amount in results)
    return share and not past and not told.keys & {"fact", "perfect", "forecast", "law", "past", "remark"}


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
