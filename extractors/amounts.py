"""The values of a statement: quantities, fractions in words and placeholders, each with its part in the demand."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache

import regex

from .grammar.periods import PeriodMention
from .grammar.quantities import Scan
from .lexicon import Match, load, matcher

DURATIONS = ("hours", "days", "weeks", "months", "years")

_CHANGE_BY = regex.compile(r"(?:\b(?:med|på|fald på|stigning på)|\bmed (?:ca\.|mindst|minimum|højst|maksimalt|omkring|yderligere))\s*$", regex.IGNORECASE)
_BASELINE_BEFORE = regex.compile(
    r"\b(?:fra|mod|end de|end|udgangspunkt(?:et)?(?: er| var)?|aktuelt(?: tal)?|i dag(?: er det| er der| er| var)?|nu|tidligere|baseline:?|niveau(?:et)?(?: var| er)?|status:?|hvor (?:\w+ ){1,3}(?:var|talte|udgjorde|lå på)|hvor der var|der var|talte|bestod .{0,60} af)"
    r"(?:\s(?:ca\.|de|der|kun|i|på))*\s*$",
    regex.IGNORECASE,
)
_BEYOND = regex.compile(r"^\s*(?:yderligere|flere|ekstra|færre|mindre|mere)\b|^\s*[\w-]+\s(?:flere|færre|ekstra|yderligere)\b|^\s*(?:ned|op)\b(?! (?:på|til))", regex.IGNORECASE)
_ABOVE = regex.compile(r"^\s*(?:over|under|højere|lavere|bedre|mere|mindre|færre|flere) (?:end )?", regex.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Amount:
    """A value in a statement; `part` is target, change, baseline or definition, None while not decided."""

    start: int
    end: int
    value: float | None  # None for a placeholder
    unit: str | None
    qualifier: str | None = None
    part: str | None = None
    sign: int = 1
    fraction: bool = False


def amounts(text: str, scan: Scan, start: int, end: int) -> list[Amount]:
    """All values in `text[start:end]`, in order of place."""
    found = [
        Amount(q.start, q.end, q.value, q.unit, q.qualifier)
        for q in scan.quantities
        if start <= q.start < end
    ]
    for match in matcher("fractions").find(text, start, end):
        if not any(a.start < match.end and match.start < a.end for a in found):
            found.append(_fraction(match))
    for match in _placeholder_pattern().finditer(text, start, end):
        found.append(Amount(match.start(), match.end(), None, _placeholder_unit(text, match)))
    return sorted(found, key=lambda a: a.start)


def _fraction(match: Match) -> Amount:
    value = float(match.entry.extra["value"])
    if match.entry.extra["kind"] == "change":
        return Amount(match.start, match.end, abs(value), "percent", part="change", sign=1 if value > 0 else -1, fraction=True)
    return Amount(match.start, match.end, value, "percent", fraction=True)


@cache
def _placeholder_pattern() -> regex.Pattern:
    (marks,) = [e.patterns for e in load("placeholders") if e.key == "placeholder"]
    units = "|".join(f"(?P<u{i}>{'|'.join(e.patterns)})" for i, e in enumerate(load("units")))
    things = "|".join(f"(?P<t{i}>{'|'.join(e.patterns)})" for i, e in enumerate(load("things")))
    return regex.compile(rf"(?<![\w.§])(?:{'|'.join(marks)})\s?(?:{units}|(?:[\p{{L}}-]+e\s){{0,2}}(?:{things}))(?!\w)", regex.IGNORECASE)


def _placeholder_unit(text: str, match: regex.Match) -> str:
    group = match.lastgroup
    entries = load("units") if group[0] == "u" else load("things")
    return entries[int(group[1:])].extra["unit"]


def with_parts(text: str, found: list[Amount], periods: list[PeriodMention], start: int, verb: int | None) -> list[Amount]:
    """The amounts of a statement that begins at `start`, each told its part; `verb` is where the demand is made."""
    told: list[Amount] = []
    for amount in found:
        told.append(_told(text, amount, periods, start, verb))
    return told


def _told(text: str, amount: Amount, periods: list[PeriodMention], start: int, verb: int | None) -> Amount:
    lead = _lead(text, start, amount, periods)
    sign = _sign(text, start, amount)
    if amount.part:
        return amount
    if amount.unit in DURATIONS and (amount.fraction or not _duration_is_value(text, amount, lead, start, verb)):
        return replace(amount, part="definition")
    if regex.match(r"\s?(?:af tiden|af (?:de |den )?(?:seneste|sidste)|refusion)", text[amount.end : amount.end + 24]):
        return replace(amount, part="definition")
    if amount.unit == "percentage_point":
        return replace(amount, part="change", sign=sign or 1)
    if _BASELINE_BEFORE.search(lead):
        return replace(amount, part="baseline")
    if _CHANGE_BY.search(lead) and sign:
        return replace(amount, part="change", sign=sign)
    if amount.unit in ("percent", "persons", "count") and _BEYOND.match(text[amount.end : amount.end + 30]) and sign:
        return replace(amount, part="change", sign=sign)
    if amount.unit == "percent" and amount.value is not None and _ABOVE.match(text[amount.end : amount.end + 20]):
        return replace(amount, part="change", sign=-1 if regex.match(r"\s*(?:under|lavere|mindre|færre)", text[amount.end : amount.end + 12]) else 1)
    return replace(amount, part="target")


def _lead(text: str, start: int, amount: Amount, periods: list[PeriodMention]) -> str:
    """What stands before an amount, periods left out: `var i december 2009 ` becomes `var `."""
    parts, position = [], start
    for period in periods:
        if start <= period.start and period.end <= amount.start:
            parts.append(text[position : period.start])
            position = max(position, period.end)
    parts.append(text[position : amount.start])
    lead = regex.sub(r"\s+", " ", "".join(parts))
    return regex.sub(r"(?:\b(?:i|pr\.|ved|for|den)\s)+$", "", regex.sub(r"\([^()]*\)\s*$", "", lead))[-80:]


def _sign(text: str, start: int, amount: Amount) -> int:
    """The direction that the nearest word of change gives: right behind the amount, else before it."""
    behind = next(iter(matcher("directions").find(text, amount.end, min(len(text), amount.end + 30))), None)
    if behind and regex.fullmatch(r"\s(?:personer |point )?", text[amount.end : behind.start]):
        return int(behind.entry.extra["sign"])
    before = list(matcher("directions").find(text, max(start, amount.start - 120), amount.start))
    return int(before[-1].entry.extra["sign"]) if before else 0


def _duration_is_value(text: str, amount: Amount, lead: str, start: int, verb: int | None) -> bool:
    """A duration is demanded (`inden for 24 timer`, `venter højst 90 dage`, `til 9,0 uger`), not a definition."""
    if verb is not None and amount.start < verb:
        return False
    if regex.search(r"\b(?:over|mere end|længere end|efter|seneste|sidste|i|mellem|de|ledighed|første)\s*$", lead, regex.IGNORECASE):
        return False
    return bool(regex.search(r"\b(?:indenfor|inden for|inden|senest|højst|maksimalt|maks\.|til|med|på|tidsfrist(?:en)? på|end|under)\s*$", lead, regex.IGNORECASE))
