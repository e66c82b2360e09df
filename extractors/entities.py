"""Entities by a small trained model, for stretches where no lexicon entry fits."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from .entity_marks import KINDS

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

SHIPPED = Path(__file__).parent / "models" / "maaltal_ner"
_BATCH = 64


class Entity(NamedTuple):
    """A stretch of a text and what it names; `score` from 0 to 1 where the model gives one."""

    kind: str
    start: int
    end: int
    score: float | None = None


def entities(texts: Sequence[str], model: str | None = None) -> list[list[Entity]]:
    """Entities of each text, in order of place."""
    nlp = _load(model or str(SHIPPED))
    return [[Entity(e.label_, e.start_char, e.end_char) for e in doc.ents] for doc in nlp.pipe(texts, batch_size=_BATCH)]


@cache
def _load(model: str) -> Language:
    import spacy

    return spacy.load(model)
