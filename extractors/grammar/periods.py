"""Danish periods as contract strings: `ultimo 2021` is 2021-12, `4.kvt. 2011` is 2011-Q4, `2012-2016` is 2012/2016."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

import regex

from ..lexicon import Entry, load
from ..lexicon.compiling import compiled
from ..lexicon.starts import Starts

_YEAR = r"(?:199\d|20[0-4]\d)"
_SHORT_YEAR = r"['’]?\d\d(?![\d.,]\d|\d|\s?(?:pct|%|procent|personer))"
_DASH = r"\s?[-–/]\s?"


class PeriodMention(NamedTuple):
    """A period in running text: its range and its value; `{year}` in a value stands for the plan year.

    `value` is None where a period is named but its year is not (`2. kvartal`), `is_date` marks a single day.
    """

    start: int
    end: int
    value: str | None
    is_date: bool = False
    edge: str | None = None  # `start`, `middle` or `end` of the period named


def find_periods(text: str) -> list[PeriodMention]:
    """Periods named in a text, from left to right, none inside another."""
    found: list[PeriodMention] = []
    for match in _starts().finditer(text):
        period = _read(match)
        if found and _is_course(text, found[-1], period):
            period = period._replace(start=found[-1].start, value=f"{found[-1].value}/{period.value}")
            found.pop()
        found.append(period)
    return found


def _is_course(text: str, first: PeriodMention, last: PeriodMention) -> bool:
    """`ultimo 2011 til ultimo 2013`: one course from the first to the last."""
    edges = first.edge and last.edge and first.value and last.value and "/" not in first.value + last.value
    return bool(edges) and text[first.end : last.start].strip() == "til"


def whole_period(label: str) -> str | None:
    """The period of a label that is one and nothing else: `Ultimo 2020`, `2. halvår 2016`, `2021`."""
    named = find_periods(label)
    whole = len(named) == 1 and not (label[: named[0].start] + label[named[0].end :]).strip(" .:")
    return named[0].value if whole and named[0].value and "{" not in named[0].value else None


def find_parts_of_year(text: str, start: int, end: int) -> list[tuple[int, int, str]]:
    """Quarters, half-years and months named without a year: start, end and `Q1`, `H2` or `12`."""
    found = []
    for match in _part_of_year().finditer(text, start, end):
        month = match["month"] and _key("month", match["month"]).key
        found.append((*match.span(), month or (f"Q{match['quarter']}" if match["quarter"] else f"H{match['half']}")))
    return found


@cache
def _part_of_year() -> regex.Pattern:
    quarter, half = (_words(part).replace(r"\s+", " ") for part in ("quarter", "half"))
    return regex.compile(
        rf"(?<![\w.,])(?:(?P<quarter>[1-4])\. ?(?:{quarter})|(?P<half>[12])\. ?(?:{half})"
        rf"|(?<=\b(?:i|ultimo|af) )(?P<month>(?-i:{_words('month')})))(?!\w|[.,]? (?:i )?{_YEAR}|\s?['’]\d)",
        regex.IGNORECASE,
    )


@cache
def _starts() -> Starts:
    return Starts(_pattern())


@cache
def _pattern() -> regex.Pattern:
    month = _words("month")
    edge = rf"(?:(?P<edge>{_words('edge')})\s+)?"
    year = rf"(?P<{{0}}>{_YEAR})"
    return compiled(
        rf"""(?<![\w/.,]|\d-)(?:
          {edge}(?:(?P<q>[1-4])\.?|(?P<qw>{_words("ordinal")}))\s?(?:{_words("quarter")})(?:\s*(?:i\s|af\s|,\s)?\s?(?:{year.format("qy")}|(?P<qs>{_SHORT_YEAR})))?
        | {edge}(?P<q2>[1-4])\.?\s?(?:til|-|–|og)\s?(?P<q3>[1-4])\.?\s?
               (?:{_words("quarter")})\s(?:i\s)?{year.format("q2y")}
        | Q(?P<qq>[1-4])(?:\s?(?:i\s)?(?:{year.format("qqy")}|(?P<qqs>{_SHORT_YEAR})))?
        | {year.format("qyy")}\s?[-,]?\s?Q(?P<qyq>[1-4])
        | {edge}(?:(?P<h>[12])\.?|(?P<hw>{_words("ordinal")}))\s?(?:{_words("half")})(?:\s*(?:i\s)?{year.format("hy")})?
        | (?:(?:den|d\.)\s)?(?P<day>\d{{1,2}})\.\s?(?P<dm>{month})\s?(?:{year.format("dy")})?
        | (?P<nd>[0-3]?\d)[.\-/](?P<nm>[01]?\d)[.\-/](?P<ny>(?:19|20)?\d\d)(?!\d)
        | {edge}(?P<m>{month})(?:\s+måned)?[\s]?(?:i\s)?(?:{year.format("my")}|(?P<ms>{_SHORT_YEAR}))
               (?:\s?(?:{_DASH}|til)\s?(?P<m2>{month})\s?{year.format("m2y")})?
        | {edge}(?:året\s|år\s)?(?P<y>{_YEAR})
               (?:(?P<over>\s+{_words("over")})|{_DASH}(?P<y2>(?:19|20)?\d\d)(?![\d.,]\d|\d))?(?!\.\d{{3}})(?![\d/]|-\d)
        | (?P<relative>{_words("relative")})
        )(?!\w)""",
        regex.VERBOSE | regex.IGNORECASE,
    )


@cache
def _entries(part: str) -> tuple[Entry, ...]:
    return tuple(entry for entry in load("periods") if entry.extra["part"] == part)


@cache
def _words(part: str) -> str:
    """All surface forms of a slot as one alternation, longest first, blanks made explicit for a verbose pattern."""
    forms = sorted((p for entry in _entries(part) for p in entry.patterns), key=len, reverse=True)
    return "|".join(forms).replace(" ", r"\s+")


@cache
def _key(part: str, word: str) -> Entry:
    for entry in _entries(part):
        if any(regex.fullmatch(pattern.replace(" ", r"\s+"), word, regex.IGNORECASE) for pattern in entry.patterns):
            return entry
    raise KeyError(word)


def _read(match: regex.Match) -> PeriodMention:
    found = match.groupdict()
    edge = _key("edge", found["edge"]).key if found["edge"] else "end" if found["over"] else None
    value, is_date = _value(found, edge)
    return PeriodMention(match.start(), match.end(), value, is_date, edge)


def _value(found: dict[str, str | None], edge: str | None) -> tuple[str | None, bool]:
    if found["relative"]:
        return _key("relative", found["relative"]).extra["value"], False
    if found["q2"]:
        return f"{found['q2y']}-Q{found['q2']}/{found['q2y']}-Q{found['q3']}", False
    if quarter := found["q"] or _ordinal(found["qw"], last="4") or found["qq"] or found["qyq"]:
        year = found["qy"] or found["qqy"] or found["qyy"] or _full_year(found["qs"] or found["qqs"])
        return year and f"{year}-Q{quarter}", False
    if half := found["h"] or _ordinal(found["hw"], last="2"):
        return found["hy"] and f"{found['hy']}-H{half}", False
    if found["day"]:
        return found["dy"] and f"{found['dy']}-{_key('month', found['dm']).key}", True
    if found["nd"]:
        month = int(found["nm"])
        return (f"{_full_year(found['ny'])}-{month:02d}" if 1 <= month <= 12 else None), True
    if found["m"]:
        first = f"{found['my'] or _full_year(found['ms'])}-{_key('month', found['m']).key}"
        last = found["m2"] and f"{found['m2y']}-{_key('month', found['m2']).key}"
        return (f"{first}/{last}" if last else first), False
    return _years(found["y"], found["y2"], edge), False


def _ordinal(word: str | None, last: str) -> str | None:
    """`fjerde` kvartal is 4, `sidste` the last of so many."""
    number = _key("ordinal", word).key if word else None
    return last if number == "last" else number


def _years(first: str, last: str | None, edge: str | None) -> str:
    if last:
        return f"{first}/{last if len(last) == 4 else first[:2] + last}"
    month = {"end": "12", "start": "01", "middle": "06"}.get(edge or "")
    return f"{first}-{month}" if month else first


def _full_year(short: str | None) -> str | None:
    """`13` and `'13` are 2013; plans are of this century, looking back at most to the nineties."""
    if short is None or len(short) == 4:
        return short
    digits = short.lstrip("'’")
    return f"{'19' if int(digits) >= 90 else '20'}{digits}"
