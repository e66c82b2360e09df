"""The score as lines of text and as JSON."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from . import groups, reliability
from .compared import Score, error_lines, table_lines
from .tally import LAYERS

_COUNTED = ("document", *LAYERS)


def report_lines(result: Score, details: bool = False) -> Iterator[str]:
    """The scores by document; with details precision and recall, subgroups, reliability and every fault, too."""
    if details:
        for layer in _COUNTED:
            yield from error_lines(result, layer, every_document=False)
        yield ""
    yield from table_lines(result.report)
    if not details:
        yield from _faults_in_short(result)
        return
    yield ""
    yield from layer_lines(result)
    yield ""
    yield from field_lines(result)
    yield ""
    yield from groups.lines(groups.subgroups(result))
    yield ""
    yield from reliability.lines(reliability.of_tallies(result.tallies.values()))


def layer_lines(result: Score) -> Iterator[str]:
    """Precision, recall and F1 of each layer, per document and overall."""
    width = max(28, *(len(name) for name in result.report))
    yield f"{'layer':<14}{'document':<{width}}{'found':>7}{'gold':>7}{'precision':>11}{'recall':>9}{'F1':>8}"
    for layer in _COUNTED:
        for name, report in result.report.items():
            one = report[layer]
            if one["predicted"] or one["expected"]:
                shares = "".join(f"{'-' if value is None else f'{value:.3f}':>{size}}"
                                 for value, size in ((one["precision"], 11), (one["recall"], 9), (one["f1"], 8)))
                yield f"{layer:<14}{name:<{width}}{one['predicted']:>7}{one['expected']:>7}{shares}"


def field_lines(result: Score) -> Iterator[str]:
    """Fields that were not right in every matched row, per document."""
    yield "fields not always right, by document"
    for layer in _COUNTED:
        for name, report in result.report.items():
            shares = {field: share for field, share in report[layer].get("fields", {}).items() if share != 1}
            if shares and name != "overall":
                yield f"  {layer} · {name}: " + ", ".join(f"{field} {share}" for field, share in shares.items())


def record(result: Score) -> dict[str, Any]:
    """All there is, for JSON: first the report by document and `overall`, then what stands beside it."""
    return result.report | {
        "subgroups": groups.subgroups(result),
        "reliability": {one.layer: one.record() for one in reliability.of_tallies(result.tallies.values())},
        "faults": {stem: {layer: [fault.record() for fault in tally.faults] for layer, tally in layers.items()}
                   for stem, layers in result.tallies.items()},
        "not_in_dataset": result.not_in_dataset,
    }


def _faults_in_short(result: Score) -> Iterator[str]:
    counts = {kind: sum(fault.kind == kind for layers in result.tallies.values() for tally in layers.values()
                        for fault in tally.faults) for kind in ("missed", "spurious", "wrong")}
    if any(counts.values()):
        told = ", ".join(f"{count} {kind}" for kind, count in counts.items())
        yield f"rows: {told} (--details lists them with their quotes)"
