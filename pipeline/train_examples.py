"""What the linear models learn from: requirements and passages of the corpus, with what hand-made gold says of them."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from math import isclose
from pathlib import Path
from typing import Any, NamedTuple

import regex
from maaltal.extractors.catalogue import goals_of_year
from maaltal.extractors.code_features import Surroundings, features
from maaltal.extractors.column_features import features as column_features
from maaltal.extractors.demand_features import features as demand_features
from maaltal.extractors.document_card import read_card
from maaltal.extractors.goal_clauses import NO_GOAL, Clause, clauses
from maaltal.extractors.grammar.quantities import scan
from maaltal.extractors.lexicon import load as entries
from maaltal.extractors.likely_codes import COLUMNS, surroundings
from maaltal.extractors.likely_columns import NO_TARGET, TARGET
from maaltal.extractors.likely_demands import DEMAND, NO_DEMAND
from maaltal.extractors.statement_model import Statement
from maaltal.extractors.statements import candidates
from maaltal.extractors.table_words import value_of
from maaltal.extractors.tables import Table, TableCell, tables_of
from maaltal.extractors.target_columns import columns_of_values
from maaltal.extractors.target_tables import is_level
from maaltal.schemas import codelists
from maaltal.schemas.source import SourceDocument
from maaltal.schemas.text import Document

from .dataset import opened, rows
from .read import load, read
from .score import score
from .segment import segment

FLATTENED = "_flat"  # ends the names of transcripts made of other documents
_UNTOLD = "other"
_NO_LETTER = regex.compile(r"[^\p{L}\d]+")
_BEFORE_TITLE = 25  # letters of a quote in front of its title: `Mål 3`
_MOST = 0.6  # share of a title's letters, or of TITLE
_SHORTEST_QUOTE = 6  # letters
_HALF = 0.5  # share of a column's values that are targets, from which it is a column of targets
_TITLE = 40  # letters of a title that tell it from others


_ROWS = ("rows", "optional")  # of a case of a bank
Told = tuple[Clause, str | None]  # with the level of its goal


class Example(NamedTuple):
    """What is seen in a document, the answer that gold gives, and the code that the lexicon names, if that is asked."""

    document: str
    features: Mapping[str, float]
    answer: str
    named: str | None = None


def of_codes(dataset: Path, gold: Path) -> Iterator[tuple[str, Example]]:
    """The requirements of a dataset whose codes gold tells, each with the column of the code."""
    tallies = score(dataset, gold).tallies
    with opened(dataset) as database:
        for document in list(rows(database, "documents")):
            stem = Path(document.source).stem
            if stem not in tallies:
                continue
            text = (dataset / "texts" / f"{document.document_id}.txt").read_text(encoding="utf-8")
            headings = {paragraph.paragraph_id: " ".join(paragraph.section_path[-1:])
                        for paragraph in rows(database, "paragraphs", document.document_id)}
            mine = {row.requirement_id: row for row in rows(database, "requirements", document.document_id)}
            for verdict in tallies[stem]["requirements"].verdicts:
                row = mine[verdict.row["requirement_id"]]
                seen = features(surroundings(row, text, headings))
                for column in COLUMNS if verdict.gold else ():
                    if code := verdict.gold.get(column):
                        yield column, Example(stem, seen, code, getattr(row, column))


def listed(column: str) -> list[Example]:
    """The names and surface forms of the code list of a column, and the examples of its lexicon."""
    if column == "theme":
        forms = [(entry.code, entry.label) for entry in codelists.themes()]
    else:
        forms = [(entry.code, form) for entry in codelists.indicators() for form in (entry.label, *entry.surface_forms)]
        forms += [(entry.key, example) for entry in entries("indicators") for example in entry.examples]
    return [Example("", features(Surroundings(form)), code) for code, form in dict.fromkeys(forms) if code != _UNTOLD]


def of_goals(source: str, gold: Path) -> list[Told]:
    """The clauses of a document, each with the level of the goal it states, or none; None where gold leaves it open."""
    stated = _marked(source, gold, "goals")
    return [] if stated is None else _told(read(source, load(source)), stated)


def of_bank(file: Path) -> Iterator[tuple[str, list[Told]]]:
    """The same of each passage of a bank of texts about goals, by name."""
    for number, case in enumerate(tomllib.loads(file.read_text(encoding="utf-8"))["case"]):
        stated = [{"level": level, "quote": title, "title": title, "optional": optional}
                  for optional in (False, True) for level, _, title in case.get(_ROWS[optional], ())]
        body = case["text"]
        if case.get("format") == "html":
            name, text = "plan.html", f"<h1>Beskæftigelsesplan {case['year']}</h1>{body}"
        else:
            name, text = "plan.txt", f"Beskæftigelsesplan {case['year']}\n\n{body}"
        yield f"{file.stem} {number}", _told(read(name, text.encode()), stated)


def _told(source: SourceDocument, stated: Sequence[Mapping[str, Any]]) -> list[Told]:
    document = segment(source)
    said = clauses(document, tables_of(document), goals_of_year(read_card(document).plan_year))
    return [(clause, _level(clause.text, stated)) for clause in said]


def _level(text: str, stated: Sequence[Mapping[str, Any]]) -> str | None:
    meant = [goal for goal in stated if _states(text, goal)]
    if any(goal.get("optional") for goal in meant):
        return None
    return meant[0]["level"] if meant else NO_GOAL


def _marked(source: str, gold: Path, layer: str) -> list[dict[str, Any]] | None:
    """What hand-made gold has of a layer of a document; None where that was not marked."""
    file = gold / f"{Path(source).stem}.json"
    return json.loads(file.read_text(encoding="utf-8")).get(layer) if file.exists() else None


def of_demands(source: str, gold: Path) -> Iterator[Example]:
    """The sentences of a document that could demand something; those that gold leaves open are left out."""
    marked = _marked(source, gold, "requirements")
    if marked is None:
        return
    quotes = [(_letters(one["quote"]), bool(one.get("optional"))) for one in marked]
    document = segment(read(source, load(source)))
    year = read_card(document).plan_year
    for piece in candidates(document, tables_of(document), year):
        optional = [is_optional for quote, is_optional in quotes if _is_quoted(piece, quote)]
        if not optional or not all(optional):
            yield Example(Path(source).stem, demand_features(piece, year), DEMAND if optional else NO_DEMAND)


def of_columns(source: str, gold: Path) -> Iterator[Example]:
    """The columns of values in a document's tables, targets or not; those of which gold leaves cells open left out."""
    marked = _marked(source, gold, "requirements")
    if marked is None:
        return
    document = segment(read(source, load(source)))
    card = read_card(document)
    for table in tables_of(document):
        valued = columns_of_values(table)
        for index in valued:
            demanded = [_demanded(document, table, cell, marked) for row in table.body for cell in row
                        if cell.column == index and is_level(cell.text) and _number(cell.text) is not None]
            share = demanded.count(True) / max(1, len(demanded))
            if share >= _HALF or demanded and not any(demanded) and None not in demanded:
                answer = TARGET if share >= _HALF else NO_TARGET
                yield Example(Path(source).stem, column_features(table, index, valued, card), answer)


def _demanded(document: Document, table: Table, cell: TableCell, marked: Sequence[Mapping[str, Any]]) -> bool | None:
    """Whether gold has a requirement of a cell's row with its value; None where only an optional one."""
    row = next(row for row in table.rows if row[0].row == cell.row)
    letters = _letters(document.quote(row[0].start, max(one.end for one in row)).text)
    value = _number(cell.text)
    found = [bool(one.get("optional")) for one in marked
             if _shares_row(letters, _letters(one["quote"])) and any(
                 value is not None and isinstance(said := one.get(name), float | int) and _same_amount(value, said)
                 for name in ("target_value", "change_value"))]
    return None if found and all(found) else bool(found)


def _shares_row(row: str, quote: str) -> bool:
    return quote in row or len(row) >= _SHORTEST_QUOTE and row in quote


def _number(text: str) -> float | None:
    if found := scan(text).quantities:
        return found[0].value
    printed = value_of(text)
    return printed.number if printed else None


def _same_amount(printed: float, said: float) -> bool:
    """Whether a printed number is an amount of gold: sums may be printed in thousands or millions, falls unsigned."""
    return any(isclose(abs(printed) * scale, abs(said)) for scale in (1, 1e3, 1e6))


def _is_quoted(piece: Statement, quote: str) -> bool:
    """Whether a statement and a quote of gold have most of the shorter one in common."""
    whole, own = _letters(piece.passage.text), len(_letters(piece.text))
    start = len(_letters(piece.passage.text[: piece.start]))
    place = whole.find(quote) if len(quote) >= _SHORTEST_QUOTE else -1
    while place >= 0:
        shared = min(start + own, place + len(quote)) - max(start, place)
        if shared * 2 > min(own, len(quote)):
            return True
        place = whole.find(quote, place + 1)
    return len(quote) >= _SHORTEST_QUOTE and whole in quote


def _states(title: str, goal: Mapping[str, Any]) -> bool:
    """Whether a passage's first words are those of a goal of gold."""
    words, quote, named = map(_letters, (title, goal["quote"], goal.get("title") or goal["quote"]))
    opens = words in quote[: len(words) + _BEFORE_TITLE] and len(words) >= _MOST * min(len(named), _TITLE)
    return opens or named[:_TITLE] in words and len(named) >= _MOST * min(len(words), _TITLE)


def _letters(text: str) -> str:
    return _NO_LETTER.sub("", text.lower())


def by_origin(known: Sequence[Example]) -> dict[str, list[Example]]:
    """Examples by document, flattened transcripts of the corpus with the one that they were made from."""
    found: dict[str, list[Example]] = {}
    for example in known:
        found.setdefault(example.document.removesuffix(FLATTENED), []).append(example)
    return found
