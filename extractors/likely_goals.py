"""Goals that no label, number or announcement gives away, as models tell them.

One goes by the words and place of a passage among goals. Where few goals of the municipality's own are found then,
another goes by the shape of passages of one form, whatever their words.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set

from .catalogue import CatalogueGoal, match_title
from .goal_announcements import section_level
from .goal_candidates import Candidate, distinct, origin_level
from .goal_families import LABEL, Family, Member, families
from .goal_families import features as shape
from .goal_features import Form, Title, features, titles
from .goal_patterns import ORIGIN
from .goal_sentences import aims, demands
from .grammar.numbers import find_number_words
from .labels import labels_in_heading
from .linear import model
from .passages import Passage
from .phrases import phrase

GOAL, NO_GOAL = "goal", "none"  # what the model answers
ENOUGH = 0.5  # probability from which a passage states a goal,
ENOUGH_BESIDE = 0.2  # and where others of its form do, below the same heading
ENOUGH_ALONE = 0.8  # of a heading that does not stand among goals
ENOUGH_OF_FAMILY = 0.4
ENOUGH_WITHOUT_OTHERS = 0.3  # and where a plan has no goal of its own yet
ENOUGH_TO_GO_ON = 0.5  # where it has some, and they are of the family
ENOUGH_OF_SENTENCES = 0.6  # of a family of sentences inside paragraphs
LONGEST = 140  # characters of a goal that only its family tells
FEW = 3  # goals of its own that a plan has at least, mostly
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
            level = "ministerial" if goal or _of_minister(title) else "local"
            found_here = title.passage, title.start, title.end, title.text.strip(), level, title.number, goal
            yield Candidate(*found_here, by_model=True)


def goals_of_families(
    passages: Sequence[Passage], found: Sequence[Candidate], known: Sequence[CatalogueGoal]
) -> Iterator[Candidate]:
    """The likeliest families of goals, one after the other, until a plan has some goals of its own."""
    teller = model("family")
    own = sum(candidate.level in ("local", None) for candidate in distinct(found))
    headings = sum(goal.level == "local" and goal.passage.block.kind == "heading" for goal in found)
    if teller is None or own >= FEW and headings < FEW - 1:
        return
    told = [(teller.chances(shape(family))[GOAL], family) for family in families(passages)]
    stated = list(found)
    for chance, family in sorted(told, key=lambda one: -one[0]):
        if chance < (ENOUGH_OF_FAMILY if own else ENOUGH_WITHOUT_OTHERS):
            return
        if own >= FEW and not (chance >= ENOUGH_TO_GO_ON and _goes_on(family, stated)):
            continue
        if family.members[0].inside and chance < ENOUGH_OF_SENTENCES:
            continue
        above = {heading for candidate in stated for heading in candidate.passage.block.section_path}
        goals = [_of_family(member, known) for member in _new(family, stated) if member.title.passage.text not in above]
        own += sum(goal.level == "local" for goal in goals)
        stated += goals
        yield from goals


def _goes_on(family: Family, stated: Sequence[Candidate]) -> bool:
    """Whether a family goes beyond goals that are headings, with those of other chapters."""
    of_own = [goal for goal in stated if goal.level == "local"]
    taken = sum(any(_overlap(member.title, goal) for goal in of_own) for member in family.members)
    return taken >= FEW - 1 and family.members[0].kind == "heading"


def _new(family: Family, found: Sequence[Candidate]) -> list[Member]:
    """The clauses of a family that was not found and tells no facts: no fields, captions, questions, nothing retold."""
    taken = [any(_overlap(member.title, candidate) for candidate in found) for member in family.members]
    asked = sum(member.title.talks_or_demands or member.kind == "list_item" and demands(member.title.passage.text)
                for member in family.members)
    if max(sum(taken), asked) * 2 >= len(taken):
        return []
    if any(phrase("has_happened").search(member.text) for member in family.members):
        return []
    goals = {candidate.passage.text for candidate in found}
    said = [member for member, known in zip(family.members, taken, strict=True) if not known and _states(member)]
    return [member for member in said if member.kind in ("heading", "list_item")
            or not goals & {member.title.heading, member.title.passage.text}]


def _overlap(title: Title, candidate: Candidate) -> bool:
    same = title.passage.block.order == candidate.passage.block.order
    return same and candidate.start < title.end and title.start < candidate.end


def _states(member: Member) -> bool:
    asks = member.text.rstrip().endswith("?")
    heading = member.title.heading
    roles = {label.entry.extra["role"] for label in labels_in_heading(heading)}
    measure = phrase("means_not_goals").search(heading) is not None or roles == {"requirement"}
    states = " " in member.text and member.states_clause and not member.title.talks_or_demands
    return states and len(member.text) <= LONGEST and not asks and not measure


def _of_family(member: Member, known: Sequence[CatalogueGoal]) -> Candidate:
    title = member.title
    label = LABEL.match(title.text)
    words = title.text[label.end() :].strip() if label else title.text.strip()
    number = label["number"] if label and label["number"] else title.number
    goal = match_title(words, known)
    said = origin_level(label["label"]) if label else None
    level = "ministerial" if goal or said == "ministerial" or said is None and _of_minister(title) else "local"
    return Candidate(title.passage, title.start, title.end, words, level, number, goal, by_model=True)


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


def _of_minister(title: Title) -> bool:
    """Whether heading or announcement say that the goals below are the minister's."""
    level = section_level(title.passage)
    told = "minister" in title.announcement.lower() and not phrase("besides_ministers").search(title.announcement)
    return level == "ministerial" or level is None and told


def _count(announcement: str) -> int | None:
    """How many goals a sentence announces: `Byrådet har sat fire lokale mål.`"""
    counted = phrase("counted_goals").search(announcement)
    number = next(iter(find_number_words(counted.group())), None) if counted else None
    return int(number.value) if number else None
