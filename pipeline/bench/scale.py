"""`make bench-scale`: how time and memory grow with the number of documents, and with the pages of one document.

Each row is a run of its own, in a process of its own; copies differ in a line, so that none is a duplicate.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import resource
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import suppress
from datetime import date
from pathlib import Path

from .documents import CORPUS

_TEXTS = CORPUS.parent / "transcripts"
_PARTS = 8  # a copy holds one of so many parts of a transcript


def multiplied(folder: Path, count: int) -> None:
    """So many different plans, cut from the transcripts of the corpus."""
    texts = [path.read_text(encoding="utf-8") for path in sorted(_TEXTS.glob("*.txt"))]
    for number in range(count):
        text = texts[number % len(texts)]
        size = len(text) // _PARTS
        start = size * (number // len(texts) % _PARTS)
        (folder / f"{number:06}.txt").write_text(f"Plan {number}\n\n{text[start : start + size]}", encoding="utf-8")


def long_document(path: Path, pages: int) -> None:
    """One PDF of so many pages, those of the sample plans over and over."""
    import pypdfium2 as pdfium

    joined = pdfium.PdfDocument.new()
    while len(joined) < pages:
        for source in sorted(CORPUS.glob("*.pdf")):
            with pdfium.PdfDocument(source) as part:
                joined.import_pages(part, list(range(min(len(part), pages - len(joined)))))
    joined.save(path)
    joined.close()


def measured(inputs: Path, jobs: int) -> dict[str, float]:
    """Seconds, peak memory of the run (and of its largest worker) in MB, and documents of a run in a fresh process."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", __spec__.name, "--run", str(inputs), str(Path(folder) / "out"), str(jobs)]
        return json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def run_once(inputs: str, out: str, jobs: int) -> None:
    """Run, and print what it cost, for `measured`."""
    from ..run import Engine, run
    from ..workers import Limits

    largest = [0.0]
    threading.Thread(target=_watch_workers, args=(largest,), daemon=True).start()
    started = time.perf_counter()
    summary = run([inputs], out, engine=Engine(jobs, Limits()))
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"seconds": time.perf_counter() - started, "run": own, "worker": largest[0],
                      "documents": summary.documents}))


def _watch_workers(largest: list[float]) -> None:
    """Note the peak memory (MB) of the largest worker process, as the system tells it."""
    while True:
        for child in multiprocessing.active_children():
            with suppress(OSError, StopIteration):
                status = Path(f"/proc/{child.pid}/status").read_text().splitlines()
                peak = next(line.split()[1] for line in status if line.startswith("VmHWM:"))
                largest[0] = max(largest[0], int(peak) / 1024)
        time.sleep(0.2)


def main() -> None:
    """Measure and print the two tables."""
    if sys.argv[1:2] == ["--run"]:
        run_once(sys.argv[2], sys.argv[3], int(sys.argv[4]))
        return
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--documents", type=int, nargs="+", default=[100, 1000, 10_000])
    parser.add_argument("--pages", type=int, nargs="+", default=[100, 2000])
    parser.add_argument("--jobs", type=int, default=2)
    options = parser.parse_args()
    print(f"{date.today()}, {options.jobs} jobs", "", "| inputs | ms/document | MB, run | MB, worker |",
          "|---|---:|---:|---:|", sep="\n")
    for count in options.documents:
        with tempfile.TemporaryDirectory() as folder:
            multiplied(Path(folder), count)
            cost = measured(Path(folder), options.jobs)
        each = 1000 * cost["seconds"] / count
        print(f"| {count} documents | {each:.1f} | {cost['run']:.0f} | {cost['worker']:.0f} |", flush=True)
    for pages in options.pages:
        with tempfile.TemporaryDirectory() as folder:
            long_document(Path(folder) / "long.pdf", pages)
            cost = measured(Path(folder), 1)
        print(f"| one of {pages} pages | {1000 * cost['seconds']:.0f} ({1000 * cost['seconds'] / pages:.1f} a page) | "
              f"{cost['run']:.0f} | {cost['worker']:.0f} |", flush=True)


if __name__ == "__main__":
    main()
