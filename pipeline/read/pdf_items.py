"""What stands on a page, ready to be put in order and written: lines of text and tables."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import regex

from ...schemas.source import NO_STOPS, Box, Stops
from .pdf_grid import Table
from .pdf_page import PageText, Style, TextLine, Word
from .pdf_rows import WORDS, Row, bounds

_MOST_DOTS = 200  # on a page; where there are more, they are a chart
_BULLET_REACH = 24.0  # points from a bullet to its line
_APART = 0.12  # of a word's height: a hyphen nearer than this belongs to the word before it
_LONG_LINE = 36  # characters; of shorter lines the box of the whole is good enough
_AFTER_HANGING = regex.compile(WORDS["after_hanging_hyphen"])


@dataclass(slots=True, eq=False)
class Item:
    """A line of text or a table, with its box in the reading frame; `line` where it is a drawn line as it was."""

    text: str
    box: Box
    style: Style
    line: TextLine | None = None
    table: Table | None = None
    words: Row = field(default_factory=list)
    stops: Stops = NO_STOPS
    bulleted: bool = False  # a bullet is drawn in front of it

    @property
    def middle(self) -> float:
        return (self.box.top + self.box.bottom) / 2

    @property
    def height(self) -> float:
        return self.box.bottom - self.box.top

    def words_on(self, page: PageText) -> Row:
        """The item's words, measured where they have not been."""
        return page.words(self.line) if self.line else self.words


def union(first: Box, second: Box) -> Box:
    """The smallest box around two boxes."""
    return Box(
        min(first.x0, second.x0), min(first.top, second.top), max(first.x1, second.x1), max(first.bottom, second.bottom)
    )


def drawn_line(line: TextLine, page: PageText) -> Item:
    """A drawn line as it was."""
    text = page.line_text(line)
    if text.endswith(" -") and not line.broken:
        return Item(line_text(page.words(line)), line.box, line.style, line)
    stops = page.stops(line, text) if len(text) >= _LONG_LINE and line.spacing is None else NO_STOPS
    return Item(text + "-" if line.broken else text, line.box, line.style, line, stops=stops)


def with_bullets(items: Sequence[Item], dots: Sequence[Box]) -> None:
    """Tells the lines in front of which a dot is drawn, as browsers draw the bullets of a list."""
    by_middle = sorted((dot for dot in dots if len(dots) <= _MOST_DOTS), key=_middle)
    middles = [_middle(dot) for dot in by_middle]
    for item in items if by_middle else ():
        beside = by_middle[bisect_left(middles, item.box.top) : bisect_left(middles, item.box.bottom)]
        item.bulleted = item.table is None and any(0 < item.box.x0 - dot.x1 < _BULLET_REACH for dot in beside)


def _middle(box: Box) -> float:
    return (box.top + box.bottom) / 2


def behind_mark(mark: Item, item: Item) -> Item:
    """A line with a mark that was drawn apart put in front of it."""
    shift = len(mark.text) + 1
    stops = Stops(*(tuple((place + shift, x) for place, x in edges) for edges in item.stops))
    return Item(f"{mark.text} {item.text}", union(mark.box, item.box), item.style, stops=stops)


def line_of_words(words: Sequence[Word], style: Style) -> Item:
    """A line made of some of the words of a drawn one."""
    return Item(line_text(words), bounds(words), style, words=list(words))


def line_text(words: Sequence[Word]) -> str:
    """The text of one line, with the hyphen that pdfium took from a broken word put back."""
    texts = [word.text for word in words]
    if len(words) > 1 and texts[-1] == "-" and words[-1].x0 - words[-2].x1 < _APART * words[-2].height:
        texts[-2:] = [texts[-2] + "-"]
    return " ".join(texts) + ("-" if words[-1].broken else "")


def cell_texts(lines: Sequence[Row]) -> Iterator[str]:
    """The lines of a cell as they stand in its text, one behind the other: words broken at line ends are joined."""
    texts = [line_text(line) for line in lines]
    for text, following in pairwise(texts):
        if len(text) > 1 and text[-1] == "-" and text[-2].isalpha():
            yield _before_hyphen(text, following)
        else:
            yield text + " "
    yield from texts[-1:]


def _before_hyphen(text: str, following: str) -> str:
    if _AFTER_HANGING.match(following):
        return text + " "
    return text[:-1] if following[0].islower() else text
