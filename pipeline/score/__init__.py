"""The score of a dataset against gold made by hand: numbers, faults with their quotes, subgroups, reliability."""

from .compared import Score, error_lines, score, table_lines
from .tally import LAYERS, Fault, Tally, Verdict

__all__ = ["LAYERS", "Fault", "Score", "Tally", "Verdict", "error_lines", "score", "table_lines"]
