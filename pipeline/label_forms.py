"""Tables that are running text beside the names of its parts: `Mål | ...`, `Status | ...`, `Indsats | ...`.

They are read as what they are, sections with a heading each, and not as tables.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import regex

from ..extractors.phrases import phrase, words
from ..schemas.source import Cell, Grid
from .pieces import Piece

_LEVEL = 99  # below all headings of the text
_LEAST_ROWS = 2
_MOSTLY = 0.6  # share of the first cells that name a part
_PROSE = 9  # words from which a cell is running text
_ITEM = regex.compile(
    r"(?:^|(?<=\s))(?:(?P<bullet>[•▪■●►])\s+"
    rf"|(?=(?:{words('goal_label')}|{words('goal_of_origin')})(?: \d{{1,2}}| [A-H])?: \p{{Lu}}))",
    regex.IGNORECASE,
)


def is_label_form(text: str, grid: Grid) -> bool:
    """Whether a table has two columns, names of parts in the first and running text in the second."""
    rows = _rows(grid)
    if len(rows) < _LEAST_ROWS or any(len(row) != 2 or row[1].column != 1 for row in rows):
        return False
    named = [phrase("part_of_section").fullmatch(_told(text, label).strip(" :")) for label, _ in rows]
    prose = [len(_told(text, body).split()) >= _PROSE for _, body in rows]
    return sum(map(bool, named)) >= _MOSTLY * len(rows) and sum(prose) >= _MOSTLY * len(rows)


def form_pieces(text: str, grid: Grid, page: int) -> Iterator[Piece]:
    """The parts of the form in order: a heading, and its paragraphs and items."""
    for label, body in _rows(grid):
        if label.end > label.start:
            yield Piece("heading", [(label.start, label.end)], page, level=_LEVEL, box=label.box)
        marks = list(_ITEM.finditer(text, body.start, body.end))
        edges = [body.start, *(mark.start() for mark in marks), body.end]
        kinds = [None, *marks]
        for mark, start, end in zip(kinds, edges, edges[1:], strict=False):
            begin = mark.end() if mark else start
            if text[begin:end].strip():
                kind = "list_item" if mark and mark["bullet"] else "paragraph"
                yield Piece(kind, [(begin, begin + len(text[begin:end].rstrip()))], page, box=body.box)


def _told(text: str, cell: Cell) -> str:
    return text[cell.start : cell.end]


def _rows(grid: Grid) -> list[Sequence[Cell]]:
    rows: dict[int, list[Cell]] = {}
    for cell in grid.cells:
        rows.setdefault(cell.row, []).append(cell)
    return [rows[row] for row in sorted(rows)]
