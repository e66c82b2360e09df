"""Which pages show signs of a table, told from lines and rules alone: the others are not measured word by word."""

from __future__ import annotations

from collections.abc import Sequence

import regex

from .pdf_page import PageText, TextLine
from .pdf_regions import MOST_PAIRS
from .pdf_rows import WORDS
from .pdf_rules import Drawing, Edge

_SIDES = 8.0  # points; rules whose ends differ less are of one width
_TOUCH = 3.0  # points between two rules that meet
_STACK_HEIGHT = 320.0  # points that three rules of one table lie apart at most
_MOST_CHARACTERS = 30_000  # a page of more is a map or a drawing of letters
_FEWEST_NUMBER_LINES = 2
_WIDE_GAP = 0.6  # of the type size: white before a number that stands by itself
_TAIL = 36  # characters at a line's end in which a number with what leads it and its unit has room
_NUMBER = (
    r"[(]?[-–−÷+±]?\d[\d.,\u00a0]*[)]?(?:-\d[\d.,]*)?"
    r"(?:\s?%|(?:\s\p{L}[\p{L}.]{0,11}){1,2}|\s[(][-–−÷+]?\d[\d.,]*[)]?)?[*)]*"
)
_ENDING_NUMBER = regex.compile(
    rf"(?<!\S)(?:(?:(?i:{WORDS['value_lead']})\s)?(?:(?:[<>]=?|[≤≥~])\s?)?{_NUMBER}"
    rf"|(?i:{WORDS['value_stand_in']})(?:\s(?:%|\p{{L}}[\p{{L}}.]{{0,11}}))?|[-–−])$"
)


def shows_tables(page: PageText, drawing: Drawing) -> bool:
    """Whether a page has the rules of a table, or several lines that end in numbers set apart."""
    if len(page.text) > _MOST_CHARACTERS:
        return False
    if _has_stacked_rules(drawing.horizontal) or _has_inner_upright(drawing):
        return True
    found = 0
    for line in page.lines:
        found += ends_in_number(page, line)
        if found >= _FEWEST_NUMBER_LINES:
            return True
    return False


def _has_stacked_rules(rules: Sequence[Edge]) -> bool:
    """Whether three rules of one width stand near each other, as above, under and below the head of a table."""
    by_sides: dict[tuple[float, float], list[float]] = {}
    for rule in rules:
        by_sides.setdefault((rule.start // _SIDES, rule.end // _SIDES), []).append(rule.at)
    for places in by_sides.values():
        for first, _, third in zip(places, places[1:], places[2:], strict=False):
            if third - first < _STACK_HEIGHT:
                return True
    return False


def _has_inner_upright(drawing: Drawing) -> bool:
    """Whether an upright rule meets a horizontal one between its ends, as in a box of two columns."""
    if len(drawing.vertical) * len(drawing.horizontal) > MOST_PAIRS:
        return False
    for upright in drawing.vertical:
        for rule in drawing.horizontal:
            if upright.start - _TOUCH <= rule.at <= upright.end + _TOUCH:
                if rule.start + _SIDES < upright.at < rule.end - _SIDES:
                    return True
            elif rule.at > upright.end:
                break
    return False


def ends_in_number(page: PageText, line: TextLine) -> bool:
    """Whether a line is a bare number, or ends in a number behind a wide gap; `3.2 Sygedagpenge` is a heading."""
    match = _ENDING_NUMBER.search(page.text, max(line.start, line.end - _TAIL), line.end)
    if match is None:
        return False
    if match.start() == line.start:
        return match[0][-1] != "." and not any(letter.isalpha() for letter in match[0])
    return page.gap_before(line, match.start()) > _WIDE_GAP * line.style.size
