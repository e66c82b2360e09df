"""What a DOCX paragraph is: a heading of some level, an item of some list, and the number it is printed with."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import regex

from .docx_package import W, value

if TYPE_CHECKING:
    from lxml.etree import _Element

_BODY_TEXT = 9  # outline level of a paragraph that is no heading
_LEVELS = 9
_NO_LIST = "0"  # a paragraph that leaves the list of its style
_HEADING_NAME = regex.compile(r"(?i)(?:heading|overskrift)\s*([1-9])")
_TITLE_NAME = regex.compile(r"(?i)title|titel")
_LEVEL_MARK = regex.compile(r"%([1-9])")
_ROMAN = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"),
          (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))


class ParagraphStyle(NamedTuple):
    """Heading level from 1, id of the list and level in it from 0; None where it is neither."""

    heading_level: int | None = None
    list_id: str | None = None
    list_level: int = 0


class Styles:
    """The styles of a document with what they inherit."""

    def __init__(self, root: _Element | None):
        styles = () if root is None else root.iterchildren(W + "style")
        self._styles = {value(style, "styleId"): style for style in styles}

    def of(self, paragraph: _Element) -> ParagraphStyle:
        """What a paragraph is, by its own properties or else by its style."""
        own = paragraph.find(W + "pPr")
        if own is None:
            return ParagraphStyle()
        chain = self._chain(value(own.find(W + "pStyle")))
        properties = [own, *(style.find(W + "pPr") for style in chain)]
        list_id, list_level = _list_of([found for found in properties if found is not None])
        return ParagraphStyle(self._heading_level(own, chain), list_id, list_level)

    def _chain(self, style_id: str | None) -> list[_Element]:
        """A style and those it is based on, nearest first."""
        chain: list[_Element] = []
        while (style := self._styles.get(style_id)) is not None and style not in chain:
            chain.append(style)
            style_id = value(style.find(W + "basedOn"))
        return chain

    @staticmethod
    def _heading_level(own: _Element, chain: list[_Element]) -> int | None:
        outlines = [own.find(W + "outlineLvl"), *(style.find(f"{W}pPr/{W}outlineLvl") for style in chain)]
        for outline in outlines:
            if outline is not None:
                level = _whole(value(outline), _BODY_TEXT)
                return level + 1 if level < _BODY_TEXT else None
        for style in chain:
            name = value(style.find(W + "name")) or ""
            if heading := _HEADING_NAME.fullmatch(name):
                return int(heading.group(1))
            if _TITLE_NAME.fullmatch(name):
                return 1
        return None


class _Level(NamedTuple):
    """How one level of a list is numbered: format, pattern such as "%1.%2.", first number."""

    number_format: str = "bullet"
    pattern: str = ""
    start: int = 1


class Numbering:
    """The lists of a document and how far each has counted."""

    def __init__(self, root: _Element | None):
        root_children = () if root is None else tuple(root)
        self._levels = {value(child, "abstractNumId"): _levels(child)
                        for child in root_children if child.tag == W + "abstractNum"}
        self._lists = {value(child, "numId"): child for child in root_children if child.tag == W + "num"}
        self._counts: dict[str | None, list[int | None]] = {}
        self._begun: set[str] = set()

    def next_mark(self, list_id: str, level: int) -> str:
        """Count one item on and give its number as printed, "" for a bullet."""
        definition = self._lists.get(list_id)
        if definition is None:
            return ""
        abstract = value(definition.find(W + "abstractNumId"))
        levels = self._levels.get(abstract, {})
        counts = self._counts.setdefault(abstract, [None] * _LEVELS)
        if list_id not in self._begun:
            self._begun.add(list_id)
            _restart(counts, definition)
        present = levels.get(level, _Level())
        count = counts[level]
        counts[level] = present.start if count is None else count + 1
        counts[level + 1:] = [None] * (_LEVELS - level - 1)
        return _mark(present, levels, counts)


def _restart(counts: list[int | None], definition: _Element) -> None:
    """Where a list overrides the start of a level, the level begins there anew."""
    for override in definition.iterchildren(W + "lvlOverride"):
        start = override.find(W + "startOverride")
        level = _whole(value(override, "ilvl"), _LEVELS)
        if start is not None and level < _LEVELS:
            counts[level] = _whole(value(start), 1) - 1


def _mark(present: _Level, levels: dict[int, _Level], counts: list[int | None]) -> str:
    if present.number_format in ("bullet", "none"):
        return ""

    def number(match: regex.Match) -> str:
        level = int(match.group(1)) - 1
        shown = levels.get(level, _Level("decimal"))
        count = counts[level]
        return _formatted(shown.start if count is None else count, shown.number_format)

    return _LEVEL_MARK.sub(number, present.pattern).strip()


def _formatted(count: int, number_format: str) -> str:
    if number_format in ("lowerLetter", "upperLetter") and count > 0:
        letters = chr(ord("a") + (count - 1) % 26) * min((count - 1) // 26 + 1, 10)
        return letters.upper() if number_format == "upperLetter" else letters
    if number_format in ("lowerRoman", "upperRoman") and 0 < count < 4000:
        return _roman(count).upper() if number_format == "upperRoman" else _roman(count)
    return f"{count:02d}" if number_format == "decimalZero" else str(count)


def _roman(count: int) -> str:
    numeral = ""
    for worth, sign in _ROMAN:
        numeral += sign * (count // worth)
        count %= worth
    return numeral


def _levels(abstract: _Element) -> dict[int, _Level]:
    levels = {}
    for level in abstract.iterchildren(W + "lvl"):
        number = _whole(value(level, "ilvl"), _LEVELS)
        if number < _LEVELS:
            levels[number] = _Level(value(level.find(W + "numFmt")) or "decimal",
                                    value(level.find(W + "lvlText")) or "", _whole(value(level.find(W + "start")), 1))
    return levels


def _list_of(properties: list[_Element]) -> tuple[str | None, int]:
    """List and level that the nearest properties name; `numId` 0 takes a paragraph out of its list."""
    list_id = next((found for each in properties if (found := value(each.find(f"{W}numPr/{W}numId")))), None)
    level = next((found for each in properties if (found := value(each.find(f"{W}numPr/{W}ilvl")))), None)
    return (None if list_id == _NO_LIST else list_id), min(_whole(level, 0), _LEVELS - 1)


def _whole(text: str | None, default: int) -> int:
    """A whole number that is not negative."""
    digits = text or ""
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 7 else default
