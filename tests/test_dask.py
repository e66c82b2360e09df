"""The cluster: a real scheduler and two real worker processes give one process's bytes, also when one is killed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from engine import contents, write_plans
from maaltal.pipeline import patience
from maaltal.pipeline import run as running
from maaltal.pipeline.distributed_errors import ClusterError
from maaltal.pipeline.outcome import Known, Outcome, attempt
from maaltal.pipeline.run import Engine, run
from maaltal.pipeline.store import Store
from maaltal.pipeline.workers import Limits

distributed = pytest.importorskip("distributed", reason="Dask distributed is not installed")
TESTS = Path(__file__).parent
ENVIRONMENT = os.environ | {
    "PYTHONPATH": os.pathsep.join([str(TESTS), os.environ.get("PYTHONPATH", "")]),
    "DASK_DISTRIBUTED__WORKER__DAEMON": "False",
}


def slowly(source: str, known: Known | None = None) -> Outcome:
    """Reads a source and takes its time, so that a worker can be killed while it is at work."""
    time.sleep(0.15)
    return attempt(source, known)


def hangs(source: str, known: Known | None = None) -> Outcome:
    if source.endswith("002.txt"):
        time.sleep(120)
    return attempt(source, known)


def asks_first(source: str, known: Known | None = None) -> Outcome:
    if source.endswith("002.txt"):
        patience.ask(60.0)
        time.sleep(8)
    return attempt(source, known)


def start(*arguments: str) -> subprocess.Popen:
    return subprocess.Popen(
        [sys.executable, "-m", "distributed.cli." + arguments[0], *arguments[1:]],
        text=True,
        env=ENVIRONMENT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


@pytest.fixture(scope="module")
def cluster(tmp_path_factory) -> Iterator[tuple[str, list[subprocess.Popen]]]:
    """Address of a scheduler, and its two workers, each a process of its own."""
    file = tmp_path_factory.mktemp("dask") / "scheduler.json"
    processes = [start("dask_scheduler", "--port", "0", "--no-dashboard", "--scheduler-file", str(file))]
    for _ in range(2):
        processes.append(
            start(
                "dask_worker",
                "--nthreads",
                "1",
                "--no-dashboard",
                "--nanny",
                "--scheduler-file",
                str(file),
                "--local-directory",
                str(file.parent),
            )
        )
    with distributed.Client(scheduler_file=str(file), timeout=60) as client:
        client.wait_for_workers(2, timeout=60)
        address = client.scheduler.address
    yield address, processes[1:]
    for process in reversed(processes):
        process.terminate()
    for process in processes:
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


@pytest.fixture(scope="module")
def plans(tmp_path_factory) -> Path:
    return write_plans(tmp_path_factory.mktemp("plans"), 24)


@pytest.fixture(scope="module")
def alone(plans, tmp_path_factory) -> dict[str, bytes]:
    out = tmp_path_factory.mktemp("alone") / "out"
    run([str(plans)], out, 1)
    return contents(out)


def test_a_cluster_gives_the_same_bytes(cluster, plans, alone, tmp_path):
    summary = run(
        [str(plans)],
        tmp_path / "out",
        engine=Engine(limits=Limits(), store=Store(tmp_path / "store", "a" * 40), scheduler=cluster[0]),
    )
    assert summary.documents == 24 and contents(tmp_path / "out") == alone
    again = run(
        [str(plans)],
        tmp_path / "out",
        engine=Engine(limits=Limits(), store=Store(tmp_path / "store", "a" * 40), scheduler=cluster[0]),
    )
    assert again.untouched


@pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")
def test_a_worker_killed_in_the_middle_costs_nothing(cluster, plans, alone, tmp_path, monkeypatch):
    monkeypatch.setattr(running, "attempt", slowly)
    with distributed.Client(cluster[0]) as client:
        workers = client.run(os.getpid)
    assert len(workers) == 2

    def kill_one(done: int, total: int, outcome: Outcome) -> None:
        if done == 5:
            os.kill(next(iter(workers.values())), signal.SIGKILL)

    run([str(plans)], tmp_path / "out", progress=kill_one, engine=Engine(limits=Limits(), scheduler=cluster[0]))
    assert contents(tmp_path / "out") == alone


def test_a_document_that_hangs_its_worker_is_a_failure(cluster, plans, tmp_path, monkeypatch):
    monkeypatch.setattr(running, "attempt", hangs)
    summary = run([str(plans)], tmp_path / "out", engine=Engine(limits=Limits(seconds=6), scheduler=cluster[0]))
    reasons = {Path(row.source).name: row.reason for row in summary.failures}
    assert reasons == {"plan 002.txt": "took longer than 6 seconds, twice", "tom.txt": "empty file"}


def test_who_asks_for_more_time_gets_it(cluster, plans, tmp_path, monkeypatch):
    monkeypatch.setattr(running, "attempt", asks_first)
    summary = run([str(plans)], tmp_path / "out", engine=Engine(limits=Limits(seconds=6), scheduler=cluster[0]))
    assert [Path(row.source).name for row in summary.failures] == ["tom.txt"]


def test_no_scheduler_there(plans, tmp_path, monkeypatch):
    monkeypatch.setattr("maaltal.pipeline.distributed._CONNECT", 1)
    with pytest.raises(ClusterError, match="no Dask scheduler answers"):
        run([str(plans)], tmp_path / "out", engine=Engine(scheduler="tcp://127.0.0.1:9"))
    assert not (tmp_path / "out").exists()
