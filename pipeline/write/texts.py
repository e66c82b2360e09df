"""The canonical texts: `texts/<document_id>.txt`, UTF-8, not a character changed."""

from __future__ import annotations

from pathlib import Path

from ..outcome import Outcome
from .writer import Writer


class TextWriter(Writer):
    """Writes the canonical text of each document."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder / "texts")
        self.folder.mkdir()

    def add(self, outcome: Outcome) -> None:
        if outcome.bundle is not None:
            path = self.folder / f"{outcome.bundle.document_id}.txt"
            path.write_text(outcome.bundle.text, encoding="utf-8", newline="")
