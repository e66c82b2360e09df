"""The minister's goals of the year that a plan does not take up."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

import regex
from maaltal.extractors.catalogue import NEAR, CatalogueGoal, goals_of_year, likeness, match_title
from maaltal.extractors.concepts import theme_of_indicator
from maaltal.extractors.grammar.sentences import sentences
from maaltal.extractors.lexicon import matcher
from maaltal.schemas import codelists

from .flaws import Flaw
from .plan import Plan

_BINDING_UNTIL = 2014  # legal notes C1, C2: binding to 2014, guiding from 2015
_LONG = 40  # words of a sentence beyond which likeness to a title means nothing
_WORD = regex.compile(r"[\p{L}\d]+")


def not_taken_up(plan: Plan) -> Iterable[Flaw]:
    """A finding for each goal the minister set for the plan's year and the plan nowhere takes up."""
    year = plan.card.plan_year
    if not plan.is_plan or year is None or not plan.text.strip():
        return
    missing, binding = missing_goals(plan), year <= _BINDING_UNTIL
    values = {"year": year, "force": "bindende" if binding else "vejledende"}
    titles = [f"mål {goal.number}: {goal.title}" for goal in missing]
    if len(missing) > 1 and len(missing) == len(known_goals(plan)):  # one remark, not one for each
        missing, titles = missing[:1], ["; ".join(titles)]
    for goal, title in zip(missing, titles, strict=True):
        serious = binding and _certainty()[goal.catalogue_id] == "high" and plan.card.status != "draft"
        yield Flaw("minister_goal_missing", title, "ikke fundet i planen", severity="warning" if serious else "info",
                   values=values)


@cache
def _certainty() -> dict[str, str]:
    return {goal.catalogue_id: goal.certainty for goal in codelists.ministerial_goals()}


def known_goals(plan: Plan) -> tuple[CatalogueGoal, ...]:
    """The minister's goals of the plan's year, as far as the catalogue is sure of them."""
    return tuple(goal for goal in goals_of_year(plan.card.plan_year) if _certainty()[goal.catalogue_id] != "low")


def missing_goals(plan: Plan) -> list[CatalogueGoal]:
    """The minister's goals of the plan's year that no goal, requirement, heading or sentence takes up."""
    known = known_goals(plan)
    by_row = {goal.catalogue_id for goal in plan.goals} | {_by_title(goal.title, known) for goal in plan.goals}
    themes = _themes(plan)
    open_goals = [goal for goal in known if goal.catalogue_id not in by_row and goal.theme not in themes]
    return [goal for goal in open_goals if not _in_text(plan, goal)]


def _by_title(title: str, known: tuple[CatalogueGoal, ...]) -> str | None:
    goal = match_title(title, known)
    return goal.catalogue_id if goal else None


def _themes(plan: Plan) -> set[str]:
    """Themes that goals, requirements or headings are about."""
    found = {goal.theme for goal in plan.goals} | {row.theme for row in plan.requirements}
    found |= {theme_of_indicator(row.indicator) for row in plan.requirements}
    headings = [block.text for block in plan.body if block.kind == "heading"]
    texts = [*headings, *(goal.quote for goal in plan.goals), *(row.quote for row in plan.requirements)]
    for text in texts:
        found.update(matcher("themes").keys(text))
    return {theme for theme in found if theme}


def _in_text(plan: Plan, goal: CatalogueGoal) -> bool:
    """Whether the title stands in the text word for word, or a sentence says nearly the same."""
    if goal.pattern.search(plan.text):
        return True
    stems = {word[:6].lower() for wording in goal.wordings for word in _WORD.findall(wording) if len(word) > 5}
    for block in plan.body:
        low = block.text.lower()
        if sum(stem in low for stem in stems) < 2:
            continue
        for start, end in sentences(block.text):
            sentence = block.text[start:end]
            if len(sentence.split()) <= _LONG and _like(sentence, goal):
                return True
    return False


def _like(sentence: str, goal: CatalogueGoal) -> bool:
    return any(likeness(sentence, wording) >= NEAR for wording in goal.wordings)
