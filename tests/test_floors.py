"""Floors under the scores rise when asked and fall only with a reason."""

from __future__ import annotations

import json

import pytest
from maaltal.pipeline import floors
from maaltal.pipeline.floors import FloorError, GoldSet, below, gold_hash, lowered, main, raised

FOUND = {"goals": 0.95678, "figures": 1.0, "exact": 0.8}


def test_floors_are_rounded_down():
    assert raised({}, FOUND, "h") == {"gold_sha256": "h", "floors": {"goals": 0.956, "exact": 0.8, "figures": 1.0}}


@pytest.mark.parametrize(("floors_before", "fallen"), [
    ({"goals": 0.9567}, []), ({"goals": 0.957}, ["goals"]), ({"figures": 1.0, "exact": 0.81}, ["exact"]),
    ({"budget": 0.5}, ["budget"]),  # a layer that is not judged any more has fallen
])
def test_below(floors_before, fallen):
    assert list(below(floors_before, FOUND)) == fallen
    if fallen:
        with pytest.raises(FloorError, match=fallen[0]):
            raised({"floors": floors_before}, FOUND, None)


def test_a_floor_falls_with_a_reason():
    entry, line = lowered({"floors": {"exact": 0.85, "goals": 0.9}}, FOUND, "exact", " two harder plans ", "h")
    assert entry["floors"] == {"goals": 0.9, "exact": 0.8}
    assert entry["lowered"] == [{"layer": "exact", "from": 0.85, "to": 0.8, "because": "two harder plans"}]
    assert line == "- Floor of exact lowered from 0.850 to 0.800: two harder plans"
    assert raised(entry, FOUND, "h")["lowered"] == entry["lowered"]  # the reason stays


@pytest.mark.parametrize(("layer", "because", "message"), [
    ("exact", " ", "reason"), ("goals", "why not", "not fallen"), ("budget", "x", "no floor"),
])
def test_a_floor_does_not_fall_without(layer, because, message):
    with pytest.raises(FloorError, match=message):
        lowered({"floors": {"exact": 0.85, "goals": 0.9}}, FOUND, layer, because, None)


def test_hash_follows_names_and_bytes(tmp_path):
    (tmp_path / "a.json").write_text("1")
    first = gold_hash(tmp_path)
    (tmp_path / "a.json").rename(tmp_path / "b.json")
    assert gold_hash(tmp_path) != first


@pytest.fixture
def call(tmp_path, monkeypatch):
    """The command on a set whose scores the test sets, beside a set that is absent."""
    gold = tmp_path / "gold"
    gold.mkdir()
    (gold / "p.json").write_text("{}")
    scores = dict(FOUND)
    monkeypatch.setattr(floors, "SETS", (GoldSet("corpus", ("x",), gold), GoldSet("shared", ("y",), tmp_path / "no")))
    monkeypatch.setattr(floors, "scored", lambda *_: type("S", (), {"report": {"overall": {}}}))
    monkeypatch.setattr(floors, "_publish", lambda *_: None)
    monkeypatch.setattr(floors, "measured", lambda _: scores)
    file = tmp_path / "floors.json"

    def run(*arguments):
        return main(["--floors", str(file), *arguments])

    return run, scores, file, gold


def test_the_command(call, capsys):
    run, scores, file, gold = call
    assert run("--update") == 0
    before = file.read_text()
    assert "absent, not scored" in capsys.readouterr().out
    scores["exact"] = 0.7
    assert run() == 1 and "BELOW ITS FLOOR  exact: 0.7000, floor 0.800" in capsys.readouterr().out
    assert run("--update") == 1 and file.read_text() == before
    assert run("--lower", "exact") == 1 and file.read_text() == before
    assert run("--lower", "exact", "--because", "a wider corpus") == 0
    assert "- Floor of exact lowered" in capsys.readouterr().out
    assert json.loads(file.read_text())["corpus"]["floors"]["exact"] == 0.7
    (gold / "q.json").write_text("{}")
    assert run() == 1 and "gold has changed" in capsys.readouterr().out
    assert run("--update") == 0 and run() == 0
