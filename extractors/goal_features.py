"""What the model of goals sees of a passage: the words that would be the title, what follows, what stands around."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

import regex

from .catalogue import CatalogueGoal, likeness
from .goal_sentences import aims, measures
from .passages import Passage
from .phrases import phrase, words
from .word_features import last_sentence, stems

_MARK = regex.compile(r"\**\(?(?P<number>\d{1,2}(?P<part>(?:\.\d{1,2})+)?|[A-H](?=[.)]))[.)]*\s+(?=\**\p{Lu})")
_TITLE = regex.compile(r"[*\s]*(?P<title>[^*\s][^*]{4,}?)(?:[.!?:]\**(?=\s|$)|\*\*|$)")
_GOALS = regex.compile("mål", regex.IGNORECASE)
_TALK_OF_GOALS = regex.compile(r"\bmål(?:et|ene)?\b", regex.IGNORECASE)  # `Begge mål er videreført fra 2012`
_CHAPTER = regex.compile(  # `3. Mål, vi selv har sat`, `Lokale mål`; not `Mål nr. 9`, `Strategi og mål for ...`
    rf"(?:kap\w*\.? )?[\d.]*\s*(?:(?!{words('beside_goals')}\b)\p{{L}}+ ){{0,3}}{words('goals')}\b(?! ?(?:nr|\d))",
    regex.IGNORECASE,
)
_REACH = 200  # characters before and behind a title
_SHORTEST, _LONGEST = 8, 260  # characters of a title
_LENGTHS = (4, 9, 17, 31)  # words
_NEAR = (0.6, 0.8)  # likeness to a title of the catalogue


Form = tuple[tuple[str, ...], str, bool]


class Title(NamedTuple):
    """The words of a passage that would be the title of a goal, `passage.text[start:end]`."""

    passage: Passage
    start: int
    end: int
    mark: regex.Match | None  # the number in front
    announcement: str  # the sentence before the passage

    @property
    def heading(self) -> str:
        """The heading above the passage."""
        return "".join(self.passage.block.section_path[-1:])

    @property
    def form(self) -> Form:
        """What it shares with its like: the headings above, the kind of passage, whether a number stands in front."""
        return self.passage.block.section_path, self.passage.block.kind, self.mark is not None

    @property
    def among_goals(self) -> bool:
        """Whether the heading has goals for its subject, or the sentence before announces some; not talk of goals."""
        if _TALK_OF_GOALS.search(self.text):
            return False
        announced = self.announcement.endswith(":") and _GOALS.search(self.announcement)
        return bool(announced or _CHAPTER.match(self.heading) or phrase("counted_goals").search(self.announcement))

    @property
    def text(self) -> str:
        return self.passage.text[self.start : self.end]

    @property
    def number(self) -> str | None:
        """The number printed in front of it; that of a section (`3.2`) is none of the goal."""
        return self.mark["number"] if self.mark and not self.mark["part"] else None


def titles(passages: Sequence[Passage], known: Sequence[CatalogueGoal]) -> Iterator[tuple[Title, dict[str, float]]]:
    """The first words of each passage that could be a goal's title, with their features."""
    before: Passage | None = None
    for passage, behind in pairwise((*passages, None)):
        assert passage is not None
        if title := _title(passage, before):
            yield title, dict(_features(title, before, behind, known))
        before = passage


def _title(passage: Passage, before: Passage | None) -> Title | None:
    mark = _MARK.match(passage.text)
    found = _TITLE.match(passage.text, mark.end() if mark else 0)
    if found is None or not _SHORTEST <= len(found["title"]) <= _LONGEST:
        return None
    announcement = last_sentence(before.text[-_REACH:].rstrip()) if before else ""
    return Title(passage, *found.span("title"), mark, announcement)


def _features(
    title: Title, before: Passage | None, behind: Passage | None, known: Sequence[CatalogueGoal]
) -> Iterator[tuple[str, float]]:
    own = list(stems(title.text))
    kind = title.passage.block.kind
    rest = title.passage.text[title.end :].strip(" .:*")[:_REACH]
    heading, announcement = title.heading, title.announcement
    chapter = "".join(title.passage.block.section_path[-2:-1])
    yield from _weighed("", own, 1.0)
    yield from _weighed("pair ", map(" ".join, pairwise(own)), 0.7)
    yield from _weighed("heading ", stems(heading), 0.8)
    yield from _weighed("chapter ", stems(chapter), 0.5)
    yield from _weighed("announced ", stems(announcement), 0.6)
    aim = aims(title.text)
    flags = {
        f"first {own[0]}" if own else "": True,
        f"length {sum(len(own) >= length for length in _LENGTHS)}": True,
        f"kind {kind}": True,
        f"kind before {before.block.kind if before else None}": True,
        f"kind behind {behind.block.kind if behind else None}": True,
        f"form {kind} {bool(rest)} {aim} {title.mark is not None}": True,
        f"goals in heading {'mål' in heading.lower()} {kind}": True,
        f"goals in chapter {'mål' in chapter.lower()} {kind}": True,
        f"goals announced {'mål' in announcement.lower()} {announcement.endswith(':')} {kind}": True,
        "counted": phrase("counted_goals").search(announcement) is not None,
        "numbered": title.mark is not None,
        "section number": title.mark is not None and bool(title.mark["part"]),
        "measures": measures(title.text),
        "measures behind": bool(rest) and measures(rest),
        "aims": aim,
    }
    yield from ((name, 1.0) for name, holds in flags.items() if holds)
    near = max((likeness(title.text, wording) for goal in known for wording in goal.wordings), default=0.0)
    yield "likeness", 2 * near
    yield from ((f"likeness over {level}", 1.0) for level in _NEAR if near > level)


def _weighed(prefix: str, names: Iterable[str], weight: float) -> Iterator[tuple[str, float]]:
    return ((prefix + name, weight) for name in names)
