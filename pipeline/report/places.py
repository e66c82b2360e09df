"""Documents in the report: their names, their places, and the choices that the filters offer."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import PurePosixPath

from maaltal.schemas import codelists

from .store import Row
from .words import Words, danish_order

Choice = tuple[str, str]  # value and label of an option


def document_name(words: Words, document: Row) -> str:
    """Municipalities and year, e.g. `Ishøj og Vallensbæk 2024`; else the title, else the file's name."""
    places = words.listing(document["municipalities"])
    if not places:
        return document["title"] or file_name(document)
    return f"{places} {document['plan_year']}" if document["plan_year"] else places


def file_name(document: Row) -> str:
    """The last part of the source's name."""
    return PurePosixPath(document["source"].replace("\\", "/")).name or document["source"]


def document_page(document_id: str) -> str:
    """Address of a document's page, from the top of the site."""
    return f"documents/{document_id}.html"


def municipality_choices(documents: Iterable[Row]) -> list[Choice]:
    """The municipalities of the documents, in Danish order."""
    named = codelists.municipality_by_code()
    codes = {code for document in documents for code in document["municipality_codes"]}
    choices = [(code, named[code].name if code in named else code) for code in codes]
    return sorted(choices, key=lambda choice: (danish_order(choice[1]), choice[0]))


def year_choices(documents: Iterable[Row]) -> list[Choice]:
    """The plan years of the documents, the newest first."""
    years = {document["plan_year"] for document in documents if document["plan_year"]}
    return [(str(year), str(year)) for year in sorted(years, reverse=True)]


def theme_choices(words: Words, rows: Iterable[Row]) -> list[Choice]:
    """The themes that occur, by label."""
    return _by_label((code, words.theme(code)) for code in {row["theme"] for row in rows if row["theme"]})


def indicator_choices(words: Words, rows: Iterable[Row]) -> list[Choice]:
    """The indicators that occur, by label."""
    return _by_label((code, words.indicator(code)) for code in {row["indicator"] for row in rows if row["indicator"]})


def _by_label(choices: Iterable[Choice]) -> list[Choice]:
    return sorted(choices, key=lambda choice: (danish_order(choice[1]), choice[0]))
