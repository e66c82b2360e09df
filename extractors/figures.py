"""Figures: every number with a unit in running text, lists and tables that are no budgets."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

import regex

from ..schemas.ids import content_id, paragraph_id
from ..schemas.tables import FigureRow
from ..schemas.text import Document
from .confidence import UNRATED
from .document_card import Card
from .entity_blanks import read_ahead, subject_in
from .grammar.numbers import parse_number
from .grammar.quantities import Quantity, Scan
from .lexicon import matcher
from .passages import Passage, cell_passage, prose
from .subjects import subject_of
from .table_rows import bare, cell_unit, is_ordinal, row_label, unit_beside
from .tables import Column, Table, TableCell

EXTRACTOR = "figures.rules"
_PLAIN = 100  # from which a number that a table repeats is hardly the same by chance
_WITH_SECOND = regex.compile(r"\s*(?P<first>[\d.,]+)\s\((?P<second>[\d.,]+)\)\s*")
_COLUMN_ROLE = {"target": "target", "baseline": "baseline", "status": "status", "change": "change"}


class _Mention(NamedTuple):
    """A number with a unit in running text, the sentence it stands in, and what it measures, as far as rules tell."""

    passage: Passage
    quantity: Quantity
    sentence: tuple[int, int]
    subject: str | None

    @property
    def words(self) -> str:
        return self.passage.text[slice(*self.sentence)]


def read(document: Document, tables: Sequence[Table], card: Card) -> list[FigureRow]:
    """The figures of a document, in order of place."""
    mentions = [mention for passage in prose(document, tables) for mention in _mentions(passage)]
    read_ahead(mention.words for mention in mentions if not mention.subject)
    rows = [_in_prose(document, mention) for mention in mentions]
    counted = {row.value: row.unit for row in rows if row.unit in ("persons", "count") and row.value >= _PLAIN}
    for table in tables:
        if table.kind != "budget":
            rows.extend(_in_table(document, table, counted))
    return sorted(rows, key=lambda row: (row.char_start, row.char_end))


def _mentions(passage: Passage) -> Iterator[_Mention]:
    scan = passage.scan()
    for quantity in scan.quantities:
        if passage.block.kind == "heading" and quantity.start == 0 and not quantity.in_words:
            continue  # `3.3 Unge under 30 år`: a section number
        sentence = _sentence_of(scan, quantity)
        yield _Mention(passage, quantity, sentence, subject_of(passage.text, sentence, quantity, scan))


def _in_prose(document: Document, mention: _Mention) -> FigureRow:
    passage, quantity, sentence, subject = mention
    return _row(
        document,
        passage,
        quantity,
        role=_role(passage.text, sentence, quantity),
        period=_period(passage.scan(), sentence, quantity),
        subject=subject or _subject_by_model(mention),
    )


def _subject_by_model(mention: _Mention) -> str | None:
    """What the entity model reads a number to measure, where no rule tells."""
    start, _ = mention.sentence
    found = subject_in(mention.words, (mention.quantity.start - start, mention.quantity.end - start))
    return mention.words[slice(*found)] if found else None


def _sentence_of(scan: Scan, quantity: Quantity) -> tuple[int, int]:
    return next(((start, end) for start, end in scan.sentences if start <= quantity.start < end), (0, quantity.end))


def _role(text: str, sentence: tuple[int, int], quantity: Quantity) -> str:
    """The role that the words before a number give it; a law or a forecast colours the whole sentence."""
    keys = [match.key for match in matcher("roles").find(text, sentence[0], quantity.start)]
    for key in ("rule", "forecast"):
        if key in keys:
            return key
    if keys and keys[-1] == "change":
        return "change"
    if keys and keys[-1] == "baseline" and ("target" in keys or "change" in keys):
        return "baseline"
    if "target" in keys:
        return "target"
    return "status" if keys else "other"


def _period(scan: Scan, sentence: tuple[int, int], quantity: Quantity) -> str | None:
    """The period nearest to a number in its sentence, one behind it preferred; relative ones are left out."""
    inside = [p for p in scan.periods if sentence[0] <= p.start < sentence[1] and p.value and "{" not in p.value]
    behind = [p for p in inside if 0 <= p.start - quantity.end < 25]
    nearest = min(
        behind or inside, key=lambda p: min(abs(p.start - quantity.end), abs(quantity.start - p.end)), default=None
    )
    return nearest.value if nearest else None


def _in_table(document: Document, table: Table, counted: Mapping[float, str]) -> Iterator[FigureRow]:
    """Figures of a table: cells with a printed unit, and bare numbers whose column, row or caption gives one.

    `counted`: numbers that prose gives a unit; where all that a table repeats have the same, so have its levels.
    """
    repeated = {counted[value] for cell in table.cells if (value := parse_number(cell.text)) in counted}
    common = repeated.pop() if len(repeated) == 1 else None
    spanning = ""  # the first cell, where it spans the rows below: `Langtidsledige` | Nord, Syd
    for row in table.rows:
        label = row_label(row, table.columns)
        if row and row[0].column:
            label = f"{spanning} {label}".strip()
        else:
            spanning = row[0].text if row else ""
        for cell in row:
            passage = cell_passage(document, cell)
            if passage is not None:
                column = table.columns[cell.column]
                printed = unit_beside(row, table.columns) if column.role != "change" else None
                yield from _in_cell(document, passage, cell, column, label, table, printed, common)


def _in_cell(
    document: Document, passage: Passage, cell: TableCell, column: Column, label: str, table: Table,
    printed: tuple[str, float] | None, common: str | None,
) -> Iterator[FigureRow]:
    role = _COLUMN_ROLE.get(column.role or "")
    header = cell.row < table.header_rows
    scan = passage.scan()
    if scan.quantities and not (header and parse_number(passage.text) is not None):
        for quantity in scan.quantities:
            yield _row(document, passage, quantity, role=role or "other", period=column.period, subject=label or None)
        return
    if header or is_ordinal(table, cell.column) or (cell.column == 0 and column.role in ("label", "account")):
        return
    unit, scale = printed or cell_unit(table, column, label)
    unit = unit or (common if column.role != "change" else None)
    for value, start, end in _bare_values(passage.text) if unit else ():
        plain = Quantity(start, end, round(value * scale, 6), unit, (start, end), inferred=True)
        yield _row(document, passage, plain, role=role or "other", period=column.period, subject=label or None)


def _bare_values(text: str) -> Iterator[tuple[float, int, int]]:
    """Value and range of the number that a cell holds, behind `Højst` too; of both in `390 (412)`."""
    match = _WITH_SECOND.fullmatch(text)
    for start, end in (match.span("first"), match.span("second")) if match else (bare(text),):
        value = parse_number(text[start:end])
        if value is not None:
            yield value, start, end


def _row(
    document: Document, passage: Passage, quantity: Quantity, *, role: str, period: str | None, subject: str | None
) -> FigureRow:
    start = quantity.qualifier_start if quantity.qualifier_start is not None else quantity.start
    quote = passage.ground(document, start, quantity.end)
    block = passage.block
    return FigureRow(
        figure_id=content_id("figures", document.document_id, quote.start, quote.end, quantity.value),
        document_id=document.document_id,
        paragraph_id=paragraph_id(document.document_id, block),
        page=document.page_of(quote.start) or block.page,
        value=quantity.value,
        unit=quantity.unit,
        qualifier=quantity.qualifier,
        role=role,
        period=period,
        subject=subject,
        requirement_id=None,
        bbox=None,
        char_start=quote.start,
        char_end=quote.end,
        quote=quote.text,
        extractor=EXTRACTOR,
        confidence=UNRATED,
    )
