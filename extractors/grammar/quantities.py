"""Numbers with what they are numbers of: `47,1 mio. kr.`, `1.541 arbejdsmarkedsparate ledige`, `fra 5,8 til 4,6 pct.`

A number gets its unit from what follows it, from a neighbour it is coordinated with, or from the noun that the
sentence says it counts (`Antallet af voksenlærlinge ... fra 48 til 96`). What gets no unit is no quantity.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import accumulate, islice

import regex

from ..lexicon import matcher
from ..phrases import at_end, phrase, words
from .numbers import NumberMention, find_number_words, find_numbers
from .periods import PeriodMention, find_periods
from .qualifiers import qualified
from .sentences import sentences
from .units import counted_unit, function_words, measure_behind, thing_unit, unit_behind

_NAME = r"\p{Lu}[\p{L}-]+"
_RANGE = regex.compile(
    rf"\s?(?:-|–|/)\s?|\s{words('range')}\s|,\s|,?\s(?:og\s|samt\s)?i\s{_NAME}(?:\s(?:Kommune|og\s{_NAME}))?\s"
)
_LEADS_ON = regex.compile(rf"(?:^|[\s(–-]){words('leads_on')}\s(?:{words('hedges_on')}\s)?$", regex.IGNORECASE)
_STATES = regex.compile(rf"(?:^|[\s(:–-]){words('states')}\s?:?\s?$", regex.IGNORECASE)
_THERE_WERE = regex.compile(
    rf"\b{words('there_were')}\s(?:i\s)?(?:(?:kun|{words('amount_hedge')})\s)?$", regex.IGNORECASE
)
_TIME_LEADS = regex.compile(rf"(?:^|\b{words('leads_to_year')}\s)$", regex.IGNORECASE)
_IN_SERIES = regex.compile(
    r"(?:\s(?:i|ved|ultimo|primo|pr\.)\s?)?\s?(?:,|,?\s?og|,?\s?samt)\s(?:(?:i|til)\s)?"
)
_PREPOSITION = regex.compile(r"\s(?P<word>på|i|hos|med|fra)\b")
_NEXT_ITEM = regex.compile(r"(?:,|\bog|\bsamt)\s$")
_OF_THESE = regex.compile(
    rf"\b(?:heraf|deraf|hvoraf)\s(?:(?:må|skal)\s(?:der\s)?)?(?:{words('amount_hedge')}\s)?$", regex.IGNORECASE
)
_PART_OF = regex.compile(  # `45 af de 110 deltagere`
    r"\s(?:ud )?af (?:de |vores |kommunens |i alt |de i alt |de nuværende )?"
)
_WHOLES = (2, 3, 4, 5, 6, 7, 8, 9, 10, 20, 100)  # a part of these is a fraction: `7 af 10`
_N_OF_M = regex.compile(
    r"(?<![\d.,])\d{1,2} (?:ud )?af (?:hver |de )?(?:100|20|10|\d)(?![\d.,%])"
    rf"|\b{words('small_number')} ud af (?:hver |de )?{words('small_number')}\b"
)
_LINK_AT_END = regex.compile(r"\s(?:i|for|pr\.|ved)?\s*$")
_ALONE = regex.compile(r"\s?(?:[);,]|i\s|ved\s|ultimo\s|pr\.\s)")  # what may stand behind a number in brackets
_LOOK_BACK = 20  # numbers before a bare number whose units it may take
_REACH = 200  # characters before or behind a number that are asked for what it counts
_SECTION = regex.compile(r"\d{1,2}\.\d{1,2}(?:\.\d{1,2})?\.?\s+(?:\p{Lu}\p{Ll}|\d\d-\d\d-årige)")
_NAMES_ON = regex.compile(r"\s\p{Lu}\p{Ll}")  # `3 Flere flygtninge skal ...`
_AFTER_MARK = regex.compile(r"[.)]\s")
_GOES_ON = regex.compile(r",? og |, ")
_COURSE_BEFORE = regex.compile(r"\bfra (?P<first>\p{L}+(?: i \p{L}+ (?:19|20)\d\d)? til )?$")
_BOUND_BEFORE = regex.compile(rf"\b{words('bounds_number_word')}\s$", regex.IGNORECASE)
_COURSE_BEHIND = regex.compile(r"(?: i \p{L}+ (?:19|20)\d\d)? til \p{L}+")
_PART_IN_WORDS = regex.compile(r" (?:ud )?af (?:de |vores |kommunens )?\d+ \p{L}+")  # `fem af de 14 borgere`
_KRONER_MARK = regex.compile(r"\s?,-(?!\d)")
_LABEL = regex.compile(rf"(?P<label>\p{{Lu}}[^:.]{{4,80}}):\s(?:{words('amount_hedge')}|fra)\s+$", regex.IGNORECASE)
_ITEM = regex.compile(rf"[;:]\s(?P<label>\p{{L}}[^:;.]{{4,60}}?)\s{words('amount_hedge')}\s+$", regex.IGNORECASE)
_DATED_ITEM = regex.compile(r"[;:]\s(?P<label>\p{L}[^:;.]{4,60}?)\s+$")  # `; langtidsledige 210 i december 2018`
_SERIES = regex.compile(  # `Ansættelser (akkumuleret): 1. kvartal 2024: 25, 2. kvartal 2024: 55`, periods left out
    r"(?P<label>\p{Lu}[^:]{4,140}):\s(?:[\d.,;:\s]|\b(?:i|og|til|ved|ultimo)\b)*"
)
_THAN_THOSE = regex.compile(r"\b(?:færre|flere|lavere|højere) end (?:de|dem)\s$")  # `13 pct. færre end de 690 i 2009`
_WORD_BEHIND = regex.compile(r"\s(?P<word>[\p{L}-]+)")
_BLANKS = regex.compile(r"\s+")
_LINK = regex.compile(r"\b(?:i|for|pr\.)\s+(?=\s|til|mod)")
_PERCENT_NOUN = regex.compile(r"\p{L}procent(?:en)?\s(?:[^\d.,;:]{1,40}\s)?$")  # `en fastholdelsesprocent på 70`
_CHANGED_BY = regex.compile(r"\bmed\s(?:\p{L}+\.?\s)?$")  # `antallet reduceres med 20 pct. til 120`
_BESIDE = 4  # characters between a number and the period that it is of
_SUBJECT = 45  # characters within which a sentence names what it counts
_LEAD = 80  # characters before a number in which the words that lead to it stand
_NEARBY = 90  # characters over which a bare number may take the unit of the quantity before it


@dataclass(frozen=True, slots=True)
class Quantity:
    """A value with a unit: `start:end` covers number and unit, `noun` the words that a count counts."""

    start: int
    end: int
    value: float
    unit: str
    number: tuple[int, int]
    noun: tuple[int, int] | None = None
    qualifier: str | None = None
    qualifier_start: int | None = None
    in_words: bool = False
    inferred: bool = False  # the unit does not stand beside the number


@dataclass(frozen=True, slots=True)
class Scan:
    """What one pass over a text found: sentences, periods, stretches whose numbers are names, quantities."""

    sentences: Sequence[tuple[int, int]]
    periods: Sequence[PeriodMention]
    references: Sequence[tuple[int, int, str]]
    quantities: Sequence[Quantity]


@lru_cache(maxsize=4096)
def scan(text: str) -> Scan:
    """Sentences, periods, references and quantities of a cleaned paragraph, read once however many extractors ask."""
    references = [(match.start, match.end, match.key) for match in matcher("references").find(text)]
    references += [(match.start, match.end, "fraction") for match in matcher("fractions").find(text)]
    references += [(*match.span(), "fraction") for match in _N_OF_M.finditer(text)]
    named = _Taken(references)
    periods = [p for p in find_periods(text) if not named.holds(p.start) and not _is_count(text, p)]
    bounds = sentences(text)
    taken = _Taken([*references, *((p.start, p.end) for p in periods)])
    begins = {start for start, _ in bounds}
    numbers = [n for n in _numbers(text) if not taken.holds(n.start) and not _is_enumerator(text, n, begins)]
    return Scan(tuple(bounds), tuple(periods), tuple(references), tuple(_quantities(text, numbers, periods, bounds)))


class _Taken:
    """Stretches whose numbers are spoken for, asked by offset."""

    def __init__(self, ranges: Sequence[tuple]):
        self.ranges = sorted((entry[0], entry[1]) for entry in ranges)
        self.starts = [start for start, _ in self.ranges]
        self.reach = list(accumulate((end for _, end in self.ranges), max))

    def holds(self, offset: int) -> bool:
        index = bisect_right(self.starts, offset) - 1
        return index >= 0 and offset < self.reach[index]


def _is_count(text: str, period: PeriodMention) -> bool:
    """`af 2012 personer`: a bare year right before a unit is a number, unless a word of time leads to it."""
    if not text[period.start : period.end].isdigit() or _TIME_LEADS.search(
        text[max(0, period.start - _LEAD) : period.start]
    ):
        return False
    behind = unit_behind(text, period.end)
    return behind is not None and " " not in text[period.end + 1 : behind[1]]


def _is_enumerator(text: str, number: NumberMention, begins: set[int]) -> bool:
    """`1. Sikre ...`, `3) Unge`, `2.1 Dimittender`: a number that opens a sentence or an item and counts nothing."""
    opens = number.start in begins or (number.start - 1 in begins and text[number.start - 1] == "(")
    if opens and (_SECTION.match(text, number.start) or _NAMES_ON.match(text, number.end)):
        return True
    return opens and _AFTER_MARK.match(text[number.end : number.end + 2]) is not None


def _numbers(text: str) -> list[NumberMention]:
    """Numbers in digits, and number words that a unit follows directly."""
    words = [n for n in find_number_words(text) if _counts_in_words(text, n)]
    return sorted([*find_numbers(text), *words])


def _counts_in_words(text: str, number: NumberMention) -> bool:
    if number.value == 1:  # `en uge`, `én indgang`: hardly more than an article; not `højst én borger`
        if (measure := measure_behind(text, number.end)) and measure[0] in ("percent", "percentage_point"):
            return True
        counts = unit_behind(text, number.end) if text[number.start : number.end].lower() in ("én", "ét") else None
        return bool(counts) and counts[0] in ("persons", "count") and _is_bounded(text, number)
    found = unit_behind(text, number.end)
    if found is None and (_PART_IN_WORDS.match(text, number.end) or phrase("of_them").match(text, number.end + 1)):
        return True
    if found is None:
        goes_on = _GOES_ON.match(text[number.end : number.end + 5]) is not None
        return goes_on or _in_course(text, number) or _is_bounded(text, number)
    return found[0] != "count" or number.value >= 20


def _in_course(text: str, number: NumberMention) -> bool:
    """Whether a number word is one of the two of a course: `bringes ned fra ni til seks`."""
    before = _COURSE_BEFORE.search(text[max(0, number.start - _LEAD) : number.start])
    return before is not None and (before["first"] is not None or _COURSE_BEHIND.match(text, number.end) is not None)


def _is_bounded(text: str, number: NumberMention) -> bool:
    """Whether a number word is a level: `at tallet skal være nede på tyve`, `højst tilkendes tolv`."""
    return _BOUND_BEFORE.search(text[max(0, number.start - _LEAD) : number.start]) is not None


def _quantities(
    text: str, numbers: Sequence[NumberMention], periods: Sequence[PeriodMention], bounds: Sequence[tuple[int, int]]
) -> list[Quantity]:
    found: list[Quantity | None] = [_with_own_unit(text, number) for number in numbers]
    for index in range(len(numbers) - 2, -1, -1):
        if found[index] is None:
            found[index] = _from_right(text, numbers[index], numbers[index + 1], found[index + 1], periods)
    starts = [start for start, _ in bounds]
    for index, number in enumerate(numbers):
        asked = not number.in_words or _in_course(text, number) or phrase("of_them").match(text, number.end + 1)
        asked = asked or _is_bounded(text, number)
        if found[index] is None and asked and not _noun_follows(text, number.end):
            sentence = bounds[max(bisect_right(starts, number.start) - 1, 0)]
            before = [q for q in found[max(0, index - _LOOK_BACK) : index] if q]
            told = _from_sentence(text, number, sentence, before, periods)
            found[index] = told if told and (not number.in_words or told.unit == "persons") else None
    return [qualified(text, quantity) for quantity in found if quantity]


def _with_own_unit(text: str, number: NumberMention) -> Quantity | None:
    behind = unit_behind(text, number.end)
    if behind is None:
        if _KRONER_MARK.match(text[number.end : number.end + 3]):
            return Quantity(number.start, number.end + 2, number.value, "dkk", (number.start, number.end))
        return None
    unit, end, scale, noun = behind
    value = round(number.value * scale, 6)
    return Quantity(number.start, end, value, unit, (number.start, number.end), noun, in_words=number.in_words)


def _from_right(
    text: str,
    number: NumberMention,
    following: NumberMention,
    quantity: Quantity | None,
    periods: Sequence[PeriodMention],
) -> Quantity | None:
    """`fra 5,8 til 4,6 pct.`, `4, 8 og 12 ugers`, `17,3 ultimo 2018 til 16,3 procent`: the unit stands at the end."""
    if quantity is None or quantity.inferred:
        return None
    between = _without_periods(text, number.end, following.start, periods)
    shares = _PART_OF.fullmatch(between) and quantity.unit in ("persons", "count") and following.value not in _WHOLES
    if not _RANGE.fullmatch(between) and not shares:
        return None
    scale = quantity.value / following.value if following.value and quantity.unit == "dkk" else 1.0
    return replace(
        quantity,
        start=number.start,
        end=number.end,
        value=round(number.value * scale, 6),
        number=(number.start, number.end),
        in_words=number.in_words,
        inferred=False,
    )


def _without_periods(text: str, start: int, end: int, periods: Sequence[PeriodMention]) -> str:
    """The text between two numbers with the periods in it left out: ` ultimo 2018 til ` becomes ` til `."""
    parts, position = [], start
    for period in islice(periods, bisect_left(periods, (start,)), None):
        if period.start >= end:
            break
        if period.end <= end:
            parts.append(text[position : period.start])
            position = period.end
    parts.append(text[position:end])
    return _BLANKS.sub(" ", _LINK.sub(" ", "".join(parts)))


def _noun_follows(text: str, offset: int) -> bool:
    """Whether a word that could be the counted noun stands behind a number: then the number counts that."""
    match = _WORD_BEHIND.match(text[offset : offset + 40])
    if phrase("does").match(text, offset + 1) or phrase("received").match(text, offset + 1):
        return False
    counts_nothing = rf"{function_words()}|færre|flere|lavere|højere"
    return bool(match) and not regex.fullmatch(counts_nothing, match["word"], regex.IGNORECASE)


def _from_sentence(
    text: str,
    number: NumberMention,
    sentence: tuple[int, int],
    before: Sequence[Quantity],
    periods: Sequence[PeriodMention],
) -> Quantity | None:
    """The unit of a bare number from its sentence: a coordinated quantity, or what the sentence counts."""
    start, _ = sentence
    lead = _without_periods(text, max(start, number.start - _REACH), number.start, periods)
    lead = _LINK_AT_END.sub(" ", lead) if lead.endswith((" ", " i ")) else lead
    own = [q for q in before if q.start >= start and q.unit in ("persons", "count", "percent", "dkk")]
    own = [q for q in own if not phrase("of_the_time").match(text, q.end + 1)]
    if own and number.start - own[-1].end < _NEARBY and _LEADS_ON.search(lead) and own[-1].unit != "dkk":
        between = text[own[-1].end : number.start]
        counted = counted_unit(text[start : own[-1].start]) if _CHANGED_BY.search(text, start, own[-1].start) else None
        if own[-1].unit in ("persons", "count") or regex.search(r"\btil\s*$", between):
            return _bare(number, counted or own[-1].unit)
    if own and own[-1].unit in ("persons", "count") and _is_parallel(text, own[-1], number, lead):
        return _bare(number, own[-1].unit)
    if not own and _OF_THESE.search(lead) and (counts := [q.unit for q in before if q.unit in ("persons", "count")]):
        return _bare(number, counts[-1])  # `Heraf må højst 85 have varet over 52 uger`
    if _THAN_THOSE.search(lead) and (counts := [q.unit for q in before if q.unit in ("persons", "count")]):
        return _bare(number, counts[-1])
    if own and own[-1].unit != "dkk" and _goes_on_series(text, own[-1].end, number, periods):
        return _bare(number, own[-1].unit)
    if unit := _bracketed_unit(text, number, start, own, periods):
        return _bare(number, unit)
    if _PERCENT_NOUN.search(lead):
        return _bare(number, "percent")
    if phrase("of_them").match(text, number.end + 1):
        reach = _NEARBY if number.in_words else len(text)
        counts = [q.unit for q in before if q.unit in ("persons", "count") and number.start - q.end < reach]
        if number.in_words and not counts:
            return None
        in_work = "persons" if phrase("more_in_work").match(text, number.end + 1) else None
        told = in_work or _labelled_unit(lead) or thing_unit(text[number.end : number.end + _SUBJECT])
        unit = counts[-1] if counts else told
        return _bare(number, unit) if unit else None
    if phrase("fewer_than").match(text, number.end + 1) and (unit := counted_unit(text[start : number.start])):
        return _bare(number, unit)
    if phrase("received").match(text, number.end + 1):
        return _bare(number, "persons")
    lately = text[max(start, number.start - _REACH) : number.start]
    if phrase("does").match(text, number.end + 1) and _names_persons(lately):
        return _bare(number, "persons")
    persons = [q for q in (own or before) if q.unit == "persons"]
    if persons and phrase("out_of").match(text[start:]) and (own or number.start - start < 30):
        return _bare(number, "persons")
    if (series := _SERIES.fullmatch(lead)) and _is_dated(number, periods):
        unit = counted_unit(series["label"]) or thing_unit(series["label"])
        return _bare(number, unit) if unit else None
    if own and own[-1].unit in ("persons", "count") and at_end("goal_is").search(lead.rstrip()):
        return _bare(number, own[-1].unit)  # `Vi har 27 lærlinge i gang, og målet er 40`
    if _is_dated(number, periods) and (unit := _unit_of_item(lead, _DATED_ITEM)):
        return _bare(number, unit)
    if not _STATES.search(lead):
        return None
    if own and own[-1].unit in ("persons", "count") and _THERE_WERE.search(lead):
        return _bare(number, own[-1].unit)
    unit = counted_unit(text[max(start, number.start - _REACH) : number.start]) or _labelled_unit(lead)
    unit = unit or _unit_of_item(lead)
    clause = max(start, text.rfind(", ", start, number.start) + 2)
    unit = unit or _subject_unit(text[start : number.start]) or _subject_unit(text[clause : number.start])
    unit = unit or counted_unit(text[number.end : min(sentence[1], number.end + _REACH)])
    if unit is None and phrase("the_count").search(text, max(start, number.start - _REACH), number.start):
        counts = [q.unit for q in before if q.unit in ("persons", "count")]
        unit = counts[-1] if counts else thing_unit(text[max(0, number.start - 2 * _REACH) : number.start])
    if unit is None and _THERE_WERE.search(lead):
        near = [q.unit for q in before if q.unit in ("persons", "count") and number.start - q.end < 2 * _NEARBY]
        unit = near[-1] if near else None
    if unit is None and _THERE_WERE.search(lead):
        unit = counted_unit(text[max(0, start - 200) : start])
    if unit is None and phrase("moves_to").search(lead):
        near = [q for q in before if q.start < start and number.start - q.end < 2 * _REACH]
        unit = near[-1].unit if near and near[-1].unit in ("persons", "count") else None
    return _bare(number, unit) if unit else None


def _is_parallel(text: str, before: Quantity, number: NumberMention, lead: str) -> bool:
    """`1.050 borgere på kontanthjælp, 340 på uddannelseshjælp`, `90 borgere i job, heraf mindst 30 i ...`."""
    if _OF_THESE.search(lead):
        return True
    first, second = _PREPOSITION.match(text, before.end), _PREPOSITION.match(text, number.end)
    return bool(_NEXT_ITEM.search(lead) and first and second and first["word"] == second["word"])


def _goes_on_series(text: str, end: int, number: NumberMention, periods: Sequence[PeriodMention]) -> bool:
    """`940 personer i 1. kvartal, 920 i 2. kvartal`: the next value of a series, its own period behind it."""
    dated = any(0 <= period.start - number.end < _LEAD for period in periods)
    return dated and _IN_SERIES.fullmatch(_without_periods(text, end, number.start, periods)) is not None


def _bracketed_unit(
    text: str, number: NumberMention, start: int, own: Sequence[Quantity], periods: Sequence[PeriodMention]
) -> str | None:
    """`begrænses til 540 unge (december 2009: 583)`, `Antallet af unge (348 i april)`: what the words before count."""
    opened = text.rfind("(", max(start, number.start - _REACH), number.start)
    if opened < 0 or text.find(")", opened, number.start) >= 0 or not _ALONE.match(text, number.end):
        return None
    lead = _without_periods(text, opened + 1, number.start, periods).strip(" :,")
    if lead and not phrase("bracket_lead").fullmatch(lead):
        return None
    near = [q for q in own if opened - q.end < _NEARBY and q.unit != "dkk"]
    return near[-1].unit if near else counted_unit(text[max(start, opened - _REACH) : opened])


def _bare(number: NumberMention, unit: str) -> Quantity:
    return Quantity(number.start, number.end, number.value, unit, (number.start, number.end), inferred=True)


def _labelled_unit(lead: str) -> str | None:
    """`Sygedagpengeforløb over 26 uger: højst 330`: what a label names that only a bound parts from the number."""
    label = _LABEL.match(lead)
    return thing_unit(label["label"]) if label else None


def _is_dated(number: NumberMention, periods: Sequence[PeriodMention]) -> bool:
    """Whether a period stands right in front of a number or right behind it: `1. kvartal 2024: 25`, `25 i 2024`."""
    return any(0 <= number.start - p.end <= _BESIDE or 0 <= p.start - number.end <= _BESIDE for p in periods)


def _unit_of_item(lead: str, form: regex.Pattern = _ITEM) -> str | None:
    """`...; sygedagpengeforløb over 26 uger højst 190`: what an item of a list in running text names."""
    item = form.search(lead)
    return thing_unit(item["label"]) if item else None


def _subject_unit(text: str) -> str | None:
    """`Forløb ud over 52 uger må ikke overstige 130`: what the sentence begins with, where it is bounded."""
    thing = next(iter(matcher("things").find(text, 0, min(len(text), _SUBJECT))), None)
    return thing.entry.extra["unit"] if thing and phrase("bounds").search(text) else None


def _names_persons(text: str) -> bool:
    """Whether a stretch names those that a bare number behind it counts: `de unge ... mindst 700 skal forlade`."""
    return any(match.entry.extra["unit"] == "persons" for match in matcher("things").find(text))
