"""Goals that no label, number or announcement gives away.

One model tells each clause by its words and place, a second by that and by the company it keeps; of both the answer is
the level of the goal, or none.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import regex

from ..schemas.text import Document
from .catalogue import CatalogueGoal, likeness, match_title
from .concepts import theme_in
from .goal_candidates import Candidate, distinct
from .goal_clauses import LABEL, LEVELS, NO_GOAL, Chances, Clause, among_their_like, clauses
from .goal_patterns import CHAPTER_OF_GOALS
from .goal_sentences import aims
from .linear import model
from .phrases import phrase
from .tables import Table

ENOUGH = 0.7  # probability from which a clause states a goal, in a plan that has its goals,
ENOUGH_OF_FEW = 0.5  # in one that has few of that level,
ENOUGH_OF_NONE = 0.45  # and in one that has none
FEW = 3
NOT_RULED_OUT = 0.01  # probability by words and place; of those below, 85 in 100, the second model takes none
MORE_OF_SENTENCES = 0.1  # for those inside paragraphs,
MORE_OF_NAMES = 0.3  # and for cells that but name something
ENOUGH_OF_DEMANDS = 0.95  # for those that say how much
_COUNTED = regex.compile(r"\p{L}*[Mm]ål (?P<number>\d{1,2}(?:\.\d{1,2})?)[.:]?\s+(?=\p{Lu})")  # `Delmål 1.2 Unge ...`
_NO_GOALS = ("no_goal_meant", "has_goals", "counts_on", "has_happened", "only_proposed")
SAME_WORDS = 0.6  # likeness


def likely_goals(
    document: Document, tables: Sequence[Table], found: Sequence[Candidate], known: Sequence[CatalogueGoal]
) -> Iterator[Candidate]:
    """The goals that are likely and not found, the likeliest first."""
    told = sorted(judged(document, tables, known), key=lambda one: one[1][NO_GOAL])
    stated = distinct(found)
    of_minister = [candidate.level == "ministerial" for candidate in stated]
    count = {True: sum(of_minister), False: len(of_minister) - sum(of_minister)}
    for clause, chances in told:
        level = max(LEVELS, key=lambda one: chances[one])
        if 1 - chances[NO_GOAL] < _enough(clause, count[level == "ministerial"]) or _is_no_goal(clause, level):
            continue
        goal = _stated(clause, level, known)
        if not _explains(clause, stated) and not any(_is_told(goal, other) for other in stated):
            stated.append(goal)
            yield goal if level == "ministerial" else replace(goal, known=None)


def _enough(clause: Clause, found: int) -> float:
    """The probability that is enough in a plan that has so many goals of the minister, or of its own, already."""
    enough = ENOUGH if found >= FEW else ENOUGH_OF_FEW if found else ENOUGH_OF_NONE
    names = clause.seat is not None and not clause.states_clause
    enough += MORE_OF_SENTENCES * clause.inside + MORE_OF_NAMES * names
    return max(enough, ENOUGH_OF_DEMANDS) if clause.title.demands else enough


def _explains(clause: Clause, stated: Sequence[Candidate]) -> bool:
    """`Jobcentret skal sikre, at ...` right below a heading that states a goal: what the minister says of it."""
    says = phrase("ministers_wording").match(clause.text) is not None
    return says and any(other.title in clause.title.heading for other in stated)


def _is_no_goal(clause: Clause, level: str) -> bool:
    """Whether a clause but heads goals, stands below `Vores indsats`, tells what was, or says that it is none."""
    label = LABEL.match(clause.text)
    text = clause.text[label.end() if label else 0 :].strip(" .:")
    said = any(phrase(key).search(text) for key in _NO_GOALS)
    heads = phrase("goal_origin").fullmatch(text) or CHAPTER_OF_GOALS.match(text) and not aims(text)
    means = level != "ministerial" and phrase("means_not_goals").search(clause.title.heading)
    return bool(said or heads or means) or " " not in text


def judged(
    document: Document, tables: Sequence[Table], known: Sequence[CatalogueGoal]
) -> list[tuple[Clause, Chances]]:
    """The clauses that may state a goal with the chances of each level, and of none; nothing where models are missing.

    What states none by its words and place is not judged by its company.
    """
    words, company = model("goal_words"), model("goal")
    if words is None or company is None:
        return []
    said = clauses(document, tables, known)
    alone = list(words.chances_of(clause.words for clause in said))
    asked = [number for number, chances in enumerate(alone) if 1 - chances[NO_GOAL] >= NOT_RULED_OUT]
    judged_again = company.chances_of(among_their_like(said, alone, asked))
    return [(said[number], chances) for number, chances in zip(asked, judged_again, strict=True)]


def _stated(clause: Clause, level: str, known: Sequence[CatalogueGoal]) -> Candidate:
    title = clause.title
    label = LABEL.match(title.text) or _COUNTED.match(title.text)
    words = title.text[label.end() :].strip() if label else title.text.strip()
    number = label["number"] if label and label["number"] else title.number
    return Candidate(title.passage, title.start, title.end, words, level, number, match_title(words, known),
                     by_model=True)


def _is_told(goal: Candidate, other: Candidate) -> bool:
    """Whether a goal is one that is stated already: in the same words, as the minister's, or his with its theme."""
    if _overlap(goal, other) or likeness(goal.title, other.title) >= SAME_WORDS:
        return True
    if goal.known and other.known:
        return goal.known.catalogue_id == other.known.catalogue_id
    theme = theme_in(goal.title)
    return goal.level == other.level == "ministerial" and theme is not None and theme == _theme(other)


def _theme(goal: Candidate) -> str | None:
    return goal.known.theme if goal.known else theme_in(goal.title)


def _overlap(goal: Candidate, other: Candidate) -> bool:
    same = goal.passage.block.order == other.passage.block.order
    first, second = goal.passage.offset, other.passage.offset
    return same and other.start + second < goal.end + first and goal.start + first < other.end + second
