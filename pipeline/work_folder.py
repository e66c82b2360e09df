"""The folder beside a dataset that holds what is no data: the store, the account of the last run, log and report."""

from __future__ import annotations

from pathlib import Path


def work_folder(out: Path) -> Path:
    """`.<name>.maaltal` beside the dataset; hidden, so that it is never taken for inputs."""
    resolved = out.resolve()
    return resolved.with_name(f".{resolved.name}.maaltal")
