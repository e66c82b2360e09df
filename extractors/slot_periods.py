"""When a demand is to be met and when the level was that it is measured from, of the periods in a statement."""

from __future__ import annotations

from collections.abc import Sequence

import regex

from .amounts import Amount, first_of
from .grammar.periods import PeriodMention
from .lexicon import matcher
from .phrases import at_end, phrase

_BESIDE = 25  # characters between a period and the words that say what it dates
_NEW_SENTENCE = regex.compile(r"\s\p{Lu}")
_FULL_STOP = regex.compile(r"(?<=\p{Ll}\p{Ll}|%|\bpct|\d|\))\.\s+(?=\p{Lu})")
_MANY = 60  # periods; a statement of more is a list, whose brackets are not read
_BRACKETS = regex.compile(r"\([^()]{3,120}\)")
_BEHIND_BASELINE, _BEHIND_TARGET = 35, 14  # characters behind a level in which its period stands
_LINK = regex.compile(r"\s(?:i )?")
_PARTS = regex.compile("[.,]")
_STOP = regex.compile(r"[.;]\s")
_WHO_REACH = 30  # characters between the comma of a relative clause and a period in it
_WHO_LONG_REACH = 80  # and where the clause is closed before a later period
_WHO = regex.compile(r",\s(?:der|som)\s[^,.;\d]*$")
_WHO_LONG = regex.compile(r",\s(?:der|som)\s(?:[^,.;]|(?<=\d)[.,])*$")
_NO_STOP = r"(?:[^,.;]|(?<=\d)[,.](?=\d))*"  # up to a stop, that of a number such as 17,8 apart
_WHO_CLOSED = regex.compile(
    rf"{_NO_STOP}\b(?:havde|har|var|blev|er|modtog|fik|lå|udgjorde|androg|opgøres)\b{_NO_STOP},\s(?:skal|må|bør|vil)\b"
)
_CLOSED = regex.compile(rf"{_NO_STOP},\s")
_DEMANDED_RIGHT_BEHIND = regex.compile(r"(?:\s(?:eller|og)\s(?:i\s)?\d{4})?,\s(?:skal|må|bør)\b")
_LABEL_OF_YEAR = regex.compile(r"\p{Lu}\p{L}+ (?:for |i )?(?:19|20)\d\d (?=\p{Lu})")  # `Mål 2013 Graden skal i juni`
_FROM = regex.compile(r"\s(?:fra|siden)\s", regex.IGNORECASE)
_SMALL_WORDS = r"\s(?:\w+\s)?(?:i\s|ved\s|for\s)?"


def periods_of(
    text: str, start: int, end: int, found: Sequence[Amount], periods: Sequence[PeriodMention], year: int | None
) -> tuple[str | None, str | None]:
    """Period of the demand and period it is measured from."""
    target, baseline = _beside_target(text, found, periods, year), None
    inside = [period for period in periods if start <= period.start < end and period.value is not None]
    kept = [period for period in inside if not _tells_of_group(text, start, period, found, inside)]
    inside = kept or [period for period in inside if not _is_past(period, year)]
    asides = [match.span() for match in _BRACKETS.finditer(text, start, end)] if len(inside) <= _MANY else []
    for period in inside:
        value = _resolved(period.value, year)
        if value is None:
            continue
        lead = text[max(start, period.start - _BESIDE) : period.start]
        if _is_aside(period, asides, inside, found):
            baseline = baseline or value
        elif "/" in value and "-" in value.split("/")[0] and not _is_course(value):  # december 2011 til december 2013
            first, last = value.split("/")
            baseline, target = baseline or first, target or last
        elif _is_baseline(text, start, period, found, periods, target):
            baseline = baseline or value
        elif target is None or _is_finer(value, target) and (
            "{year}" in (period.value or "")
            or ": " in text[start : period.start]
            or _LABEL_OF_YEAR.match(text, start, period.start)
            or phrase("so_that").search(lead)
        ):
            target = value
    return target, None if baseline == target else baseline


def _is_past(period: PeriodMention, year: int | None) -> bool:
    return bool(year and period.value and period.value[:4].isdigit() and int(period.value[:4]) < year)


def _is_finer(value: str, than: str) -> bool:
    """`Krav for 2012: I december 2012 ...`: the month says more than the year of the label."""
    return len(than) == len("2012") and len(value) == len("2012-12") and value.startswith(than)


def _tells_of_group(
    text: str, start: int, period: PeriodMention, found: Sequence[Amount], others: Sequence[PeriodMention]
) -> bool:
    """`Af dem, der i maj 2007 havde fået hjælp, skal`, `alle, der kom i 2014, skal`: on whom the demand is about."""
    if any(a.part == "baseline" and 0 <= a.start - period.end < _BESIDE for a in found):
        return False  # `forløb, der i 2019 udgjorde 184, skal ...`
    if _is_of_clause_closed(text, start, period, others):
        return True
    opened = _WHO.search(text, max(start, period.start - _WHO_REACH), period.start)
    if opened is None:
        return False
    past = phrase("past_of_group").search(opened.group()) and _DEMANDED_RIGHT_BEHIND.match(text, period.end)
    return bool(past) or _WHO_CLOSED.match(text, period.end) is not None


def _is_of_clause_closed(text: str, start: int, period: PeriodMention, others: Sequence[PeriodMention]) -> bool:
    """`elever, der gik ud i sommeren 2010, skal være i gang i september 2011`: the later period is the demand's."""
    opened = _WHO_LONG.search(text, max(start, period.start - _WHO_LONG_REACH), period.start)
    closed = _CLOSED.match(text, period.end) if opened else None
    return closed is not None and any(
        other.start >= closed.end() and (other.value or "") > (period.value or "") for other in others)


def _is_aside(
    period: PeriodMention,
    asides: Sequence[tuple[int, int]],
    periods: Sequence[PeriodMention],
    found: Sequence[Amount],
) -> bool:
    """Whether a period in brackets only dates what stands there: `(348 i april 2009)`, `(2023: 58 pct.)`."""
    around = next(((left, right) for left, right in asides if left < period.start < right), None)
    if around is None or any(a.part in ("target", "change") and around[0] < a.start < around[1] for a in found):
        return False
    behind_level = any(a.part == "target" and 0 <= around[0] - a.end <= 2 for a in found)
    if behind_level and period.start - around[0] <= 2 and around[1] - period.end <= 2:
        return False  # `begrænses til 102 personer (december 2012)`
    others = any(not around[0] < other.start < around[1] for other in periods)
    return others or any(a.part == "baseline" and around[0] < a.start < around[1] for a in found)


def _beside_target(
    text: str, found: Sequence[Amount], periods: Sequence[PeriodMention], year: int | None
) -> str | None:
    """The period that stands right behind the level demanded: `blandt de 25 bedste i 2021`."""
    level = first_of(found, "target")
    behind = [p for p in periods if level and p.value and "/" not in p.value and 0 <= p.start - level.end <= 4]
    return (
        _resolved(behind[0].value or "", year)
        if behind and _LINK.fullmatch(text[level.end : behind[0].start])
        else None
    )


def _is_course(value: str) -> bool:
    """Whether a range is one course of time (quarters of a year) rather than from one level to another."""
    return "Q" in value


def _resolved(value: str, year: int | None) -> str | None:
    if "{year}" not in value:
        return value
    return value.replace("{year}", str(year)) if year else None


def _tells_level(text: str, start: int, period: PeriodMention, found: Sequence[Amount]) -> bool:
    """Whether a period stands in a sentence of nothing but earlier levels: `I maj var den 85 pct.`"""
    begin = max((m.end() for m in _FULL_STOP.finditer(text, start, period.start)), default=start)
    stop = next((m.start() for m in _FULL_STOP.finditer(text, period.end)), len(text))
    parts = {a.part for a in found if begin <= a.start < stop and a.part != "definition"}
    others = any(a.part in ("target", "change") for a in found) or phrase("points_back").search(text, stop)
    return others and parts == {"baseline"}


def _measured_from(lead: str) -> bool:
    """`i forhold til ` in front of a period; `lavere end landsgennemsnittet ` is a comparison of its own time."""
    found = at_end("measured_from", _SMALL_WORDS).search(lead)
    compared = matcher("comparators").find(lead, found.start()) if found else ()
    return found is not None and all(match.key == "previous_level" for match in compared)


def _dates_earlier_level(text: str, start: int, period: PeriodMention) -> bool:
    """Whether a period says which earlier level is meant: `på niveau med tilgangen i 2013`, `2013-niveauet`."""
    named = matcher("comparators").find(text, max(start, period.start - _BESIDE), period.end + _BESIDE)
    meant = [m for m in named if m.key == "previous_level" and m.start <= period.start <= m.end]
    return any(period.start < m.end or at_end("compared_with").search(text, start, m.start) for m in meant)


def _is_baseline(
    text: str,
    start: int,
    period: PeriodMention,
    found: Sequence[Amount],
    periods: Sequence[PeriodMention],
    target: str | None,
) -> bool:
    """Whether a period says when the earlier level was: by the word before it, or by the amount it stands beside."""
    lead = text[max(start, period.start - 60) : period.start]
    if _tells_level(text, start, period, found):
        return True
    if phrase("deadline").match(text, period.start) or at_end("deadline").search(lead):
        return False
    before = [a for a in found if a.end <= period.start]
    if (
        before
        and period.start - before[-1].end <= (_BEHIND_BASELINE if before[-1].part == "baseline" else _BEHIND_TARGET)
        and before[-1].part in ("baseline", "target")
        and not _FROM.fullmatch(text[before[-1].end : period.start])
        and not _PARTS.search(text[before[-1].end : period.start])
        and not phrase("duty").search(text[before[-1].end : period.start])
        and not _NEW_SENTENCE.match(text, before[-1].end, period.start)
    ):
        return before[-1].part == "baseline"
    if _measured_from(lead) or _dates_earlier_level(text, start, period):
        return True
    behind = [a for a in found if a.start >= period.end]
    if behind and any(period.end <= other.start < behind[0].start for other in periods):
        return False  # another period stands nearer to the amount
    if behind and behind[0].part == "baseline" and behind[0].start - period.end < 60:
        between = text[period.end : behind[0].start]
        if "(" in between:
            return False  # `i job ved udgangen af 2020 (85 % i august 2019)`
        around = text[max(0, period.start - 40) : behind[0].start]
        told = phrase("was").search(around) is not None and not phrase("duty").search(around)
        return not _STOP.search(between) and (target is not None or told)
    return False
