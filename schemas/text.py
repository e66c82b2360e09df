"""A document while it is read: paragraphs of cleaned text that know their place in the canonical text."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field

from .source import Box, Cell, SourceDocument


class OriginMap:
    """Maps offsets of cleaned text to offsets of canonical text, piece by piece.

    Piece i begins at `cleaned[i]` and stems from `canonical[i]`; within a piece both run in step.
    """

    __slots__ = ("cleaned", "canonical", "ends")

    def __init__(self, cleaned: list[int], canonical: list[int], ends: list[int]):
        self.cleaned = cleaned
        self.canonical = canonical
        self.ends = ends  # canonical end of each piece: a replaced piece is longer or shorter than its source

    def start(self, offset: int) -> int:
        """Canonical offset of the character at `offset`."""
        piece = max(bisect_right(self.cleaned, offset) - 1, 0)
        return min(self.canonical[piece] + offset - self.cleaned[piece], self.ends[piece])

    def end(self, offset: int) -> int:
        """Canonical offset just behind the character before `offset`."""
        piece = max(bisect_right(self.cleaned, offset - 1) - 1, 0)
        return min(self.canonical[piece] + offset - self.cleaned[piece], self.ends[piece])

    def offset(self, canonical: int) -> int:
        """Offset in the cleaned text of the first character that stems from `canonical` or later."""
        piece = bisect_right(self.canonical, canonical) - 1
        if piece < 0:
            return 0
        length = (
            self.cleaned[piece + 1]
            if piece + 1 < len(self.cleaned)
            else self.cleaned[piece] + self.ends[piece] - self.canonical[piece]
        ) - self.cleaned[piece]
        return self.cleaned[piece] + min(canonical - self.canonical[piece], length)


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph: cleaned one-line `text`, its kind, its section, and for a table its cells.

    `cells` keep canonical ranges; `origin` maps offsets in `text` to canonical ones.
    """

    order: int
    page: int | None
    kind: str
    text: str
    origin: OriginMap
    start: int
    end: int
    section_number: str | None = None
    section_path: tuple[str, ...] = ()
    level: int = 0  # depth of a heading, 1 for the highest
    cells: tuple[Cell, ...] = ()
    box: Box | None = None
    bold: bool = False  # all of it, on a PDF page


@dataclass(frozen=True, slots=True)
class Quote:
    """A stretch of canonical text and the text that stands there."""

    start: int
    end: int
    text: str


@dataclass(slots=True)
class Document:
    """One document: its source, its blocks in reading order, and the only maker of quotes."""

    document_id: str
    source: SourceDocument
    blocks: tuple[Block, ...]
    warnings: list[str] = field(default_factory=list)

    @property
    def canonical_text(self) -> str:
        return self.source.text

    def ground(self, block: Block, start: int, end: int) -> Quote:
        """The canonical stretch behind `block.text[start:end]`, so that quote and range agree by construction."""
        return self.quote(block.origin.start(start), block.origin.end(end))

    def quote(self, start: int, end: int) -> Quote:
        return Quote(start, end, self.source.text[start:end])

    def page_of(self, offset: int) -> int | None:
        """Page (from 1) that holds a canonical offset; None where the source has no pages."""
        if not self.source.paged:
            return None
        return bisect_right(self.source.page_starts, offset)
