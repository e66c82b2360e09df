"""Codes that a linear model tells from the words of a requirement, where no lexicon entry fits or one misleads.

The models lie in `models/requirement_codes`, one file each; `python -m maaltal.pipeline.train_codes` makes them from
the corpus, and writes beside them how often they are right in documents that they were not trained on.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy

SHIPPED = Path(__file__).parent / "models" / "requirement_codes"
FOLDER_VARIABLE = "MAALTAL_CODE_MODELS"  # names another folder of models; one without any leaves the lexicon alone


@dataclass(frozen=True, slots=True)
class CodeModel:
    """A multinomial logistic regression: `weights` [features + 1, codes], the last row what holds without any."""

    codes: tuple[str, ...]
    numbers: Mapping[str, int]
    weights: numpy.ndarray

    def likeliest(self, features: Mapping[str, float]) -> tuple[str, float]:
        """The likeliest code and its probability."""
        import numpy

        known = [(self.numbers[name], weight) for name, weight in features.items() if name in self.numbers]
        rows = [number for number, _ in known] + [len(self.numbers)]
        sums = numpy.array([weight for _, weight in known] + [1.0], dtype=numpy.float32) @ self.weights[rows]
        chances = numpy.exp(sums - sums.max())
        best = int(chances.argmax())
        return self.codes[best], float(chances[best] / chances.sum())

    def write(self, file: Path) -> None:
        """Keep the model in a file, at half precision."""
        import numpy

        file.parent.mkdir(parents=True, exist_ok=True)
        numpy.savez_compressed(file, codes=self.codes, features=list(self.numbers),
                               weights=self.weights.astype(numpy.float16))


@cache
def model(name: str) -> CodeModel | None:
    """The model of a column (`indicator`), read once; None where the folder holds none of that name."""
    import numpy

    file = Path(os.environ.get(FOLDER_VARIABLE) or SHIPPED) / f"{name}.npz"
    if not file.exists():
        return None
    with numpy.load(file, allow_pickle=False) as kept:
        numbers = {str(feature): number for number, feature in enumerate(kept["features"])}
        return CodeModel(tuple(map(str, kept["codes"])), numbers, kept["weights"].astype(numpy.float32))
