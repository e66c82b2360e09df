"""How the report speaks: its texts in one language, and numbers, amounts and periods as that language writes them."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

import regex
from maaltal.schemas import codelists

from ..audit.flaws import messages

_PERIOD = regex.compile(r"(\d{4})(?:-(?:Q([1-4])|H([12])|(\d{2})))?")
_MINUS = "\N{MINUS SIGN}"
_MILLION = 1_000_000
_ALPHABET = "abcdefghijklmnopqrstuvwxyzæøå"
_DECIMALS = 4


@cache
def _texts() -> dict[str, dict[str, Any]]:
    text = resources.files(__package__).joinpath("texts.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def languages() -> tuple[str, ...]:
    """Codes of the languages that the report is written in."""
    return tuple(_texts())


@dataclass(frozen=True)
class Words:
    """The texts of one language, by section and key as in `texts.toml`."""

    lang: str

    def __getitem__(self, section: str) -> dict[str, Any]:
        return _texts()[self.lang][section]

    def say(self, section: str, key: str | None) -> str:
        """The text for a code; the code itself, in words, where there is none; empty for None."""
        if key is None:
            return ""
        return self[section].get(key, key.replace("_", " "))

    def check(self, code: str) -> str:
        """The name of a check."""
        message = messages().get(code)
        if message is None:
            return code.replace("_", " ")
        return message.title_da if self.lang == "da" else message.title_en

    def theme(self, code: str | None) -> str:
        return self._listed(code, {theme.code: theme.label for theme in codelists.themes()})

    def indicator(self, code: str | None) -> str:
        return self._listed(code, {indicator.code: indicator.label for indicator in codelists.indicators()})

    def target_group(self, code: str | None) -> str:
        return self._listed(code, {group.code: group.label for group in codelists.target_groups()})

    def _listed(self, code: str | None, labels: dict[str, str]) -> str:
        """The label of a code list, which are Danish; in other languages the code in words."""
        if code is None:
            return ""
        spoken = code.replace("_", " ").capitalize()
        return labels.get(code, spoken) if self.lang == "da" else spoken

    def number(self, value: float, signed: bool = False) -> str:
        """`1541.0` as `1.541`, `17.6` as `17,6`, with a true minus."""
        rounded = f"{abs(value):,.{_DECIMALS}f}".rstrip("0").rstrip(".")
        marks = self["format"]
        digits = "".join({",": marks["thousands"], ".": marks["decimal"]}.get(char, char) for char in rounded)
        sign = _MINUS if value < 0 else "+" if signed and value > 0 else ""
        return sign + digits

    def amount(self, value: float | None, unit: str | None, signed: bool = False) -> str:
        """A value with its unit; kroner in millions where they are that many."""
        if value is None:
            return ""
        if unit == "dkk" and abs(value) >= _MILLION:
            return self["unit"]["million_dkk"].format(self.number(round(value / _MILLION, 2), signed))
        pattern = self["unit"].get(unit or "", "{}")
        return pattern.format(self.number(value, signed))

    def period(self, period: str | None) -> str:
        """`2021-12` as `dec. 2021`, `2020-Q4` as `4. kvartal 2020`; a range with a dash."""
        return " – ".join(self._period(part) for part in (period or "").split("/"))

    def _period(self, part: str) -> str:
        match = _PERIOD.fullmatch(part)
        if match is None:
            return part
        year, quarter, half, month = match.groups()
        formats = self["format"]
        if quarter:
            return formats["quarter"].format(number=quarter, year=year)
        if half:
            return formats["half"].format(number=half, year=year)
        if month and 1 <= int(month) <= len(formats["months"]):
            return f"{formats['months'][int(month) - 1]} {year}"
        return year if not month else part

    def listing(self, names: Iterable[str]) -> str:
        """`A, B og C`."""
        *first, last = list(names) or [""]
        return f"{', '.join(first)} {self['format']['and']} {last}" if first else last


def danish_order(name: str) -> tuple[int, ...]:
    """A key that sorts as Danes do: æ, ø, å last, aa as å."""
    folded = name.lower().replace("aa", "å")
    return tuple(_ALPHABET.find(char) if char in _ALPHABET else ord(char) - 256 for char in folded)


def year_of(period: str | None) -> int | None:
    """The year a period lies in, the last one of a range; None where it names none."""
    match = _PERIOD.match((period or "").split("/")[-1])
    return int(match.group(1)) if match else None
