"""Whether a sentence demands something, where the words that the lexicon lists leave it in doubt.

What the lexicon finds is weighed together with what a model makes of all its words: half a point for each unit of
log-odds. Sentences that the lexicon is sure of are not asked about.
"""

from __future__ import annotations

from math import log

from .demand_features import features
from .linear import model
from .statement_model import ENOUGH, Statement

DEMAND, NO_DEMAND = "demand", "none"  # what the model answers
SURE = 2 * ENOUGH  # weight from which the lexicon alone decides
POSSIBLE = ENOUGH - 1  # weight below which it does too
_A_HALF = 0.5  # weight of a unit of log-odds; and what rounds a weight up
_MOST = 4.0  # log-odds, either way


def is_demand(piece: Statement, year: int | None) -> bool:
    """Whether the words of a statement demand something; `year` is the plan year."""
    teller = model("demand") if POSSIBLE <= piece.weight < SURE and piece.passage.block.kind != "table" else None
    if teller is None:
        return piece.weight >= ENOUGH
    chance = teller.chances(features(piece, year))[DEMAND]
    odds = max(-_MOST, min(_MOST, log(max(chance, 1e-9) / max(1 - chance, 1e-9))))
    return piece.weight + _A_HALF * odds >= ENOUGH - _A_HALF
