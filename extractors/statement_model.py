"""What a demanding statement is: its place, its amounts, the announcement above it, and the evidence in its words."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

import regex

from .amounts import Amount
from .grammar.quantities import Scan
from .lexicon import matcher
from .passages import Passage
from .phrases import words

ENOUGH = 2  # weight of evidence from which a sentence counts as a demand
_NAME = 40  # characters of a name before the word asked about
_QUOTE_OPENED = regex.compile(r"[\"”“»«](?=\p{L})[^\"”“»«.]*$")
_QUOTE_CLOSED = regex.compile(r"[^\"”“»«.]{0,60}(?<=\p{L})[\"”“»«]")
_ASIDE = regex.compile(rf"[,;]\s{words('aside')}\s")  # what stands behind takes nothing from a demand before it


@dataclass(frozen=True, slots=True)
class Announcement:
    """What a heading or lead-in says of the items after it: `For 2009 gælder følgende krav til rettidigheden:`."""

    heading: int = 0  # weight that the heading gives
    explicit: bool = False  # the heading itself names requirements
    weight: int = 0  # weight in all, that of a lead-in included
    lead: str = ""
    period_from: tuple[str, ...] = ()  # texts whose period holds for what stands below, nearest first


@dataclass(frozen=True, slots=True)
class Statement:
    """`passage.text[start:end]` demands something; `announced` stands above it, `elaborates` is what it shares out."""

    passage: Passage
    scan: Scan
    start: int
    end: int
    amounts: tuple[Amount, ...]
    weight: int
    number: str | None = None
    announced: Announcement | None = None
    labelled: bool = False
    demands: bool = False  # a word of its own says that something is demanded
    states_baseline: bool = False  # labelled as such: `Udgangspunkt 2018: 13,8 %`
    elaborates: Statement | None = None

    @property
    def text(self) -> str:
        return self.passage.text[self.start : self.end]

    def part(self, name: str) -> list[Amount]:
        return [amount for amount in self.amounts if amount.part == name]


class Evidence(NamedTuple):
    """The words of a stretch that demand or tell: their weight (each kind once) and where the first demand stands."""

    weight: int
    verb: int | None
    keys: frozenset[str]

    def tells(self, key: str) -> bool:
        return key in self.keys


@lru_cache(maxsize=4096)
def evidence_of(text: str, start: int, end: int) -> Evidence:
    found = [match for match in matcher("demand").find(text, start, end) if not _is_quoted(text, match.start)]
    verb = next((m.start for m in found if m.entry.extra["weight"] > 0), None)
    aside = _ASIDE.search(text, verb, end) if verb is not None else None
    weighed = [m for m in found if not aside or m.start < aside.start() or m.entry.extra["weight"] > 0]
    weight = sum({m.key: m.entry.extra["weight"] for m in weighed}.values())
    return Evidence(weight, verb, frozenset(m.key for m in found))


def _is_quoted(text: str, place: int) -> bool:
    """Whether a word stands in a name between quotation marks: `projektet ”Flere skal med”`."""
    opened = _QUOTE_OPENED.search(text, max(0, place - _NAME), place)
    return opened is not None and _QUOTE_CLOSED.match(text, place) is not None


@lru_cache(maxsize=4096)
def compares(text: str) -> bool:
    """Whether a text puts an indicator in relation to others or to an earlier level."""
    return matcher("comparators").first(text) is not None and matcher("relations").first(text) is not None


def is_pending(text: str) -> bool:
    """Whether a text puts a value off: `fastsættes i marts`."""
    return any(match.key == "pending" for match in matcher("placeholders").find(text))
