"""Words as the linear models see them: without endings, numbers alike, long compounds in parts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache

import regex

_WORD = regex.compile(r"[\p{L}]+|\d+(?:[.,]\d+)*")
_SENTENCE_END = regex.compile(r"(?<=[.!?:])\s")
_ENDINGS = ("ernes", "erne", "enes", "ene", "ens", "ets", "en", "et", "er", "es", "e", "s", "r")
_SHORTEST_STEM = 4
_LONGEST_WORD = 30
_PART = 5  # letters of the parts of a compound
_SHORT_SENTENCE = 15  # characters of one that says little by itself


@lru_cache(maxsize=4096)
def stems(text: str) -> tuple[str, ...]:
    """Words without their endings; numbers as `#`."""
    return tuple(_stem(word[:_LONGEST_WORD]) for word in _WORD.findall(text.lower()))


@lru_cache(maxsize=65_536)
def _stem(word: str) -> str:
    if word[0].isdigit():
        return "#"
    ending = next((e for e in _ENDINGS if word.endswith(e) and len(word) - len(e) >= _SHORTEST_STEM), "")
    return word[: len(word) - len(ending)]


def parts(stem: str) -> Iterator[str]:
    """Runs of letters of a long word: `sygedagpengemodtag` shares some with `dagpengemodtag`."""
    if len(stem) > _PART + 1:
        marked = f"^{stem}$"
        yield from (f"~{marked[start : start + _PART]}" for start in range(len(marked) - _PART + 1))


def last_sentence(text: str) -> str:
    """The last sentence of a text, together with the one before where it is very short."""
    sentences = _SENTENCE_END.split(text)
    enough = len(sentences[-1]) > _SHORT_SENTENCE or len(sentences) == 1
    return sentences[-1] if enough else " ".join(sentences[-2:])


def weighed(prefix: str, names: Iterable[str], weight: float) -> Iterator[tuple[str, float]]:
    """Features of one kind, told from other kinds by a prefix, each with the weight of its kind."""
    return ((prefix + name, weight) for name in names)
