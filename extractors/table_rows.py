"""What a row of a table says of its values: its label, and the unit that a label or a caption names."""

from __future__ import annotations

from collections.abc import Sequence

import regex

from .grammar.numbers import parse_number
from .grammar.quantities import scan
from .lexicon import matcher
from .tables import TableCell

_PERCENT = regex.compile(r"(?:\bpct\.?|\bprocent|%)(?!\w|-?point)", regex.IGNORECASE)
_SHARE = regex.compile(r"\b(?:andel(?:en)?|\p{L}+(?:grad|procent|frekvens)(?:en)?)\b", regex.IGNORECASE)


def row_label(row: Sequence[TableCell]) -> str:
    """The words of a row: its cells that are no values, joined by a blank."""
    return " ".join(cell.text for cell in row if cell.text and not is_value(cell.text))


def is_value(text: str) -> bool:
    """Whether a cell holds a value and little else: `26,8 pct.`, `1.284`, `-`, `171 personer`."""
    if parse_number(text) is not None or not regex.search(r"\p{L}{2}", text):
        return True
    if any(match.start == 0 for match in matcher("placeholders").find(text)):
        return len(text) < 40
    found = scan(text).quantities
    return bool(found) and len(regex.sub(r"[^\p{L}]", "", text[: found[0].start] + text[found[-1].end :])) <= 12 and found[0].start < 12


def unit_named(text: str) -> str | None:
    """The unit that a label names: `Andel i job (pct.)` percent, `Antal ledige` persons, `Besøg` count."""
    if _PERCENT.search(text) or _SHARE.search(text):
        return "percent"
    match = matcher("things").first(text)
    return match.entry.extra["unit"] if match else None
