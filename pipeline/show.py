"""One document for a reader's eye: what was found, table by table, each row with its quote."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from maaltal.schemas.tables import TABLES, Column, columns
from maaltal.schemas.views import VIEWS

from .bundle import Bundle

SHOWN_BY_DEFAULT = tuple(table for table in TABLES if table not in {"paragraphs", "panel", "failures", *VIEWS})

_PLUMBING = frozenset({"char_start", "char_end", "bbox", "extractor", "page", "sha256", "order", "section_path"})
_VERBATIM = ("quote", "text")
_LONGEST_QUOTE = 240  # characters


def printable(text: str) -> str:
    """The text on one line, with what could steer a terminal written as an escape."""
    return "".join(char if char.isprintable() else char.encode("unicode_escape").decode() for char in text)


def lines(bundle: Bundle, tables: tuple[str, ...] = SHOWN_BY_DEFAULT) -> Iterator[str]:
    """What was found in a document, as lines that are safe to print."""
    for table in tables:
        rows = bundle.rows.get(table, ())
        yield f"{table} ({len(rows)})"
        for row in rows:
            yield from _row_lines(table, row)
        yield ""


def _row_lines(table: str, row: Any) -> Iterator[str]:
    page = getattr(row, "page", None)
    fields = [f"{column.name} {printable(_shown(getattr(row, column.name)))}"
              for column in columns(TABLES[table]) if _tells(column, row)]
    yield "  " + (f"p. {page}: " if page else "- ") + " · ".join(fields)
    for name in _VERBATIM:
        if words := " ".join((getattr(row, name, None) or "").split()):
            yield f'      "{printable(_cut(words))}"'


def _tells(column: Column, row: Any) -> bool:
    """Whether a reader learns something from the column of this row."""
    hidden = column.key or column.references or column.name in _PLUMBING or column.name in _VERBATIM
    return not hidden and getattr(row, column.name) not in (None, "", (), False)


def _shown(value: Any) -> str:
    if isinstance(value, tuple | list):
        return ", ".join(map(str, value))
    if isinstance(value, bool):
        return "yes"
    return f"{value:.10g}" if isinstance(value, float) else str(value)


def _cut(words: str) -> str:
    return words if len(words) <= _LONGEST_QUOTE else words[: _LONGEST_QUOTE - 1] + "…"
