"""The writers: one dataset in four formats that agree with each other, with the text and with their description."""

from __future__ import annotations

import csv
import json
import sqlite3
from dataclasses import replace
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from maaltal.pipeline.invariants import BrokenInvariant, verify
from maaltal.pipeline.write import parquet_tables, write
from maaltal.pipeline.write.folder import OutputError, replacing
from maaltal.pipeline.write.values import disarmed
from maaltal.schemas.codebook import codebook
from maaltal.schemas.tables import TABLES, columns
from samples import TEXT, bundle, outcomes


@pytest.fixture(scope="module")
def dataset(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("dataset")
    write(outcomes(), folder)
    return folder


def cells(dataset: Path, table: str) -> list[dict[str, str]]:
    with (dataset / f"{table}.csv").open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle, strict=True))


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def test_every_table_is_there_in_every_format(dataset):
    names = {path.name for path in dataset.iterdir()}
    assert {f"{table}.{kind}" for table in TABLES for kind in ("csv", "parquet")} <= names
    assert {"maaltal.sqlite", "datapackage.json", "codebook.md", "run.json", "texts"} <= names
    database = sqlite3.connect(dataset / "maaltal.sqlite")
    for table in TABLES:
        expected = [column.name for column in columns(TABLES[table])]
        assert pq.read_schema(dataset / f"{table}.parquet").names == expected
        assert [described[0] for described in database.execute(f'SELECT * FROM "{table}"').description] == expected
        counts = {len(cells(dataset, table)), pq.read_metadata(dataset / f"{table}.parquet").num_rows,
                  *database.execute(f'SELECT count(*) FROM "{table}"').fetchone()}
        assert counts == {json.loads((dataset / "run.json").read_text())["rows"][table]}


def test_csv_cells(dataset):
    row = cells(dataset, "documents")[0]
    assert row["municipality_codes"] == "0101;0999"
    assert row["status"] == "" and row["warnings"] == ""
    line = cells(dataset, "budget_lines")[0]
    assert (line["is_total"], line["value"], line["value_dkk"]) == ("true", "-4.5", "-4500000.0")
    assert (dataset / "failures.csv").read_bytes() == (
        b'source,stage,reason,retried\r\n"b\n.pdf",read,\'=not a PDF,false\r\n')


def test_quotes_stand_in_the_text_as_read_from_csv(dataset):
    for table in ("goals", "requirements", "figures", "budget_lines"):
        for row in cells(dataset, table):
            with (dataset / "texts" / f"{row['document_id']}.txt").open(encoding="utf-8", newline="") as handle:
                text = handle.read()
            assert text == TEXT
            assert text[int(row["char_start"]) : int(row["char_end"])] == row["quote"] != ""


FORMULAS = [
    ("=SUM(A1)", "'=SUM(A1)"), ("@SUM(A1)", "'@SUM(A1)"), ("+cmd|'x'!A0", "'+cmd|'x'!A0"), ("-2+3+cmd", "'-2+3+cmd"),
    ("\tx", "'\tx"), ("\rx", "'\rx"), ("- heraf unge", "'- heraf unge"),
    ("-4,5", "-4,5"), ("+12 %", "+12 %"), ("- 1.250", "- 1.250"), ("a=b", "a=b"), ("", ""), (None, None),
]


@pytest.mark.parametrize(("text", "cell"), FORMULAS)
def test_formula_cells(text, cell):
    assert disarmed(text) == cell


def test_formulas_are_disarmed_in_csv_only_and_never_in_quotes(dataset):
    assert cells(dataset, "documents")[0]["title"] == "'=SUM(1+1)*cmd"
    assert cells(dataset, "goals")[0]["title"] == "'@Færre på sygedagpenge"
    assert cells(dataset, "requirements")[0]["operator"] == "<="
    assert cells(dataset, "figures")[1]["quote"].startswith("=HYPERLINK")
    assert pq.read_table(dataset / "documents.parquet")["title"][0].as_py() == "=SUM(1+1)*cmd"


def test_parquet_has_types_and_real_lists(dataset):
    table = pq.read_table(dataset / "documents.parquet")
    assert table["municipality_codes"].to_pylist() == [["0101", "0999"]] * 2
    assert table["warnings"].to_pylist() == [[], []]
    assert not table.schema.field("document_id").nullable and table.schema.field("status").nullable
    assert pq.read_schema(dataset / "budget_lines.parquet").field("is_total").type == "bool"
    assert pq.ParquetFile(dataset / "paragraphs.parquet").metadata.row_group(0).column(0).compression == "ZSTD"


def test_row_groups_are_cut_by_rows(tmp_path, monkeypatch):
    monkeypatch.setattr(parquet_tables, "ROWS_PER_GROUP", 3)
    write(outcomes(), tmp_path)
    meta = pq.read_metadata(tmp_path / "paragraphs.parquet")
    assert [meta.row_group(i).num_rows for i in range(meta.num_row_groups)] == [3, 3, 2]


def test_sqlite_keys_hold_and_bad_rows_are_refused(dataset):
    database = sqlite3.connect(dataset / "maaltal.sqlite")
    database.execute("PRAGMA foreign_keys = ON")
    assert database.execute("PRAGMA foreign_key_check").fetchall() == []
    assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    for statement in (
        "UPDATE figures SET document_id = 'nobody'", "UPDATE figures SET unit = 'stones'",
        "UPDATE figures SET value = NULL", "UPDATE budget_lines SET is_total = 2",
        "INSERT INTO failures SELECT * FROM failures",
    ):
        with pytest.raises(sqlite3.IntegrityError), database:
            database.execute(statement)
    indexes = database.execute("SELECT tbl_name FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL")
    indexed = {name for (name,) in indexes}
    assert indexed >= {table for table in TABLES if any(column.references for column in columns(TABLES[table]))}


@pytest.mark.parametrize(("word", "hits"), [("sygedagpenge", 2), ("østby", 2), ("ostby", 0), ("mål", 2), ("mal", 0),
                                           ("SYGEDAGPENGEFORLØB", 2)])
def test_full_text_search(dataset, word, hits):
    found = sqlite3.connect(dataset / "maaltal.sqlite").execute(
        "SELECT p.paragraph_id FROM paragraphs_fts f JOIN paragraphs p ON p.rowid = f.rowid "
        "WHERE paragraphs_fts MATCH ?", (word,)).fetchall()
    assert len(found) == hits


def test_the_data_package_validates(dataset):
    frictionless = pytest.importorskip("frictionless")
    report = frictionless.Package(str(dataset / "datapackage.json")).validate()
    assert report.valid, report.flatten(["title", "note"])
    assert report.stats["tasks"] == len(TABLES)


def test_the_data_package_sees_a_broken_reference(dataset, tmp_path):
    frictionless = pytest.importorskip("frictionless")
    for name, content in contents(dataset).items():
        if name.endswith(".csv"):
            content = content.replace(b"d1-g,", b"gone,") if name == "requirements.csv" else content
            (tmp_path / name).write_bytes(content)
    package = json.loads((dataset / "datapackage.json").read_text())
    for resource in package["resources"]:
        del resource["hash"], resource["bytes"]
    (tmp_path / "datapackage.json").write_text(json.dumps(package))
    report = frictionless.Package(str(tmp_path / "datapackage.json")).validate()
    assert "foreign-key" in {error for (error,) in report.flatten(["type"])}


def test_same_rows_same_bytes(dataset, tmp_path):
    write(outcomes(), tmp_path)
    assert contents(tmp_path) == contents(dataset)


def test_run_record_names_inputs_and_data_files(dataset):
    record = json.loads((dataset / "run.json").read_text(encoding="utf-8"))
    assert [(entry["source"], entry["document_id"]) for entry in record["inputs"]] == [
        ("a.txt", "d1"), ("b\n.pdf", None), ("c.txt", "d2")]
    assert {"themes.csv", "municipalities.csv"} <= record["code_lists"].keys()
    assert all(len(digest) == 64 for digest in [*record["code_lists"].values(), *record["lexicon"].values()])
    assert record["files"] == sorted(path.name for path in dataset.iterdir())


def test_codebook_explains_every_column_and_code():
    text = codebook()
    for table, row_class in TABLES.items():
        section = text.split(f"\n## {table}\n")[1].split("\n## ")[0]
        assert all(f"| `{column.name}` |" in section for column in columns(row_class))
    assert "| youth_education |" in text and "| 5.57.71 |" in text and "| 0101 |" in text


# --- the folder appears all at once


def build(out: Path, text: str) -> None:
    with replacing(out) as folder:
        write(outcomes(), folder)
        (folder / "texts" / "note.txt").write_text(text)


def test_a_later_run_replaces_an_earlier_one(tmp_path):
    out = tmp_path / "deep" / "out"
    build(out, "one")
    build(out, "two")
    assert (out / "texts" / "note.txt").read_text() == "two"
    assert [path.name for path in out.parent.iterdir()] == ["out"]


def test_an_interrupted_run_keeps_the_old_output(tmp_path):
    out = tmp_path / "out"
    build(out, "one")
    before = contents(out)
    with pytest.raises(KeyboardInterrupt), replacing(out) as folder:
        write(outcomes(), folder)
        raise KeyboardInterrupt
    assert contents(out) == before
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_a_run_that_was_killed_is_cleared_up_by_the_next(tmp_path):
    out = tmp_path / "out"
    build(out, "one")
    out.rename(tmp_path / ".out.former")  # killed between the two renames
    (tmp_path / ".out.partial" / "texts").mkdir(parents=True)
    (tmp_path / ".out.partial" / "half.csv").write_text("x")
    with pytest.raises(KeyError), replacing(out) as folder:
        assert list(folder.iterdir()) == []
        raise KeyError
    assert (out / "texts" / "note.txt").read_text() == "one"
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_what_no_run_wrote_is_never_replaced(tmp_path):
    out = tmp_path / "out"
    build(out, "one")
    (out / "my notes.txt").write_text("keep")
    with pytest.raises(OutputError, match="my notes.txt"), replacing(out):
        pass
    assert (out / "my notes.txt").read_text() == "keep"
    with pytest.raises(OutputError, match="is a file"), replacing(out / "my notes.txt"):
        pass
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_two_runs_do_not_share_a_folder(tmp_path):
    pytest.importorskip("fcntl")
    with replacing(tmp_path / "out") as folder:
        with pytest.raises(OutputError, match="another run"), replacing(tmp_path / "out"):
            pass
        assert folder.exists()
    assert (tmp_path / "out").exists()


# --- nothing leaves the program that breaks the contract


def test_a_good_bundle_passes():
    verify(bundle())


BROKEN = [
    ("figures", {"quote": "something else"}, "does not stand at"),
    ("figures", {"char_end": 10**6}, "does not stand at"),
    ("figures", {"unit": "stones"}, "is not one of its codes"),
    ("figures", {"requirement_id": "gone"}, "refers to no row of requirements"),
    ("figures", {"value": float("nan")}, "is not float"),
    ("figures", {"value": "4"}, "is not float"),
    ("figures", {"subject": 5}, "is not str"),
    ("figures", {"page": True}, "is not int"),
    ("goals", {"title": ""}, "is empty"),
    ("goals", {"title": "Flere \udce6"}, "cannot be written"),
    ("goals", {"document_id": None}, "is null"),
    ("documents", {"municipalities": "Østby"}, "is not a list"),
    ("documents", {"municipalities": None}, "is not a list"),
    ("documents", {"document_id": "other"}, "exactly the one document"),
]


@pytest.mark.parametrize(("table", "change", "message"), BROKEN)
def test_a_broken_row_is_named(table, change, message):
    good = bundle()
    rows = (replace(good.rows[table][0], **change), *good.rows[table][1:])
    with pytest.raises(BrokenInvariant, match=message):
        verify(replace(good, rows=good.rows | {table: rows}))


def test_a_key_may_not_occur_twice():
    good = bundle()
    twice = good.rows | {"figures": good.rows["figures"] * 2}
    with pytest.raises(BrokenInvariant, match="figures: a key occurs twice"):
        verify(replace(good, rows=twice))
