"""Small plans, datasets and workers that misbehave, for the tests of the engine."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

from maaltal.pipeline import patience
from maaltal.pipeline.outcome import Known, Outcome, attempt

PLAN = """\
Beskæftigelsesplan 2031 for Jobcenter Odder

1. Mål for indsatsen

Mål {number}: Flere borgere skal i job

Der må højst være {number}20 personer på sygedagpenge i december 2031, og {number},5 pct. skal have et fritidsjob.
"""


def write_plans(folder: Path, count: int) -> Path:
    """So many plans of one paragraph, and an empty file."""
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(1, count + 1):
        (folder / f"plan {number:03}.txt").write_text(PLAN.format(number=number), encoding="utf-8")
    (folder / "tom.txt").write_bytes(b"")
    return folder


def contents(folder: Path) -> dict[str, bytes]:
    """Every file of a folder with its bytes."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def misbehave(source: str, known: Known | None = None) -> Outcome:
    """Reads a source, unless its name says what goes wrong instead."""
    name = Path(source).name
    if "hangs" in name:
        time.sleep(60)
    if "patience" in name:
        patience.ask(60.0)
        time.sleep(6)
    if "crashes" in name:
        os.kill(os.getpid(), signal.SIGSEGV)
    if "exits" in name:
        os._exit(7)
    if "hungry" in name:
        bytearray(4_000_000_000)
        raise MemoryError
    if "stumbles" in name and not (mark := Path(source + ".mark")).exists():
        mark.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return attempt(source, known)
