"""What the amounts of a statement make of one another: once more the same, a fallback, a condition, an aside."""

from __future__ import annotations

from dataclasses import replace

import regex

from .amounts import DURATIONS, NAMED_BEFORE, Amount
from .grammar.numbers import find_numbers
from .grammar.periods import PeriodMention
from .lexicon import matcher
from .phrases import phrase, words

_BESIDE = 14  # characters before an amount in which the verb that it goes with stands
_MANY = 60  # amounts; a statement of more is a list, whose brackets are not read
_FAR = 600  # characters before an amount that can have a say in what it is
_IN_TURN = regex.compile(r"(?:,|,? og|,? samt)(?: derefter| yderligere)?\s")
_RESPECTIVELY = regex.compile(rf"\b{words('respectively')}\s[\d,]+(?:\s\p{{L}}+)?\sog\s$")  # `henholdsvis 11 og `
_BESIDE_PERIOD = 4  # characters between an amount and the period that is its own
_BEFORE = 160  # characters before a growth in which the level stands that it starts from
_SAME = 0.05  # per cent by which two numbers may differ that say the same
_AND = regex.compile(r"\s(?:og|samt)\s")
_AT_LEAST_THEN = regex.compile(r",? dog (?:altid )?(?:mindst|minimum|højst|maksimalt) $")
_EQUALS = regex.compile(rf",?\s\(?(?:hvilket\s)?{words('equals')}(?:\s{words('about')})?\s", regex.IGNORECASE)
_DEFINITE = regex.compile(r"\b[Dd]e (?:nuværende )?$")
_BECOME = regex.compile(rf"\b{words('become')}(?: \p{{L}}+\.?){{0,3}}? $")  # `bliver til højst `
_STAFF = regex.compile(rf"{words('staff')}$", regex.IGNORECASE)
_ASIDE = regex.compile(r"\([^()]{3,120}\)|(?<=\s)[–-]\s[^–-]{3,100}\s[–-](?=\s)")
_CONDITION = regex.compile(r",\s(?:hvis|såfremt)\s[^,.;]*$")


def beside_one_another(
    text: str, told: list[Amount], periods: list[PeriodMention], start: int, verb: int | None
) -> list[Amount]:
    """The amounts of a statement that begins at `start`, in order, with the part that those beside them give each."""
    told = _in_turn(text, told, periods)
    told = [_as_those_there_are(text, amount, told) for amount in told]
    told = [_as_those_who_do_it(text, amount, told, verb) for amount in told]
    told = [_as_fallback(text, amount, told) for amount in told]
    known = [_as_condition(text, _as_equivalent(text, amount, told), told) for amount in told]
    return _with_asides(text, start, known)


def _as_those_there_are(text: str, amount: Amount, told: list[Amount]) -> Amount:
    """`De 240 ledige skal nedbringes til 200`: as many as there are now, of whom another number is demanded."""
    counts = amount.part == "target" and amount.unit in ("persons", "count")
    if not counts or not _DEFINITE.search(text[max(0, amount.start - _BESIDE) : amount.start]):
        return amount
    moved = (a for a in told if a.start > amount.end and a.part == "target" and a.unit == amount.unit)
    reached = any(_BECOME.search(text, amount.end, a.start) for a in moved)
    return replace(amount, part="baseline") if reached else amount


def _as_those_who_do_it(text: str, amount: Amount, told: list[Amount], verb: int | None) -> Amount:
    """`To konsulenter skal sammen gennemføre 300 besøg`: how many work for what is demanded."""
    staff = verb is not None and amount.part == "target" and amount.end < verb and amount.unit == "persons"
    if not staff or not _STAFF.search(text, amount.start, amount.end):
        return amount
    others = any(a.start > verb and a.part == "target" and a.unit not in DURATIONS for a in told)
    return replace(amount, part="definition") if others else amount


def _in_turn(text: str, told: list[Amount], periods: list[PeriodMention]) -> list[Amount]:
    """`nedbringes med 5 mio. kr. i 2023 og 9 mio. kr. i 2024`, `henholdsvis 15 og 13 uger`, `var 25 og 24 %`."""
    found = told[:1]
    for amount in told[1:]:
        before = found[-1]
        turns = before.part == "change" and amount.part == "target" and before.unit == amount.unit
        lasts = before.part == "target" and amount.part == "definition" and before.unit == amount.unit in DURATIONS
        dated = (turns and not amount.qualifier or lasts) and _dated_in_turn(text, before, amount, periods)
        paired = before.part == "baseline" and amount.part == "target" and before.unit == amount.unit
        paired = paired and not amount.qualifier and _AND.fullmatch(text, before.end, amount.start) is not None
        if dated or paired or lasts and _RESPECTIVELY.search(text, max(0, before.start - _BESIDE), amount.start):
            amount = replace(amount, part=before.part, sign=before.sign)
        found.append(amount)
    return found


def _dated_in_turn(text: str, before: Amount, amount: Amount, periods: list[PeriodMention]) -> bool:
    """Whether two amounts stand side by side, each with its own period right behind it."""
    own = [next((p for p in periods if a.end <= p.start <= a.end + _BESIDE_PERIOD), None) for a in (before, amount)]
    return None not in own and _IN_TURN.fullmatch(text, own[0].end, amount.start) is not None


def _as_fallback(text: str, amount: Amount, told: list[Amount]) -> Amount:
    """`skal falde med 8 pct., dog mindst 5 pct.`: the least that is put up with, no level of what falls."""
    changed = any(a.part == "change" and a.unit == amount.unit and a.end <= amount.start for a in told)
    falls_back = changed and amount.part == "target" and _AT_LEAST_THEN.search(text, 0, amount.start)
    return replace(amount, part="definition") if falls_back else amount


def _as_condition(text: str, amount: Amount, told: list[Amount]) -> Amount:
    """`højst 640 personer, hvis ledigheden følger skønnet på 5,1 pct.`: a value in the condition behind a level."""
    levels = [a for a in told if a.part == "target" and a.end < amount.start]
    if amount.part != "target" or not levels or not _CONDITION.search(text, levels[-1].end, amount.start):
        return amount
    return replace(amount, part="definition")


def _as_equivalent(text: str, amount: Amount, told: list[Amount]) -> Amount:
    """`nedbringes med 15 procent svarende til 60 personer`: the change once more, which is no level."""
    bounded = amount.qualifier in ("at_least", "at_most")
    if _is_growth_of_ratio(amount, told):
        return replace(amount, part="definition")
    if amount.part != "target" or bounded or amount.unit not in ("persons", "count", "percent"):
        return amount
    fewer = [a for a in told if a.part == "change" and a.unit in ("persons", "count") and a.end <= amount.start]
    if amount.unit == "percent":  # `falde med 163 personer, hvilket er 4,6 pct.`
        same = fewer and _EQUALS.fullmatch(text[fewer[-1].end : amount.start])
        return replace(amount, part="definition") if same else amount
    shares = [a for a in told if a.part == "target" and a.unit == "percent" and a.end <= amount.start]
    if shares and _EQUALS.fullmatch(text[shares[-1].end : amount.start]):
        return replace(amount, part="definition")  # `12 pct., hvilket svarer til cirka 640 unge`
    changes = [a for a in told if a.part == "change" and a.unit == "percent" and a.end <= amount.start]
    if not changes or not _EQUALS.fullmatch(text[changes[-1].end : amount.start]):
        return amount
    levels = [a.value for a in told if a.part == "baseline" and a.unit == amount.unit and a.value]
    levels = levels or [number.value for number in find_numbers(text[max(0, told[0].start - _BEFORE) : told[0].start])]
    reached = [value * (1 + changes[-1].sign * (changes[-1].value or 0) / 100) for value in levels]
    if amount.value is not None and any(abs(value - amount.value) <= 0.02 * value for value in reached):
        return amount
    return replace(amount, part="definition")


def _is_growth_of_ratio(amount: Amount, told: list[Amount]) -> bool:
    """`højst 103 pct. af niveauet i 2011, hvilket vil sige en vækst på ikke over 3 pct.`: the same once more."""
    ratios = [a.value for a in told if a.part == "target" and a.unit == "percent" and a.end <= amount.start and a.value]
    percent = amount.unit == "percent" and amount.part in ("target", "change") and amount.value
    return bool(percent) and any(value > 50 and abs(abs(value - 100) - amount.value) < _SAME for value in ratios)


def _with_asides(text: str, start: int, told: list[Amount]) -> list[Amount]:
    """`Reserven (361 personer) må højst være på 355`: a bare value set apart is an earlier level."""
    if len(told) > _MANY or not any(amount.part in ("target", "baseline") for amount in told):
        return told
    asides = [found.span() for found in _ASIDE.finditer(text, start, told[-1].end + _FAR)]
    return [_as_aside(text, amount, told, asides) for amount in told]


def _as_aside(text: str, amount: Amount, told: list[Amount], asides: list[tuple[int, int]]) -> Amount:
    around = next(((left, right) for left, right in asides if left < amount.start < right), None)
    if around is None or amount.part not in ("target", "baseline") or amount.qualifier or amount.value is None:
        return amount
    lead = regex.split(";", text[around[0] : amount.start])[-1]
    others = any(match.key != "previous_level" for match in matcher("comparators").find(lead))
    if others or phrase("others").search(lead):
        return replace(amount, part="definition")  # `(landet: 22,4 pct.)`
    outside = [a for a in told if not around[0] <= a.start < around[1] and a.unit not in DURATIONS]
    if any(a.part == "target" and (a.value, a.unit) == (amount.value, amount.unit) for a in outside):
        return replace(amount, part="definition")  # `40 af hver 100 (40 pct.)`: the level once more
    changed = next((a for a in outside if a.part == "change" and 0 <= around[0] - a.end <= 2), None)
    if changed and changed.unit != amount.unit and amount.start - around[0] <= 2:
        return replace(amount, part="definition")  # `med 24 personer (6 pct.)`: the change once more
    compared = matcher("comparators").find(text, max(0, around[0] - NAMED_BEFORE), around[0] + 1)
    earlier = any(match.key == "previous_level" for match in compared)  # `flere end i december 2009 (5.874)`
    if earlier or any(a.part in ("target", "change") for a in outside):
        return replace(amount, part="baseline")
    return amount
