"""The area that a demand is for where it is narrower than that of the document."""

from __future__ import annotations

from functools import lru_cache

import regex

from ..schemas.codelists import municipality_by_code
from .document_card import Card
from .phrases import phrase, words

_NAME = r"(?-i:\p{Lu}\p{Ll}+(?:(?:[ -]|-?/)\p{Lu}\p{Ll}+)*)"
# `Krav 2.1: I Vestby skal ...`
_NUMBER = regex.compile(r"\A(?:\p{L}+\s)?(?:\d{1,2}(?:\.\d{1,2})?|\p{Lu})[.:)]?\s(?=I |På |For )")
_NAMES = rf"(?P<names>{_NAME}(?:(?:, {_NAME})* og {_NAME})?(?: by| og omegn| Sogn)?)"
_OF_TOWN = rf"fra(?= {_NAME} (?:by|og omegn|Sogn)\b)"  # not `fra Falck`
_TOGETHER = r"(?: (?:under ét|tilsammen|samlet))?"
_REST_OF_NAMES = regex.compile(r"\p{L}*(?: og \p{Lu}\p{L}+)?")
_ONLY_NAME = regex.compile(_NAME)
_PLACE_NAMED = regex.compile(rf"(?<=[\p{{Ll}},]\s)(?:i|på|fra|ved|til)\s(?P<name>{_NAME})")
_ASIDE = r"(?:,\s(?:hvor|som|der)\s[^.;]{3,120}?,)?"
_DISTRICT = regex.compile(
    rf"(?:(?:og|men|mens|samt) )?(?:i|på|for) (?:{words('kind_of_area')} )?{_NAMES}"
    rf"{_TOGETHER}(?:{_ASIDE} (?:{words('duty')}|gælder|er (?:kravet|målet|andelen|antallet|graden))"
    rf"|[^.;]{{3,160}}?\bher {words('duty')})\b",
    regex.IGNORECASE,
)
_DISTRICT_OF_SUBJECT = regex.compile(  # `Antallet af ledige i Nordby skal`, `For afdelingen i Nordby udgør loftet`
    rf"(?:[^.;:]{{2,40}}: )?(?:[^.;:]{{3,160}}?, (?:at|og|men|samt) )?[^.;,:]{{3,120}}? (?:i|på|{_OF_TOWN}) {_NAMES}"
    rf"{_TOGETHER}(?: (?:{words('duty')}|(?<=\bat .{{3,120}})(?:er|ligger|falder|stiger|vokser|kommer)"
    r"|(?<=\b(?:skal|må|at) .{3,120})(?:være|ligge|komme|falde|stige|holdes|bringes|nedbringes|øges)"
    r"|udgør (?:loftet|kravet|målet|grænsen))(?!\w)|(?=:))",
    regex.IGNORECASE,
)
_DISTRICT_OF_PART = regex.compile(  # `..., i Vestby på 42 pct. og i Østby på 47`
    rf"(?:og |samt )?(?:i|på) {_NAMES} (?:(?:på|til|højst|mindst|over|under) ){{0,2}}\d", regex.IGNORECASE
)
_HERE = regex.compile(
    rf"(?:her|dér) (?:{words('duty')}|gælder|er (?:det )?(?:kravet|målet|loftet))\b", regex.IGNORECASE
)
_DISTRICT_NAMED = regex.compile(rf"(?:i|på) (?:{words('kind_of_area')} )?{_NAMES}(?!\p{{L}}|-)", regex.IGNORECASE)
_DISTRICT_OF_THOSE = regex.compile(rf"(?:heraf|hvoraf|deraf) [^,.;]{{0,30}}?\bi {_NAMES}(?=[.,;]|$)", regex.IGNORECASE)
_DISTRICT_OF_ROW = regex.compile(rf"(?:\d{{1,2}}[.)]? )?(?:heraf|deraf) (?:(?:i|på) )?{_NAMES}", regex.IGNORECASE)


def scope_of(text: str, beside: str, card: Card) -> str | None:
    """The area that a demand is for, where it names just one; where it names none, that in the words `beside` it."""
    return _scope_of(text, card) or _scope_of(beside, card)


def whole_names(text: str, start: int, stop: int, end: int) -> str:
    """`text[start:stop]` and, up to `end`, what a name goes on with there: `fra Vestby og Østby`."""
    stop = min(stop, end)
    return text[start : _REST_OF_NAMES.match(text, stop, end).end()]


def _scope_of(text: str, card: Card) -> str | None:
    """The municipality, the half of a jobcentre, or the district that a text names alone."""
    if first := area_in(text, card):
        return first if not area_in(text.replace(first, ""), card) else None
    parts = {match.group() for match in phrase("part_of_jobcentre").finditer(text)}
    both = len({match.group().lower()[:5] for match in phrase("half_of_jobcentre").finditer(text)}) > 1
    return parts.pop() if len(parts) == 1 and not both else _district_in(text, card)


def area_in(text: str, card: Card) -> str | None:
    """The municipality of the document that a label or a header names, where the document covers several."""
    if len(card.municipality_codes) < 2:
        return None
    names = [municipality_by_code()[code].name for code in card.municipality_codes]
    patterns = ((name, rf"(?<!\w)(?<!Jobcenter )(?<!\bend i ){regex.escape(name)}(?!\w|-)") for name in names)
    return next((name for name, pattern in patterns if regex.search(pattern, text)), None)


def part_of_jobcentre(label: str) -> str | None:
    """`Statslig del`, `Kommunal del`: the halves of a jobcentre until 2009, where a row is one's."""
    part = phrase("part_of_jobcentre").fullmatch(label)
    return part.group() if part else None


def district_of_row(label: str) -> str | None:
    """`Heraf Vestby`: the district that a row of a table is for."""
    found = _DISTRICT_OF_ROW.fullmatch(label)
    return _unless_no_place(found["names"]) if found else None


def is_name_of_place(label: str) -> bool:
    """Whether a label is nothing but a name, each word with a capital: `Vester Søby`."""
    return _ONLY_NAME.fullmatch(label) is not None and phrase("no_district").match(label) is None


@lru_cache(maxsize=16)
def places_named(text: str) -> frozenset[str]:
    """The places that a document names inside a sentence, `... ledige i Vestby`, and all municipalities."""
    named = {match["name"] for match in _PLACE_NAMED.finditer(text) if not phrase("no_district").match(match["name"])}
    return frozenset(named | {municipality.name for municipality in municipality_by_code().values()})


def _district_in(text: str, card: Card) -> str | None:
    """`I Vestby og Østby skal ledigheden ...`, `120 besøg, heraf 30 i Vestby`: the district as it is printed."""
    text = _NUMBER.sub("", text)
    patterns = (_DISTRICT, _DISTRICT_OF_THOSE, _DISTRICT_OF_SUBJECT, _DISTRICT_OF_PART)
    found = next((match for pattern in patterns if (match := pattern.match(text))), None)
    return _narrower(found["names"], card) if found else None


def district_here(text: str, before: str, heading: str, card: Card) -> str | None:
    """`I Vestby er mange ledige. Her skal ...`, `På Vestø` | `Her skal ...`: the place that was named before."""
    if not _HERE.match(text):
        return None
    found = _DISTRICT_NAMED.match(before) or _DISTRICT_NAMED.fullmatch(heading)
    return _narrower(found["names"], card) if found else None


def _narrower(names: str, card: Card) -> str | None:
    """The names, unless they are those of a municipality or of no place."""
    whole = names.endswith(" Kommune") or names in card.municipalities
    return None if whole else _unless_no_place(names)


def _unless_no_place(name: str) -> str | None:
    return None if phrase("no_district").match(name) else name
