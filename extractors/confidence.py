"""How probable it is that a row is right: a few doubts that can be counted, weighed by what gold says of them.

A row starts with the share of rows right that carry no doubt, and each doubt takes something away: confidence is
`1 / (1 + exp(-(base - sum of cost * doubt)))`, so it can only fall with more doubts. `confidence.toml` holds base and
costs; `maaltal.pipeline.calibrate` fits them.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib import resources
from math import exp
from types import MappingProxyType
from typing import Any

import regex

from ..schemas.tables import BudgetLineRow, DocumentRow, FigureRow, GoalRow, ParagraphRow, RequirementRow
from .grammar.quantities import Scan, scan
from .labels import labels_in_heading
from .lexicon import matcher
from .phrases import phrase

UNRATED = 0.5  # what a reader writes before the row is rated
LEAST, MOST = 0.02, 0.99  # nothing is impossible, nothing certain

_DIGIT = regex.compile(r"\d")
_LOOKS_FORWARD = frozenset({"employment_plan", "policy", "template", "other"})
_FLATTENED = 1200  # characters from which a paragraph is a page run together
_SIZES = frozenset({"percent", "percentage_point", "persons", "count", "dkk", "rank"})
_LONG_TITLE, _LONG_LABEL = 160, 80  # characters
_NEAR = 3  # rows before and behind that may rest on the same words
_UNIT = regex.compile(r"[%\p{L}]")
_TOLERANCE = 0.03  # share of the level by which plans round
_SCALE = {"dkk": 1.0, "thousand_dkk": 1e3, "million_dkk": 1e6}


class ConfidenceError(ValueError):
    """The parameters are wrong; the message names the table and the doubt."""


@dataclass(frozen=True, slots=True)
class Weights:
    """The parameters of one table: `base` and `costs` in log-odds."""

    base: float
    costs: Mapping[str, float]

    def probability(self, doubts: Mapping[str, float]) -> float:
        """Probability that a row with these doubts is right, to two decimals."""
        odds = self.base - sum(self.costs.get(name, 0.0) * size for name, size in doubts.items())
        return round(min(MOST, max(LEAST, 1 / (1 + exp(-odds)))), 2)


@dataclass(frozen=True, slots=True)
class Setting:
    """Where a row stands: in which document and paragraph, and whether alone."""

    document: DocumentRow
    paragraph: ParagraphRow
    shares: bool = False  # whether another row of the table rests on some of the same words

    def common(self) -> Iterator[tuple[str, bool]]:
        """Doubts that any row may have."""
        yield "looks_back", self.document.document_type not in _LOOKS_FORWARD
        yield "run_together", len(self.paragraph.text) > _FLATTENED


def rated(
    rows: Mapping[str, Sequence[Any]], paragraphs: Sequence[ParagraphRow], document: DocumentRow
) -> dict[str, Sequence[Any]]:
    """The rows of a document with their confidence; tables without parameters stay as they are."""
    found = dict(rows)
    for table in DOUBTS.keys() & rows.keys():
        judged = doubts_of(table, rows[table], paragraphs, document)
        found[table] = [replace(row, confidence=confidence(table, doubts)) for row, doubts in judged]
    return found


def confidence(table: str, doubts: Mapping[str, float]) -> float:
    """Probability that a row of a table with these doubts is right."""
    return weights()[table].probability(doubts)


def doubts_of(
    table: str, rows: Sequence[Any], paragraphs: Sequence[ParagraphRow], document: DocumentRow
) -> Iterator[tuple[Any, dict[str, float]]]:
    """Each row of a table with its doubts: what may speak against it, by name, and how often it does."""
    by_id = {paragraph.paragraph_id: paragraph for paragraph in paragraphs}
    for index, row in enumerate(rows):
        near = (*rows[max(index - _NEAR, 0) : index], *rows[index + 1 : index + 1 + _NEAR])
        setting = Setting(document, by_id[row.paragraph_id], any(_overlap(row, other) for other in near))
        yield row, {name: float(size) for name, size in DOUBTS[table](row, setting)}


# ---- doubts --------------------------------------------------------------------------------------------------------

def requirement_doubts(row: RequirementRow, setting: Setting) -> Iterator[tuple[str, float]]:
    """What speaks against a requirement."""
    read = scan(row.quote)
    in_table = ".tables" in row.extractor
    yield from setting.common()
    yield "table_run_together", in_table and setting.paragraph.kind != "table"
    yield "no_indicator", row.indicator is None
    yield "indicator_elsewhere", row.indicator is not None and row.indicator_text is None
    yield "no_period", row.target_period is None
    yield "period_elsewhere", row.target_period is not None and not _prints_period(read, row.target_period)
    yield "no_word_of_demand", not in_table and not _demands(row.quote)
    yield "no_value", row.target_value is None and row.change_value is None
    yield "unit_elsewhere", _unit_elsewhere(row, read)
    yield "numbers_left", min(_numbers_left(row, read), 3)
    yield "periods_left", min(_periods_left(row, read), 2)
    yield "sentences", min(len(read.sentences) - 1, 2) if not in_table else 0
    yield "contradicts_itself", _contradicts_itself(row)
    yield "shares_its_words", setting.shares and not in_table


def goal_doubts(row: GoalRow, setting: Setting) -> Iterator[tuple[str, float]]:
    """What speaks against a goal."""
    yield from setting.common()
    known = row.catalogue_id is not None
    labels = labels_in_heading(setting.paragraph.text[:120]) or [
        label for heading in setting.paragraph.section_path[-1:] for label in labels_in_heading(heading)]
    yield "not_in_catalogue", not known
    yield "no_number", row.number is None
    yield "no_label", not labels and not known
    yield "no_aim", not known and phrase("aim").search(row.title) is None
    yield "holds_a_size", any(quantity.unit in _SIZES for quantity in scan(row.title).quantities)
    yield "no_theme", row.theme is None
    yield "long_title", len(row.title) > _LONG_TITLE
    yield "shares_its_words", setting.shares


def figure_doubts(row: FigureRow, setting: Setting) -> Iterator[tuple[str, float]]:
    """What speaks against a figure."""
    yield from setting.common()
    number = _DIGIT.search(row.quote)
    printed = bool(_UNIT.search(row.quote[number.start() :] if number else row.quote))
    in_table = setting.paragraph.kind == "table"
    yield "unit_not_beside", not printed and not in_table
    yield "unit_of_table", not printed and in_table
    yield "part_of_a_person", row.unit == "persons" and row.value != int(row.value)
    yield "looks_like_a_year", row.unit in ("persons", "count") and 1990 <= row.value <= 2050 and "." not in row.quote
    yield "no_subject", row.subject is None
    yield "no_role", row.role == "other"
    yield "no_period", row.period is None
    yield "in_words", number is None


def budget_doubts(row: BudgetLineRow, setting: Setting) -> Iterator[tuple[str, float]]:
    """What speaks against a budget line."""
    yield from setting.common()
    yield "table_run_together", row.extractor.endswith("_flattened")
    yield "no_label", not row.label
    yield "no_account", row.account is None and not row.is_total
    yield "no_year", row.year is None
    yield "rescaled", row.value_dkk is not None and abs(row.value_dkk - row.value * _SCALE.get(row.unit, 0.0)) > 0.5
    yield "long_label", len(row.label) > _LONG_LABEL


DOUBTS: Mapping[str, Any] = MappingProxyType({
    "goals": goal_doubts, "requirements": requirement_doubts, "figures": figure_doubts, "budget_lines": budget_doubts})


# ---- evidence ------------------------------------------------------------------------------------------------------

def _overlap(row: Any, other: Any) -> bool:
    return row.char_start < other.char_end and other.char_start < row.char_end


def _demands(quote: str) -> bool:
    """Whether the words of a statement demand something: a label, a modal verb, a stated aim."""
    if any(match.entry.extra["role"] == "requirement" for match in matcher("labels").find(quote)):
        return True
    return any(match.entry.extra["weight"] > 0 for match in matcher("demand").find(quote))


def _prints_period(read: Scan, period: str) -> bool:
    values = {part for mention in read.periods if mention.value for part in _parts(mention.value)}
    return period in values or any(value.replace("{year}", period[:4]) == period for value in values)


def _unit_elsewhere(row: RequirementRow, read: Scan) -> bool:
    """Whether a level or change stands without its unit beside it."""
    printed = {quantity.value for quantity in read.quantities if not quantity.inferred}
    wanted = [abs(value) for value in (row.target_value, row.change_value) if value is not None]
    return any(not any(abs(value - abs(one)) < 0.05 for one in printed) for value in wanted)


def _numbers_left(row: RequirementRow, read: Scan) -> int:
    """How many sizes a statement prints that no slot holds: readings that competed."""
    used = [abs(value) for value in (row.target_value, row.change_value, row.baseline_value) if value is not None]
    return sum(quantity.unit in _SIZES and all(abs(abs(quantity.value) - value) > 0.05 for value in used)
               for quantity in read.quantities)


def _periods_left(row: RequirementRow, read: Scan) -> int:
    used = {part for period in (row.target_period, row.baseline_period) if period for part in _parts(period)}
    named = (mention.value for mention in read.periods if mention.value and "{" not in mention.value)
    return sum(not used & _parts(value) for value in named)


def _parts(period: str) -> set[str]:
    """A period, and for a range its ends."""
    return {period, *period.split("/")}


def _contradicts_itself(row: RequirementRow) -> bool:
    """Whether baseline, change and level do not add up."""
    if row.baseline_value is None or row.change_value is None or row.target_value is None:
        return False
    relative = row.change_unit == "percent" and row.target_unit != "percent"
    reached = row.baseline_value * (1 + row.change_value / 100) if relative else row.baseline_value + row.change_value
    return abs(reached - row.target_value) > max(_TOLERANCE * abs(row.target_value), 0.6)


# ---- parameters ----------------------------------------------------------------------------------------------------

@cache
def weights() -> Mapping[str, Weights]:
    """The parameters by table, from `confidence.toml`."""
    text = resources.files(__package__).joinpath("confidence.toml").read_text(encoding="utf-8")
    return parse_weights(tomllib.loads(text))


def parse_weights(record: Mapping[str, Any]) -> dict[str, Weights]:
    """Parameters by table; raises ConfidenceError where one is missing or a doubt would raise confidence."""
    found = {}
    for table in DOUBTS:
        if table not in record:
            raise ConfidenceError(f"confidence.toml: no parameters for {table}")
        costs = record[table]["costs"]
        for name, cost in costs.items():
            if cost < 0:
                raise ConfidenceError(f"confidence.toml: {table}: {name}: a doubt cannot raise confidence")
        found[table] = Weights(float(record[table]["base"]), MappingProxyType({n: float(c) for n, c in costs.items()}))
    return found
