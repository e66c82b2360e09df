"""The residue: what no rule claimed, and nothing that one did."""

from __future__ import annotations

from pathlib import Path

import pytest
from maaltal.extractors.tables import Column, Table, TableCell
from maaltal.pipeline.residue import KINDS, Leftover, columns_of, is_dataset, lines, of_dataset, of_file, residue_of
from maaltal.pipeline.run import run
from maaltal.schemas.tables import TABLES, columns


def row(table: str, **values):
    empty = {column.name: () if column.is_list else None for column in columns(TABLES[table])}
    return TABLES[table](**empty | values)


def paragraph(text: str, kind: str = "paragraph", **values):
    return row("paragraphs", paragraph_id="p", kind=kind, text=text, page=2, **values)


def found(*paragraphs, requirements=(), goals=(), figures=(), text=""):
    tables = {"paragraphs": paragraphs, "requirements": requirements, "goals": goals, "figures": figures}
    return list(residue_of(tables, text))


@pytest.mark.parametrize(("text", "kind", "left"), [
    ("Vi er mange. Andelen skal op på 40 pct. i 2031.", "paragraph", ["Andelen skal op på 40 pct. i 2031."]),
    ("Andelen skal op på 40 pct. i 2031.", "table", []),
    ("Andelen var 40 pct. i 2031.", "paragraph", []),
    ("Andelen ventes at blive 40 pct.", "paragraph", []),
    ("Samtalen skal holdes inden for 6 uger.", "paragraph", []),  # a duration alone is seldom a demand on results
    ("Alle skal med.", "paragraph", []),
])
def test_demands(text, kind, left):
    assert [one.text for one in found(paragraph(text, kind))] == left


def test_a_sentence_with_a_requirement_is_claimed():
    text = "Andelen skal op på 40 pct. i 2031."
    claim = row("requirements", paragraph_id="p", quote="Andelen skal op på\n40 pct. i 2031.", theme="t")
    assert found(paragraph(text), requirements=[claim]) == []


def test_quantities_of_nothing():
    text = "I alt blev det til 12 pct. sidste år"
    bare = row("figures", unit="percent", quote="12 pct.", char_start=19, char_end=26, page=4)
    named = row("figures", unit="percent", quote="12 pct.", char_start=19, char_end=26, subject="ledige")
    weeks = row("figures", unit="weeks", quote="12 uger", char_start=19, char_end=26)
    assert found(figures=[bare, named, weeks], text=text) == [Leftover("subject", 4, f"12 pct.  in: {text}")]


def test_headings_over_demands():
    below = paragraph("Målet er nået.", section_path=("Indsats", "Noget helt for sig"))
    demand = row("requirements", paragraph_id="p", quote="x")
    assert [one.text for one in found(below, requirements=[demand])] == ["Noget helt for sig"]
    assert found(below, requirements=[row("requirements", paragraph_id="p", quote="x", theme="t")]) == []


def test_columns_without_meaning():
    lines_of_cells = [("", "Farve", "2031"), ("Nord", "rød", "7")]
    cells = tuple(TableCell(r, c, text, 0, 0, page=7) for r, line in enumerate(lines_of_cells)
                  for c, text in enumerate(line))
    meanings = (Column(role="label"), Column("Farve"), Column("2031", period="2031"))
    table = Table("other", 0, cells, 1, meanings, ((0, 1),))
    assert list(columns_of([table])) == [Leftover("column", 7, "Farve: rød")]


def test_files_and_datasets_leave_the_same_over(tmp_path):
    plan = tmp_path / "plan.txt"
    plan.write_text("Beskæftigelsesplan 2031\n\nI alt blev det til 12 pct. sidste år.\n", encoding="utf-8")
    run([str(plan)], tmp_path / "out")
    assert is_dataset(str(tmp_path / "out")) and not is_dataset(str(plan))
    told = list(of_dataset(tmp_path / "out"))
    assert told == [(str(plan), of_file(str(plan)))]
    text = list(lines(told))
    assert text[0] == f"== {plan}" and text[-len(KINDS) - 1] == "== in all"
    assert Path(told[0][0]) == plan
