"""What headings say of the statements below them: that they demand, from when, and since when."""

from __future__ import annotations

from .grammar.periods import find_periods
from .labels import labels_in_heading
from .lexicon import matcher
from .passages import Passage
from .phrases import phrase

_COVER = 5  # the title is among so many blocks


def tells_status(heading: str) -> bool:
    """Whether a heading stands above how things are: `Her står vi`; what is above it announces nothing there."""
    return {label.entry.extra["role"] for label in labels_in_heading(heading)} == {"baseline"}


def is_title(passage: Passage) -> bool:
    """Whether a heading is the title of the document, which announces nothing: `Beskæftigelsesplan 2016: mål, tal`."""
    return passage.block.order < _COVER and matcher("document_types").first(passage.text) is not None


def period_sources(heading: str) -> tuple[str, ...]:
    """A heading that announces targets dates those right below it: `Lokale resultatmål for 2017`."""
    return (heading,) if labels_in_heading(heading) and find_periods(heading) else ()


def heading_weight(text: str) -> int:
    """Evidence that a heading gives what stands below it."""
    roles = {label.entry.extra["role"] for label in labels_in_heading(text)}
    if phrase("indicators_alone").fullmatch(text.strip(" *:")):
        return 2
    if "requirement" in roles or "goal" in roles and phrase("goals_of_year").search(text):
        return 2
    return 1 if "goal" in roles else 0
