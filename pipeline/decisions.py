"""The decisions file of a review: one line a decision, keyed by the row's content id and the hash of its words."""

from __future__ import annotations

import csv
import hashlib
import os
from collections.abc import Iterable
from dataclasses import astuple, dataclass, fields
from pathlib import Path
from typing import Any

from maaltal.schemas import codelists
from maaltal.schemas.tables import TABLES, Column, columns
from maaltal.schemas.views import REVIEWABLE

from .write.values import disarmed, joined

ACTIONS = ("accept", "reject", "correct")
CODED = {"theme": codelists.themes, "indicator": codelists.indicators, "target_group": codelists.target_groups,
         "municipality_codes": codelists.municipalities}
_GROUNDING = frozenset({"page", "bbox", "char_start", "char_end", "quote", "extractor", "confidence", "source",
                        "sha256", "media_type", "n_pages", "n_paragraphs", "n_characters", "language", "warnings"})


class DecisionsError(Exception):
    """A decisions file or a decision is wrong; the message names the line or the column."""


@dataclass(frozen=True, slots=True)
class Decision:
    """What one person decided about one row, or about one column of it."""

    table: str
    row_id: str
    document_id: str
    source: str
    decision: str
    column: str
    original_value: str
    corrected_value: str
    reason: str
    name: str
    quote_sha256: str
    quote: str


FIELDS = tuple(field.name for field in fields(Decision))


def key_of(table: str) -> str:
    """Name of the primary key of a table."""
    return next(column.name for column in columns(TABLES[table]) if column.key)


def words_of(table: str, row: Any) -> str:
    """The words of the source a decision rests on; for a whole document the hash of its bytes."""
    return row.sha256 if table == "documents" else row.quote


def hash_of(words: str) -> str:
    """SHA-256 of the words."""
    return hashlib.sha256(words.encode()).hexdigest()


def correctable(table: str) -> dict[str, Column]:
    """Columns whose value a reviewer may correct; keys, references and places are not."""
    return {column.name: column for column in columns(TABLES[table])
            if not (column.key or column.references or column.name in _GROUNDING)}


def written(value: Any) -> str:
    """A value as it stands in the decisions file."""
    if isinstance(value, tuple | list):
        return joined(tuple(value))
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else str(value)


def parsed(table: str, name: str, text: str) -> Any:
    """The value that a correction stands for; raises DecisionsError where the column cannot hold it."""
    column = correctable(table).get(name)
    if column is None:
        raise DecisionsError(f"{name!r} cannot be corrected in {table}; one of {', '.join(correctable(table))}")
    if column.is_list:
        return tuple(_scalar(column, part.strip()) for part in text.split(";") if part.strip())
    if not text:
        if not column.nullable:
            raise DecisionsError(f"{name} must have a value")
        return None
    return _scalar(column, text)


def _scalar(column: Column, text: str) -> Any:
    try:
        value = {"true": True, "false": False}[text] if column.type is bool else column.type(text)
    except (KeyError, ValueError):
        kinds = {int: "a whole number", float: "a number such as 12.5 (a point, no thousands)", bool: "true or false"}
        raise DecisionsError(f"{column.name} must be {kinds[column.type]}, not {text!r}") from None
    if isinstance(value, float) and not abs(value) < float("inf"):
        raise DecisionsError(f"{column.name} must be a finite number")
    if column.enum and value not in column.enum:
        raise DecisionsError(f"{column.name} must be one of {', '.join(column.enum)}, not {text!r}")
    if column.name in CODED and value not in {record.code for record in CODED[column.name]()}:
        raise DecisionsError(f"{text!r} is not a code of the code list of {column.name}")
    return value


def read(path: Path) -> list[Decision]:
    """The decisions of a file, in its order; none where there is no file. Raises DecisionsError naming the line."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as handle:
            reader = csv.DictReader(handle)
            if tuple(reader.fieldnames or ()) != FIELDS:
                raise DecisionsError(f"{path}: the first line must be {','.join(FIELDS)}")
            return [_checked(record, path, reader.line_num) for record in reader]
    except FileNotFoundError:
        return []
    except (UnicodeDecodeError, csv.Error) as error:
        raise DecisionsError(f"{path} is not a decisions file: {error}") from error


def _checked(record: dict[str, str | None], path: Path, line: int) -> Decision:
    values = [_rearmed(record.get(name) or "") for name in FIELDS]
    decision = Decision(*values)
    if None in record or decision.table not in REVIEWABLE or decision.decision not in ACTIONS:
        raise DecisionsError(f"{path}, line {line}: not a decision")
    if decision.decision == "correct" and decision.column not in correctable(decision.table):
        raise DecisionsError(f"{path}, line {line}: {decision.column!r} cannot be corrected in {decision.table}")
    if not (decision.row_id and decision.quote_sha256 and decision.name):
        raise DecisionsError(f"{path}, line {line}: row_id, quote_sha256 and name are needed")
    return decision


def merged(old: Iterable[Decision], new: Iterable[Decision]) -> list[Decision]:
    """The decisions with new ones in the place of what they replace.

    A row is either rejected, or accepted and corrected column by column (accepted then means: with its corrections).
    """
    kept = list(old)
    for decision in new:
        kept = [other for other in kept if not _replaces(decision, other)] + [decision]
    return kept


def _replaces(new: Decision, old: Decision) -> bool:
    if (new.table, new.row_id) != (old.table, old.row_id):
        return False
    if "reject" in (new.decision, old.decision):
        return True
    return (new.decision, new.column) == (old.decision, old.column)


def write(path: Path, decisions: Iterable[Decision]) -> None:
    """Write the file, all at once."""
    partial = path.with_name(f".{path.name}.partial")
    with partial.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.writer(handle, lineterminator="\r\n")
        writer.writerow(FIELDS)
        writer.writerows([disarmed(value) for value in astuple(decision)] for decision in decisions)
    os.replace(partial, path)


def _rearmed(cell: str) -> str:
    """A cell without the apostrophe that kept a spreadsheet from running it."""
    return cell[1:] if cell.startswith("'") and disarmed(cell[1:]) == cell else cell
