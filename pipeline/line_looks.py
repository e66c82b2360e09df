"""What a line is by its look: heading, list item, footnote, from marks, type size and weight, numbers, and breaks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

import regex

from ..extractors.grammar.periods import find_periods, whole_period
from ..extractors.labels import labels_in_heading
from ..schemas.source import Line
from .line_joins import BLANK_LINE, HEAD_START
from .pieces import BARE_VALUE, BULLET, ENUMERATOR, ORNAMENT, SENTENCE_END, is_annex, section_number

_TWO_LETTERS = regex.compile(r"\p{L}{2}")
_HASHES = regex.compile(r"\s*(?P<hashes>#{1,6})\s+")
_BOLD_LINE = regex.compile(r"\s*(?:\*\*|__|<b>|<strong>)(?P<text>.{2,160}?)(?:\*\*|__|</b>|</strong>):?\s*$")
_MARKUP = regex.compile(r"</?\w[^<>]{0,60}>|[*_#]")
_FOOTNOTE = regex.compile(r"\s*(?:\d{1,2}|\*{1,3})\s+\p{Lu}")
_BELOW_NUMBERS = 6  # depth of a heading without a number that stands below those that have one
_LABEL_LENGTH = 40  # characters
_TIMES_OF_LABEL = 3
_HEADING_WORDS = 16
_COVER_LINES = 4  # lines at the top that are a cover, whatever their length
_LINES_TO_TELL = 12
_RAGGED = 6  # columns by which a line may fall short of the full width
_LETTER = regex.compile(r"\s*\(?([A-Ha-h])[.)]\s+(?=\S)")
_LABELLED_VALUE = regex.compile(
    r"\p{Lu}[^:.;]{2,60}(?::|\s?(?:\.{4,}|…+))\s(?:\p{Ll}+\s){0,2}\d[\d.,]*\s?(?:%|(?:\p{L}+\.?)?)(?:\s\(?[\p{L}\d]+\)?){0,4}\.?"
)
_SAYS_MORE = regex.compile(r":|\d\s?(?:%|pct|procent|\p{Ll}{3})|\b(?:er|skal|må)\b")  # no heading: it states
_DUTY = regex.compile(r"\b(?:skal|må|bør)\b")
_GOES_ON = regex.compile(r"[\p{Ll}\d(]")
_ALIGNED = 3  # points by which lines of one margin may differ
_FIELD = regex.compile(r"\s*(?P<label>\p{Lu}[\p{L} ]{2,30}):\s")  # `Målsætning: ...`
_COUNTED = regex.compile(r"\s*(\d{1,2})\.\s+(?:at|hvordan|om)\b")  # `2. at andelen ...` in a decision
_NEAR = 4  # lines
_MOST_ITEMS = 30  # a line `95. Niveauet var ...` is no item of a list
_ENDS_IN_VALUE = regex.compile(r"(?<![\d.,])(?!(?:19|20)\d\d$)\d[\d.,]*\s*%?$")


class Looks:
    """Tells headings, list items and footnotes from the look of a line: marks, type size and weight, numbers."""

    def __init__(self, text: str, lines: Sequence[Line]):
        self.text = text
        self.lines = lines
        self.body_size = _body_size(lines)
        self.width = self._width()
        sizes = sorted({round(line.size, 1) for line in lines if line.size and self._larger(line)}, reverse=True)
        self.level_of_size = {size: level for level, size in enumerate(sizes, start=1)}
        self.labels = _labels(text, lines)
        self.fonts_of_numbers = self._fonts_of_numbers()
        opened = (_FIELD.match(text, line.start, line.end) for line in lines)
        self.fields = Counter(field["label"] for field in opened if field)

    def _width(self) -> int:
        """The column in which full lines of a plain text end, 0 where too few do to tell."""
        reaches = sorted(self._reach(line) for line in self.lines if line.size is None)
        return reaches[int(0.9 * len(reaches))] if len(reaches) >= _LINES_TO_TELL else 0

    def _larger(self, line: Line) -> bool:
        return bool(line.size and self.body_size and line.size > self.body_size * 1.09)

    def kind(self, index: int, line: Line) -> tuple[str, int, int]:
        """Kind of the line, offset where its text starts (behind hashes and bullets), heading level."""
        raw = self.text[line.start : line.end]
        if line.heading_level:
            return "heading", line.start, line.heading_level
        if hashes := _HASHES.match(raw):
            return "heading", line.start + hashes.end(), len(hashes["hashes"])
        if line.list_item:
            return "list_item", line.start, 0
        if line.size and (mark := ORNAMENT.match(raw)) and self._is_heading(index, line, raw):
            return "heading", line.start + mark.end(), self._level(line, 0)
        if (mark := BULLET.match(raw)) and mark.end() < len(raw) and not raw.startswith("**"):
            return "list_item", line.start + mark.end(), 0
        if self._is_lettered(index, raw) or self._is_labelled_value(index, raw):
            return "list_item", line.start, 0
        if self._is_heading(index, line, raw):
            number, depth = section_number(_MARKUP.sub("", raw).strip())
            return "heading", line.start, self._level(line, depth)
        if ENUMERATOR.match(raw) and not self._mid_sentence(index, raw):
            return "list_item", line.start, 0
        if self._is_footnote(line, raw):
            return "footnote", line.start, 0
        return "paragraph", line.start, 0

    def _level(self, line: Line, depth: int) -> int:
        """Depth of a heading: by its number in a text, by type size and then number on a page."""
        if line.size is None:
            return depth or 3
        size = round(line.size, 1)
        rank = self.level_of_size.get(size, len(self.level_of_size) + 1)
        fonts = self.fonts_of_numbers.get(size, {line.font})
        label = self.text[line.start : line.end].strip() in self.labels
        return 10 * rank + (depth or (_BELOW_NUMBERS if label or line.font not in fonts else 1))

    def _fonts_of_numbers(self) -> dict[float, set[str]]:
        """The fonts of headings that are numbered, by type size."""
        found: dict[float, set[str]] = {}
        for line in self.lines:
            if line.size and (line.bold or self._larger(line)) and section_number(self.text[line.start : line.end])[0]:
                found.setdefault(round(line.size, 1), set()).add(line.font)
        return found

    def _is_heading(self, index: int, line: Line, raw: str) -> bool:
        plain = _MARKUP.sub("", raw).strip()
        if not plain or BARE_VALUE.fullmatch(plain):
            return False
        if len(plain.split()) > _HEADING_WORDS or not HEAD_START.match(plain) or not _TWO_LETTERS.search(plain):
            return False
        if plain[-1] in ".,;" and not section_number(plain)[0]:
            return False
        if plain[-1] == ":" and (len(plain.split()) > 5 or self._list_follows(index)):  # a lead-in to a list
            return False
        if line.size is not None:
            if (
                plain.isupper()
                and len(plain) < 90
                and self._stands_alone(index)
                and regex.search(r"\p{Lu}.*\p{Lu}.*\p{Lu}.*\p{Lu}", plain)
            ):
                return True
            if self._larger(line) or line.bold and _is_mark_of_time(plain):
                return True
            return line.bold and self._stands_alone(index) and len(plain) < 110 and not self._is_emphasis(index)
        if _BOLD_LINE.match(raw):
            return True
        if self._titles_what_follows(index, plain):
            return True
        labelled = not _SAYS_MORE.search(plain) and bool(labels_in_heading(plain))
        opens = self._next_is_longer(index) or labelled or is_annex(plain) or section_number(plain)[0] is not None
        return self._stands_alone(index) and plain[-1] not in ".,;" and opens and not _ENDS_IN_VALUE.search(plain)

    def _titles_what_follows(self, index: int, plain: str) -> bool:
        """Whether a line of plain text stands directly above what it heads: it ends early, and a new start follows."""
        after = self.lines[index + 1] if index + 1 < len(self.lines) else None
        if after is None or plain[-1] in ".,;:" or self._broken(self.lines[index], after):
            return False
        if not self._ends_early(index):
            return False
        before = self.lines[index - 1] if index else None
        labelled = before is not None and self.text[before.start : before.end].isupper()  # `LOKALT MÅL`
        opens = (self._broken(before, self.lines[index]) or labelled
                 or self._ends_early(index - 1) and self._is_item(index + 1))
        follows = self.text[after.start : after.end].lstrip()
        behind_cover = index >= _COVER_LINES or bool(labels_in_heading(plain))
        return opens and behind_cover and (self._is_item(index + 1) or follows[:1].isupper())

    def _is_item(self, index: int) -> bool:
        line = self.lines[index]
        return BULLET.match(self.text, line.start, line.end) is not None

    def _is_lettered(self, index: int, raw: str) -> bool:
        """Whether a line is one of a run `A. ...`, `B. ...`, the next letter at the head of the next line."""
        letter = _LETTER.match(raw)
        if letter is None or self.lines[index].size and self._larger(self.lines[index]):
            return False
        around = (self.lines[at] for at in (index - 1, index + 1) if 0 <= at < len(self.lines))
        others = [_LETTER.match(self.text, line.start, line.end) for line in around]
        return any(other and abs(ord(other[1]) - ord(letter[1])) == 1 for other in others)

    def _is_labelled_value(self, index: int, raw: str) -> bool:
        """Whether a line is one of several `Sygedagpenge: højst 620 personer`, each a label and its value."""
        if not _LABELLED_VALUE.fullmatch(raw.strip()):
            return False
        around = (self.lines[at] for at in (index - 1, index + 1) if 0 <= at < len(self.lines))
        return any(_LABELLED_VALUE.fullmatch(self.text[line.start : line.end].strip()) for line in around)

    def starts_anew(self, index: int) -> bool:
        """Whether a line of plain text begins a paragraph: the line above was broken on purpose and ends no clause."""
        if not index or not self.width or self.lines[index].box is not None:
            return False
        above = self.text[self.lines[index - 1].start : self.lines[index - 1].end].rstrip()
        words = self.text[self.lines[index].start : self.lines[index].end].lstrip()
        if HEAD_START.match(words) is None or above.endswith(("-", ",", "\u00ad")):
            return False
        field = _FIELD.match(words)
        recurs = field is not None and self.fields[field["label"]] > 1 and SENTENCE_END.search(above) is not None
        return recurs or self._ends_early(index - 1)

    def _ends_early(self, index: int) -> bool:
        """Whether the first word of the next line had found room on this one: the line was broken on purpose."""
        line, after = self.lines[index], self.lines[index + 1]
        word = self.text[after.start : after.end].split()[:1]
        return self._reach(line) + 1 + len(word[0] if word else "") < self.width - _RAGGED

    def _reach(self, line: Line) -> int:
        """The column in which a line of plain text ends."""
        return line.end - (self.text.rfind("\n", 0, line.start) + 1)

    def _mid_sentence(self, index: int, raw: str) -> bool:
        """Whether a line that begins like `4. kvartal 2018`, `95. Niveauet` only runs on from the line before it."""
        before = self.lines[index - 1] if index else None
        number = regex.match(r"\s*(\d{1,2})\.\s+(\p{Ll})?", raw)
        if before is None or number is None or not number[2] and int(number[1]) < _MOST_ITEMS:
            return False
        if any(period.start < 4 for period in find_periods(raw[:40])):
            return True
        if self._counts_on(index, int(number[1])):
            return False
        return not self._broken(before, self.lines[index]) and not SENTENCE_END.search(
            self.text[before.start : before.end]
        )

    def _counts_on(self, index: int, number: int) -> bool:
        """Whether a line numbered so stands near one with the number before or behind it: `1. at ...`, `2. at ...`."""
        around = self.lines[max(index - _NEAR, 0) : index + _NEAR + 1]
        found = (_COUNTED.match(self.text, line.start, line.end) for line in around)
        return bool({int(match[1]) for match in found if match} & {number - 1, number + 1})

    def _stands_alone(self, index: int) -> bool:
        """Whether no line of running text goes before it or after it without a break."""
        line = self.lines[index]
        before = self.lines[index - 1] if index else None
        after = self.lines[index + 1] if index + 1 < len(self.lines) else None
        return self._broken(before, line) and (self._broken(line, after) or line.size is not None)

    def _is_emphasis(self, index: int) -> bool:
        """Whether a bold line belongs to the paragraph around it: `I løbet af 2018 skal` | **70 borgere i job**."""
        before = self.lines[index - 1] if index else None
        if before is None or not self._is_tight(before, self.lines[index]):
            return False
        if not SENTENCE_END.search(self.text, before.start, before.end):
            return True
        last = index
        while last + 1 < len(self.lines) and self.lines[last + 1].bold and self._is_tight(*self.lines[last : last + 2]):
            last += 1
        behind = self.lines[last + 1] if last + 1 < len(self.lines) else None
        said = self.text[self.lines[index].start : self.lines[last].end].rstrip()
        goes_on = behind is not None and not behind.list_item and self._is_tight(self.lines[last], behind)
        follows = goes_on and not said.endswith(".") and _GOES_ON.match(self.text, behind.start) is not None
        return _DUTY.search(said) is not None and (follows or said.endswith("."))

    def _is_tight(self, above: Line, below: Line) -> bool:
        """Whether a line stands below another as lines of one paragraph do, in type of the same size."""
        if above.page != below.page or not above.box or not below.box:
            return False
        if abs((above.size or 0) - (below.size or 0)) > 0.5:
            return False
        gap = below.box.top - above.box.bottom
        return -2 <= gap <= 0.6 * (above.box.bottom - above.box.top) and abs(above.box.x0 - below.box.x0) < _ALIGNED

    def _broken(self, first: Line | None, second: Line | None) -> bool:
        if first is None or second is None or first.page != second.page:
            return True
        if first.box and second.box:
            same_look = first.bold == second.bold and abs((first.size or 0) - (second.size or 0)) < 0.5
            gap = second.box.top - first.box.bottom
            return not same_look or gap > 0.6 * (first.box.bottom - first.box.top) or gap < -2
        return BLANK_LINE.search(self.text, first.end, second.start) is not None

    def _list_follows(self, index: int) -> bool:
        after = self.lines[index + 1] if index + 1 < len(self.lines) else None
        return after is not None and (after.list_item or BULLET.match(self.text, after.start, after.end) is not None)

    def _next_is_longer(self, index: int) -> bool:
        if index + 1 >= len(self.lines):
            return False
        after = self.lines[index + 1]
        length = after.end - after.start
        return length > self.lines[index].end - self.lines[index].start or bool(
            BULLET.match(self.text, after.start, after.end)
        )

    def _is_footnote(self, line: Line, raw: str) -> bool:
        small = bool(line.size and self.body_size and line.size < self.body_size * 0.92)
        return small and _FOOTNOTE.match(raw) is not None


def _is_mark_of_time(text: str) -> bool:
    """Whether a line is a mark on a timeline: `1. kvartal 2019`."""
    return not text.isdigit() and whole_period(text) is not None


def _labels(text: str, lines: Iterable[Line]) -> set[str]:
    """Short lines that come back: `Udfordring`, `Mål` and `Indsats` below each heading."""
    found = Counter(words for line in lines if len(words := text[line.start : line.end].strip()) <= _LABEL_LENGTH)
    return {words for words, times in found.items() if times >= _TIMES_OF_LABEL}


def _body_size(lines: Iterable[Line]) -> float | None:
    """The type size, in points, that most characters are set in."""
    sizes: Counter[float] = Counter()
    for line in lines:
        if line.size:
            sizes[round(line.size, 1)] += line.end - line.start
    return min(sizes, key=lambda size: (-sizes[size], size)) if sizes else None
