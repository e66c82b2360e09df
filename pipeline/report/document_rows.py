"""The rows of one document as its page shows them: a headline, a value, facts, and the words they rest on."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from . import phrases
from .segments import PAGE_BREAK, Span
from .store import Row, Store
from .words import Words

Facts = tuple[tuple[str, str], ...]

KINDS = {"goal": "goals", "requirement": "requirements", "figure": "figures", "budget_line": "budget_lines"}


@dataclass(frozen=True, slots=True)
class ShownRow:
    """One row; `numbers` are the rows whose words light up with it: its own, or those a finding rests on."""

    number: int
    row_id: str
    kind: str
    title: str
    value: str
    facts: Facts
    page: int | None
    start: int | None  # None for a finding whose words are not found in the text
    end: int | None
    box: tuple[float, ...] | None = None
    severity: str | None = None
    numbers: tuple[int, ...] = ()

    @property
    def listed(self) -> tuple[bool, int]:
        """A key for the list of rows: findings first."""
        return self.kind != "finding", self.number


def shown_rows(words: Words, store: Store, document_id: str, text: str) -> list[ShownRow]:
    """Goals, requirements, figures and budget lines in reading order, then the findings by severity."""
    rows = [_shown(words, kind, row) for kind, table in KINDS.items() for row in store.of_document(table, document_id)]
    ordered = [replace(row, number=number, numbers=(number,))
               for number, row in enumerate(sorted(rows, key=_reading_order))]
    numbers = {row.row_id: row.number for row in ordered}
    findings = sorted(store.of_document("findings", document_id), key=by_severity)
    return ordered + [_finding(words, finding, number, numbers, text)
                      for number, finding in enumerate(findings, len(ordered))]


def spans(rows: Sequence[ShownRow]) -> list[Span]:
    """The ranges of the rows' quotes."""
    return [Span(row.start, row.end, row.number, row.kind) for row in rows
            if row.start is not None and row.end is not None and row.start < row.end]


def by_severity(finding: Row) -> tuple[int, str, int]:
    """A key that sorts the most serious first."""
    return ("error", "warning", "info").index(finding["severity"]), finding["check"], finding["page"] or 0


def _reading_order(row: ShownRow) -> tuple[int, int, int]:
    return row.start or 0, -(row.end or 0), list(KINDS).index(row.kind)


def _shown(words: Words, kind: str, row: Row) -> ShownRow:
    title, value, facts = _SHOWN[kind](words, row)
    common = (("confidence", words.amount(round(100 * row["confidence"]), "percent")), ("extractor", row["extractor"]))
    labelled = tuple((words["field"][name], said) for name, said in (*facts, *common) if said)
    return ShownRow(0, row[f"{kind}_id"], kind, title, value, labelled, row["page"], row["char_start"],
                    row["char_end"], _box(row["bbox"]))


def _goal(words: Words, row: Row) -> tuple[str, str, Facts]:
    return row["title"], "", (
        ("level", words.say("level", row["level"])), ("number", row["number"] or ""),
        ("theme", words.theme(row["theme"])), ("catalogue_id", row["catalogue_id"] or ""))


def _requirement(words: Words, row: Row) -> tuple[str, str, Facts]:
    demand, change = phrases.demand(words, row), phrases.change(words, row)
    comparison = phrases.comparison(words, row)
    status = words.say("requirement_status", row["status"])
    return phrases.subject(words, row) or phrases.shortened(row["quote"]), demand or comparison or status, (
        ("target_group", phrases.group(words, row)), ("change", change if row["target_value"] is not None else ""),
        ("baseline", phrases.baseline(words, row)), ("target_period", words.period(row["target_period"])),
        ("comparator", comparison), ("theme", words.theme(row["theme"])), ("status", status),
        ("restates", row["restates"] or ""))


def _figure(words: Words, row: Row) -> tuple[str, str, Facts]:
    return row["subject"] or words.say("role", row["role"]), phrases.figure(words, row), (
        ("role", words.say("role", row["role"])), ("period", words.period(row["period"])))


def _budget_line(words: Words, row: Row) -> tuple[str, str, Facts]:
    return f"{row['label']}, {phrases.budget_column(words, row)}", phrases.budget_amount(words, row), (
        ("measure", words.say("budget_measure", row["measure"])), ("account", row["account"] or ""),
        ("parent_label", row["parent_label"] or ""), ("table_number", row["table_number"] or ""))


_SHOWN: dict[str, Callable[[Words, Row], tuple[str, str, Facts]]] = {
    "goal": _goal, "requirement": _requirement, "figure": _figure, "budget_line": _budget_line}


def _finding(words: Words, row: Row, number: int, numbers: dict[str, int], text: str) -> ShownRow:
    """A finding lights up the rows it rests on, and its own quote where it has no such row."""
    evidence = tuple(numbers[row_id] for row_id in row["evidence"] if row_id in numbers)
    start = place_of(text, row["quote"], row["page"]) if row["quote"] and not evidence else -1
    facts = (("expected", row["expected"] or ""), ("found", row["found"] or ""), ("check", words.check(row["check"])))
    return ShownRow(
        number, row["finding_id"], "finding", phrases.message(words, row), words.say("severity", row["severity"]),
        tuple((words["field"][name], said) for name, said in facts if said), row["page"],
        start if start >= 0 else None, start + len(row["quote"]) if start >= 0 else None, None, row["severity"],
        evidence or (number,))


def place_of(text: str, quote: str, page: int | None) -> int:
    """Where a quote stands, from its page on if it has one; -1 where it does not."""
    opening = sum(len(leaf) + 1 for leaf in text.split(PAGE_BREAK)[:page - 1]) if page else 0
    return text.find(quote, min(opening, len(text)))


def _box(bbox: str | None) -> tuple[float, ...] | None:
    """`x0;top;x1;bottom` as x, y, width, height in points."""
    if not bbox:
        return None
    x0, top, x1, bottom = map(float, bbox.split(";"))
    return x0, top, x1 - x0, bottom - top
