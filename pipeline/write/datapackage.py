"""`datapackage.json`: the CSV files described as a Frictionless Data Package."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

from maaltal.schemas.codebook import TABLE_NOTES
from maaltal.schemas.tables import TABLES, Column, columns

from .writer import Writer

_TYPES = {str: "string", int: "integer", float: "number", bool: "boolean"}
_DESCRIPTION = (
    "Goals, result requirements, figures and budgets of Danish municipal employment plans. Each quote stands in "
    "texts/<document_id>.txt at char_start:char_end. codebook.md explains every column and code."
)


class DataPackageWriter(Writer):
    """Describes the CSV files that the writers before it have completed."""

    def finish(self) -> None:
        text = json.dumps(data_package(self.folder), ensure_ascii=False, indent=1)
        (self.folder / "datapackage.json").write_text(text + "\n", encoding="utf-8", newline="")


def data_package(folder: Path) -> dict[str, Any]:
    """The descriptor of the CSV files in a folder."""
    return {
        "profile": "tabular-data-package",
        "name": "maaltal",
        "title": "Danish municipal employment plans",
        "description": _DESCRIPTION,
        "resources": [_resource(table, folder / f"{table}.csv") for table in TABLES],
    }


def _resource(table: str, path: Path) -> dict[str, Any]:
    with path.open("rb") as handle:
        digest = hashlib.file_digest(handle, "sha256").hexdigest()
    return {
        "profile": "tabular-data-resource",
        "name": table,
        "path": path.name,
        "description": TABLE_NOTES[table],
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "dialect": {"delimiter": ",", "lineTerminator": "\r\n", "quoteChar": '"', "doubleQuote": True, "header": True},
        "bytes": path.stat().st_size,
        "hash": f"sha256:{digest}",
        "schema": table_schema(table),
    }


def table_schema(table: str) -> dict[str, Any]:
    """The Table Schema of a table."""
    declared = columns(TABLES[table])
    schema: dict[str, Any] = {"fields": [_field(column) for column in declared], "missingValues": [""]}
    schema["primaryKey"] = [column.name for column in declared if column.key]
    if foreign := [_foreign_key(table, column) for column in declared if column.references]:
        schema["foreignKeys"] = foreign
    return schema


def _field(column: Column) -> dict[str, Any]:
    if column.is_list:
        return {"name": column.name, "type": "string", "description": f"{column.description} (list joined by ;)"}
    field: dict[str, Any] = {"name": column.name, "type": _TYPES[column.type], "description": column.description}
    constraints: dict[str, Any] = {} if column.nullable else {"required": True}
    if column.enum:
        constraints["enum"] = list(column.enum)
    if column.key:
        constraints["unique"] = True
    return field | ({"constraints": constraints} if constraints else {})


def _foreign_key(table: str, column: Column) -> dict[str, Any]:
    target = column.references or ""
    key = [other.name for other in columns(TABLES[target]) if other.key]
    return {"fields": [column.name], "reference": {"resource": "" if target == table else target, "fields": key}}
