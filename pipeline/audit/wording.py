"""Whether two sentences say the same but for their numbers."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import SequenceMatcher

import regex

_TOKEN = regex.compile(r"\d+(?:\.\d{3})*(?:,\d+)?|\p{L}+")
_YEAR = regex.compile(r"(?:19|20)\d\d")
_ENOUGH_WORDS = 8  # shorter sentences are alike by accident: `Gentagne tilbud: 90 %`
_SMALL = 3  # letters of a word that may be missing in one of two sentences
_SLIP = 0.8  # likeness of two spellings of one word


@dataclass(frozen=True, slots=True)
class Difference:
    """Two numbers that stand at the same place of two sentences that are otherwise the same."""

    first: float
    second: float


def differences(first: str, second: str) -> list[Difference] | None:
    """The numbers that differ between two wordings of one sentence; None where they are not one sentence."""
    a, b = _TOKEN.findall(first.lower()), _TOKEN.findall(second.lower())
    if min(_words(a), _words(b)) < _ENOUGH_WORDS:
        return None
    found: list[Difference] = []
    for kind, a0, a1, b0, b1 in SequenceMatcher(None, _masked(a), _masked(b), autojunk=False).get_opcodes():
        if kind == "equal":
            found.extend(_differing(a[a0:a1], b[b0:b1]))
        elif not _slip(a[a0:a1], b[b0:b1]):
            return None
    return found


def _words(tokens: list[str]) -> int:
    return sum(token[0].isalpha() for token in tokens)


def _masked(tokens: list[str]) -> list[str]:
    """Numbers as one sign; years stay, for another year is another demand."""
    return ["#" if token[0].isdigit() and not _YEAR.fullmatch(token) else token for token in tokens]


def _differing(a: list[str], b: list[str]) -> list[Difference]:
    return [Difference(_value(x), _value(y)) for x, y in zip(a, b, strict=True) if x != y]


def _value(token: str) -> float:
    return float(token.replace(".", "").replace(",", "."))


def _slip(a: list[str], b: list[str]) -> bool:
    """Another spelling of the same words, or a small word more or less."""
    if any(token[0].isdigit() for token in a + b):
        return False
    if len(a) == len(b):
        return all(x[0] == y[0] and SequenceMatcher(None, x, y).ratio() >= _SLIP for x, y in zip(a, b, strict=True))
    return all(len(token) <= _SMALL and token != "ej" for token in (*a, *b))
