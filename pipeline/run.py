"""The run: inputs to a dataset, in the same order and the same bytes whatever the number of workers."""

from __future__ import annotations

import os
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from maaltal.schemas.tables import TABLES, FailureRow

from .outcome import Outcome, attempt, encodable, failed
from .store import KeepingWork, Store
from .survey import KNOWN, Surveyed, account_of, is_current, removed, survey
from .workers import Limits, Work
from .workers import attempts as attempts_in_workers

INPUTS_PER_WORKER = 3  # starting a worker costs about as much as reading a few plans

Progress = Callable[[int, int, Outcome], None]  # done, total, what has just been done


@dataclass(frozen=True, slots=True)
class Engine:
    """How a run does its work; none of it changes a byte of the dataset.

    `limits` puts every document into a worker process, also with one job; `scheduler` is the address of a Dask
    scheduler, or `local`; `since` (seconds since 1970) leaves known files unopened that have not changed since then.
    """

    jobs: int | None = None
    limits: Limits | None = None
    store: Store | None = None
    force: bool = False
    since: float | None = None
    scheduler: str | None = None


@dataclass(frozen=True, slots=True)
class RunSummary:
    """What a run did; `rows` by table, `seconds` of wall time."""

    out: Path
    documents: int
    rows: dict[str, int]
    failures: tuple[FailureRow, ...]
    seconds: float
    reused: int = 0  # inputs known from an earlier run
    removed: tuple[str, ...] = ()  # inputs of the last run that are no more
    untouched: bool = False  # the dataset was already what this run would have written


def run(
    inputs: Sequence[str],
    out: str | Path,
    jobs: int | None = None,
    progress: Progress | None = None,
    engine: Engine | None = None,
    decisions: str | Path | None = None,
) -> RunSummary:
    """Read all inputs and put the dataset in the place of `out`; raises OutputError where that is impossible.

    `decisions` is a file of `maaltal review`; raises DecisionsError where it is none.
    """
    from .review import Decisions, has_reviews
    from .write import write
    from .write.folder import clear_remains, replacing

    started, out = time.perf_counter(), Path(out)
    engine = engine or Engine(jobs)
    decided = Decisions.read(decisions)
    planned = plan(inputs, out)
    surveyed = survey(planned, engine.store, engine.force, engine.since)
    as_before = decisions is None and not has_reviews(out)
    if engine.store is not None and not engine.force and as_before and is_current(surveyed, engine.store, out):
        clear_remains(out)
        return _untouched(out, len(surveyed), started)
    gone = tuple(removed(surveyed, engine.store))
    tally = _Tally()
    with replacing(out) as folder:
        stream = map(decided.apply, outcomes(planned, engine=engine, surveyed=surveyed))
        added = write(tally.counted(stream, len(planned), progress), folder, decided.rows)
    tally.rows.update(added)
    if engine.store is not None:
        engine.store.prune(key for key in tally.keys.values() if key)
        engine.store.write_account(account_of(surveyed, tally.keys, engine.store.version, out)
                                   | {"arguments": list(inputs), "folder": os.getcwd()})
    return RunSummary(out, tally.rows["documents"], dict(tally.rows), tuple(tally.failures),
                      time.perf_counter() - started, tally.reused, gone)


def _untouched(out: Path, inputs: int, started: float) -> RunSummary:
    """The summary of a run that found the dataset to be what it would write."""
    from .dataset_counts import failures_of, rows_of

    rows = rows_of(out)
    return RunSummary(out, rows["documents"], rows, failures_of(out), time.perf_counter() - started, inputs, (), True)


def plan(inputs: Sequence[str], out: Path | None = None) -> list[str | FailureRow]:
    """What the inputs stand for, each source once, sorted; what lies in `out` is the run's own and left out.

    Raises OutputError where nothing else is left.
    """
    from .read import find_inputs

    found, failures = find_inputs(list(inputs))
    planned: dict[str, str | FailureRow] = {encodable(row.source): row for row in failures}
    planned |= {encodable(source): source for source in found if not _lies_in(source, out)}
    if found and not planned:
        from .write.folder import OutputError

        raise OutputError(f"all inputs lie in the output folder {out}")
    return [planned[name] for name in sorted(planned)]


def outcomes(
    planned: Sequence[str | FailureRow], jobs: int | None = None, engine: Engine | None = None,
    surveyed: Sequence[Surveyed] | None = None,
) -> Iterator[Outcome]:
    """What became of each planned input, in order; a document met twice is a failure the second time."""
    engine = engine or Engine(jobs)
    keys = [item.key if item.state == KNOWN else None for item in surveyed or ()] or [None] * len(planned)
    unknown = [item for item, key in zip(planned, keys, strict=True) if isinstance(item, str) and key is None]
    attempts = _attempts(unknown, engine)
    first: dict[str, str] = {}
    for item, key in zip(planned, keys, strict=True):
        outcome = _kept(item, key, engine) or (_not_found(item) if isinstance(item, FailureRow) else next(attempts))
        if outcome.bundle is not None:
            known = first.setdefault(outcome.bundle.document_id, outcome.source)
            if known != outcome.source:
                outcome = failed(outcome.source, "read", f"duplicate of {known}", sha256=outcome.sha256)
        yield outcome


def _kept(item: str | FailureRow, key: str | None, engine: Engine) -> Outcome | None:
    """What the store holds of an input; it is read again where that turns out to be damaged."""
    if key is None or engine.store is None or not isinstance(item, str):
        return None
    return engine.store.load(key) or next(_attempts([item], replace(engine, force=True)))


def workers(jobs: int | None, inputs: int) -> int:
    """Number of processes: as asked, or one a core where there are inputs enough to pay for them."""
    wanted = jobs or min(_cores(), inputs // INPUTS_PER_WORKER)
    return max(1, min(wanted, inputs))


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _lies_in(source: str, folder: Path | None) -> bool:
    return folder is not None and Path(source).exists() and Path(source).resolve().is_relative_to(folder.resolve())


def _not_found(failure: FailureRow) -> Outcome:
    row = replace(failure, source=encodable(failure.source), reason=encodable(failure.reason))
    return Outcome(row.source, failure=row)


@dataclass(slots=True)
class _Tally:
    """What passes through a run, counted on the way to the files."""

    rows: Counter[str] = field(default_factory=lambda: Counter(dict.fromkeys(TABLES, 0)))
    failures: list[FailureRow] = field(default_factory=list)
    keys: dict[str, str | None] = field(default_factory=dict)  # by source, under which the store holds it
    reused: int = 0

    def counted(self, stream: Iterable[Outcome], total: int, progress: Progress | None) -> Iterator[Outcome]:
        """Pass the outcomes on, and tell `progress` of each that has been written."""
        for done, outcome in enumerate(stream, start=1):
            self.rows.update({table: len(found) for table, found in outcome.rows.items() if table != "coverage"})
            self.reused += outcome.kept
            self.keys[outcome.source] = Store.key(outcome.source, outcome.sha256) if outcome.sha256 else None
            if outcome.failure:
                self.failures.append(outcome.failure)
            yield outcome
            if progress:
                progress(done, total, outcome)


def _attempts(sources: Sequence[str], engine: Engine) -> Iterator[Outcome]:
    """What becomes of the sources, in order: on a cluster, in worker processes, or one by one in this process."""
    work: Work = KeepingWork(attempt, engine.store, engine.force) if engine.store is not None else attempt
    limits = engine.limits or Limits()
    if engine.scheduler is not None and sources:
        from .distributed import attempts_on_cluster

        return attempts_on_cluster(sources, engine.scheduler, work, limits, engine.jobs)
    count = workers(engine.jobs, len(sources))
    if count == 1 and engine.limits is None:
        return map(work, sources)
    return attempts_in_workers(sources, count, work, limits)
