"""The derived tables: the panel, its wide form, the coverage of the minister's goals, unknown words, reviews.

They say nothing that the extracted tables do not say; every row names the rows it was made from.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import Any

from . import codelists
from .columns import column

MEASURES = ("target", "change", "baseline", "comparison", "budget")
COMPARATORS = ("better", "same_or_better", "higher", "lower", "same")
BUDGET_TYPES = ("budget", "corrected_budget", "budget_proposal", "budget_estimate", "accounts")
REVIEWABLE = ("documents", "goals", "requirements", "figures", "budget_lines")


@dataclass(frozen=True, slots=True)
class PanelRow:
    panel_id: str = column("Content id of the observation", key=True)
    municipality_code: str = column("Four-digit municipality code")
    municipality: str = column("Name of the municipality as the code list has it, whatever the plan calls it")
    plan_year: int | None = column("Year the plan is for")
    theme: str | None = column("Theme code (code list themes), the same in all years")
    indicator: str | None = column(
        "Indicator code (code list indicators); for a budget <measure>:<accounts joined by +>, <measure>:total, or the "
        "measure alone where the line's account is not known")
    target_group: str | None = column("Target group code (code list target_groups)")
    measure: str = column("What is observed", enum=MEASURES)
    value: float | None = column("Value in the unit; money in kroner")
    unit: str | None = column("Unit of the value")
    period: str | None = column("Period of the value; the plan year where the source prints none for a target")
    operator: str | None = column("Operator of the demand")
    comparator: str | None = column("Comparator of the demand")
    source_table: str = column("Table the source row stands in", enum=("requirements", "budget_lines"))
    source_row_id: str = column("Id of the source row: the first statement that gives the value")
    document_id: str = column("Document it stems from", references="documents")
    area: str = column(
        "Whose value it is: the municipality's, that of all municipalities of the document together, or that of a part",
        enum=("municipality", "joint", "part"), default="municipality")
    scope: str | None = column("Area as the source row names it", default=None)
    comparator_relation: str | None = column("How it should stand to the comparator", enum=COMPARATORS, default=None)
    indicator_text: str | None = column("Indicator or label of the budget line, verbatim", default=None)
    target_group_text: str | None = column("Target group, verbatim", default=None)
    accounts: tuple[str, ...] = column("Accounts of a budget line, with the grouping where one is told", default=())
    account_basis: str | None = column(
        "Where the accounts come from: the line, another line of the same label in its table, or the label's words",
        enum=("printed", "table", "label"), default=None)
    budget_type: str | None = column("What kind of budget the column is", enum=BUDGET_TYPES, default=None)
    repeated_in: tuple[str, ...] = column("Ids of further rows of the document that state the same", default=())
    review: str | None = column("What a reviewer decided about the source row; a corrected row gives corrected values",
                                enum=("accepted", "corrected"), default=None)


@dataclass(frozen=True, slots=True)
class CoverageRow:
    coverage_id: str = column("Municipality code and catalogue id", key=True)
    municipality_code: str = column("Four-digit municipality code")
    municipality: str = column("Name of the municipality")
    plan_year: int = column("Year the plan is for")
    catalogue_id: str = column("<year>.<number> in the minister's catalogue")
    goal_title: str = column("Title of the minister's goal in the catalogue")
    theme: str = column("Theme code (code list themes)")
    certainty: str = column("How sure the catalogue is of the goal", enum=("high", "medium", "low"))
    taken_up: bool | None = column(
        "Whether the plan takes the goal up; null where nothing was found and the catalogue is not sure of the goal")
    evidence: str | None = column(
        "What shows it: a goal of the plan, a requirement of the goal's theme, or only a heading or sentence",
        enum=("goal", "requirement", "text"))
    with_target: bool = column("Whether a requirement with a set value serves the goal or its theme")
    goal_id: str | None = column("Goal of the plan that takes it up", references="goals")
    document_id: str = column("Plan that is read for the municipality and year", references="documents")


@dataclass(frozen=True, slots=True)
class UnknownTermRow:
    term_id: str = column("Content id of the term", key=True)
    source_table: str = column("Table the words stand in", enum=("goals", "requirements", "budget_lines"))
    source_column: str = column("Column they stand in")
    text: str = column("The words, as the first row prints them; rows that differ in case and blanks count together")
    n_rows: int = column("Rows with these words and no code")
    n_documents: int = column("Documents they occur in")
    example_document_id: str = column("First document with the words", references="documents")
    example_row_id: str = column("First row with the words")


@dataclass(frozen=True, slots=True)
class ReviewRow:
    review_id: str = column("Content id of the decision", key=True)
    source_table: str = column("Table the decided row stands in", enum=REVIEWABLE)
    row_id: str = column("Row the decision was made on")
    document_id: str | None = column("Document the row stands in; null where this run has not read it",
                                     references="documents")
    decision: str = column("What was decided", enum=("accept", "reject", "correct"))
    state: str = column(
        "Whether it holds in this run: applied; the words of the source have changed; the words are there, but the "
        "row no longer is; the value is not one the column can hold; or the document was not read",
        enum=("applied", "source_changed", "row_gone", "not_valid", "not_read"))
    column_name: str | None = column("Column that is corrected")
    original_value: str | None = column("Value as extracted; it stays in its table")
    corrected_value: str | None = column("Value that the panel uses instead")
    reason: str | None = column("Why")
    name: str = column("Who decided")


def _wide_columns() -> list[tuple[str, Any, Any]]:
    """What the plan of a municipality and year says, a column for each code."""
    number, text = float | None, str | None
    found: list[tuple[str, Any, Any]] = []
    for indicator in codelists.indicators():
        if indicator.code == "other":
            continue
        code, label = indicator.code, indicator.label
        found += [
            (f"target_{code}", number, column(f"Level demanded: {label}")),
            (f"target_unit_{code}", text, column(f"Unit of target_{code}")),
            (f"change_{code}", number, column(f"Change demanded: {label}")),
            (f"change_unit_{code}", text, column(f"Unit of change_{code}")),
            (f"baseline_{code}", number, column(f"Level the demand is measured from: {label}")),
            (f"baseline_unit_{code}", text, column(f"Unit of baseline_{code}")),
        ]
    for account in codelists.accounts():
        name = account.code.replace(".", "_")
        found += [
            (f"expenditure_{name}", number, column(f"Budgeted expenditure of the plan year, kroner: {account.name}")),
            (f"net_{name}", number, column(f"Budgeted net expenditure of the plan year, kroner: {account.name}")),
        ]
    return found


PanelWideRow = dataclasses.make_dataclass("PanelWideRow", [
    ("wide_id", str, column("Municipality code and plan year", key=True)),
    ("municipality_code", str, column("Four-digit municipality code")),
    ("municipality", str, column("Name of the municipality")),
    ("region", str, column("Region of the municipality")),
    ("plan_year", int, column("Year the plan is for")),
    ("document_id", str, column(
        "Document that is read for the municipality and year: a plan before other kinds, final before draft, then the "
        "one with most panel rows", references="documents")),
    ("document_type", str, column("What kind of document it is")),
    ("status", str | None, column("Draft or final, where the document says so")),
    ("n_documents", int, column("Documents for the municipality and year")),
    ("n_minister_goals", int | None, column("Goals of the minister that year; null where they are not known")),
    ("n_minister_goals_taken_up", int | None, column("Of these, goals the plan takes up; plans only")),
    ("n_local_goals", int, column("Goals of the municipality itself")),
    ("n_requirements", int, column("Requirements with a set value, repeats not counted")),
    ("n_open_requirements", int, column("Requirements whose value is a placeholder or pending, repeats not counted")),
    ("n_errors", int, column("Findings of severity error")),
    ("n_warnings", int, column("Findings of severity warning")),
    ("several_values", tuple[str, ...], column(
        "Columns left empty because the plan gives several values, e.g. for several groups or periods: see panel")),
    ("joint_values", tuple[str, ...], column(
        "Columns whose value (a rate, never a number or amount) is that of all municipalities of the plan together")),
    *_wide_columns(),
], frozen=True, slots=True)
PanelWideRow.__module__ = __name__
PanelWideRow.__doc__ = "One row per municipality and plan year; values are those that the panel has without doubt."

VIEWS: dict[str, type] = {
    "panel_wide": PanelWideRow,
    "coverage": CoverageRow,
    "unknown_terms": UnknownTermRow,
    "reviews": ReviewRow,
}
