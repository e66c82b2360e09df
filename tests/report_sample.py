"""A small dataset of our own making for the tests of the report: a calm plan with a page image, and a hostile text."""

from __future__ import annotations

import hashlib
from pathlib import Path

from maaltal.pipeline.bundle import Bundle
from maaltal.pipeline.outcome import Outcome, failed
from maaltal.pipeline.write import write
from maaltal.schemas.tables import (
    BudgetLineRow,
    DocumentRow,
    FigureRow,
    FindingRow,
    GoalRow,
    PanelRow,
    ParagraphRow,
    RequirementRow,
)
from maaltal.schemas.views import CoverageRow

CALM, HOSTILE = "aaaa00000001", "bbbb00000002"
SCRIPT = "<script>window.hacked = 1</script>"
IMAGE = "<img src=x onerror='window.hacked = 2'>"

_CALM_TEXT = (
    "Plan for arbejdet i 2014\n"
    "• Mål 3: Langtidsledigheden skal bekæmpes\n"
    "Langtidsledigheden skal i december 2014 højst være 1.210 personer mod 1.340 i december 2012.\n"
    "\f"
    "Område\tBudget 2014\tRegnskab 2012\n"
    "Aktivering i huset\t17,6\t-15,4\n"
    "Et afsnit uden tal slutter planen.\n"
)
_HOSTILE_TEXT = (
    f"Overskrift {SCRIPT}\n"
    f"Andelen af unge i gang skal stige til 41,5 pct. i 2015 {IMAGE} </script> <!-- {{{{ 7 * 7 }}}} & \"slut\"\n"
)


def build(folder: Path) -> Path:
    """Write the dataset, with the PDF that the calm plan was read from beside it; the path of the dataset."""
    pdf = folder / "plan.pdf"
    pdf.write_bytes(_blank_pdf(pages=2))
    dataset = folder / "dataset"
    dataset.mkdir()
    write([_calm(pdf), _hostile(), failed(f"ødelagt {SCRIPT}.pdf", "read", f"no PDF {IMAGE}")], dataset)
    return dataset


def _blank_pdf(pages: int) -> bytes:
    import io

    import pypdfium2

    pdf, content = pypdfium2.PdfDocument.new(), io.BytesIO()
    for _ in range(pages):
        pdf.new_page(595, 842)
    pdf.save(content)
    pdf.close()
    return content.getvalue()


def _calm(pdf: Path) -> Outcome:
    place = _Placed(CALM, _CALM_TEXT)
    demand = "Langtidsledigheden skal i december 2014 højst være 1.210 personer"
    rows = {
        "documents": (_document(CALM, str(pdf), _CALM_TEXT, ("0671",), ("Struer",), "Plan for arbejdet", 2014, 2,
                                hashlib.sha256(pdf.read_bytes()).hexdigest(), "application/pdf"),),
        "paragraphs": place.paragraphs(("heading", "list_item", "paragraph", "table", "paragraph")),
        "goals": (GoalRow("g1", *place.at("Mål 3"), "ministerial", "3", "Langtidsledigheden skal bekæmpes",
                          "long_term_unemployment", "2014.3", None, *place.quote("Langtidsledigheden skal bekæmpes"),
                          "test", 0.9),),
        "requirements": (RequirementRow(
            "r1", *place.at(demand), "g1", None, "long_term_unemployment", "long_term_unemployed",
            "Langtidsledigheden", None, None, None, "<=", 1210.0, "persons", None, None, 1340.0, "persons", "2012-12",
            "2014-12", None, None, "set", None, "70.0;200.0;500.0;226.0", *place.quote(demand), "test", 0.95),),
        "figures": (
            FigureRow("f1", *place.at("1.210 personer"), 1210.0, "persons", "at_most", "target", "2014-12",
                      "Langtidsledigheden", "r1", None, *place.quote("1.210 personer"), "test", 0.9),
            FigureRow("f2", *place.at("1.340"), 1340.0, "persons", None, "baseline", "2012-12", None, "r1", None,
                      *place.quote("1.340"), "test", 0.9)),
        "budget_lines": tuple(
            BudgetLineRow(name, *place.at(quote), "1", "Aktivering i huset", None, "5.68.90", "net_expenditure", kind,
                          year, value, "million_dkk", value * 1e6, False, box, *place.quote(quote), "test", 0.9)
            for name, quote, kind, year, value, box in (
                ("b1", "17,6", "budget", 2014, 17.6, "300.0;100.0;330.0;112.0"),
                ("b2", "-15,4", "accounts", 2012, -15.4, "400.0;100.0;430.0;112.0"))),
        "findings": (
            FindingRow("x1", CALM, "pending_target", "info", "Et måltal afventer.", None, None, (), 1, "Et afsnit"),
            FindingRow("x2", CALM, "two_values", "error", "Kravet står med to værdier.", "1.210", "1.120",
                       ("r1", "f2"), 1, demand)),
        "panel": (_panel(CALM, "0671", "Struer", 2014, "r1", "target", 1210.0, "2014-12"),
                  _panel(CALM, "0671", "Struer", 2014, "r1", "baseline", 1340.0, "2012-12")),
        "coverage": tuple(_coverage(CALM, "0671", "Struer", 2014, number, evidence, goal)
                          for number, evidence, goal in ((1, None, None), (2, "text", None), (3, "goal", "g1"))),
    }
    return Outcome(str(pdf), bundle=Bundle(CALM, _CALM_TEXT, rows))


def _hostile() -> Outcome:
    place = _Placed(HOSTILE, _HOSTILE_TEXT)
    demand = "Andelen af unge i gang skal stige til 41,5 pct. i 2015 " + IMAGE
    source = f"planer/{SCRIPT}.txt"
    rows = {
        "documents": (_document(
            HOSTILE, source, _HOSTILE_TEXT, ("0751",), (f"Aarhus {IMAGE}",), f"Titel {SCRIPT}", 2015, None, "0" * 64,
            "text/plain", (f"ukendt {SCRIPT}", "figures_unreliable:digits lost: 4")),),
        "paragraphs": place.paragraphs(("heading", "paragraph")),
        "goals": (GoalRow("g2", *place.at(SCRIPT), "local", None, f"Mål {SCRIPT}", "youth_education", None, None,
                          *place.quote(SCRIPT), "test", 0.5),),
        "requirements": (RequirementRow(
            "r2", *place.at(demand), None, None, "youth_education", "education_rate", f"Andelen {IMAGE}", None,
            f"unge {SCRIPT}", f"overalt {IMAGE}", ">=", 41.5, "percent", 2.5, "percentage_point", None, None, None,
            "2015", "cluster", "better", "set", None, None, *place.quote(demand), "test", 0.7),),
        "findings": (FindingRow("x3", HOSTILE, "odd_text", "warning", f"Teksten har {SCRIPT}", IMAGE, "</script>",
                                ("r2",), None, SCRIPT),),
        "panel": (_panel(HOSTILE, "0751", f"Aarhus {IMAGE}", 2015, "r2", "target", 41.5, "2015", "education_rate",
                         "percent"),),
        "coverage": (_coverage(HOSTILE, "0751", f"Aarhus {IMAGE}", 2015, 1, "requirement"),),
    }
    return Outcome(source, bundle=Bundle(HOSTILE, _HOSTILE_TEXT, rows))


def _document(document_id: str, source: str, text: str, codes, names, title: str, year: int, pages: int | None,
              sha256: str, media_type: str, warnings: tuple[str, ...] = ()) -> DocumentRow:
    return DocumentRow(document_id, source, sha256, media_type, title, "employment_plan", "final", year, codes, names,
                       None, None, pages, text.count("\n"), len(text), "da", warnings)


def _panel(document_id: str, code: str, name: str, year: int, row: str, measure: str, value: float, period: str,
           indicator: str = "long_term_unemployed", unit: str = "persons") -> PanelRow:
    return PanelRow(f"p-{row}-{measure}", code, name, year, "long_term_unemployment", indicator, None, measure, value,
                    unit, period, "<=", None, "requirements", row, document_id)


def _coverage(document_id: str, code: str, name: str, year: int, number: int, evidence: str | None,
              goal_id: str | None = None) -> CoverageRow:
    return CoverageRow(f"{code}-{year}.{number}", code, name, year, f"{year}.{number}", f"Ministerens mål {SCRIPT}",
                       "long_term_unemployment", "high", evidence is not None, evidence,
                       evidence in ("goal", "requirement"), goal_id, document_id)


class _Placed:
    """Finds where words stand in the text of a document, one paragraph a line."""

    def __init__(self, document_id: str, text: str) -> None:
        self._document_id, self._text = document_id, text
        self._paged = "\f" in text

    def paragraphs(self, kinds: tuple[str, ...]) -> tuple[ParagraphRow, ...]:
        """Lines as paragraphs; a bullet stays outside, a table takes the lines it has."""
        found, start = [], 0
        for order, kind in enumerate(kinds):
            start += len(self._text[start:]) - len(self._text[start:].lstrip("\n\f• "))
            end = self._text.index("\n", start)
            while kind == "table" and "\t" in self._text[end + 1:].split("\n", 1)[0]:
                end = self._text.index("\n", end + 1)
            found.append(ParagraphRow(
                f"{self._document_id}-p{order}", self._document_id, self._page(start), order, kind, None, (),
                " ".join(self._text[start:end].split()), start, end))
            start = end
        return tuple(found)

    def at(self, words: str) -> tuple[str, str, int | None]:
        """Document, paragraph (its first stands for all) and page of the words."""
        return self._document_id, f"{self._document_id}-p0", self._page(self._text.index(words))

    def quote(self, words: str) -> tuple[int, int, str]:
        start = self._text.index(words)
        return start, start + len(words), words

    def _page(self, offset: int) -> int | None:
        return self._text.count("\f", 0, offset) + 1 if self._paged else None
