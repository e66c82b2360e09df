"""Whether two requirements may be held against each other: like with like, and each alone in its place."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from functools import cache, lru_cache
from importlib import resources

import regex
from maaltal.extractors.catalogue import likeness
from maaltal.extractors.concepts import target_groups
from maaltal.schemas.tables import RequirementRow

from .plan import Plan
from .signs import sign
from .words import years_in

_WORDS = regex.compile(r"\p{L}{3,}")
_SHORT = 8  # words of a list item's label
_END_OF_YEAR = frozenset({"12", "Q4", "H2"})
_ALIKE = 0.6
_SAME_LABEL = 0.8
_OPPOSITE = ({">=", "<="}, {">", "<"}, {">=", "<"}, {">", "<="})


@cache
def broad_indicators() -> frozenset[str]:
    """Indicators that measure different things under one code: their rows need the same label, words or group."""
    content = tomllib.loads(resources.files(__package__).joinpath("comparison.toml").read_text(encoding="utf-8"))
    return frozenset(content["broad_indicators"])


def stated(row: RequirementRow) -> list[tuple[float, str | None]]:
    """The values a row demands, the level first."""
    pairs = ((row.target_value, row.target_unit), (row.change_value, row.change_unit))
    return [(value, unit) for value, unit in pairs if value is not None]


def kind_of_demand(row: RequirementRow) -> tuple[str | None, str | None]:
    """What two demands must share before anything else is asked: area and comparator."""
    return row.scope, row.comparator


def comparable(plan: Plan, first: RequirementRow, second: RequirementRow) -> bool:
    """Whether two rows of one kind that state values may make the same demand in two places."""
    if {first.operator, second.operator} in _OPPOSITE or not _periods_agree(plan, first, second):
        return False
    return _place(plan, first) != _place(plan, second) and _contexts_agree(plan, first, second)


def speaks_for_itself(plan: Plan, first: RequirementRow, second: RequirementRow) -> bool:
    """Whether the wording names its group, or the headings of both places leave no doubt that it is the same."""
    quotes = (first.quote, second.quote)
    if any(sign("points_back").first(quote) for quote in quotes):
        return False
    if all(groups_in(quote) for quote in quotes):
        return True
    a, b = _innermost(plan, first), _innermost(plan, second)
    general = sign("general_heading")
    return not a or not b or bool(_stems(a) & _stems(b)) or bool(general.first(a) or general.first(b))


def same_subject(plan: Plan, first: RequirementRow, second: RequirementRow) -> bool:
    """Same indicator and kind of demand, each the only such value in its place, or both with one label."""
    if _kind(first) != _kind(second):
        return False
    if first.indicator is None or second.indicator is None:
        return first.theme is not None and first.theme == second.theme and _names(first, second)
    if first.indicator != second.indicator or not _same_people(first, second):
        return False
    if _about_the_group_above(first, second) and not speaks_for_itself(plan, first, second):
        return False
    same_label = _names(first, second)
    if not (_alone(plan, first) and _alone(plan, second)):
        return same_label and _only_label(plan, first) and _only_label(plan, second)
    if first.indicator not in broad_indicators():
        return True
    if (first.target_group is None) != (second.target_group is None):
        return same_label
    return same_label or likeness(first.quote, second.quote) >= _ALIKE or _one_subject(first, second)


def _about_the_group_above(first: RequirementRow, second: RequirementRow) -> bool:
    """Whether both speak of `målgruppen` or of nobody, so that the headings above must say whom they mean."""
    return not any(row.target_group or groups_in(row.quote) for row in (first, second))


def _one_subject(first: RequirementRow, second: RequirementRow) -> bool:
    """Same group, and labels that say no more than the indicator's name or say the same."""
    label = likeness(first.indicator_text or "", second.indicator_text or "")
    return first.target_group is not None and first.target_group == second.target_group and label >= _SAME_LABEL


def _names(first: RequirementRow, second: RequirementRow) -> bool:
    """Whether the label of one row, of two words or more, is the other's, or stands in its words if it has none."""
    a, b = _label(first), _label(second)
    if a and b:
        return min(len(a), len(b)) >= 2 and (a <= b or b <= a)
    return len(a | b) >= 2 and (a | b) <= _stems((second if a else first).quote)


def _label(row: RequirementRow) -> set[str]:
    """Stems of what a row measures: its indicator as printed, or what stands before the colon of a short item."""
    head, colon, _ = row.quote.partition(":")
    short = head if colon and len(head.split()) <= _SHORT else ""
    return _stems(row.indicator_text or short)


def _stems(text: str) -> set[str]:
    return {word[:6].lower() for word in _WORDS.findall(text)}


def _kind(row: RequirementRow) -> tuple[str | None, str | None]:
    """Unit of the level, or of the change where only that is demanded."""
    return (row.target_unit, None) if row.target_value is not None else (None, row.change_unit)


def _place(plan: Plan, row: RequirementRow) -> object:
    """The section a row stands in; its paragraph where the text has no sections."""
    block = plan.block_at(row.char_start)
    return block.section_path if block and block.section_path else row.paragraph_id


def _neighbours(plan: Plan, row: RequirementRow) -> list[RequirementRow]:
    """Rows of the same place with the same indicator, area and kind of demand but another value."""
    place, groups = _place(plan, row), _groups(plan, row)
    return [other for other in plan.requirements
            if other is not row and other.indicator == row.indicator and other.scope == row.scope
            and _kind(other) == _kind(row) and stated(other) and stated(other) != stated(row)
            and _place(plan, other) == place and _agree(groups, _groups(plan, other))]


def _agree(first: set[str], second: set[str]) -> bool:
    """Whether two readings have something in common, or one of them says nothing."""
    return not first or not second or bool(first & second)


def _alone(plan: Plan, row: RequirementRow) -> bool:
    return not _neighbours(plan, row)


def _only_label(plan: Plan, row: RequirementRow) -> bool:
    """Whether no neighbour with another value bears the same label."""
    return all(_label(other) != _label(row) for other in _neighbours(plan, row))


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
    pairs = [(_groups(plan, first), _groups(plan, second))]
    pairs += [(read(_headings(plan, first)), read(_headings(plan, second))) for read in (_areas(plan), years_in)]
    return all(_agree(a, b) for a, b in pairs)


def _groups(plan: Plan, row: RequirementRow) -> set[str]:
    """The row's target group, or where it names none those of its quote or of the headings above it."""
    if row.target_group:
        return {row.target_group}
    return set(groups_in(row.quote) or groups_in(_headings(plan, row)))


@lru_cache(4096)
def groups_in(text: str) -> frozenset[str]:
    """Codes of the target groups a text names."""
    return frozenset(concept.code for concept in target_groups(text))


@lru_cache(4096)
def _parts_in(text: str) -> frozenset[str]:
    """Words by which a text speaks of a part of a group only."""
    return frozenset(text[match.start:match.end].lower() for match in sign("subgroup").find(text))


def _same_people(first: RequirementRow, second: RequirementRow) -> bool:
    """Whether neither quote narrows the group in a way the other does not."""
    a, b = groups_in(first.quote), groups_in(second.quote)
    return (not a or not b or a == b) and _parts_in(first.quote) == _parts_in(second.quote)


def _areas(plan: Plan) -> Callable[[str], set[str]]:
    names = plan.card.municipalities
    return lambda text: {name for name in names if name in text} if len(names) > 1 else set()


def _innermost(plan: Plan, row: RequirementRow) -> str:
    block = plan.block_at(row.char_start)
    return block.section_path[-1] if block and block.section_path else ""


def _headings(plan: Plan, row: RequirementRow) -> str:
    block = plan.block_at(row.char_start)
    return " | ".join(block.section_path[1:] or block.section_path) if block else ""
