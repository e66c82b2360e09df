"""Goals told by the company they keep, where few goals of the municipality's own are found.

One model goes by the shape of passages of one form and by how likely each is by its words. A plan without any goal of
its own has the clauses that are likely by their words alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from .catalogue import CatalogueGoal, match_title
from .goal_candidates import Candidate, distinct, origin_level
from .goal_families import LABEL, LIKELIEST, Family, Member, clauses, families
from .goal_families import features as shape
from .goal_features import Title
from .goal_sentences import demands
from .labels import labels_in_heading
from .likely_goals import ENOUGH, GOAL, of_minister
from .linear import model
from .passages import Passage
from .phrases import phrase

ENOUGH_OF_FAMILY = 0.4
ENOUGH_TO_GO_ON = 0.5  # where a plan has some goals, and they are of the family
ENOUGH_OF_SENTENCES = 0.6  # of a family of sentences inside paragraphs,
ENOUGH_OF_LIKELIEST = 0.72  # and of those that have only their likelihood in common
ENOUGH_OF_ONE = 0.6  # of a clause that has no family, in a plan that has no goal of its own yet
ENOUGH_BESIDE_ONE = 0.3  # and of others in its section
LEAST_OF_MEMBER = 0.02
LONGEST = 140  # characters of a goal that only its family tells
FEW = 3  # goals of its own that a plan has at least, mostly


def goals_of_families(
    passages: Sequence[Passage], found: Sequence[Candidate], known: Sequence[CatalogueGoal]
) -> Iterator[Candidate]:
    """The likeliest families of goals, one after the other, until a plan has some goals of its own."""
    teller, words = model("family"), model("goal")
    own = sum(candidate.level in ("local", None) for candidate in distinct(found))
    headings = sum(goal.level == "local" and goal.passage.block.kind == "heading" for goal in found)
    if teller is None or words is None or own >= FEW and headings < FEW - 1:
        return
    said = list(clauses(passages, known, words))
    told = [(teller.chances(shape(family))[GOAL], family) for family in families(said)]
    stated = list(found)
    for chance, family in sorted(told, key=lambda one: -one[0]):
        if not _is_likely(family, chance, own, stated):
            continue
        above = {heading for candidate in stated for heading in candidate.passage.block.section_path}
        goals = [_stated(member, known) for member in _new(family, found) if member.title.passage.text not in above]
        own += sum(goal.level == "local" for goal in goals)
        stated += goals
        yield from goals
    if not own:
        yield from (_stated(member, known) for member in _alone(said, stated))


def _is_likely(family: Family, chance: float, own: int, stated: Sequence[Candidate]) -> bool:
    """Whether a family states goals, in a plan that has so many of its own already."""
    enough = ENOUGH_OF_FAMILY if own < FEW else ENOUGH_TO_GO_ON
    if family.members[0].inside:
        enough = max(enough, ENOUGH_OF_SENTENCES)
    if family.forms == (LIKELIEST,):
        enough = max(enough, ENOUGH_OF_LIKELIEST)
    return chance >= enough and (own < FEW or _goes_on(family, stated))


def _alone(said: Sequence[Member], stated: Sequence[Candidate]) -> list[Member]:
    """The clauses that are likely by their words, outside chapters of measures, and those nearly so beside them."""
    new = [member for member in said if member.kind != "heading" and not member.of_minister and _states(member)
           and not phrase("section_of_measures").search(member.title.heading)
           and not any(_overlap(member.title, candidate) for candidate in stated)]
    sections = {member.title.passage.block.section_path for member in new if member.chance >= ENOUGH_OF_ONE}
    return [member for member in new
            if member.chance >= ENOUGH_BESIDE_ONE and member.title.passage.block.section_path in sections]


def _goes_on(family: Family, stated: Sequence[Candidate]) -> bool:
    """Whether a family goes beyond goals that are headings, with those of other chapters."""
    of_own = [goal for goal in stated if goal.level == "local"]
    taken = sum(any(_overlap(member.title, goal) for goal in of_own) for member in family.members)
    return taken >= FEW - 1 and family.members[0].kind == "heading"


def _new(family: Family, found: Sequence[Candidate]) -> list[Member]:
    """The clauses of a family that was not found and tells no facts: no fields, captions, questions, nothing retold."""
    taken = [any(_overlap(member.title, candidate) for candidate in found) for member in family.members]
    asked = sum(member.kind == "list_item" and demands(member.title.passage.text) for member in family.members)
    if max(sum(taken), asked) * 2 >= len(taken):
        return []
    if any(phrase("has_happened").search(member.text) for member in family.members):
        return []
    goals = {candidate.passage.text for candidate in found}
    said = [member for member, known in zip(family.members, taken, strict=True) if not known and _states(member)]
    if len(said) * 2 < len(taken) - sum(taken):
        return []
    return [member for member in said if member.kind in ("heading", "list_item")
            or not goals & {member.title.heading, member.title.passage.text}]


def _overlap(title: Title, candidate: Candidate) -> bool:
    same = title.passage.block.order == candidate.passage.block.order
    return same and candidate.start < title.end and title.start < candidate.end


def _states(member: Member) -> bool:
    asks = member.text.rstrip().endswith("?") or phrase("goes_back_to").match(member.text)
    heading = member.title.heading
    roles = {label.entry.extra["role"] for label in labels_in_heading(heading)}
    measure = phrase("means_not_goals").search(heading) is not None or roles == {"requirement"}
    says_goal = phrase("goal_is").match(member.text) and not demands(member.text)
    likely = member.chance >= ENOUGH or says_goal or member.states_clause and not member.title.talks_or_demands
    states = " " in member.text and likely and member.chance >= LEAST_OF_MEMBER
    return states and len(member.text) <= LONGEST and not asks and not measure


def _stated(member: Member, known: Sequence[CatalogueGoal]) -> Candidate:
    title = member.title
    label = LABEL.match(title.text)
    words = title.text[label.end() :].strip() if label else title.text.strip()
    number = label["number"] if label and label["number"] else title.number
    goal = match_title(words, known)
    said = origin_level(label["label"]) if label else None
    our_words = phrase("wish").match(words) or phrase("own_goals").search(words)
    ministers = said == "ministerial" or said is None and of_minister(title) and not our_words
    level = "ministerial" if goal or ministers else "local"
    return Candidate(title.passage, title.start, title.end, words, level, number, goal, by_model=True)
