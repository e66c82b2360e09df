"""The codebook, and `run.json`: what a run was made from and by. No clock: the same run gives the same bytes."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from importlib import metadata, resources
from pathlib import Path
from typing import Any

from maaltal.schemas.codebook import codebook
from maaltal.schemas.tables import TABLES

from ..outcome import Outcome
from .writer import Writer

PROGRAM = "maaltal"
FILE_NAME = "run.json"


class CodebookWriter(Writer):
    """Writes `codebook.md`."""

    def finish(self) -> None:
        (self.folder / "codebook.md").write_text(codebook(), encoding="utf-8", newline="")


class RunRecordWriter(Writer):
    """Writes `run.json`; the last writer, because it lists the files of the others."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self._inputs: list[dict[str, Any]] = []
        self._rows = Counter(dict.fromkeys(TABLES, 0))

    def add(self, outcome: Outcome) -> None:
        document_id = outcome.bundle.document_id if outcome.bundle else None
        self._inputs.append({"source": outcome.source, "sha256": outcome.sha256, "document_id": document_id})
        super().add(outcome)

    def add_rows(self, rows: Mapping[str, Sequence[Any]]) -> None:
        self._rows.update({table: len(found) for table, found in rows.items()})

    def finish(self) -> None:
        record = {
            "program": PROGRAM,
            "version": metadata.version(PROGRAM),
            "rows": dict(self._rows),
            "files": sorted([*(entry.name for entry in self.folder.iterdir()), FILE_NAME]),
            "code_lists": data_hashes("maaltal.schemas.codelists", ".csv"),
            "lexicon": data_hashes("maaltal.extractors.lexicon", ".toml"),
            "inputs": self._inputs,
        }
        text = json.dumps(record, ensure_ascii=False, indent=1)
        (self.folder / FILE_NAME).write_text(text + "\n", encoding="utf-8", newline="")


def data_hashes(package: str, suffix: str) -> dict[str, str]:
    """SHA-256 of each data file of a package, by file name."""
    files = sorted(resources.files(package).iterdir(), key=lambda entry: entry.name)
    return {entry.name: hashlib.sha256(entry.read_bytes()).hexdigest() for entry in files
            if entry.name.endswith(suffix)}


def written_names(folder: Path) -> frozenset[str]:
    """Names of the files and folders that an earlier run left in `folder`; empty if it left none."""
    try:
        record = json.loads((folder / FILE_NAME).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return frozenset()
    if not isinstance(record, dict) or record.get("program") != PROGRAM:
        return frozenset()
    return frozenset(record.get("files", ()))
