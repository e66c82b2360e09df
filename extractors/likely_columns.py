"""Columns of targets in tables that no rule takes for one: what a model makes of headers, years and surroundings."""

from __future__ import annotations

from collections.abc import Sequence

from .column_features import features
from .document_card import Card
from .linear import model
from .tables import Table

TARGET, NO_TARGET = "target", "none"  # what the model answers
ENOUGH = 0.6  # chance from which a column is taken,
ENOUGH_BESIDE = 0.3  # and one beside it whose period lies ahead too
_MEANS_SOMETHING_ELSE = frozenset({"account", "budget", "change", "ignored", "label", "remark", "status"})


def likely_columns(table: Table, valued: Sequence[int], card: Card) -> list[int]:
    """Those of the columns of values that most likely hold targets; none where there is no model."""
    teller = model("column")
    open_ones = [i for i in valued if table.columns[i].role not in _MEANS_SOMETHING_ELSE]
    if teller is None or not open_ones:
        return []
    told = teller.chances_of(features(table, i, valued, card) for i in open_ones)
    chance = {i: chances[TARGET] for i, chances in zip(open_ones, told, strict=True)}
    if max(chance.values()) < ENOUGH:
        return []
    return [i for i in open_ones
            if chance[i] >= ENOUGH or chance[i] >= ENOUGH_BESIDE and _lies_ahead(table.columns[i].period, card)]


def _lies_ahead(period: str | None, card: Card) -> bool:
    return bool(period and card.plan_year and int(period[:4]) >= card.plan_year)
