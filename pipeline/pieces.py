"""The stretches a text is cut into before they become paragraphs, and the marks that headings and lists bear."""

from __future__ import annotations

from dataclasses import dataclass

import regex

from ..schemas.source import Box, Cell
from .clean import Range

_NUMBER = r"\d{1,2}(?:\s?\.\s?\d{1,2}){0,3}"
_SECTION_NUMBER = regex.compile(
    rf"(?:(?:kap(?:itel|\.)?|afsnit)\s*(?P<chapter>{_NUMBER})\.?\s*[:.–-]?\s*|(?:§\s*)?(?P<plain>{_NUMBER})(?:\s?\.|:|\)|(?=\s))\s*)(?=\p{{Lu}})",
    regex.IGNORECASE,
)
_ANNEX = regex.compile(
    r"(?:bilag|tillæg|appendiks|appendix)\b(?:\s*(?:nr\.?\s*)?(?P<number>\d{1,2}|[A-H])\b)?", regex.IGNORECASE
)
BULLET = regex.compile(
    r"\s*(?:[•▪●◦‣∙·■□✓►➢→⇒↑↓↗↘\p{So}\uE000-\uF8FF]|\*(?!\p{L}[^*\n]{1,80}\*)|>(?=\s)|[-–](?=\s)|o(?=\s+\p{L}))\s*"
)
ORNAMENT = regex.compile(r"\s*[\p{So}\p{No}]\s*")  # a star or a circled number in front of a heading
ENUMERATOR = regex.compile(
    r"\s*(?:\(?\d{1,2}[.)]|\(?[a-zA-H][.)]|[A-H]\d{1,2}[.:)]|\(?[ivx]{2,4}\)|Ad \d{1,2}[.:]|Stk\. ?\d{1,2}\.)\s+(?=\S)"
)
_UNIT = r"(?:%|pct\.?|procent|(?:mio|mia)\.? ?kr\.?|\p{Ll}{2,25})"
BARE_VALUE = regex.compile(
    rf"(?:fra )?\d[\d.,]*(?:\s?{_UNIT})? (?:til|→) (?:under |over |højst |mindst )?\d[\d.,]*(?:\s?{_UNIT})?"  # a card
    rf"|inden \d+ (?:timer|dage|uger)|[+–−-]?\s?\d[\d.,]* (?-i:\p{{Ll}}{{3,25}})|"
    r"(?:(?:ca\.|højst|mindst|over|under|top|nr\.|minimum|maks\.) |[+–−-]\s?)?\d[\d.,]*\s?(?:%|pct\.?|procent|(?:mio|"
    r"mia)\.? ?kr\.?|kr\.?|uger|dage|timer|måneder|år)?|\d{1,2} ud af \d{1,2}"
    r"|hver (?:anden|tredje|fjerde|femte|tiende)|halvdelen"
    r"|(?:en|to|tre|fire|fem|syv|otte|ni) ud af (?:to|tre|fire|fem|ti)",
    regex.IGNORECASE,
)
SENTENCE_END = regex.compile(r"[.!?:;][\"”»)*\]]*\s*$")


@dataclass(slots=True)
class Piece:
    """A stretch of text of one kind; `ranges` leave out the boilerplate that a page break put inside it.

    `page` counts from 1; 0 where the source has no pages.
    """

    kind: str
    ranges: list[Range]
    page: int
    level: int = 0
    number: str | None = None
    box: Box | None = None
    cells: tuple[Cell, ...] = ()
    bold: bool = False  # all its lines are

    @property
    def start(self) -> int:
        return self.ranges[0][0]

    @property
    def end(self) -> int:
        return self.ranges[-1][1]


def section_number(text: str) -> tuple[str | None, int]:
    """The printed section number of a heading and its depth: `Kap. 3 Mål` -> ("3", 1), `3.2.1 Unge` -> ("3.2.1", 3)."""
    if annex := _ANNEX.match(text):
        return annex["number"], 1
    match = _SECTION_NUMBER.match(text)
    if not match:
        return None, 0
    number = "".join((match["chapter"] or match["plain"]).split())
    return number, number.count(".") + 1


def is_annex(text: str) -> bool:
    """Whether a heading opens an annex: `Bilag 2: ...`, `Tillæg 1 til ...`."""
    return _ANNEX.match(text) is not None
