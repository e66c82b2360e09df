"""The unit behind a number (`mio. kr.`, `pct.`, `uger`) or the things that it counts, and the unit that words name."""

from __future__ import annotations

from functools import cache

import regex

from ..lexicon import Entry, load, matcher
from ..lexicon.compiling import compiled
from ..phrases import words

_COUNTS = regex.compile(rf"\b{words('counts')}\b(?:\saf)?\s?", regex.IGNORECASE)
_Unit = tuple[str, int, float, "tuple[int, int] | None"]  # unit, end, scale and counted noun
_NAME_OF_ROW = regex.compile(r"\s\p{Lu}\p{Ll}{2,}")  # `3 Langtidsledige`: a row and its number; no noun has a capital


def unit_behind(text: str, offset: int) -> _Unit | None:
    """Unit, end, scale and counted noun of what stands right behind a number."""
    if measure := measure_behind(text, offset):
        return measure
    match = None if _NAME_OF_ROW.match(text, offset) else _thing_pattern().match(text, offset)
    if match:
        start = offset + len(match.group()) - len(match.group().lstrip())
        return ("persons" if match["persons"] else "count"), match.end(), 1.0, (start, match.end())
    return None


def measure_behind(text: str, offset: int) -> _Unit | None:
    """The same of a unit that is no thing counted: `pct.`, `mio. kr.`, `uger`."""
    match = _unit_pattern().match(text, offset)
    if match is None:
        return None
    entry = _unit_entries()[int(match.lastgroup[1:])]
    return entry.extra["unit"], match.end(), float(entry.extra.get("scale", 1)), None


@cache
def _unit_entries() -> tuple[Entry, ...]:
    return load("units")


@cache
def _unit_pattern() -> regex.Pattern:
    groups = "|".join(f"(?P<u{i}>{'|'.join(e.patterns)})" for i, e in enumerate(_unit_entries()))
    return regex.compile(rf"[\s\u00a0]?[-]?(?:{groups})(?!\w)(?!-?målsætning)(?!-?regl)", regex.IGNORECASE)


@cache
def function_words() -> str:
    return "|".join(p for e in load("abbreviations") if e.key == "function_word" for p in e.patterns)


@cache
def _thing_pattern() -> regex.Pattern:
    """Up to four adjectives, a bracket among them, and the noun: ` arbejdsmarkedsparate (match 1) ledige`."""
    persons = "|".join(p for e in load("things") if e.extra["unit"] == "persons" for p in e.patterns)
    others = "|".join(p for e in load("things") if e.extra["unit"] == "persons" for p in e.vetoes)
    count = "|".join(p for e in load("things") if e.extra["unit"] == "count" for p in e.patterns)
    adjective = rf"(?!(?:{function_words()})(?![\w-]))(?:[\p{{L}}-]+(?:e|t|s|-|ig|sk)|ekstra),?"
    return compiled(
        rf"\s(?:af (?:de |alle )?)?(?:(?:{adjective}|\([^()]{{1,40}}\)|(?:og|eller)(?=\s[\p{{Ll}}-]+e(?!\w)))"
        rf"\s){{0,4}}?(?:\p{{L}}{{1,4}}-)?(?:(?!(?:{others})(?![\w-]))(?P<persons>{persons})(?!\s(?=(?-i:\p{{Ll}}))(?:{count})(?![\w-]))|(?P<count>{count}))(?![\w-])",
        regex.IGNORECASE,
    )


def counted_unit(text: str) -> str | None:
    """`Antallet af voksenlærlinge ...`: persons or count, by the first noun after it."""
    last = None
    for match in _COUNTS.finditer(text):
        last = thing_unit(text[match.end() : match.end() + 60]) or last
    return last


def thing_unit(text: str) -> str | None:
    match = matcher("things").first(text)
    return match.entry.extra["unit"] if match else None
