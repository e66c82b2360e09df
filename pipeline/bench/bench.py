"""`make bench`: a whole run beside plain reading (the floor) and beside what a user would otherwise write.

Floor: pypdfium2, plain text of every page. Baseline: pdfplumber, `extract_text` and `extract_tables` of every page.
Ours: the whole run, extraction and all files included. One process, processor time, the three taking turns
over batches of documents; modules, patterns and code lists are loaded by other documents before, not counted.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

from ..thrift import be_thrifty
from .documents import CORPUS, Made, make_documents, make_prose

Job = Callable[[Sequence[Path]], object]

FLOOR_TARGET = 4.0  # ours costs at most so many floors
BASELINE_TARGET = 15.0  # and the baseline at least so many of ours


def floor(paths: Sequence[Path]) -> int:
    """Plain text of every page by pypdfium2; number of characters."""
    import pypdfium2 as pdfium

    characters = 0
    for path in paths:
        with pdfium.PdfDocument(path.read_bytes()) as document:
            for index in range(len(document)):
                page = document[index]
                textpage = page.get_textpage()
                characters += len(textpage.get_text_range())
                textpage.close()
                page.close()
    return characters


def baseline(paths: Sequence[Path]) -> int:
    """Text and tables of every page by pdfplumber; number of characters and cells."""
    import pdfplumber

    found = 0
    for path in paths:
        with pdfplumber.open(path) as document:
            for page in document.pages:
                found += len(page.extract_text()) + sum(len(table) for table in page.extract_tables())
                page.close()
    return found


def ours(paths: Sequence[Path]) -> int:
    """The whole run into a fresh folder, in this process; number of documents."""
    from ..run import run

    with tempfile.TemporaryDirectory() as folder:
        return run([str(path) for path in paths], Path(folder) / "out", jobs=1).documents


def reading(paths: Sequence[Path]) -> int:
    """Our reading alone: text, lines and tables of every page; number of grids."""
    from ..read import load, read

    return sum(len(read(str(path), load(str(path))).grids) for path in paths)


def measure(batches: Sequence[Sequence[Path]], jobs: dict[str, Job]) -> dict[str, float]:
    """Processor seconds of each job over all batches, the jobs taking turns; no page is read twice by one job."""
    seconds = dict.fromkeys(jobs, 0.0)
    for batch in batches:
        for name, job in jobs.items():
            started = time.process_time()
            job(batch)
            seconds[name] += time.process_time() - started
    return seconds


def table(made: Made, seconds: dict[str, float]) -> str:
    """The measurements as a Markdown table, in ms a page and as ratios."""
    lines = [
        f"{date.today()}: {len(made.paths)} documents, {made.pages} pages, {made.table_pages} with tables; "
        "one process, processor time.",
        "", "| what | ms/page | times the floor |", "|---|---:|---:|",
        *(f"| {name} | {1000 * taken / made.pages:.1f} | {taken / seconds['floor']:.1f} |"
          for name, taken in seconds.items()),
    ]
    if "baseline" in seconds:
        lines += ["", f"The baseline costs {seconds['baseline'] / seconds['ours']:.1f} times ours."]
    return "\n".join(lines)


def main() -> int:
    """Measure and print; 1 where a target is missed and `--check` was given."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--batches", type=int, default=3, help="in how many turns the documents are read")
    parser.add_argument("--no-baseline", action="store_true", help="leave the slow baseline out")
    parser.add_argument("--check", action="store_true", help="end with 1 where a target is missed")
    options = parser.parse_args()
    be_thrifty()  # as the command is
    jobs: dict[str, Job] = {"floor": floor, "reading": reading, "ours": ours}
    if not options.no_baseline:
        jobs["baseline"] = baseline
    with tempfile.TemporaryDirectory() as folder:
        made = make_documents(Path(folder))
        warm_up = make_prose(Path(folder))
        for job in jobs.values():
            job([warm_up])
        ours(sorted(CORPUS.glob("*.html")))  # what only whole plans call for
        seconds = measure([made.paths[turn :: options.batches] for turn in range(options.batches)], jobs)
    print(table(made, seconds))
    missed = seconds["ours"] > FLOOR_TARGET * seconds["floor"] or (
        "baseline" in seconds and seconds["baseline"] < BASELINE_TARGET * seconds["ours"])
    return 1 if options.check and missed else 0


if __name__ == "__main__":
    raise SystemExit(main())
