"""What must hold for every row before it leaves the program: types, codes, keys, references and quotes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from math import isfinite
from typing import Any

from maaltal.schemas.tables import TABLES, Column, columns

from .bundle import Bundle

_MOST_NAMED = 5


class BrokenInvariant(ValueError):
    """A document's rows contradict the contract; the message names table, row and column."""


def verify(bundle: Bundle) -> None:
    """Raise BrokenInvariant unless every row of the bundle keeps the contract."""
    broken = list(islice(_violations(bundle), _MOST_NAMED))
    if broken:
        raise BrokenInvariant("; ".join(broken))


def _violations(bundle: Bundle) -> Iterator[str]:
    if unknown := sorted(bundle.rows.keys() - TABLES.keys()):
        yield f"unknown tables {unknown}"
    if not _encodable(bundle.text):
        yield "the text cannot be written as UTF-8"
    keys = {table: _keys(table, bundle.rows.get(table, ())) for table in TABLES}
    if set(keys["documents"]) != {bundle.document_id}:
        yield "documents does not hold exactly the one document"
    for table, rows in bundle.rows.items():
        if table not in TABLES:
            continue
        if len(set(keys[table])) < len(keys[table]):
            yield f"{table}: a key occurs twice"
        for column in columns(TABLES[table]):
            allowed = set(keys[column.references]) if column.references else None
            yield from _column_violations(table, column, rows, allowed)
        yield from _ungrounded(table, rows, bundle.text)


def _keys(table: str, rows: Iterable[Any]) -> list[Any]:
    (key,) = (column.name for column in columns(TABLES[table]) if column.key)
    return [getattr(row, key) for row in rows]


def _column_violations(table: str, column: Column, rows: Iterable[Any], allowed: set | None) -> Iterator[str]:
    values = [getattr(row, column.name) for row in rows]
    if _all_fit(column, values, allowed):
        return
    for value in values:
        problem = _list_problem(column, value) if column.is_list else _problem(column, value, allowed)
        if problem:
            yield f"{table}.{column.name} {problem}: {value!r:.80}"


def _all_fit(column: Column, values: list[Any], allowed: set | None) -> bool:
    """Whether there is nothing wrong with any value, asked of all at once; what is wrong is then sought one by one."""
    if column.is_list:
        if not {type(value) for value in values} <= {tuple, list}:
            return False
        values = [value for listed in values for value in listed]
    present = [value for value in values if value is not None]
    if len(present) < len(values) and (column.is_list or not column.nullable):
        return False
    kinds, different = set(map(type, present)), set(present)
    if column.type is float:
        return kinds <= {int, float} and all(map(isfinite, different)) and not column.enum and allowed is None
    if kinds - {column.type} or column.enum and not different.issubset(column.enum):
        return False
    if allowed is not None and not different <= allowed:
        return False
    return column.type is not str or (column.nullable or "" not in different) and _encodable("".join(different))


def _list_problem(column: Column, values: Any) -> str | None:
    if not isinstance(values, tuple | list):
        return "is not a list"
    return next(filter(None, (_problem(column, value, None) for value in values)), None)


def _problem(column: Column, value: Any, allowed: set | None) -> str | None:
    """What is wrong with one value, in words; None where nothing is."""
    if value is None:
        return None if column.nullable and not column.is_list else "is null"
    if not _fits(column.type, value):
        return f"is not {column.type.__name__}"
    if column.enum and value not in column.enum:
        return "is not one of its codes"
    if allowed is not None and value not in allowed:
        return f"refers to no row of {column.references}"
    if column.type is str and not value and not column.nullable:
        return "is empty"
    return "cannot be written as UTF-8" if column.type is str and not _encodable(value) else None


def _encodable(text: str) -> bool:
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def _fits(expected: type, value: Any) -> bool:
    if isinstance(value, bool):
        return expected is bool
    if expected is float:
        return isinstance(value, int | float) and isfinite(value)
    return isinstance(value, expected)


def _ungrounded(table: str, rows: Iterable[Any], text: str) -> Iterator[str]:
    names = {column.name for column in columns(TABLES[table])}
    if not {"quote", "char_start", "char_end"} <= names:
        return
    for row in rows:
        if not 0 <= row.char_start < row.char_end or text[row.char_start : row.char_end] != row.quote:
            yield f"{table}: the quote does not stand at {row.char_start}-{row.char_end}: {row.quote!r:.80}"
