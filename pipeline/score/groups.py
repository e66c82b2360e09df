"""The score by subgroup: documents of the same years, kind, conversion, media type, producer or set."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from .compared import Score, headline, overall_report
from .tally import Row

YEARS = ((0, 2006), (2007, 2010), (2011, 2014), (2015, 2018), (2019, 2022), (2023, 9999))  # of reforms of the law
SHORT_TYPES = {
    "application/pdf": "pdf", "text/html": "html", "text/plain": "text", "text/markdown": "markdown",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "docx",
}


def _years(card: Row) -> str | None:
    year = card.get("plan_year")
    if year is None:
        return None
    first, last = next(pair for pair in YEARS if pair[0] <= int(year) <= pair[1])
    return f"{first}-{last}" if first > 0 and last < 9999 else f"{first}-" if first else f"-{last}"


GROUPINGS: dict[str, Callable[[Row], str | None]] = {
    "plan year": _years,
    "document kind": lambda card: card.get("document_type"),
    "conversion": lambda card: card.get("conversion"),
    "media type": lambda card: SHORT_TYPES.get(card.get("media_type") or "", card.get("media_type")),
    "producer": lambda card: card.get("producer"),
    "set": lambda card: card.get("set"),
}


def subgroups(result: Score) -> dict[str, dict[str, dict[str, Any]]]:
    """For each grouping and each of its groups the number of documents and the scores over them.

    A grouping that tells no document from another is left out; documents of which it knows nothing count as `unknown`.
    """
    found = {}
    for grouping, name_of in GROUPINGS.items():
        members: dict[str, list[str]] = {}
        for stem, card in result.cards.items():
            members.setdefault(name_of(card) or "unknown", []).append(stem)
        if len(members) > 1:
            found[grouping] = {name: {"documents": len(stems)} | overall_report(result, stems)
                               for name, stems in sorted(members.items())}
    return found


def lines(groups: dict[str, dict[str, dict[str, Any]]]) -> Iterator[str]:
    """Subgroups as lines of text."""
    for grouping, members in groups.items():
        yield (f"{'by ' + grouping:<28}{'docs':>5}{'meta':>7}{'goals':>7}{'req':>7}{'exact':>7}{'figs':>7}"
               f"{'budget':>7}")
        for name, report in members.items():
            numbers = ("    -  " if value is None else f" {value:6.3f}" for value in headline(report))
            yield f"  {name:<26}{report['documents']:>5}" + "".join(numbers)
