"""The comparison panel: one row per municipality, plan year, theme, indicator, group and measure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from ..extractors.document_card import Card
from ..schemas.codelists import municipality_by_code
from ..schemas.ids import content_id
from ..schemas.tables import BudgetLineRow, PanelRow, RequirementRow


def panel(document_id: str, card: Card, rows: Mapping[str, Sequence[Any]]) -> list[PanelRow]:
    """Panel rows of one document; a requirement stated twice counts once."""
    found = [row for r in rows.get("requirements", ()) if r.restates is None and r.status == "set" for row in _of_requirement(document_id, card, r)]
    found += [row for line in rows.get("budget_lines", ()) for row in _of_budget_line(document_id, card, line)]
    return list({row.panel_id: row for row in found}.values())


def _places(card: Card, scope: str | None) -> list[tuple[str, str]]:
    """Municipalities a demand holds for: the one it names, else all that the document covers."""
    places = [(code, municipality_by_code()[code].name) for code in card.municipality_codes]
    return [place for place in places if scope is None or place[1] in scope]


def _of_requirement(document_id: str, card: Card, row: RequirementRow) -> Iterator[PanelRow]:
    year = str(card.plan_year) if card.plan_year else None
    measures = [
        ("target", row.target_value, row.target_unit, row.target_period or year, row.operator),
        ("change", row.change_value, row.change_unit, row.target_period or year, row.operator if row.target_value is None else None),
        ("baseline", row.baseline_value, row.baseline_unit, row.baseline_period, None),
    ]
    if row.target_value is None and row.change_value is None and row.comparator:
        measures.append(("comparison", None, None, row.target_period or year, None))
    for code, name in _places(card, row.scope):
        for measure, value, unit, period, operator in measures:
            if value is not None or measure == "comparison":
                yield PanelRow(
                    panel_id=content_id("panel", document_id, code, row.requirement_id, measure),
                    municipality_code=code, municipality=name, plan_year=card.plan_year, theme=row.theme, indicator=row.indicator,
                    target_group=row.target_group, measure=measure, value=value, unit=unit, period=period, operator=operator,
                    comparator=row.comparator, source_table="requirements", source_row_id=row.requirement_id, document_id=document_id,
                )


def _of_budget_line(document_id: str, card: Card, line: BudgetLineRow) -> Iterator[PanelRow]:
    for code, name in _places(card, None) if len(card.municipality_codes) == 1 else []:
        yield PanelRow(
            panel_id=content_id("panel", document_id, code, line.budget_line_id),
            municipality_code=code, municipality=name, plan_year=card.plan_year, theme="public_economy", indicator=line.measure,
            target_group=None, measure="budget", value=line.value if line.value_dkk is None else line.value_dkk,
            unit="persons" if line.value_dkk is None else "dkk", period=str(line.year) if line.year else None, operator=None,
            comparator=None, source_table="budget_lines", source_row_id=line.budget_line_id, document_id=document_id,
        )
