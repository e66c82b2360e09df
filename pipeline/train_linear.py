"""Trains the linear models: which clauses state goals, which sentences and columns demand, what codes a demand has.

    python -m maaltal.pipeline.train_linear      # writes extractors/models/linear and its scores

They learn from the corpus and from `corpus/marked`, as both are read without them and marked by hand, and from the
surface forms of the code lists.
The scores are those of documents left out: each is told by a model that has not seen it.
"""

from __future__ import annotations

import argparse
import json
import os
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from maaltal.extractors.goal_clauses import NO_GOAL, among_their_like
from maaltal.extractors.likely_codes import COLUMNS, chosen
from maaltal.extractors.likely_columns import NO_TARGET
from maaltal.extractors.likely_demands import NO_DEMAND
from maaltal.extractors.linear import FOLDER_VARIABLE, SHIPPED, LinearModel

from .floors import SETS, GoldSet, gold_hash
from .run import plan, run
from .train_examples import (
    FLATTENED,
    Example,
    Told,
    by_origin,
    listed,
    of_bank,
    of_codes,
    of_columns,
    of_demands,
    of_goals,
)

SCORES = "scores.json"
FOLDS = 5
TRUST = {  # in examples, against weights far from naught
    "indicator": 3.0, "theme": 3.0, "goal_words": 1.0, "goal": 0.1, "demand": 0.5, "column": 0.5}
NO = {"goal_words": NO_GOAL, "goal": NO_GOAL, "demand": NO_DEMAND, "column": NO_TARGET}
MARKED = GoldSet("marked", ("corpus/marked/plans",), Path("corpus/marked/gold"))  # only to learn from
TAUGHT = (*(one for one in SETS if one.hashed), MARKED)
BANK = Path("tests/cases/goals_bank.toml")  # passages, half of them with what is like a goal and none
_EVEN = 0.5
_LEAST = 2  # examples that a feature must be seen in
_ROUNDS = 500


def fit(known: Sequence[Example], trust: float) -> LinearModel:
    """A logistic regression over all answers, without chance."""
    import numpy
    from sklearn.feature_extraction import DictVectorizer
    from sklearn.linear_model import LogisticRegression

    times = Counter(name for example in known for name in example.features)
    seen = [{name: weight for name, weight in example.features.items() if times[name] >= _LEAST} for example in known]
    table = DictVectorizer(dtype=numpy.float64)
    fitted = LogisticRegression(C=trust, max_iter=_ROUNDS).fit(
        table.fit_transform(seen), [example.answer for example in known])
    sides = fitted.coef_, fitted.intercept_
    if len(fitted.classes_) == 2:  # of two answers only the second has weights
        sides = numpy.vstack([0 * fitted.coef_, fitted.coef_]), numpy.concatenate([[0.0], fitted.intercept_])
    weights = numpy.vstack([sides[0].T, sides[1]]).astype(numpy.float32)
    numbers = {name: number for number, name in enumerate(table.get_feature_names_out())}
    return LinearModel(tuple(map(str, fitted.classes_)), numbers, weights)


def left_out(
    known: Sequence[Example], always: Sequence[Example], trust: float
) -> Iterator[tuple[Example, dict[str, float]]]:
    """Each example with the chances that a model gives that has not seen its document."""
    origins = by_origin(known)
    for held, model in folds(origins, always, trust):
        for name in held:
            yield from ((example, model.chances(example.features)) for example in origins[name])


def folds(
    origins: Mapping[str, Sequence[Example]], always: Sequence[Example], trust: float
) -> Iterator[tuple[list[str], LinearModel]]:
    """A fifth of the documents after the other, each with a model that has seen none of them."""
    names = sorted(origins)
    for fold in range(FOLDS):
        held = names[fold::FOLDS]
        yield held, fit([*(one for name in names if name not in held for one in origins[name]), *always], trust)


def code_scores(told: Sequence[tuple[Example, dict[str, float]]]) -> dict[str, float]:
    """Shares of codes right: by the lexicon alone, the model alone, both together; and how many are left blank."""
    likeliest = [(example, *max(chances.items(), key=lambda one: one[1])) for example, chances in told]
    both = [(example.answer, chosen(example.named, code, chance)) for example, code, chance in likeliest]
    count = len(told)
    return {
        "requirements": count,
        "lexicon": round(sum(example.named == example.answer for example, _, _ in likeliest) / count, 4),
        "model": round(sum(code == example.answer for example, code, _ in likeliest) / count, 4),
        "both": round(sum(right == found for right, found in both) / count, 4),
        "blank": round(sum(found is None for _, found in both) / count, 4),
    }


def yes_scores(told: Sequence[tuple[Example, dict[str, float]]], no: str) -> dict[str, float]:
    """Precision and recall of the passages that the model alone takes for what is asked, of whatever kind."""
    taken = [example.answer != no for example, chances in told if 1 - chances[no] >= _EVEN]
    stated = sum(example.answer != no for example, _ in told)
    return {"passages": len(told), "stated": stated, "precision": round(sum(taken) / max(1, len(taken)), 4),
            "recall": round(sum(taken) / stated, 4)}


def main(arguments: Sequence[str] | None = None) -> None:
    """Trains on all documents, and writes the models with the scores of documents left out."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, default=SHIPPED, metavar="FOLDER")
    out = parser.parse_args(arguments).out
    result: dict[str, Any] = {"gold_sha256": {one.name: gold_hash(one.gold) for one in TAUGHT}}
    for name, known in _known().items():
        always = listed(name) if name in COLUMNS else []
        told = list(left_out(known, always, TRUST[name]))
        fit([*known, *always], TRUST[name]).write(out / f"{name}.npz")
        result[name] = yes_scores(told, NO[name]) if name in NO else code_scores(told)
        print(name, *(f"{measure} {value}" for measure, value in result[name].items()), sep="  ")
    (out / SCORES).write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")


def _known() -> dict[str, list[Example]]:
    """Examples by model, of the documents as the rules alone read them."""
    known: dict[str, list[Example]] = {column: [] for column in COLUMNS}
    with TemporaryDirectory() as folder:
        os.environ[FOLDER_VARIABLE] = folder
        for one in TAUGHT:
            run(one.inputs, Path(folder) / one.name)
            for column, example in of_codes(Path(folder) / one.name, one.gold):
                known[column].append(example)
    sources = [(str(source), one.gold) for one in TAUGHT for source in plan(one.inputs)]
    known["demand"] = [example for source, gold in sources for example in of_demands(source, gold)]
    known["column"] = [example for source, gold in sources for example in of_columns(source, gold)]
    said = {Path(source).stem: of_goals(source, gold) for source, gold in sources} | dict(of_bank(BANK))
    known["goal_words"] = [Example(name, clause.words, level)
                           for name, told in said.items() for clause, level in told if level]
    known["goal"] = list(_in_company(said, known["goal_words"]))
    return known


def _in_company(said: Mapping[str, Sequence[Told]], by_words: Sequence[Example]) -> Iterator[Example]:
    """Clauses among their like, told by a model of words that has not seen their document."""
    for held, words in folds(by_origin(by_words), [], TRUST["goal_words"]):
        for name, told in said.items():
            if name.removesuffix(FLATTENED) not in held:
                continue
            alone = [clause for clause, _ in told]
            seen = among_their_like(alone, [words.chances(clause.words) for clause in alone])
            yield from (Example(name, features, level)
                        for (_, level), features in zip(told, seen, strict=True) if level)


if __name__ == "__main__":
    main()
