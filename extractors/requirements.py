"""Result requirements: statements that set a measurable or comparable demand, in prose, lists and target tables."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

import regex

from ..schemas.ids import content_id, paragraph_id
from ..schemas.tables import RequirementRow
from ..schemas.text import Document
from .amounts import DURATIONS, amounts
from .areas import district_here, scope_of, whole_names
from .concepts import (
    Concept,
    indicators,
    less_is_better,
    most_specific,
    ranking_theme,
    target_groups,
    theme_in,
    theme_of_indicator,
)
from .confidence import UNRATED
from .document_card import Card
from .entity_blanks import group_in, indicator_in, read_ahead
from .grammar.periods import find_periods
from .lexicon import matcher
from .likely_codes import with_likely_codes
from .passages import Passage, cell_passage
from .phrases import phrase
from .slots import Slots, fill, with_part_of_year
from .statement_joins import sentence_before
from .statement_model import Announcement, Statement, compares, evidence_of
from .statement_parts import BEGINS, BESIDE_LEVEL, first_value, split, tells
from .statements import in_passage, statements
from .table_rows import is_value
from .tables import Table
from .target_columns import columns_of_comparisons, target_columns
from .target_tables import demands_of, is_level, with_row_of_table

EXTRACTOR = "requirements.rules"
_WEIGHT_OF_TARGET_COLUMN = 2
_LONGEST_HEADER = 80  # characters; a longer one is prose, as in a card of fields
_FEW_WORDS = 4  # a cell of fewer says nothing but its value
_BOUND_VERB = regex.compile(  # `skal der højst være 1.050 på kontanthjælp, 340 på uddannelseshjælp og 95 på ...`
    r"(?:skal|må) (?:der )?(?:\p{L}+ )?(?:højst|mindst|maksimalt|minimum) (?:være|udgøre|modtage)", regex.IGNORECASE
)
_ENUMERATES = regex.compile(r",\s|,?\s(?:og|samt)\s(?:i\s)?")
_LONGEST_BOUND = 12  # characters of `Mindst `, `Maksimalt `
_DUE_BEHIND = 40  # characters behind `skal være nået` in which the period stands
_ENOUGH_IN_REVIEW = 4  # reviews and follow-ups retell demands and explain them: only plain ones count
_BLANK = regex.compile(r"\s")
_FROM_YEAR_TO_YEAR = regex.compile(r"\bfra (?P<first>(?:19|20)\d\d) til (?P<last>20\d\d)\b")
_NAMES = regex.compile(r"\p{L}{4}")
_ROW_NUMBER = regex.compile(r"\d{1,2}\.? \p{Lu}")


def read(document: Document, tables: Sequence[Table], card: Card) -> list[RequirementRow]:
    """The requirements of a document, in order of place."""
    looks_back = card.document_type not in ("employment_plan", "policy", "other", "template", "agenda_minutes")
    rows: list[RequirementRow] = []
    latest: dict[tuple[str, ...], str | None] = {}  # the indicator last demanded in each section
    for statement in statements(document, tables, card.plan_year):
        if not looks_back or statement.weight >= _ENOUGH_IN_REVIEW or _looks_beyond(statement, card):
            before = (
                rows[-1]
                if rows and rows[-1].paragraph_id == paragraph_id(document.document_id, statement.passage.block)
                else None
            )
            section = statement.passage.block.section_path
            for row in _rows(document, statement, card):
                row = _with_period_of_sentence(row, statement, rows[-1] if rows else None)
                rows.append(_with_indicator_of_context(row, statement, before, latest.get(section)))
                latest[section] = rows[-1].indicator or latest.get(section)
    for table in tables:
        if table.kind != "budget":
            rows.extend(demands_of(document, table, card))
            rows.extend(_in_cells(document, table, card))
    rows = with_likely_codes(document, rows)
    read_ahead(_in_one_line(row.quote) for row in rows if _has_blank(row))
    filled = (_with_blanks_filled(row) if _has_blank(row) else row for row in rows)
    return sorted(filled, key=lambda row: (row.char_start, row.char_end))


def _with_period_of_sentence(
    row: RequirementRow, statement: Statement, before: RequirementRow | None
) -> RequirementRow:
    """`X skal i 2013 være faldet, og faldet skal være større end i klyngen`: the comparison is for the same time.

    So are bounds that go on in one sentence: `I 2013 må højst 40 vente, og højst 9 må vente længe`.
    """
    if row.target_period is None and before and phrase("same_period").search(statement.text):
        return replace(row, target_period=before.target_period)
    if row.target_period is None and phrase("at_that_time").match(statement.text):
        start, end = sentence_before(statement)  # `Målingen gentages i november 2020. Da skal ...`
        told = [p.value for p in statement.scan.periods if start <= p.start < end and p.value and "{" not in p.value]
        return replace(row, target_period=told[-1] if told else None)
    own_level = row.target_value is not None and not phrase("coordinated_bound").match(statement.text)
    if row.target_period or before is None or own_level or row.change_value is not None:
        return row
    sentence = next((s for s in statement.scan.sentences if s[0] <= statement.start < s[1]), None)
    same = before.paragraph_id == row.paragraph_id and sentence is not None and sentence[0] < statement.start
    near = same and 0 <= row.char_start - before.char_end < BEGINS
    return replace(row, target_period=before.target_period) if near else row


def _looks_beyond(statement: Statement, card: Card) -> bool:
    """Whether a paragraph of a review speaks of a year after the one reviewed: the outlook of its last chapter."""
    years = [int(period.value[:4]) for period in statement.scan.periods if period.value and period.value[:4].isdigit()]
    return card.plan_year is not None and any(year > card.plan_year for year in years)


def _has_blank(row: RequirementRow) -> bool:
    """Whether a requirement read in prose names no indicator, or no group, in words of the lexicon."""
    return row.extractor.startswith(EXTRACTOR) and not ((row.indicator_text or row.indicator) and row.target_group_text)


def _in_one_line(quote: str) -> str:
    return _BLANK.sub(" ", quote)


def _with_blanks_filled(row: RequirementRow) -> RequirementRow:
    """Indicator and group in words that no lexicon entry holds, as the entity model reads them in a sentence."""
    text = _in_one_line(row.quote)
    indicator = None if row.indicator_text or row.indicator else indicator_in(text)
    group = None if row.target_group_text else group_in(text)
    if indicator is None and group is None:
        return row
    return replace(
        row,
        extractor=f"{row.extractor}+entities",
        indicator_text=text[indicator.start : indicator.end] if indicator else row.indicator_text,
        target_group_text=text[group.start : group.end] if group else row.target_group_text,
    )


def _with_indicator_of_context(
    row: RequirementRow, statement: Statement, before: RequirementRow | None, earlier: str | None
) -> RequirementRow:
    """A statement that names no indicator has that of its lead-in, of the statement before, or of its heading.

    `earlier`: the indicator last demanded in the section, which `Faldet skal også ...` takes up.
    """
    if row.indicator:
        return row
    lead = statement.announced.lead if statement.announced else ""
    headings = statement.passage.block.section_path[-1:]
    for code in (
        _named(statement.text, row.target_unit),
        _named(lead, row.target_unit),
        _named(_level_before(statement), row.target_unit),
        earlier if phrase("same_indicator").search(statement.text) else None,
        before.indicator if before and phrase("goes_on").match(statement.text) else None,
        *(_named(heading, row.target_unit) for heading in headings),
        _named(statement.text, None),
    ):
        if code:
            return replace(row, indicator=code, theme=row.theme or theme_of_indicator(code))
    return row


def _level_before(statement: Statement) -> str:
    """`Graden var 21 pct. i 2013. Målet er 25 pct.`: the sentence before, where it tells a level in the same unit."""
    start, end = sentence_before(statement)
    told = {amount.unit for amount in amounts(statement.passage.text, statement.scan, start, end)}
    asked = {amount.unit for amount in statement.part("target")}
    return statement.passage.text[start:end] if told & asked else ""


def _named(text: str, unit: str | None) -> str | None:
    found = most_specific(indicators(text))
    return found.code if found and not _only_of_group(found, unit) else None


def _only_of_group(found: Concept, unit: str | None) -> bool:
    """Whether an indicator is but a benefit's name, and the demand a share: that is not of the benefit's recipients."""
    return found.weak and unit == "percent"


def _in_cells(document: Document, table: Table, card: Card) -> Iterator[RequirementRow]:
    """Prose inside a table, as in goal boxes: each cell read like a paragraph."""
    has_targets = any(column.role == "target" for column in table.columns)
    columns_of_targets = {i for i, column in enumerate(table.columns) if column.role == "target"}
    columns_of_targets.update(read := set(target_columns(table, card)))
    columns_of_targets.update(columns_of_comparisons(table) if read else ())
    named = {cell.row for cell in table.cells if _NAMES.search(cell.text)
             and (table.columns[cell.column].role == "label" or not is_level(cell.text))}
    for cell in table.cells:
        passage = cell_passage(document, cell)
        level = is_level(cell.text) and (cell.row in named or cell.column in read or not _NAMES.search(cell.text))
        heads = (cell.row < table.header_rows and cell.column in read
                 and evidence_of(cell.text, 0, len(cell.text)).verb is None)
        if passage is None or level or heads:
            continue  # read with its row, which says what is measured
        said = is_value(cell.text) or compares(cell.text) or matcher("fractions").first(cell.text)
        if len(passage.text.split()) < _FEW_WORDS and not said:
            continue
        column = table.columns[cell.column]
        lasts = _only_lasts(passage) and evidence_of(passage.text, 0, len(passage.text)).weight <= 0
        if column.role == "label" and has_targets and (_ROW_NUMBER.match(passage.text) or lasts):
            continue  # `1 Flere unge i uddannelse | 31 % | 35 %`, `Fastholdt i mindst 6 måneder | 64 % | 70 %`
        targets = cell.column in columns_of_targets
        weight = _WEIGHT_OF_TARGET_COLUMN * (1 + (len(passage.text.split()) <= _FEW_WORDS)) if targets else 0
        dating = (column.header,) if len(column.header) < _LONGEST_HEADER else ()
        announced = Announcement(explicit=targets, weight=weight, period_from=dating)
        for statement in in_passage(passage, announced, card.plan_year):
            for row in _rows(document, statement, card):
                yield with_row_of_table(row, table, cell, card) if targets else row


def _only_lasts(passage: Passage) -> bool:
    """Whether the only quantities of a label are durations."""
    quantities = passage.scan().quantities
    return bool(quantities) and all(quantity.unit in DURATIONS for quantity in quantities)


def _rows(document: Document, statement: Statement, card: Card) -> Iterator[RequirementRow]:
    """The rows of a statement: one for each demand, each split off where targets stand side by side."""
    parts = list(split(statement))
    demanded = [part for part in parts if len(parts) == 1 or not tells(statement, *part)] or parts
    whole = _whole(statement.elaborates or replace(statement, start=demanded[0][0], end=demanded[-1][1]), card)
    in_turn = _periods_in_turn(statement, demanded[-1][1], len(demanded))
    for index, (start, end, found) in enumerate(demanded):
        for slots in fill(statement.passage.text, start, end, found, statement.scan.periods, card.plan_year):
            slots = replace(slots, target_period=slots.target_period or whole.target_period)
            if in_turn:
                since = slots.baseline_period if slots.baseline_value is not None else None
                slots = replace(slots, target_period=in_turn[index], baseline_period=since)
            if start > statement.start and slots.operator == "=" and _is_bounded_as_a_whole(statement, start):
                slots = replace(slots, operator=whole.operator)
            if start > statement.start or end < statement.end:
                slots = replace(
                    slots,
                    baseline_period=slots.baseline_period or (whole.baseline_period if slots.change_unit else None),
                )
            slots = _with_context(slots, statement)
            yield _row(
                document,
                statement,
                start,
                end,
                with_part_of_year(slots, statement.passage.text, start, end, found),
                card,
            )


def _periods_in_turn(statement: Statement, end: int, count: int) -> list[str]:
    """`henholdsvis 70, 73 og 75 pct. i 2017, 2018 og 2019`: a period for each of `count` values, behind the last."""
    text, values = statement.passage.text, statement.part("target") or statement.part("change")
    if count < 2 or not phrase("respectively").search(text, statement.start, values[0].start):
        return []
    inside = [p for p in statement.scan.periods if p.value and "{" not in p.value and statement.start <= p.start < end]
    told = inside[:count]
    between = [text[before.end : later.start] for before, later in pairwise(told)]
    behind = len(told) == count and values[-1].end <= told[0].start
    return [p.value or "" for p in told] if behind and all(map(_ENUMERATES.fullmatch, between)) else []


def _is_bounded_as_a_whole(statement: Statement, start: int) -> bool:
    """Whether the bound of a statement holds for all its parts, not for the first alone."""
    text = statement.passage.text
    if _is_listed(statement) or _shares_out(statement, start) or phrase("exception").match(text, start):
        return True
    if phrase("respectively").search(statement.passage.text, statement.start, first_value(statement.amounts, start)):
        return True
    if _opens_with_bound(statement, start):
        return True
    return _BOUND_VERB.search(statement.passage.text, statement.start, start) is not None and evidence_of(
        statement.passage.text, start, statement.end).verb is None


def _opens_with_bound(statement: Statement, start: int) -> bool:
    """`Mindst 95 pct. af samtalerne og 90 pct. af tilbuddene skal ...`: no verb stands between the two."""
    first = statement.amounts[0]
    opens = first.qualifier in ("at_least", "at_most") and first.start - statement.start < _LONGEST_BOUND
    of_those = phrase("of_those").search(statement.passage.text, start, statement.end)
    return opens and not of_those and evidence_of(statement.passage.text, statement.start, start).verb is None


def _shares_out(statement: Statement, start: int) -> bool:
    """`begrænses til 150 personer, fordelt på 96 i Ishøj og 54 i Vallensbæk`: the bound holds for the shares too."""
    return phrase("shared_out").search(statement.passage.text, statement.start, start + 1) is not None


def _is_listed(statement: Statement) -> bool:
    """Whether one lead-in bounds a list: `som minimum være rettidige: Samtaler 97 pct., første tilbud 90 pct.`"""
    head = statement.text[: statement.amounts[0].start - statement.start]
    return ": " in head and any(match.entry.extra["weight"] > 0 for match in matcher("demand").find(head))


def _whole(statement: Statement, card: Card) -> Slots:
    """The slots of a statement taken as one: parts that name no period share its."""
    return fill(
        statement.passage.text,
        statement.start,
        statement.end,
        statement.amounts,
        statement.scan.periods,
        card.plan_year,
    )[0]


def _with_context(slots: Slots, statement: Statement) -> Slots:
    """The period that a lead-in or a heading gives: `For 2009 gælder følgende krav:`, `Resultatmål for 2017`."""
    slots = _with_bound_of_lead(slots, statement)
    if slots.target_period or statement.announced is None:
        return slots
    course = _FROM_YEAR_TO_YEAR.search(statement.announced.lead)
    if course and (slots.change_value is not None or slots.baseline_value is not None):
        return replace(slots, baseline_period=slots.baseline_period or course["first"], target_period=course["last"])
    for text in (statement.announced.lead, _due_in(statement), *statement.announced.period_from):
        named = {p.value for p in find_periods(text) if p.value and "{" not in p.value and not p.is_date}
        if len(named) == 1:
            return replace(slots, target_period=named.pop())
    return slots


def _due_in(statement: Statement) -> str:
    """`Målene skal være nået ved udgangen af 2023. ...`: the period that a sentence of the passage gives all of it."""
    told = phrase("targets_due").search(statement.passage.text, 0, statement.start)
    return statement.passage.text[told.end() : told.end() + _DUE_BEHIND] if told else ""


def _with_bound_of_lead(slots: Slots, statement: Statement) -> Slots:
    """`Rettidigheden skal mindst være:` above a list bounds its items."""
    lead = statement.announced.lead if statement.announced else ""
    if slots.operator != "=" or slots.target_value is None or ":" not in lead[-2:]:
        return slots
    bounds = {">=": phrase("floor").search(lead), "<=": phrase("ceiling").search(lead)}
    said = [operator for operator, found in bounds.items() if found]
    return replace(slots, operator=said[0]) if len(said) == 1 else slots


def _row(document: Document, statement: Statement, start: int, end: int, slots: Slots, card: Card) -> RequirementRow:
    passage, text = statement.passage, statement.passage.text
    heading = "".join(passage.block.section_path[-1:])
    indicator = _indicator(statement, start, end, slots)
    group = _group(statement, start, end)
    quote = passage.ground(document, start, end)
    slots = _as_it_is_better(slots, indicator, text[start:end])
    theme = ranking_theme(theme_of_indicator(indicator.code if indicator else None), theme_in(quote.text))
    return RequirementRow(
        requirement_id=content_id(
            "requirements", document.document_id, quote.start, quote.end, slots.comparator, slots.target_value
        ),
        document_id=document.document_id,
        paragraph_id=paragraph_id(document.document_id, passage.block),
        page=document.page_of(quote.start) or passage.block.page,
        goal_id=None,
        number=statement.number,
        theme=theme or theme_in(heading),
        indicator=indicator.code if indicator else None,
        indicator_text=text[indicator.start : indicator.end] if indicator else None,
        target_group=group.code if group else None,
        target_group_text=text[group.start : group.end] if group else None,
        scope=scope_of(text[start:end], _behind_level(statement, start, end), card)
        or district_here(text[start:end], text[slice(*sentence_before(statement))], heading, card),
        operator=slots.operator,
        target_value=slots.target_value,
        target_unit=slots.target_unit,
        change_value=slots.change_value,
        change_unit=slots.change_unit,
        baseline_value=slots.baseline_value,
        baseline_unit=slots.baseline_unit,
        baseline_period=slots.baseline_period,
        target_period=slots.target_period,
        comparator=slots.comparator,
        comparator_relation=slots.comparator_relation,
        status=slots.status,
        restates=None,
        bbox=None,
        char_start=quote.start,
        char_end=quote.end,
        quote=quote.text,
        extractor=EXTRACTOR,
        confidence=UNRATED,
    )


def _as_it_is_better(slots: Slots, indicator: Concept | None, text: str) -> Slots:
    """`2 procentpoint bedre end regionen` is a fall where less is better: of the long-term unemployed, say."""
    if indicator is None or not slots.change_value or not phrase("points_better").search(text):
        return slots
    return replace(slots, change_value=-abs(slots.change_value)) if less_is_better(indicator.code) else slots


def _indicator(statement: Statement, start: int, end: int, slots: Slots) -> Concept | None:
    """The indicator that the statement names at greatest length; a share is not of a benefit's recipients."""
    found = most_specific(indicators(statement.passage.text, start, end))
    return None if found and _only_of_group(found, slots.target_unit) else found


def _group(statement: Statement, start: int, end: int) -> Concept | None:
    found = target_groups(statement.passage.text, start, end)
    return found[0] if found else None


def _behind_level(statement: Statement, start: int, end: int) -> str:
    """The few words behind the level demanded: `31 pct. på Ærø`."""
    levels = [amount for amount in statement.part("target") if start <= amount.start < end]
    return whole_names(statement.passage.text, levels[0].end, levels[0].end + BESIDE_LEVEL, end) if levels else ""
