"""The tables that only the whole dataset can give: one plan a municipality and year, and the words nobody knows.

Documents pass through one by one; what is kept is small: a row a municipality and year, a counter of words.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from maaltal.schemas.codelists import municipality_by_code
from maaltal.schemas.ids import content_id
from maaltal.schemas.tables import DocumentRow
from maaltal.schemas.views import CoverageRow, UnknownTermRow

from .outcome import Outcome
from .places import municipalities_named
from .wide import wide_row

_TYPES = ("employment_plan", "result_review", "follow_up", "key_figures")
_STATUS = ("final", None, "draft")

Rank = tuple[int, int, int]


@dataclass(slots=True)
class _Best:
    """The document that stands for a municipality and year, and how many there are."""

    rank: Rank
    wide: Any
    coverage: tuple[CoverageRow, ...]
    documents: int = 1


@dataclass(slots=True)
class _Term:
    text: str
    row_id: str
    document_id: str
    rows: int = 0
    documents: set[str] = field(default_factory=set)


class Views:
    """Takes in every outcome, in the order of the sources, and gives the rows of the whole."""

    def __init__(self) -> None:
        self._best: dict[tuple[str, int], _Best] = {}
        self._terms: dict[tuple[str, str, str], _Term] = {}

    def pass_on(self, outcome: Outcome) -> Outcome:
        """Take note of an outcome; what comes back is without the rows that wait for the whole."""
        if outcome.bundle is None:
            return outcome
        rows = outcome.bundle.rows
        (document,) = rows["documents"]
        for table, column, text, row_id in _unknown(document, rows):
            self._count(table, column, text, row_id, document.document_id)
        self._rank(document, rows)
        kept = {table: found for table, found in rows.items() if table != "coverage"}
        return replace(outcome, bundle=replace(outcome.bundle, rows=kept))

    def rows(self) -> dict[str, tuple[Any, ...]]:
        """The rows of the views; sorted by municipality and year, by table and words."""
        chosen = [self._best[key] for key in sorted(self._best)]
        return {
            "panel_wide": tuple(replace(best.wide, n_documents=best.documents) for best in chosen),
            "coverage": tuple(row for best in chosen for row in best.coverage),
            "unknown_terms": tuple(self._term_rows()),
        }

    def _rank(self, document: DocumentRow, rows: Mapping[str, Sequence[Any]]) -> None:
        if document.plan_year is None:
            return
        for code in filter(municipality_by_code().__contains__, document.municipality_codes):
            coverage = tuple(row for row in rows.get("coverage", ()) if row.municipality_code == code)
            mine = [row for row in rows.get("panel", ()) if row.municipality_code == code]
            rank = _rank(document, len(mine))
            known = self._best.get((code, document.plan_year))
            if known is None or rank < known.rank:
                wide = wide_row(document, municipality_by_code()[code], mine, coverage, rows)
                documents = known.documents + 1 if known else 1
                self._best[code, document.plan_year] = _Best(rank, wide, coverage, documents)
            else:
                known.documents += 1

    def _count(self, table: str, column: str, text: str, row_id: str, document_id: str) -> None:
        key = (table, column, " ".join(text.split()).casefold())
        term = self._terms.setdefault(key, _Term(text, row_id, document_id))
        term.rows += 1
        term.documents.add(document_id)

    def _term_rows(self) -> Iterator[UnknownTermRow]:
        """Words with most rows first, table by table."""
        order = sorted(self._terms.items(), key=lambda item: (*item[0][:2], -item[1].rows, item[0][2]))
        for key, term in order:
            yield UnknownTermRow(content_id("unknown_terms", *key), key[0], key[1], term.text, term.rows,
                                 len(term.documents), term.document_id, term.row_id)


def _rank(document: DocumentRow, panel_rows: int) -> Rank:
    """Least for the document to read: a plan before other kinds, final before draft, then the fullest."""
    kind = document.document_type
    return (_TYPES.index(kind) if kind in _TYPES else len(_TYPES), _STATUS.index(document.status), -panel_rows)


def _unknown(document: DocumentRow, rows: Mapping[str, Sequence[Any]]) -> Iterator[tuple[str, str, str, str]]:
    """Table, column, words and row for words that stand for no code; rows without words are not counted."""
    for goal in rows.get("goals", ()):
        if goal.theme is None:
            yield "goals", "title", goal.title, goal.goal_id
    for row in rows.get("requirements", ()):
        if row.indicator is None and row.indicator_text:
            yield "requirements", "indicator_text", row.indicator_text, row.requirement_id
        if row.target_group is None and row.target_group_text:
            yield "requirements", "target_group_text", row.target_group_text, row.requirement_id
        if row.scope and not set(municipalities_named(row.scope)) & set(document.municipality_codes):
            yield "requirements", "scope", row.scope, row.requirement_id
    yield from _unknown_in_budget(rows)


def _unknown_in_budget(rows: Mapping[str, Sequence[Any]]) -> Iterator[tuple[str, str, str, str]]:
    from .budget_accounts import accounts_of, unknown_accounts

    lines = rows.get("budget_lines", ())
    accounts = accounts_of(lines)
    for line in lines:
        if not accounts[line.budget_line_id][0] and not line.is_total:
            yield "budget_lines", "label", line.label, line.budget_line_id
        for code in unknown_accounts(line.account or ""):
            yield "budget_lines", "account", code, line.budget_line_id
