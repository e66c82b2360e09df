"""Tables nobody has seen before: each layout of `layouts/*.toml` in several formats, read cell by cell."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from maaltal.schemas.text import Document
from table_documents import flattened, html_document, lines_of, markdown, pdf_document, printed, read_as, text_document

LAYOUTS = Path(__file__).parent / "layouts"
CASES = {path.stem: tomllib.loads(path.read_text(encoding="utf-8"))["case"] for path in sorted(LAYOUTS.glob("*.toml"))}
FACTORS = {"dkk": 1, "thousand_dkk": 1_000, "million_dkk": 1_000_000}
MEASURES = ("expenditure", "income", "net_expenditure", "full_year_persons", "unit_cost")


def expected(case: dict) -> Iterator[str]:
    """The lines of a case, written out as `printed` writes lines."""
    for line in case.get("lines", ()):
        label, account, values, *rest = (part.strip() for part in line.split("|"))
        told = dict(zip(("measure", "unit", "worth"), rest, strict=False))
        for slot, value in zip(case["slots"], values.split(), strict=True):
            if value != "-":
                yield _expected_line(case, label, account, slot.split(), float(value), told)


def _expected_line(case: dict, label: str, account: str, slot: list[str], value: float, told: dict[str, str]) -> str:
    column = slot.pop(0) if slot[0] in MEASURES else None
    measure = told.get("measure") or column or case.get("measure", "expenditure")
    unit = told.get("unit") or (slot.pop() if len(slot) == 3 else case.get("unit"))
    worth = float(told.get("worth") or FACTORS.get(unit, 0))
    kroner = "" if unit == "persons" else f" = {value * worth:.0f}"
    total = " | total" if label.startswith("=") else ""
    return f"{label.lstrip('=')} | {account} | {measure} | {' '.join(slot)} | {value:g} {unit}{kroner}{total}"


def document(case: dict, kind: str) -> Document:
    """The document of a case in one format."""
    around = {name: case.get(name, "") for name in ("heading", "caption", "note")}
    if kind == "text":
        return read_as(case.get("file", "layout.txt"), case["text"])
    if kind == "flat":
        return text_document(flattened(case["tables"], **around))
    if kind == "markdown":
        return read_as("layout.md", markdown(case["tables"], **around))
    if kind == "html":
        return html_document(case["tables"], **around)
    (cells,) = case["tables"]
    above = ". ".join(text for text in (case.get("heading"), case.get("caption")) if text)
    return pdf_document(cells, caption=above, note=case.get("note", ""), ruled=kind == "pdf")


def found(case: dict, kind: str) -> list[str]:
    return [printed(line) for line in lines_of(document(case, kind))]


def _variants(prefix: str) -> list:
    """Every case of the files with a prefix in each of its formats."""
    return [pytest.param(case, kind, id=f"{case['name']}-{kind}")
            for name, cases in CASES.items() if name.startswith(prefix)
            for case in cases for kind in case.get("as", ["text" if "text" in case else "html"])]


@pytest.mark.parametrize(("case", "kind"), _variants("budgets"))
def test_budget_is_read_cell_by_cell(case, kind):
    assert sorted(found(case, kind)) == sorted(expected(case))


@pytest.mark.parametrize(("case", "kind"), _variants("no_budgets"))
def test_table_that_is_no_budget_gives_no_line(case, kind):
    assert found(case, kind) == []
