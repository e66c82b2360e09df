"""Danish numbers: `1.541` is 1541, `17,6` is 17.6, `÷1,2` and `(1,2)` are negative, `tolv` is 12."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

import regex

from ..lexicon import load
from ..lexicon.compiling import compiled
from ..lexicon.starts import Starts

MINUS = "-−–÷"
_DIGITS = (
    r"(?:\d{1,3}(?:\.\d{3})+(?!\d)(?:,\d+)?"
    r"|(?<!\d[ \u00a0])\d{1,3}(?:[ \u00a0]\d{3}){1,2}(?![ \u00a0]?\d|[.,]\d\d\d)(?:,\d+)?(?![ \u00a0]\d)"
    r"|\d+(?:,\d+)?|\d+\.\d{1,2})"
)
_NUMBER = regex.compile(
    rf"(?<![\w.,/])(?P<sign>(?<![\w)]\s?)[{MINUS}]\s?|[÷−]\s?)?(?P<digits>\d+\.\d{{1,2}}(?![.\d])|{_DIGITS})(?![\d]|[.,]\d)"
)
_LONGEST_CELL = 25  # characters behind the number of a cell: `- 28 pct.`
_DIGIT = regex.compile(r"\d")
_POINT = regex.compile(r"\d+\.\d{1,2}")
_PRINTED = regex.compile(rf"(?P<open>\()?(?P<sign>[{MINUS}]\s?)?(?P<digits>{_DIGITS})(?P<close>\))?(?:,-)?")


class NumberMention(NamedTuple):
    """A number in running text: its range, its value, and whether it was written in words."""

    start: int
    end: int
    value: float
    in_words: bool = False


def parse_number(text: str) -> float | None:
    """The value of a text that is nothing but one printed number, as in a table cell; else None."""
    match = _PRINTED.fullmatch(text.strip())
    if not match or bool(match["open"]) != bool(match["close"]) or not _is_western(match["digits"]):
        return None
    value = _value(match["digits"])
    return -value if match["sign"] or match["open"] else value


def _is_western(digits: str) -> bool:
    """Whether a number is written in 0 to 9; digits of other scripts are no figures of a Danish plan."""
    return digits.replace("\u00a0", " ").isascii()


def find_numbers(text: str) -> Iterator[NumberMention]:
    """Numbers in digits or words, left to right; a minus counts only where nothing stands before it."""
    for match in _NUMBER.finditer(text):
        if not _is_western(match["digits"]):
            continue
        value = _value(match["digits"])
        sign = match["sign"] or ""
        opens = match.start() == 0 and len(text) - match.end() > _LONGEST_CELL
        is_mark = opens and sign[-1:].isspace()  # `- 45 pct. af de unge er i job`, an item of a list
        start = match.start("digits") if is_mark else match.start()
        yield NumberMention(start, match.end(), -value if sign and not is_mark else value)


def find_number_words(text: str) -> Iterator[NumberMention]:
    """Number words such as `tolv`, `femogtyve`, `halvanden`, left to right."""
    starts, values = _number_words()
    for match in starts.finditer(text):
        yield NumberMention(match.start(), match.end(), _worded(match, values), in_words=True)


def has_number(text: str) -> bool:
    """Whether a number may stand in a text, in digits or words."""
    return _DIGIT.search(text) is not None or next(find_number_words(text), None) is not None


def _worded(match: regex.Match, values: dict[str, float]) -> float:
    """`elleve hundrede` is 1100, `to komma fire` is 2.4."""
    value = values[match["word"].lower()]
    if match["times"]:
        value *= values[match["times"].lower()]
    if match["decimals"]:
        value += values[match["decimals"].lower()] / 10
    return value


def _value(digits: str) -> float:
    digits = digits.replace(" ", "").replace("\u00a0", "")
    if _POINT.fullmatch(digits):  # 47.1: a decimal point, for thousands come in threes
        return float(digits)
    return float(digits.replace(".", "").replace(",", "."))


@cache
def _number_words() -> tuple[Starts, dict[str, float]]:
    values: dict[str, float] = {}
    ones: list[tuple[str, float]] = []
    tens: list[tuple[str, float]] = []
    for entry in load("numbers"):
        value = float(entry.extra["value"])
        for word in entry.patterns:
            values[word] = value
            if entry.extra.get("part") == "one":
                ones.append((word, value))
            elif entry.extra.get("part") == "ten":
                tens.append((word, value))
    values |= {f"{one}og{ten}": a + b for one, a in ones for ten, b in tens}  # femogtyve
    words = "|".join(sorted(values, key=len, reverse=True))
    return (
        Starts(
            compiled(
                rf"(?<![\w-])(?P<word>{words})(?:\s(?P<times>hundrede|tusind(?:e)?))?(?:\skomma\s(?P<decimals>{words}))?(?![\w-])",
                regex.IGNORECASE,
            )
        ),
        values,
    )
