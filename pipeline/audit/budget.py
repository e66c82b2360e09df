"""The budget's own arithmetic: totals, net amounts, copied columns, accounts of the year, areas named in the text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import regex
from maaltal.extractors.catalogue import likeness
from maaltal.extractors.grammar.numbers import find_number_words, find_numbers
from maaltal.schemas import codelists
from maaltal.schemas.tables import BudgetLineRow
from maaltal.schemas.text import Block

from .budget_tables import BudgetTable, Column, budget_tables, column_name, column_of, rounding
from .flaws import Flaw
from .plan import Plan
from .signs import sign
from .words import danish, listed

_MONEY = ("expenditure", "income", "net_expenditure")
_NEAR = 0.05  # a sum further off its total than this share is another sum, unless other columns prove it the one meant
_ENOUGH = 4  # rows from which equal columns are no accident
_ACCOUNT = regex.compile(r"\d\.\d\d\.\d\d")
_NEAR_BLOCKS = 12  # blocks between a budget table and the sentence that counts its areas
_BEFORE, _NOW = frozenset({"budget", "corrected_budget", "accounts"}), frozenset({"budget", "budget_proposal"})


@dataclass(frozen=True, slots=True)
class Sum:
    """A total of one column held against one way of adding the rows up."""

    total: BudgetLineRow
    parts: tuple[BudgetLineRow, ...]

    @property
    def off(self) -> float:
        """What the total has more than its parts, in the unit printed."""
        return round(self.total.value - sum(part.value for part in self.parts), 4)

    @property
    def fits(self) -> bool:
        return abs(self.off) <= rounding(self.parts)


def totals(plan: Plan) -> Iterable[Flaw]:
    """A total that its rows do not add up to: sure where another column adds up, likely where the gap is small."""
    for table in budget_tables(plan.budget_lines):
        told: set[str] = set()
        for measure in (name for name in table.measures if name in _MONEY):
            for label, sums in _sums_by_label(table, measure):
                flaw = _total_flaw(label, sums)
                if flaw and flaw.found not in told:
                    told.add(flaw.found)
                    yield flaw


def _sums_by_label(table: BudgetTable, measure: str) -> list[tuple[str, list[list[Sum]]]]:
    """For each total row: its columns under each way of adding up."""
    found: dict[tuple[str, int], list[list[Sum]]] = {}
    for column in table.columns:
        cells = table.of(measure, column)
        for place, cell in enumerate(cells):
            if cell.is_total:
                number = sum(other.is_total for other in cells[:place])
                found.setdefault((cell.label, number), []).append([Sum(cell, parts) for parts in _ways(cells, place)])
    return [(label, columns) for (label, _), columns in found.items()]


def _ways(cells: Sequence[BudgetLineRow], place: int) -> list[tuple[BudgetLineRow, ...]]:
    """Rows that a total may stand for: all, those above or below it, those since the last total, the subtotals."""
    total, cells = cells[place], [cell for cell in cells if cell is cells[place] or not _is_part(cell)]
    place = cells.index(total)
    rows = tuple(cell for cell in cells if not cell.is_total)
    above = tuple(cell for cell in cells[:place] if not cell.is_total)
    below = tuple(cell for cell in cells[place + 1:] if not cell.is_total)
    last = max((i for i in range(place) if cells[i].is_total), default=-1)
    following = next((i for i in range(place + 1, len(cells)) if cells[i].is_total), len(cells))
    subtotals = tuple(cell for cell in cells[:place] if cell.is_total)
    loose = subtotals + tuple(cells[last + 1:place])  # subtotals and the rows that belong to none
    return [rows, above, tuple(cells[last + 1:place]), below, tuple(cells[place + 1:following]), subtotals, loose]


def _is_part(cell: BudgetLineRow) -> bool:
    """Whether a row only shows what is within the one above: `heraf refusion`."""
    match = sign("part_of_row").first(cell.label)
    return match is not None and not any(char.isalpha() for char in cell.label[:match.start])


def _total_flaw(label: str, columns: list[list[Sum]]) -> Flaw | None:
    """The flaw of a total row, unless each column adds up in one way or another, or no way comes near."""
    if all(any(way.fits and len(way.parts) > 1 for way in ways) for ways in columns):
        return None
    candidates = [[ways[number] for ways in columns] for number in range(len(columns[0]))]
    usable = [sums for sums in candidates if all(len(one.parts) > 1 for one in sums)]
    best = max(usable, key=lambda sums: (sum(one.fits for one in sums), -max(map(_share, sums))), default=None)
    if best is None:
        return None
    if any(part.unit != one.total.unit for one in best for part in one.parts):
        return None
    wrong = [one for one in best if not one.fits]
    proven = len(wrong) < len(best)
    near = _NEAR if len(best) > 1 else 2 * _NEAR
    if not wrong or (not proven and any(_share(one) > near for one in best)):
        return None
    return _as_flaw(label, wrong, proven)


def _share(one: Sum) -> float:
    return abs(one.off) / max(abs(one.total.value), 1e-9)


def _as_flaw(label: str, wrong: list[Sum], proven: bool) -> Flaw:
    worst = max(wrong, key=lambda one: abs(one.off))
    unit = worst.total.unit
    parts = [f"{column_name(column_of(one.total))}: {danish(sum(p.value for p in one.parts), unit)}" for one in wrong]
    printed = [f"{column_name(column_of(one.total))}: {danish(one.total.value, unit)}" for one in wrong]
    gaps = [f"{danish(abs(one.off), unit)} i {column_name(column_of(one.total))}" for one in wrong]
    evidence = tuple(one.total.budget_line_id for one in wrong) + tuple(part.budget_line_id for part in worst.parts)
    serious = proven and _share(worst) > rounding_share(worst) and not any(map(_lacks_a_row, wrong))
    return Flaw("budget_total", "; ".join(parts), "; ".join(printed), evidence, worst.total.page, worst.total.quote,
                "error" if serious else "warning", {"label": label, "gap": listed(gaps)})


def _lacks_a_row(one: Sum) -> bool:
    """Whether the total is that of all rows but one, which may be meant to stand outside it."""
    return any(abs(part.value + one.off) <= rounding(one.parts) for part in one.parts)


def rounding_share(one: Sum) -> float:
    """Share of a total that twice the rounding of its rows, or one of a thousand, makes up."""
    return max(2 * rounding(one.parts) / max(abs(one.total.value), 1e-9), 0.001)


def net_of_income(plan: Plan) -> Iterable[Flaw]:
    """A line whose expenditure and income do not give its net amount."""
    for table in budget_tables(plan.budget_lines):
        for column in table.columns:
            cells = {measure: {cell.label: cell for cell in table.of(measure, column)} for measure in _MONEY}
            rows = [[cells[measure].get(label) for measure in _MONEY] for label in cells["net_expenditure"]]
            whole = [row for row in rows if None not in row]
            wrong = [row for row in whole if not _nets(row)]
            if wrong and len(wrong) < len(whole):  # where none fits the columns are something else
                yield from (_net_flaw(row) for row in wrong)


def _nets(row: list[BudgetLineRow]) -> bool:
    spent, income, net = (cell.value for cell in row)
    return min(abs(spent + income - net), abs(spent - income - net)) <= rounding(row)


def _net_flaw(row: list[BudgetLineRow]) -> Flaw:
    spent, income, net = row
    return Flaw("budget_net", danish(spent.value - abs(income.value), net.unit), danish(net.value, net.unit),
                tuple(cell.budget_line_id for cell in row), net.page, net.quote, values={"label": net.label})


def copied_columns(plan: Plan) -> Iterable[Flaw]:
    """A column of this year's budget that repeats last year's in every row while it should not."""
    for table in budget_tables(plan.budget_lines):
        for measure in table.measures:
            for old, new in _neighbouring(table.columns):
                before = {(c.parent_label, c.label): c for c in table.of(measure, old) if not c.is_total}
                after = {(c.parent_label, c.label): c for c in table.of(measure, new) if not c.is_total}
                pairs = [(before[key], after[key]) for key in before if key in after and after[key].value]
                if len(pairs) >= _ENOUGH and all(a.value == b.value for a, b in pairs):
                    yield _copied(measure, old, new, pairs)


def _neighbouring(columns: Sequence[Column]) -> list[tuple[Column, Column]]:
    """Pairs of last year's and this year's budget; later estimates are often carried on unchanged."""
    return [(old, new) for old in columns for new in columns
            if old[0] in _BEFORE and new[0] in _NOW and old[1] and new[1] and new[1] == old[1] + 1]


_MEASURES = {"expenditure": "udgifter", "income": "indtægter", "net_expenditure": "nettoudgifter",
             "full_year_persons": "helårspersoner", "unit_cost": "enhedsomkostninger"}


def _copied(measure: str, old: Column, new: Column, pairs: list[tuple[BudgetLineRow, BudgetLineRow]]) -> Flaw:
    first = pairs[0][1]
    return Flaw("budget_copied", f"egne tal for {column_name(new)}", f"samme tal som {column_name(old)}",
                tuple(cell.budget_line_id for pair in pairs for cell in pair), first.page, first.quote,
                values={"measure": _MEASURES[measure], "rows": len(pairs)})


def unknown_accounts(plan: Plan) -> Iterable[Flaw]:
    """Accounts that the chart of accounts does not hold, or not in the year of the column."""
    known = {account.code: account for account in codelists.accounts()}
    told: set[str] = set()
    for line in plan.budget_lines:
        for code in _ACCOUNT.findall(line.account or ""):
            if code in told:
                continue
            account = known.get(code)
            first, last = _span(account.years) if account else (None, None)
            sure = account is not None and account.confidence.startswith("high")
            if account is None:
                flaw = _account(line, code, "en konto i kontoplanen", "ikke i kontolisten", "info")
            elif line.year and last and line.year > last:
                flaw = _account(line, code, f"til og med {last}", str(line.year), "warning" if sure else "info")
            elif line.year and first and line.year < first and _is_own_year(plan, line):
                flaw = _account(line, code, f"fra {first}", str(line.year), "info")
            else:
                continue
            told.add(code)
            yield flaw


def _is_own_year(plan: Plan, line: BudgetLineRow) -> bool:
    return plan.card.plan_year is None or line.year == plan.card.plan_year


def _span(years: str) -> tuple[int | None, int | None]:
    """`2010-2020` -> (2010, 2020); of a doubtful `2013/2015-` the earliest."""
    begin, _, end = years.partition("-")
    first = begin.split("/")[0]
    return int(first) if first.isdigit() else None, int(end) if end.isdigit() else None


def _account(line: BudgetLineRow, code: str, expected: str, found: str, severity: str) -> Flaw:
    return Flaw("budget_account", expected, found, (line.budget_line_id,), line.page, line.quote, severity,
                {"code": code, "label": line.label})


def areas_named(plan: Plan) -> Iterable[Flaw]:
    """The text counts the areas of the budget, the table beside it has another number of rows."""
    for table in budget_tables(plan.budget_lines):
        start = plan.block_at(table.lines[0].char_start)
        end = plan.block_at(table.lines[-1].char_start)
        if start is None or end is None:
            continue
        for block in plan.body:
            near = start.order - _NEAR_BLOCKS <= block.order <= end.order + _NEAR_BLOCKS
            if near and block.kind != "table" and block.section_path == start.section_path:
                yield from _area_flaws(plan, table, block)


def _area_flaws(plan: Plan, table: BudgetTable, block: Block) -> Iterable[Flaw]:
    for match in sign("areas_counted").find(block.text):
        words = block.text[match.start:match.end]
        numbers = [mention.value for mention in (*find_number_words(words), *find_numbers(words))]
        rows = [name for name in table.labels if name]
        if len(numbers) != 1 or numbers[0] in (len(rows), len(table.parents)) or len(rows) < 2:
            continue
        named = _list_after(plan, block)
        matched = [row for row in rows if named and max(likeness(row, name) for name in named) >= 0.5]
        if 2 * len(matched) < len(rows) and (named or not sign("budget").first(block.text)):
            continue  # the text counts something else
        unnamed = [row for row in rows if named and row not in matched]
        quote = plan.document.ground(block, 0, len(block.text))
        evidence = tuple({line.label: line.budget_line_id for line in table.lines if not line.is_total}.values())
        also = f" Ikke nævnt i teksten: {listed(unnamed)}." if unnamed else ""
        yield Flaw("budget_areas", danish(numbers[0]), str(len(rows)), evidence, plan.document.page_of(quote.start),
                   quote.text, values={"rows": listed(rows), "also": also})


def _list_after(plan: Plan, block: Block) -> list[str]:
    """The list items that follow directly upon a paragraph."""
    names = []
    for other in plan.body[plan.body.index(block) + 1:]:
        if other.kind != "list_item":
            break
        names.append(other.text)
    return names
