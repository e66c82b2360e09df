"""Reading on a Dask cluster: many machines, the same bytes. Workers open the inputs themselves, by the same names."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from functools import partial
from typing import Any, NamedTuple

from .distributed_errors import ClusterError
from .outcome import Outcome, encodable, failed
from .patience import granted_by
from .workers import LOOK_AHEAD, Limits, Work

LOCAL = "local"
_WAIT = 0.5  # seconds between two looks at a task that takes long
_CONNECT = 20  # seconds to reach a scheduler


class _Task(NamedTuple):
    source: str
    future: Any
    tried: bool = False


def attempts_on_cluster(
    sources: Sequence[str], scheduler: str, work: Work, limits: Limits, jobs: int | None
) -> Iterator[Outcome]:
    """What `work` makes of each source, in order; a task whose worker dies or hangs is tried once more."""
    with ExitStack() as open_things:
        client = _client(open_things, scheduler, jobs)
        ahead = LOOK_AHEAD * max(sum(client.nthreads().values()), 1)
        waiting: deque[_Task] = deque()
        coming = iter(sources)
        while True:
            for source in coming:
                waiting.append(_Task(source, _submitted(client, work, source)))
                if len(waiting) >= ahead:
                    break
            if not waiting:
                return
            yield _result(client, work, limits, waiting.popleft())


def _client(open_things: ExitStack, scheduler: str, jobs: int | None) -> Any:
    try:
        from distributed import Client, LocalCluster
    except ImportError as error:
        raise ClusterError("Dask is not installed: pip install 'maaltal[cluster]'") from error
    try:
        if scheduler == LOCAL:
            cluster = LocalCluster(n_workers=jobs, threads_per_worker=1, dashboard_address=None)
            return open_things.enter_context(Client(open_things.enter_context(cluster)))
        return open_things.enter_context(Client(scheduler, timeout=_CONNECT))
    except (OSError, ValueError) as error:
        raise ClusterError(f"no Dask scheduler answers at {scheduler}: {error}") from error


def _submitted(client: Any, work: Work, source: str) -> Any:
    return client.submit(_patiently, work, source, pure=False, retries=0)


def _patiently(work: Work, source: str) -> Outcome:
    """Work that asks the run for more time by an event of the source's name."""
    from distributed import get_worker

    with granted_by(partial(get_worker().log_event, _topic(source))):
        return work(source)


def _topic(source: str) -> str:
    return f"maaltal more seconds: {source}"


def _result(client: Any, work: Work, limits: Limits, task: _Task) -> Outcome:
    """The outcome of a task; after a second death or time-out its failure."""
    from distributed import CancelledError
    from distributed.scheduler import KilledWorker

    try:
        return _awaited(client, limits, task)
    except KilledWorker:
        reason = "the worker that read it died"
    except (TimeoutError, CancelledError):
        reason = f"took longer than {limits.seconds:g} seconds"
    if task.tried:
        return failed(encodable(task.source), "read", f"{reason}, twice", retried=True)
    return _result(client, work, limits, _Task(task.source, _submitted(client, work, task.source), True))


def _awaited(client: Any, limits: Limits, task: _Task) -> Outcome:
    """Wait for a task; the time it has been in work counts, not the time it stands in line."""
    from distributed import TimeoutError as NotYet

    begun: float | None = None
    while True:
        try:
            return task.future.result(timeout=_WAIT)
        except NotYet:
            worker = _worker_of(client, task.future)
            begun = None if worker is None else begun or time.monotonic()
            spent = time.monotonic() - begun if begun is not None else 0.0
            if worker is not None and spent > limits.seconds and spent > limits.seconds + _granted(client, task):
                task.future.cancel(force=True)
                client.restart_workers([worker], raise_for_error=False)
                raise TimeoutError from None


def _granted(client: Any, task: _Task) -> float:
    """Seconds that the reading of a source has asked for beyond its limit."""
    return sum(seconds for _, seconds in client.get_events(_topic(task.source)))


def _worker_of(client: Any, future: Any) -> str | None:
    """Address of the worker that has a task, as the scheduler knows it: a worker that hangs answers no questions."""
    return next((address for address, keys in client.processing().items() if future.key in keys), None)
