"""Texts with marked entities, as a person writes them: `[Andelen|i] af [ledige akademikere|g] skal stige.`"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import regex

KINDS = {
    "i": "indicator",
    "g": "target_group",
    "a": "actor",
    "c": "comparator",
    "p": "period",
    "m": "measure",
}
_MARK = regex.compile(r"\[(?P<words>[^\[\]|]+)\|(?P<kind>\w)\]")


class MarkError(ValueError):
    """A marked text is wrong; the message holds the text."""


class Marked(NamedTuple):
    """A plain text and its entities as (start, end, kind), in order of place."""

    text: str
    entities: tuple[tuple[int, int, str], ...]


def parse(marked: str) -> Marked:
    """The plain text behind a marked one; raises MarkError for a stray bracket or a kind that nobody knows."""
    parts: list[str] = []
    entities = []
    length = position = 0
    for match in _MARK.finditer(marked):
        if match["kind"] not in KINDS:
            raise MarkError(f"unknown kind {match['kind']!r} in {marked!r}")
        before = marked[position : match.start()]
        start = length + len(before)
        length = start + len(match["words"])
        entities.append((start, length, KINDS[match["kind"]]))
        parts += [before, match["words"]]
        position = match.end()
    text = "".join([*parts, marked[position:]])
    if regex.search(r"[\[\]|]", text):
        raise MarkError(f"stray bracket in {marked!r}")
    return Marked(text, tuple(entities))


def parse_lines(content: str) -> Iterator[Marked]:
    """The marked texts of a file, one a line; empty lines and lines that begin with `#` are passed over."""
    for line in content.splitlines():
        if line.strip() and not line.startswith("#"):
            yield parse(line.strip())
