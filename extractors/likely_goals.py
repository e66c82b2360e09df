"""Goals that no label, number or announcement gives away: a model tells them by their words and place."""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set

from .catalogue import CatalogueGoal, match_title
from .goal_announcements import section_level
from .goal_candidates import Candidate
from .goal_features import Form, Title, features, titles
from .goal_patterns import ORIGIN
from .goal_sentences import aims
from .grammar.numbers import find_number_words
from .linear import model
from .passages import Passage
from .phrases import phrase

GOAL, NO_GOAL = "goal", "none"  # what the models answer
ENOUGH = 0.5  # probability from which a passage states a goal,
ENOUGH_BESIDE = 0.2  # and where others of its form do, below the same heading
ENOUGH_ALONE = 0.8  # of a heading that does not stand among goals
ENOUGH_OF_LIST = 0.05  # probability of the likeliest in a list that is announced as one of goals


def likely_goals(
    passages: Sequence[Passage], found: Sequence[Candidate], known: Sequence[CatalogueGoal]
) -> Iterator[Candidate]:
    """Goals in passages among goals where nothing was found, nor in the heading above them."""
    teller = model("goal")
    if teller is None:
        return
    taken = {candidate.passage.block.order for candidate in found}
    headings = {candidate.passage.text for candidate in found if candidate.passage.block.kind == "heading"}
    above = {heading for candidate in found for heading in candidate.passage.block.section_path}
    told: dict[Form, list[tuple[Title, float]]] = {}
    for title in titles(passages):
        if title.heading in headings or " " not in title.text.strip():
            continue  # one word names but a field
        field = ORIGIN.search(title.text)  # `Unge under 30 år (ministermål)` names but the field
        if field and not aims(title.text[: field.start()]) or not (title.among_goals or _may_stand_alone(title)):
            continue
        chance = teller.chances(features(title, known))[GOAL]
        if title.passage.text in above and chance < ENOUGH:
            continue  # a heading that has its goal below it names but a field
        if title.among_goals or chance >= ENOUGH_ALONE:
            told.setdefault(title.form, []).append((title, chance))
    for alike in told.values():
        for title in _stated(alike, taken):
            goal = match_title(title.text, known)
            level = "ministerial" if goal or of_minister(title) else "local"
            found_here = title.passage, title.start, title.end, title.text.strip(), level, title.number, goal
            yield Candidate(*found_here, by_model=True)


def _stated(alike: Sequence[tuple[Title, float]], taken: Set[int]) -> Iterator[Title]:
    """Those of one form that state goals: all of a list that is announced as such, else the likely and nearly so."""
    chances = [1.0 if title.passage.block.order in taken else chance for title, chance in alike]
    announced = _count(alike[0][0].announcement)
    enough = ENOUGH_BESIDE if max(chances) >= ENOUGH else ENOUGH
    listed = all(title.is_announced and title.names_goal for title, _ in alike) and max(chances) >= ENOUGH_OF_LIST
    if len(alike) > 1 and (listed or announced == len(alike) and max(chances) >= ENOUGH_BESIDE):
        enough = 0.0
    for (title, _), chance in zip(alike, chances, strict=True):
        if chance >= enough and title.passage.block.order not in taken:
            yield title


def _may_stand_alone(title: Title) -> bool:
    """Whether a title may be a goal though it does not stand among goals: a heading, not below `Vores indsats`."""
    below_means = phrase("means_not_goals").search(title.heading) is not None
    return title.passage.block.kind == "heading" and not title.talks_or_demands and not below_means


def of_minister(title: Title) -> bool:
    """Whether heading or announcement say that the goals below are the minister's."""
    level = section_level(title.passage)
    told = "minister" in title.announcement.lower() and not phrase("besides_ministers").search(title.announcement)
    return level == "ministerial" or level is None and told


def _count(announcement: str) -> int | None:
    """How many goals a sentence announces: `Byrådet har sat fire lokale mål.`"""
    counted = phrase("counted_goals").search(announcement)
    number = next(iter(find_number_words(counted.group())), None) if counted else None
    return int(number.value) if number else None
