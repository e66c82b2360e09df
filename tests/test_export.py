"""Exports: workbooks that stay text, Stata and SPSS files whose labels read back, examples that name real variables."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from dataclasses import replace
from importlib import resources
from pathlib import Path

import pytest
from maaltal.pipeline.dataset import DatasetError, opened
from maaltal.pipeline.export import labels, statistics, xlsx
from maaltal.pipeline.run import run
from maaltal.pipeline.write import write
from maaltal.schemas.tables import TABLES, columns
from samples import bundle, outcomes
from typer.testing import CliRunner

pytest.importorskip("xlsxwriter")
pytest.importorskip("pyreadstat")

PLANS = {
    "odder 2012.txt": "Beskæftigelsesplan 2012 for Odder Kommune\n\n1. Mål\n\nMinistermål 1: Arbejdskraftreserven\n\n"
                      "Arbejdskraftreserven skal i december 2012 højst være 410 personer mod 452 i december 2010.\n"
                      "Andelen af rettidige samtaler skal være mindst 95 pct. i 2012.\n",
    "odder 2013.txt": "Beskæftigelsesplan 2013 for Odder Kommune\n\n1. Mål\n\nMinistermål 3: Langtidsledigheden skal "
                      "bekæmpes\n\nAndelen af rettidige samtaler skal være mindst 96 pct. i 2013.\n",
}


@pytest.fixture(scope="module")
def dataset(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("planer")
    for name, text in PLANS.items():
        (folder / name).write_text(text, encoding="utf-8")
    run([str(folder)], folder / "dataset", jobs=1)
    return folder / "dataset"


@pytest.fixture(scope="module")
def hostile(tmp_path_factory) -> Path:
    """A dataset with everything in it that a format could trip over."""
    folder = tmp_path_factory.mktemp("hostile")
    first, *others = outcomes()
    goals = first.bundle.rows["goals"]
    long = replace(goals[0], title="@" + "æ" * 40_000)
    rows = first.bundle.rows | {"goals": (long,)}
    write([replace(first, bundle=replace(bundle("d1", "a.txt"), rows=rows)), *others], folder)
    return folder


# --- labels


@pytest.mark.parametrize("table", TABLES)
def test_everything_has_a_danish_name(table):
    assert labels.title(table) and labels.description(table).endswith(".")
    heads = labels.headings(table)
    assert list(heads) == [column.name for column in columns(TABLES[table])]
    assert len(set(heads.values())) == len(heads)
    for column in columns(TABLES[table]):
        assert set(labels.codes(table, column.name)) >= set(column.enum)


@pytest.mark.parametrize("table", TABLES)
def test_everything_has_a_danish_meaning(table):
    for column in columns(TABLES[table]):
        told = labels.meaning(table, column.name)
        assert len(told) > 8 and told != column.description, column.name
        assert not re.search(r"\b(the|of|row|with|where|its)\b", told), told


def test_no_meaning_is_left_over():
    """What the file says is said of a column that is there, and a table's own line differs from the common one."""
    texts = labels._texts("meanings.toml")
    there = {table: {column.name for column in columns(row_class)} for table, row_class in TABLES.items()}
    assert set(texts["columns"]) <= set().union(*there.values())
    for table in texts.keys() - {"columns", "wide"}:
        assert set(texts[table]) <= there[table]
        assert all(texts["columns"].get(name) != told for name, told in texts[table].items())


def test_meanings_of_a_column_follow_its_table():
    assert labels.meaning("documents", "document_id") != labels.meaning("goals", "document_id")
    assert labels.meaning("panel_wide", "target_timeliness") == "Det niveau, der kræves: Rettidighed"


def test_codes_come_from_the_code_lists():
    assert labels.codes("panel", "indicator")["timeliness"] == "Rettidighed"
    assert labels.codes("coverage", "municipality_code")["0727"] == "Odder"
    assert labels.codes("panel_wide", "target_unit_timeliness")["percent"] == "procent"
    assert labels.codes("requirements", "quote") == {}


# --- workbooks


@pytest.fixture(scope="module")
def book(hostile, tmp_path_factory):
    openpyxl = pytest.importorskip("openpyxl")
    path = tmp_path_factory.mktemp("xlsx") / "måltal.xlsx"
    xlsx.write_xlsx(hostile, path, tuple(TABLES))
    return openpyxl.load_workbook(path)


def records(sheet) -> list[dict]:
    head, *rows = sheet.iter_rows(values_only=True)
    return [dict(zip(head, row, strict=True)) for row in rows]


def test_a_sheet_for_each_table_after_the_codebook(book):
    assert book.sheetnames == ["Kodebog", *(labels.title(table) for table in TABLES)]
    for sheet in book.worksheets:
        assert sheet.freeze_panes == "A2"


def test_rows_and_values(book):
    (first, second) = records(book["Budgetlinjer"])
    assert (first["Værdi"], first["Værdi i kr."], first["Sum"], first["År"]) == (-4.5, -4_500_000, "ja", 2031)
    assert [row["Resultatkrav (id)"] for row in records(book["Resultatkrav"])] == ["d1-r2", "d1-r1", "d2-r2", "d2-r1"]
    assert records(book["Dokumenter"])[0]["Kommunekoder"] == "0101;0999"
    assert records(book["Fejlede"])[0]["Kilde"] == "b\n.pdf"
    assert first["Betegnelse"] == second["Betegnelse"] == "Udgifter i alt"


def test_number_formats(book):
    sheet = book["Budgetlinjer"]
    head = [cell.value for cell in sheet[1]]
    formats = {name: sheet[2][head.index(name)].number_format for name in ("Værdi", "År", "Betegnelse", "Sikkerhed")}
    assert formats == {"Værdi": "#,##0.##", "År": "0", "Betegnelse": "General", "Sikkerhed": "0.00"}


def test_no_cell_is_a_formula_or_a_link(book):
    cells = [cell for sheet in book.worksheets for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} == {"s", "n"} and not any(cell.hyperlink for cell in cells)
    risky = [cell for cell in cells if isinstance(cell.value, str) and cell.value[0] in "=+-@\t\r"]
    assert {"=SUM(1+1)*cmd", "- sygedagpengeforløb", "<=", "=not a PDF"} - {"<="} <= {cell.value for cell in risky}
    assert all(cell.quotePrefix for cell in risky)


def test_a_text_too_long_for_a_cell_is_cut(book):
    text = records(book["Mål"])[0]["Titel"]
    assert len(text) == xlsx.MOST_CHARACTERS and text.startswith("@æ") and text.endswith("…")


def test_the_codebook_explains_columns_and_codes(book):
    rows = records(book["Kodebog"])
    told = {(row["Ark"], row["Kolonne"], row["Kode"]): row["Betydning"] for row in rows}
    for table, row_class in TABLES.items():
        for column in columns(row_class):
            assert told[labels.title(table), column.name, None] == labels.meaning(table, column.name)
    assert told["Panel, bredt", "document_type", "employment_plan"] == "Beskæftigelsesplan"
    assert told["Tal", "unit", "percent"] == "procent"
    assert told["Resultatkrav", "indicator", "timeliness"] == "Rettidighed"


def test_a_long_table_goes_on_in_another_sheet(hostile, tmp_path, monkeypatch):
    openpyxl = pytest.importorskip("openpyxl")
    monkeypatch.setattr(xlsx, "MOST_ROWS", 3)
    xlsx.write_xlsx(hostile, tmp_path / "x.xlsx", ("paragraphs", "goals"))
    found = openpyxl.load_workbook(tmp_path / "x.xlsx")
    assert found.sheetnames == ["Kodebog", "Afsnit", "Afsnit 2", "Afsnit 3", "Mål"]
    assert [sheet.max_row - 1 for sheet in found.worksheets[1:]] == [3, 3, 2, 2]


def test_the_wide_sheet_has_only_columns_with_values(dataset, tmp_path):
    openpyxl = pytest.importorskip("openpyxl")
    xlsx.write_xlsx(dataset, tmp_path / "x.xlsx", ("panel_wide",))
    head = [cell.value for cell in openpyxl.load_workbook(tmp_path / "x.xlsx")["Panel, bredt"][1]]
    assert "Krav: Rettidighed" in head and len(head) < 60


def test_same_dataset_same_workbook(dataset, tmp_path):
    one, two = (xlsx.write_xlsx(dataset, tmp_path / name).read_bytes() for name in ("a.xlsx", "b.xlsx"))
    assert one == two


# --- Stata and SPSS


def read_back(path: Path):
    import pyreadstat

    return {".dta": pyreadstat.read_dta, ".sav": pyreadstat.read_sav}[path.suffix](str(path))


@pytest.mark.parametrize("form", ["dta", "sav"])
def test_the_panel_reads_back(dataset, tmp_path, form):
    path = statistics.write_statistics(dataset, tmp_path / f"panel.{form}", form)
    frame, meta = read_back(path)
    with opened(dataset) as database:
        expected = database.execute("SELECT panel_id, indicator, value, plan_year FROM panel ORDER BY rowid").fetchall()
    found = frame[["panel_id", "indicator", "value", "plan_year"]]
    assert [tuple(row) for row in found.fillna("").itertuples(index=False)] == [
        tuple("" if value is None else value for value in row) for row in expected] != []
    told = dict(zip(meta.column_names, meta.column_labels, strict=True))
    assert told["indicator"] == told["indicator_da"] == "Indikator" and told["plan_year"] == "Planår"
    assert meta.file_label == "Måltal: Panel"


@pytest.mark.parametrize("form", ["dta", "sav"])
def test_value_labels_say_what_the_code_says(dataset, tmp_path, form):
    frame, meta = read_back(statistics.write_statistics(dataset, tmp_path / f"panel.{form}", form))
    for column in ("indicator", "unit", "measure", "theme", "municipality_code"):
        meanings = meta.variable_value_labels[f"{column}_da"]
        for code, number in zip(frame[column], frame[f"{column}_da"], strict=True):
            known = labels.codes("panel", column)
            assert (meanings[number] == known[code]) if code in known else number != number
    assert set(frame["municipality_code_da"]) == {727.0} and set(frame["municipality_code"]) == {"0727"}


@pytest.mark.parametrize("form", ["dta", "sav"])
@pytest.mark.parametrize("table", TABLES)
def test_every_table_can_be_written(hostile, tmp_path, form, table):
    frame, meta = read_back(statistics.write_statistics(hostile, tmp_path / f"x.{form}", form, table))
    with opened(hostile) as database:
        (count,) = database.execute(f'SELECT count(*) FROM "{table}"').fetchone()
    assert len(frame) == count
    assert all(meta.column_labels)


@pytest.mark.parametrize("form", ["dta", "sav"])
def test_the_wide_form_keeps_its_names_and_labels(dataset, tmp_path, form):
    frame, meta = read_back(statistics.write_statistics(dataset, tmp_path / f"w.{form}", form, "panel_wide"))
    assert list(frame["target_timeliness"]) == [95.0, 96.0] and list(frame["plan_year"]) == [2012, 2013]
    told = dict(zip(meta.column_names, meta.column_labels, strict=True))
    assert told["target_timeliness"] == "Krav: Rettidighed"


def test_long_names_stay_apart():
    names = [f"{prefix}_flex_job_unemployed_over_18_months"
             for prefix in ("target", "change", "baseline", "change_unit")]
    short = [statistics.short_name(name, 28) for name in names]
    assert len(set(short)) == 4 and all(len(name) <= 28 and re.fullmatch(r"[a-z]\w*", name) for name in short)
    assert statistics.short_name("target_timeliness", 28) == "target_timeliness"


def test_no_short_name_meets_another():
    for table in TABLES:
        for limits in statistics.LIMITS.values():
            names = [column.name + end for column in columns(TABLES[table]) for end in ("", statistics.LABELLED)]
            assert len({statistics.short_name(name, limits.name) for name in names}) == len(names)


# --- examples


EXAMPLES = sorted(entry.name for entry in resources.files("maaltal.pipeline.export").joinpath("examples").iterdir()
                  if entry.name.endswith((".R", ".do")))


@pytest.mark.parametrize("name", EXAMPLES)
def test_examples_use_variables_that_are_there(dataset, tmp_path, name):
    """Stata is not at hand: what the examples name is checked against the files they read."""
    text = resources.files("maaltal.pipeline.export").joinpath(f"examples/{name}").read_text(encoding="utf-8")
    there = {}
    for table in ("panel", "panel_wide"):
        there[table] = set(read_back(statistics.write_statistics(dataset, tmp_path / f"{table}.dta", "dta", table))[0])
    claims = re.findall(r"Variables used(?: of (\w+))?: ([\w ]+)", text)
    assert claims
    code = "\n".join(line for line in text.splitlines() if not line.lstrip().startswith(("#", "*")))
    for table, names in claims:
        assert set(names.split()) <= there[table or "panel"]
    used = set(re.findall(r"\b[a-z]+(?:_[a-z]+)+\b", code)) - {"read_dta", "as_factor"}
    assert used <= {word for _, names in claims for word in names.split()} != set()


def test_the_r_example_counts_what_the_panel_holds(dataset, tmp_path):
    frame, _ = read_back(statistics.write_statistics(dataset, tmp_path / "panel.dta", "dta"))
    own = frame[(frame.measure == "target") & (frame.area == "municipality") & (frame.indicator != "")]
    rates = own[own.unit == "percent"].groupby(["indicator", "plan_year"]).value.mean()
    assert rates.to_dict() == {("timeliness", 2012.0): 95.0, ("timeliness", 2013.0): 96.0}


@pytest.fixture(scope="module")
def rscript() -> str:
    """The path of R's script runner, where it can read Stata files."""
    path = shutil.which("Rscript")
    if path is None:
        pytest.skip("R is not installed")
    if subprocess.run([path, "-e", "library(haven)"], capture_output=True, timeout=60).returncode:
        pytest.skip("R is installed, its package haven is not")
    return path


def test_the_r_example_runs(dataset, tmp_path, rscript):
    statistics.write_statistics(dataset, tmp_path / "panel.dta", "dta")
    script = tmp_path / "panel.R"
    script.write_bytes(resources.files("maaltal.pipeline.export").joinpath("examples/panel.R").read_bytes())
    ran = subprocess.run([rscript, "--vanilla", script.name], cwd=tmp_path, capture_output=True, text=True, timeout=60,
                         env={**os.environ, "LC_ALL": "C.UTF-8"})
    assert ran.returncode == 0, ran.stderr
    means = re.findall(r"^\d+\s+timeliness\s+(\d+)\s+(\d+)$", ran.stdout, re.MULTILINE)
    assert means == [("2012", "95"), ("2013", "96")]
    assert re.search(r"^\s+Rettidighed\s+1\s+1$", ran.stdout, re.MULTILINE), ran.stdout


def test_r_reads_the_labels(dataset, tmp_path, rscript):
    for form in ("dta", "sav"):
        statistics.write_statistics(dataset, tmp_path / f"panel.{form}", form)
    code = """
    for (p in list(haven::read_dta("panel.dta"), haven::read_sav("panel.sav"))) {
      cat(attr(p$value, "label"), levels(haven::as_factor(p$unit_da))[1], sep = "|"); cat("\n")
    }
    """
    ran = subprocess.run([rscript, "--vanilla", "-e", code], cwd=tmp_path, capture_output=True, text=True, timeout=60,
                         env={**os.environ, "LC_ALL": "C.UTF-8"})
    assert ran.stdout.splitlines() == ["Værdi|procent"] * 2, ran.stderr


# --- the command


def maaltal(*words: object):
    from maaltal.pipeline.cli import app

    return CliRunner().invoke(app, [str(word) for word in words])


def test_the_command_writes_each_format(dataset, tmp_path):
    for form in ("xlsx", "dta", "sav"):
        out = tmp_path / f"ud.{form}"
        assert maaltal("export", dataset, "--format", form, "--out", out).exit_code == 0
        assert out.stat().st_size > 1000 and [path.name for path in tmp_path.iterdir()].count(out.name) == 1


def test_what_the_command_refuses(dataset, tmp_path):
    assert maaltal("export", tmp_path, "--format", "xlsx", "--out", tmp_path / "x").exit_code == 1
    assert maaltal("export", dataset, "--format", "csv", "--out", tmp_path / "x").exit_code == 2
    assert maaltal("export", dataset, "--format", "dta", "--table", "nothing", "--out", tmp_path / "x").exit_code == 2
    assert list(tmp_path.iterdir()) == []


def test_a_dataset_of_another_version_is_refused(dataset, tmp_path):
    import shutil
    import sqlite3

    shutil.copy(dataset / "maaltal.sqlite", tmp_path)
    with sqlite3.connect(tmp_path / "maaltal.sqlite") as database:
        database.execute("ALTER TABLE panel ADD COLUMN more TEXT")
    with pytest.raises(DatasetError, match="another version"), opened(tmp_path):
        pass
