"""Fills the slots of a requirement from the order of amounts, periods and words in its statement."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import regex

from .amount_parts import TAKEN_UP
from .amounts import DURATIONS, Amount, first_of
from .grammar.periods import PeriodMention, find_parts_of_year
from .lexicon import Match, matcher
from .phrases import phrase, words
from .slot_periods import periods_of
from .statement_model import compares

_REVERSED = {"<=": ">=", ">=": "<=", "<": ">", ">": "<"}
OPERATOR_OF = {"at_most": "<=", "up_to": "<=", "at_least": ">=", "over": ">", "under": "<"}
_DENIED = {">": "<=", "<": ">="}  # `ikke mere end 20`
_NEGATED = regex.compile(rf"\b{words('not')}\b(?:[^.;:,]|, at )*$", regex.IGNORECASE)
_MAY_NOT = regex.compile(r"\s(?:må|skal|bør) (?:\p{L}+ ){1,4}ikke (?:falde|ned|gå|komme|stige|op)\b")  # `Under 40 % må`
_CLAUSE = 90  # characters before a bound in which a word may deny it
_BESIDE, _LEADING = 25, 110  # characters between a relation and its comparator
_BOUND_BEHIND = 60
_NUMBERED_WORD = regex.compile(r"\S+\s\d")
_SHARE_OF_LEVEL = regex.compile(  # `højst 95 pct. af ledighedsprocenten i regionen`
    r"\saf (?:\p{L}+ ){0,2}\p{L}*(?:procent|andel|niveau|gennemsnit|snit|grad|frekvens|kvote)\p{L}{0,4} (?:i|for|på) "
)
_OF_EARLIER_LEVEL = regex.compile(r"\saf (?:niveauet|antallet|tallet|omfanget) (?:i|fra|ved|ultimo|primo)\b")
_OR_ELSE = regex.compile(rf",\s(?:(?P<less>{words('or_less')})|{words('or_more')})(?!\w)")
_MOVEMENT = regex.compile(rf"(?:Den |Det )?(?:{words('change_adjective')} )?{words('change_noun')}\b", regex.IGNORECASE)
_YEAR = regex.compile(r"\d{4}")
_BESIDE_PART = 8  # characters between a level and the part of the year that it is for
OPENING_CLAUSE = regex.compile(  # `Mens 62 pct. af landets unge er i job, skal ...`
    r"(?:Er|Bliver|Falder|Stiger|Ligger|Viser|Kommer|Mens|Fordi|Selv om|Selvom|Trods|Uanset at|Ud over|For at) "
    r"(?:[^.;:]|(?<=\d)\.(?=\d)|(?<=\bpct)\.(?= \p{Ll})){5,160}?"
    r",\s(?=(?:er|må|skal|bør|vil|har|holdes|nedbringes)\s)"
)
_AVERAGE = regex.compile(r"\s(?:lands)?(?:gennemsnit|snit)tet\s(?:for|i|blandt|af)\s")
_REASON = regex.compile(rf",\s{words('reason')}\s")
@dataclass(frozen=True, slots=True)
class Slots:
    """The values, periods and comparison of one demand; the names are those of the requirements table."""

    operator: str | None = None
    target_value: float | None = None
    target_unit: str | None = None
    change_value: float | None = None
    change_unit: str | None = None
    baseline_value: float | None = None
    baseline_unit: str | None = None
    baseline_period: str | None = None
    target_period: str | None = None
    comparator: str | None = None
    comparator_relation: str | None = None
    status: str = "set"


def fill(
    text: str, start: int, end: int, found: Sequence[Amount], periods: Sequence[PeriodMention], year: int | None
) -> list[Slots]:
    """The demands of `text[start:end]`: one, or two where a value and a comparison with others are demanded."""
    aside = OPENING_CLAUSE.match(text, start, end)
    start = aside.end() if aside else start
    target = first_of([a for a in found if a.unit not in DURATIONS], "target") or first_of(found, "target")
    change = first_of(found, "change")
    baseline = first_of(found, "baseline")
    measured = change is not None and change.unit not in DURATIONS
    points = change is not None and change.unit == "percentage_point"
    if target and measured and target.unit in DURATIONS and (points or not target.qualifier):
        target = None  # `op med 3,6 procentpoint på to år`
    status = _status(text[start:end], found)
    target_period, baseline_period = periods_of(text, start, end, found, periods, year)
    if status == "pending" and not any(how for _, how in comparisons_in(text[start:end])):
        put_off = next((m.start for m in matcher("placeholders").find(text, start, end) if m.key == "pending"), start)
        due = [period for period in periods if period.start < put_off]  # not `fastsættes i juni 2018`: then it is told
        target_period = periods_of(text, start, end, found, due, year)[0]
    if target and target.unit == "percent" and _OF_EARLIER_LEVEL.match(text, target.end) and 50 < target.value < 150:
        change = replace(target, part="change", value=abs(target.value - 100), sign=1 if target.value > 100 else -1)
        target = None  # `højst 103 pct. af niveauet i 2011`
    reason = _REASON.search(text, start, end)
    stop = reason.start() if reason else end
    comparisons = comparisons_in(text[_demanded_from(text, start, stop) : stop])
    if _MOVEMENT.match(text, start, end):  # `Faldet skal være større end i klyngen`
        comparisons = [(who, "better" if how in ("higher", "lower") else how) for who, how in comparisons]
    comparator, relation = comparisons[0] if comparisons else (None, None)
    slots = Slots(
        operator=_operator(text, start, end, found, target, change),
        target_value=target.value if target else None,
        target_unit=target.unit if target else None,
        change_value=change.value * change.sign if change and change.value is not None else None,
        change_unit=change.unit if change else None,
        baseline_value=baseline.value if baseline else None,
        baseline_unit=baseline.unit if baseline and baseline.value is not None else None,
        baseline_period=baseline_period,
        target_period=target_period,
        status=status,
    )
    if len(comparisons) > 1 and target is None and change is None:
        return [_compared(slots, other, how) for other, how in comparisons]
    blank = any(a.value is None for a in found if a.part in ("target", "change"))
    if comparator == "previous_level" and blank:
        return [slots]
    if comparator == "previous_level":
        others = [Slots(target_period=target_period, comparator=other, comparator_relation=how)
                  for other, how in comparisons[1:] if how]  # `højere end i 2010 og ikke lavere end i regionen`
        return [_at_earlier_level(_dated_before(slots, year), relation, text[start:end]), *others]
    if comparator and target and relation is None and _SHARE_OF_LEVEL.match(text, target.end):
        return [replace(slots, comparator=comparator)]
    if comparator is None or (relation is None and not change) or target and target.unit == "rank":
        return [slots]
    if target is None:
        return [
            replace(
                slots, comparator=comparator, comparator_relation=relation, operator=slots.operator if change else None
            )
        ]
    compared = Slots(target_period=target_period, comparator=comparator, comparator_relation=relation)
    return [slots, compared] if relation else [slots]


def _dated_before(slots: Slots, year: int | None) -> Slots:
    """`fastholdes på niveauet ved udgangen af 2017` in a plan for 2018: a past period is that of the earlier level."""
    past = year is not None and slots.target_period is not None and int(slots.target_period[:4]) < year
    if not past or slots.baseline_period is not None:
        return slots
    return replace(slots, target_period=None, baseline_period=slots.target_period)


def _compared(slots: Slots, comparator: str, relation: str | None) -> Slots:
    """The slots with one of several comparisons; only an earlier level has a period of its own."""
    period = slots.baseline_period if comparator == "previous_level" else None
    return replace(slots, comparator=comparator, comparator_relation=relation, baseline_period=period)


def _demanded_from(text: str, start: int, end: int) -> int:
    """`Graden er under landets, og den skal op på niveau med klyngens`: where the comparison demanded begins."""
    taken = TAKEN_UP.search(text, start, end)
    return taken.end() if taken and compares(text[taken.end() : end]) else start


def _status(text: str, found: Sequence[Amount]) -> str:
    parts = [amount for amount in found if amount.part in ("target", "change")]
    if parts:
        return "placeholder" if all(amount.value is None for amount in parts) else "set"
    if any(relation for _, relation in comparisons_in(text)):
        return "set"
    return "pending" if any(match.key == "pending" for match in matcher("placeholders").find(text)) else "set"


def _operator(
    text: str, start: int, end: int, found: Sequence[Amount], target: Amount | None, change: Amount | None
) -> str | None:
    """Operator by the bound at the amount, else by a ceiling or floor word before it in the statement."""
    amount = target or change
    if amount is None:
        return None
    operator = _bound(text, start, end, found, amount)
    falls = target is None and amount.sign < 0 and amount.value is not None
    return _REVERSED.get(operator, operator) if falls else operator  # a fall of at least 5 pct. is a change <= -5


def _bound(text: str, start: int, end: int, found: Sequence[Amount], amount: Amount) -> str:
    """The bound that stands at an amount or before it, `=` where there is none."""
    if amount.qualifier in OPERATOR_OF:
        bound = OPERATOR_OF[amount.qualifier]
        denied = _NEGATED.search(text[max(start, amount.start - _CLAUSE) : amount.start])
        denied = denied or _MAY_NOT.match(text, amount.end, end)
        return _DENIED.get(bound, bound) if denied else bound
    before = text[
        max((a.end for a in found if a.part == "definition" and a.end <= amount.start), default=start) : min(
            amount.end, end
        )
    ]
    if phrase("ceiling").search(before):
        return "<="
    if phrase("floor").search(before):
        return ">="
    told = text[amount.end : min(amount.end + _BOUND_BEHIND, end)]
    if phrase("is_ceiling").search(told):  # `1.120 er det højeste tal`
        return "<="
    if phrase("is_floor").search(told):
        return ">="
    following = next((a.start for a in found if a.start >= amount.end), end)
    if said := _OR_ELSE.search(text, amount.end, min(amount.end + _BOUND_BEHIND, following, end)):
        return "<=" if said["less"] else ">="
    opens = amount.start - start <= 4 and phrase("duty").match(text[amount.end : amount.end + 10].lstrip())
    behind = text[amount.end : min(amount.end + _BOUND_BEHIND, end)] if opens else ""
    behind = _NUMBERED_WORD.split(behind)[0]  # a bound in front of a number is that number's
    if phrase("ceiling").search(behind):  # `12 dage må ventetiden højst være`
        return "<="
    return ">=" if phrase("floor").search(behind) else "="


def _at_earlier_level(slots: Slots, relation: str | None, text: str) -> Slots:
    """`ikke overstige niveauet i december 2009 (1936)`: the earlier level is target and baseline."""
    valued = [value for value in (slots.target_value, slots.change_value) if value is not None]
    if slots.change_value is not None or valued and not phrase("same_level").search(text):
        return slots  # `5 færre end i december 2010` states a change, not a comparison
    if None not in (slots.target_value, slots.baseline_value) and slots.target_value != slots.baseline_value:
        return slots  # `fra det nuværende niveau på 19 pct. til 24 pct.`
    equals = relation not in ("higher", "lower", "better")
    if equals and slots.target_value is None and slots.change_value is None and slots.baseline_value is not None:
        slots = replace(slots, target_value=slots.baseline_value, target_unit=slots.baseline_unit, operator="=")
    elif (
        slots.target_value is not None
        and slots.baseline_value is None
        and relation in ("same", "same_or_better")
        and slots.baseline_period
    ):
        slots = replace(slots, baseline_value=slots.target_value, baseline_unit=slots.target_unit)
    if slots.change_value is not None and relation is None:
        return slots
    if relation == "same_or_better" and slots.target_value is not None and slots.operator == "=":
        slots = replace(slots, operator=">=" if phrase("no_fall").search(text) else "<=")
    return replace(slots, comparator="previous_level", comparator_relation=relation or "same")


def comparisons_in(text: str) -> list[tuple[str, str | None]]:
    """Comparators that a statement names, each with its relation: `bedre end klyngen og ikke lavere end i 2019`."""
    relations = list(matcher("relations").find(text))
    found: dict[str, str | None] = {}
    position = 0
    for comparator in matcher("comparators").find(text):
        if phrase("level_told").match(text, comparator.start):
            continue  # `Niveauet i december 2007 var 4.212 personer.`
        before = [
            match
            for match in relations
            if position <= match.start <= comparator.start and _near(text, match, comparator)
        ]
        behind = [match for match in relations if match.start > comparator.start]
        chosen = next((m for m in before if m.key in ("same_or_better", "better")), before[-1] if before else None)
        if before and text[: before[-1].end].endswith(" end") and before[-1].start >= chosen.end:
            chosen = before[-1]  # `ikke overstige 16 pct. og være lavere end i regionen`
        if chosen is None and not found:
            chosen = behind[0] if behind else None
        if chosen is not None or not found:
            found.setdefault(comparator.key, chosen.key if chosen else None)
        elif phrase("compared_as_well").fullmatch(text[position : comparator.start].strip()):
            found.setdefault(comparator.key, found[next(reversed(found))])  # `end både landet og klyngen`
        position = comparator.end
    return list(found.items())


def _near(text: str, relation: Match, comparator: Match) -> bool:
    """Whether a relation leads to a comparator: `bedre end snittet for klyngen`, `over gennemsnittet for klyngen`.

    A bare `over` stands right beside it.
    """
    bare = not text[relation.start : relation.end].endswith("end") and relation.key in ("higher", "lower")
    bare = bare and not _AVERAGE.match(text, relation.end)
    return comparator.start - relation.end <= (_BESIDE if bare else _LEADING)


def with_part_of_year(slots: Slots, text: str, start: int, end: int, found: Sequence[Amount]) -> Slots:
    """`skal i 2009 være 820 i 1. kvartal, 790 i 2. kvartal`, `krav i 2010: i december højst 60`: the finer period."""
    level = first_of(found, "target") or first_of(found, "change")
    if level is None or slots.target_period is None or not _YEAR.fullmatch(slots.target_period):
        return slots
    before = max((a.end for a in found if a.end <= level.start), default=start)
    for begin, stop, part in find_parts_of_year(text, before, end):
        if stop <= level.start or 0 <= begin - level.end <= _BESIDE_PART:
            return replace(slots, target_period=f"{slots.target_period}-{part}")
    return slots
