"""What a sentence tells rather than demands: facts before the demand, what a paragraph narrates, the time it is of."""

from __future__ import annotations

from collections.abc import Sequence

import regex

from .amounts import Amount
from .grammar.quantities import Scan
from .phrases import at_end, phrase

OPENING = 10  # characters in front of what a sentence opens with: `I 2015`, `Mindst 90 %`
_NEXT_CLAUSE = regex.compile(r",\s(?:og|men|så|hvorfor)\s|;\s")
_TAKES_UP = regex.compile(r"(?:(?:det|den|de|dette|disse|her)\s(?:\p{L}+\s){0,2})?(?:skal|må|bør|ønskes)\b")
_LONG_PARAGRAPH = 4  # sentences


def tells_before(text: str, start: int, verb: int, found: Sequence[Amount]) -> bool:
    """`Knap 57 pct. pendler ud, og derfor skal jobcentret ...`: the values stand in a clause that tells what is.

    What demands them behind takes them up: `Graden er 62 pct., og den skal ikke falde`.
    """
    values = [amount.end for amount in found if amount.part in ("target", "change")]
    if not values or max(values) > verb:
        return False
    cut = _NEXT_CLAUSE.search(text, max(values), verb)
    if cut is None or _TAKES_UP.match(text, cut.end()) or phrase("takes_up").match(text, cut.end()):
        return False
    return phrase("tells_what_is").search(text, start, cut.start()) is not None


def narrates(text: str, scan: Scan, start: int, end: int, found: Sequence[Amount]) -> bool:
    """Whether a sentence of a long paragraph tells what is, in numbers of things, even below a heading of demands."""
    counts = found and found[0].start - start > 2 * OPENING and all(amount.unit != "percent" for amount in found)
    told = counts and len(scan.sentences) >= _LONG_PARAGRAPH and phrase("tells_what_is").search(text, start, end)
    return bool(told)


def is_bound(amount: Amount) -> bool:
    """Whether an amount is a floor or a ceiling: `mindst 90 %`; a rank says that by itself, and says nothing."""
    return amount.qualifier in ("at_least", "at_most") and amount.unit != "rank"


def are_level_and_target(text: str, found: Sequence[Amount]) -> bool:
    """`Ledighed blandt fleksjobvisiterede 24 pct. 18 pct.`: two values of one unit side by side, as in an overview."""
    targets = [amount for amount in found if amount.part == "target"]
    if len(found) != 2 or len(targets) != 2 or targets[0].unit != targets[1].unit:
        return False
    return not text[targets[0].end : targets[1].start].strip()


def looks_ahead(text: str, scan: Scan, start: int, end: int, year: int | None) -> bool:
    """Whether a sentence names a period of the plan year or later, other than one that something begins with."""
    inside = [p for p in scan.periods if start <= p.start < end and p.value and p.value[0].isdigit()]
    meant = (p for p in inside if not at_end("begins_with").search(text[max(start, p.start - 12) : p.start]))
    years = [int(p.value.split("/")[-1][:4]) for p in meant]
    return year is not None and any(y >= year for y in years)
