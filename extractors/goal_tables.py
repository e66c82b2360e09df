"""Goals that stand in tables: boxes of number, title and origin, and columns headed as goals."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import regex

from ..schemas.text import Document
from .catalogue import CatalogueGoal, match_title
from .forms import stated_goals
from .goal_candidates import Candidate, origin_level, title_end
from .goal_patterns import CAPTION, LEVEL, NUMBERED, ORIGIN_INSIDE
from .goal_sentences import aims
from .labels import labels_in_heading
from .passages import Passage, cell_passage
from .phrases import words
from .tables import Table, TableCell

_ROW_NUMBER = regex.compile(r"(?P<number>\d{1,2})\.? (?=\p{Lu})")
_ORIGIN_CELL = regex.compile(rf"{words('goal_origin')}(?:ene)?|lokale mål", regex.IGNORECASE)
_NUMBER_CELL = regex.compile(r"\d{1,2}(?:\.\d{1,2})?\.?|[A-H]\.?")
_HEADER_LENGTH = 40  # characters of a header that names nothing but the goals below it


def in_boxes(document: Document, tables: Sequence[Table], known: Sequence[CatalogueGoal]) -> Iterator[Candidate]:
    """Goal boxes: a cell with number, title and origin, beside it the text of the goal."""
    for table in tables:
        if table.kind == "budget":
            continue
        for cell in table.cells:
            passage = cell_passage(document, cell)
            origin = passage and ORIGIN_INSIDE.search(passage.text)
            if not passage or not origin or len(passage.text) > 200:
                continue
            match = NUMBERED.match(passage.text)
            start = match.end() if match else 0
            title = passage.text[start : origin.start()].strip(" –-*:,(")
            if title and not CAPTION.match(title):
                number = (match["number"] or match["plain"]) if match else None
                level = origin_level(origin["origin"] or origin["bracket"])
                yield Candidate(
                    passage,
                    0,
                    origin.end(),
                    title,
                    level,
                    number,
                    match_title(title, known) if level != "local" else None,
                )


def in_columns(document: Document, tables: Sequence[Table], known: Sequence[CatalogueGoal]) -> Iterator[Candidate]:
    """Goals in a column that is headed as theirs: `Ministermål | Sådan arbejder vi`."""
    for table in tables:
        for cell in table.cells:
            level = _headed_level(table, cell) if table.kind != "budget" else None
            passage = cell_passage(document, cell) if level else None
            if passage is None or not level:
                continue
            match = NUMBERED.match(passage.text)
            start = match.end() if match else 0
            end = title_end(passage.text, start, "paragraph")
            title = passage.text[start:end].strip(" –-*:,(")
            goal = match_title(title, known) if level == "ministerial" else None
            if goal or len(title) > 12 and aims(title):
                number = (match["number"] or match["plain"]) if match else None
                yield Candidate(passage, 0, end, title, level, number, goal)


def in_labels(document: Document, tables: Sequence[Table], known: Sequence[CatalogueGoal]) -> Iterator[Candidate]:
    """The minister's goals that rows of a table begin with: `1 Flere unge skal have en uddannelse Uddannelsesgrad`."""
    for table in tables:
        for cell in (row[0] for row in table.body if table.kind != "budget"):
            passage = cell_passage(document, cell)
            opening = _ROW_NUMBER.match(passage.text) if passage else None
            goal = next((g for g in known if opening and g.pattern.match(opening.string, opening.end())), None)
            if passage and opening and goal:
                end = goal.pattern.match(passage.text, opening.end()).end()
                title = passage.text[opening.end() : end]
                yield Candidate(passage, 0, end, title, "ministerial", opening["number"], goal)


def in_rows(document: Document, tables: Sequence[Table], known: Sequence[CatalogueGoal]) -> Iterator[Candidate]:
    """Goals in rows that say whose they are, in a cell beside them or in a row that heads them."""
    for table in tables:
        group: str | None = None
        for row in table.body if table.kind != "budget" else ():
            filled = [cell for cell in row if cell.text.strip()]
            if len(filled) == 1 and _ORIGIN_CELL.fullmatch(filled[0].text.strip()):
                group = origin_level(filled[0].text.strip())
                continue
            origins = [level for cell in filled if _ORIGIN_CELL.fullmatch(cell.text.strip())
                       and (level := origin_level(cell.text.strip()))]
            level = origins[0] if origins else group
            titled = next((cell for cell in filled if _may_title(cell.text) and cell.column < len(table.columns)), None)
            passage = cell_passage(document, titled) if level and titled else None
            if passage is None or not level:
                continue
            number = next((cell.text.strip(". ") for cell in filled if _NUMBER_CELL.fullmatch(cell.text.strip())), None)
            title = passage.text.strip(" .–-*:")
            goal = match_title(title, known) if level == "ministerial" else None
            header = labels_in_heading(table.columns[titled.column].header)
            headed = any(match.entry.extra["role"] == "goal" for match in header)
            if goal or headed and (aims(title) or origins and number):
                yield Candidate(passage, 0, len(passage.text.rstrip()), title, level, number, goal)


def _may_title(text: str) -> bool:
    return len(text) > 7 and _NUMBER_CELL.fullmatch(text.strip()) is None and not _ORIGIN_CELL.fullmatch(text.strip())


def in_forms(document: Document, known: Sequence[CatalogueGoal]) -> Iterator[Candidate]:
    """Goals in the fields of forms: `Mål nr.: 2 Type: Lokalt mål Mål: Flere unge i lære`."""
    for stated in stated_goals(document):
        block = stated.field.block
        passage = Passage(block, 0, block.text)
        start, stop = (block.origin.offset(offset) for offset in stated.field.value_range)
        end = min(title_end(passage.text, start, "paragraph"), stop)
        title = passage.text[start:end].strip(" –-*:,(")
        goal = match_title(title, known)
        level = origin_level(stated.origin) or ("ministerial" if goal else "local")
        if len(title) > 7:
            yield Candidate(passage, start, end, title, level, stated.number, goal if level == "ministerial" else None)


def _headed_level(table: Table, cell: TableCell) -> str | None:
    """The level that the header over a cell of the body gives: `Ministermål`, `Lokale mål`."""
    if cell.row < table.header_rows:
        return None
    header = table.columns[cell.column].header
    named = [match for match in labels_in_heading(header) if match.start == 0]
    levels = [LEVEL[match.key] for match in named if match.key in LEVEL]
    if not levels and [match.key for match in named] == ["goal"] and named[0].end == len(header):
        above = (match for text in reversed(table.context) for match in labels_in_heading(text))
        levels = [LEVEL[match.key] for match in above if match.key in LEVEL]
    return levels[0] if levels and len(header) <= _HEADER_LENGTH else None
