"""Goals: the minister's goals of the year in any wording, the municipality's overarching goal, its local goals."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

import regex

from ..schemas.ids import content_id, paragraph_id
from ..schemas.tables import GoalRow
from ..schemas.text import Document
from .catalogue import CatalogueGoal, goals_of_year
from .concepts import is_called, theme_in
from .confidence import UNRATED
from .document_card import Card
from .goal_candidates import Candidate, distinct, origin_level
from .goal_clauses import LABEL
from .goal_frames import in_frames
from .goal_lists import GOAL_FIELD, in_lists
from .goal_patterns import LABEL_BEHIND, NUMBERED
from .goal_prose import in_prose
from .goal_sentences import aims
from .goal_tables import in_boxes, in_columns, in_fields, in_forms, in_labels, in_numbered_rows, in_rows, in_titles
from .goal_turns import in_turns
from .lexicon import matcher
from .likely_goals import likely_goals
from .passages import Passage, prose
from .phrases import phrase, words
from .tables import Table

EXTRACTOR = "goals.rules"
_LEAST_SECTIONS = 3
_SAYS_WHICH = regex.compile(r"[\d(]")  # `Ministerens mål` alone heads the chapter behind
_ORIGIN_ALONE = regex.compile(rf"\(?(?P<origin>{words('goal_origin')})(?: nr\.? ?\d{{1,2}})?\)?\.?", regex.IGNORECASE)


def read(document: Document, tables: Sequence[Table], card: Card) -> list[GoalRow]:
    """The distinct goals of a document, in order of first full statement."""
    known = goals_of_year(card.plan_year)
    passages = list(prose(document, tables))
    candidates = [
        *in_lists(passages, known),
        *in_prose(passages, known),
        *in_turns(passages, known),
        *in_frames(passages, known),
        *in_boxes(document, tables, known),
        *in_columns(document, tables, known),
        *in_labels(document, tables, known),
        *in_rows(document, tables, known),
        *in_fields(document, tables, known),
        *in_numbered_rows(document, tables, known),
        *in_titles(document, tables, known),
        *in_forms(document, known),
    ]
    candidates = list(_with_origin_below(candidates, passages))
    candidates = list(_with_level_of_field(candidates, passages))
    candidates = list(_with_ambitions_of_sections(candidates))
    candidates = list(_with_series_of_own(candidates))
    candidates = [candidate for candidate in candidates if not phrase("aim_of_before").search(candidate.title)]
    candidates = [candidate for candidate in candidates if not _heads_demands(candidate.title)]
    candidates = list(_but_retold(candidates))
    candidates = list(_but_names_of_fields(candidates, passages))
    candidates += list(likely_goals(document, tables, candidates, known))
    candidates.sort(key=lambda c: (c.passage.block.start, c.passage.offset + c.start))
    return [_row(document, candidate) for candidate in _known_by_theme(distinct(candidates), known)]


def _with_origin_below(candidates: Sequence[Candidate], passages: Sequence[Passage]) -> Iterator[Candidate]:
    """`Mål 2: Virksomhederne får de folk, de mangler` | `(Ministerens mål nr. 2)`: whose it is stands below."""
    below = {(p.block.order, p.offset): following.text for p, following in pairwise(passages)
             if following.block.kind != "heading" or _SAYS_WHICH.search(following.text)}
    for candidate in candidates:
        passage = candidate.passage
        told = _ORIGIN_ALONE.fullmatch(below.get((passage.block.order, passage.offset), ""))
        level = origin_level(told["origin"]) if told else None
        yield replace(candidate, level=level, level_said=True) if level else candidate


def _with_level_of_field(candidates: Sequence[Candidate], passages: Sequence[Passage]) -> Iterator[Candidate]:
    """A heading `3.1 Arbejdskraftreserven (ministermål)` says whose the goal of that theme is in a table above."""
    fields = {theme_in(label["title"]): origin_level(label["label"]) for passage in passages
              if passage.block.kind == "heading" and (label := LABEL_BEHIND.match(passage.text))}
    for candidate in candidates:
        level = None if candidate.level_said else fields.get(theme_in(candidate.title))
        yield replace(candidate, level=level, level_said=True) if level else candidate


def _with_ambitions_of_sections(candidates: Sequence[Candidate]) -> Iterator[Candidate]:
    """`Vores ambition er, at ...` in section after section: each is a goal of its field, not the one above all."""
    ambitions = [candidate for candidate in candidates if candidate.level == "overall" and _is_ambition(candidate)]
    sections = {candidate.passage.block.section_path for candidate in ambitions}
    for candidate in candidates:
        of_field = candidate in ambitions and len(sections) >= _LEAST_SECTIONS
        yield replace(candidate, level="local") if of_field else candidate


def _heads_demands(title: str) -> bool:
    """`Resultatkrav til mål 1` stands above demands, and is no goal."""
    label = matcher("labels").at_start(title)
    return label is not None and label.entry.extra["role"] == "requirement" and not aims(title)


def _but_retold(candidates: Sequence[Candidate]) -> Iterator[Candidate]:
    """`Ambition 2: Alle møder et menneske`, and right below in other words what that means: one goal."""
    headings = [candidate for candidate in candidates if candidate.passage.block.kind == "heading"]
    numbered = {c.passage.text for c in headings if c.level == "local" and c.number}
    labelled = {c.passage.text for c in headings if (label := NUMBERED.match(c.passage.text)) and label["origin"]}
    for candidate in candidates:
        block = candidate.passage.block
        above = "" if block.kind == "heading" else "".join(block.section_path[-1:])
        retold = above in numbered and candidate.level == "local" and candidate.start == 0
        if candidate.number or not (retold or above in labelled):
            yield candidate


def _but_names_of_fields(candidates: Sequence[Candidate], passages: Sequence[Passage]) -> Iterator[Candidate]:
    """`Spor 2 – Nye kompetencer`, and right below `Mål: Flere ledige får ...`: what names the section is no goal."""
    named = {passage.block.section_path for passage in passages
             if passage.block.kind != "heading" and GOAL_FIELD.match(passage.text)}
    for candidate in candidates:
        block = candidate.passage.block
        names = block.kind == "heading" and (*block.section_path, candidate.passage.text) in named
        if not names or len(named) < _LEAST_SECTIONS or candidate.known or aims(candidate.title):
            yield candidate


def _with_series_of_own(candidates: Sequence[Candidate]) -> Iterator[Candidate]:
    """`Mål A` to `Mål E`, or `Mål 1` to `Mål 7` where the minister's five stand elsewhere: goals of the plan's own."""
    series: dict[tuple[str, bool], list[Candidate]] = {}
    for candidate in candidates:
        label = LABEL.match(candidate.passage.text)
        if label and candidate.number:
            series.setdefault((label["label"].lower(), candidate.number.isdigit()), []).append(candidate)
    own = [candidate for members in series.values() if _is_own(members, candidates) for candidate in members]
    for candidate in candidates:
        of_own = any(candidate is member for member in own)
        yield replace(candidate, level="local", known=None, level_said=True) if of_own else candidate


def _is_own(series: Sequence[Candidate], candidates: Sequence[Candidate]) -> bool:
    if any(origin_level(LABEL.match(member.passage.text)["label"]) for member in series):
        return False  # `Ministermål 1`
    numbers = {member.number for member in series if member.number}
    if len(numbers) < _LEAST_SECTIONS or all(not number.isdigit() for number in numbers):
        return len(numbers) >= _LEAST_SECTIONS
    elsewhere = {c.known.catalogue_id for c in candidates if c.known and all(c is not member for member in series)}
    meant = [member for member in series if member.known]
    worded = sum(member.known.pattern.search(member.title) is not None for member in meant)
    stated = {member.known.catalogue_id for member in meant} <= elsewhere
    if sum(str(member.known.number) == member.number for member in meant) * 2 > len(elsewhere):
        return False  # `Mål 1. De unge`, `Mål 2. De langtidsledige` count on the minister's list
    return stated and len(numbers) > len(elsewhere) > 0 and worded * 2 < len(numbers)


def _is_ambition(candidate: Candidate) -> bool:
    heading = "".join(candidate.passage.block.section_path[-1:])
    lead = candidate.passage.text[: candidate.start] or heading
    return phrase("direction_of_all").search(lead) is not None and phrase("overarching").search(lead) is None


def _known_by_theme(candidates: Sequence[Candidate], known: Sequence[CatalogueGoal]) -> Iterator[Candidate]:
    """The minister's goals in words far from the catalogue's get the only goal of the year with their theme."""
    titled = {candidate.known.catalogue_id for candidate in candidates if candidate.known}
    all_stated = len(titled) == len(known) > 0
    taken = set(titled)
    for candidate in candidates:
        if candidate.level == "ministerial" and candidate.known is None:
            told = phrase("of_minister").search(candidate.passage.text[: candidate.start])
            if all_stated and told and candidate.number is None:
                continue  # `Ministerens mål er, at unge kommer i gang`, retold in other words
            same = [goal for goal in known if is_called(goal.theme, theme_in(candidate.title))]
            if candidate.title[:1].islower() and len(same) == 1 and same[0].catalogue_id in titled:
                continue  # `færre unge på ydelse` in the foreword, and its full words in a chapter
            stretch = candidate.passage.text[candidate.start : candidate.end]
            for theme in (theme_in(candidate.title), theme_in(stretch), theme_in(candidate.passage.text)):
                meant = [goal for goal in known if is_called(goal.theme, theme) and goal.catalogue_id not in taken]
                if len(meant) == 1:
                    taken.add(meant[0].catalogue_id)
                    candidate = replace(candidate, known=meant[0])
                    break
        yield candidate


def _row(document: Document, candidate: Candidate) -> GoalRow:
    passage = candidate.passage
    quote = passage.ground(document, candidate.start, candidate.end)
    level = candidate.level or "local"
    known = candidate.known if level == "ministerial" else None
    return GoalRow(
        goal_id=content_id("goals", document.document_id, quote.start, quote.end),
        document_id=document.document_id,
        paragraph_id=paragraph_id(document.document_id, passage.block),
        page=document.page_of(quote.start) or passage.block.page,
        level=level,
        number=candidate.number,
        title=candidate.title,
        theme=known.theme
        if known
        else theme_in(candidate.title) or theme_in(quote.text) or theme_in(" ".join(passage.block.section_path[-1:])),
        catalogue_id=known.catalogue_id if known else None,
        bbox=None,
        char_start=quote.start,
        char_end=quote.end,
        quote=quote.text,
        extractor=f"{EXTRACTOR}+titles" if candidate.by_model else EXTRACTOR,
        confidence=UNRATED,
    )
