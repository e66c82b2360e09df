"""Goals that are announced and then listed, in whatever words: in the same sentence, behind it, or below it.

A reader knows them by their frame: `Udvalget har tre lokale mål: ...`, and three headings, items or clauses follow.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise, takewhile
from typing import NamedTuple

import regex

from .catalogue import CatalogueGoal, match_title
from .goal_announcements import section_level
from .goal_candidates import Candidate, origin_level, title_end
from .goal_sentences import aims, measures
from .grammar.numbers import find_number_words
from .labels import labels_in_heading
from .passages import Passage
from .phrases import phrase, words

_COUNTED = regex.compile(
    rf"(?<![\p{{L}}\d.,/-])(?<!{words('leads_to_section')} )"
    rf"(?:(?P<count>[2-9]|{words('how_many_goals')})|{words('these_goals')})"
    r" (?P<between>(?:(?!og |eller |hvert )\p{L}+ ){0,3}?)"
    rf"(?P<noun>{words('goal_noun')}|{words('goes_for_goals')})(?!\p{{L}})",
    regex.IGNORECASE,
)
_FIRST_OF_MORE = regex.compile(
    rf"\bførste {words('how_many_goals')}\b|\b{words('how_many_goals')} første\b", regex.IGNORECASE
)
_MARKED = regex.compile(
    r"(?<![\p{L}\d(.,/–-])(?:\((?P<mark>\d{1,2}|[a-h])\)|(?P<mark>\d{1,2}|[a-h])[.)]|(?P<mark>[•▪●‣]))"
    r"\s+(?=[\p{L}*\"»“])"
)
_CLAUSE = regex.compile(
    r"at (?P<title>[^.;:]{8,200}?)(?=(?<!\bså \p{L}{1,15})[,;] (?:og |samt |dels )?at\s| (?:og|samt|dels) at\s|[.;]|$)"
)
_TO_CLAUSE = regex.compile(r"[^.;:]{0,80}?(?:[,:]| nemlig| er| dels| om| lyder| på)\s(?:nemlig |dels )?(?=at\s)")
_NEXT_CLAUSE = regex.compile(r"[,;]? (?:og |samt |dels )?")
_TO_ITEMS = regex.compile(r"[^.:?!]{0,140}?:\s+")
_AND = regex.compile(r",?\s(?:og|samt)\s(?:på )?")
_PARTS = regex.compile(r"\s?[,;]\s(?:og\s|samt\s)?")
_MARK_OF_PASSAGE = regex.compile(
    rf"\s*(?:(?:\d{{1,2}}(?:\.\d{{1,2}})+\.? )?\**(?P<label>{words('goal_label')}|{words('goal_noun')}"
    rf"|{words('goes_for_goals')})\s*(?:(?:nr\. ?)?(?P<number>\d{{1,2}}|(?-i:[A-H])(?!\p{{L}}))"
    r"(?! (?:og|til|,) \d)\**\s*[.:)–-]*|\**:)"
    r"|\d{1,2}(?:\.\d{1,2})+\.?(?=\s)|\(?(?P<number>\d{1,2}|(?-i:[a-hA-H]|[IVX]{1,4}))[.)]|[•▪●‣–+-](?=\s))\s*",
    regex.IGNORECASE,
)
_BOLD = regex.compile(r"\s*\*\*(?P<title>[^*]{4,120}?)[.:]?\*\*")
_QUOTED = regex.compile(r"\s*[\"»“”](?P<title>[^\"«”]{12,220})[\"«”]\.?\s*")
_WANTS = regex.compile(
    rf"(?<!\p{{L}})(?:(?P<minister>{words('of_minister')})|{words('of_council')})\b[^.:;,]{{0,40}}?"
    rf"(?<!\p{{L}}){words('wants')}(?!\p{{L}})",
    regex.IGNORECASE,
)
_LEFT_OPEN = regex.compile(r"(?::|\ber|\bat)\s*$")
_LONGEST = 220  # characters of a title
_SHORTEST = 5
_MOST_GOALS = 9  # of a list whose number is not announced
_MOST_PASSAGES = 40  # that a list of headings with their texts takes up
_FIRST_MARKS = ("1", "a", "•", "▪", "●", "‣")
_SIGNS = " .,:;–-*»«\"”“„’'"


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


class Item(NamedTuple):
    """One entry of a list, `passage.text[start:end]`."""

    passage: Passage
    start: int
    end: int
    number: str | None = None
    label: str = ""  # `Lokalt mål B`, where it has one of its own


def in_lists(passages: Sequence[Passage], known: Sequence[CatalogueGoal]) -> Iterator[Candidate]:
    """The goals of all lists that are announced as such."""
    for index, passage in enumerate(passages):
        if not (phrase("goal_noun").search(passage.text) or phrase("of_minister").search(passage.text)):
            continue
        ranges = passage.scan().sentences or [(0, len(passage.text))]
        for number, (start, end) in enumerate(ranges):
            told = announced(passage, start, end)
            if told is None:
                yield from _goals(list(_wanted(passage, start, end)), _said_to_want(passage, start, end), known)
                continue
            items = _in_sentence(passage, told, end) or _marked(passage, told)
            if not items and number >= len(ranges) - 2:
                items = next((found for found in _below(passages, index, told) if _fit(found, told)), [])
            if not items and told.shares[-1].count is None and told.shares[-1].said and _LEFT_OPEN.search(passage.text):
                items = _listed_below(passages, index)
            if not items:
                items = next((found for found in _far_below(passages, index) if _fit(found, told)), [])
            yield from _goals(items, told, known)


def _wanted(passage: Passage, start: int, end: int) -> Iterator[Item]:
    """`Ministeren ønsker, at flere ..., og at færre ...`, `Partierne er enige om, at ...` behind talk of goals."""
    lead = _WANTS.search(passage.text, start, end)
    if lead is None and _told_before(passage, start):
        lead = phrase("takes_up_as_clauses").search(passage.text, start, end)
        clauses = list(_clauses(passage, lead.end(), end)) if lead else []
        yield from clauses if len(clauses) > 1 else ()
        return
    council = lead and not lead["minister"] and not phrase("goal_noun").search(passage.text, 0, start)
    if lead is None or council:
        return
    clauses = list(_clauses(passage, lead.end(), end))
    if len(clauses) > 1:
        yield from clauses


def _said_to_want(passage: Passage, start: int, end: int) -> Announced:
    lead = _WANTS.search(passage.text, start, end)
    level = _told_before(passage, start) if lead is None else "ministerial" if lead["minister"] else "local"
    return Announced((Share(None, level or "local", True),), end, False)


def _told_before(passage: Passage, start: int) -> str | None:
    """The level of the goals that the sentence before one speaks of: `de af ministeren udmeldte mål.`"""
    before = next((passage.text[a:b] for a, b in reversed(passage.scan().sentences) if b <= start), "")
    if not phrase("goal_noun").search(before):
        return None
    if phrase("of_minister").search(before):
        return "ministerial"
    return "local" if phrase("of_council").search(before) else None


def announced(passage: Passage, start: int, end: int) -> Announced | None:
    """What the sentence `passage.text[start:end]` announces: `Ministeren har meldt fire mål ud`; None if nothing."""
    sentence = passage.text[start:end]
    if phrase("means_not_goals").search(sentence) or phrase("goals_of_before").search(sentence):
        return None
    above = "".join(passage.block.section_path[-1:])
    of_goals = phrase("goal_noun").search(passage.text) or phrase("of_minister").search(above)
    if phrase("one_for_each_goal").search(sentence):
        of_goals = None
    counted = [match for match in _COUNTED.finditer(sentence)
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
    return Announced(shares, start + counted[-1].end(), _FIRST_OF_MORE.search(sentence) is not None)


def _open_ended(passage: Passage, start: int, end: int) -> Announced | None:
    """`De nationale mål for 2025 er`, and a list of them follows; `Byrådets vision lyder:`, and it is quoted."""
    sentence = passage.text[start:end]
    if not _LEFT_OPEN.search(sentence) or passage.block.kind == "heading":
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
    if phrase("of_our_own").search(match["between"]) or besides:
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


def _fit(items: Sequence[Item], told: Announced) -> bool:
    """Whether there are as many items as goals are announced."""
    counts = [share.count for share in told.shares]
    whole = sum(count or 0 for count in counts)
    return bool(items) and (len(items) in (*counts, whole) or told.of_more and len(items) > whole > 0)


def _goals(items: Sequence[Item], told: Announced, known: Sequence[CatalogueGoal]) -> Iterator[Candidate]:
    """The items as goals, each with the level of its share; none where one of them is a demand."""
    texts = [item.passage.text[item.start : item.end] for item in items]
    if not items or sum(map(measures, texts)) * 2 >= len(items) or any(map(_is_no_goal, texts)):
        return
    for item, text, share in zip(items, texts, _levels(len(items), told), strict=False):
        if measures(text):
            continue
        own = origin_level(item.label)
        goal = match_title(text, known) if share.level != "overall" and own != "local" else None
        level = own or ("ministerial" if goal and (not share.said or goal.pattern.search(text)) else share.level)
        title = text.strip(_SIGNS)
        yield Candidate(item.passage, item.start, item.end, title, level, item.number,
                        goal if level == "ministerial" else None, share.said or own is not None)


def _is_no_goal(text: str) -> bool:
    return len(text) < _SHORTEST or text.endswith(":") or _COUNTED.search(text) is not None


def _levels(count: int, told: Announced) -> list[Share]:
    """Whose the goals are, one by one: `fire mål fra ministeren og et lokalt`, or all those of the last words."""
    if told.of_more or len(told.shares) > 1 and sum(share.count or 0 for share in told.shares) == count:
        return [share for share in told.shares for _ in range(share.count or 0)]
    fitting = next((share for share in reversed(told.shares) if share.count == count), told.shares[-1])
    return [fitting] * count


def _in_sentence(passage: Passage, told: Announced, end: int) -> list[Item]:
    """`... tre mål, nemlig at ..., at ... og at ...`, `... tre mål: flere i job, færre syge og bedre hjælp`."""
    text = passage.text
    clauses = list(_clauses(passage, told.end, end))
    single = told.shares[-1].count == 1 and told.shares[-1].said
    if len(clauses) > 1 or clauses and single:
        return clauses
    lead = _TO_ITEMS.match(text, told.end, end)
    count = told.shares[-1].count
    if lead is None or count is None or _MARKED.match(text, lead.end()):
        return []
    stop = end - (text[end - 1] in ".!?")
    if count == 1 and not single:
        return []
    if count == 1:
        return [Item(passage, lead.end(), min(stop, title_end(text, lead.end(), "paragraph")))]
    return list(_parts(passage, lead.end(), stop, count))


def _clauses(passage: Passage, start: int, end: int) -> Iterator[Item]:
    lead = _TO_CLAUSE.match(passage.text, start, end)
    place = lead.end() if lead else end
    while clause := _CLAUSE.match(passage.text, place, end):
        yield Item(passage, *clause.span("title"))
        step = _NEXT_CLAUSE.match(passage.text, clause.end(), end)
        place = step.end() if step else end


def _parts(passage: Passage, start: int, end: int, count: int) -> Iterator[Item]:
    """The stretch cut at its commas, and at the last `og`, where that gives as many parts as are announced."""
    text = passage.text
    cuts = [match.span() for match in _PARTS.finditer(text, start, end)]
    last = cuts[-1][1] if cuts else start
    joined = [match.span() for match in _AND.finditer(text, last, end)]
    if len(cuts) == count - 2 and joined:
        capital = [span for span in joined if text[span[1]].isupper()]
        cuts.append((capital or joined)[-1])
    if len(cuts) == count - 1:
        edges = [start, *(edge for cut in cuts for edge in cut), end]
        yield from (Item(passage, left, right) for left, right in zip(edges[::2], edges[1::2], strict=True))


def _marked(passage: Passage, told: Announced) -> list[Item]:
    """`1) Flere i job 2) Færre syge`, `(1) at ...; (2) at ...`, bullets that have run together."""
    marks = _in_order(list(_MARKED.finditer(passage.text, told.end)))
    ends = [*(mark.start() for mark in marks[1:]), len(passage.text)]
    items = [_entry(passage, mark.end(), end, mark["mark"]) for mark, end in zip(marks, ends, strict=False)]
    counts = [share.count for share in told.shares]
    whole = sum(count or 0 for count in counts)
    return items[:whole] if len(items) >= whole > 1 or None in counts and len(items) > 1 else []


def _in_order(marks: Sequence[regex.Match]) -> list[regex.Match]:
    """The marks that count on from the first: 1, 2, 3 or a, b, c; bullets all alike."""
    first = next((at for at, mark in enumerate(marks) if mark["mark"] in _FIRST_MARKS), len(marks))
    kept = list(marks[first : first + 1])
    for mark in marks[first + 1 :]:
        if ord(mark["mark"][-1]) == ord(kept[-1]["mark"][-1]) + (kept[-1]["mark"].isalnum()):
            kept.append(mark)
    return kept


def _entry(passage: Passage, start: int, end: int, mark: str | None = None) -> Item:
    """One entry up to its full stop, `at` and what joins it to the next cut off."""
    text = passage.text
    start += len("at ") if text.startswith("at ", start) else 0
    end = min(end, title_end(text[:end], start, "paragraph"))
    joint = regex.search(r"[\s,;.–-]*(?:\b(?:og|samt)\b[^.]{0,30})?[\s:;,–-]*$", text[start:end]) if mark else None
    return Item(passage, start, start + joint.start() if joint else end, mark if mark and mark.isalnum() else None)


def _below(passages: Sequence[Passage], index: int, told: Announced) -> Iterator[list[Item]]:
    """The lists that may follow a passage: items, paragraphs with a mark or in bold, headings."""
    behind = passages[index + 1 : index + 1 + _MOST_PASSAGES]
    depth = len(passages[index].block.section_path)
    inside = list(takewhile(lambda p: p.block.kind != "heading" or len(p.block.section_path) >= depth, behind))
    listed = list(takewhile(lambda p: p.block.kind == "list_item", inside))
    if listed:
        yield [_whole(passage) for passage in listed]
    yield list(_counted_on(inside))
    if told.shares[-1].said:
        yield list(_counted_on(behind))
    yield [item for passage in inside if (item := _bold(passage))]
    yield from ([quoted] for passage in inside[:1] if (quoted := _quoted(passage)))
    headings = [passage for passage in behind if passage.block.kind == "heading"]
    alike = [heading for heading in headings if len(heading.block.section_path) == len(headings[0].block.section_path)]
    wanted = max((share.count or 0 for share in told.shares), default=0)
    items = [_whole(heading) for heading in alike[:wanted]]
    asked = phrase("asked_as_questions").search(passages[index].text) is not None
    if all(_reads_as_goal(item, asked) for item in items):
        yield items


def _listed_below(passages: Sequence[Passage], index: int) -> list[Item]:
    """The list right below a passage that announces goals without their number."""
    behind = passages[index + 1 : index + 1 + _MOST_PASSAGES]
    listed = list(takewhile(lambda p: p.block.kind == "list_item", behind))
    demands = any(measures(passage.text) for passage in listed)
    return [_whole(passage) for passage in listed] if 1 < len(listed) <= _MOST_GOALS and not demands else []


def _quoted(passage: Passage) -> Item | None:
    found = _QUOTED.fullmatch(passage.text)
    return Item(passage, *found.span("title")) if found else None


def _far_below(passages: Sequence[Passage], index: int) -> Iterator[list[Item]]:
    """Headings of sections that all have the same label in them: `Planen sætter seks mål`, each with `Indikatorer`."""
    labels = Counter(p.text for p in passages[index:] if phrase("label_below_goal").fullmatch(p.text.strip(" *:")))
    for label, count in labels.items():
        if count > 1:
            yield [_whole(heading) for heading in _heads_of(passages[index:], label)]


def _heads_of(passages: Sequence[Passage], label: str) -> Iterator[Passage]:
    heading: Passage | None = None
    for passage in passages:
        if passage.text == label:
            if heading:
                yield heading
            heading = None
        elif passage.block.kind == "heading":
            heading = passage


def _reads_as_goal(item: Item, asked: bool) -> bool:
    """Whether a heading says what is to become of something; as a question where goals are said to be asked."""
    text = item.passage.text[item.start : item.end]
    if "?" in item.passage.text:
        return asked
    return not labels_in_heading(text) and (aims(text) or phrase("opens_goal").match(text) is not None)


def _counted_on(passages: Sequence[Passage]) -> Iterator[Item]:
    """Passages with numbers or letters in front that count on; the next passage where a label stands alone."""
    before, form = "", None
    for passage, following in pairwise((*passages, None)):
        mark = _MARK_OF_PASSAGE.match(passage.text) if passage else None
        number = mark["number"] if mark else None
        looks = (passage.block.kind, (mark["label"] or "").lower()) if mark else None
        opens = not before and number in ("1", "a", "A", "I")
        if number and (opens or before and looks == form and _next(before, number)):
            before, form = number, looks
            alone = mark.end() == len(passage.text) and following is not None
            yield _whole(following)._replace(number=number, label=mark["label"] or "") if alone else _whole(passage)


def _next(before: str, number: str) -> bool:
    if before.isdigit() and number.isdigit():
        return int(number) == int(before) + 1
    return (before, number) in _ROMAN or ord(number[0]) == ord(before[0]) + 1 and len(number) == 1


_ROMAN = set(pairwise(("I", "II", "III", "IV", "V", "VI", "VII", "VIII")))


def _whole(passage: Passage) -> Item:
    """The title that a heading, an item or a paragraph of a list opens with."""
    if bold := _bold(passage):
        return bold
    text = passage.text
    mark = _MARK_OF_PASSAGE.match(text)
    start = mark.end() if mark else 0
    number = mark["number"] if mark else None
    end = len(text.rstrip()) if passage.block.kind == "heading" else title_end(text, start, "paragraph")
    item = _entry(passage, start, min(end, start + _LONGEST))
    return item._replace(number=number, label=(mark["label"] or "") if mark else "")


def _bold(passage: Passage) -> Item | None:
    """`**Flere i fleksjob.** Vi vil ...`"""
    mark = _MARK_OF_PASSAGE.match(passage.text)
    found = _BOLD.match(passage.text, mark.end() if mark else 0)
    return Item(passage, *found.span("title"), mark["number"] if mark else None) if found else None
