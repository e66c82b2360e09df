"""When two values of a field agree, and how alike two texts are: the rules of the score."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from typing import Any

_MARKUP = re.compile(r"</?\w+[^>]*>|[*_#`|\u00ad]")
_LINE_HYPHEN = re.compile(r"(?<=\w)[-\u2010]\s+(?=[a-zæøå])")
_TOKEN = re.compile(r"\w+(?:[.,]\d+)*|%")


def same(name: str, found: Any, expected: Any) -> bool:
    """Whether two values of a field agree, however they are written."""
    if name.endswith("_value") or name in ("value", "plan_year", "year"):
        return _close(number(found), number(expected))
    if name == "restated":
        return bool(found) == bool(expected)
    if name == "scope":
        ours, theirs = (_area_tokens(value) for value in (found, expected))
        return ours == theirs or token_f1(ours, theirs) >= 0.6
    if name.startswith("is_"):
        return _truth(found) == _truth(expected)
    return _fold(str(blank(found) or "")) == _fold(str(blank(expected) or ""))


def _area_tokens(value: Any) -> Counter:
    words = tokens(str(blank(value) or ""))
    for word in ("kommune", "jobcenter", "jobcentret"):
        words.pop(word, None)
    return words


def _close(found: Any, expected: Any) -> bool:
    """Equal, or as near as rounding a fraction in words makes them (66.7, 66.667)."""
    if isinstance(found, float) and isinstance(expected, float):
        return abs(found - expected) <= 0.05
    return found == expected


def blank(value: Any) -> Any:
    return None if value in ("", None, "None", "nan", "null") else value


def number(value: Any) -> Any:
    value = blank(value)
    try:
        return None if value is None else round(float(value), 4)
    except ValueError:
        return value


def _truth(value: Any) -> bool:
    return str(value or "").strip().lower() in ("true", "1", "yes")


def _fold(text: str | None) -> str:
    """Lower-case, markup-free, de-hyphenated, one-space text."""
    text = _MARKUP.sub(" ", unicodedata.normalize("NFKC", text or ""))
    return " ".join(_LINE_HYPHEN.sub("", text).split()).lower()


def tokens(text: str | None) -> Counter:
    return Counter(_TOKEN.findall(_fold(text)))


def overlap(ours: Counter, theirs: Counter) -> float:
    """Overlap coefficient of two bags of tokens, damped for very short ones."""
    if not ours or not theirs:
        return 0.0
    return (ours & theirs).total() / max(min(ours.total(), theirs.total()), 4)


def token_f1(ours: Counter, theirs: Counter) -> float:
    total = ours.total() + theirs.total()
    return 2 * (ours & theirs).total() / total if total else 0.0
