"""What announces goals: the headings above them, and lead-ins such as `Ministerens fire mål er:`."""

from __future__ import annotations

import regex

from .goal_patterns import LEVEL
from .labels import labels_in_heading
from .lexicon import matcher
from .passages import Passage
from .phrases import phrase

_NAMES_GOALS = regex.compile(r"\b(?:om|er|lyder)(?: \p{L}+)? mål(?:ene)?:\s*$")  # `Det drejer sig om målene:`
_MINISTERS_GOALS = regex.compile(
    r"\b\w*minister\w*\b[^.]*\bmål\b|\bmål\b,? som [^.,:]{0,20}\b\w*minister\w*", regex.IGNORECASE
)


def section_level(passage: Passage) -> str | None:
    """The level of the goals that the headings announce: `Lokale mål for den borgerrettede indsats`."""
    for text in (passage.text, *reversed(passage.block.section_path)):
        for match in labels_in_heading(text):
            if match.key in LEVEL:
                return LEVEL[match.key]
    return None


def announces(passage: Passage, before: str | None) -> str | None:
    """The level of the list items that follow: `Ministerens fire mål er:`, `Overordnede målsætninger:`."""
    text = passage.text
    if passage.block.kind == "list_item" and not text.rstrip().endswith(":"):
        return before
    last = text[passage.scan().sentences[-1][0] :] if passage.scan().sentences else text
    if not (last.rstrip().endswith(":") or phrase("following").search(last)) or phrase("fields_not_goals").search(last):
        return None
    ministers = _MINISTERS_GOALS.search(last)
    counted = ministers and phrase("counted_goals").search(last)  # `Ministeren har udmeldt tre mål, som får et krav:`
    named = list(matcher("labels").find(last))
    overall = any(match.key == "overall_goal" for match in named)
    if not (counted or overall) and any(match.entry.extra.get("role") == "requirement" for match in named):
        return None
    *_, before_last = ("", *(text[start:end] for start, end in passage.scan().sentences[:-1]))
    told = f"{before_last} {last}" if phrase("takes_up_goals").search(last) else last
    if phrase("besides_ministers").search(last):
        return "local"
    if _MINISTERS_GOALS.search(told):
        said = [match.key for match in matcher("labels").find(told) if match.key in LEVEL]
        added = said[-1:] == ["local_goal"]  # `Byrådet har suppleret ministerens mål med tre lokale mål:`
        return "local" if added else "ministerial"
    levels = [LEVEL[match.key] for match in matcher("labels").find(told) if match.key in LEVEL]
    if levels:
        return levels[-1]
    if phrase("one_more_goal").search(last):
        return "local"
    section = section_level(passage) if _NAMES_GOALS.search(last) else None
    return section_level(passage) or "local" if phrase("counted_goals").search(last) else section
