"""Whether two requirements may be held against each other: like with like, and each alone in its place."""

from __future__ import annotations

from maaltal.extractors.catalogue import likeness
from maaltal.extractors.concepts import target_groups
from maaltal.schemas.tables import RequirementRow

from .plan import Plan
from .words import years_in

# indicators that measure different things under one code: only rows with the same label or words are compared
_BROAD = frozenset(
    "timeliness timeliness_missing activation_rate company_based_share response_time company_contacts conversations "
    "ordinary_hours project_participants employment_rate public_support_persons exit_to_job upskilled mentor "
    "citizen_satisfaction company_satisfaction job_orders savings_potential net_expenditure other "
    "expenditure_per_labour_force_person job_or_education_rate meeting_tempo unit_cost full_year_persons".split())
_END_OF_YEAR = frozenset({"12", "Q4", "H2"})
_ALIKE = 0.6
_SAME_LABEL = 0.8
_OPPOSITE = ({">=", "<="}, {">", "<"}, {">=", "<"}, {">", "<="})


def stated(row: RequirementRow) -> list[tuple[float, str | None]]:
    """The values a row demands, the level first."""
    pairs = ((row.target_value, row.target_unit), (row.change_value, row.change_unit))
    return [(value, unit) for value, unit in pairs if value is not None]


def comparable(plan: Plan, first: RequirementRow, second: RequirementRow, by_words: bool) -> bool:
    """Whether two rows make the same demand in two places; `by_words` where their wording is compared as well."""
    if not stated(first) or not stated(second) or {first.operator, second.operator} in _OPPOSITE:
        return False
    if first.scope != second.scope or first.comparator != second.comparator or not _periods_agree(plan, first, second):
        return False
    if first.target_group and second.target_group and first.target_group != second.target_group:
        return False
    if _place(plan, first) == _place(plan, second) or not _contexts_agree(plan, first, second):
        return False
    return by_words or _same_subject(plan, first, second)


def _same_subject(plan: Plan, first: RequirementRow, second: RequirementRow) -> bool:
    """Same indicator and kind of demand, each the only such value in its place, or both with one label."""
    if first.indicator is None or first.indicator != second.indicator or _kind(first) != _kind(second):
        return False
    label = likeness(first.indicator_text or "", second.indicator_text or "")
    if not (_alone(plan, first) and _alone(plan, second)):
        return label >= _SAME_LABEL and _only_label(plan, first) and _only_label(plan, second)
    if (first.target_group is None) != (second.target_group is None):
        return label >= _SAME_LABEL
    return first.indicator not in _BROAD or label >= _ALIKE or likeness(first.quote, second.quote) >= _ALIKE


def _kind(row: RequirementRow) -> tuple[str | None, str | None]:
    """Unit of the level, or of the change where only that is demanded."""
    return (row.target_unit, None) if row.target_value is not None else (None, row.change_unit)


def _place(plan: Plan, row: RequirementRow) -> object:
    """The section a row stands in; its paragraph where the text has no sections."""
    block = plan.block_at(row.char_start)
    return block.section_path if block and block.section_path else row.paragraph_id


def _neighbours(plan: Plan, row: RequirementRow) -> list[RequirementRow]:
    """Rows of the same place with the same indicator, area and kind of demand but another value."""
    place = _place(plan, row)
    return [other for other in plan.requirements
            if other is not row and other.indicator == row.indicator and other.scope == row.scope
            and _kind(other) == _kind(row) and stated(other) and stated(other) != stated(row)
            and _place(plan, other) == place]


def _alone(plan: Plan, row: RequirementRow) -> bool:
    return not _neighbours(plan, row)


def _only_label(plan: Plan, row: RequirementRow) -> bool:
    """Whether no neighbour with another value bears the same label."""
    labels = (other.indicator_text or "" for other in _neighbours(plan, row))
    return bool(row.indicator_text) and all(likeness(row.indicator_text or "", label) < _SAME_LABEL for label in labels)


def _periods_agree(plan: Plan, first: RequirementRow, second: RequirementRow) -> bool:
    """Same period as far as both print one; years named in the quotes must not speak of different years."""
    a, b = first.target_period, second.target_period
    if a and b and (a[:4] != b[:4] or not _parts_agree(a[5:], b[5:])):
        return False
    newest = [max(years, default=None) for years in (years_in(first.quote), years_in(second.quote))]
    year = plan.card.plan_year
    if any(found is not None and year is not None and found < year for found in newest):
        return False
    return None in newest or newest[0] == newest[1] or bool(a and b)


def _parts_agree(a: str, b: str) -> bool:
    return not a or not b or a == b or {a, b} <= _END_OF_YEAR


def _contexts_agree(plan: Plan, first: RequirementRow, second: RequirementRow) -> bool:
    """Whether the headings above do not name different groups, areas or years."""
    for read in (_groups, _areas(plan), years_in):
        a, b = read(_headings(plan, first)), read(_headings(plan, second))
        if a and b and not a & b:
            return False
    return True


def _groups(text: str) -> set[str]:
    return {concept.code for concept in target_groups(text)}


def _areas(plan: Plan):
    names = plan.card.municipalities
    return lambda text: {name for name in names if name in text} if len(names) > 1 else set()


def _headings(plan: Plan, row: RequirementRow) -> str:
    block = plan.block_at(row.char_start)
    return " | ".join(block.section_path[1:] or block.section_path) if block else ""
