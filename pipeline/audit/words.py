"""Values as Danish readers see them, and small readings of printed numbers that the checks share."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

import regex

_UNITS = {
    "percent": " pct.", "percentage_point": " procentpoint", "persons": " personer", "count": "", "dkk": " kr.",
    "thousand_dkk": " (1.000 kr.)", "million_dkk": " mio. kr.", "hours": " timer", "days": " dage", "weeks": " uger",
    "months": " måneder", "years": " år", "rank": ". plads",
}
_YEAR = regex.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")


def danish(value: float, unit: str | None = None, decimals: int | None = None) -> str:
    """`1234.5, "percent"` -> `1.234,5 pct.`."""
    places = decimals_of(value) if decimals is None else decimals
    text = f"{value:,.{places}f}".replace(",", " ").replace(".", ",").replace(" ", ".")
    return text + _UNITS.get(unit or "", "")


def decimals_of(value: float) -> int:
    """Decimals that a printed value needs, at most four."""
    text = f"{value:.4f}".rstrip("0")
    return len(text.partition(".")[2])


def listed(words: Iterable[str]) -> str:
    """`["a", "b", "c"]` -> `a, b og c`."""
    *first, last = words
    return f"{', '.join(first)} og {last}" if first else last


@lru_cache(4096)
def years_in(text: str) -> frozenset[int]:
    """Four-digit years that a text prints."""
    return frozenset(int(year) for year in _YEAR.findall(text))


def pages(numbers: Iterable[int | None]) -> str:
    """`[5, 12]` -> ` (side 5 og 12)`; empty where the source has no pages."""
    known = sorted({number for number in numbers if number})
    return f" (side {listed(map(str, known))})" if known else ""
