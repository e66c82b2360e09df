"""The document card: titles of our own and real ones, openings of unlike kinds, whole plans."""

from __future__ import annotations

import csv
import json
import tomllib
from pathlib import Path

import pytest
from maaltal.extractors.document_card import read_card, read_title
from maaltal.pipeline.read import read
from maaltal.pipeline.segment import segment
from maaltal.schemas.codelists import municipalities
from maaltal.schemas.source import SourceDocument
from maaltal.schemas.text import Block, Document, OriginMap

HERE = Path(__file__).parent
SHARED = HERE.parent.parent / "shared"
KINDS = {"~": "boilerplate", "#": "heading"}


def cases(name):
    content = tomllib.loads((HERE / "cases" / f"{name}.toml").read_text(encoding="utf-8"))
    return [pytest.param(case, id=case.get("name", case.get("title"))) for case in content["case"]]


def document(text, title=None):
    """A document with a block a line; the first character may give the kind."""
    lines = [line for line in text.split("\n") if line.strip()]
    blocks = [Block(order, None, KINDS.get(line[0], "paragraph"), line.lstrip("~# "), OriginMap([0], [0], [0]), 0, 0)
              for order, line in enumerate(lines)]
    return Document("d", SourceDocument("s", "0", "text/plain", text, title=title), tuple(blocks))


@pytest.mark.parametrize("case", cases("titles"))
def test_title(case):
    reading = read_title(case["title"])
    expected = (case.get("document_type"), case.get("plan_year"), case.get("status"), tuple(case.get("codes", ())))
    assert (reading.document_type, reading.plan_year, reading.status, reading.municipality_codes) == expected


@pytest.mark.parametrize("case", cases("openings"))
def test_opening(case):
    card = read_card(document(case["text"]))
    expected = tuple(case.get(name) for name in ("document_type", "plan_year", "status", "jobcenter"))
    assert (card.document_type, card.plan_year, card.status, card.jobcenter) == expected
    assert list(card.municipality_codes) == case["codes"]
    assert case.get("warns") is None or case["warns"] in card.warnings
    assert case.get("language") in (None, card.language)
    assert case.get("title") in (None, card.title)


def real_titles():
    path = SHARED / "reference" / "titles.csv"
    if not path.exists():
        return [pytest.param(None, marks=pytest.mark.skip(reason="skipped: ../shared/reference/titles.csv is absent"))]
    with path.open(encoding="utf-8") as file:
        return [pytest.param(row, id=row["title"][:60]) for row in csv.DictReader(file)]


@pytest.mark.parametrize("row", real_titles())
def test_real_title(row):
    codes = {name: entry.code for entry in municipalities() for name in (entry.name, *entry.variants)}
    stated = row["municipalities"].removesuffix(" (cut off)")
    names = [] if stated == "?" or stated.startswith("(") else stated.split(";")
    reading = read_title(row["title"])
    assert (reading.document_type or "other") == row["document_type"]
    assert str(reading.plan_year or "?") == row["plan_year"]
    assert (reading.status or "unknown") == row["status"]
    assert reading.municipality_codes == tuple(sorted(codes[name] for name in names))


def real_plans():
    pairs = [(SHARED / folder, SHARED / gold) for folder, gold in (("plans", "gold"), ("corpus_flat", "corpus_flat"))]
    found = [pytest.param(text, gold / f"{text.stem}.json", id=text.stem)
             for folder, gold in pairs if folder.exists() for text in sorted(folder.glob("*.txt"))]
    return found or [pytest.param(None, None, marks=pytest.mark.skip(reason="skipped: ../shared/plans is absent"))]


@pytest.mark.parametrize(("path", "gold"), real_plans())
def test_real_plan(path, gold):
    card = read_card(segment(read(str(path), path.read_bytes())))
    expected = json.loads(gold.read_text(encoding="utf-8"))["document"]
    read_fields = {name: getattr(card, name) for name in expected}
    assert {name: list(value) if isinstance(value, tuple) else value for name, value in read_fields.items()} == expected


@pytest.mark.parametrize(("text", "name"), [
    ("Beskæftigelsesplan 2012\nJobcenter Hedenstad\n", None),
    ("Plan\nHedensted Kommune\nJobcenter Hedensteds mål. Jobcenter Horsens hjælper. JOBCENTER HEDENSTED",
     "Hedensted"),
    ("Plan for Nordfyns Kommune\nJobcenter Nordfyn", "Nordfyn"),
    ("Vesthimmerlands Kommune\nJobcenter Vesthimmerlands mål\nJobcenter Vesthimmerland\nJobcenter Vesthimmerland",
     "Vesthimmerland"),
    ("JOBCENTER IKAST-BRANDE\nIKAST-BRANDE KOMMUNE", "Ikast-Brande"),
    ("Greve Kommune\nJobcenteret i Greve hjælper", None),
])
def test_jobcenter_as_printed(text, name):
    assert read_card(document(text)).jobcenter == name


@pytest.mark.parametrize(("text", "language"), [
    ("Planen er en del af indsatsen, og den skal ikke blive liggende.", "da"),
    ("Planen er en del av innsatsen, og den skal ikke bli liggende etter nå.", "nb"),
    ("Planen är en del av insatsen och den ska inte bli liggande.", "sv"),
    ("The plan is part of the effort and it will not be left.", "en"),
    ("Der Plan ist ein Teil und er wird nicht von uns gemacht.", "de"),
    ("12,5 17,0 2013", None),
    ("Køge", None),
])
def test_language(text, language):
    assert read_card(document(text)).language == language


def test_region_only_where_it_is_one():
    assert read_card(document("Skive Kommune")).region == "Region Midtjylland"
    assert read_card(document("Skive og Thisted Kommuner")).region is None


def test_a_title_left_over_in_the_file_does_not_beat_the_cover():
    stale = "Beskæftigelsesplan 2012 Struer Kommune"
    card = read_card(document("Beskæftigelsesplan 2014\nLemvig Kommune", title=stale))
    assert (card.title, card.plan_year, card.municipality_codes) == ("Beskæftigelsesplan 2014", 2014, ("0665",))


def test_the_file_title_helps_where_the_text_says_nothing():
    card = read_card(document("Indhold\nMål og midler", title="Beskæftigelsesplan 2014 | Lemvig Kommune"))
    assert (card.document_type, card.plan_year, card.municipality_codes) == ("employment_plan", 2014, ("0665",))


def test_an_empty_document_has_an_empty_card():
    card = read_card(document(""))
    assert (card.title, card.document_type, card.plan_year, card.municipality_codes) == (None, "other", None, ())
    assert set(card.warnings) == {"document type not clear", "plan year not clear", "municipality not clear"}
