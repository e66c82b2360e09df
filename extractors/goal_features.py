"""What the model of goals sees of a passage: the words that would be the title, what follows, what stands around."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

import regex

from .catalogue import CatalogueGoal, likeness
from .goal_sentences import aims, measures
from .passages import Passage
from .phrases import phrase, words
from .statement_model import compares
from .word_features import last_sentence, stems, weighed

_MARK = regex.compile(r"\**\(?(?P<number>\d{1,2}(?P<part>(?:\.\d{1,2})+)?|[A-H](?=[.)]))[.)]*\s+(?=\**\p{Lu})")
_TITLE = regex.compile(r"[*\s]*(?P<title>[^*\s][^*]{4,}?)(?:[.!?:]\**(?=\s|$)|\s–\sdet er\b|\*\*|$)")
_HEADING = regex.compile(r"[*\s]*(?P<title>[^*\s].{4,}?)[*\s.]*$")
_TALK_OF_GOALS = regex.compile(r"\bmål(?:et|ene)?\b", regex.IGNORECASE)  # `Begge mål er videreført fra 2012`
_ANNOUNCES = regex.compile(r"\bmål(?:ene)?\b|minister|\bpejlemærke", regex.IGNORECASE)
_CHAPTER = regex.compile(  # `3. Mål, vi selv har sat`, `Lokale mål`; not `Mål nr. 9`, `Strategi og mål for ...`
    rf".*\b{words('own_goals')}"
    rf"|(?:kap\w*\.? )?[\d.]*\s*(?:(?!{words('beside_goals')}\b)\p{{L}}+ ){{0,3}}{words('goals')}\b(?! ?(?:nr|\d))",
    regex.IGNORECASE,
)
_OWN_GOALS = regex.compile(rf"\b{words('own_goals')}\s*$", regex.IGNORECASE)
_REACH = 200  # characters before and behind a title
_SHORTEST, _LONGEST = 8, 260  # characters of a title
_LENGTHS = (4, 9, 17, 31)  # words
_NEAR = (0.6, 0.8)  # likeness to a title of the catalogue


class Title(NamedTuple):
    """The words of a passage that would be the title of a goal, `passage.text[start:end]`."""

    passage: Passage
    start: int
    end: int
    mark: regex.Match | None  # the number in front
    announcement: str  # the sentence before the passage, or before the list that it belongs to
    before: Passage | None
    behind: Passage | None

    @property
    def heading(self) -> str:
        """The heading above the passage."""
        return "".join(self.passage.block.section_path[-1:])

    @property
    def among_goals(self) -> bool:
        """Whether the heading has goals for its subject, or the sentence before announces some; not talk of goals."""
        if self.talks_or_demands:
            return False
        counted = phrase("counted_goals").search(self.announcement)
        return bool(self.is_announced or _CHAPTER.match(self.heading) or counted)

    @property
    def talks_or_demands(self) -> bool:
        """Whether it speaks of goals (`Begge mål er videreført`), or says how much: then it is none."""
        return _TALK_OF_GOALS.search(self.text) is not None or self.demands

    @property
    def measures(self) -> bool:
        """Whether its words have a number or a rank in them."""
        return measures(self.passage.text, self.start, self.end)

    @property
    def demands(self) -> bool:
        """Whether its words have a number, a rank or a comparison in them."""
        return self.measures or compares(self.text)

    @property
    def is_announced(self) -> bool:
        """Whether the heading above is `Lokale mål`, or the sentence before announces goals of someone."""
        announced = self.announcement.endswith(":") and _ANNOUNCES.search(self.announcement)
        if announced and phrase("means_not_goals").search(self.announcement):
            return False
        return bool(announced or _OWN_GOALS.search(self.heading))

    @property
    def text(self) -> str:
        return self.passage.text[self.start : self.end]

    @property
    def number(self) -> str | None:
        """The number printed in front of it; that of a section (`3.2`) is none of the goal."""
        return self.mark["number"] if self.mark and not self.mark["part"] else None


def titles(passages: Sequence[Passage]) -> Iterator[Title]:
    """The first words of each passage that could be a goal's title."""
    before: Passage | None = None
    announcement = ""  # of all items of a list
    for passage, behind in pairwise((*passages, None)):
        assert passage is not None
        if before is None or not before.block.kind == passage.block.kind == "list_item":
            announcement = _announcement(before.text) if before else ""
        if title := _title(passage, announcement, before, behind):
            yield title
        before = passage


def inner_titles(passages: Sequence[Passage]) -> Iterator[Title]:
    """The sentences inside paragraphs, behind the first, that could be a goal's title."""
    for before, passage, behind in zip((None, *passages), passages, (*passages[1:], None), strict=False):
        if passage.block.kind not in ("paragraph", "list_item"):
            continue
        for (earlier, stop), (start, end) in pairwise(passage.scan().sentences):
            words_end = start + len(passage.text[start:end].rstrip(" .*"))
            mark = _MARK.match(passage.text, start, end)
            begin = mark.end() if mark else start
            if _SHORTEST <= words_end - begin <= _LONGEST:
                yield Title(passage, begin, words_end, mark, passage.text[earlier:stop].strip(), before, behind)


def opening(passage: Passage, announcement: str) -> Title | None:
    """The first words of a passage that stands by itself, as in a cell below `announcement`."""
    return _title(passage, announcement, None, None)


def _title(passage: Passage, announcement: str, before: Passage | None, behind: Passage | None) -> Title | None:
    mark = _MARK.match(passage.text)
    shape = _HEADING if passage.block.kind == "heading" else _TITLE
    found = shape.match(passage.text, mark.end() if mark else 0)
    if found is None or not _SHORTEST <= len(found["title"]) <= _LONGEST:
        return None
    return Title(passage, *found.span("title"), mark, announcement, before, behind)


def _announcement(text: str) -> str:
    """The last sentence, and where a list follows the one before: `Ministeren har udpeget fire områder. Hos os:`"""
    told = text[-_REACH:].rstrip()
    last = last_sentence(told)
    before = told[: -len(last)].rstrip()
    return f"{last_sentence(before)} {last}" if last.endswith(":") and before else last


def features(title: Title, known: Sequence[CatalogueGoal]) -> dict[str, float]:
    """What the model is told of a title, and how much each weighs; `known` are the minister's goals of the year."""
    return dict(_features(title, known))


def _features(title: Title, known: Sequence[CatalogueGoal]) -> Iterator[tuple[str, float]]:
    own = stems(title.text)
    kind = title.passage.block.kind
    rest = title.passage.text[title.end :].strip(" .:*")[:_REACH]
    heading, announcement = title.heading, title.announcement
    chapter = "".join(title.passage.block.section_path[-2:-1])
    yield from weighed("", own, 1.0)
    yield from weighed("pair ", map(" ".join, pairwise(own)), 0.7)
    yield from weighed("heading ", stems(heading), 0.8)
    yield from weighed("chapter ", stems(chapter), 0.5)
    yield from weighed("announced ", stems(announcement), 0.6)
    aim = aims(title.text)
    flags = {
        f"first {own[0]}" if own else "": True,
        f"length {sum(len(own) >= length for length in _LENGTHS)}": True,
        f"kind {kind}": True,
        f"kind before {title.before.block.kind if title.before else None}": True,
        f"kind behind {title.behind.block.kind if title.behind else None}": True,
        f"form {kind} {bool(rest)} {aim} {title.mark is not None}": True,
        f"goals in heading {'mål' in heading.lower()} {kind}": True,
        f"goals in chapter {'mål' in chapter.lower()} {kind}": True,
        f"goals announced {'mål' in announcement.lower()} {announcement.endswith(':')} {kind}": True,
        "counted": phrase("counted_goals").search(announcement) is not None,
        "numbered": title.mark is not None,
        "section number": title.mark is not None and bool(title.mark["part"]),
        "measures": title.measures,
        "measures behind": bool(rest) and measures(title.passage.text, title.end, title.end + _REACH),
        "aims": aim,
    }
    yield from ((name, 1.0) for name, holds in flags.items() if holds)
    near = max((likeness(title.text, wording) for goal in known for wording in goal.wordings), default=0.0)
    yield "likeness", 2 * near
    yield from ((f"likeness over {level}", 1.0) for level in _NEAR if near > level)
