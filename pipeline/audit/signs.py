"""The signs a check looks for in running text, from the lexicon file `duties.toml`."""

from __future__ import annotations

from functools import cache

from maaltal.extractors.lexicon import Entry, Matcher, compile_entries, load

_FILE = "duties"


@cache
def sign(key: str) -> Matcher:
    """The matcher of one entry; one that matches nothing where there is no such entry."""
    return compile_entries([entry for entry in load(_FILE) if entry.key == key] or [Entry(key, ("(?!)",))])


@cache
def known_signs() -> frozenset[str]:
    """Keys of all entries."""
    return frozenset(entry.key for entry in load(_FILE))
