"""Statements that demand something: a sentence, a list item with its lead-in, a labelled block, and what carries it on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import regex

from ..schemas.text import Document
from .amounts import DURATIONS, Amount, amounts, with_parts
from .grammar.quantities import Scan
from .lexicon import matcher
from .passages import Passage, prose
from .tables import Table

_LABELLED = regex.compile(r"(?P<number>\d{1,2}(?:\.\d{1,2})?)?\s*[:.–-]?\s*")
_CARRIES_ON = regex.compile(
    r"(?:Det|Dette|Hvilket|I dag|Aktuelt|Udgangspunktet|Status|Niveauet|Antallet|Tallet|Det nuværende|Heraf|Svarende|Resultatet|Andelen|Gennemsnittet|I \p{L}+ \d{4}|Den \p{L}+ \d{4}|\p{L}+ \d{4})\b|"
    r".{0,60}\b(?:bestod|var i|var der|talte|udgjorde|aktuelt tal)\b"
)
_POINTS_BACK = regex.compile(r"\b(?:dette (?:antal|niveau|tal)|det(?:te)? niveau|samme antal)\b", regex.IGNORECASE)
_DERIVED = regex.compile(r"\b(?:således|dermed|svarende til|det svarer til|derfor)\b", regex.IGNORECASE)
_LIST_ENTRY = regex.compile(r"(?:^|(?<=[:%.] )|(?<=pct\. ))(?P<label>\p{Lu}[\p{L}/ \-–]{2,80}):\s+(?=(?:mindst |højst |minimum |min\. |maks\. |ca\. )?\d)")
_LEAD_IN_END = regex.compile(r":\s*$")
ENOUGH = 2


@dataclass(frozen=True, slots=True)
class Statement:
    """`passage.text[start:end]` demands something; `lead` is what an announcement before it adds to it."""

    passage: Passage
    scan: Scan
    start: int
    end: int
    amounts: tuple[Amount, ...]
    weight: int
    number: str | None = None
    lead: str = ""
    labelled: bool = False
    verb: int | None = None

    @property
    def text(self) -> str:
        return self.passage.text[self.start : self.end]

    def part(self, name: str) -> list[Amount]:
        return [amount for amount in self.amounts if amount.part == name]


@dataclass(slots=True)
class _Announcement:
    """What the text before says of the items that follow it: a heading or lead-in that announces targets."""

    weight: int = 0
    lead: str = ""
    section: tuple[str, ...] = field(default=())


def statements(document: Document, tables: Sequence[Table]) -> Iterator[Statement]:
    """The demanding statements of running text, in order."""
    announced = _Announcement()
    for passage in prose(document, tables):
        if passage.block.kind == "heading":
            announced = _Announcement(_heading_weight(passage.text), "", ())
            continue
        yield from in_passage(passage, announced.weight, announced.lead)
        announced = _announcement(passage, announced)


def _heading_weight(text: str) -> int:
    labels = {match.entry.extra["role"] for match in matcher("labels").find(text)}
    return 2 if "requirement" in labels else 1 if "goal" in labels else 0


def _announcement(passage: Passage, before: _Announcement) -> _Announcement:
    """What a passage announces for those after it: `For 2009 gælder følgende krav til rettidigheden:`."""
    if passage.block.kind == "list_item" and not _LEAD_IN_END.search(passage.text):
        return before
    last = passage.text[passage.scan().sentences[-1][0] :] if passage.scan().sentences else passage.text
    if _LEAD_IN_END.search(last):
        weight = _weight(last, 0, len(last))
        return _Announcement(max(2 * (weight > 0) + before.weight, 0), last)
    return _Announcement(before.weight if before.weight >= 2 else 0, "")


def in_passage(passage: Passage, announced: int = 0, lead: str = "") -> Iterator[Statement]:
    """Statements of one passage; `announced` is the weight that a heading or lead-in before it gives."""
    found: list[Statement] = []
    scan = passage.scan()
    for start, end in scan.sentences:
        pieces = list(_list_entries(passage, scan, start, end, announced, lead)) or [_sentence(passage, scan, start, end, announced, lead)]
        for piece in pieces:
            if found and _carries_on(found[-1], piece):
                found[-1] = _joined(found[-1], piece)
            elif piece.weight >= ENOUGH and _substantial(piece):
                found.append(_with_what_it_points_to(piece, passage, scan))
    yield from found


def _sentence(passage: Passage, scan: Scan, start: int, end: int, announced: int, lead: str) -> Statement:
    text = passage.text
    label = next((m for m in matcher("labels").find(text, start, min(end, start + 40)) if m.start == start), None)
    number, labelled, body = None, False, start
    if label:
        tail = _LABELLED.match(text, label.end, end)
        number, labelled = tail["number"], ":" in tail.group() or bool(tail["number"])
        body = tail.end() if labelled else start
    demand = list(matcher("demand").find(text, body, end))
    verb = next((m.start for m in demand if m.entry.extra["weight"] > 0), None)
    found = with_parts(text, amounts(text, scan, body, end), scan.periods, body, verb)
    weight = sum({m.key: m.entry.extra["weight"] for m in demand}.values()) + announced
    if labelled:
        weight += 4 if label.entry.extra["role"] == "requirement" else 2
    if any(a.qualifier in ("at_least", "at_most") and a.part == "target" and a.unit not in DURATIONS for a in found):
        weight += 1
    return Statement(passage, scan, start, end, tuple(found), weight, number, lead, labelled, verb)


def _weight(text: str, start: int, end: int) -> int:
    return sum({m.key: m.entry.extra["weight"] for m in matcher("demand").find(text, start, end)}.values())


def _list_entries(passage: Passage, scan: Scan, start: int, end: int, announced: int, lead: str) -> Iterator[Statement]:
    """`... følgende rettidighed: Samtaler: 90 % Tilbud: 95 %`: one statement an entry, the words before as lead-in."""
    entries = list(_LIST_ENTRY.finditer(passage.text, start, end))
    if not entries or (len(entries) == 1 and entries[0].start() > start):
        return
    head = passage.text[start : entries[0].start()].strip() or lead
    weight = announced + _weight(head, 0, len(head))
    for entry, following in zip(entries, [*entries[1:], None], strict=True):
        stop = following.start() if following else end
        found = with_parts(passage.text, amounts(passage.text, scan, entry.start(), stop), scan.periods, entry.start(), entry.start())
        yield Statement(passage, scan, entry.start(), stop, tuple(found), weight, None, head, False, entry.start())


def _substantial(piece: Statement) -> bool:
    """Whether a statement demands a value, a change or a comparison."""
    if any(amount.part in ("target", "change") for amount in piece.amounts):
        return True
    if piece.labelled or piece.weight >= 3:
        if any(match.key == "pending" for match in matcher("placeholders").find(piece.text)):
            return True
    return compares(piece.text)


def compares(text: str) -> bool:
    """Whether a text puts an indicator in relation to others or to an earlier level."""
    return matcher("comparators").first(text) is not None and matcher("relations").first(text) is not None


def _carries_on(before: Statement, piece: Statement) -> bool:
    """Whether a sentence only adds baseline, change or derived level to the statement right before it."""
    if not piece.amounts or piece.labelled or piece.start - before.end > 3:
        return False
    if any(amount.part == "target" for amount in piece.amounts) and piece.verb is not None:
        return not before.part("target") and bool(before.part("change")) and _DERIVED.search(piece.text) is not None
    if before.part("baseline") and before.part("change") and before.part("target"):
        return False
    return _CARRIES_ON.match(piece.text) is not None and not any(m.key == "forecast" for m in matcher("demand").find(piece.text))


def _joined(before: Statement, piece: Statement) -> Statement:
    """One statement of both; values that the added sentence states as facts are baselines."""
    from dataclasses import replace

    derived = piece.verb is not None and _DERIVED.search(piece.text) is not None
    added = [a if derived or a.part in ("change", "definition") else replace(a, part="baseline") for a in piece.amounts]
    return replace(before, end=piece.end, amounts=(*before.amounts, *added))


def _with_what_it_points_to(piece: Statement, passage: Passage, scan: Scan) -> Statement:
    """`Antallet var 172. Målet er ikke at overstige dette antal`: the sentence before belongs to the statement."""
    from dataclasses import replace

    if not _POINTS_BACK.search(piece.text) or piece.part("target"):
        return piece
    index = next((i for i, (start, _) in enumerate(scan.sentences) if start >= piece.start), 0)
    if not index:
        return piece
    start, end = scan.sentences[index - 1]
    counted = [a for a in amounts(passage.text, scan, start, end) if a.unit not in DURATIONS]
    if not counted:
        return piece
    baseline = [replace(counted[-1], part="baseline")]
    return replace(piece, start=start, amounts=(*baseline, *piece.amounts))
