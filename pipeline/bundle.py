"""What one document becomes: its canonical text and its rows, table by table."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Bundle:
    """The rows of one document by table name, in document order, and the canonical text they quote."""

    document_id: str
    text: str
    rows: dict[str, tuple[Any, ...]] = field(default_factory=dict)
