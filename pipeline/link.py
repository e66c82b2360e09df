"""Joins rows of one document after they were read: goals, requirements, figures, restatements."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import accumulate
from typing import Any

from ..extractors.catalogue import likeness
from ..extractors.concepts import indicator_of_goal
from ..schemas.tables import FigureRow, GoalRow, RequirementRow
from ..schemas.text import Block, Document

_NAMES_GOAL = 0.5  # likeness from which a heading names a goal
_SHARES_WORDS = 0.15  # likeness of a row and a sentence that speak of the same thing


def link(document: Document, rows: Mapping[str, Sequence[Any]]) -> dict[str, Sequence[Any]]:
    """The rows with their references to each other filled in."""
    goals = list(rows.get("goals", ()))
    requirements = _with_words_of_prose(_unique(rows.get("requirements", ()), "requirement_id"))
    requirements = _restated(_with_indicator_of_number(requirements))
    requirements = [_with_goal(document, requirement, goals) for requirement in requirements]
    figures = list(_with_requirements(_unique(rows.get("figures", ()), "figure_id"), requirements))
    return {**rows, "goals": _unique(goals, "goal_id"), "requirements": requirements, "figures": figures}


def _unique(rows: Sequence[Any], key: str) -> list[Any]:
    seen: set[str] = set()
    kept = []
    for row in rows:
        if getattr(row, key) not in seen:
            seen.add(getattr(row, key))
            kept.append(row)
    return kept


def _with_words_of_prose(requirements: Sequence[RequirementRow]) -> list[RequirementRow]:
    """Rows of a table that only repeats numbers take the operator, and where it prints none the unit, of prose.

    All rows of one label (areas and total) follow the one whose level stands in prose.
    """
    prose = [row for row in requirements if not _from_table(row) and row.operator and row.target_value is not None]
    said: dict[float, list[RequirementRow]] = {}
    for row in prose:
        said.setdefault(row.target_value, []).append(row)
    same = {id(row): _same_in_prose(row, said.get(row.target_value, ())) for row in requirements if _from_table(row)}
    by_label = {row.indicator_text: found for row in requirements
                if row.indicator_text and (found := same.get(id(row))) and row.target_unit in (None, found.target_unit)}
    return [_with_words_of(row, same.get(id(row)), by_label.get(row.indicator_text)) for row in requirements]


def _same_in_prose(row: RequirementRow, prose: Sequence[RequirementRow]) -> RequirementRow | None:
    """The last statement in prose of a table row's level that measures the same, in the same year."""
    same = [told for told in prose if _measures_the_same(row, told) and _in_same_year(row, told)]
    return same[-1] if same else None


def _measures_the_same(row: RequirementRow, told: RequirementRow) -> bool:
    if row.target_unit not in (None, told.target_unit):
        return False
    if row.indicator and told.indicator and row.indicator != told.indicator:
        return False
    same = row.indicator is not None and row.indicator == told.indicator
    return same or not row.indicator_text or likeness(row.indicator_text or row.quote, told.quote) > _SHARES_WORDS


def _in_same_year(row: RequirementRow, told: RequirementRow) -> bool:
    years = [(period or "").split("/")[-1][:4] for period in (row.target_period, told.target_period)]
    return "" in years or years[0] == years[1]


def _with_words_of(row: RequirementRow, same: RequirementRow | None, label: RequirementRow | None) -> RequirementRow:
    if not _from_table(row):
        return row
    source = same or label
    if source is None:
        return row
    operator = source.operator if row.operator == "=" else row.operator
    unit = row.target_unit or source.target_unit
    baseline_unit = row.baseline_unit or (unit if row.baseline_value is not None else None)
    return replace(row, operator=operator, target_unit=unit, baseline_unit=baseline_unit)


def _from_table(row: RequirementRow) -> bool:
    return ".tables" in row.extractor


def _with_indicator_of_number(requirements: Sequence[RequirementRow]) -> list[RequirementRow]:
    """`C: højst 65 personer` in an annex measures what `Resultatmål C` does in its chapter."""
    first: dict[str, RequirementRow] = {}
    linked = []
    for row in requirements:
        known = first.get(row.number or "")
        if row.indicator is None and known is not None and row.target_unit in (None, known.target_unit):
            row = replace(
                row,
                indicator=known.indicator,
                target_group=row.target_group or known.target_group,
                theme=row.theme or known.theme,
            )
        elif row.number and row.indicator:
            first.setdefault(row.number, row)
        linked.append(row)
    return linked


def _restated(requirements: Sequence[RequirementRow]) -> list[RequirementRow]:
    """Each requirement that makes the demand of an earlier one names that one."""
    linked: list[RequirementRow] = []
    for requirement in requirements:
        first = next((other for other in linked if other.restates is None and _same_demand(other, requirement)), None)
        linked.append(replace(requirement, restates=first.requirement_id) if first else requirement)
    return linked


def _same_demand(first: RequirementRow, second: RequirementRow) -> bool:
    """Same indicator, group, area, period and kind of demand; equal values or a placeholder confirm it."""
    if (first.scope, first.comparator) != (second.scope, second.comparator):
        return False
    if first.indicator != second.indicator or (
        first.target_group and second.target_group and first.target_group != second.target_group
    ):
        return False
    if first.target_period and second.target_period and first.target_period[:4] != second.target_period[:4]:
        return False
    if "placeholder" in (first.status, second.status):
        return first.target_unit == second.target_unit and first.change_unit == second.change_unit
    same_values = first.target_value == second.target_value and (
        first.change_value == second.change_value or None in (first.change_value, second.change_value)
    )
    return same_values and (first.indicator is not None or likeness(first.quote, second.quote) > 0.6)


def _with_goal(document: Document, requirement: RequirementRow, goals: Sequence[GoalRow]) -> RequirementRow:
    """The goal a requirement serves: the only one of its theme, else the one it stands with or its section takes up."""
    block = _block(document, requirement.char_start)
    if block is None or not goals:
        return requirement
    near = [
        goal for goal in goals if block.start <= goal.char_start < block.end and goal.char_start <= requirement.char_end
    ]
    own = _only_of_theme(near or goals, requirement.theme)
    goal = own or (near[-1] if near else _of_section(block, goals)) or _of_number(requirement, goals)
    goal = goal or _only_of_theme(goals, requirement.theme)
    if goal is None:
        return requirement
    linked = replace(requirement, goal_id=goal.goal_id, theme=goal.theme or requirement.theme)
    return _with_indicator_of_goal(linked, goal)


def _with_indicator_of_goal(requirement: RequirementRow, goal: GoalRow) -> RequirementRow:
    """`Gruppen skal ned på 390 personer` below the minister's goal for the young counts those it is about."""
    if requirement.indicator or requirement.indicator_text or goal.catalogue_id is None:
        return requirement
    units = {requirement.target_unit, requirement.baseline_unit} - {None}
    unit = units.pop() if len(units) == 1 else None
    return replace(requirement, indicator=indicator_of_goal(goal.theme, unit))


def _only_of_theme(goals: Sequence[GoalRow], theme: str | None) -> GoalRow | None:
    same = [goal for goal in goals if theme and goal.theme == theme]
    return same[0] if len(same) == 1 else None


def _of_number(requirement: RequirementRow, goals: Sequence[GoalRow]) -> GoalRow | None:
    """The goal that the number of a demand counts under: `Krav 3.2` under goal 3, a table row `3 Unge` of goal 3."""
    number, _, part = (requirement.number or "").partition(".")
    same = [goal for goal in goals if number and goal.number == number]
    return same[0] if len(same) == 1 and (part or _from_table(requirement)) else None


def _of_section(block: Block, goals: Sequence[GoalRow]) -> GoalRow | None:
    """The goal that a heading above names."""
    pairs = [(likeness(heading, goal.title), goal) for heading in block.section_path for goal in goals]
    score, goal = max(pairs, key=lambda pair: pair[0], default=(0.0, None))
    return goal if score >= _NAMES_GOAL else None


def _block(document: Document, offset: int) -> Block | None:
    starts = [block.start for block in document.blocks]
    index = bisect_right(starts, offset) - 1
    return document.blocks[index] if index >= 0 else None


def _with_requirements(figures: Sequence[FigureRow], requirements: Sequence[RequirementRow]) -> Iterator[FigureRow]:
    """The figures with the requirement whose statement they stand in, and the part that they have in it."""
    rows = sorted(requirements, key=lambda row: row.char_start)
    starts = [row.char_start for row in rows]
    reach = list(accumulate((row.char_end for row in rows), max))
    for figure in figures:
        around, index = [], bisect_right(starts, figure.char_start) - 1
        while index >= 0 and reach[index] >= figure.char_end:
            around.append(rows[index])
            index -= 1
        yield _as_part(figure, [row for row in reversed(around) if row.char_end >= figure.char_end])


def _as_part(figure: FigureRow, around: Sequence[RequirementRow]) -> FigureRow:
    """A figure as what the first of the statements around it that has its value says of it; `around` may be empty."""
    if not around:
        return figure
    own, role = next(((row, role) for row in around if (role := _part_in(row, figure))), (around[0], None))
    spare = "other" if figure.role == "target" else figure.role  # it says whose demand it is, or how long it lasts
    return replace(figure, requirement_id=own.requirement_id, role=role or spare)


def _part_in(row: RequirementRow, figure: FigureRow) -> str | None:
    """Whether a figure is the target, the change or the baseline of a requirement."""
    values = {"target": (row.target_value, row.target_unit), "baseline": (row.baseline_value, row.baseline_unit),
              "change": (row.change_value and abs(row.change_value), row.change_unit)}
    return next((part for part, said in values.items() if said == (abs(figure.value), figure.unit)), None)
