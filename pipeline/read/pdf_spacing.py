"""Where words part, told by geometry: blanks that letter-spacing made are closed, words drawn on end are parted.

pdfium writes a blank wherever letters stand apart, so `V O R E S  M Å L` comes with one blank everywhere, and none
where two texts nearly touch (`Regnskab 2010Korr. budget`). The white between advance boxes tells which is which:
within letter-spaced words it is the same everywhere, and a word gap is wider by a blank.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median
from typing import NamedTuple

import regex

_RUN = regex.compile(r"(?<!\S)(?:\S{1,2} +){2,}\S{1,2}(?!\S)")  # what letter-spaced words look like
_RUN_SIGN = regex.compile(r" \p{L} +\p{L}\b")  # what every run holds, found faster
_GLUED = regex.compile(r"(?<=[\p{Ll}\d.)%])\p{Lu}(?=\p{L})")  # where two texts may touch
_WORD = regex.compile(r"[^ \r\n]+")
_FEWEST_LETTERS = 4  # single letters of a run; fewer must be a line by themselves or end in a wider gap: `M Å L  2`
_FEWEST_KINDS = 3  # different letters of a run: `X X X` is not a word
_MOST_PIECES_LONGER = 0.3  # share of a run's pieces that may have two characters
_WIDEST_LETTER_GAP = 1.2  # em; letters farther apart stand in columns
_WIDEST_SHORT_GAP = 0.6  # em, likewise in a line of three letters
_BLANK_MORE = 0.1  # em by which a word gap is wider than a letter gap at least
_GAP_SHARE = 0.15  # of the letter gap, by which one may differ from another
_TRACKED = 0.04  # em; letters of running text stand nearer
_JITTER = 0.06  # em by which the gaps of one tracked word differ
_NEAR = 6  # characters to either side of a blank whose gaps it is compared with
_OVERLAP = 0.3  # em by which a text drawn over another runs into it
_LONGEST_HEADING = 100  # characters; longer lines are not looked at for stray blanks


class Spacing(NamedTuple):
    """A line's words as ranges of the page's text, blanks inside a range to be left out, and which begin a new text."""

    spans: list[tuple[int, int]]
    apart: frozenset[int]  # starts of words drawn as a text of their own


@dataclass(slots=True)
class Glyphs:
    """The page's text with what can be asked of each character: left and right edge in points, whether it was drawn."""

    text: str
    edges: Callable[[int], tuple[float, float]]
    is_generated: Callable[[int], bool]
    _known: dict[int, tuple[float, float]] = field(default_factory=dict)

    def gap(self, left: int, right: int) -> float:
        """White in points between two characters."""
        return self._edge(right)[0] - self._edge(left)[1]

    def _edge(self, index: int) -> tuple[float, float]:
        if index not in self._known:
            self._known[index] = self.edges(index)
        return self._known[index]


class PageSpacing:
    """The places on a page where the blanks of pdfium cannot be trusted, found once for the whole text."""

    def __init__(self, glyphs: Glyphs):
        self.glyphs = glyphs
        self._runs = _spaced_runs(glyphs.text) if _RUN_SIGN.search(glyphs.text) else []
        self._glued = [match.start() for match in _GLUED.finditer(glyphs.text)]
        self.has_marks = bool(self._runs or self._glued)

    def of_line(self, start: int, end: int, size: float, is_body: bool) -> Spacing | None:
        """The words of a line where they are not simply what stands between its blanks; body text is not tracked."""
        closed: set[int] = set()
        for run_start, run_end in self._within(self._runs, start, end):
            whole = (run_start, run_end) == (start, end)
            closed.update(_letter_blanks(self.glyphs, run_start, run_end, size, whole))
        if closed or not is_body and self._is_tracked(start, end, size):
            closed.update(_stray_blanks(self.glyphs, start, end, size, closed))
        seams = {place for place in self._glued if start < place < end and _is_seam(self.glyphs, place, start, size)}
        return _spaced(self.glyphs.text, start, end, closed, seams) if closed or seams else None

    @staticmethod
    def _within(runs: Sequence[tuple[int, int]], start: int, end: int) -> Iterator[tuple[int, int]]:
        return ((max(first, start), min(last, end)) for first, last in runs if first < end and last > start)

    def _is_tracked(self, start: int, end: int, size: float) -> bool:
        """Whether a short line's first two letters stand apart though no blank parts them."""
        text = self.glyphs.text
        if end - start > _LONGEST_HEADING or end - start < 3 or " " not in text[start:end]:
            return False
        first = next((at for at in range(start, end - 1) if text[at] != " " and text[at + 1] != " "), None)
        return first is not None and self.glyphs.gap(first, first + 1) > _TRACKED * size


def _spaced_runs(text: str) -> list[tuple[int, int]]:
    return [match.span() for match in _RUN.finditer(text) if _may_be_spaced(match[0])]


def _may_be_spaced(run: str) -> bool:
    pieces = run.split()
    letters = [piece for piece in pieces if len(piece) == 1 and piece.isalpha()]
    longer = sum(len(piece) > 1 for piece in pieces)
    return len(set(map(str.casefold, letters))) >= _FEWEST_KINDS and longer <= _MOST_PIECES_LONGER * len(pieces)


def _letter_blanks(glyphs: Glyphs, start: int, end: int, size: float, whole: bool) -> list[int]:
    """Blanks of a run that stand between letters of one word.

    Where blanks were typed between the letters, only wider ones between the words can tell; without any, all are kept.
    """
    pairs = list(_pairs(glyphs.text, start, end))
    gaps = [glyphs.gap(left, right) for left, right in pairs]
    if not gaps:
        return []
    usual = sorted(gaps)[(len(gaps) - 1) // 3]
    limit = usual * (1 + _GAP_SHARE) + _BLANK_MORE * size
    blanks = [left + 1 for (left, right), gap in zip(pairs, gaps, strict=True) if right > left + 1 and gap <= limit]
    letters = sum(piece.isalpha() for piece in glyphs.text[start:end].split() if len(piece) == 1)
    is_short = letters < _FEWEST_LETTERS
    widest = (_WIDEST_SHORT_GAP if is_short else _WIDEST_LETTER_GAP) * size
    if usual > widest or (is_short and not whole and max(gaps) <= limit):
        return []
    typed = not all(glyphs.is_generated(blank) for blank in blanks)
    return [] if typed and (is_short or max(gaps) <= limit) else blanks


def _stray_blanks(glyphs: Glyphs, start: int, end: int, size: float, closed: set[int]) -> list[int]:
    """Blanks that pdfium put between letters of a tracked word: no wider than the gaps of the letters around."""
    pairs = list(_pairs(glyphs.text, start, end))
    found = []
    for number, (left, right) in enumerate(pairs):
        if right != left + 2 or left + 1 in closed or not glyphs.is_generated(left + 1):
            continue
        around = pairs[max(number - _NEAR, 0) : number + _NEAR + 1]
        near = [glyphs.gap(a, b) for a, b in around if b == a + 1 or a + 1 in closed]
        usual = median(near) if len(near) > 1 else 0.0
        if usual > _TRACKED * size and glyphs.gap(left, right) <= usual * (1 + _GAP_SHARE) + _JITTER * size:
            found.append(left + 1)
    return found


def _pairs(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Neighbouring characters of a stretch that are no blanks."""
    return pairwise(index for index in range(start, end) if text[index] != " ")


def _is_seam(glyphs: Glyphs, place: int, start: int, size: float) -> bool:
    """Whether a text of its own begins inside what looks like one word: `2010Korr`, but not `jobCAMP`."""
    gap = glyphs.gap(place - 1, place)
    before = place - 2
    usual = glyphs.gap(before, place - 1) if before >= start and glyphs.text[before] != " " else 0.0
    return gap > max(usual, 0.0) + _JITTER * size or gap < -_OVERLAP * size


def _spaced(text: str, start: int, end: int, closed: set[int], seams: set[int]) -> Spacing:
    spans: list[tuple[int, int]] = []
    for match in _WORD.finditer(text, start, end):
        first, last = match.span()
        if spans and spans[-1][1] in closed:
            first = spans.pop()[0]
        spans.append((first, last))
    for seam in sorted(seams):
        index = next(number for number, (first, last) in enumerate(spans) if first < seam < last)
        first, last = spans[index]
        spans[index : index + 1] = [(first, seam), (seam, last)]
    return Spacing(spans, frozenset(seams))
