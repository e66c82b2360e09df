"""Danish names and meanings of tables, columns and codes: from the TOML files; of canonical codes, the code lists."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Any

from maaltal.schemas import codelists
from maaltal.schemas.tables import TABLES, UNITS, Column, columns

from ..audit import messages

YES_NO = {"true": "ja", "false": "nej"}
_WIDE = "panel_wide"


@cache
def _texts(file: str = "labels.toml") -> dict[str, Any]:
    return tomllib.loads(resources.files(__package__).joinpath(file).read_text(encoding="utf-8"))


def title(table: str) -> str:
    """Danish name of a table."""
    return _texts()["tables"][table][0]


def description(table: str) -> str:
    """What a row of the table is, in Danish."""
    return _texts()["tables"][table][1]


def heading(table: str, column: str) -> str:
    """Danish heading of a column."""
    fixed = _texts()["columns"].get(column)
    return fixed if fixed is not None else _of_wide_columns("labels.toml")[column]


def meaning(table: str, column: str) -> str:
    """What a column means, in Danish."""
    texts = _texts("meanings.toml")
    fixed = texts.get(table, {}).get(column) or texts["columns"].get(column)
    return fixed if fixed is not None else _of_wide_columns("meanings.toml")[column]


@cache
def headings(table: str) -> dict[str, str]:
    """Danish headings of a table by column; alike ones are told apart by the column's own name."""
    names = {column.name: heading(table, column.name) for column in columns(TABLES[table])}
    told = list(names.values())
    return {name: text if told.count(text) == 1 else f"{text} [{name}]" for name, text in names.items()}


@cache
def _of_wide_columns(file: str) -> dict[str, str]:
    """What a file says of the columns of the wide panel that stand for a code."""
    forms = _texts(file)["wide"]
    named = [(f"{prefix}_{record.code}", prefix, record.label) for record in codelists.indicators()
             for prefix in ("target", "target_unit", "change", "change_unit", "baseline", "baseline_unit")]
    named += [(f"{prefix}_{record.code.replace('.', '_')}", prefix, f"{record.code} {record.name}")
              for record in codelists.accounts() for prefix in ("expenditure", "net")]
    return {name: forms[prefix].format(label) for name, prefix, label in named}


@cache
def codes(table: str, column: str) -> Mapping[str, str]:
    """Danish labels of the codes that a column may hold, in the order of their declaration; empty for other columns."""
    declared = next(found for found in columns(TABLES[table]) if found.name == column)
    texts = _texts()
    labels = texts["codes"].get(texts["like"].get(column, column), {})
    if declared.enum:
        return {code: labels[code] for code in declared.enum}
    if declared.is_list or declared.type is not str:
        return {}
    if column in _UNITS_OF_ANY or _is_wide_unit(table, column):
        return {code: texts["codes"]["unit"][code] for code in UNITS}
    if column == "document_type":
        return labels
    if column == "check":
        return {code: message.title_da for code, message in messages().items()}
    return _coded().get(column, {})


def is_wide(table: str, column: str) -> bool:
    """Whether a column is one of those of the wide panel that stand for a code."""
    return table == _WIDE and column in _of_wide_columns("labels.toml")


_UNITS_OF_ANY = frozenset({"unit", "target_unit", "change_unit", "baseline_unit"})


def _is_wide_unit(table: str, column: str) -> bool:
    return table == _WIDE and column.partition("_")[2].startswith("unit_")


@cache
def _coded() -> dict[str, dict[str, str]]:
    """Columns that hold a code of a code list."""
    return {
        "theme": {record.code: record.label for record in codelists.themes()},
        "indicator": {record.code: record.label for record in codelists.indicators()},
        "target_group": {record.code: record.label for record in codelists.target_groups()},
        "municipality_code": {record.code: record.name for record in codelists.municipalities()},
    }


def number_format(column: Column) -> str | None:
    """Excel's number format of a column; None for text and other plain values."""
    if column.type is float:
        return "0.00" if column.name == "confidence" else "#,##0.##"
    if column.type is int:
        return "0" if column.name in ("plan_year", "year", "page") else "#,##0"
    return None
