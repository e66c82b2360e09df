"""What announces goals: the headings above them, and lead-ins such as `Ministerens fire mål er:`."""

from __future__ import annotations

from typing import NamedTuple

import regex

from .goal_patterns import LEVEL
from .grammar.numbers import find_number_words
from .labels import labels_in_heading
from .lexicon import matcher
from .passages import Passage
from .phrases import at_end, phrase, words

_NAMES_GOALS = regex.compile(r"\b(?:om|er|lyder)(?: \p{L}+)? mål(?:ene)?:\s*$")  # `Det drejer sig om målene:`
_MINISTERS_GOALS = regex.compile(
    r"\b\w*minister\w*\b[^.]*\bmål\b|\bmål\b,? som [^.,:]{0,20}\b\w*minister\w*", regex.IGNORECASE
)
COUNTED = regex.compile(
    rf"(?<![\p{{L}}\d.,/-])(?<!{words('leads_to_section')} )"
    rf"(?:(?P<count>[2-9]|{words('how_many_goals')})|{words('these_goals')})"
    r" (?P<between>(?:(?!og |eller |hvert )\p{L}+ ){0,3}?)"
    rf"(?P<noun>{words('goal_noun')}|{words('goes_for_goals')})(?!\p{{L}})",
    regex.IGNORECASE,
)
_FIRST_OF_MORE = regex.compile(
    rf"\bførste {words('how_many_goals')}\b|\b{words('how_many_goals')} første\b", regex.IGNORECASE
)
_ONE_MORE = regex.compile(rf"\s*Det {words('ordinal')} [^.]{{4,60}}\.")  # `Det sjette har udvalget selv sat.`
_FOR_WHAT = regex.compile(r"(?<=\bmål(?:ene)?) for [^.:;,]{3,50}(?=[.:;,]|$)")  # `vedtaget tre mål for sin indsats`
LEFT_OPEN = regex.compile(r"(?::|\ber|\bat)\s*$")



def section_level(passage: Passage) -> str | None:
    """The level of the goals that the headings announce: `Lokale mål for den borgerrettede indsats`."""
    for text in (passage.text, *reversed(passage.block.section_path)):
        for match in labels_in_heading(text):
            if match.key in LEVEL:
                return LEVEL[match.key]
    return None


def announces(passage: Passage, before: str | None) -> str | None:
    """The level of the list items that follow: `Ministerens fire mål er:`, `Overordnede målsætninger:`."""
    text = passage.text
    if passage.block.kind == "list_item" and not text.rstrip().endswith(":"):
        return before
    last = text[passage.scan().sentences[-1][0] :] if passage.scan().sentences else text
    if not (last.rstrip().endswith(":") or phrase("following").search(last)) or phrase("fields_not_goals").search(last):
        return None
    ministers = _MINISTERS_GOALS.search(last)
    counted = ministers and phrase("counted_goals").search(last)  # `Ministeren har udmeldt tre mål, som får et krav:`
    named = list(matcher("labels").find(last))
    overall = any(match.key == "overall_goal" for match in named)
    if not (counted or overall) and any(match.entry.extra.get("role") == "requirement" for match in named):
        return None
    *_, before_last = ("", *(text[start:end] for start, end in passage.scan().sentences[:-1]))
    told = f"{before_last} {last}" if phrase("takes_up_goals").search(last) else last
    if phrase("besides_ministers").search(last):
        return "local"
    if _MINISTERS_GOALS.search(told):
        said = [match.key for match in matcher("labels").find(told) if match.key in LEVEL]
        added = said[-1:] == ["local_goal"]  # `Byrådet har suppleret ministerens mål med tre lokale mål:`
        return "local" if added else "ministerial"
    levels = [LEVEL[match.key] for match in matcher("labels").find(told) if match.key in LEVEL]
    if levels:
        return levels[-1]
    if phrase("one_more_goal").search(last):
        return "local"
    section = section_level(passage) if _NAMES_GOALS.search(last) else None
    return section_level(passage) or "local" if phrase("counted_goals").search(last) else section


class Share(NamedTuple):
    """So many goals of one level; None where no number is said."""

    count: int | None
    level: str
    said: bool  # whether the words say whose they are


class Announced(NamedTuple):
    """What a sentence says of goals that follow; `end` is where its last words for them end in the passage."""

    shares: tuple[Share, ...]
    end: int
    of_more: bool  # `De tre første spor er ministerens mål`: others follow


def announced(passage: Passage, start: int, end: int) -> Announced | None:
    """What the sentence `passage.text[start:end]` announces: `Ministeren har meldt fire mål ud`; None if nothing."""
    sentence = passage.text[start:end]
    if not COUNTED.search(sentence) and not LEFT_OPEN.search(sentence):
        return None
    announcing = _FOR_WHAT.sub("", sentence).split(":")[0]  # the goals behind it may speak of means
    if phrase("means_not_goals").search(announcing) or phrase("goals_of_before").search(sentence):
        return None
    above = "".join(passage.block.section_path[-1:])
    of_goals = phrase("goal_noun").search(passage.text) or phrase("of_minister").search(above)
    if phrase("one_for_each_goal").search(sentence):
        of_goals = None
    if phrase("no_goal_meant").search(sentence):
        return None
    counted = [match for match in COUNTED.finditer(sentence)
               if phrase("goal_noun").fullmatch(match["noun"]) or of_goals]
    if not counted:
        return _open_ended(passage, start, end)
    besides = phrase("besides_ministers").search(sentence)
    if besides and len(counted) > 1:
        counted = [match for match in counted if match.start() >= besides.end()] or counted
    added = phrase("adds_to_ministers").search(sentence) is not None
    stops = [*(match.start() for match in counted[1:]), len(sentence)]
    starts = [0, *(match.start() for match in counted[1:])]
    shares = tuple(_share(passage, match, sentence[begin:stop], bool(besides) or stop == len(sentence) and added)
                   for match, begin, stop in zip(counted, starts, stops, strict=False))
    of_more = _FIRST_OF_MORE.search(sentence) is not None
    one_more = _ONE_MORE.match(passage.text, end) if of_more else None
    if one_more and phrase("of_council").search(one_more.group()):
        return Announced((*shares, Share(1, "local", True)), start + counted[-1].end(), False)
    return Announced(shares, start + counted[-1].end(), of_more)


def _open_ended(passage: Passage, start: int, end: int) -> Announced | None:
    """`De nationale mål for 2025 er`, and a list of them follows; `Byrådets vision lyder:`, and it is quoted."""
    sentence = passage.text[start:end]
    if not LEFT_OPEN.search(sentence) or passage.block.kind == "heading":
        return None
    if phrase("direction_of_all").search(sentence) and sentence.rstrip().endswith(":"):
        return Announced((Share(1, "overall", True),), end, False)
    noun = phrase("goal_noun").search(sentence)
    if not noun or sentence.rstrip().endswith(":"):
        return None
    level = "ministerial" if phrase("of_minister").search(sentence) else "local"
    said = level == "ministerial" or phrase("of_council").search(sentence) is not None
    return Announced((Share(None, level, True),), end, False) if said else None


def _share(passage: Passage, match: regex.Match, around: str, besides: bool) -> Share:
    count = next(iter(find_number_words(match["count"])), None) if match["count"] else None
    number = int(count.value) if count else int(match["count"]) if (match["count"] or "").isdigit() else None
    before, _, behind = around.partition(match["noun"])
    adds = at_end("council_adds").search(match.string, 0, match.start())
    if phrase("of_our_own").search(match["between"]) or besides or adds:
        level = "local"
    elif phrase("of_minister").search(before) or phrase("from_minister").search(behind):
        level = "ministerial"
    elif phrase("of_overall").search(match["between"]):
        level = "overall"
    elif phrase("of_council").search(before):
        level = "local"
    elif owner := phrase("of_minister").search(behind) or phrase("of_council").search(behind):
        level = "ministerial" if phrase("of_minister").fullmatch(owner.group()) else "local"
    elif phrase("of_minister").search("".join(passage.block.section_path[-1:])):
        level = "ministerial"
    else:
        return Share(number, section_level(passage) or "local", False)
    return Share(number, level, True)


def told_before(passage: Passage, start: int) -> str | None:
    """The level of the goals that the sentence before one speaks of: `de af ministeren udmeldte mål.`"""
    before = next((passage.text[a:b] for a, b in reversed(passage.scan().sentences) if b <= start), "")
    if not phrase("goal_noun").search(before):
        return None
    if phrase("of_minister").search(before):
        return "ministerial"
    return "local" if phrase("of_council").search(before) else None
