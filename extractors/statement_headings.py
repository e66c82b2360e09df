"""What headings say of the statements below them: that they demand, from when, and since when."""

from __future__ import annotations

import regex

from .grammar.periods import find_periods, whole_period
from .labels import labels_in_heading
from .lexicon import matcher
from .passages import Passage
from .phrases import phrase

_COVER = 5  # the title is among so many blocks
_LOOKS_AHEAD = regex.compile(r"\b(?:vi vil|vil vi|vi skal|skal vi|det skal|resultater|nå)\b", regex.IGNORECASE)
_SECTION_NUMBER = regex.compile(r"(?:kap\w*\.?\s*)?\d{1,2}\b", regex.IGNORECASE)


def tells_status(heading: str) -> bool:
    """Whether a heading stands above how things are: `Her står vi`; what is above it announces nothing there."""
    return {label.entry.extra["role"] for label in labels_in_heading(heading)} == {"baseline"}


def is_title(passage: Passage) -> bool:
    """Whether a heading is the title of the document, which announces nothing: `Beskæftigelsesplan 2016: mål, tal`."""
    return passage.block.order < _COVER and matcher("document_types").first(passage.text) is not None


def dated_heading(heading: str, before: str) -> str:
    """`Lokale resultatmål for 2017`, `Oversigt over mål i planen for 2017`: kept until a chapter or an annex begins."""
    roles = {label.entry.extra["role"] for label in labels_in_heading(heading)}
    demands = "requirement" in roles or "goal" in roles and phrase("overview").search(heading)
    if demands and find_periods(heading) and not phrase("ministers").search(heading):
        return heading
    follows = _SECTION_NUMBER.match(heading) and _SECTION_NUMBER.match(before)
    return "" if follows or phrase("chapter").match(heading) else before


def period_sources(heading: str, dated: str) -> tuple[str, ...]:
    """A heading that announces targets dates those right below it; a bare label leaves that to the one before."""
    roles = {label.entry.extra["role"] for label in labels_in_heading(heading)}
    if find_periods(heading) and (roles or whole_period(heading)):
        return (heading,)
    return (dated,) if "requirement" in roles else ()


def dates_its_list(heading: str) -> bool:
    """`Resultater vi vil se i 2017`: a heading that looks ahead dates the list right below it, not running text."""
    return _LOOKS_AHEAD.search(heading) is not None and bool(find_periods(heading))


def heading_weight(text: str) -> int:
    """Evidence that a heading gives what stands below it."""
    roles = {label.entry.extra["role"] for label in labels_in_heading(text)}
    if phrase("indicators_alone").fullmatch(text.strip(" *:")) or phrase("recaps").match(text):
        return 2
    if "requirement" in roles or "goal" in roles and phrase("goals_of_year").search(text):
        return 2
    return 1 if "goal" in roles else 0
