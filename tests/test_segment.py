"""Paragraphs: headings with sections, lists, boilerplate set apart, pages of flattened transcripts taken apart."""

from __future__ import annotations

from io import BytesIO
from textwrap import wrap

import pytest
from maaltal.pipeline.read import read
from maaltal.pipeline.segment import segment
from reportlab.pdfgen.canvas import Canvas

TRANSCRIPT = (
    "Nordby Kommune. Beskæftigelsesplan 2012\n\nRelaterede dokumenter\nBeskæftigelsesplan "
    "2014\n\nResultatrevision 2011 for Sydby\n\n"
    "Transkript:\n\nBeskæftigelsesplan 2012 Nordby Kommune 1\n\n"
    "Indhold 1. Indledning...3 2. Ministerens mål...3 2.1 Unge uden uddannelse...4 2\n\n"
    "1. Indledning Nordby ligger ved kysten, og her er der arbejde om sommeren. "
    + "Planen bygger på erfaringer fra året før. "
    * 24
    + "Borgerne skal blive selvforsør- 3\n\n"
    "gende hurtigere end før. 2. Ministerens mål Ministeren har fire mål. 2.1 Unge uden uddannelse Resultatkrav "
    "1: Andelen skal være "
    "mindst 20 pct. Resultatkrav 2: Andelen skal være bedre end klyngen. "
    + "Vejlederne følger de unge til dørs. " * 24
    + "4\n"
)


def blocks(text: str):
    return segment(read("plan.txt", text.encode())).blocks


def test_flattened_transcript():
    found = blocks(TRANSCRIPT)
    kinds = {kind: [b.text for b in found if b.kind == kind] for kind in {b.kind for b in found}}
    assert "1. Indledning" in kinds["heading"] and "2.1 Unge uden uddannelse" in kinds["heading"]
    assert any("Resultatrevision 2011 for Sydby" in text for text in kinds["boilerplate"])
    assert any(text.startswith("Resultatkrav 2:") for text in kinds["paragraph"])
    assert any("selvforsørgende hurtigere" in text for text in kinds["paragraph"])
    demand = next(b for b in found if b.text.startswith("Resultatkrav 1:"))
    assert demand.section_path[-1] == "2.1 Unge uden uddannelse" and demand.section_number == "2.1" and demand.page == 4


def test_plain_text_with_headings_and_lists():
    found = blocks(
        "# Plan 2020\n\n## Mål\n\nVi vil følgende:\n\n- flere i job\n- færre syge\n\nKapitel 2: "
        "Økonomi\n\nBudgettet er vedtaget i oktober.\n"
    )
    assert [(b.kind, b.text) for b in found] == [
        ("heading", "Plan 2020"),
        ("heading", "Mål"),
        ("paragraph", "Vi vil følgende:"),
        ("list_item", "flere i job"),
        ("list_item", "færre syge"),
        ("heading", "Kapitel 2: Økonomi"),
        ("paragraph", "Budgettet er vedtaget i oktober."),
    ]
    assert found[3].section_path == ("Plan 2020", "Mål")


def test_ordinal_at_the_start_of_a_line_is_no_list():
    found = blocks("Andelen stiger fra 10 pct. i\n4. kvartal 2018 til 12 pct. i\n4. kvartal 2019.\n")
    assert [b.kind for b in found] == ["paragraph"]


def test_every_block_stands_in_the_text():
    document = segment(read("plan.txt", TRANSCRIPT.encode()))
    for block in document.blocks:
        quote = document.ground(block, 0, len(block.text))
        assert quote.text == document.canonical_text[quote.start : quote.end]
        assert block.text.split()[0][:3] in quote.text


def test_a_number_that_ends_a_sentence_is_no_list():
    found = blocks("Antallet af ledige må i december 2022 ikke overstige\n95. Niveauet var 104 i december 2020.\n")
    assert [b.kind for b in found] == ["paragraph"]


def test_symbols_and_letters_mark_items():
    found = blocks("Vi vil:\n\n✔ have flere i job\n✔ have færre syge\n\nMål:\n\n"
                   "A. Flere unge i lære\nB. Færre ledige\n")
    assert [b.text for b in found if b.kind == "list_item"] == [
        "have flere i job", "have færre syge", "A. Flere unge i lære", "B. Færre ledige"]


def test_tables_of_running_text_are_sections():
    text = (
        "# Plan 2016\n\n## Unge på vej\n\n"
        "| Mål | Lokalt mål: Flere unge i Nordby skal vælge en erhvervsuddannelse. |\n|---|---|\n"
        "| Status | I august 2015 fik 240 unge hjælp, og mange af dem har svært ved at komme i gang. |\n"
        "| Måltal 2016 | ■ Højst 220 unge må få hjælp i december 2016. ■ Flere end i klyngen skal på skole. |\n"
    )
    found = [(b.kind, b.section_path[-1:], b.text) for b in segment(read("plan.md", text.encode())).blocks[2:]]
    kinds = ["heading", "paragraph", "heading", "paragraph", "heading", "list_item", "list_item"]
    assert [kind for kind, _, _ in found] == kinds
    assert found[-1] == ("list_item", ("Måltal 2016",), "Flere end i klyngen skal på skole.")


def test_lines_underlined_by_a_rule_are_headings():
    text = "Plan 2016\n\nKortere vej til job\n-------------------\nDen første samtale holdes i opsigelsesperioden.\n"
    found = blocks(text)
    assert [(b.kind, b.text) for b in found[1:]] == [
        ("heading", "Kortere vej til job"), ("paragraph", "Den første samtale holdes i opsigelsesperioden.")]


def printed(sentence: str) -> str:
    """The kind of block that a sentence in large type on a page becomes."""
    page = BytesIO()
    canvas = Canvas(page, pagesize=(595, 842))
    lines = [(20, "Plads til flere"), *((16, part) for part in wrap(sentence, 60)), (10, "")]
    lines += [(10, f"I {year} var der {year - 1900} unge i lære, og de fleste blev der.") for year in range(2010, 2022)]
    for number, (size, text) in enumerate(lines):
        canvas.setFont("Helvetica", size)
        canvas.drawString(60, 780 - 24 * number, text)
    canvas.save()
    found = segment(read("plan.pdf", page.getvalue())).blocks
    return next(block.kind for block in found if " ".join(block.text.split()).startswith(sentence[:30]))


@pytest.mark.parametrize(("sentence", "kind"), [
    ("I 2030 skal Nordby være blandt de ti kommuner i landet, hvor den mindste del af borgerne lever af en ydelse.",
     "paragraph"),
    ("Flere unge skal have en plads", "heading"),
])
def test_a_sentence_in_the_type_of_a_heading_is_text(sentence, kind):
    assert printed(sentence) == kind


def test_dashes_in_running_text_are_items_and_the_last_ends_as_those_before():
    listed = ("Sådan ser vi, at det lykkes: - 85 pct. af værkstederne svarer på en dag. - Alle elever bliver set. "
              "Havnen ligger mod nord. ")
    text = TRANSCRIPT.replace("1. Indledning Nordby ligger ved kysten, ", f"1. Indledning {listed}", 1)
    items = [block.text for block in blocks(text) if block.kind == "list_item"]
    assert items == ["85 pct. af værkstederne svarer på en dag.", "Alle elever bliver set."]
