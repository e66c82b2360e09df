"""Reviews: decisions survive runs, never overwrite what was read, and say so when their words have changed."""

from __future__ import annotations

import csv
import json
import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest
from maaltal.pipeline import decisions as files
from maaltal.pipeline.decisions import Decision, DecisionsError
from maaltal.pipeline.run import run
from maaltal.schemas.tables import TABLES
from maaltal.schemas.views import VIEWS
from test_write import cells, contents
from typer.testing import CliRunner

PLAN = """\
Beskæftigelsesplan 2012 for Odder Kommune

1. Mål

Ministermål 1: Arbejdskraftreserven

Arbejdskraftreserven skal i december 2012 højst være 410 personer.

Andelen af rettidige samtaler skal være mindst 95 pct. i 2012.
"""
WHO = ("--name", "B. Bro")


@pytest.fixture
def desk(tmp_path) -> Desk:
    return Desk(tmp_path)


class Desk:
    """A folder with one plan, its dataset and the decisions on it."""

    def __init__(self, folder: Path) -> None:
        self.plans, self.dataset, self.decisions = folder / "planer", folder / "dataset", folder / "decisions.csv"
        self.plans.mkdir()
        self.write(PLAN)
        self.run()

    def write(self, text: str) -> None:
        (self.plans / "odder.txt").write_text(text, encoding="utf-8")

    def run(self) -> None:
        run([str(self.plans)], self.dataset, jobs=1, decisions=self.decisions if self.decisions.exists() else None)

    def rows(self, table: str) -> list[dict]:
        with sqlite3.connect(self.dataset / "maaltal.sqlite") as database:
            database.row_factory = sqlite3.Row
            return [dict(row) for row in database.execute(f'SELECT * FROM "{table}" ORDER BY rowid')]

    def id_of(self, words: str, table: str = "requirements") -> str:
        (found,) = [row for row in self.rows(table) if words in row["quote"]]
        return found[f"{table[:-1]}_id"]

    def review(self, *words: object):
        from maaltal.pipeline.cli import app

        return CliRunner().invoke(app, ["review", str(self.dataset), "--decisions", str(self.decisions),
                                        *(str(word) for word in words)])

    def correct(self, words: str, *values: str):
        result = self.review("--correct", self.id_of(words), *values, "--reason", "trykfejl", *WHO)
        assert result.exit_code == 0, result.output


def test_a_correction_reaches_the_panel_and_leaves_the_original(desk):
    before = {table: cells(desk.dataset, table) for table in TABLES if table not in {"panel", "reviews", *VIEWS}}
    desk.correct("410", "target_value=400", "operator=<")
    desk.run()
    assert {table: cells(desk.dataset, table) for table in before} == before
    (row,) = [row for row in desk.rows("panel") if row["indicator"] == "labour_force_reserve"]
    assert (row["value"], row["operator"], row["review"]) == (400.0, "<", "corrected")
    assert [row["review"] for row in desk.rows("panel") if row["indicator"] == "timeliness"] == [None]
    told = ("column_name", "original_value", "corrected_value", "state", "reason", "name")
    assert [tuple(row[name] for name in told) for row in desk.rows("reviews")] == [
        ("target_value", "410.0", "400.0", "applied", "trykfejl", "B. Bro"),
        ("operator", "<=", "<", "applied", "trykfejl", "B. Bro")]
    assert {row["row_id"] for row in desk.rows("reviews")} == {desk.id_of("410")}
    (wide,) = desk.rows("panel_wide")
    assert wide["target_labour_force_reserve"] == 400.0


def test_a_rejected_row_stays_in_its_table_and_leaves_the_panel(desk):
    assert desk.review("--reject", desk.id_of("95 pct."), "--reason", "lovkrav", *WHO).exit_code == 0
    desk.run()
    assert {row["indicator"] for row in desk.rows("panel")} == {"labour_force_reserve"}
    assert desk.id_of("95 pct.") and [row["decision"] for row in desk.rows("reviews")] == ["reject"]


def test_an_accepted_row_is_marked(desk):
    assert desk.review("--accept", desk.id_of("95 pct."), *WHO).exit_code == 0
    desk.run()
    assert {row["indicator"]: row["review"] for row in desk.rows("panel")} == {
        "labour_force_reserve": None, "timeliness": "accepted"}


def test_a_corrected_card_moves_the_panel(desk):
    (document,) = desk.rows("documents")
    result = desk.review("--correct", document["document_id"], "plan_year=2013", "municipality_codes=0741",
                         "--reason", "forside", *WHO)
    assert result.exit_code == 0, result.output
    desk.run()
    assert {(row["plan_year"], row["municipality"]) for row in desk.rows("panel")} == {(2013, "Samsø")}
    assert desk.rows("documents") == [document]


def test_a_rejected_goal_is_no_longer_what_takes_the_minister_up(desk):
    desk.review("--reject", desk.id_of("Arbejdskraftreserven", "goals"), "--reason", "overskrift", *WHO)
    desk.run()
    first = desk.rows("coverage")[0]
    assert (first["catalogue_id"], first["goal_id"], first["evidence"]) == ("2012.1", None, "requirement")
    with sqlite3.connect(desk.dataset / "maaltal.sqlite") as database:
        assert database.execute("PRAGMA foreign_key_check").fetchall() == []


def test_the_same_decisions_give_the_same_bytes(desk):
    desk.correct("410", "target_value=400")
    desk.run()
    before = contents(desk.dataset)
    desk.run()
    assert contents(desk.dataset) == before


def test_the_command_of_a_run_takes_decisions(desk):
    from maaltal.pipeline.cli import app

    desk.correct("410", "target_value=400")
    words = ["run", str(desk.plans), "--out", str(desk.dataset), "--decisions", str(desk.decisions)]
    assert CliRunner().invoke(app, words).exit_code == 0
    assert len(desk.rows("reviews")) == 1
    assert CliRunner().invoke(app, words[:-2]).exit_code == 0
    assert desk.rows("reviews") == [] and all(row["review"] is None for row in desk.rows("panel"))
    assert CliRunner().invoke(app, [*words[:-1], str(desk.plans / "odder.txt")]).exit_code == 1


def test_a_run_without_decisions_has_an_empty_table(desk):
    assert desk.rows("reviews") == [] and all(row["review"] is None for row in desk.rows("panel"))


# --- when the source changes


def test_a_decision_follows_its_words_into_a_changed_document(desk):
    desk.correct("410", "target_value=400")
    old = desk.id_of("410")
    desk.write(PLAN.replace("1. Mål", "1. Indledning\n\nKommunen har lagt en ny plan for året.\n\n2. Mål"))
    desk.run()
    (review,) = desk.rows("reviews")
    assert (review["state"], review["row_id"]) == ("applied", desk.id_of("410")) and review["row_id"] != old
    assert [row["value"] for row in desk.rows("panel") if row["review"] == "corrected"] == [400.0]
    assert "do not hold" not in desk.review().output


CHANGES = [
    ("other words", PLAN.replace("410", "390"), "source_changed", "the words of the source have changed"),
    ("the sentence is gone",
     PLAN.replace("Arbejdskraftreserven skal i december 2012 højst være 410 personer.", "Slut."),
     "source_changed", "the words of the source have changed"),
]


@pytest.mark.parametrize(("why", "text", "state", "told"), CHANGES, ids=[case[0] for case in CHANGES])
def test_a_decision_whose_words_have_changed_is_listed_and_not_applied(desk, why, text, state, told):
    desk.correct("410", "target_value=400")
    desk.write(text)
    desk.run()
    assert [row["state"] for row in desk.rows("reviews")] == [state]
    assert all(row["review"] is None for row in desk.rows("panel"))
    assert told in desk.review().output and "1 decisions do not hold" in desk.review().output


def test_a_decision_on_a_document_that_was_not_read(desk):
    desk.correct("410", "target_value=400")
    (desk.plans / "odder.txt").rename(desk.plans / "samsø.txt")
    desk.run()
    assert [(row["state"], row["document_id"]) for row in desk.rows("reviews")] == [("not_read", None)]


def test_a_row_the_program_no_longer_finds(desk):
    desk.correct("410", "target_value=400")
    (decision,) = files.read(desk.decisions)
    files.write(desk.decisions, [replace(decision, row_id="f" * 16, quote_sha256="0" * 64)])
    desk.run()
    assert [row["state"] for row in desk.rows("reviews")] == ["row_gone"]


# --- the file


def test_what_is_kept_of_a_decision(desk):
    desk.correct("410", "target_value=400")
    with desk.decisions.open(encoding="utf-8", newline="") as handle:
        (row,) = csv.DictReader(handle)
    assert tuple(row) == files.FIELDS
    assert row["quote_sha256"] == files.hash_of(row["quote"]) and "410" in row["quote"]
    assert (row["original_value"], row["corrected_value"], row["name"]) == ("410.0", "400.0", "B. Bro")


def made(decision: str, column: str = "", **values) -> Decision:
    given = dict.fromkeys(files.FIELDS, "") | {"table": "goals", "row_id": "r", "decision": decision, "column": column}
    return Decision(**{**given, "quote_sha256": "0", "name": "N", **values})


MERGES = [
    ("a reject ends all", ["accept", "correct theme", "reject"], ["reject"]),
    ("a correction ends a reject", ["reject", "correct theme"], ["correct theme"]),
    ("accepted with its corrections", ["correct theme", "accept", "correct number"],
     ["correct theme", "accept", "correct number"]),
    ("one correction a column", ["correct theme", "correct number", "correct theme"],
     ["correct number", "correct theme"]),
    ("accepting twice is accepting", ["accept", "accept"], ["accept"]),
]


@pytest.mark.parametrize(("why", "steps", "left"), MERGES, ids=[case[0] for case in MERGES])
def test_later_decisions(why, steps, left):
    kept: list[Decision] = []
    for step in steps:
        kept = files.merged(kept, [made(*step.split())])
    assert [f"{item.decision} {item.column}".strip() for item in kept] == left
    assert files.merged([made("accept")], [made("reject", row_id="other")]) == [
        made("accept"), made("reject", row_id="other")]


def test_a_file_reads_back_as_written_and_runs_nothing(tmp_path):
    path = tmp_path / "d.csv"
    kept = [made("reject", reason="=cmd|' /C calc'!A0", name="-A", quote="@æøå\r\n\"x\"", original_value="-4.5")]
    files.write(path, kept)
    assert files.read(path) == kept
    with path.open(encoding="utf-8", newline="") as handle:
        row = next(csv.DictReader(handle))
    assert (row["reason"][0], row["quote"][0], row["original_value"]) == ("'", "'", "-4.5")


@pytest.mark.parametrize(("text", "message"), [
    ("a,b\r\n", "the first line must be"),
    (",".join(files.FIELDS) + "\r\nnothing,r,d,s,accept,,,,,N,0,q\r\n", "line 2: not a decision"),
    (",".join(files.FIELDS) + "\r\ngoals,r,d,s,correct,quote,,,,N,0,q\r\n", "cannot be corrected"),
    (",".join(files.FIELDS) + "\r\ngoals,r,d,s,accept,,,,,,0,q\r\n", "name are needed"),
    ("\x00\xff", "the first line must be"),
])
def test_a_wrong_file_is_named(tmp_path, text, message):
    (tmp_path / "d.csv").write_text(text, encoding="utf-8")
    with pytest.raises(DecisionsError, match=message):
        files.read(tmp_path / "d.csv")


def test_a_run_with_a_missing_file_stops_before_it_reads(desk, tmp_path):
    before = contents(desk.dataset)
    with pytest.raises(DecisionsError, match="no such file"):
        run([str(desk.plans)], desk.dataset, jobs=1, decisions=tmp_path / "nowhere.csv")
    assert contents(desk.dataset) == before


@pytest.mark.parametrize(("table", "column", "text", "value"), [
    ("requirements", "target_value", "12.5", 12.5), ("requirements", "target_value", "", None),
    ("requirements", "theme", "timeliness", "timeliness"), ("budget_lines", "is_total", "true", True),
    ("documents", "municipality_codes", "0727;0741", ("0727", "0741")), ("goals", "title", "Nyt", "Nyt"),
])
def test_values_that_can_stand(table, column, text, value):
    assert files.parsed(table, column, text) == value


@pytest.mark.parametrize(("table", "column", "text", "message"), [
    ("requirements", "target_value", "12,5", "must be a number"), ("requirements", "target_value", "nan", "finite"),
    ("requirements", "theme", "happiness", "not a code"), ("requirements", "target_unit", "stones", "must be one of"),
    ("goals", "title", "", "must have a value"), ("goals", "quote", "x", "cannot be corrected"),
    ("requirements", "requirement_id", "x", "cannot be corrected"), ("budget_lines", "is_total", "ja", "true or false"),
    ("documents", "municipality_codes", "9999", "not a code"), ("goals", "nothing", "x", "cannot be corrected"),
])
def test_values_that_cannot(table, column, text, message):
    with pytest.raises(DecisionsError, match=message):
        files.parsed(table, column, text)


# --- the command


def test_rows_to_review_shrink_as_they_are_decided(desk):
    first = desk.review().output
    assert "rows to review" in first and "410 personer" in first
    confidences = [float(line.split()[1]) for line in first.splitlines()[1:] if not line.startswith(" ")]
    assert confidences == sorted(confidences)
    desk.review("--accept", desk.id_of("410")[:8], *WHO)
    assert "410 personer" not in desk.review().output
    assert "95 pct." not in desk.review("--table", "goals").output
    (document,) = desk.rows("documents")
    desk.review("--accept", document["document_id"], *WHO)
    assert desk.review().output.startswith("0 rows")


@pytest.mark.parametrize(("words", "message"), [
    (("--accept", "ID"), "say who decides"), (("--reject", "ID", *WHO), "say why"),
    (("--correct", "ID", "--reason", "x", *WHO), "column=value"), (("target_value=4", *WHO), "column=value"),
    (("--correct", "ID", "target_value", "--reason", "x", *WHO), "not of the form"),
    (("--accept", "ffffffffffffffff", *WHO), "no row"), (("--accept", "f", *WHO), "too short"),
])
def test_what_is_refused_leaves_no_file(desk, words, message):
    result = desk.review(*(desk.id_of("410") if word == "ID" else word for word in words))
    assert result.exit_code == 1 and message in result.output
    assert not desk.decisions.exists()


# --- gold


def test_an_accepted_document_becomes_gold(desk, tmp_path):
    (document,) = desk.rows("documents")
    desk.correct("410", "target_value=400")
    desk.review("--reject", desk.id_of("95 pct."), "--reason", "lovkrav", *WHO)
    assert desk.review("--gold", tmp_path / "gold").output == ""
    desk.review("--accept", document["document_id"], "--name", "C. Dam")
    result = desk.review("--gold", tmp_path / "gold")
    assert result.output.strip() == str(tmp_path / "gold" / "odder.json")
    gold = json.loads((tmp_path / "gold" / "odder.json").read_text(encoding="utf-8"))
    assert set(gold) == {"document", "goals", "requirements", "figures", "budget_lines", "notes"}
    assert (gold["document"]["plan_year"], gold["document"]["municipality_codes"]) == (2012, ["0727"])
    (demand,) = gold["requirements"]
    assert (demand["target_value"], demand["optional"], demand["restates"]) == (400.0, False, None)
    assert all(item["quote"] in PLAN for layer in ("goals", "requirements", "figures") for item in gold[layer])
    assert "B. Bro, C. Dam" in gold["notes"][0]


def test_gold_scores_the_dataset_it_came_from(desk, tmp_path):
    from maaltal.pipeline.score import score

    (document,) = desk.rows("documents")
    desk.review("--accept", document["document_id"], *WHO)
    desk.review("--gold", tmp_path / "gold")
    report = score(desk.dataset, tmp_path / "gold").report
    for layer in ("document", "goals", "requirements", "figures"):
        assert report["odder"][layer]["f1"] == 1.0, layer
