"""Passages of one form: which belong together, what their shape is, and which of them may be goals."""

from __future__ import annotations

from maaltal.extractors.catalogue import goals_of_year
from maaltal.extractors.goal_families import clauses, families, features
from maaltal.extractors.linear import model
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
    passages = list(prose(document, tables_of(document)))
    return families(list(clauses(passages, goals_of_year(2021), model("goal"))))


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


def test_words_are_part_of_the_shape_only_by_their_chances():
    other = PLAN.replace("unge", "ledige").replace("Sygemeldte", "Seniorer").replace("Flygtninge", "Borgere")
    mine, theirs = family("openings"), next(one for one in found(other) if "openings" in one.forms)
    differing = set(features(mine).items()) ^ set(features(theirs).items())
    by_words = ("themed", "sections", "chance", "likeliest", "odds")
    assert all(any(word in name for word in by_words) for name, _ in differing)


def test_the_likeliest_clause_of_each_section_is_a_family():
    hidden = PLAN.replace("\n\nAlle unge", "\n\nDet går fremad. Alle unge")
    likeliest = [one.members for one in found(hidden) if "likeliest of section" in one.forms]
    assert any("Alle unge skal være i gang" in [member.text for member in members] for members in likeliest)


def test_a_plan_that_only_tells_its_wishes_in_passing_has_them_for_goals():
    letter = """# Beskæftigelsesplan 2021 for Nordby Kommune

## Det, vi ønsker os

Vi vil have, at alle unge har et arbejde eller en uddannelse. Havnen er i vækst. Det har taget tid.
"""
    goals = process(read("plan.md", letter.encode())).rows["goals"]
    assert [goal.title for goal in goals] == ["Vi vil have, at alle unge har et arbejde eller en uddannelse"]


def test_a_plan_with_goals_of_its_own_takes_no_family():
    own = "\n".join(f"- **Lokalt mål {number}:** {title}" for number, title in enumerate(
        ("Flere unge i lære", "Færre lange sygeforløb", "Flere ledige i job"), 1))
    goals = process(read("plan.md", f"{PLAN}\n## Lokale mål\n\n{own}\n".encode())).rows["goals"]
    assert not any(goal.extractor.endswith("+titles") for goal in goals)
