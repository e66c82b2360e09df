"""Where in a text a pattern may begin: only such places are tried, so that most patterns cost a look-up a text.

A text is cut into words once for all patterns. For each word (with the sign behind it) it is asked once, and kept,
which patterns could begin there: those that match the word in part. Results are those of a plain search.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

import regex

_TOKEN = regex.compile(r"\w+|[^\w\s]")
_BLANKS = (" ", "\n", "\t", "\u00a0", "\r", "\f")
_LOOKS_BACK = ("(?<=", r"\B", r"\K", r"\G")  # a pattern with these may need what stands before it
_PREFIX = 2  # characters by which most patterns are ruled out
_LONGEST_KEY = 24
_MOST_WORDS = 200_000  # words whose patterns are kept
_LONG_S = "ſ"  # the one letter that is another's lower case only when case is ignored

_patterns: list[regex.Pattern] = []
_by_prefix: dict[str, int] = {}
_by_word: dict[str, int] = {}


class Index(NamedTuple):
    """Starts of a text's words and signs, the patterns (as bits) that may begin at each, and all of those bits."""

    places: list[int]
    masks: list[int]
    union: int


class Starts:
    """The places where one pattern may begin; the pattern must not begin inside a word."""

    def __init__(self, pattern: regex.Pattern, fragments: Sequence[str]):
        self.pattern = pattern
        looks_back = any(sign in fragment for fragment in fragments for sign in _LOOKS_BACK)
        self._anywhere = looks_back or any(pattern.match(blank, partial=True) for blank in _BLANKS)
        self._bit = 0 if self._anywhere else _register(pattern)

    def within(self, text: str, start: int, stop: int) -> Sequence[int] | None:
        """Places in `text[start:stop]`, in order; None where it may be any."""
        index = None if self._anywhere else _index(text)
        if index is None:
            return None
        bit = self._bit
        if start == 0 and stop == len(text):
            if not index.union & bit:
                return ()
            return [place for place, mask in zip(index.places, index.masks, strict=True) if mask & bit]
        inside = [(place, mask) for place, mask in zip(index.places, index.masks, strict=True) if start <= place < stop]
        last = inside[-1][0] if inside else None  # what is cut off here may match otherwise than the whole word
        return [place for place, mask in inside if mask & bit or place == last]

    def finditer(self, text: str) -> Iterator[regex.Match]:
        """What `pattern.finditer` finds, for a pattern that matches no empty text."""
        places = self.within(text, 0, len(text))
        if places is None:
            yield from self.pattern.finditer(text)
            return
        reached = 0
        for place in places:
            if place >= reached and (match := self.pattern.match(text, place)):
                reached = match.end()
                yield match


def _register(pattern: regex.Pattern) -> int:
    """A bit of its own for the pattern; what was kept without it is forgotten."""
    _patterns.append(pattern)
    _forget()
    return 1 << (len(_patterns) - 1)


def _forget() -> None:
    _by_prefix.clear()
    _by_word.clear()
    _index.cache_clear()


@lru_cache(maxsize=4096)
def _index(text: str) -> Index | None:
    """The index of a text; None where lower case would move its characters."""
    lowered = text.lower()
    if len(lowered) != len(text) or _LONG_S in text:
        return None
    places, masks, union = [], [], 0
    for token in _TOKEN.finditer(lowered):
        start, end = token.span()
        key = lowered[start : min(end + 1, start + _LONGEST_KEY)]
        mask = _by_word.get(key)
        if mask is None:
            mask = _keep(key)
        if mask:
            union |= mask
        places.append(start)
        masks.append(mask)
    return Index(places, masks, union)


def _keep(key: str) -> int:
    """Find and keep the patterns that may begin at a word."""
    if len(_by_word) >= _MOST_WORDS:
        _by_word.clear()
    prefix = key[:_PREFIX]
    if prefix not in _by_prefix:
        _by_prefix[prefix] = _possible(prefix, (1 << len(_patterns)) - 1)
    _by_word[key] = mask = _possible(key, _by_prefix[prefix])
    return mask


def _possible(beginning: str, among: int) -> int:
    mask = 0
    for number, pattern in enumerate(_patterns):
        if among >> number & 1 and pattern.match(beginning, partial=True):
            mask |= 1 << number
    return mask
