"""Grids put into shape: several printed rows in one grid row are unfolded, tables with years down the side turned."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

import regex

from .grammar.periods import whole_period
from .lexicon import Match
from .table_runs import runs_between
from .table_words import YEAR, group, tidy, value_of, without_marks
from .tables import TableCell

_BOUND_BEHIND = 12  # characters of `, højst` behind the word of a role
_TOKEN = regex.compile(r"[^\s|]+")
_GLUED = regex.compile(r"(?<=\d|\))(?=\p{Lu}\p{Ll})")
_BREAK = regex.compile(r"\s*\n\s*")
_AROUND = regex.compile(r"^[\s,:–-]*(?:(?:for|i|ved|ultimo|primo)\s)?|[\s,:–-]+$", regex.IGNORECASE)
_CAPITALISED = regex.compile(r"(?:^|(?<=\s))\p{Lu}")
Row = list[TableCell]


def without_empty_edge(rows: list[Row]) -> list[Row]:
    """The rows without a first column that is empty but for a title over all columns, which juts out to the left."""
    first = [cell for row in rows for cell in row if cell.column == 0 and cell.text]
    if len(first) != 1 or first[0].column_span < 2 or first[0] not in rows[0]:
        return rows
    moved = [[replace(cell, column=max(cell.column - 1, 0), column_span=cell.column_span - (cell.column == 0))
              for cell in row if cell.column > 0 or cell.text] for row in rows]
    return [row for row in moved if row]


def unfolded(row: Row, text: str) -> list[Row]:
    """The printed rows inside one grid row: `Udgifter Antal helårspersoner` beside `6,0 40` are two rows."""
    values = [cell for cell in row if cell.column > 0 and cell.text]
    parts = [_number_parts(cell, text) for cell in values]
    counts = {len(part) for part in parts}
    labels = [cell for cell in row if cell.column == 0 and cell.text]
    if len(counts) != 1 or len(labels) != 1 or counts <= {0, 1}:
        return [row]
    (count,) = counts
    names = _label_parts(labels[0], text, count)
    if len(names) != count:
        return [row]
    return [[names[i], *(part[i] for part in parts)] for i in range(count)]


def _number_parts(cell: TableCell, text: str) -> list[TableCell]:
    """The numbers of a cell that holds nothing but numbers, each as a cell of its own; else no parts."""
    if value_of(cell.text):
        return [cell]
    tokens = [match.span() for match in _TOKEN.finditer(text, cell.start, cell.end)]
    if not all(value_of(text[start:end]) for start, end in tokens):
        return []
    return [replace(cell, text=tidy(text[start:end]), start=start, end=end) for start, end in tokens]


def _label_parts(cell: TableCell, text: str, count: int) -> list[TableCell]:
    """The labels in a cell, one a line, or one a measure where the lines are gone."""
    raw = text[cell.start:cell.end]
    cuts = [match.end() for match in _BREAK.finditer(raw)]
    if len(cuts) != count - 1:
        cuts = [match.start for match in group("measure").find(raw) if match.start > 0 and raw[match.start].isupper()]
    edges = [0, *cuts, len(raw)]
    return [_part(cell, raw, a, b) for a, b in zip(edges, edges[1:], strict=False) if raw[a:b].strip()]


def _part(cell: TableCell, raw: str, start: int, end: int) -> TableCell:
    stretch = raw[start:end]
    begin = start + len(stretch) - len(stretch.lstrip())
    return replace(cell, text=tidy(stretch), start=cell.start + begin, end=cell.start + start + len(stretch.rstrip()))


def parted(row: Row, text: str) -> Row:
    """A row in which `Regnskab 2012Budget 2013` or `Budget Overslag` over two columns is two header cells."""
    return [part for cell in row for part in _column_headers(cell, text)]


def _column_headers(cell: TableCell, text: str) -> list[TableCell]:
    """The header cells in a cell over as many columns as it names, or the cell itself."""
    if cell.column_span < 2 or cell.column == 0:
        return [cell]
    raw = text[cell.start:cell.end]
    starts = _kind_starts(raw)
    if len(starts) != cell.column_span:
        starts = _run_starts(raw, cell.column_span)
    return [replace(_part(cell, raw, start, end), column=cell.column + i, column_span=1)
            for i, (start, end) in enumerate(pairwise([*starts, len(raw)]))] or [cell]


def _kind_starts(raw: str) -> list[int]:
    """Where each kind of budget begins in a text that is nothing but their names, each with a capital; else none."""
    starts = [match.start() for match in _CAPITALISED.finditer(raw)]
    parts = [raw[start:end] for start, end in pairwise([*starts, len(raw)])]
    kinds = starts[:1] == [0] and all(group("kind").first(part) and _heads_column(part) for part in parts)
    return starts if kinds else []


def _run_starts(raw: str, count: int) -> list[int]:
    """Where each header begins in a text that holds `count` of them one behind another; else none."""
    glued = [match.start() for match in _GLUED.finditer(raw)]
    spaced = "".join(f" {char}" if i in glued else char for i, char in enumerate(raw)).replace("\n", " ")
    runs = runs_between(spaced, 0, len(spaced))
    if len(runs) != 1 or len(runs[0].levels) != count or spaced[:runs[0].start].strip(" |"):
        return []
    starts = [spans[0][0] for spans in runs[0].spans]
    return [start - sum(1 for i, place in enumerate(glued) if place + i < start) for start in starts]


def upright(rows: list[Row], budget_years: bool = False) -> list[Row]:
    """Rows as they are, or turned where kinds of budget and years, or status and demand, stand down the side.

    `budget_years`: a title names a budget, so that years alone down the side are enough.
    """
    dated = _periods_down_the_side(rows)
    if not dated and (len(rows) < 3 or not (_years_down_the_side(rows, budget_years) or _demands_down_the_side(rows))):
        return rows
    turned: dict[int, Row] = {}
    for row in rows:
        for cell in row:
            turned.setdefault(cell.column, []).append(replace(
                cell, row=cell.column, column=cell.row + dated, row_span=cell.column_span, column_span=cell.row_span))
    return [sorted(row, key=lambda cell: cell.column) for _, row in sorted(turned.items())]


def _periods_down_the_side(rows: Sequence[Row]) -> bool:
    """Whether a table of two columns has periods at the side, one of a demand: `Juni 2017 | 41`, `Mål 2018 | 80`."""
    pairs = [[cell for cell in row if cell.text] for row in rows]
    if len(rows) < 2 or any([cell.column for cell in pair] != [0, 1] for pair in pairs):
        return False
    roles = [group("role").first(pair[0].text) for pair in pairs]
    bare = [_without(pair[0].text, role) for pair, role in zip(pairs, roles, strict=True)]
    told = any(role and role.key == "target" for role in roles)
    return told and all(map(whole_period, bare)) and all(value_of(pair[1].text) for pair in pairs)


def _without(text: str, role: Match | None) -> str:
    """A label without the word of a role: `Mål for december 2018` is `december 2018`."""
    rest = text[: role.start] + text[role.end :] if role else text
    return _AROUND.sub("", rest)


def _years_down_the_side(rows: Sequence[Row], budget_years: bool) -> bool:
    labels = [row[0].text for row in rows[1:] if row[0].column == 0]
    top = [cell.text for cell in rows[0] if cell.column > 0 and cell.text]
    if len(labels) < len(rows) - 1 or not top or any(_heads_column(text) for text in top):
        return False
    named = budget_years or any(group("kind").first(label) for label in labels)
    return named and all(_heads_column(label) for label in labels)


def _demands_down_the_side(rows: Sequence[Row]) -> bool:
    """Whether `Status` and `Krav, højst` stand down the side, and nothing but periods along the top."""
    top = [cell.text for cell in rows[0] if cell.column > 0 and cell.text]
    roles = [group("role").at_start(row[0].text) if row[0].column == 0 else None for row in rows[1:]]
    told = all(role and len(row[0].text) - role.end <= _BOUND_BEHIND for role, row in zip(roles, rows[1:], strict=True))
    return len(top) > 1 and told and all(map(whole_period, top)) and any(role.key == "target" for role in roles if role)


def _heads_column(text: str) -> bool:
    """Whether a text is nothing but a kind of budget, a year and a unit."""
    rest = YEAR.sub(" ", without_marks(text))
    for name in ("kind", "unit"):
        for match in reversed(list(group(name).find(rest))):
            rest = rest[:match.start] + rest[match.end:]
    return not rest.strip(" ()*,.-–") and bool(YEAR.search(text) or group("kind").first(text))
