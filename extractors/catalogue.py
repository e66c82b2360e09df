"""The minister's dated catalogue of goals, and how near a printed title comes to one of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import NamedTuple

import regex

from ..schemas import codelists
from .phrases import at_end, phrase

NEAR = 0.62
_HELD = 0.85  # share of a title's words that its wording must hold
_ENOUGH_STEMS = 4
_WORD = regex.compile(r"[\p{L}\d]+")
_SPOKEN = 0.8  # share of stems in common, at which running text states a goal of the catalogue
_LONGEST_LEAD = 8  # characters
_ENOUGH_WORDS = 5  # a shorter title without a verb is a mere noun, found everywhere


@dataclass(frozen=True, slots=True)
class CatalogueGoal:
    """A goal of one year; `pattern` finds its title word for word, whatever dashes and blanks stand between."""

    catalogue_id: str
    number: int
    title: str
    theme: str
    wordings: tuple[str, ...]
    pattern: regex.Pattern
    halves: frozenset[str]  # what stands behind the dash of a title: `færre på førtidspension`
    spoken: tuple[frozenset[str], ...]  # stems of each wording that is long enough to be known by them


class _Word(NamedTuple):
    stem: str
    start: int
    end: int


@cache
def goals_of_year(year: int | None) -> tuple[CatalogueGoal, ...]:
    """The minister's goals of a plan year; none where the year or its catalogue is not known."""
    return tuple(
        CatalogueGoal(
            goal.catalogue_id,
            goal.number,
            goal.title,
            goal.theme,
            (goal.title, *goal.variants),
            _pattern((goal.title, *goal.variants)),
            frozenset(text.lower().partition(" - ")[2] for text in (goal.title, *goal.variants)) - {""},
            _spoken((goal.title, *goal.variants)),
        )
        for goal in codelists.ministerial_goals()
        if goal.year == year
    )


def _pattern(wordings: Sequence[str]) -> regex.Pattern:
    loose = []
    for wording in wordings:
        for part in {wording.split("(")[0], wording.split(" - ")[0]}:
            words = regex.findall(r"[\p{L}\d]+", part)
            if len(words) >= _ENOUGH_WORDS or "skal" in words:
                loose.append(r"[^\p{L}\d]+".join(map(regex.escape, words)))
    return regex.compile("|".join(sorted(loose, key=len, reverse=True)) or r"(?!)", regex.IGNORECASE)


def _spoken(wordings: Sequence[str]) -> tuple[frozenset[str], ...]:
    parts = (part for wording in wordings for part in (wording, wording.split(" - ")[0]))
    told = {frozenset(_stems(part)) for part in parts}
    return tuple(sorted((stems for stems in told if len(stems) >= _ENOUGH_STEMS), key=sorted))


def stated_in(text: str, known: Sequence[CatalogueGoal]) -> list[tuple[int, int, CatalogueGoal]]:
    """Where a text states goals of the catalogue, word for word or in nearly its words: start, end, goal."""
    found = []
    words: list[_Word] | None = None
    for goal in known:
        if match := goal.pattern.search(text):
            found.append((*match.span(), goal))
            continue
        words = _content_words(text) if words is None else words
        held = {word.stem for word in words}
        near = [_nearest_stretch(words, stems) for stems in goal.spoken if len(stems & held) >= _SPOKEN * len(stems)]
        if stretch := max(filter(None, near), default=None):
            _, start, end = stretch
            lead = at_end("opens_title").search(text, max(0, start - _LONGEST_LEAD), start)
            found.append((lead.start() if lead else start, end, goal))
    return sorted(found, key=lambda hit: hit[:2])


def _content_words(text: str) -> list[_Word]:
    return [
        _Word(_stem(word), *match.span())
        for match in _WORD.finditer(text)
        if not _is_small(word := match.group().lower())
    ]


def _nearest_stretch(words: Sequence[_Word], stems: frozenset[str]) -> tuple[float, int, int] | None:
    """The stretch of a text with most of a wording's stems and least besides: share, start, end; None if too far."""
    best = gained = opened = first = last = 0
    for index, word in enumerate(words):
        if gained <= 0:
            gained, opened = 0, index
        gained += 1 if word.stem in stems else -1
        if gained > best:
            best, first, last = gained, opened, index
    stretch = words[first : last + 1]
    share = 2 * len(stems.intersection(word.stem for word in stretch)) / (len(stretch) + len(stems))
    return (share, stretch[0].start, stretch[-1].end) if share >= _SPOKEN else None


def match_title(title: str, known: Sequence[CatalogueGoal]) -> CatalogueGoal | None:
    """The catalogue goal that a printed title states, word for word or nearly; None where none is near."""
    for goal in known:
        if goal.pattern.search(title) or title.strip(" .").lower() in goal.halves:
            return goal
    scored = [(max(_nearness(title, wording) for wording in goal.wordings), -goal.number, goal) for goal in known]
    best = max(scored, key=lambda entry: entry[:2], default=None)
    return best[2] if best and best[0] >= NEAR else None


def _nearness(title: str, wording: str) -> float:
    """Likeness; a title cut short is as near as the share of its words that the wording holds."""
    words = _stems(title)
    if words.total() < _ENOUGH_STEMS:
        return likeness(title, wording)
    held = (words & _stems(wording)).total() / words.total()
    return max(likeness(title, wording), held if held >= _HELD else 0.0)


@lru_cache(maxsize=16384)
def likeness(first: str, second: str) -> float:
    """Share of content words that two texts have in common (F1 of word stems), from 0 to 1."""
    a, b = _stems(first), _stems(second)
    if a.keys().isdisjoint(b):
        return 0.0
    return 2 * (a & b).total() / (a.total() + b.total())


@lru_cache(maxsize=4096)
def _stems(text: str) -> Counter[str]:
    return Counter(_stem(word) for word in _WORD.findall(text.lower()) if not _is_small(word))


def _stem(word: str) -> str:
    """The first letters of a word; of compounds with `arbejds-` more, as all too many begin with it."""
    return word[:14] if word.startswith("arbejds") else word[:7]


@lru_cache(maxsize=65536)
def _is_small(word: str) -> bool:
    return phrase("small_word").fullmatch(word) is not None
