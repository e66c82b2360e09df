"""Cuts a source document into paragraphs: headings with their sections, lists, tables, footnotes, boilerplate."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

import regex

from ..extractors.grammar.periods import find_periods
from ..extractors.labels import labels_in_heading, opens_labelled
from ..schemas.source import Grid, Line, SourceDocument
from ..schemas.text import Block, Document
from .boilerplate import boilerplate_lines
from .clean import clean
from .flat_pages import flat_pieces, is_contents, is_flat
from .line_joins import (
    BLANK_LINE,
    HEAD_START,
    ended_above,
    ends_line_above,
    is_parted,
    leaves_list,
    stands_below,
)
from .pieces import BARE_VALUE, BULLET, ENUMERATOR, ORNAMENT, SENTENCE_END, Piece, is_annex, section_number

_TWO_LETTERS = regex.compile(r"\p{L}{2}")
_HASHES = regex.compile(r"\s*(?P<hashes>#{1,6})\s+")
_BOLD_LINE = regex.compile(r"\s*(?:\*\*|__|<b>|<strong>)(?P<text>.{2,160}?)(?:\*\*|__|</b>|</strong>):?\s*$")
_MARKUP = regex.compile(r"</?\w[^<>]{0,60}>|[*_#]")
_FOOTNOTE = regex.compile(r"\s*(?:\d{1,2}|\*{1,3})\s+\p{Lu}")
_PARAGRAPH_PER_LINE = {  # formats whose readers give a whole paragraph a line
    "text/html",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
_HEADING_WORDS = 16
_COVER_LINES = 4  # lines at the top that are a cover, whatever their length
_LINES_TO_TELL = 12
_RAGGED = 6  # columns by which a line may fall short of the full width
_LETTER = regex.compile(r"\s*\(?([A-Ha-h])[.)]\s+(?=\S)")
_LABELLED_VALUE = regex.compile(
    r"\p{Lu}[^:.;]{2,60}(?::|\s?(?:\.{4,}|…+))\s(?:\p{Ll}+\s){0,2}\d[\d.,]*\s?(?:%|(?:\p{L}+\.?)?)(?:\s\(?[\p{L}\d]+\)?){0,4}\.?"
)
_SAYS_MORE = regex.compile(r":|\d\s?(?:%|pct|procent|\p{Ll}{3})|\b(?:er|skal|må)\b")  # no heading: it states
_MOST_ITEMS = 30  # a line `95. Niveauet var ...` is no item of a list
_ENDS_IN_VALUE = regex.compile(r"(?<![\d.,])(?!(?:19|20)\d\d$)\d[\d.,]*\s*%?$")


def document_id(source: SourceDocument) -> str:
    """Short hash of the name and the content of the input; the folder it lies in does not count."""
    name = source.source.replace("\\", "/").rstrip("/").rsplit("/", 1)[-1]
    return hashlib.sha256(f"{name}\n{source.sha256}".encode()).hexdigest()[:12]


def segment(source: SourceDocument) -> Document:
    """The document with its paragraphs, in reading order."""
    pieces = sorted(_pieces(source), key=lambda piece: piece.start)
    blocks = tuple(_blocks(source, _joined_over_pages(source.text, pieces)))
    return Document(document_id(source), source, blocks, list(source.warnings))


def _pieces(source: SourceDocument) -> Iterator[Piece]:
    lines = [line for line in source.lines if source.text[line.start : line.end].strip()]
    grids = [grid for grid in source.grids if source.text[grid.start : grid.end].strip()]
    lines = _outside(lines, grids)
    if is_flat(source.text, lines):
        yield from _flat(source, lines)
    else:
        yield from _laid_out(source, lines, grids)
    for grid in grids:
        yield Piece("table", [(grid.start, grid.end)], grid.page if source.paged else 0, cells=grid.cells, box=grid.box)


def _outside(lines: Sequence[Line], grids: Sequence[Grid]) -> list[Line]:
    """Lines that no table covers."""
    kept, index = [], 0
    for line in lines:
        while index < len(grids) and grids[index].end <= line.start:
            index += 1
        if index == len(grids) or line.end <= grids[index].start:
            kept.append(line)
    return kept


def _flat(source: SourceDocument, lines: Sequence[Line]) -> Iterator[Piece]:
    """A web transcript: its short lines are titles and boilerplate, its long ones pages."""
    skipped = boilerplate_lines(source, lines)
    pages = []
    for index, line in enumerate(lines):
        if index in skipped:
            yield Piece("boilerplate", [(line.start, line.end)], 0)
        elif line.end - line.start < 300 and not pages and not is_contents(source.text[line.start : line.end]):
            yield Piece("heading", [(line.start, line.end)], 0, level=1)
        else:
            pages.append(line)
    yield from flat_pieces(source.text, pages)


def _laid_out(source: SourceDocument, lines: Sequence[Line], grids: Sequence[Grid]) -> Iterator[Piece]:
    """A text with its lines: boilerplate apart, headings by their marks, the rest gathered into paragraphs."""
    skipped = boilerplate_lines(source, lines)
    looks = _Looks(source.text, lines)
    one_each = source.media_type in _PARAGRAPH_PER_LINE
    open_piece: Piece | None = None
    previous: Line | None = None
    for index, line in enumerate(lines):
        kind, start, level = looks.kind(index, line) if index not in skipped else ("boilerplate", line.start, 0)
        if (
            open_piece
            and previous
            and not one_each
            and _continues(source.text, open_piece, previous, line, kind, level, grids)
        ):
            open_piece.ranges[-1] = (open_piece.ranges[-1][0], line.end)
        else:
            if open_piece:
                yield open_piece
            open_piece = Piece(kind, [(start, line.end)], line.page if source.paged else 0, level=level, box=line.box)
        previous = line
    if open_piece:
        yield open_piece


class _Looks:
    """Tells headings, list items and footnotes from the look of a line: marks, type size and weight, numbers."""

    def __init__(self, text: str, lines: Sequence[Line]):
        self.text = text
        self.lines = lines
        self.body_size = _body_size(lines)
        self.width = self._width()
        sizes = sorted({round(line.size, 1) for line in lines if line.size and self._larger(line)}, reverse=True)
        self.level_of_size = {size: level for level, size in enumerate(sizes, start=1)}

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
        rank = self.level_of_size.get(round(line.size, 1), len(self.level_of_size) + 1)
        return 10 * rank + max(depth, 1)

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
            return self._larger(line) or (line.bold and self._stands_alone(index) and len(plain) < 110)
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
        return opens and index >= _COVER_LINES and (self._is_item(index + 1) or follows[:1].isupper())

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
        return not self._broken(before, self.lines[index]) and not SENTENCE_END.search(
            self.text[before.start : before.end]
        )

    def _stands_alone(self, index: int) -> bool:
        """Whether no line of running text goes before it or after it without a break."""
        line = self.lines[index]
        before = self.lines[index - 1] if index else None
        after = self.lines[index + 1] if index + 1 < len(self.lines) else None
        return self._broken(before, line) and (self._broken(line, after) or line.size is not None)

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


def _body_size(lines: Iterable[Line]) -> float | None:
    """The type size, in points, that most characters are set in."""
    sizes: Counter[float] = Counter()
    for line in lines:
        if line.size:
            sizes[round(line.size, 1)] += line.end - line.start
    return min(sizes, key=lambda size: (-sizes[size], size)) if sizes else None


def _continues(
    text: str, piece: Piece, previous: Line, line: Line, kind: str, level: int, grids: Sequence[Grid]
) -> bool:
    """Whether a line runs on from the piece before it, on the same page."""
    if previous.page != line.page or any(previous.end <= grid.start < line.start for grid in grids):
        return False
    if piece.kind == "boilerplate" or kind == "boilerplate":
        return piece.kind == kind
    words = text[line.start : line.end].strip()
    if piece.kind == "heading" and line.box is None and kind == "paragraph" and words[:1].islower():
        return text[previous.start : previous.end].rstrip().endswith("-")  # a word is broken over the two lines
    if piece.kind == "heading":
        same = (
            line.box is not None and line.bold == previous.bold and abs((line.size or 0) - (previous.size or 0)) < 0.3
        )
        return (
            same
            and not is_parted(text, previous, line)
            and not section_number(words)[0]
            and not opens_labelled(words)
            and kind in ("heading", "paragraph")
        )
    if kind == "heading" or line.heading_level or line.list_item:
        return False
    if line.box is not None and BARE_VALUE.fullmatch(words) and not ends_line_above(text, previous, line):
        return False  # a call-out begins: the number in large type ...
    below = words[:1].islower() or kind == "paragraph" and stands_below(previous, line)
    if below and line.box is not None and BARE_VALUE.fullmatch(text[piece.start : piece.end].strip()):
        return True  # ... and its label below
    if kind != "paragraph" or leaves_list(text, piece, previous, line):
        return False
    if opens_labelled(words) and (
        SENTENCE_END.search(text[previous.start : previous.end]) or opens_labelled(text[piece.start : piece.start + 80])
    ):
        return False
    return not is_parted(text, previous, line) and not ended_above(text, previous, line)


def _joined_over_pages(text: str, pieces: Sequence[Piece]) -> Iterator[Piece]:
    """Sentences that a page break cut: the end of one page and the beginning of the next become one piece."""
    open_piece: Piece | None = None
    waiting: list[Piece] = []
    for piece in pieces:
        if open_piece and piece.kind in ("boilerplate", "footnote"):
            waiting.append(piece)
            continue
        if open_piece and _runs_on(text, open_piece, piece):
            open_piece.ranges.extend(piece.ranges)
            continue
        if open_piece:
            yield open_piece
        yield from waiting
        waiting = []
        open_piece = piece
    if open_piece:
        yield open_piece
    yield from waiting


def _runs_on(text: str, piece: Piece, following: Piece) -> bool:
    last = text[piece.ranges[-1][0] : piece.ranges[-1][1]]
    if piece.kind not in ("paragraph", "list_item") or following.kind != "paragraph":
        return False
    if following.page and following.page == piece.page and not _next_column(piece, following):
        return False
    if following.box is not None and BARE_VALUE.fullmatch(text[following.start : following.end].split("\n")[0].strip()):
        return False  # a card of its own: the number in large type, its label below
    return (
        not SENTENCE_END.search(last)
        and regex.match(r"\s*[\p{Ll}\d(]", text[following.start : following.start + 20]) is not None
    )


def _next_column(piece: Piece, following: Piece) -> bool:
    """Whether a piece stands at the top of the column to the right of another."""
    return (
        piece.box is not None
        and following.box is not None
        and following.box.x0 > piece.box.x0 + 50
        and following.box.top < piece.box.bottom
    )


def _blocks(source: SourceDocument, pieces: Iterable[Piece]) -> Iterator[Block]:
    """Blocks in order, each with the headings that stand above it."""
    path: list[tuple[int, str]] = []
    number: str | None = None
    order = 0
    for piece in pieces:
        cleaned, origin = clean(source.text, piece.ranges)
        if not cleaned.strip():
            continue
        if piece.kind == "heading":
            number = section_number(cleaned)[0]
            level = 1 if is_annex(cleaned) else piece.level or 3
            path = [entry for entry in path if entry[0] < level]
            above = tuple(title for _, title in path)
            path.append((level, cleaned))
        else:
            above = tuple(title for _, title in path)
        yield Block(
            order=order,
            page=piece.page or None,
            kind=piece.kind,
            text=cleaned,
            origin=origin,
            start=piece.start,
            end=piece.end,
            section_number=number,
            section_path=above,
            level=piece.level,
            cells=piece.cells,
            box=piece.box,
        )
        order += 1
