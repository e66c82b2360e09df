"""The table of contents of a flattened text: entries one behind the other, with leaders or bare page numbers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import regex

from ..extractors.phrases import words

_WORD = regex.compile(r"(?:(?<=\s)|^)(?:INDHOLD(?:SFORTEGNELSE)?|Indhold(?:sfortegnelse)?)(?=:?\s)")
_LEADERS = regex.compile(r"(?<!\.\s{0,8})(?:\s{0,8}\.){3,}+\s{0,40}(?P<page>\d{1,3})(?!\d)")
_ENTRY = regex.compile(  # `3. Ministerens mål 4`; the number in `Mål 1 Unge 5` is the title's
    r"\s*(?P<title>(?:\d{1,2}(?:\.\d{1,2})*\.?\s)?\p{Lu}[^;!\n]{2,90}?)"
    rf"(?<!\b{words('numbered_headings')}|[.,:])\s(?P<page>\d{{1,3}})"
    r"(?=\s+(?:\d{1,2}(?:\.\d{1,2})*\.?\s)?\p{Lu}|\s*$)"
)
_SENTENCE = regex.compile(r"\p{Ll}{4}\.\s\p{Lu}")
_COVER = 400  # characters in front of a table of contents
_LEAST = 3  # entries
_MOST_PAGES = 25  # of one entry


class Contents(NamedTuple):
    """Where in a page a table of contents stands, and the titles it lists, in order."""

    start: int
    end: int
    titles: list[str]


def contents_of(page: str) -> Contents | None:
    """The table of contents on a page: three entries with dot leaders, or with bare numbers behind its heading."""
    heading = _WORD.search(page)
    leaders = list(_LEADERS.finditer(page))
    if len(leaders) >= _LEAST:
        start = heading.start() if heading and heading.end() <= _COVER else 0
        return Contents(start, leaders[-1].end(), list(_between(page, leaders)))
    entries = list(_bare_entries(page, heading.end())) if heading else []
    if heading is None or len(entries) < _LEAST:
        return None
    return Contents(heading.start(), entries[-1].end(), [entry["title"] for entry in entries])


def _between(page: str, leaders: list[regex.Match]) -> Iterator[str]:
    """The titles in front of the leaders."""
    place = 0
    for leader in leaders:
        title = regex.sub(r"^(?:Indholdsfortegnelse|Indhold)\s+(?=\S)", "", page[place : leader.start()].strip())
        place = leader.end()
        if 2 < len(title) < 200:
            yield title


def _bare_entries(page: str, place: int) -> Iterator[regex.Match]:
    """`Forord 2 Arbejdsmarkedet i Lejre 3 Budget 9`: as long as the page numbers do not fall."""
    last = 0
    while entry := _ENTRY.match(page, place):
        number = int(entry["page"])
        if _SENTENCE.search(entry["title"]) or not last <= number <= last + _MOST_PAGES:
            return
        yield entry
        place, last = entry.end(), number
