"""Clauses that could state a goal: which there are, what is seen of those of their form, which become goals."""

from __future__ import annotations

from math import log

import pytest
from maaltal.extractors.catalogue import goals_of_year
from maaltal.extractors.goal_clauses import NO_GOAL, among_their_like, clauses
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
OPENINGS = ["Alle unge skal være i gang", "Sygemeldte skal hurtigere tilbage", "Flygtninge skal forsørge sig selv"]
LIKELY = {NO_GOAL: 0.2, "ministerial": 0.1, "overall": 0.1, "local": 0.6}
UNLIKELY = {NO_GOAL: 0.9, "ministerial": 0.0, "overall": 0.0, "local": 0.1}


def said(text: str = PLAN):
    document = segment(read("plan.md", text.encode()))
    return clauses(document, tables_of(document), goals_of_year(2021))


def seen(text: str = PLAN, likely: list[str] = OPENINGS):
    """What the model is told of each clause, where those named are likely by their words."""
    found = said(text)
    chances = [LIKELY if clause.text in likely else UNLIKELY for clause in found]
    return {clause.text: told for clause, told in zip(found, among_their_like(found, chances), strict=True)}


def test_headings_and_sentences_are_clauses_in_their_order():
    found = [(clause.text, clause.kind) for clause in said()]
    assert found[1:4] == [(OPENINGS[0], "paragraph"), ("Mindst 80 pct. skal have en plads i 2021", "sentence"),
                          ("Sygemeldte", "heading")]


def test_a_clause_sees_how_likely_those_of_its_form_are():
    told = seen()[OPENINGS[0]]
    assert told["openings has"] == told["openings likely"] == told["openings own"] == 1.0
    assert told["openings mean"] == pytest.approx(log(0.8 / 0.2) / 3) == told["openings max"]
    assert told["openings above"] == 0.0 and told["openings min"] == 0.0
    beside = seen(likely=OPENINGS[:2])[OPENINGS[2]]
    assert beside["openings above"] == 1.0 and beside["odds"] < 0


def test_a_clause_alone_in_its_form_says_so():
    told = seen("# Beskæftigelsesplan 2021 for Nordby Kommune\n\n## Unge\n\nAlle unge skal være i gang.\n")[OPENINGS[0]]
    assert told["openings alone"] == 1.0 and "openings has" not in told


def test_sentences_that_begin_alike_share_a_form():
    assert "first words alone" in seen()["Mindst 80 pct. skal have en plads i 2021"]
    alike = seen(PLAN.replace("Mindst 40 pct.", "Mindst 80 personer"))
    assert alike["Mindst 80 pct. skal have en plads i 2021"]["first words n"] == pytest.approx(log(2) / 2)


def test_what_stands_below_one_label_shares_a_form():
    labelled = PLAN.replace("Alle unge", "### Det vil vi\n\nAlle unge").replace("Flygtn", "### Det vil vi\n\nFlygtn")
    assert seen(labelled)[OPENINGS[0]]["under same heading likely"] == pytest.approx(1 / 3)


def goals(text):
    return process(read("plan.md", text.encode())).rows["goals"]


def test_what_opens_the_sections_is_stated_as_goals():
    assert [goal.title for goal in goals(PLAN)] == OPENINGS


def test_a_plan_that_only_tells_its_wishes_in_passing_has_them_for_goals():
    letter = """# Beskæftigelsesplan 2021 for Nordby Kommune

## Det, vi ønsker os

Vi vil have, at alle unge har et arbejde eller en uddannelse. Havnen er i vækst. Det har taget tid.
"""
    assert [goal.title for goal in goals(letter)] == ["Vi vil have, at alle unge har et arbejde eller en uddannelse"]


def test_what_a_rule_has_found_is_not_told_again():
    own = "\n".join(f"- **Lokalt mål {number}:** {title}" for number, title in enumerate(OPENINGS, 1))
    found = goals(f"{PLAN}\n## Lokale mål\n\n{own}\n")
    assert [goal.title for goal in found] == OPENINGS
    assert not any(goal.extractor.endswith("+titles") for goal in found)


def test_cells_below_a_header_of_goals_are_stated_as_goals():
    table = "\n".join(f"| {goal} | {group} |" for goal, group in zip(OPENINGS, ("Unge", "Syge", "Nye"), strict=True))
    head = "# Beskæftigelsesplan 2021 for Nordby Kommune\n\n## Overblik\n\n| Hertil vil vi | For hvem |\n|---|---|\n"
    assert [goal.title for goal in goals(f"{head}{table}\n")] == OPENINGS


def test_a_card_says_in_its_second_row_whose_its_goal_is():
    cards = "\n\n".join(
        f"<table><tr><td colspan=2>Mål {number}. {title}</td></tr><tr><td colspan=2>{whose} · grøn</td></tr>"
        "<tr><td>Indikator</td><td>Mål 2021</td></tr><tr><td>Andel i job</td><td>40 pct.</td></tr></table><p>Tekst.</p>"
        for number, (title, whose) in enumerate(
            ((OPENINGS[0], "Ministermål"), ("Klar til broen", "Lokalt mål")), 1))
    page = f"<h1>Beskæftigelsesplan 2021 for Nordby Kommune</h1><h2>Målkort</h2>{cards}"
    found = process(read("plan.html", page.encode())).rows["goals"]
    assert [(goal.number, goal.title, goal.level) for goal in found] == [
        ("1", OPENINGS[0], "ministerial"), ("2", "Klar til broen", "local")]


def test_a_plan_without_anything_wanted_has_no_goals():
    facts = """# Beskæftigelsesplan 2021 for Nordby Kommune

## Arbejdsmarkedet

Ledigheden faldt fra 4,1 pct. til 3,8 pct. i 2020. Havnen er kommunens største arbejdsplads.

## Organisation

Jobcentret har fire afdelinger. Lederne mødes hver uge.
"""
    assert not goals(facts)
