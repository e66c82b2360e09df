"""The score: its numbers on small cases worked out by hand, and the same as the judge's where that is at hand."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
from pathlib import Path

import pytest
from maaltal.pipeline import compare
from maaltal.pipeline.score import LAYERS, error_lines, score, table_lines

SHARED = Path(__file__).parents[1] / ".." / "shared"
JUDGE = SHARED / "tools" / "score.py"

GOLD = {
    "document": {"document_type": "employment_plan", "status": None, "plan_year": 2031, "municipality_codes": ["0999"]},
    "goals": [
        {"level": "local", "number": "1", "title": "Færre på sygedagpenge", "theme": None, "quote": "a"},
        {"level": "overall", "number": None, "title": "Alle skal med i fællesskabet", "theme": None, "quote": "b"},
        {"level": "local", "number": None, "title": "Gode samtaler", "theme": None, "quote": "c", "optional": True},
    ],
    "requirements": [
        {"operator": "<=", "target_value": 120.0, "target_unit": "persons", "target_period": "2031-12", "scope": None,
         "status": "set", "restates": None, "quote": "Der må højst være 120 personer på sygedagpenge ultimo 2031"},
        {"operator": "=", "change_value": -4.0, "change_unit": "percent", "status": "set", "restates": None,
         "quote": "Antallet af unge på ydelse skal falde med 4 procent"},
    ],
    "figures": [{"value": 120.0, "unit": "persons", "quote": "120 personer"},
                {"value": 4.0, "unit": "percent", "quote": "4 procent"},
                {"value": 13.0, "unit": "weeks", "quote": "13 uger"}],
    "budget_lines": [{"label": "Sygedagpenge", "account": "5.57.71", "measure": "expenditure", "budget_type": "budget",
                      "year": 2031, "value": 4.5, "unit": "million_dkk", "value_dkk": 4500000.0, "is_total": False,
                      "quote": "4,5"}],
}

FOUND = {
    "goals": [
        {"level": "ministerial", "number": "1", "title": "Færre på sygedagpenge", "quote": "a"},
        {"level": "local", "number": "", "title": "Gode samtaler", "quote": "c"},
        {"level": "local", "number": "", "title": "Noget helt andet", "quote": "d"},
    ],
    "requirements": [
        {"operator": "<=", "target_value": "120.04", "target_unit": "persons", "target_period": "2031-12",
         "status": "set", "quote": "Der må højst være 120 personer på sygedagpenge ultimo 2031"},
        {"operator": "=", "change_value": "4.0", "change_unit": "percent", "status": "set",
         "quote": "Antallet af unge på ydelse skal falde med 4 procent"},
    ],
    "figures": [{"value": "120.0", "unit": "persons", "quote": "120"},
                {"value": "5.0", "unit": "percent", "quote": "5"},
                {"value": "99.0", "unit": "weeks", "quote": "99"}],
    "budget_lines": [{"label": "Sygedagpenge i alt", "account": "5.57.71", "measure": "expenditure",
                      "budget_type": "accounts", "year": "2031", "value": "4.5", "value_dkk": "4500000.0",
                      "is_total": "false", "quote": "4,5"}],
}

CARD = {"document_type": "employment_plan", "status": "", "plan_year": "2030", "municipality_codes": "0999"}


def lay(folder: Path, found: dict[str, dict[str, list[dict]]], cards: dict[str, dict], text: str = "") -> Path:
    """A dataset of hand-made CSV tables: `found` and `cards` by document id, the stem of its source."""
    (folder / "texts").mkdir(parents=True)
    documents = [{"document_id": name, "source": f"in/{name}.pdf"} | card for name, card in cards.items()]
    _csv(folder / "documents.csv", documents)
    for layer in LAYERS:
        rows = [{"document_id": name} | row for name, layers in found.items() for row in layers[layer]]
        _csv(folder / f"{layer}.csv", rows)
    for name in cards:
        (folder / "texts" / f"{name}.txt").write_text(text, encoding="utf-8", newline="")
    return folder


def _csv(path: Path, rows: list[dict]) -> None:
    names = list(dict.fromkeys(name for row in rows for name in row)) or ["document_id"]
    with path.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.DictWriter(handle, names)
        writer.writeheader()
        writer.writerows(rows)


def gold_folder(folder: Path, **documents: dict) -> Path:
    folder.mkdir()
    for name, gold in documents.items():
        (folder / f"{name}.json").write_text(json.dumps(gold, ensure_ascii=False), encoding="utf-8")
    return folder


@pytest.fixture
def result(tmp_path):
    text = "120 4,5"
    grounded = {layer: [row | {"char_start": "0", "char_end": "3"} for row in rows] for layer, rows in FOUND.items()}
    dataset = lay(tmp_path / "dataset", {"p": grounded}, {"p": CARD}, text)
    return score(dataset, gold_folder(tmp_path / "gold", p=GOLD, absent=GOLD))


def test_numbers_worked_out_by_hand(result):
    layers = result.report["p"]
    assert layers["document"] == {"precision": 0.6667, "recall": 0.6667, "f1": 0.6667, "predicted": 3, "expected": 3,
                                  "fields": {"document_type": 1.0, "plan_year": 0.0, "municipality_codes": 1.0}}
    assert (layers["goals"]["precision"], layers["goals"]["recall"]) == (0.5, 0.5)  # the optional one is not counted
    assert layers["goals"]["fields"] == {"level": 0.0, "number": 1.0, "theme": 1.0}
    assert (layers["requirements"]["f1"], layers["requirements"]["exact_f1"]) == (1.0, 0.5)
    assert layers["figures"]["f1"] == 0.5  # weeks are not among the headline units
    assert layers["budget_lines"]["fields"] == {
        "label": 0.0, "account": 1.0, "budget_type": 0.0, "value_dkk": 1.0, "is_total": 1.0}
    assert result.report["overall"]["grounding"] == 0.1111  # one row of nine
    assert result.not_in_dataset == ["absent"]
    assert result.report["absent"]["document"]["f1"] == 0.0


def test_errors_are_told(result):
    told = "\n".join(error_lines(result, "requirements"))
    assert "'change_value': {'expected': -4.0, 'found': '4.0'}" in told
    assert "missed: Alle skal" not in told
    assert "missed: b" in "\n".join(error_lines(result, "goals"))


def test_the_table_has_a_line_for_each_document(result):
    lines = list(table_lines(result.report))
    assert [line.split()[0] for line in lines[:4]] == ["document", "absent", "p", "overall"]
    assert lines[2].split()[1:] == ["0.667", "0.500", "1.000", "0.500", "0.500", "1.000"]


SAME = [
    ("target_value", "66.7", 66.667, True), ("target_value", "66.7", 66.8, False), ("target_value", "", None, True),
    ("target_value", "x", 1.0, False), ("scope", "Østby Kommune", "Østby", True), ("scope", "", "Østby", False),
    ("status", "SET", "set", True), ("comparator", "None", None, True), ("restated", "", False, True),
    ("is_total", "1", True, True), ("number", "1", "2", False), ("theme", "selv- forsørgelse", "selvforsørgelse", True),
]


@pytest.mark.parametrize(("name", "found", "expected", "agrees"), SAME)
def test_values_agree(name, found, expected, agrees):
    assert compare.same(name, found, expected) is agrees


def spoilt(gold: dict) -> dict[str, list[dict]]:
    """What a middling extractor might make of a document: some of the gold, some of it wrong, some twice."""
    found = {}
    for layer in LAYERS:
        rows = [row for i, row in enumerate(gold.get(layer, [])) if i % 5 != 3]
        found[layer] = [_spoil(i, row) for i, row in enumerate(rows + rows[::9])]
    return found


def _spoil(i: int, row: dict) -> dict:
    row = {name: "" if value is None else value for name, value in row.items()}
    row |= {"char_start": i * 7 % 50, "char_end": i * 7 % 50 + 4}
    if i % 4 == 1:
        row |= {name: 17.5 for name in ("value", "target_value", "change_value") if name in row}
    if i % 6 == 2:
        row |= {name: str(row[name])[: len(str(row[name])) // 2] for name in ("title", "label", "quote") if name in row}
    return row


@pytest.mark.skipif(not JUDGE.exists(), reason="../shared with the judge of the scores is absent")
def test_the_judge_gives_the_same_numbers(tmp_path):
    paths = [*(SHARED / "gold").glob("*.json"), *(SHARED / "corpus_pdf").glob("*.json")]
    gold = {path.stem: json.loads(path.read_text(encoding="utf-8")) for path in paths}
    assert len(gold) >= 3
    cards = {name: CARD | {"plan_year": one["document"]["plan_year"]} for name, one in gold.items()}
    absent = sorted(gold)[0]
    cards.pop(absent)
    found = {name: spoilt(one) for name, one in gold.items() if name != absent}
    dataset = lay(tmp_path / "dataset", found, cards, "unge " * 20)
    folder = gold_folder(tmp_path / "gold", **gold)
    out = tmp_path / "judge.json"
    subprocess.run([sys.executable, JUDGE, dataset, folder, "--json", out], check=True, capture_output=True)
    judged = json.loads(out.read_text(encoding="utf-8"))
    assert json.loads(json.dumps(score(dataset, folder).report)) == judged
    assert 0 < judged["overall"]["requirements"]["exact_f1"] < judged["overall"]["requirements"]["f1"] < 1


def test_faults_carry_their_quotes(result):
    faults = {(fault.kind, fault.what): fault for fault in result.tallies["p"]["figures"].faults}
    assert faults["missed", "(4.0, 'percent')"].quote == "4 procent"
    assert faults["spurious", "(5.0, 'percent')"].quote == "5"
    (budget,) = result.tallies["p"]["budget_lines"].faults
    assert budget.fields == {"label": {"expected": "Sygedagpenge", "found": "Sygedagpenge i alt"},
                             "budget_type": {"expected": "budget", "found": "accounts"}}
    assert [fault.what for fault in result.tallies["p"]["document"].faults] == ["plan_year"]


def test_verdicts_leave_out_what_gold_leaves_open(result):
    rights = {layer: [verdict.right for verdict in tally.verdicts] for layer, tally in result.tallies["p"].items()}
    assert rights["goals"] == [False, False]  # the wrong level, the spurious one; the optional one is not judged
    assert rights["requirements"] == [True, False]
    assert rights["figures"] == [True, False]  # weeks are not judged
    assert rights["budget_lines"] == [False]  # its value is right, its label is not
