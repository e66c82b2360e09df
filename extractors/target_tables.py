"""Target tables: rows of indicators or areas, columns of baseline, target and change, or targets by area or quarter."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import regex

from ..schemas.ids import content_id, paragraph_id
from ..schemas.tables import RequirementRow
from ..schemas.text import Document
from .areas import area_in, part_of_jobcentre, places_named
from .concepts import Concept, indicators, most_specific, ranking_theme, target_groups, theme_in, theme_of_indicator
from .confidence import UNRATED
from .document_card import Card
from .grammar.numbers import parse_number
from .grammar.periods import find_periods
from .grammar.quantities import scan
from .lexicon import matcher
from .passages import cell_passage
from .phrases import at_end, phrase, words
from .slots import OPERATOR_OF
from .table_meaning import last_sentence, title_of
from .table_rows import MONEY, RANK, bare, cell_unit, is_value, unbracketed, unit_beside, unit_named
from .table_words import context_units, group
from .tables import Table, TableCell
from .target_columns import declaring, is_past, target_columns
from .target_periods import (
    due_in_label,
    due_in_row,
    measured_in_row,
    period_of_column,
    since,
    target_period_of,
    told_period,
)
from .target_rows import Row, row_of, side_by_side

EXTRACTOR = "requirements.tables"
_ROUNDED = 0.06  # percentage points by which a change in per cent is rounded
_NEARLY = 1.0  # and a level that it leads to
_BOUND_SIGN = regex.compile(r"\s*(?P<sign>[<>≤≥]=?)\s*")
_SIGN_OPERATOR = {"<": "<", ">": ">", "≤": "<=", "≥": ">=", "<=": "<=", ">=": ">="}
_WITH_BRACKET = regex.compile(r"(?P<value>[^()]+?)\s*\((?P<bracket>[^()]+)\)\s*$")
_NO_LEVEL = regex.compile(r"\s*[-–—]\s*")
_TEXT_ABOVE = 600  # characters above a table in which a sentence says its bound
_ONE_WORD = 12  # characters of a cell that is only `Højst` or `Mindst`
_LASTING = regex.compile(  # `Andel, der fastholdes i mindst 6 måneder`: how long, no bound of the value
    r"\b(?:mindst|højst|maks\.|maksimalt|minimum|under|over) \d+ (?:timer|dage|uger|måneder|år)\b", regex.IGNORECASE
)
_ROW_OF_TARGETS = regex.compile(r"(?:mål|krav|måltal|resultatkrav|loft)\b", regex.IGNORECASE)
_FORETOLD = regex.compile(
    r"\b(?:prognose|fremskrivning|skøn|forventet|status|faktisk)\b|^(?:niveau|udgangspunkt|resultat)\b",
    regex.IGNORECASE,
)
_CHANGES_SINCE = regex.compile(  # a caption: `..., stigning i pct. siden december 2009`
    r"\b(?:stigning|vækst|fald|ændring|udvikling) i (?:pct\.|procent|%) (?:siden|fra|i forhold til)\b",
    regex.IGNORECASE,
)
_SIGNED = regex.compile(r"[+−-]\s?\d")
_CHANGE_OF = regex.compile(rf"{words('change_of')}\s", regex.IGNORECASE)  # `Fald i antal ledige`


@dataclass(frozen=True, slots=True)
class _Value:
    """What a cell holds; `value` is None for a placeholder or a value put off."""

    value: float | None
    unit: str | None
    operator: str | None = None
    pending: bool = False


def demands_of(document: Document, table: Table, card: Card) -> Iterator[RequirementRow]:
    """One requirement for each target cell of a table."""
    targets = target_columns(table, card)
    places = places_named(document.canonical_text) if targets else frozenset()
    foretold = any(_ROW_OF_TARGETS.match(text) for text in table.first_column)  # beside rows of what is expected
    label = above = ""  # of the row above; the same where that row holds nothing else
    summed: set[str] = set()  # labels since the last total or area: the next total is of all of them
    for cells in table.body if targets else ():
        is_total = phrase("total").match(cells[0].text.strip()) is not None
        row = row_of(cells, "" if is_total and len(summed) > 1 else label, above, table, card, places)
        summed = set() if is_total or row.scope else summed | {row.label}
        label = row.label
        above = "" if any(is_value(cell.text) for cell in cells if cell.text) else label
        for index in targets:
            cell = row.cell(index)
            for own, part in side_by_side(row, cell) if cell and not (foretold and _FORETOLD.search(row.label)) else ():
                if is_level(part.text):
                    yield from _demand(document, table, own, part, card)


def is_level(text: str) -> bool:
    """Whether a cell holds a value and no change of one: `Fald på 10 %`, `10 % færre` are read as words are."""
    changes = phrase("change_on").match(text.strip()) or at_end("more_or_less").search(text.rstrip(" ."))
    return is_value(text) and not changes


def _demand(document: Document, table: Table, row: Row, cell: TableCell, card: Card) -> Iterator[RequirementRow]:
    column = table.columns[cell.column]
    target, bracket = _target_and_bracket(table, row, cell)
    passage = cell_passage(document, cell)
    change = _signed_change(table, row, cell.column)
    only_change = target is None and change is not None and change.value is not None and _NO_LEVEL.fullmatch(cell.text)
    if only_change:  # `47 pct. | - | +2 procentpoint`
        target = _Value(None, None)
    if target is None or passage is None:
        return
    by_label = _CHANGE_OF.match(row.label) or phrase("change_behind").search(row.label)
    by_caption = _CHANGES_SINCE.search(table.caption or "")
    changes = column.role == "change" or phrase("target_change").search(column.header) or by_label or by_caption
    changes = changes or target.unit != "dkk" and _SIGNED.match(cell.text.strip())  # `Ændring ift. 2016 | -4 pct.`
    if changes and change is None and target.value is not None:
        told_by = row.label if by_label else by_caption.group() if by_caption else column.header
        change, target, only_change = _directed(target, told_by, cell.text), _Value(None, None, target.operator), True
    dated, dated_by = _dated_bracket(table, row, cell)
    bracket = bracket or dated
    baseline = (bracket or _changed_from(table, row, cell, target, change)
                or _of_role(table, row, "baseline", cell.column) or _earlier(table, row, cell, card))
    told = [c for c in row.cells if table.columns[c.column].role != "remark"]
    quote = document.quote(min(c.start for c in told), max(c.end for c in told))
    title = f"{table.corner} {title_of(table.caption or '')}".strip()
    dated = row.period and not group("role").at_start(column.header)  # `Ledige` over 2019, 2020; not `Krav, højst`
    measured = row.label or (column.header if dated else title)
    named, groups = _indicator(measured, table), target_groups(row.label)
    yield RequirementRow(
        requirement_id=content_id("requirements", document.document_id, cell.start, cell.end, "cell"),
        document_id=document.document_id,
        paragraph_id=paragraph_id(document.document_id, passage.block),
        page=cell.page or passage.block.page,
        goal_id=None,
        number=row.number,
        theme=ranking_theme(theme_of_indicator(named.code if named else None), theme_in(measured)),
        indicator=named.code if named else None,
        indicator_text=measured or None,
        target_group=groups[0].code if groups else None,
        target_group_text=row.label[groups[0].start : groups[0].end] if groups else None,
        scope=row.scope or area_in(column.header, card) or part_of_jobcentre(column.header),
        operator=None if target.pending else target.operator or _announced_operator(table, row, cell, target.unit),
        target_value=target.value,
        target_unit=target.unit,
        change_value=change.value if change else None,
        change_unit=change.unit if change else None,
        baseline_value=baseline.value if baseline else None,
        baseline_unit=baseline.unit if baseline and baseline.value is not None else None,
        baseline_period=(dated_by or _baseline_period(table, bool(bracket), cell, card)
                         or told_period(table, "baseline_stands")) if baseline
        else since(table, (row.label, table.caption or "") if only_change else ()),
        target_period=row.period
        or due_in_label(row.label, target_period_of(table, cell, card, target.pending), card),
        comparator=None,
        comparator_relation=None,
        status="pending" if target.pending else "placeholder" if target.value is None and not only_change else "set",
        restates=None,
        bbox=str(cell.box) if cell.box else None,
        char_start=quote.start,
        char_end=quote.end,
        quote=quote.text,
        extractor=EXTRACTOR,
        confidence=UNRATED,
    )


def _directed(value: _Value, header: str, printed: str) -> _Value:
    """A change as printed, negative where its header says `Fald` and no sign is printed."""
    direction = matcher("directions").first(header)
    falls = direction is not None and direction.entry.extra["sign"] < 0 and not printed.strip().startswith(("+", "-"))
    return replace(value, value=-abs(value.value)) if falls and value.value is not None else value


def with_row_of_table(row: RequirementRow, table: Table, cell: TableCell, card: Card) -> RequirementRow:
    """A demand in words inside a table, with the indicator and the earlier level that its row tells."""
    cells = next(cells for cells in table.rows if cells[0].row == cell.row)
    said = row_of(cells, "", "", table, card)
    named = None if row.indicator else _indicator(said.label, table)
    valued = row.target_value is not None or row.change_value is not None
    unknown = valued and row.baseline_value is None
    earlier = _of_role(table, said, "baseline", cell.column) or _earlier(table, said, cell, card)
    baseline = earlier if unknown else None
    period = _baseline_period(table, False, cell, card) if baseline else None
    reached, due = _reached(table, said, row, baseline, card)
    relates = row.change_value is not None or row.comparator == "previous_level"
    return replace(
        row,
        indicator=named.code if named else row.indicator,
        theme=row.theme or theme_of_indicator(named.code if named else None),
        target_value=reached.value if reached else row.target_value,
        target_unit=reached.unit if reached else row.target_unit,
        target_period=row.target_period or due or due_in_row(table, cell, card) or period_of_column(table, cell, card),
        baseline_value=baseline.value if baseline else row.baseline_value,
        baseline_unit=baseline.unit if baseline else row.baseline_unit,
        baseline_period=period or row.baseline_period or (told_period(table, "baseline_stands") if relates else None),
    )


def _reached(
    table: Table, said: Row, row: RequirementRow, baseline: _Value | None, card: Card
) -> tuple[_Value | None, str | None]:
    """The level that a demanded change leads to, and when: `Reduceres med 20 pct. | 225 i 2007 | 180 i 2009`."""
    change = row.change_value if row.change_unit == "percent" and row.target_value is None else None
    if change is None or baseline is None or not baseline.value:
        return None, None
    for cell in said.cells:
        period = table.columns[cell.column].period
        level = _value(cell.text, table, said, cell.column) if is_value(cell.text) else None
        ahead = period and not is_past(period, card) and level and level.value is not None
        if ahead and abs(100 * (level.value / baseline.value - 1) - change) < _NEARLY:
            return level, period
    return None, None


def _indicator(measured: str, table: Table) -> Concept | None:
    """The indicator of a row's words; of rows that only name areas that of the sentence above, or of the heading."""
    texts = (measured, table.caption or "", *table.context[-1:]) if not measured else (measured,)
    return next((found for text in texts if (found := most_specific(indicators(text)))), None)


def _target_and_bracket(table: Table, row: Row, cell: TableCell) -> tuple[_Value | None, _Value | None]:
    """`390 (412)`: the target, and the earlier level in brackets where the caption says that brackets hold it."""
    match = _WITH_BRACKET.match(cell.text.strip())
    if match and phrase("in_brackets").search(f"{table.caption} {table.note}"):
        return _value(match["value"], table, row, cell.column), _value(match["bracket"], table, row, cell.column)
    return _value(cell.text, table, row, cell.column), None


def _dated_bracket(table: Table, row: Row, cell: TableCell) -> tuple[_Value | None, str | None]:
    """`36 % i december 2015 (december 2013: 31 %)`: an earlier level and its period."""
    match = _WITH_BRACKET.match(cell.text.strip())
    named = [period for period in find_periods(match["bracket"]) if period.value] if match else []
    if match is None or len(named) != 1 or not scan(match["value"]).quantities:
        return None, None
    rest = match["bracket"][: named[0].start] + match["bracket"][named[0].end :]
    value = _value(rest.strip(" :,"), table, row, cell.column) if any(char.isdigit() for char in rest) else None
    return value, named[0].value if value else None


def _value(text: str, table: Table, row: Row, index: int) -> _Value | None:
    text = unbracketed(text.strip())
    sign = _BOUND_SIGN.match(text)
    operator = _SIGN_OPERATOR[sign["sign"]] if sign else None
    text = text[sign.end() :] if sign else text
    if found := scan(text).quantities:
        return _Value(found[0].value, found[0].unit, OPERATOR_OF.get(found[0].qualifier or "", operator))
    if rank := RANK.fullmatch(text):
        return _Value(float(rank["rank"]), "rank", "<=")
    start, end = bare(text)
    hedge = matcher("qualifiers").first(text[:start])
    behind = text[end:].strip()
    operator = OPERATOR_OF.get(hedge.key, operator) if hedge else operator
    operator = "<=" if phrase("or_less").match(behind) else ">=" if phrase("or_more").match(behind) else operator
    text = text[start:end]
    unit = _unit(table, row, index)
    value = parse_number(text.removeprefix("+"))
    if value is not None:
        return _Value(round(value * _scale(table, row, index), 2) if unit == "dkk" else value, unit, operator)
    blank = next((match for match in matcher("placeholders").find(text) if match.start == 0), None)
    if blank is None or regex.fullmatch(r"[-–]+", text):
        return None
    printed = next((match.entry.extra["unit"] for match in matcher("units").find(text)), None)
    printed = printed or next((match.entry.extra["unit"] for match in matcher("things").find(text)), None)
    pending = blank.key == "pending"
    return _Value(None, printed if pending else printed or unit, operator, pending)


def _unit(table: Table, row: Row, index: int) -> str | None:
    """Unit of a bare number: as the table says, else that of a neighbour in the row."""
    levels = [
        cell
        for cell in row.cells
        if cell.column != index and table.columns[cell.column].role != "change" and is_value(cell.text)
    ]
    beside = [quantity.unit for cell in levels for quantity in scan(cell.text).quantities]
    paid = "dkk" if context_units(row.label) else None
    labels = [cell.text for cell in row.cells if table.columns[cell.column].role == "label" and cell.text.strip()]
    own = labels[-1] if len(labels) > 1 or labels and labels[-1].startswith("(") else ""
    named = own if own and unit_named(own) else row.label  # `Sygemeldte | Forløb over 26 uger`
    beside_it = unit_beside(row.cells, table.columns)
    told = (beside_it[0] if beside_it else paid) or cell_unit(table, table.columns[index], named)[0]
    if told is None and not row.label and table.columns[index].role != "change":
        told = unit_named(last_sentence(table.before or table.caption or ""))  # `Målet gælder antallet af unge`
    return told or (beside[0] if beside and table.columns[index].role != "change" else None)


def _scale(table: Table, row: Row, index: int) -> float:
    """Kroner in one of a bare number: a million under `mio. kr.` in header, label or caption, or beside it."""
    if beside := unit_beside(row.cells, table.columns):
        return beside[1]
    printed = context_units(row.label)
    return MONEY[printed[0]] if printed else cell_unit(table, table.columns[index], row.label)[1]


def _of_role(table: Table, row: Row, role: str, target: int) -> _Value | None:
    """The value of a role that goes with a target's column: a level before it, a change behind it, else the nearest."""
    roles = (role, "status") if role == "baseline" and _measures_from_status(table) else (role,)
    cells = [c for c in row.cells if table.columns[c.column].role in roles and is_value(c.text)]
    sides = [[c for c in cells if c.column < target][-1:], [c for c in cells if c.column > target][:1]]
    nearest = next((found for found in (sides if role == "baseline" else reversed(sides)) if found), None)
    return _value(nearest[0].text, table, row, nearest[0].column) if nearest else None


def _changed_from(
    table: Table, row: Row, cell: TableCell, target: _Value, change: _Value | None
) -> _Value | None:
    """The one level in front of a target that the printed change leads from: `611 648 630 590 -9,0 %`."""
    if change is None or target.value is None or change.value is None or change.unit != "percent":
        return None
    before = [c for c in row.cells if c.column < cell.column and is_value(c.text)]
    levels = [_value(c.text, table, row, c.column) for c in before if table.columns[c.column].role != "change"]
    fit = [one for one in levels if one and one.value and one.unit == target.unit != "percent"
           and abs(100 * (target.value / one.value - 1) - change.value) < _ROUNDED]
    return fit[0] if len(fit) == 1 else None


def _measures_from_status(table: Table) -> bool:
    """`Ændring fra status`: then the current level is what the demand is measured from."""
    return any(column.role == "change" and phrase("from_status").search(column.header) for column in table.columns)


def _signed_change(table: Table, row: Row, target: int) -> _Value | None:
    """The change that a row prints, negative where its column is headed `Fald` and prints no sign."""
    change = _of_role(table, row, "change", target)
    header = next((column.header for column in table.columns if column.role == "change"), "")
    direction = matcher("directions").first(header)
    if change is None or change.value is None or direction is None or not direction.entry.extra["sign"] < 0:
        return change
    return replace(change, value=-abs(change.value))


def _earlier(table: Table, row: Row, target: TableCell, card: Card) -> _Value | None:
    """The last column before the target whose header is an earlier period: `Dec. 2010 | Resultatmål dec. 2012`."""
    index = _earlier_column(table, target, card)
    cell = row.cell(index) if index is not None else None
    return _value(cell.text, table, row, index) if cell and cell.text and index is not None else None


def _earlier_column(table: Table, target: TableCell, card: Card) -> int | None:
    period = table.columns[target.column].period
    earlier = [
        i
        for i, column in enumerate(table.columns)
        if i < target.column
        and column.role is None
        and column.period
        and period
        and column.period < period
        and is_past(column.period, card)
    ]
    return earlier[-1] if earlier else None


def _baseline_period(table: Table, in_bracket: bool, target: TableCell, card: Card) -> str | None:
    if in_bracket:
        named = [p.value for p in find_periods(table.caption or "") if p.value and "{" not in p.value]
        return named[-1] if len(named) > 1 else None
    roles = ("baseline", "status") if _measures_from_status(table) else ("baseline",)
    told = next((column.period for column in table.columns if column.role in roles), None)
    index = _earlier_column(table, target, card)
    column_period = table.columns[index].period if index is not None else None
    return told or column_period or measured_in_row(table, target, card)


def _announced_operator(table: Table, row: Row, target: TableCell, unit: str | None) -> str:
    header = table.columns[target.column].header
    title = title_of(table.caption or "")
    beside = " ".join(cell.text for cell in row.cells if len(cell.text) < _ONE_WORD and not is_value(cell.text))
    label = _LASTING.sub("", row.label)
    for text in (label, beside, header, table.corner, title, declaring(table)):
        if operator := _operator_in(text):
            return operator
    return _operator_above(table, target.column, unit) or "="


def _operator_above(table: Table, index: int, unit: str | None) -> str | None:
    """`Reserven må højst udgøre 560 personer` above a table with 560 in the column: the bound holds for its parts."""
    above = f"{table.before or ''} {table.caption or ''}"[-_TEXT_ABOVE:]
    values = {parse_number(cell.text.strip()) for row in table.body for cell in row if cell.column == index}
    bounds = {OPERATOR_OF[quantity.qualifier] for quantity in scan(above).quantities
              if quantity.qualifier in ("at_most", "at_least") and quantity.unit == unit and quantity.value in values}
    return bounds.pop() if len(bounds) == 1 else None


def _operator_in(text: str) -> str | None:
    """The bound that a text names: `højst`, `mindst`."""
    if phrase("ceiling").search(text):
        return "<="
    return ">=" if phrase("floor").search(text) else None
