"""Units and kroner: which unit a value is printed in, and what it is in kroner by the evidence of the table itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from statistics import median

from .table_words import context_units, group
from .tables import Table

FACTOR = {"dkk": 1, "thousand_dkk": 1_000, "million_dkk": 1_000_000}
_TOLERANCE = 0.03  # rounding of million kroner to one decimal, beside the rounding of small amounts below
_UNLIKELY_COST = 5_000_000  # kroner a person and year
_WHOLE_KRONER = 1_000_000  # amounts printed in full run to millions


@dataclass(frozen=True, slots=True)
class Amount:
    """A value with its measure and its group, on the way to kroner; `unit` None where nothing printed it."""

    value: float
    measure: str
    slot: tuple[str | None, str | None]  # kind of budget and period
    group: int  # rows of one label
    unit: str | None
    printed: bool = True  # False where the unit is read from the size of the numbers
    value_dkk: float | None = None
    rescaled: bool = False  # the printed unit contradicts the arithmetic


def table_unit(table: Table) -> str | None:
    """The one money unit that corner, caption, note or the text above announce, the nearest that says one."""
    texts = (table.corner, *table.spanning, table.caption, table.note, table.before, *reversed(table.context))
    for text in texts:
        units = context_units(text or "")
        if not units and text and text in (table.corner, *table.spanning):
            units = tuple(match.key for match in group("unit").find(text) if match.key in FACTOR)
        if len(units) == 1:
            return units[0]
    return None


def in_kroner(amounts: Sequence[Amount]) -> list[Amount]:
    """Amounts with unit and kroner, in the same order; unit costs by what expenditure and persons support."""
    sized = _sized(amounts)
    scales = {index: scale for index, amount in enumerate(sized)
              if amount.measure == "unit_cost" and (scale := _supported_scale(amount, sized)) is not None}
    common = _common_scale(sized, scales)
    return [_priced(amount, scales.get(index, common)) for index, amount in enumerate(sized)]


def _sized(amounts: Sequence[Amount]) -> list[Amount]:
    """Amounts whose unit nothing prints get the one their size shows: 182.615.726 is kroner, 118,6 millions."""
    silent = [abs(a.value) for a in amounts if a.unit is None and a.value]
    guess = "thousand_dkk"
    if silent and median(silent) >= _WHOLE_KRONER:
        guess = "dkk"
    elif any(value != int(value) for value in silent):
        guess = "million_dkk"
    return [replace(a, unit=guess, printed=False) if a.unit is None else a for a in amounts]


def _supported_scale(cost: Amount, amounts: Sequence[Amount]) -> int | None:
    """The scale (1, 1.000 or 1.000.000) at which a unit cost is expenditure over persons; None without evidence."""
    spent = _partner(cost, amounts, ("expenditure", "net_expenditure"))
    persons = _partner(cost, amounts, ("full_year_persons",))
    if spent is None or persons is None or not (spent.value and persons.value and cost.value):
        return None
    each = abs(spent.value) * FACTOR[spent.unit or "dkk"] / persons.value
    slack = _TOLERANCE + _rounding(spent.value) + _rounding(persons.value)
    scales = [FACTOR[cost.unit or "dkk"], *FACTOR.values()]
    return next((scale for scale in scales if abs(abs(cost.value) * scale / each - 1) <= slack), None)


def _partner(cost: Amount, amounts: Sequence[Amount], measures: tuple[str, ...]) -> Amount | None:
    return next((a for a in amounts if a.measure in measures and a.group == cost.group
                 and a.slot == cost.slot), None)


def _rounding(value: float) -> float:
    """Share of a value that the rounding of its last printed digit may hide."""
    return (0.05 if value != int(value) else 0.5) / abs(value)


def _common_scale(amounts: Sequence[Amount], scales: dict[int, int]) -> int | None:
    """The scale all supported unit costs of the table share, for those that no evidence reaches."""
    found = set(scales.values())
    if len(found) == 1:
        return found.pop()
    costs = [abs(a.value) * FACTOR[a.unit or "dkk"] for a in amounts if a.measure == "unit_cost" and a.value]
    if not found and costs and median(costs) > _UNLIKELY_COST and all(
            a.value >= _UNLIKELY_COST / 1_000 for a in amounts if a.measure == "unit_cost" and a.value):
        return 1
    return None


def _priced(amount: Amount, scale: int | None) -> Amount:
    if amount.measure == "full_year_persons":
        return replace(amount, unit="persons", value_dkk=None)
    printed = FACTOR[amount.unit or "dkk"]
    factor = scale if amount.measure == "unit_cost" and scale else printed
    if not amount.printed and amount.unit != "dkk" and amount.measure != "unit_cost":
        return amount  # no unit printed, none evident: kroner are not invented
    return replace(amount, value_dkk=round(amount.value * factor, 2), rescaled=factor != printed)
