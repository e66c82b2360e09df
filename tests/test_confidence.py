"""Confidence: doubts that are counted, parameters that can only lower it, a fit that repeats itself."""

from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path

import pytest
from maaltal.extractors.confidence import (
    DOUBTS,
    ConfidenceError,
    Weights,
    confidence,
    doubts_of,
    parse_weights,
    rated,
    weights,
)
from maaltal.pipeline import calibrate
from maaltal.pipeline.calibrate import Case, evidence, fit, left_out, parameters, read_first_runs, write_first_runs
from maaltal.pipeline.floors import gold_hash
from maaltal.pipeline.score.reliability import reliability
from maaltal.schemas.tables import TABLES, columns

ROOT = Path(__file__).parents[1]


def row(table: str, quote: str = "", **values):
    """A row of a table with nothing in it but what is given."""
    empty = {column.name: () if column.is_list else None for column in columns(TABLES[table])}
    return TABLES[table](**empty | {"paragraph_id": "p", "quote": quote, "char_start": 0, "char_end": len(quote),
                                    "extractor": "x.rules", "confidence": 0.5} | values)


def doubts(table: str, found, text: str = "Kort afsnit.", kind: str = "paragraph", document_type="employment_plan"):
    """The names of the doubts that a row has."""
    paragraph = TABLES["paragraphs"]("p", "d", 1, 0, kind, None, (), text, 0, len(text))
    card = _card(document_type)
    ((_, judged),) = doubts_of(table, [found], [paragraph], card)
    return {name for name, size in judged.items() if size}


def _card(document_type: str):
    empty = {column.name: () if column.is_list else None for column in columns(TABLES["documents"])}
    return TABLES["documents"](**empty | {"document_type": document_type})


DEMAND = row("requirements", "Andelen af ledige i job skal være mindst 40 pct. i december 2031", indicator="x",
             indicator_text="ledige i job", target_value=40.0, target_unit="percent", target_period="2031-12")


@pytest.mark.parametrize(("found", "more"), [
    (DEMAND, set()),
    (replace(DEMAND, indicator_text=None), {"indicator_elsewhere"}),
    (replace(DEMAND, indicator=None), {"no_indicator"}),
    (replace(DEMAND, target_period=None), {"no_period", "periods_left"}),
    (replace(DEMAND, target_period="2032"), {"period_elsewhere", "periods_left"}),
    (replace(DEMAND, target_value=41.0), {"unit_elsewhere", "numbers_left"}),
    (replace(DEMAND, target_value=None), {"no_value", "numbers_left"}),
    (replace(DEMAND, quote="40 pct. i december 2031"), {"no_word_of_demand"}),
    (replace(DEMAND, baseline_value=30.0, change_value=2.0, change_unit="percentage_point"),
     {"contradicts_itself", "unit_elsewhere"}),
    (replace(DEMAND, baseline_value=38.0, change_value=2.0, change_unit="percentage_point"), {"unit_elsewhere"}),
    (replace(DEMAND, extractor="requirements.tables"), {"table_run_together"}),
])
def test_doubts_of_a_requirement(found, more):
    assert doubts("requirements", found) == more


def figure(quote: str, value: float, unit: str, **values):
    """A figure of which everything is known but what `values` takes away."""
    known = {"role": "target", "period": "2030", "subject": "x"}
    return row("figures", quote, value=value, unit=unit, **known | values)


@pytest.mark.parametrize(("found", "kind", "more"), [
    (figure("12 pct.", 12.0, "percent"), "paragraph", set()),
    (figure("12", 12.0, "percent"), "paragraph", {"unit_not_beside"}),
    (figure("74,2", 74.2, "persons", role="other", period=None, subject=None), "table",
     {"unit_of_table", "part_of_a_person", "no_role", "no_period", "no_subject"}),
    (figure("2031 ledige", 2031.0, "persons"), "paragraph", {"looks_like_a_year"}),
    (figure("2.031 ledige", 2031.0, "persons"), "paragraph", set()),
    (figure("ti procent", 10.0, "percent"), "paragraph", {"in_words"}),
])
def test_doubts_of_a_figure(found, kind, more):
    assert doubts("figures", found, kind=kind) == more


def test_doubts_of_a_goal():
    known = row("goals", "Mål 2: Flere i job", title="Flere i job", number="2", theme="t", catalogue_id="2031.2")
    assert doubts("goals", known) == set()
    unknown = replace(known, catalogue_id=None, number=None, title="Andelen skal op på 40 pct.")
    assert {"not_in_catalogue", "no_number", "holds_a_size"} <= doubts("goals", unknown)


def test_doubts_of_a_budget_line():
    line = row("budget_lines", "4,5", label="Ydelse", account="5.57.71", year=2031, value=4.5, unit="million_dkk",
               value_dkk=4.5e6, is_total=False)
    assert doubts("budget_lines", line) == set()
    assert doubts("budget_lines", replace(line, year=None, label="", value_dkk=4.5e3)) == {
        "no_year", "no_label", "rescaled"}


def test_a_review_and_a_page_run_together_are_doubted():
    assert {"looks_back", "run_together"} <= doubts("requirements", DEMAND, "ord " * 400, document_type="result_review")


@pytest.mark.parametrize("table", DOUBTS)
def test_a_doubt_never_raises_confidence(table):
    known = weights()[table]
    free = known.probability({})
    assert 0.5 < free <= 0.99
    assert all(known.probability({name: 1.0}) <= free for name in known.costs)
    assert known.probability(dict.fromkeys(known.costs, 3.0)) < 0.5


def test_rows_are_rated_and_others_left_alone():
    paragraph = TABLES["paragraphs"]("p", "d", 1, 0, "paragraph", None, (), "x", 0, 1)
    rows = rated({"requirements": [DEMAND], "findings": ["as it was"]}, [paragraph], _card("employment_plan"))
    assert rows["findings"] == ["as it was"]
    assert rows["requirements"][0].confidence == confidence("requirements", {})


@pytest.mark.parametrize(("record", "message"), [
    ({}, "no parameters for goals"),
    ({table: {"base": 1, "costs": {"no_period": -0.1}} for table in DOUBTS}, "goals: no_period"),
])
def test_wrong_parameters_are_refused(record, message):
    with pytest.raises(ConfidenceError, match=message):
        parse_weights(record)


def simulated(seed: int, documents: int = 20) -> list[Case]:
    """Rows whose chance to be right is known: 0.95 without doubt, less with `grave`, no less with `idle`."""
    draw = random.Random(seed)
    truth = Weights(3.0, {"grave": 2.5})
    found = []
    for number in range(documents):
        for _ in range(40):
            had = {"grave": float(draw.random() < 0.3), "idle": float(draw.random() < 0.3)}
            right = draw.random() < truth.probability(had)
            found.append(Case(f"d{number}", "goals", tuple(sorted(had.items())), right))
    return found


def test_the_fit_finds_what_made_the_rows():
    made = fit(simulated(1))
    assert made.probability({}) == pytest.approx(0.95, abs=0.03)
    assert made.probability({"grave": 1.0}) == pytest.approx(0.62, abs=0.07)
    assert made.costs.get("idle", 0.0) < 0.5
    assert fit(reversed(simulated(1))) == made  # no order in it


def test_left_out_documents_are_well_calibrated():
    pairs = [(chance, right) for chance, right, _ in left_out(simulated(2), "goals")]
    assert len(pairs) == 800
    assert reliability("goals", pairs).ece < 0.05


def test_nothing_seen_is_not_certain():
    made = fit([Case("d", "goals", (("never", 0.0),), True, rows=500)])
    assert made.probability({}) == 0.99
    assert made.costs == {"never": calibrate.PRIOR}


def test_first_runs_are_kept_as_written(tmp_path):
    kept = [Case("b", "goals", (("in_words", 1.0), ("sentences", 2.0)), False, 3), Case("a", "figures", (), True, 7)]
    write_first_runs(tmp_path / "f.csv", kept)
    assert read_first_runs(tmp_path / "f.csv") == sorted(kept, key=lambda case: case.document)
    weighed = evidence([Case("c", "goals", (), True)], kept)
    assert [case.weight for case in weighed] == [1.0, 1.0, calibrate.SEEN]


def test_parameters_belong_to_the_gold_and_the_first_runs():
    text = (ROOT / "extractors" / "confidence.toml").read_text(encoding="utf-8")
    said = "maaltal.pipeline.calibrate has to run again: gold or first runs have changed"
    assert gold_hash(ROOT / "corpus" / "gold") in text, said
    assert calibrate.file_hash(ROOT / "corpus" / "first_runs.csv") in text, said


def test_rows_at_ninety_are_right_nine_times_in_ten_at_first_run():
    """Over all tables: one table of one document may fail as a whole, which no confidence of single rows foresees."""
    first = read_first_runs(ROOT / "corpus" / "first_runs.csv")
    assert len({case.document for case in first}) >= 8
    pairs = [(confidence(case.table, dict(case.doubts)), case.right) for case in first for _ in range(case.rows)]
    sure = [right for chance, right in pairs if chance >= 0.9]
    doubtful = [right for chance, right in pairs if chance < 0.7]
    assert len(sure) > 300 and sum(sure) / len(sure) >= 0.9
    assert len(doubtful) > 30 and sum(doubtful) / len(doubtful) < 0.7


def test_the_written_parameters_can_be_read():
    import tomllib

    text = parameters(simulated(3), "g", "f")
    assert parse_weights(tomllib.loads(text))["goals"] == fit(simulated(3))
