"""Whether a line goes on from the one above it, as its place on the page, its type and its words tell."""

from __future__ import annotations

import regex

from ..extractors.labels import opens_baseline
from ..schemas.source import Box, Line
from .pieces import SENTENCE_END, Piece

HEAD_START = regex.compile(r"(?:>{2,}\s*|[\p{So}\p{No}]\s*)?[\p{Lu}\d»\"“]")
BLANK_LINE = regex.compile(r"\n\s*\n")
_ABBREVIATED = regex.compile(r"\b(?:pct|kr|mio|mill|nr|ca|pr|kl|bl\.a|f\.eks|jf|mv|inkl)\.\s*$")
_SAME_SIZE = 0.3  # points
_OUTDENT = 5  # points left of its mark where no line of a list item begins


def ended_above(text: str, previous: Line, line: Line) -> bool:
    """Whether a line of a page begins a paragraph: the line above ended without a stop where a word still fitted."""
    words = text[line.start : line.end].strip()
    above = text[previous.start : previous.end].rstrip()
    if previous.box is None or line.box is None or not HEAD_START.match(words) or above.endswith(("-", ",", "\u00ad")):
        return False
    if opens_baseline(words):
        return False
    aligned = abs(line.box.x0 - previous.box.x0) < 1
    return aligned and not SENTENCE_END.search(above) and _fits_above(words, previous.box, line.box)


def stands_below(above: Line, line: Line) -> bool:
    """Whether a line in smaller type stands right below another and reaches to both sides of its middle."""
    if above.box is None or line.box is None or (line.size or 0) > 0.8 * (above.size or 0):
        return False
    middle = (above.box.x0 + above.box.x1) / 2
    near = line.box.top - above.box.bottom < 0.5 * (above.box.bottom - above.box.top)
    return near and line.box.x0 < middle < line.box.x1


def ends_line_above(text: str, previous: Line, line: Line) -> bool:
    """Whether a number in the type of the line above ends its sentence: `... til 4. kvartal` | `2016.`"""
    return same_type(previous, line) and not SENTENCE_END.search(text[previous.start : previous.end])


def same_type(first: Line, second: Line) -> bool:
    """Whether two lines of a page are set in type of one size and weight."""
    return abs((second.size or 0) - (first.size or 0)) < _SAME_SIZE and second.bold == first.bold


def leaves_list(text: str, piece: Piece, previous: Line, line: Line) -> bool:
    """Whether a line returns to the margin after a complete list item."""
    if piece.kind != "list_item" or piece.box is None or line.box is None or previous.box is None:
        return False
    if abs(line.box.x0 - piece.box.x0) > 1:
        return line.box.x0 < piece.box.x0 - _OUTDENT
    words = text[line.start : line.end].strip()
    if words[:1].islower() and _ABBREVIATED.search(text[previous.start : previous.end]):
        return False  # `... til 25 pct.` | `i 4. kvartal 2016.`
    return SENTENCE_END.search(text[previous.start : previous.end]) is not None or (
        words[:1].isupper() and _fits_above(words, previous.box, line.box))


def _fits_above(words: str, above: Box, box: Box) -> bool:
    """Whether the first word of a line would have fitted on the line above, which so was ended on purpose."""
    first = len(words.split(maxsplit=1)[0]) + 1  # with the blank before it
    return above.x1 + first * (box.x1 - box.x0) / max(len(words), 1) < box.x1


def is_parted(text: str, first: Line, second: Line) -> bool:
    """Whether white space parts two lines: an empty line, or on a PDF page more leading than inside a paragraph.

    So does a line that stands below and beside another: below a side bar the page goes on.
    """
    if first.box and second.box:
        height = max(first.box.bottom - first.box.top, 1.0)
        gap = second.box.top - first.box.bottom
        beside = second.box.x1 <= first.box.x0 or second.box.x0 >= first.box.x1
        apart = gap > (0 if beside else 0.75 * height) or gap < -1.5 * height
        return apart or abs((first.size or 0) - (second.size or 0)) > 1.2
    return BLANK_LINE.search(text, first.end, second.start) is not None
