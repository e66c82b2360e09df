"""The coverage matrix: which of the minister's goals each municipality's plan of the year takes up."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from maaltal.schemas import codelists
from maaltal.schemas.codelists import MinisterialGoal

from .store import Row

NOT_FOUND, TAKEN_UP, WITH_TARGET = "none", "goal", "target"
_RANK = {NOT_FOUND: 0, TAKEN_UP: 1, WITH_TARGET: 2}


@dataclass(frozen=True, slots=True)
class Taken:
    """How a plan treats one goal: not found, taken up, or taken up with a demand whose value is set."""

    goal: MinisterialGoal
    level: str


@dataclass(frozen=True, slots=True)
class Plan:
    """The goals of one municipality in one year, and the document that is read for it."""

    document_id: str
    goals: tuple[Taken, ...]


@dataclass(frozen=True, slots=True)
class Uptake:
    """A goal over all plans of its year."""

    goal: MinisterialGoal
    plans: int
    taken_up: int
    with_target: int


@dataclass(frozen=True, slots=True)
class Coverage:
    """`cells[municipality code, year]`; years ascending, only those the minister's goals are known for."""

    years: tuple[int, ...]
    cells: Mapping[tuple[str, int], Plan]
    uptake: tuple[Uptake, ...]


def coverage(documents: Sequence[Row], goals: Iterable[Row], requirements: Iterable[Row]) -> Coverage:
    """The matrix of all employment plans that name their municipality and a year with known goals."""
    known = _catalogue()
    levels = _levels(goals, requirements)
    cells: dict[tuple[str, int], Plan] = {}
    for document in documents:
        year = document["plan_year"]
        if document["document_type"] != "employment_plan" or year not in known:
            continue
        plan = Plan(document["document_id"], tuple(
            Taken(goal, _level(goal, known[year], levels[document["document_id"]])) for goal in known[year]))
        for code in document["municipality_codes"]:
            cells[code, year] = _fuller(cells.get((code, year)), plan)
    years = tuple(sorted({year for _, year in cells}))
    return Coverage(years, cells, tuple(_uptake(cells, years)))


def _catalogue() -> dict[int, list[MinisterialGoal]]:
    by_year: dict[int, list[MinisterialGoal]] = defaultdict(list)
    for goal in codelists.ministerial_goals():
        by_year[goal.year].append(goal)
    return by_year


def _levels(goals: Iterable[Row], requirements: Iterable[Row]) -> dict[str, dict[str, str]]:
    """By document: the level of each catalogue id, and of each theme of an uncatalogued minister's goal."""
    with_target = {row["goal_id"] for row in requirements if row["goal_id"] and row["status"] == "set"}
    found: dict[str, dict[str, str]] = defaultdict(dict)
    for goal in goals:
        key = goal["catalogue_id"] or goal["theme"]
        if goal["level"] != "ministerial" or key is None:
            continue
        level = WITH_TARGET if goal["goal_id"] in with_target else TAKEN_UP
        of_document = found[goal["document_id"]]
        of_document[key] = max(level, of_document.get(key, NOT_FOUND), key=_RANK.__getitem__)
    return found


def _level(goal: MinisterialGoal, year: Sequence[MinisterialGoal], levels: Mapping[str, str]) -> str:
    """By catalogue id, or by theme where the year has only one goal of that theme."""
    found = [levels.get(goal.catalogue_id, NOT_FOUND)]
    if sum(other.theme == goal.theme for other in year) == 1:
        found.append(levels.get(goal.theme, NOT_FOUND))
    return max(found, key=_RANK.__getitem__)


def _fuller(one: Plan | None, other: Plan) -> Plan:
    """Of two documents for the same place and year the one that takes up more; the first where they are alike."""
    if one is None:
        return other
    return max((one, other), key=lambda plan: sum(_RANK[taken.level] for taken in plan.goals))


def _uptake(cells: Mapping[tuple[str, int], Plan], years: Iterable[int]) -> Iterable[Uptake]:
    known = _catalogue()
    for year in years:
        plans = [plan for (_, its_year), plan in cells.items() if its_year == year]
        for place, goal in enumerate(known[year]):
            levels = [plan.goals[place].level for plan in plans]
            yield Uptake(goal, len(plans), sum(level != NOT_FOUND for level in levels), levels.count(WITH_TARGET))
