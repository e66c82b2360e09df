"""Tables from the grids that a reader saw: header rows, tables joined over pages, stacked tables taken apart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import regex

from ..schemas.text import Block, Document
from .grammar.quantities import scan
from .table_headers import header_count, is_new_header, same_header, spread
from .table_kind import kind_of
from .table_meaning import Context, complete, header_column, title_of
from .table_rows import bare
from .table_runs import runs_between
from .table_shape import parted, unfolded, upright, without_empty_edge
from .table_words import (
    YEAR,
    accounts_of,
    group,
    is_empty,
    table_number,
    tidy,
    value_of,
)
from .tables import Column, Table, TableCell

_BROKEN = regex.compile(r"(?<=\p{Ll})-\s+(?=\p{Ll})")
_CAPTION_LENGTH = 300
Row = list[TableCell]


@dataclass(slots=True)
class _Part:
    """A table in the making: header rows, body rows, where it stands and what stands around it."""

    header: list[Row]
    body: list[Row]
    blocks: list[Block]
    width: int
    caption: str | None = None
    before: str | None = None
    note: str | None = None
    ranges: list[tuple[int, int]] = field(default_factory=list)


_MOST_CELLS = 100_000
_WIDEST = 400  # columns; what is wider was laid out by no person


def tables(document: Document, formed: frozenset[int] = frozenset()) -> tuple[list[Table], frozenset[int]]:
    """Tables of all grid blocks, and the orders of the blocks they used; a grid of one column is left as text.

    `formed`: orders of grid blocks that are forms.
    """
    parts: list[_Part] = []
    used: set[int] = set(formed)
    for index, block in enumerate(document.blocks):
        if not block.cells or len(block.cells) > _MOST_CELLS or block.order in formed:
            continue
        rows = _rows(document, block, next(iter(_above(document, index)), ""))
        if not rows or not 2 <= _width(rows) <= _WIDEST:
            continue
        used.add(block.order)
        for piece in _pieces(document, block, rows, index):
            if parts and _continues(document, parts[-1], piece):
                _join(parts[-1], piece)
            else:
                parts.append(piece)
    return [_table(part) for part in parts], frozenset(used)


# ---- rows --------------------------------------------------------------------------------------------------------

def _rows(document: Document, block: Block, title: str) -> list[Row]:
    """The rows of a grid put into shape; `title` is the paragraph above."""
    rows: dict[int, Row] = {}
    text = document.canonical_text
    for cell in block.cells:
        rows.setdefault(cell.row, []).append(TableCell(
            cell.row, cell.column, tidy(text[cell.start:cell.end]), cell.start, cell.end,
            cell.row_span, cell.column_span, cell.box, document.page_of(cell.start)))
    filled = [sorted(row, key=lambda cell: cell.column) for _, row in sorted(rows.items())]
    told = without_empty_edge([row for row in filled if any(cell.text for cell in row) and not _rule(row)])
    kept = _with_whole_labels(told, text)
    return upright([part for row in kept for part in unfolded(parted(row, text), text)], _named_years(title))


def _with_whole_labels(rows: list[Row], text: str) -> list[Row]:
    """Rows whose label runs over two lines are one: `Permanente forsørgel-` | `sesordninger`, below it `i alt`."""
    whole: list[Row] = []
    for row in rows:
        above = whole[-1] if whole else []
        alone = len([cell for cell in above if cell.text]) == 1 and above[0].text.endswith("-")
        if alone and row[0].column == above[0].column and row[0].text[:1].islower():
            label = tidy(_BROKEN.sub("", text[above[0].start : row[0].end]))
            whole[-1] = [replace(row[0], text=label, start=above[0].start), *row[1:]]
        elif _goes_on_below(above, row):
            whole[-1] = [replace(above[0], text=f"{above[0].text} {row[0].text}"), *above[1:]]
        else:
            whole.append(row)
    return whole


def _goes_on_below(above: Row, row: Row) -> bool:
    """Whether a row is the second line of a label that has its values beside the first: `i uddannelse efter et år`."""
    alone = len([cell for cell in row if cell.text]) == 1 and row[0].text[:1].islower() and row[0].text[-1:] != ":"
    labelled = bool(above) and bool(above[0].text) and above[0].column == row[0].column
    return alone and labelled and any(cell.text for cell in above[1:])


def _named_years(title: str) -> bool:
    """Whether a title names a budget, so that years down the side of its table are those of the budget."""
    title = title_of(title)
    planned = any(match.key != "accounts" for match in group("kind").find(title))
    return planned and group("not_budget").first(title) is None


def _rule(row: Row) -> bool:
    """Whether a row is the line under a Markdown header: `|---|---:|`."""
    return all(not cell.text.strip("-:= ") for cell in row) and any("--" in cell.text for cell in row)


def _width(rows: Sequence[Row]) -> int:
    return max(cell.column + cell.column_span for row in rows for cell in row)


def _pieces(document: Document, block: Block, rows: list[Row], index: int) -> list[_Part]:
    """The tables stacked in one grid, cut where a new header begins; a repeated header is dropped."""
    width = _width(rows)
    pieces: list[_Part] = []
    start = 0
    title: Row = []  # the row in front of a new header, where it holds one text and no values: `Øvrige krav i 2011`
    while start < len(rows):
        count = header_count(rows[start:])
        header = spread(rows[start:start + count])
        stop = start + count
        while stop < len(rows) and not (stop > start + count and is_new_header(rows[stop], header)):
            stop += 1
        body = rows[start + count:stop]
        ends_in_title = stop < len(rows) and len(body) > 1 and _holds_one_text(body[-1])
        next_title = body.pop() if ends_in_title else []
        if pieces and not title and same_header(pieces[-1].header, header):
            pieces[-1].body += body
        else:
            pieces.append(_Part(header, body, [block], width, title[0].text if title else None))
        start, title = stop, next_title
    for piece in pieces:
        cells = [cell for row in (*piece.header, *piece.body) for cell in row]
        piece.ranges = [(min(cell.start for cell in cells), max(cell.end for cell in cells))]
    if len(pieces) == 1:
        pieces[0].ranges = [(block.start, block.end)]
    above = _above(document, index)
    pieces[0].caption = above[0] if above else None
    pieces[0].before = " ".join(above[:0:-1]) or None
    pieces[-1].note = _note(document, index)
    return pieces


def _holds_one_text(row: Row) -> bool:
    return [bool(cell.text) for cell in row].count(True) == 1 and not value_of(row[0].text) and bool(row[0].text)


# ---- neighbours ----------------------------------------------------------------------------------------------------

def _above(document: Document, index: int) -> list[str]:
    """The paragraphs above a grid up to the table or section before it, the nearest first; of long ones the end."""
    texts: list[str] = []
    for block in reversed(document.blocks[max(index - 5, 0):index]):
        if block.kind == "table":
            break
        if block.kind != "boilerplate" and block.text.strip():
            texts.append(tidy(block.text)[-_CAPTION_LENGTH:])
        if block.kind == "heading" and len(texts) > 1:
            break
    return texts


def _note(document: Document, index: int) -> str | None:
    for block in document.blocks[index + 1:index + 4]:
        if block.kind == "boilerplate" or not block.text.strip():
            continue
        return tidy(block.text)[:_CAPTION_LENGTH] if block.kind in ("paragraph", "footnote") else None
    return None


def _continues(document: Document, part: _Part, piece: _Part) -> bool:
    """Whether a grid goes on with the table before: nothing but page furniture between, same columns, same header."""
    last, first = part.blocks[-1], piece.blocks[0]
    if last.order == first.order:
        return False
    between = [b for b in document.blocks if last.order < b.order < first.order and b.kind != "boilerplate"]
    over_page = last.page is not None and first.page == last.page + 1
    if part.width != piece.width:
        return False
    if piece.header and not same_header(part.header, piece.header):
        if between or not over_page or not _is_row_of_values(piece.header):
            return False
        piece.body, piece.header = piece.header + piece.body, []
    if any(table_number(block.text) for block in between):
        return False
    return not between or (over_page and all(len(block.text) < 80 for block in between) and len(between) < 3)


def _is_row_of_values(header: Sequence[Row]) -> bool:
    """Whether what was taken for a header is a row with an amount in it: `Fleksjob | 30 personer flere`."""
    amounts = (quantity for row in header for cell in row[1:] for quantity in scan(cell.text).quantities)
    return len(header) == 1 and any(quantity.unit != "dkk" for quantity in amounts)


def _join(part: _Part, piece: _Part) -> None:
    part.body += piece.body
    part.blocks += piece.blocks
    part.ranges += piece.ranges
    part.note = piece.note


# ---- the table -----------------------------------------------------------------------------------------------------

def _table(part: _Part) -> Table:
    first = part.blocks[0]
    roles = _structure(part)
    headers = [header_column(_levels(part.header, column)) for column in range(part.width)]
    if not part.header and part.caption:
        headers = _headed_by_caption(headers, roles, part.caption)
    corner = " ".join(cell.text for row in part.header for cell in row if roles[cell.column] == "label" and cell.text)
    spanning = tuple(cell.text for row in part.header for cell in row if cell.column_span > 1 and cell.column > 0)
    context = Context(corner, part.caption or "", part.note or "", first.section_path, spanning,
                      part.before or "")
    columns = _columns(headers, roles, context)
    rows = part.header + part.body
    cells = tuple(replace(cell, row=number) for number, row in enumerate(rows) for cell in row)
    labels = [cell.text for row in part.body for cell in row if roles[cell.column] == "label"]
    values = [cell.text for row in part.body for cell in row if columns[cell.column].role == "budget"]
    return Table(
        kind_of(columns, labels, values, context), first.order, cells, len(part.header), columns, tuple(part.ranges),
        part.caption, part.before, part.note, table_number(part.caption), first.section_path)


def _levels(header: Sequence[Row], column: int) -> list[str]:
    """Header texts over a column, topmost first, spanning cells included; a title over the whole table is none."""
    return [cell.text for row in header for cell in row
            if cell.column <= column < cell.column + cell.column_span and cell.text
            and (cell.column > 0 or column == 0)]


def _structure(part: _Part) -> list[str | None]:
    """label, account or None (values) for each column, by what its body cells hold."""
    roles = [_column_role(part, column) for column in range(part.width)]
    if "label" not in roles and "account" in roles:
        roles[roles.index("account")] = "label"
    return _left_of_values(roles)


def _column_role(part: _Part, column: int) -> str | None:
    texts = [cell.text for row in part.body for cell in row if cell.column == column and cell.text]
    header = " ".join(_levels(part.header, column))
    if not texts:
        return "label" if not header and column == 0 else None
    accounts = sum(1 for text in texts if (found := accounts_of(text)) and found[0] == text.split()[0].strip(",;"))
    if 2 * accounts > len(texts) and all(len(text) < 40 for text in texts) and not any(
            word.isalpha() and len(word) > 4 for text in texts for word in text.split()):
        return "account"
    numbers = sum(1 for text in texts if value_of(text[slice(*bare(text))]) or is_empty(text) or _with_second(text))
    return "label" if numbers * 2 < len(texts) and not _names_values(header) else None


def _with_second(text: str) -> bool:
    """Whether a cell holds a value and a second one in brackets: `390 (412)`."""
    first, bracket, second = text.rstrip(")").partition(" (")
    return bool(bracket and value_of(first) and value_of(second))


def _headed_by_caption(headers: list[Column], roles: Sequence[str | None], caption: str) -> list[Column]:
    """Headers of a grid whose header line a reader left in the paragraph above: `Mio. kr. Budget 2014 Budget 2015`."""
    values = [i for i, role in enumerate(roles) if role is None]
    for run in runs_between(caption, 0, len(caption)):
        if len(run.levels) == len(values) > 1 and not caption[run.end:].strip():
            told = dict(zip(values, map(header_column, run.levels), strict=True))
            return [told.get(i, header) for i, header in enumerate(headers)]
    return headers


def _names_values(header: str) -> bool:
    return bool(group("kind").first(header) or group("role").first(header) or YEAR.search(header))


def _left_of_values(roles: list[str | None]) -> list[str | None]:
    """Labels stand left of the values: text columns behind them are remarks, and the first column is a label."""
    if "label" not in roles:
        return ["label", *roles[1:]]
    first = roles.index("label")
    behind = next((i for i in range(first, len(roles)) if roles[i] is None), len(roles))
    return [("remark" if role == "label" and i > behind else "count" if role is None and i < first else role)
            for i, role in enumerate(roles)]


def _columns(headers: Sequence[Column], roles: Sequence[str | None], context: Context) -> tuple[Column, ...]:
    values = [replace(header, role=header.role) for header, role in zip(headers, roles, strict=True) if role is None]
    filled = iter(complete(values, context))
    kept: list[Column] = []
    for header, role in zip(headers, roles, strict=True):
        if role is None:
            kept.append(next(filled))
        elif role in ("remark", "count"):
            kept.append(replace(header, role=header.role if header.role != "budget" else "ignored", budget_type=None))
        else:
            kept.append(Column(header=header.header, role=role, unit=header.unit, measure=header.measure))
    return tuple(kept)
