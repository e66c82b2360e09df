"""The table of contents of a flattened text: entries one behind the other, with leaders, page numbers or neither."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import NamedTuple

import regex

from ..extractors.phrases import phrase, words

_WORD = regex.compile(r"(?:(?<=\s)|^)(?:INDHOLD(?:SFORTEGNELSE)?|Indhold(?:sfortegnelse)?)(?=:?\s)")
_LEADERS = regex.compile(r"(?<!\.\s{0,8})(?:\s{0,8}\.){3,}+\s{0,40}(?P<page>\d{1,3})(?!\d)")
_ENTRY = regex.compile(  # `3. Ministerens mål 4`; the number in `Mål 1 Unge 5` is the title's
    r"\s*(?P<title>(?:\d{1,2}(?:\.\d{1,2})*\.?\s)?\p{Lu}[^;!\n]{2,90}?)"
    rf"(?<!\b{words('numbered_headings')}|[.,:])\s(?P<page>\d{{1,3}})"
    r"(?=\s+(?:\d{1,2}(?:\.\d{1,2})*\.?\s)?\p{Lu}|\s*$)"
)
_HEADED = regex.compile(r"^(?:\d{1,3}\s+)?(?:Indholdsfortegnelse|Indhold)\s+(?=\S)")
_SENTENCE = regex.compile(r"\p{Ll}{4}\.\s\p{Lu}")
_COVER = 400  # characters in front of a table of contents
_LEAST = 3  # entries
_MOST_PAGES = 25  # of one entry
_STOP = regex.compile(r"(?<=[\p{Ll}\d]{2})[.!?]\s+")
_ANY_WORD = regex.compile(r"\S+")
_MOST_WORDS = 20  # of a title
_SHORTEST = 6  # letters of a title of one word
_NUMBER_OF_TITLE = regex.compile(r"\d{1,2}[:.]?")  # `Vejviser 1: Alle unge i gang` goes on
_BARE_LABEL = regex.compile(rf"{words('goal_label')} (?:\d{{1,2}}|[A-H])", regex.IGNORECASE)
_LABEL_INSIDE = regex.compile(rf"\s(?={words('goal_label')} (?:\d|[A-H]\b))", regex.IGNORECASE)


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


def titles_led(listing: str) -> list[str]:
    """The titles in front of the leaders of a listing; none where it has too few."""
    leaders = list(_LEADERS.finditer(listing))
    return list(_between(listing, leaders)) if len(leaders) >= _LEAST else []


def _between(page: str, leaders: list[regex.Match]) -> Iterator[str]:
    """The titles in front of the leaders."""
    place = 0
    for leader in leaders:
        title = _HEADED.sub("", page[place : leader.start()].strip())
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


def titles_listed(listing: str, pages: Sequence[str]) -> dict[int, list[tuple[int, int]]]:
    """Where the titles stand in pages that `Indhold Forord Rammerne for planen Økonomi` lists, by page.

    A title begins a page or follows a full stop, and a capital follows it. None where too few pages have one.
    """
    heading = _WORD.search(listing)
    if heading is None or heading.end() > _COVER or _LEADERS.search(listing):
        return {}
    listed = f" {' '.join(listing[heading.end() :].split())} "
    found = {index: titles for index, page in enumerate(pages) if (titles := list(_titles_in(page, listed)))}
    return found if len(found) >= _LEAST else {}


def _titles_in(page: str, listed: str) -> Iterator[tuple[int, int]]:
    for start in (0, *(match.end() for match in _STOP.finditer(page))):
        if end := _title_end(page, start, listed):
            yield from ((start + begin, start + stop) for begin, stop in _parts(page[start:end]))


def _title_end(page: str, start: int, listed: str) -> int:
    """Where the most words end that stand both here and in the list, with a capital behind them; 0 for none."""
    found = list(islice(_ANY_WORD.finditer(page, start), _MOST_WORDS + 1))
    if not found or f" {found[0].group()} " not in listed:
        return 0
    for count in range(len(found) - 1, 0, -1):
        title = " ".join(word.group() for word in found[:count])
        long = (count > 1 or len(title) >= _SHORTEST) and not _BARE_LABEL.fullmatch(title)
        goes_on = found[count].group()[0].islower() or _NUMBER_OF_TITLE.fullmatch(found[count].group())
        place = listed.find(f" {title} ") if long and not goes_on else -1
        if place >= 0 and not phrase("small_word").fullmatch(listed[:place].rsplit(" ", 1)[-1]):
            return found[count - 1].end()  # `Arbejdsmarkedet i Odder` lists no `Odder`
    return 0


def _parts(opening: str) -> Iterator[tuple[int, int]]:
    """`Vores egne mål Mål 5 Sygemeldte skal hurtigere tilbage` are two titles."""
    cuts = [match.start() for match in _LABEL_INSIDE.finditer(opening)]
    begins = [0, *(cut + 1 for cut in cuts)]
    return zip(begins, [*cuts, len(opening)], strict=True)
