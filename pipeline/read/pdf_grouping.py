"""Rows of a table out of visual rows: which lines continue the cell above, which begin a new row."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from statistics import median, quantiles

from .pdf_grid import is_block_head
from .pdf_page import Word
from .pdf_rows import Row, column_finder, crosses, is_number, phrases, row_height, row_middle, text_of

_TIGHT = 0.82  # of the usual distance between rows: nearer lines belong to one row
_FAR = 2.2  # of a row's height: lines farther apart never belong to one row
_OPEN_ENDS = ("-", ",", "/", "+")


class RowLine:
    """One visual row seen against the columns: what stands in each, and which of it is a number by itself."""

    __slots__ = ("words", "cells", "numeric", "straddles", "middle", "height")

    def __init__(self, words: Row, cuts: Sequence[float]):
        column = column_finder(cuts)
        by_column: dict[int, list[Word]] = {}
        for word in words:
            by_column.setdefault(column(word), []).append(word)
        self.words = words
        self.cells = {index: text_of(cell) for index, cell in sorted(by_column.items())}
        self.numeric = {index for index, text in self.cells.items() if index > 0 and is_number(text)}
        self.straddles = any(crosses(part, cuts) for part in phrases(words))
        self.middle = row_middle(words)
        self.height = row_height(words)

    @property
    def runs_on(self) -> bool:
        """Whether every cell of the line begins as the middle of a phrase does."""
        return all(text[0].islower() or text[0] in "(–" for text in self.cells.values())


def group_rows(rows: Sequence[Row], cuts: Sequence[float]) -> list[list[RowLine]]:
    """The table's rows, each with its visual rows, in order."""
    lines = [RowLine(row, cuts) for row in rows]
    near = _TIGHT * _usual_distance(lines)
    groups: list[list[RowLine]] = []
    for line in lines:
        if groups and _continues(groups, line, near, len(cuts) + 1):
            groups[-1].append(line)
        else:
            groups.append([line])
    return groups


def _usual_distance(lines: Sequence[RowLine]) -> float:
    """Distance in points between rows that each hold numbers; the larger distances where few do."""
    pairs = list(pairwise(lines))
    between_numbers = [b.middle - a.middle for a, b in pairs if a.numeric & b.numeric]
    if len(between_numbers) >= 2:
        return median(between_numbers)
    distances = [b.middle - a.middle for a, b in pairs]
    return quantiles(distances, n=4)[2] if len(distances) >= 2 else 0.0


def _continues(groups: Sequence[Sequence[RowLine]], line: RowLine, near: float, n_columns: int) -> bool:
    """Whether a line belongs to the row that the last group is."""
    group = groups[-1]
    last = group[-1]
    if len(groups) == 1 and _stands_over_blocks(group, line, n_columns):
        return False
    distance = line.middle - last.middle
    if distance > _FAR * max(line.height, last.height) or any(line.numeric & other.numeric for other in group):
        return False
    if line.straddles or last.straddles:
        return not line.numeric and line.runs_on and list(line.cells) == [0]
    if distance < near or line.runs_on:
        return True
    if 0 not in line.cells:
        return not line.numeric or (len(groups) == 1 and not any(other.numeric for other in group))
    return list(line.cells) == [0] and last.cells.get(0, "").endswith(_OPEN_ENDS)


def _stands_over_blocks(group: Sequence[RowLine], line: RowLine, n_columns: int) -> bool:
    headings = {column for other in group for column in other.cells if column > 0}
    return is_block_head(len(headings), [line.cells.get(column, "") for column in range(1, n_columns)])
