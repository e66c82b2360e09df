"""The wide form of the panel: one row for a municipality and year, a column for each code."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from typing import Any

from maaltal.schemas.codelists import Municipality
from maaltal.schemas.columns import columns
from maaltal.schemas.tables import DocumentRow
from maaltal.schemas.views import CoverageRow, PanelRow, PanelWideRow

_BUDGET_MEASURES = {"expenditure": "expenditure", "net_expenditure": "net"}
_PLANNED = ("budget", "corrected_budget", "budget_proposal", "budget_estimate")  # what a plan year's budget may be
_AMOUNTS = frozenset({"persons", "count", "dkk", None})  # jointly those of several municipalities


def wide_row(document: DocumentRow, place: Municipality, panel: Sequence[PanelRow], coverage: Sequence[CoverageRow],
             rows: Mapping[str, Sequence[Any]]) -> Any:
    """What a document says about one municipality; `panel` and `coverage` are that municipality's rows."""
    values: dict[str, Any] = dict.fromkeys(_names())
    several: list[str] = []
    joint: list[str] = []
    for name, found in _by_column(panel, document.plan_year).items():
        chosen = _chosen(found, str(document.plan_year))
        if chosen is None:
            several.append(name)
            continue
        if chosen.area == "joint":
            joint.append(name)
        values[name] = chosen.value
        if chosen.measure != "budget":
            values[name.replace("_", "_unit_", 1)] = chosen.unit
    values |= _counts(coverage, rows)
    values |= {
        "wide_id": f"{place.code}-{document.plan_year}", "municipality_code": place.code, "municipality": place.name,
        "region": place.region, "plan_year": document.plan_year, "document_id": document.document_id,
        "document_type": document.document_type, "status": document.status, "n_documents": 1,
        "several_values": tuple(sorted(several)), "joint_values": tuple(sorted(joint)),
    }
    return PanelWideRow(**values)


@cache
def _names() -> tuple[str, ...]:
    return tuple(column.name for column in columns(PanelWideRow))


def _by_column(panel: Iterable[PanelRow], plan_year: int | None) -> dict[str, list[PanelRow]]:
    """The observations that compete for a column."""
    found: dict[str, list[PanelRow]] = {}
    for row in panel:
        name = _budget_column(row, plan_year) if row.measure == "budget" else f"{row.measure}_{row.indicator}"
        if name in _names_set() and _is_whole(row):
            found.setdefault(name, []).append(row)
    return found


def _is_whole(row: PanelRow) -> bool:
    """Whether the value is the municipality's: not a part's, nor a sum over several municipalities."""
    return row.area == "municipality" or row.area == "joint" and row.unit not in _AMOUNTS


@cache
def _names_set() -> frozenset[str]:
    return frozenset(_names())


def _budget_column(row: PanelRow, plan_year: int | None) -> str | None:
    """Column of a line that budgets one account for the plan year itself."""
    measure = _BUDGET_MEASURES.get((row.indicator or "").partition(":")[0])
    if measure is None or len(row.accounts) != 1 or row.period != str(plan_year) or row.budget_type not in _PLANNED:
        return None
    return f"{measure}_{row.accounts[0].replace('.', '_')}"


def _chosen(found: Sequence[PanelRow], year: str) -> PanelRow | None:
    """The one value of a column; None where several are left.

    The municipality's own goes before a joint one, all persons before a group, the plan year before later years, the
    budget as adopted before others.
    """
    tests: tuple[Callable[[PanelRow], bool], ...] = (
        lambda row: row.area == "municipality",
        lambda row: row.target_group is None,
        lambda row: (row.period or "")[:4] == year,
        *(lambda row, kind=kind: row.budget_type == kind for kind in _PLANNED),
    )
    for test in tests:
        found = [row for row in found if test(row)] or found
    return found[0] if len({(row.value, row.unit) for row in found}) == 1 else None


def _counts(coverage: Sequence[CoverageRow], rows: Mapping[str, Sequence[Any]]) -> dict[str, Any]:
    firsts = [row for row in rows.get("requirements", ()) if row.restates is None]
    severities = [row.severity for row in rows.get("findings", ())]
    return {
        "n_minister_goals": len(coverage) or None,
        "n_minister_goals_taken_up": sum(row.taken_up is True for row in coverage) if coverage else None,
        "n_local_goals": sum(row.level != "ministerial" for row in rows.get("goals", ())),
        "n_requirements": sum(row.status == "set" for row in firsts),
        "n_open_requirements": sum(row.status != "set" for row in firsts),
        "n_errors": severities.count("error"),
        "n_warnings": severities.count("warning"),
    }
