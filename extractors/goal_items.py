"""The items of lists of goals: in a sentence, with marks in running text, and in the passages below an announcement."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import pairwise, takewhile
from typing import NamedTuple

import regex

from .goal_announcements import Announced
from .goal_candidates import title_end
from .goal_sentences import aims, measures
from .labels import labels_in_heading
from .passages import Passage
from .phrases import phrase, words

_MARKED = regex.compile(
    r"(?<![\p{L}\d(.,/–-])(?:\((?P<mark>\d{1,2}|[a-h])\)|(?P<mark>\d{1,2}|[a-h]|[iv]{1,4}(?=\)))[.)]|(?P<mark>[•▪●‣]))"
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
_LEAD_IN = regex.compile(r"(?P<title>\p{Lu}[^.!?:]{3,60})[.:]\s+\p{Lu}")
_FEW_WORDS = 6
_FIRST_WORDS = regex.compile(rf"\p{{Lu}}\p{{L}}*\s{words('undertakes')}\s")
_JUDGED = regex.compile(r",\s(?:når|fordi|da|hvis|selv ?om|men)\s")  # `et dristigt mål, når man ved, at mange er syge`
_QUOTED = regex.compile(r"\s*[\"»“”](?P<title>[^\"«”]{12,220})[\"«”]\.?\s*")
_LONGEST = 220  # characters of a title
_LEAST_WITH_FIELD = 4  # headings, one of which may name but a field
_MOST_GOALS = 9  # of a list whose number is not announced
_MOST_SECTIONS = 20  # that goals announced far above may head
_MOST_PASSAGES = 80  # that a list of headings with their texts takes up
_FIRST_MARKS = ("1", "a", "i", "•", "▪", "●", "‣")
_SMALL_ROMAN = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii")


class Item(NamedTuple):
    """One entry of a list, `passage.text[start:end]`."""

    passage: Passage
    start: int
    end: int
    number: str | None = None
    label: str = ""  # `Lokalt mål B`, where it has one of its own


def in_sentence(passage: Passage, told: Announced, end: int) -> list[Item]:
    """`... tre mål, nemlig at ..., at ... og at ...`, `... tre mål: flere i job, færre syge og bedre hjælp`."""
    text = passage.text
    clauses = list(at_clauses(passage, told.end, end))
    single = told.shares[-1].count == 1 and told.shares[-1].said
    if len(clauses) > 1 or clauses and single and not _JUDGED.search(text, told.end, clauses[0].start):
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


def in_parallel(passage: Passage, sentences: Sequence[tuple[int, int]]) -> list[Item]:
    """`LBR vil støtte små firmaer. LBR vil skaffe lærepladser.`: sentences behind that begin with the same words."""
    openings = [_FIRST_WORDS.match(passage.text, start, end) for start, end in sentences]
    first = openings[0].group() if openings and openings[0] else None
    alike = [Item(passage, start, end) for (start, end), opening in zip(sentences, openings, strict=True)
             if opening and opening.group() == first]
    return alike if len(alike) > 1 else []


def at_clauses(passage: Passage, start: int, end: int) -> Iterator[Item]:
    """`, at flere ..., og at færre ...`, each clause an item."""
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
    if len(cuts) >= count:  # `flere jobparate i job, og flere aktivitetsparate jobparate, udsatte ...` are two
        cuts = [cut for cut in cuts if cut == cuts[-1] or not _AND.match(text, *cut)]
    if len(cuts) == count - 1:
        edges = [start, *(edge for cut in cuts for edge in cut), end]
        yield from (Item(passage, left, right) for left, right in zip(edges[::2], edges[1::2], strict=True))


def marked(passage: Passage, told: Announced) -> list[Item]:
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
    if kept and kept[0]["mark"] == "i":
        romans = [mark for mark in marks[first:] if mark["mark"] in _SMALL_ROMAN]
        return [mark for mark, roman in zip(romans, _SMALL_ROMAN, strict=False) if mark["mark"] == roman]
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


def below(passages: Sequence[Passage], index: int, told: Announced) -> Iterator[list[Item]]:
    """The lists that may follow a passage: items, paragraphs with a mark or a lead-in, headings."""
    behind = passages[index + 1 : index + 1 + _MOST_PASSAGES]
    depth = len(passages[index].block.section_path)
    inside = list(takewhile(lambda p: p.block.kind != "heading" or len(p.block.section_path) >= depth, behind))
    listed = list(takewhile(lambda p: p.block.kind == "list_item", inside))
    if listed:
        yield [_whole(passage) for passage in listed]
    yield list(_counted_on(inside))
    if told.shares[-1].said:
        yield list(_counted_on(behind))
    wanted = max((share.count or 0 for share in told.shares), default=0)
    if wanted > 1:
        yield [item for item in takewhile(bool, map(_led_in, inside)) if item]
    yield from ([quoted] for passage in inside[:1] if (quoted := _quoted(passage)))
    headings = [passage for passage in behind if passage.block.kind == "heading"]
    alike = [heading for heading in headings if len(heading.block.section_path) == len(headings[0].block.section_path)]
    items = [_whole(heading) for heading in alike[:wanted]]
    asked = phrase("asked_as_questions").search(passages[index].text) is not None
    asked = asked and not any(_states_goal(after) for before, after in pairwise(behind) if before in alike)
    if _read_as_goals(items, asked):
        yield items


def _states_goal(passage: Passage) -> bool:
    """Whether a passage below a question labels a goal: `Ministerens mål: Flere ledige skal opkvalificeres`."""
    mark = _MARK_OF_PASSAGE.match(passage.text)
    return mark is not None and bool(mark["label"])


def listed_below(passages: Sequence[Passage], index: int) -> list[Item]:
    """The list right below a passage that announces goals without their number."""
    behind = passages[index + 1 : index + 1 + _MOST_PASSAGES]
    listed = list(takewhile(lambda p: p.block.kind == "list_item", behind))
    demands = any(measures(passage.text) for passage in listed)
    return [_whole(passage) for passage in listed] if 1 < len(listed) <= _MOST_GOALS and not demands else []


def _quoted(passage: Passage) -> Item | None:
    found = _QUOTED.fullmatch(passage.text)
    return Item(passage, *found.span("title")) if found else None


def labelled_headings(passages: Sequence[Passage]) -> dict[str, list[int]]:
    """Where the headings stand whose sections have a label in them (`Indikatorer`), by label, in order."""
    found: dict[str, list[int]] = {}
    heading: dict[str, int] = {}  # the last heading that has not had the label yet
    last = -1
    for index, passage in enumerate(passages):
        label = passage.text.strip(" *:")
        if phrase("label_below_goal").fullmatch(label):
            if last >= 0 and heading.get(label) != last:
                found.setdefault(label, []).append(last)
                heading[label] = last
        elif passage.block.kind == "heading":
            last = index
    return found


def far_below(passages: Sequence[Passage], labelled: dict[str, list[int]], index: int) -> Iterator[list[Item]]:
    """Headings of sections that all have the same label in them: `Planen sætter seks mål`, each with `Indikatorer`."""
    for headings in labelled.values():
        first = bisect_left(headings, index)
        if 1 < len(headings) - first <= _MOST_SECTIONS:
            yield [_whole(passages[heading]) for heading in headings[first:]]


def _read_as_goals(items: Sequence[Item], asked: bool) -> bool:
    """Whether headings read as goals; of four and more one may be a field: `Tidlig hjælp til nyledige`."""
    others = [item for item in items if not _reads_as_goal(item, asked)]
    fields = all("?" not in item.passage.text and not labels_in_heading(item.passage.text) for item in others)
    one = len(others) == 1 and others[0] is not items[0]
    return not others or one and len(items) >= _LEAST_WITH_FIELD and fields


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
    text = passage.text
    mark = _MARK_OF_PASSAGE.match(text)
    start = mark.end() if mark else 0
    number = mark["number"] if mark else None
    end = len(text.rstrip()) if passage.block.kind == "heading" else title_end(text, start, "paragraph")
    item = _entry(passage, start, min(end, start + _LONGEST))
    return item._replace(number=number, label=(mark["label"] or "") if mark else "")


def _led_in(passage: Passage) -> Item | None:
    """`Flere i fleksjob. Vi vil ...`, a paragraph behind a few words of their own."""
    found = _LEAD_IN.match(passage.text) if passage.block.kind == "paragraph" else None
    if found is None or len(found["title"].split()) > _FEW_WORDS or labels_in_heading(found["title"]):
        return None  # none, or a label: `Lokalt mål A: ...`
    return Item(passage, *found.span("title"))
