"""From rows to files: the writers, declared in one list, and the one function that feeds them."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import ExitStack, closing
from pathlib import Path

from ..outcome import Outcome
from .csv_tables import CsvWriter
from .datapackage import DataPackageWriter
from .parquet_tables import ParquetWriter
from .record import CodebookWriter, RunRecordWriter
from .sqlite_tables import SqliteWriter
from .texts import TextWriter
from .writer import Writer

# in the order in which they are finished: the package hashes the CSV files, the record lists every file
WRITERS: tuple[type[Writer], ...] = (
    TextWriter, CsvWriter, ParquetWriter, SqliteWriter, DataPackageWriter, CodebookWriter, RunRecordWriter)


def write(outcomes: Iterable[Outcome], folder: Path) -> None:
    """Write the dataset of a stream of inputs, sorted by source, into an empty folder."""
    with ExitStack() as open_files:
        writers = [open_files.enter_context(closing(make(folder))) for make in WRITERS]
        for outcome in outcomes:
            for writer in writers:
                writer.add(outcome)
        for writer in writers:
            writer.finish()
