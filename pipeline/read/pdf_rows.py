"""Words in rows and columns: visual rows, segments between wide gaps, the white gutters that columns leave."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise
from operator import itemgetter
from statistics import median

import regex

from ...extractors.lexicon import load
from ...schemas.source import Box
from .pdf_page import Word

Row = list[Word]

_SAME_ROW = 0.4  # of the lower word's height: middles nearer than this stand on one row
_WIDE_GAP = 0.8  # of a row's height (some 1 em): what separates cells rather than words
_NARROW_GAP = 0.35  # of a row's height: words nearer than this belong to one phrase
_GUTTER = 4.0  # points; the narrowest white gutter between two columns
WORDS = {entry.key: entry.fragment for entry in load("page_layout")}  # fragments by what they tell
_UNIT = r"(?:[%‰]|\p{L}[\p{L}.]*(?: \p{L}[\p{L}.]*)?)"
_BRACKETED = r"(?: ?[(][-–−÷+±]?\d[\d.,]* ?%?[)] ?%?)"
_NUMBER = regex.compile(
    rf"(?:(?i:{WORDS['value_lead']})\s)?(?:[<>]=?|[≤≥~])?\s?[(]?[-–−÷+±]?\s?\d[\d.,\u00a0\u2009\u202f' ]*[)]?"
    rf"(?:\s?[-–]\s?\d[\d.,]*)?\s?{_UNIT}?{_BRACKETED}?[*)]*"
    rf"|(?i:{WORDS['value_stand_in']})(?:\s(?:[%‰]|\p{{L}}[\p{{L}}.]*))?"
    r"|[-–−—]{1,2}"
)
_CAPTION = regex.compile(rf"(?i){WORDS['caption']}")
_LONGEST_NUMBER = 30  # characters of a number with what leads it and its unit


def visual_rows(words: Iterable[Word]) -> list[Row]:
    """Words gathered into rows by height on the page, each from left to right, from the top down."""
    rows: list[Row] = []
    twice_middle, height = float("-inf"), 0.0
    for word in sorted(words, key=_height_on_page):
        _, _, top, _, bottom, *_ = word
        if top + bottom - twice_middle < 2 * _SAME_ROW * min(bottom - top, height):
            rows[-1].append(word)
        else:
            rows.append([word])
            twice_middle, height = top + bottom, bottom - top
    for row in rows:
        row.sort(key=itemgetter(1))
    return rows


def _height_on_page(word: Word) -> float:
    return word[2] + word[4]


def row_height(row: Row) -> float:
    return row[0].height if len(row) < 3 else median(word.height for word in row)


def row_middle(row: Row) -> float:
    return row[0].middle if len(row) < 3 else median(word.middle for word in row)


def segments(row: Row, gap: float = _WIDE_GAP) -> list[Row]:
    """The row cut where the white between two words is wider than `gap` times the row's height.

    A word that begins a text of its own needs no more white before it than is wider than a blank.
    """
    height = row_height(row)
    limit, least = gap * height, _NARROW_GAP * height
    parts = [[row[0]]]
    for left, right in pairwise(row):
        white = right.x0 - left.x1
        if white > limit or (right.apart and white > least):
            parts.append([])
        parts[-1].append(right)
    return parts


def phrases(row: Row) -> list[Row]:
    """The row cut at every gap wider than a blank, and where a text of its own begins."""
    limit = _NARROW_GAP * row_height(row)
    parts = [[row[0]]]
    for left, right in pairwise(row):
        if right.apart or right.x0 - left.x1 > limit:
            parts.append([])
        parts[-1].append(right)
    return parts


def text_of(words: Row) -> str:
    return " ".join(word.text for word in words)


def is_number(text: str) -> bool:
    """Whether a cell's text is a value: `-12,3`, `48 personer`, `390 (412)`, `over 95`, a dash or `XX` in its place."""
    return len(text) <= _LONGEST_NUMBER and _NUMBER.fullmatch(text) is not None


def is_caption(row: Row) -> bool:
    """Whether a line names a table or figure, or notes something on it, by its first word."""
    return _CAPTION.match(row[0].text) is not None


def bounds(words: Iterable[Word]) -> Box:
    """The smallest box around some words."""
    _, x0, top, x1, bottom, *_ = zip(*words, strict=True)
    return Box(min(x0), min(top), max(x1), max(bottom))


def gutters(rows: Sequence[Row], spare: int = 0) -> list[tuple[float, float]]:
    """White vertical strips that all but `spare` of the rows leave open, between the outermost words."""
    edges = sorted(edge for row in rows for edge in _covered(row))
    depth = 0
    strips: list[tuple[float, float]] = []
    opened: float | None = None
    for x, step in edges:
        depth += step
        if depth <= spare and step < 0 and opened is None:
            opened = x
        elif depth > spare and opened is not None:
            if x - opened >= _GUTTER:
                strips.append((opened, x))
            opened = None
    return strips


def _covered(row: Row) -> list[tuple[float, int]]:
    """The stretches a row's words cover, as steps up and down; overlapping words count once."""
    steps: list[tuple[float, int]] = []
    end = float("-inf")
    for word in row:
        if word.x0 > end:
            if steps:
                steps.append((end, -1))
            steps.append((word.x0, 1))
            end = word.x1
        else:
            end = max(end, word.x1)
    steps.append((end, -1))
    return steps


def boundaries(strips: Sequence[tuple[float, float]], rows: Sequence[Row]) -> list[float]:
    """One x in each gutter, where the fewest phrases of all rows (headers too) cross it."""
    spans = [(part[0].x0, part[-1].x1) for row in rows for part in phrases(row)]
    return [_best_cut(strip, spans) for strip in strips]


def _best_cut(strip: tuple[float, float], spans: Sequence[tuple[float, float]]) -> float:
    left, right = strip
    steps = (right - left) / 8
    inside = [span for span in spans if span[0] < right and span[1] > left]
    places = [left + steps * (0.5 + index) for index in range(8)]
    if inside and all(_crossings(place, inside) for place in places):
        places = sorted(places + _between_spans(strip, inside))
    crossings = [_crossings(place, inside) for place in places]
    fewest = min(crossings)
    best = [place for place, count in zip(places, crossings, strict=True) if count == fewest]
    return best[len(best) // 2]


def _crossings(place: float, spans: Sequence[tuple[float, float]]) -> int:
    return sum(start < place < end for start, end in spans)


def _between_spans(strip: tuple[float, float], spans: Sequence[tuple[float, float]]) -> list[float]:
    """Places in a strip between the end of one phrase and the start of another, as of two heads that nearly touch."""
    ends = {strip[0]} | {end for _, end in spans if strip[0] < end < strip[1]}
    starts = {strip[1]} | {start for start, _ in spans if strip[0] < start < strip[1]}
    return [(end + min(start for start in starts if start >= end)) / 2 for end in sorted(ends)]


def column_finder(cuts: Sequence[float]) -> Callable[[Word], int]:
    """A function from a word to its column: how many cuts lie left of its middle."""

    def column(word: Word) -> int:
        middle = (word.x0 + word.x1) / 2
        return sum(cut < middle for cut in cuts)

    return column


def crosses(part: Row, cuts: Sequence[float]) -> bool:
    """Whether a phrase stands across a column boundary."""
    return any(part[0].x0 + 1 < cut < part[-1].x1 - 1 for cut in cuts)
