"""A dataset in Datasette: its SQLite file with Danish titles, facets, units, full-text search and ready questions."""

from __future__ import annotations

import json
import tempfile
from importlib import resources
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from maaltal.schemas.tables import TABLES, Column, columns

from .dataset import DATABASE, DatasetError, opened
from .export import labels
from .write.sqlite_tables import FULL_TEXT, full_text

FACETS = {
    "documents": ("document_type", "plan_year", "status", "region"),
    "paragraphs": ("kind",),
    "goals": ("level", "theme"),
    "requirements": ("theme", "indicator", "status", "operator"),
    "figures": ("unit", "role"),
    "budget_lines": ("measure", "budget_type", "year", "account"),
    "findings": ("severity", "check"),
    "panel": ("municipality", "plan_year", "theme", "indicator", "measure"),
    "panel_wide": ("region", "plan_year"),
    "coverage": ("plan_year", "taken_up", "evidence", "theme"),
    "unknown_terms": ("source_table", "source_column"),
    "reviews": ("decision", "state", "name"),
    "failures": ("stage",),
}
_SORT_DESCENDING = {"unknown_terms": "n_rows"}
_LABEL_COLUMNS = {"documents": "title", "goals": "title", "requirements": "indicator_text", "paragraphs": "text"}
_SETTINGS = {"default_page_size": 50, "sql_time_limit_ms": 5000, "facet_time_limit_ms": 1000, "num_sql_threads": 2,
             "suggest_facets": "off"}


def serve(dataset: Path, host: str = "127.0.0.1", port: int = 8001, browser: bool = False) -> None:
    """Open a dataset in Datasette until it is stopped; raises DatasetError where that cannot be."""
    if find_spec("datasette") is None:
        raise DatasetError("Datasette is not installed: pip install 'maaltal[serve]'")
    with opened(dataset):
        pass
    from datasette.cli import cli

    with tempfile.TemporaryDirectory(prefix="maaltal-") as folder:
        described = Path(folder) / "metadata.json"
        described.write_text(json.dumps(metadata(), ensure_ascii=False), encoding="utf-8")
        cli.main(_arguments(dataset, described, host, port, browser), prog_name="datasette", standalone_mode=False)


def _arguments(dataset: Path, described: Path, host: str, port: int, browser: bool) -> list[str]:
    found = ["serve", "--immutable", str(dataset / DATABASE), "--metadata", str(described), "--host", host,
             "--port", str(port)]
    for name, value in _SETTINGS.items():
        found += ["--setting", name, str(value)]
    return [*found, "--open"] if browser else found


def metadata() -> dict[str, Any]:
    """Datasette's metadata of a dataset, in Danish."""
    return {
        "title": "Måltal",
        "description": "Mål, resultatkrav, tal og budgetter i danske kommuners beskæftigelsesplaner. Hver række kan "
                       "slås efter i sin kilde.",
        "databases": {Path(DATABASE).stem: {
            "title": "Beskæftigelsesplaner",
            "tables": {table: _table(table) for table in TABLES} | {
                full_text(table): {"hidden": True} for table in FULL_TEXT},
            "queries": _queries(),
        }},
    }


def _table(table: str) -> dict[str, Any]:
    found: dict[str, Any] = {
        "title": labels.title(table),
        "description": labels.description(table),
        "columns": {column.name: _told(table, column) for column in columns(TABLES[table])},
        "facets": list(FACETS[table]),
    }
    if table in _LABEL_COLUMNS:
        found["label_column"] = _LABEL_COLUMNS[table]
    if table in _SORT_DESCENDING:
        found["sort_desc"] = _SORT_DESCENDING[table]
    if table in FULL_TEXT:
        found |= {"fts_table": full_text(table), "fts_pk": "rowid"}
    return found


def _told(table: str, column: Column) -> str:
    """Heading and meaning of a column and, where they are few, its codes."""
    codes = labels.codes(table, column.name) if column.enum else {}
    meanings = ", ".join(f"{code} = {text}" for code, text in codes.items())
    told = f"{labels.heading(table, column.name)}: {labels.meaning(table, column.name)}"
    return told + (f" ({meanings})" if meanings else "")


def _queries() -> dict[str, Any]:
    import tomllib

    return tomllib.loads(resources.files(__package__).joinpath("export/queries.toml").read_text(encoding="utf-8"))
