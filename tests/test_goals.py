"""Texts and the goals in them, case by case."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from maaltal.pipeline.process import process
from maaltal.pipeline.read import read

CASES = tomllib.loads((Path(__file__).parent / "cases" / "goals.toml").read_text(encoding="utf-8"))["case"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["why"])
def test_goals(case):
    text = f"Beskæftigelsesplan {case['year']}\n\nNordby Kommune\n\n{case['text']}\n\nPlanen følges op hvert kvartal.\n"
    goals = process(read("plan.txt", text.encode())).rows["goals"]
    assert [[goal.level, goal.number or "", goal.title] for goal in goals] == case["rows"]
