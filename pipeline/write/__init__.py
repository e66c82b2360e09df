"""From rows to files: the writers, declared in one list, and the one function that feeds them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Any

from ..outcome import Outcome
from ..views import Views
from .csv_tables import CsvWriter
from .datapackage import DataPackageWriter
from .parquet_tables import ParquetWriter
from .record import CodebookWriter, RunRecordWriter
from .sqlite_tables import SqliteWriter
from .texts import TextWriter
from .writer import Writer

Rows = Mapping[str, Sequence[Any]]

# in the order in which they are finished: the package hashes the CSV files, the record lists every file
WRITERS: tuple[type[Writer], ...] = (
    TextWriter, CsvWriter, ParquetWriter, SqliteWriter, DataPackageWriter, CodebookWriter, RunRecordWriter)


def write(outcomes: Iterable[Outcome], folder: Path, closing_rows: Callable[[], Rows] = dict) -> dict[str, int]:
    """Write the dataset of a stream of inputs, sorted by source, into an empty folder; number of rows added at the end.

    `closing_rows` gives rows by table that are known only when all inputs have passed.
    """
    views = Views()
    with ExitStack() as open_files:
        writers = [open_files.enter_context(closing(make(folder))) for make in WRITERS]
        for outcome in map(views.pass_on, outcomes):
            for writer in writers:
                writer.add(outcome)
        of_all = {**views.rows(), **closing_rows()}
        for writer in writers:
            writer.add_rows(of_all)
        for writer in writers:
            writer.finish()
    return {table: len(rows) for table, rows in of_all.items()}
