"""Fits what confidence means: `python -m maaltal.pipeline.calibrate` reads the corpus and writes `confidence.toml`.

Rows count in full as they were read at a document's first run, before any rule was mended for it; those outcomes are
kept in `corpus/first_runs.csv` (`--record DATASET GOLD` adds a new set to it). Rows as they are read now stem from
documents that the rules have seen, and say little of one that nobody has seen: each counts `SEEN`. The fit is a
penalised logistic regression in which a doubt can only lower confidence; no chance in it, the same evidence gives the
same file.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from math import exp, log
from pathlib import Path
from tempfile import TemporaryDirectory

from maaltal.extractors.confidence import DOUBTS, Weights, doubts_of
from maaltal.schemas.tables import TABLES, columns

from .dataset import opened, rows
from .floors import SETS, gold_hash
from .run import run
from .score import score
from .score.reliability import lines, reliability

FIRST_RUNS = Path("corpus/first_runs.csv")
PARAMETERS = Path("extractors/confidence.toml")
SEEN = 0.1  # weight of a row that the rules were made on, beside a row at its first run
PROMISED = 0.9  # rows of this confidence are to be right so often
PRIOR = 0.7  # cost of a doubt that no row has had, in log-odds: 0.95 becomes 0.90
_PENALTY = 1.0  # of squared distance from it, in rows
_ROUNDS = 300
_LEAST_COST = 0.005
_FIRST_RUN_COLUMNS = ("document", "table", "doubts", "right", "rows")

Doubts = tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True)
class Case:
    """Rows of one document and table with the same doubts, all right or all wrong; `weight` is that of one of them."""

    document: str
    table: str
    doubts: Doubts
    right: bool
    rows: int = 1
    weight: float = 1.0


# ---- evidence ------------------------------------------------------------------------------------------------------

def cases(dataset: Path, gold: Path) -> list[Case]:
    """The rows of a dataset that gold judges, gathered by document, table, doubts and outcome."""
    result = score(dataset, gold)
    found: Counter[tuple[str, str, Doubts, bool]] = Counter()
    with opened(dataset) as database:
        for document in list(rows(database, "documents")):
            stem = Path(document.source).stem
            paragraphs = list(rows(database, "paragraphs", document.document_id))
            for table in DOUBTS if stem in result.tallies else ():
                key = next(column.name for column in columns(TABLES[table]) if column.key)
                rights = {verdict.row[key]: verdict.right for verdict in result.tallies[stem][table].verdicts}
                mine = list(rows(database, table, document.document_id))
                for row, doubts in doubts_of(table, mine, paragraphs, document):
                    if (right := rights.get(getattr(row, key))) is not None:
                        found[stem, table, tuple(sorted(doubts.items())), right] += 1
    return [Case(*key, rows=count) for key, count in sorted(found.items())]


def read_first_runs(file: Path) -> list[Case]:
    """The cases that are kept; none where the file is absent."""
    if not file.exists():
        return []
    with file.open(encoding="utf-8", newline="") as handle:
        return [_case(row) for row in csv.DictReader(handle)]


def write_first_runs(file: Path, kept: Iterable[Case]) -> None:
    """Write cases as CSV, sorted."""
    with file.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.writer(handle, lineterminator="\n")
        writer.writerow(_FIRST_RUN_COLUMNS)
        for case in sorted(kept, key=lambda case: (case.document, case.table, case.doubts, case.right)):
            written = ";".join(f"{name}={size:g}" for name, size in case.doubts if size)
            writer.writerow([case.document, case.table, written, str(case.right).lower(), case.rows])


def evidence(now: Sequence[Case], first: Sequence[Case]) -> list[Case]:
    """What to fit on: first runs in full, and all documents as they are read now at less weight."""
    return [*first, *(replace(case, weight=SEEN) for case in now)]


def _case(row: Mapping[str, str]) -> Case:
    pairs = (part.partition("=") for part in row["doubts"].split(";") if part)
    doubts = tuple((name, float(size)) for name, _, size in pairs)
    return Case(row["document"], row["table"], doubts, row["right"] == "true", int(row["rows"]))


def _origin(document: str) -> str:
    """The document that a flattened transcript of the corpus was made from."""
    return document.removesuffix("_flat")


# ---- fit -----------------------------------------------------------------------------------------------------------

def fit(found: Iterable[Case]) -> Weights:
    """Base and costs of one table. One row right and one wrong without any doubt are added, so that none is certain."""
    counts: Counter[tuple[Doubts, bool]] = Counter({((), True): 1.0, ((), False): 1.0})  # type: ignore[dict-item]
    for case in found:
        counts[case.doubts, case.right] += case.rows * case.weight  # type: ignore[assignment]
    names = sorted({name for doubts, _ in counts for name, _ in doubts})
    base, costs = 0.0, dict.fromkeys(names, PRIOR)
    for _ in range(_ROUNDS):
        step = _step(counts, base, costs, None)
        base, moved = base + step, abs(step)
        for name in names:
            new = max(0.0, costs[name] + _step(counts, base, costs, name))
            moved, costs[name] = max(moved, abs(new - costs[name])), new
        if moved < 1e-7:
            break
    return Weights(round(base, 3), {name: round(cost, 3) for name, cost in costs.items() if cost >= _LEAST_COST})


def _step(
    counts: Mapping[tuple[Doubts, bool], float], base: float, costs: Mapping[str, float], name: str | None
) -> float:
    """Newton's step for one parameter, the base where `name` is None; at most one unit of log-odds."""
    slope, bend = (0.0, 1e-9) if name is None else (_PENALTY * (PRIOR - costs[name]), _PENALTY)
    for (doubts, right), weight in counts.items():
        size = 1.0 if name is None else -dict(doubts).get(name, 0.0)
        if size:
            chance = 1 / (1 + exp(sum(costs[other] * much for other, much in doubts if much) - base))
            slope += weight * (right - chance) * size
            bend += weight * chance * (1 - chance) * size * size
    return max(-1.0, min(1.0, slope / bend))


def left_out(found: Sequence[Case], table: str) -> Iterator[tuple[float, bool, bool]]:
    """Confidence, being right and whether at first run, for each row by a fit that has not seen its document."""
    mine = [case for case in found if case.table == table]
    for origin in sorted({_origin(case.document) for case in mine}):
        weights = fit(case for case in mine if _origin(case.document) != origin)
        for case in mine:
            if _origin(case.document) == origin:
                yield from [(weights.probability(dict(case.doubts)), case.right, case.weight == 1.0)] * case.rows


def temper(predictions: Sequence[tuple[float, bool]]) -> tuple[float, float]:
    """Shift and slope (0 to 1) of log-odds that make confidence of documents left out as high as they are right.

    Documents differ from each other more than their rows do, so that a fit may be too sure of one it has not seen:
    where fewer than nine in ten rows at 0.9 are right. Elsewhere nothing is changed.
    """
    sure = [right for chance, right in predictions if chance >= PROMISED]
    if sum(sure) >= PROMISED * len(sure):
        return 0.0, 1.0
    shift, slope = 0.0, 1.0
    for _ in range(_ROUNDS):
        gradient, bends = [-_PENALTY * shift, _PENALTY * (1 - slope)], [_PENALTY, 0.0, _PENALTY]
        for chance, right in predictions:
            odds = log(chance / (1 - chance))
            told = 1 / (1 + exp(-shift - slope * odds))
            bend = told * (1 - told)
            gradient = [gradient[0] + right - told, gradient[1] + (right - told) * odds]
            bends = [bends[0] + bend, bends[1] + bend * odds, bends[2] + bend * odds * odds]
        scale = bends[0] * bends[2] - bends[1] ** 2
        shift += _bounded((bends[2] * gradient[0] - bends[1] * gradient[1]) / scale)
        slope += _bounded((bends[0] * gradient[1] - bends[1] * gradient[0]) / scale)
    return (shift, slope) if 0 < slope < 1 else (0.0, 1.0)


def _bounded(step: float) -> float:
    return max(-0.5, min(0.5, step))


def at_first_run(found: Sequence[Case], table: str) -> list[tuple[float, bool]]:
    """Confidence and being right of the rows of first runs, by fits that have not seen their documents."""
    return [(chance, right) for chance, right, at_first in left_out(found, table) if at_first]


# ---- command -------------------------------------------------------------------------------------------------------

def parameters(found: Sequence[Case], gold_sha256: str, first_sha256: str) -> str:
    """The text of `confidence.toml`."""
    parts = ["# Base and costs (log-odds) for confidence.py, made by `python -m maaltal.pipeline.calibrate`.", "",
             f'gold_sha256 = "{gold_sha256}"', f'first_runs_sha256 = "{first_sha256}"']
    for table in DOUBTS:
        weights = fit(case for case in found if case.table == table)
        shift, slope = temper(at_first_run(found, table))
        parts += ["", f"[{table}]", f"base = {round(shift + slope * weights.base, 3)}", "", f"[{table}.costs]"]
        parts += [f"{name} = {round(slope * cost, 3)}" for name, cost in weights.costs.items()]
    return "\n".join(parts) + "\n"


def file_hash(file: Path) -> str:
    """Hash of a file's bytes; that of no bytes where it is absent."""
    return hashlib.sha256(file.read_bytes() if file.exists() else b"").hexdigest()


def main(arguments: Sequence[str] | None = None) -> int:
    """Fit and write the parameters, or keep the outcomes of a first run."""
    parser = argparse.ArgumentParser(prog="python -m maaltal.pipeline.calibrate", description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--record", nargs=2, type=Path, metavar=("DATASET", "GOLD"),
                        help="keep how these documents were read the first time")
    parser.add_argument("--out", type=Path, default=PARAMETERS, metavar="FILE")
    asked = parser.parse_args(arguments)
    first = read_first_runs(FIRST_RUNS)
    if asked.record:
        return _record(first, *asked.record)
    corpus = SETS[0]
    with TemporaryDirectory() as folder:
        run(corpus.inputs, Path(folder) / "dataset")
        found = evidence(cases(Path(folder) / "dataset", corpus.gold), first)
    asked.out.write_text(parameters(found, gold_hash(corpus.gold), file_hash(FIRST_RUNS)), encoding="utf-8")
    print("\n== documents at their first run, each by a fit without it")
    results = (reliability(table, list(_tempered(at_first_run(found, table)))) for table in DOUBTS)
    print(*lines([one for one in results if one]), sep="\n")
    return 0


def _tempered(predictions: Sequence[tuple[float, bool]]) -> Iterator[tuple[float, bool]]:
    shift, slope = temper(predictions)
    for chance, right in predictions:
        yield 1 / (1 + exp(-shift - slope * log(chance / (1 - chance)))), right


def _record(first: Sequence[Case], dataset: Path, gold: Path) -> int:
    """Keep the first run of documents of which none is kept yet; 1 where one would be overwritten."""
    new = cases(dataset, gold)
    known = {case.document for case in new} & {case.document for case in first}
    if known:
        print(f"the first run of {', '.join(sorted(known))} is kept already: a document has only one")
        return 1
    write_first_runs(FIRST_RUNS, [*first, *new])
    documents = {case.document for case in new}
    print(f"{FIRST_RUNS}: {sum(case.rows for case in new)} rows of {len(documents)} documents added")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
