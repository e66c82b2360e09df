"""The command line as a user meets it: exit codes, what stands on the screen, help that names everything."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import time
import tomllib
from pathlib import Path

import pytest
from maaltal.pipeline.cli import app
from maaltal.pipeline.show import printable
from test_run import PLAN
from typer.main import get_command
from typer.testing import CliRunner

ROOT = Path(__file__).parents[1]
COMMANDS = sorted(get_command(app).commands)


def call(*arguments: object):
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


@pytest.fixture
def plan(tmp_path) -> Path:
    path = tmp_path / "plan [bold]æøå.txt"
    path.write_text(PLAN.format(number=4), encoding="utf-8")
    return path


def test_success(plan, tmp_path):
    result = call("run", plan, "--out", tmp_path / "out")
    assert result.exit_code == 0, result.output
    assert "1 documents, 0 failures" in result.stdout
    assert re.search(r"figures +\d", result.stdout) and str(tmp_path / "out") in result.stdout
    assert "[1/1]" in result.stderr and "[bold]æøå" in result.stderr


def test_partial_success(plan, tmp_path):
    (tmp_path / "empty.txt").write_bytes(b"")
    result = call("run", plan, tmp_path / "empty.txt", "--out", tmp_path / "out")
    assert result.exit_code == 3
    assert "empty.txt: failed (read)" in result.stderr and "failures.csv" in result.stdout


@pytest.mark.parametrize("name", ["missing.pdf", "empty folder"])
def test_nothing_read(name, tmp_path):
    (tmp_path / "empty folder").mkdir()
    result = call("run", tmp_path / name, "--out", tmp_path / "out")
    assert result.exit_code == 1
    assert name in result.stderr
    assert (tmp_path / "out" / "failures.csv").read_text(encoding="utf-8").count("\n") == 2


def test_a_folder_that_cannot_be_used(plan, tmp_path):
    result = call("run", plan, "--out", tmp_path)
    assert result.exit_code == 1 and "inputs lie in the output folder" in result.stderr
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "letter.txt").write_text("Kære borger", encoding="utf-8")
    result = call("run", plan, "--out", tmp_path / "elsewhere")
    assert result.exit_code == 1 and "move it away or name another folder" in result.stderr
    assert plan.exists()


@pytest.mark.parametrize("arguments", [["run"], ["run", "x"], ["fly"], ["run", "x", "--out", "y", "--jobs", "0"],
                                       ["show", "x", "--table", "chairs"], ["score", "a", "b", "--show", "chairs"]])
def test_wrong_usage(arguments):
    assert call(*arguments).exit_code == 2


def test_show(plan):
    result = call("show", plan)
    assert result.exit_code == 0, result.output
    assert "value 420 · unit persons" in result.stdout and re.search(r'^ +".*420 personer', result.stdout, re.M)
    assert "paragraphs (" not in result.stdout
    only = call("show", plan, "--table", "paragraphs")
    assert "Flere borgere skal i job" in only.stdout and "figures (" not in only.stdout


def test_show_what_cannot_be_read(tmp_path):
    result = call("show", tmp_path / "missing.txt")
    assert result.exit_code == 1 and "missing.txt" in result.stderr


def test_score(plan, tmp_path):
    call("run", plan, "--out", tmp_path / "out")
    gold = tmp_path / "gold"
    gold.mkdir()
    (gold / f"{plan.stem}.json").write_text(json.dumps({"document": {"plan_year": 2031}}), encoding="utf-8")
    result = call("score", tmp_path / "out", gold, "--json", tmp_path / "score.json", "--show", "figures")
    assert result.exit_code == 0, result.output
    assert "grounding: 1.0" in result.stdout and "spurious: (420.0, 'persons')" in result.stdout
    assert json.loads((tmp_path / "score.json").read_text())["overall"]["document"]["f1"] == 1.0


def test_score_needs_a_dataset_and_gold(tmp_path):
    assert call("score", tmp_path, tmp_path).exit_code == 1
    (tmp_path / "documents.csv").write_text("document_id,source\n")
    assert "holds no gold" in call("score", tmp_path, tmp_path).stderr


def test_codebook():
    assert "## requirements" in call("codebook").stdout


def test_version():
    assert re.fullmatch(r"maaltal \d+\.\d+\.\d+\n", call("--version").stdout)


def test_the_lock_holds_every_dependency():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = [*project["dependencies"], *project["optional-dependencies"]["dev"]]
    locked = set(re.findall(r"^([\w.-]+)==", (ROOT / "requirements.lock").read_text(encoding="utf-8"), re.M))
    names = {re.match(r"[\w.-]+", requirement)[0].lower() for requirement in wanted}
    assert names - locked == {project["name"]}, "run `make lock`"  # its own extras, named in the extra dev


@pytest.mark.parametrize("command", COMMANDS)
def test_help_teaches_with_an_example(command):
    result = call(command, "--help")
    assert result.exit_code == 0 and f"maaltal {command}" in result.stdout.split("Usage:")[1].split("\n", 1)[1]


def test_readme_names_every_command():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert [name for name in COMMANDS if f"`maaltal {name}" not in readme] == []
    named = set(re.findall(r"`maaltal ([a-z]+)", readme))
    assert named <= set(COMMANDS), "the README names a command that does not exist"


def test_help_is_instant():
    command = [sys.executable, "-X", "importtime", "-c", "from maaltal.pipeline.cli import main; main()", "--help"]
    started = time.perf_counter()
    result = subprocess.run(command, capture_output=True, text=True, check=True)
    seconds = time.perf_counter() - started
    heavy = {"pandas", "pyarrow", "pdfplumber", "pypdfium2", "lxml", "regex", "dateparser", "docx", "spacy"}
    imported = set(re.findall(r"\| +(\w+)$", result.stderr, re.M))
    assert not heavy & imported
    assert seconds < 2  # a third of a second on a machine with nothing else to do


@pytest.mark.parametrize(("name", "shown"), [
    ("a\x1b[31mb", "a\\x1b[31mb"), ("a\nb", "a\\nb"), ("\u202egnp", "\\u202egnp"), ("\udce6", "\\udce6"),
    ("æøå [red]", "æøå [red]")])
def test_names_cannot_steer_the_terminal(name, shown):
    assert printable(name) == shown


def test_failures_on_a_terminal_are_not_markup(capsys):
    from maaltal.pipeline.outcome import failed
    from maaltal.pipeline.terminal import progress_bar

    with progress_bar(lambda outcome: f"{outcome.source}: no") as report:
        report(1, 2, failed("[red]\x1b[2Jx[/nope]", "read", "no"))
    assert "[red]\\x1b[2Jx[/nope]: no" in capsys.readouterr().err
