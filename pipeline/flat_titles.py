"""Titles in web transcripts that no table of contents names: listed, lettered, counted on, or glued to their text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise

import regex

from ..extractors.phrases import phrase
from ..extractors.phrases import words as forms
from .clean import Range
from .flat_contents import titles_listed

_LAST_OF_TITLE = regex.compile(r"[\p{Ll}-]{3,}[?]?|\(?[\p{Ll}-]{3,}\)")
_ORIGIN = regex.compile(r"\(\p{Ll}*mål\)")  # `(ministermål)` ends the title it stands behind
SENTENCE_END = regex.compile(r"\p{Ll}{3}[.!?](?= )")
_LETTERED = regex.compile(r"(?m)(?:(?<=[.:!?]\s)|^)(?:(?P<letter>[a-h])\)|(?P<capital>[A-H])[.)])\s(?=\p{Lu})")
_LEAST_LETTERED = 3
_COUNTED = regex.compile(
    r"(?:(?<=[.:!?)] )|(?<=\d\d\d\d )|\G\s*)(?P<label>\p{Lu}\p{Ll}{2,}(?: \p{Ll}{3,})?)"
    r" (?P<number>\d{1,2}|[A-H])(?P<mark>[:.])? (?=\p{Lu}\p{Ll})"
)
_ANY_GOAL_LABEL = regex.compile(forms("goal_label"), regex.IGNORECASE)
_LEAST_COUNTED = 3
_LONGEST_TITLE = 100  # characters
_LETTERS = "ABCDEFGH"
_ONE_SENTENCE = regex.compile(r"[^.:;!?\d]{8,200}\p{Ll}\.(?=\s\p{Lu})")
_START = regex.compile(r"(?:\G\s*(?:\d{1,3} )?|(?<=[\p{Ll}\d)][.!?] ))(?=\p{Lu})")
_WORD = regex.compile(r"\p{L}[\p{L}-]*")
_CAPITALISED = regex.compile(r"(?P<word>\p{Lu}\p{Ll}+|I)[,.:;]?")
_ANY_WORD = regex.compile(r"\p{L}{2,}")
_LAST_BEFORE_TEXT = regex.compile(r"\p{Ll}{3,}[)?]?")
_END_OF_SENTENCE = regex.compile(r"\S*[.:;!?]")
_STEM = 8  # letters of a long word that tell it in other forms
_GLUED_ROOM = 130  # characters
_MOST_WORDS = 11


def titles_in(text: str, bodies: Sequence[Range]) -> list[Range]:
    """Titles that letters or labels count on, and those glued to the text below them."""
    common = _CommonWords(text)
    told = [*_lettered_titles(text, bodies, common), *_series_titles(text, bodies, common)]
    glued = _glued_titles(text, bodies, common)
    return told + [title for title in glued if not any(start < title[1] and title[0] < end for start, end in told)]


def listed_titles(text: str, bodies: Sequence[Range], listings: Sequence[str]) -> list[Range]:
    """The titles in pages, where one of the listings is a table of contents without page numbers."""
    pages = [text[slice(*body)] for body in bodies]
    by_page = next((found for listing in listings if (found := titles_listed(listing, pages))), {})
    return [(bodies[index][0] + start, bodies[index][0] + end)
            for index, titles in by_page.items() for start, end in titles]


def _lettered_titles(text: str, bodies: Sequence[Range], common: _CommonWords) -> Iterator[Range]:
    """Titles `a) Flere i praktik Sidste år ...`, `B. Flere i job. I år ...`, lettered on through the whole text."""
    for form in ("letter", "capital"):
        found: list[Range] = []
        for match in (match for body in bodies for match in _LETTERED.finditer(text, *body)):
            end = _end_in_series(text, match.end(), _LONGEST_TITLE, common)
            if end and match[form] and _LETTERS.index(match[form].upper()) == len(found):
                found.append((match.start(), end))
        if len(found) >= _LEAST_LETTERED:
            yield from found


def _series_titles(text: str, bodies: Sequence[Range], common: _CommonWords) -> Iterator[Range]:
    """Titles `Målbillede 1: Alle unge i gang De fleste ...`, `Fokusområde B: Flere i lære. Sidste år ...`, counted on.

    A label of goals needs no colon, any other does.
    """
    series: dict[str, list[Range]] = {}
    for match in (match for body in bodies for match in _COUNTED.finditer(text, *body)):
        found = series.setdefault(match["label"].lower(), [])
        end = _end_in_series(text, match.end(), 2 * _LONGEST_TITLE, common)
        of_goals = _ANY_GOAL_LABEL.fullmatch(match["label"]) is not None
        named = of_goals or match["mark"] == ":" and not phrase("numbers_no_goal").fullmatch(match["label"])
        if named and end and match["number"] in (str(len(found) + 1), _LETTERS[len(found) : len(found) + 1]):
            found.append((match.start("label"), end))
    for found in series.values():
        if len(found) >= _LEAST_COUNTED:
            yield from found


def _end_in_series(text: str, start: int, longest: int, common: _CommonWords) -> int | None:
    """Where a title that is one of a series ends: with its one short sentence, or glued to the sentence behind it."""
    sentence = _ONE_SENTENCE.match(text, start)
    if sentence and sentence.end() <= start + longest:
        return _glued_end(_words(text, start, sentence.end()), common) or sentence.end()
    end = end_of_title(text, start, start + longest)
    return end if end and not SENTENCE_END.search(text, start, end) else None


def _glued_titles(text: str, bodies: Sequence[Range], common: _CommonWords) -> list[Range]:
    """Titles run into the sentence behind them: `Kortere vej tilbage Sygemeldte skal ...`."""
    found = []
    for body in bodies:
        for begin in _START.finditer(text, *body):
            end = _glued_end(_words(text, begin.end(), body[1]), common)
            clause = end and phrase("not_in_title").search(text, begin.end(), end)
            if end and (not clause or phrase("opens_text").match(text, end + 1)):
                found.append((begin.end(), end))
    return found


def _words(text: str, start: int, end: int) -> list[regex.Match]:
    """The words in which a title must end that is glued to a sentence."""
    return list(regex.finditer(r"\S+", text, pos=start, endpos=min(start + _GLUED_ROOM, end)))[: _MOST_WORDS + 1]


def _glued_end(words: Sequence[regex.Match], common: _CommonWords) -> int | None:
    """Where the title ends: before a capital that no name has, behind a word that may end a title."""
    if not words or phrase("opens_no_title").fullmatch(words[0].group()):
        return None
    for before, word in pairwise(words):
        if _END_OF_SENTENCE.fullmatch(before.group()):
            return None
        opens = _CAPITALISED.fullmatch(word.group())
        if phrase("opens_text").fullmatch(word.group()) and _ANY_WORD.fullmatch(before.group()):
            return before.end()
        ends = _LAST_BEFORE_TEXT.fullmatch(before.group()) and not phrase("ends_no_title").fullmatch(before.group())
        if opens and ends and opens["word"] in common:
            return before.end()
    return None


class _CommonWords:
    """The words of a text that are no names: as often written small as with a capital inside a sentence."""

    def __init__(self, text: str):
        self.small: Counter[str] = Counter()
        self.names: Counter[str] = Counter()
        for match in _WORD.finditer(text):
            word = match.group()
            if word[0].islower():
                self.small.update({word, word[:_STEM]})
            elif text[max(0, match.start() - 1)] == " " and text[match.start() - 2].islower():
                self.names[word.lower()] += 1

    def __contains__(self, word: str) -> bool:
        small = word.lower()
        written = max(self.small[small], self.small[small[:_STEM]] if len(small) > _STEM else 0)
        return word == "I" or written >= max(1, self.names[small])


def end_of_title(text: str, start: int, end: int) -> int | None:
    """Where a title ends that is followed by a sentence: before the first capital that a lower-case word precedes."""
    words = list(regex.finditer(r"\d\S*\s?(?:%|pct\.|procent) af\b|\S+", text, pos=start, endpos=min(end, start + 220)))
    for before, word in zip(words[1:], words[2:], strict=False):
        opens = regex.match(r"\p{Lu}\p{Ll}+|I\b|\d\S*\s?(?:%|p).* af$", word.group())
        if _ORIGIN.fullmatch(before.group()) or opens and _LAST_OF_TITLE.fullmatch(before.group()):
            return before.end()
    return None
