"""The hedge or bound that stands before a quantity: `højst 90 dage`, `cirka 12 pct.`"""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

import regex

from ..lexicon import load
from ..phrases import words

if TYPE_CHECKING:
    from .quantities import Quantity


def qualified(text: str, quantity: Quantity) -> Quantity:
    """The quantity with the hedge or bound before it: `højst 90 dage`."""
    match = _qualifier_pattern().search(text[max(0, quantity.start - 40) : quantity.start])
    if not match:
        return quantity
    start = quantity.start - len(match.group())
    return replace(quantity, qualifier=load("qualifiers")[int(match.lastgroup[1:])].key, qualifier_start=start)


@cache
def _qualifier_pattern() -> regex.Pattern:
    groups = "|".join(
        f"(?P<q{i}>{'|'.join(sorted(e.patterns, key=len, reverse=True))})" for i, e in enumerate(load("qualifiers"))
    )
    return regex.compile(
        rf"(?<![\w-])(?:{groups})(?:\s|(?<=[<>≤≥]))(?:{words('before_amount')}\s){{0,2}}$", regex.IGNORECASE
    )
