"""Pages that are only pictures: read by Tesseract in Danish where it is installed, and marked as such.

A recognised page takes the place of its picture, and the PDF is read like any other. The mean confidence of the words
is recorded for each page, as a warning of the document and in the confidence of the rows; nothing is recognised where
Tesseract or its Danish data is missing, and the document's warnings then say that it has no text.
"""

from __future__ import annotations

import csv
import io
import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Mapping, Sequence
from contextlib import closing, suppress
from dataclasses import fields, replace
from functools import cache
from pathlib import Path
from statistics import mean
from typing import Any, NamedTuple

from maaltal.schemas.source import SourceDocument

from . import patience
from .bundle import Bundle

LANGUAGE = "dan"
POOR = 0.75  # mean confidence below which a page's figures are marked as doubtful
MARK, POOR_MARK = "+ocr", "+ocr_poor"
_DPI = 300
_LARGEST_SIDE = 10_000  # pixels
_SECONDS = 120.0  # for one page
_MOST_PAGES = 300
_NO_TEXT, _SOME_WITHOUT = "no_text_layer", "pages_without_text:"


class Recognised(NamedTuple):
    """A document read with recognised pages, and the mean confidence (0-1) of each of those."""

    source: SourceDocument
    confidence: Mapping[int, float]


@cache
def engine() -> str | None:
    """Version of the Tesseract that can read Danish; None where there is none."""
    program = shutil.which("tesseract")
    if program is None:
        return None
    with suppress(OSError, subprocess.SubprocessError):
        languages = subprocess.run([program, "--list-langs"], capture_output=True, text=True, timeout=20).stdout
        version = subprocess.run([program, "--version"], capture_output=True, text=True, timeout=20).stdout
        if LANGUAGE in languages.split():
            return version.partition("\n")[0].strip()
    return None


def pages_to_recognise(source: SourceDocument) -> Sequence[int]:
    """Pages of a PDF that its reader found to be pictures without text."""
    for warning in source.warnings:
        if warning == _NO_TEXT:
            return range(1, len(source.page_starts) + 1)
        if warning.startswith(_SOME_WITHOUT):
            return [int(page) for page in warning.removeprefix(_SOME_WITHOUT).split(";")]
    return ()


def recognise(source: SourceDocument, data: bytes) -> Recognised:
    """The document with its pictures read; as it was where nothing can be recognised."""
    from .read.pdf import read_pdf

    pages = list(pages_to_recognise(source))[:_MOST_PAGES]
    if not pages or engine() is None:
        return Recognised(source, {})
    with tempfile.TemporaryDirectory() as folder:
        tried = {page: _patient_page(data, page, Path(folder)) for page in pages}
        found = {page: read_page for page, read_page in tried.items() if read_page}
        if not found:
            return Recognised(replace(source, warnings=[*source.warnings, *_unread(tried)]), {})
        whole = _with_pages(data, {page: pdf for page, (pdf, _) in found.items()})
        again = read_pdf(source.source, whole, source.sha256)
    confidence = {page: sure for page, (_, sure) in found.items()}
    again.warnings.append("ocr:" + ";".join(f"{page}={sure:.2f}" for page, sure in confidence.items()))
    again.warnings += _unread(tried)
    if poor := [page for page, sure in confidence.items() if sure < POOR]:
        again.warnings.append("ocr_poor:" + ";".join(map(str, poor)))
    return Recognised(again, confidence)


def _unread(tried: Mapping[int, tuple[bytes, float] | None]) -> list[str]:
    """A warning that names the pages on which Tesseract found no word, failed, or took too long."""
    pages = [str(page) for page, read_page in tried.items() if not read_page]
    return ["ocr_found_nothing:" + ";".join(pages)] if pages else []


def _patient_page(data: bytes, page: int, folder: Path) -> tuple[bytes, float] | None:
    """A recognised page, which costs the document none of its own time."""
    begun = time.monotonic()
    patience.ask(_SECONDS)
    found = _page(data, page, folder)
    patience.ask(time.monotonic() - begun - _SECONDS)
    return found


def _page(data: bytes, page: int, folder: Path) -> tuple[bytes, float] | None:
    """A page as a PDF with text, and the mean confidence of its words; None where no word was found."""
    picture, base = folder / f"{page}.png", folder / str(page)
    _render(data, page, picture)
    command = ["tesseract", str(picture), str(base), "-l", LANGUAGE, "--dpi", str(_DPI), "pdf", "tsv"]
    with suppress(OSError, subprocess.SubprocessError):
        subprocess.run(command, check=True, capture_output=True, timeout=_SECONDS,
                       env=os.environ | {"OMP_THREAD_LIMIT": "1"})
        words = _confidences(base.with_suffix(".tsv").read_text(encoding="utf-8"))
        if words:
            return base.with_suffix(".pdf").read_bytes(), round(mean(words) / 100, 4)
    return None


def _render(data: bytes, page: int, picture: Path) -> None:
    import pypdfium2 as pdfium

    with pdfium.PdfDocument(data) as document, closing(document[page - 1]) as drawn:
        scale = min(_DPI / 72, _LARGEST_SIDE / max(*drawn.get_size(), 1))
        drawn.render(scale=scale, grayscale=True).to_pil().save(picture)


def _confidences(table: str) -> list[float]:
    """Confidences (0-100) of the words in Tesseract's table."""
    rows = csv.DictReader(io.StringIO(table), delimiter="\t", quoting=csv.QUOTE_NONE)
    return [float(row["conf"]) for row in rows if (row["text"] or "").strip() and float(row["conf"]) >= 0]


def _with_pages(data: bytes, recognised: Mapping[int, bytes]) -> bytes:
    """The PDF with some of its pages in the place of their pictures."""
    import pypdfium2 as pdfium

    made = pdfium.PdfDocument.new()
    with pdfium.PdfDocument(data) as document, closing(made):
        for page in range(1, len(document) + 1):
            if page in recognised:
                with pdfium.PdfDocument(recognised[page]) as single:
                    made.import_pages(single)
            else:
                made.import_pages(document, [page - 1])
        written = io.BytesIO()
        made.save(written)
    return written.getvalue()


def marked(bundle: Bundle, confidence: Mapping[int, float]) -> Bundle:
    """The bundle with the rows of recognised pages marked, and no surer than their page was read."""
    if not confidence:
        return bundle
    rows = {table: tuple(_marked(row, confidence) for row in found) for table, found in bundle.rows.items()}
    return replace(bundle, rows=rows)


def _marked(row: Any, confidence: Mapping[int, float]) -> Any:
    names = {field.name for field in fields(row)}
    if not {"page", "extractor", "confidence"} <= names or row.page not in confidence:
        return row
    sure = confidence[row.page]
    mark = POOR_MARK if sure < POOR else MARK
    return replace(row, extractor=row.extractor + mark, confidence=round(row.confidence * sure, 4))
