"""Which year a document is for: not the year it was made, approved, met about or filed under."""

from __future__ import annotations

from collections import Counter

import regex

from .card_text import View
from .lexicon import Matcher, compile_entries, load

_YEAR = regex.compile(r"(?<![\d.,])(?<!\d[/-])(20[0-4]\d)(?!\d|[.,]\d)")
_BREAK = regex.compile(r"[.;?!](?=\s)")
_REACH = 45  # characters between the kind of document and its year
_DATED_BY_MAKING = frozenset({"follow_up", "key_figures", "policy", "agenda_minutes", "other"})


def _by_role(role: str) -> Matcher:
    return compile_entries(tuple(entry for entry in load("document_years") if entry.extra["role"] == role))


_MASK, _MADE, _PERIOD = _by_role("mask"), _by_role("made"), _by_role("period")


def year_in_title(text: str, keyword_end: int | None, document_type: str | None) -> int | None:
    """Year a title gives: the first behind its keyword (`keyword_end`), else the first, else that of its making."""
    unmasked = blank(text, _MASK)
    years = _years(blank(unmasked, _MADE))
    if years:
        behind = [year for place, year in years if keyword_end is not None and place >= keyword_end]
        return (behind or [year for _, year in years])[0]
    made = _years(unmasked)
    return made[0][1] if made and document_type in _DATED_BY_MAKING else None


def year_in_text(view: View, keywords: Matcher) -> int | None:
    """Year that headers, headings and text name most often behind the kind of document, else the year of its goals."""
    votes: Counter[int] = Counter()
    for weight, lines in ((3, view.furniture), (2, view.headings), (2, (view.opening,)), (1, (view.body,))):
        for line in lines:
            votes.update({year: weight * count for year, count in _years_behind(line, keywords).items()})
    return _winner(votes, least=3) or _winner(_goal_years(view), least=2, lead=1.5)


def blank(text: str, masked: Matcher) -> str:
    """The text with every match overwritten by spaces, so that offsets stay."""
    pieces, last = [], 0
    for match in masked.find(text):
        pieces += [text[last:match.start], " " * (match.end - match.start)]
        last = match.end
    return "".join(pieces) + text[last:]


def years_near(text: str, start: int, end: int) -> set[int]:
    """Years printed shortly behind `text[start:end]`, in the same sentence."""
    stretch = text[end:end + _REACH]
    stop = _BREAK.search(stretch)
    return {year for _, year in _years(blank(stretch[:stop.start()] if stop else stretch, _MASK))}


def _years(text: str) -> list[tuple[int, int]]:
    """Places and years; of a range ("2013-2016") only the first."""
    return [(found.start(), int(found[1])) for found in _YEAR.finditer(text)]


def _years_behind(text: str, keywords: Matcher) -> Counter[int]:
    clean = blank(blank(text, _MASK), _MADE)
    found: Counter[int] = Counter()
    for match in keywords.find(clean):
        stretch = clean[match.end:match.end + _REACH]
        stop = _BREAK.search(stretch)
        years = _years(stretch[:stop.start()] if stop else stretch)
        found.update([years[0][1]] if years else [])
    return found


def _goal_years(view: View) -> Counter[int]:
    found: Counter[int] = Counter()
    for match in _PERIOD.find(view.body):
        found.update(int(year[1]) for year in [_YEAR.match(view.body, match.end)] if year)
    return found


def _winner(votes: Counter[int], least: int, lead: float = 1.0) -> int | None:
    """The year with most votes, when it has `least` of them and more than `lead` times those of the next."""
    ranked = votes.most_common(2)
    if not ranked or ranked[0][1] < least:
        return None
    return ranked[0][0] if len(ranked) == 1 or ranked[0][1] > lead * ranked[1][1] else None
