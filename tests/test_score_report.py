"""The report of the score: subgroups, reliability of confidences, text, JSON and the page."""

from __future__ import annotations

import json
import re
from html import unescape

import pytest
from maaltal.pipeline.score import score
from maaltal.pipeline.score.groups import subgroups
from maaltal.pipeline.score.page import page, write_page
from maaltal.pipeline.score.reliability import lines, of_tallies, reliability
from maaltal.pipeline.score.text import record, report_lines
from test_score import CARD, FOUND, GOLD, gold_folder, lay

HOSTILE = '<script>alert("x")</script> & </table>'


@pytest.fixture
def result(tmp_path):
    """Two plans of different years; in one a title is a piece of HTML, and every row says how sure it is."""
    sure = {layer: [row | {"confidence": "0.9", "page": "3"} for row in rows] for layer, rows in FOUND.items()}
    hostile = sure | {"goals": [{"level": "local", "number": "", "title": "a", "quote": HOSTILE, "confidence": "0.4"}]}
    dataset = lay(tmp_path / "dataset", {"p": sure, "q": hostile},
                  {"p": CARD | {"media_type": "application/pdf"}, "q": CARD | {"media_type": "text/plain"}})
    older = GOLD | {"document": GOLD["document"] | {"plan_year": 2012}}
    (tmp_path / "manifest.csv").write_text("stem,conversion,producer\np,print,Word\nq,scan,\n", encoding="utf-8")
    return score(dataset, gold_folder(tmp_path / "gold", p=GOLD, q=older))


def test_subgroups(result):
    groups = subgroups(result)
    assert {name: list(members) for name, members in groups.items()} == {
        "plan year": ["2011-2014", "2023-"], "conversion": ["print", "scan"], "media type": ["pdf", "text"],
        "producer": ["Word", "unknown"]}  # all of one kind: no subgroups by kind
    assert groups["plan year"]["2023-"]["goals"] == result.report["p"]["goals"]
    assert groups["plan year"]["2023-"]["documents"] == 1


def test_reliability_worked_out_by_hand():
    found = reliability("goals", [(0.9, True), (0.9, True), (0.9, False), (0.5, False), (1.0, True)])
    assert [(one.low, one.rows, one.right) for one in found.bins] == [(0.5, 1, 0), (0.9, 3, 2), (0.95, 1, 1)]
    assert found.brier == pytest.approx((0.01 + 0.01 + 0.81 + 0.25 + 0) / 5)
    assert found.ece == pytest.approx((3 * abs(0.9 - 2 / 3) + 0.5 + 0) / 5)
    low, high = found.bins[1].interval
    assert 0 < low < 2 / 3 < high < 1
    assert reliability("goals", []) is None


def test_reliability_counts_the_rows_of_the_dataset(result):
    goals, requirements, figures, budget = of_tallies(result.tallies.values())
    assert [(one.low, one.rows) for one in goals.bins] == [(0.0, 1), (0.9, 2)]
    assert (requirements.rows, figures.rows, budget.rows) == (4, 4, 2)
    assert requirements.bins[0].share == 0.5
    assert any("0.90 - 0.95" in line for line in lines([requirements]))


def test_text_is_short_until_asked(result):
    short, long = list(report_lines(result)), list(report_lines(result, details=True))
    assert "--details" in short[-1] and len(short) < 12
    told = "\n".join(long)
    assert "by plan year" in told and "reliability of goals" in told
    assert re.search(r"^goals +p +2 +2 +0\.500 +0\.500 +0\.500$", told, re.MULTILINE)
    assert "  requirements · p: operator" not in told and "  requirements · p: change_value 0.0" in told


def test_json_holds_everything(result):
    told = json.loads(json.dumps(record(result)))
    assert told["overall"] == result.report["overall"]
    assert told["reliability"]["requirements"]["bins"][0]["right"] == 0.5
    assert {"kind": "missed", "what": "(4.0, 'percent')", "quote": "4 procent", "page": None, "fields": {}} in told[
        "faults"]["p"]["figures"]


def test_page_is_one_file_and_escapes_what_it_shows(result, tmp_path):
    write_page(result, tmp_path / "new" / "score.html")
    told = (tmp_path / "new" / "score.html").read_text(encoding="utf-8")
    assert told == page(result)
    assert HOSTILE not in told and "&lt;script&gt;alert(&#34;x&#34;)" in told
    assert not re.search(r"(?:src|href)=\"(?!#)", told) and "http" not in re.sub(r"http-equiv", "", told)
    assert told.count("<script>") == 1 and "default-src 'none'" in unescape(told)
    for words in ("Subgroups", "Reliability", "aria-sort", "plan year", "Sygedagpenge i alt"):
        assert words in told
