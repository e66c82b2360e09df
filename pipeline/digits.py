"""Transcripts that lost digits: where a digit that every plan needs never occurs, no figure can be trusted."""

from __future__ import annotations

from collections import Counter

from ..schemas.text import Document

_ENOUGH_DIGITS = 300  # so many digits that each of the ten must occur
_RARE = 0.004  # share below which a digit counts as lost; the rarest digit of a whole text has some four per cent


def reliable_figures(document: Document) -> bool:
    """Whether all ten digits occur in the body; if not, a warning is left and no figure is published."""
    text = "".join(block.text for block in document.blocks if block.kind != "boilerplate")
    digits = Counter(char for char in text if char in "0123456789")
    if digits.total() < _ENOUGH_DIGITS:
        return True
    lost = [digit for digit in "0123456789" if digits[digit] < _RARE * digits.total()]
    if lost:
        document.warnings.append(f"figures_unreliable:digits lost: {' '.join(lost)}")
    return not lost
