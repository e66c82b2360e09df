"""The stretches that extractors read: paragraphs of prose, and cells of tables, each with its way back to the text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from ..schemas.text import Block, Document, Quote
from .grammar.quantities import Scan, scan
from .tables import Table, TableCell


class Passage(NamedTuple):
    """`text` is `block.text[offset:offset + len(text)]`."""

    block: Block
    offset: int
    text: str

    def ground(self, document: Document, start: int, end: int) -> Quote:
        """The canonical stretch behind `text[start:end]`."""
        return document.ground(self.block, self.offset + start, self.offset + end)

    def scan(self) -> Scan:
        return scan(self.text)


def prose(document: Document, tables: Sequence[Table]) -> Iterator[Passage]:
    """Passages of running text: headings, paragraphs, list items and footnotes, tables cut out of them."""
    covered = sorted(stretch for table in tables for stretch in table.ranges)
    for block in document.blocks:
        if block.kind in ("boilerplate", "table"):
            continue
        position = 0
        for start, end in covered:
            if end <= block.start or start >= block.end:
                continue
            left, right = block.origin.offset(start), block.origin.offset(end)
            if block.text[position:left].strip():
                yield Passage(block, position, block.text[position:left])
            position = max(position, right)
        if block.text[position:].strip():
            yield Passage(block, position, block.text[position:])


def cell_passage(document: Document, cell: TableCell) -> Passage | None:
    """The passage of a table cell; None where it is empty."""
    block = block_at(document, cell.start)
    if block is None or cell.end <= cell.start:
        return None
    left, right = block.origin.offset(cell.start), block.origin.offset(cell.end)
    text = block.text[left:right]
    return Passage(block, left, text) if text.strip() else None


def block_at(document: Document, offset: int) -> Block | None:
    """The block that holds a canonical offset."""
    low, high = 0, len(document.blocks)
    while low < high:
        middle = (low + high) // 2
        if document.blocks[middle].end <= offset:
            low = middle + 1
        else:
            high = middle
    found = document.blocks[low] if low < len(document.blocks) else None
    return found if found and found.start <= offset else None
