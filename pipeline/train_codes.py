"""Trains the models that tell the codes of a requirement from its words.

    python -m maaltal.pipeline.train_codes      # writes extractors/models/requirement_codes and its scores

They learn from the requirements of the corpus, as they are read without them and coded by hand, and from the surface
forms of the code lists. The scores are those of documents left out: each is coded by a model that has not seen it.
"""

from __future__ import annotations

import argparse
import json
import os
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

from maaltal.extractors.code_features import Surroundings, features
from maaltal.extractors.code_models import FOLDER_VARIABLE, SHIPPED, CodeModel
from maaltal.extractors.lexicon import load
from maaltal.extractors.likely_codes import COLUMNS, chosen, surroundings
from maaltal.schemas import codelists

from .dataset import opened, rows
from .floors import SETS, GoldSet, gold_hash
from .run import run
from .score import score

SCORES = "scores.json"
FOLDS = 5
_LEAST = 2  # examples that a feature must be seen in
_TRUST = 3.0  # in examples, against weights far from naught
_ROUNDS = 500
_UNTOLD = "other"


class Example(NamedTuple):
    """A requirement of a document, the code that hand-made gold gives it, and the one that the lexicon names."""

    document: str
    seen: Surroundings
    code: str
    named: str | None = None


def examples(dataset: Path, gold: Path) -> Iterator[tuple[str, Example]]:
    """The requirements of a dataset whose codes gold tells, each with the column of the code."""
    tallies = score(dataset, gold).tallies
    with opened(dataset) as database:
        for document in list(rows(database, "documents")):
            stem = Path(document.source).stem
            if stem not in tallies:
                continue
            text = (dataset / "texts" / f"{document.document_id}.txt").read_text(encoding="utf-8")
            headings = {paragraph.paragraph_id: " ".join(paragraph.section_path[-1:])
                        for paragraph in rows(database, "paragraphs", document.document_id)}
            mine = {row.requirement_id: row for row in rows(database, "requirements", document.document_id)}
            for verdict in tallies[stem]["requirements"].verdicts:
                row = mine[verdict.row["requirement_id"]]
                for column in COLUMNS:
                    if verdict.gold and (code := verdict.gold.get(column)):
                        yield column, Example(stem, surroundings(row, text, headings), code, getattr(row, column))


def listed(column: str) -> list[Example]:
    """The names and surface forms of the code list of a column, and the examples of its lexicon."""
    if column == "theme":
        return [Example("", Surroundings(entry.label), entry.code) for entry in codelists.themes()]
    forms = [(entry.code, form) for entry in codelists.indicators() for form in (entry.label, *entry.surface_forms)]
    forms += [(entry.key, example) for entry in load("indicators") for example in entry.examples]
    return [Example("", Surroundings(form), code) for code, form in dict.fromkeys(forms) if code != _UNTOLD]


def fit(known: Sequence[Example]) -> CodeModel:
    """A logistic regression over all codes, without chance."""
    import numpy
    from sklearn.feature_extraction import DictVectorizer
    from sklearn.linear_model import LogisticRegression

    seen = [features(example.seen) for example in known]
    times = Counter(name for one in seen for name in one)
    kept = [{name: weight for name, weight in one.items() if times[name] >= _LEAST} for one in seen]
    table = DictVectorizer(dtype=numpy.float64)
    fitted = LogisticRegression(C=_TRUST, max_iter=_ROUNDS).fit(
        table.fit_transform(kept), [example.code for example in known])
    weights = numpy.vstack([fitted.coef_.T, fitted.intercept_]).astype(numpy.float32)
    return CodeModel(tuple(map(str, fitted.classes_)), table.vocabulary_ and _in_order(table.vocabulary_), weights)


def _in_order(vocabulary: dict[str, int]) -> dict[str, int]:
    return dict(sorted(vocabulary.items(), key=lambda item: item[1]))


def left_out(known: Sequence[Example], always: Sequence[Example]) -> Iterator[tuple[Example, str, float]]:
    """Each example with the code and probability of a model that has not seen its document."""
    origins = sorted({_origin(example) for example in known})
    for fold in range(FOLDS):
        held = set(origins[fold::FOLDS])
        model = fit([*(example for example in known if _origin(example) not in held), *always])
        for example in known:
            if _origin(example) in held:
                yield example, *model.likeliest(features(example.seen))


def _origin(example: Example) -> str:
    """The document that a flattened transcript of the corpus was made from."""
    return example.document.removesuffix("_flat")


def scores(told: Sequence[tuple[Example, str, float]]) -> dict[str, float]:
    """Shares of codes right: by the lexicon alone, the model alone, both together; and how many are left blank."""
    both = [(example.code, chosen(example.named, code, chance)) for example, code, chance in told]
    count = len(told)
    return {
        "requirements": count,
        "lexicon": round(sum(example.named == example.code for example, _, _ in told) / count, 4),
        "model": round(sum(code == example.code for example, code, _ in told) / count, 4),
        "both": round(sum(right == found for right, found in both) / count, 4),
        "blank": round(sum(found is None for _, found in both) / count, 4),
    }


def main(arguments: Sequence[str] | None = None) -> None:
    """Trains on all documents, and writes the models with the scores of documents left out."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, default=SHIPPED, metavar="FOLDER")
    out = parser.parse_args(arguments).out
    own = [one for one in SETS if one.hashed]
    known: dict[str, list[Example]] = {column: [] for column in COLUMNS}
    for column, example in _read_without_models(own):
        known[column].append(example)
    result: dict[str, Any] = {"gold_sha256": {one.name: gold_hash(one.gold) for one in own}}
    for column, mine in known.items():
        forms = listed(column)
        fit([*mine, *forms]).write(out / f"{column}.npz")
        result[column] = scores(list(left_out(mine, forms)))
        print(column, *(f"{name} {value}" for name, value in result[column].items()), sep="  ")
    (out / SCORES).write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")


def _read_without_models(own: Sequence[GoldSet]) -> Iterator[tuple[str, Example]]:
    """Examples of the documents as the lexicon alone codes them."""
    with TemporaryDirectory() as folder:
        os.environ[FOLDER_VARIABLE] = folder
        for one in own:
            run(one.inputs, Path(folder) / one.name)
            yield from examples(Path(folder) / one.name, one.gold)


if __name__ == "__main__":
    main()
