"""Headings of goals: chapters whose subject they are, runs of headings that are goals, labels alone above one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import regex

from .catalogue import CatalogueGoal, match_title
from .concepts import is_called, theme_in
from .goal_candidates import Candidate, origin_level, title_end
from .goal_patterns import CHAPTER_OF_GOALS, LEVEL, NUMBERED, OVERALL
from .goal_sentences import aims
from .labels import labels_in_heading
from .passages import Passage
from .phrases import phrase

_MARK = regex.compile(r"(?P<mark>\d{1,2}|[A-H])(?:[.):]|(?<=\d))\s+(?=\p{Lu})")
_YEAR_AT_END = regex.compile(r"\s(?:for|i) (?:19|20)\d\d$")


class Run(NamedTuple):
    """Numbered headings that follow the heading of a chapter of goals, though no deeper than it."""

    chapter: str
    mark: str


def run_of_goals(passage: Passage, before: Passage | None, run: Run | None) -> Run | None:
    """`Ministerens tre mål` | `1. Flere i job` ... `2. Færre syge`: the run that a heading begins or goes on with."""
    mark = _MARK.match(passage.text)
    if mark is None:
        return None
    if before is not None and before.block.kind == "heading" and chapter_of_goals(before.text):
        first = mark["mark"] in ("1", "A")  # else it may be the chapter behind `2. Mål for 2021`
        return Run(before.text, mark["mark"]) if first or not before.text[:1].isdigit() else None
    counted = [int(m) if m.isdigit() else ord(m) for m in (run.mark, mark["mark"])] if run else []
    return Run(run.chapter, mark["mark"]) if run and counted[1] == counted[0] + 1 else None


def heading_goal(passage: Passage, parent: str, known: Sequence[CatalogueGoal]) -> Iterator[Candidate]:
    """Headings in a chapter of goals that are goals: `1 Flere forsørger sig selv` under `Seks mål for 2022`."""
    level = chapter_of_goals(parent)
    title = regex.sub(r"^(?:\d{1,2}(?:\s?\.\s?\d{1,2})*[.)]?|[A-H][.)])\s*", "", passage.text).strip()
    numbered = regex.match(r"(?P<number>\d{1,2}|[A-H](?=[.)]))(?P<part>(?:\.\d{1,2})+)?[.)]?\s", passage.text)
    if level is None or len(title) < 8 or labels_in_heading(passage.text):
        return
    own = any(match.key == "local_goal" for match in labels_in_heading(parent))
    goal = match_title(title, known) if not own else None  # `Vores seks mål` are the minister's too
    if goal is None and level == "ministerial" and numbered:
        goal = of_number_and_theme(numbered["number"], title, known)
    level = "ministerial" if goal else level
    parted = numbered is not None and (numbered["part"] or not numbered["number"].isdigit())  # may be a field only
    if goal or aims(title) if level == "ministerial" or parted else numbered or own and aims(title):
        start = passage.text.index(title)
        bare = numbered is not None and not numbered["part"] and not regex.match(r"\d+\.\d", passage.text)
        number = numbered["number"] if numbered and bare else None
        yield Candidate(passage, start, len(passage.text.rstrip()), title, level, number, goal)


def chapter_of_goals(heading: str) -> str | None:
    """The level of a chapter whose very subject is goals: `Ministerens mål`, `Seks mål for 2022`, `Egne mål`."""
    if not CHAPTER_OF_GOALS.match(heading):
        return None
    levels = [LEVEL[match.key] for match in labels_in_heading(heading) if match.key in LEVEL]
    return levels[0] if levels else "local"


class Label(NamedTuple):
    """A label that stands alone, above the goal it belongs to: `MINISTERMÅL 2`, `Vores vision`."""

    level: str | None  # None where it does not say whose goal it is: `Mål 2`
    number: str | None


def bare_label(passage: Passage) -> Label | None:
    text = passage.text.strip()
    if len(text) > 40:
        return None
    match = NUMBERED.fullmatch(text)
    either = match and match["label"] and phrase("label_of_either").match(match["label"])
    if match and match["label"] and (match["number"] or match["origin"]) and not either:
        return Label(origin_level(match["label"]) or origin_level(match["origin"]), match["number"])
    if phrase("goal_of_council").fullmatch(text) or phrase("own_goal").fullmatch(text):
        return Label("local", None)
    text = _YEAR_AT_END.sub("", text)
    named = regex.sub(r"^(?:vores|kommunens|byrådets|den|det) ", "", text.lower())
    overall = [m for m in labels_in_heading(text) if m.key == "overall_goal" and m.end - m.start >= len(named) - 2]
    return Label("overall", None) if overall else None


def below_label(
    passage: Passage, label: Label, announced: str | None, known: Sequence[CatalogueGoal]
) -> Iterator[Candidate]:
    """The goal below a label that stands alone: a short title, or the first sentence of a paragraph."""
    text = passage.text.strip()
    numbered = NUMBERED.match(text)
    mark = numbered if numbered and numbered["label"] and numbered["number"] else _MARK.match(text)
    start = mark.end() if mark else 0
    end = len(text) if passage.block.kind == "heading" else title_end(text, start, "paragraph")
    title = text[start:end].strip(" .:")
    unnumbered = label.level == "local" and label.number is None
    own = origin_level(numbered["label"]) if mark is numbered and numbered else None  # `Mål` | `Ministermål 4: ...`
    level = own or label.level or announced
    if len(title) < 12 or unnumbered and not phrase("aim").search(title):
        return
    if unnumbered and OVERALL.match(text):
        return  # `Vores egne mål` | `Byrådets vision er, at ...`
    if phrase("besides_ministers").match(text) and phrase("counted_goals").search(title):
        return  # `Ministerens mål 4` | a table | `Ud over ministerens mål har vi tre lokale mål.`
    goal = match_title(title, known) if level != "overall" else None
    level = level or ("ministerial" if goal else "local")
    yield Candidate(passage, 0, end, title, level, _number_of(mark) or label.number, goal)


def _number_of(mark: regex.Match | None) -> str | None:
    """The number or letter in front of a title: `Mål 4: `, `B. `."""
    if mark is None:
        return None
    return mark.groupdict().get("number") or mark["mark"]


def of_number_and_theme(
    number: str | None, title: str, known: Sequence[CatalogueGoal]
) -> CatalogueGoal | None:
    """The minister's goal of that number, where the title has its theme: `Mål 2. Færre lange sygedagpengeforløb`."""
    theme = theme_in(title)
    return next((goal for goal in known if str(goal.number) == number and is_called(goal.theme, theme)), None)
