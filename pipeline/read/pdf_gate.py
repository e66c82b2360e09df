"""Which pages show signs of a table, told from lines and rules alone: the others are not measured word by word."""

from __future__ import annotations

import regex

from .pdf_page import PageText, TextLine
from .pdf_rules import Drawing

_FEWEST_RULES = 3  # horizontal ones, as above, under and below the head of a table
_FEWEST_BOX_SIDES = 3  # upright ones, as in a box of two columns
_FEWEST_NUMBER_LINES = 3
_WIDE_GAP = 0.6  # of the type size: white before a number that stands by itself
_TAIL = 28  # characters at a line's end in which a number with its unit has room
_ENDING_NUMBER = regex.compile(
    r"(?<!\S)(?:[(]?[-–−÷+]?\d[\d.,\u00a0]*[)]?(?:\s?%|\s\p{L}[\p{L}.]{0,11})?[*)]*|[-–−])$"
)


def shows_tables(page: PageText, drawing: Drawing) -> bool:
    """Whether a page has the rules of a table, or several lines that end in numbers set apart."""
    if len(drawing.horizontal) >= _FEWEST_RULES:
        return True
    if len(drawing.horizontal) == 2 and len(drawing.vertical) >= _FEWEST_BOX_SIDES:
        return True
    found = 0
    for line in page.lines:
        found += ends_in_number(page, line)
        if found >= _FEWEST_NUMBER_LINES:
            return True
    return False


def ends_in_number(page: PageText, line: TextLine) -> bool:
    """Whether a line is a number, or ends in one behind a wide gap."""
    match = _ENDING_NUMBER.search(page.text, max(line.start, line.end - _TAIL), line.end)
    if match is None:
        return False
    return match.start() == line.start or page.gap_before(line, match.start()) > _WIDE_GAP * line.style.size
