"""Small bundles of our own making for the tests of writers and runner."""

from __future__ import annotations

from maaltal.pipeline.bundle import Bundle
from maaltal.pipeline.outcome import Outcome, failed
from maaltal.schemas.tables import (
    BudgetLineRow,
    DocumentRow,
    FigureRow,
    GoalRow,
    ParagraphRow,
    RequirementRow,
)

TEXT = (
    "Mål 1: Færre på sygedagpenge\r\n"
    "Antallet af sygedagpengeforløb, \"lange\" forløb; skal ned til 1.250 inden ultimo 2031.\r\n"
    "=HYPERLINK(\"http://example.org\") – Østby\tA1\f"
    "Udgifter i alt -4,5\n"
)


def bundle(document_id: str = "d1", source: str = "plans/østby 2031.txt", text: str = TEXT) -> Bundle:
    """One document with a row in most tables and everything in it that a format could trip over."""
    lines = _lines(text)
    paragraphs = tuple(
        ParagraphRow(f"{document_id}-p{i}", document_id, 1 + (i == 3), i, "paragraph", None, ("Kapitel; et", "Mål"),
                     " ".join(text[start:end].split()), start, end)
        for i, (start, end) in enumerate(lines))
    one, two, formula, four = ((f"{document_id}-p{i}", 1 + (i == 3), start, end, text[start:end])
                               for i, (start, end) in enumerate(lines))
    return Bundle(document_id, text, {
        "documents": (DocumentRow(
            document_id, source, "0" * 64, "text/plain", "=SUM(1+1)*cmd", "employment_plan", None, 2031,
            ("0101", "0999"), ("Østby", "Vestby"), "Østby", None, 2, len(paragraphs), len(text), "da", ()),),
        "paragraphs": paragraphs,
        "goals": (GoalRow(f"{document_id}-g", document_id, one[0], one[1], "local", "1", "@Færre på sygedagpenge",
                          None, None, None, *one[2:], "rule", 0.9),),
        "requirements": (_requirement(document_id, "r2", two, f"{document_id}-r1"),
                         _requirement(document_id, "r1", two, None)),
        "figures": (
            FigureRow(f"{document_id}-f1", document_id, two[0], 1, 1250.0, "count", None, "target", "2031-12",
                      "- sygedagpengeforløb", f"{document_id}-r1", None, *two[2:], "rule", 0.5),
            FigureRow(f"{document_id}-f2", document_id, formula[0], 1, 0.1, "percent", None, "other", None,
                      None, None, None, *formula[2:], "rule", 1.0)),
        "budget_lines": (BudgetLineRow(
            f"{document_id}-b", document_id, four[0], 2, None, "Udgifter i alt", None, "5.57.71", "expenditure",
            "budget", 2031, -4.5, "million_dkk", -4500000.0, True, "1.0;2.0;3.0;4.0", *four[2:], "rule", 1.0),),
    })


def outcomes() -> list[Outcome]:
    """Two documents and a failure, sorted by source."""
    first = Outcome("a.txt", "0" * 64, bundle("d1", "a.txt"))
    last = Outcome("c.txt", "1" * 64, bundle("d2", "c.txt"))
    return [first, failed("b\n.pdf", "read", "=not a PDF"), last]


def _lines(text: str) -> list[tuple[int, int]]:
    starts, found = 0, []
    for line in text.replace("\f", "\n").splitlines(keepends=True):
        found.append((starts, starts + len(line.rstrip("\r\n"))))
        starts += len(line)
    return found


def _requirement(document_id: str, name: str, place: tuple, restates: str | None) -> RequirementRow:
    return RequirementRow(
        f"{document_id}-{name}", document_id, place[0], place[1], f"{document_id}-g", None, None, None, "Antallet",
        None, None, None, "<=", 1250.0, "count", None, None, None, None, None, "2031-12", None, None, "set", restates,
        None, *place[2:], "rule", 0.75)
