"""The progress bar of a run on a terminal."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.text import Text

from .outcome import Outcome
from .run import Progress as Report
from .show import printable


@contextmanager
def progress_bar(describe: Callable[[Outcome], str]) -> Iterator[Report]:
    """A bar on standard error; a failure stays above it as a line of its own, never read as markup."""
    columns = (TextColumn("{task.description}", markup=False), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True)) as bar:
        task = bar.add_task("Reading", total=None)

        def report(done: int, total: int, outcome: Outcome) -> None:
            if outcome.failure:
                bar.console.print(Text(printable(describe(outcome)), style="red"))
            bar.update(task, completed=done, total=total)

        yield report
