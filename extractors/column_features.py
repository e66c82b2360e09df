"""What the model of columns sees of a column of values: its headers and period, its neighbours, what stands around."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from .document_card import Card
from .grammar.quantities import scan
from .phrases import phrase
from .tables import Column, Table
from .word_features import stems, weighed

_NEAR = 160  # characters of a caption, and of the text in front of it and below
_LABELS = 600  # characters of all labels
_PAST, _FAR = -3, 4  # years from the plan year: further ones are all alike
_MANY_COLUMNS, _MANY_ROWS = 5, 6
_BOUND_SIGNS = ("<", ">", "≤", "≥")


def features(table: Table, index: int, valued: Sequence[int], card: Card) -> dict[str, float]:
    """What the model is told of a column, and how much each weighs; `valued`: numbers of the columns of values."""
    return {**dict(_of_column(table, index, valued, card)), **dict(_of_table(table, index))}


def _of_column(table: Table, index: int, valued: Sequence[int], card: Card) -> Iterator[tuple[str, float]]:
    column = table.columns[index]
    header, year = stems(column.header), _distance(column, card)
    ahead = [i for i in valued if (distance := _distance(table.columns[i], card)) is not None and distance >= 0]
    latest = max(table.columns[i].period or "" for i in valued)
    many = min(_MANY_COLUMNS, len(valued))
    yield from weighed("header ", header, 1.0)
    yield f"role {column.role}", 1.0
    yield f"unit {column.unit}", 1.0
    yield f"year {year}", 1.0
    yield f"dated {year} {column.period[4:] if column.period else None}", 1.0
    yield f"bare {year if all(stem == '#' for stem in header) else 'worded'}", 1.0
    yield f"only one ahead {ahead == [index]}", 1.0
    yield f"all ahead {len(ahead) == len(valued)}", 1.0
    yield f"latest {bool(column.period) and column.period == latest}", 1.0
    yield f"first {index == valued[0]}", 1.0
    yield f"last {index == valued[-1]}", 1.0
    yield f"of {many}", 1.0
    yield f"last of {many} {year} {index == valued[-1]}", 1.0
    yield from _of_cells(table, index)


def _of_cells(table: Table, index: int) -> Iterator[tuple[str, float]]:
    texts = [cell.text for row in table.body for cell in row if cell.column == index and cell.text.strip()]
    bounded = sum(_is_bounded(text) for text in texts)
    yield f"bounds {bounded > 0} {2 * bounded > len(texts)}", 1.0
    yield f"rows {min(_MANY_ROWS, len(texts))}", 1.0


def _is_bounded(text: str) -> bool:
    found = scan(text).quantities
    return text.strip().startswith(_BOUND_SIGNS) or bool(found) and found[0].qualifier in ("at_least", "at_most")


def _of_table(table: Table, index: int) -> Iterator[tuple[str, float]]:
    labels = " ".join(table.first_column)
    bounds = phrase("floor").search(labels) or phrase("ceiling").search(labels)
    yield f"kind {table.kind}", 1.0
    yield f"flattened {table.flattened}", 1.0
    yield f"labels bound {bounds is not None}", 1.0
    for number, other in enumerate(table.columns):
        if number != index:
            yield from weighed("other ", stems(other.header), 0.5)
            yield f"other role {other.role}", 0.7
    yield from weighed("corner ", stems(table.corner), 1.0)
    yield from weighed("caption ", stems((table.caption or "")[-_NEAR:]), 0.8)
    yield from weighed("before ", stems((table.before or "")[-_NEAR:]), 0.4)
    yield from weighed("note ", stems((table.note or "")[:_NEAR]), 0.4)
    yield from weighed("heading ", stems("".join(table.context[-1:])), 0.8)
    yield from weighed("above ", stems("".join(table.context[-2:-1])), 0.4)
    yield from weighed("label ", stems(labels[:_LABELS]), 0.5)


def _distance(column: Column, card: Card) -> int | None:
    """How many years a column's period lies behind the plan year."""
    if not column.period or not card.plan_year or not column.period[:4].isdigit():
        return None
    return max(_PAST, min(_FAR, int(column.period[:4]) - card.plan_year))
