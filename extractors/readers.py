"""The readers of a document, one a table: each takes the document, its tables and its card and returns rows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from ..schemas.ids import content_id, paragraph_id
from ..schemas.tables import BudgetLineRow
from ..schemas.text import Document
from . import budget_lines, figures, goals, requirements
from .document_card import Card
from .tables import Table

Reader = Callable[[Document, Sequence[Table], Card], Sequence[Any]]


def _budget_lines(document: Document, tables: Sequence[Table], card: Card) -> list[BudgetLineRow]:
    """The budget lines with the ids of their document and paragraph."""
    blocks = {block.order: block for block in document.blocks}
    return [
        BudgetLineRow(
            budget_line_id=content_id(
                "budget_lines", document.document_id, line.quote.start, line.quote.end, line.measure
            ),
            document_id=document.document_id,
            paragraph_id=paragraph_id(document.document_id, blocks[line.order]),
            page=document.page_of(line.quote.start) or blocks[line.order].page,
            table_number=line.table_number,
            label=line.label,
            parent_label=line.parent_label,
            account=line.account,
            measure=line.measure,
            budget_type=line.budget_type,
            year=line.year,
            value=line.value,
            unit=line.unit,
            value_dkk=line.value_dkk,
            is_total=line.is_total,
            bbox=line.bbox,
            char_start=line.quote.start,
            char_end=line.quote.end,
            quote=line.quote.text,
            extractor=line.extractor,
            confidence=line.confidence,
        )
        for line in budget_lines.read(document, tables)
    ]


READERS: dict[str, Reader] = {
    "goals": goals.read,
    "requirements": requirements.read,
    "figures": figures.read,
    "budget_lines": _budget_lines,
}
