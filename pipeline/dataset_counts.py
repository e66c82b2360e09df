"""What a written dataset says of itself: its rows by table, its failures."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

from maaltal.schemas.tables import FailureRow

RECORD = "run.json"


def record_of(out: Path) -> dict[str, Any]:
    """The record a run left in a dataset; empty where there is none."""
    try:
        record = json.loads((out / RECORD).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return record if isinstance(record, dict) else {}


def rows_of(out: Path) -> dict[str, int]:
    """Number of rows by table."""
    return dict(record_of(out).get("rows", {}))


def failures_of(out: Path) -> tuple[FailureRow, ...]:
    """The inputs a dataset could not take, with the reasons."""
    try:
        with (out / "failures.csv").open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
    except OSError:
        return ()
    return tuple(FailureRow(row["source"], row["stage"], row["reason"], row["retried"] == "true") for row in rows)
