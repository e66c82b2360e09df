"""Cleans stretches of canonical text into one line and keeps, for every character, where it came from."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import regex

from ..schemas.text import OriginMap

Range = tuple[int, int]

_LIGATURES = {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"}
_INLINE_TAGS = r"</?(?:b|strong|i|em|u|span|font|small|sup|sub|mark|a)\b[^<>]{0,200}>"
_BLOCK_TAGS = r"</?(?:ul|ol|li|p|br|div|table|tr|td|th|tbody|thead|h[1-6])\b[^<>]{0,200}/?>"

# Every change the cleaning makes, in one pass. `join` and `gone` vanish, `space` becomes one blank.
_CHANGES = regex.compile(
    rf"""
      (?P<gone>\u00ad\s*|[ ]?[⁰¹²³⁴⁵⁶⁷⁸⁹]+(?![\w])|[\u200b\u200c\u200d\u2060\ufeff]|\*\*+
         |(?<!\w)\*(?=[\p{{L}}\"”“»])|(?<=[\p{{L}}.:!?\"”«])\*(?!\w)|{_INLINE_TAGS})
    | (?P<join>(?<=\p{{Ll}})(?:\s?[-\u2010]\s*\n\s*|[-\u2010]\s+)(?=\p{{Ll}})(?!(?:og|eller|samt|til|mv|m\.v)\b))
    | (?P<lead>(?<=\p{{L}})[-\u2010]\s*\n\s*(?=\p{{Lu}}))
    | (?P<entity>&(?:nbsp|amp|lt|gt|quot);)
    | (?P<ligature>[ﬀﬁﬂﬃﬄﬅﬆ])
    | (?P<spaced>(?<![\p{{L}}\d])(?:\p{{L}}(?:[ \u00a0]\p{{L}}){{3,}}|2[ ]0[ ][0-4][ ]\d)(?![\p{{L}}\d]))
    | (?P<space>(?:{_BLOCK_TAGS}|\s){{2,}}|{_BLOCK_TAGS}|[^\S ])
    """,
    regex.VERBOSE,
)
_MAY_CHANGE = regex.compile(
    r"[^\S ]| (?=[\s<⁰¹²³⁴⁵⁶⁷⁸⁹\-\u2010])|[\u00ad⁰¹²³⁴⁵⁶⁷⁸⁹\u200b\u200c\u200d\u2060\ufeff*<&\-\u2010ﬀﬁﬂﬃﬄﬅﬆ]"
    r"|(?<![\p{L}\d])[\p{L}2](?=[ \u00a0][\p{L}0][ \u00a0])"
)
_OPEN_WORD = regex.compile(r"\p{Ll}[-\u2010]\s*$")
_RUNS_ON = regex.compile(r"\s*\p{Ll}(?!\w*\s(?:og|eller)\b)")
_ENTITIES = {"&nbsp;": " ", "&amp;": "&", "&lt;": "<", "&gt;": ">", "&quot;": '"'}


class _Builder:
    """Collects cleaned pieces and the canonical range of each."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.starts: list[int] = []
        self.origins: list[int] = []
        self.ends: list[int] = []
        self.length = 0

    def add(self, piece: str, start: int, end: int) -> None:
        if not piece or (piece == " " and (not self.parts or self.parts[-1].endswith(" "))):
            return
        self.parts.append(piece)
        self.starts.append(self.length)
        self.origins.append(start)
        self.ends.append(end)
        self.length += len(piece)

    def ends_in_open_word(self) -> bool:
        """Whether the text so far ends in a word cut by a hyphen, as before a page break."""
        return bool(self.parts) and _OPEN_WORD.search(self.parts[-1]) is not None

    def drop_hyphen(self) -> None:
        last = self.parts.pop()
        kept = last.rstrip()[:-1]
        self.length -= len(last) - len(kept)
        self.ends[-1] -= len(last) - len(kept)
        self.parts.append(kept)

    def finish(self) -> tuple[str, OriginMap]:
        return "".join(self.parts).rstrip(), OriginMap(self.starts or [0], self.origins or [0], self.ends or [0])


def clean(text: str, ranges: Sequence[Range]) -> tuple[str, OriginMap]:
    """The ranges of `text` as one cleaned line, and the map back to offsets in `text`.

    Joins words split over lines and pages (`selvforsør- 6 gende`, the page number being left out of the ranges),
    keeps hanging hyphens (`læse- og skrive`), drops inline markup and soft hyphens, opens ligatures, closes
    letter-spaced words, makes white space one blank.
    """
    built = _Builder()
    for start, end in ranges:
        if built.ends_in_open_word() and _RUNS_ON.match(text, start, end):
            built.drop_hyphen()
        elif built.parts:
            built.add(" ", start, start)
        position = start
        for change in _changes(text, start, end):
            built.add(text[position : change.start()], position, change.start())
            if change.lastgroup == "spaced":
                for offset in range(change.start(), change.end(), 2):
                    built.add(text[offset], offset, offset + 1)
            else:
                built.add(_replacement(change), change.start(), change.end())
            position = change.end()
        built.add(text[position:end], position, end)
    return built.finish()


def _changes(text: str, start: int, end: int) -> Iterator[regex.Match]:
    """What has to be changed in a range, tried only where a change may begin."""
    reached = start
    for place in _MAY_CHANGE.finditer(text, start, end):
        if place.start() >= reached and (change := _CHANGES.match(text, place.start(), end)):
            reached = change.end()
            yield change


def _replacement(change: regex.Match) -> str:
    match change.lastgroup:
        case "gone" | "join":
            return ""
        case "lead":
            return "-"
        case "entity":
            return _ENTITIES[change.group()]
        case "ligature":
            return _LIGATURES[change.group()]
        case _:
            return " "
