"""Reading order: what stands in a page's margins, marks drawn apart from their lines, columns told apart.

pdfium hands lines over in the order in which they were drawn. That is nearly always the order of reading,
save for headers and footers, list marks and text that was drawn row by row across two columns.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import regex

from .pdf_cards import cards_together
from .pdf_items import Item, behind_mark, line_of_words
from .pdf_page import PageText
from .pdf_rows import Row, gutters, is_number, segments, text_of

_MARGIN = 0.16  # share of the page's height at either end where headers and footers stand
_MOST_MARGIN_LINES = 6
_ROW = 8.0  # points; margin lines whose middles differ less are read from left to right
_SET_OFF = 0.5  # of a line's height: the white between a header and the body
_COLUMN_GAP = 1.5  # of a line's height: lines of one column are not farther apart

_LIST_MARK = regex.compile(r"[^\p{L}\p{N}\s]{1,2}|[(]?(?:\p{N}{1,2}|\p{L})[.)]")
_NOTE_MARK = regex.compile(r"\p{N}{1,2}|\*{1,3}")
_MOST_MARKS = 150  # on a page; where there are more, they are numbers, not marks
_LONGEST_MARK = 4  # characters
_MARK_REACH = 60.0  # points from a list mark to the line it belongs to
_NOTE_REACH = 20.0  # points from the raised number of a footnote to its text
_OVERLAP = 3.0  # points by which a mark may run into its line

_FEWEST_COLUMN_LINES = 5
_COLUMN_WORDS = 3
_COLUMN_GUTTER = 8.0  # points between columns of running text
_SAME_SIDE = 3.0  # points between the left edges of lines of one column
_SAMPLE = 5  # lines looked at to tell whether text was drawn across columns
_WIDE = 0.5  # of the page's width: shorter lines do not stand in two columns


def reading_order(items: Sequence[Item], page: PageText) -> list[Item]:
    """The items of one page as they are read: top margin, body, bottom margin."""
    ordered = _with_box_beside_its_text(_with_frames_apart(_with_marks_attached(items), page))
    ordered = cards_together(ordered, page)
    return _with_margins_outside(_with_columns_apart(ordered, page), page.reading.height)


def _with_marks_attached(items: Sequence[Item]) -> list[Item]:
    """List marks and note numbers that were drawn apart from their lines, put in front of them."""
    lines = [item for item in items if item.table is None]
    candidates = [item for item in lines if len(item.text) <= _LONGEST_MARK and _is_mark(item.text)]
    attached: set[int] = set()
    marks: dict[int, Item] = {}
    for mark in candidates if len(candidates) <= _MOST_MARKS else ():
        line = _line_right_of(mark, lines)
        if line is not None and id(line) not in marks:
            marks[id(line)] = mark
            attached.add(id(mark))
    if not attached:
        return list(items)
    return [
        behind_mark(marks[id(item)], item) if id(item) in marks else item for item in items if id(item) not in attached
    ]


def _is_mark(text: str) -> bool:
    return _LIST_MARK.fullmatch(text) is not None or _NOTE_MARK.fullmatch(text) is not None


def _line_right_of(mark: Item, lines: Sequence[Item]) -> Item | None:
    is_note = _NOTE_MARK.fullmatch(mark.text) is not None
    reach, slack = (_NOTE_REACH, 0.7) if is_note else (_MARK_REACH, 0.4)
    near = [
        line for line in lines
        if -_OVERLAP <= line.box.x0 - mark.box.x1 <= reach
        and abs(line.middle - mark.middle) < slack * min(mark.height, line.height)
        and line is not mark
        and not (is_note and is_number(line.text))
    ]
    return min(near, key=lambda line: line.box.x0, default=None)


def _with_box_beside_its_text(items: Sequence[Item]) -> list[Item]:
    """A box of text at the right, drawn before all that stands above it, put behind the text that it stands beside."""
    size = 1 + next((index for index, pair in enumerate(pairwise(items)) if not _leads_on(*pair)), len(items))
    block, others = items[:size], items[size:]
    if size < 2 or not others or min(item.box.top for item in block) < others[0].box.bottom:
        return list(items)
    if others[0].box.x0 > min(item.box.x0 for item in block) - _COLUMN_GUTTER:
        return list(items)
    foot = max(item.box.bottom for item in block)
    behind = next((index for index, item in enumerate(others) if item.box.bottom > foot), len(others))
    return [*others[:behind], *block, *others[behind:]]


def _with_frames_apart(items: Sequence[Item], page: PageText) -> list[Item]:
    """Lines apart that became one where one frame of text ends and another begins beside it at the same height."""
    ordered: list[Item] = []
    for number, item in enumerate(items):
        if 0 < number < len(items) - 1 and _joins(items[number - 1], item, items[number + 1]):
            ordered += _cut_between(item, items[number - 1], items[number + 1], page)
        else:
            ordered.append(item)
    return ordered


def _joins(above: Item, item: Item, below: Item) -> bool:
    """Whether a line begins under the line before it and ends over the line behind it, which stand side by side."""
    return (
        item.line is not None
        and above.box.x1 + _COLUMN_GUTTER < below.box.x0
        and abs(above.box.x0 - item.box.x0) <= _SAME_SIDE
        and item.box.x1 > below.box.x0 + _SAME_SIDE
        and _leads_on(above, item)
        and _leads_on(item, below)
    )


def _cut_between(item: Item, above: Item, below: Item, page: PageText) -> list[Item]:
    words = item.words_on(page)
    for number, (left, right) in enumerate(pairwise(words), 1):
        if right.x0 - left.x1 >= _COLUMN_GUTTER and abs(right.x0 - below.box.x0) <= _SAME_SIDE and (
            left.x1 < above.box.x1 + _COLUMN_GUTTER
        ):
            return [line_of_words(words[:number], item.style), line_of_words(words[number:], item.style)]
    return [item]


def _with_columns_apart(items: Sequence[Item], page: PageText) -> list[Item]:
    """Lines drawn across two columns of running text, cut at the gutter and read column by column."""
    wide = [item for item in items if item.line and item.box.x1 - item.box.x0 > _WIDE * page.reading.width]
    sample = wide[:: max(len(wide) // _SAMPLE, 1)]
    if len(wide) < _FEWEST_COLUMN_LINES or sum(_stands_in_two_columns(item.words_on(page)) for item in sample) < 2:
        return list(items)
    across = [index for index, item in enumerate(items) if item in wide and _stands_in_two_columns(item.words_on(page))]
    strips = gutters([items[index].words_on(page) for index in across])
    strips = [strip for strip in strips if strip[1] - strip[0] >= _COLUMN_GUTTER]
    if len(across) < _FEWEST_COLUMN_LINES or len(strips) != 1:
        return list(items)
    return _cut_at(items, sum(strips[0]) / 2, across[0], across[-1], page)


def _cut_at(items: Sequence[Item], cut: float, first: int, last: int, page: PageText) -> list[Item]:
    """Items `first` to `last`, and those next to them that leave the gutter open, column by column."""
    while last + 1 < len(items) and (_is_in_one_column(items[last + 1], cut) or _is_open(items[last + 1], cut, page)):
        last += 1
    while first > 0 and _is_open(items[first - 1], cut, page):
        first -= 1
    ordered: list[Item] = list(items[:first])
    left: list[Item] = []
    right: list[Item] = []
    for item in items[first : last + 1]:
        if _is_in_one_column(item, cut):
            (left if item.box.x1 <= cut else right).append(item)
        elif _is_open(item, cut, page):
            words = item.words_on(page)
            left.append(line_of_words([word for word in words if word.x1 <= cut], item.style))
            right.append(line_of_words([word for word in words if word.x1 > cut], item.style))
        else:
            ordered += [*left, *right, item]
            left, right = [], []
    return [*ordered, *left, *right, *items[last + 1 :]]


def _stands_in_two_columns(words: Row) -> bool:
    parts = segments(words)
    return len(parts) == 2 and all(len(part) >= _COLUMN_WORDS and not is_number(text_of(part)) for part in parts)


def _is_in_one_column(item: Item, cut: float) -> bool:
    return item.box.x1 <= cut or item.box.x0 >= cut


def _is_open(item: Item, cut: float, page: PageText) -> bool:
    """Whether an item is a line of two parts with the gutter between them."""
    if item.table is not None or _is_in_one_column(item, cut):
        return False
    return any(left[-1].x1 <= cut <= right[0].x0 for left, right in pairwise(segments(item.words_on(page))))


def _with_margins_outside(items: Sequence[Item], height: float) -> list[Item]:
    """Headers and footers drawn out of turn, put at the top and the bottom of the page."""
    top = _header(items, height)
    bottom = _footer([item for item in items if item not in top], height)
    outside = {id(item) for item in (*top, *bottom)}
    return [*_by_place(top), *(item for item in items if id(item) not in outside), *_by_place(bottom)]


def _header(items: Sequence[Item], height: float) -> list[Item]:
    """The lines at the very top that white space sets off from the body, unless drawing order ties them to it."""
    group = _set_off(sorted(items, key=lambda item: item.box.top), 1)
    if any(item.box.bottom > height * _MARGIN for item in group):
        return []
    followers = {id(item): after for item, after in pairwise(items)}
    tied = any(after not in group and _leads_on(item, after) for item in group if (after := followers.get(id(item))))
    return [] if tied else group


def _footer(items: Sequence[Item], height: float) -> list[Item]:
    """The lines at the very bottom, likewise."""
    group = _set_off(sorted(items, key=lambda item: -item.box.bottom), -1)
    if any(item.box.top < height * (1 - _MARGIN) for item in group):
        return []
    leaders = {id(item): before for before, item in pairwise(items)}
    tied = any(before not in group and _leads_on(before, item) for item in group if (before := leaders.get(id(item))))
    return [] if tied else group


def _set_off(items: Sequence[Item], direction: int) -> list[Item]:
    """The outermost rows of lines up to the first clear white strip; none where there is no strip near the edge."""
    for count in range(1, min(len(items), _MOST_MARGIN_LINES + 1)):
        group, following = items[:count], items[count]
        if any(item.table is not None for item in group):
            return []
        if direction > 0:
            white = following.box.top - max(item.box.bottom for item in group)
        else:
            white = min(item.box.top for item in group) - following.box.bottom
        if white > _SET_OFF * group[-1].height:
            return list(group)
    return []


def _leads_on(upper: Item, lower: Item) -> bool:
    """Whether one line stands closely under another, as lines of one column do."""
    gap = lower.box.top - upper.box.bottom
    reach = _COLUMN_GAP * upper.height
    return -reach / 3 < gap < reach and lower.box.x0 < upper.box.x1 and upper.box.x0 < lower.box.x1


def _by_place(items: Sequence[Item]) -> list[Item]:
    return sorted(items, key=lambda item: (item.middle // _ROW, item.box.x0))
