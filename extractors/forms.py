"""Forms as tables of one row: `Indikator: ... Udgangspunkt (dec. 2007): ... Resultatkrav (dec. 2009): ...`.

The statutory templates of 2007 to 2009 and many plans since put each target into fields with a label in front. A form
stands in running text, one field behind the other over one block or several, or in a grid of labels and values. Its
fields of indicator, baseline, target and change become the columns of a table; the rest stays text.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import regex

from ..schemas.text import Block, Document
from .grammar.periods import find_periods
from .grammar.quantities import scan
from .grammar.sentences import sentences
from .lexicon import matcher
from .phrases import phrase
from .table_meaning import header_column
from .table_words import tidy
from .tables import Column, Table, TableCell

_BEHIND_LABEL = regex.compile(r"\*?(?:\s?\([^()]{2,40}\)|\s(?:\p{L}+\.? ){0,2}(?:19|20)\d\d)?\s?\*?:(?=\s|$)")
_MEASURED = ("indicator", "baseline", "change", "deadline", "unit", "group")  # beside a target they make a form
_LEAST = 2  # of these
_ROLES = ("baseline", "target", "change")
_NUMBER = regex.compile(r"\d{1,2}(?:\.\d{1,2})?")
_NOT_FILLED = regex.compile(r"\s*\([^()]*\)\s*$|\s*$")


@dataclass(frozen=True, slots=True)
class Field:
    """One field: what it holds, its label and value with their canonical ranges, the block they stand in."""

    key: str
    label: str
    value: str
    label_range: tuple[int, int]
    value_range: tuple[int, int]
    block: Block


@dataclass(frozen=True, slots=True)
class Form:
    """The fields of one target, in order of place."""

    fields: tuple[Field, ...]

    def field(self, key: str) -> Field | None:
        """The first field of a kind that is filled in."""
        return next((f for f in self.fields if f.key == key and not _NOT_FILLED.fullmatch(f.value)), None)


@dataclass(frozen=True, slots=True)
class StatedGoal:
    """The field that holds a goal, whose goal it is said to be (`Ministermål`), and its number as printed."""

    field: Field
    origin: str
    number: str | None


def forms(document: Document) -> list[Form]:
    """The forms of a document that state a target with what it is measured by or from."""
    found: list[Form] = []
    current: list[Field] = []
    for block in document.blocks:
        if block.kind == "boilerplate":
            continue
        fields = list(_in_grid(document, block) if block.cells else _in_text(document, block))
        if block.kind == "heading" or not fields:
            found += _closed(current)
            current = []
        for field in fields:
            stated = any(other.key == "goal" for other in current)
            if stated and field.key == "goal" and phrase("aim_beside_goal").match(field.label):
                field = replace(field, key="target")  # `Mål: Flere i job` | `Målsætning: Graden skal øges til 35 pct.`
            if any(other.key == field.key != "other" for other in current):
                found += _closed(current)
                current = []
            current.append(field)
    return found + _closed(current)


def tables(document: Document) -> tuple[list[Table], frozenset[int]]:
    """The forms as tables, and the orders of the grid blocks that were forms."""
    found = forms(document)
    grids = {field.block.order for form in found for field in form.fields if field.block.cells}
    return [_table(document, form) for form in found], frozenset(grids)


def is_field(line: str) -> bool:
    """Whether a line of text begins with the label of a field."""
    return next(_labels(line.strip(), at_start=True), None) is not None


def _closed(fields: Sequence[Field]) -> list[Form]:
    form = Form(tuple(fields))
    measured = sum(form.field(key) is not None for key in _MEASURED)
    stated = form.field("indicator") and (form.field("goal") or form.field("origin"))
    return [form] if form.field("target") and (stated or measured >= _LEAST) else []


# ---- fields --------------------------------------------------------------------------------------------------------

def _labels(text: str, at_start: bool = False) -> Iterator[tuple[str, int, int]]:
    """Kind, start and end (colon included) of the labels in a text."""
    for match in matcher("form_fields").find(text):
        behind = _BEHIND_LABEL.match(text, match.end)
        opens = match.start == 0 or text[match.start - 1].isspace()
        if behind and opens and text[match.start].isupper() and not (at_start and match.start):
            yield match.key, match.start, behind.end()
        if at_start:
            return


def _in_text(document: Document, block: Block) -> Iterator[Field]:
    if ":" not in block.text:
        return
    found = list(_labels(block.text))
    stops = [start for _, start, _ in found[1:]] + [len(block.text)]
    for (key, start, end), stop in zip(found, stops, strict=False):
        value = block.text[end:stop]
        begin = end + len(value) - len(value.lstrip())
        ranges = [document.ground(block, left, max(right, left)) for left, right in
                  ((start, end), (begin, begin + len(value.strip())))]
        label = block.text[start:end].rstrip(":* ")
        yield Field(key, label, value.strip(), *((quote.start, quote.end) for quote in ranges), block)


def _in_grid(document: Document, block: Block) -> Iterator[Field]:
    """The rows of a grid of two columns, labels and values; none where most labels are of other things."""
    rows: dict[int, list] = {}
    for cell in block.cells:
        rows.setdefault(cell.row, []).append(cell)
    fields: list[Field] = []
    named = 0
    for cells in rows.values():
        texts = [tidy(document.canonical_text[cell.start : cell.end]) for cell in cells]
        filled = [(cell, text) for cell, text in zip(cells, texts, strict=True) if text]
        if len(filled) != 2:
            continue
        (label, said), (value, text) = filled
        said = said.rstrip(" :*")
        key, _, end = next(_labels(f"{said}:", at_start=True), ("other", 0, len(said) + 1))
        key = key if end > len(said) else "other"
        named += key != "other"
        fields.append(Field(key, said, text, (label.start, label.end), (value.start, value.end), block))
    if 2 * named >= len(rows):
        yield from fields


# ---- the table -----------------------------------------------------------------------------------------------------

def _table(document: Document, form: Form) -> Table:
    unit, deadline = form.field("unit"), form.field("deadline")
    cells: list[TableCell] = []
    columns: list[Column] = []
    for field in _told(form):
        column = _column(field, unit.value if unit else "", deadline.value if deadline else "", not columns)
        for text, start, end in _values(document, field):
            for row, words, stretch in ((0, field.label, field.label_range), (1, text, (start, end))):
                cells.append(TableCell(row, len(columns), words, *stretch, page=document.page_of(stretch[0])))
            columns.append(column)
    number = form.field("number")
    return Table(
        "target", form.fields[0].block.order, tuple(cells), 1, tuple(columns), tuple(_ranges(form)),
        number=number.value if number else None, context=form.fields[0].block.section_path, flattened=True)


def _told(form: Form) -> Iterator[Field]:
    """The fields that become columns: what is measured, or else the goal; the values; of a grid all others too."""
    measured = form.field("indicator") or form.field("group") or form.field("goal")
    values = [form.field(key) for key in _ROLES]
    told = [field for field in (measured, *values) if field]
    yield from told
    yield from (field for field in form.fields if field.block.cells and field not in told)


def _column(field: Field, unit: str, deadline: str, first: bool) -> Column:
    if field.key not in _ROLES:
        return Column(header=field.label, role="label" if first else "remark")
    said = header_column([field.label])
    period = said.period
    if field.key == "target" and period is None:
        period = next((p.value for p in find_periods(deadline) if p.value and "{" not in p.value), None)
    printed = said.unit or (header_column([unit]).unit if unit and field.key != "change" else None)
    return replace(said, role=field.key, period=period, unit=printed, budget_type=None)


def _values(document: Document, field: Field) -> Iterator[tuple[str, int, int]]:
    """The value of a field; of a target each sentence by itself: `Højst 340 personer. Samtidig skal ...`."""
    text = document.canonical_text[slice(*field.value_range)]
    parts = sentences(text) if field.key == "target" else [(0, len(text))]
    for start, end in parts:
        yield tidy(text[start:end]), field.value_range[0] + start, field.value_range[0] + end


def _ranges(form: Form) -> Iterator[tuple[int, int]]:
    """The canonical stretches that are not read as running text; remarks and goals that hold figures are."""
    for field in form.fields:
        figures = field.key == "goal" and scan(field.value).quantities
        if field.key != "other" and not figures:
            yield field.label_range[0], max(field.value_range[1], field.label_range[1])


def stated_goals(document: Document) -> Iterator[StatedGoal]:
    """The goal of each form that names one."""
    for form in forms(document):
        if goal := form.field("goal"):
            origin, number = form.field("origin"), form.field("number")
            printed = _NUMBER.search(f"{number.value if number else ''} {goal.label}")
            yield StatedGoal(goal, origin.value if origin else goal.label, printed.group() if printed else None)
