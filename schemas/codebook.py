"""The codebook: every table, column and code in Markdown, generated from the declarations and the code lists."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from importlib import resources

from .tables import TABLES, Column, columns

TABLE_NOTES = {
    "documents": "One row per document read: what kind of document it is, whom and which year it concerns.",
    "paragraphs": "One row per paragraph, in reading order, boilerplate included and marked as such.",
    "goals": "One row per stated goal per document: the first full statement.",
    "requirements": "One row per stated result requirement; a repeat points to the first statement with `restates`.",
    "figures": "One row per number with a unit outside budget tables.",
    "budget_lines": "One row per label, measure and column of a budget table.",
    "findings": "One row per thing an auditor should look at.",
    "panel": "The comparison table: one row per municipality, plan year, theme, indicator, target group and measure.",
    "panel_wide": "The panel in wide form: one row per municipality and plan year, from the one document that is "
    "read for it.",
    "coverage": "One row per municipality, year and goal of the minister: taken up or not.",
    "unknown_terms": "Words that stand for no code of a code list, with how often they occur; nothing is forced "
    "into a code.",
    "reviews": "One row per decision of a reviewer, with the original value and the corrected one side by side.",
    "failures": "One row per input that could not be read or finished.",
}

# code list -> the columns a reader needs to understand a code
CODE_LISTS = {
    "themes": ("code", "label_da", "years_as_ministerial_goal"),
    "indicators": ("code", "label_da", "unit", "better_direction"),
    "target_groups": ("code", "label_da", "period"),
    "accounts": ("code", "official_name", "years"),
    "ministerial_goals": ("year", "number", "title_da", "theme", "certainty"),
    "municipalities": ("code", "name", "region"),
}

_PREAMBLE = """\
# Codebook

Generated from the declarations of the tables and from the code lists of this version.

- Every extracted row is grounded: `canonical_text[char_start:char_end] == quote`, where the canonical text is
  `texts/<document_id>.txt` of the same run (UTF-8, ranges count Unicode characters).
- What the source does not say is null: an empty cell in CSV.
- A `_text` column is verbatim; the column without the suffix holds the canonical code.
- Lists are real lists in Parquet and joined by `;` in CSV and SQLite.
- Periods are `YYYY`, `YYYY-MM`, `YYYY-Qn` or `YYYY-Hn`, a range is `start/end`.
- CSV is UTF-8, comma separated, RFC 4180. Parquet and SQLite hold every value as it is. In CSV, a free-text cell that
  a spreadsheet would run as a formula carries a leading apostrophe. `quote`, `text` and `source` never do: they
  stay verbatim so that they can be checked against the source. Import them as text in a spreadsheet.
"""


def codebook() -> str:
    """The whole codebook as Markdown."""
    parts = [_PREAMBLE]
    parts += [_table_section(table) for table in TABLES]
    parts += [_code_list_section(name, shown) for name, shown in CODE_LISTS.items()]
    return "\n".join(parts)


def _table_section(table: str) -> str:
    rows = ((f"`{column.name}`", _type(column), _null(column), _meaning(column)) for column in columns(TABLES[table]))
    return f"## {table}\n\n{TABLE_NOTES[table]}\n\n" + _markdown(("column", "type", "null", "meaning"), rows)


def _type(column: Column) -> str:
    names = {str: "text", int: "integer", float: "number", bool: "true/false"}
    return f"list of {names[column.type]}" if column.is_list else names[column.type]


def _null(column: Column) -> str:
    return "yes" if column.nullable else "no"


def _meaning(column: Column) -> str:
    notes = [column.description]
    if column.enum:
        notes.append("one of " + ", ".join(f"`{value}`" for value in column.enum))
    if column.key:
        notes.append("primary key")
    if column.references:
        notes.append(f"refers to {column.references}")
    return "; ".join(notes)


def _code_list_section(name: str, shown: tuple[str, ...]) -> str:
    rows = ([row[column] or "" for column in shown] for row in _code_list(name))
    return f"## Code list: {name}\n\n" + _markdown(shown, rows)


def _code_list(name: str) -> Iterator[dict[str, str]]:
    text = resources.files("maaltal.schemas.codelists").joinpath(f"{name}.csv").read_text(encoding="utf-8-sig")
    return csv.DictReader(io.StringIO(text, newline=""))


def _markdown(header: tuple[str, ...], rows) -> str:
    lines = [_line(header), _line(["---"] * len(header)), *(_line(row) for row in rows)]
    return "\n".join(lines) + "\n"


def _line(cells) -> str:
    return "| " + " | ".join(" ".join(cell.split()).replace("|", "\\|") for cell in cells) + " |"
