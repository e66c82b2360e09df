"""Words of tables, read through the lexicon: kinds of budget, measures, units, roles, years, and value cells."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import regex

from . import lexicon
from .grammar.numbers import parse_number

YEAR = regex.compile(r"(?<![\d.,])(?:19[89]|20[0-4])\d(?![\d]|[.,]\d)")
SHORT_YEAR = regex.compile(r"(?:(?<=(?<!\p{L})(?:OB|KB|BF|BO|FR|B|R)[ -]?)|(?<=[’']))[0-3]\d(?!\d)")
STEP = regex.compile(r"(?<!\p{L})(?:BO|(?i:overslagsår|overslag|år))[ -]?([1-4])(?![\d.,])")
ACCOUNT = regex.compile(r"(?<![\d.])0?[0-8]\.[2-7]\d\.\d\d(?:\.\d{1,3})*(?![\d])")
FURTHER = regex.compile(r"\s*(?:og|samt|,|;|\+|/|&)\s*(\d{2,3})(?![\d.,%]|\s*(?:pct|mio|kr))")
TABLE_NUMBER = regex.compile(r"\b[Tt]ab(?:el|\.)\s*(\d+(?:\.\d+)*[a-z]?)\b")
MARKUP = regex.compile(r"</?[A-Za-z][^<>]*>|\*\*+|(?<!\w)__|__(?!\w)|&nbsp;")
FOOTNOTE = regex.compile(r"(?:\s*\*+\)?|\s*(?<=\p{L}|\))\s?[¹²³⁴⁵]+|\s+\d\))+$")
_SENTENCE_END = regex.compile(r"\p{Ll}{4}\.$")
_LEADERS = regex.compile(r"\s*(?:\.\s?){3,}$|\s*…+$")
MONEY = ("million_dkk", "thousand_dkk", "dkk")
DASHES = frozenset({"-", "–", "—", "−", "‐", "--", "÷", "…", "x", ".", "•", "n/a", "i.a."})
_TRAILING_MINUS = regex.compile(r"(\d[\d.]*(?:,\d+)?)\s?[-−]")
_UNIT_TAIL = regex.compile(r"(?P<number>[(]?[-−–÷]?\s?[\d][\d. \u00a0,]*?[\d)](?:,-)?|\d)\s*(?P<unit>[\p{L}%].*)")
_UNIT_LEAD = regex.compile(r"(?i:kr\.?|dkk)\s+(?P<number>.*)")


@dataclass(frozen=True, slots=True)
class Value:
    """A value cell: the number as printed and the unit key printed beside it."""

    number: float
    unit: str | None = None


@cache
def group(name: str) -> lexicon.Matcher:
    """The matcher over the entries of one group of the budget lexicon."""
    return lexicon.compile_entries(tuple(entry for entry in lexicon.load("budget") if entry.extra["group"] == name))


def tidy(text: str) -> str:
    """Cell text on one line without markup: `<b>Korr. budget-\\n2012</b>` is `Korr. budget- 2012`."""
    return " ".join(MARKUP.sub(" ", text).replace("\u00ad", "").split())


def without_marks(text: str) -> str:
    """Text without the footnote marks and the dotted leaders at its end."""
    return FOOTNOTE.sub("", _LEADERS.sub("", text.strip())).strip()


def value_of(text: str) -> Value | None:
    """The value in a cell that holds one number, with or without a unit: `12,3 mio. kr.`, `kr. 1.200`, `(1,2)`."""
    text = without_marks(text)
    if not any(char.isdigit() for char in text):
        return None
    if (number := _number(text)) is not None:
        return Value(number)
    if (match := _UNIT_LEAD.fullmatch(text)) and (number := _number(match["number"])) is not None:
        return Value(number, "dkk")
    if (match := _UNIT_TAIL.fullmatch(text)) and (number := _number(match["number"])) is not None:
        unit = group("unit").first(match["unit"])
        if unit and unit.start == 0 and unit.end == len(match["unit"]):
            return Value(number, unit.key)
    return None


def _number(text: str) -> float | None:
    text = text.strip()
    if (number := parse_number(text)) is not None:
        return number
    if text.startswith("(") and text.endswith(")") and (number := parse_number(text[1:-1].strip())) is not None:
        return -abs(number)
    if match := _TRAILING_MINUS.fullmatch(text):  # 1.234- : the printouts of accounting systems
        number = parse_number(match[1])
        return None if number is None else -number
    return None


def is_empty(text: str) -> bool:
    """Whether a value cell says that there is nothing: blank, or a dash."""
    return not text or text.lower() in DASHES


def undated(text: str) -> str:
    """Text with its price levels blanked: the year of `2019-priser` or `pl-niveau 2019` dates no budget."""
    for match in reversed(list(group("price_level").find(text))):
        text = text[:match.start] + " " * (match.end - match.start) + text[match.end:]
    return text


def years_of(text: str) -> tuple[int, ...]:
    """Years printed in a header or caption, `B14` and `'14` included; those of price levels are not."""
    text = undated(text)
    found = [(match.start(), int(match.group())) for match in YEAR.finditer(text)]
    found += [(match.start(), 2000 + int(match.group())) for match in SHORT_YEAR.finditer(text)]
    return tuple(dict.fromkeys(year for _, year in sorted(found)))


def context_units(text: str) -> tuple[str, ...]:
    """Money units that a title or a sentence announces: `(i 1.000 kr.)`, `beløb i mio. kr.`; not those of amounts."""
    keys = [match.key for match in group("unit").find(text)
            if match.key in MONEY and _announced(text, match.start, match.key)]
    return tuple(dict.fromkeys(keys))


def _announced(text: str, start: int, key: str) -> bool:
    """Whether `1.000 kr.` or `kr.` stands as a unit, not as an amount: behind `i`, `hele`, a comma, a bracket."""
    if text[start:start + 2].lower() == "i " or text[start:start + 4].lower() == "hele":
        return True
    before = text[:start].rstrip()
    if before[-1:].isdigit():
        return False
    if key == "million_dkk" or (key == "thousand_dkk" and not text[start].isdigit()):
        return True
    begins = not before or before[-1] in "(,;:–/[" or _SENTENCE_END.search(before) is not None
    return begins or before.split()[-1].lower().lstrip("(") in ("i", "hele")


def accounts_of(text: str) -> tuple[str, ...]:
    """Account codes in a label, with bare groupings that go on from a code: `5.68.98.012 og 017`."""
    codes: list[str] = []
    for match in ACCOUNT.finditer(text):
        codes.append(match.group())
        place = match.end()
        while match.group().count(".") > 2 and (further := FURTHER.match(text, place)):
            codes.append(further[1])
            place = further.end()
    return tuple(dict.fromkeys(codes))


def table_number(caption: str | None) -> str | None:
    """7.1 in `Tabel 7.1. Budget for ...`; the last where several are named."""
    numbers = TABLE_NUMBER.findall(caption or "")
    return numbers[-1] if numbers else None
