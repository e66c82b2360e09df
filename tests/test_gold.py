"""Scores against gold made by hand, floors in a file with the gold's hash, and what must hold in every document."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest
from maaltal.pipeline.outcome import attempt
from maaltal.pipeline.read import read
from maaltal.pipeline.run import run
from maaltal.pipeline.score import score

ROOT = Path(__file__).parent.parent
CORPUS = ROOT / "corpus"
SHARED = ROOT.parent / "shared"
FLOORS = json.loads((ROOT / "tests" / "floors.json").read_text(encoding="utf-8"))
SETS = {  # where documents lie, and their gold
    "corpus": ((CORPUS / "plans", CORPUS / "transcripts"), CORPUS / "gold"),
    "excerpts": ((CORPUS / "excerpts" / "plans",), CORPUS / "excerpts" / "gold"),
}
MARKED = CORPUS / "marked"  # only to learn from
DOCUMENTS = sorted(path for folders, _ in SETS.values() for folder in folders for path in folder.iterdir())


def gold_hash(folder: Path) -> str:
    """One hash of all gold files of a folder."""
    digest = hashlib.sha256()
    for path in sorted(folder.glob("*.json")):
        digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()


def below(floors: dict[str, float], overall: dict) -> dict[str, tuple[float, float]]:
    """Layers whose score lies below the floor, with score and floor."""
    found = {
        "metadata": overall["document"]["f1"],
        "goals": overall["goals"]["f1"],
        "requirements": overall["requirements"]["f1"],
        "exact": overall["requirements"]["exact_f1"],
        "figures": overall["figures"]["f1"],
        "budget": overall["budget_lines"]["f1"],
        "grounding": overall["grounding"],
        "indicator": overall["requirements"]["fields"]["indicator"],
        "budget_label": overall["budget_lines"]["fields"]["label"],
        "budget_account": overall["budget_lines"]["fields"]["account"],
    }
    return {layer: (found[layer], floor) for layer, floor in floors.items() if found[layer] < floor}


@pytest.mark.parametrize("name", SETS)
def test_floors_belong_to_this_gold(name):
    assert FLOORS[name]["gold_sha256"] == gold_hash(SETS[name][1]), (
        "gold has changed: set floors anew, and say so in CHANGELOG"
    )


@pytest.mark.parametrize("name", SETS)
def test_documents_keep_their_floors(name, tmp_path):
    folders, gold = SETS[name]
    run([str(folder) for folder in folders], tmp_path / "dataset")
    assert not below(FLOORS[name]["floors"], score(tmp_path / "dataset", gold).report["overall"])


@pytest.mark.skipif(not SHARED.is_dir(), reason="../shared is absent: the three real plans cannot be scored")
def test_real_plans_keep_their_floors(tmp_path):
    run([str(SHARED / "plans")], tmp_path / "dataset")
    assert not below(FLOORS["shared"]["floors"], score(tmp_path / "dataset", SHARED / "gold").report["overall"])


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_every_row_stands_in_its_source(path):
    outcome = attempt(str(path))
    assert outcome.bundle is not None, outcome.failure
    bundle = outcome.bundle
    paragraphs = {row.paragraph_id: row for row in bundle.rows["paragraphs"]}
    for table in ("goals", "requirements", "figures", "budget_lines"):
        for row in bundle.rows[table]:
            assert bundle.text[row.char_start : row.char_end] == row.quote
            assert row.quote.strip() and 0.0 <= row.confidence <= 1.0
            assert paragraphs[row.paragraph_id].kind != "boilerplate"


def test_gold_is_made_by_hand_for_every_document():
    for folders, gold in (*SETS.values(), ((MARKED / "plans",), MARKED / "gold")):
        stems = {path.stem for folder in folders for path in folder.iterdir()}
        assert stems == {path.stem for path in gold.glob("*.json")}


@pytest.mark.parametrize("path", sorted((MARKED / "plans").iterdir()), ids=lambda path: path.name)
def test_goals_that_models_learn_from_stand_in_their_documents(path):
    text = _letters(read(str(path), path.read_bytes()).text)
    goals = json.loads((MARKED / "gold" / f"{path.stem}.json").read_text(encoding="utf-8"))["goals"]
    missing = [goal["title"] for goal in goals if not goal.get("optional") and _letters(goal["title"]) not in text]
    assert len(missing) * 10 <= len(goals), missing  # a column beside may stand between two lines of one


def _letters(text: str) -> str:
    return "".join(filter(str.isalpha, text.lower()))
