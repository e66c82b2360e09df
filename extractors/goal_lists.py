"""Goals that are announced and then listed, in whatever words: in the same sentence, behind it, or below it.

A reader knows them by their frame: `Udvalget har tre lokale mål: ...`, and three headings, items or clauses follow.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import regex

from .catalogue import CatalogueGoal, match_title
from .goal_announcements import COUNTED, LEFT_OPEN, Announced, Share, announced, section_level, told_before
from .goal_candidates import Candidate, origin_level, title_end
from .goal_items import (
    Item,
    at_clauses,
    below,
    far_below,
    in_parallel,
    in_sentence,
    labelled_headings,
    listed_below,
    marked,
)
from .goal_sentences import aims, demands, says_aim_first
from .passages import Passage
from .phrases import phrase, words

_WANTS = regex.compile(
    rf"(?<!\p{{L}})(?:(?P<minister>{words('of_minister')})|{words('of_council')})\b[^.:;,]{{0,40}}?"
    rf"(?<!\p{{L}}){words('wants')}(?!\p{{L}})",
    regex.IGNORECASE,
)
GOAL_FIELD = regex.compile(
    rf"\**(?:{words('goal_field')}|(?P<own>(?i:{words('own_goal_field')})))\**[:.]\**\s+(?=\p{{Lu}})"
)
_LEAST_FIELDS = 2  # sections that have one
_SHORTEST = 5
_BARE_NAME = regex.compile(r"\p{Lu}\p{L}+ \d{1,2}\.?")  # `Tema 4`, its goal stands below
_SIGNS = " .,:;–-*»«\"”“„’'"


def in_lists(passages: Sequence[Passage], known: Sequence[CatalogueGoal]) -> Iterator[Candidate]:
    """The goals of all lists that are announced as such, and of fields `Mål: ...` that stand in several sections."""
    yield from _fields(passages, known)
    labelled = labelled_headings(passages)
    for index, passage in enumerate(passages):
        if not (phrase("goal_noun").search(passage.text) or phrase("of_minister").search(passage.text)):
            continue
        ranges = passage.scan().sentences or [(0, len(passage.text))]
        for number, (start, end) in enumerate(ranges):
            told = announced(passage, start, end)
            if told is None:
                items, level = _wanted(passage, start, end)
                yield from _goals(items, Announced((Share(None, level, True),), end, False), known)
                continue
            items = _not_fields(in_sentence(passage, told, end), passage.text[start:end]) or marked(passage, told)
            items = items or in_parallel(passage, ranges[number + 1 :])
            if not items and (number >= len(ranges) - 2 or told.of_more or len(told.shares) > 1):
                items = next((found for found in below(passages, index, told) if _fit(found, told)), [])
            if not items and told.shares[-1].count is None and told.shares[-1].said and LEFT_OPEN.search(passage.text):
                items = listed_below(passages, index)
            if not items:
                items = next((found for found in far_below(passages, labelled, index) if _fit(found, told)), [])
            yield from _goals(items, told, known)


def _not_fields(items: list[Item], sentence: str) -> list[Item]:
    """The items, unless they are but fields: `Rådet støtter tre indsatsområder: seniorer, sygefravær og læreplads`."""
    clauses = sum(aims(item.passage.text[item.start : item.end]) for item in items)
    return items if phrase("goal_noun").search(sentence) or clauses * 2 >= len(items) else []


def _fields(passages: Sequence[Passage], known: Sequence[CatalogueGoal]) -> Iterator[Candidate]:
    """`Mål: Flere nye borgere kommer i job`, a field of several sections; `Vores svar: ...` below the minister's."""
    fields = [(passage, match) for passage in passages if (match := GOAL_FIELD.match(passage.text))
              and (passage.block.kind != "heading" or match["own"])]
    stated = [(passage, match) for passage, match in fields
              if not demands(passage.text[match.end() : title_end(passage.text, match.end(), "paragraph")])]
    sections = {(p.block.section_path, p.block.order if p.block.kind == "heading" else None) for p, _ in stated}
    if len(sections) < _LEAST_FIELDS or len(stated) * 2 < len(fields):
        return
    for passage, match in stated:
        end = title_end(passage.text, match.end(), "paragraph")
        title = passage.text[match.end() : end].strip(_SIGNS)
        goal = None if match["own"] else match_title(title, known)
        level = "ministerial" if goal else "local" if match["own"] else section_level(passage) or "local"
        if len(title) > _SHORTEST:
            yield Candidate(passage, 0, end, title, level, None, goal, goal is not None or match["own"] is not None)


def _wanted(passage: Passage, start: int, end: int) -> tuple[list[Item], str]:
    """`Ministeren ønsker, at flere ..., og at færre ...`, `For i år er disse, at ...`: the clauses and their level."""
    level = told_before(passage, start)
    if lead := _WANTS.search(passage.text, start, end):
        talks_of_goals = lead["minister"] or phrase("goal_noun").search(passage.text, 0, start)
        level = "ministerial" if lead["minister"] else "local"
    else:
        lead = phrase("takes_up_as_clauses").search(passage.text, start, end)
        talks_of_goals = level
    items = list(at_clauses(passage, lead.end(), end)) if lead and talks_of_goals else []
    return (items, level or "local") if len(items) > 1 else ([], "local")


def _fit(items: Sequence[Item], told: Announced) -> bool:
    """Whether there are as many items as goals are announced."""
    counts = [share.count for share in told.shares]
    whole = sum(count or 0 for count in counts)
    return bool(items) and (len(items) in (*counts, whole) or told.of_more and len(items) > whole > 0)


def _goals(items: Sequence[Item], told: Announced, known: Sequence[CatalogueGoal]) -> Iterator[Candidate]:
    """The items as goals, each with the level of its share; none where one of them is a demand."""
    texts = [item.passage.text[item.start : item.end] for item in items]
    if not items or len(set(texts)) < len(texts):
        return  # none, or headings that come back
    if all(" " not in text.strip(_SIGNS) for text in texts):
        return  # `tre temaer: borgere, virksomheder og uddannelse` are fields
    if all(_is_of_field(item) for item in items) and not any(map(aims, texts)):
        return  # `Spor 1. Virksomhederne`, `Spor 2. De unge` name fields
    if sum(map(demands, texts)) * 2 >= len(items) or any(map(_is_no_goal, texts)):
        return
    shares = _levels(len(items), told)
    if sum(share.level == "overall" and match_title(text, known) is not None
           for text, share in zip(texts, shares, strict=False)) > 1:
        return  # the minister's goals, in a chapter behind the overarching one
    for item, text, share in zip(items, texts, shares, strict=False):
        if demands(text) and not says_aim_first(text) or _BARE_NAME.fullmatch(text):
            continue
        own = origin_level(item.label)
        goal = match_title(text, known) if share.level != "overall" and own != "local" else None
        level = own or ("ministerial" if goal and (not share.said or goal.pattern.search(text)) else share.level)
        title = text.strip(_SIGNS)
        if level == "ministerial" and goal is None and phrase("wish").match(title):
            level = "local"  # `Vi vil ...` are our own words
        yield Candidate(item.passage, item.start, item.end, title, level, item.number,
                        goal if level == "ministerial" else None, share.said or own is not None)


def _is_of_field(item: Item) -> bool:
    """Whether the label of an item is that of a field, not of a goal: `Spor 1`, `Tema 2`."""
    return bool(item.label) and phrase("goal_noun").search(item.label) is None


def _is_no_goal(text: str) -> bool:
    told = phrase("of_the_plan").match(text) is not None
    return len(text) < _SHORTEST or text.endswith(":") or told or COUNTED.search(text) is not None


def _levels(count: int, told: Announced) -> list[Share]:
    """Whose the goals are, one by one: `fire mål fra ministeren og et lokalt`, or all those of the last words."""
    if told.of_more or len(told.shares) > 1 and sum(share.count or 0 for share in told.shares) == count:
        return [share for share in told.shares for _ in range(share.count or 0)]
    fitting = next((share for share in reversed(told.shares) if share.count == count), told.shares[-1])
    return [fitting] * count
