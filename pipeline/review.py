"""Decisions in a run: extracted rows stay as they are, the panel follows the reviewer, `reviews` tells both."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from maaltal.schemas.ids import content_id
from maaltal.schemas.views import ReviewRow

from . import decisions as files
from .bundle import Bundle
from .decisions import Decision, DecisionsError, hash_of, key_of, parsed, words_of, written
from .outcome import Outcome
from .panel import panel
from .uptake import uptake

Tables = Mapping[str, Sequence[Any]]


@dataclass(frozen=True, slots=True)
class Held:
    """A decision against the rows of its document: whether it holds, and the row it holds for."""

    decision: Decision
    state: str
    document_id: str
    row: Any = None


class Decisions:
    """The decisions of a file, applied to one document after another."""

    def __init__(self, decisions: Iterable[Decision] = ()) -> None:
        self._decisions = list(decisions)
        self._of_document: dict[str, list[Decision]] = defaultdict(list)
        for decision in self._decisions:
            for name in {decision.document_id, decision.source}:
                self._of_document[name].append(decision)
        self._held: dict[Decision, Held] = {}

    @classmethod
    def read(cls, path: str | Path | None) -> Decisions:
        """The decisions of a file; raises DecisionsError where it is none, or is not there."""
        if path is None:
            return cls()
        if not Path(path).is_file():
            raise DecisionsError(f"{path}: no such file of decisions")
        return cls(files.read(Path(path)))

    def apply(self, outcome: Outcome) -> Outcome:
        """The outcome with a panel and a coverage that follow the decisions on its document."""
        if outcome.bundle is None or not self._decisions:
            return outcome
        held = self.held(outcome.bundle)
        if not any(item.state == "applied" for item in held):
            return outcome
        return replace(outcome, bundle=_reviewed_bundle(outcome.bundle, held))

    def held(self, bundle: Bundle) -> list[Held]:
        """What has become of the decisions on a document."""
        (document,) = bundle.rows["documents"]
        mine = dict.fromkeys([*self._of_document[bundle.document_id], *self._of_document[document.source]])
        found = [_held(decision, bundle) for decision in mine]
        self._held.update({item.decision: item for item in found})
        return found

    def rows(self) -> dict[str, tuple[ReviewRow, ...]]:
        """The table `reviews`, in the order of the file; to be asked for when all documents have passed."""
        rows = (_review_row(decision, self._held.get(decision)) for decision in self._decisions)
        return {"reviews": tuple({row.review_id: row for row in rows}.values())}


# ---- does a decision still hold? -----------------------------------------------------------------------------------

def _held(decision: Decision, bundle: Bundle) -> Held:
    row = _row(decision, bundle.rows)
    if row is None:
        return Held(decision, _why_gone(decision, bundle), bundle.document_id)
    if decision.decision == "correct":
        try:
            parsed(decision.table, decision.column, decision.corrected_value)
        except DecisionsError:
            return Held(decision, "not_valid", bundle.document_id, row)
    return Held(decision, "applied", bundle.document_id, row)


def _row(decision: Decision, rows: Tables) -> Any:
    """The row with the id and the words; else, in a changed document, the only row with the same words and value."""
    table = decision.table
    alike = [row for row in rows.get(table, ()) if hash_of(words_of(table, row)) == decision.quote_sha256]
    by_id = [row for row in alike if getattr(row, key_of(table)) == decision.row_id]
    if by_id or table == "documents":
        return next(iter(by_id), None)
    if decision.decision == "correct":
        alike = [row for row in alike if written(getattr(row, decision.column)) == decision.original_value]
    return alike[0] if len(alike) == 1 else None


def _why_gone(decision: Decision, bundle: Bundle) -> str:
    unchanged = decision.table != "documents" and decision.quote in bundle.text
    return "row_gone" if unchanged else "source_changed"


# ---- what follows from it ------------------------------------------------------------------------------------------

def reviewed_rows(rows: Tables, held: Iterable[Held]) -> Tables:
    """The rows as the reviewer wants them: without the rejected, corrected where corrected."""
    rejected: set[str] = set()
    corrected: dict[str, dict[str, Any]] = defaultdict(dict)
    for item in held:
        if item.state != "applied":
            continue
        decision, key = item.decision, getattr(item.row, key_of(item.decision.table))
        if decision.decision == "reject":
            rejected.add(key)
        elif decision.decision == "correct":
            corrected[key][decision.column] = parsed(decision.table, decision.column, decision.corrected_value)
    return {table: tuple(_reviewed(table, found, rejected, corrected)) for table, found in rows.items()}


def _reviewed(table: str, rows: Sequence[Any], rejected: set[str], corrected: dict[str, dict[str, Any]]) -> Iterator:
    key = key_of(table)
    for row in rows:
        name = getattr(row, key)
        if table == "documents" or name not in rejected:
            yield replace(row, **corrected[name]) if name in corrected else row


def _reviewed_bundle(bundle: Bundle, held: Sequence[Held]) -> Bundle:
    """The bundle with panel and coverage made anew; what was extracted stays as it was."""
    rows = reviewed_rows(bundle.rows, held)
    (document,) = rows["documents"]
    marks = _marks(held)
    observed = [replace(row, review=marks.get(row.source_row_id))
                for row in panel(bundle.document_id, document, rows)]
    taken = uptake(document, rows)
    return replace(bundle, rows={**bundle.rows, "panel": tuple(observed), "coverage": tuple(taken)})


def _marks(held: Iterable[Held]) -> dict[str, str]:
    """By id of the row: `accepted`, or `corrected` where a column was, whatever else was decided."""
    marks: dict[str, str] = {}
    for action, word in (("accept", "accepted"), ("correct", "corrected")):
        for item in held:
            if item.state == "applied" and item.decision.decision == action:
                marks[getattr(item.row, key_of(item.decision.table))] = word
    return marks


def _review_row(decision: Decision, held: Held | None) -> ReviewRow:
    row = held.row if held else None
    corrects = decision.decision == "correct"
    original = written(getattr(row, decision.column)) if corrects and row else decision.original_value
    return ReviewRow(
        review_id=content_id("reviews", decision.table, decision.row_id, decision.decision, decision.column),
        source_table=decision.table,
        row_id=getattr(row, key_of(decision.table)) if row else decision.row_id,
        document_id=held.document_id if held else None,
        decision=decision.decision, state=held.state if held else "not_read",
        column_name=decision.column or None, original_value=original or None,
        corrected_value=decision.corrected_value or None, reason=decision.reason or None, name=decision.name,
    )


def has_reviews(dataset: Path) -> bool:
    """Whether the dataset in a folder follows decisions; a run without them must then write it anew."""
    path = dataset / "reviews.csv"
    if not path.is_file():
        return False
    with path.open("rb") as handle:
        return sum(1 for _ in zip(handle, range(2), strict=False)) > 1
