"""Goals as the passages of a plan state them one by one: numbered, labelled, listed, in the minister's words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

import regex

from .catalogue import CatalogueGoal, likeness, match_title, stated_in
from .goal_announcements import announces, section_level
from .goal_candidates import Candidate, origin_level, title_end
from .goal_headings import (
    Label,
    Run,
    bare_label,
    below_label,
    chapter_of_goals,
    heading_goal,
    of_number_and_theme,
    run_of_goals,
)
from .goal_patterns import (
    CHAPTER_OF_GOALS,
    MAX_TITLE,
    NUMBERED,
    ORIGIN,
    ORIGIN_BELOW,
    ORIGIN_BESIDE,
    SECTION_BEFORE_LABEL,
    SENTENCE,
)
from .goal_sentences import (
    SERIES,
    aims,
    demands,
    in_sentences,
    listed_in_prose,
    measures,
    says_aim_first,
    whose_goals,
)
from .labels import labels_in_heading
from .lexicon import matcher
from .passages import Passage
from .phrases import phrase, words

_PLAIN_NUMBER = regex.compile(r"\*{0,2}\d{1,2}[.)]\s+(?=\p{Lu})")
_SHORT_INTRODUCTION = 3  # sentences
_SHALL = regex.compile(r"\bskal\b")
_LEAST_SISTERS = 2
_BRACKET = regex.compile(r"\s?\([^()]*\)$")
_SHORTEST = 11  # characters of a title
_NUMBER_BEFORE = regex.compile(r"(?<![\d.])(?P<number>\d{1,2})[.)]\s$")
_COUNTED_OFF = regex.compile(rf"For det {words('ordinal')} (?:skal|vil)\s")
_NEARLY_ITS_WORDS = 0.7  # likeness


def in_prose(passages: Sequence[Passage], known: Sequence[CatalogueGoal]) -> Iterator[Candidate]:
    """The goals that headings, items and sentences state, passage by passage, with what was announced above them."""
    announced: str | None = None
    section: str | None = None
    chapter: str | None = None
    label: Label | None = None
    fresh = opens = False  # right below a heading; right below an announcement
    stated: tuple[Candidate, ...] = ()
    run: Run | None = None
    before: Passage | None = None
    introduced: Passage | None = None
    fresh_own = alone = False  # right below `Lokale mål for 2025`; in its run of goals, a sentence each
    sisters = 0  # the minister's goals in the list so far
    stated_last: Candidate | None = None
    whose: str | None = None  # goals the section has spoken of
    listed_in: set[str] = set()  # headings below which the goals are listed: subheadings only take them up again
    recurring = _recurring_headings(passages)
    for passage in passages:
        heading = passage.block.kind == "heading"
        if heading:
            section, announced, opens = section_level(passage), None, False
            chapter = chapter_of_goals(passage.text)
            run = run_of_goals(passage, before if before and before.block.kind == "heading" else introduced, run)
            parent = run.chapter if run else "".join(passage.block.section_path[-1:])
            taken_up = listed_in.intersection(passage.block.section_path)
            stated = () if taken_up else tuple(heading_goal(passage, parent, known))
            yield from stated
        elif passage.block.kind != "list_item" and not _PLAIN_NUMBER.match(passage.text):
            chapter = None
        found = list(below_label(passage, label, announced or section, known)) if label else []
        label = None if found else bare_label(passage)
        if label is None and not found:
            listed = passage.block.kind == "list_item" or opens or bool(chapter and _PLAIN_NUMBER.match(passage.text))
            goes_on = phrase("aim").search(passage.text) or _counts_on(passage, stated_last)
            below = chapter if listed and goes_on else None  # `Byens egne mål` above a list
            found = list(_stated(passage, (announced or below) if listed else None, section, known))
            if not found and whose and not heading:
                found = list(_counted_off(passage, announced or whose, known))
            if not found and fresh and not heading and "".join(passage.block.section_path[-1:]) not in recurring:
                found = list(_first_sentence(passage, section))
            if not found and not heading and (fresh_own or alone):
                found = list(_only_sentence(passage))
                alone = bool(found)
        sisters = _sisters(passage, found, sisters)
        if not found and sisters >= _LEAST_SISTERS and _may_be_sister(passage):
            title = _BRACKET.sub("", passage.text).strip(" .")
            found = [Candidate(passage, 0, len(passage.text.rstrip()), title, "local")]
        whose = None if heading else whose_goals(passage.text) or whose
        yield from found
        stated_last = found[-1] if found else stated_last
        if found and passage.block.kind == "list_item":
            listed_in.update(passage.block.section_path[-1:])
        fresh_own = heading and _is_local_chapter(passage.text) and CHAPTER_OF_GOALS.match(passage.text) is not None
        alone = alone and not heading
        fresh = (
            heading
            and not found
            and not stated
            and label is None
            and (not labels_in_heading(passage.text) or _names_own_goal(passage.text))
        )
        if not heading and label is None:
            earlier, announced = announced, announces(passage, announced)
            opens = announced is not None and (earlier is None or passage.block.kind != "list_item")
        if heading or before is None or before.block.kind != "heading":
            introduced = None
        elif len(passage.scan().sentences) <= _SHORT_INTRODUCTION:
            introduced = before  # the heading of a chapter, and a sentence or two below it
        before = passage


def _recurring_headings(passages: Sequence[Passage]) -> set[str]:
    """Headings that several sections have, and that name no goal: `Udvikling`, `Svar`."""
    counted = Counter(passage.text for passage in passages if passage.block.kind == "heading")
    return {heading for heading, count in counted.items() if count > 1 and not labels_in_heading(heading)}


def _sisters(passage: Passage, found: Sequence[Candidate], before: int) -> int:
    """How many of the minister's goals the list has named to which a passage belongs."""
    if passage.block.kind != "list_item":
        return 0
    return before + any(candidate.known for candidate in found)


def _may_be_sister(passage: Passage) -> bool:
    """Whether an item among the minister's goals is a goal too: `Færre skal være sygemeldt længe (NK)`."""
    alone = SENTENCE.fullmatch(_BRACKET.sub("", passage.text).strip()) is not None
    return alone and phrase("aim").search(passage.text) is not None and not measures(passage.text)


def _counts_on(passage: Passage, before: Candidate | None) -> bool:
    """`4. Færre nydanskere på hjælp. ...`, `5. Bevægelse for de svageste. ...`: the next number of a list of goals."""
    number = NUMBERED.match(passage.text)
    counted = before is not None and before.number is not None and before.number.isdigit()
    return bool(counted and number and number["plain"] == str(int(before.number) + 1))


def _stated(
    passage: Passage, announced: str | None, section: str | None, known: Sequence[CatalogueGoal]
) -> Iterator[Candidate]:
    """Goals that a passage states: numbered, listed below an announcement, in the minister's words, overarching."""
    if rows := list(_rows_of_goals(passage, known)):
        yield from rows
        return
    numbered = _numbered(passage, announced, section, known)
    if numbered:
        yield numbered
        if phrase("aim").search(numbered.title) is None:  # a field: `4. Opkvalificering. Ministermålet om, at ...`
            yield from in_sentences(passage, known)
        elif numbered.number:  # `Ministermål 1: Flere i job. Ministermål 2: Færre på ydelse.`
            yield from (c for c in in_sentences(passage, known) if c.number and c.start >= numbered.end)
        else:  # `Ministermål: Flere i job. Færre på ydelse.`
            yield from listed_in_prose(passage, known)
        return
    below = ORIGIN_BELOW.match(passage.text)
    if below and not phrase("leads_to_section").match(below["title"]):
        level = origin_level(below["origin"])
        goal = match_title(below["title"], known) if level == "ministerial" else None
        yield Candidate(passage, 0, below.end(), below["title"].strip(" –-,"), level, None, goal)
        return
    if announced and passage.block.kind == "list_item" and len(passage.text) <= MAX_TITLE + 80:
        yield from _listed(passage, announced, known)
        return
    goal = match_title(passage.text, known) if passage.block.kind == "list_item" else None
    if goal and _says_no_more(passage, goal):
        yield Candidate(passage, 0, len(passage.text.rstrip()), passage.text.strip(" ."), "ministerial", None, goal)
        return
    if announced == "overall" and passage.block.kind == "paragraph" and not _labelled(passage.text):
        end = title_end(passage.text, 0, "paragraph")
        yield Candidate(passage, 0, end, passage.text[:end].strip(), "overall")
        return
    yield from _in_ministers_words(passage, known)
    yield from in_sentences(passage, known)


def _says_no_more(passage: Passage, goal: CatalogueGoal) -> bool:
    """Whether an item is a goal of the minister and nothing else, in nearly its words."""
    return max(likeness(passage.text, wording) for wording in goal.wordings) >= _NEARLY_ITS_WORDS


def _rows_of_goals(passage: Passage, known: Sequence[CatalogueGoal]) -> Iterator[Candidate]:
    """The goals of a table that arrives as one line: `1. Unge Ministermål ... 2. Sygdom Lokalt mål ...`."""
    rows = list(ORIGIN_BESIDE.finditer(passage.text))
    ends = [row.start() for row in rows[1:]] + [len(passage.text)]
    for row, end in zip(rows, ends, strict=False):
        level = origin_level(row["origin"])
        goal = match_title(row["title"], known) if level == "ministerial" else None
        yield Candidate(
            passage,
            row.start(),
            len(passage.text[:end].rstrip()),
            row["title"].strip(" –-*,("),
            level,
            row["number"],
            goal,
        )


def _labelled(text: str) -> bool:
    """Whether a text begins with a label of its own: `Resultatkrav: ...`."""
    return any(match.start == 0 for match in matcher("labels").find(text[:60]))


def _numbered(
    passage: Passage, announced: str | None, section: str | None, known: Sequence[CatalogueGoal]
) -> Candidate | None:
    """`Mål 2. Ledigheden skal ned`, `Mål nr. 5 - Integration – Ministermål`, `3) Flere unge i uddannelse`."""
    behind = SECTION_BEFORE_LABEL.match(passage.text)
    match = NUMBERED.match(passage.text, behind.end() if behind else 0)
    if not match or not (match["number"] or match["plain"] or ":" in (match["mark"] or "")):
        return None
    end = title_end(passage.text, match.end(), passage.block.kind)
    title = passage.text[match.end() : end]
    head, colon, rest = title.partition(": ")
    if colon and len(head) > _SHORTEST and demands(rest):
        title = head  # `Færre gengangere: højst 15 pct. vender tilbage`
    origin = ORIGIN.search(title)
    title = (title[: origin.start()] if origin else title).strip(" –-*:»«“”\"")
    end = passage.text.find(title, match.end()) + len(title)
    number = match["number"] or match["plain"]
    counts = match["label"] and (aims(title) or not phrase("label_of_either").match(match["label"]))
    goal = match_title(title, known) or (of_number_and_theme(number, title, known) if counts else None)
    said = origin_level(origin["origin"] if origin else match["origin"]) or origin_level(match["label"])
    level = said or ("ministerial" if goal else announced or (section if match["label"] else None))
    if not title or SERIES.search(title) or not (goal or _may_state(match, passage, title, said, announced)):
        return None
    return Candidate(
        passage,
        match.start(),
        end,
        title,
        level or "local",
        number,
        goal,
        said is not None or goal is not None,
    )


def _may_state(match: regex.Match, passage: Passage, stated: str, said: str | None, announced: str | None) -> bool:
    """Whether a label or number without a catalogue goal behind it opens a goal: it says whose, or was announced."""
    if match["plain"]:
        return announced is not None and passage.block.kind in ("list_item", "paragraph")
    if phrase("label_of_either").match(match["label"]):
        return bool(match["mark"]) and aims(stated) and not measures(stated)  # not `Pejlemærke 2: 90 % til tiden`
    if said is not None or match["number"] is not None:
        return True
    title = passage.text[match.end() :].strip()  # `Mål: Ledige finder hurtigere et job`, and no more
    alone = SENTENCE.fullmatch(title) is not None and ":" not in title
    return passage.block.kind in ("paragraph", "heading") and alone and aims(title) and not measures(title)


def _listed(passage: Passage, level: str, known: Sequence[CatalogueGoal]) -> Iterator[Candidate]:
    text = passage.text.strip()
    goal = match_title(text, known)
    if goal is None and demands(text) and not says_aim_first(text):
        return  # a demand, not a goal
    yield Candidate(
        passage,
        0,
        len(passage.text.rstrip()),
        text[: title_end(text, 0, "list_item")],
        "ministerial" if goal and level != "overall" else level,
        None,
        goal,
    )


def _in_ministers_words(passage: Passage, known: Sequence[CatalogueGoal]) -> Iterator[Candidate]:
    """Titles of the year's catalogue that stand in running text, in the minister's words or nearly so."""
    for start, end, goal in stated_in(passage.text, known):
        title = passage.text[start:end]
        if not (goal.pattern.match(title) or phrase("aim").search(title) or phrase("aims_of_minister").search(title)):
            continue  # the group only, not what is to become of it
        number = _NUMBER_BEFORE.search(passage.text, max(0, start - 6), start)
        printed = number["number"] if number else None
        yield Candidate(passage, start, end, title, "ministerial", printed, goal)


def _first_sentence(passage: Passage, section: str | None) -> Iterator[Candidate]:
    """A chapter of local goals opens each section with the goal: its first sentence, where that is an aim."""
    if section != "local" or passage.block.kind != "paragraph":
        return
    *chapters, own = passage.block.section_path
    match = SENTENCE.match(passage.text)
    if not match or not (_names_own_goal(own) or any(_is_local_chapter(heading) for heading in chapters)):
        return
    if phrase("means_not_goals").match(own):
        return  # below `Indsats` stands what is done
    start = match.group().rfind(": ") + 2 if ": " in match.group() else 0
    title = match.group()[start:].strip(" *_.")
    if phrase("aim").search(title) and not measures(title) and not matcher("labels").first(title):
        yield Candidate(passage, start, match.end(), title, "local")


def _only_sentence(passage: Passage) -> Iterator[Candidate]:
    """`Færre unge skal stå uden for fællesskabet.`, a paragraph of its own among others below `Lokale mål`."""
    text = passage.text.strip()
    aim = SENTENCE.fullmatch(text) and _SHALL.search(text) and not measures(text) and not matcher("labels").first(text)
    if passage.block.kind == "paragraph" and aim:
        yield Candidate(passage, 0, len(text), text.strip(" ."), "local")


def _counted_off(passage: Passage, level: str, known: Sequence[CatalogueGoal]) -> Iterator[Candidate]:
    """`For det andet skal flere unge i uddannelse.`, a paragraph of its own below an announcement."""
    text = passage.text.strip()
    if _COUNTED_OFF.match(text) and SENTENCE.fullmatch(text) and not measures(text):
        goal = match_title(text, known) if level == "ministerial" else None
        yield Candidate(passage, 0, len(text), text.strip(" ."), level, None, goal)


def _names_own_goal(heading: str) -> bool:
    """Whether a heading announces one goal of the municipality's own: `Skagens eget mål`."""
    return phrase("own_goal").search(heading) is not None


def _is_local_chapter(heading: str) -> bool:
    return any(match.key == "local_goal" for match in labels_in_heading(heading))
