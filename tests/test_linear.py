"""The linear models: what they see, when they fill or overrule, and that they are those of this corpus."""

from __future__ import annotations

import json
from dataclasses import replace
from importlib import resources

import pytest
from maaltal.extractors.code_features import Surroundings, features
from maaltal.extractors.goal_clauses import NO_GOAL
from maaltal.extractors.likely_codes import COLUMNS, chosen
from maaltal.extractors.linear import FOLDER_VARIABLE, SHIPPED, LinearModel, model
from maaltal.pipeline.floors import gold_hash
from maaltal.pipeline.process import process
from maaltal.pipeline.read import read
from maaltal.pipeline.store import _PACKAGES, _code_files, code_version
from maaltal.pipeline.train_examples import Example
from maaltal.pipeline.train_linear import NO, SCORES, TAUGHT, code_scores, fit, left_out, yes_scores


@pytest.mark.parametrize(("seen", "held", "absent"), [
    (Surroundings("Mindst 40 pct. af virksomhederne"), {"mindst", "#", "pct", "virksomhed"}, {"virksomhederne", "40"}),
    (Surroundings("sygedagpengeforløb"), {"~dagpe", "~forlø"}, {"~^unge"}),
    (Surroundings("sager over 26 uger"), {"26 uger"}, {"52 uger"}),
    (Surroundings("Tallet skal ned.", "Unge uden job. I 2019 var 312 unge ledige."), {"last unge", "before job"},
     {"last job", "unge"}),
    (Surroundings("Andelen skal op.", heading="Flygtninge"), {"heading flygtning"}, {"flygtning"}),
    (Surroundings("Andelen skal op.", unit="percent"), {"unit percent"}, {"unit None"}),
    (Surroundings(""), {"unit None"}, {""}),
])
def test_features(seen, held, absent):
    names = set(features(seen))
    assert held <= names and not absent & names


@pytest.mark.parametrize(("named", "chance", "expected"), [
    (None, 0.49, None), (None, 0.5, "mentor"), ("other", 0.89, "other"), ("other", 0.9, "mentor"),
    ("mentor", 0.1, "mentor"),
])
def test_a_model_fills_sooner_than_it_overrules(named, chance, expected):
    assert chosen(named, "mentor", chance) == expected


KNOWN = [Example(f"d{number}", features(Surroundings(f"{words} {number}")), code) for number in range(12)
         for words, code in (("besøge virksomheder", "company_contacts"),
                             ("færre syge i lange forløb", "sickness_cases_over_52_weeks"),
                             ("unge begynder på en uddannelse", "exits_to_education"))]
TRUST = 3.0


@pytest.mark.parametrize("answers", [3, 2])
def test_a_model_tells_what_it_was_shown_and_is_the_same_each_time(answers):
    codes = sorted({example.answer for example in KNOWN})[:answers]
    known = [example for example in KNOWN if example.answer in codes]
    first, second = fit(known, TRUST), fit(known, TRUST)
    assert (first.weights == second.weights).all() and first.answers == second.answers == tuple(codes)
    texts = "flere besøg hos virksomheder", "unge begynder"
    told = [first.likeliest(features(Surroundings(text)))[0] for text in texts]
    assert told == ["company_contacts", "exits_to_education"]
    chances = first.chances(KNOWN[0].features)
    assert sum(chances.values()) == pytest.approx(1, abs=1e-6)


def test_a_document_is_told_by_a_model_that_has_not_seen_it():
    odd = Example("odd", KNOWN[0].features, "mentor")
    told = list(left_out([*KNOWN, odd, odd._replace(document="odd_flat")], [], TRUST))
    assert len(told) == len(KNOWN) + 2
    assert all("mentor" not in chances for example, chances in told if example.answer == "mentor")


def test_a_written_model_tells_the_same(tmp_path, monkeypatch):
    made = fit(KNOWN, TRUST)
    made.write(tmp_path / "indicator.npz")
    monkeypatch.setenv(FOLDER_VARIABLE, str(tmp_path))
    model.cache_clear()
    kept = model("indicator")
    model.cache_clear()
    assert isinstance(kept, LinearModel)
    for example in KNOWN:
        assert kept.chances(example.features) == pytest.approx(made.chances(example.features), abs=0.01)


def test_scores_count_what_lexicon_and_model_get_right():
    right, wrong, blank = KNOWN[0]._replace(named="company_contacts"), KNOWN[1]._replace(named="mentor"), KNOWN[2]
    told = [(right, {"mentor": 0.5}), (wrong, {wrong.answer: 0.9}), (blank, {"mentor": 0.3})]
    assert code_scores(told) == {"requirements": 3, "lexicon": 0.3333, "model": 0.3333, "both": 0.6667, "blank": 0.3333}


def test_scores_count_the_passages_taken_for_goals():
    told = [(Example("d", {}, answer), {NO_GOAL: 1 - chance}) for answer, chance in (
        ("local", 0.9), ("overall", 0.1), (NO_GOAL, 0.8), (NO_GOAL, 0.2))]
    assert yes_scores(told, NO_GOAL) == {"passages": 4, "stated": 2, "precision": 0.5, "recall": 0.5}


def test_the_models_that_ship_were_trained_on_this_gold():
    kept = json.loads((SHIPPED / SCORES).read_text(encoding="utf-8"))
    assert kept["gold_sha256"] == {one.name: gold_hash(one.gold) for one in TAUGHT}, "run `make train`"
    for column in COLUMNS:
        assert kept[column]["both"] > kept[column]["lexicon"], "a model that does not help need not ship"
    assert min(kept[name]["precision"] for name in NO) > 0.9
    assert kept["goal"]["recall"] > kept["goal_words"]["recall"], "company that tells nothing need not be looked at"


TEXT = "Beskæftigelsesplan 2019\n\nMindst 15 borgere skal rykke fra matchgruppe 2 til matchgruppe 1 i 2019.\n"


def test_other_models_are_another_version(monkeypatch, tmp_path):
    names = {name for package in _PACKAGES for name, _ in _code_files(resources.files(package), package)}
    assert {f"maaltal.extractors/models/linear/{name}.npz" for name in (*COLUMNS, *NO)} <= names
    shipped = code_version.__wrapped__()
    monkeypatch.setenv(FOLDER_VARIABLE, str(tmp_path))
    assert code_version.__wrapped__() != shipped


def requirements(text):
    return process(read("plan.txt", text.encode())).rows["requirements"]


def test_without_models_the_lexicon_stands_alone(monkeypatch, tmp_path):
    by_model = requirements(TEXT)
    monkeypatch.setenv(FOLDER_VARIABLE, str(tmp_path))
    model.cache_clear()
    by_lexicon = requirements(TEXT)
    model.cache_clear()
    assert [row.indicator for row in by_model] == ["match_shift"]
    assert by_model[0].extractor.endswith("+codes")
    told = ("indicator", "indicator_text", "theme", "extractor", "confidence")
    by_hand = {name: getattr(by_lexicon[0], name) for name in told}
    assert "+codes" not in by_hand["extractor"] and by_hand["indicator"] is None
    assert list(by_lexicon) == [replace(row, **by_hand) for row in by_model]


def goals(text):
    rows = process(read("plan.md", text.encode())).rows["goals"]
    return [(row.title, row.level, row.extractor) for row in rows]


@pytest.mark.parametrize(("text", "titles"), [
    ("# Plan 2019\n\n## Mål, som vi selv har valgt\n\n### 3.1 Sygefraværet skal længere ned\n\nForløbene er lange.\n\n"
     "### 3.2 Mere praktik ude på arbejdspladserne\n\nPraktik virker.\n",
     ["Sygefraværet skal længere ned", "Mere praktik ude på arbejdspladserne"]),
    ("# Plan 2019\n\n## Vores indsats\n\n### 3.1 Opfølgning hos lægen\n\nForløbene er lange.\n", []),
    ("# Plan 2019\n\n## Byrådets mål\n\nMed budgettet har Byrådet vedtaget to mål:\n\n"
     "- Kortere ventetid. Borgere venter i dag 9 dage.\n"
     "- Flere syge skal hurtigt tilbage. Det kræver delvise raskmeldinger.\n",
     ["Kortere ventetid", "Flere syge skal hurtigt tilbage"]),
])
def test_goals_that_no_rule_gives_away(text, titles):
    found = goals(text)
    assert [title for title, _, _ in found] == titles
    assert all(level == "local" for _, level, _ in found)


def test_words_without_a_demand_in_them_are_left_alone(monkeypatch, tmp_path):
    text = ("Beskæftigelsesplan 2015\n\n640 borgere fik sygedagpenge i juni, og reformen betyder, at de fleste skal "
            "vurderes efter 22 uger i stedet for 52 uger.\n")
    assert not requirements(text)
    monkeypatch.setenv(FOLDER_VARIABLE, str(tmp_path))
    model.cache_clear()
    assert requirements(text), "by the words of the lexicon alone it is one"
    model.cache_clear()
