"""What the model of demands sees of a sentence: its words, those around it, its amounts, what stands above."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from .statement_model import Statement, compares
from .word_features import stems, weighed

_BEFORE, _BEHIND, _LEAD = 150, 80, 150  # characters around a sentence, and of its lead-in
_MOST_ANNOUNCED = 4  # weight of what stands above
_FAR_YEARS = 3  # from the plan year: further ones are all alike


def features(piece: Statement, year: int | None) -> dict[str, float]:
    """What the model is told of a statement, and how much each weighs; `year` is the plan year."""
    return dict(_features(piece, year))


def _features(piece: Statement, year: int | None) -> Iterator[tuple[str, float]]:
    text, block, announced = piece.passage.text, piece.passage.block, piece.announced
    own = stems(piece.text)
    yield from weighed("behind ", stems(text[piece.end : piece.end + _BEHIND]), 0.2)
    yield from weighed("before ", stems(text[max(0, piece.start - _BEFORE) : piece.start]), 0.3)
    yield from weighed("lead ", stems(announced.lead[-_LEAD:] if announced else ""), 0.6)
    yield from weighed("heading ", stems("".join(block.section_path[-1:])), 0.8)
    yield from weighed("pair ", map(" ".join, pairwise(own)), 0.7)
    yield from weighed("", own, 1.0)
    yield from ((f"amount {a.part} {a.unit} {a.qualifier}", 0.7) for a in piece.amounts)
    yield from ((f"year {distance}", 1.0) for distance in _years(piece, year))
    yield f"first {' '.join(own[:1])}", 1.0
    yield f"first pair {' '.join(own[:2])}", 1.0
    yield f"kind {block.kind}", 1.0
    yield f"headed {announced.heading if announced else 0} {block.kind}", 1.0
    yield f"announced {min(_MOST_ANNOUNCED, announced.weight) if announced else 0} {block.kind}", 1.0
    yield f"compares {compares(piece.text)} {bool(piece.amounts)}", 1.0
    yield f"labelled {piece.labelled}", 1.0
    yield f"numbered {piece.number is not None}", 1.0


def _years(piece: Statement, year: int | None) -> Iterator[int]:
    """How far the years of a sentence lie from the plan year."""
    for period in piece.scan.periods:
        inside = piece.start <= period.start < piece.end
        if year and inside and period.value and period.value[:4].isdigit():
            yield max(-_FAR_YEARS, min(_FAR_YEARS, int(period.value[:4]) - year))
