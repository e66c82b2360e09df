"""Score a dataset folder against hand-made gold files, by layer, per document and overall.

Documents and gold files are paired by the stem of `documents.source`. Layers: document (share of metadata fields
right), goals (F1 by title), requirements (F1 of statements found, and of those right in every core field), figures
(F1 over value and unit), budget_lines (F1 over year, measure and value), grounding (share of rows whose quote stands
exactly at its offsets).
"""

from __future__ import annotations

import csv
import json
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from .compare import blank, number, overlap, same, token_f1, tokens

Row = dict[str, Any]

LAYERS = ("goals", "requirements", "figures", "budget_lines")
HEADLINE_UNITS = frozenset({"percent", "percentage_point", "persons", "dkk"})
META_FIELDS = ("document_type", "status", "plan_year", "municipality_codes")
GOAL_FIELDS = ("level", "number", "theme")
BUDGET_FIELDS = ("account", "budget_type", "value_dkk", "is_total")
CORE_FIELDS = ("target_value", "target_unit", "change_value", "change_unit", "target_period", "comparator", "status",
               "operator", "scope")
REQUIREMENT_FIELDS = (*CORE_FIELDS, "baseline_value", "baseline_period", "comparator_relation", "number", "restated",
                      "theme", "indicator")

_LONGEST_CELL = 2**31 - 1  # characters


@dataclass(slots=True)
class Tally:
    """Counts of right, predicted and expected rows, of fields right among matches, and what went wrong."""

    right: int = 0
    predicted: int = 0
    expected: int = 0
    exact: int = 0
    fields: dict[str, list[int]] = field(default_factory=lambda: defaultdict(lambda: [0, 0]))  # [right, judged]
    missed: list[Any] = field(default_factory=list)
    spurious: list[Any] = field(default_factory=list)
    wrong: list[Any] = field(default_factory=list)

    def add(self, other: Tally) -> None:
        self.right += other.right
        self.predicted += other.predicted
        self.expected += other.expected
        self.exact += other.exact
        for name, (right, judged) in other.fields.items():
            self.fields[name][0] += right
            self.fields[name][1] += judged

    def judge(self, checks: dict[str, bool]) -> None:
        """Count the fields of one matched row."""
        for name, right in checks.items():
            self.fields[name][0] += right
            self.fields[name][1] += 1

    def f1(self, right: int | None = None) -> float | None:
        """F1 of the rows right, or of `right` rows; None where there was nothing to find and nothing was found."""
        if not self.predicted and not self.expected:
            return None
        return 2 * (self.right if right is None else right) / (self.predicted + self.expected)

    def summary(self) -> dict[str, Any]:
        summary: dict[str, Any] = {
            "precision": _share(self.right, self.predicted), "recall": _share(self.right, self.expected),
            "f1": _rounded(self.f1()), "predicted": self.predicted, "expected": self.expected}
        if self.fields:
            summary["fields"] = {name: _share(right, judged) for name, (right, judged) in self.fields.items()}
        return summary


@dataclass(slots=True)
class Score:
    """The numbers of a comparison, as `report`, and per document the tallies of its layers."""

    report: dict[str, Any]
    tallies: dict[str, dict[str, Tally]]
    not_in_dataset: list[str]


def score(dataset: Path, gold: Path) -> Score:
    """Compare the CSV tables and texts of a dataset with a folder of gold files."""
    documents = {Path(rows[0]["source"]).stem: rows[0] for rows in _table(dataset, "documents").values()}
    tables = {layer: _table(dataset, layer) for layer in LAYERS}
    tallies: dict[str, dict[str, Tally]] = {}
    missing, grounded, rows_seen = [], 0, 0
    for path in sorted(gold.glob("*.json")):
        row = documents.get(path.stem)
        if row is None:
            missing.append(path.stem)
        mine = {layer: _rows_of(table, row) for layer, table in tables.items()}
        tallies[path.stem] = _layers(row, mine, json.loads(path.read_text(encoding="utf-8")))
        if row is not None:
            right, seen = _grounding(dataset, row["document_id"], [r for rows in mine.values() for r in rows])
            grounded, rows_seen = grounded + right, rows_seen + seen
    report = {stem: _document_report(layers) for stem, layers in tallies.items()}
    report["overall"] = _overall_report(tallies) | {"grounding": _share(grounded, rows_seen)}
    return Score(report, tallies, missing)


def table_lines(report: dict[str, Any]) -> Iterator[str]:
    """The report as lines of text: a table with one line a document, then the accuracy of the fields."""
    yield f"{'document':<28}{'meta':>7}{'goals':>7}{'req':>7}{'exact':>7}{'figs':>7}{'budget':>7}"
    for name, layers in report.items():
        numbers = (layers["document"]["f1"], layers["goals"]["f1"], layers["requirements"]["f1"],
                   layers["requirements"]["exact_f1"], layers["figures"]["f1"], layers["budget_lines"]["f1"])
        yield f"{name:<28}" + "".join("    -  " if value is None else f" {value:6.3f}" for value in numbers)
    overall = report["overall"]
    for layer in ("document", "goals", "requirements", "budget_lines"):
        fields = overall[layer].get("fields", {})
        yield f"{layer} fields: " + (", ".join(f"{name} {share}" for name, share in fields.items()) or "-")
    yield f"grounding: {overall['grounding']}"


def error_lines(result: Score, layer: str) -> Iterator[str]:
    """What was missed, spurious and wrong in a layer, document by document."""
    for stem, layers in result.tallies.items():
        yield f"== {stem}: {layer}"
        for kind in ("missed", "spurious", "wrong"):
            for item in getattr(layers[layer], kind):
                yield f"  {kind}: {item}"


def _layers(row: Row | None, mine: dict[str, list[Row]], gold: Row) -> dict[str, Tally]:
    return {
        "document": _score_metadata(row, gold["document"]),
        "goals": _score_goals(mine["goals"], gold.get("goals", [])),
        "requirements": _score_requirements(mine["requirements"], gold.get("requirements", [])),
        "figures": _score_bag(_headline(mine["figures"]), _headline(gold.get("figures", [])),
                              lambda figure: (number(figure["value"]), figure["unit"])),
        "budget_lines": _score_budget(mine["budget_lines"], gold.get("budget_lines", [])),
    }


def _headline(figures: list[Row]) -> list[Row]:
    return [figure for figure in figures if figure.get("unit") in HEADLINE_UNITS]


def _score_metadata(row: Row | None, gold: Row) -> Tally:
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
    return tally


def _score_goals(predicted: list[Row], expected: list[Row]) -> Tally:
    def likeness(found: Row, goal: Row) -> float:
        ours, theirs = tokens(found.get("title")), tokens(goal["title"])
        part = overlap(ours, theirs) * 0.9 if ours.total() >= 3 else 0
        return max(token_f1(ours, theirs), part) + 0.05 * (found.get("level") == goal["level"])

    return _score_listed(predicted, expected, likeness, 0.6, GOAL_FIELDS, ("level",))


def _score_requirements(predicted: list[Row], expected: list[Row]) -> Tally:
    def likeness(found: Row, goal: Row) -> float:
        text = overlap(tokens(found.get("quote")), tokens(goal["quote"]))
        if text < 0.5:
            return 0.0
        told_apart_by = ("target_value", "change_value", "scope", "target_period", "comparator")
        return text + 0.2 * sum(same(name, found.get(name), goal.get(name)) for name in told_apart_by)

    predicted = [row | {"restated": blank(row.get("restates")) is not None} for row in predicted]
    expected = [row | {"restated": row.get("restates") is not None} for row in expected]
    return _score_listed(predicted, expected, likeness, 0.7, REQUIREMENT_FIELDS, CORE_FIELDS)


def _score_listed(
    predicted: list[Row], expected: list[Row], likeness: Callable[[Row, Row], float], floor: float,
    fields: Sequence[str], core: Sequence[str],
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
        if all(checks.get(name, True) for name in core):
            tally.exact += 1
        else:
            tally.wrong.append({"quote": gold["quote"]} | {
                name: {"expected": gold.get(name), "found": blank(found.get(name))}
                for name in core if not checks.get(name, True)})
    found_rows, gold_rows = {i for i, _ in pairs}, {j for _, j in pairs}
    tally.missed = [row["quote"] for j, row in enumerate(expected) if j not in gold_rows and not row.get("optional")]
    tally.spurious = [row.get("quote") for i, row in enumerate(predicted) if i not in found_rows]
    return tally


def _pair(
    predicted: list[Row], expected: list[Row], likeness: Callable[[Row, Row], float], floor: float
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


def _score_bag(predicted: list[Row], expected: list[Row], key: Callable[[Row], tuple]) -> Tally:
    found, gold = Counter(map(key, predicted)), Counter(map(key, expected))
    right = (found & gold).total()
    return Tally(right, found.total(), gold.total(), exact=right,
                 missed=list((gold - found).elements()), spurious=list((found - gold).elements()))


def _score_budget(predicted: list[Row], expected: list[Row]) -> Tally:
    tally = _score_bag(predicted, expected, _budget_key)
    pool = defaultdict(list)
    for row in predicted:
        pool[_budget_key(row)].append(row)
    for gold in expected:
        if rows := pool[_budget_key(gold)]:
            best = max(rows, key=lambda row: (_label_likeness(row, gold),
                                              same("value_dkk", row.get("value_dkk"), gold.get("value_dkk"))))
            rows.remove(best)
            tally.judge({"label": _label_likeness(best, gold) >= 0.6} | {
                name: same(name, best.get(name), gold.get(name)) for name in BUDGET_FIELDS if name in gold})
    return tally


def _budget_key(row: Row) -> tuple:
    return int(number(row["year"]) or 0), row["measure"], number(row["value"])


def _label_likeness(found: Row, gold: Row) -> float:
    return token_f1(tokens(found.get("label")), tokens(gold["label"]))


def _table(dataset: Path, table: str) -> dict[str, list[Row]]:
    """The rows of a CSV table by document id; none where the table is absent."""
    rows: dict[str, list[Row]] = defaultdict(list)
    path = dataset / f"{table}.csv"
    if path.exists():
        csv.field_size_limit(_LONGEST_CELL)
        with path.open(encoding="utf-8", newline="") as handle:
            for row in csv.DictReader(handle):
                rows[row["document_id"]].append(row)
    return rows


def _rows_of(table: dict[str, list[Row]], document: Row | None) -> list[Row]:
    rows = table.get(document["document_id"], []) if document else []
    return sorted(rows, key=lambda row: int(number(row.get("char_start")) or 0))


def _grounding(dataset: Path, document_id: str, rows: list[Row]) -> tuple[int, int]:
    """How many of the rows stand where they say, and how many there are."""
    path = dataset / "texts" / f"{document_id}.txt"
    if not path.exists():
        return 0, len(rows)
    with path.open(encoding="utf-8", newline="") as handle:
        text = handle.read()
    return sum(_stands(row, text) for row in rows), len(rows)


def _stands(row: Row, text: str) -> bool:
    start, end = number(row.get("char_start")), number(row.get("char_end"))
    if start is None or end is None or not row.get("quote"):
        return False
    return text[int(start) : int(end)] == row["quote"]


def _document_report(layers: dict[str, Tally]) -> dict[str, Any]:
    report = {name: tally.summary() for name, tally in layers.items()}
    report["requirements"]["exact_f1"] = layers["requirements"].f1(layers["requirements"].exact)
    return report


def _overall_report(tallies: dict[str, dict[str, Tally]]) -> dict[str, Any]:
    totals = {name: Tally() for name in ("document", *LAYERS)}
    for layers in tallies.values():
        for name, tally in layers.items():
            totals[name].add(tally)
    report = {name: tally.summary() for name, tally in totals.items()}
    report["requirements"]["exact_f1"] = _rounded(totals["requirements"].f1(totals["requirements"].exact))
    return report


def _share(part: int, whole: int) -> float | None:
    return round(part / whole, 4) if whole else None


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 4)
