"""Goals said in running text: overarching, counted off, declared, or named beside their label in the same sentence."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

import regex

from .amounts import DURATIONS
from .catalogue import CatalogueGoal, match_title
from .goal_candidates import Candidate, origin_level
from .goal_patterns import (
    COUNTED_ITEM,
    COUNTED_LIST,
    COUNTED_OFF,
    DECLARED,
    DECLARED_BY_MINISTER,
    INLINE_ITEM,
    INLINE_NUMBERED,
    LABEL_BEHIND,
    LABEL_INSIDE,
    LABELLED_IN_LINE,
    LETTERED_OFF,
    LISTED_BY_COMMAS,
    LISTED_SENTENCES,
    NAMED_AFTER,
    NAMED_ITEM,
    OVERALL,
    OVERALL_WORD,
    OWN,
    OWN_GOALS,
    OWN_NAMED,
    SENTENCE,
    THAT_IS_THE_GOAL,
)
from .grammar.numbers import find_number_words, has_number
from .grammar.quantities import scan
from .lexicon import matcher
from .passages import Passage
from .phrases import phrase, words
from .statement_model import compares

_WHOSE_GOALS = regex.compile(r"\b(?:(?P<minister>\w*minister\w*)|(?:lokale|egne) mål)\b", regex.IGNORECASE)
_NAMES_GOALS = regex.compile("mål|pejlemærke", regex.IGNORECASE)
_RANKS = regex.compile(rf"\b{words('rank')}\s.{{1,30}}\b{words('best')}\b", regex.IGNORECASE)
SERIES = regex.compile(r"\d\s?/\s?\d+(?:,\d+)?\s?/\s?\d")  # `26 / 27 / 28`
_FROM_TO = regex.compile(  # `fra 231 i december 2010 til 210`, no years, no ages
    r"\bfra (?!(?:19|20)\d\d\b)\d[\d.]*\b[^.:;]{0,40}?\btil (?!(?:19|20)\d\d\b)\d[\d.]*\b(?! ?år)"
)
_TO_NEXT = regex.compile(r"[,;.]?\s(?:og |samt )?")  # from one item of a list to the next
_COMMA_OR_AND = regex.compile(r",\s(?:og\s|samt\s)?|\s(?:og|samt)\s(?=\p{Ll})")
_LONGEST = 160  # characters of a sentence that is a goal's title
_MOST = 9  # goals that an announcement without their number may have
_BARE_NUMBER = regex.compile(r"\b(?!(?:19|20)\d\d\b)\d")
_LEAST_IN_ORDER = 3  # labels that count on: what they stand before are goals, whatever the words
_TO_DEMAND = regex.compile(r",? (?:så|nemlig|svarende til|dvs\.) ")
_MARKS = " .:–-»«\"”“„’'"


def whose_goals(text: str) -> str | None:
    """The level of the goals that a text speaks of last: `Ministeren har stillet tre mål op` is ministerial."""
    told = list(_WHOSE_GOALS.finditer(text))
    return ("ministerial" if told[-1]["minister"] else "local") if told else None


def in_sentences(passage: Passage, known: Sequence[CatalogueGoal]) -> Iterator[Candidate]:
    """The goals that the sentences of a passage state, whatever else they say."""
    yield from _overall(passage)
    for match in OWN.finditer(passage.text):
        if phrase("goals_told_elsewhere").match(match["title"]):
            continue
        yield Candidate(passage, *match.span("title"), match["title"].strip(), "local")
    if _NAMES_GOALS.search(passage.text):
        yield from _declared(passage, known)
        yield from _beside_label(passage, known)
        yield from _labelled_in_line(passage, known)
        yield from listed_in_prose(passage, known)


def _overall(passage: Passage) -> Iterator[Candidate]:
    if not OVERALL_WORD.search(passage.text):
        return
    for match in OVERALL.finditer(passage.text):
        name = match.lastgroup or "title"
        if phrase("counted_goals").search(match[name]):
            continue  # `Det overordnede mål er omsat til fire lokale mål:`
        clause = passage.text.endswith("at ", 0, match.start(name)) or phrase("told_as_reached").search(match[name])
        if name == "direction" and not clause and not aims(match[name]):
            continue  # `Den første vision er bevidst bredere end et job`
        yield Candidate(passage, *match.span(name), match[name].strip(), "overall")
    for match in THAT_IS_THE_GOAL.finditer(passage.text) if "det er" in passage.text.lower() else ():
        start = passage.text.rfind(": ", 0, match.end("title")) + 2 if ": " in match["title"] else match.start("title")
        title = passage.text[start : match.end("title")].strip()
        yield Candidate(passage, start, match.end("title"), title, "overall")


def _declared(passage: Passage, known: Sequence[CatalogueGoal]) -> Iterator[Candidate]:
    """`Byrådet har som lokalt mål vedtaget, at ingen venter`; one with a number in it is a demand."""
    for match in DECLARED.finditer(passage.text):
        if not (measures(match["title"]) or _BARE_NUMBER.search(match["title"])):
            yield Candidate(passage, match.start(), match.end(), match["title"].strip(), "local")
    for match in DECLARED_BY_MINISTER.finditer(passage.text):
        goal = match_title(match["title"], known)
        yield Candidate(passage, *match.span("title"), match["title"].strip(), "ministerial", None, goal)
    for match in OWN_NAMED.finditer(passage.text):
        if measures(match["title"]) or _BARE_NUMBER.search(match["title"]):
            continue
        yield Candidate(passage, *match.span("title"), match["title"].strip(), "local")


def _beside_label(passage: Passage, known: Sequence[CatalogueGoal]) -> Iterator[Candidate]:
    """`Område 2 (ministermål 2: Tilgangen begrænses)`, `Unge skal videre (lokalt mål A)`."""
    for match in (*LABEL_INSIDE.finditer(passage.text), *LABEL_BEHIND.finditer(passage.text)):
        title = match["title"].strip(_MARKS)
        level = origin_level(match["label"])
        if level is None or len(title) < 8 or measures(title):
            continue
        if match["number"] is None and match.start("title") < match.start("label") and not aims(title):
            continue  # `4.3 Sygedagpenge (lokalt mål)` is a field
        goal = match_title(title, known) if level == "ministerial" else None
        number = match["number"] or match.groupdict().get("item")
        yield Candidate(passage, match.start("title"), match.end("title"), title, level, number, goal)


def _labelled_in_line(passage: Passage, known: Sequence[CatalogueGoal]) -> Iterator[Candidate]:
    """`Ministeren har meldt to mål ud. De lyder: Mål 1 Flere i job. Mål 2 Færre unge på ydelse.`"""
    labelled = list(LABELLED_IN_LINE.finditer(passage.text))
    in_order = len(labelled) >= _LEAST_IN_ORDER and all(_follows(*pair) for pair in pairwise(labelled))
    for match in labelled:
        title, goal = match["title"].strip(_MARKS), match_title(match["title"], known)
        if goal is None and (measures(title) or not in_order and not aims(title)):
            continue
        told = list(_WHOSE_GOALS.finditer(passage.text, 0, match.start()))
        said = "ministerial" if told and told[-1]["minister"] else "local"
        level = origin_level(match["label"]) or ("ministerial" if goal else said)
        yield Candidate(passage, match.start(), match.end(), title, level, match["number"], goal)


def _follows(first: regex.Match, second: regex.Match) -> bool:
    """Whether two labels count on: `Mål 2`, `Mål 3`."""
    numbers = [match["number"] for match in (first, second)]
    return all(map(str.isdigit, numbers)) and int(numbers[1]) == int(numbers[0]) + 1


def listed_in_prose(passage: Passage, known: Sequence[CatalogueGoal]) -> Iterator[Candidate]:
    """`Ministeren har givet os fire mål: Ledige skal i job. Færre unge på ydelse.`, `For det første skal ...`."""
    if opening := LISTED_SENTENCES.search(passage.text):
        counted = next(iter(find_number_words(opening["count"])), None) if opening["count"] else None
        yield from _sentences_behind(passage, opening.end(), int(counted.value) if counted else _MOST, known)
    yield from _items_beside_ministers(passage, known)
    if own := OWN_GOALS.search(passage.text):
        for match in INLINE_NUMBERED.finditer(passage.text, own.start()):
            if measures(match["title"]):
                continue
            yield Candidate(passage, *match.span("title"), match["title"].strip(), "local", match["number"])
    yield from _named_after(passage, known)
    yield from _listed_by_commas(passage)
    yield from _counted_list(passage, known)
    off = list(COUNTED_OFF.finditer(passage.text)) or list(LETTERED_OFF.finditer(passage.text))
    told = list(_WHOSE_GOALS.finditer(passage.text, 0, off[0].start())) if len(off) > 1 else []
    for match in off if told else ():
        level = "ministerial" if told[-1]["minister"] else "local"
        goal = match_title(match["title"], known) if level == "ministerial" else None
        yield Candidate(passage, *match.span("title"), match["title"].strip(), level, None, goal)


def _listed_by_commas(passage: Passage) -> Iterator[Candidate]:
    """`Vi har tre lokale mål: flere i job, færre unge på gaden og hurtigere hjælp`: as many as are announced."""
    for match in LISTED_BY_COMMAS.finditer(passage.text):
        counted = next(iter(find_number_words(match["count"])), None)
        place, items = match.start("items"), []
        for part in _COMMA_OR_AND.split(match["items"]):
            start = passage.text.index(part, place)
            place = start + len(part)
            items.append(Candidate(passage, start, place, part.strip(), "local"))
        if counted and len(items) == counted.value and not any(measures(item.title) for item in items):
            yield from items


def _named_after(passage: Passage, known: Sequence[CatalogueGoal]) -> Iterator[Candidate]:
    """`Ministeren har udmeldt to mål, nemlig at flere unge skal i uddannelse, og at færre bliver langtidsledige`."""
    for opening in NAMED_AFTER.finditer(passage.text):
        level = "ministerial" if "minister" in opening["whose"].lower() else "local"
        place = opening.end()
        items: list[Candidate] = []
        while item := NAMED_ITEM.match(passage.text, place):
            goal = match_title(item["title"], known) if level == "ministerial" else None
            if goal or aims(item["title"]) and not measures(item["title"]):
                items.append(Candidate(passage, *item.span("title"), item["title"].strip(), level, None, goal))
            step = _TO_NEXT.match(passage.text, item.end())
            place = step.end() if step else len(passage.text)
        if len(items) > 1:
            yield from items


def _counted_list(passage: Passage, known: Sequence[CatalogueGoal]) -> Iterator[Candidate]:
    """`Vi arbejder for tre mål: 1) Flere i job, 2) Færre sygemeldte, 3) Bedre service.`"""
    opening = COUNTED_LIST.search(passage.text)
    if opening is None:
        return
    place, begin = opening.end(), passage.text.rfind(". ", 0, opening.start()) + 1
    said = _WHOSE_GOALS.search(passage.text, begin, place)
    while item := COUNTED_ITEM.match(passage.text, place):
        goal = match_title(item["title"], known)
        level = "ministerial" if goal or said and said["minister"] else "local"
        if goal is None and measures(item["title"]):
            return
        yield Candidate(passage, *item.span("title"), item["title"].strip(), level, item["number"], goal)
        step = _TO_NEXT.match(passage.text, item.end())
        place = step.end() if step else len(passage.text)


def _items_beside_ministers(passage: Passage, known: Sequence[CatalogueGoal]) -> Iterator[Candidate]:
    """`1. ... 4. ... Hertil kommer: 5. Sygemeldte skal hurtigere tilbage`: what a list has besides minister's goals."""
    items = [(match, match_title(match["title"], known)) for match in INLINE_ITEM.finditer(passage.text)]
    if sum(goal is not None for _, goal in items) < 2:
        return
    for match, goal in items:
        if goal is None and int(match["number"]) > len(known) and phrase("aim").search(match["title"]):
            yield Candidate(passage, *match.span("title"), match["title"].strip(), "local", match["number"])


def _sentences_behind(
    passage: Passage, start: int, most: int, known: Sequence[CatalogueGoal]
) -> Iterator[Candidate]:
    """The short sentences of aims that follow an announcement, up to the first that is none."""
    for _ in range(most):
        sentence = SENTENCE.match(passage.text, start)
        title = sentence.group().strip(_MARKS) if sentence else ""
        if not sentence or not 10 < len(title) < _LONGEST or not title[0].isupper() or measures(title):
            return
        goal = match_title(title, known)
        if goal is None and not phrase("aim").search(title):
            return
        yield Candidate(passage, sentence.start(), sentence.end(), title, "ministerial", None, goal)
        start = sentence.end() + len(passage.text[sentence.end() :]) - len(passage.text[sentence.end() :].lstrip())


def aims(title: str) -> bool:
    """Whether a title says what is to become of something: `Flere unge i job`."""
    return phrase("aim").search(title) is not None or phrase("aims_in_heading").search(title) is not None


class _Measure(NamedTuple):
    """`text[start:end]` is a number or a rank that makes what is said a demand; a duration only in an average."""

    start: int
    end: int
    is_duration: bool


def measures(text: str, start: int = 0, end: int | None = None) -> bool:
    """Whether `text[start:end]` has a number or a rank in it, durations apart: then it is a demand."""
    stop = len(text) if end is None else end
    held = [measure for measure in _measures_of(text) if start <= measure.start and measure.end <= stop]
    if not held:
        return False
    # `Et forløb skal i gennemsnit vare højst 17 uger`
    return not all(m.is_duration for m in held) or phrase("on_average").search(text, start, stop) is not None


@lru_cache(maxsize=4096)
def _measures_of(text: str) -> tuple[_Measure, ...]:
    spans = [(match.start, match.end) for match in matcher("fractions").find(text)]
    spans += [match.span() for match in _RANKS.finditer(text)]
    found = [_Measure(*span, False) for span in spans]
    if not has_number(text):
        return tuple(found)
    found += [_Measure(*match.span(), False) for pattern in (SERIES, _FROM_TO) for match in pattern.finditer(text)]
    return (*found, *(_Measure(q.start, q.end, q.unit in DURATIONS) for q in scan(text).quantities))


def demands(title: str) -> bool:
    """Whether a title has a number, a rank or a comparison in it: then it is a demand."""
    return measures(title) or compares(title)


def says_aim_first(title: str) -> bool:
    """Whether a goal is said before its demand: `Flere skal forsørge sig selv, så andelen falder til 21,5 pct.`"""
    head = _TO_DEMAND.split(title, maxsplit=1)[0]
    return head != title and aims(head) and not demands(head)
