"""The log of a run: one JSON object a line for machines, one sentence a line for people, side by side."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, TextIO

from .outcome import Outcome
from .show import printable

_LARGEST = 20 * 1024 * 1024  # bytes; a longer log is put aside as `.1`, in the place of the one before
MACHINE, HUMAN = "log.jsonl", "log.txt"


class RunLog:
    """Appends to `log.jsonl` and `log.txt` in a folder; every line is written out at once."""

    def __init__(self, folder: Path):
        folder.mkdir(parents=True, exist_ok=True)
        self._machine = _opened(folder / MACHINE)
        self._human = _opened(folder / HUMAN)

    def __enter__(self) -> RunLog:
        return self

    def __exit__(self, kind: type | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if error is not None:
            self.event("ended", f"the run was ended: {type(error).__name__} {error}", error=type(error).__name__)
        self._machine.close()
        self._human.close()

    def event(self, kind: str, sentence: str, **facts: Any) -> None:
        """Log something that happened."""
        now = datetime.now(UTC).isoformat(timespec="milliseconds")
        print(json.dumps({"time": now, "event": kind, **facts}, ensure_ascii=True), file=self._machine, flush=True)
        print(f"{now} {printable(sentence)}", file=self._human, flush=True)

    def outcome(self, done: int, total: int, outcome: Outcome) -> None:
        """Log what became of one input."""
        rows = {table: len(found) for table, found in outcome.rows.items() if found}
        facts = {"source": outcome.source, "sha256": outcome.sha256, "done": done, "total": total}
        if outcome.failure:
            said = f"failed ({outcome.failure.stage}): {outcome.failure.reason}"
            self.event("failed", f"[{done}/{total}] {outcome.source}: {said}", **facts, stage=outcome.failure.stage,
                       reason=outcome.failure.reason, retried=outcome.failure.retried)
        else:
            how = "unchanged" if outcome.kept else "read"
            self.event(how, f"[{done}/{total}] {outcome.source}: {how}, {sum(rows.values())} rows", **facts, rows=rows)


def _opened(path: Path) -> TextIO:
    if path.exists() and path.stat().st_size > _LARGEST:
        path.replace(path.with_name(f"{path.name}.1"))
    return path.open("a", encoding="utf-8", errors="backslashreplace", newline="\n")
