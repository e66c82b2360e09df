"""Worker processes that one document can hang, exhaust or crash without ending the run.

Each worker reads one document at a time. One that exceeds its time, or dies, is replaced, and its document is tried
once more; the second time it becomes a failure with the reason. Results come in the order of the sources.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from multiprocessing import connection
from multiprocessing.connection import Connection
from pickle import UnpicklingError
from typing import Any

from .outcome import Outcome, encodable, failed
from .patience import granted_by

LOOK_AHEAD = 4  # inputs in work for each worker: results wait for the slowest before them, memory stays flat
_MEGABYTE = 1024 * 1024
_STILLBORN = 3  # so many workers may die before they begin
_LONGEST_NAP = 60.0  # seconds between two looks at the clock
_PRELOADED = ("maaltal.pipeline.process", "maaltal.pipeline.invariants", "maaltal.pipeline.read.pdf",
              "maaltal.pipeline.read.html", "maaltal.pipeline.read.docx", "maaltal.pipeline.preloaded")

Work = Callable[[str], Outcome]


@dataclass(frozen=True, slots=True)
class Limits:
    """What one document may cost: seconds of wall time, and megabytes beyond what an idle worker holds."""

    seconds: float = 300.0
    megabytes: int = 2048


@dataclass(slots=True)
class _Worker:
    """A process, the pipe to it, and the number of the source it works on."""

    process: Any
    pipe: Connection
    task: int | None = None
    deadline: float = 0.0
    ready: bool = False  # it has come so far as to say so


@dataclass(slots=True)
class _Crew:
    """The workers of a run, what they are to do, and what has come of it."""

    sources: Sequence[str]
    count: int
    work: Work
    limits: Limits
    workers: list[_Worker] = field(default_factory=list)
    again: deque[int] = field(default_factory=deque)
    tried: set[int] = field(default_factory=set)
    done: dict[int, Outcome] = field(default_factory=dict)
    stillborn: int = 0  # workers that died before they could begin
    begun: int = 0

    def hand_out(self, written: int) -> None:
        """Give every idle worker a source, no farther ahead of what is written than memory allows."""
        while (task := self._next(written)) is not None:
            worker = next((worker for worker in self.workers if worker.task is None), None)
            if worker is None and len(self.workers) < self.count:
                worker = _start(self.work, self.limits)
                self.workers.append(worker)
            if worker is None:
                return
            self._take(task)
            worker.task, worker.deadline = task, time.monotonic() + self.limits.seconds
            with suppress(OSError):  # a worker that died while idle is met when its pipe is read
                worker.pipe.send(self.sources[task])

    def _next(self, written: int) -> int | None:
        if self.again:
            return self.again[0]
        ahead = min(len(self.sources), written + LOOK_AHEAD * self.count)
        return self.begun if self.begun < ahead else None

    def _take(self, task: int) -> None:
        if self.again:
            self.again.popleft()
        else:
            self.begun = task + 1

    def collect(self) -> None:
        """Wait for the next result, death or deadline, and note what came of the sources concerned."""
        busy = {worker.pipe: worker for worker in self.workers if worker.task is not None}
        nearest = min(worker.deadline for worker in busy.values()) - time.monotonic()
        ready = connection.wait(list(busy), min(max(nearest, 0.0), _LONGEST_NAP))
        for pipe in ready:
            self._receive(busy[pipe])  # type: ignore[index]
        now = time.monotonic()
        for pipe, worker in busy.items():
            if pipe not in ready and worker.deadline <= now:
                self._replace(worker, f"took longer than {self.limits.seconds:g} seconds")

    def _receive(self, worker: _Worker) -> None:
        try:
            outcome = worker.pipe.recv()
        except (EOFError, OSError, UnpicklingError):
            worker.process.join(5)
            if not worker.ready:
                self._mourn(worker)
            self._replace(worker, f"the process that read it died ({_death(worker.process.exitcode)})")
            return
        if outcome is None:
            worker.ready = True
            return
        if isinstance(outcome, float):
            worker.deadline += outcome
            return
        self.done[_task(worker)] = outcome
        worker.task = None

    def _mourn(self, worker: _Worker) -> None:
        """Count a worker that never began; raises OSError where none can begin, so that no document is blamed."""
        self.stillborn += 1
        if self.stillborn > _STILLBORN:
            raise OSError(f"worker processes cannot be started ({_death(worker.process.exitcode)}); a script that "
                          "starts a run needs `if __name__ == '__main__':`")
        self.tried.discard(_task(worker))

    def _replace(self, worker: _Worker, reason: str) -> None:
        task = _task(worker)
        _stop(worker)
        self.workers.remove(worker)
        if task in self.tried:
            self.done[task] = failed(encodable(self.sources[task]), "read", f"{reason}, twice", retried=True)
        else:
            self.tried.add(task)
            self.again.append(task)


def attempts(sources: Sequence[str], count: int, work: Work, limits: Limits) -> Iterator[Outcome]:
    """What `work` makes of each source, in order, by `count` processes."""
    crew = _Crew(sources, count, work, limits)
    try:
        for number in range(len(sources)):
            while number not in crew.done:
                crew.hand_out(number)
                crew.collect()
            crew.hand_out(number)
            yield crew.done.pop(number)
    finally:
        for worker in crew.workers:
            _stop(worker)


def _task(worker: _Worker) -> int:
    assert worker.task is not None
    return worker.task


def _death(exit_code: int | None) -> str:
    return f"signal {-exit_code}" if exit_code is not None and exit_code < 0 else f"exit code {exit_code}"


def _start(work: Work, limits: Limits) -> _Worker:
    """A new worker; where the system allows, a copy of a process that has loaded the modules already."""
    methods = multiprocessing.get_all_start_methods()
    context: Any = multiprocessing.get_context("forkserver" if "forkserver" in methods else "spawn")
    if "forkserver" in methods:
        context.set_forkserver_preload(list(_PRELOADED))
    ours, theirs = context.Pipe()
    process = context.Process(target=_serve, args=(theirs, work, limits.megabytes), daemon=True)
    process.start()
    theirs.close()
    return _Worker(process, ours)


def _stop(worker: _Worker) -> None:
    worker.process.kill()
    worker.process.join()
    worker.process.close()
    worker.pipe.close()


def _serve(pipe: Connection, work: Work, megabytes: int) -> None:
    """The life of a worker: one source after another, until the run closes the pipe."""
    _follow_parent()
    _limit_memory(megabytes)
    with suppress(EOFError, OSError), granted_by(pipe.send):
        pipe.send(None)
        while True:
            pipe.send(work(pipe.recv()))


def _follow_parent() -> None:
    """Let a worker end quietly at Ctrl-C, and together with the run that started it."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_end_with, args=(parent.sentinel,), daemon=True).start()


def _end_with(sentinel: int) -> None:
    connection.wait([sentinel])
    os._exit(1)


def _limit_memory(megabytes: int) -> None:
    """Let allocations fail beyond what the worker holds now and `megabytes` more; nothing where that is unknown."""
    try:
        import resource

        with open("/proc/self/statm", encoding="ascii") as file:
            held = int(file.read().split()[0]) * resource.getpagesize()
        resource.setrlimit(resource.RLIMIT_AS, (held + megabytes * _MEGABYTE,) * 2)
    except (ImportError, OSError, ValueError):  # not on this system
        return
