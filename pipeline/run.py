"""The run: inputs to a dataset, in the same order and the same bytes whatever the number of workers."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
import time
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, replace
from multiprocessing import connection
from pathlib import Path

from maaltal.schemas.tables import TABLES, FailureRow

from .outcome import Outcome, attempt, encodable, failed

LOOK_AHEAD = 4  # inputs in work for each worker: results wait for the slowest before them, memory stays flat
INPUTS_PER_WORKER = 3  # starting a worker costs about as much as reading a few plans

Progress = Callable[[int, int, Outcome], None]  # done, total, what has just been done


@dataclass(frozen=True, slots=True)
class RunSummary:
    """What a run did; `rows` by table, `seconds` of wall time."""

    out: Path
    documents: int
    rows: dict[str, int]
    failures: tuple[FailureRow, ...]
    seconds: float


def run(
    inputs: Sequence[str], out: str | Path, jobs: int | None = None, progress: Progress | None = None
) -> RunSummary:
    """Read all inputs and put the dataset in the place of `out`; raises OutputError where that is impossible."""
    from .write import write
    from .write.folder import replacing

    started = time.perf_counter()
    rows, failures = Counter(dict.fromkeys(TABLES, 0)), list[FailureRow]()
    with replacing(Path(out)) as folder:
        sources = plan(inputs, Path(out))
        write(_reported(outcomes(sources, jobs), len(sources), rows, failures, progress), folder)
    return RunSummary(Path(out), rows["documents"], dict(rows), tuple(failures), time.perf_counter() - started)


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


def outcomes(planned: Sequence[str | FailureRow], jobs: int | None = None) -> Iterator[Outcome]:
    """What became of each planned input, in order; a document met twice is a failure the second time."""
    sources = [source for source in planned if isinstance(source, str)]
    attempts = _attempts(sources, jobs)
    first: dict[str, str] = {}
    for item in planned:
        outcome = _not_found(item) if isinstance(item, FailureRow) else next(attempts)
        if outcome.bundle is not None:
            known = first.setdefault(outcome.bundle.document_id, outcome.source)
            if known != outcome.source:
                outcome = failed(outcome.source, "read", f"duplicate of {known}", sha256=outcome.sha256)
        yield outcome


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


def _reported(
    stream: Iterable[Outcome], total: int, rows: Counter[str], failures: list[FailureRow], progress: Progress | None
) -> Iterator[Outcome]:
    """Pass the outcomes on, counting them into `rows` and `failures` on the way."""
    for done, outcome in enumerate(stream, start=1):
        rows.update({table: len(found) for table, found in outcome.rows.items()})
        if outcome.failure:
            failures.append(outcome.failure)
        yield outcome
        if progress:
            progress(done, total, outcome)


def _attempts(sources: list[str], jobs: int | None) -> Iterator[Outcome]:
    count = workers(jobs, len(sources))
    return map(attempt, sources) if count == 1 else _in_parallel(sources, count)


def _in_parallel(sources: list[str], count: int) -> Iterator[Outcome]:
    """Attempt the sources in worker processes; when one dies, what was in work is tried again one by one."""
    queue = deque(sources)
    while queue:
        waiting: deque[tuple[str, Future[Outcome]]] = deque()
        with _pool(count) as pool:
            try:
                while queue or waiting:
                    while queue and len(waiting) < LOOK_AHEAD * count:
                        waiting.append((queue[0], pool.submit(attempt, queue[0])))
                        queue.popleft()
                    outcome = waiting[0][1].result()
                    waiting.popleft()
                    yield outcome
            except BrokenProcessPool:
                pass
            finally:
                pool.shutdown(cancel_futures=True)
        yield from _one_by_one([source for source, _ in waiting])


def _one_by_one(sources: list[str]) -> Iterator[Outcome]:
    """Attempt the sources one after another in a worker process, which only the source at fault takes down."""
    queue = deque(sources)
    while queue:
        with _pool(1) as pool:
            try:
                while queue:
                    outcome = pool.submit(attempt, queue[0]).result()
                    queue.popleft()
                    yield outcome
            except BrokenProcessPool:
                yield failed(encodable(queue.popleft()), "read", "the process that read it died, twice", retried=True)


def _pool(count: int) -> ProcessPoolExecutor:
    return ProcessPoolExecutor(count, multiprocessing.get_context("spawn"), initializer=_start_worker)


def _start_worker() -> None:
    """Let a worker end quietly at Ctrl-C, and together with the run that started it."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_end_with, args=(parent.sentinel,), daemon=True).start()


def _end_with(sentinel: int) -> None:
    connection.wait([sentinel])
    os._exit(1)
