"""Runs ended at any moment, by any means: what is there is whole, and the next run gives an undisturbed run's bytes."""

from __future__ import annotations

import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from engine import PLAN, contents, write_plans

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="signals and limits of Linux")

COMMAND = [sys.executable, "-c", "from maaltal.pipeline.cli import main; main()"]
CORPUS = Path(__file__).parents[1] / "corpus" / "plans"
KILLS = 26
READ_AGAIN = 4  # a run that finds all read already takes about that part of the time


def command(plans: Path, out: Path, *more: str) -> list[str]:
    return [*COMMAND, "run", str(plans), "--out", str(out), *more]


def finish(plans: Path, out: Path, *more: str, before: Callable[[], None] | None = None) -> int:
    return subprocess.run(command(plans, out, *more), capture_output=True, preexec_fn=before, timeout=120).returncode


@pytest.fixture(scope="module")
def plans(tmp_path_factory) -> Path:
    folder = write_plans(tmp_path_factory.mktemp("faults") / "plans", 8)
    for path in sorted(CORPUS.glob("*.pdf"))[:1]:
        shutil.copy(path, folder)
    return folder


@pytest.fixture(scope="module")
def undisturbed(plans, tmp_path_factory) -> tuple[dict[str, bytes], float]:
    """The dataset of a run that nothing happened to, and the seconds it took."""
    out = tmp_path_factory.mktemp("undisturbed") / "out"
    started = time.monotonic()
    assert finish(plans, out, "--jobs", "2") == 3
    return contents(out), time.monotonic() - started


def end_after(process: subprocess.Popen, seconds: float, sign: signal.Signals) -> bool:
    """Whether the process was still at work when the signal came."""
    try:
        process.wait(seconds)
        return False
    except subprocess.TimeoutExpired:
        process.send_signal(sign)
        process.wait(30)
        return True


def test_killed_at_any_moment(plans, undisturbed, tmp_path):
    whole, seconds = undisturbed
    out, chance, killed = tmp_path / "out", random.Random(20), 0
    for number in range(4 * KILLS):
        if killed >= KILLS:
            break
        sign = signal.SIGKILL if number % 4 else (signal.SIGINT, signal.SIGTERM)[number // 4 % 2]
        more = ["--jobs", str(number % 2 + 1), *(["--force"] if number % 3 else [])]
        with subprocess.Popen(command(plans, out, *more), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as run:
            lasts = seconds if len(more) > 2 or not out.exists() else seconds / READ_AGAIN
            killed += end_after(run, chance.uniform(0.1, lasts), sign)
        assert not out.exists() or contents(out) == whole, f"half a dataset after kill {killed}"
        if number % 7 == 3:
            shutil.rmtree(out, ignore_errors=True)
    assert killed >= KILLS
    assert finish(plans, out) == 3
    assert contents(out) == whole
    assert sorted(path.name for path in tmp_path.iterdir()) == [".out.maaltal", "out"]


def test_a_full_disk_costs_nothing_that_was_there(plans, undisturbed, tmp_path):
    whole, _ = undisturbed
    out = tmp_path / "out"
    assert finish(plans, out) == 3
    for kilobytes in (1, 8, 60, 200):
        limit = kilobytes * 1024
        code = finish(
            plans, out, "--force", before=lambda limit=limit: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
        )
        assert code == 1
        assert contents(out) == whole
    assert finish(plans, out) == 3
    assert contents(out) == whole


def test_what_was_read_before_the_kill_is_not_read_again(tmp_path):
    folder = tmp_path / "plans"
    folder.mkdir()
    for number in range(60):
        (folder / f"{number:03}.txt").write_text(PLAN.format(number=number) * 40, encoding="utf-8")
    out, log = tmp_path / "out", tmp_path / ".out.maaltal" / "log.txt"
    with subprocess.Popen(
        command(folder, out, "--jobs", "1"), stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True
    ) as run:
        while not run.stderr.readline().startswith("[10/60]"):
            pass
        os.kill(run.pid, signal.SIGKILL)
    log.write_text("")
    assert finish(folder, out, "--jobs", "1") == 0
    assert 10 <= log.read_text().count(": unchanged, ") < 60
