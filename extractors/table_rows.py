"""What a row of a table says of its values: its label, and the unit that a label or a caption names."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import regex

from .grammar.numbers import parse_number
from .grammar.periods import whole_period
from .grammar.quantities import scan
from .lexicon import matcher
from .phrases import phrase, words
from .table_meaning import title_of
from .tables import Column, Table, TableCell

MONEY = {"dkk": 1.0, "thousand_dkk": 1e3, "million_dkk": 1e6}

_LONGEST_BETWEEN = 40  # characters between the first and the last quantity of a value
_OF_CHANGES = regex.compile(
    r"\b(?:ændring(?:en|er|erne)?|udvikling(?:en)?)\b[^.;]*\bi (?:pct\.?|procent|%)[^.;]*", regex.IGNORECASE
)
_PERCENT = regex.compile(r"(?:\bpct\.?|\bprocent|%)(?!\w|-?point)", regex.IGNORECASE)
_DURATION = regex.compile(
    r"(?:[(,]\s?(?:antal )?|\bantal |\bi )(?P<unit>uger|dage|timer|måneder)\)?\s*$"
    r"|\b(?:så|hvor) mange (?P<unit>uger|dage|timer|måneder)\b", regex.IGNORECASE
)
_UNIT_AT_END = regex.compile(
    rf"(?:,\s|\s\()(?:antal )?(?P<unit>uger|dage|timer|måneder|{words('unit_behind_label')})"
    r"(?:\)|(?:\s(?:pr\.|i|om|efter)\s[^,]{2,30})?)$",
    regex.IGNORECASE,
)
_DURATIONS = {"uger": "weeks", "dage": "days", "timer": "hours", "måneder": "months"}
DATED = regex.compile(r"\s?\((?:\p{L}{3,9}\.? )?(?:19|20)\d\d\)")
BOUND_BEHIND = regex.compile(rf"\s(?:{words('or_less')}|{words('or_more')}|i (?:gennemsnit|snit))$", regex.IGNORECASE)
BOUND = regex.compile(rf"{words('hedge_in_cell')}\s", regex.IGNORECASE)
_COUNTED = regex.compile(
    r"\bantal(?:let af)?\s.+|(?<!\b(?:med|i|har|på)\s)\b\p{L}*forløb(?= (?:på )?over \d)", regex.IGNORECASE)
_BRACKET_AT_END = regex.compile(r"\([^()]+\)\s*$")
_SQUARE = regex.compile(r"\[(?P<value>[^\[\]]*\d[^\[\]]*)\]")
_SENTENCE = regex.compile(r"(?<=[.!?:])\s+(?=\p{Lu})")
RANK = regex.compile(r"(?:nr\.|nummer) (?P<rank>\d{1,2})(?: eller bedre)?", regex.IGNORECASE)
_TWO_LETTERS = regex.compile(r"\p{L}{2}")
_ORDINAL = regex.compile(r"\d{1,2}(?:\.\d{1,2})?[a-z]?\.?")


def row_label(row: Sequence[TableCell], columns: Sequence[Column]) -> str:
    """The words of a row in front of its values, joined by a blank; remarks behind them (`Rød`) are no label."""
    words: list[str] = []
    for cell in row:
        labels = columns[cell.column].role == "label" and _TWO_LETTERS.search(cell.text)  # `26 uger (forløb)`
        if labels or cell.text and not is_value(cell.text):
            words.append(cell.text)
        elif cell.text and words:
            break
    return " ".join(words)


def bare(text: str) -> tuple[int, int]:
    """The range of a cell's value without its bound and date: `Højst 90`, `90 eller derunder`, `410 (juni 2007)`."""
    bound, dated, behind = BOUND.match(text), DATED.search(text), BOUND_BEHIND.search(text)
    if behind:
        return bound.end() if bound else 0, behind.start()
    return bound.end() if bound else 0, dated.start() if dated and dated.end() == len(text) else len(text.rstrip())


def unbracketed(text: str) -> str:
    """A value set in square brackets, without them: `[540]`, `[28 pct.]`."""
    inner = _SQUARE.fullmatch(text)
    return inner["value"] if inner else text


def is_value(text: str) -> bool:
    """Whether a cell holds a value and little else: `26,8 pct.`, `1.284`, `-`, `171 personer`, `Højst 90`."""
    text = unbracketed(text)
    start, end = bare(text)
    if start and whole_period(text[start:end].removeprefix("i ")):
        return False  # `færre end i 2022`
    text = text[start:end]
    if parse_number(text) is not None or not _TWO_LETTERS.search(text) or RANK.fullmatch(text):
        return True
    if any(match.start == 0 for match in matcher("placeholders").find(text)):
        return len(text) < 40
    found = scan(text).quantities
    return (
        bool(found)
        and len(regex.sub(r"[^\p{L}]", "", text[: found[0].start] + text[found[-1].end :])) <= 12
        and found[-1].start - found[0].end <= _LONGEST_BETWEEN
        and found[0].start < 12
    )


def is_ordinal(table: Table, index: int) -> bool:
    """Whether a column only numbers the rows: `Nr.`, or small whole numbers in front of the labels."""
    if index or len(table.columns) < 2:
        return False
    texts = table.first_column
    return bool(texts) and all(_ORDINAL.fullmatch(text) for text in texts)


def cell_unit(table: Table, column: Column, label: str) -> tuple[str | None, float]:
    """Contract unit of a bare number and what one of it is in that unit.

    A printed unit counts first (column, label, corner, caption), then what the row, the header or the caption counts.
    """
    if column.unit in MONEY:
        return "dkk", MONEY[column.unit]
    if column.unit in ("percent", "percentage_point", "persons", "count"):
        return column.unit, 1.0
    if column.role != "change" and (own := _unit_at_end(label)):
        return own, 1.0
    corner = table.columns[0].unit if table.columns else None
    if corner in MONEY:
        return "dkk", MONEY[corner]
    if corner in ("percent", "persons") and column.role != "change" and not _PERCENT.search(f"{label} {column.header}"):
        return corner, 1.0
    texts = (label, column.header, table.corner, _said_of(table, column))
    if any(_PERCENT.search(text) for text in texts) or phrase("share").search(label):
        return "percent", 1.0
    for text in texts:
        if match := _DURATION.search(text):
            return _DURATIONS[match["unit"].lower()], 1.0
    told = [unit for text in texts if (unit := unit_named(text))]
    label_names = matcher("things").first(label)
    if (
        label_names and label_names.key == "benefit"
        and ("persons" in told or any(unit_named(text) == "persons" for text in _declarations(table)))
    ):  # `Fleksjob` under `Fuldtidspersoner på ydelser`
        return "persons", 1.0
    if not told and column.role != "change":
        told = [unit for text in _declarations(table) if (unit := unit_named(text))]
    if not told and column.role != "change":
        told = [unit for other in table.columns if other.role != "change" and (unit := unit_named(other.header))]
    return (told[0] if told else None), 1.0


def _said_of(table: Table, column: Column) -> str:
    """What a caption says of levels, or of changes: `Antal personer. Ændring i pct. fra maj 2011 til december 2012`."""
    caption = _caption(table)
    changes = _OF_CHANGES.search(caption) if any(other.role == "change" for other in table.columns) else None
    if changes is None:
        return caption
    return changes.group() if column.role == "change" else caption[: changes.start()] + caption[changes.end() :]


def unit_beside(row: Sequence[TableCell], columns: Sequence[Column]) -> tuple[str, float] | None:
    """Unit that a row prints below `Enhed`, and what one of it is in that unit: `Besparelse | mio. kr. | 2,1 | 2,5`."""
    for cell in row:
        text = cell.text.strip()
        if phrase("unit_header").fullmatch(columns[cell.column].header.strip()):
            for words_of in ("units", "things"):
                found = matcher(words_of).first(text)
                if found and (found.start, found.end) == (0, len(text)):
                    return found.entry.extra["unit"], found.entry.extra.get("scale", 1.0)
    return None


def _unit_at_end(label: str) -> str | None:
    """The unit that stands behind a label: `Unge på uddannelseshjælp, personer`, `Fravær, dage pr. medarbejder`."""
    match = _UNIT_AT_END.search(label)
    return (_DURATIONS.get(match["unit"].lower()) or unit_named(match["unit"])) if match else None


def _declarations(table: Table) -> list[str]:
    """Sentences around a table that give the unit of its numbers: `Fuldtidspersoner, hvor ikke andet er anført.`"""
    around = " ".join(text for text in (table.before, table.caption, table.note) if text)
    return [text for text in _SENTENCE.split(around) if phrase("unless_said").search(text)]


def _caption(table: Table) -> str:
    """The caption, where the paragraph above is one and not running text."""
    return title_of(table.caption or "")


@lru_cache(maxsize=4096)
def unit_named(text: str) -> str | None:
    """The unit that a label names: `Andel i job (pct.)` percent, `Antal ledige` persons, `Besøg` count."""
    if _PERCENT.search(text) or phrase("share").search(text):
        return "percent"
    behind = _BRACKET_AT_END.search(text)  # `Sygemeldte over 26 uger (forløb)`
    found = list(matcher("things").find(behind.group())) if behind else []
    counted = _COUNTED.search(text)  # `Sygemeldte: Antal forløb over 26 uger`, `Sygemeldte | Forløb over 26 uger`
    found = found or list(matcher("things").find(counted.group()) if counted else ())[:1]
    found = found or list(matcher("things").find(text))
    named = next((match for match in found if match.key == "persons"), found[0] if found else None)
    return named.entry.extra["unit"] if named else None
