"""Which columns of a table hold targets: by their headers, or by what announces the table."""

from __future__ import annotations

import regex

from .document_card import Card
from .grammar.periods import find_periods, whole_period
from .lexicon import matcher
from .likely_columns import likely_columns
from .phrases import phrase
from .statement_model import compares
from .table_rows import is_value
from .table_words import group
from .tables import Column, Table

_COLUMN_DECLARED = regex.compile(  # of several scenarios
    r"\b(?:tallene|værdierne) i kolonne(?:n)? (?P<name>(?-i:\p{Lu})) (?:er|udgør|gælder som) (?:\p{L}+ )?"
    r"(?:krav|måltal|mål|lofter|resultatmål|mindstekrav)\w*", regex.IGNORECASE
)
_HEADING = 120  # characters
_SENTENCE_END = regex.compile(r"(?<=\p{Ll}{3}|\d)[.!?]\s+(?=(?:\d{1,3} ){0,2}\p{Lu})")  # page numbers in between


def target_columns(table: Table, card: Card) -> list[int]:
    """Columns that rules take for targets; else those that a model does, where nothing says that they are none."""
    ruled = _by_rule(table, card)
    if ruled or _tells_what_is(table) or any(column.role == "target" for column in table.columns):
        return ruled
    return likely_columns(table, columns_of_values(table), card)


def columns_of_values(table: Table) -> list[int]:
    """Numbers of the columns, the first left out, in which at least every second cell is a value."""
    return [i for i, _ in enumerate(table.columns) if i and _holds_values(table, i)]


def _tells_what_is(table: Table) -> bool:
    """Whether a table is a forecast, a status (`Status, unge, juni 2012` in its corner), or says that it is no more."""
    told = group("role").at_start(table.corner)
    said = any(phrase(key).search(_around(table)) for key in ("forecasts", "demands_nothing"))
    return said or told is not None and told.key == "status"


def _by_rule(table: Table, card: Card) -> list[int]:
    """Columns whose header says target; else, where caption or corner announces targets, all columns of values.

    Where the only values are changes, those are what is demanded: `Ydelse | Ændring, pct.`.
    """
    if declared := _declared_column(table):
        return declared
    named = _with_years_beside(table, [i for i, c in enumerate(table.columns) if i and c.role == "target"], card)
    if any(_holds_values(table, i) for i in named):
        return [i for i in named if _holds_values(table, i)]
    if any(_holds_demands(table, i) for i in named):
        return [i for i in named if _holds_demands(table, i)]
    valued = columns_of_values(table)
    demands = phrase("demand_noun").fullmatch(table.corner.strip())
    if demands and len(valued) == 1 and not table.columns[valued[0]].period:
        return valued  # `Krav | Niveau`
    ahead = [i for i in valued if _is_level_ahead(table, i, card, valued)]
    named_only = not any(_holds_numbers(table, i) for i in named)  # `Lokalt mål | Det måles vi på | Niveau 2019`
    levels = [i for i in valued if table.columns[i].role is None or named_only and i in ahead]
    in_words = any(column.role == "target" and not _holds_values(table, i) for i, column in enumerate(table.columns))
    beside = len(levels) < len(valued) and not phrase("forecasts").search(_around(table))
    told = demands or in_words or beside
    if told and levels and all(i in ahead or _is_bare_period(table.columns[i], card) for i in levels):
        return levels  # `Krav | December 2020`, `Mål | Indikator | 2020 | 2021`, `Indikator | Nu | 2020 | 2021`
    if (last := _ends_ahead(table, valued, card)) is not None:
        return [last]
    if not (_announces_targets(table) or _is_list_of_values(table) or _looks_ahead(table, card)):
        return []
    levels = [i for i in valued if _may_be_level(table.columns[i]) or i in ahead]
    changes = [i for i in valued if table.columns[i].role == "change"]
    return [i for i in levels or changes if not is_past(table.columns[i].period, card)]


def _declared_column(table: Table) -> list[int]:
    """`Tallene i kolonne B er byrådets måltal` beside a table: the column headed `B` or `B. ...`, and no other."""
    declared = _COLUMN_DECLARED.search(_around(table))
    name = regex.compile(rf"{declared['name']}(?!\p{{L}})") if declared else None
    return [i for i, column in enumerate(table.columns) if name and i and name.match(column.header)]


def _with_years_beside(table: Table, named: list[int], card: Card) -> list[int]:
    """`Mål` over 2019 of the bare years 2018, 2019 and 2020: one word stands for all that are not past."""
    found = set(named)
    for step in (1, -1):
        for index in named:
            beside = index + step
            while 0 < beside < len(table.columns) and _is_bare_period(table.columns[beside], card):
                found.add(beside)
                beside += step
    return sorted(found)


def _is_bare_period(column: Column, card: Card) -> bool:
    return column.role is None and whole_period(column.header) is not None and not is_past(column.period, card)


def _may_be_level(column: Column) -> bool:
    """Whether a column that no word gives a role holds levels; `Andel i job, pct.` is no column beside a budget."""
    return column.role is None or column.role == "ignored" and phrase("share").match(column.header) is not None


def _is_level_ahead(table: Table, index: int, card: Card, valued: list[int]) -> bool:
    """Whether a level lies ahead of all others: of `Dec. 2009 | Niveau dec. 2011` the second is no baseline."""
    column = table.columns[index]
    earlier = [other.period for other in table.columns if other.period and other is not column]
    later = column.role == "baseline" and column.period is not None and not is_past(column.period, card)
    return later and (max(earlier) < column.period if earlier else valued == [index])


def _looks_ahead(table: Table, card: Card) -> bool:
    """Whether a table below `Mål for flygtninge` speaks of the years to come alone, along its top or its side."""
    periods = [column.period for column in table.columns if column.period]
    labels = [whole_period(label) for label in table.first_column]
    above = "".join(table.context[-1:])  # `Mål for 4. kvartal 2022` over columns of indicators
    periods = periods or (labels if any(labels) else [mention.value for mention in find_periods(above)])
    headed = phrase("goals_for").search(above) is not None
    return headed and bool(periods) and all(period and not is_past(period, card) for period in periods)


def _ends_ahead(table: Table, valued: list[int], card: Card) -> int | None:
    """The last column, where all are dated and only it lies ahead: `Sept. 2014 | Dec. 2015` in a plan of 2015."""
    dated = [table.columns[i].period for i in valued if table.columns[i].role is None]
    if len(dated) < 2 or len(dated) < len(valued) or card.document_type != "employment_plan" or not card.plan_year:
        return None
    *earlier, last = dated
    ahead = last == f"{card.plan_year}-12" or last is not None and int(last[:4]) > card.plan_year
    told = f"{_around(table)} {table.columns[valued[-1]].header}"
    if not ahead or not all(is_past(period, card) for period in earlier) or phrase("forecasts").search(told):
        return None
    return valued[-1]


def _around(table: Table) -> str:
    """What stands above and below a table."""
    return " ".join((table.caption or "", table.before or "", table.note or ""))


def _is_list_of_values(table: Table) -> bool:
    """Whether a table without headers, but one column of values, stands below a goal: `Lokalt mål: Rettidighed`."""
    values = [column for column in table.columns if column.role != "label"]
    if len(values) != 1 or values[0].header:
        return False
    return any(match.entry.extra["role"] == "goal" for match in matcher("labels").find(table.caption or ""))


def _holds_values(table: Table, index: int) -> bool:
    texts = [cell.text for row in table.body for cell in row if cell.column == index and cell.text]
    return bool(texts) and sum(is_value(text) for text in texts) >= 0.5 * len(texts)


def _holds_numbers(table: Table, index: int) -> bool:
    texts = [cell.text for row in table.body for cell in row if cell.column == index and cell.text]
    return any(char.isdigit() for text in texts for char in text.lstrip("0123456789. "))


def _holds_demands(table: Table, index: int) -> bool:
    """Whether the cells of a column are values and comparisons: `35 pct.`, `Bedre end klyngen`."""
    texts = [cell.text for row in table.body for cell in row if cell.column == index and cell.text]
    return bool(texts) and sum(is_value(text) or compares(text) for text in texts) >= 0.5 * len(texts)


def columns_of_comparisons(table: Table) -> list[int]:
    """Columns without a role whose cells, dashes apart, compare: `ikke ringere end klyngens gennemsnit`."""
    found = []
    for index, column in enumerate(table.columns):
        texts = [cell.text for row in table.body for cell in row if cell.column == index and len(cell.text) > 1]
        if index and column.role is None and texts and all(map(compares, texts)):
            found.append(index)
    return found


def _announces_targets(table: Table) -> bool:
    if table.kind == "target" and not table.header_rows:
        return True  # `Skema 4. Krav til rettidighed`
    told = group("role").at_start(table.corner)
    if told and told.key == "status":
        return False  # a row of its own on top: `Status, unge, juni 2012`
    if declaring(table) or phrase("demand_noun").search(_lead_in(table)):
        return True
    if phrase("demand_left_open").search((table.caption or "").rstrip()):
        return True
    if table.flattened and heading_in(table.before or ""):
        return True
    if phrase("demand_noun").fullmatch(table.corner.strip()) and any(c.role == "change" for c in table.columns):
        return True  # `Mål | Dec. 2009 | Dec. 2011 | Ændring`
    for text in (table.corner, table.caption or "", *table.context[-1:]):
        if (
            any(
                match.entry.extra["role"] == "requirement" and match.key != "baseline"
                for match in matcher("labels").find(text)
            )
            or phrase("ceiling").search(text)
            or phrase("floor").search(text)
        ):
            return True
    return False


def declaring(table: Table) -> str:
    """The sentence beside a table that declares its numbers to be demands: `Tallene er lofter i 2011`."""
    for text in (table.note or "", table.before or "", table.caption or ""):
        if declared := phrase("declared_demands").search(text):
            starts = [match.end() for match in _SENTENCE_END.finditer(text, 0, declared.start())]
            end = _SENTENCE_END.search(text, declared.end())
            return text[starts[-1] if starts else 0 : end.start() if end else len(text)]
    return ""


def heading_in(before: str) -> str:
    """`Måltal pr. kvartal` in front of the sentence that leads to a flattened table: a heading that names targets."""
    heading = regex.split(r"(?<=\p{Ll}{3})[.!?:]\s+", before)[-2:][0][-_HEADING:]
    named = [match for match in matcher("labels").find(heading) if match.entry.extra["role"] == "requirement"]
    return heading if any(match.key != "baseline" and heading[match.start].isupper() for match in named) else ""


def _lead_in(table: Table) -> str:
    """The sentence in front of the caption, where it ends in a colon and so speaks of the table."""
    before = (table.before or "").rstrip()
    return regex.split(r"[.!?]\s+(?=\p{Lu})", before)[-1] if before.endswith(":") else ""


def is_past(period: str | None, card: Card) -> bool:
    return bool(period and card.plan_year and int(period[:4]) < card.plan_year)
