"""A stated goal before it is told apart from its repeats, and what the words around it say of its level and end."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import regex

from .catalogue import CatalogueGoal, likeness
from .concepts import is_called, theme_in
from .goal_patterns import OPERATIVE
from .passages import Passage
from .phrases import phrase, words

_NEXT_FIELD = regex.compile(rf"\s(?={words('field_behind_goal')}:\s)")  # `Værdig sagsbehandling Måltal: mindst 4,1`
_EXPLAINED = regex.compile(r"\s–\s(?=(?!skal\b)\p{Ll}[^.–]+\sskal\b)")  # `Unge under 30 år – flere unge skal i arbejde`
_INITIALS = {"m": "ministerial", "l": "local"}
_LABELLED = regex.compile(r"[\p{L}-]*mål (?P<number>\d{1,2}|[A-H])\b", regex.IGNORECASE)
_SAME_WORDS = 0.6  # likeness of a heading to a goal of the catalogue
_LONG_TITLE = 8  # words
_OTHER_WORDS = 0.2
_BOLD = regex.compile(r"\*\*[^*]{4,120}\*\*")
_QUOTED = regex.compile(r"[»“”\"](?P<title>[^»«“”\"]{12,300})[«”“\"]")
_STOP = regex.compile(rf"(?<!\b{words('shortened')})[.!?](?:\s|$)", regex.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A stated goal before it is told apart from its repeats; ranges are of the passage's text."""

    passage: Passage
    start: int
    end: int
    title: str
    level: str | None
    number: str | None = None
    known: CatalogueGoal | None = None
    level_said: bool = True
    by_model: bool = False  # no rule gives it away


def distinct(candidates: Iterable[Candidate]) -> list[Candidate]:
    """Each goal once, the first statement of it; what a later statement adds (number, origin) is taken over."""
    kept: list[Candidate] = []
    for candidate in candidates:
        index = next((i for i, other in enumerate(kept) if _same(other, candidate)), None)
        if index is None:
            kept.append(candidate)
        elif kept[index].number is None and candidate.number and kept[index].known:
            kept[index] = candidate  # a mention in passing gives way to the statement
        elif _gives_way(kept[index], candidate):
            kept[index] = candidate
    return kept


def _same(first: Candidate, second: Candidate) -> bool:
    if _within(first, second) or _within(second, first):
        return True
    if first.known and second.known:
        return first.known.catalogue_id == second.known.catalogue_id
    if _retold_below(first, second):
        return True
    for stated, other in ((first, second), (second, first)):
        meant = stated.known and other.known is None and other.level == "ministerial"
        if meant and other.number == str(stated.known.number) and is_called(stated.known.theme, theme_in(other.title)):
            return True  # `Færre på førtidspension (ministermål 2)`, and later the minister's own words
    retold = _LABELLED.match(second.title)  # `Havnemål 3: som anført i kapitel 5`
    if retold and retold["number"] == first.number and first.level == second.level:
        return True
    alike = likeness(first.title, second.title)
    same_number = first.number is not None and first.number == second.number and not _counted_anew(first, second)
    retold = not second.level_said and not _in_words_of_its_own(first, second)
    if same_number and (first.level == second.level or retold):
        return True
    return alike >= 0.7


def _in_words_of_its_own(first: Candidate, second: Candidate) -> bool:
    """Whether a statement of one number says something else at length: the plan counts its own goals from 1 again."""
    other = theme_in(second.title) is None or theme_in(second.title) != theme_in(first.title)
    long = not _LABELLED.match(second.title) and len(second.title.split()) >= _LONG_TITLE
    return other and long and likeness(first.title, second.title) < _OTHER_WORDS


def _within(outer: Candidate, inner: Candidate) -> bool:
    """Whether the words of one are part of the other's: `Vi har et mål mere: Alle unge skal ...`."""
    if outer.passage is not inner.passage or not outer.start <= inner.start < inner.end <= outer.end:
        return False
    return len(inner.title) < len(outer.title) and inner.title in outer.title


def _retold_below(heading: Candidate, below: Candidate) -> bool:
    """Whether a goal of the minister is a heading, there or once more, and what stands below it only retells it."""
    ministers = heading.level == below.level == "ministerial"
    numbered_alike = below.number in (None, heading.number)
    if not (ministers and heading.known is not None and below.known is None and numbered_alike):
        return False
    above = "".join(below.passage.block.section_path[-1:])
    alike = max(likeness(above, wording) for wording in heading.known.wordings)
    return above == heading.passage.text or alike >= _SAME_WORDS


def _counted_anew(first: Candidate, second: Candidate) -> bool:
    """Whether two headings with one number are of two chapters that each count their goals: their themes differ."""
    headings = first.passage.block.kind == second.passage.block.kind == "heading"
    one, other = theme_in(first.title), theme_in(second.title)
    parent = "".join(second.passage.block.section_path[-1:])
    own = phrase("goals_of_our_own").search(parent) and parent not in first.passage.block.section_path
    differ = other is not None and other != one
    return headings and second.known is None and differ and (one is not None and first.known is None or bool(own))


def _gives_way(first: Candidate, second: Candidate) -> bool:
    """`4. Opkvalificering. Ministermålet om, at flere ...`: a field to its goal; a goal to what it is called itself."""
    if first.passage is not second.passage:
        return False
    if second.level_said and not first.level_said and second.start < first.end and first.number == second.number:
        return True  # whose goal it is, is said by its label and not by the chapter
    if _within(first, second) and first.level == second.level and first.known is second.known is None:
        return ": " in first.title
    names_field = phrase("aim").search(first.title) is None and phrase("aim").search(second.title) is not None
    return names_field or second.level == "overall" != first.level and second.start < first.end


def title_end(text: str, start: int, kind: str) -> int:
    """Where the title of a goal ends: at the sentence that carries it out, at its full stop, with its heading."""
    if quoted := _QUOTED.match(text, start):
        return quoted.end("title")
    if kind == "heading":
        return len(text)
    if bold := _BOLD.match(text, start):
        return bold.end()
    ends = (pattern.search(text, start) for pattern in (OPERATIVE, _STOP, _NEXT_FIELD, _EXPLAINED))
    return min((found.start() for found in ends if found), default=len(text))


def origin_level(origin: str | None) -> str | None:
    """The level that a label or an origin beside a goal gives: `Ministermål`, `Lokalt mål`, `Havnemål`."""
    folded = (origin or "").lower()
    if folded in _INITIALS:  # `Mål (L): Flere praktikpladser`
        return _INITIALS[folded]
    if folded.startswith("overordne"):
        return "overall"
    if folded.startswith(("minister", "beskæftigelsesmål", "national", "fra minister")):
        return "ministerial"
    own = (
        folded.removeprefix("et ").startswith(("lokal", "kommunal"))
        or folded.endswith("eget mål")
        or phrase("coined_goal").fullmatch(folded)
    )
    return "local" if own else None
