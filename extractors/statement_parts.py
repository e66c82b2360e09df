"""The parts of a statement that each demand something: other areas, other groups, other years, side by side."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence

import regex

from .amounts import DURATIONS, Amount
from .lexicon import matcher
from .phrases import phrase, words
from .statement_model import Statement, evidence_of

BEGINS = 10  # characters within which a clause begins with its value
BESIDE_LEVEL = 25  # characters behind a level in which its area stands
_CLAUSE = regex.compile(r",\s(?:og|mens|men)\s(?!det\b|der\b|dermed\b|niveauet\b)")
_HAS_OWN = regex.compile(r"\s*\(|\s*[.;,]|\s*$|\s\p{Ll}+")
_ITEM = regex.compile(r";\s|(?:^|[\s,(])(?:og )?[a-h]\)\s")  # what parts the demands of a list in running text
_TARGET_BRACKET = regex.compile(  # `Rettidigheden (mål: mindst 95 pct.) følges hver måned`
    rf"\((?:mål|krav|måltal|resultatmål|resultatkrav)(?: [^():]{{1,20}})?: (?:{words('amount_hedge')} )?$",
    regex.IGNORECASE,
)
_STANDS_AT = regex.compile(  # `Graden er 31,8 pct. og skal`
    rf"\p{{Lu}}\p{{L}}+\s(?:\p{{Ll}}+\s){{0,4}}?{words('is_now')}\s$"
)
_STATES = regex.compile(rf"\b{words('is_now')}\s$")
_CUTS = (  # where one of several demands ends, the surest first
    regex.compile(r"(?<!\b\d)[.;)]\s+(?!til\s)"),
    regex.compile(rf",\s+{words('splits_surely')}\s+"),
    regex.compile(rf"\s{words('splits')}\s+|,\s+"),
)


def tells(statement: Statement, start: int, end: int, found: Sequence[Amount]) -> bool:
    """Whether a part of a statement tells how things are up to its value: `I dag får 5,7 procent hjælp`."""
    text = statement.passage.text
    reach = next((amount.end for amount in found if amount.part in ("target", "change")), end)
    told = {match.key: match.entry.extra["weight"] for match in matcher("demand").find(text, start, reach)}
    lead = text[start : first_value(found, reach)]
    states = _is_all_money(found) and not _is_all_money(statement.amounts)  # `får 400.000 kr., og 60 unge skal ...`
    states = states or "fact" in told or "perfect" in told or _STANDS_AT.match(lead)
    dated = any(start <= period.start < end for period in statement.scan.periods)
    if not (states or dated or statement.labelled) and _STATES.search(lead):  # `58 pct. er i job, og målet er 62 pct.`
        verb = evidence_of(text, statement.start, statement.end).verb
        states = verb is not None and verb >= end - BEGINS
    return bool(states) and not any(weight > 0 for weight in told.values())


def _is_all_money(found: Sequence[Amount]) -> bool:
    return {amount.unit for amount in found if amount.part in ("target", "change")} == {"dkk"}


def first_value(found: Sequence[Amount], otherwise: int) -> int:
    return next((amount.start for amount in found if amount.part in ("target", "change")), otherwise)


def split(statement: Statement) -> Iterator[tuple[int, int, tuple[Amount, ...]]]:
    """Parts of a statement that each demand a level of their own: other areas, other groups, other years."""
    text = statement.passage.text
    targets = _levels(statement)
    if not targets:
        targets = statement.part("change")
    if len(targets) == 1 and (other := _demanded_beside(statement, targets[0])):
        targets = sorted((targets[0], other), key=lambda amount: amount.start)
    if len(targets) < 2 or not _side_by_side(statement, targets):
        yield statement.start, statement.end, statement.amounts
        return
    cuts = [
        statement.start,
        *(_cut_before(statement, *pair) for pair in zip(targets, targets[1:], strict=False)),
        statement.end,
    ]
    for start, end in zip(cuts, cuts[1:], strict=False):
        found = tuple(a for a in statement.amounts if start <= a.start < end)
        if found and not phrase("concession").match(text, start):
            yield start, end, found


def _levels(statement: Statement) -> list[Amount]:
    """The levels that may each be a demand: durations only where there is nothing else, in all or in their item."""
    targets = statement.part("target")
    values = [target for target in targets if target.unit not in DURATIONS]
    if not values or len(values) == len(targets):
        return targets
    parting = _ITEM.finditer(statement.passage.text, statement.start, statement.end)
    items = [statement.start, *(match.end() for match in parting)]
    item_of = [bisect_right(items, target.start) for target in targets]
    valued = {item for item, target in zip(item_of, targets, strict=True) if target in values}
    ends = [*items[1:], statement.end]
    told = {item for item in item_of if evidence_of(statement.passage.text, items[item - 1], ends[item - 1]).weight < 0}
    return [t for item, t in zip(item_of, targets, strict=True) if t in values or item not in valued | told]


def _demanded_beside(statement: Statement, target: Amount) -> Amount | None:
    """The change that a clause of its own demands: `60 pct. skal ligge på ..., og brugen hæves med 20 pct.`"""
    text = statement.passage.text
    for change in statement.part("change"):
        first, second = sorted((target, change), key=lambda amount: amount.start)
        clause = _CLAUSE.search(text, first.end, second.start)
        begins = clause is not None and second.start - clause.end() < BEGINS  # `, og mindst 90 pct. af ... skal`
        reach = statement.end if begins else second.end + BESIDE_LEVEL
        words_between = matcher("demand").find(text, clause.end(), reach) if clause else ()
        same = clause and (
            phrase("derived").search(text, clause.end(), second.start) or phrase("takes_up").match(text, clause.end()))
        if any(match.entry.extra["weight"] > 0 for match in words_between) and not same:
            return change
    return None


def _side_by_side(statement: Statement, targets: Sequence[Amount]) -> bool:
    """Whether several levels are several demands: each with its own noun, period or area behind it."""
    text = statement.passage.text
    return all(
        target.end >= statement.end
        or _HAS_OWN.match(text, target.end)
        or _TARGET_BRACKET.search(text, statement.start, target.start)
        for target in targets
    )


def _cut_before(statement: Statement, before: Amount, target: Amount) -> int:
    """Where the part of the next target begins: at the surest and last boundary between the two."""
    text = statement.passage.text
    period = next(
        (p for p in reversed(statement.scan.periods) if before.end <= p.start and p.end <= target.start), None
    )
    for pattern in _CUTS:
        if found := list(pattern.finditer(text, before.end, target.start)):
            return found[-1].end()
    if period is not None and target.start - period.end > 3:
        return regex.search(r"(?:\bI\s)?$", text[before.end : period.start], regex.IGNORECASE).start() + before.end
    return target.start
