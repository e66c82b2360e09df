"""Where in a text a pattern may begin: only such places are tried, so that most patterns cost a look-up a text.

A text is cut into words once for all patterns. For each word (with the blank or sign behind it) it is asked
once, and kept, which patterns could begin there: those that match the word in part. Results are those of a plain
search.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from functools import lru_cache, reduce
from itertools import accumulate
from operator import or_

import regex

_TOKEN = regex.compile(r"\w+\s*|[^\w\s]\s*|\s+")  # a word or a sign with the blanks behind it; one behind the other
_BLANKS = (" ", "\n", "\t", "\u00a0", "\r", "\f")
_LOOKS_BACK = ("(?<=", r"\B", r"\K", r"\G")  # a pattern with these may need what stands before it
_LENGTHS = (7, 5, 3, 2, 1)  # characters of the beginnings that words share
_LONGEST_KEY = 24  # characters of a word that the patterns are asked about
_MOST_WORDS = 200_000  # words whose patterns are kept


class _Possible(dict[str, int]):
    """Which patterns (as bits) a text may be the beginning of, asked once for each text.

    Only those are asked that may begin with a shorter beginning of it.
    """

    def __missing__(self, beginning: str) -> int:
        self[beginning] = mask = sum(1 << number for number in _bits(self._rough(beginning))
                                     if _patterns[number].match(beginning, partial=True))
        return mask

    def learn(self, number: int) -> None:
        """Ask the texts that are known about a new pattern."""
        bit, may_begin = 1 << number, _patterns[number].match
        openings = {sign for sign in {beginning[0] for beginning in self} if may_begin(sign, partial=True)}
        for beginning in self:
            if beginning[0] in openings and may_begin(beginning, partial=True):
                self[beginning] |= bit

    def _rough(self, beginning: str) -> int:
        return self[_shorter(beginning)] if len(beginning) > 1 else (1 << len(_patterns)) - 1


def _shorter(beginning: str) -> str:
    """The longest of the first seven, five, three, two or one letters that is shorter."""
    return beginning[: next(length for length in _LENGTHS if length < len(beginning))]


def _bits(mask: int) -> Iterator[int]:
    """Numbers of the bits that are set."""
    while mask:
        lowest = mask & -mask
        yield lowest.bit_length() - 1
        mask ^= lowest


class _Tokens(dict[str, int]):
    """Which patterns may begin at a token, a word or a sign, with the blanks or else the one sign behind it."""

    def __missing__(self, token: str) -> int:
        if len(self) >= _MOST_WORDS:
            self.clear()
            _beginnings.clear()
        self[token] = mask = _beginnings[_asked_about(token)]
        return mask


def _asked_about(token: str) -> str:
    """The part of a token that patterns are asked about: one blank behind it; of long numbers two digits will do."""
    if token[:3].isdigit():
        return token[:2]
    return token[: len(token.rstrip()) + 1][:_LONGEST_KEY]


_patterns: list[regex.Pattern] = []
_beginnings = _Possible()
_tokens = _Tokens()
_mask_of = _tokens.__getitem__


def _register(pattern: regex.Pattern) -> int:
    """A bit of its own for the pattern."""
    _patterns.append(pattern)
    number = len(_patterns) - 1
    _beginnings.learn(number)
    _tokens.clear()
    return 1 << number


class Index:
    """The places of a text's words and signs, and which patterns (as bits) may begin at each, and anywhere."""

    __slots__ = ("known", "places", "masks", "union")

    def __init__(self, text: str):
        tokens = _TOKEN.findall(text)
        behind = [*tokens[1:], ""]
        self.known = len(_patterns)  # how many patterns it knows
        self.places = list(accumulate(map(len, tokens), initial=0))  # and where the text ends
        self.masks = [_mask_of(token if token[-1] in _BLANKS else token + following[:2])
                      for token, following in zip(tokens, behind, strict=False)]
        self.union = reduce(or_, self.masks, 0)


_index = lru_cache(maxsize=4096)(Index)


class Starts:
    """The places where one pattern may begin; the pattern must not begin inside a word."""

    def __init__(self, pattern: regex.Pattern, fragments: Sequence[str] = (), opening: regex.Pattern | None = None):
        """`opening`, of `fragments`, matches where the pattern does and perhaps elsewhere, whatever stands before."""
        self.pattern = pattern
        asked = opening or pattern
        looks_back = any(sign in fragment for fragment in fragments for sign in _LOOKS_BACK)
        self._anywhere = looks_back or any(asked.match(blank, partial=True) for blank in _BLANKS)
        self._bit = 0 if self._anywhere else _register(asked)

    def within(self, text: str, start: int, stop: int) -> Sequence[int] | None:
        """Places in `text[start:stop]`, in order; None where it may be any."""
        if self._anywhere:
            return None
        index, bit = _index(text), self._bit
        if bit >> index.known:
            _index.cache_clear()
            index = _index(text)
        places, masks = index.places, index.masks
        if start == 0 and stop == len(text):
            return [places[number] for number, mask in enumerate(masks) if mask & bit] if index.union & bit else ()
        first, last = bisect_left(places, start), bisect_left(places, stop) - 1
        if last < first:
            return ()
        found = [places[number] for number in range(first, last) if masks[number] & bit] if index.union & bit else []
        return [*found, places[last]]  # the last may be cut off: it is always tried

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
