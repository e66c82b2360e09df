"""What a reviewer does with a dataset: see what to look at, decide, and take accepted documents out as gold."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from maaltal.schemas.tables import columns
from maaltal.schemas.views import REVIEWABLE

from . import dataset as store
from . import decisions as files
from . import gold
from .bundle import Bundle
from .decisions import Decision, DecisionsError, hash_of, key_of, parsed, words_of, written
from .review import Decisions, Held, reviewed_rows
from .show import printable

LISTED = ("goals", "requirements", "budget_lines")
_SHORTEST_ID = 6  # characters of an id that are enough to name a row
_SAID = ("title", "indicator", "indicator_text", "target_group", "scope", "operator", "target_value", "target_unit",
         "change_value", "change_unit", "baseline_value", "baseline_unit", "baseline_period", "target_period",
         "comparator", "status", "label", "account", "measure", "budget_type", "year", "value", "unit", "theme")


@dataclass(frozen=True, slots=True)
class Choice:
    """What to do with which rows; `corrections` are texts of the form `column=value`."""

    accept: Sequence[str] = ()
    reject: Sequence[str] = ()
    correct: str | None = None
    corrections: Sequence[str] = ()
    reason: str = ""
    name: str = ""

    def __bool__(self) -> bool:
        return bool(self.accept or self.reject or self.correct or self.corrections)


def decide(dataset: Path, path: Path, choice: Choice) -> list[Decision]:
    """Write the decisions of a choice into the file and return them; raises DecisionsError where it cannot be done."""
    if not choice.name:
        raise DecisionsError("say who decides: --name")
    if (choice.reject or choice.correct) and not choice.reason:
        raise DecisionsError("say why: --reason")
    if bool(choice.correct) != bool(choice.corrections):
        raise DecisionsError("a correction is --correct ID column=value")
    with store.opened(dataset) as database:
        made = [_decision(database, row_id, "accept", choice) for row_id in choice.accept]
        made += [_decision(database, row_id, "reject", choice) for row_id in choice.reject]
        made += [_correction(database, choice, text) for text in choice.corrections]
    files.write(path, files.merged(files.read(path), made))
    return made


def _decision(database: sqlite3.Connection, row_id: str, action: str, choice: Choice) -> Decision:
    table, row = _found(database, row_id)
    if table == "documents" and action == "reject":
        raise DecisionsError("a document cannot be rejected; reject its rows, or correct its document_type")
    source = row.source if table == "documents" else _source(database, row.document_id)
    quote = "" if table == "documents" else row.quote
    return Decision(table, getattr(row, key_of(table)), row.document_id, source, action, "", "", "", choice.reason,
                    choice.name, hash_of(words_of(table, row)), quote)


def _correction(database: sqlite3.Connection, choice: Choice, text: str) -> Decision:
    column, sign, value = text.partition("=")
    if not sign:
        raise DecisionsError(f"{text!r} is not of the form column=value")
    table, row = _found(database, choice.correct or "")
    corrected = written(parsed(table, column, value))
    return replace(_decision(database, choice.correct or "", "correct", choice), column=column,
                   original_value=written(getattr(row, column)), corrected_value=corrected)


def _found(database: sqlite3.Connection, row_id: str) -> tuple[str, Any]:
    """The row whose id begins so; raises DecisionsError unless there is exactly one."""
    if len(row_id) < _SHORTEST_ID:
        raise DecisionsError(f"{row_id!r} is too short: give at least {_SHORTEST_ID} characters of the id")
    found = [(table, row) for table in REVIEWABLE for row in _beginning(database, table, row_id)]
    if len(found) != 1:
        raise DecisionsError(f"{row_id}: {len(found) or 'no'} row{'s' if len(found) > 1 else ''} with this id")
    return found[0]


def _beginning(database: sqlite3.Connection, table: str, row_id: str) -> Iterator[Any]:
    key = key_of(table)
    query = f'SELECT "{key}", document_id FROM "{table}" WHERE substr("{key}", 1, ?) = ?'
    for name, document_id in database.execute(query, (len(row_id), row_id)).fetchall():
        yield next(row for row in store.rows(database, table, document_id) if getattr(row, key) == name)


def _source(database: sqlite3.Connection, document_id: str) -> str:
    return database.execute("SELECT source FROM documents WHERE document_id = ?", (document_id,)).fetchone()[0]


# ---- what is there to look at --------------------------------------------------------------------------------------

def waiting(dataset: Path, path: Path, tables: Sequence[str], document: str | None, limit: int) -> Iterator[str]:
    """Lines on the rows nobody has decided on, the least certain first, then on decisions that no longer hold."""
    decisions = files.read(path)
    with store.opened(dataset) as database:
        held = _held_in(database, dataset, decisions)
        done = {getattr(item.row, key_of(item.decision.table)) for item in held.values() if _settles(item)}
        documents = {row.document_id: row for row in store.rows(database, "documents")}
        chosen = {name for name, row in documents.items() if document is None or _is_named(row, document)}
        rows = [(table, row) for table in tables for row in store.rows(database, table)
                if row.document_id in chosen - done and getattr(row, key_of(table)) not in done]
        rows.sort(key=lambda item: (item[1].confidence, documents[item[1].document_id].source, item[1].char_start))
        yield f"{len(rows)} rows to review" + (f", the {limit} least certain:" if len(rows) > limit else ":")
        for table, row in rows[:limit]:
            yield from _row_lines(table, row, documents[row.document_id].source)
        yield from _no_longer_holding(decisions, held)


def _settles(held: Held) -> bool:
    """Whether nothing is left to decide: a document is settled when it is accepted, not when its card is corrected."""
    is_card = held.decision.table == "documents" and held.decision.decision != "accept"
    return held.state == "applied" and not is_card


def _is_named(row: Any, document: str) -> bool:
    return row.document_id == document or Path(row.source).name == document or row.source == document


def _row_lines(table: str, row: Any, source: str) -> Iterator[str]:
    page = f", p. {row.page}" if row.page else ""
    yield printable(f"{getattr(row, key_of(table))}  {row.confidence:.2f}  {table}  {source}{page}")
    there = {column.name for column in columns(type(row))}
    said = [f"{name}={written(getattr(row, name))}" for name in _SAID
            if name in there and getattr(row, name) is not None]
    yield printable("    " + " ".join(said))
    yield printable('    "' + " ".join(row.quote.split())[:240] + '"')


_STATES = {
    "source_changed": "the words of the source have changed",
    "row_gone": "the words are there, but no such row",
    "not_valid": "the column cannot hold the corrected value",
    "not_read": "the document is not in the dataset",
}


def _no_longer_holding(decisions: Sequence[Decision], held: dict[Decision, Held]) -> Iterator[str]:
    states = [(decision, held[decision].state if decision in held else "not_read") for decision in decisions]
    broken = [(decision, state) for decision, state in states if state != "applied"]
    if broken:
        yield f"{len(broken)} decisions do not hold for this dataset:"
    for decision, state in broken:
        what = f"{decision.decision} {decision.column}".strip()
        yield printable(f"{decision.row_id}  {what}  {decision.table}  {decision.source}: {_STATES[state]}")
        if decision.quote:
            yield printable('    "' + " ".join(decision.quote.split())[:240] + '"')


def _held_in(database: sqlite3.Connection, dataset: Path, decisions: Sequence[Decision]) -> dict[Decision, Held]:
    """What has become of the decisions on the documents of a dataset."""
    book = Decisions(decisions)
    names = {decision.document_id for decision in decisions} | {decision.source for decision in decisions}
    found: dict[Decision, Held] = {}
    for document in list(store.rows(database, "documents")):
        if {document.document_id, document.source} & names:
            found.update({item.decision: item for item in book.held(_bundle(database, dataset, document.document_id))})
    return found


def _bundle(database: sqlite3.Connection, dataset: Path, document_id: str) -> Bundle:
    with (dataset / "texts" / f"{document_id}.txt").open(encoding="utf-8", newline="") as handle:
        text = handle.read()
    return Bundle(document_id, text, {table: tuple(store.rows(database, table, document_id)) for table in REVIEWABLE})


# ---- gold ----------------------------------------------------------------------------------------------------------

def export_gold(dataset: Path, decided: Path, folder: Path) -> list[Path]:
    """Write a gold file for each document that was accepted as a whole; the paths of the files."""
    decisions = files.read(decided)
    with store.opened(dataset) as database:
        held = _held_in(database, dataset, decisions)
        accepted = {item.document_id: item for item in held.values() if item.state == "applied"
                    and (item.decision.table, item.decision.decision) == ("documents", "accept")}
        paths: list[Path] = []
        for document_id in accepted:
            mine = [item for item in held.values() if item.document_id == document_id]
            names = sorted({item.decision.name for item in mine if item.state == "applied"})
            rows = reviewed_rows(_bundle(database, dataset, document_id).rows, mine)
            path = gold.write(folder, rows, names)
            if path in paths:
                raise DecisionsError(f"two accepted documents would both be {path}: accept one of them")
            paths.append(path)
    return paths
