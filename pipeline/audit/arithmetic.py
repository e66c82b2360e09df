"""Whether the numbers of a demand agree: baseline, change and target; areas and their total."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace

import regex
from maaltal.extractors.grammar.numbers import find_numbers
from maaltal.schemas.tables import RequirementRow

from .flaws import Flaw
from .plan import Plan
from .signs import sign
from .words import danish, decimals_of

_ADDITIVE = frozenset({"persons", "count", "dkk"})
_ROUND_FROM = 200  # from here a level that ends in 0 may be rounded to tens
_FEWEST_PARTS = 3  # rows above a total; two could come near it by chance
_NEAR = 0.1  # share of a total by which rows that are its parts may miss it
_LABEL = regex.compile(r"[^\t|\d]*")


def baseline_change_target(plan: Plan) -> Iterable[Flaw]:
    """Baseline and change do not give the target, whatever was rounded; or only do so as percentage points."""
    if not plan.is_plan:  # a review tells of results against targets: its numbers belong to different statements
        return
    for row, words in _joined(plan):
        base, change, target = row.baseline_value, row.change_value, row.target_value
        if None in (base, change, target) or row.target_unit != row.baseline_unit or not base:
            continue
        if _otherwise_meant(row) or not _printed((base, change, target), words):
            continue
        readings = _readings(row)
        if not readings or any(_fits(row, *reading) for reading in readings):
            continue
        yield _mismatch(row)


def _otherwise_meant(row: RequirementRow) -> bool:
    """A change for each year, or one measured against others, says nothing of baseline and target."""
    return row.comparator not in (None, "previous_level") or sign("each_year").first(row.quote) is not None


def _joined(plan: Plan) -> Iterable[tuple[RequirementRow, str]]:
    """Each statement and its words; a first one's empty slots filled from where the plan repeats it with that level."""
    repeats: dict[str, list[RequirementRow]] = defaultdict(list)
    for row in plan.requirements:
        if row.restates:
            repeats[row.restates].append(row)
    for row in plan.requirements:
        if row.status != "set":
            continue
        full, words = row, row.quote
        for other in repeats[row.requirement_id] if row.restates is None else ():
            if other.target_value == row.target_value and other.target_unit == row.target_unit:
                full, words = _filled(full, other), f"{words} | {other.quote}"
        yield full, words


def _printed(values: Iterable[float], words: str) -> bool:
    """Whether all values stand there in digits: a change read from `fordobles` may belong to another level."""
    numbers = {abs(mention.value) for mention in find_numbers(words)}
    return all(abs(value) in numbers for value in values)


def _filled(row: RequirementRow, other: RequirementRow) -> RequirementRow:
    """The row with the change or the baseline of another statement where it has none itself."""
    slots: dict[str, float | str | None] = {}
    if None not in (row.baseline_period, other.baseline_period) and row.baseline_period != other.baseline_period:
        return row  # the change is counted from another time than the level
    for name in ("change", "baseline"):
        if getattr(row, f"{name}_value") is None and getattr(other, f"{name}_value") is not None:
            slots |= {f"{name}_value": getattr(other, f"{name}_value"), f"{name}_unit": getattr(other, f"{name}_unit")}
    return replace(row, **slots)


def _readings(row: RequirementRow) -> list[tuple[str, float]]:
    """How the change may be meant: relative or as a difference, with the sign read or the other (a table's `fald`)."""
    kinds = {"percent": ["relative"], "percentage_point": ["difference"]}.get(row.change_unit or "")
    if kinds is None:
        kinds = ["difference"] if row.change_unit == row.target_unit else []
    return [(kind, sign * row.change_value) for kind in kinds for sign in (1.0, -1.0)]


def _fits(row: RequirementRow, kind: str, change: float) -> bool:
    """Whether some numbers that round to those printed agree."""
    base, target = row.baseline_value, row.target_value
    around_base, around_change = _half(base), 0.5 * 10 ** -decimals_of(change)
    levels = [_level(kind, base + a * around_base, change + b * around_change) for a in (-1, 1) for b in (-1, 1)]
    slack = _slack(target, row.target_unit)
    return min(levels) - slack <= target <= max(levels) + slack


def _level(kind: str, base: float, change: float) -> float:
    return base * (1 + change / 100) if kind == "relative" else base + change


def _half(value: float) -> float:
    """Half a unit of the last printed place."""
    return 0.5 * 10 ** -decimals_of(value)


def _slack(target: float, unit: str | None) -> float:
    """How far a printed target may lie from a computed one: heads are rounded up or down to whole ones, or to tens."""
    if unit in _ADDITIVE and target == int(target):
        return 5.0 if target >= _ROUND_FROM and target % 10 == 0 else 1.0
    return _half(target)


def _mismatch(row: RequirementRow) -> Flaw:
    base, change, target, unit = row.baseline_value, row.change_value, row.target_value, row.target_unit
    values = {"base": danish(base, unit), "change": danish(change, row.change_unit), "target": danish(target, unit)}
    points = row.change_unit == "percent" and unit == "percent"
    if points and any(_fits(row, "difference", sign * change) for sign in (1.0, -1.0)):
        return Flaw("percent_for_points", danish(abs(change), "percentage_point"), danish(abs(change), "percent"),
                    (row.requirement_id,), row.page, row.quote, values=values)
    kind = "relative" if row.change_unit == "percent" else "difference"
    expected = round(_level(kind, base, change), decimals_of(target))
    return Flaw("arithmetic_mismatch", danish(expected, unit, decimals_of(target)), danish(target, unit),
                (row.requirement_id,), row.page, row.quote, values=values)


def parts_and_total(plan: Plan) -> Iterable[Flaw]:
    """The targets (or baselines) of all areas do not add up to the one given for the whole."""
    areas = len(plan.card.municipalities)
    if areas < 2:
        return
    groups: dict[tuple, list[RequirementRow]] = defaultdict(list)
    for row in plan.requirements:
        if row.status == "set":
            groups[_demand(row)].append(row)
    for rows in groups.values():
        parts = [row for row in rows if row.scope]
        wholes = [row for row in rows if row.scope is None]
        if len(parts) == areas and len({row.scope for row in parts}) == areas and len(wholes) == 1:
            yield from _sum_flaws(parts, wholes[0])


def table_and_total(plan: Plan) -> Iterable[Flaw]:
    """The targets of the rows of a table come near its total and miss it; rows of other kinds would be far from it.

    Districts of one municipality count as rows; those of several municipalities are `parts_and_total`'s.
    """
    of_one = len(plan.card.municipalities) < 2
    tables: dict[tuple, list[RequirementRow]] = defaultdict(list)
    for row in plan.requirements:
        if ".tables" in row.extractor and row.status == "set" and (of_one or row.scope is None):
            tables[row.paragraph_id, row.target_period].append(row)
    for rows in tables.values():
        *parts, whole = rows
        units = {row.target_unit for row in rows} - {None}  # a row may print none
        if len(units) != 1 or not units <= _ADDITIVE or len(parts) < _FEWEST_PARTS:
            continue
        if _is_total(whole) and not any(map(_is_part, rows)):
            yield from _near_miss(parts, whole, *units)


def _near_miss(parts: list[RequirementRow], whole: RequirementRow, unit: str) -> Iterable[Flaw]:
    values = [row.target_value for row in parts]
    total = whole.target_value
    if total is None or None in values:
        return
    gap = abs(sum(values) - total)
    if _half(max(values, key=decimals_of)) * len(values) + _half(total) < gap <= _NEAR * total:
        each = [f"{_row_label(row)} {danish(row.target_value)}" for row in parts]
        yield Flaw("areas_do_not_add_up", danish(sum(values), unit), danish(total, unit),
                   tuple(row.requirement_id for row in (*parts, whole)), whole.page, whole.quote,
                   values={"parts": " + ".join(each)})


def _row_label(row: RequirementRow) -> str:
    """The words a row of a table begins with: what stands before its first number or the next cell."""
    return _LABEL.match(row.quote).group().strip()


def _is_total(row: RequirementRow) -> bool:
    return sign("total_row").first(_row_label(row)) is not None


def _is_part(row: RequirementRow) -> bool:
    return sign("part_of_row").first(_row_label(row)) is not None


def _demand(row: RequirementRow) -> tuple:
    """What rows of one demand share: place, what is measured, for when."""
    return (row.paragraph_id, row.indicator, row.indicator_text, row.target_group, row.target_period, row.target_unit)


def _sum_flaws(parts: list[RequirementRow], whole: RequirementRow) -> Iterable[Flaw]:
    for name in ("target", "baseline"):
        total, unit = getattr(whole, f"{name}_value"), getattr(whole, f"{name}_unit")
        values = [getattr(row, f"{name}_value") for row in parts]
        if total is None or None in values or unit not in _ADDITIVE:
            continue
        if abs(sum(values) - total) > 0.5 * len(values) * 10 ** -max(map(decimals_of, (*values, total))):
            each = [f"{row.scope} {danish(value)}" for row, value in zip(parts, values, strict=True)]
            yield Flaw("areas_do_not_add_up", danish(sum(values), unit), danish(total, unit),
                       tuple(row.requirement_id for row in (*parts, whole)), whole.page, whole.quote,
                       values={"parts": " + ".join(each)})
