"""Where the header of a grid ends, and where a new one begins in the middle of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import regex

from .amounts import DURATIONS
from .grammar.periods import find_periods
from .grammar.quantities import scan
from .lexicon import matcher
from .table_rows import BOUND, bare
from .table_words import DASHES, MONEY, YEAR, group, value_of
from .tables import TableCell

_COUNTS = regex.compile(r"(?<![\d.])\d+ \p{Ll}")
_FROM_TO = regex.compile(  # `10 pct. færre`, `40-45 pct.`
    r"\d[\d.,]*\s?(?:(?:%|pct\.|procent)\s\p{Ll}|[-–]\s?\d[\d.,]*\s?(?:%|pct|procent|\p{Ll}{3,}))"
)
_LASTING = regex.compile(r"\d[\d.,]*\s(?:timer|dage|uger|måneder|år)")
_LONGEST_HEAD = 60  # characters of a header in the middle of a grid
Row = list[TableCell]


def header_count(rows: Sequence[Row]) -> int:
    """Number of leading header rows."""
    told = False
    for count, row in enumerate(rows):
        outside = [cell for cell in row if cell.column > 0 and cell.text]
        if told and _goes_on(rows[count - 1], row):
            continue
        if _has_values(row) or (
            told and not all(_header_like(cell.text) for cell in outside) and not (count == 1 and _parts(rows[0], row))
        ):
            return count
        if told and not outside:
            return count + _is_unit(row)
        told = told or bool(outside)
    return 1 if told else 0


def _goes_on(above: Row, row: Row) -> bool:
    """Whether a row without a label goes on with the headers above: `Forløb over` | `26 uger`, `arbejdskraft-`."""
    label = any(cell.text for cell in row if cell.column == 0)
    words = {cell.column: cell.text for cell in above if cell.text and cell.column > 0}
    outside = [cell for cell in row if cell.column > 0 and cell.text]
    small = [cell for cell in outside if cell.text[0].islower()]
    return not label and bool(small) and all(cell.column in words for cell in outside)


def _parts(above: Row, row: Row) -> bool:
    """Whether a row parts the columns of a header with gaps: `Mål 2010 | | Mål 2011 |` over `Unge | Voksne | ...`."""
    named = {cell.column for cell in above if cell.column > 0 and cell.text}
    outside = [cell for cell in row if cell.column > 0 and cell.text]
    gaps = {cell.column for cell in above if cell.column > 0 and not cell.text}
    return bool(gaps and named) and named | gaps == {cell.column for cell in outside} and all(
        len(cell.text) < _LONGEST_HEAD and not any(char.isdigit() for char in cell.text) for cell in outside)


def spread(header: list[Row]) -> list[Row]:
    """A header whose cells reach over the gaps behind them, where a row below parts them."""
    if len(header) < 2 or not _parts(header[0], header[1]):
        return header
    places = [cell.column for cell in header[0] if cell.text and cell.column > 0]
    ends = [*places[1:], max(cell.column for cell in header[1]) + 1]
    reach = dict(zip(places, ends, strict=True))
    top = [replace(cell, column_span=reach[cell.column] - cell.column) if cell.column in reach else cell
           for cell in header[0] if cell.text or cell.column == 0]
    return [top, *header[1:]]


def _is_unit(row: Row) -> bool:
    """Whether a row is nothing but the unit of the table: `(mio. kr.)` below the header."""
    text = " ".join(cell.text for cell in row).strip(" ().,")
    unit = group("unit").first(text)
    return unit is not None and (unit.start, unit.end) == (0, len(text))


def _has_values(row: Row) -> bool:
    """Whether a row holds values; a row of bare years is a header."""
    outside = [cell.text for cell in row if cell.column > 0]
    numbers = [text for text in outside if value_of(text)]
    if not numbers:
        filled = [text for text in outside if text]
        compared = bool(filled) and all(map(_compares, filled))
        return compared or any(text in DASHES or _holds_demand(text) for text in outside)
    return not all(YEAR.fullmatch(text) for text in numbers)


def _holds_demand(text: str) -> bool:
    """Whether a cell holds a value that is no plain number: `Højst 90 pct.`, `40-45 pct.`, `XX pct.`."""
    bounded = text[slice(*bare(text))]
    blank = next((match for match in matcher("placeholders").find(text) if match.start == 0), None)
    valued = value_of(bounded) or _LASTING.fullmatch(bounded)
    return bounded != text and valued is not None or blank is not None or _FROM_TO.match(text) is not None


def _compares(text: str) -> bool:
    """Whether a cell relates its row to others or to an earlier level: `Bedre end klyngen`."""
    return all(matcher(name).first(text) for name in ("relations", "comparators"))


def _header_like(text: str) -> bool:
    bounded = BOUND.match(text) or group("role").at_start(text) is None
    if bounded and any(quantity.unit not in DURATIONS for quantity in scan(text).quantities):
        return False  # `Højst 450 unge på uddannelseshjælp`, `Begrænset til 90 borgere`: a demand in words
    words = any(group(name).first(text) for name in ("kind", "role", "unit", "measure", "ignored"))
    return len(text) < 60 and (words or bool(YEAR.search(text)) or bool(find_periods(text)))


def is_new_header(row: Row, header: list[Row]) -> bool:
    """Whether a row in the middle of a grid begins a new table or repeats the header."""
    outside = [cell for cell in row if cell.column > 0 and cell.text]
    if not outside or _has_values(row):
        return False
    known = {cell.text.lower() for old in header for cell in old if cell.text}
    if len(outside) > 1 and all(cell.text.lower() in known for cell in outside):
        return True
    label = next((cell.text for cell in row if cell.column == 0), "")
    if label and label == _corner(header) and all(len(cell.text) < _LONGEST_HEAD for cell in outside):
        return True  # `Emne | Krav` below `Emne | Dec. 2009 | Krav dec. 2011`
    unit = group("unit").first(label) if len(outside) > 1 else None
    if unit and unit.key in ("percent", *MONEY):
        return True  # `Andele i pct. | Nordby | Klyngen | Hele landet`
    years = all(YEAR.fullmatch(cell.text) for cell in outside)
    if years and label:
        return False
    told = [cell for cell in outside if len(cell.text) < _LONGEST_HEAD and _tells_kind_or_year(cell.text)]
    return len(outside) > 1 and len(told) == len(outside)


def _corner(header: list[Row]) -> str:
    return next((cell.text for row in header for cell in row if cell.column == 0 and cell.text), "")


def _tells_kind_or_year(text: str) -> bool:
    """Whether a cell heads a column: it names a kind of budget or a year, and counts nothing (`31 i 2011`)."""
    return (group("kind").first(text) or YEAR.search(text)) is not None and not _COUNTS.search(YEAR.sub("", text))


def same_header(first: list[Row], second: list[Row]) -> bool:
    """Whether two headers say the same, their corner included."""
    def words(header: list[Row]) -> list[str]:
        return ["".join(cell.text.lower().split()) for row in header for cell in row if cell.text]
    return bool(first) and words(first) == words(second)
