"""Sentences of a cleaned paragraph: Danish abbreviations and ordinals (`4. kvartal`, `ca. 300`) do not end one."""

from __future__ import annotations

from functools import cache, lru_cache

import regex

from ..lexicon import load
from ..lexicon.compiling import compiled
from ..phrases import words

# white space at which a sentence may end; that behind leaders (`Samtaler ......... 94 pct.`) is none
_GAP = regex.compile(r"(?<!\.{4})(?<=[.!?;\"”»«)\]])\s+|(?<!\s)\s+(?=[\p{Lu}·|•▪●])")


def sentences(text: str) -> list[tuple[int, int]]:
    """Ranges of the sentences of `text`, in order, without the white space between them."""
    return list(_sentences(text))


@lru_cache(maxsize=2048)
def _sentences(text: str) -> tuple[tuple[int, int], ...]:
    found, start = [], 0
    for gap in _GAP.finditer(text):
        match = _ends().match(text, gap.start()) if gap.start() >= start else None
        if match:
            found.append((start, match.start("gap")))
            start = match.end()
    if start < len(text):
        found.append((start, len(text)))
    return tuple(found)


@cache
def _ends() -> regex.Pattern:
    (entry,) = [entry for entry in load("abbreviations") if entry.key == "abbreviation"]
    abbreviated = "|".join(entry.patterns)
    # items that lost their bullets: `At der ...`, `I 2012 ...`, `Mindst 40 % ...`
    opening = r"At\s\p{Ll}|I\s(?:19|20)\d\d\b|(?:Mindst|Højst|Minimum|Maksimalt)\s\d"
    broken_list = rf"(?<=[\p{{Ll}}\d)])(?P<gap>\s+)(?={opening})"
    separator = r"(?P<gap>\s+[·|•▪●]\s+)"
    inline = "|".join(p for e in load("labels") if e.extra["role"] in ("baseline", "requirement") for p in e.patterns)
    label = (
        rf"(?<=[\p{{Ll}}\d%)])(?P<gap>\s+)(?=(?-i:\p{{Lu}}))"
        rf"(?=(?i:{inline})(?:\s[^.:;]{{1,25}})?:\s|(?i:{words('section_word')}):\s)"
    )
    return compiled(
        rf"{broken_list}|{separator}|{label}|(?<=[.!?;][\"”»«)\]]?|\(\p{{Ll}}[^()]*\s[^()]*\))(?<!(?<![\p{{L}}\d])"
        rf"(?i:{abbreviated})\.)(?<!(?:^|[.!?:;]\s)(?:(?-i:\p{{Lu}})[\p{{L}}]+ (?:nr\. )?)?\d{{1,2}}\.)"
        rf"(?<!(?<!\p{{L}})\p{{Lu}}\.)(?P<gap>\s+)(?=[\p{{Lu}}\"”»“\[\d•§]|\((?=\p{{Lu}})|[a-h]\)\s\p{{Lu}})"
    )
