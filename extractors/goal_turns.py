"""Goals told one after the other in running text: `Det andet mål er, at ...`, `For det tredje skal ...`.

Whose they are stands further up: `Ministeren har udpeget fem mål for 2018.`
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import regex

from .catalogue import CatalogueGoal, match_title
from .goal_announcements import announced
from .goal_candidates import Candidate
from .goal_patterns import LEVEL
from .goal_sentences import measures, whose_goals
from .labels import labels_in_heading
from .passages import Passage
from .phrases import phrase, words

_TITLE = r"(?P<title>[^.;]{12,220}?)(?=[.;]|, og (?:her|det|den|for os|mål (?:nr\. )?\d)\b|$)"
_NAMED = regex.compile(
    rf"(?<!\p{{L}})(?:(?P<minister>\p{{L}}*ministerens)|(?P<own>{words('whose_in_full')}|vores)|det|et)"
    rf" (?:nyt )?{words('ordinal')}\b(?: (?P<own>lokale|egne|eget))?(?P<goal> mål)?(?P<which>, som [^.:;,]{{5,60}},?)?"
    rf"(?:(?: {words('says_goal')}),?(?: {words('still')})?,? at |(?: {words('says_goal')}[^.:;]{{0,60}})?:"
    rf" (?=(?-i:\p{{Lu}})|at )){_TITLE}",
    regex.IGNORECASE,
)
_COUNTED_OFF = regex.compile(
    rf"(?:^|(?<=[.:!?] )|(?<=[.:!?] Og )|(?<= og ))(?i:for det {words('ordinal')}|endelig)"
    r" (?P<title>(?:skal|vil|må) [^.:;]{12,200})"
)
_NUMBERED = regex.compile(
    r"(?<!\p{L})(?P<minister>minister)?mål (?:nr\. ?)?(?P<number>\d)(?: (?:er|om|lyder)|,),?(?: nemlig)?,? at "
    + _TITLE,
    regex.IGNORECASE,
)
_WISHES = regex.compile(r"(?<=[.!?] )(?:Og )?[Vv]i vil,? at (?P<title>[^.;]{12,220})")


def in_turns(passages: Sequence[Passage], known: Sequence[CatalogueGoal]) -> Iterator[Candidate]:
    """The goals that sentences name in turn, at the level that was told last in the section."""
    told: str | None = None
    for passage in passages:
        if passage.block.kind == "heading":
            told = _heading_level(passage.text) or (None if passage.block.level and passage.block.level < 2 else told)
        else:
            yield from _named(passage, told, known)
            yield from _above_its_measure(passage)
        told = _told_last(passage) or told


def _above_its_measure(passage: Passage) -> Iterator[Candidate]:
    """`Flere virksomheder skal være med. Graden skal stige til 35 pct.`, an item of a box `Det vil vi opnå`."""
    heading = "".join(passage.block.section_path[-1:]).strip(" *:")
    ranges = passage.scan().sentences
    if len(ranges) < 2 or not phrase("box_of_goals").fullmatch(heading):
        return
    (start, end), (then, stop) = ranges[:2]
    title = passage.text[start:end].strip(" .")
    if phrase("aim").search(title) and not measures(title) and measures(passage.text[then:stop]):
        yield Candidate(passage, start, end, title, "local")


def _heading_level(heading: str) -> str | None:
    levels = [LEVEL[match.key] for match in labels_in_heading(heading) if match.key in LEVEL]
    return levels[0] if levels else None


def _told_last(passage: Passage, stop: int | None = None) -> str | None:
    """The level of the goals that a passage, or its text up to `stop`, announces or speaks of last."""
    for start, end in reversed(passage.scan().sentences or [(0, len(passage.text))]):
        if stop is None or end <= stop:
            told = announced(passage, start, end)
            if told and told.shares[-1].said:
                return told.shares[-1].level
    return whose_goals(passage.text[:stop])


def _named(passage: Passage, told: str | None, known: Sequence[CatalogueGoal]) -> Iterator[Candidate]:
    text = passage.text
    for match in _NAMED.finditer(text):
        own = match["own"] or phrase("of_council").search(match["which"] or "")
        if measures(match["title"]) or not match["goal"] and _counts_other_things(text, match.start()):
            continue
        if match["goal"] or own or match["minister"] or text.startswith("Det", match.start()):
            level = "ministerial" if match["minister"] else "local" if own else None
            level = level or _told_last(passage, match.start()) or told or "local"
            yield _candidate(passage, match, level, known)
    off = list(_COUNTED_OFF.finditer(text))
    for match in off if len(off) > 1 or off and off[0].group()[:3].lower() == "for" else ():
        level = _told_last(passage, match.start()) or told
        if level and not measures(match["title"]) and not _counts_other_things(text, match.start()):
            yield _candidate(passage, match, level, known)
    for match in _NUMBERED.finditer(text):
        level = "ministerial" if match["minister"] else _told_last(passage) or told
        if level and not phrase("goals_of_before").search(match["title"]):
            yield _candidate(passage, match, level, known, match["number"])
    wishes = list(_WISHES.finditer(text))
    if told_here := _told_last(passage) if len(wishes) > 1 else None:
        yield from (_candidate(passage, match, told_here, known) for match in wishes)


def _counts_other_things(text: str, stop: int) -> bool:
    """Whether what is counted last is no goals: `Tre principper går igen i alle målene. Det første er, at ...`"""
    things = [match.end() for match in phrase("counted_no_goals").finditer(text, 0, stop)]
    goals = [match.end() for match in phrase("counted_goals").finditer(text, 0, stop)]
    return bool(things) and (not goals or goals[-1] < things[-1])


def _candidate(
    passage: Passage, match: regex.Match, level: str, known: Sequence[CatalogueGoal], number: str | None = None
) -> Candidate:
    title = match["title"].strip()
    goal = match_title(title, known) if level == "ministerial" else None
    return Candidate(passage, *match.span("title"), title, level, number, goal)
