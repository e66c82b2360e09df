"""The comparison panel: one row per municipality, plan year, theme, indicator, group and measure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, NamedTuple, Protocol

from maaltal.extractors.concepts import theme_of_indicator
from maaltal.schemas.codelists import municipality_by_code
from maaltal.schemas.ids import content_id
from maaltal.schemas.tables import BudgetLineRow, RequirementRow
from maaltal.schemas.views import PanelRow

from .budget_accounts import accounts_of
from .places import municipalities_named

_BUDGET_THEME = "public_economy"


class Covered(Protocol):
    """What a document says about itself; a card and a row of `documents` both do."""

    @property
    def plan_year(self) -> int | None: ...

    @property
    def municipality_codes(self) -> tuple[str, ...]: ...


class _Place(NamedTuple):
    code: str
    area: str


class _Observation(NamedTuple):
    """A value that a demand states, and the row that states it."""

    measure: str
    value: float | None
    unit: str | None
    period: str | None
    operator: str | None
    source: RequirementRow


def panel(document_id: str, card: Covered, rows: Mapping[str, Sequence[Any]]) -> list[PanelRow]:
    """Panel rows of one document; what is stated twice counts once and names its repeats."""
    found = [row for group in _demands(rows.get("requirements", ())) for row in _of_demand(document_id, card, group)]
    found = _without_told_by_area(found)
    found += _of_budget(document_id, card, rows.get("budget_lines", ()))
    return _distinct(found)


# ---- requirements --------------------------------------------------------------------------------------------------

def _demands(requirements: Iterable[RequirementRow]) -> list[list[RequirementRow]]:
    """Each demand with its restatements, first statement first."""
    groups: dict[str, list[RequirementRow]] = {}
    for row in requirements:
        groups.setdefault(row.restates or row.requirement_id, []).append(row)
    return list(groups.values())


def _of_demand(document_id: str, card: Covered, group: Sequence[RequirementRow]) -> Iterator[PanelRow]:
    """Rows of a demand: each value from the first statement that gives it, codes from the first that has them."""
    stated = [row for row in group if row.status == "set"]
    if not stated:
        return
    theme = _first(row.theme for row in group)
    target_group = _first(row.target_group for row in group)
    for item in _observations(stated, card.plan_year):
        row = item.source
        for place in _places(card.municipality_codes, row.scope):
            yield PanelRow(
                panel_id=content_id("panel", document_id, place.code, row.requirement_id, item.measure),
                municipality_code=place.code, municipality=municipality_by_code()[place.code].name,
                plan_year=card.plan_year, theme=theme or theme_of_indicator(row.indicator), indicator=row.indicator,
                target_group=target_group, measure=item.measure, value=item.value, unit=item.unit, period=item.period,
                operator=item.operator, comparator=row.comparator, source_table="requirements",
                source_row_id=row.requirement_id, document_id=document_id, area=place.area, scope=row.scope,
                comparator_relation=row.comparator_relation, indicator_text=row.indicator_text,
                target_group_text=row.target_group_text,
                repeated_in=tuple(other.requirement_id for other in group if other is not row),
            )


def _observations(stated: Sequence[RequirementRow], plan_year: int | None) -> Iterator[_Observation]:
    """The distinct values of a demand. A filled-in restatement of a blank may differ from another: both stay."""
    seen: set[tuple] = set()
    for row in stated:
        for item in _values(row, str(plan_year) if plan_year else None):
            told = (item.measure, item.value)
            if told not in seen:
                seen.add(told)
                yield item


def _values(row: RequirementRow, year: str | None) -> Iterator[_Observation]:
    period = row.target_period or year
    if row.target_value is not None:
        yield _Observation("target", row.target_value, row.target_unit, period, row.operator, row)
    if row.change_value is not None:
        operator = row.operator if row.target_value is None else None
        yield _Observation("change", row.change_value, row.change_unit, period, operator, row)
    if row.baseline_value is not None:
        yield _Observation("baseline", row.baseline_value, row.baseline_unit, row.baseline_period, None, row)
    if row.target_value is None and row.change_value is None and row.comparator:
        yield _Observation("comparison", None, None, period, None, row)


def _places(codes: tuple[str, ...], scope: str | None) -> list[_Place]:
    """The municipalities a row is about, and whether the value is their own, a joint one, or that of a part."""
    if scope is None:
        return [_Place(code, "municipality" if len(codes) == 1 else "joint") for code in codes]
    named = [code for code in municipalities_named(scope) if code in codes]
    if named:
        return [_Place(code, "municipality" if len(named) == 1 else "joint") for code in named]
    is_elsewhere = bool(municipalities_named(scope))
    return [_Place(codes[0], "part")] if len(codes) == 1 and not is_elsewhere else []


def _without_told_by_area(rows: list[PanelRow]) -> list[PanelRow]:
    """Leave a joint value out for a municipality that the same plan gives its own value of the same kind."""
    own = {_kind(row) for row in rows if row.area == "municipality" and row.indicator}
    return [row for row in rows if row.area != "joint" or _kind(row) not in own]


def _kind(row: PanelRow) -> tuple:
    return row.municipality_code, row.indicator, row.target_group, row.measure, row.unit, row.period


# ---- budget lines --------------------------------------------------------------------------------------------------

def _of_budget(document_id: str, card: Covered, lines: Sequence[BudgetLineRow]) -> Iterator[PanelRow]:
    accounts = accounts_of(lines)
    for line in lines:
        value = line.value if line.unit == "persons" else line.value_dkk
        if value is None:
            continue
        codes, basis = accounts[line.budget_line_id]
        for place in _places(card.municipality_codes, _area_in(line)):
            yield PanelRow(
                panel_id=content_id("panel", document_id, place.code, line.budget_line_id),
                municipality_code=place.code, municipality=municipality_by_code()[place.code].name,
                plan_year=card.plan_year, theme=_BUDGET_THEME, indicator=_budget_indicator(line, codes),
                target_group=None, measure="budget", value=value, unit="persons" if line.unit == "persons" else "dkk",
                period=str(line.year) if line.year else None, operator=None, comparator=None,
                source_table="budget_lines", source_row_id=line.budget_line_id, document_id=document_id,
                area=place.area, scope=_area_in(line), indicator_text=line.label, accounts=codes,
                account_basis=basis, budget_type=line.budget_type,
            )


def _area_in(line: BudgetLineRow) -> str | None:
    """The municipality that a label, or the heading above it, is: a budget by municipality in a shared plan."""
    return next((text for text in (line.label, line.parent_label) if text and municipalities_named(text)), None)


def _budget_indicator(line: BudgetLineRow, accounts: tuple[str, ...]) -> str:
    if accounts:
        return f"{line.measure}:{'+'.join(accounts)}"
    return f"{line.measure}:total" if line.is_total else line.measure


# ---- both ----------------------------------------------------------------------------------------------------------

def _distinct(rows: Iterable[PanelRow]) -> list[PanelRow]:
    """Observations that are alike in everything but their place count once; the first names the others."""
    first: dict[tuple, PanelRow] = {}
    for row in rows:
        key = _what_is_said(row)
        known = first.get(key)
        if known is None:
            first[key] = row
        elif row.source_row_id not in (known.source_row_id, *known.repeated_in):
            first[key] = replace(known, repeated_in=(*known.repeated_in, row.source_row_id))
    return list(first.values())


def _what_is_said(row: PanelRow) -> tuple:
    """What must agree for two rows to be one; a row whose indicator is not known stands for itself."""
    subject = (row.indicator, row.indicator_text) if row.measure == "budget" else row.indicator
    if row.indicator is None:
        subject = row.source_row_id
    return (row.municipality_code, subject, row.theme, row.target_group, row.measure, row.value, row.unit, row.period,
            row.operator, row.comparator, row.area, row.scope, row.budget_type)


def _first(values: Iterable[str | None]) -> str | None:
    return next((value for value in values if value), None)
