"""Steering words from the lexicon as compiled patterns: anywhere, where a text begins, or where it ends."""

from __future__ import annotations

from functools import cache

import regex

from .lexicon import load
from .lexicon.compiling import compiled

_LEFT, _RIGHT = r"(?<![\w-])", r"(?!\w)"


@cache
def words(key: str) -> str:
    """All forms of an entry of `phrases.toml` as one group, for use inside a larger pattern."""
    (entry,) = [entry for entry in load("phrases") if entry.key == key]
    return f"(?:{'|'.join(entry.patterns)})"


@cache
def phrase(key: str) -> regex.Pattern:
    """A pattern for the forms of an entry as whole words; `match` asks whether a text begins with one."""
    return compiled(f"{_LEFT}{words(key)}{_RIGHT}", regex.IGNORECASE)


@cache
def at_end(key: str, tail: str = "") -> regex.Pattern:
    """A pattern for the forms of an entry at the end of a text, an optional `tail` and blanks behind them."""
    return regex.compile(rf"{_LEFT}{words(key)}{_RIGHT}{tail}\s*$", regex.IGNORECASE)
