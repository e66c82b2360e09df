"""Goals told by what they have in common: passages of one form that come back.

The headings of one depth, the items of one list, what opens the sections, sentences that begin with the same words,
the likeliest clause of each section: each such family states the plan's goals or does not. A model tells which by how
likely its members are by their words, and by its shape: how many there are, how many say what shall become of
something, how many have numbers below them. It is asked only where the rules have found few goals of the
municipality's own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import log

import regex

from .catalogue import CatalogueGoal
from .concepts import theme_in
from .goal_features import Title, inner_titles, titles
from .goal_features import features as title_features
from .goal_sentences import aims, demands, measures
from .likely_goals import GOAL
from .linear import LinearModel
from .passages import Passage
from .phrases import phrase

LIKELIEST = "likeliest of section"
LABEL = regex.compile(r"[*\s]*(?P<label>\p{Lu}[\p{L} ]{2,30}?)\s?(?P<number>\d{1,2}|\b[A-H])?\s?[:·–|]\s")
_WORD = regex.compile(r"\w+")
_FEWEST, _MOST = 2, 25  # members of a family
_LONGEST_SECTION = 12  # passages below a heading that are looked at
_LENGTHS = (3, 5, 8, 12, 18, 26)  # words
_LIKELY = 0.3  # chance
_SLIGHTEST = 1e-4
_OF_MINISTER = 1.2  # twice the likeness to a title of the catalogue, as the model is told
_WEIGHT_OF_ODDS = 1 / 3
_WHOLE = 0.8  # share of its passage


@dataclass(frozen=True, slots=True)
class Member:
    """A passage or a sentence that could state a goal, and what stands around it."""

    title: Title
    inside: bool  # a sentence inside a paragraph
    follows: str  # the passage behind, of a sentence inside the next sentence
    measured: bool  # whether numbers stand in its section
    chance: float  # that it states a goal, by its words and place alone
    of_minister: bool  # whether its words are those of a goal of the minister

    @property
    def text(self) -> str:
        return self.title.text

    @property
    def kind(self) -> str:
        return "sentence" if self.inside else self.title.passage.block.kind

    @property
    def place(self) -> tuple[int, int]:
        return self.title.passage.block.order, self.title.passage.offset + self.title.start

    @property
    def states_clause(self) -> bool:
        said = (phrase(key).search(self.text) for key in ("told_as_reached", "shall"))
        return aims(self.text) or any(said) or phrase("wish").match(self.text) is not None


@dataclass(frozen=True, slots=True)
class Family:
    """Members of one form, in order, and the forms they share: `headings`, `first words`, `label`."""

    forms: tuple[str, ...]
    members: tuple[Member, ...]


_PROPERTIES: Mapping[str, Callable[[Member], bool]] = {
    "aims": lambda m: aims(m.text),
    "clause": lambda m: m.states_clause,
    "demands": lambda m: demands(m.text),
    "wish": lambda m: phrase("wish").match(m.text) is not None,
    "bold": lambda m: bool(m.title.passage.block.bold),
    "talks": lambda m: m.title.talks_or_demands,
    "among goals": lambda m: m.title.among_goals,
    "announced": lambda m: m.title.is_announced,
    "measured": lambda m: m.measured,
    "number": lambda m: m.title.mark is not None,
    "whole": lambda m: len(m.text) > _WHOLE * len(m.title.passage.text),
    "themed": lambda m: theme_in(m.text) is not None,
}


def clauses(passages: Sequence[Passage], known: Sequence[CatalogueGoal], words: LinearModel) -> Iterator[Member]:
    """All passages and sentences that could state a goal, in order; `words` tells how likely each is by its words."""
    measured = [measures(passage.text) for passage in passages]
    number = {id(passage): index for index, passage in enumerate(passages)}
    told = [*((title, False) for title in titles(passages)), *((title, True) for title in inner_titles(passages))]
    told.sort(key=lambda one: (number[id(one[0].passage)], one[0].start))
    for title, inside in told:
        text, index = title.passage.text, number[id(title.passage)]
        follows = text[title.end :].lstrip(" .") if inside else title.behind.text if title.behind else ""
        numbers_below = any(measured[slice(*_section(passages, index))])
        seen = title_features(title, known)
        of_minister = seen["likeness"] > _OF_MINISTER
        yield Member(title, inside, follows, numbers_below, words.chances(seen)[GOAL], of_minister)


def families(members: Sequence[Member]) -> list[Family]:
    """All families of a document; those with the same members are one."""
    by_form: dict[tuple, list[Member]] = {}
    for member in members:
        for form in _forms(member):
            by_form.setdefault(form, []).append(member)
    by_form |= _likeliest_of_sections(members)
    alike: dict[tuple[tuple[int, int], ...], tuple[list[str], list[Member]]] = {}
    for form, sharing in by_form.items():
        if len({member.text for member in sharing}) >= _FEWEST and len(sharing) <= _MOST:
            places = tuple(member.place for member in sharing)
            alike.setdefault(places, ([], sharing))[0].append(form[0])
    return [Family(tuple(forms), tuple(members)) for forms, members in alike.values()]


def _likeliest_of_sections(members: Sequence[Member]) -> dict[tuple, list[Member]]:
    """The likeliest clause of each section, by the depth of the section."""
    likeliest: dict[tuple[str, ...], Member] = {}
    for member in members:
        path = member.title.passage.block.section_path
        best = likeliest.get(path)
        own = member.kind != "heading" and not member.of_minister
        if own and member.chance >= _LIKELY and (best is None or member.chance > best.chance):
            likeliest[path] = member
    found: dict[tuple, list[Member]] = {}
    for path, member in likeliest.items():
        found.setdefault((LIKELIEST, len(path)), []).append(member)
    return found


def features(family: Family) -> dict[str, float]:
    """What the model is told of a family: forms, number, and of how many each property holds."""
    members, count = family.members, len(family.members)
    kind = members[0].kind
    lengths = sum(len(_WORD.findall(member.text)) for member in members) / count
    shares = {
        **{name: sum(map(holds, members)) / count for name, holds in _PROPERTIES.items()},
        "chance": sum(member.chance for member in members) / count,
        "likeliest": max(member.chance for member in members),
        "unlikeliest": min(member.chance for member in members),
        "sections": (len({member.title.passage.block.section_path for member in members}) - 1) / (count - 1),
    }
    flags = {
        *(f"form {form}" for form in family.forms),
        f"kind {kind}",
        f"count {min(count, 10)}",
        f"words {sum(lengths >= length for length in _LENGTHS)} {kind}",
        *(f"{name} {_size(share)}" for name, share in shares.items()),
    }
    odds = sum(_odds(member.chance) for member in members) / count
    return {**dict.fromkeys(sorted(flags), 1.0), **{f"share {name}": share for name, share in shares.items()},
            "odds": odds * _WEIGHT_OF_ODDS}


def _odds(chance: float) -> float:
    """The logarithm of the odds."""
    bounded = min(max(chance, _SLIGHTEST), 1 - _SLIGHTEST)
    return log(bounded / (1 - bounded))


def _section(passages: Sequence[Passage], index: int) -> tuple[int, int]:
    """The passages behind one, up to the next heading of its depth."""
    depth = len(passages[index].block.section_path)
    stop = index + 1
    while stop < min(len(passages), index + _LONGEST_SECTION):
        if passages[stop].block.kind == "heading" and len(passages[stop].block.section_path) <= depth:
            break
        stop += 1
    return index + 1, stop


def _forms(member: Member) -> Iterator[tuple]:
    """What a member may share with others, each with the name of the form."""
    title, kind = member.title, member.kind
    yield "first words", kind, _first_words(member.text, 2)
    if label := LABEL.match(member.text):
        yield "label", kind, label["label"].lower()
    if member.inside:
        return
    path, marked = title.passage.block.section_path, title.mark is not None
    yield "siblings", path, kind, marked
    if kind == "heading":
        yield "headings", len(path), marked
        if title.behind and title.behind.block.kind == "heading":
            yield "same heading behind", title.behind.text.lower()
    elif title.before and title.before.block.kind == "heading":
        yield "openings", path[:-1], kind
        yield "below one heading", kind, title.heading.lower().strip(" *:")
    if kind == "list_item" and path:
        yield "list heading", path[-1].lower().strip(" *:")
    if title.passage.block.bold and kind != "heading":
        yield "bold", kind
    if label := LABEL.match(member.follows):
        yield "label behind", kind, label["label"].lower()


def _first_words(text: str, count: int) -> str:
    return " ".join(_WORD.findall(text.lower())[:count])


def _size(share: float) -> str:
    """Of none, few, about half, most or all."""
    limits = ((0, "none"), (0.34, "few"), (0.67, "half"), (0.999, "most"))
    return next((name for limit, name in limits if share <= limit), "all")
