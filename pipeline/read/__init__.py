"""Reading: find the inputs, load their bytes, and turn each into a `SourceDocument` by what it contains."""

from __future__ import annotations

import hashlib

from maaltal.schemas.source import SourceDocument

from . import sniff
from .encoding import decode
from .errors import ReadError
from .inputs import find_inputs, load

__all__ = ["ReadError", "find_inputs", "load", "read"]


def read(source: str, data: bytes) -> SourceDocument:
    """The document some bytes hold, recognised by content, not by name; ReadError says why there is none."""
    sniff.refuse_unreadable(data)
    sha256 = hashlib.sha256(data).hexdigest()
    document = _read_as_found(source, data, sha256)
    if document.media_type != sniff.PDF and not document.text.strip():
        raise ReadError("no text in the file")
    return document


def _read_as_found(source: str, data: bytes, sha256: str) -> SourceDocument:
    if sniff.is_pdf(data):
        from .pdf import read_pdf

        return read_pdf(source, data, sha256)
    if sniff.is_zip(data):
        from .docx import read_docx

        return read_docx(source, data, sha256)
    sniff.refuse_binary(data)
    return _read_decoded(source, data, sha256)


def _read_decoded(source: str, data: bytes, sha256: str) -> SourceDocument:
    from .html import declared_charset, read_html
    from .plain_text import read_text

    text, warnings = decode(data, declared_charset(data))
    media_type = sniff.text_media_type(text, source)
    reader = read_html if media_type == sniff.HTML else read_text
    document = reader(source, text, sha256, media_type)
    document.warnings[:0] = warnings
    return document
