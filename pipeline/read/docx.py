"""DOCX -> document: paragraphs and tables in order, headings and lists by their styles, notes at the end."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import regex
from maaltal.schemas.source import SourceDocument

from . import docx_package as package
from .docx_package import W, value
from .docx_styles import Numbering, Styles
from .sniff import DOCX
from .text_builder import (
    BLANK_LINE,
    LINE_BREAK,
    Item,
    Paragraph,
    Table,
    TableCell,
    TextBuilder,
    one_line,
    one_line_with_tabs,
    superscript,
    table_or_content,
)

if TYPE_CHECKING:
    from lxml.etree import _Element

_MATH_TEXT = "{http://schemas.openxmlformats.org/officeDocument/2006/math}t"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_PRIVATE_USE = regex.compile(r"[\ue000-\uf8ff]")

# Elements that only group blocks; what is deleted or moved away stays out because nothing descends into it.
_BLOCK_GROUPS = frozenset(W + name for name in ("sdt", "sdtContent", "customXml", "ins", "moveTo", "smartTag"))
_UNSEEN = frozenset((_FALLBACK, *(W + name for name in (
    "del", "moveFrom", "delText", "instrText", "delInstrText", "pPr", "rPr", "sdtPr", "sdtEndPr", "rt"))))
_CHARACTERS = {W + "tab": "\t", W + "ptab": "\t", W + "br": "\n", W + "cr": "\n", W + "noBreakHyphen": "-",
               W + "softHyphen": "\u00ad"}
_MAX_DEPTH = 20  # tables and text boxes nested deeper are read as plain paragraphs
_MAX_COLUMN_SPAN = 100


def read_docx(source: str, data: bytes, sha256: str) -> SourceDocument:
    """The document a DOCX holds; ReadError if the archive is something else, damaged or a bomb."""
    parts = package.open_package(data)
    body = _Body(parts)
    items = body.read()
    return TextBuilder().add(items).document(source, sha256, DOCX, package.title(parts))


class _Body:
    """The reading of one body: counters of lists and notes run on from paragraph to paragraph."""

    def __init__(self, parts: package.Package):
        self._root = parts.document
        self._styles = Styles(parts.optional("styles.xml"))
        self._numbering = Numbering(parts.optional("numbering.xml"))
        self._notes = {kind: _notes_by_id(parts.optional(f"{kind}s.xml"), kind) for kind in ("footnote", "endnote")}
        self._in_list = False  # the paragraph before was an item
        self._noted: list[_Element] = []  # in the order of their marks

    def read(self) -> list[Item]:
        """Everything in the body, then its notes, each behind its mark."""
        items = [item for body in self._root.iterchildren(W + "body") for item in self._items(body, 0)]
        for number, note in enumerate(self._noted, start=1):  # a note may itself refer to a further one
            paragraphs = (item for item in self._items(note, _MAX_DEPTH) if isinstance(item, Paragraph))
            text = " ".join(one_line(paragraph.text) for paragraph in paragraphs)
            if text:
                items.append(Paragraph(f"{superscript(str(number), '')} {text}"))
        return items

    def _items(self, container: _Element, depth: int) -> list[Item]:
        items: list[Item] = []
        for block in _blocks(container):
            if block.tag == W + "p":
                items += self._paragraph(block, depth)
            elif depth < _MAX_DEPTH:
                items += table_or_content(self._table(block, depth))
            else:
                items += [item for paragraph in block.iter(W + "p") for item in self._paragraph(paragraph, depth)]
        return items

    def _paragraph(self, paragraph: _Element, depth: int) -> list[Item]:
        text, boxes = self._text(paragraph)
        items: list[Item] = list(self._lines(paragraph, text))
        for box in boxes if depth < _MAX_DEPTH else ():
            items += self._items(box, depth + 1)
        return items

    def _lines(self, paragraph: _Element, text: str) -> Iterator[Paragraph]:
        style = self._styles.of(paragraph)
        if style.heading_level is not None:
            text = text.replace("\n", " ")
        lines = [line for line in map(one_line_with_tabs, text.split("\n")) if line.strip()]
        if not lines:
            return
        is_item = style.list_id is not None and style.heading_level is None
        mark = self._numbering.next_mark(style.list_id, style.list_level) if style.list_id is not None else ""
        for place, line in enumerate(lines):
            first = place == 0
            gap = LINE_BREAK if not first or (is_item and self._in_list) else BLANK_LINE
            yield Paragraph(f"{mark} {line}" if first and mark else line, gap, style.heading_level,
                            list_item=first and is_item)
        self._in_list = is_item

    def _text(self, paragraph: _Element) -> tuple[str, list[_Element]]:
        """The text of a paragraph with tabs and line breaks, and the text boxes anchored in it."""
        pieces: list[str] = []
        boxes: list[_Element] = []
        stack = [iter(paragraph)]
        while stack:
            element = next(stack[-1], None)
            if element is None:
                stack.pop()
            elif element.tag == W + "txbxContent":
                boxes.append(element)
            elif element.tag == W + "r":
                self._run(element, pieces, boxes)
            elif element.tag == _MATH_TEXT:
                pieces.append(element.text or "")
            elif element.tag not in _UNSEEN:
                stack.append(iter(element))
        return "".join(pieces), boxes

    def _run(self, run: _Element, pieces: list[str], boxes: list[_Element]) -> None:
        properties = run.find(W + "rPr")
        if properties is not None and _is_on(properties.find(W + "vanish")):
            return
        text = "".join(self._characters(run, pieces, boxes))
        if properties is not None and value(properties.find(W + "vertAlign")) == "superscript":
            text = superscript(text, "".join(pieces[-2:]))
        pieces.append(text)

    def _characters(self, run: _Element, before: list[str], boxes: list[_Element]) -> Iterator[str]:
        stack = [iter(run)]
        while stack:
            element = next(stack[-1], None)
            if element is None:
                stack.pop()
            elif element.tag == W + "t":
                yield _PRIVATE_USE.sub("", element.text or "")
            elif element.tag in _CHARACTERS:
                yield _CHARACTERS[element.tag]
            elif element.tag in (W + "footnoteReference", W + "endnoteReference"):
                yield self._note_mark(element, "".join((*before[-2:], run.findtext(W + "t") or "")))
            elif element.tag == W + "txbxContent":
                boxes.append(element)
            elif element.tag not in _UNSEEN:
                stack.append(iter(element))

    def _note_mark(self, reference: _Element, before: str) -> str:
        kind = "footnote" if reference.tag == W + "footnoteReference" else "endnote"
        note = self._notes[kind].get(value(reference, "id") or "")
        if note is None:
            return ""
        self._noted.append(note)
        return superscript(str(len(self._noted)), before)

    def _table(self, element: _Element, depth: int) -> Table:
        table = Table()
        above: dict[int, TableCell] = {}  # column -> the cell that a vertical merge may continue
        for row in _children(element, W + "tr"):
            if row.find(f"{W}trPr/{W}del") is None:
                table.rows.append(self._row(row, above, depth))
        return table

    def _row(self, row: _Element, above: dict[int, TableCell], depth: int) -> list[TableCell]:
        skipped = _count(row.find(f"{W}trPr/{W}gridBefore"), 0)
        cells = [TableCell(column_span=skipped)] if skipped else []
        column = skipped
        for element in _children(row, W + "tc"):
            span = _count(element.find(f"{W}tcPr/{W}gridSpan"), 1) or 1
            merge = element.find(f"{W}tcPr/{W}vMerge")
            if merge is not None and value(merge) != "restart" and column in above:
                above[column].row_span += 1
            else:
                cell = TableCell(self._items(element, depth + 1), 1, span)
                cells.append(cell)
                above.update(dict.fromkeys(range(column, column + span), cell))
            column += span
        return cells


def _blocks(container: _Element) -> Iterator[_Element]:
    """Paragraphs and tables of a container, in order."""
    stack = [iter(container)]
    while stack:
        element = next(stack[-1], None)
        if element is None:
            stack.pop()
        elif element.tag in (W + "p", W + "tbl"):
            yield element
        elif element.tag in _BLOCK_GROUPS:
            stack.append(iter(element))


def _children(container: _Element, tag: str) -> Iterator[_Element]:
    """Rows of a table or cells of a row, also those inside content controls and tracked insertions."""
    stack = [iter(container)]
    while stack:
        element = next(stack[-1], None)
        if element is None:
            stack.pop()
        elif element.tag == tag:
            yield element
        elif element.tag in _BLOCK_GROUPS:
            stack.append(iter(element))


def _notes_by_id(root: _Element | None, kind: str) -> dict[str, _Element]:
    """The notes with text, by id; separators are notes with a type."""
    notes = () if root is None else root.iterchildren(W + kind)
    return {value(note, "id") or "": note for note in notes if value(note, "type") in (None, "normal")}


def _is_on(toggle: _Element | None) -> bool:
    return toggle is not None and value(toggle) not in ("0", "false", "off")


def _count(element: _Element | None, default: int) -> int:
    digits = value(element) or ""
    return min(int(digits), _MAX_COLUMN_SPAN) if digits.isascii() and digits.isdigit() and len(digits) < 7 else default
