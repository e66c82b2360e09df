"""The part that each amount of a statement has in it: target, change, baseline, or a definition of something else."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import replace
from functools import cache
from operator import itemgetter

import regex

from .amount_relations import beside_one_another
from .amounts import DURATIONS, NAMED_BEFORE, Amount
from .grammar.periods import PeriodMention
from .lexicon import load, matcher
from .lexicon.compiling import compiled
from .phrases import phrase, words

_BESIDE = 14  # characters before an amount in which the verb that it goes with stands
_FAR = 600  # characters before an amount that can have a say in what it is
_CHANGE_SUBJECT = regex.compile(
    rf"(?:^|[,;:.]\s(?:så\s|og\s|at\s)?)(?:Den |Det )?(?:{words('change_adjective')} )?"
    rf"(?P<noun>{words('change_noun')})\b[^,;:]*$",
    regex.IGNORECASE,
)
_CHANGE_IN = regex.compile(  # `et fald i antallet af forløb over 26 uger på mindst `
    rf"\b(?P<noun>{words('change_noun')}) (?:i|af) [^,;:.]{{3,100}} på(?: \p{{L}}+\.?)?\s*$", regex.IGNORECASE
)
_BEYOND = regex.compile(
    rf"^\s{words('more_or_less')}\b|^\s(?!eller\b)[\w-]+\s{words('counted_more')}\b|^\s(?:ned|op)\b(?! (?:på|til))",
    regex.IGNORECASE,
)
_OWN_CLAUSE = regex.compile(r"^[^,.;:]*\sog\s$")  # `får to nye vejledere og skal have mindst 150 unge igennem`
_SITUATION = regex.compile(rf"[,;]\s{words('situation')}\s(?:(?!{words('duty')}\b)[^,;.])*$", regex.IGNORECASE)
_ABOVE = regex.compile(rf"^\s(?P<side>{words('above_or_below')}) (?:end )?", regex.IGNORECASE)
_BLANKS = regex.compile(r"\s+")
_BRACKET_AT_END = regex.compile(r"\([^()]*\)\s*$")
_LINKS_AT_END = regex.compile(rf"(?:\b(?:i|pr\.|ved|for|den|{words('respectively')})\s)+$")
_RELATIVE = regex.compile(  # `, der i juli 2017 er opgjort til `
    rf"(?:,|\s[–-])\s(?:der|som|hvoraf)\s(?:[^,.;–]|(?<=\d)[.,](?=\d)|\.(?= kvartal| halvår))*?"
    rf"\b{words('tells_level')}\b[^,;–]*$",
    regex.IGNORECASE,
)
_OF_GROUP = regex.compile(r",\s(?:hvoraf|for hvem|for hvilke)\s[^,;]*$")  # `unge, hvoraf 7 ud af 10 er ledige`
_WHERE_SHARE = regex.compile(r",\s(?:hvor|hvoraf|for hvem|for hvilke)\s[^,;]*$")  # `i Vestby, hvor hver femte ...`
_CLOSED = regex.compile(r"[^,.;]{0,60}(?:,|\s[–-]\s)")
_NEVER = regex.compile(rf"\b{words('not')}\b[^,.;:\d]*$", regex.IGNORECASE)  # `ingen må vente over 3 år`
_FROM_TO = regex.compile(  # `fra 12,8 uger i 2020, og må i 2022 højst være 11,5 uger`
    r"\s(?:[^.;]{0,60}\s)?(?:til|på|være|under)\s(?:\p{L}+\.?\s)?\d+(?:,\d+)?\s(?:uge|måned|dag|år|time)"
)
_ARROW_BEHIND = regex.compile(  # `Ledige: 78 pct. i 2022 → 85 pct. i 2024`
    r"(?:\s\(?(?:i|ved|ultimo)\s(?:\p{L}+\.?\s){0,2}(?:19|20)\d\d\)?)?\s*(?:→|->|=>|⇒)"
)
_ARROW_BEFORE = regex.compile(r"(?:→|->|=>|⇒)\s*(?:\p{L}+\s){0,2}$")
_LASTING = regex.compile(r"s? varighed\b")  # `et forløb af to års varighed`
_AGAINST_DURATION = regex.compile(
    r"\d\s(?:uge|måned|dag|år|time)\p{L}*(?:\s(?:\p{L}+\s)*(?:19|20)\d\d)?,?\smod\s(?:\p{L}+\s)?$"
)
_WHO_IS = regex.compile(r"[,–-]\s(?:der|som|dvs\.|det vil sige)\s")
_CLAUSE_ROOM = 60  # characters of a clause in front of its amount
_SINCE = regex.compile(r"\s(?:fra|siden|end i|i forhold til|sammenlignet med) (?:\p{L}+ )?(?:19|20)\d\d$")
_ON_COMPARATOR = regex.compile(r",\s(?:der|som|hvor|da)\s(?:[^,.;]|\b(?:p\.t|pr|ca)\.)*$")
TAKEN_UP = regex.compile(rf",\s(?:og|men)\s{words('takes_up')}", regex.IGNORECASE)
_GAP = regex.compile(rf"\b{words('gap')}\b", regex.IGNORECASE)  # `Afstanden til landet må højst være 7 procentpoint`
_LEVEL_FOLLOWS = regex.compile(r"\b(?:fra|til|på|være|overstige)\s(?:\p{L}+\s)?$")
_NOWADAYS = regex.compile(rf";\s(?:(?!{words('duty')}\b)[^;.])*\b{words('nowadays')}\b(?:(?!{words('duty')}\b)[^;.])*$")
_THAT_IS = regex.compile(r";\s\p{L}+ (?:er|ligger på|udgør)(?: \p{L}+)?\s$")
_TOLD_OF_IT = regex.compile(r";\s(?:det|dette|de|den) (?:er|udgør|svarer til)(?: \p{L}+\.?)?\s$", regex.IGNORECASE)
_NOW_BEHIND = regex.compile(rf"\s(?:\p{{L}}+\s)?{words('nowadays')}\b", regex.IGNORECASE)
_PLUS_BEFORE = regex.compile(r"(?:^|[\s(])\+\s?$")
_REFUND = regex.compile(r"(?<!uden |høj |lav )\b(?:stats)?refusion(?:en|ssats(?:en)?)?\b[^.;]*$", regex.IGNORECASE)
_LASTED = regex.compile(
    r"\b(?:varede|var|lå|udgjorde|androg|er opgjort)(?: på| til)?(?: i gennemsnit| gennemsnitligt)?\s$"
)


def with_parts(
    text: str, found: list[Amount], periods: list[PeriodMention], start: int, verb: int | None
) -> list[Amount]:
    """The amounts of a statement that begins at `start`, each told its part; `verb` is where the demand is made."""
    told = [_told(text, amount, periods, start, verb) for amount in found]
    return beside_one_another(text, told, periods, start, verb)


def _told(text: str, amount: Amount, periods: list[PeriodMention], start: int, verb: int | None) -> Amount:
    if amount.part:
        return amount
    if _ARROW_BEHIND.match(text, amount.end):
        return replace(amount, part="baseline")
    if _ARROW_BEFORE.search(text, start, amount.start):
        return replace(amount, part="target")
    if amount.value and amount.unit not in DURATIONS and _PLUS_BEFORE.search(text, start, amount.start):
        return replace(amount, part="change")  # `+ 25 personer i fleksjob`
    lead = _lead(text, start, amount, periods)
    tail = text[amount.end : amount.end + 30]
    if phrase("counted_more").search(text, amount.start, amount.end):
        return replace(amount, part="change", sign=-1 if phrase("less").search(text, amount.start, amount.end) else 1)
    beyond = _BEYOND.match(tail) if amount.unit != "percentage_point" else None
    if beyond and (sign := _sign_beside(text, start, amount, beyond.group())):
        return replace(amount, part="change", sign=sign)
    if amount.unit in DURATIONS and _FROM_TO.match(tail) and _leads("baseline", lead):
        return replace(amount, part="baseline")  # `forkortes fra 19 til 16 måneder`
    said_of = _WHERE_SHARE if amount.fraction else _OF_GROUP
    if verb is not None and amount.end < verb and _CLOSED.match(text, amount.end) and said_of.search(
        _near(text, start, amount.start)
    ):
        return replace(amount, part="definition")
    before_verb = verb is not None and amount.end < verb and _in_relative_clause(text, start, amount)
    if amount.unit in DURATIONS and before_verb and _LASTED.search(_near(text, start, amount.start)):
        return replace(amount, part="baseline")  # `varigheden, som i 2018 var på 78 uger, må ...`
    lasted = verb is not None and amount.unit in DURATIONS and _LASTED.search(_near(text, start, amount.start))
    if lasted and verb < amount.start and (part := _told_of_others(text, start, verb, amount)):
        return replace(amount, part=part)  # `uændret i forhold til 2018, hvor et forløb varede 14 uger`
    if amount.unit in DURATIONS and _AGAINST_DURATION.search(_near(text, start, amount.start)):
        return replace(amount, part="baseline")  # `ned på 9,5 uger mod 10,8 uger`
    if (
        amount.unit in DURATIONS
        and amount.start > start
        and (amount.fraction or _LASTING.match(text, amount.end) or not _duration_is_value(amount, lead, verb))
    ):
        return replace(amount, part="definition")
    if phrase("as_starting_point").match(tail.lstrip()):
        return replace(amount, part="baseline")
    if verb is not None and amount.end < verb and phrase("starting_point").match(text, start):
        return replace(amount, part="baseline")
    if verb is not None and amount.end < verb and TAKEN_UP.search(text, amount.end, verb + _BESIDE):
        return replace(amount, part="baseline")  # `Vi har 640 unge på ydelse, og stigningen må ikke ...`
    if verb is not None and verb < amount.start and _NOWADAYS.search(_near(text, start, amount.start)):
        return replace(amount, part="baseline")  # `...; ordningen bruges i dag af 45 borgere`
    if verb is not None and _THAT_IS.search(_near(text, start, amount.start)) and _NOW_BEHIND.match(text, amount.end):
        return replace(amount, part="baseline")  # `skal være 52 pct.; den er 49 pct. nu`
    if verb is not None and verb < amount.start and _TOLD_OF_IT.search(_near(text, start, amount.start)):
        return replace(amount, part="definition")  # `..., der skal se dem med ondt i ryggen; det er 30 pct. af sagerne`
    if phrase("of_the_time").match(tail.lstrip()) and not _is_demanded(text, amount, verb):
        return replace(amount, part="definition")
    if amount.unit == "persons" and amount.qualifier and text[amount.start : amount.end].endswith(" ansatte"):
        return replace(amount, part="definition")  # the size of a company
    if amount.unit in ("persons", "count") and verb is not None and amount.start < verb and _leads("size", lead):
        return replace(amount, part="definition")
    if amount.unit == "percent" and _REFUND.search(_near(text, start, amount.start)):
        return replace(amount, part="definition")  # `..., og refusionen bliver 50 pct.`
    if verb is None and _leads("part", lead):
        return replace(amount, part="definition")
    if amount.unit in ("persons", "count") and _leads("whole", lead):
        return replace(amount, part="definition")  # what a share is taken of
    if amount.value is not None and amount.value < 0:
        return replace(amount, part="change", value=-amount.value, sign=-1)  # `Klager: -20 % ift. 2023`
    above = _ABOVE.match(tail) if amount.unit in ("percent", "percentage_point") and amount.value is not None else None
    side = (-1 if phrase("less").fullmatch(above["side"]) else 1) if above else 0
    if above and above["side"].lower() == "større":  # `Faldet skal være 2 procentpoint større`
        side = _sign(text, start, amount) or side
    if amount.unit == "percentage_point" and (side or not _is_gap(text, start, amount, lead)):
        return replace(amount, part="change", sign=side or _sign(text, start, amount) or 1)
    if amount.unit == "dkk" and _leads("means", lead):
        return replace(amount, part="definition")
    if verb is not None and amount.end < verb and _OWN_CLAUSE.search(text, amount.end, verb):
        return replace(amount, part="definition")
    if verb is not None and amount.end < verb and _in_relative_clause(text, start, amount):
        return replace(amount, part="baseline")  # `forsørgelsesgraden, der i juli var 19,8 pct., skal`
    if _leads("baseline", lead):
        return replace(amount, part="baseline")
    if verb is not None and (part := _told_of_others(text, start, verb, amount)):
        return replace(amount, part=part)
    aside = _SITUATION.search(_near(text, start, amount.start))
    if aside and verb is not None and verb < amount.start - len(aside.group()):
        return replace(amount, part="definition")
    if _leads("change", lead) and (sign := _sign(text, start, amount)):
        return replace(amount, part="change", sign=sign)
    if side:
        return replace(amount, part="change", sign=side)
    near = _near(text, start, amount.start)
    if subject := _CHANGE_IN.search(near) or _CHANGE_SUBJECT.search(near):
        direction = matcher("directions").first(subject["noun"])
        return replace(amount, part="change", sign=int(direction.entry.extra["sign"]) if direction else 1)
    return replace(amount, part="target")


def _is_gap(text: str, start: int, amount: Amount, lead: str) -> bool:
    """Whether percentage points say how large a difference is to be, not by how much something changes."""
    if _leads("change", lead) or not _GAP.search(text, start, amount.start):
        return False
    if _LEVEL_FOLLOWS.search(text, start, amount.start):
        return True
    return next(iter(matcher("directions").find(text, max(start, amount.start - _BESIDE), amount.start)), None) is None


def _is_demanded(text: str, amount: Amount, verb: int | None) -> bool:
    """`skal være aktive i mindst 65 pct. af tiden`; not `langtidsledige, der har været ledige i 80 pct. af tiden`."""
    bounded = amount.qualifier in ("at_least", "at_most")
    return bounded and verb is not None and verb < amount.start and not _WHO_IS.search(text, verb, amount.start)


def _told_of_others(text: str, start: int, verb: int, amount: Amount) -> str | None:
    """`over landsgennemsnittet, som er opgjort til 52 pct.`, `niveauet i december 2007, hvor 318 unge modtog ydelser`.

    What stands in a clause on a comparator is its level: an earlier one of our own, or that of others.
    """
    opened = _ON_COMPARATOR.search(text, max(start, verb, amount.start - _CLAUSE_ROOM), amount.start)
    if opened is None:
        return None
    if amount.unit not in DURATIONS and _SINCE.search(text, verb, opened.start()):
        return "baseline"
    compared = list(matcher("comparators").find(text, max(verb, opened.start() - NAMED_BEFORE), opened.start() + 1))
    if not compared:
        return None
    return "baseline" if compared[-1].key == "previous_level" else "definition"


def _in_relative_clause(text: str, start: int, amount: Amount) -> bool:
    """Whether an amount is told of what is demanded something of, in a clause of its own before the demand."""
    opened = _RELATIVE.search(_near(text, start, amount.start))
    return opened is not None and _CLOSED.match(text, amount.end) is not None


@cache
def _lead_pattern(key: str) -> regex.Pattern:
    (entry,) = [entry for entry in load("amount_leads") if entry.key == key]
    return compiled(rf"(?<![\w-])(?:{'|'.join(entry.patterns)})\s*$", regex.IGNORECASE)


def _leads(key: str, lead: str) -> bool:
    """Whether the words before an amount give it the part `key`."""
    return _lead_pattern(key).search(lead) is not None


def _near(text: str, start: int, end: int) -> str:
    """What stands before an amount, back to the start of the statement; a mark stands for what is too far away."""
    return text[start:end] if end - start <= _FAR else "_" + text[end - _FAR : end]


def _lead(text: str, start: int, amount: Amount, periods: list[PeriodMention]) -> str:
    """What stands before an amount, periods left out: `var i december 2009 ` becomes `var `."""
    parts, position = [], max(start, amount.start - _FAR)
    start = position
    for period in periods[bisect_left(periods, start, key=itemgetter(0)) :]:
        if period.start >= amount.start:
            break
        if period.end <= amount.start:
            parts.append(text[position : period.start])
            position = max(position, period.end)
    parts.append(text[position : amount.start])
    lead = _BLANKS.sub(" ", "".join(parts))
    return _LINKS_AT_END.sub("", _BRACKET_AT_END.sub("", lead))[-80:]


def _sign_beside(text: str, start: int, amount: Amount, behind: str) -> int:
    """The direction of ` mere end i 2016`, ` færre` behind an amount; of `falder 2 pct. mere` that of the verb."""
    verb = list(matcher("directions").find(text, max(start, amount.start - _BESIDE), amount.start))
    if verb:
        return int(verb[-1].entry.extra["sign"])
    if phrase("less").search(behind):
        return -1
    return 1 if phrase("more").search(behind) else _sign(text, start, amount)


def _sign(text: str, start: int, amount: Amount) -> int:
    """The direction that the nearest word of change gives: right behind the amount, else before it."""
    behind = next(iter(matcher("directions").find(text, amount.end, min(len(text), amount.end + 30))), None)
    if behind and regex.fullmatch(r"\s(?:personer |point )?", text[amount.end : behind.start]):
        return int(behind.entry.extra["sign"])
    before = list(matcher("directions").find(text, max(start, amount.start - 120), amount.start))
    return int(before[-1].entry.extra["sign"]) if before else 0


def _duration_is_value(amount: Amount, lead: str, verb: int | None) -> bool:
    """A duration is demanded (`inden for 24 timer`, `venter højst 90 dage`, `til 9,0 uger`), not a definition."""
    if amount.qualifier == "over" and _NEVER.search(lead):
        return True
    if verb is not None and amount.start < verb and not _leads("change", lead):
        return False
    return (
        _leads("duration", lead)
        and not _leads("definition", lead)
        or _leads("change", lead)
        or amount.qualifier == "at_most"
        or lead.rstrip().endswith(("≥", ">"))
    )
