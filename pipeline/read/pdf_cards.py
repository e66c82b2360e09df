"""Cards side by side, each a large number with what it counts: read card by card, however the page was drawn."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise

from .pdf_items import Item, line_of_words
from .pdf_page import PageText
from .pdf_rows import Row, column_finder, row_height, segments, visual_rows

_LARGE = 1.35  # of the body's type size
_SAME_TYPE = 1.15  # of a label's height: taller lines below it are the next heading
_BELOW = 1.6  # of a line's height: the white from a large number to its label
_TITLE_ABOVE = 1.2  # of a line's height: the white from a card's title to its large number
_NEXT_LINE = 0.75  # of a line's height: the white between the lines of one label
_NEXT_ROW = 1.1  # likewise between two labels of a card, where other cards have two as well
_CARD_HEIGHT = 6.0  # of a large number's height: what stands farther from it is not on its card
_GUTTER = 3.0  # points between two cards
_FEWEST_LABELLED = 2

Strips = list[list[tuple[float, float]]]  # for each gap between two cards, the stretches of it that are white


def cards_together(items: Sequence[Item], page: PageText) -> list[Item]:
    """The items of a page with rows of cards read card by card: title, number, text."""
    least = min((item.style.size for item in items), default=0.0)
    large = [item for item in items if _is_large_number(item, _LARGE * least)]
    if large:
        size = _LARGE * _body_size(items)
        large = [item for item in large if item.style.size >= size]
    if not large:
        return list(items)
    ordered = list(items)
    above: frozenset[int] = frozenset()
    for row in _side_by_side(large, page):
        cards = _cards_around(ordered, row, above, page)
        above = above.union(id(word) for card in cards for line in card for word in line)
        ordered = _placed(ordered, cards, page)
    return ordered


def _body_size(items: Sequence[Item]) -> float:
    sizes: Counter[float] = Counter()
    for item in items:
        sizes[item.style.size] += len(item.text)
    return sizes.most_common(1)[0][0] if sizes else 0.0


def _is_large_number(item: Item, size: float) -> bool:
    return item.style.size >= size and item.table is None and any(letter.isdigit() for letter in item.text)


def _side_by_side(large: Sequence[Item], page: PageText) -> Iterator[Row]:
    """Rows of large type that hold several texts, from the top down."""
    for row in visual_rows(word for item in large for word in item.words_on(page)):
        if len(segments(row)) > 1:
            yield row


def _cards_around(items: Sequence[Item], numbers: Row, above: frozenset[int], page: PageText) -> list[list[Row]]:
    """The rows of each card around one row of large numbers; none where too few numbers have a label."""
    near = [item for item in items if item.table is None and _is_near(item, numbers)]
    rows = visual_rows(word for item in near for word in item.words_on(page))
    at = next((index for index, row in enumerate(rows) if any(word is numbers[0] for word in row)), None)
    if at is None or len(segments(rows[at])) < _FEWEST_LABELLED:
        return []
    strips: Strips = [[(left[-1].x1, right[0].x0)] for left, right in pairwise(segments(rows[at]))]
    last, strips = _labels_below(rows, at, strips)
    first, strips = _titles_above(rows, at, strips, above)
    column = column_finder([sum(max(places, key=_width)) / 2 for places in strips])
    if len({column(word) for row in rows[at + 1 : last + 1] for word in row}) < _FEWEST_LABELLED:
        return []
    cards: list[list[Row]] = [[] for _ in range(len(strips) + 1)]
    for row in rows[first : last + 1]:
        for number, card in enumerate(cards):
            if words := [word for word in row if column(word) == number]:
                card.append(words)
    return cards


def _is_near(item: Item, numbers: Row) -> bool:
    reach = _CARD_HEIGHT * row_height(numbers)
    return numbers[0].top - reach < item.box.top < numbers[0].bottom + reach


def _labels_below(rows: Sequence[Row], at: int, strips: Strips) -> tuple[int, Strips]:
    """Index of the last row that keeps to the cards, and what white it leaves between them."""
    last, label = at, 0.0
    for index in range(at + 1, len(rows)):
        row, left = rows[index], _left_white(rows[index], strips)
        height, white = row_height(row), row[0].top - _bottom(rows[index - 1])
        if left is None or height > (_SAME_TYPE * label or row_height(rows[at]) * 1.01):
            break
        is_large = height * _LARGE > row_height(rows[at])  # a large number on two lines
        if not is_large and white > height * _reach(row, label, len(strips)):
            break
        if is_large and (label or white > _NEXT_LINE * height or len(segments(row)) > len(strips)):
            break
        last, strips = index, left
        label = label if is_large or label else height
    return last, strips


def _reach(row: Row, label: float, n_gaps: int) -> float:
    """How far below the line above it a line of a label may stand, in its height."""
    if not label:
        return _BELOW
    return _NEXT_ROW if len(segments(row)) > n_gaps else _NEXT_LINE


def _titles_above(rows: Sequence[Row], at: int, strips: Strips, above: frozenset[int]) -> tuple[int, Strips]:
    """Index of the first row that stands over the numbers, card by card, below the cards `above`."""
    first = at
    for index in range(at - 1, -1, -1):
        row, below = rows[index], rows[index + 1]
        left = _left_white(row, strips)
        is_far = below[0].top - _bottom(row) > _TITLE_ABOVE * row_height(row)
        if left is None or is_far or len(segments(row)) < _FEWEST_LABELLED or row_height(row) >= row_height(rows[at]):
            break
        if any(id(word) in above for word in row):
            break
        first, strips = index, left
    return first, strips


def _left_white(row: Row, strips: Strips) -> Strips | None:
    """What a row leaves white between the cards; None where it runs across."""
    left = [
        [(start, end) for place in places for start, end in _without(place, row) if end - start >= _GUTTER]
        for places in strips
    ]
    return left if all(left) else None


def _without(place: tuple[float, float], row: Row) -> list[tuple[float, float]]:
    """The parts of a stretch that no word of a row covers; blanks inside a text count as covered."""
    parts = [place]
    for text in segments(row):
        x0, x1 = text[0].x0, text[-1].x1
        parts = [piece for start, end in parts for piece in ((start, min(end, x0)), (max(start, x1), end))
                 if piece[1] > piece[0]]
    return parts


def _width(place: tuple[float, float]) -> float:
    return place[1] - place[0]


def _bottom(row: Row) -> float:
    return max(word.bottom for word in row)


def _placed(items: list[Item], cards: Sequence[Sequence[Row]], page: PageText) -> list[Item]:
    """The items with those on cards put in order, from the first place on; as they were if no card is mixed."""
    if not cards:
        return items
    heights = [word.middle for card in cards for row in card for word in row]
    top, bottom = min(heights), max(heights)
    near = (item for item in items if item.table is None and top <= item.box.bottom and item.box.top <= bottom)
    owner = {id(word): item for item in near for word in item.words_on(page)}
    place = {id(item): index for index, item in enumerate(items)}
    on_cards = [{place[id(owner[id(word)])] for row in card for word in row} for card in cards]
    used = set().union(*on_cards)
    if sum(map(len, on_cards)) == len(used) and all(max(part) - min(part) < len(part) for part in on_cards):
        return items
    if sum(len(items[index].words_on(page)) for index in used) != sum(len(row) for card in cards for row in card):
        return items
    lines = [line for card in cards for row in card for line in _lines_of(row, owner, page)]
    first = min(used)
    rest = [item for index, item in enumerate(items) if index > first and index not in used]
    return [*items[:first], *lines, *rest]


def _lines_of(row: Row, owner: dict[int, Item], page: PageText) -> Iterator[Item]:
    """The lines that a row of one card was drawn as, each as it was or cut out of a longer one."""
    for _, group in groupby(row, key=lambda word: id(owner[id(word)])):
        words = list(group)
        item = owner[id(words[0])]
        yield item if len(words) == len(item.words_on(page)) else line_of_words(words, item.style)
