"""Rows of a written dataset as the objects they were: what reads a dataset folder again begins here."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from maaltal.schemas.tables import TABLES, Column, columns

DATABASE = "maaltal.sqlite"


class DatasetError(Exception):
    """A folder is no dataset, or one that another version has written; the message says what to do."""


@contextmanager
def opened(dataset: Path) -> Iterator[sqlite3.Connection]:
    """The database of a dataset, read only. Raises DatasetError where there is none of this version."""
    path = dataset / DATABASE
    if not path.is_file():
        raise DatasetError(f"{dataset} is not a dataset: it holds no {DATABASE}")
    with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as database:
        try:
            _refuse_other_version(database, dataset)
        except sqlite3.DatabaseError as error:
            raise DatasetError(f"{path} cannot be read: {error}") from error
        yield database


def rows(database: sqlite3.Connection, table: str, document_id: str | None = None) -> Iterator[Any]:
    """The rows of a table, or of one document in it, in the order they were written."""
    declared = columns(TABLES[table])
    names = ", ".join(f'"{column.name}"' for column in declared)
    where, values = (" WHERE document_id = ?", (document_id,)) if document_id else ("", ())
    for found in database.execute(f'SELECT {names} FROM "{table}"{where} ORDER BY rowid', values):
        yield TABLES[table](*map(_value, declared, found))


def _value(column: Column, stored: Any) -> Any:
    if column.is_list:
        return tuple(stored.split(";")) if stored else ()
    return bool(stored) if column.type is bool and stored is not None else stored


def _refuse_other_version(database: sqlite3.Connection, dataset: Path) -> None:
    for table, row_class in TABLES.items():
        there = [found[1] for found in database.execute(f'PRAGMA table_info("{table}")')]
        if there != [column.name for column in columns(row_class)]:
            raise DatasetError(f"{dataset} was written by another version of maaltal (table {table}): run it again")
