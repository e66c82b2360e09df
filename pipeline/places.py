"""Which municipality an area is that a plan names, whatever spelling or former name it uses."""

from __future__ import annotations

from functools import cache

import regex
from maaltal.schemas.codelists import municipalities

_AROUND = regex.compile(r"\b(?:kommunes?|kommunal|jobcent(?:er|re)t?s?|regionskommune)\b", regex.IGNORECASE)
_BETWEEN = regex.compile(r"\s*(?:,|/|;|&|\+|\bog\b|\bsamt\b)\s*", regex.IGNORECASE)


def municipality_named(area: str) -> str | None:
    """Code of the municipality that an area is: `Århus Kommune` -> 0751; None for a district or anything else."""
    return _codes_by_name().get(_folded(area))


def municipalities_named(area: str) -> tuple[str, ...]:
    """Codes of the municipalities an area consists of: `Ishøj og Vallensbæk`; none where any part is something else."""
    whole = municipality_named(area)
    if whole:
        return (whole,)
    codes = [municipality_named(part) for part in _BETWEEN.split(area)]
    return tuple(code for code in codes if code) if all(codes) else ()


@cache
def _codes_by_name() -> dict[str, str]:
    found: dict[str, set[str]] = {}
    for municipality in municipalities():
        names = (municipality.name, municipality.official_name, municipality.genitive, *municipality.variants)
        for name in names:
            found.setdefault(_folded(name), set()).add(municipality.code)
    return {name: next(iter(codes)) for name, codes in found.items() if name and len(codes) == 1}


def _folded(name: str) -> str:
    bare = _AROUND.sub(" ", name).replace("-", " ")
    return " ".join(bare.split()).strip(" .:,;").casefold()
