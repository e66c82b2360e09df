"""A run as the command line makes it: with store, log and report in the folder beside the dataset."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

import regex

from .outcome import Outcome
from .run import Engine, Progress, RunSummary, plan, run
from .run_report import Heard, write_report
from .runlog import RunLog
from .show import printable
from .store import Store, code_version
from .survey import removed, survey
from .work_folder import work_folder

_DURATION = regex.compile(r"(?P<number>\d+)\s?(?P<unit>[hdw])")
_HOURS = {"h": 1, "d": 24, "w": 7 * 24}


@dataclass(frozen=True, slots=True)
class Batch:
    """What a run was asked for; `folder` is where store, log and report lie, beside the dataset unless named."""

    inputs: tuple[str, ...]
    out: Path
    engine: Engine
    folder: Path | None = None
    decisions: Path | None = None  # file of `maaltal review`

    @property
    def work(self) -> Path:
        return self.folder or work_folder(self.out)

    @property
    def store(self) -> Store:
        return Store(self.work, code_version())


def run_batch(batch: Batch, progress: Progress) -> tuple[RunSummary, Path]:
    """Run, keep what was read, log every input; the summary and the path of the report."""
    heard = Heard()
    with RunLog(batch.work) as log:
        log.event("started", f"run of {', '.join(batch.inputs)} into {batch.out}", inputs=batch.inputs,
                  out=str(batch.out), process=os.getpid(), version=batch.store.version)

        def tell(done: int, total: int, outcome: Outcome) -> None:
            heard.outcome(outcome)
            log.outcome(done, total, outcome)
            progress(done, total, outcome)

        engine = replace(batch.engine, store=batch.store)
        summary = run(batch.inputs, batch.out, None, tell, engine, batch.decisions)
        report = write_report(batch.work, batch.inputs, summary, heard)
        said = f"{summary.documents} documents, {len(summary.failures)} failures, {summary.seconds:.1f} seconds"
        log.event("finished", f"finished: {said}", documents=summary.documents, failures=len(summary.failures),
                  reused=summary.reused, removed=len(summary.removed), untouched=summary.untouched,
                  rows=summary.rows, seconds=round(summary.seconds, 3))
    return summary, report


def dry_run(batch: Batch) -> Iterator[str]:
    """What a run would do with each input, line by line; nothing is written."""
    engine = batch.engine
    surveyed = survey(plan(batch.inputs, batch.out), batch.store, engine.force, engine.since)
    for item in surveyed:
        yield f"{item.state}: {printable(item.source)}"
    gone = removed(surveyed, batch.store)
    yield from (f"gone: {printable(source)}" for source in gone)
    known = sum(item.key is not None for item in surveyed)
    yield f"{len(surveyed)} inputs: {known} known, {len(surveyed) - known} to be read; {len(gone)} gone."


def since_time(text: str, now: datetime) -> float:
    """Seconds since 1970 of `2024-05-01`, `2024-05-01T06:00` or, back from now, `12h`, `7d`, `2w`; ValueError else."""
    if match := _DURATION.fullmatch(text.strip()):
        return (now - timedelta(hours=int(match["number"]) * _HOURS[match["unit"]])).timestamp()
    return datetime.fromisoformat(text.strip()).timestamp()

