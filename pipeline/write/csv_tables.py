"""The tables as CSV: UTF-8, comma, RFC 4180."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from maaltal.schemas.tables import TABLES, columns

from .values import csv_converter, row_reader
from .writer import Writer


class CsvWriter(Writer):
    """Writes one CSV file a table, row by row."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self._files = ExitStack()
        self._readers = {table: row_reader(table, csv_converter) for table in TABLES}
        self._writers = {table: self._open(table) for table in TABLES}

    def _open(self, table: str):
        handle = self._files.enter_context((self.folder / f"{table}.csv").open("w", encoding="utf-8", newline=""))
        writer = csv.writer(handle, lineterminator="\r\n")
        writer.writerow([column.name for column in columns(TABLES[table])])
        return writer

    def add_rows(self, rows: Mapping[str, Sequence[Any]]) -> None:
        for table, found in rows.items():
            self._writers[table].writerows(map(self._readers[table], found))

    def finish(self) -> None:
        self.close()

    def close(self) -> None:
        self._files.close()
