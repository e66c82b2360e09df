"""What stands above a passage and announces demands: a heading, a lead-in, a label, a dated overview."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import zip_longest

import regex

from ..schemas.text import Document
from .grammar.periods import find_periods, whole_period
from .grammar.quantities import Scan
from .labels import labels_in_heading
from .lexicon import matcher
from .passages import Passage, prose
from .phrases import phrase
from .statement_headings import dated_heading, dates_its_list, heading_weight, is_title, period_sources, tells_status
from .statement_model import ENOUGH, Announcement, evidence_of
from .statement_telling import OPENING
from .tables import Table

LEAD_IN_END = regex.compile(r":\s*$")
_LINE_OF_LIST = regex.compile(  # `Jobsamtaler, dagpenge: 90 pct.` on a line of its own, `Den statslige del` above it
    r"\p{Lu}[^:.!?]{2,80}:\s.{1,60}|\p{Lu}[^:.!?\d]{2,50}|\p{Lu}[^:.!?]{2,80}\s\d[\d.,]*\s?(?:%|\p{Ll}{3,12}\.?)"
)
_PARAGRAPH_NUMBER = regex.compile(r"\d{1,2}\.\d{1,2}\.\d{1,2}\.?\s+(?=\p{Lu})")
_OF_A_SECTION = 2  # headings above one that dates the demands of its own section only
_NAME_OF_LIST = regex.compile(r"\p{Lu}[^.:;!?\d]{2,40}")
_ASIDE = regex.compile(r"\s?\([^()]*\)")
_LONGEST_LABEL = 30  # characters
_LEFT_OPEN = regex.compile(r"\p{Ll},?$")  # `Jobcentret forpligter sig til`, and a list follows


def announced_passages(document: Document, tables: Sequence[Table]) -> Iterator[tuple[Passage, Announcement]]:
    """The passages of running text that are no headings, each with what is announced above it, in order."""
    passages = list(prose(document, tables))
    reading = _Reading(_parted_sections(passages))
    for passage, following in zip_longest(passages, passages[1:]):
        if not reading.is_told_by(passage, following):
            yield passage, reading.announced_over(passage)
            reading.goes_behind(passage, following)


class _Reading:
    """What is announced at the place where the reading of a document stands."""

    def __init__(self, parted: set[tuple[str, ...]]):
        self.parted = parted
        self.announced = Announcement()
        self.resumed: Announcement | None = None  # what is announced again behind a card
        self.grouping = Announcement()  # what stands right above the headings of lists: `Vi måler på:` | `Unge`
        self.dated = ""  # the last heading that announced demands of a year, in this chapter,
        self.dated_in: tuple[str, ...] = ()  # and the section that it stands in
        self.now_told_in: set[tuple[str, ...]] = set()  # the last section with `I dag` alone above a level
        self.kind_before = self.right_above = ""

    def is_told_by(self, passage: Passage, following: Passage | None) -> bool:
        """Whether a passage does nothing but announce: a heading, the label of a card or of a list."""
        heading = passage.block.kind == "heading"
        if heading and is_title(passage):
            self.announced = Announcement()
            return True
        if self._is_card(passage) or not heading and self._goes_on_below(passage, following):
            return True
        if not heading:
            return False
        if self.announced.lead and phrase("part_of_jobcentre").fullmatch(passage.text):
            return True  # `Følgende krav skal være opfyldt:` | `Den statslige del` | a list
        if whole_period(passage.text) and self.announced.heading:  # `Krav` | `1. kvartal 2019` | ...
            self.announced = replace(self.announced, lead="", period_from=(passage.text,))
            return True
        self._headed(passage, following.block.kind if following is not None else "")
        return True

    def announced_over(self, passage: Passage) -> Announcement:
        """What is announced over a passage that says something itself."""
        item = passage.block.kind == "list_item"
        if _PARAGRAPH_NUMBER.match(passage.text):
            self.announced = Announcement()  # `3.1.2 Strategien er ...` goes on behind a box of demands
        if self.kind_before == "list_item" and not item:  # the list that was announced is over
            self.announced = replace(self.announced, weight=self.announced.heading, lead="")
        self.kind_before, self.right_above = passage.block.kind, passage.text
        announced = self.announced
        above = passage.block.section_path[-1:] if item and not announced.period_from else ()
        sources = (*announced.period_from, *filter(dates_its_list, above))
        return replace(announced, weight=announced.weight + (item and announced.weight == 1), period_from=sources)

    def goes_behind(self, passage: Passage, following: Passage | None) -> None:
        """Take in what a passage announces of those behind it."""
        heads_list = following is not None and following.block.kind == "list_item"
        self.announced = self.resumed or _announced_after(passage, self.announced, heads_list)
        self.resumed = None

    def _headed(self, passage: Passage, heads: str) -> None:
        """Take in what a heading announces; `heads` is the kind of what stands right below it."""
        led = _leading_over_headings(self.announced) if LEAD_IN_END.search(self.right_above) else None
        told = tells_status(passage.text) or passage.block.section_path in self.parted
        above = () if told else passage.block.section_path[-1:]
        weight = max(heading_weight(text) for text in (passage.text, *above))
        sources = period_sources(passage.text, self._dated_by(passage))
        self.announced = Announcement(weight, _names_demands(passage.text), weight, "", sources)
        if LEAD_IN_END.search(passage.text):  # `Jobcentret vil i 2013:` on a line of its own
            weighs = weight + announcing_weight(passage.text)
            self.announced = replace(self.announced, weight=weighs, lead=passage.text)
        if heads == "heading":
            self.grouping = self.announced
        elif heads != "list_item":
            self.grouping = Announcement()
        else:
            self.grouping = led or self.grouping
            if weight < self.grouping.weight and not told:
                self.announced = self.grouping
        self.right_above = ""

    def _dated_by(self, passage: Passage) -> str:
        """The heading that dates the demands from here on, this one or one before."""
        path = passage.block.section_path
        left = len(self.dated_in) >= _OF_A_SECTION and path[: len(self.dated_in)] != self.dated_in
        self.dated = dated_heading(passage.text, "" if left else self.dated)
        self.dated_in = path if self.dated == passage.text else self.dated_in
        return self.dated

    def _is_card(self, passage: Passage) -> bool:
        """Whether a passage is the label of a card, which announces the level below it and nothing else."""
        card = _card_of_time(passage, self.now_told_in)
        if card is None:
            return False
        path = passage.block.section_path
        self.now_told_in = {path, (*path, passage.text)}
        if passage.block.kind == "heading" and card.weight < 0:
            return False  # `Status` heads what it heads
        self.resumed, self.announced = self.resumed or self.announced, card
        return True

    def _goes_on_below(self, passage: Passage, following: Passage | None) -> bool:
        """`Det vil vi måles på:` | `Unge` | a list | `Sygemeldte` | a list: whether the lead-in holds for the next."""
        goes_on = self.kind_before == "list_item" or LEAD_IN_END.search(self.right_above)
        leads = goes_on and _labels_list(passage, following) and _leading_over_headings(self.announced)
        self.right_above = "" if leads else self.right_above
        return bool(leads)


def _labels_list(passage: Passage, following: Passage | None) -> bool:
    """Whether a passage is but the name of those whom the list below is about: `Unge`."""
    lists = following is not None and following.block.kind == "list_item"
    return lists and passage.block.kind == "paragraph" and _NAME_OF_LIST.fullmatch(passage.text.strip()) is not None


def _card_of_time(passage: Passage, now_told_in: set[tuple[str, ...]]) -> Announcement | None:
    """`I dag` | `31 pct. er i job` | `I 2021` | `36 pct. er i job`: the second card of a pair demands, by its year."""
    label = passage.text.strip(" *:")
    if len(label) > _LONGEST_LABEL or passage.block.kind == "list_item":
        return None
    if phrase("label_of_now").fullmatch(label):
        return Announcement(weight=-ENOUGH)
    ahead = find_periods(label)
    alone = len(ahead) == 1 and phrase("label_of_year_ahead").fullmatch(label[: ahead[0].start].strip())
    beside_now = passage.block.section_path in now_told_in and alone and not label[ahead[0].end :].strip()
    return Announcement(weight=2 * ENOUGH, period_from=(label,)) if beside_now else None


def _parted_sections(passages: Sequence[Passage]) -> set[tuple[str, ...]]:
    """Sections in which one heading, the same in several, stands above the demands: `Det vi kræver`, not `Det vi gør`.

    What they are headed by themselves announces nothing of what stands below their other headings.
    """
    sections: dict[str, set[tuple[str, ...]]] = {}
    for passage in passages:
        if passage.block.kind == "heading" and _names_demands(passage.text):
            sections.setdefault(passage.text, set()).add(passage.block.section_path)
    return {section for stood_in in sections.values() if len(stood_in) > 1 for section in stood_in}


def _leading_over_headings(announced: Announcement) -> Announcement | None:
    """`Det vil vi måles på i 2019:` above headings of lists: it announces demands, and dates them but for asides."""
    lead = _ASIDE.sub("", announced.lead)
    return replace(announced, lead=lead) if announcing_weight(lead) >= 2 * ENOUGH else None


def _names_demands(heading: str) -> bool:
    return any(label.entry.extra["role"] == "requirement" for label in labels_in_heading(heading))


def _announced_after(passage: Passage, before: Announcement, heads_list: bool) -> Announcement:
    text = passage.text
    listed = passage.block.kind == "list_item" or before.lead and _LINE_OF_LIST.fullmatch(text)
    if listed and not LEAD_IN_END.search(text):
        return before
    last = text[passage.scan().sentences[-1][0] :] if passage.scan().sentences else text
    if passage.block.kind != "list_item" and heads_list and _LEFT_OPEN.search(text):
        governs = evidence_of(text, 0, len(text)).weight > 0
        return replace(before, weight=before.heading + (2 * ENOUGH if governs else 0), lead=last)
    if LEAD_IN_END.search(last) or heads_list and last.endswith("?") and announcing_weight(last):
        own = evidence_of(last, 0, len(last))
        told = own.weight < 0 or own.tells("fact") and own.weight == 0
        weight = -ENOUGH if told else before.heading + announcing_weight(last)
        return replace(before, weight=weight, lead=last)
    return replace(before, weight=before.heading, lead="")


def announcing_weight(text: str) -> int:
    """Evidence in a lead-in: a label of requirements weighs most."""
    label = any(match.entry.extra["role"] == "requirement" for match in matcher("labels").find(text))
    label = label or phrase("demands_of").match(text.lstrip()) is not None
    return (4 if label else 0) + (2 if evidence_of(text, 0, len(text)).weight > 0 else 0)


def dated_by_opening(text: str, scan: Scan, start: int, announced: Announcement) -> Announcement:
    """`I 2015 skal X falde; faldet må dog ...`: the period that a sentence opens with holds for all its clauses."""
    opening = next((p for p in scan.periods if start <= p.start <= start + OPENING), None)
    if opening is None:
        return announced
    return replace(announced, period_from=(text[opening.start : opening.end], *announced.period_from))


def dated_by_last(text: str, scan: Scan, start: int, end: int, announced: Announcement) -> Announcement:
    """`I Nordby skal 25 i job inden udgangen af 2015; i Sydby er målet 15`: the last period holds for both."""
    inside = [period for period in scan.periods if start <= period.start < end]
    if not inside:
        return announced
    last = inside[-1]
    return replace(announced, period_from=(text[last.start : last.end], *announced.period_from))


def declared_behind(announced: Announcement, scan: Scan, declaring: regex.Match) -> Announcement:
    """What `Tallene er mindstekrav i 2011` says of the entries listed before it: demands, and their period."""
    said = next(declaring.string[start:end] for start, end in scan.sentences if start <= declaring.start() < end)
    weight = announced.weight + 2 * ENOUGH
    return replace(announced, weight=weight, period_from=(said, *announced.period_from))
