"""The values of a statement: quantities, fractions in words and placeholders, each with its part in the demand."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import accumulate

import regex

from .grammar.numbers import find_number_words, parse_number
from .grammar.quantities import Scan
from .lexicon import Match, load, matcher
from .lexicon.compiling import compiled
from .phrases import at_end, phrase, words

_BEHIND = 25  # characters behind an amount in which its bound may stand
NAMED_BEFORE = 40  # characters before a bracket in which the level that it gives is named
DURATIONS = ("hours", "days", "weeks", "months", "years")
_BARE_PLACEHOLDER = regex.compile(r"(?<=\b(?:til|højst|mindst) )(?:X{1,4}|_{2,})(?![\w_])")  # `fra 70 til XX`
_N_OUT_OF_M = regex.compile(
    r"(?<![\w.,])(?P<part>\d{1,2}|\p{L}{2,6}) (?:ud )?af (?:hver )?(?P<whole>\d{1,3}|\p{L}{2,5})(?![\w.,]\d|\w)"
)
_WHOLES = (2, 3, 4, 5, 6, 7, 8, 9, 10, 20, 100)
_POINTS = r"\d{1,2}(?:,\d+)?"
_WHEN = r"(?: (?:i|ved|ultimo) (?:\p{L}+ ){0,2}(?:19|20)\d\d)?"
_SCORE = regex.compile(  # `fra 3,9 i 2018 til 4,1 i 2020 på en skala fra 1 til 5`
    rf"(?<![\d.,])(?:(?<=\bfra )(?P<from>{_POINTS}){_WHEN} til )?"
    rf"(?P<value>{_POINTS})(?:\s{words('or_more')})?{_WHEN}\s(?P<scale>{words('on_a_scale')})"
    rf"(?:,? mod (?P<against>{_POINTS}){_WHEN}|\s\((?:19|20)\d\d: (?P<then>{_POINTS})\))?"
)
_LEFT_BEHIND = regex.compile(r"\bfra (?:en |sin )?$", regex.IGNORECASE)  # `fra en placering som nr. 61 til ...`
_SCALE_FIRST = regex.compile(  # `På en skala fra 1 til 5 skal tilfredsheden være mindst 4,2`
    rf"{words('on_a_scale')}[^.;]{{3,120}}?(?P<value>(?<![\d,.])\d,\d+)(?![\d,]|\s?(?:pct|%|procent))", regex.IGNORECASE
)
_RANK = regex.compile(
    rf"(?<!\w)(?P<place>\d{{1,2}})\.[- ]?plads(?:en)?\b|(?<!\w){words('rank')} "
    rf"(?:(?P<rank>\d{{1,2}})\b(?![-–]\d|[-–]?årige)(?: {words('best')}\b)?"
    rf"|(?P<word>\p{{L}}+) {words('best')}\b|(?<=(?:nr\.|nummer) )(?P<word>\p{{L}}+)\b)",
    regex.IGNORECASE,
)


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


def first_of(found: Sequence[Amount], part: str) -> Amount | None:
    """The first of some amounts that has a part: the target, the change, the baseline; None where none has."""
    return next((amount for amount in found if amount.part == part), None)


def amounts(text: str, scan: Scan, start: int, end: int) -> list[Amount]:
    """All values in `text[start:end]`, in order of place."""
    found = [
        Amount(q.start, q.end, q.value, q.unit, q.qualifier or _bound_behind(text, q.end))
        for q in scan.quantities
        if start <= q.start < end
    ]
    reach = [*accumulate((a.end for a in found), max)]
    for match in matcher("fractions").find(text, start, end):
        before = bisect_left(found, match.end, hi=len(reach), key=_start)
        if before == 0 or reach[before - 1] <= match.start:
            found.append(replace(_fraction(match), qualifier=_bound_before(text, match.start)))
    for match in _N_OUT_OF_M.finditer(text, start, end):
        if not any(a.start < match.end() and match.start() < a.end for a in found) and (share := _share(match)):
            bound = _bound_before(text, match.start())
            found.append(Amount(match.start(), match.end(), share, "percent", bound, fraction=True))
    for match in _SCORE.finditer(text, start, end):
        levels = [match.span(name) for name in ("from", "against", "then") if match[name]]
        found += [Amount(*span, parse_number(text[slice(*span)]), None, part="baseline") for span in levels]
        begin, reach = match.start("value"), match.end("scale")
        value, bound = parse_number(match["value"]), _qualifier_before(text, start, begin)
        found = [a for a in found if not (a.start < reach and begin < a.end)]
        found.append(Amount(begin, reach, value, None, bound or _bound_behind(text, match.end("value"))))
    first = _SCALE_FIRST.match(text, start, end)
    if first and not any(a.start <= first.start("value") < a.end for a in found):
        bound = _qualifier_before(text, start, first.start("value"))
        found.append(Amount(*first.span("value"), parse_number(first["value"]), None, bound))
    numbered = [(left, right) for left, right, key in scan.references if key == "case"]
    for match in _RANK.finditer(text, start, end):
        rank = _rank(match)
        if rank is None or any(left <= match.start() < right for left, right in numbered):
            continue
        found = [a for a in found if not (a.start < match.end() and match.start() < a.end)]
        stated = at_end("stands_at").search(text[max(0, match.start() - 20) : match.start()])
        left = _LEFT_BEHIND.search(text[max(0, match.start() - 20) : match.start()])
        best = "bedst" in match.group() or phrase("superlative").search(text, match.end(), match.end() + NAMED_BEFORE)
        part = "baseline" if left or stated and not best and "top" not in match.group().lower() else None
        found.append(Amount(match.start(), match.end(), rank, "rank", "at_most", part))
    for match in _placeholder_pattern().finditer(text, start, end):
        found.append(Amount(match.start(), match.end(), None, _placeholder_unit(text, match)))
    for match in _BARE_PLACEHOLDER.finditer(text, start, end):
        if not any(a.start <= match.start() < a.end for a in found):
            found.append(Amount(match.start(), match.end(), None, None))
    return sorted(found, key=lambda a: a.start)


def _share(match: regex.Match) -> float | None:
    """`4 ud af 10`, `ni af ti` in percent; None where it is no share of a round whole."""
    parts = [_number_of(match[name]) for name in ("part", "whole")]
    if None in parts or parts[1] not in _WHOLES or parts[0] >= parts[1]:
        return None
    return round(100 * parts[0] / parts[1], 1)


def _number_of(text: str) -> float | None:
    if text.isdigit():
        return float(text)
    counted = next(iter(find_number_words(text)), None)
    return counted.value if counted else None


def _rank(match: regex.Match) -> float | None:
    """`blandt de 20 bedste`, `blandt de fem bedste`, `en 34.-plads`."""
    if match["rank"] or match["place"]:
        return float(match["rank"] or match["place"])
    counted = next(iter(find_number_words(match["word"])), None)
    return counted.value if counted else None


def _qualifier_before(text: str, start: int, place: int) -> str | None:
    """The bound that stands right in front of a bare number: `mindst 4,2 på en skala fra 1 til 5`."""
    words = matcher("qualifiers").find(text, max(start, place - _BEHIND), place)
    return next((match.key for match in words if match.end == place - 1), None)


def _bound_before(text: str, start: int) -> str | None:
    """`Over halvdelen`: a bound in front of a fraction in words."""
    before = text[max(0, start - _BEHIND) : start]
    if at_end("more_than").search(before):
        return "over"
    if at_end("less_than").search(before):
        return "under"
    return _qualifier_before(text, 0, start)  # `Højst hver femte`


def _bound_behind(text: str, end: int) -> str | None:
    """`5 pct. eller derunder`: a bound that stands behind its amount."""
    behind = text[end : end + _BEHIND].lstrip()
    if phrase("or_less").match(behind):
        return "at_most"
    return "at_least" if phrase("or_more").match(behind) else None


def _start(amount: Amount) -> int:
    return amount.start


def _fraction(match: Match) -> Amount:
    value = float(match.entry.extra["value"])
    if match.entry.extra["kind"] == "change":
        return Amount(
            match.start, match.end, abs(value), "percent", part="change", sign=1 if value > 0 else -1, fraction=True
        )
    return Amount(match.start, match.end, value, "percent", fraction=True)


@cache
def _placeholder_pattern() -> regex.Pattern:
    (marks,) = [e.patterns for e in load("placeholders") if e.key == "placeholder"]
    units = "|".join(f"(?P<u{i}>{'|'.join(e.patterns)})" for i, e in enumerate(load("units")))
    things = "|".join(f"(?P<t{i}>{'|'.join(e.patterns)})" for i, e in enumerate(load("things")))
    return compiled(
        rf"(?<![\w.§])(?:{'|'.join(marks)})\s?(?:{units}|(?:[\p{{L}}-]+e\s){{0,2}}(?:{things}))(?!\w)", regex.IGNORECASE
    )


def _placeholder_unit(text: str, match: regex.Match) -> str:
    group = match.lastgroup
    entries = load("units") if group[0] == "u" else load("things")
    return entries[int(group[1:])].extra["unit"]


