"""Which of the minister's goals of its year a plan takes up; the findings on missing goals rest on the same reading."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import SimpleNamespace
from typing import Any, cast

from maaltal.schemas import codelists
from maaltal.schemas.codelists import MinisterialGoal, municipality_by_code
from maaltal.schemas.tables import DocumentRow, GoalRow, ParagraphRow, RequirementRow
from maaltal.schemas.views import CoverageRow

from .audit.goals import missing_goals
from .audit.plan import Plan, plan_of


def uptake(document: DocumentRow, rows: Mapping[str, Sequence[Any]]) -> list[CoverageRow]:
    """A row for each goal of the minister and each municipality; none for other documents than plans."""
    known = [goal for goal in codelists.ministerial_goals() if goal.year == document.plan_year]
    if document.document_type != "employment_plan" or not known or not rows.get("paragraphs"):
        return []
    plan = _as_plan(document, rows)
    missing = frozenset(goal.catalogue_id for goal in missing_goals(plan))
    found = [_Taken.of(goal, known, plan, missing) for goal in known]
    return [taken.row(document, code) for code in document.municipality_codes for taken in found]


def _as_plan(document: DocumentRow, rows: Mapping[str, Sequence[Any]]) -> Plan:
    """The document as the audit sees it; rows of paragraphs have all that its checks of goals read of a block."""
    paragraphs: Sequence[ParagraphRow] = rows["paragraphs"]
    read = SimpleNamespace(blocks=tuple(paragraphs))
    return plan_of(cast(Any, read), cast(Any, document), rows)


class _Taken:
    """How a plan treats one goal."""

    def __init__(self, goal: MinisterialGoal, own: GoalRow | None, served: bool, mentioned: bool) -> None:
        self.goal, self.own, self.served = goal, own, served
        self.evidence = "goal" if own else "requirement" if served else "text" if mentioned else None

    @classmethod
    def of(cls, goal: MinisterialGoal, known: Sequence[MinisterialGoal], plan: Plan,
           missing: frozenset[str]) -> _Taken:
        own = _own_goal(goal, known, plan.goals)
        ids = {row.goal_id for row in plan.goals if row.catalogue_id == goal.catalogue_id or row is own}
        served = any(_serves(row, goal, ids) for row in plan.requirements)
        return cls(goal, own, served, goal.certainty != "low" and goal.catalogue_id not in missing)

    def row(self, document: DocumentRow, code: str) -> CoverageRow:
        unsure = self.evidence is None and self.goal.certainty == "low"
        return CoverageRow(
            coverage_id=f"{code}-{self.goal.catalogue_id}", municipality_code=code,
            municipality=municipality_by_code()[code].name, plan_year=self.goal.year,
            catalogue_id=self.goal.catalogue_id, goal_title=self.goal.title, theme=self.goal.theme,
            certainty=self.goal.certainty, taken_up=None if unsure else self.evidence is not None,
            evidence=self.evidence, with_target=self.served, goal_id=self.own.goal_id if self.own else None,
            document_id=document.document_id,
        )


def _own_goal(goal: MinisterialGoal, known: Sequence[MinisterialGoal], goals: Sequence[GoalRow]) -> GoalRow | None:
    """The plan's goal with the catalogue's id, else one of the theme where the year has no other goal of it."""
    by_id = next((row for row in goals if row.catalogue_id == goal.catalogue_id), None)
    if by_id or sum(other.theme == goal.theme for other in known) > 1:
        return by_id
    of_theme = [row for row in goals if row.theme == goal.theme and not row.catalogue_id]
    return min(of_theme, key=lambda row: (row.level != "ministerial", row.char_start), default=None)


def _serves(row: RequirementRow, goal: MinisterialGoal, goal_ids: set[str]) -> bool:
    return row.status == "set" and (row.goal_id in goal_ids or row.theme == goal.theme)


