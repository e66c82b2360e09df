"""Scanned pages: read where Tesseract is installed, marked always; without it the document says that it has no text."""

from __future__ import annotations

import io
from pathlib import Path

import pypdfium2 as pdfium
import pytest
from engine import contents
from maaltal.pipeline import ocr
from maaltal.pipeline.outcome import attempt
from maaltal.pipeline.run import run
from PIL import Image, ImageDraw, ImageFont

TEXT = ["Beskæftigelsesplan 2031 for Jobcenter Odder", "", "Der må højst være 420 personer på sygedagpenge",
        "i december 2031, og 12 pct. skal have et fritidsjob."]
needs_tesseract = pytest.mark.skipif(
    ocr.engine() is None, reason="Tesseract with Danish is not installed: make setup-ocr")


def scan(path: Path, smudge: int = 1) -> Path:
    """A PDF of one picture of the text; a larger smudge makes it harder to read."""
    picture = Image.new("L", (1700, 900), 255)
    drawing = ImageDraw.Draw(picture)
    font = ImageFont.load_default(44)
    for number, line in enumerate(TEXT):
        drawing.text((80, 80 + 90 * number), line, fill=0, font=font)
    if smudge > 1:
        picture = picture.resize((1700 // smudge, 900 // smudge)).resize((1700, 900))
    written = io.BytesIO()
    picture.save(written, "PDF", resolution=200)
    path.write_bytes(written.getvalue())
    return path


@pytest.fixture
def without_tesseract(monkeypatch):
    monkeypatch.setattr(ocr, "engine", lambda: None)


def test_without_tesseract_the_document_says_so_and_nothing_is_invented(tmp_path, without_tesseract):
    outcome = attempt(str(scan(tmp_path / "scan.pdf")))
    assert outcome.bundle is not None
    (document,) = outcome.bundle.rows["documents"]
    assert "no_text_layer" in document.warnings and not any(w.startswith("ocr") for w in document.warnings)
    assert not any(outcome.bundle.rows[table] for table in ("goals", "requirements", "figures", "budget_lines"))


@needs_tesseract
def test_a_picture_is_read_and_its_rows_are_marked(tmp_path):
    outcome = attempt(str(scan(tmp_path / "scan.pdf")))
    (document,) = outcome.bundle.rows["documents"]
    (warning,) = [w for w in document.warnings if w.startswith("ocr:1=")]
    sure = float(warning.rpartition("=")[2])
    assert 0.5 < sure <= 1 and "no_text_layer" not in document.warnings
    assert (420.0, "persons") in {(row.value, row.unit) for row in outcome.bundle.rows["figures"]}
    assert all(row.extractor.endswith((ocr.MARK, ocr.POOR_MARK)) and row.confidence <= sure
               for table in ("figures", "requirements") for row in outcome.bundle.rows[table])


@needs_tesseract
def test_a_poor_page_is_marked_as_poor(tmp_path, monkeypatch):
    monkeypatch.setattr(ocr, "POOR", 1.01)
    outcome = attempt(str(scan(tmp_path / "scan.pdf", smudge=2)))
    assert any(w == "ocr_poor:1" for w in outcome.bundle.rows["documents"][0].warnings)
    assert all(row.extractor.endswith(ocr.POOR_MARK) for row in outcome.bundle.rows["figures"])


@needs_tesseract
def test_only_pages_without_text_are_recognised(tmp_path):
    from test_hostile import TEXT as DRAWN
    from test_hostile import page

    joined = pdfium.PdfDocument.new()
    for part in (page(DRAWN), scan(tmp_path / "scan.pdf").read_bytes()):
        with pdfium.PdfDocument(part) as source:
            joined.import_pages(source)
    joined.save(tmp_path / "both.pdf")
    outcome = attempt(str(tmp_path / "both.pdf"))
    pages = {row.page: row.extractor for row in outcome.bundle.rows["figures"]}
    assert not pages[1].endswith("ocr") and pages[2].endswith((ocr.MARK, ocr.POOR_MARK))
    assert [w for w in outcome.bundle.rows["documents"][0].warnings if w.startswith("ocr:")][0].startswith("ocr:2=")


@needs_tesseract
def test_the_same_picture_gives_the_same_bytes(tmp_path):
    scan(tmp_path / "scan.pdf")
    for name in ("a", "b"):
        run([str(tmp_path / "scan.pdf")], tmp_path / name, 1)
    assert contents(tmp_path / "a") == contents(tmp_path / "b")


def test_a_page_that_gives_no_word_is_named(tmp_path, monkeypatch):
    monkeypatch.setattr(ocr, "engine", lambda: "tesseract")
    monkeypatch.setattr(ocr, "_page", lambda data, page, folder: None)
    warnings = attempt(str(scan(tmp_path / "scan.pdf"))).bundle.rows["documents"][0].warnings
    assert {"no_text_layer", "ocr_found_nothing:1"} <= set(warnings)
