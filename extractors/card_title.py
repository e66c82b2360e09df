"""What a title alone tells: kind of document, year, status, municipalities."""

from __future__ import annotations

from dataclasses import dataclass

import regex

from .card_places import codes_in_title
from .card_status import status_of_label
from .card_text import tidy
from .card_year import year_in_title
from .lexicon import Match, Matcher, compile_entries, load

_LONGEST_TITLE = 120  # characters
_SUBJECT = regex.compile(r"(?:Emne|Vedr\.?|Vedrørende|Titel):\s+")  # of a letter or a note
_NEXT_LINE = regex.compile(r"\n|\s(?=\p{Lu}[\p{L}.]{1,12}:\s)")  # `Dato: ...` behind the subject
_SUBJECT_BEHIND = 40  # characters behind the kind of document in a subject
_YEAR_BEHIND = regex.compile(r"(?: for)? 20\d\d(?: ?[-–/] ?(?:20)?\d\d\b)?")
_TYPES = compile_entries(tuple(entry for entry in load("document_types") if "role" not in entry.extra))
_FORMS = compile_entries(tuple(entry for entry in load("document_types") if entry.extra.get("role") == "structure"))


@dataclass(frozen=True, slots=True)
class TitleReading:
    """What a title tells; None or empty where it does not tell."""

    document_type: str | None
    plan_year: int | None
    status: str | None
    municipality_codes: tuple[str, ...]


def read_title(text: str) -> TitleReading:
    """Read a title as printed, letter-spaced, cut off or with dates and case numbers in it."""
    title = tidy(text)
    kind = _highest(title)
    document_type = kind.entry.extra["type"] if kind else None
    return TitleReading(
        document_type=document_type,
        plan_year=year_in_title(title, kind.end if kind else None, document_type),
        status=status_of_label(title),
        municipality_codes=codes_in_title(title),
    )


def type_of_form(opening: str) -> str | None:
    """Kind of document whose form the opening has: two different marks of minutes, or of a letter in reply."""
    marks = {match.key: match.entry.extra["type"] for match in _FORMS.find(opening)}
    kinds = list(marks.values())
    return next((kind for kind in kinds if kinds.count(kind) > 1), None)


def first_type(text: str) -> str | None:
    """Kind of document the text names first."""
    match = _TYPES.first(text)
    return match.entry.extra["type"] if match else None


def title_in(opening: str) -> str | None:
    """The title that a flattened page begins with: up to the kind of document and the year right behind it."""
    if subject := _SUBJECT.search(opening):
        opening = opening[subject.end() :]
    match = _TYPES.first(opening[:_LONGEST_TITLE])
    if match is None:
        return None
    if subject:
        return _NEXT_LINE.split(opening[: match.end + _SUBJECT_BEHIND])[0]
    year = _YEAR_BEHIND.match(opening, match.end)
    return opening[:year.end() if year else match.end]


def keywords_of(document_type: str) -> Matcher:
    """Names of a kind of document; of a plan for kinds that are about plans."""
    kinds = {document_type} if document_type == "result_review" else {document_type, "employment_plan"}
    return compile_entries(tuple(entry for entry in _TYPES.entries if entry.extra["type"] in kinds))


def _highest(title: str) -> Match | None:
    return max(_TYPES.find(title), key=lambda match: match.entry.extra["rank"], default=None)
