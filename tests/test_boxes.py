"""Where rows stand on their pages: every row of a PDF has a box inside its page, and its words stand in the box."""

from __future__ import annotations

import io
from collections import defaultdict
from pathlib import Path

import pypdfium2
import pytest
import regex
from maaltal.pipeline.boxes import BOXED
from maaltal.pipeline.process import process
from maaltal.pipeline.read import read
from pdf_samples import story_pdf

PLANS = sorted((Path(__file__).parents[1] / "corpus" / "plans").glob("*.pdf"))
LOOKED_INTO = ("assens_2016.pdf", "norddjurs_2013.pdf", "struer_2014.pdf")  # of each three pages: pdfplumber is slow
_PAGES = 3
_SLACK = 1.5  # points by which pdfplumber's words may stand outside
LEAD = ("Kommunen har i flere år arbejdet med tidlige samtaler, og virksomhederne i området er kommet tættere på. "
        "Erfaringen er, at det virker bedst, når den samme medarbejder følger borgeren hele vejen igennem forløbet. ")
TARGET = "Antallet af langtidsledige borgere i kommunen skal i december 2031 være højst 480 personer. "
STATUS = "I dag deltager 65 pct. af dem i kurser."


def plan() -> bytes:
    return story_pdf("Beskæftigelsesplan 2031 for Odder Kommune", LEAD + TARGET + STATUS, LEAD)


def rows_of(bundle) -> list:
    return [row for table in BOXED for row in bundle.rows[table]]


def edges(row) -> tuple[float, ...]:
    return tuple(map(float, row.bbox.split(";")))


@pytest.fixture(scope="module")
def bundles() -> dict[str, object]:
    return {path.name: process(read(str(path), path.read_bytes())) for path in PLANS}


@pytest.mark.parametrize("plan", PLANS, ids=lambda path: path.name)
def test_every_row_of_a_pdf_has_a_box_on_its_page(plan, bundles):
    with pypdfium2.PdfDocument(plan) as pdf:
        sizes = [pdf.get_page_size(index) for index in range(len(pdf))]
    rows = rows_of(bundles[plan.name])
    assert rows
    for row in rows:
        width, height = sizes[row.page - 1]
        x0, top, x1, bottom = edges(row)
        assert 0 <= x0 < x1 <= width and 0 <= top < bottom <= height, row


@pytest.mark.parametrize("name", LOOKED_INTO)
def test_the_words_of_a_quote_stand_in_its_box(name, bundles):
    pdfplumber = pytest.importorskip("pdfplumber")
    by_page = defaultdict(list)
    for row in rows_of(bundles[name]):
        by_page[row.page].append(row)
    with pdfplumber.open(next(path for path in PLANS if path.name == name)) as pdf:
        for number in sorted(by_page)[:_PAGES]:
            characters = [character for character in pdf.pages[number - 1].chars if character["text"].strip()]
            for row in by_page[number]:
                shown, quote = _bare(_inside(characters, edges(row))), _bare(row.quote.split("\n")[0])
                if row.extractor.startswith("requirements.tables"):  # the quote is its row, the box its cell
                    assert shown and shown in _bare(row.quote), (row.quote, row.bbox)
                else:
                    assert quote[:20] in shown, (row.quote, row.bbox)


def _inside(characters: list[dict], box: tuple[float, ...]) -> str:
    """What a page shows in a box, line by line."""
    x0, top, x1, bottom = box
    found = [character for character in characters
             if character["x0"] > x0 - _SLACK and character["x1"] < x1 + _SLACK
             and top - _SLACK < (character["top"] + character["bottom"]) / 2 < bottom + _SLACK]
    return "".join(character["text"] for character in found)


def _bare(text: str) -> str:
    return regex.sub(r"[^\p{L}\p{N}]+", "", text)


@pytest.fixture(scope="module")
def made():
    return process(read("plan.pdf", plan()))


def test_a_figure_inside_a_line_has_a_narrow_box(made):
    rows = {row.quote: edges(row) for row in made.rows["figures"]}
    x0, top, x1, bottom = rows["65 pct."]
    assert x1 - x0 < 60 and bottom - top < 20


def test_a_demand_on_two_lines_has_a_box_around_both(made):
    (row,) = [row for row in made.rows["requirements"] if row.target_value == 480]
    x0, top, x1, bottom = edges(row)
    assert row.quote.count("\n") >= 1 and bottom - top > 20 and x1 - x0 > 200


def turned(data: bytes, degrees: int) -> bytes:
    """The same PDF with its pages shown on their side."""
    content = io.BytesIO()
    with pypdfium2.PdfDocument(data) as pdf:
        for index in range(len(pdf)):
            pdf[index].set_rotation(degrees)
        pdf.save(content)
    return content.getvalue()


def test_a_page_that_is_turned_has_its_boxes_as_it_is_shown():
    rows = process(read("plan.pdf", turned(plan(), 90))).rows["figures"]
    assert len(rows) == 2
    for x0, top, x1, bottom in map(edges, rows):
        assert 0 <= x0 < x1 <= 842 and 0 <= top < bottom <= 596
        assert bottom - top > x1 - x0  # its line runs down the page that is shown on its side


def test_a_text_has_no_boxes():
    rows = rows_of(process(read("plan.txt", (LEAD + TARGET + STATUS).encode())))
    assert rows and all(row.bbox is None for row in rows)
