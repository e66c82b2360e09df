"""What kind of document some bytes are, by their content alone."""

from __future__ import annotations

import regex

from .encoding import is_wide, sample
from .errors import ReadError

PDF = "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
HTML = "text/html"
MARKDOWN = "text/markdown"
PLAIN = "text/plain"

_HEAD_BYTES = 4096
_PDF_MARK = regex.compile(rb"%PDF-\d")
_CONTROL_BYTE = regex.compile(rb"[\x01-\x08\x0e-\x1a\x1c-\x1f\x7f]")

# First bytes -> what the file is, for the kinds that are recognised and refused.
_REFUSED = (
    (b"{\\rtf", "an RTF document; save it as DOCX or PDF"),
    (b"\x89PNG", "a PNG image without a text layer"),
    (b"\xff\xd8\xff", "a JPEG image without a text layer"),
    (b"GIF8", "a GIF image without a text layer"),
    (b"II*\x00", "a TIFF image without a text layer"),
    (b"MM\x00*", "a TIFF image without a text layer"),
    (b"\x1f\x8b", "a gzip archive; unpack it first"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive; unpack it first"),
    (b"Rar!\x1a", "a RAR archive; unpack it first"),
    (b"BZh", "a bzip2 archive; unpack it first"),
    (b"\xfd7zXZ\x00", "an xz archive; unpack it first"),
    (b"%!PS", "a PostScript file; save it as PDF"),
    (b"SQLite format 3\x00", "a SQLite database"),
    (b"PAR1", "a Parquet file"),
    (b"\x7fELF", "a program"),
)
_OLE_MARK = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OLE_STREAMS = (
    ("EncryptedPackage", "a password-protected Office document"),
    ("WordDocument", "an old Word document (.doc); save it as DOCX or PDF"),
    ("Workbook", "an old Excel workbook (.xls)"),
    ("PowerPoint Document", "an old PowerPoint presentation (.ppt); save it as PDF"),
)
_ZIP_MARKS = (b"PK\x03\x04", b"PK\x05\x06")

_BLOCK_TAGS = "p|div|table|thead|tbody|tr|td|h[1-6]|ul|ol|li|dl|section|article|main|header|nav|blockquote|form|center"
_HTML_ROOT = regex.compile(r"(?i)<(?:!doctype\s+html|html|head|body)\b[^<>]*>")
_HTML_START = regex.compile(rf"(?i)\s*<(?:{_BLOCK_TAGS}|meta|title|link|style|script)\b[^<>]*>")
_HTML_BLOCK_END = regex.compile(rf"(?i)</(?:{_BLOCK_TAGS})\s*>")
_MARKDOWN_HEADING = regex.compile(r"(?m)^#{1,6}[ \t]+\S")
_MARKDOWN_TABLE = regex.compile(r"(?m)^\|?[ \t]*:?-{3,}:?[ \t]*\|[ \t:|-]*$")
_ROOT_WINDOW = 2048
_HTML_SAMPLE = 1 << 16


def refuse_unreadable(data: bytes) -> None:
    """Raise ReadError, saying what the input is, if it is empty, an unsupported format or no document at all."""
    if not data:
        raise ReadError("empty file")
    head = data[:_HEAD_BYTES].lstrip()
    for mark, description in _REFUSED:
        if head.startswith(mark):
            raise ReadError(f"not a supported document: this is {description}")
    if data.startswith(_OLE_MARK):
        raise ReadError(f"not a supported document: this is {_ole_description(data)}")


def is_pdf(data: bytes) -> bool:
    """Whether the bytes are a PDF: marked at the start, or behind some bytes that a server or mailer left there."""
    mark = _PDF_MARK.search(data[:1024])
    if mark is None:
        return False
    return not data[:mark.start()].strip(b"\xef\xbb\xbf\0 \t\r\n\f") or b"endobj" in data


def is_zip(data: bytes) -> bool:
    """Whether the bytes are a zip archive, and so perhaps a DOCX."""
    return data.startswith(_ZIP_MARKS)


def refuse_binary(data: bytes) -> None:
    """Raise ReadError if the bytes cannot be text: many control characters or NULs, and no UTF-16."""
    if is_wide(data):
        return
    probe = sample(data)
    controls = len(_CONTROL_BYTE.findall(probe))
    if (controls > 2 and controls > 0.03 * len(probe)) or probe.count(0) > 0.3 * len(probe):
        raise ReadError("not a supported document: the content is binary, not text")


def text_media_type(text: str, source: str) -> str:
    """Media type of decoded text: HTML by its structure, Markdown by its marks or its name, else plain; never XML."""
    head = text[:_HTML_SAMPLE]
    if is_html(head):
        return HTML
    if head.startswith("<?xml"):
        raise ReadError("not a supported document: this is an XML file, but no web page")
    named_markdown = source.lower().endswith((".md", ".markdown"))
    marked = len(_MARKDOWN_HEADING.findall(head)) > 1 or _MARKDOWN_TABLE.search(head)
    return MARKDOWN if named_markdown or marked else PLAIN


def is_html(head: str) -> bool:
    """Whether text is a web page or a fragment of one, not Markdown or a transcript with remnants of tags."""
    if _HTML_ROOT.search(head, endpos=_ROOT_WINDOW):
        return True
    return bool(_HTML_START.match(head)) and bool(_HTML_BLOCK_END.search(head)) and not _MARKDOWN_HEADING.search(head)


def _ole_description(data: bytes) -> str:
    for stream, description in _OLE_STREAMS:
        if stream.encode("utf-16-le") in data:
            return description
    return "an old Office document"
