"""Headings of transcripts: contents without page numbers, titles lettered on, and demands with an arrow in them."""

from __future__ import annotations

import pytest
from maaltal.pipeline.flat_contents import titles_listed
from maaltal.pipeline.process import process
from maaltal.pipeline.read import read

LISTING = "Indhold Forord Rammerne for arbejdet Arbejdsmarkedet i Nordby Vores egne mål Mål 2 Flere unge i lære Økonomi"


def titles(pages, listing=LISTING):
    return [page[start:end] for page, found in zip(pages, titles_listed(listing, pages).items(), strict=False)
            for start, end in found[1]]


def test_pages_tell_the_entries_of_a_list_apart():
    pages = ["Forord Det går godt i år.", "Rammerne for arbejdet Loven er ny. Økonomi Der er afsat penge.",
             "Vores egne mål Mål 2 Flere unge i lære Sidste år var der få."]
    assert titles(pages) == ["Forord", "Rammerne for arbejdet", "Økonomi", "Vores egne mål", "Mål 2 Flere unge i lære"]


@pytest.mark.parametrize("pages", [
    ["Nordby Kommune har travlt.", "Forord var der ikke.", "Økonomi er vigtig."],  # part of an entry; no capital behind
    ["Forord Det går godt.", "Rammerne for arbejdet Loven er ny."],  # too few
])
def test_what_lists_no_titles(pages):
    assert titles(pages) == []


def test_a_list_with_leaders_is_read_elsewhere():
    pages = ["Forord Det går.", "Økonomi Der er.", "Samarbejde I år."]
    assert titles(pages, "Indhold Forord Økonomi Samarbejde") == ["Forord", "Økonomi", "Samarbejde"]
    assert titles(pages, "Indhold Forord... 3 Økonomi... 4 Samarbejde... 5") == []


@pytest.mark.parametrize(("line", "level", "target"), [
    ("Ledige i opkvalificering: 62 personer i 2022 → 110 personer i 2024", 62.0, 110.0),
    ("Unge på uddannelseshjælp: 61 personer i oktober 2023 → under 50 personer i december 2024", 61.0, 50.0),
])
def test_an_arrow_leads_from_the_level_to_the_target(line, level, target):
    items = f"- {line}\n- Besatte job: 58 pct. i 2022 → 70 pct. i 2024\n"
    text = f"Beskæftigelsesplan 2024\n\nNordby Kommune\n\nResultatkrav\n\n{items}"
    rows = process(read("plan.txt", text.encode())).rows["requirements"]
    assert [(row.baseline_value, row.target_value) for row in rows] == [(level, target), (58.0, 70.0)]
