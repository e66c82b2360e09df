"""The audit: what an auditor should look at in one document, each check declared in one list."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from maaltal.extractors.document_card import Card
from maaltal.schemas.tables import FindingRow
from maaltal.schemas.text import Document

from . import arithmetic, budget, content, goals, requirements, text_quality, unit_costs
from .flaws import SEVERITIES, Flaw, finding, in_english, messages
from .plan import Plan, plan_of

__all__ = ["CHECKS", "audit", "in_english", "messages"]

Check = Callable[[Plan], Iterable[Flaw]]

CHECKS: tuple[Check, ...] = (
    text_quality.lost_digits,
    text_quality.missing_text,
    text_quality.garbled,
    content.statutory_content,
    goals.not_taken_up,
    requirements.contradictions,
    requirements.placeholders,
    requirements.pending,
    arithmetic.baseline_change_target,
    arithmetic.parts_and_total,
    arithmetic.table_and_total,
    budget.totals,
    budget.net_of_income,
    budget.copied_columns,
    budget.unknown_accounts,
    budget.areas_named,
    unit_costs.unit_costs,
)


def audit(document: Document, card: Card, rows: Mapping[str, Sequence[Any]]) -> list[FindingRow]:
    """The findings on one document, errors first; `rows` are its linked rows by table name."""
    plan = plan_of(document, card, rows)
    found = {}
    for check in CHECKS:
        for flaw in check(plan):
            row = finding(document.document_id, flaw)
            found.setdefault(row.finding_id, row)
    return sorted(found.values(), key=lambda row: SEVERITIES.index(row.severity))
