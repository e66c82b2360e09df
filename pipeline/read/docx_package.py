"""A DOCX as an archive: its XML parts, read within limits, and the kinds of archive that are no DOCX."""

from __future__ import annotations

import io
import posixpath
import struct
import zipfile
import zlib
from typing import TYPE_CHECKING

from .errors import ReadError
from .text_builder import one_line

if TYPE_CHECKING:
    from lxml.etree import _Element

MAX_PART_BYTES = 200 * 1024 * 1024
MAX_RATIO = 200  # uncompressed to compressed; real parts stay far below
_SMALL_PART_BYTES = 5 * 1024 * 1024  # below this no ratio does harm

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_STRICT = b"http://purl.oclc.org/ooxml/wordprocessingml/main"  # ISO strict variant of the same vocabulary
_TRANSITIONAL = b"http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_TITLE = "{http://purl.org/dc/elements/1.1/}title"
_DEFAULT_DOCUMENT = "word/document.xml"

_OTHER_ARCHIVES = (
    ("xl/workbook.xml", "an Excel workbook"),
    ("xl/workbook.bin", "an Excel workbook"),
    ("ppt/presentation.xml", "a PowerPoint presentation; save it as PDF"),
    ("META-INF/container.xml", "an EPUB book"),
    ("content.xml", "an OpenDocument file; save it as DOCX or PDF"),
)
_ZIP_ERRORS = (zipfile.BadZipFile, zlib.error, struct.error, EOFError, NotImplementedError, RuntimeError, ValueError,
               OverflowError, OSError)


class Package:
    """An open DOCX: the main part parsed, the others on demand."""

    def __init__(self, archive: zipfile.ZipFile):
        self._archive = archive
        self._names = frozenset(archive.namelist())
        self._main = self._main_name()
        self.document = parse(self.read(self._main))

    def read(self, name: str) -> bytes:
        """The bytes of a part; ReadError if it is damaged, locked or suspiciously large."""
        try:
            return _read_member(self._archive, name)
        except _ZIP_ERRORS as error:
            raise ReadError(f"damaged or locked DOCX: {name} cannot be unpacked ({error})") from error

    def optional(self, name: str) -> _Element | None:
        """A part beside the main one, such as styles.xml; None if there is none or it is damaged."""
        return self.optional_at(posixpath.join(posixpath.dirname(self._main), name))

    def optional_at(self, path: str) -> _Element | None:
        """A part by its path in the archive; None if there is none or it is damaged."""
        if path not in self._names:
            return None
        try:
            return parse(self.read(path))
        except ReadError:
            return None

    def _main_name(self) -> str:
        """Where the archive says its document is."""
        relations = self.optional_at("_rels/.rels")
        for relation in () if relations is None else relations:
            if relation.get("Type", "").endswith("/officeDocument"):
                name = posixpath.normpath(relation.get("Target", "").lstrip("/"))
                if name in self._names:
                    return name
        if _DEFAULT_DOCUMENT in self._names:
            return _DEFAULT_DOCUMENT
        raise ReadError("not a supported document: this is a zip archive; unpack it first")


def open_package(data: bytes) -> Package:
    """Open the archive; ReadError says what it is instead of a DOCX."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        names = frozenset(archive.namelist())
    except _ZIP_ERRORS as error:
        raise ReadError(f"damaged zip archive or DOCX ({error})") from error
    for name, description in _OTHER_ARCHIVES:
        if name in names and _DEFAULT_DOCUMENT not in names:
            raise ReadError(f"not a supported document: this is {description}")
    return Package(archive)


def title(package: Package) -> str | None:
    """The title among the properties of the document."""
    properties = package.optional_at("docProps/core.xml")
    text = None if properties is None else properties.findtext(_TITLE)
    return one_line(text or "") or None


def parse(data: bytes) -> _Element:
    """The root of an XML part, entities left alone; ReadError if it is not well-formed."""
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True, remove_pis=True)
    try:
        return etree.fromstring(data.replace(_STRICT, _TRANSITIONAL), parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise ReadError(f"damaged DOCX: a part is not well-formed XML ({error})") from error


def value(element: _Element | None, name: str = "val") -> str | None:
    """An attribute of the word processing vocabulary."""
    return None if element is None else element.get(W + name)


def _read_member(archive: zipfile.ZipFile, name: str) -> bytes:
    member = archive.getinfo(name)
    absurd = member.file_size > _SMALL_PART_BYTES and member.file_size > MAX_RATIO * max(member.compress_size, 1)
    if member.file_size > MAX_PART_BYTES or absurd:
        size = member.file_size // (1024 * 1024)
        raise ReadError(f"refused: {name} in the DOCX would unpack to {size} MB from {member.compress_size} bytes")
    return archive.read(member)
