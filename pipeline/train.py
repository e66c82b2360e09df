"""Trains the entity model that ships with the program; the same version of spaCy gives the same model and scores.

    python -m maaltal.pipeline.train            # writes extractors/models/maaltal_ner and its scores
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..extractors.entities import SHIPPED, Entity, entities
from ..extractors.entity_marks import KINDS, Marked, parse_lines
from .train_material import corrected_sentences, drawn_sentences

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.training import Example

SEED = 20
DRAWN = 9000
EPOCHS = 6
BATCH_WORDS = 1500
DROPOUT = 0.25
CORRECTED_TIMES = 4  # how often an epoch shows a corrected sentence
MODEL: dict[str, Any] = {
    "@architectures": "spacy.TransitionBasedParser.v2",
    "state_type": "ner",
    "extra_state_tokens": False,
    "hidden_width": 64,
    "maxout_pieces": 2,
    "use_upper": True,
    "tok2vec": {
        "@architectures": "spacy.Tok2Vec.v2",
        "embed": {
            "@architectures": "spacy.CharacterEmbed.v2",
            "width": 96, "rows": 1000, "nM": 16, "nC": 12, "include_static_vectors": False, "feature": "LOWER",
        },
        "encode": {
            "@architectures": "spacy.MaxoutWindowEncoder.v2",
            "width": 96, "window_size": 1, "maxout_pieces": 3, "depth": 4,
        },
    },
}


def train(epochs: int = EPOCHS, drawn: int = DRAWN) -> Language:
    """A Danish pipeline with one entity recogniser, trained on our own sentences with a fixed seed."""
    import spacy
    from spacy.util import fix_random_seed, minibatch

    fix_random_seed(SEED)
    nlp = spacy.blank("da", meta={"name": "maaltal_ner", "version": "1.0.0", "description": "Entities of Danish employment plans"})
    nlp.add_pipe("ner", config={"model": MODEL})
    corrected = _examples(nlp, corrected_sentences()) * CORRECTED_TIMES
    examples = [*_examples(nlp, drawn_sentences(drawn, SEED)), *corrected]
    optimizer = nlp.initialize(lambda: examples)
    for epoch in range(epochs):
        _shuffle(examples, SEED + epoch)
        losses: dict[str, float] = {}
        optimizer.learn_rate = 0.001 * (1 - epoch / (epochs + 1))
        for batch in minibatch(examples, size=64):
            nlp.update(batch, sgd=optimizer, drop=DROPOUT, losses=losses)
        print(f"epoch {epoch + 1}: loss {losses['ner']:.0f}", file=sys.stderr)
    return nlp


def _examples(nlp: Language, marked: Iterable[Marked]) -> list[Example]:
    """Examples for training; an entity that does not begin and end with a token is left unknown."""
    from spacy.training import Example, offsets_to_biluo_tags

    found = []
    for text, marks in marked:
        doc = nlp.make_doc(text)
        tags = offsets_to_biluo_tags(doc, list(marks))
        found.append(Example.from_dict(doc, {"entities": tags}))
    return found


def _shuffle(examples: list[Example], seed: int) -> None:
    from random import Random

    Random(seed).shuffle(examples)


def scores(gold: Sequence[Marked], found: Sequence[Sequence[Entity]]) -> dict[str, dict[str, float]]:
    """Precision, recall and F1 by kind and over all; an entity counts where kind and both ends agree."""
    right: Counter[str] = Counter()
    made: Counter[str] = Counter()
    wanted: Counter[str] = Counter()
    for (_, marks), entities_ in zip(gold, found, strict=True):
        read = {(entity.start, entity.end, entity.kind) for entity in entities_}
        for kind in KINDS.values():
            for name in (kind, "all"):
                right[name] += sum(mark in read for mark in marks if mark[2] == kind)
                made[name] += sum(mark[2] == kind for mark in read)
                wanted[name] += sum(mark[2] == kind for mark in marks)
    return {name: _score(right[name], made[name], wanted[name]) for name in (*KINDS.values(), "all")}


def _score(right: int, made: int, wanted: int) -> dict[str, float]:
    precision = right / made if made else 0.0
    recall = right / wanted if wanted else 0.0
    f1 = 2 * precision * recall / (precision + recall) if right else 0.0
    return {"precision": round(precision, 4), "recall": round(recall, 4), "f1": round(f1, 4), "n": wanted}


def main(arguments: Sequence[str] | None = None) -> None:
    """Trains, saves, scores the saved model on the sentences written by hand, and writes the scores beside it."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--out", type=Path, default=SHIPPED)
    options.add_argument("--gold", type=Path, default=Path("tests/cases/entities_gold.txt"))
    chosen = options.parse_args(arguments)
    nlp = train()
    nlp.to_disk(chosen.out)
    gold = list(parse_lines(chosen.gold.read_text(encoding="utf-8")))
    table = scores(gold, entities([marked.text for marked in gold], str(chosen.out)))
    (chosen.out / "scores.json").write_text(json.dumps({"sentences": len(gold), "by_kind": table}, indent=1) + "\n", encoding="utf-8")
    for name, row in table.items():
        print(f"{name:13} precision {row['precision']:.3f}  recall {row['recall']:.3f}  f1 {row['f1']:.3f}  n {row['n']}")


if __name__ == "__main__":
    main()
