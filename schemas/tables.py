"""The tables of a dataset: one frozen dataclass a table, every column declared once.

`../shared/contract/dataset.md` is the contract; Parquet schema, SQLite DDL, data package and codebook are
derived from these declarations. A column's Python type gives its storage type, `| None` its nullability.
"""

from __future__ import annotations

from dataclasses import dataclass

from .columns import UNITS, Column, column, columns
from .views import VIEWS, PanelRow

__all__ = ["TABLES", "UNITS", "Column", "column", "columns", "PanelRow"]


def _quoted_by(kind: str):
    return column(f"Verbatim stretch of the canonical text that holds the {kind}: canonical_text[char_start:char_end]")


@dataclass(frozen=True, slots=True)
class DocumentRow:
    document_id: str = column("Short hash of the document's source name and content", key=True)
    source: str = column("Path or URI as given")
    sha256: str = column("SHA-256 of the input's bytes")
    media_type: str = column("Media type found by content, e.g. application/pdf")
    title: str | None = column("Title as the document states it")
    document_type: str = column("What kind of document it is", enum=(
        "employment_plan", "result_review", "follow_up", "key_figures", "template", "hearing_response", "policy",
        "agenda_minutes", "other"))
    status: str | None = column("Draft or final, where the document says so", enum=("draft", "final"))
    plan_year: int | None = column("Year the plan is for, or the year a review or report covers")
    municipality_codes: tuple[str, ...] = column("Four-digit codes of the municipalities covered")
    municipalities: tuple[str, ...] = column("Names of the municipalities covered, in the order of their codes")
    jobcenter: str | None = column("Name of the job centre, without the word Jobcenter")
    region: str | None = column("Region of the municipalities")
    n_pages: int | None = column("Number of pages; null where the format has none")
    n_paragraphs: int = column("Number of paragraphs")
    n_characters: int = column("Length of the canonical text")
    language: str | None = column("Language of the text (ISO 639-1); null where it cannot be told")
    warnings: tuple[str, ...] = column("What a reader should know before trusting the rows")


@dataclass(frozen=True, slots=True)
class ParagraphRow:
    paragraph_id: str = column("Content id of the paragraph", key=True)
    document_id: str = column("Document it stands in", references="documents")
    page: int | None = column("Page, from 1; null where the source has no pages")
    order: int = column("Place in reading order, from 0")
    kind: str = column("What kind of paragraph it is", enum=(
        "heading", "paragraph", "list_item", "table", "footnote", "boilerplate"))
    section_number: str | None = column("Number of the section as printed, e.g. 3.2")
    section_path: tuple[str, ...] = column("Headings above the paragraph, outermost first")
    text: str = column("Cleaned text: de-hyphenated, on one line")
    char_start: int = column("Start in the canonical text")
    char_end: int = column("End in the canonical text, exclusive")


@dataclass(frozen=True, slots=True)
class GoalRow:
    goal_id: str = column("Content id of the goal", key=True)
    document_id: str = column("Document it stands in", references="documents")
    paragraph_id: str = column("Paragraph it stands in", references="paragraphs")
    page: int | None = column("Page, from 1")
    level: str = column("Who set it", enum=("ministerial", "overall", "local"))
    number: str | None = column("Number as printed")
    title: str = column("Title, verbatim")
    theme: str | None = column("Theme code (code list themes)")
    catalogue_id: str | None = column("<year>.<number> in the minister's catalogue; ministerial goals only")
    bbox: str | None = column("Box of the quote, or of its cell, on the page: x0;top;x1;bottom in points; PDF only")
    char_start: int = column("Start in the canonical text")
    char_end: int = column("End in the canonical text, exclusive")
    quote: str = _quoted_by("goal")
    extractor: str = column("Rule or model that found it")
    confidence: float = column("Estimated probability that the row is right")


@dataclass(frozen=True, slots=True)
class RequirementRow:
    requirement_id: str = column("Content id of the requirement", key=True)
    document_id: str = column("Document it stands in", references="documents")
    paragraph_id: str = column("Paragraph it stands in", references="paragraphs")
    page: int | None = column("Page, from 1")
    goal_id: str | None = column("Goal it serves", references="goals")
    number: str | None = column("Number as printed, e.g. 2 in Resultatkrav 2")
    theme: str | None = column("Theme code (code list themes)")
    indicator: str | None = column("Indicator code (code list indicators)")
    indicator_text: str | None = column("Indicator, verbatim")
    target_group: str | None = column("Target group code (code list target_groups)")
    target_group_text: str | None = column("Target group, verbatim")
    scope: str | None = column("Area, when narrower than the document's")
    operator: str | None = column("Compares the indicator with target_value, or its signed change with change_value",
                                  enum=("=", ">=", "<=", ">", "<"))
    target_value: float | None = column("Level demanded")
    target_unit: str | None = column("Unit of target_value", enum=UNITS)
    change_value: float | None = column("Change demanded; a fall is negative")
    change_unit: str | None = column("Unit of change_value", enum=UNITS)
    baseline_value: float | None = column("Level the demand is measured from")
    baseline_unit: str | None = column("Unit of baseline_value", enum=UNITS)
    baseline_period: str | None = column("Period of the baseline")
    target_period: str | None = column("Period the demand is for")
    comparator: str | None = column("Whom or what the demand compares with", enum=(
        "cluster", "national", "region", "rar", "previous_level", "other"))
    comparator_relation: str | None = column("How it should stand to the comparator", enum=(
        "better", "same_or_better", "higher", "lower", "same"))
    status: str = column("Whether the value is set", enum=("set", "placeholder", "pending"))
    restates: str | None = column("First requirement that makes the same demand", references="requirements")
    bbox: str | None = column("Box of the quote, or of its cell, on the page: x0;top;x1;bottom in points; PDF only")
    char_start: int = column("Start in the canonical text")
    char_end: int = column("End in the canonical text, exclusive")
    quote: str = _quoted_by("requirement")
    extractor: str = column("Rule or model that found it")
    confidence: float = column("Estimated probability that the row is right")


@dataclass(frozen=True, slots=True)
class FigureRow:
    figure_id: str = column("Content id of the figure", key=True)
    document_id: str = column("Document it stands in", references="documents")
    paragraph_id: str = column("Paragraph it stands in", references="paragraphs")
    page: int | None = column("Page, from 1")
    value: float = column("Value in the unit, unsigned unless a sign is printed")
    unit: str = column("Unit of the value", enum=UNITS)
    qualifier: str | None = column("How the value is hedged or bounded", enum=(
        "approx", "at_least", "at_most", "over", "under", "up_to"))
    role: str = column("What the value does in its sentence", enum=(
        "target", "change", "baseline", "status", "forecast", "rule", "other"))
    period: str | None = column("Period the value is for")
    subject: str | None = column("Noun phrase the number measures, verbatim")
    requirement_id: str | None = column("Requirement it belongs to", references="requirements")
    bbox: str | None = column("Box of the quote, or of its cell, on the page: x0;top;x1;bottom in points; PDF only")
    char_start: int = column("Start in the canonical text")
    char_end: int = column("End in the canonical text, exclusive")
    quote: str = _quoted_by("figure")
    extractor: str = column("Rule or model that found it")
    confidence: float = column("Estimated probability that the row is right")


@dataclass(frozen=True, slots=True)
class BudgetLineRow:
    budget_line_id: str = column("Content id of the budget line", key=True)
    document_id: str = column("Document it stands in", references="documents")
    paragraph_id: str = column("Paragraph it stands in", references="paragraphs")
    page: int | None = column("Page, from 1")
    table_number: str | None = column("Number of the table as printed, e.g. 7.1")
    label: str = column("Label of the line, verbatim")
    parent_label: str | None = column("Heading above the label inside the table")
    account: str | None = column("Account codes as printed, joined by ;")
    measure: str = column("What the number counts", enum=(
        "expenditure", "income", "net_expenditure", "full_year_persons", "unit_cost"))
    budget_type: str = column("What kind of budget the column is", enum=(
        "budget", "corrected_budget", "budget_proposal", "budget_estimate", "accounts"))
    year: int | None = column("Year of the column")
    value: float = column("Value as printed")
    unit: str = column("Unit as printed in cell, header, caption or note", enum=(
        "dkk", "thousand_dkk", "million_dkk", "persons"))
    value_dkk: float | None = column("Value in kroner; null for persons")
    is_total: bool = column("Whether the line is a total")
    bbox: str | None = column("Box of the cell on the page: x0;top;x1;bottom in points; PDF only")
    char_start: int = column("Start in the canonical text")
    char_end: int = column("End in the canonical text, exclusive")
    quote: str = _quoted_by("cell")
    extractor: str = column("Rule or model that found it")
    confidence: float = column("Estimated probability that the row is right")


@dataclass(frozen=True, slots=True)
class FailureRow:
    source: str = column("Path or URI as given", key=True)
    stage: str = column("Where it failed", enum=("find", "read", "extract"))
    reason: str = column("What went wrong, in words")
    retried: bool = column("Whether it was tried again")


@dataclass(frozen=True, slots=True)
class FindingRow:
    finding_id: str = column("Content id of the finding", key=True)
    document_id: str = column("Document it is about", references="documents")
    check: str = column("Code of the check")
    severity: str = column("How much it matters", enum=("error", "warning", "info"))
    message: str = column("What was found, in Danish")
    expected: str | None = column("What was expected")
    found: str | None = column("What was found")
    evidence: tuple[str, ...] = column("Ids of the rows it rests on")
    page: int | None = column("Page, from 1")
    quote: str | None = column("Verbatim stretch that shows it")


TABLES: dict[str, type] = {
    "documents": DocumentRow,
    "paragraphs": ParagraphRow,
    "goals": GoalRow,
    "requirements": RequirementRow,
    "figures": FigureRow,
    "budget_lines": BudgetLineRow,
    "findings": FindingRow,
    "panel": PanelRow,
    **VIEWS,
    "failures": FailureRow,
}
