"""Demands that contradict each other, that are placeholders, or that are put off."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations, product

from maaltal.extractors.grammar.sentences import sentences
from maaltal.schemas.codelists import indicators
from maaltal.schemas.tables import RequirementRow

from .flaws import Flaw
from .likeness import comparable, groups_in, kind_of_demand, same_subject, speaks_for_itself, stated
from .plan import Plan
from .signs import sign
from .wording import differences
from .words import danish, pages

_LATE_YEARS = (2013, 2014)  # legal notes P7: quantitative levels might be fixed after the plan
_SEVERITY_OF_PLACEHOLDERS = {"final": "error", "draft": "info", None: "warning"}


def contradictions(plan: Plan) -> Iterable[Flaw]:
    """The same demand with different values in two places: in the same words, or in other words."""
    told: set[tuple] = set()
    rows = [(kind_of_demand(row), row) for row in plan.requirements if row.status == "set" and stated(row)]
    for (kind, first), (other, second) in combinations(rows, 2):
        if kind != other or not comparable(plan, first, second):
            continue
        if first.char_start > second.char_start:
            first, second = second, first
        found = _same_words(plan, first, second) or _other_words(plan, first, second)
        if found is None:
            continue
        (a, b), unit, verbatim = found
        key = (frozenset((a, b)), unit, second.indicator or first.indicator)
        if key in told:
            continue
        told.add(key)
        yield _contradiction(first, second, (danish(a, unit), danish(b, unit)), verbatim)


def _contradiction(first: RequirementRow, second: RequirementRow, values: tuple[str, str], verbatim: bool) -> Flaw:
    subject = {"subject": _subject((second, first), "Samme krav")}
    return Flaw("requirement_contradiction", values[0] + pages([first.page]), values[1] + pages([second.page]),
                (first.requirement_id, second.requirement_id), second.page, second.quote,
                severity="error" if verbatim else "warning", values=subject)


def _subject(rows: Sequence[RequirementRow], otherwise: str) -> str:
    """What the demand is about, as the plan or else the code list calls it."""
    printed = next((row.indicator_text for row in rows if row.indicator_text), None)
    labels = {indicator.code: indicator.label for indicator in indicators()}
    codes = (row.indicator for row in rows if row.indicator not in (None, "other"))
    coded = next(map(labels.get, codes), None)
    return f"Kravet om »{printed or coded}«" if printed or coded else otherwise


Conflict = tuple[tuple[float, float], str | None, bool]


def _same_words(plan: Plan, first: RequirementRow, second: RequirementRow) -> Conflict | None:
    """Two places that say the same sentence with another number; sections of other groups or areas do not count."""
    if not speaks_for_itself(plan, first, second):
        return None
    values = {abs(value): unit for row in (first, second) for value, unit in stated(row)}
    for (a, whole_a), (b, whole_b) in product(_sentences(plan, first), _sentences(plan, second)):
        if groups_in(whole_a) != groups_in(whole_b):
            continue
        for difference in differences(a, b) or ():
            if difference.first in values and difference.second in values:
                return (difference.first, difference.second), values[difference.second], True
    return None


def _sentences(plan: Plan, row: RequirementRow) -> Iterator[tuple[str, str]]:
    """The parts of sentences with a number that a row's quote covers, each with the whole sentence."""
    block = plan.block_at(row.char_start)
    if block is None:
        return
    low, high = block.origin.offset(row.char_start), block.origin.offset(min(row.char_end, block.end))
    for start, end in sentences(block.text):
        part = block.text[max(start, low):min(end, high)]
        if start < high and low < end and any(map(str.isdigit, part)):
            yield part, block.text[start:end]


def _other_words(plan: Plan, first: RequirementRow, second: RequirementRow) -> Conflict | None:
    """Two places that demand another value for the same indicator, group, area, period and kind of demand."""
    if not same_subject(plan, first, second):
        return None
    for (a, unit_a), (b, unit_b) in zip(stated(first)[:1], stated(second)[:1], strict=False):
        if a != b and unit_a == unit_b and unit_a is not None:
            return (a, b), unit_a, False
    return None


def placeholders(plan: Plan) -> Iterable[Flaw]:
    """Values that are still `X`; a fault in a final plan, a remark in a draft."""
    severity = _SEVERITY_OF_PLACEHOLDERS[plan.card.status]
    left = [row for row in plan.requirements if row.status == "placeholder"]
    for row in left:
        yield _placeholder(severity, row.quote, row.page, (row.requirement_id,), plan)
    lighter = "warning" if severity == "error" else "info"
    for block in plan.body:
        for match in sign("placeholder_left").find(block.text):
            quote = plan.document.ground(block, *_around(block.text, match.start, match.end))
            if not any(row.char_start < quote.end and quote.start < row.char_end for row in left):
                yield _placeholder(lighter, quote.text, plan.document.page_of(quote.start), (), plan)


def _around(text: str, start: int, end: int) -> tuple[int, int]:
    """The sentences that hold a stretch: the point of `den XX. XXX` ends none."""
    held = [(a, b) for a, b in sentences(text) if a < end and start < b]
    return held[0][0], held[-1][1]


_STATUS = {"final": "endelig", "draft": "udkast"}


def _placeholder(severity: str, quote: str, page: int | None, evidence: tuple[str, ...], plan: Plan) -> Flaw:
    line = " ".join(quote.split())
    match = sign("placeholder_left").first(line)
    found = line[match.start:match.end] if match else "X"
    status = _STATUS.get(plan.card.status or "")
    where = f"en plan, der er mærket {status}" if status else "en plan uden angivet status"
    return Flaw("placeholder_left", "en værdi", found, evidence, page, quote, severity, {"where": where})


def pending(plan: Plan) -> Iterable[Flaw]:
    """Demands whose value is put off."""
    excused = plan.card.status == "draft" or plan.card.plan_year in _LATE_YEARS
    for row in plan.requirements:
        if row.status == "pending" and row.restates is None:
            yield Flaw("target_pending", "en fastsat værdi", "udskudt", (row.requirement_id,), row.page, row.quote,
                       severity="info" if excused else "warning", values={"subject": _subject((row,), "Et krav")})

