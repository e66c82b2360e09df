"""What every writer is: it takes inputs one by one, in order, and leaves its files in a folder."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from ..outcome import Outcome


class Writer:
    """Base of the writers: `add` takes one input after another, `finish` completes the files."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def add(self, outcome: Outcome) -> None:
        """Write what one input adds to the dataset."""
        self.add_rows(outcome.rows)

    def add_rows(self, rows: Mapping[str, Sequence[Any]]) -> None:
        """Write rows by table."""

    def finish(self) -> None:
        """Complete the files; not called after an error."""

    def close(self) -> None:
        """Let go of open files, complete or not."""
