"""Passages of one form: which belong together, what their shape is, and which of them may be goals."""

from __future__ import annotations

from maaltal.extractors.goal_families import families, features
from maaltal.extractors.passages import prose
from maaltal.extractors.tables import tables_of
from maaltal.pipeline.process import process
from maaltal.pipeline.read import read
from maaltal.pipeline.segment import segment

PLAN = """# Beskæftigelsesplan 2021 for Nordby Kommune

## Unge

Alle unge skal være i gang. Mindst 80 pct. skal have en plads i 2021.

## Sygemeldte

Sygemeldte skal hurtigere tilbage. Højst 90 forløb må vare over 26 uger i 2021.

## Nye borgere

Flygtninge skal forsørge sig selv. Mindst 40 pct. skal være i job i 2021.
"""


def found(text: str):
    document = segment(read("plan.md", text.encode()))
    return families(list(prose(document, tables_of(document))))


def family(form: str):
    return next(one for one in found(PLAN) if form in one.forms)


def test_what_opens_the_sections_is_a_family():
    assert [member.text for member in family("openings").members] == [
        "Alle unge skal være i gang", "Sygemeldte skal hurtigere tilbage", "Flygtninge skal forsørge sig selv"]


def test_headings_of_one_depth_are_a_family():
    assert [member.text for member in family("headings").members][-2:] == ["Sygemeldte", "Nye borgere"]


def test_sentences_that_begin_alike_are_a_family():
    def begun(text: str) -> list[list[str]]:
        return [[member.text[:9] for member in one.members] for one in found(text) if one.members[0].inside]

    assert ["Mindst 80", "Mindst 40"] not in begun(PLAN)
    assert ["Mindst 80", "Mindst 80"] in begun(PLAN.replace("Mindst 40 pct.", "Mindst 80 personer"))


def test_the_shape_tells_of_how_many_a_property_holds():
    shape = features(family("openings"))
    assert shape["share clause"] == 1.0 and shape["clause all"] == 1.0
    assert shape["share demands"] == 0.0 and shape["share sections"] == 1.0
    assert shape["form openings"] == 1.0 and shape["kind paragraph"] == 1.0 and shape["count 3"] == 1.0


def test_words_are_no_part_of_the_shape():
    other = PLAN.replace("unge", "ledige").replace("Sygemeldte", "Seniorer").replace("Flygtninge", "Borgere")
    mine, theirs = family("openings"), next(one for one in found(other) if "openings" in one.forms)
    differing = set(features(mine).items()) ^ set(features(theirs).items())
    assert all("themed" in name or "sections" in name for name, _ in differing)


def test_a_plan_with_goals_of_its_own_takes_no_family():
    own = "\n".join(f"- **Lokalt mål {number}:** {title}" for number, title in enumerate(
        ("Flere unge i lære", "Færre lange sygeforløb", "Flere ledige i job"), 1))
    goals = process(read("plan.md", f"{PLAN}\n## Lokale mål\n\n{own}\n".encode())).rows["goals"]
    assert not any(goal.extractor.endswith("+titles") for goal in goals)
