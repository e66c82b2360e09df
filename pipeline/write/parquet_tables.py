"""The tables as Parquet: typed columns, real lists, zstd; row groups by number of rows, never by document."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from maaltal.schemas.tables import TABLES, Column, columns

from .writer import Writer

ROWS_PER_GROUP = 4_096

_TYPES = {str: pa.string(), int: pa.int64(), float: pa.float64(), bool: pa.bool_()}


class ParquetWriter(Writer):
    """Writes one Parquet file a table; holds at most one row group of each in memory."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self._files = ExitStack()
        self._schemas = {table: arrow_schema(table) for table in TABLES}
        self._pending: dict[str, list[Any]] = {table: [] for table in TABLES}
        self._writers = {table: self._open(table) for table in TABLES}

    def _open(self, table: str) -> pq.ParquetWriter:
        path = self.folder / f"{table}.parquet"
        return self._files.enter_context(pq.ParquetWriter(path, self._schemas[table], compression="zstd"))

    def add_rows(self, rows: Mapping[str, Sequence[Any]]) -> None:
        for table, found in rows.items():
            pending = self._pending[table]
            pending.extend(found)
            while len(pending) >= ROWS_PER_GROUP:
                self._flush(table, pending[:ROWS_PER_GROUP])
                del pending[:ROWS_PER_GROUP]

    def _flush(self, table: str, rows: list[Any]) -> None:
        schema = self._schemas[table]
        arrays = [pa.array([getattr(row, field.name) for row in rows], field.type) for field in schema]
        self._writers[table].write_table(pa.Table.from_arrays(arrays, schema=schema), row_group_size=ROWS_PER_GROUP)

    def finish(self) -> None:
        for table, pending in self._pending.items():
            if pending:
                self._flush(table, pending)
        self.close()

    def close(self) -> None:
        self._files.close()


def arrow_schema(table: str) -> pa.Schema:
    """The Arrow schema of a table, with a description on each column."""
    return pa.schema([_field(column) for column in columns(TABLES[table])])


def _field(column: Column) -> pa.Field:
    scalar = _TYPES[column.type]
    stored = pa.list_(pa.field("element", scalar, nullable=False)) if column.is_list else scalar
    return pa.field(column.name, stored, column.nullable, {"description": column.description})
