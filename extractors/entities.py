"""Entities by a small trained model, for stretches where no lexicon entry fits.

The model that ships holds two recognisers that see words differently. Where both read the same, the score is high;
the scores are the share of such readings that were right in sentences written by hand (`scores.json` of the model).
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Sequence, Set
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from .entity_marks import KINDS

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

SHIPPED = Path(__file__).parent / "models" / "maaltal_ner"
SCORES = "scores.json"
FIRST = "ner"
SECOND = "ner_second"
THREADS = "OPENBLAS_NUM_THREADS"  # OpenBLAS is faster than spaCy's own sums, but only where one thread does them
AGREEMENTS = ("alone", "overlapping", "same")
ALL_KINDS = frozenset(KINDS.values())
_BATCH = 64
# labels of other people's models; those that are not listed say nothing here
_FOREIGN = {"ORG": "actor", "ORGANIZATION": "actor", "DATE": "period"}


class EntityModelError(ValueError):
    """No spaCy model of that name or path can be loaded; the message names it."""


class Entity(NamedTuple):
    """A stretch of a text and what it names; `score` is the share of such readings that are right, where known."""

    kind: str
    start: int
    end: int
    score: float | None = None


def entities(texts: Sequence[str], model: str | None = None, about: Set[str] = ALL_KINDS) -> list[list[Entity]]:
    """Entities of each text, in order of place, none where a text names nothing that is asked about.

    `model` is a package or path of a user's own spaCy model.
    """
    known = _agreement_scores(model)
    return [
        [entity._replace(score=known.get(entity.kind, {}).get(agreement)) for entity, agreement in found]
        for found in compared(texts, model, about)
    ]


def compared(
    texts: Sequence[str], model: str | None = None, about: Set[str] = ALL_KINDS
) -> Iterator[list[tuple[Entity, str]]]:
    """Entities of each text with how far a second recogniser agrees: `same`, `overlapping`, `alone`.

    The second is asked only about texts in which the first reads a kind that is asked about; others have none.
    """
    nlp = _load(model)
    if SECOND not in nlp.pipe_names:
        for doc in nlp.pipe(texts, batch_size=_BATCH):
            yield [(entity, "unknown") for entity in _read(doc)]
        return
    readings = [_read(doc) for doc in _recognised(nlp, FIRST, texts)]
    asked = [any(entity.kind in about for entity in reading) for reading in readings]
    second = _recognised(nlp, SECOND, [text for text, wanted in zip(texts, asked, strict=True) if wanted])
    for reading, wanted in zip(readings, asked, strict=True):
        others = _read(next(second)) if wanted else []
        yield [(entity, _agreement(entity, others)) for entity in reading] if wanted else []


def _recognised(nlp: Language, recogniser: str, texts: Sequence[str]) -> Iterator[Doc]:
    """Documents that one recogniser has read, by itself."""
    return nlp.get_pipe(recogniser).pipe((nlp.make_doc(text) for text in texts), batch_size=_BATCH)


def _read(doc: Doc) -> list[Entity]:
    kinds = ((span, _FOREIGN.get(span.label_, span.label_)) for span in doc.ents)
    return [Entity(kind, span.start_char, span.end_char) for span, kind in kinds if kind in ALL_KINDS]


def _agreement(entity: Entity, others: Sequence[Entity]) -> str:
    if entity in others:
        return "same"
    meets = (other.kind == entity.kind and other.start < entity.end and entity.start < other.end for other in others)
    return "overlapping" if any(meets) else "alone"


@cache
def _load(model: str | None) -> Language:
    """The pipeline of a model, loaded once; raises EntityModelError where there is none of that name."""
    import spacy
    from thinc.api import use_ops

    name: Any = model or SHIPPED
    try:
        with use_ops("numpy", use_blis=os.environ.get(THREADS) != "1"):
            return spacy.load(name)
    except OSError as error:
        raise EntityModelError(f"no spaCy model {str(name)!r}: {error}") from error


@cache
def _agreement_scores(model: str | None) -> dict[str, dict[str, float]]:
    """Scores by kind and agreement, measured when the model was trained; empty for a model without them."""
    file = Path(model or SHIPPED) / SCORES
    return json.loads(file.read_text(encoding="utf-8"))["agreement"] if file.is_file() else {}
