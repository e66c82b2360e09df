"""Where in a text a pattern may begin: only such places are tried, so that most patterns cost a look-up a text.

A text is cut into words once for all patterns. For each word (with the sign behind it) it is asked once, and kept,
which patterns could begin there: those that match the word in part. Results are those of a plain search.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from functools import lru_cache, reduce
from operator import or_

import regex

_TOKEN = regex.compile(r"(\w+)(?=(\W?))|([^\w\s])")  # a word and what stands behind it, or a sign
_BLANKS = (" ", "\n", "\t", "\u00a0", "\r", "\f")
_LOOKS_BACK = ("(?<=", r"\B", r"\K", r"\G")  # a pattern with these may need what stands before it
_PREFIX = 2  # characters by which most patterns are ruled out
_LONGEST_KEY = 24  # characters of a word that the patterns are asked about
_MOST_WORDS = 200_000  # words whose patterns are kept

Key = tuple[str, str, str]


class _Possible(dict[str, int]):
    """Which patterns (as bits) a text may be the beginning of, asked once for each text."""

    def __init__(self, rougher: _Possible | None = None):
        super().__init__()
        self._rougher = rougher

    def __missing__(self, beginning: str) -> int:
        self[beginning] = mask = self._asked(beginning, range(len(_patterns)))
        return mask

    def learn(self, number: int) -> None:
        """Ask the texts that are known about a new pattern."""
        for beginning in self:
            self[beginning] |= self._asked(beginning, range(number, number + 1))

    def _asked(self, beginning: str, numbers: range) -> int:
        rough = self._rougher[beginning[:_PREFIX]] if self._rougher is not None else -1
        return sum(1 << number for number in numbers
                   if rough >> number & 1 and _patterns[number].match(beginning, partial=True))


class _Words(dict[Key, int]):
    """Which patterns may begin at a word, with what stands behind it."""

    def __missing__(self, key: Key) -> int:
        if len(self) >= _MOST_WORDS:
            self.clear()
            _beginnings.clear()
        self[key] = mask = _beginnings["".join(key)[:_LONGEST_KEY]]
        return mask


_patterns: list[regex.Pattern] = []
_prefixes = _Possible()
_beginnings = _Possible(_prefixes)
_words = _Words()
_mask_of = _words.__getitem__


def _register(pattern: regex.Pattern) -> int:
    """A bit of its own for the pattern."""
    _patterns.append(pattern)
    number = len(_patterns) - 1
    _prefixes.learn(number)
    _beginnings.learn(number)
    _words.clear()
    return 1 << number


class Index:
    """Which patterns (as bits) may begin somewhere in a text, and once asked for: where."""

    __slots__ = ("text", "union", "known", "_places", "_masks")

    def __init__(self, text: str):
        self.text = text
        self.known = len(_patterns)  # how many patterns it knows
        self.union = reduce(or_, map(_mask_of, set(_TOKEN.findall(text))), 0)
        self._places: list[int] = []
        self._masks: list[int] = []

    def places(self) -> tuple[list[int], list[int]]:
        """Starts of the text's words and signs, and the patterns that may begin at each."""
        if not self._places:
            self._masks = list(map(_mask_of, _TOKEN.findall(self.text)))
            self._places = [token.start() for token in _TOKEN.finditer(self.text)]
        return self._places, self._masks


_index = lru_cache(maxsize=4096)(Index)


class Starts:
    """The places where one pattern may begin; the pattern must not begin inside a word."""

    def __init__(self, pattern: regex.Pattern, fragments: Sequence[str] = ()):
        self.pattern = pattern
        looks_back = any(sign in fragment for fragment in fragments for sign in _LOOKS_BACK)
        self._anywhere = looks_back or any(pattern.match(blank, partial=True) for blank in _BLANKS)
        self._bit = 0 if self._anywhere else _register(pattern)

    def within(self, text: str, start: int, stop: int) -> Sequence[int] | None:
        """Places in `text[start:stop]`, in order; None where it may be any."""
        if self._anywhere:
            return None
        index, bit = _index(text), self._bit
        if bit >> index.known:
            _index.cache_clear()
            index = _index(text)
        if not index.union & bit and start == 0 and stop == len(text):
            return ()
        places, masks = index.places()
        if start == 0 and stop == len(text):
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
