"""Goals told by a form that comes back from section to section, whatever their words.

`Pejlemærke 1: ...`, `Pejlemærke 2: ...`; a list below `Det vil vi` beside `Det måler vi på` in each section; one
sentence `Vi vil ...`, `Alle skal ...` right below each heading, or right before its demands; headings that wish, that
are clauses above demands of one label, or that are tied to the minister's goals; below a chapter of own goals the
sentence that opens each section.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby, pairwise

import regex

from .catalogue import CatalogueGoal, likeness, match_title
from .concepts import is_called, theme_in
from .goal_candidates import Candidate, title_end
from .goal_sentences import aims, demands
from .labels import labels_in_heading
from .lexicon import matcher
from .passages import Passage
from .phrases import phrase, words

_LEAST = 3  # sections of one form
_LEAST_BOXES = 2
_LETTERS = "ABCDEFGH"
_SAME_WORDS = 0.9  # likeness to a title of the catalogue
_LABEL = regex.compile(
    rf"\**(?P<label>{words('label_in_series')}) (?:nr\. ?)?"
    r"(?P<number>\d{1,2}(?:\.\d{1,2})?|[A-H])\**\s*[:.–-]\**\s*(?=\p{L})",
    regex.IGNORECASE,
)
_NAME_IN_SERIES = regex.compile(r"\**(?P<label>\p{Lu}\p{Ll}{4,18}) (?P<number>\d{1,2})\**\s*[:–-]\**\s*(?=\p{L})")
_MARK = regex.compile(r"\d{1,2}(?:\.\d{1,2})*\.?\s+(?=\p{Lu})")
_SENTENCE = regex.compile(r"[^.:;!?]{15,200}\.?(?=\s|$)")
_OVERALL = regex.compile(rf"\b{words('overarching')} mål\W*$", regex.IGNORECASE)
_LONGEST_WISH = 200  # characters
_WORDS_OF_WISH = 4  # `Vi vil i 2022` is a label
_STATED = regex.compile(rf"{words('goal_is_that')} (?P<title>[^.:;]{{15,220}})")
_OF_FIELD = regex.compile(
    rf"(?:^|(?<=[.!?]\s))\**{words('goal_of_field')} (?P<field>(?!(?:19|20)\d\d)[^.:;,]{{3,60}})(?:[:.]| –)\**\s+"
    rf"(?:{words('goal_is_that')} )?(?P<title>\p{{L}}[^.:;]{{15,220}})\.?(?=\s|$)"
)
_LABEL_BELOW = regex.compile(r"(?P<label>\p{Lu}\p{L}+)(?: (?:for |i )?(?:19|20)\d\d)?\s?:\s")
_LABEL_ROOM = 40  # characters in which the label of a demand stands
_TO_COLON = regex.compile(r"(?:\s(?:for|i) (?:19|20)\d\d)?\s?[:.]\s")
_FEWEST_WORDS = 2


def in_frames(passages: Sequence[Passage], known: Sequence[CatalogueGoal]) -> Iterator[Candidate]:
    """Goals of all forms that come back."""
    yield from _in_series(passages, known)
    yield from _in_boxes(passages)
    yield from _wishes(passages)
    yield from _wished_before_demands(passages)
    yield from _wished_in_headings(passages)
    yield from _stated_in_sections(passages, known)
    yield from _of_fields(passages, known)
    yield from _above_demands(passages)
    yield from _linked(passages)
    yield from _in_bold(passages)
    yield from _openings(passages)
    yield from _overall(passages)
    yield from _asked(passages, known)


def _in_series(passages: Sequence[Passage], known: Sequence[CatalogueGoal]) -> Iterator[Candidate]:
    """`Effektmål 1: Ledige får de kompetencer, der er brug for` and so on; titles that only name a field aside."""
    found: dict[str, list[tuple[Passage, regex.Match]]] = {}
    for passage in passages:
        if match := _LABEL.match(passage.text) or _own_name(passage):
            series = found.setdefault(match["label"].lower(), [])
            before = series[-1][1]["number"].upper() if series else None
            if _counts_on(before, match["number"].upper()):
                series.append((passage, match))
    for label, series in found.items():
        if len(series) < 2:
            continue
        titles = [passage.text[match.end() : _end(passage, match.end())] for passage, match in series]
        parts = "." in series[0][1]["number"]  # `Delmål 1.1`, which states more than `Delmål 1` does
        stated = [_states(title, "" if parts else label) for title in titles]
        if sum(stated) * 2 < len(series) or any(map(demands, titles)):
            continue
        if any(map(phrase("goal_label").match, titles)):
            continue  # `Effektmål A – Ministermål 1: ...` has a label of its own
        meant = [goal if (goal := match_title(title, known)) and goal.pattern.search(title) else None
                 for title in titles]
        ministers = sum(goal is not None for goal in meant) * 2 >= len(series)
        for (passage, match), title, goal in zip(series, titles, meant, strict=True):
            own = "overall" if phrase("label_of_vision").fullmatch(label) else "local"
            level = "ministerial" if goal and (ministers or _verbatim(title, goal)) else own
            place = match.start(), match.end() + len(title), title.strip(" .*")
            yield Candidate(passage, *place, level, match["number"], goal if level == "ministerial" else None)


def _counts_on(before: str | None, number: str) -> bool:
    """Whether a number is the first of a series or follows the one before: 2 on 1, B on A, 2.1 on 1.3."""
    if before is None:
        return number in ("1", "A", "1.1")
    if before in _LETTERS:
        return number == _LETTERS[_LETTERS.index(before) + 1 :][:1]
    chapter, _, part = before.partition(".")
    if not part:
        return number == str(int(chapter) + 1)
    return number in (f"{chapter}.{int(part) + 1}", f"{int(chapter) + 1}.1")


def _verbatim(title: str, goal: CatalogueGoal) -> bool:
    """Whether a title is word for word a goal of the minister."""
    return max(likeness(title, wording) for wording in goal.wordings) >= _SAME_WORDS


def _own_name(passage: Passage) -> regex.Match | None:
    """A heading `Vejviser 2: ...`: the name that a plan has given its goals; chapters and tables go by other names."""
    match = _NAME_IN_SERIES.match(passage.text) if passage.block.kind == "heading" else None
    return None if match and phrase("numbers_no_goal").fullmatch(match["label"]) else match


def _end(passage: Passage, start: int) -> int:
    if passage.block.kind == "heading":
        return len(passage.text.rstrip())
    return title_end(passage.text, start, "paragraph")


def _states(title: str, label: str) -> bool:
    """Whether the words behind a label say what is to become of something, not only in which field."""
    if phrase("label_of_field").fullmatch(label) or len(title.split()) < _FEWEST_WORDS:
        return False
    if phrase("label_of_goal").fullmatch(label):
        return True  # `Forretningsmål 5. Forkorte sygeforløbene`
    return aims(title) or phrase("told_as_reached").search(title) is not None


def _in_boxes(passages: Sequence[Passage]) -> Iterator[Candidate]:
    """The items below `Det vil vi`, where that heading and one of measures come back in several sections."""
    labels = [passage.text.strip(" *:") for passage in passages if passage.block.kind == "heading"]
    boxes = sum(phrase("box_of_wishes").fullmatch(label) is not None for label in labels)
    measured = sum(phrase("label_below_goal").fullmatch(label) is not None for label in labels)
    for item in passages if min(boxes, measured) >= _LEAST_BOXES else ():
        end = title_end(item.text, 0, "list_item")
        if item.block.kind == "list_item" and _is_below_box(item) and not demands(item.text[:end]):
            yield Candidate(item, 0, end, item.text[:end].strip(" ."), "local")


def _is_below_box(passage: Passage) -> bool:
    return any(phrase("box_of_wishes").fullmatch(heading.strip(" *:")) for heading in passage.block.section_path[-1:])


def _wishes(passages: Sequence[Passage]) -> Iterator[Candidate]:
    """`Vi vil skaffe virksomhederne de folk, de mangler.`, alone right below the heading of several sections."""
    found: dict[tuple[str, ...], list[Passage]] = {}
    for before, passage in pairwise(passages):
        if before.block.kind == "heading" and not _is_goal(before.text) and _is_wish(passage):
            found.setdefault(passage.block.section_path[:-1], []).append(passage)
    for wishes in found.values():
        stated = [passage for passage in wishes if not demands(passage.text)]
        if len(stated) >= _LEAST and len(stated) * 2 > len(wishes):
            for passage in stated:
                text = passage.text.strip()
                yield Candidate(passage, 0, len(text), text.rstrip("."), "local")


def _wished_before_demands(passages: Sequence[Passage]) -> Iterator[Candidate]:
    """`Kommunen vil have unge i lære. Mål for 2016: ...`, in running text, in several sections."""
    found = [
        Candidate(passage, start, end, passage.text[start:end].strip(" ."), "local")
        for passage in passages
        if passage.block.kind == "paragraph"
        for (start, end), (behind, _) in pairwise(passage.scan().sentences)
        if phrase("wish").match(passage.text, start, end) and _labels_demand(passage.text, behind)
    ]
    stated = [candidate for candidate in found if not demands(candidate.title)]
    if len({candidate.passage.block.section_path for candidate in stated}) >= _LEAST and len(stated) * 2 > len(found):
        yield from stated


def _wished_in_headings(passages: Sequence[Passage]) -> Iterator[Candidate]:
    """`3. Vi vil have alle unge med`, headings that each begin with the same words."""
    found: dict[str, list[tuple[Passage, int]]] = {}
    for passage in passages:
        start = _behind_mark(passage.text)
        wish = phrase("wish").match(passage.text, start) if passage.block.kind == "heading" else None
        long = len(passage.text[start:].split()) >= _WORDS_OF_WISH and not passage.text.rstrip().endswith((":", "?"))
        if wish and long and not demands(passage.text[start:]):
            found.setdefault(wish.group().lower(), []).append((passage, start))
    for headings in found.values():
        for passage, start in headings if len(headings) >= _LEAST else ():
            title = passage.text[start:].strip(" .")
            yield Candidate(passage, start, len(passage.text.rstrip()), title, "local", _number(passage.text[:start]))


def _number(mark: str) -> str | None:
    """The number in front of a heading; that of a section (`3.2`) is none of the goal."""
    number = mark.strip(" .")
    return number if number.isdigit() else None


def _stated_in_sections(passages: Sequence[Passage], known: Sequence[CatalogueGoal]) -> Iterator[Candidate]:
    """`Målet er, at sygemeldte vender hurtigere tilbage.`, `Vi lykkes, når ...`, a sentence of several sections."""
    found = [
        Candidate(passage, start, stated.end(), stated["title"].strip(" ."), "local")
        for passage in passages
        if passage.block.kind == "paragraph" and _may_hold_goal(passage, known)
        for start, end in passage.scan().sentences
        if (stated := _STATED.match(passage.text, start, end))
    ]
    said = [candidate for candidate in found if not demands(candidate.title)]
    if len({candidate.passage.block.section_path for candidate in said}) >= _LEAST and len(said) * 2 > len(found):
        yield from said


def _may_hold_goal(passage: Passage, known: Sequence[CatalogueGoal]) -> bool:
    """Whether the heading above a passage names a field or a goal of the minister, and no measures or own goal."""
    heading = "".join(passage.block.section_path[-1:])
    free = not _is_goal(heading) or match_title(heading, known) is not None
    return free and not phrase("means_not_goals").search(heading)


def _of_fields(passages: Sequence[Passage], known: Sequence[CatalogueGoal]) -> Iterator[Candidate]:
    """`Mål for ungesporet: De unge holder fast`, `Mål for sygemeldte. Det er målet, at ...`, of two fields or more."""
    found = [
        Candidate(passage, match.start(), match.end(), match["title"].strip(" ."), "local", None, None)
        for passage in passages
        for match in _OF_FIELD.finditer(passage.text)
        if not match_title(match["title"], known)
    ]
    stated = [one for one in found if not demands(one.title)]
    clauses = sum(_states(one.title, "") for one in stated)
    if len(stated) >= _LEAST_BOXES and len(stated) * 2 > len(found) and clauses * 2 > len(stated):
        yield from stated


def _above_demands(passages: Sequence[Passage]) -> Iterator[Candidate]:
    """`Ledige kommer i job` | `Effekt: ...`: headings that are clauses, in several sections, with one label below."""
    found: dict[str, list[Passage]] = {}
    for heading, passage in pairwise(passages):
        label = _LABEL_BELOW.match(passage.text) if heading.block.kind == "heading" else None
        if label and passage.block.kind != "heading" and _labels_demand(passage.text, 0):
            found.setdefault(label["label"].lower(), []).append(heading)
    for label, headings in _above_label_headings(passages):
        found.setdefault(label, []).extend(headings)
    for headings in found.values():
        yield from _clauses(headings)


def _above_label_headings(passages: Sequence[Passage]) -> Iterator[tuple[str, list[Passage]]]:
    """The headings of sections that have the same heading of demands in them: `Vi lykkes, når`."""
    told: dict[str, dict[str, Passage]] = {}
    headings = {passage.text: passage for passage in passages if passage.block.kind == "heading"}
    for passage in passages:
        above = headings.get("".join(passage.block.section_path[-1:])) if passage.block.kind == "heading" else None
        if above and {label.entry.extra["role"] for label in labels_in_heading(passage.text)} == {"requirement"}:
            told.setdefault(passage.text.strip(" :").lower(), {})[above.text] = above
    yield from ((label, list(sections.values())) for label, sections in told.items())


def _clauses(headings: Sequence[Passage]) -> Iterator[Candidate]:
    """Headings most of which are clauses; those that are not only where a number stands in front as in the others."""
    titles = [heading.text[_behind_mark(heading.text) :] for heading in headings]
    told = [aims(title) or phrase("told_as_reached").search(title) is not None for title in titles]
    if len(headings) < _LEAST or sum(told) * 2 <= len(told) or any(map(demands, titles)):
        return
    if any(title.rstrip().endswith("?") or ":" in title for title in titles):
        return  # questions take up the minister's goals; `Spor 3: ...` has its goal below it
    for heading, title, states in zip(headings, titles, told, strict=True):
        start = len(heading.text) - len(title)
        number = _number(heading.text[:start])
        if (states or number) and not labels_in_heading(title):
            yield Candidate(heading, start, len(heading.text.rstrip()), title.strip(" ."), "local", number)


def _behind_mark(text: str) -> int:
    """Where a heading begins behind its number."""
    mark = _MARK.match(text)
    return mark.end() if mark else 0


def _labels_demand(text: str, start: int) -> bool:
    """Whether a sentence begins with the label of demands: `Måltal: ...`, `Mål for 2016: ...`."""
    labels = matcher("labels").find(text, start, start + _LABEL_ROOM)
    return any(label.start == start and _TO_COLON.match(text, label.end) for label in labels)


def _linked(passages: Sequence[Passage]) -> Iterator[Candidate]:
    """`1 Hvem skal bygge byen?` | `Hænger sammen med ministerens mål 2`: goals tied to the minister's, one by one."""
    tied = [heading for heading, link in pairwise(passages)
            if heading.block.kind == "heading" and phrase("tied_to_minister").fullmatch(link.text.strip(" .()*"))]
    says = sum(aims(heading.text) or heading.text.rstrip().endswith("?") for heading in tied)  # more than a field
    for heading in tied if len(tied) >= _LEAST_BOXES and says * 2 > len(tied) else ():
        start = _behind_mark(heading.text)
        title = heading.text[start:].strip(" .")
        if not labels_in_heading(title) and len(title.split()) >= _FEWEST_WORDS:
            place = 0, len(heading.text.rstrip())
            yield Candidate(heading, *place, title, "local", _number(heading.text[:start]))


def _in_bold(passages: Sequence[Passage]) -> Iterator[Candidate]:
    """`Flere sygemeldte skal bevare deres job.`, in bold type on lines of their own, in several sections."""
    bold = [passage for passage in passages if passage.block.bold and _is_one_sentence(passage)]
    stated = [passage for passage in bold if not demands(passage.text)]
    wished = [passage for passage in stated if phrase("shall").search(passage.text)]
    sections = {passage.block.section_path for passage in stated}
    if len(sections) >= _LEAST and len(wished) * 2 > len(bold):
        for passage in stated:
            text = passage.text.strip()
            yield Candidate(passage, 0, len(text), text.rstrip("."), "local")


def _is_one_sentence(passage: Passage) -> bool:
    text = passage.text.strip()
    return text.endswith(".") and len(passage.scan().sentences) == 1 and len(text) <= _LONGEST_WISH


def _is_goal(heading: str) -> bool:
    """Whether a heading states a goal or is a label of one, so that what is below it only says it in full."""
    return not heading.rstrip().endswith("?") and (aims(heading) or bool(labels_in_heading(heading)))


def _is_wish(passage: Passage) -> bool:
    """Whether a passage is one sentence that says what shall be: `Sygemeldte skal hurtigere tilbage.`"""
    text = passage.text.strip()
    wished = phrase("wish").match(text) or phrase("shall").search(text)
    return passage.block.kind != "list_item" and wished is not None and _is_one_sentence(passage)


def _openings(passages: Sequence[Passage]) -> Iterator[Candidate]:
    """`4.1 Borgeren skal opleve at blive hørt.`, what opens most sections of a chapter `Kommunens mål og måltal`."""
    found: dict[tuple[str, ...], list[Candidate | None]] = {}
    for heading, passage in pairwise(passages):
        *chapters, _ = passage.block.section_path or ("",)
        below = heading.block.kind == "heading" and chapters and _is_chapter_of_goals(chapters[-1])
        if below and not _is_goal(heading.text):
            found.setdefault(tuple(chapters), []).append(_opening(passage))
    for candidates in found.values():
        stated = [candidate for candidate in candidates if candidate]
        if len(stated) >= _LEAST and len(stated) * 2 > len(candidates):
            yield from stated


def _overall(passages: Sequence[Passage]) -> Iterator[Candidate]:
    """`Hvad er det overordnede mål?`, and the first sentence below says it."""
    for heading, passage in pairwise(passages):
        if heading.block.kind == "heading" and _OVERALL.search(heading.text) and (found := _opening(passage)):
            yield replace(found, level="overall")


def _asked(passages: Sequence[Passage], known: Sequence[CatalogueGoal]) -> Iterator[Candidate]:
    """`Hvordan bliver flere ledige opkvalificeret?`, questions that take up the minister's goals one by one."""
    for run in _runs_of_questions(passages):
        meant = [_asked_for(question, known) for question in run]
        goals = [goal.catalogue_id for goal in meant if goal]
        opened = {question.text.split()[0] for question, goal in zip(run, meant, strict=True) if goal}
        asked = [(question, goal) for question, goal in zip(run, meant, strict=True)
                 if goal or {question.text.split()[0]} == opened]
        if len(set(goals)) == len(goals) >= _LEAST and len(asked) <= len(known):
            for passage, goal in asked:
                yield Candidate(passage, 0, len(passage.text), passage.text.strip(), "ministerial", None, goal)


def _runs_of_questions(passages: Sequence[Passage]) -> Iterator[list[Passage]]:
    """Headings that ask, one after the other; one in capitals heads a chapter of them."""
    headings = [passage for passage in passages if passage.block.kind == "heading"]
    for asks, run in groupby(headings, lambda p: p.text.rstrip().endswith("?") and not p.text.isupper()):
        if asks:
            yield list(run)


def _asked_for(question: Passage, known: Sequence[CatalogueGoal]) -> CatalogueGoal | None:
    """The only goal of the year with the theme of a question."""
    theme = theme_in(question.text)
    meant = [goal for goal in known if is_called(goal.theme, theme)]
    return meant[0] if len(meant) == 1 else None


def _is_chapter_of_goals(heading: str) -> bool:
    """`4. Kommunens mål og måltal for 2024`; goals alone or the minister's are told otherwise."""
    roles = {label.entry.extra["role"] for label in labels_in_heading(heading)}
    ministers = phrase("of_minister").search(heading)
    own = phrase("goals_of_our_own").search(heading) is not None
    return own and bool({"goal", "requirement"} & roles) and not ministers


def _opening(passage: Passage) -> Candidate | None:
    if passage.block.kind != "paragraph":
        return None
    mark = _MARK.match(passage.text)
    start = mark.end() if mark else 0
    sentence = _SENTENCE.match(passage.text, start)
    if not sentence or not phrase("shall").search(sentence.group()) or demands(sentence.group()):
        return None
    return Candidate(passage, start, sentence.end(), sentence.group().strip(" ."), "local")
