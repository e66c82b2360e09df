"""What a check looks at: one document, what it says about itself, and its linked rows."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from maaltal.extractors.document_card import Card
from maaltal.schemas.tables import BudgetLineRow, FigureRow, GoalRow, RequirementRow
from maaltal.schemas.text import Block, Document

TRUSTED = 0.5  # confidence from which a row is good enough to accuse a plan with


@dataclass(frozen=True)
class Plan:
    """A document under audit; `requirements` holds only rows that are trusted."""

    document: Document
    card: Card
    goals: Sequence[GoalRow]
    requirements: Sequence[RequirementRow]
    figures: Sequence[FigureRow]
    budget_lines: Sequence[BudgetLineRow]

    @cached_property
    def body(self) -> tuple[Block, ...]:
        """The blocks that are the document's own text."""
        return tuple(block for block in self.document.blocks if block.kind != "boilerplate")

    @cached_property
    def text(self) -> str:
        """The cleaned text of the body, a line a block."""
        return "\n".join(block.text for block in self.body)

    @cached_property
    def _starts(self) -> list[int]:
        return [block.start for block in self.document.blocks]

    def block_at(self, offset: int) -> Block | None:
        """The block that holds a canonical offset."""
        index = bisect_right(self._starts, offset) - 1
        return self.document.blocks[index] if index >= 0 else None

    @property
    def is_plan(self) -> bool:
        return self.card.document_type == "employment_plan"


def plan_of(document: Document, card: Card, rows: Mapping[str, Sequence[Any]]) -> Plan:
    """The document with its rows, as the checks want them."""
    trusted = tuple(row for row in rows.get("requirements", ()) if row.confidence >= TRUSTED)
    return Plan(document, card, tuple(rows.get("goals", ())), trusted, tuple(rows.get("figures", ())),
                tuple(rows.get("budget_lines", ())))
