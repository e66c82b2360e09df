"""Unit cost against expenditure and persons: the scale of the label, and the amounts themselves."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from maaltal.schemas.tables import BudgetLineRow

from .budget_tables import BudgetTable, budget_tables
from .flaws import Flaw
from .plan import Plan
from .words import danish, decimals_of

_FACTORS = {"dkk": 1.0, "thousand_dkk": 1e3, "million_dkk": 1e6}
_TOLERANCE = 0.03  # budget notes: within about 2-3 pct.
_UNIT_WORDS = {"dkk": "kr.", "thousand_dkk": "1.000 kr.", "million_dkk": "mio. kr."}


@dataclass(frozen=True, slots=True)
class Line:
    """Expenditure, persons and unit cost of one label in one column."""

    money: BudgetLineRow
    persons: BudgetLineRow
    cost: BudgetLineRow

    @property
    def computed(self) -> float:
        """Kroner a person."""
        return self.money.value * _FACTORS[self.money.unit] / self.persons.value

    def fits(self, factor: float) -> bool:
        """Whether the printed unit cost, in units of `factor` kroner, is the computed one but for rounding."""
        money, persons = _half(self.money.value) / abs(self.money.value), _half(self.persons.value) / self.persons.value
        slack = (_TOLERANCE + money + persons) * abs(self.computed) + factor * _half(self.cost.value)
        return abs(self.cost.value * factor - self.computed) <= slack


def _half(value: float) -> float:
    return 0.5 * 10 ** -decimals_of(value)


def unit_costs(plan: Plan) -> Iterable[Flaw]:
    """A label whose scale the values contradict (once a table), and single values that do not fit."""
    for table in budget_tables(plan.budget_lines):
        lines = _lines(table)
        labelled = [line for line in lines if line.fits(_FACTORS[line.cost.unit])]
        scales = {unit: [line for line in lines if line.fits(factor)] for unit, factor in _FACTORS.items()}
        unit = max(scales, key=lambda name: len(scales[name]), default=None)
        if not lines or unit is None or 2 * len(scales[unit]) <= len(lines):
            continue
        wrong = [line for line in scales[unit] if line.cost.unit != unit and line not in labelled]
        if wrong:
            yield _scale(wrong, unit)
        yield from (_amount(line, unit) for line in lines if line not in scales[unit] and line not in labelled)


def _lines(table: BudgetTable) -> list[Line]:
    """Labels and columns that have all three values, none of them nought."""
    found = []
    for column in table.columns:
        cells = {measure: {(cell.parent_label, cell.label): cell for cell in table.of(measure, column)}
                 for measure in ("expenditure", "net_expenditure", "full_year_persons", "unit_cost")}
        money = cells["net_expenditure"] | cells["expenditure"]
        for key, cost in cells["unit_cost"].items():
            spent, persons = money.get(key), cells["full_year_persons"].get(key)
            if spent and persons and spent.value and persons.value > 0 and cost.value:
                found.append(Line(spent, persons, cost))
    return found


def _scale(lines: list[Line], unit: str) -> Flaw:
    first = lines[0]
    evidence = tuple(line.cost.budget_line_id for line in lines)
    return Flaw("unit_cost_label", _UNIT_WORDS[unit], _UNIT_WORDS[first.cost.unit], evidence, first.cost.page,
                first.cost.quote, values={
                    "label": first.money.label, "money": danish(first.money.value, first.money.unit),
                    "persons": danish(first.persons.value), "computed": danish(round(first.computed), "dkk"),
                    "printed": danish(first.cost.value), "count": len(lines)})


def _amount(line: Line, unit: str) -> Flaw:
    expected = line.computed / _FACTORS[unit]
    places = decimals_of(line.cost.value)
    cells = (line.money, line.persons, line.cost)
    return Flaw("unit_cost_mismatch", danish(round(expected, places), None, places), danish(line.cost.value),
                tuple(cell.budget_line_id for cell in cells), line.cost.page, line.cost.quote,
                values={"label": line.money.label, "money": danish(line.money.value, line.money.unit),
                        "persons": danish(line.persons.value)})
