"""Where in a text a pattern may begin: only such places are tried, so that most patterns cost a look-up a text.

A text is cut into words once for all patterns. For each word (with the sign behind it) it is asked once, and kept,
which patterns could begin there: those that match the word in part. Results are those of a plain search.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from functools import lru_cache

import regex

_TOKEN = regex.compile(r"(\w+)(?=(\W?))|([^\w\s])")  # a word and what stands behind it, or a sign
Key = tuple[str, str, str]
_BLANKS = (" ", "\n", "\t", "\u00a0", "\r", "\f")
_LOOKS_BACK = ("(?<=", r"\B", r"\K", r"\G")  # a pattern with these may need what stands before it
_PREFIX = 2  # characters by which most patterns are ruled out
_LONGEST_KEY = 24
_MOST_WORDS = 200_000  # words whose patterns are kept
_UNASKED = (0, 0)

_patterns: list[regex.Pattern] = []
_by_prefix: dict[str, tuple[int, int]] = {}  # how many patterns were asked, and which could begin so
_by_word: dict[Key, tuple[int, int]] = {}


class Index:
    """Which patterns (as bits) may begin somewhere in a text, and once asked for: where."""

    __slots__ = ("text", "union", "known", "_places", "_masks")

    def __init__(self, text: str, known: int, union: int):
        self.text = text
        self.union = union
        self.known = known  # number of patterns asked
        self._places: list[int] = []
        self._masks: list[int] = []

    def places(self) -> tuple[list[int], list[int]]:
        """Starts of the text's words and signs, and the patterns that may begin at each."""
        if not self._places:
            for token in _TOKEN.finditer(self.text):
                self._places.append(token.start())
                self._masks.append(_mask(token.groups(""), self.known))
        return self._places, self._masks


class Starts:
    """The places where one pattern may begin; the pattern must not begin inside a word."""

    def __init__(self, pattern: regex.Pattern, fragments: Sequence[str] = ()):
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
        whole = start == 0 and stop == len(text)
        if whole and not index.union & bit:
            return ()
        places, masks = index.places()
        if whole:
            return [place for place, mask in zip(places, masks, strict=True) if mask & bit]
        first, end = bisect_left(places, start), bisect_left(places, stop)
        found = [places[number] for number in range(first, end - 1) if masks[number] & bit]
        return [*found, places[end - 1]] if end > first else found  # the last may be cut off: it is always tried

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
    known, union = len(_patterns), 0
    for key in set(_TOKEN.findall(text)):
        union |= _mask(key, known)
    return Index(text, known, union)


def _mask(key: Key, known: int) -> int:
    """The patterns that may begin at a word, kept; `known` is how many patterns there are."""
    asked, mask = _by_word.get(key, _UNASKED)
    return mask if asked >= known else _ask(key, asked, mask)


def _ask(key: Key, asked: int, mask: int) -> int:
    """Ask the patterns that have not been asked before, those first that a word's first letters rule out."""
    if len(_by_word) >= _MOST_WORDS:
        _by_word.clear()
    beginning = "".join(key)[:_LONGEST_KEY]
    prefix = beginning[:_PREFIX]
    known, possible = _by_prefix.get(prefix, _UNASKED)
    for number in range(known, len(_patterns)):
        possible |= bool(_patterns[number].match(prefix, partial=True)) << number
    _by_prefix[prefix] = len(_patterns), possible
    for number in range(asked, len(_patterns)):
        if possible >> number & 1 and _patterns[number].match(beginning, partial=True):
            mask |= 1 << number
    _by_word[key] = len(_patterns), mask
    return mask
