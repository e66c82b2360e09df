"""Ids are short hashes of content: a new row renumbers nothing."""

from __future__ import annotations

import hashlib

from .text import Block


def content_id(*parts: object) -> str:
    """Sixteen hexadecimal digits that stand for the parts, e.g. table, document, range and ordinal."""
    return hashlib.sha256("\x1f".join(map(str, parts)).encode()).hexdigest()[:16]


def paragraph_id(document_id: str, block: Block) -> str:
    """Id of the paragraph row that a block becomes."""
    return content_id("paragraphs", document_id, block.start, block.end, block.kind)
