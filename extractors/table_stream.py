"""The running text of a document as one stream, so that a flattened table may cross paragraphs and pages."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable

import regex

from ..schemas.text import Block
from .tables import TableCell

_SENTENCE = regex.compile(r"(?<=\p{Ll}{4}|\p{Ll}{3}\))[.!?:]\s+(?=\p{Lu})|[•▪●]\s*|\n(?=\n)")
_TABLE = regex.compile(r"\bTabel\s+\d")


class Stream:
    """Cleaned text of blocks, one after another, each offset of which knows its block and its canonical place."""

    def __init__(self, blocks: Iterable[Block]):
        self.blocks = [block for block in blocks if block.text]
        self.starts: list[int] = []
        place = 0
        for block in self.blocks:
            self.starts.append(place)
            place += len(block.text) + 1
        self.text = "\n".join(block.text for block in self.blocks)

    def block(self, offset: int) -> Block:
        return self.blocks[max(bisect_right(self.starts, offset) - 1, 0)]

    def canonical(self, start: int, end: int) -> tuple[int, int]:
        """The canonical range behind `text[start:end]`."""
        first = max(bisect_right(self.starts, start) - 1, 0)
        last = max(bisect_right(self.starts, max(end - 1, start)) - 1, 0)
        return (
            self.blocks[first].origin.start(start - self.starts[first]),
            self.blocks[last].origin.end(end - self.starts[last]),
        )

    def ranges(self, start: int, end: int) -> list[tuple[int, int]]:
        """Canonical ranges behind `text[start:end]`, block by block."""
        found = []
        for index in range(max(bisect_right(self.starts, start) - 1, 0), len(self.blocks)):
            begin = self.starts[index]
            stop = begin + len(self.blocks[index].text)
            if begin >= end:
                break
            if max(start, begin) < min(end, stop):
                found.append(self.canonical(max(start, begin), min(end, stop)))
        return found

    def cell(self, row: int, column: int, start: int, end: int) -> TableCell:
        """The cell of a table that `text[start:end]` is."""
        text = " ".join(self.text[start:end].split())
        first, last = self.canonical(start, end) if end > start else (self.canonical(start, start + 1)[0],) * 2
        return TableCell(row, column, text, first, last, page=self.block(start).page)

    def lead(self, start: int, floor: int, length: int = 250) -> tuple[int, int]:
        """The stretch in front of `start` that may title a table: from `Tabel 3`, else from the last sentence end."""
        begin = max(floor, start - length)
        text = self.text[begin:start]
        tables = [match.start() for match in _TABLE.finditer(text)]
        if tables:
            return begin + tables[-1], start
        breaks = [match.end() for match in _SENTENCE.finditer(text) if match.end() < len(text.rstrip())]
        return (begin + breaks[-1] if breaks else begin), start
