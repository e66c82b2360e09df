"""What the models of codes see of a requirement: its words, what stands before it, its heading, its unit."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import regex

REACH = 220  # characters before a requirement that belong to its surroundings
_WORD = regex.compile(r"[\p{L}]+|\d+(?:[.,]\d+)*")
_DURATION = regex.compile(r"\d+ (?:uger?|år|måneder)")  # 26 weeks and 52 weeks are different indicators
_SENTENCE_END = regex.compile(r"(?<=[.!?:])\s")
_ENDINGS = ("ernes", "erne", "enes", "ene", "ens", "ets", "en", "et", "er", "es", "e", "s", "r")
_SHORTEST_STEM = 4
_LONGEST_WORD = 30
_PART = 5  # letters of the parts of a compound
_IN_HEADING, _IN_SENTENCE_BEFORE, _FURTHER_BEFORE, _IN_COMPOUND = 0.7, 0.5, 0.25, 0.5  # weight beside a word of its own


class Surroundings(NamedTuple):
    """A requirement as it stands: its words, up to REACH characters before it, the heading above it, its unit."""

    quote: str
    before: str = ""
    heading: str = ""
    unit: str | None = None


def features(seen: Surroundings) -> dict[str, float]:
    """Names and weights of all that is seen; the same name at most once."""
    found = {f"before {stem}": _FURTHER_BEFORE for stem in _stems(seen.before)}
    found |= {f"last {stem}": _IN_SENTENCE_BEFORE for stem in _stems(_last_sentence(seen.before))}
    found |= {f"heading {stem}": _IN_HEADING for stem in _stems(seen.heading)}
    for stem in _stems(seen.quote):
        found[stem] = 1.0
        found.update(dict.fromkeys(_parts(stem), _IN_COMPOUND))
    found |= {duration.group(): 1.0 for duration in _DURATION.finditer(seen.quote)}
    found[f"unit {seen.unit}"] = 1.0
    return found


def _stems(text: str) -> Iterator[str]:
    """Words without their endings; numbers as `#`."""
    for match in _WORD.finditer(text):
        word = match.group().lower()[:_LONGEST_WORD]
        yield "#" if word[0].isdigit() else _stem(word)


def _stem(word: str) -> str:
    ending = next((e for e in _ENDINGS if word.endswith(e) and len(word) - len(e) >= _SHORTEST_STEM), "")
    return word[: len(word) - len(ending)]


def _parts(stem: str) -> Iterator[str]:
    """Runs of letters of a long word: `sygedagpengemodtag` shares some with `dagpengemodtag`."""
    if len(stem) > _PART + 1:
        marked = f"^{stem}$"
        yield from (f"~{marked[start : start + _PART]}" for start in range(len(marked) - _PART + 1))


def _last_sentence(text: str) -> str:
    sentences = _SENTENCE_END.split(text)
    enough = len(sentences[-1]) > 15 or len(sentences) == 1
    return sentences[-1] if enough else " ".join(sentences[-2:])
