"""Where in a text a pattern may begin: only such places are tried, so that most patterns cost a look-up a text.

A text is cut into words once for all patterns. For each word (with the sign behind it) it is asked once, and kept,
which patterns could begin there: those that match the word in part. Results are those of a plain search.
"""

from __future__ import annotations

from bisect import bisect_left
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
_UNASKED = (0, 0)

_patterns: list[regex.Pattern] = []
_by_prefix: dict[str, tuple[int, int]] = {}  # how many patterns were asked, and which could begin so
_by_word: dict[str, tuple[int, int]] = {}


class Index(NamedTuple):
    """Starts of a text's words and signs, the patterns (as bits) that may begin at each, and all of those bits."""

    places: list[int]
    masks: list[int]
    union: int
    known: int  # number of patterns asked


class Starts:
    """The places where one pattern may begin; the pattern must not begin inside a word."""

    def __init__(self, pattern: regex.Pattern, fragments: Sequence[str]):
        self.pattern = pattern
        looks_back = any(sign in fragment for fragment in fragments for sign in _LOOKS_BACK)
        self._anywhere = looks_back or any(pattern.match(blank, partial=True) for blank in _BLANKS)
        self._bit = 0
        if not self._anywhere:
            self._bit = 1 << len(_patterns)
            _patterns.append(pattern)

    def within(self, text: str, start: int, stop: int) -> Sequence[int] | None:
        """Places in `text[start:stop]`, in order; None where it may be any."""
        if self._anywhere:
            return None
        index, bit = _index(text), self._bit
        if bit >> index.known:
            _index.cache_clear()
            index = _index(text)
        if start == 0 and stop == len(text):
            if not index.union & bit:
                return ()
            return [place for place, mask in zip(index.places, index.masks, strict=True) if mask & bit]
        first, end = bisect_left(index.places, start), bisect_left(index.places, stop)
        found = [index.places[number] for number in range(first, end - 1) if index.masks[number] & bit]
        return [*found, index.places[end - 1]] if end > first else found  # the last may be cut off: it is always tried

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


@lru_cache(maxsize=4096)
def _index(text: str) -> Index:
    """The index of a text for the patterns there are by now."""
    known, places, masks, union = len(_patterns), [], [], 0
    for token in _TOKEN.finditer(text):
        start, end = token.span()
        key = text[start : min(end + 1, start + _LONGEST_KEY)]
        asked, mask = _by_word.get(key, _UNASKED)
        if asked < known:
            mask = _ask(key, asked, mask)
        union |= mask
        places.append(start)
        masks.append(mask)
    return Index(places, masks, union, known)


def _ask(key: str, asked: int, mask: int) -> int:
    """Find and keep the patterns that may begin at a word, beyond those asked before."""
    if len(_by_word) >= _MOST_WORDS:
        _by_word.clear()
    prefix = key[:_PREFIX]
    known, possible = _by_prefix.get(prefix, _UNASKED)
    for number in range(known, len(_patterns)):
        possible |= bool(_patterns[number].match(prefix, partial=True)) << number
    _by_prefix[prefix] = len(_patterns), possible
    for number in range(asked, len(_patterns)):
        if possible >> number & 1 and _patterns[number].match(key, partial=True):
            mask |= 1 << number
    _by_word[key] = len(_patterns), mask
    return mask
