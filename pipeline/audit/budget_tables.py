"""Budget lines put back into tables: rows by label, columns by kind and year of the budget."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from maaltal.schemas.tables import BudgetLineRow

from .words import decimals_of

Column = tuple[str, int | None]  # budget type and year

_KINDS = {
    "budget": "budget", "corrected_budget": "korrigeret budget", "budget_proposal": "budgetforslag",
    "budget_estimate": "overslag", "accounts": "regnskab",
}


@dataclass(frozen=True)
class BudgetTable:
    """The lines of one table, in reading order."""

    lines: tuple[BudgetLineRow, ...]

    @cached_property
    def columns(self) -> tuple[Column, ...]:
        return tuple(dict.fromkeys(column_of(line) for line in self.lines))

    @cached_property
    def measures(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(line.measure for line in self.lines))

    def of(self, measure: str, column: Column) -> tuple[BudgetLineRow, ...]:
        """The cells of one measure in one column, from top to bottom."""
        return tuple(line for line in self.lines if line.measure == measure and column_of(line) == column)

    @cached_property
    def labels(self) -> tuple[str, ...]:
        """Labels of the rows that are no totals, each once."""
        return tuple(dict.fromkeys(line.label for line in self.lines if not line.is_total))

    @cached_property
    def parents(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(line.parent_label for line in self.lines if line.parent_label))


def column_of(line: BudgetLineRow) -> Column:
    return (line.budget_type, line.year)


def column_name(column: Column) -> str:
    """`("budget", 2013)` -> `budget 2013`."""
    kind, year = column
    return f"{_KINDS[kind]} {year}" if year else _KINDS[kind]


def budget_tables(lines: Sequence[BudgetLineRow]) -> list[BudgetTable]:
    """The tables of a document: one for each printed number or paragraph, joined over a page break."""
    groups: list[list[BudgetLineRow]] = []
    for line in lines:
        if groups and _together(groups[-1], line):
            groups[-1].append(line)
        else:
            groups.append([line])
    return [BudgetTable(tuple(group)) for group in groups]


def _together(group: list[BudgetLineRow], line: BudgetLineRow) -> bool:
    last = group[-1]
    if line.table_number != last.table_number:
        return False
    if line.paragraph_id == last.paragraph_id or line.table_number is not None:
        return True
    known = {(other.label, other.parent_label, other.measure, column_of(other)) for other in group}
    return (column_of(line) in {column_of(other) for other in group}
            and (line.label, line.parent_label, line.measure, column_of(line)) not in known)


def rounding(cells: Iterable[BudgetLineRow], times: float = 0.5) -> float:
    """Most that rounding of printed cells can add up to, in the unit printed; none for whole kroner."""
    cells = tuple(cells)
    if all(cell.unit == "dkk" for cell in cells):
        return 0.5
    places = max((decimals_of(cell.value) for cell in cells), default=0)
    return times * (len(cells) + 1) * 10 ** -places + 1e-6
