"""Reads a PDF with a text layer: text in reading order, lines with their type, tables as grids.

Every page is read with pdfium only and closed before the next is opened.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from typing import NamedTuple

import pypdfium2 as pdfium

from ...schemas.source import SourceDocument
from .errors import ReadError
from .pdf_continuation import open_table, rows_left_over
from .pdf_gate import shows_tables
from .pdf_grid import Table
from .pdf_items import Item, drawn_line, line_of_words, with_bullets
from .pdf_order import reading_order
from .pdf_page import PageText, scan_text
from .pdf_rows import Row, visual_rows
from .pdf_rules import Drawing, scan_drawing
from .pdf_tables import find_tables
from .pdf_text import TextBuilder

MEDIA_TYPE = "application/pdf"
_SIGNATURE = b"%PDF-"
_SIGNATURE_WITHIN = 1024  # bytes from the start in which readers accept the signature
_END_MARK = b"%%EOF"
_END_WITHIN = 2048  # bytes from the end
_ENCRYPTION = b"/Encrypt"
_FIRST_SHARE = 0.22  # of a page's height in which rows left over from the page before begin
_HEAD_SHARE = 0.5  # and in which they end


def read_pdf(source: str, data: bytes, sha256: str) -> SourceDocument:
    """The text, lines and tables of a PDF; raises ReadError for one that cannot be opened or has no pages."""
    with closing(_open(data)) as document:
        warnings: list[str] = []
        built = _read_pages(document, warnings)
        if _END_MARK not in data[-_END_WITHIN:]:
            warnings.append("pdf_end_missing")
        return SourceDocument(
            source=source,
            sha256=sha256,
            media_type=MEDIA_TYPE,
            text=built.text,
            page_starts=tuple(built.page_starts),
            paged=True,
            lines=tuple(built.lines),
            grids=tuple(built.grids),
            title=_title(document),
            warnings=warnings,
        )


def _open(data: bytes) -> pdfium.PdfDocument:
    if not data:
        raise ReadError("the file is empty")
    if _SIGNATURE not in data[:_SIGNATURE_WITHIN]:
        raise ReadError("not a PDF: the file does not begin with %PDF")
    try:
        document = pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        raise ReadError(_reason(str(error), data)) from error
    if len(document) == 0:
        document.close()
        raise ReadError("the PDF has no pages")
    return document


def _reason(message: str, data: bytes) -> str:
    """Why a PDF was refused; pdfium may repeat what it said of the file before, so the bytes must bear it out."""
    if "assword" in message and _ENCRYPTION in data:
        return "the PDF is encrypted and needs a password"
    if _END_MARK not in data[-_END_WITHIN:]:
        return "the PDF is truncated: its end is missing"
    return "the PDF is damaged or has no pages"


def _title(document: pdfium.PdfDocument) -> str | None:
    return " ".join(document.get_metadata_value("Title").replace("\0", " ").split()) or None


class PageSigns(NamedTuple):
    """What a page turned out to hold."""

    has_words: bool
    has_picture: bool
    open_table: Table | None  # that the next page may go on with


def _read_pages(document: pdfium.PdfDocument, warnings: list[str]) -> TextBuilder:
    """All pages' text; what is missing is added to `warnings`, by page number."""
    built = TextBuilder()
    wordless, pictures, unreadable = [], [], []
    table: Table | None = None
    for number in range(1, len(document) + 1):
        try:
            signs = _read_page(document, number - 1, built, table)
        except pdfium.PdfiumError:
            unreadable.append(number)
            built.add_page([])
            table = None
            continue
        table = signs.open_table
        if not signs.has_words:
            wordless.append(number)
            if signs.has_picture:
                pictures.append(number)
    if len(unreadable) == len(document):
        raise ReadError("the PDF is damaged: none of its pages can be read")
    if len(wordless) + len(unreadable) == len(document):
        warnings.append("no_text_layer")
    elif pictures:
        warnings.append("pages_without_text:" + ";".join(map(str, pictures)))
    if unreadable:
        warnings.append("pages_unreadable:" + ";".join(map(str, unreadable)))
    return built


def _read_page(document: pdfium.PdfDocument, index: int, built: TextBuilder, carried: Table | None) -> PageSigns:
    """Write one page, which may go on with a carried table, and say what it holds."""
    with closing(document[index]) as page, closing(page.get_textpage()) as textpage:
        text = scan_text(page, textpage)
        drawing = scan_drawing(page.raw, text.reading)
        items = _items(text, _tables_on(text, drawing, len(document), carried))
        with_bullets(items, drawing.dots)
        built.add_page(items, text.reading, text.display)
    is_open = open_table(items, text.reading.height)
    return PageSigns(bool(text.lines), drawing.has_image or drawing.crowded, is_open)


def _tables_on(page: PageText, drawing: Drawing, n_pages: int, carried: Table | None) -> list[Table]:
    """The tables of a page, and the rows at its head that a table of the page before has left over."""
    tables: list[Table] = []
    if shows_tables(page, drawing):
        tables = find_tables([page.words(line) for line in page.lines], drawing, n_pages)
    if carried is None:
        return tables
    left_over = rows_left_over(carried, _head_rows(page, tables, _FIRST_SHARE), page.reading.height)
    if left_over:
        left_over = rows_left_over(carried, _head_rows(page, tables, _HEAD_SHARE), page.reading.height)
    return [*tables, left_over] if left_over else tables


def _head_rows(page: PageText, tables: Sequence[Table], share: float) -> list[Row]:
    """The rows at the head of a page down to its first table."""
    foot = min([share * page.reading.height, *(table.box.top for table in tables)])
    return visual_rows(word for line in page.lines if line.box.bottom <= foot for word in page.words(line))


def _items(page: PageText, tables: Sequence[Table]) -> list[Item]:
    """Lines and tables of a page in reading order; a table stands where the first of its words stood."""
    if not tables:
        return reading_order([drawn_line(line, page) for line in page.lines], page) if page.lines else []
    owner = {id(word): table for table in tables for word in table.words}
    items: list[Item] = []
    placed: set[int] = set()
    for line in page.lines:
        words = page.words(line)
        outside = [word for word in words if id(word) not in owner]
        if len(outside) == len(words):
            items.append(drawn_line(line, page))
            continue
        if outside:
            items.append(line_of_words(outside, line.style))
        for table in (owner[id(word)] for word in words if id(word) in owner):
            if id(table) not in placed:
                placed.add(id(table))
                items.append(Item("", table.box, line.style, table=table))
    return reading_order(items, page)
