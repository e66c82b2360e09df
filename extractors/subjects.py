"""The noun phrase that a number measures: `25 pct. af de ledige` measures `de ledige`."""

from __future__ import annotations

import regex

from .grammar.quantities import Quantity, Scan
from .phrases import words

_PHRASE = rf"(?:(?!{words('ends_noun_phrase')}\b)[\p{{L}}\d()/-]+\s?){{1,8}}"
_PARTITIVE = regex.compile(rf"\s?(?:af|blandt)\s(?P<phrase>{_PHRASE})", regex.IGNORECASE)
_COUNTED = regex.compile(
    rf"\b(?P<phrase>{words('measured_noun')}(?:\s{words('noun_link')}\s{_PHRASE})?)", regex.IGNORECASE
)


def subject_of(text: str, sentence: tuple[int, int], quantity: Quantity, scan: Scan) -> str | None:
    """Verbatim noun phrase that a quantity measures; None where the sentence names none."""
    if quantity.noun:
        return text[slice(*quantity.noun)].strip()
    if quantity.unit == "percent" and (match := _PARTITIVE.match(text, quantity.end, sentence[1])):
        return match["phrase"].strip() or None
    before = list(_COUNTED.finditer(text, sentence[0], quantity.start))
    return before[-1]["phrase"].strip() if before else None
