"""The rows of a table of targets: what a label says of indicator, number, area and period."""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass, replace

import regex

from .areas import area_in, district_of_row, is_name_of_place, part_of_jobcentre
from .concepts import indicators, target_groups
from .document_card import Card
from .grammar.periods import find_periods, whole_period
from .phrases import phrase, words
from .table_rows import is_value, row_label, unit_named
from .tables import Table, TableCell

_SIDE = regex.compile(r"\s/\s|;\s")
_PART = regex.compile(r"(?:(?P<period>[^:/;]{3,30}):\s)?(?P<value>[^:/;]+?)(?=\s/\s|;\s|$)(?:\s/\s|;\s)?")
_WHOLE = regex.compile(r"(?:I alt,? )?(?:hele )?kommunen(?: i alt| samlet)?", regex.IGNORECASE)
_LABEL_NUMBER = regex.compile(r"(?P<number>\d{1,2}(?:\.\d{1,2})?)[.)]?\s")


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table with what its label says."""

    cells: tuple[TableCell, ...]
    label: str
    number: str | None
    scope: str | None
    period: str | None = None  # where the label is one and nothing else

    def cell(self, column: int) -> TableCell | None:
        return next((cell for cell in self.cells if cell.column == column), None)


def row_of(
    cells: Sequence[TableCell], before: str, above: str, table: Table, card: Card, places: Set[str] = frozenset()
) -> Row:
    """Label, number and area of a row; an area or a total alone belongs to the label of the rows above.

    `above` is a line of words right above that goes on here, `Forløb over 26 uger` | `(antal)`; `places` are those
    that the document names.
    """
    first = cells[0].text.strip() if cells else ""
    if period := _period_of_row(first, table, card):
        return Row(tuple(cells), "", None, None, period)
    label = row_label(cells, table.columns).strip()
    if above and (label.startswith("(") or label[:1].isdigit() or label[:1].islower()):
        label = f"{above.removesuffix('-')}{'' if above.endswith('-') else ' '}{label}"
    number = first if regex.fullmatch(r"\d{1,2}(?:\.\d{1,2})?\.?", first) else None
    if number is None and (match := _LABEL_NUMBER.match(label)):
        number = match["number"]
    scope = area_in(label, card) or part_of_jobcentre(label)
    if district := district_of_row(label):
        return Row(tuple(cells), before, number, district)
    bare = regex.sub(r"\s+", " ", label.replace(scope or "\0", "")).replace("Kommune", "").strip(" –-,:")
    counted = regex.sub(rf"\s+{words('total')}$", "", bare, flags=regex.IGNORECASE)
    if _is_area(label, table, places):
        return Row(tuple(cells), before, number, label)
    if scope and not bare or phrase("total").match(label) or (counted != bare and phrase("jobcentre").match(counted)):
        return Row(tuple(cells), before, number, scope)
    return Row(tuple(cells), counted, number and number.rstrip("."), scope)


def side_by_side(row: Row, cell: TableCell) -> Iterator[tuple[Row, TableCell]]:
    """The demands of a cell with several: `juni: 320; december: 305`, `84 % / 82 %` beside `mænd / kvinder`."""
    parts = [match for match in _PART.finditer(cell.text) if is_value(match["value"])]
    dated = all(part["period"] and whole_period(part["period"]) for part in parts)
    labels = _labels_of_parts(row.label)
    if len(parts) < 2 or _PART.sub("", cell.text).strip(" /;") or not (dated or len(labels) == len(parts)):
        yield row, cell
        return
    for number, part in enumerate(parts):
        own = replace(cell, text=part["value"], start=cell.start + part.start(), end=cell.start + part.end())
        cells = tuple(own if other is cell else _part_of(other, number, len(parts)) for other in row.cells)
        label = labels[number] if len(labels) == len(parts) else row.label
        yield replace(row, cells=cells, label=label, period=whole_period(part["period"]) if dated else row.period), own


def _part_of(cell: TableCell, number: int, count: int) -> TableCell:
    """The cell with the part of its text that goes with a part of the target's; whole where it has not so many."""
    parts = _SIDE.split(cell.text)
    return replace(cell, text=parts[number]) if len(parts) == count else cell


def _labels_of_parts(label: str) -> list[str]:
    """`Forløb over 26 uger / over 52 uger`, `I job, mænd / kvinder`: a whole label for each, from where they part."""
    first, *others = _SIDE.split(label)
    heads = [first[: first.find(f" {other.split()[0]} ") + 1] or f"{first.rsplit(maxsplit=1)[0]} "
             for other in others if other.strip()]
    return [first, *(f"{head}{other}" for head, other in zip(heads, others, strict=False))]


def _period_of_row(label: str, table: Table, card: Card) -> str | None:
    """The period that a label is and nothing else: `2020` below `Ved udgangen af`, `1. kvartal` below `Mål 2020`."""
    if period := whole_period(label):
        return whole_period(f"{table.corner} {label}") or period
    dated = [column.period for column in table.columns if column.role == "target" and column.period]
    year = dated[0][:4] if dated else card.plan_year
    return whole_period(f"{label} {year}") if year and len(find_periods(label)) == 1 else None


def _names_places(table: Table, places: Set[str]) -> bool:
    """Whether all rows are places that the document names elsewhere, below `Område` one of them, the total apart."""
    labels = [label for label in table.first_column if not phrase("total").match(label)]
    names = [name for label in labels for name in regex.split(r" og |, | Kommune\b", label) if name]
    known = [name in places for name in names]
    headed = phrase("corner_of_places").fullmatch(table.corner) is not None and all(map(is_name_of_place, names))
    return len(labels) > 1 and (any(known) if headed else all(known))


def _is_area(label: str, table: Table, places: Set[str]) -> bool:
    """Whether the rows of a table are districts, as corner, caption or heading say, and a label names nothing else."""
    said = " ".join((table.corner, table.caption or "", *table.context[-1:]))
    whole = any(_WHOLE.fullmatch(cell.strip()) for cell in table.first_column)  # `Midtbyen` | ... | `Hele kommunen`
    if not (whole or phrase("areas").search(said) or _names_places(table, places)) or phrase("total").match(label):
        return False
    return bool(label) and not indicators(label) and not target_groups(label) and unit_named(label) is None
