"""Whether a table is a budget, a table of targets or something else."""

from __future__ import annotations

from collections.abc import Sequence

from .table_meaning import Context, title_of
from .table_words import MONEY, accounts_of, context_units, group, value_of, years_of
from .tables import Column


def kind_of(columns: Sequence[Column], labels: Sequence[str], values: Sequence[str], context: Context) -> str:
    """budget, target or other."""
    budget = [column for column in columns if column.budget_type]
    if not any(group("kind").first(c.header) or years_of(c.header) for c in budget) and all(_priced(c) for c in budget):
        budget = []  # `Kursus | Pris, kr.` in a chapter on the budget
    targets = [column for column in columns if column.role == "target"]
    if targets and len(targets) >= len(budget):
        return "target"
    near = f"{context.corner} {title_of(context.caption)}"
    if _rates_by_week(labels):
        return "other"
    if not budget or (group("not_budget").first(near) and not _named_budget(near)):
        return "target" if targets or _names_targets(near) else "other"
    return "budget" if _counts_money(columns, labels, values, context) else "other"


def _priced(column: Column) -> bool:
    return column.measure in ("unit_cost", "full_year_persons")


def _names_targets(text: str) -> bool:
    """Whether a corner or caption announces targets: `Tabel 2. Måltal for 2014`."""
    return any(match.key == "target" for match in group("role").find(text))


def _named_budget(text: str) -> bool:
    """Whether a title that names something else is first of all a budget's: `Budget 2014 og måltal`."""
    budget, other = group("kind").first(text), group("not_budget").first(text)
    return budget is not None and other is not None and budget.start < other.start and text[other.start].islower()


def _rates_by_week(labels: Sequence[str]) -> bool:
    """Whether rows are weeks of a case, as in tables of refund rates."""
    weeks = sum(1 for label in labels if (match := group("not_budget_row").first(label)) and match.start == 0)
    return 2 * weeks > len([label for label in labels if label])


def _counts_money(columns: Sequence[Column], labels: Sequence[str], values: Sequence[str], context: Context) -> bool:
    """Whether anything says money: a unit, an account, a row such as `Udgifter`, or amounts in whole kroner."""
    if any(column.unit in MONEY or column.measure for column in columns if column.budget_type):
        return True
    if any(accounts_of(label) or context_units(label) or _money_row(label) for label in labels):
        return True
    texts = (context.corner, context.caption, context.note, *context.headings)
    if _shares(columns, values, context):
        return False
    if context_units(context.before) or any(context_units(text) or group("measure").first(text) for text in texts):
        return True
    found = [value for text in values if (value := value_of(text))]
    if any(value.unit in MONEY for value in found):
        return True
    if found and all(value.unit in ("percent", "other") for value in found):
        return False
    named = any(match.key != "accounts" for column in columns if (match := group("kind").first(column.header)))
    return named and bool(found) and not any(value.unit for value in found)


def _shares(columns: Sequence[Column], values: Sequence[str], context: Context) -> bool:
    """`Budgettets fordeling i pct.`: a title in percent over numbers beside which no money is printed."""
    titles = (context.corner, title_of(context.caption))
    units = {match.key for title in titles for match in group("unit").find(title)}
    return "percent" in units and not units & set(MONEY) and not any(
        value.unit in MONEY for text in values if (value := value_of(text)))


def _money_row(label: str) -> bool:
    measure = group("measure").first(label)
    return measure is not None and measure.start == 0
