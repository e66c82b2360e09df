"""What the rows of a budget table say: sections, rows of a group (`Udgifter`, `Antal helårspersoner`), own lines."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import regex

from .table_words import (
    ACCOUNT,
    accounts_of,
    context_units,
    group,
    is_empty,
    value_of,
    without_marks,
)
from .tables import Table, TableCell

_BRACKET = regex.compile(r"\s*[(\[][^()\[\]]*[)\]]")
_ACCOUNT_WORDS = regex.compile(r"\b(?:konto|kto\.?|funktion|gruppering|grp\.|hovedkonto)\b", regex.IGNORECASE)
_BARE_ACCOUNT = regex.compile(rf"[\s,–-]*(?:\b(?:[Kk]onto|[Ff]unktion)\s*)?{ACCOUNT.pattern}[\s,:–-]*")
_GROUPING = regex.compile(r"(?:gruppering(?:er)?|grp\.?)\s*(\d{3})", regex.IGNORECASE)
_UNIT_LINK = regex.compile(r"(?:,|\si)?\s*$")
_EDGE = " ,:;–-*|"
_SEPARATOR = regex.compile(r"\s*(?:[,:]|\s[–-])\s+")
_PERCENT_ROW = regex.compile(r"(?<!\d\s?)(?:pct\.?|%|procent)\)?$", regex.IGNORECASE)
NO_MEASURE = "none"  # a row that counts something the contract has no measure for: `Antal sager`


@dataclass(frozen=True, slots=True)
class RowText:
    """The label of a row taken apart; `pure` where it names nothing but a measure (`Udgifter (konto 5.57.71)`)."""

    text: str
    accounts: tuple[str, ...]
    measure: str | None
    unit: str | None
    total: bool
    pure: bool
    groupings: tuple[str, ...] = ()  # grouping codes beside an account, kept to tell lines of one account apart


@dataclass(frozen=True, slots=True)
class Row:
    """A body row: a section (no cells with values) or a row of values by column."""

    label: RowText
    cells: tuple[TableCell, ...]

    @property
    def is_section(self) -> bool:
        return not self.cells


def read_rows(table: Table) -> Iterator[Row]:
    """Sections and value rows of a table from top to bottom; a label that goes on in the next row is put together."""
    pending: list[Row] = []
    for row in _raw_rows(table):
        if pending and _goes_on(pending[-1], row, table):
            pending[-1] = _joined(pending[-1], row)
        else:
            pending.append(row)
    yield from pending


def _raw_rows(table: Table) -> Iterator[Row]:
    spanning: dict[int, TableCell] = {}
    for cells in table.body:
        number = cells[0].row
        for cell in cells:
            if table.columns[cell.column].role == "label" and cell.row_span > 1:
                spanning[cell.column] = cell
        values = tuple(cell for cell in cells if table.columns[cell.column].role not in ("label", "account"))
        filled = tuple(cell for cell in values if cell.text and (value_of(cell.text) or is_empty(cell.text)))
        if not filled and any(cell.text for cell in values):
            continue  # words under the values: a remark, or the foot of a page
        labels = [cell.text for cell in cells if table.columns[cell.column].role == "label" and cell.text]
        if not labels:
            labels = [c.text for c in spanning.values() if c.row < number < c.row + c.row_span][-1:]
        account = tuple(code for cell in cells if table.columns[cell.column].role == "account"
                        for code in accounts_of(cell.text))
        yield from _row(labels, account, filled)


def _row(labels: list[str], account: tuple[str, ...], filled: tuple[TableCell, ...]) -> Iterator[Row]:
    for text in labels[:-1]:
        yield Row(row_text(text), ())
    label = row_text(labels[-1] if labels else "")
    if account:
        label = replace(label, accounts=account)
    if filled or label.text:
        yield Row(label, filled)


def _goes_on(first: Row, second: Row, table: Table) -> bool:
    """Whether a label is broken over two rows: the second part begins in lower case."""
    text = second.label.text
    if not text[:1].islower() or not first.label.text or (table.flattened and not second.is_section):
        return False
    return first.is_section != second.is_section


def _joined(first: Row, second: Row) -> Row:
    text = f"{first.label.text} {second.label.text}"
    whole = row_text(text)
    accounts = (*first.label.accounts, *second.label.accounts)
    unit = first.label.unit or second.label.unit
    return Row(replace(whole, accounts=accounts, unit=unit), first.cells + second.cells)


# ---- labels --------------------------------------------------------------------------------------------------------

def row_text(raw: str) -> RowText:
    """A label taken apart: `Udgifter i mio. kr. (konto 5.68.90)` is a measure, a unit and an account."""
    units = context_units(raw)
    text = _bare(raw)
    total = group("total").first(text) is not None
    residue = _without_total(text)
    measure, pure = _measure(residue)
    stem, suffix = _measured_stem(text) if not pure else (text, None)
    if _PERCENT_ROW.search(without_marks(text)) or _difference(residue):
        measure, suffix = NO_MEASURE, None
    return RowText(stem, accounts_of(raw), suffix or measure, units[-1] if units else None, total, pure,
                   tuple(_GROUPING.findall(raw)))


def _bare(raw: str) -> str:
    """A label without footnote marks, accounts in brackets, units in brackets and a unit at its end."""
    text = without_marks(raw)
    for bracket in reversed(list(_BRACKET.finditer(text))):
        inner = bracket.group()
        if accounts_of(inner) or _ACCOUNT_WORDS.search(inner) or _is_unit(inner):
            text = text[:bracket.start()] + text[bracket.end():]
    text = _BARE_ACCOUNT.sub(" ", text) if ACCOUNT.search(text) else text
    text = without_marks(text).strip(_EDGE)
    unit = next((match for match in group("unit").find(text)
                 if match.end == len(text) and match.key in ("million_dkk", "thousand_dkk", "dkk", "percent")), None)
    if unit and unit.start > 0 and unit.key != "percent" and not text[:unit.start].rstrip()[-1:].isdigit():
        text = _UNIT_LINK.sub("", text[:unit.start])
    return text.strip(_EDGE)


def _is_unit(inner: str) -> bool:
    inner = inner.strip(" ()[]")
    unit = group("unit").first(inner)
    return unit is not None and unit.start == 0 and unit.end == len(inner)


def _without_total(text: str) -> str:
    match = group("total").first(text)
    return (text[:match.start] + " " + text[match.end:]).strip(_EDGE) if match else text


def _measure(text: str) -> tuple[str | None, bool]:
    """The measure a label begins with, and whether it is nothing else."""
    match = group("measure").first(text)
    if match is None or match.start > 0:
        return None, False
    pure = match.end == len(text.rstrip(_EDGE))
    if not pure and match.key == "full_year_persons" and text[:match.end].lower() in ("antal", "volumen"):
        return NO_MEASURE, False
    if not pure and match.key == "expenditure":
        return None, False  # `Driftsudgifter ved aktivering` names a line, gross or net as its table says
    return match.key, pure


def _measured_stem(text: str) -> tuple[str, str | None]:
    """`Sygedagpenge, antal helårspersoner` is the line Sygedagpenge counted in full-year persons."""
    for separator in _SEPARATOR.finditer(text):
        measure, pure = _measure(text[separator.end():])
        if pure and text[:separator.start()].strip():
            return text[:separator.start()].strip(_EDGE), measure
    return text, None


def _difference(text: str) -> bool:
    """Whether a row is a difference, a share or an index, not an amount: `Afvigelse`, `Andel i pct.`."""
    match = group("ignored").first(text)
    return match is not None and match.start == 0 and match.key == "difference"
