"""One PDF page as pdfium sees it: its lines in the order they were drawn, measured no further than asked for.

A call into pdfium costs more than anything else here: a line is measured by its first and last character,
its words, each by its own first and last character, only where something needs them.
"""

from __future__ import annotations

import ctypes
from collections import Counter
from dataclasses import dataclass, field
from heapq import nlargest
from typing import Any, NamedTuple

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c
import regex

from ...schemas.source import NO_STOPS, Box, Stops
from .pdf_frame import Frame
from .pdf_spacing import Glyphs, PageSpacing, Spacing

BREAK_MARKS = "\ufffe\x02"  # pdfium writes a hyphen at a line end and the break behind it as one of these
LINE_HEIGHT = 1.2  # of the type size: the height every word gets, whatever its font states

_AS_BLANK = (*range(0x02), *range(0x03, 0x0A), 0x0B, 0x0C, *range(0x0E, 0x20), 0xFFFF)
_AS_SIGN = {0x2028: "\n", 0x2029: "\n", 0x2010: "-", 0x2011: "-", 0xF0B7: "•", 0xF0A7: "▪"}
_PLAIN = dict.fromkeys(_AS_BLANK, " ") | _AS_SIGN
_SPECIAL = regex.compile("[" + "".join(f"\\u{code:04x}" for code in _PLAIN) + "]")
# Where a font states no Unicode, TeX's codes for ligatures come through as control characters.
_TEX_LIGATURES = {"\x0b": "ﬀ", "\x0c": "ﬁ", "\x0e": "ﬃ", "\x0f": "ﬄ",
                  "\x1b": "ﬀ", "\x1c": "ﬁ", "\x1d": "ﬂ", "\x1e": "ﬃ", "\x1f": "ﬄ"}
_TEX_LIGATURE = regex.compile(r"(?<=\p{L})[\x0b\x0c\x0e\x0f\x1b-\x1f]|[\x0b\x0c\x0e\x0f\x1b-\x1f](?=\p{L})")
_LINE = regex.compile(r"[^\r\n\x02\ufffe]+")
_WORD = regex.compile(r"[^ \r\n]+")
# A word with a digit that is no year by itself.
_NUMBER_WORD = regex.compile(r"(?<![^ ])(?!\(?(?:19|20)\d\d[).,;:]*(?![^ ]))[^ \d]*\d[^ ]*")
_BOLD_NAME = regex.compile(rb"(?i)bold|black|heavy|demi(?!lig)")
_BOLD_WEIGHT = 700
_FLAT = 0.5  # points; a lower box tells nothing of a line's height
_NAME_BYTES = 128
_SHORT_LINE = 12  # words; longer lines are running text
_LINE_SAMPLE = 2  # lines looked at, the longest, to tell whether a page draws its blanks
_MOSTLY = 0.8  # share of their blanks
_FEWEST_BODY_LINES = 6
_WORDS_BEHIND = 2


class Word(NamedTuple):
    """A word and its box in the reading frame; `line` counts drawn lines, `broken` marks a hyphen lost at its end.

    A word that is `apart` begins a text of its own, however near it stands to the word before it.
    """

    text: str
    x0: float
    top: float
    x1: float
    bottom: float
    line: int
    broken: bool = False
    apart: bool = False

    @property
    def middle(self) -> float:
        return (self.top + self.bottom) / 2

    @property
    def height(self) -> float:
        return self.bottom - self.top


class Style(NamedTuple):
    """Type size in points, weight and font of a line, as its first letters show them."""

    size: float
    bold: bool
    font: str


@dataclass(slots=True)
class TextLine:
    """A drawn line: its place in the page's text, its box, its style; `stretch` scales box heights to the type size."""

    number: int
    start: int
    end: int
    broken: bool
    box: Box
    style: Style
    stretch: float
    spacing: Spacing | None = None  # where the words are not simply what stands between blanks


@dataclass(slots=True)
class PageText:
    """The text of an open page; words can be asked for until the text page is closed."""

    text: str
    reading: Frame
    display: Frame
    measure: _Measure
    lines: list[TextLine] = field(default_factory=list)
    _words: dict[int, list[Word]] = field(default_factory=dict)
    _draws_blanks: bool | None = None

    def line_text(self, line: TextLine) -> str:
        if line.spacing is None:
            return self.text[line.start : line.end]
        return " ".join(self.text[start:end].replace(" ", "") for start, end in line.spacing.spans)

    def words(self, line: TextLine) -> list[Word]:
        """The words of a line, measured on first asking."""
        if line.number not in self._words:
            self._words[line.number] = self._measured(line)
        return self._words[line.number]

    def stops(self, line: TextLine, text: str) -> Stops:
        """Where the words around the numbers of a line begin and end: a word before, two behind (`ca. 40 nye job`)."""
        lefts, rights = [], []
        for match in _NUMBER_WORD.finditer(text):
            start, end = match.span()
            if start > 1:
                lefts.append(text.rfind(" ", 0, start - 1) + 1)
            lefts.append(start)
            rights.append(end)
            for _ in range(_WORDS_BEHIND):
                if end < len(text):
                    end = text.find(" ", end + 1)
                    end = end if end > 0 else len(text)
                    rights.append(end)
        return self.measure.stops(line.start, lefts, rights) if lefts else NO_STOPS

    def _measured(self, line: TextLine) -> list[Word]:
        if line.spacing is None:
            spans = [match.span() for match in _WORD.finditer(self.text, line.start, line.end)]
        else:
            spans = line.spacing.spans
        text, number, apart = self.text, line.number, self._starts_apart(line, spans)
        words = [
            Word(text[start:end], x0, top, x1, bottom, number, False, start in apart)
            for (start, end), (x0, top, x1, bottom) in zip(spans, self.measure.boxes(spans, line.stretch), strict=True)
        ]
        if line.spacing is not None:
            words = [word._replace(text=word.text.replace(" ", "")) for word in words]
        if line.broken:
            words[-1] = words[-1]._replace(broken=True)
        return words

    def _starts_apart(self, line: TextLine, spans: list[tuple[int, int]]) -> frozenset[int]:
        """Starts of the words of a short line that no drawn blank ties to the word before, as in the next cell."""
        apart = line.spacing.apart if line.spacing else frozenset()
        if not 2 < len(spans) <= _SHORT_LINE or not self.draws_blanks:
            return apart
        ask, handle = pdfium_c.FPDFText_IsGenerated, self.measure.handle
        return apart.union([start for start, _ in spans[1:] if ask(handle, start - 1) == 1])

    @property
    def draws_blanks(self) -> bool:
        """Whether the blanks of this page are drawn, as most programs do, rather than left white, as TeX does."""
        if self._draws_blanks is None:
            longest = nlargest(_LINE_SAMPLE, self.lines, key=lambda line: line.end - line.start)
            spans = [match.span() for line in longest for match in _WORD.finditer(self.text, line.start, line.end - 1)]
            blanks = [end for _, end in spans if self.text[end] == " "]
            drawn = sum(not self.measure.is_generated(blank) for blank in blanks)
            self._draws_blanks = drawn > _MOSTLY * len(blanks)
        return self._draws_blanks

    def gap_before(self, line: TextLine, start: int) -> float:
        """White in points between the character at `start` and the one before it that is no blank."""
        before = start - 1
        while before > line.start and self.text[before].isspace():
            before -= 1
        return self.measure.box(start, start)[0] - self.measure.box(before, before)[2]


def scan_text(page: pdfium.PdfPage, textpage: pdfium.PdfTextPage) -> PageText:
    """Read a page's lines; a page without text has none."""
    text = page_text(textpage)
    display = display_frame(page)
    spans = [span for match in _LINE.finditer(text) if (span := _stripped(match))]
    reading = display.turned(_text_turn(textpage.raw, [start for start, _ in spans], display.turn))
    measure = _Measure(textpage.raw, reading)
    scanned = PageText(text, reading, display, measure)
    spacing = PageSpacing(Glyphs(text, measure.edges, measure.is_generated))
    for number, (start, end) in enumerate(spans):
        broken = end < len(text) and text[end] in BREAK_MARKS
        scanned.lines.append(_measured_line(number, start, end, broken, text, measure))
    body = _body_style(scanned.lines)
    for line in scanned.lines:
        is_body = line.style == body and not text[line.start : line.end].isupper()
        if not is_body or spacing.has_marks:
            line.spacing = spacing.of_line(line.start, line.end, line.style.size, is_body)
    return scanned


def _body_style(lines: list[TextLine]) -> Style | None:
    """The style of running text: that of most of the page's lines, where there are several."""
    styles = Counter(line.style for line in lines).most_common(1)
    return styles[0][0] if styles and styles[0][1] >= _FEWEST_BODY_LINES else None


def _stripped(match: regex.Match) -> tuple[int, int] | None:
    line = match[0]
    start = match.start() + len(line) - len(line.lstrip())
    end = match.start() + len(line.rstrip())
    return (start, end) if end > start else None


def _measured_line(number: int, start: int, end: int, broken: bool, text: str, measure: _Measure) -> TextLine:
    style = measure.style(text, start, end)
    x0, top, x1, bottom = measure.box(start, start)
    stretch = LINE_HEIGHT * style.size / (bottom - top) if style.size > 1 and bottom - top > _FLAT else 1.0
    x0, top, x1, bottom = measure.box(start, end - 1, stretch)
    return TextLine(number, start, end, broken, Box(x0, top, x1, bottom), style, stretch)


def page_text(textpage: pdfium.PdfTextPage) -> str:
    """The page's text, one character for each of pdfium's; control characters but line breaks become blanks."""
    count = textpage.count_chars()
    if count <= 0:
        return ""
    buffer = (ctypes.c_ushort * (count * 2 + 2))()
    written = pdfium_c.FPDFText_GetText(textpage.raw, 0, count, buffer)
    text = bytes(buffer)[: max(written - 1, 0) * 2].decode("utf-16-le", "replace")
    if len(text) != count:  # characters outside the basic plane, or dropped ones: take them one by one
        codes = (pdfium_c.FPDFText_GetUnicode(textpage.raw, index) for index in range(count))
        text = "".join(chr(code) if code < 0x110000 and not 0xD800 <= code < 0xE000 else " " for code in codes)
    if not _SPECIAL.search(text):
        return text
    return _TEX_LIGATURE.sub(lambda match: _TEX_LIGATURES[match[0]], text).translate(_PLAIN)


def display_frame(page: pdfium.PdfPage) -> Frame:
    """The frame of the page as it is shown: its crop box, turned as the page asks."""
    left, bottom, right, top = page.get_bbox()
    return Frame(left, bottom, right, top, page.get_rotation() // 90 % 4)


def _text_turn(handle: Any, starts: list[int], shown: int) -> int:
    """Quarter turn most lines are written in; that of the page where there is no text."""
    matrix = pdfium_c.FS_MATRIX()
    turns: Counter[int] = Counter()
    for start in starts[:: max(len(starts) // 12, 1)]:
        if pdfium_c.FPDFText_GetMatrix(handle, start, ctypes.byref(matrix)):
            turns[_quarter_turn(matrix.a, matrix.b)] += 1
    return turns.most_common(1)[0][0] if turns else shown


def _quarter_turn(along: float, up: float) -> int:
    if abs(along) >= abs(up):
        return 0 if along >= 0 else 2
    return 1 if up > 0 else 3


class _Measure:
    """Asks pdfium for boxes and type, with the buffers made once."""

    def __init__(self, handle: Any, frame: Frame):
        self.handle = handle
        self.frame = frame
        self._rect = pdfium_c.FS_RECTF()
        self._rect_ref = ctypes.byref(self._rect)
        self._matrix = pdfium_c.FS_MATRIX()
        self._matrix_ref = ctypes.byref(self._matrix)
        self._name = ctypes.create_string_buffer(_NAME_BYTES)
        self._flags = ctypes.c_int()
        self._flags_ref = ctypes.byref(self._flags)
        self._bold_fonts: dict[bytes, bool] = {}

    def box(self, first: int, last: int, stretch: float = 1.0) -> tuple[float, float, float, float]:
        """Box in the reading frame of the characters `first` to `last` of one line: advance width, scaled height."""
        rect, ask = self._rect, pdfium_c.FPDFText_GetLooseCharBox
        ask(self.handle, first, self._rect_ref)
        left, bottom, right, top = rect.left, rect.bottom, rect.right, rect.top
        if last > first:
            ask(self.handle, last, self._rect_ref)
            left, right = min(left, rect.left), max(right, rect.right)
            bottom, top = min(bottom, rect.bottom), max(top, rect.top)
        if top - bottom < _FLAT and right - left < _FLAT:
            left, bottom, right, top = self._ink(first, last)
        frame = self.frame
        if frame.turn == 0:
            x0, y0, x1, y1 = left - frame.left, frame.top - top, right - frame.left, frame.top - bottom
        else:
            x0, y0, x1, y1 = frame.box(left, bottom, right, top)
        grown = (y1 - y0) * (stretch - 1) / 2
        return x0, y0 - grown, x1, y1 + grown

    def edges(self, index: int) -> tuple[float, float]:
        """Left and right edge of a character in the reading frame."""
        x0, _, x1, _ = self.box(index, index)
        return x0, x1

    def is_generated(self, index: int) -> bool:
        """Whether pdfium made up a character, as it does with blanks where white was left."""
        return pdfium_c.FPDFText_IsGenerated(self.handle, index) == 1

    def boxes(self, spans: list[tuple[int, int]], stretch: float) -> list[tuple[float, float, float, float]]:
        """Boxes of some words of one line, by their first and last characters."""
        if self.frame.turn != 0:
            return [self.box(start, end - 1, stretch) for start, end in spans]
        rect, ref, handle, ask = self._rect, self._rect_ref, self.handle, pdfium_c.FPDFText_GetLooseCharBox
        left_edge, top_edge, half = self.frame.left, self.frame.top, stretch / 2
        boxes = []
        for start, end in spans:
            ask(handle, start, ref)
            left, bottom, right, top = rect.left, rect.bottom, rect.right, rect.top
            if top - bottom < _FLAT:
                boxes.append(self.box(start, end - 1, stretch))
                continue
            if end - start > 1:
                ask(handle, end - 1, ref)
                right = rect.right
            middle, reach = top_edge - (top + bottom) / 2, (top - bottom) * half
            boxes.append((left - left_edge, middle - reach, right - left_edge, middle + reach))
        return boxes

    def stops(self, start: int, lefts: list[int], rights: list[int]) -> Stops:
        """Left edges of the characters at `lefts`, right edges of those before `rights`, counted from `start`."""
        if self.frame.turn != 0:
            return NO_STOPS
        rect, ref, handle, ask, origin = (
            self._rect, self._rect_ref, self.handle, pdfium_c.FPDFText_GetLooseCharBox, self.frame.left)
        begins, ends = [], []
        for place in lefts:
            if ask(handle, start + place, ref):
                begins.append((place, rect.left - origin))
        for place in rights:
            if ask(handle, start + place - 1, ref):
                ends.append((place, rect.right - origin))
        return Stops(tuple(begins), tuple(ends))

    def _ink(self, first: int, last: int) -> tuple[float, float, float, float]:
        """The same from the glyphs' ink, for fonts that state no height."""
        left, right, bottom, top = (ctypes.c_double() for _ in range(4))
        edges = []
        for index in {first, last}:
            pdfium_c.FPDFText_GetCharBox(self.handle, index, left, right, bottom, top)
            edges.append((left.value, bottom.value, right.value, top.value))
        lefts, bottoms, rights, tops = zip(*edges, strict=True)
        return min(lefts), min(bottoms), max(rights), max(tops)

    def style(self, text: str, start: int, end: int) -> Style:
        """Size of a line's first letter, and whether its first and last words are both bold."""
        first = next((index for index in range(start, end) if text[index].isalnum()), start)
        word = max(text.rfind(" ", start, end) + 1, start)
        last = next((index for index in range(word, end) if text[index].isalnum()), first)
        bold = self._is_bold(first) and (last == first or self._is_bold(last))
        return Style(self._size(first), bold, self._font(first).decode("latin-1"))

    def _size(self, index: int) -> float:
        size = pdfium_c.FPDFText_GetFontSize(self.handle, index)
        if pdfium_c.FPDFText_GetMatrix(self.handle, index, self._matrix_ref):
            size *= (self._matrix.c**2 + self._matrix.d**2) ** 0.5
        return round(size, 1)

    def _font(self, index: int) -> bytes:
        length = pdfium_c.FPDFText_GetFontInfo(self.handle, index, self._name, _NAME_BYTES, self._flags_ref)
        return self._name.raw[: max(min(length, _NAME_BYTES) - 1, 0)]

    def _is_bold(self, index: int) -> bool:
        name = self._font(index)
        if not name:
            return pdfium_c.FPDFText_GetFontWeight(self.handle, index) >= _BOLD_WEIGHT
        if name not in self._bold_fonts:
            heavy = pdfium_c.FPDFText_GetFontWeight(self.handle, index) >= _BOLD_WEIGHT
            self._bold_fonts[name] = heavy or _BOLD_NAME.search(name) is not None
        return self._bold_fonts[name]
