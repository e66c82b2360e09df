"""Indicators, target groups and themes named in a text, as codes with the words that stand for them."""

from __future__ import annotations

from functools import cache, lru_cache
from typing import NamedTuple

import regex

from ..schemas import codelists
from .lexicon import Match, matcher

_BRACKETED = regex.compile(r"\([^()]*\)?")


class Concept(NamedTuple):
    """A code and the verbatim stretch `start:end` that names it."""

    code: str
    start: int
    end: int
    weak: bool = False  # says what it means only where nothing else does


def indicators(text: str, start: int = 0, end: int | None = None) -> list[Concept]:
    """Indicators named in a stretch, in order of place."""
    return [_concept(match) for match in matcher("indicators").find(text, start, end)]


def most_specific(found: list[Concept]) -> Concept | None:
    """The concept with the longest surface form, the first of equals; benefits only where nothing else stands."""
    return max(found, key=lambda concept: (not concept.weak, concept.end - concept.start, -concept.start), default=None)


def target_groups(text: str, start: int = 0, end: int | None = None) -> list[Concept]:
    """Target groups named in a stretch, in order of place."""
    return [_concept(match) for match in matcher("target_groups").find(text, start, end)]


@cache
def less_is_better(code: str) -> bool:
    """Whether an indicator should fall, as the code list says: unemployment, sickness, people on support."""
    return any(one.code == code and one.better_direction.startswith("down") for one in codelists.indicators())


@lru_cache(maxsize=4096)
def theme_in(text: str) -> str | None:
    """The theme that a heading or a goal names outside brackets, by rank, then length; None where it names none."""
    found = matcher("themes").find(_BRACKETED.sub(" ", text))
    best = max(found, key=lambda match: (_rank(match.key), match.end - match.start), default=None)
    return best.key if best else None


def ranking_theme(*themes: str | None) -> str | None:
    """The theme that tells most, the first of equals: `activation` says more than `work_or_education_not_support`."""
    return max((theme for theme in themes if theme), key=_rank, default=None)


def is_called(theme: str, word: str | None) -> bool:
    """Whether a theme goes by that theme's name: the ministers' `non_western_immigrants` are called `integration`."""
    return word is not None and word in (theme, _wider().get(theme))


def theme_of_indicator(code: str | None) -> str | None:
    """The theme that an indicator belongs to, whatever the document: timeliness belongs to timeliness."""
    return _themes_of_indicators().get(code or "")


def indicator_of_goal(theme: str | None, unit: str | None) -> str | None:
    """What a minister's goal of a theme is measured by, for a demand in that unit; None where there is no telling."""
    return _measures_of_themes().get((theme or "", unit or ""))


@cache
def _measures_of_themes() -> dict[tuple[str, str], str]:
    from .lexicon import load

    return {
        (entry.key, unit): code for entry in load("themes") for unit, code in entry.extra.get("measured_by", {}).items()
    }


@cache
def _themes_of_indicators() -> dict[str, str]:
    from .lexicon import load

    return {key: entry.key for entry in load("themes") for key in entry.extra.get("indicators", ())}


def _rank(theme: str) -> int:
    return _ranks()[theme]


@cache
def _ranks() -> dict[str, int]:
    from .lexicon import load

    return dict.fromkeys(known_themes(), 0) | {entry.key: entry.extra["rank"] for entry in load("themes")}


@cache
def _wider() -> dict[str, str]:
    from .lexicon import load

    return {entry.key: entry.extra["wider"] for entry in load("themes") if "wider" in entry.extra}


def _concept(match: Match) -> Concept:
    return Concept(match.key, match.start, match.end, bool(match.entry.extra.get("weak")))


@cache
def known_themes() -> frozenset[str]:
    """All theme codes of the code list."""
    return frozenset(theme.code for theme in codelists.themes())
