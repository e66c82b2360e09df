"""The document card: what kind of document it is, for which year and whom, and whether it is a draft."""

from __future__ import annotations

from dataclasses import dataclass

from maaltal.schemas.codelists import municipality_by_code
from maaltal.schemas.text import Document

from .card_places import read_places
from .card_status import read_status
from .card_text import View, language, view
from .card_title import TitleReading, first_type, keywords_of, read_title, title_in, type_of_form
from .card_year import year_in_text
from .phrases import phrase

__all__ = ["Card", "TitleReading", "read_card", "read_title"]

_OPENING_OF_A_PAGE = 300  # characters of a flattened first page that still are its cover


@dataclass(frozen=True, slots=True)
class Card:
    """What a document says about itself; None or empty where it does not say."""

    title: str | None
    document_type: str
    status: str | None
    plan_year: int | None
    municipality_codes: tuple[str, ...]
    municipalities: tuple[str, ...]
    jobcenter: str | None
    region: str | None
    language: str | None
    warnings: tuple[str, ...]


def read_card(document: Document) -> Card:
    """Read the card from title, cover, running headers, headings and text, in this order of trust."""
    parts = view(document)
    title = _title(parts)
    cover = read_title(" | ".join((parts.title or "", *parts.cover)))
    document_type = _document_type(parts, title, cover)
    plan_year = _plan_year(parts, title, cover, document_type)
    opened_by = None if parts.cover else title_in(parts.opening)  # `Nordby Kommunes beskæftigelsesplan for 2022. ...`
    places = read_places(parts, parts.title or opened_by or "")
    status = read_status(parts, document_type or "other", plan_year)
    if document_type == "template" and status == "final" and places.codes:
        document_type = "employment_plan"  # a template that was filled in and adopted
    names = tuple(municipality_by_code()[code].name for code in places.codes)
    return Card(
        title=title,
        document_type=document_type or "other",
        status=status,
        plan_year=plan_year,
        municipality_codes=places.codes,
        municipalities=names,
        jobcenter=places.jobcenter,
        region=_region(places.codes),
        language=language(parts.body),
        warnings=_warnings(document_type, plan_year) + places.warnings,
    )


def _title(parts: View) -> str | None:
    """The page's title; else the first cover line that names a kind of document, the file's title, the first line."""
    named = (line for line in parts.cover if read_title(line).document_type)
    first = next(iter(parts.cover), None) or title_in(parts.opening) or next(iter(parts.headings), None)
    return parts.title or next(named, None) or parts.file_title or first


def _document_type(parts: View, title: str | None, cover: TitleReading) -> str | None:
    form = type_of_form(parts.opening)
    if form and read_title(title or "").document_type not in ("template", "hearing_response"):
        return form
    further = (*parts.furniture, parts.opening[:_OPENING_OF_A_PAGE], parts.file_title or "", *parts.headings)
    own = read_title(parts.title or "").document_type
    told = own or cover.document_type
    if told == "policy" and phrase("serves_as_plan").search(parts.opening):
        return "employment_plan"
    return told or next(filter(None, map(first_type, further)), None) or first_type(parts.opening)


def _plan_year(parts: View, title: str | None, cover: TitleReading, document_type: str | None) -> int | None:
    """Year of title or cover; else the one the text names most; else the file's title."""
    kind = document_type or "other"
    stated = read_title(title or "").plan_year if title != parts.file_title else None
    return (stated or cover.plan_year or year_in_text(parts, keywords_of(kind))
            or read_title(parts.file_title or "").plan_year)


def _region(codes: tuple[str, ...]) -> str | None:
    """The region, where all municipalities lie in the same."""
    regions = {municipality_by_code()[code].region for code in codes}
    return regions.pop() if len(regions) == 1 else None


def _warnings(document_type: str | None, plan_year: int | None) -> tuple[str, ...]:
    unclear = (("document type not clear", document_type is None), ("plan year not clear", plan_year is None))
    return tuple(message for message, applies in unclear if applies)
