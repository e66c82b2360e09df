"""Indicators, target groups and themes named in a text, as codes with the words that stand for them."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from ..schemas import codelists
from .lexicon import Match, matcher


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


def theme_in(text: str) -> str | None:
    """The theme that a heading or a goal names, by the longest surface form; None where it names none."""
    found = sorted(matcher("themes").find(text), key=lambda match: match.start - match.end)
    return found[0].key if found else None


def theme_of_indicator(code: str | None) -> str | None:
    """The theme that an indicator belongs to, whatever the document: timeliness belongs to timeliness."""
    return _themes_of_indicators().get(code or "")


@cache
def _themes_of_indicators() -> dict[str, str]:
    from .lexicon import load

    return {key: entry.key for entry in load("themes") for key in entry.extra.get("indicators", ())}


def _concept(match: Match) -> Concept:
    return Concept(match.key, match.start, match.end, bool(match.entry.extra.get("weak")))


@cache
def known_themes() -> frozenset[str]:
    """All theme codes of the code list."""
    return frozenset(theme.code for theme in codelists.themes())
