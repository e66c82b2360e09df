"""Sentences and the requirements in them, case by case."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from maaltal.pipeline.process import process
from maaltal.pipeline.read import read

CASES = tomllib.loads((Path(__file__).parent / "cases" / "statements.toml").read_text(encoding="utf-8"))["case"]


def rows_of(case: dict):
    heading = f"{case['heading']}\n\n" if "heading" in case else ""
    text = f"Beskæftigelsesplan {case['year']}\n\nNordby Kommune\n\n{heading}"
    text += f"{case['text']}\n\nPlanen følges op hvert kvartal."
    return process(read("plan.txt", text.encode())).rows


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["why"])
def test_statement(case):
    read_rows = rows_of(case)
    rows = read_rows["requirements"]
    roles = [[figure.value, figure.role] for figure in read_rows["figures"]]
    assert roles == case.get("roles", roles)
    if case.get("none"):
        assert not rows, [row.quote for row in rows]
        return
    found = [{field: _told(getattr(row, field)) for field in wanted}
             for row, wanted in zip(rows, case["rows"], strict=False)]
    assert len(rows) == len(case["rows"]), [row.quote for row in rows]
    assert found == case["rows"]


def _told(value):
    """The value as a case can write it: TOML has no null."""
    return "" if value is None else value


def test_a_heading_that_dates_the_demands_of_its_section_does_not_date_those_of_the_next():
    text = """# Beskæftigelsesplan 2020 for Nordby Kommune

## 1 Alle skal med

### Måltal ultimo 2020

- Under 80 unge på uddannelseshjælp

## Alle kan noget

### Det måler vi på

- Samarbejdsgrad på mindst 40 pct.
"""
    rows = process(read("plan.md", text.encode())).rows["requirements"]
    assert [(row.target_value, row.target_period) for row in rows] == [(80.0, "2020-12"), (40.0, None)]
