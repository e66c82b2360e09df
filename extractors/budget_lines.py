"""Budget lines: every number cell of a budget table with label, account, measure, kind of budget, year and kroner."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from ..schemas.text import Document, Quote
from .budget_labels import Group, Labelled, account_names, corner_label, label_groups, pieces_of
from .budget_rows import NO_MEASURE, Row, read_rows
from .budget_scale import Amount, in_kroner, table_unit
from .phrases import phrase
from .table_meaning import last_sentence
from .table_words import context_units, group, value_of
from .tables import Column, Table, TableCell

EXTRACTOR = "budget_table"
_TITLE_LENGTH = 160


@dataclass(frozen=True, slots=True)
class BudgetLine:
    """A row of `budget_lines` without ids: `order` is its block, `quote` its cell.

    `value` and `unit` are as printed. `value_dkk` is kroner by evidence: value times unit, but for a unit cost the
    scale that expenditure over persons supports where the printed one contradicts it (then value x unit differs from
    value_dkk); None for persons, and where no unit is printed and the numbers' size does not show whole kroner.
    """

    order: int
    quote: Quote
    table_number: str | None
    label: str
    parent_label: str | None
    account: str | None
    measure: str
    budget_type: str
    year: int | None
    value: float
    unit: str
    value_dkk: float | None
    is_total: bool
    bbox: str | None
    extractor: str
    confidence: float


@dataclass(frozen=True, slots=True)
class _Line:
    """A row with the label it stands under; `group` numbers the rows of one label."""

    row: Row
    label: str
    parent: str | None
    accounts: tuple[str, ...]
    measure: str | None
    total: bool
    certain: bool
    group: int | None = None
    unit: str | None = None


@dataclass(frozen=True, slots=True)
class _Draft:
    line: _Line
    cell: TableCell
    column: Column
    amount: Amount


def read(document: Document, tables: Sequence[Table], card: object = None) -> list[BudgetLine]:
    """The lines of all budget tables of a document, in document order."""
    starts = [block.start for block in document.blocks]
    lines = [line for table in tables if table.kind == "budget" for line in _read_table(document, table, starts)]
    return sorted(lines, key=lambda line: (line.quote.start, line.quote.end))


def _read_table(document: Document, table: Table, starts: list[int]) -> Iterator[BudgetLine]:
    rows = list(read_rows(table))
    labelled = label_groups(rows, table.corner, table.flattened)
    lines = _mark_totals(table, list(_lines(table, rows, labelled)))
    unit, measure = table_unit(table), _default_measure(table)
    drafts = [draft for line in lines for draft in _drafts(table, line, unit, measure)]
    amounts = in_kroner([draft.amount for draft in drafts])
    for draft, amount in zip(drafts, amounts, strict=True):
        order = document.blocks[max(bisect_right(starts, draft.cell.start) - 1, 0)].order
        yield _budget_line(document, table, draft, amount, order)


# ---- lines ---------------------------------------------------------------------------------------------------------

def _lines(table: Table, rows: Sequence[Row], labelled: Labelled) -> Iterator[_Line]:
    """The value rows of a table with label, parent, accounts and measure."""
    membership = {id(row): (number, item) for number, item in enumerate(labelled.groups) for row in item.rows}
    parent: str | None = None
    section_measure = section_unit = None
    net = _default_measure(table) == "net_expenditure" and not _contrasted(rows)
    for row in rows:
        if row.is_section:
            section_measure = row.label.measure if row.label.pure else None
            section_unit = row.label.unit
            parent = row.label.text if not row.label.pure else parent
        elif row.label.measure != NO_MEASURE:
            if id(row) in membership:
                number, item = membership[id(row)]
                yield _group_line(row, number, item, labelled.by_account)
            else:
                line = _own_line(table, row, parent, section_measure, net)
                parent = None if line.total else line.parent
                yield replace(line, unit=line.unit or section_unit)


def _group_line(row: Row, number: int, item: Group, by_account: bool) -> _Line:
    """A row such as `Antal helårspersoner`; the account is its own, and its group's where accounts bear the labels."""
    accounts = item.accounts if by_account else row.label.accounts
    return _Line(row, item.label, item.parent, accounts, row.label.measure, row.label.total, item.certain, number,
                 row.label.unit)


def _contrasted(rows: Sequence[Row]) -> bool:
    """Whether rows set expenditure, income and net against each other, so that a net table is not net throughout."""
    told = {row.label.measure for row in rows if row.label.pure and not row.is_section}
    return "net_expenditure" in told or all(row.label.pure or row.label.total for row in rows if not row.is_section)


def _own_line(table: Table, row: Row, parent: str | None, measure: str | None, net: bool) -> _Line:
    """A row with a label of its own; `measure` is what its section says, `net` that all amounts are net."""
    label, above = row.label.text, parent
    if not label:
        label, above = corner_label(table.corner), None
    elif table.flattened and not row.label.total:
        label, above = _last_piece(label, parent)
    if row.label.total and not row.label.pure and len(label.split()) <= 2:
        above = None
    told = row.label.measure
    if net and told in ("income", "expenditure") and measure is None:
        told = None  # `Statsrefusion`, `Driftsudgifter` in a table of net amounts
    return _Line(row, label, above, row.label.accounts, told or measure, row.label.total, bool(row.label.text), None,
                 row.label.unit)


def _last_piece(label: str, parent: str | None) -> tuple[str, str | None]:
    """A heading run together with the first label under it, apart, where the label is one that budgets know."""
    pieces = pieces_of(label)
    if len(pieces) > 1 and (match := account_names().first(pieces[-1])) and match.start == 0:
        return pieces[-1], " ".join(pieces[:-1])
    return label, parent


def _default_measure(table: Table) -> str:
    """What the numbers of a table are where rows and columns do not say: as its corner, caption or note has it."""
    before = last_sentence(table.before or "")
    told = phrase("declares_amounts").search(table.before or "")
    declared = before if context_units(before) else told.group() if told else ""  # `Beløb i 1.000 kr., netto.`
    for text in (table.corner, *table.spanning, table.caption, declared, table.note):
        found = {match.key for match in group("measure").find(text or "")}
        if "net_expenditure" in found:
            return "net_expenditure"
        named = found == {"income"} or (found == {"full_year_persons"} and not context_units(text or ""))
        if named and text is not table.note and len(text or "") < _TITLE_LENGTH:
            return found.pop()
        if found & {"expenditure", "income"}:
            return "expenditure"
    return "expenditure"


def _mark_totals(table: Table, lines: list[_Line]) -> list[_Line]:
    """Mark a first or last line as total where its numbers are those of a printed total or the sum of all others."""
    own = [line for line in lines if line.group is None]
    totals = [_numbers(line) for line in own if line.total]
    plain = [line for line in own if not line.total]
    marked = []
    for line in lines:
        numbers = _numbers(line)
        at_edge = line is lines[0] or line is lines[-1]
        same = (len(numbers) > 1 and any(numbers) and numbers in totals and line is lines[0]
                and (len(plain) > 2 or not line.row.label.text))
        if line.group is None and not line.total and at_edge and (same or _is_sum(line, plain)):
            line = replace(line, total=True)
        marked.append(line)
    return marked


def _numbers(line: _Line) -> list[float | None]:
    return [value.number if (value := value_of(cell.text)) else None for cell in line.row.cells]


def _is_sum(line: _Line, plain: Sequence[_Line]) -> bool:
    """Whether a line is the sum of all other plain lines in every column, but for rounding."""
    numbers = _numbers(line)
    others = [_numbers(other) for other in plain if other is not line]
    if len(others) < 3 or not any(numbers) or any(len(other) != len(numbers) for other in others):
        return False
    sums = [sum(number or 0 for number in column) for column in zip(*others, strict=True)]
    slack = [0.06 * len(others) if number != int(number) else 0.6 * len(others) for number in map(_zero, numbers)]
    return all(abs(total - _zero(number)) <= s for total, number, s in zip(sums, numbers, slack, strict=True))


def _zero(number: float | None) -> float:
    return number or 0.0


# ---- cells ---------------------------------------------------------------------------------------------------------

def _drafts(table: Table, line: _Line, unit: str | None, default: str) -> Iterator[_Draft]:
    """The number cells of a line in columns with a kind of budget; `unit` and measure `default` are what titles say."""
    for cell in line.row.cells:
        column = table.columns[cell.column]
        value = value_of(cell.text)
        if value is None or column.budget_type is None or value.unit in ("percent", "other"):
            continue
        measure = column.measure if line.group is None and column.measure and not line.row.label.pure else line.measure
        measure = line.measure if line.measure in ("full_year_persons", "unit_cost") else measure or default
        printed = next((key for key in (value.unit, line.unit, column.unit, unit) if key), None)
        if printed == "percent":
            continue
        if printed == "persons" and measure != "full_year_persons":
            measure = "full_year_persons" if column.unit == "persons" or value.unit == "persons" else measure
            printed = None if measure != "full_year_persons" else printed
        yield _Draft(line, cell, column, Amount(value.number, measure, (column.budget_type, column.period),
                                                line.group if line.group is not None else -cell.row, printed))


def _budget_line(document: Document, table: Table, draft: _Draft, amount: Amount, order: int) -> BudgetLine:
    line, cell, column = draft.line, draft.cell, draft.column
    return BudgetLine(
        order=order,
        quote=document.quote(cell.start, cell.end),
        table_number=table.number,
        label=line.label,
        parent_label=line.parent if line.parent != line.label else None,
        account=";".join(line.accounts) or None,
        measure=amount.measure,
        budget_type=column.budget_type or "budget",
        year=column.year,
        value=amount.value,
        unit=amount.unit or "dkk",
        value_dkk=amount.value_dkk,
        is_total=line.total,
        bbox=str(cell.box) if cell.box else None,
        extractor=EXTRACTOR if not table.flattened else f"{EXTRACTOR}_flattened",
        confidence=_confidence(table, draft, amount),
    )


def _confidence(table: Table, draft: _Draft, amount: Amount) -> float:
    """Share of lines that prove right with as much evidence: each thing not printed beside the cell costs some."""
    doubts = (
        (0.06, table.flattened),
        (0.10, not draft.line.certain),
        (0.25, not draft.line.label),
        (0.25, draft.column.year is None),
        (0.20, amount.measure != "full_year_persons" and not amount.printed and amount.unit != "dkk"),
        (0.04, amount.measure != "full_year_persons" and not amount.printed and amount.unit == "dkk"),
        (0.05, amount.rescaled),
        (0.05, group("kind").first(draft.column.header) is None),
        (0.03, context_units(draft.cell.text) == () and draft.line.measure is None),
    )
    return round(0.98 - sum(cost for cost, holds in doubts if holds), 2)
