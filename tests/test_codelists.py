"""The code lists: what they hold and what their loader refuses."""

from __future__ import annotations

import pytest
from maaltal.schemas import codelists


@pytest.mark.parametrize(("read", "least"), [
    (codelists.municipalities, 98), (codelists.accounts, 30), (codelists.themes, 20), (codelists.indicators, 70),
    (codelists.target_groups, 40), (codelists.ministerial_goals, 70),
])
def test_lists_are_read_once_and_whole(read, least):
    assert len(read()) >= least
    assert read() is read()


def test_there_are_98_municipalities_in_five_regions():
    assert len(codelists.municipalities()) == 98
    assert len({municipality.region for municipality in codelists.municipalities()}) == 5


@pytest.mark.parametrize(("code", "name", "variant"), [
    ("0751", "Aarhus", "Århus"), ("0810", "Brønderslev", "Brønderslev-Dronninglund"), ("0820", "Vesthimmerlands",
                                                                                    "Vesthimmerland"),
])
def test_variants_lose_their_remarks(code, name, variant):
    municipality = codelists.municipality_by_code()[code]
    assert municipality.name == name
    assert variant in municipality.variants


def test_goals_know_their_theme_and_variants():
    goals = {goal.catalogue_id: goal for goal in codelists.ministerial_goals()}
    assert goals["2013.3"].theme == "long_term_unemployment"
    assert goals["2013.3"].variants
    assert not any(goal.number == 0 for goal in codelists.ministerial_goals())


@pytest.fixture
def lists(monkeypatch):
    """Replace the rows of one list for one test."""
    def replace(name, rows):
        original = codelists._rows
        monkeypatch.setattr(codelists, "_rows", lambda wanted: rows if wanted == name else original(wanted))
    for read in (codelists.themes, codelists.ministerial_goals, codelists.accounts):
        read.cache_clear()
    yield replace
    monkeypatch.undo()
    for read in (codelists.themes, codelists.ministerial_goals, codelists.accounts):
        read.cache_clear()


THEME = {"code": "a", "label_da": "A", "years_as_ministerial_goal": "", "notes": ""}
GOAL = {"year": "2030", "number": "1", "title_da": "T", "theme": "nowhere", "source": "", "certainty": "high"}
ACCOUNT = {"code": "5.5", "official_name": "", "years": "", "as_seen_in_plans_or_note": "", "confidence": ""}


@pytest.mark.parametrize(("name", "rows", "read", "message"), [
    ("themes", [THEME, THEME], codelists.themes, "themes.csv: a: code stands twice"),
    ("themes", [THEME | {"code": ""}], codelists.themes, "themes.csv: : a row without code"),
    ("ministerial_goals", [GOAL], codelists.ministerial_goals, "goals.csv: 2030.1: unknown theme 'nowhere'"),
    ("accounts", [ACCOUNT], codelists.accounts, "accounts.csv: 5.5: a code looks like"),
])
def test_a_wrong_list_is_refused_by_file_and_key(lists, name, rows, read, message):
    lists(name, rows)
    with pytest.raises(codelists.CodeListError, match=message):
        read()
