"""Cuts a source document into paragraphs: headings with their sections, lists, tables, footnotes, boilerplate."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence

import regex

from ..extractors.grammar.periods import whole_period
from ..extractors.labels import opens_labelled
from ..schemas.source import Grid, Line, SourceDocument
from ..schemas.text import Block, Document
from .boilerplate import boilerplate_lines, is_contents_grid
from .clean import clean
from .flat_contents import contents_of
from .flat_pages import flat_pieces, is_flat
from .label_forms import form_pieces, is_label_form
from .line_joins import (
    ended_above,
    ends_line_above,
    is_parted,
    leaves_list,
    same_type,
    stands_below,
)
from .line_looks import Looks
from .pieces import BARE_VALUE, SENTENCE_END, Piece, is_annex, section_number

_PARAGRAPH_PER_LINE = {  # formats whose readers give a whole paragraph a line
    "text/html",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
_GOES_ON = regex.compile(r"\s*(?!\d{1,2}(?:\.\d{1,2})?[.)]?\s+\p{Lu})[\p{Ll}\d(]")  # not `2.1 Forløb over`
_LONGEST_HEADING = 100  # characters of one that ends with a full stop
_LEADS_ON = regex.compile(r"(?:[,(»-]|\b(?:og|eller|samt|i|for|til|af|se|jf\.|med|under|som|at|om|på|ved|under|nr\.))$")


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
        if is_contents_grid(source.text, grid):
            yield Piece("boilerplate", [(grid.start, grid.end)], grid.page if source.paged else 0)
            continue
        if is_label_form(source.text, grid):
            yield from form_pieces(source.text, grid, grid.page if source.paged else 0)
            continue
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
        elif line.end - line.start < 300 and not pages and not contents_of(source.text[line.start : line.end]):
            yield Piece("heading", [(line.start, line.end)], 0, level=1)
        else:
            pages.append(line)
    listings = [source.text[line.start : line.end] for index, line in enumerate(lines) if index in skipped]
    yield from flat_pieces(source.text, pages, listings)


def _laid_out(source: SourceDocument, lines: Sequence[Line], grids: Sequence[Grid]) -> Iterator[Piece]:
    """A text with its lines: boilerplate apart, headings by their marks, the rest gathered into paragraphs."""
    skipped = boilerplate_lines(source, lines)
    looks = Looks(source.text, lines)
    one_each = source.media_type in _PARAGRAPH_PER_LINE
    open_piece: Piece | None = None
    previous: Line | None = None
    for index, line in enumerate(lines):
        kind, start, level = looks.kind(index, line) if index not in skipped else ("boilerplate", line.start, 0)
        if (
            open_piece
            and previous
            and not one_each
            and not (open_piece.kind == kind == "paragraph" and looks.starts_anew(index))
            and _continues(source.text, open_piece, previous, line, kind, level, grids)
        ):
            open_piece.ranges[-1] = (open_piece.ranges[-1][0], line.end)
            open_piece.bold &= line.bold
        else:
            if open_piece:
                yield open_piece
            page = line.page if source.paged else 0
            open_piece = Piece(kind, [(start, line.end)], page, level=level, box=line.box, bold=line.bold)
        previous = line
    if open_piece:
        yield open_piece


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
        same = line.box is not None and same_type(previous, line) and line.font == previous.font
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
        line.box is None and not _LEADS_ON.search(text[previous.start : previous.end].rstrip())
        or SENTENCE_END.search(text[previous.start : previous.end])
        or opens_labelled(text[piece.start : piece.start + 80])
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
    if whole_period(last.strip().removeprefix("I ")):
        return False  # `I 2021`, the label of a card
    if following.box is not None and BARE_VALUE.fullmatch(text[following.start : following.end].split("\n")[0].strip()):
        return False  # a card of its own: the number in large type, its label below
    return (
        not SENTENCE_END.search(last)
        and _GOES_ON.match(text, following.start, following.start + 20) is not None
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
        kind = "paragraph" if _is_call_out(piece, cleaned) else piece.kind
        if kind == "heading":
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
            kind=kind,
            text=cleaned,
            origin=origin,
            start=piece.start,
            end=piece.end,
            section_number=number,
            section_path=above,
            level=piece.level,
            cells=piece.cells,
            box=piece.box,
            bold=piece.bold,
        )
        order += 1


def _is_call_out(piece: Piece, text: str) -> bool:
    """Whether what is set in the type of a heading is a sentence that stands out: long, with its full stop."""
    set_as_heading = piece.kind == "heading" and piece.box is not None and len(text) > _LONGEST_HEADING
    return set_as_heading and text.rstrip().endswith(".") and not section_number(text)[0] and not opens_labelled(text)
