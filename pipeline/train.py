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
from random import Random
from typing import TYPE_CHECKING, Any

from ..extractors.entities import AGREEMENTS, FIRST, SCORES, SECOND, SHIPPED, Entity, compared
from ..extractors.entity_marks import KINDS, Marked, parse_lines
from .train_material import corrected_sentences, drawn_sentences

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.training import Example

SEED = 20
DRAWN = 5000  # sentences of the grammar, new ones for each epoch
EPOCHS = 5
BATCH = 48
LEARN_RATE = 0.0015
DROPOUT = 0.2
CORRECTED_TIMES = 10  # how often an epoch shows a corrected sentence
ABOUT = {
    "lang": "da", "name": "maaltal_ner", "version": "1.0.0", "license": "MIT",
    "description": "Entities of Danish employment plans",
}
_LETTERS = {  # sees the letters that a word begins and ends with: compounds and endings
    "@architectures": "spacy.CharacterEmbed.v2",
    "width": 96, "rows": 1000, "nM": 16, "nC": 12, "include_static_vectors": False, "feature": "LOWER",
}
_FORMS = {  # sees a word, its ending and its shape
    "@architectures": "spacy.MultiHashEmbed.v2",
    "width": 96, "attrs": ["NORM", "SUFFIX", "SHAPE"], "rows": [1500, 1000, 500], "include_static_vectors": False,
}


def _architecture(embed: dict[str, Any]) -> dict[str, Any]:
    """A transition-based recogniser over three layers of convolution."""
    return {
        "@architectures": "spacy.TransitionBasedParser.v2",
        "state_type": "ner", "extra_state_tokens": False, "hidden_width": 64, "maxout_pieces": 2, "use_upper": True,
        "tok2vec": {
            "@architectures": "spacy.Tok2Vec.v2",
            "embed": embed,
            "encode": {
                "@architectures": "spacy.MaxoutWindowEncoder.v2",
                "width": 96, "window_size": 1, "maxout_pieces": 3, "depth": 3,
            },
        },
    }


def train() -> Language:
    """A Danish pipeline of two entity recognisers that see words differently, each trained with a fixed seed."""
    nlp = _recogniser(FIRST, _LETTERS)
    nlp.add_pipe(SECOND, source=_recogniser(SECOND, _FORMS))
    return nlp


def _recogniser(name: str, embed: dict[str, Any]) -> Language:
    """A pipeline with one recogniser, trained on our own sentences."""
    import spacy
    from spacy.util import fix_random_seed, minibatch

    fix_random_seed(SEED)
    nlp = spacy.blank("da", meta=ABOUT)
    nlp.add_pipe("ner", name=name, config={"model": _architecture(embed)})
    corrected = _examples(nlp, corrected_sentences()) * CORRECTED_TIMES
    optimizer = nlp.initialize(lambda: corrected)
    for epoch in range(EPOCHS):
        examples = [*_examples(nlp, drawn_sentences(DRAWN, SEED + epoch)), *corrected]
        Random(SEED + epoch).shuffle(examples)
        optimizer.learn_rate = LEARN_RATE * (1 - epoch / EPOCHS)
        losses: dict[str, float] = {}
        for batch in minibatch(examples, size=BATCH):
            nlp.update(batch, sgd=optimizer, drop=DROPOUT, losses=losses)
        print(f"{name}, epoch {epoch + 1}: loss {losses[name]:.0f}", file=sys.stderr)
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


def agreement(gold: Sequence[Marked], found: Iterable[Sequence[tuple[Entity, str]]]) -> dict[str, dict[str, float]]:
    """By kind and agreement, the share of readings that share at least half their length with a mark of that kind."""
    right: Counter[tuple[str, str]] = Counter()
    made: Counter[tuple[str, str]] = Counter()
    for (_, marks), read in zip(gold, found, strict=True):
        for entity, how in read:
            made[entity.kind, how] += 1
            right[entity.kind, how] += any(_covers(entity, mark) for mark in marks)
    return {
        kind: {how: round((right[kind, how] + 1) / (made[kind, how] + 2), 2) for how in AGREEMENTS}
        for kind in KINDS.values()
    }


def _covers(entity: Entity, mark: tuple[int, int, str]) -> bool:
    start, end, kind = mark
    shared = min(entity.end, end) - max(entity.start, start)
    return kind == entity.kind and shared >= 0.5 * (max(entity.end, end) - min(entity.start, start))


def main(arguments: Sequence[str] | None = None) -> None:
    """Trains, saves, scores the saved model on the sentences written by hand, and writes the scores beside it."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--out", type=Path, default=SHIPPED)
    options.add_argument("--gold", type=Path, default=Path("tests/cases/entities_gold.txt"))
    options.add_argument("--score-only", action="store_true", help="score the model that is there")
    chosen = options.parse_args(arguments)
    if not chosen.score_only:
        train().to_disk(chosen.out)
    gold = list(parse_lines(chosen.gold.read_text(encoding="utf-8")))
    found = list(compared([marked.text for marked in gold], str(chosen.out)))
    table = scores(gold, [[entity for entity, _ in read] for read in found])
    content = {"sentences": len(gold), "by_kind": table, "agreement": agreement(gold, found)}
    (chosen.out / SCORES).write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")
    for name, row in table.items():
        print(f"{name:13}", "  ".join(f"{measure} {value:.3f}" for measure, value in row.items() if measure != "n"))


if __name__ == "__main__":
    main()
