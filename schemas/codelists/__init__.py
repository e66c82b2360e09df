"""The code lists: municipalities, accounts, themes, indicators, target groups and the minister's goals by year.

Each list is a CSV file beside this module, read once, checked while it is read, and returned as frozen records.
Columns are documented where the records are declared; what a source did not say is empty or None.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import TypeVar

import regex

_REMARK = regex.compile(r"\s*\([^()]*\)")
Record = TypeVar("Record")


class CodeListError(ValueError):
    """A code list is wrong; the message names the file and the key."""


@dataclass(frozen=True, slots=True)
class Municipality:
    """A municipality since 2007; `variants` are other spellings and names, `slug` is its name in a web address."""

    code: str  # four digits
    name: str
    official_name: str
    region: str
    rar_area: str
    employment_region: str  # beskæftigelsesregion 2007-2014
    genitive: str
    variants: tuple[str, ...]
    slug: str
    notes: str


@dataclass(frozen=True, slots=True)
class Account:
    """An account of the municipal chart of accounts; `years` as "2007-" or "2007-2019"."""

    code: str
    name: str
    years: str
    seen_as: str
    confidence: str


@dataclass(frozen=True, slots=True)
class Theme:
    """A theme of goals."""

    code: str
    label: str
    ministerial_years: str
    notes: str


@dataclass(frozen=True, slots=True)
class Indicator:
    """What a requirement measures; `unit` and `better_direction` as the list words them."""

    code: str
    label: str
    surface_forms: tuple[str, ...]
    unit: str
    better_direction: str
    notes: str


@dataclass(frozen=True, slots=True)
class TargetGroup:
    """Whom a requirement is about."""

    code: str
    label: str
    surface_forms: tuple[str, ...]
    period: str
    notes: str


@dataclass(frozen=True, slots=True)
class MinisterialGoal:
    """A goal the minister set for a year; `variants` are other wordings seen in plans of that year."""

    year: int
    number: int
    title: str
    theme: str
    certainty: str  # high, medium or low
    variants: tuple[str, ...]

    @property
    def catalogue_id(self) -> str:
        """`<year>.<number>`, as the dataset names the goal."""
        return f"{self.year}.{self.number}"


@cache
def municipalities() -> tuple[Municipality, ...]:
    """All municipalities, in the order of the file."""
    return _records("municipalities", _municipality, lambda record: record.code)


@cache
def municipality_by_code() -> dict[str, Municipality]:
    """Municipalities by their four-digit code."""
    return {municipality.code: municipality for municipality in municipalities()}


@cache
def accounts() -> tuple[Account, ...]:
    """The accounts that plans print."""
    return _records("accounts", _account, lambda record: record.code)


@cache
def themes() -> tuple[Theme, ...]:
    """The themes."""
    return _records("themes", _theme, lambda record: record.code)


@cache
def indicators() -> tuple[Indicator, ...]:
    """The indicators."""
    return _records("indicators", _indicator, lambda record: record.code)


@cache
def target_groups() -> tuple[TargetGroup, ...]:
    """The target groups."""
    return _records("target_groups", _target_group, lambda record: record.code)


@cache
def ministerial_goals() -> tuple[MinisterialGoal, ...]:
    """The minister's goals by year; years whose goals are not known (rows without number) are left out."""
    variants = _variants("ministerial_goal_variants")
    rows = [row for row in _rows("ministerial_goals") if row["number"]]
    return _checked("ministerial_goals", (_ministerial_goal(row, variants) for row in rows),
                    lambda goal: goal.catalogue_id)


def _municipality(row: dict[str, str]) -> Municipality:
    _require(regex.fullmatch(r"\d{4}", row["code"]), "municipalities", row["code"], "a code has four digits")
    return Municipality(
        row["code"], row["name"], row["official_name"], row["region"], row["rar_area_2015"],
        row["beskaeftigelsesregion_2007_2014"], row["genitive"], _listed(_REMARK.sub("", row["variants"])),
        row["ascii_slug"], row["notes"])


def _account(row: dict[str, str]) -> Account:
    _require(regex.fullmatch(r"\d\.\d\d\.\d\d", row["code"]), "accounts", row["code"], "a code looks like 5.57.71")
    return Account(row["code"], row["official_name"], row["years"], row["as_seen_in_plans_or_note"], row["confidence"])


def _theme(row: dict[str, str]) -> Theme:
    return Theme(row["code"], row["label_da"], row["years_as_ministerial_goal"], row["notes"])


def _indicator(row: dict[str, str]) -> Indicator:
    return Indicator(row["code"], row["label_da"], _listed(row["surface_forms"]), row["unit"],
                     row["better_direction"], row["notes"])


def _target_group(row: dict[str, str]) -> TargetGroup:
    return TargetGroup(row["code"], row["label_da"], _listed(row["surface_forms"]), row["period"], row["notes"])


def _ministerial_goal(row: dict[str, str], variants: dict[tuple[str, str], tuple[str, ...]]) -> MinisterialGoal:
    key = f"{row['year']}.{row['number']}"
    _require(row["year"].isdigit() and row["number"].isdigit(), "ministerial_goals", key, "year and number are digits")
    _require(row["theme"] in {theme.code for theme in themes()}, "ministerial_goals", key,
             f"unknown theme {row['theme']!r}")
    return MinisterialGoal(int(row["year"]), int(row["number"]), row["title_da"], row["theme"], row["certainty"],
                           variants.get((row["year"], row["number"]), ()))


def _variants(name: str) -> dict[tuple[str, str], tuple[str, ...]]:
    found: dict[tuple[str, str], tuple[str, ...]] = {}
    for row in _rows(name):
        key = (row["year"], row["number"])
        found[key] = (*found.get(key, ()), row["variant"])
    return found


def _records(name: str, make: Callable[[dict[str, str]], Record], key: Callable[[Record], str]) -> tuple[Record, ...]:
    return _checked(name, (make(row) for row in _rows(name)), key)


def _checked(name: str, records: Iterable[Record], key: Callable[[Record], str]) -> tuple[Record, ...]:
    found: dict[str, Record] = {}
    for record in records:
        _require(key(record), name, "", "a row without code")
        _require(key(record) not in found, name, key(record), "code stands twice")
        found[key(record)] = record
    return tuple(found.values())


def _rows(name: str) -> list[dict[str, str]]:
    text = resources.files(__name__).joinpath(f"{name}.csv").read_text(encoding="utf-8")
    return [{field: (value or "").strip() for field, value in row.items()} for row in csv.DictReader(text.splitlines())]


def _listed(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(";") if part.strip())


def _require(condition: object, name: str, key: str, message: str) -> None:
    if not condition:
        raise CodeListError(f"{name}.csv: {key}: {message}")
