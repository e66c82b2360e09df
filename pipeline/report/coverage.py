"""The coverage matrix: the dataset's table `coverage`, laid out by municipality and year, and counted by goal."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from .store import Row

UNSURE, NOT_FOUND, TAKEN_UP, WITH_TARGET = "unsure", "none", "goal", "target"
LEVELS = (WITH_TARGET, TAKEN_UP, NOT_FOUND, UNSURE)


@dataclass(frozen=True, slots=True)
class Goal:
    """A goal of the minister: its year, its number in the year's catalogue, its title and theme."""

    year: int
    number: str
    title: str
    theme: str


@dataclass(frozen=True, slots=True)
class Taken:
    """How a plan treats one goal; `evidence` says what shows it."""

    goal: Goal
    level: str
    evidence: str | None


@dataclass(frozen=True, slots=True)
class Plan:
    """The goals of one municipality in one year, and the document that is read for it."""

    document_id: str
    goals: tuple[Taken, ...]


@dataclass(frozen=True, slots=True)
class Uptake:
    """A goal over all plans of its year."""

    goal: Goal
    plans: int
    taken_up: int
    with_target: int


@dataclass(frozen=True, slots=True)
class Coverage:
    """`cells[municipality code, year]`; years ascending; `levels` those that occur, the fullest first."""

    years: tuple[int, ...]
    cells: Mapping[tuple[str, int], Plan]
    uptake: tuple[Uptake, ...]
    levels: tuple[str, ...]


def coverage(rows: Iterable[Row]) -> Coverage:
    """The matrix that the rows of the table make."""
    cells: dict[tuple[str, int], list[Row]] = defaultdict(list)
    by_goal: dict[Goal, list[str]] = defaultdict(list)
    for row in rows:
        cells[row["municipality_code"], row["plan_year"]].append(row)
        by_goal[_goal(row)].append(_level(row))
    goals = sorted(by_goal, key=lambda goal: (goal.year, _in_order(goal)))
    return Coverage(
        years=tuple(sorted({year for _, year in cells})),
        cells={place: _plan(found) for place, found in cells.items()},
        uptake=tuple(_uptake(goal, by_goal[goal]) for goal in goals),
        levels=tuple(level for level in LEVELS if any(level in levels for levels in by_goal.values())),
    )


def _plan(rows: Sequence[Row]) -> Plan:
    taken = (Taken(_goal(row), _level(row), row["evidence"]) for row in rows)
    return Plan(rows[0]["document_id"], tuple(sorted(taken, key=lambda one: _in_order(one.goal))))


def _goal(row: Row) -> Goal:
    return Goal(row["plan_year"], row["catalogue_id"].partition(".")[2], row["goal_title"], row["theme"])


def _level(row: Row) -> str:
    if row["taken_up"] is None:
        return UNSURE
    if not row["taken_up"]:
        return NOT_FOUND
    return WITH_TARGET if row["with_target"] else TAKEN_UP


def _in_order(goal: Goal) -> tuple[int, str]:
    """Numbers in their order, 10 behind 9."""
    return (int(goal.number) if goal.number.isdigit() else 0), goal.number


def _uptake(goal: Goal, levels: Sequence[str]) -> Uptake:
    return Uptake(goal, len(levels), sum(level in (TAKEN_UP, WITH_TARGET) for level in levels),
                  levels.count(WITH_TARGET))
