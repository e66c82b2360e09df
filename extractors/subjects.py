"""The noun phrase that a number measures: `25 pct. af de ledige` measures `de ledige`."""

from __future__ import annotations

import regex

from .grammar.quantities import Quantity, Scan

_PARTITIVE = regex.compile(
    r"\s?(?:af|blandt)\s(?P<phrase>(?:(?!(?:skal|er|var|har|havde|blev|bliver|vil|må|kan|kom|fik|i|på|til|fra|med|ved|efter|inden|og)\b)[\p{L}\d()/-]+\s?){1,8})",
    regex.IGNORECASE,
)
_COUNTED = regex.compile(
    r"\b(?P<phrase>(?:antal(?:let)?|andel(?:en)?|tilgang(?:en)?|afgang(?:en)?|\p{L}+grad(?:en)?|\p{L}*ledighed(?:en)?|\p{L}+frekvens(?:en)?|\p{L}+procent(?:en)?|udgift(?:en|erne)?|niveauet)"
    r"(?:\s(?:af|for|på|i|med|til|blandt|hos)\s(?:(?!(?:skal|er|var|har|havde|blev|bliver|vil|må|kan|i|på|til|fra|med|ved|efter|inden|forventes|ventes|falder|stiger|sænkes|løftes|reduceres|begrænses)\b)[\p{L}\d()/-]+\s?){1,8})?)",
    regex.IGNORECASE,
)


def subject_of(text: str, sentence: tuple[int, int], quantity: Quantity, scan: Scan) -> str | None:
    """Verbatim noun phrase that a quantity measures; None where the sentence names none."""
    if quantity.noun:
        return text[slice(*quantity.noun)].strip()
    if quantity.unit == "percent" and (match := _PARTITIVE.match(text, quantity.end, sentence[1])):
        return match["phrase"].strip() or None
    before = list(_COUNTED.finditer(text, sentence[0], quantity.start))
    return before[-1]["phrase"].strip() if before else None
