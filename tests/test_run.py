"""The run: every input ends in documents or in failures, and the bytes do not depend on workers or order."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from maaltal.pipeline import frames
from maaltal.pipeline import outcome as boundary
from maaltal.pipeline import process as processing
from maaltal.pipeline.outcome import Outcome, attempt, encodable, failed
from maaltal.pipeline.run import outcomes, plan, run, workers
from maaltal.pipeline.write.folder import OutputError
from maaltal.schemas.tables import TABLES
from test_write import cells, contents

PLAN = """\
Beskæftigelsesplan 2031 for Jobcenter Odder

1. Mål for indsatsen

Mål {number}: Flere borgere skal i job

Der må højst være {number}20 personer på sygedagpenge i december 2031, og {number},5 pct. skal have et fritidsjob.
"""


@pytest.fixture(scope="module")
def plans(tmp_path_factory) -> Path:
    """Five plans, one of them empty, one not a document at all, one twice in different folders."""
    folder = tmp_path_factory.mktemp("planer æøå")
    (folder / "kopi").mkdir()
    for number in range(1, 4):
        (folder / f"plan {number}.txt").write_text(PLAN.format(number=number), encoding="utf-8")
    (folder / "kopi" / "plan 3.txt").write_text(PLAN.format(number=3), encoding="utf-8")
    (folder / "tom.txt").write_bytes(b"")
    (folder / "billede.pdf").write_bytes(bytes(range(256)) * 20)
    return folder


@pytest.fixture(scope="module")
def dataset(plans, tmp_path_factory) -> Path:
    out = tmp_path_factory.mktemp("out") / "dataset"
    run([str(plans)], out, jobs=1)
    return out


def names(rows: list[dict[str, str]]) -> list[str]:
    return sorted(Path(row["source"]).name for row in rows)


def test_every_input_is_in_documents_or_in_failures(plans, dataset):
    read, not_read = cells(dataset, "documents"), cells(dataset, "failures")
    assert names(read) == ["plan 1.txt", "plan 2.txt", "plan 3.txt"]
    assert names(not_read) == ["billede.pdf", "plan 3.txt", "tom.txt"]
    (twin,) = (row["reason"] for row in not_read if row["source"].endswith("plan 3.txt"))
    assert twin == f"duplicate of {plans / 'kopi' / 'plan 3.txt'}"
    assert all(row["reason"] and row["stage"] == "read" and row["retried"] == "false" for row in not_read)


def test_texts_are_the_inputs_to_the_letter(plans, dataset):
    for row in cells(dataset, "documents"):
        assert (dataset / "texts" / f"{row['document_id']}.txt").read_bytes() == Path(row["source"]).read_bytes()


def test_what_the_plan_says_is_found(dataset):
    assert ("120.0", "persons") in {(row["value"], row["unit"]) for row in cells(dataset, "figures")}


def test_same_input_same_bytes(plans, dataset, tmp_path):
    run([str(plans)], tmp_path / "again", jobs=1)
    assert contents(tmp_path / "again") == contents(dataset)


def test_any_number_of_workers_gives_the_same_bytes(plans, dataset, tmp_path):
    run([str(plans)], tmp_path / "parallel", jobs=2)
    assert contents(tmp_path / "parallel") == contents(dataset)


def test_any_order_of_inputs_gives_the_same_bytes(plans, dataset, tmp_path):
    files = sorted((str(path) for path in plans.rglob("*.*")), reverse=True)
    run([*files, files[0], str(plans)], tmp_path / "reversed", jobs=1)
    assert contents(tmp_path / "reversed") == contents(dataset)


def test_the_summary_counts_what_was_written(plans, tmp_path):
    seen: list[tuple[int, int, Outcome]] = []
    summary = run([str(plans)], tmp_path / "out", jobs=1, progress=lambda *told: seen.append(told))
    assert summary.documents == summary.rows["documents"] == 3
    assert [row.source for row in summary.failures] == [row["source"] for row in cells(summary.out, "failures")]
    assert summary.rows == {table: len(cells(summary.out, table)) for table in TABLES}
    assert [(done, total) for done, total, _ in seen] == [(i, 6) for i in range(1, 7)]


def test_the_output_is_never_its_own_input(plans, tmp_path):
    (tmp_path / "plan.txt").write_text(PLAN.format(number=7), encoding="utf-8")
    first = run([str(tmp_path)], tmp_path / "out", jobs=1)
    again = run([str(tmp_path)], tmp_path / "out", jobs=1)
    assert (first.documents, first.failures) == (again.documents, again.failures) == (1, ())


def test_a_dataset_is_not_read_into_itself(plans, tmp_path):
    run([str(plans / "plan 1.txt")], tmp_path / "out")
    with pytest.raises(OutputError, match="all inputs lie in the output folder"):
        run([str(tmp_path / "out")], tmp_path / "out")


def test_a_folder_without_documents_is_a_failure_row(tmp_path):
    (tmp_path / "tom mappe").mkdir()
    summary = run([str(tmp_path / "tom mappe")], tmp_path / "out")
    assert [(row.stage, summary.documents) for row in summary.failures] == [("find", 0)]


def test_a_failed_run_keeps_the_old_output(plans, tmp_path):
    out = tmp_path / "out"
    run([str(plans / "plan 1.txt")], out)
    before = contents(out)

    def interrupt(*_):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run([str(plans)], out, jobs=1, progress=interrupt)
    with pytest.raises(KeyboardInterrupt):
        run([str(plans)], out, jobs=2, progress=interrupt)
    assert contents(out) == before
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_a_folder_of_somebody_else_is_not_replaced(plans, tmp_path):
    (tmp_path / "thesis.docx").write_bytes(b"years of work")
    with pytest.raises(OutputError, match="thesis.docx"):
        run([str(plans)], tmp_path)


# --- the boundary around a document


def test_an_unforeseen_error_is_a_failure_that_says_where(plans, monkeypatch):
    monkeypatch.setattr(processing, "process", lambda source: {}["missing"])
    outcome = attempt(str(plans / "plan 1.txt"))
    assert (outcome.bundle, outcome.failure.stage) == (None, "extract")
    assert outcome.failure.reason.startswith("KeyError: 'missing' (test_run.py:")
    assert outcome.sha256


def test_rows_that_break_the_contract_do_not_leave_the_program(plans, monkeypatch):
    from samples import bundle

    good = bundle()
    monkeypatch.setattr(processing, "process", lambda source: bundle(text=good.text.replace("1.250", "9.999")))
    assert attempt(str(plans / "plan 1.txt")).bundle
    broken = type(good)(good.document_id, good.text.replace("1.250", "9.999"), good.rows)
    monkeypatch.setattr(processing, "process", lambda source: broken)
    assert "the quote does not stand" in attempt(str(plans / "plan 1.txt")).failure.reason


def test_memory_addresses_do_not_reach_the_dataset():
    try:
        raise ValueError(f"bad {object()}")
    except ValueError as error:
        assert " at 0x" not in boundary._reason(error)


def test_names_that_are_not_utf8_can_be_written():
    assert encodable("plan \udce6.txt") == "plan \\udce6.txt"
    assert failed(encodable("x\udce6"), "read", "?").rows["failures"][0].source.encode("utf-8")


def die(source: str) -> Outcome:
    """Stands in for a reader that takes its process down."""
    if "2" in source:
        os.kill(os.getpid(), signal.SIGKILL)
    return failed(source, "read", "survived")


def test_a_worker_that_dies_costs_only_its_document(monkeypatch):
    monkeypatch.setattr("maaltal.pipeline.run.attempt", die)
    found = list(outcomes([f"plan {number}" for number in range(9)], jobs=2))
    assert [outcome.source for outcome in found] == [f"plan {number}" for number in range(9)]
    (dead,) = (outcome.failure for outcome in found if outcome.failure.reason != "survived")
    assert (dead.source, dead.retried) == ("plan 2", True)


@pytest.mark.parametrize(("jobs", "inputs", "count"), [(4, 100, 4), (4, 2, 2), (1, 9, 1), (None, 2, 1), (None, 0, 1)])
def test_number_of_workers(jobs, inputs, count):
    assert workers(jobs, inputs) == count


@pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")
def test_a_run_that_is_told_to_end_leaves_nothing_half_done(plans, tmp_path):
    many = tmp_path / "many"
    many.mkdir()
    for number in range(400):
        (many / f"{number}.txt").write_text(PLAN.format(number=number) * 5, encoding="utf-8")
    command = [sys.executable, "-c", "from maaltal.pipeline.cli import main; main()"]
    with subprocess.Popen([*command, "run", many, "--out", tmp_path / "out", "--jobs", "2"],
                          stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True) as process:
        assert process.stderr.readline().startswith("[1/400]")
        started = time.monotonic()
        process.terminate()
        process.stderr.read()
    assert process.returncode == 128 + signal.SIGTERM
    assert time.monotonic() - started < 10
    assert sorted(path.name for path in tmp_path.iterdir()) == [".out.maaltal", "many"]


# --- for notebooks


def test_frames_have_types_and_lists(plans):
    tables = frames(plans / "plan 1.txt", plans / "tom.txt")
    assert list(tables) == list(TABLES)
    assert tables["documents"]["municipality_codes"][0] == ["0727"]
    assert str(tables["documents"]["plan_year"].dtype) == "Int64"
    assert str(tables["figures"]["value"].dtype) == "Float64"
    assert tables["figures"]["period"].isna().sum() >= 0 and str(tables["figures"]["period"].dtype) == "string"
    assert len(tables["failures"]) == 1
    assert list(tables["requirements"].columns) == list(frames()["requirements"].columns)


def test_the_plan_of_a_run_lists_each_source_once(plans):
    planned = plan([str(plans), str(plans / "plan 1.txt"), str(plans / "no such file.txt")])
    sources = [item if isinstance(item, str) else item.source for item in planned]
    assert sources == sorted(set(sources)) and len(sources) == 7
