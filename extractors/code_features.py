"""What the models of codes see of a requirement: its words, what stands before it, its heading, its unit."""

from __future__ import annotations

from typing import NamedTuple

import regex

from .word_features import last_sentence, parts, stems

REACH = 220  # characters before a requirement that belong to its surroundings
_DURATION = regex.compile(r"\d+ (?:uger?|år|måneder)")  # 26 weeks and 52 weeks are different indicators
_IN_HEADING, _IN_SENTENCE_BEFORE, _FURTHER_BEFORE, _IN_COMPOUND = 0.7, 0.5, 0.25, 0.5  # weight beside a word of its own


class Surroundings(NamedTuple):
    """A requirement as it stands: its words, up to REACH characters before it, the heading above it, its unit."""

    quote: str
    before: str = ""
    heading: str = ""
    unit: str | None = None


def features(seen: Surroundings) -> dict[str, float]:
    """Names and weights of all that is seen; the same name at most once."""
    found = {f"before {stem}": _FURTHER_BEFORE for stem in stems(seen.before)}
    found |= {f"last {stem}": _IN_SENTENCE_BEFORE for stem in stems(last_sentence(seen.before))}
    found |= {f"heading {stem}": _IN_HEADING for stem in stems(seen.heading)}
    for stem in stems(seen.quote):
        found[stem] = 1.0
        found.update(dict.fromkeys(parts(stem), _IN_COMPOUND))
    found |= {duration.group(): 1.0 for duration in _DURATION.finditer(seen.quote)}
    found[f"unit {seen.unit}"] = 1.0
    return found
