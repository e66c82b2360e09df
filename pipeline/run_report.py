"""The report of a run for a person: what came in, what was new, what was known, what failed and why, what is gone."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

from maaltal.schemas.tables import FailureRow

from .outcome import Outcome
from .run import RunSummary
from .show import printable
from .store import write_whole

FILE_NAME = "run_report.md"
_NAMED_AT_MOST = 200
_NOTABLE = ("no_text_layer", "pages_without_text", "pages_unreadable", "pdf_end_missing", "figures_unreliable", "ocr")


class Heard:
    """What passed by during a run: the documents that were read anew, and warnings worth telling."""

    def __init__(self) -> None:
        self.read: list[str] = []
        self.warned: dict[str, list[str]] = defaultdict(list)

    def outcome(self, outcome: Outcome) -> None:
        if outcome.bundle is None:
            return
        if not outcome.kept:
            self.read.append(outcome.source)
        for row in outcome.bundle.rows.get("documents", ()):
            for warning in row.warnings:
                if warning.startswith(_NOTABLE):
                    self.warned[warning.partition(":")[0]].append(outcome.source)


def write_report(folder: Path, inputs: Sequence[str], summary: RunSummary, heard: Heard) -> Path:
    """Write `run_report.md` and say where it is."""
    path = folder / FILE_NAME
    write_whole(path, "\n".join(_lines(inputs, summary, heard)) + "\n")
    return path


def _lines(inputs: Sequence[str], summary: RunSummary, heard: Heard) -> Iterator[str]:
    yield f"# Run of {datetime.now(UTC):%Y-%m-%d %H:%M} UTC"
    yield ""
    yield f"Inputs given: {', '.join(map(_code, inputs))}. Dataset: {_code(str(summary.out))}."
    yield ""
    if summary.untouched:
        yield "Nothing has changed since the last run: the dataset was left as it is."
        yield ""
    yield "| | |"
    yield "|---|---:|"
    yield f"| documents in the dataset | {summary.documents} |"
    yield f"| read in this run | {len(heard.read)} |"
    yield f"| known and unchanged | {summary.reused} |"
    yield f"| failed | {len(summary.failures)} |"
    yield f"| gone since the last run | {len(summary.removed)} |"
    yield f"| seconds | {summary.seconds:.1f} |"
    yield ""
    yield from _section("Read in this run", heard.read)
    yield from _failures(summary.failures)
    for warning, sources in sorted(heard.warned.items()):
        yield from _section(f"Read with the warning {_code(warning)}", sources)
    yield from _section("Gone since the last run", summary.removed)
    yield "## Rows"
    yield ""
    yield "| table | rows |"
    yield "|---|---:|"
    yield from (f"| {table} | {count} |" for table, count in summary.rows.items())


def _section(title: str, sources: Sequence[str]) -> Iterator[str]:
    if not sources:
        return
    yield f"## {title}: {len(sources)}"
    yield ""
    yield from (f"- {_code(source)}" for source in sources[:_NAMED_AT_MOST])
    if len(sources) > _NAMED_AT_MOST:
        yield f"- and {len(sources) - _NAMED_AT_MOST} more"
    yield ""


def _failures(failures: Iterable[FailureRow]) -> Iterator[str]:
    found = list(failures)
    if not found:
        return
    yield f"## Failed: {len(found)}"
    yield ""
    yield from (f"- {_code(reason)}: {count}" for reason, count in Counter(row.reason for row in found).most_common(10))
    yield ""
    yield "| input | stage | reason | tried twice |"
    yield "|---|---|---|---|"
    for row in found[:_NAMED_AT_MOST]:
        yield f"| {_code(row.source)} | {row.stage} | {_cell(row.reason)} | {'yes' if row.retried else 'no'} |"
    yield ""
    yield "Try them again, alone, with: `maaltal run DATASET/failures.csv --out OTHER`."
    yield ""


def _code(text: str) -> str:
    return f"`{_cell(text)}`"


def _cell(text: str) -> str:
    return printable(text).replace("`", "'").replace("|", "\\|")
