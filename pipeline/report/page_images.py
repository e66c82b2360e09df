"""Pictures of the PDF pages that rows have a box on, drawn from the source where it is still the file that was read."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from .store import Row

PAGES_PER_DOCUMENT = 24
BYTES_IN_ALL = 250_000_000
_WIDTH, _TALLEST = 1100, 2200  # pixels
_QUALITY = 60
_PDF = "application/pdf"


@dataclass(frozen=True, slots=True)
class PageImage:
    """One page: its file below the images folder, its size in points and in pixels."""

    page: int
    name: str
    width: float
    height: float
    pixels: tuple[int, int]


@dataclass(slots=True)
class ImageMaker:
    """Draws pages into a folder until the site is big enough; counts what it left out."""

    folder: Path
    written: int = 0
    size: int = 0  # bytes
    left_out: int = field(default=0)

    def draw(self, document: Row, pages: Iterable[int]) -> list[PageImage]:
        """Images of the pages (from 1), in order; none where the source is gone, has changed or is not a PDF."""
        wanted = sorted(set(pages))
        readable = wanted and document["media_type"] == _PDF
        content = _content(document["source"], document["sha256"]) if readable else None
        if content is None:
            self.left_out += len(wanted)
            return []
        images = self._drawn(content, document["document_id"], wanted[:PAGES_PER_DOCUMENT])
        self.left_out += len(wanted) - len(images)
        return images

    def _drawn(self, content: bytes, document_id: str, pages: list[int]) -> list[PageImage]:
        import pypdfium2

        images: list[PageImage] = []
        try:
            pdf = pypdfium2.PdfDocument(content)
        except pypdfium2.PdfiumError:
            return images
        try:
            for page in pages:
                if page > len(pdf) or self.size > BYTES_IN_ALL:
                    break
                images.append(self._page(pdf, document_id, page))
        except pypdfium2.PdfiumError:  # a page that can be read as text but not drawn
            pass
        finally:
            pdf.close()
        return images

    def _page(self, pdf, document_id: str, number: int) -> PageImage:
        page = pdf[number - 1]
        width, height = page.get_size()
        picture = page.render(scale=min(_WIDTH / width, _TALLEST / height)).to_pil().convert("RGB")
        page.close()
        name = f"{document_id}/{number}.webp"
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        picture.save(path, "WEBP", quality=_QUALITY, method=4)
        self.written += 1
        self.size += path.stat().st_size
        return PageImage(number, name, width, height, picture.size)


def _content(source: str, sha256: str) -> bytes | None:
    """The bytes of a source on disk, if they are those the run read."""
    path = Path(source)
    if "://" in source or not path.is_file():
        return None
    content = path.read_bytes()
    return content if hashlib.sha256(content).hexdigest() == sha256 else None
