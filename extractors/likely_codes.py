"""Indicator and theme of a requirement, where the lexicon names none or the words around it say otherwise."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from ..schemas.ids import paragraph_id
from ..schemas.tables import RequirementRow
from ..schemas.text import Document
from .code_features import REACH, Surroundings, features
from .linear import model

FILLS = 0.5  # probability from which a model's code fills a blank,
FILLS_ROW = 0.75  # in a row of a table, which may be but an area,
OVERRULES = 0.9  # and from which it stands in place of the lexicon's: most often the lexicon is right
COLUMNS = ("indicator", "theme")
BY_MODEL = "+codes"  # behind the extractor's name


def with_likely_codes(document: Document, rows: Sequence[RequirementRow]) -> list[RequirementRow]:
    """Requirements with the codes that the models tell, where they are sure enough."""
    headings = {paragraph_id(document.document_id, b): " ".join(b.section_path[-1:]) for b in document.blocks}
    return [_coded(row, features(surroundings(row, document.canonical_text, headings))) for row in rows]


def surroundings(row: RequirementRow, text: str, headings: Mapping[str, str]) -> Surroundings:
    """What the models are shown of a row of a document with that canonical text, and headings by paragraph."""
    before = text[max(0, row.char_start - REACH) : row.char_start]
    return Surroundings(row.quote, before, headings.get(row.paragraph_id, ""), row.target_unit or row.change_unit)


def chosen(named: str | None, likely: str, chance: float, fills: float = FILLS) -> str | None:
    """The lexicon's code, or the model's where it is sure enough."""
    return likely if chance >= (fills if named is None else OVERRULES) else named


def _coded(row: RequirementRow, seen: Mapping[str, float]) -> RequirementRow:
    fills = FILLS_ROW if ".tables" in row.extractor else FILLS
    indicator, theme = (_told(column, getattr(row, column), seen, fills) for column in COLUMNS)
    if (indicator, theme) == (row.indicator, row.theme):
        return row
    words = row.indicator_text if indicator == row.indicator else None  # they name another
    return replace(row, indicator=indicator, theme=theme, indicator_text=words, extractor=row.extractor + BY_MODEL)


def _told(column: str, named: str | None, seen: Mapping[str, float], fills: float) -> str | None:
    teller = model(column)
    return named if teller is None else chosen(named, *teller.likeliest(seen), fills)
