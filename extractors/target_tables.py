"""Target tables: rows of indicators or areas, columns of baseline, target and change."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import regex

from ..schemas.codelists import municipality_by_code
from ..schemas.ids import content_id, paragraph_id
from ..schemas.tables import RequirementRow
from ..schemas.text import Document
from .concepts import indicators, target_groups, theme_in, theme_of_indicator
from .document_card import Card
from .grammar.numbers import parse_number
from .grammar.quantities import scan
from .lexicon import matcher
from .passages import cell_passage
from .table_rows import is_value, row_label, unit_named
from .tables import Table, TableCell

EXTRACTOR = "requirements.tables"
_TOTAL = regex.compile(r"^(?:i alt|samlet|total|hele \w+|begge kommuner)\b", regex.IGNORECASE)
_COMPARED = regex.compile(r"\s*(?P<sign>[<>≤≥]=?)\s*")


@dataclass(frozen=True, slots=True)
class _Value:
    value: float | None
    unit: str | None
    qualifier: str | None
    cell: TableCell


def demands_of(document: Document, table: Table, card: Card) -> Iterator[RequirementRow]:
    """One requirement for each target cell of a table that has a target column."""
    targets = [i for i in table.value_columns if i < len(table.columns) and table.columns[i].role == "target"]
    if not targets:
        return
    label_before = ""
    for row in table.body:
        cells = {cell.column: cell for cell in row}
        label, scope, label_before = _label_and_scope(row_label(row), label_before, card)
        for index in targets:
            if index in cells and is_value(cells[index].text):
                yield from _demand(document, table, row, cells[index], index, label, scope, card)


def _label_and_scope(label: str, before: str, card: Card) -> tuple[str, str | None, str]:
    """Indicator and area of a row label; an area alone belongs to the indicator of the rows above."""
    names = [municipality_by_code()[code].name for code in card.municipality_codes]
    area = next((name for name in names if regex.search(rf"(?<!\w){regex.escape(name)}(?:s? Kommune)?(?!\w)", label)), None)
    bare = regex.sub(r"\s+", " ", label.replace(area or "\0", "").replace("Kommune", "") if area else label).strip(" –-,")
    if area and not bare or _TOTAL.match(label):
        return before, area if area else None, before
    total = regex.sub(r"\s+(?:i alt|samlet|total)$", "", bare, flags=regex.IGNORECASE)
    return total, area if len(names) > 1 else None, total


def _demand(
    document: Document, table: Table, row: Sequence[TableCell], cell: TableCell, index: int, label: str, scope: str | None, card: Card
) -> Iterator[RequirementRow]:
    target = _value(table, cell, index, label)
    if target is None:
        return
    others = {role: _of_role(table, row, role, label) for role in ("baseline", "status", "change")}
    baseline, change = others["baseline"], others["change"]
    column = table.columns[index]
    first, last = min(row, key=lambda c: c.start), max(row, key=lambda c: c.end)
    passage = cell_passage(document, cell)
    if passage is None:
        return
    quote = document.quote(first.start, last.end)
    named = indicators(label)
    groups = target_groups(label)
    number = regex.match(r"(?P<number>\d{1,2})[.)]?\s", label)
    theme = theme_of_indicator(named[0].code if named else None) or theme_in(label)
    yield RequirementRow(
        requirement_id=content_id("requirements", document.document_id, cell.start, cell.end, "cell"),
        document_id=document.document_id,
        paragraph_id=paragraph_id(document.document_id, passage.block),
        page=cell.page or passage.block.page,
        goal_id=None,
        number=number["number"] if number else None,
        theme=theme,
        indicator=named[0].code if named else None,
        indicator_text=label or None,
        target_group=groups[0].code if groups else None,
        target_group_text=label[groups[0].start : groups[0].end] if groups else None,
        scope=scope,
        operator=_operator(target) if target.value is not None else None,
        target_value=target.value, target_unit=target.unit,
        change_value=change.value if change else None, change_unit=change.unit if change and change.value is not None else None,
        baseline_value=baseline.value if baseline else None, baseline_unit=baseline.unit if baseline and baseline.value is not None else None,
        baseline_period=_period_of(table, "baseline") if baseline else None,
        target_period=column.period or _caption_period(table),
        comparator=None, comparator_relation=None,
        status="set" if target.value is not None else "placeholder",
        restates=None, bbox=str(cell.box) if cell.box else None,
        char_start=quote.start, char_end=quote.end, quote=quote.text, extractor=EXTRACTOR, confidence=0.85,
    )


def _value(table: Table, cell: TableCell, index: int, label: str) -> _Value | None:
    text = cell.text.strip()
    column = table.columns[index]
    sign = _COMPARED.match(text)
    qualifier = {"<": "under", ">": "over", "≤": "at_most", "≥": "at_least", "<=": "at_most", ">=": "at_least"}.get(sign["sign"]) if sign else None
    text = text[sign.end() :] if sign else text
    found = scan(text).quantities
    if found:
        return _Value(found[0].value, found[0].unit, found[0].qualifier or qualifier, cell)
    unit = _unit(table, column.unit, label)
    value = parse_number(text)
    if value is not None:
        return _Value(value, unit, qualifier, cell)
    placeholder = next((m for m in matcher("placeholders").find(text) if m.key == "placeholder" and m.start == 0), None)
    return _Value(None, unit, qualifier, cell) if placeholder and len(text) < 30 else None


def _unit(table: Table, unit: str | None, label: str) -> str | None:
    if unit in ("percent", "percentage_point", "persons", "count"):
        return unit
    if unit in ("dkk", "thousand_dkk", "million_dkk"):
        return "dkk"
    return next((named for text in (label, table.corner, table.caption or "") if (named := unit_named(text))), None)


def _of_role(table: Table, row: Sequence[TableCell], role: str, label: str) -> _Value | None:
    for cell in row:
        if cell.column < len(table.columns) and table.columns[cell.column].role == role:
            return _value(table, cell, cell.column, label)
    return None


def _period_of(table: Table, role: str) -> str | None:
    return next((column.period for column in table.columns if column.role == role and column.period), None)


def _caption_period(table: Table) -> str | None:
    from .grammar.periods import find_periods

    named = [p.value for p in find_periods(table.caption or "") if p.value and "{" not in p.value]
    return named[0] if len(named) == 1 else None


def _operator(target: _Value) -> str:
    return {"at_most": "<=", "up_to": "<=", "at_least": ">=", "over": ">", "under": "<"}.get(target.qualifier or "", "=")


