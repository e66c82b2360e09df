"""Budget cells of PDFs with gold: ours beside plain pdfplumber and camelot, in one run.

    python -m maaltal.pipeline.bench.compare_tables [--gold corpus/gold] [--plans corpus/plans]

What is counted. The gold lists every number cell of every budget table as label, year and value. Three readings of a
cell are scored, as bags over each document:

    value   the number alone, as one cell of a table
    label   the number in a row with the words of its gold label (in it, or in the nearest row above without numbers)
    column  the number in such a row, and the gold year in a cell above it

pdfplumber runs `extract_tables()` with its default settings, camelot `read_pdf(pages="all")` as lattice and as stream,
on the same files. Neither says which tables are budgets; so that tables of targets do not count against them, their
precision looks only at tables in which at least half of the numbers are values of the gold. Ours is all that the
program wrote to `budget_lines`, nothing left out. Numbers are read from cells with our own reader of Danish numbers for
all; two numbers in one cell are no cell.
"""

from __future__ import annotations

import argparse
import json
import logging
import warnings
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import Any

from maaltal.extractors.table_words import value_of, years_of
from maaltal.pipeline.compare import token_f1, tokens
from maaltal.pipeline.process import process
from maaltal.pipeline.read import load, read

READINGS = ("value", "label", "column")
_LABEL_FITS = 0.6  # token F1, or every word of the gold label present
Grid = Sequence[Sequence[str | None]]


@dataclass(frozen=True, slots=True)
class NumberCell:
    """A number in a table: the words of its row, those of the headed row above, and the years over its column."""

    value: float
    row: str
    above: str = ""
    years: tuple[int, ...] = ()


@dataclass(slots=True)
class Score:
    """Right, found and expected cells of one tool in one reading."""

    right: int = 0
    found: int = 0
    expected: int = 0

    @property
    def precision(self) -> float | None:
        return self.right / self.found if self.found else None

    @property
    def recall(self) -> float | None:
        return self.right / self.expected if self.expected else None


class ToolMissing(RuntimeError):
    """A tool of the comparison is not installed."""


# ---- the tools ---------------------------------------------------------------------------------------------------

def ours(path: Path) -> list[list[NumberCell]]:
    """The budget lines that the program writes, as one table."""
    rows = process(read(str(path), load(str(path)))).rows["budget_lines"]
    return [[NumberCell(row.value, row.label, "", (row.year,) if row.year else ()) for row in rows]]


def plumber(path: Path) -> list[list[NumberCell]]:
    """What `extract_tables()` of pdfplumber finds with its default settings."""
    import pdfplumber

    with pdfplumber.open(path) as pdf:
        return [number_cells(table) for page in pdf.pages for table in page.extract_tables()]


def camelot(flavor: str) -> Callable[[Path], list[list[NumberCell]]]:
    """What camelot finds on all pages with one of its ways of reading."""
    def tool(path: Path) -> list[list[NumberCell]]:
        try:
            import camelot as reader
        except ImportError as error:
            raise ToolMissing("camelot is not installed: pip install camelot-py") from error
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # pages without tables
            return [number_cells(table.df.values.tolist()) for table in reader.read_pdf(
                str(path), pages="all", flavor=flavor)]
    return tool


TOOLS: dict[str, Callable[[Path], list[list[NumberCell]]]] = {
    "maaltal": ours,
    "pdfplumber": plumber,
    "camelot lattice": camelot("lattice"),
    "camelot stream": camelot("stream"),
}


def number_cells(grid: Grid) -> list[NumberCell]:
    """The cells of a plain grid that hold one number each."""
    found: list[NumberCell] = []
    heads: dict[int, list[str]] = {}
    above = ""
    for row in grid:
        texts = [" ".join((text or "").split()) for text in row]
        numbers = {column: value for column, text in enumerate(texts)
                   if (value := value_of(text)) and not _is_year(text)}
        words = " ".join(text for column, text in enumerate(texts) if text and column not in numbers)
        if not numbers:
            above = words or above
            for column, text in enumerate(texts):
                heads.setdefault(column, []).append(text)
        for column, value in numbers.items():
            years = tuple(year for text in heads.get(column, ()) for year in years_of(text))
            found.append(NumberCell(value.number, words, above, years))
    return found


def _is_year(text: str) -> bool:
    return len(text) == 4 and years_of(text) != ()


# ---- scoring -----------------------------------------------------------------------------------------------------

def score(tables: Sequence[Sequence[NumberCell]], gold: Sequence[dict[str, Any]], all_tables: bool) -> dict[str, Score]:
    """Scores of one document by reading; `all_tables` where every table found claims to be a budget."""
    values = Counter(float(line["value"]) for line in gold)
    kept = [cell for table in tables if all_tables or _is_budget(table, values) for cell in table]
    return {reading: Score(_matched(kept, gold, reading), len(kept), len(gold)) for reading in READINGS}


def _is_budget(table: Sequence[NumberCell], values: Counter[float]) -> bool:
    known = sum(1 for cell in table if cell.value in values)
    return known > 0 and 2 * known >= len(table)


def _matched(cells: Sequence[NumberCell], gold: Sequence[dict[str, Any]], reading: str) -> int:
    """How many gold lines have a cell of their own that fits; lines are served in order, each by its best cell."""
    free: dict[float, list[NumberCell]] = {}
    for cell in cells:
        free.setdefault(cell.value, []).append(cell)
    right = 0
    for line in gold:
        fitting = [cell for cell in free.get(float(line["value"]), ()) if _fits(cell, line, reading)]
        if fitting:
            best = max(fitting, key=lambda cell: (_closeness(cell, line), line["year"] in cell.years))
            free[best.value].remove(best)
            right += 1
    return right


def _fits(cell: NumberCell, line: dict[str, Any], reading: str) -> bool:
    labelled = reading == "value" or _closeness(cell, line) >= _LABEL_FITS
    return labelled and (reading != "column" or line["year"] in cell.years)


def _closeness(cell: NumberCell, line: dict[str, Any]) -> float:
    """How well the words of a cell's row, or of the row above, hold the gold label: 1 where all its words are there."""
    wanted = tokens(line["label"])
    texts = [tokens(text) for text in (cell.row, cell.above) if text]
    return max((1.0 if wanted and not wanted - text else token_f1(text, wanted) for text in texts), default=0.0)


# ---- the table ---------------------------------------------------------------------------------------------------

def documents(plans: Path, gold: Path) -> Iterator[tuple[Path, list[dict[str, Any]]]]:
    """PDFs whose gold has budget lines."""
    for path in sorted(plans.glob("*.pdf")):
        file = gold / f"{path.stem}.json"
        lines = json.loads(file.read_text(encoding="utf-8")).get("budget_lines", []) if file.exists() else []
        if lines:
            yield path, lines


def compare(plans: Path, gold: Path) -> Iterator[str]:
    """The lines of the comparison, tool by tool."""
    pairs = list(documents(plans, gold))
    if not pairs:
        yield f"no PDF in {plans} has budget lines in {gold}"
        return
    cells = sum(len(lines) for _, lines in pairs)
    yield f"{len(pairs)} PDFs, {cells} budget cells in gold; precision / recall of cells by reading"
    yield f"{'tool':<18}{'cells':>7}" + "".join(f"{reading:>17}" for reading in READINGS) + f"{'seconds':>10}"
    for name, tool in TOOLS.items():
        begun = perf_counter()
        try:
            totals = _totals(tool, pairs, all_tables=tool is ours)
        except ToolMissing as missing:
            yield f"{name:<18}{'-':>7}  {missing}"
            continue
        figures = "".join(f"{_share(s.precision):>9} / {_share(s.recall):<5}" for s in totals.values())
        yield f"{name:<18}{totals['value'].found:>7}{figures}{perf_counter() - begun:>10.1f}"


def _totals(tool: Callable[[Path], list[list[NumberCell]]], pairs: Sequence[tuple[Path, list[dict[str, Any]]]],
            all_tables: bool) -> dict[str, Score]:
    totals = {reading: Score() for reading in READINGS}
    for path, lines in pairs:
        for reading, part in score(tool(path), lines, all_tables).items():
            total = totals[reading]
            total.right, total.found, total.expected = (
                total.right + part.right, total.found + part.found, total.expected + part.expected)
    return totals


def _share(value: float | None) -> str:
    return "-" if value is None else f"{value:.3f}"


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the comparison for a folder of PDFs and a folder of gold files."""
    parser = argparse.ArgumentParser(description="Budget cells read by maaltal, pdfplumber and camelot.")
    parser.add_argument("--plans", type=Path, default=Path("corpus/plans"))
    parser.add_argument("--gold", type=Path, default=Path("corpus/gold"))
    chosen = parser.parse_args(arguments)
    logging.disable(logging.WARNING)
    for line in compare(chosen.plans, chosen.gold):
        print(line, flush=True)


if __name__ == "__main__":
    main()
