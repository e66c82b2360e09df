"""The label that a sentence begins with, and the number it prints: `Resultatkrav 2:`, `Krav 1.1`."""

from __future__ import annotations

import regex

from .lexicon import matcher
from .statement_model import ENOUGH, Announcement

_LABEL_TAIL = regex.compile(
    r"(?P<number>\s*(?:nr\.?\s*)?(?:\d{1,2}(?:\.\d{1,2})?|(?-i:[A-Z]))(?=[\s:.–-]))?"
    r"(?:\s*[:.–-]|,?\s[^.:;]{1,45}:)?\**\s*",
    regex.IGNORECASE,
)
_GOAL_TITLE = regex.compile(  # `Ministermål 2 Flere unge skal have en uddannelse: `, and what is said of it
    r"(?P<number>\s*(?:nr\.?\s*)?(?:\d{1,2}|(?-i:[A-H]))(?=[\s:.–-]))[:.–-]?\s+\p{Lu}[^.:;]{15,160}:\s*"
)
_LETTERED = regex.compile(r"(?P<number>[A-Z]|\d{1,2}(?:\.\d{1,2})?)[:.]\s")
_COLON = regex.compile(r"(?P<number>)?\s*[:.–-]?\s*")


def label_of(text: str, start: int, end: int):
    """The label that a sentence begins with, and the match of number and colon behind it."""
    label = next((m for m in matcher("labels").find(text, start, min(end, start + 60)) if m.start == start), None)
    if label is None or label.key == "reached_when":  # a heading; in a sentence it is said of what follows
        return None
    titled = _GOAL_TITLE.match(text, label.end, end) if label.entry.extra["role"] == "goal" else None
    tail = titled or _LABEL_TAIL.match(text, label.end, end)
    if label.key == "key_indicator" and text[label.end - 1].isdigit():  # `KPI A1  55 % i job`
        return label, _COLON.match(text, label.end, end)
    return (label, tail) if ":" in tail.group() or tail["number"] else None


def number_of(text: str, start: int, label: tuple | None, announced: Announcement) -> str | None:
    """The number that a label prints (`Resultatkrav 2`, `Krav 1.1`), or in an announced list the letter of an item."""
    if label is None:
        match = _LETTERED.match(text, start) if announced.weight >= ENOUGH else None
        return match["number"] if match else None
    if label[1]["number"]:
        return label[1]["number"].strip(" nr.")
    own = regex.search(r"\d{1,2}(?:\.\d{1,2})?$", text[label[0].start : label[0].end])
    return own.group() if own else None
