"""The engine: only what is new is read, whatever happens to a worker, and the dataset stays the same to the byte."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from engine import PLAN, contents, misbehave, write_plans
from maaltal.pipeline import run as running
from maaltal.pipeline.batch import Batch, dry_run, run_batch, since_time
from maaltal.pipeline.cli import app
from maaltal.pipeline.outcome import OUT_OF_MEMORY, Outcome, attempt, failed
from maaltal.pipeline.run import Engine, RunSummary, run
from maaltal.pipeline.status import status_lines
from maaltal.pipeline.store import Store, is_lasting, packed, unpacked
from maaltal.pipeline.workers import Limits, attempts
from maaltal.pipeline.write.folder import replacing
from maaltal.schemas.tables import FailureRow
from typer.testing import CliRunner

VERSION = "a" * 40


@pytest.fixture
def plans(tmp_path) -> Path:
    return write_plans(tmp_path / "plans", 4)


def run_stored(plans: Path, out: Path, **engine) -> tuple[RunSummary, list[str]]:
    """A run with a store; its summary and the names of the inputs that were read."""
    read: list[str] = []

    def progress(done: int, total: int, outcome: Outcome) -> None:
        if not outcome.kept:
            read.append(Path(outcome.source).name)

    store = Store(out.parent / "store", engine.pop("version", VERSION))
    return run([str(plans)], out, 1, progress, Engine(1, store=store, **engine)), read


# --- the store


def test_what_is_kept_is_what_was_read(plans, tmp_path):
    for path in plans.iterdir():
        outcome = attempt(str(path))
        assert unpacked(packed(outcome)) == replace(outcome, kept=True)


def test_a_pdf_survives_the_store():
    outcome = attempt(str(next((Path(__file__).parents[1] / "corpus" / "plans").glob("*.pdf"))))
    assert outcome.bundle is not None and outcome.bundle.rows["documents"]
    assert unpacked(packed(outcome)) == replace(outcome, kept=True)


def test_a_second_run_reads_nothing_and_leaves_the_dataset_alone(plans, tmp_path):
    first, read = run_stored(plans, tmp_path / "out")
    assert len(read) == 5 and not first.untouched
    before = {path: path.stat().st_mtime_ns for path in (tmp_path / "out").rglob("*")}
    second, read = run_stored(plans, tmp_path / "out")
    assert read == [] and second.untouched and second.reused == 5
    assert (second.documents, second.rows, second.failures) == (first.documents, first.rows, first.failures)
    assert {path: path.stat().st_mtime_ns for path in (tmp_path / "out").rglob("*")} == before


@pytest.mark.parametrize("word", ["partial", "former"])
def test_an_unchanged_run_clears_what_a_killed_one_left(word, plans, tmp_path):
    run_stored(plans, tmp_path / "out")
    before, left = contents(tmp_path / "out"), tmp_path / f".out.{word}"
    left.mkdir()
    (left / "figures.csv").write_text("half")
    summary, _ = run_stored(plans, tmp_path / "out")
    assert summary.untouched and not left.exists() and contents(tmp_path / "out") == before


@pytest.mark.skipif(os.name == "nt", reason="folders are locked on POSIX only")
def test_an_unchanged_run_leaves_what_another_run_holds(plans, tmp_path):
    run_stored(plans, tmp_path / "out")
    with replacing(tmp_path / "out") as held:
        (held / "figures.csv").write_text("at work")
        summary, _ = run_stored(plans, tmp_path / "out")
        assert summary.untouched and (held / "figures.csv").exists()


def test_a_changed_document_is_the_only_one_read(plans, tmp_path):
    run_stored(plans, tmp_path / "out")
    (plans / "plan 002.txt").write_text(PLAN.format(number=9), encoding="utf-8")
    summary, read = run_stored(plans, tmp_path / "out")
    assert read == ["plan 002.txt"] and (summary.reused, summary.documents) == (4, 4)
    run([str(plans)], tmp_path / "fresh", 1)
    assert contents(tmp_path / "out") == contents(tmp_path / "fresh")


def test_a_removed_document_leaves_the_tables_and_the_store(plans, tmp_path):
    run_stored(plans, tmp_path / "out")
    (plans / "plan 003.txt").unlink()
    summary, read = run_stored(plans, tmp_path / "out")
    assert read == [] and summary.documents == 3
    assert [Path(name).name for name in summary.removed] == ["plan 003.txt"]
    run([str(plans)], tmp_path / "fresh", 1)
    assert contents(tmp_path / "out") == contents(tmp_path / "fresh")
    assert len(list((tmp_path / "store" / "objects" / VERSION).iterdir())) == 4


def test_another_version_reads_everything_and_forgets_the_old(plans, tmp_path):
    run_stored(plans, tmp_path / "out")
    _, read = run_stored(plans, tmp_path / "out", version="b" * 40)
    assert len(read) == 5
    assert [path.name for path in (tmp_path / "store" / "objects").iterdir()] == ["b" * 40]


def test_force_reads_everything(plans, tmp_path):
    run_stored(plans, tmp_path / "out")
    summary, read = run_stored(plans, tmp_path / "out", force=True)
    assert len(read) == 5 and summary.reused == 0


def test_a_damaged_object_is_read_again(plans, tmp_path):
    run_stored(plans, tmp_path / "out")
    before = contents(tmp_path / "out")
    for path in (tmp_path / "store" / "objects" / VERSION).iterdir():
        path.write_bytes(path.read_bytes()[:-1] + b"?")
    (tmp_path / "out" / "figures.csv").unlink()
    _, read = run_stored(plans, tmp_path / "out")
    assert len(read) == 5 and contents(tmp_path / "out") == before


def test_a_touched_dataset_is_written_again(plans, tmp_path):
    run_stored(plans, tmp_path / "out")
    before = contents(tmp_path / "out")
    (tmp_path / "out" / "figures.csv").write_text("gone")
    summary, read = run_stored(plans, tmp_path / "out")
    assert (summary.untouched, read) == (False, []) and contents(tmp_path / "out") == before


def test_since_leaves_old_files_unopened(plans, tmp_path):
    run_stored(plans, tmp_path / "out")
    stamp = (plans / "plan 001.txt").stat()
    (plans / "plan 001.txt").write_text(PLAN.format(number=8), encoding="utf-8")
    os.utime(plans / "plan 001.txt", ns=(stamp.st_atime_ns, stamp.st_mtime_ns))
    _, read = run_stored(plans, tmp_path / "out", since=stamp.st_mtime + 3600)
    assert read == []
    _, read = run_stored(plans, tmp_path / "out", since=stamp.st_mtime - 3600)
    assert read == ["plan 001.txt"]


@pytest.mark.parametrize(("text", "moment"), [
    ("2024-05-01", datetime(2024, 5, 1)), ("2024-05-01T06:30", datetime(2024, 5, 1, 6, 30)),
    ("12h", datetime(2024, 5, 9, 12)), ("7d", datetime(2024, 5, 3)), ("1w", datetime(2024, 5, 3))])
def test_times_for_since(text, moment):
    assert since_time(text, datetime(2024, 5, 10)) == moment.timestamp()


@pytest.mark.parametrize("text", ["yesterday", "7 moons", "2024-13-01"])
def test_no_times_for_since(text):
    with pytest.raises(ValueError):
        since_time(text, datetime(2024, 5, 10))


LASTING = [
    (Outcome("a", None, failure=FailureRow("a", "read", "no such file", False)), False),
    (Outcome("a", "0", failure=FailureRow("a", "read", "not a PDF", False)), True),
    (Outcome("a", "0", failure=FailureRow("a", "read", "took longer than 3 seconds, twice", True)), False),
    (Outcome("a", "0", failure=FailureRow("a", "extract", OUT_OF_MEMORY, False)), False),
    (Outcome("a", "0", failure=FailureRow("a", "extract", "KeyError: 'x' (b.py:1)", False)), True),
]


@pytest.mark.parametrize(("outcome", "lasting"), LASTING)
def test_failures_that_may_pass_are_not_kept(outcome, lasting):
    assert is_lasting(outcome) is lasting


def test_a_store_that_cannot_be_written_costs_nothing_but_time(plans, tmp_path):
    (tmp_path / "store").mkdir()
    (tmp_path / "store" / "objects").write_text("in the way")
    summary, read = run_stored(plans, tmp_path / "out")
    assert len(read) == 5 and summary.documents == 4


# --- worker processes


def made(sources: list[str], limits: Limits, count: int = 2) -> dict[str, Outcome]:
    return {Path(outcome.source).name: outcome for outcome in attempts(sources, count, misbehave, limits)}


@pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")
def test_a_document_that_takes_its_worker_down_is_tried_twice_and_then_a_failure(tmp_path):
    names = ["a.txt", "b crashes.txt", "c exits.txt", "d stumbles.txt", "e.txt", "f hangs.txt", "g.txt"]
    for number, name in enumerate(names):
        (tmp_path / name).write_text(PLAN.format(number=number), encoding="utf-8")
    started = time.monotonic()
    found = made([str(tmp_path / name) for name in names], Limits(seconds=4))
    assert time.monotonic() - started < 30
    assert list(found) == names
    reasons = {name: outcome.failure.reason for name, outcome in found.items() if outcome.failure}
    assert reasons == {"b crashes.txt": "the process that read it died (signal 11), twice",
                       "c exits.txt": "the process that read it died (exit code 7), twice",
                       "f hangs.txt": "took longer than 4 seconds, twice"}
    assert all(found[name].failure.retried for name in reasons)


def test_who_asks_for_more_time_gets_it(tmp_path):
    (tmp_path / "a with patience.txt").write_text(PLAN.format(number=1), encoding="utf-8")
    (found,) = made([str(tmp_path / "a with patience.txt")], Limits(seconds=4)).values()
    assert found.bundle is not None


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="memory is limited on Linux only")
def test_a_document_that_needs_too_much_memory_is_a_failure(tmp_path):
    for name in ("a hungry.txt", "b.txt"):
        (tmp_path / name).write_text(PLAN.format(number=1), encoding="utf-8")
    found = list(attempts([str(tmp_path / "a hungry.txt"), str(tmp_path / "b.txt")], 1, _guarded, Limits(60, 300)))
    assert found[0].failure.reason == OUT_OF_MEMORY and found[1].bundle is not None


def _guarded(source: str) -> Outcome:
    """A reader whose hunger is met at the boundary, as `attempt` does."""
    try:
        return misbehave(source)
    except MemoryError:
        return failed(source, "read", OUT_OF_MEMORY)


def test_workers_give_the_bytes_of_one_process(plans, tmp_path, monkeypatch):
    run([str(plans)], tmp_path / "one", 1)
    run([str(plans)], tmp_path / "three", engine=Engine(3, Limits()))
    assert contents(tmp_path / "one") == contents(tmp_path / "three")
    monkeypatch.setattr(running, "attempt", misbehave)
    run([str(plans)], tmp_path / "stored", engine=Engine(2, Limits(), Store(tmp_path / "store", VERSION)))
    assert contents(tmp_path / "one") == contents(tmp_path / "stored")


def test_only_so_many_results_wait(plans):
    """A result that nobody takes stops the handing out: memory stays flat."""
    sources = [str(plans / "plan 001.txt")] * 60
    stream = attempts(sources, 1, misbehave, Limits())
    next(stream)
    crew = stream.gi_frame.f_locals["crew"]
    assert crew.begun <= 10
    stream.close()


# --- log, report, status, dry run


@pytest.fixture
def batch(plans, tmp_path) -> Batch:
    return Batch((str(plans),), tmp_path / "out", Engine(1))


def test_log_and_report(batch):
    summary, report = run_batch(batch, lambda *told: None)
    events = [json.loads(line) for line in (batch.work / "log.jsonl").read_text().splitlines()]
    assert [event["event"] for event in events] == ["started", *["read"] * 4, "failed", "finished"]
    assert events[5]["reason"] == "empty file" and events[-1]["documents"] == summary.documents == 4
    human = (batch.work / "log.txt").read_text()
    assert human.count("\n") == len(events) and "tom.txt: failed (read): empty file" in human
    text = report.read_text(encoding="utf-8")
    assert "| failed | 1 |" in text and "tom.txt` | read | empty file | no |" in text
    run_batch(batch, lambda *told: None)
    assert "Nothing has changed" in report.read_text(encoding="utf-8")


def test_names_do_not_break_log_or_report(tmp_path):
    folder = tmp_path / "plans"
    folder.mkdir()
    (folder / "a\n| b `c` \x1b[31m.txt").write_text("x" * 30, encoding="utf-8")
    batch = Batch((str(folder),), tmp_path / "out", Engine(1))
    _, report = run_batch(batch, lambda *told: None)
    assert all(json.loads(line) for line in (batch.work / "log.jsonl").read_text().splitlines())
    assert "\x1b" not in report.read_text(encoding="utf-8") + (batch.work / "log.txt").read_text()
    assert any("a\\n\\| b 'c'" in line for line in report.read_text(encoding="utf-8").splitlines())


def test_dry_run_writes_nothing(batch, plans, tmp_path):
    said = list(dry_run(batch))
    assert said[-1] == "5 inputs: 0 known, 5 to be read; 0 gone."
    assert sorted(path.name for path in tmp_path.iterdir()) == ["plans"]
    run_batch(batch, lambda *told: None)
    (plans / "plan 001.txt").unlink()
    (plans / "plan 002.txt").write_text(PLAN.format(number=7), encoding="utf-8")
    (plans / "plan 009.txt").write_text(PLAN.format(number=6), encoding="utf-8")
    said = list(dry_run(batch))
    assert said[-1] == "5 inputs: 3 known, 2 to be read; 1 gone."
    assert [line.partition(":")[0] for line in said[:-1]] == [
        "to be read again", "unchanged", "unchanged", "new", "unchanged", "gone"]


def test_status(batch, plans, tmp_path, monkeypatch):
    with pytest.raises(LookupError):
        list(status_lines(tmp_path / "out"))
    run_batch(batch, lambda *told: None)
    assert "Of 5 inputs now, 5 are known, 0 are not; 0 are gone." in list(status_lines(tmp_path / "out"))
    (plans / "plan 001.txt").unlink()
    assert any(line.startswith("  gone: ") for line in status_lines(tmp_path / "out"))


def test_relative_inputs_are_found_from_anywhere(plans, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    run_batch(Batch(("plans",), Path("out"), Engine(1)), lambda *told: None)
    monkeypatch.chdir("/")
    assert "Of 5 inputs now, 5 are known, 0 are not; 0 are gone." in list(status_lines(tmp_path / "out"))


def test_failures_can_be_fed_to_the_next_run(plans, tmp_path):
    (plans / "billede.pdf").write_bytes(bytes(range(256)) * 20)
    summary = run([str(plans)], tmp_path / "out", 1)
    assert len(summary.failures) == 2
    (plans / "billede.pdf").write_text(PLAN.format(number=5), encoding="utf-8")
    again = run([str(tmp_path / "out" / "failures.csv")], tmp_path / "again", 1)
    assert (again.documents, len(again.failures)) == (1, 1)


def test_the_work_folder_is_no_input(batch, tmp_path):
    run_batch(replace(batch, inputs=(str(tmp_path),)), lambda *told: None)
    summary, _ = run_batch(replace(batch, inputs=(str(tmp_path),)), lambda *told: None)
    assert summary.untouched and summary.documents == 4


@pytest.mark.parametrize("arguments", [["--since", "soon"], ["--time-limit", "0"], ["--memory-limit", "1"]])
def test_wrong_usage(arguments, plans, tmp_path):
    result = CliRunner().invoke(app, ["run", str(plans), "--out", str(tmp_path / "out"), *arguments])
    assert result.exit_code == 2


@pytest.mark.skipif(os.name == "nt", reason="folders are locked on POSIX only")
def test_two_runs_do_not_share_a_folder(plans, tmp_path):
    code = ("import sys, time; from maaltal.pipeline.write.folder import replacing; from pathlib import Path\n"
            "with replacing(Path(sys.argv[1])): print('held', flush=True); time.sleep(30)")
    with subprocess.Popen([sys.executable, "-c", code, tmp_path / "out"], stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout.readline() == "held\n"
        result = CliRunner().invoke(app, ["run", str(plans), "--out", str(tmp_path / "out")])
        holder.kill()
    assert result.exit_code == 1 and "another run" in result.output
