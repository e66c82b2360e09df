"""The passages, sentences and cells that could state a goal, each seen among its like.

A plan states its goals in a form that comes back: headings of one depth, the items of one list, what opens each
section, sentences that begin with the same words, what stands below one label or in one column. Of all clauses that
share a form with one, its model is told how likely they are by their words alone.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import log
from typing import NamedTuple

import regex

from ..schemas.text import Document
from .catalogue import CatalogueGoal
from .concepts import theme_in
from .goal_features import Title, inner_titles, opening, titles
from .goal_features import features as title_features
from .goal_sentences import aims, measures
from .passages import Passage, cell_passage, prose
from .phrases import phrase
from .table_rows import is_value
from .tables import Table, TableCell
from .word_features import stems, weighed

NO_GOAL = "none"  # what the models answer, or the level of the goal
LEVELS = ("ministerial", "overall", "local")
LABEL = regex.compile(
    r"[*\s]*(?P<label>\p{Lu}[\p{L} ]{2,30}?)\s?(?P<number>\d{1,2}|\b[A-H])?\s?(?:[:·–|]|(?<=[\dA-H])\.)\s"
)
_WORD = regex.compile(r"\w+")
_WORDS = regex.compile(r"\p{L}{2,}[^\p{L}]+\p{L}{2,}")
_LONGEST_SECTION = 12  # passages below a heading that are looked at
_OPENINGS = 2  # clauses of a section that count as its first
_SLIGHTEST = 1e-4
_LIKELY = 0.3  # chance
_OF_MINISTER = 1.2  # twice the likeness to a title of the catalogue, as the model is told
_MOST_LIKELY = 60  # clauses of a plan among which one has its rank
_WORDS_OF_HEADING = 8
_WHOLE = 0.8  # share of its passage
_NO_WORD = " *:.0123456789"

Chances = Mapping[str, float]  # by answer of the model
Form = tuple  # its name, and what is shared


class Seat(NamedTuple):
    """Where a cell sits: the table by its order, row and column, and the header above."""

    table: int
    row: int
    column: int
    header: str


@dataclass(frozen=True, slots=True)
class Clause:
    """A passage or a sentence that could state a goal, and what stands around it."""

    title: Title
    inside: bool  # a sentence inside a paragraph
    follows: str  # the passage behind, of a sentence inside the next sentence
    measured: bool  # whether numbers stand in its section, or in its row
    words: Mapping[str, float]  # what the model is told of its words and place
    seat: Seat | None = None  # of a cell

    @property
    def text(self) -> str:
        return self.title.text

    @property
    def kind(self) -> str:
        return "cell" if self.seat else "sentence" if self.inside else self.title.passage.block.kind

    @property
    def place(self) -> tuple[int, int]:
        return self.title.passage.block.order, self.title.passage.offset + self.title.start

    @property
    def states_clause(self) -> bool:
        said = (phrase(key).search(self.text) for key in ("told_as_reached", "shall"))
        return aims(self.text) or any(said) or phrase("wish").match(self.text) is not None


_PROPERTIES: Mapping[str, Callable[[Clause], bool]] = {
    "aims": lambda c: aims(c.text),
    "clause": lambda c: c.states_clause,
    "demands": lambda c: c.title.demands,
    "wish": lambda c: phrase("wish").match(c.text) is not None,
    "bold": lambda c: bool(c.title.passage.block.bold),
    "talks": lambda c: c.title.talks_or_demands,
    "among goals": lambda c: c.title.among_goals,
    "announced": lambda c: c.title.is_announced,
    "measured": lambda c: c.measured,
    "number": lambda c: c.title.mark is not None,
    "whole": lambda c: len(c.text) > _WHOLE * len(c.title.passage.text),
    "themed": lambda c: theme_in(c.text) is not None,
}


def clauses(document: Document, tables: Sequence[Table], known: Sequence[CatalogueGoal]) -> list[Clause]:
    """All that could state a goal in a document, in order; `known` are the minister's goals of the year."""
    found = [*_in_prose(list(prose(document, tables)), known),
             *(clause for table in tables if table.kind != "budget" for clause in _in_cells(document, table, known))]
    return sorted(found, key=lambda clause: clause.place)


def _in_prose(passages: Sequence[Passage], known: Sequence[CatalogueGoal]) -> Iterator[Clause]:
    measured = [measures(passage.text) for passage in passages]
    number = {id(passage): index for index, passage in enumerate(passages)}
    told = [*((title, False) for title in titles(passages)), *((title, True) for title in inner_titles(passages))]
    for title, inside in told:
        text, index = title.passage.text, number[id(title.passage)]
        follows = text[title.end :].lstrip(" .") if inside else title.behind.text if title.behind else ""
        numbers_below = any(measured[slice(*_section(passages, index))])
        yield Clause(title, inside, follows, numbers_below, title_features(title, known))


def _in_cells(document: Document, table: Table, known: Sequence[CatalogueGoal]) -> Iterator[Clause]:
    """The cells of words: `Flere unge i lære` in a column `Mål`, beside `Indikator` and `2021`."""
    for row in table.rows:
        measured = any(is_value(cell.text) for cell in row)
        for cell, behind in pairwise((*row, None)):
            passage = cell_passage(document, cell) if _WORDS.search(cell.text) and not is_value(cell.text) else None
            title = opening(passage, table.columns[cell.column].header) if passage else None
            if title:
                headed = cell.row >= table.header_rows
                seat = Seat(table.order, cell.row, cell.column, table.columns[cell.column].header if headed else "")
                words = title_features(title, known) | dict(_of_seat(seat, table, cell))
                yield Clause(title, False, behind.text if behind else "", measured, words, seat)


def _of_seat(seat: Seat, table: Table, cell: TableCell) -> Iterator[tuple[str, float]]:
    """What the model is told of a cell besides its words."""
    yield "in cell", 1.0
    yield f"in cell of column {min(seat.column, 3)}", 1.0
    yield f"in cell of {table.columns[seat.column].role}", 1.0
    if cell.row < table.header_rows:
        yield "in header", 1.0
    yield from weighed("below ", stems(seat.header), 0.8)


def _section(passages: Sequence[Passage], index: int) -> tuple[int, int]:
    """The passages behind one, up to the next heading of its depth."""
    depth = len(passages[index].block.section_path)
    stop = index + 1
    while stop < min(len(passages), index + _LONGEST_SECTION):
        if passages[stop].block.kind == "heading" and len(passages[stop].block.section_path) <= depth:
            break
        stop += 1
    return index + 1, stop


def among_their_like(
    said: Sequence[Clause], chances: Sequence[Chances], asked: Sequence[int] | None = None
) -> Iterator[dict[str, float]]:
    """What the model is told of the clauses of a plan: their own chances, and those of all that share a form with them.

    `asked` are the numbers of the clauses that are asked about; all, where it is left out.
    """
    odds = [_odds(1 - chance[NO_GOAL]) for chance in chances]
    in_order = sorted(odds)
    forms = [dict(_forms(clause)) for clause in said]
    for index, form in enumerate(_openings(said)):
        forms[index] |= form
    sharing: dict[Form, list[int]] = {}
    for index, shared in enumerate(forms):
        for form in shared.items():
            sharing.setdefault(form, []).append(index)
    alike = {form: _Alike(members, odds, chances) for form, members in sharing.items()}
    likely = len(in_order) - bisect_right(in_order, 0.0)
    for index in range(len(said)) if asked is None else asked:
        clause = said[index]
        above = min(len(in_order) - bisect_right(in_order, odds[index]), _MOST_LIKELY)
        seen = {"odds": odds[index] / 3, "rank": -log(1 + above), "strong": log(1 + likely),
                "words": log(1 + len(clause.text.split())) / 3, "place": index / len(said)}
        seen |= {f"odds {level}": _odds(chances[index][level]) / 3 for level in LEVELS}
        seen |= {f"h {stem}": 0.5 for stem in stems(clause.title.heading)[:_WORDS_OF_HEADING]}
        seen |= dict(_flags(clause))
        for form in forms[index].items():
            seen |= alike[form].features(form[0], odds[index], chances[index])
        yield seen


def _flags(clause: Clause) -> Iterator[tuple[str, float]]:
    yield f"kind {clause.kind}", 1.0
    if clause.words["likeness"] > _OF_MINISTER:
        yield "of minister", 1.0
    for name, holds in _PROPERTIES.items():
        if holds(clause):
            yield f"p {name}", 1.0
            yield f"p {name} {clause.kind}", 0.5


class _Alike:
    """The clauses of one form, seen by each of them."""

    def __init__(self, members: Sequence[int], odds: Sequence[float], chances: Sequence[Chances]):
        self.odds = sorted(odds[member] for member in members)
        self.sum = sum(self.odds)
        self.likely = sum(1 - chances[member][NO_GOAL] > _LIKELY for member in members)
        self.ministers = sum(chances[member]["ministerial"] > _LIKELY for member in members)
        self.own = sum(chances[member]["local"] > _LIKELY for member in members)

    def features(self, name: str, odds: float, chances: Chances) -> dict[str, float]:
        """What the others of the form are like, for the one of them with these odds and chances."""
        others = len(self.odds) - 1
        if not others:
            return {f"{name} alone": 1.0}
        likeliest = self.odds[-2] if odds == self.odds[-1] else self.odds[-1]
        return {
            f"{name} has": 1.0,
            f"{name} n": log(others + 1) / 2,
            f"{name} mean": (self.sum - odds) / others / 3,
            f"{name} max": likeliest / 3,
            f"{name} above": (others + 1 - bisect_right(self.odds, odds)) / others,
            f"{name} likely": (self.likely - (1 - chances[NO_GOAL] > _LIKELY)) / others,
            f"{name} min": (self.ministers - (chances["ministerial"] > _LIKELY)) / others,
            f"{name} own": (self.own - (chances["local"] > _LIKELY)) / others,
        }


def _odds(chance: float) -> float:
    """The logarithm of the odds."""
    bounded = min(max(chance, _SLIGHTEST), 1 - _SLIGHTEST)
    return log(bounded / (1 - bounded))


def _openings(said: Sequence[Clause]) -> Iterator[dict[str, object]]:
    """Of the first clauses of a section, that they are; they share it with those of other sections of its depth."""
    seen: dict[tuple[str, ...], int] = {}
    for clause in said:
        path = clause.title.passage.block.section_path
        place = seen[path] = seen.get(path, -1) + (clause.seat is None)
        yield {f"clause {place} of section": len(path)} if path and not clause.seat and place < _OPENINGS else {}


def _forms(clause: Clause) -> Iterator[tuple[str, object]]:
    """What a clause may share with others, each with the name of the form."""
    title, kind, block = clause.title, clause.kind, clause.title.passage.block
    path, marked = block.section_path, title.mark is not None
    yield "kind", kind
    yield "section", path
    yield "passage", block.order
    yield "under same heading", title.heading.lower().strip(_NO_WORD)
    yield "first words", (kind, _first_words(clause.text, 2))
    if title.announcement:
        yield "announced", title.announcement
    if block.bold:
        yield "all bold", kind == "heading"
    if label := LABEL.match(clause.text):
        yield "label", (kind, label["label"].lower())
    if seat := clause.seat:
        yield "column", (seat.table, seat.column)
        yield "row", (seat.table, seat.row)
        yield "below header", seat.header.lower()
        yield "seat", (seat.row, seat.column)
        return
    if clause.inside:
        return
    yield "siblings", (path, kind, marked)
    if kind == "heading":
        yield "headings", (len(path), marked)
        if title.behind and title.behind.block.kind == "heading":
            yield "same heading behind", title.behind.text.lower()
    elif title.before and title.before.block.kind == "heading":
        yield "openings", (path[:-1], kind)
        yield "below one heading", (kind, title.heading.lower().strip(" *:"))
    if kind == "list_item" and path:
        yield "list heading", path[-1].lower().strip(" *:")
    if block.bold and kind != "heading":
        yield "bold", kind
    if label := LABEL.match(clause.follows):
        yield "label behind", (kind, label["label"].lower())


def _first_words(text: str, count: int) -> str:
    return " ".join(_WORD.findall(text.lower())[:count])
