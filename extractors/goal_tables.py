"""Goals that stand in tables: boxes of number, title and origin, and columns headed as goals."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import regex

from ..schemas.text import Document
from .catalogue import CatalogueGoal, match_title
from .forms import stated_goals
from .goal_candidates import Candidate, origin_level, title_end
from .goal_patterns import CAPTION, CHAPTER_OF_GOALS, LEVEL, MAX_TITLE, NUMBERED, ORIGIN_INSIDE
from .goal_sentences import aims, measures
from .labels import labels_in_heading
from .passages import Passage, cell_passage
from .phrases import phrase, words
from .statement_model import compares
from .tables import Table, TableCell

_ROW_NUMBER = regex.compile(r"(?P<number>\d{1,2})\.? (?=\p{Lu})")
_ORIGIN_CELL = regex.compile(rf"{words('goal_origin')}(?:ene)?|lokale mål", regex.IGNORECASE)
_FIELD_OF_ORIGIN = regex.compile(
    rf"(?P<origin>{words('goal_of_origin')})(?:\s(?:nr\.?\s)?(?P<number>\d{{1,2}}))?:?", regex.IGNORECASE
)
_NUMBER_CELL = regex.compile(r"\d{1,2}(?:\.\d{1,2})?\.?|[A-H]\.?")
_NAMES = regex.compile(r"(?=.{8})\p{Lu}\S* \p{L}|(?=.{8})[\p{L}-]+(?: [\p{L}-]+){2}|\p{Lu}.{10}")
_TIED = regex.compile(rf"\s*\({words('goal_origin')}(?: nr\.)? ?\d{{1,2}}\)\s*$", regex.IGNORECASE)
_LABEL_NUMBER = regex.compile(r"\s(?:nr\.?\s)?\d")
_DIGIT = regex.compile(r"\d")
_MOSTLY = 0.6  # share of the cells of a column
_WORDS_OF_GOAL = 3  # of a numbered cell beside its demand; fewer name a field
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
            if _LABEL_NUMBER.match(passage.text, origin.end()):
                continue  # a label, no origin: `Ministermål 2. De lange forløb ...`
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
    """Goals in a column that is headed as theirs: `Ministermål | Sådan arbejder vi`, `Nr. | Målsætning | Ophav`."""
    for table in tables:
        for column, told in _columns_of_goals(table) if table.kind != "budget" else ():
            origins = _origins(table, column)
            cells = [_Cell(passage, row) for row in table.body for cell in row
                     if cell.column == column and (passage := cell_passage(document, cell))]
            found = [_stated_in(cell, told, origins, table, known) for cell in cells]
            sure = [goal for goal, certain in found if goal and certain]
            for goal, certain in found:
                if goal and (certain or len(sure) >= _MOSTLY * len(found)):
                    yield goal


def in_titles(document: Document, tables: Sequence[Table], known: Sequence[CatalogueGoal]) -> Iterator[Candidate]:
    """`Lokalt mål 6: Samtaler til tiden`, the first cell of a table, which it is all about.

    `Mål 6. Samtaler til tiden` says below or in the chapter whose it is: `Lokalt mål · grøn`, `Ministerens mål`.
    """
    for table in tables:
        passage = cell_passage(document, table.rows[0][0]) if table.kind != "budget" and table.rows else None
        match = NUMBERED.match(passage.text) if passage else None
        if not passage or not match or not match["label"] or not match["number"] or not match["mark"]:
            continue
        title = passage.text[match.end() :].strip(" .")
        level = origin_level(match["label"]) or _level_in(table.rows[1:3]) or _level_of_chapter(passage)
        if level and len(title.split()) > 1 and not measures(title):
            goal = match_title(title, known) if level == "ministerial" else None
            yield Candidate(passage, 0, len(passage.text.rstrip()), title, level, match["number"], goal)


def _level_in(rows: Sequence[Sequence[TableCell]]) -> str | None:
    """The level of an origin that one of the cells begins with: `Ministermål · gul`."""
    origins = (_ORIGIN_CELL.match(cell.text.strip()) for row in rows for cell in row)
    return next((level for origin in origins if origin and (level := origin_level(origin.group()))), None)


def _level_of_chapter(passage: Passage) -> str | None:
    """The level of the goals that the heading right above announces."""
    named = (LEVEL.get(match.key) for heading in passage.block.section_path[-1:]
             for match in labels_in_heading(heading))
    return next((level for level in named if level), None)


class _Cell(NamedTuple):
    passage: Passage
    row: Sequence[TableCell]


def _stated_in(
    cell: _Cell, told: str | None, origins: dict[int, str], table: Table, known: Sequence[CatalogueGoal]
) -> tuple[Candidate | None, bool]:
    """The goal that a cell of a column of goals states, and whether its own words or the header make sure of it."""
    passage = cell.passage
    match = NUMBERED.match(passage.text)
    start = match.end() if match else 0
    end = title_end(passage.text, start, "paragraph")
    title = passage.text[start:end].strip(" –-*:,(")
    if CHAPTER_OF_GOALS.fullmatch(title):
        return None, False  # `Byrådets mål` heads a group of rows
    if (tied := _TIED.search(passage.text)) and not aims(passage.text[: tied.start()]):
        return None, False  # `Sygedagpenge (ministermål 2)` is a field
    level = origins.get(cell.row[0].row) or told or _level_above(table)
    goal = match_title(title, known) if level != "local" or not (told or origins) else None
    number = (match["number"] or match["plain"]) if match else _number_of(cell.row) or _number_above(table)
    if goal and number and "." in number and not goal.pattern.search(title):
        goal = None  # `4.2 Færre unge på ydelse` counts the goals of a chapter, which are our own
    word_for_word = goal is not None and (number is not None or goal.pattern.search(title) is not None)
    if not word_for_word and (not _NAMES.match(title) or measures(title) or _only_compares(title)):
        return None, False
    said = bool(told or origins or _level_above(table)) or goal is not None
    level = "ministerial" if goal and not origins else level or "local"
    known_as = goal if level == "ministerial" else None
    counted = number is not None and len(title.split()) >= _WORDS_OF_GOAL and _has_demands_beside(table)
    certain = bool(told or origins or word_for_word or counted or aims(title))  # else perhaps the name of an indicator
    return Candidate(passage, 0, end, title, level, number, known_as, said), certain


def _has_demands_beside(table: Table) -> bool:
    """Whether a column of its own holds the demands: `Nr. | Mål | Resultatkrav`."""
    named = (match for column in table.columns for match in labels_in_heading(column.header))
    return any(match.entry.extra["role"] == "requirement" for match in named)


def _only_compares(title: str) -> bool:
    """`bedre end landsgennemsnittet`, the demand of a row that has its indicator elsewhere."""
    return title[:1].islower() and compares(title)


def _columns_of_goals(table: Table) -> Iterator[tuple[int, str | None]]:
    """Columns whose header names goals, and whose; None where it does not say: `Mål`, `Hvad skal lykkes?`."""
    for index, column in enumerate(table.columns):
        header = column.header
        texts = [cell.text for row in table.body for cell in row if cell.column == index and cell.text.strip()]
        worded = [text for text in texts if " " in text.strip() and not measures(text)]
        level = _level_of_header(header)
        whose = level and phrase("goal_noun").search(header)  # `Ministerens mål 2013`
        named = whose or phrase("heads_goals").match(header) and not _DIGIT.search(header)
        labelled = [label for text in texts if (label := NUMBERED.match(text)) and label["label"] and label["number"]]
        alone = _has_demands_beside(table) and NUMBERED.fullmatch(_caption(table)) or labelled
        least = 1 if alone else 2  # one goal, one table
        if named and len(header) <= _HEADER_LENGTH and len(worded) >= max(least, _MOSTLY * len(texts)):
            yield index, level


def _level_of_header(header: str) -> str | None:
    if phrase("of_minister").search(header):
        return "ministerial"
    own = phrase("of_our_own").search(header) or phrase("of_council").search(header)
    return "local" if own else "overall" if phrase("of_overall").search(header) else None


def _origins(table: Table, beside: int) -> dict[int, str]:
    """The level that a column `Ophav` or `Fastsat af` gives each row, by its number."""
    told: dict[int, str] = {}
    for index, column in enumerate(table.columns):
        if index != beside and phrase("origin_header").fullmatch(column.header.strip(" :?")):
            for cell in (cell for row in table.body for cell in row if cell.column == index):
                text = cell.text.strip(" .")
                if phrase("of_minister").search(text) or text == "M":
                    told[cell.row] = "ministerial"
                elif text:
                    told[cell.row] = "local"
    return told


def _number_of(row: Sequence[TableCell]) -> str | None:
    return next((cell.text.strip(". ") for cell in row if _NUMBER_CELL.fullmatch(cell.text.strip())), None)


def _caption(table: Table) -> str:
    """The heading right above a table."""
    return "".join(table.context[-1:])


def _number_above(table: Table) -> str | None:
    """The number of the goal that a table of one row is about: `Ministerens mål 2` stands above it."""
    label = NUMBERED.fullmatch(_caption(table)) if len(table.body) == 1 else None
    return label["number"] if label else None


def in_numbered_rows(
    document: Document, tables: Sequence[Table], known: Sequence[CatalogueGoal]
) -> Iterator[Candidate]:
    """`Mål 1 | Flere skal i arbejde | Kapitel 4`: rows that begin with the label of a goal, its words beside it."""
    for table in tables:
        found = [(label, passage) for first, second, *_ in _rows_of_text(table)
                 if (label := NUMBERED.fullmatch(first.text.strip())) and label["label"] and label["number"]
                 and (passage := cell_passage(document, second)) and _NAMES.match(passage.text)
                 and not measures(passage.text)]
        stated = [match_title(passage.text, known) or aims(passage.text) for _, passage in found]
        if len(found) > 1 and sum(map(bool, stated)) * 2 > len(found):
            for label, passage in found:
                end = title_end(passage.text, 0, "paragraph")
                title = passage.text[:end].strip(" .:")
                own = origin_level(label["label"]) == "local"
                goal = None if own else match_title(title, known)
                level = "ministerial" if goal else origin_level(label["label"]) or _level_above(table) or "local"
                yield Candidate(passage, 0, end, title, level, label["number"], goal)


def _rows_of_text(table: Table) -> Iterator[list[TableCell]]:
    for row in table.body:
        filled = [cell for cell in row if cell.text.strip()]
        if len(filled) > 1:
            yield filled


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


def in_fields(document: Document, tables: Sequence[Table], known: Sequence[CatalogueGoal]) -> Iterator[Candidate]:
    """`Ministermål | 2. Flere i job`, `Lokalt mål | Unge skal have en plan`: fields of a frame, also its first."""
    for table in tables:
        for row in table.rows if table.kind != "budget" else ():
            label, *values = [cell for cell in row if cell.text.strip()] or [None]
            field = label and _FIELD_OF_ORIGIN.fullmatch(label.text.strip())
            passage = cell_passage(document, values[0]) if field and len(values) == 1 else None
            opening = NUMBERED.match(passage.text) if passage else None
            title = passage.text[opening.end() if opening else 0 :].strip(" .–-*:") if passage else ""
            if len(title.split()) < _WORDS_OF_GOAL or len(title) > MAX_TITLE or measures(title):
                continue
            level = origin_level(field["origin"])
            goal = match_title(title, known) if level == "ministerial" else None
            if goal or aims(title) or any(phrase(key).search(title) for key in ("told_as_reached", "shall")):
                number = field["number"] or (opening["number"] or opening["plain"] if opening else None)
                yield Candidate(passage, 0, len(passage.text.rstrip()), title, level, number, goal, True)


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


def _level_above(table: Table) -> str | None:
    """The level that the text above a table gives: `Lokale mål 2018`."""
    above = (match for text in reversed(table.context) for match in labels_in_heading(text))
    return next((LEVEL[match.key] for match in above if match.key in LEVEL), None)
