"""The tables in one SQLite file: typed, with keys that hold, and full-text indexes over what people search for."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from maaltal.schemas.tables import TABLES, Column, columns

from .values import row_reader, sql_converter
from .writer import Writer

FILE_NAME = "maaltal.sqlite"

# table -> the columns that its full-text index, `<table>_fts`, covers
FULL_TEXT = {
    "paragraphs": ("text",),
    "goals": ("title", "quote"),
    "requirements": ("indicator_text", "target_group_text", "quote"),
    "figures": ("subject", "quote"),
    "budget_lines": ("label", "parent_label"),
    "findings": ("message", "quote"),
}

# An unfinished file is thrown away, so it needs no journal; references are checked before a row gets here.
_LOAD_FAST = """
    PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA locking_mode = EXCLUSIVE; PRAGMA foreign_keys = OFF;
    PRAGMA cache_size = -32768;
"""

_TYPES = {str: "TEXT", int: "INTEGER", float: "REAL", bool: "INTEGER"}


class SqliteWriter(Writer):
    """Writes all rows in one transaction; nobody else sees the file before it is complete."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self._database = sqlite3.connect(folder / FILE_NAME, isolation_level=None)
        self._database.executescript(_LOAD_FAST)
        self._database.execute("BEGIN")
        for table in TABLES:
            self._database.execute(create_table(table))
        self._readers = {table: row_reader(table, sql_converter) for table in TABLES}
        self._inserts = {table: _insert(table) for table in TABLES}

    def add_rows(self, rows: Mapping[str, Sequence[Any]]) -> None:
        for table in TABLES:  # in the order of their references
            if found := rows.get(table):
                self._database.executemany(self._inserts[table], map(self._readers[table], found))

    def finish(self) -> None:
        for statement in (*_indexes(), *_full_text(), "COMMIT"):
            self._database.execute(statement)
        self.close()

    def close(self) -> None:
        self._database.close()


def create_table(table: str) -> str:
    """The CREATE TABLE statement of a table; a reference may stand before the row it refers to."""
    lines = [_column(column) for column in columns(TABLES[table])]
    return f"CREATE TABLE {_name(table)} (\n  " + ",\n  ".join(lines) + "\n)"


def _column(column: Column) -> str:
    name = _name(column.name)
    parts = [name, "TEXT" if column.is_list else _TYPES[column.type]]
    if not column.nullable:
        parts.append("NOT NULL")
    if column.key:
        parts.append("PRIMARY KEY")
    if column.enum:
        parts.append(f"CHECK ({name} IN ({', '.join(map(_literal, column.enum))}))")
    if column.type is bool:
        parts.append(f"CHECK ({name} IN (0, 1))")
    if column.references:
        key = next(other.name for other in columns(TABLES[column.references]) if other.key)
        parts.append(f"REFERENCES {_name(column.references)} ({_name(key)}) DEFERRABLE INITIALLY DEFERRED")
    return " ".join(parts)


def _insert(table: str) -> str:
    return f"INSERT INTO {_name(table)} VALUES ({', '.join('?' for _ in columns(TABLES[table]))})"


def _indexes() -> list[str]:
    """An index for every column that holds another table's key."""
    return [f"CREATE INDEX {_name(f'{table}_{column.name}')} ON {_name(table)} ({_name(column.name)})"
            for table, row_class in TABLES.items() for column in columns(row_class) if column.references]


def full_text(table: str) -> str:
    """Name of a table's full-text index."""
    return f"{table}_fts"


def _full_text() -> Iterator[str]:
    """Full-text indexes that keep Danish letters apart (å is not a) and store no text twice."""
    for table, covered in FULL_TEXT.items():
        index = _name(full_text(table))
        yield (f"CREATE VIRTUAL TABLE {index} USING fts5({', '.join(map(_name, covered))}, content='{table}', "
               "content_rowid='rowid', tokenize='unicode61 remove_diacritics 0')")
        yield f"INSERT INTO {index} ({index}) VALUES ('rebuild')"


def _name(identifier: str) -> str:
    return f'"{identifier}"'


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
