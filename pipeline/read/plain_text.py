"""Plain text and Markdown: the decoded input is the canonical text; lines, pages and tables are ranges in it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

import regex
from maaltal.schemas.source import PAGE_BREAK, Line, SourceDocument

from .cell_lines import tables_by_lines
from .column_lines import tables_by_columns
from .errors import ReadError
from .row_lines import tables_of_rows
from .table_rows import TextLine, text_lines
from .text_tables import TableFinder

_RULE = regex.compile(r"([=_~*–—-])\1{3,}")  # a line of nothing else
_LEVEL_OF_RULE = {"=": 1}  # and 2 for the others
_LONGEST_HEADING = 100  # characters
MAX_LINES = 3_000_000  # some 60,000 pages: more is no document, and each line costs memory


def read_text(source: str, text: str, sha256: str, media_type: str) -> SourceDocument:
    """The document a decoded text is: nothing of it is changed; form feeds divide it into pages."""
    page_starts = _page_starts(text)
    finder = TableFinder(text, page_starts)
    lines: list[Line] = []
    for line in text_lines(text, page_starts):
        lines.append(_stripped(line))
        finder.feed(line)
        if len(lines) > MAX_LINES:
            raise ReadError(f"the text has more than {MAX_LINES:,} lines, too many for a plan")
    grids = finder.finish()
    warnings = ["tables_truncated"] if finder.truncated else []
    kept = tuple(_ruled(text, lines))
    for find in (tables_by_columns, tables_by_lines, tables_of_rows):
        grids = tuple(sorted((*grids, *find(text, kept, grids)), key=lambda grid: grid.start))
    return SourceDocument(source, sha256, media_type, text, page_starts, PAGE_BREAK in text, kept, grids,
                          warnings=warnings)


def _stripped(line: TextLine) -> Line:
    bare = line.text.lstrip()
    start = line.end - len(bare)
    return Line(start, start + len(bare.rstrip()), line.page)


def _ruled(text: str, lines: Sequence[Line]) -> Iterator[Line]:
    """The lines without those that only draw a rule; a short line right above one is a heading."""
    for line, below in pairwise((*lines, None)):
        rule = below and _RULE.fullmatch(text, below.start, below.end)
        if _RULE.fullmatch(text, line.start, line.end):
            continue
        if rule and 0 < line.end - line.start <= _LONGEST_HEADING and text[line.end - 1] not in ".,;:|":
            yield replace(line, heading_level=_LEVEL_OF_RULE.get(rule[1], 2))
        else:
            yield line


def _page_starts(text: str) -> tuple[int, ...]:
    """Where each page begins; nothing but blanks behind the last form feed is no page."""
    starts = [0]
    place = text.find(PAGE_BREAK)
    while place >= 0:
        starts.append(place + 1)
        place = text.find(PAGE_BREAK, place + 1)
    if len(starts) > 1 and not text[starts[-1]:].strip():
        starts.pop()
    return tuple(starts)
