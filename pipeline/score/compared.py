"""A dataset folder compared with gold files, by layer, per document and overall.

Documents and gold files are paired by the stem of `documents.source`. Layers: document (share of metadata fields
right), goals (F1 by title), requirements (F1 of statements found, and of those right in every core field), figures
(F1 over value and unit), budget_lines (F1 over year, measure and value), grounding (share of rows whose quote stands
exactly at its offsets).
"""

from __future__ import annotations

import csv
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ..compare import number
from .layers import layers_of
from .tally import FAULTS, LAYERS, Row, Tally, rounded, share

_LONGEST_CELL = 2**31 - 1  # characters


@dataclass(slots=True)
class Score:
    """The numbers of a comparison, as `report`, and per document the tallies of its layers and what is known of it.

    `grounded` counts for each document the rows that stand where they say, and all rows; `cards` joins what gold, the
    dataset and the manifest beside the gold say of a document.
    """

    report: dict[str, Any]
    tallies: dict[str, dict[str, Tally]]
    not_in_dataset: list[str]
    grounded: dict[str, tuple[int, int]] = field(default_factory=dict)
    cards: dict[str, Row] = field(default_factory=dict)


def score(dataset: Path, gold: Path) -> Score:
    """Compare the CSV tables and texts of a dataset with a folder of gold files."""
    documents = {Path(rows[0]["source"]).stem: rows[0] for rows in table(dataset, "documents").values()}
    tables = {layer: table(dataset, layer) for layer in LAYERS}
    manifest = _manifest(gold)
    result = Score({}, {}, [])
    for path in sorted(gold.glob("*.json")):
        stem, row = path.stem, documents.get(path.stem)
        known = json.loads(path.read_text(encoding="utf-8"))
        mine = {layer: _rows_of(rows, row) for layer, rows in tables.items()}
        result.tallies[stem] = layers_of(row, mine, known)
        result.cards[stem] = _card(known["document"], row, manifest.get(stem, {}))
        if row is None:
            result.not_in_dataset.append(stem)
        else:
            found = [one for rows in mine.values() for one in rows]
            result.grounded[stem] = _grounding(dataset, row["document_id"], found)
    result.report = {stem: document_report(layers) for stem, layers in result.tallies.items()}
    result.report["overall"] = overall_report(result, result.tallies)
    return result


def overall_report(result: Score, stems: Iterable[str]) -> dict[str, Any]:
    """The numbers over all rows of some documents."""
    totals = {name: Tally() for name in ("document", *LAYERS)}
    grounded = seen = 0
    for stem in stems:
        for name, tally in result.tallies[stem].items():
            totals[name].add(tally)
        right, rows = result.grounded.get(stem, (0, 0))
        grounded, seen = grounded + right, seen + rows
    report = document_report(totals)
    report["requirements"]["exact_f1"] = rounded(report["requirements"]["exact_f1"])
    return report | {"grounding": share(grounded, seen)}


def document_report(layers: dict[str, Tally]) -> dict[str, Any]:
    """The numbers of one set of layers."""
    report = {name: tally.summary() for name, tally in layers.items()}
    report["requirements"]["exact_f1"] = layers["requirements"].f1(layers["requirements"].exact)
    return report


def table_lines(report: dict[str, Any]) -> Iterator[str]:
    """The report as lines of text: a table with one line a document, then the accuracy of the fields."""
    width = max(28, *(len(name) for name in report))
    yield f"{'document':<{width}}{'meta':>7}{'goals':>7}{'req':>7}{'exact':>7}{'figs':>7}{'budget':>7}"
    for name, layers in report.items():
        cells = ("    -  " if value is None else f" {value:6.3f}" for value in headline(layers))
        yield f"{name:<{width}}" + "".join(cells)
    overall = report["overall"]
    for layer in ("document", "goals", "requirements", "budget_lines"):
        fields = overall[layer].get("fields", {})
        yield f"{layer} fields: " + (", ".join(f"{name} {share}" for name, share in fields.items()) or "-")
    yield f"grounding: {overall['grounding']}"


def headline(layers: dict[str, Any]) -> tuple[float | None, ...]:
    """Metadata, goals, requirements, exact requirements, figures, budget: one number each."""
    return (layers["document"]["f1"], layers["goals"]["f1"], layers["requirements"]["f1"],
            layers["requirements"]["exact_f1"], layers["figures"]["f1"], layers["budget_lines"]["f1"])


def error_lines(result: Score, layer: str, every_document: bool = True) -> Iterator[str]:
    """What was missed, spurious and wrong in a layer, document by document; or only for documents with faults."""
    for stem, layers in result.tallies.items():
        if every_document or layers[layer].faults:
            yield f"== {stem}: {layer}"
        for kind in FAULTS:
            for fault in layers[layer].faults:
                if fault.kind == kind:
                    yield f"  {fault.line()}"


def table(dataset: Path, name: str) -> dict[str, list[Row]]:
    """The rows of a CSV table by document id; none where the table is absent."""
    rows: dict[str, list[Row]] = defaultdict(list)
    for row in _csv_rows(dataset / f"{name}.csv"):
        rows[row["document_id"]].append(row)
    return rows


def _csv_rows(path: Path) -> list[Row]:
    if not path.exists():
        return []
    csv.field_size_limit(_LONGEST_CELL)
    with path.open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def _manifest(gold: Path) -> dict[str, Row]:
    """What `manifest.csv` beside a gold folder says of each document, by stem; empty where there is none."""
    return {row["stem"]: row for row in _csv_rows(gold.resolve().parent / "manifest.csv") if row.get("stem")}


def _card(gold: Row, row: Row | None, manifest: Row) -> Row:
    told = {name: manifest.get(name) or None for name in ("conversion", "producer", "set")}
    return told | {"plan_year": gold.get("plan_year"), "document_type": gold.get("document_type"),
                   "media_type": (row or {}).get("media_type") or None}


def _rows_of(rows: dict[str, list[Row]], document: Row | None) -> list[Row]:
    mine = rows.get(document["document_id"], []) if document else []
    return sorted(mine, key=lambda row: int(number(row.get("char_start")) or 0))


def _grounding(dataset: Path, document_id: str, rows: list[Row]) -> tuple[int, int]:
    """How many of the rows stand where they say, and how many there are."""
    path = dataset / "texts" / f"{document_id}.txt"
    if not path.exists():
        return 0, len(rows)
    with path.open(encoding="utf-8", newline="") as handle:
        text = handle.read()
    return sum(_stands(row, text) for row in rows), len(rows)


def _stands(row: Row, text: str) -> bool:
    start, end = number(row.get("char_start")), number(row.get("char_end"))
    if start is None or end is None or not row.get("quote"):
        return False
    return text[int(start) : int(end)] == row["quote"]
