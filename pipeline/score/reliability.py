"""Whether confidence means what it says: rows by the confidence they carry, against the share of them that is right."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Any

from ..compare import number
from .tally import LAYERS, Tally

EDGES = (0.0, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 1.0)  # a bin holds its lower edge; the last one also its upper
RIGHT_MEANS = {
    "goals": "matched, with the right level",
    "requirements": "matched, with every core field right",
    "figures": "value and unit matched",
    "budget_lines": "year, measure and value matched, with the right label",
}
_Z = 1.96  # of a 95 % interval


@dataclass(frozen=True, slots=True)
class Bin:
    """Rows with a confidence of `low` to `high`: how many, their mean confidence, how many are right."""

    low: float
    high: float
    rows: int
    confidence: float
    right: int

    @property
    def share(self) -> float:
        return self.right / self.rows

    @property
    def interval(self) -> tuple[float, float]:
        """95 % interval (Wilson) of the share right."""
        middle = self.share + _Z**2 / (2 * self.rows)
        slack = _Z * sqrt(self.share * (1 - self.share) / self.rows + _Z**2 / (4 * self.rows**2))
        scale = 1 + _Z**2 / self.rows
        return max(0.0, (middle - slack) / scale), min(1.0, (middle + slack) / scale)


@dataclass(frozen=True, slots=True)
class Reliability:
    """The bins of a layer; `brier` is the mean squared error, `ece` the mean distance of confidence and share right."""

    layer: str
    rows: int
    brier: float
    ece: float
    bins: tuple[Bin, ...]

    def record(self) -> dict[str, Any]:
        """The numbers as JSON holds them."""
        return {
            "right_means": RIGHT_MEANS[self.layer], "rows": self.rows, "brier": round(self.brier, 4),
            "ece": round(self.ece, 4),
            "bins": [{"from": one.low, "to": one.high, "rows": one.rows, "confidence": round(one.confidence, 4),
                      "right": round(one.share, 4), "interval": [round(edge, 4) for edge in one.interval]}
                     for one in self.bins],
        }


def reliability(layer: str, pairs: Iterable[tuple[float, bool]]) -> Reliability | None:
    """Reliability of pairs of confidence and being right; None of no pairs."""
    pairs = list(pairs)
    if not pairs:
        return None
    bins = tuple(_bins(pairs))
    brier = sum((confidence - right) ** 2 for confidence, right in pairs) / len(pairs)
    ece = sum(one.rows * abs(one.confidence - one.share) for one in bins) / len(pairs)
    return Reliability(layer, len(pairs), brier, ece, bins)


def of_tallies(documents: Iterable[dict[str, Tally]]) -> list[Reliability]:
    """The reliability of each layer over documents, from the confidences that the rows of the dataset carry."""
    documents = list(documents)
    found = (reliability(layer, [
        (float(confidence), verdict.right) for layers in documents for verdict in layers[layer].verdicts
        if isinstance(confidence := number(verdict.row.get("confidence")), float)]) for layer in LAYERS)
    return [one for one in found if one]


def lines(reliabilities: Sequence[Reliability]) -> Iterator[str]:
    """Reliability as lines of text."""
    for one in reliabilities:
        yield (f"reliability of {one.layer} (right: {RIGHT_MEANS[one.layer]}): {one.rows} rows, "
               f"Brier {one.brier:.3f}, calibration error {one.ece:.3f}")
        yield f"  {'confidence':<14}{'rows':>6}{'mean':>8}{'right':>8}   95 % interval"
        for found in one.bins:
            low, high = found.interval
            yield (f"  {f'{found.low:.2f} - {found.high:.2f}':<14}{found.rows:>6}{found.confidence:>8.3f}"
                   f"{found.share:>8.3f}   {low:.2f} - {high:.2f}")


def _bins(pairs: Sequence[tuple[float, bool]]) -> Iterator[Bin]:
    for low, high in zip(EDGES, EDGES[1:], strict=False):
        inside = [pair for pair in pairs if low <= pair[0] < high or pair[0] == high == EDGES[-1]]
        if inside:
            confidences, rights = zip(*inside, strict=True)
            yield Bin(low, high, len(inside), sum(confidences) / len(inside), sum(rights))
