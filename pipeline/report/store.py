"""What the report reads: the tables of a dataset folder from its SQLite file, and its texts."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from maaltal.schemas.tables import TABLES, columns

DATABASE = "maaltal.sqlite"
TEXTS = "texts"

Row = dict[str, Any]

_LISTS = {table: tuple(column.name for column in columns(row_class) if column.is_list)
          for table, row_class in TABLES.items()}


class Store:
    """Rows as dictionaries by column name; list columns are lists."""

    def __init__(self, dataset: Path, database: sqlite3.Connection) -> None:
        self.dataset = dataset
        self._database = database

    def all(self, table: str) -> list[Row]:
        """Every row of a table, in the order the run wrote them."""
        return self._rows(table, "ORDER BY rowid", ())

    def of_document(self, table: str, document_id: str) -> list[Row]:
        """The rows of one document, in the order the run wrote them."""
        return self._rows(table, "WHERE document_id = ? ORDER BY rowid", (document_id,))

    def counts(self, table: str) -> Counter[str]:
        """Number of rows of a table by document."""
        query = f'SELECT document_id, count(*) FROM "{table}" GROUP BY document_id'
        return Counter(dict(self._database.execute(query).fetchall()))

    def text(self, document_id: str) -> str:
        """The canonical text that the offsets of the document's rows point into."""
        with (self.dataset / TEXTS / f"{document_id}.txt").open(encoding="utf-8", newline="") as handle:
            return handle.read()

    def _rows(self, table: str, clause: str, values: tuple[str, ...]) -> list[Row]:
        rows = [dict(row) for row in self._database.execute(f'SELECT * FROM "{table}" {clause}', values)]
        for row in rows:
            for name in _LISTS[table]:
                row[name] = row[name].split(";") if row[name] else []
        return rows


@contextmanager
def opened(dataset: Path) -> Iterator[Store]:
    """The store of a dataset folder, read only. Raises sqlite3.Error where the file is not a database."""
    database = sqlite3.connect(f"{(dataset / DATABASE).resolve().as_uri()}?mode=ro", uri=True)
    database.row_factory = sqlite3.Row
    try:
        yield Store(dataset, database)
    finally:
        database.close()
