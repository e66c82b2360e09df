"""Goals that no label, number or announcement gives away.

One model tells each clause by its words and place, a second by that and by the company it keeps; of both the answer is
the level of the goal, or none.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from .catalogue import CatalogueGoal, likeness, match_title
from .concepts import theme_in
from .goal_candidates import Candidate, distinct
from .goal_clauses import LABEL, LEVELS, NO_GOAL, Chances, Clause, among_their_like, clauses
from .linear import model
from .passages import Passage

ENOUGH = 0.7  # probability from which a clause states a goal, in a plan that has its goals,
ENOUGH_OF_FEW = 0.5  # in one that has few of that level,
ENOUGH_OF_NONE = 0.3  # and in one that has none
FEW = 3
MORE_OF_SENTENCES = 0.1  # for those inside paragraphs
SAME_WORDS = 0.6  # likeness


def likely_goals(
    passages: Sequence[Passage], found: Sequence[Candidate], known: Sequence[CatalogueGoal]
) -> Iterator[Candidate]:
    """The goals that are likely and not found, the likeliest first."""
    told = sorted(judged(passages, known), key=lambda one: one[1][NO_GOAL])
    stated = distinct(found)
    of_minister = [candidate.level == "ministerial" for candidate in stated]
    count = {True: sum(of_minister), False: len(of_minister) - sum(of_minister)}
    for clause, chances in told:
        level = max(LEVELS, key=lambda one: chances[one])
        if 1 - chances[NO_GOAL] < _enough(clause, count[level == "ministerial"]):
            continue
        goal = _stated(clause, level, known)
        if not any(_is_told(goal, other) for other in stated):
            stated.append(goal)
            yield goal


def _enough(clause: Clause, found: int) -> float:
    """The probability that is enough in a plan that has so many goals of the minister, or of its own, already."""
    enough = ENOUGH if found >= FEW else ENOUGH_OF_FEW if found else ENOUGH_OF_NONE
    return enough + MORE_OF_SENTENCES * clause.inside


def judged(passages: Sequence[Passage], known: Sequence[CatalogueGoal]) -> list[tuple[Clause, Chances]]:
    """Each clause with the chances that it states a goal of a level, or none; nothing where models are missing."""
    words, company = model("goal_words"), model("goal")
    if words is None or company is None:
        return []
    said = clauses(passages, known)
    alone = [words.chances(clause.words) for clause in said]
    return [(clause, company.chances(seen))
            for clause, seen in zip(said, among_their_like(said, alone), strict=True)]


def _stated(clause: Clause, level: str, known: Sequence[CatalogueGoal]) -> Candidate:
    title = clause.title
    label = LABEL.match(title.text)
    words = title.text[label.end() :].strip() if label else title.text.strip()
    number = label["number"] if label and label["number"] else title.number
    goal = match_title(words, known) if level == "ministerial" else None
    return Candidate(title.passage, title.start, title.end, words, level, number, goal, by_model=True)


def _is_told(goal: Candidate, other: Candidate) -> bool:
    """Whether a goal is one that is stated already: in the same words, or the minister's with its theme."""
    if _overlap(goal, other) or likeness(goal.title, other.title) >= SAME_WORDS:
        return True
    theme = theme_in(goal.title)
    return goal.level == other.level == "ministerial" and theme is not None and theme == _theme(other)


def _theme(goal: Candidate) -> str | None:
    return goal.known.theme if goal.known else theme_in(goal.title)


def _overlap(goal: Candidate, other: Candidate) -> bool:
    same = goal.passage.block.order == other.passage.block.order
    first, second = goal.passage.offset, other.passage.offset
    return same and other.start + second < goal.end + first and goal.start + first < other.end + second
