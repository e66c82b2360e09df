"""HTML -> document: the text a reader of the page sees, its headings, lists and tables."""

from __future__ import annotations

import regex
from maaltal.schemas.source import SourceDocument

from .text_builder import (
    BLANK_LINE,
    LINE_BREAK,
    Item,
    Paragraph,
    Table,
    TableCell,
    TextBuilder,
    one_line,
    superscript,
    table_or_content,
)

_CHARSET = regex.compile(
    rb"(?i)<meta[^<>]{0,200}?charset\s*=\s*[\"']?\s*([\w.:-]+)|<\?xml[^<>]{0,100}?encoding=[\"']([\w.:-]+)")
_INVALID = regex.compile(r"[\x00-\x08\x0e-\x1f\x7f\ufffe\uffff]")
_HIDDEN_STYLE = regex.compile(r"(?i)(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*hidden)\b")
_CHUNK = 1 << 16

_UNSEEN = frozenset(("script", "style", "iframe", "svg", "math", "template", "noscript", "object", "embed", "applet",
                     "canvas", "audio", "video", "select", "textarea", "button", "datalist", "noframes"))
_NAVIGATION = frozenset(("nav",))
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_BLOCKS = frozenset((
    "address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details", "dialog", "dir", "div",
    "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "header", "hgroup", "hr", "html", "legend",
    "li", "main", "menu", "ol", "p", "pre", "search", "section", "summary", "table", "tbody", "td", "tfoot", "th",
    "thead", "tr", "ul", *_HEADINGS))
_CLOSE_BLOCKS = frozenset(("li", "dd", "dt", "tr", "td", "th"))  # a line break, not a blank line, parts them
_LISTS = frozenset(("ul", "ol", "menu", "dir"))
_MAX_TABLE_DEPTH = 40  # tables nested deeper are read as text
_MAX_SPAN = 100
_NOWHERE = 1 << 60


def declared_charset(data: bytes) -> str | None:
    """The encoding that a web page claims for itself in its first kilobytes."""
    found = _CHARSET.search(data[:4096])
    return (found.group(1) or found.group(2)).decode("ascii", "replace") if found else None


def read_html(source: str, text: str, sha256: str, media_type: str) -> SourceDocument:
    """The document a page is; where everything on it is navigation or hidden, that is read too."""
    page = _parse(text, _UNSEEN | _NAVIGATION, keep_hidden=False)
    if not page.items:
        page = _parse(text, _UNSEEN, keep_hidden=True)
    return TextBuilder().add(page.items).document(source, sha256, media_type, page.title)


def _parse(text: str, unseen: frozenset[str], keep_hidden: bool) -> _Page:
    from lxml import etree

    page = _Page(unseen, keep_hidden)
    parser = etree.HTMLParser(target=page, recover=True, huge_tree=True, encoding="utf-8", remove_pis=True)
    body = _INVALID.sub("\ufffd", text)
    for start in range(0, len(body), _CHUNK):
        parser.feed(body[start:start + _CHUNK].encode("utf-8", "replace"))
    try:
        parser.close()
    except etree.XMLSyntaxError:  # nothing but comments or blanks
        page.close()
    return page


class _List:
    """An open list: whether its items are numbered, and the next number."""

    def __init__(self, tag: str, attributes: dict[str, str]):
        plain_numbers = attributes.get("type", "1") == "1" and "none" not in attributes.get("style", "")
        self.numbered = tag == "ol" and plain_numbers and "reversed" not in attributes
        self.next = _whole(attributes.get("start"), 1)

    def mark(self, attributes: dict[str, str]) -> str:
        """The number that a browser prints before an item, with the blank behind it."""
        if not self.numbered:
            return ""
        number = _whole(attributes.get("value"), self.next)
        self.next = number + 1
        return f"{number}. "


class _Frame:
    """An open table and its open cell."""

    def __init__(self) -> None:
        self.table = Table()
        self.cell: TableCell | None = None


class _Page:
    """Parser target: gathers a page's paragraphs and tables from its tags, in one pass and without a tree."""

    def __init__(self, unseen: frozenset[str], keep_hidden: bool):
        self.items: list[Item] = []
        self.title: str | None = None
        self._unseen = unseen
        self._keep_hidden = keep_hidden
        self._skipping = 0  # open elements inside one that is not seen
        self._title: list[str] | None = None
        self._buffer: list[str] = []
        self._raised: list[int] = []  # where in the buffer each open <sup> begins
        self._gap = BLANK_LINE
        self._heading: int | None = None
        self._lists: list[_List] = []
        self._items_open: list[str | None] = []  # per open <li> its number, None once its first line stands
        self._preformatted = 0
        self._frames: list[_Frame] = []
        self._ignored_tables = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """An element begins."""
        if self._skipping or tag in self._unseen or self._is_hidden(attributes):
            self._skipping += 1
        elif tag == "title":
            self._title = []
        elif tag == "br":
            self._line_break()
        elif tag == "sup":
            self._raised.append(len(self._buffer))
        elif tag in _BLOCKS:
            self._flush()
            self._open_block(tag, attributes)

    def end(self, tag: str) -> None:
        """An element ends."""
        if self._skipping:
            self._skipping -= 1
        elif tag == "title" and self._title is not None:
            self.title = self.title or one_line("".join(self._title)) or None
            self._title = None
        elif tag == "sup" and self._raised:
            self._raise(self._raised.pop())
        elif tag in _BLOCKS:
            self._flush()
            self._close_block(tag)

    def data(self, text: str) -> None:
        """Text between tags."""
        if self._skipping:
            return
        if self._title is not None:
            self._title.append(text)
        else:
            self._buffer.append(text)

    def close(self) -> None:
        """The page ends: what is still open is closed."""
        self._flush()
        while self._frames:
            self._close_table()

    def _is_hidden(self, attributes: dict[str, str]) -> bool:
        if self._keep_hidden or not attributes:
            return False
        return ("hidden" in attributes or attributes.get("role") == "navigation"
                or bool(_HIDDEN_STYLE.search(attributes.get("style", ""))))

    def _open_block(self, tag: str, attributes: dict[str, str]) -> None:
        self._widen_gap(tag)
        if tag in _HEADINGS:
            self._heading = _HEADINGS[tag]
        elif tag == "pre":
            self._preformatted += 1
        elif tag in _LISTS:
            self._lists.append(_List(tag, attributes))
        elif tag == "li":
            self._items_open.append(self._lists[-1].mark(attributes) if self._lists else "")
        elif tag == "table":
            self._open_table(attributes)
        elif self._frames and not self._ignored_tables:
            self._open_table_part(tag, attributes)

    def _close_block(self, tag: str) -> None:
        self._widen_gap(tag)
        if tag in _HEADINGS:
            self._heading = None
        elif tag == "pre":
            self._preformatted -= 1
        elif tag in _LISTS and self._lists:
            self._lists.pop()
        elif tag == "li" and self._items_open:
            self._items_open.pop()
        elif tag == "table" and self._ignored_tables:
            self._ignored_tables -= 1
        elif tag == "table" and self._frames:
            self._close_table()
        elif tag in ("td", "th", "tr") and self._frames and not self._ignored_tables:
            self._frames[-1].cell = None

    def _open_table(self, attributes: dict[str, str]) -> None:
        if self._ignored_tables or len(self._frames) >= _MAX_TABLE_DEPTH:
            self._ignored_tables += 1
        else:
            self._frames.append(_Frame())

    def _open_table_part(self, tag: str, attributes: dict[str, str]) -> None:
        frame = self._frames[-1]
        if tag == "tr":
            frame.table.rows.append([])
        elif tag in ("td", "th"):
            if not frame.table.rows:
                frame.table.rows.append([])
            row_span = _whole(attributes.get("rowspan"), 1) or _MAX_SPAN  # 0: down to the last row
            column_span = _whole(attributes.get("colspan"), 1) or 1
            frame.cell = TableCell([], min(row_span, _MAX_SPAN), min(column_span, _MAX_SPAN))
            frame.table.rows[-1].append(frame.cell)

    def _close_table(self) -> None:
        table = self._frames.pop().table
        self._sink.extend(table_or_content(table))
        self._gap = BLANK_LINE

    @property
    def _sink(self) -> list[Item]:
        """Where text goes: the open cell; text between cells goes before the table, as in a browser."""
        for frame in reversed(self._frames):
            if frame.cell is not None:
                return frame.cell.items
        return self.items

    def _widen_gap(self, tag: str) -> None:
        inside_list = bool(self._items_open) or (tag == "li")
        self._gap = max(self._gap, LINE_BREAK if inside_list or tag in _CLOSE_BLOCKS else BLANK_LINE)

    def _line_break(self) -> None:
        if self._heading is not None:
            self._buffer.append(" ")
        else:
            self._flush()
            self._gap = max(self._gap, LINE_BREAK)

    def _raise(self, place: int) -> None:
        if place < len(self._buffer):
            before = "".join(self._buffer[max(place - 4, 0):place])
            self._buffer[place:] = [superscript("".join(self._buffer[place:]), before)]

    def _flush(self) -> None:
        if not self._buffer:
            return
        content = "".join(self._buffer)
        self._buffer = []
        self._raised = [_NOWHERE] * len(self._raised)
        pieces = content.splitlines() if self._preformatted else [content]
        for piece in pieces:
            self._add_line(piece.rstrip() if self._preformatted else one_line(piece))

    def _add_line(self, line: str) -> None:
        if not line.strip():
            self._gap = max(self._gap, BLANK_LINE if self._preformatted else LINE_BREAK)
            return
        mark = self._items_open[-1] if self._items_open else None
        self._sink.append(Paragraph((mark or "") + line, max(self._gap, LINE_BREAK), self._heading, mark is not None))
        if mark is not None:
            self._items_open[-1] = None
        self._gap = LINE_BREAK


def _whole(value: str | None, default: int) -> int:
    """A whole number from an attribute."""
    digits = (value or "").strip()
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 7 else default
