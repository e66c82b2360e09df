"""Banks of passages, goals and tables by authors who had not seen the program; what is still misread says so."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from maaltal.pipeline.process import process
from maaltal.pipeline.read import read

CASES = Path(__file__).parent / "cases"


def bank(name: str):
    """The cases of a bank; those it marks as missed must fail, so that a mark is taken out when it is mended."""
    for case in tomllib.loads((CASES / f"{name}_bank.toml").read_text(encoding="utf-8"))["case"]:
        missed = pytest.mark.xfail(strict=True) if case.get("missed") else ()
        yield pytest.param(case, id=case["why"], marks=missed)


def rows_of(case: dict, table: str):
    areas = dict.fromkeys(row["scope"] for row in case["rows"] if row.get("scope")) if table == "requirements" else ()
    name = f"{' og '.join(areas)} Kommuner" if areas else "Nordby Kommune"
    if case.get("format") == "html":
        page = f"<h1>Beskæftigelsesplan {case['year']}</h1><p>{name}</p>{case['text']}<p>Planen følges op.</p>"
        return process(read("plan.html", page.encode())).rows[table]
    heading = f"{case['heading']}\n\n" if "heading" in case else ""
    text = f"Beskæftigelsesplan {case['year']}\n\n{name}\n\n{heading}{case['text']}\n\nPlanen følges op hvert kvartal."
    return process(read("plan.txt", text.encode())).rows[table]


def told(value):
    """The value as a case can write it: TOML has no null."""
    return "" if value is None else value


def beside(rows, optional):
    """The rows but those of sentences that a case leaves open, whether they are a demand or not."""
    quotes = [fold(row["quote"]) for row in optional]
    return [row for row in rows if not any(fold(row.quote) in quote or quote in fold(row.quote) for quote in quotes)]


def fold(text):
    return " ".join(text.split())


@pytest.mark.parametrize("case", [*bank("statements"), *bank("tables"), *bank("sections")])
def test_requirements(case):
    case = {"rows": [], **case}
    rows = beside(rows_of(case, "requirements"), case.get("optional", ()))
    found = [{field: told(getattr(row, field)) for field in wanted}
             for row, wanted in zip(rows, case["rows"], strict=False)]
    assert len(rows) == len(case["rows"]), [row.quote for row in rows]
    assert found == case["rows"]


@pytest.mark.parametrize("case", list(bank("goals")))
def test_goals(case):
    found = folded([goal.level, goal.number or "", goal.title] for goal in rows_of(case, "goals"))
    optional = folded(case.get("optional", ()))
    assert [goal for goal in found if goal not in optional] == folded(case["rows"])


def folded(goals):
    return sorted([level, number, title.strip(" .»«\"").lower()] for level, number, title in goals)
