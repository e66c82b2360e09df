"""Linear models that tell something from words, where no lexicon entry fits or one misleads.

The models lie in `models/linear`, one file each; `python -m maaltal.pipeline.train_linear` makes them from the corpus,
and writes beside them how often they are right in documents that they were not trained on.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import islice
from math import exp
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy

_AT_ONCE = 512  # sets of features
SHIPPED = Path(__file__).parent / "models" / "linear"
FOLDER_VARIABLE = "MAALTAL_LINEAR_MODELS"  # names another folder of models; one without any leaves the rules alone


@dataclass(frozen=True)
class LinearModel:
    """A multinomial logistic regression: `weights` [features + 1, answers], the last row what holds without any."""

    answers: tuple[str, ...]
    numbers: Mapping[str, int]
    weights: numpy.ndarray

    @cached_property
    def _slopes(self) -> list[float]:
        """Of two answers, what each feature adds to the odds of the second."""
        return (self.weights[:, 1] - self.weights[:, 0]).tolist()

    def chances(self, features: Mapping[str, float]) -> dict[str, float]:
        """The probability of each answer."""
        return next(self.chances_of([features]))

    def chances_of(self, many: Iterable[Mapping[str, float]]) -> Iterator[dict[str, float]]:
        """The probability of each answer, for one set of features after the other."""
        if len(self.answers) == 2:
            yield from (dict(zip(self.answers, self._of_two(features), strict=True)) for features in many)
            return
        left = iter(many)
        while some := list(islice(left, _AT_ONCE)):
            yield from self._of_some(some)

    def _of_some(self, some: Sequence[Mapping[str, float]]) -> Iterator[dict[str, float]]:
        import numpy

        numbers, rows, weights, starts = self.numbers, [], [], []
        for features in some:
            starts.append(len(rows))
            rows.append(len(numbers))  # what holds without any
            weights.append(1.0)
            for name, weight in features.items():
                if (number := numbers.get(name)) is not None:
                    rows.append(number)
                    weights.append(weight)
        each = self.weights[rows] * numpy.array(weights, dtype=numpy.float32)[:, None]
        sums = numpy.add.reduceat(each, starts)
        chances = numpy.exp(sums - sums.max(axis=1, keepdims=True))
        for row in (chances / chances.sum(axis=1, keepdims=True)).tolist():
            yield dict(zip(self.answers, row, strict=True))

    def _of_two(self, features: Mapping[str, float]) -> tuple[float, float]:
        numbers, slopes = self.numbers, self._slopes
        odds = slopes[-1] + sum(weight * slopes[numbers[name]] for name, weight in features.items() if name in numbers)
        second = 1 / (1 + exp(-odds))
        return 1 - second, second

    def likeliest(self, features: Mapping[str, float]) -> tuple[str, float]:
        """The likeliest answer and its probability."""
        return max(self.chances(features).items(), key=lambda answer: answer[1])

    def write(self, file: Path) -> None:
        """Keep the model in a file, at half precision."""
        import numpy

        file.parent.mkdir(parents=True, exist_ok=True)
        numpy.savez_compressed(file, answers=self.answers, features=list(self.numbers),
                               weights=self.weights.astype(numpy.float16))


@cache
def model(name: str) -> LinearModel | None:
    """The model of that name (`indicator`, `goal`), read once; None where the folder holds none."""
    import numpy

    file = Path(os.environ.get(FOLDER_VARIABLE) or SHIPPED) / f"{name}.npz"
    if not file.exists():
        return None
    with numpy.load(file, allow_pickle=False) as kept:
        numbers = {str(feature): number for number, feature in enumerate(kept["features"])}
        return LinearModel(tuple(map(str, kept["answers"])), numbers, kept["weights"].astype(numpy.float32))
