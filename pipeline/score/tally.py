"""What is counted when rows are compared with gold: rows right, predicted and expected, fields, faults, verdicts."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

Row = dict[str, Any]

LAYERS = ("goals", "requirements", "figures", "budget_lines")
FAULTS = ("missed", "spurious", "wrong")


@dataclass(frozen=True, slots=True)
class Fault:
    """A row that was missed, invented or wrong: its quote, what it is, its page, and for a wrong row the fields."""

    kind: str
    quote: str
    what: str = ""
    page: str | None = None
    fields: dict[str, dict[str, Any]] = field(default_factory=dict)  # name: {"expected": ..., "found": ...}

    def line(self) -> str:
        """One line of text; the fields of a wrong row as a dictionary."""
        quote = " ".join(self.quote.split())
        if self.kind == "wrong":
            return f"wrong: {({'quote': quote} | self.fields)}"
        return f"{self.kind}: {self.what} · {quote}" if self.what else f"{self.kind}: {quote}"

    def record(self) -> dict[str, Any]:
        """The fault as JSON holds it."""
        return {name: getattr(self, name) for name in ("kind", "what", "quote", "page", "fields")}


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a row of the dataset is right as a whole, and its row of gold; rows that gold leaves open have none."""

    row: Row
    right: bool
    gold: Row | None = None


@dataclass(slots=True)
class Tally:
    """Counts of right, predicted and expected rows, of fields right among matches, and what went wrong."""

    right: int = 0
    predicted: int = 0
    expected: int = 0
    exact: int = 0
    fields: dict[str, list[int]] = field(default_factory=lambda: defaultdict(lambda: [0, 0]))  # [right, judged]
    faults: list[Fault] = field(default_factory=list)
    verdicts: list[Verdict] = field(default_factory=list)

    def add(self, other: Tally) -> None:
        """Count what another tally counted; its faults and verdicts stay there."""
        self.right += other.right
        self.predicted += other.predicted
        self.expected += other.expected
        self.exact += other.exact
        for name, (right, judged) in other.fields.items():
            self.fields[name][0] += right
            self.fields[name][1] += judged

    def judge(self, checks: dict[str, bool]) -> None:
        """Count the fields of one matched row."""
        for name, right in checks.items():
            self.fields[name][0] += right
            self.fields[name][1] += 1

    def f1(self, right: int | None = None) -> float | None:
        """F1 of the rows right, or of `right` rows; None where there was nothing to find and nothing was found."""
        if not self.predicted and not self.expected:
            return None
        return 2 * (self.right if right is None else right) / (self.predicted + self.expected)

    def summary(self) -> dict[str, Any]:
        """Precision, recall, F1, counts, and the share of each field right among matched rows."""
        summary: dict[str, Any] = {
            "precision": share(self.right, self.predicted), "recall": share(self.right, self.expected),
            "f1": rounded(self.f1()), "predicted": self.predicted, "expected": self.expected}
        if self.fields:
            summary["fields"] = {name: share(right, judged) for name, (right, judged) in self.fields.items()}
        return summary


def share(part: int, whole: int) -> float | None:
    """A share to four decimals; None of nothing."""
    return round(part / whole, 4) if whole else None


def rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 4)
