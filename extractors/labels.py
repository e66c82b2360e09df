"""Labels in headings, also where letter-spacing has lost the blanks between words: `3. MÅLFOR 2016`."""

from __future__ import annotations

from functools import cache, lru_cache

import regex

from .lexicon import Match, load, matcher

_NUMBERED = regex.compile(
    r"\p{Lu}[\p{L} ]{2,30}(?:nr\. ?)?(?:\d{1,2}(?:\.?[\da-h])?|\b[A-H])(?:\s?[.:–-]\s|\s{2,})", regex.POSIX
)


@lru_cache(maxsize=1024)
def labels_in_heading(text: str) -> tuple[Match, ...]:
    """The labels that a heading names; in capitals also one that a run of letters begins with."""
    found = tuple(matcher("labels").find(text))
    if not found and text.isupper():
        compact = regex.sub(r"[\s\d.]+", "", text)
        if match := _prefix().match(compact):
            label = load("labels")[int(match.lastgroup[1:])]
            found = (Match(label.key, 0, len(text), label),)
    return found


def opens_labelled(line: str) -> bool:
    """Whether a line begins with a numbered label: `Krav 2.a: ...`, `Ministerens mål nr. 1: ...`, `Lokalt mål B: `."""
    return _NUMBERED.match(line) is not None and any(match.start == 0 for match in matcher("labels").find(line[:60]))


def opens_baseline(line: str) -> bool:
    """Whether a line begins with the label of an earlier level: `Udgangspunkt 2018: 13,8 %`."""
    label = matcher("labels").first(line[:60])
    return label is not None and label.start == 0 and label.entry.extra["role"] == "baseline"


@cache
def _prefix() -> regex.Pattern:
    groups = (f"(?P<l{i}>{'|'.join(entry.patterns)})".replace(" ", "") for i, entry in enumerate(load("labels")))
    return regex.compile("|".join(groups), regex.IGNORECASE | regex.POSIX)
