"""Recaps: the demands of a plan once more, in a row of names and values that no verb governs.

`Målene kort fortalt: 38 pct. samarbejdsgrad, 70 pct. af jobordrerne besat; unge: højst 900 på uddannelseshjælp`.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from typing import NamedTuple

import regex

from .amounts import DURATIONS, Amount, amounts
from .grammar.quantities import Scan
from .lexicon import matcher
from .passages import Passage
from .phrases import phrase, words
from .statement_model import evidence_of

_FEWEST = 3  # entries; fewer are read as any sentence is
_NAME_ROOM = 110  # characters between two values in which the name of the second stands
_HEAD_ROOM = 70  # characters behind the announcement in which a head of all entries stands
_LONGEST = 5000  # characters of a passage that may be one
_SOFT = regex.compile(r",\s(?:og\s)?|\sog\s|\s(?=(?:[a-h]\)\s)?\p{Lu})")
_VALUE_FIRST = regex.compile(rf"(?:[,:]\s|\sog\s)(?:{words('amount_hedge')}\s)?$")
_SEPARATOR = regex.compile(r"[,:]\s|\sog\s")
_SAME_AGAIN = regex.compile(  # `højst 415 personer, et fald på 12 pct.`: the demand before as a change
    rf"(?:,\s(?:et|en)\s{words('change_noun')}\spå\s|\b{words('equals')}\s(?:til\s)?|\(\s?)(?:{words('amount_hedge')}\s)?$",
    regex.IGNORECASE,
)
_COMMA = regex.compile(r",\s")
_MARK = regex.compile(r";\s|\s[·•▪●|]\s")
_LEAD_END = regex.compile(r"(?:,?\s\p{Ll}[^:.;\d]*)?:\s")  # `gentages de tal, som indgår i aftalen: `
_NAME = regex.compile(r"\p{L}{4}")
_UNIT = regex.compile(r"\d[\d.,]*\s?(?:\p{L}+\.?)?")
_SIGN = regex.compile(r"(?:^|\s)(?:(?P<hedge>\p{L}+)\s)?(?:(?P<sign>[-−–+])|(?P<sign>plus|minus)\s)$")
_SIGN_ROOM = 20  # characters in front of an amount
_MINUS = ("-", "−", "–", "minus")
_CAPITAL = regex.compile(r"\s(?=\p{Lu})")


class Recap(NamedTuple):
    """Where a recap stands in a passage, what stands above its entries (`Ændring 2007 til 2009`), and the entries."""

    start: int
    end: int
    head: str
    entries: list[tuple[int, int]]


def recap_of(passage: Passage, scan: Scan) -> Recap | None:
    """The recap in a passage that its heading or words of its own announce; None where there is none."""
    text = passage.text
    if passage.block.kind == "table" or len(text) > _LONGEST:
        return None
    lead = phrase("recaps").search(text)
    above = passage.block.section_path[-1:]
    if lead is None and not any(phrase("recaps").search(heading) for heading in above):
        return None
    start = lead.end() if lead else 0
    first = _behind_head(text, scan, start)
    entries = list(_entries(text, scan, first))
    if len(entries) < _FEWEST or not _only_name(text, entries):
        return None
    return Recap(lead.start() if lead else 0, entries[-1][1], text[start:first], entries)


def signed(text: str, amount: Amount) -> Amount:
    """The amount of an entry, a change where a sign stands before it: `Reserven -95 personer`, `højst plus 2 pct.`"""
    sign = _SIGN.search(text, max(0, amount.start - _SIGN_ROOM), amount.start)
    if sign is None:
        return amount
    hedge = matcher("qualifiers").at_start(sign["hedge"] or "")
    bound = amount.qualifier or (hedge.key if hedge else None)
    return replace(amount, part="change", sign=-1 if sign["sign"] in _MINUS else 1, qualifier=bound)


def _behind_head(text: str, scan: Scan, start: int) -> int:
    """Where the entries begin: behind a colon, or behind a period that dates them all."""
    first = next((q.start for q in scan.quantities if q.start >= start), start)
    reach = min(start + _HEAD_ROOM, first)
    dated = [p.end for p in scan.periods if start <= p.start and p.end < reach and _CAPITAL.match(text, p.end)]
    if dated:
        return dated[0] + 1
    lead = _LEAD_END.match(text, start, reach) if start else None
    return lead.end() if lead else start


def _only_name(text: str, entries: list[tuple[int, int]]) -> bool:
    """Whether each entry names what is demanded: none tells a fact, none but one has a verb of demand."""
    said = [evidence_of(text, *entry) for entry in entries]
    if any(e.tells("fact") or e.tells("perfect") for e in said) or sum(e.verb is not None for e in said) > 1:
        return False
    return all(_NAME.search(_UNIT.sub("", text[start:end])) for start, end in entries)


def _entries(text: str, scan: Scan, start: int) -> Iterator[tuple[int, int]]:
    hard = _hard_cuts(text, scan)
    values = _values(text, amounts(text, scan, start, len(text)), hard)
    if not values or values[0].start - start > _NAME_ROOM:
        return
    begin, by_capitals = start, False
    for before, value in pairwise(values):
        cut = _cut(text, before, value, hard)
        if cut is None:
            continue
        if value.start - cut > _NAME_ROOM:
            yield begin, _last_end(text, before, hard, by_capitals)
            return
        by_capitals = by_capitals or text[cut - 1] == " " and text[cut].isupper() and cut not in hard
        yield begin, cut
        begin = cut
    yield begin, _last_end(text, values[-1], hard, by_capitals)


def _hard_cuts(text: str, scan: Scan) -> list[int]:
    """Where sentences and what semicolons and dots part begin."""
    return sorted({*(start for start, _ in scan.sentences), *(m.end() for m in _MARK.finditer(text)), len(text)})


def _values(text: str, found: list[Amount], hard: list[int]) -> list[Amount]:
    """The values that entries are told apart by: durations only where there is nothing else between two commas."""
    parting = sorted({*hard, *(m.end() for m in _COMMA.finditer(text))})
    stretch = [bisect_right(parting, amount.start) for amount in found]
    valued = {at for at, amount in zip(stretch, found, strict=True) if amount.unit not in DURATIONS}
    told: list[Amount] = []
    for at, amount in zip(stretch, found, strict=True):
        if told and _SAME_AGAIN.search(text, told[-1].end, amount.start):
            told[-1] = replace(told[-1], end=amount.end)
        elif amount.unit not in DURATIONS or at not in valued:
            told.append(amount)
    return told


def _cut(text: str, before: Amount, value: Amount, hard: list[int]) -> int | None:
    """Where the entry of `value` begins; None where both values stand in one entry: `fra 60 til 70 pct.`"""
    if cuts := [cut for cut in hard if before.end <= cut <= value.start]:
        return cuts[-1]
    if first := _VALUE_FIRST.search(text, before.end, value.start):
        return _SEPARATOR.match(text, first.start()).end()
    soft = _SOFT.search(text, before.end, value.start)
    return soft.end() if soft else None


def _last_end(text: str, value: Amount, hard: list[int], by_capitals: bool) -> int:
    end = hard[bisect_right(hard, value.start)]
    following = _CAPITAL.search(text, value.end, end) if by_capitals else None
    return following.start() if following else end
