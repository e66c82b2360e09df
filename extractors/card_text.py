"""What the document card reads: title, cover, running headers, headings and body, told apart by where they stand."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import regex
from maaltal.schemas.text import Block, Document

from .lexicon import compile_entries, load, matcher
from .phrases import phrase

OPENING_LENGTH = 1500  # characters of running text that still introduce the document
_BODY_LENGTH = 400_000  # characters that are read for the card
_HEAD_BLOCKS = 8  # a web transcript's title stands so near the top
_MARK_LENGTH = 40
_BEGIN = "transcript_begin"
_TITLE_LENGTH = 250  # titles of other documents are shorter
_LANGUAGE_SAMPLE = 20_000  # characters
_LEAST_SCORE = 3
_COVER_BLOCKS = 14
_COVER_LINE_LENGTH = 160
_SENTENCE_LENGTH = 60  # a line of that length that ends in a full stop is a sentence
_FURNITURE_LENGTH = 150
_NUMBERED = regex.compile(r"\d+(?:\.\d+)*\.? \p{Lu}")  # a numbered heading; "2. udkast" is none
_SPACED_LETTERS = regex.compile(r"(?<![\p{L}\d])(?:[\p{L}\d] ){4,}[\p{L}\d](?![\p{L}\d])")
_SPACED_YEAR = regex.compile(r"(?<!\d |\d|[.,])2 0 [0-4] \d(?! ?\d)")
_WORD = regex.compile(r"\p{L}{3}")
_DIGITS = regex.compile(r"\d+")
_LETTER_MEETS_DIGIT = regex.compile(r"(?<=\p{L})(?=\d)|(?<=\d)(?=\p{L})")
_TOOL_TITLE = regex.compile(  # a title the writing program made up
    r"microsoft|\.(?:docx?|pdf|indd|pptx?|odt|xlsx?)\b|untitled|^\W*(?:dokument|skabelon)?\d*\W*$", regex.IGNORECASE)
_COVER_END = compile_entries([entry for entry in load("document_types") if entry.extra.get("role") == "cover_end"])


@dataclass(frozen=True, slots=True)
class View:
    """The parts of one document that its card is read from."""

    title: str | None  # the line that a web transcript begins with, the title of a web page
    file_title: str | None  # the title in the file's own data; often left over from an older document
    cover: tuple[str, ...]  # short lines before the text begins
    opening: str  # the first running text
    headings: tuple[str, ...]
    furniture: tuple[str, ...]  # running headers and footers, once each
    body: str  # everything but boilerplate and tables, a line a paragraph


def view(document: Document) -> View:
    """The parts of a document; boilerplate is told into running headers (kept) and lists of other documents (not)."""
    related = _related_documents(document.blocks)
    own = [block for index, block in enumerate(document.blocks) if index not in related]
    text = [block for block in own if block.kind != "boilerplate"]
    has_title = bool(related) and bool(text) and text[0].order < related[0] < _HEAD_BLOCKS
    file_title = _file_title(document)
    body = "\n".join(tidy(block.text) for block in text if block.kind != "table")
    return View(
        title=tidy(text[0].text) if has_title else file_title if document.source.media_type == "text/html" else None,
        file_title=file_title,
        cover=tuple(tidy(block.text) for block in _cover([b for b in text[has_title:] if b.kind != "footnote"])),
        opening=body[:OPENING_LENGTH],
        headings=tuple(tidy(block.text) for block in text if block.kind == "heading"),
        furniture=_furniture(own),
        body=body[:_BODY_LENGTH],
    )


def tidy(text: str) -> str:
    """Text on one line, letter-spaced words drawn together ("P L A N 2 0 1 4" becomes "PLAN 2014")."""
    text = _SPACED_YEAR.sub(lambda year: year[0].replace(" ", ""), text)
    closed = _SPACED_LETTERS.sub(lambda run: _LETTER_MEETS_DIGIT.sub(" ", run[0].replace(" ", "")), text)
    return " ".join(closed.split())


def language(text: str) -> str | None:
    """Language of a text by its frequent words; None where there are too few of them."""
    scores: Counter[str] = Counter()
    for match in matcher("languages").find(text[:_LANGUAGE_SAMPLE]):
        scores[match.key] += match.entry.extra["weight"]
    if not scores:
        return None
    best, score = scores.most_common(1)[0]
    return best if score >= _LEAST_SCORE and score >= 0.6 * scores.total() else None


def _related_documents(blocks: tuple[Block, ...]) -> range:
    """Places of a web transcript's list of other documents, from its heading to the word "Transkript".

    Where that word is missing the list ends at the first long paragraph.
    """
    marks: dict[str, int] = {}
    for index, block in enumerate(blocks):
        if match := matcher("boilerplate").at_start(block.text[:_MARK_LENGTH]):
            marks.setdefault(match.key, index)
        if block.kind == "boilerplate" and _BEGIN in matcher("boilerplate").keys(block.text[-_MARK_LENGTH:]):
            marks.setdefault(_BEGIN, index)
    end = marks.get(_BEGIN)
    begin = marks.get("related_begin", marks.get("viewer", end))
    if begin is None:
        return range(0)
    if end is None or end < begin:
        long = (index for index, block in enumerate(blocks) if index > begin and len(block.text) > _TITLE_LENGTH)
        return range(begin, next(long, len(blocks)))
    return range(begin, end + (blocks[end].kind == "boilerplate"))


def _file_title(document: Document) -> str | None:
    title = tidy(document.source.title or "")
    return title if title and not _TOOL_TITLE.search(title) else None


def _cover(blocks: list[Block]) -> list[Block]:
    """Short blocks at the start, up to the contents, the first numbered section or the first long paragraph."""
    cover: list[Block] = []
    for block in blocks[:_COVER_BLOCKS]:
        if block.section_number or block.page not in (None, blocks[0].page) or _COVER_END.first(block.text):
            break
        if block.kind == "table" or _NUMBERED.match(block.text) or _is_running_text(block.text):
            break
        if not phrase("copied_to").match(block.text):
            cover.append(block)
        if block.text.endswith(":"):
            break  # the lead-in of a list
    return cover


def _is_running_text(text: str) -> bool:
    return len(text) > _COVER_LINE_LENGTH or len(text) > _SENTENCE_LENGTH and text.endswith((".", "!", "?"))


def _furniture(blocks: list[Block]) -> tuple[str, ...]:
    """Short boilerplate lines with words that come more than once, page numbers apart; each once."""
    short = (block.text for block in blocks if block.kind == "boilerplate" and len(block.text) < _FURNITURE_LENGTH)
    lines = [tidy(text) for text in short if _WORD.search(text)]
    counts = Counter(_DIGITS.sub("", line) for line in lines)
    first = {_DIGITS.sub("", line): line for line in reversed(lines)}
    return tuple(first[wording] for wording, count in counts.items() if count > 1)
