"""One document, from what its reader saw to its rows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from ..extractors.confidence import rated
from ..extractors.document_card import Card, read_card
from ..extractors.readers import READERS
from ..extractors.tables import tables_of
from ..schemas.ids import paragraph_id
from ..schemas.source import SourceDocument
from ..schemas.tables import DocumentRow, ParagraphRow
from ..schemas.text import Document
from .audit import audit
from .boxes import with_boxes
from .bundle import Bundle
from .digits import reliable_figures
from .link import link
from .panel import panel
from .segment import segment
from .uptake import uptake


def process(source: SourceDocument) -> Bundle:
    """The rows of one document, linked and coded, with the canonical text they quote."""
    document = segment(source)
    card = read_card(document)
    tables = tables_of(document)
    rows: dict[str, Sequence[Any]] = dict.fromkeys(READERS, ())
    if reliable_figures(document):
        rows = {name: read(document, tables, card) for name, read in READERS.items()}
    document_row, paragraphs = _document_row(document, card), tuple(_paragraph_rows(document))
    rows = rated(with_boxes(document, link(document, rows)), paragraphs, document_row)
    rows["findings"] = audit(document, card, rows)
    rows["documents"] = (document_row,)
    rows["paragraphs"] = paragraphs
    rows["panel"] = panel(document.document_id, card, rows)
    rows["coverage"] = uptake(rows["documents"][0], rows)
    return Bundle(document.document_id, document.canonical_text, {name: tuple(r) for name, r in rows.items()})


def _document_row(document: Document, card: Card) -> DocumentRow:
    source = document.source
    return DocumentRow(
        document_id=document.document_id,
        source=source.source,
        sha256=source.sha256,
        media_type=source.media_type,
        title=card.title,
        document_type=card.document_type,
        status=card.status,
        plan_year=card.plan_year,
        municipality_codes=card.municipality_codes,
        municipalities=card.municipalities,
        jobcenter=card.jobcenter,
        region=card.region,
        n_pages=len(source.page_starts) if source.paged else None,
        n_paragraphs=len(document.blocks),
        n_characters=len(source.text),
        language=card.language,
        warnings=tuple(dict.fromkeys([*source.warnings, *document.warnings, *card.warnings])),
    )


def _paragraph_rows(document: Document) -> Iterable[ParagraphRow]:
    for block in document.blocks:
        yield ParagraphRow(
            paragraph_id=paragraph_id(document.document_id, block),
            document_id=document.document_id,
            page=block.page,
            order=block.order,
            kind=block.kind,
            section_number=block.section_number,
            section_path=block.section_path,
            text=block.text,
            char_start=block.start,
            char_end=block.end,
        )
