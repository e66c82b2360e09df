"""Budget lines: every layout of `cases/budget_layouts.toml` read as a grid and, where it can be, flattened."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from table_documents import flattened, html_document, lines_of, printed, text_document

CASES = tomllib.loads((Path(__file__).parent / "cases" / "budget_layouts.toml").read_text(encoding="utf-8"))["case"]
GRIDS = [case for case in CASES if "tables" in case]
FLATTENED = [case for case in CASES if "text" in case or case.get("flat")]


def _around(case: dict) -> dict[str, str]:
    return {name: case.get(name, "") for name in ("heading", "caption", "note")}


@pytest.mark.parametrize("case", GRIDS, ids=lambda case: case["name"])
def test_layout_as_grid(case):
    document = html_document(case["tables"], **_around(case))
    assert sorted(map(printed, lines_of(document))) == sorted(case["lines"]), case["why"]


@pytest.mark.parametrize("case", FLATTENED, ids=lambda case: case["name"])
def test_layout_flattened_into_running_text(case):
    text = case.get("text") or flattened(case["tables"], **_around(case))
    assert sorted(map(printed, lines_of(text_document(text)))) == sorted(case["lines"]), case["why"]
