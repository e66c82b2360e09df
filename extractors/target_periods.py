"""The periods of a table of targets: what cell, header, caption or a sentence beside it say of target and baseline."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import regex

from .document_card import Card
from .grammar.periods import find_periods, whole_period
from .lexicon import matcher
from .phrases import phrase
from .table_meaning import title_of
from .tables import Table, TableCell
from .target_columns import declaring, heading_in, is_past

_SINCE = regex.compile(r"\b(?:siden|fra|i forhold til|ift\.)\s")
_LONGEST_CAPTION = 160  # characters; in a longer one prose stands in front of the title
_YEAR = 4  # characters of a period that is a year
_TOLD_BEHIND = 40  # characters behind `skal være nået` in which the period stands


def target_period_of(table: Table, cell: TableCell, card: Card, pending: bool) -> str | None:
    """The period that the cell prints, else the header's, a bare quarter or month completed, else the caption's."""
    for text in () if pending else (cell.text.split("(")[0], cell.text):  # `Fastsættes i januar` is no deadline
        own = [p.value for p in find_periods(text) if p.value and "{" not in p.value]
        if len(own) == 1:
            return own[0]
    return due_in_row(table, cell, card) or period_of_column(table, cell, card)


def due_in_label(label: str, period: str | None, card: Card) -> str | None:
    """The period that a row's label says itself, where no other says more: `Ledige i job, ultimo 2024 | 64 | 70`."""
    named = [p.value for p in find_periods(label) if p.value and "{" not in p.value and not is_past(p.value, card)]
    return named[0] if len(named) == 1 and named[0].startswith(period or "") else period


def due_in_row(table: Table, cell: TableCell, card: Card) -> str | None:
    """The period in the same row that is below `Frist` or all that its cell says, and is not past."""
    return next((value for value in _dates_in_row(table, cell) if not is_past(value, card)), None)


def measured_in_row(table: Table, cell: TableCell, card: Card) -> str | None:
    """The past period that is all that a cell of the same row says: `74 pct. | 4. kvartal 2019 | 80 pct.`"""
    return next((value for value in _dates_in_row(table, cell) if is_past(value, card)), None)


def _dates_in_row(table: Table, cell: TableCell) -> Iterator[str]:
    row = next(row for row in table.body if row[0].row == cell.row) if cell.row >= table.header_rows else ()
    for other in row:
        named = find_periods(other.text)
        value = named[0].value if len(named) == 1 else None
        told = phrase("deadline_header").match(table.columns[other.column].header) or whole_period(other.text)
        if value and "{" not in value and told and other.column not in (0, cell.column):
            yield value


def period_of_column(table: Table, cell: TableCell, card: Card) -> str | None:
    """The period that header, caption, a sentence beside the table or the heading above gives a cell."""
    column = table.columns[cell.column]
    caption = _caption_period(table, card)
    year = caption[:4] if caption else card.plan_year
    named = find_periods(column.header)
    if not column.period and year and len(named) == 1:  # `1. kvt. Mål`
        return find_periods(f"{column.header[named[0].start : named[0].end]} {year}")[0].value or caption
    told = told_period(table, "targets_due") or _declared_period(table)
    period = column.period or caption or told or _announced_period(table, card)
    at_end = phrase("at_end_of_year").search(f"{table.corner} {table.caption or ''}")
    return f"{period}-12" if period and at_end and len(period) == _YEAR else period


def _declared_period(table: Table) -> str | None:
    """The one period of the sentence that declares the numbers to be demands: `I 2008 skal X mindst være som vist`."""
    named = [p.value for p in find_periods(declaring(table)) if p.value and "{" not in p.value]
    return named[0] if len(named) == 1 else None


def _announced_period(table: Table, card: Card) -> str | None:
    """The period of another header that names targets, or of the heading above: `Resultatmål 2024`."""
    headers = (column.header for column in table.columns)
    for text in (*headers, *table.context[-1:], heading_in(table.before or "") if table.flattened else ""):
        named = [p.value for p in find_periods(text) if p.value and "{" not in p.value]
        announces = any(match.entry.extra["role"] in ("requirement", "goal") for match in matcher("labels").find(text))
        if announces and len(named) == 1 and not is_past(named[0], card):
            return named[0]
    return None


def since(table: Table, told: Sequence[str]) -> str | None:
    """The period that header, label or caption of a change measure from: `Udvikling siden december 2012`."""
    headers = (column.header for column in table.columns if column.role == "change")
    found = next((match for text in (*headers, *told) if (match := _SINCE.search(text))), None)
    named = find_periods(found.string[found.end() :])[:1] if found else []
    return named[0].value if named and named[0].start == 0 else None


def told_period(table: Table, key: str) -> str | None:
    """The period that a sentence beside the table gives all its rows: `Alle måltal skal være nået i 2015`."""
    for text in (table.note or "", table.caption or "", table.before or ""):
        for told in phrase(key).finditer(text):
            named = find_periods(text[told.end() : told.end() + _TOLD_BEHIND])
            if named and named[0].value and "{" not in named[0].value:
                return named[0].value
    return None


def _caption_period(table: Table, card: Card) -> str | None:
    """The first period of the plan year or later that the caption names, or the corner."""
    caption = table.caption or ""
    texts = (caption if len(caption) <= _LONGEST_CAPTION else title_of(caption), table.corner)
    named = [p.value for text in texts for p in find_periods(text) if p.value and "{" not in p.value]
    named = [value.split("/")[-1] if is_past(value, card) else value for value in named]  # `fra 2010 til 2012`
    ahead = [value for value in named if not is_past(value, card)]
    return ahead[0] if ahead else None
