"""Which municipality an area is that a plan names, whatever spelling or former name it uses."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from maaltal.extractors.lexicon import matcher
from maaltal.schemas.codelists import municipalities


def municipality_named(area: str) -> str | None:
    """Code of the municipality that an area is: `Århus Kommune` -> 0751; None for a district or anything else."""
    return _codes_by_name().get(_folded(area))


def municipalities_named(area: str) -> tuple[str, ...]:
    """Codes of the municipalities an area consists of: `Ishøj og Vallensbæk`; none where any part is something else."""
    if whole := municipality_named(area):
        return (whole,)
    codes = [municipality_named(part) for part in _parts(area)]
    return tuple(code for code in codes if code) if all(codes) else ()


def _parts(area: str) -> Iterator[str]:
    start = 0
    for match in matcher("panel_words").find(area):
        if match.key == "between":
            yield area[start : match.start]
            start = match.end
    yield area[start:]


@cache
def _codes_by_name() -> dict[str, str]:
    """Names that only one municipality has."""
    found: dict[str, set[str]] = {}
    for municipality in municipalities():
        names = (municipality.name, municipality.official_name, municipality.genitive, *municipality.variants)
        for name in names:
            found.setdefault(_folded(name), set()).add(municipality.code)
    return {name: next(iter(codes)) for name, codes in found.items() if name and len(codes) == 1}


def _folded(name: str) -> str:
    kept, start = [], 0
    for match in matcher("panel_words").find(name):
        if match.key == "around_municipality":
            kept.append(name[start : match.start])
            start = match.end
    bare = "".join([*kept, name[start:]]).replace("-", " ")
    return " ".join(bare.split()).strip(" .:,;").casefold()
