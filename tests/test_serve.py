"""Datasette over a dataset: started for real on a free port, asked for a facet and a full-text search, stopped."""

from __future__ import annotations

import json
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.error
import urllib.request
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlencode

import pytest
from maaltal.pipeline.dataset import DatasetError
from maaltal.pipeline.outcome import Outcome
from maaltal.pipeline.serve import FACETS, metadata, serve
from maaltal.pipeline.write import write
from maaltal.pipeline.write.sqlite_tables import FULL_TEXT
from maaltal.schemas.tables import TABLES, FindingRow, columns
from samples import outcomes

START_LIMIT = 30  # seconds


@pytest.fixture(scope="module")
def dataset(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("dataset æ")
    write([_with_finding(outcome) for outcome in outcomes()], folder)
    return folder


def _with_finding(outcome: Outcome) -> Outcome:
    if outcome.bundle is None:
        return outcome
    name = outcome.bundle.document_id
    finding = FindingRow(f"{name}-x", name, "two_values", "warning", "Kravet er gentaget med et andet tal.", None, None,
                         (), 1, "lange forløb")
    return replace(outcome, bundle=replace(outcome.bundle, rows=outcome.bundle.rows | {"findings": (finding,)}))


@pytest.fixture(scope="module")
def site(dataset):
    """The address of a running Datasette."""
    pytest.importorskip("datasette")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-c", "from maaltal.pipeline.cli import main; main()"]
    with subprocess.Popen([*command, "serve", str(dataset), "--port", str(port)], stdout=subprocess.DEVNULL,
                          stderr=subprocess.PIPE, text=True) as process:
        try:
            yield _when_up(f"http://127.0.0.1:{port}", process)
        finally:
            process.send_signal(signal.SIGINT if os.name == "posix" else signal.SIGTERM)
            process.communicate(timeout=START_LIMIT)


def _when_up(address: str, process: subprocess.Popen) -> str:
    started = time.monotonic()
    while time.monotonic() - started < START_LIMIT:
        assert process.poll() is None, process.stderr.read()
        try:
            with urllib.request.urlopen(f"{address}/-/versions.json", timeout=5):
                return address
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.1)
    raise AssertionError("Datasette did not come up")


def fetch(site: str, path: str, **query: str) -> dict:
    with urllib.request.urlopen(f"{site}{path}.json?{urlencode(query)}", timeout=20) as answer:
        return json.load(answer)


def test_a_facet(site):
    found = fetch(site, "/maaltal/figures", _shape="objects")
    facet = found["facet_results"]["unit"]
    assert {item["value"]: item["count"] for item in facet["results"]} == {"count": 2, "percent": 2}
    assert set(found["facet_results"]) == set(FACETS["figures"])


@pytest.mark.parametrize(("table", "words", "count"), [
    ("paragraphs", "sygedagpenge", 2), ("paragraphs", "SYGEDAGPENGEFORLØB", 2), ("paragraphs", "ostby", 0),
    ("goals", "færre sygedagpenge", 2), ("goals", "faerre", 0), ("requirements", "ultimo", 4),
    ("requirements", "\"lange\" forløb", 4), ("figures", "sygedagpengeforløb", 2), ("figures", "example", 2),
    ("budget_lines", "udgifter", 2), ("findings", "gentaget", 2), ("findings", "pladsholder", 0)])
def test_full_text_search(site, table, words, count):
    found = fetch(site, f"/maaltal/{table}", _search=words, _shape="objects")
    assert len(found["rows"]) == count and found["filtered_table_rows_count"] == count


@pytest.mark.parametrize("table", FACETS)
def test_every_table_has_its_facets_and_its_search(site, table):
    found = fetch(site, f"/maaltal/{table}", _shape="objects", _size="1")
    assert set(found["facet_results"]) == set(FACETS[table])
    with urllib.request.urlopen(f"{site}/maaltal/{table}", timeout=20) as answer:
        page = answer.read().decode()
    assert ('name="_search"' in page) == (table in FULL_TEXT)


def test_indexes_are_not_listed_among_the_tables(site):
    tables = fetch(site, "/maaltal")["tables"]
    assert {table["name"] for table in tables if not table["hidden"]} == set(TABLES)


def test_titles_and_units_are_danish(site):
    with urllib.request.urlopen(f"{site}/maaltal/figures", timeout=20) as answer:
        page = answer.read().decode()
    assert "<h1" in page and "Tal" in page and "percentage_point = procentpoint" in page


def test_a_ready_question(site):
    found = fetch(site, "/maaltal/soeg_i_teksten", ord="sygedagpenge", _shape="objects")
    assert len(found["rows"]) == 2 and "[sygedagpenge]" in found["rows"][0]["sted"].lower()


def test_a_question_over_goals_requirements_and_findings(site):
    found = fetch(site, "/maaltal/soeg_i_maal_krav_og_fund", ord="forløb", _shape="objects")
    assert [row["slags"] for row in found["rows"]] == ["resultatkrav"] * 4 + ["fund"] * 2


def test_nothing_can_be_changed(site):
    with pytest.raises(urllib.error.HTTPError):
        fetch(site, "/maaltal", sql="delete from figures")


def test_the_description_fits_the_tables(dataset):
    (described,) = metadata()["databases"].values()
    assert set(described["tables"]) == {*TABLES, *(f"{table}_fts" for table in FULL_TEXT)}
    assert FACETS.keys() == TABLES.keys()
    database = sqlite3.connect(dataset / "maaltal.sqlite")
    for table, facets in FACETS.items():
        names = {column.name for column in columns(TABLES[table])}
        assert set(facets) <= names == set(described["tables"][table]["columns"])
    for query in described["queries"].values():
        assert query["title"]
        database.execute(query["sql"], {"indicator": "x", "ord": "x", "konto": "x"}).fetchall()


def test_a_folder_without_dataset_is_refused(tmp_path):
    pytest.importorskip("datasette")
    with pytest.raises(DatasetError, match="is not a dataset"):
        serve(tmp_path)
