"""The rules of the score, layer by layer: which row stands for which of the gold, and what is right about it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence

from ..compare import blank, number, overlap, same, token_f1, tokens
from .tally import Fault, Row, Tally, Verdict

HEADLINE_UNITS = frozenset({"percent", "percentage_point", "persons", "dkk"})
META_FIELDS = ("document_type", "status", "plan_year", "municipality_codes")
GOAL_FIELDS = ("level", "number", "theme")
BUDGET_FIELDS = ("account", "budget_type", "value_dkk", "is_total")
CORE_FIELDS = ("target_value", "target_unit", "change_value", "change_unit", "target_period", "comparator", "status",
               "operator", "scope")
REQUIREMENT_FIELDS = (*CORE_FIELDS, "baseline_value", "baseline_period", "comparator_relation", "number", "restated",
                      "theme", "indicator")
LABEL_LIKENESS = 0.6

Key = Callable[[Row], tuple]
Likeness = Callable[[Row, Row], float]


def layers_of(row: Row | None, mine: dict[str, list[Row]], gold: Row) -> dict[str, Tally]:
    """The tallies of one document; `row` is its card, None where the dataset lacks it."""
    return {
        "document": score_metadata(row, gold["document"]),
        "goals": score_goals(mine["goals"], gold.get("goals", [])),
        "requirements": score_requirements(mine["requirements"], gold.get("requirements", [])),
        "figures": score_figures(mine["figures"], gold.get("figures", [])),
        "budget_lines": score_budget(mine["budget_lines"], gold.get("budget_lines", [])),
    }


def score_metadata(row: Row | None, gold: Row) -> Tally:
    """Fields of the document card that gold knows."""
    tally = Tally()
    for name in META_FIELDS:
        expected = gold.get(name)
        if expected is None:  # the document does not say: not scored
            continue
        found = (row or {}).get(name)
        if name == "municipality_codes":
            found = ";".join(sorted((found or "").split(";")))
        if isinstance(expected, list):
            expected = ";".join(sorted(expected))
        right = row is not None and same(name, found, expected)
        tally.judge({name: right})
        tally.right += right
        tally.predicted += 1
        tally.expected += 1
        if not right:
            tally.faults.append(Fault("wrong", "", name, fields={name: {"expected": expected, "found": blank(found)}}))
    return tally


def score_goals(predicted: list[Row], expected: list[Row]) -> Tally:
    """Goals paired by title; right where the level is."""

    def likeness(found: Row, goal: Row) -> float:
        ours, theirs = tokens(found.get("title")), tokens(goal["title"])
        part = overlap(ours, theirs) * 0.9 if ours.total() >= 3 else 0
        return max(token_f1(ours, theirs), part) + 0.05 * (found.get("level") == goal["level"])

    return _score_listed(predicted, expected, likeness, 0.6, GOAL_FIELDS, ("level",))


def score_requirements(predicted: list[Row], expected: list[Row]) -> Tally:
    """Requirements paired by quote and by what tells them apart; right where every core field is."""

    def likeness(found: Row, goal: Row) -> float:
        text = overlap(tokens(found.get("quote")), tokens(goal["quote"]))
        if text < 0.5:
            return 0.0
        told_apart_by = ("target_value", "change_value", "scope", "target_period", "comparator")
        return text + 0.2 * sum(same(name, found.get(name), goal.get(name)) for name in told_apart_by)

    predicted = [row | {"restated": blank(row.get("restates")) is not None} for row in predicted]
    expected = [row | {"restated": row.get("restates") is not None} for row in expected]
    return _score_listed(predicted, expected, likeness, 0.7, REQUIREMENT_FIELDS, CORE_FIELDS)


def score_figures(predicted: list[Row], expected: list[Row]) -> Tally:
    """Figures of the headline units, right where value and unit are."""

    def key(row: Row) -> tuple:
        return number(row["value"]), row["unit"]

    tally, _ = _score_bag(_headline(predicted), _headline(expected), key, _quote_likeness)
    return tally


def score_budget(predicted: list[Row], expected: list[Row]) -> Tally:
    """Budget lines by year, measure and value; a row is right where its label is, too."""
    tally, pairs = _score_bag(predicted, expected, _budget_key, lambda found, gold: (
        _label_likeness(found, gold), same("value_dkk", found.get("value_dkk"), gold.get("value_dkk"))))
    tally.verdicts = [verdict for verdict in tally.verdicts if not verdict.right]
    for found, gold in pairs:
        checks = {"label": _label_likeness(found, gold) >= LABEL_LIKENESS} | {
            name: same(name, found.get(name), gold.get(name)) for name in BUDGET_FIELDS if name in gold}
        tally.judge(checks)
        tally.verdicts.append(Verdict(found, checks["label"]))
        if not all(checks.values()):
            tally.faults.append(_wrong(found, gold, [name for name, right in checks.items() if not right]))
    return tally


def _headline(figures: list[Row]) -> list[Row]:
    return [figure for figure in figures if figure.get("unit") in HEADLINE_UNITS]


def _score_listed(
    predicted: list[Row], expected: list[Row], likeness: Likeness, floor: float, fields: Sequence[str],
    core: Sequence[str],
) -> Tally:
    """Rows paired by likeness; an optional gold row and its partner count for nothing."""
    pairs = _pair(predicted, expected, likeness, floor)
    scored = [(i, j) for i, j in pairs if not expected[j].get("optional")]
    tally = Tally(right=len(scored), predicted=len(predicted) - (len(pairs) - len(scored)),
                  expected=sum(not row.get("optional") for row in expected))
    for i, j in scored:
        found, gold = predicted[i], expected[j]
        checks = {name: same(name, found.get(name), gold.get(name)) for name in fields if name in gold}
        tally.judge(checks)
        exact = all(checks.get(name, True) for name in core)
        tally.exact += exact
        tally.verdicts.append(Verdict(found, exact, gold))
        if not exact:
            tally.faults.append(_wrong(found, gold, [name for name in core if not checks.get(name, True)]))
    found_rows, gold_rows = {i for i, _ in pairs}, {j for _, j in pairs}
    missed = [row for j, row in enumerate(expected) if j not in gold_rows and not row.get("optional")]
    spurious = [row for i, row in enumerate(predicted) if i not in found_rows]
    tally.verdicts += [Verdict(row, False) for row in spurious]
    tally.faults += [Fault("missed", row["quote"]) for row in missed]
    tally.faults += [Fault("spurious", row.get("quote") or "", page=blank(row.get("page"))) for row in spurious]
    return tally


def _pair(
    predicted: list[Row], expected: list[Row], likeness: Likeness, floor: float
) -> list[tuple[int, int]]:
    """Greedy one-to-one pairs by falling likeness; among equals, rows at the same place first."""
    candidates = sorted(((likeness(found, gold), -abs(i - j), i, j)
                         for i, found in enumerate(predicted) for j, gold in enumerate(expected)), reverse=True)
    taken_found: set[int] = set()
    taken_gold: set[int] = set()
    pairs = []
    for value, _, i, j in candidates:
        if value < floor:
            break
        if i not in taken_found and j not in taken_gold:
            taken_found.add(i)
            taken_gold.add(j)
            pairs.append((i, j))
    return pairs


def _score_bag(
    predicted: list[Row], expected: list[Row], key: Key, likeness: Callable[[Row, Row], object]
) -> tuple[Tally, list[tuple[Row, Row]]]:
    """Rows paired within each key, gold in order, each with the row most like it; the pairs beside the tally."""
    pool: dict[tuple, list[Row]] = defaultdict(list)
    for row in predicted:
        pool[key(row)].append(row)
    pairs, missed = [], []
    for gold in expected:
        if rows := pool[key(gold)]:
            best = max(rows, key=lambda row: likeness(row, gold))  # type: ignore[arg-type,return-value]
            rows[:] = [row for row in rows if row is not best]
            pairs.append((best, gold))
        else:
            missed.append(gold)
    spurious = [row for row in predicted if any(row is other for other in pool[key(row)])]
    tally = Tally(len(pairs), len(predicted), len(expected), exact=len(pairs))
    tally.verdicts = [Verdict(found, True) for found, _ in pairs] + [Verdict(row, False) for row in spurious]
    tally.faults = [Fault("missed", _quote(row), str(key(row))) for row in missed]
    tally.faults += [Fault("spurious", _quote(row), str(key(row)), blank(row.get("page"))) for row in spurious]
    return tally, pairs


def _quote(row: Row) -> str:
    """The words a bag row stands in, with its label where it is a cell."""
    return " ".join(text for text in (row.get("label"), row.get("quote")) if text)


def _wrong(found: Row, gold: Row, names: Sequence[str]) -> Fault:
    fields = {name: {"expected": gold.get(name), "found": blank(found.get(name))} for name in names}
    return Fault("wrong", gold.get("quote") or "", page=blank(found.get("page")), fields=fields)


def _quote_likeness(found: Row, gold: Row) -> float:
    return overlap(tokens(found.get("quote")), tokens(gold.get("quote")))


def _budget_key(row: Row) -> tuple:
    return int(number(row["year"]) or 0), row["measure"], number(row["value"])


def _label_likeness(found: Row, gold: Row) -> float:
    return token_f1(tokens(found.get("label")), tokens(gold["label"]))
