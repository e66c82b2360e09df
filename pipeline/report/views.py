"""What the pages of the site show: rows of the dataset turned into what the templates fill in."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any

from . import phrases, places
from .coverage import coverage
from .document_rows import KINDS, ShownRow, by_severity, shown_rows, spans
from .places import document_name, document_page, file_name
from .segments import Cuts, TextBlock, text_blocks
from .series import budgets, observations
from .store import Row, Store
from .words import Words

View = dict[str, Any]
SEVERITIES = ("error", "warning", "info")


class Shelf:
    """The tables that several pages share, read once."""

    def __init__(self, words: Words, store: Store) -> None:
        self.words = words
        self.store = store
        self.documents = store.all("documents")
        self.requirements = store.all("requirements")
        self.goals = store.all("goals")
        self.findings = store.all("findings")
        self.failures = store.all("failures")
        self.by_id = {document["document_id"]: document for document in self.documents}


def overview(shelf: Shelf) -> View:
    """The first page: counts, coverage, and the data of the charts."""
    words, panel = shelf.words, shelf.store.all("panel")
    series = observations(words, panel)
    indicators = {one["indicator"] for one in series["series"]}
    return {
        "counts": _counts(shelf),
        "controls": [*_place_controls(shelf), ("theme", places.theme_choices(words, [*shelf.goals, *panel])),
                     ("indicator", [choice for choice in places.indicator_choices(words, panel)
                                    if choice[0] in indicators])],
        "coverage": (matrix := coverage(shelf.store.all("coverage"))),
        "municipalities": [choice for choice in places.municipality_choices(shelf.documents)
                           if any(code == choice[0] for code, _ in matrix.cells)],
        "charts": {"observations": series,
                   "budgets": budgets(words, shelf.documents, shelf.store.all("budget_lines"))},
    }


def requirements(shelf: Shelf) -> View:
    """The list of all requirements."""
    rows = sorted(shelf.requirements, key=lambda row: _place_order(shelf.by_id[row["document_id"]]))
    return {
        "controls": [*_place_controls(shelf), *_subject_controls(shelf, shelf.requirements)],
        "rows": [_requirement(shelf, row) for row in rows],
    }


def findings(shelf: Shelf) -> View:
    """The list of all findings, the most serious first."""
    rows = sorted(shelf.findings, key=lambda row: (
        by_severity(row)[0], _place_order(shelf.by_id[row["document_id"]]), by_severity(row)))
    evidence = {row[key]: row for key, table in (("goal_id", shelf.goals), ("requirement_id", shelf.requirements))
                for row in table}
    used = [evidence[row_id] for row in rows for row_id in row["evidence"] if row_id in evidence]
    severities = [(level, shelf.words.say("severity", level)) for level in SEVERITIES
                  if any(row["severity"] == level for row in rows)]
    checks = sorted(((check, shelf.words.check(check)) for check in {row["check"] for row in rows}),
                    key=lambda choice: (places.danish_order(choice[1]), choice[0]))
    return {
        "controls": [("severity", severities), *_place_controls(shelf), *_subject_controls(shelf, used),
                     ("check", checks)],
        "findings": [_finding(shelf, row, evidence) for row in rows],
    }


def documents(shelf: Shelf) -> View:
    """The list of documents, and of what could not be read."""
    counts = {kind: shelf.store.counts(table) for kind, table in (*KINDS.items(), ("finding", "findings"))}
    return {
        "controls": _place_controls(shelf), "kinds": list(counts), "failures": shelf.failures,
        "documents": [_listed(shelf.words, document, counts)
                      for document in sorted(shelf.documents, key=_place_order)],
    }


def document(shelf: Shelf, document: Row) -> View:
    """One document's page: its text in blocks by page, and its rows."""
    words, text = shelf.words, shelf.store.text(document["document_id"])
    rows = shown_rows(words, shelf.store, document["document_id"], text)
    cuts = Cuts(text, spans(rows))
    blocks = list(text_blocks(text, shelf.store.of_document("paragraphs", document["document_id"]), cuts))
    times = Counter(row.kind for row in rows)
    return {
        "document": document, "name": document_name(words, document), "rows": rows, "first": cuts.first_piece,
        "pages": list(_by_page(blocks)), "kinds": [(kind, times[kind]) for kind in (*KINDS, "finding")],
        "warnings": [warning(words, said) for said in document["warnings"]],
    }


def pages_with_boxes(rows: Iterable[ShownRow]) -> set[int]:
    """The pages that a row has a box on."""
    return {row.page for row in rows if row.box and row.page}


def warning(words: Words, said: str) -> str:
    """A warning of the run, `code` or `code:detail`, in the report's language; as it stands where it is not known."""
    code, _, detail = said.partition(":")
    known = words["warning"].get(code)
    return known.format(detail.rpartition(":")[2].strip().replace(";", ", ")) if known else said


def _counts(shelf: Shelf) -> View:
    years = [document["plan_year"] for document in shelf.documents if document["plan_year"]]
    severities = Counter(row["severity"] for row in shelf.findings)
    return {
        "documents": len(shelf.documents), "requirements": len(shelf.requirements), "findings": len(shelf.findings),
        "failures": len(shelf.failures),
        "municipalities": len({code for document in shelf.documents for code in document["municipality_codes"]}),
        "years": "–".join(dict.fromkeys((str(min(years)), str(max(years))))) if years else "",
        "severities": [(level, severities[level]) for level in SEVERITIES if severities[level]],
    }


def _place_controls(shelf: Shelf) -> list[tuple[str, list[places.Choice]]]:
    return [("municipality", places.municipality_choices(shelf.documents)),
            ("year", places.year_choices(shelf.documents))]


def _subject_controls(shelf: Shelf, rows: Sequence[Row]) -> list[tuple[str, list[places.Choice]]]:
    measured = [row for row in rows if "indicator" in row]
    return [("theme", places.theme_choices(shelf.words, rows)),
            ("indicator", places.indicator_choices(shelf.words, measured))]


def _place_order(document: Row) -> tuple:
    name = document["municipalities"][0] if document["municipalities"] else "å" * 20
    return places.danish_order(name), document["plan_year"] or 0, document["source"]


def _place(words: Words, document: Row) -> str:
    return words.listing(document["municipalities"]) or file_name(document)


def _requirement(shelf: Shelf, row: Row) -> View:
    words, document = shelf.words, shelf.by_id[row["document_id"]]
    demands = [phrases.demand(words, row), phrases.change(words, row) if row["target_value"] is not None else "",
               phrases.comparison(words, row)]
    if row["status"] != "set":
        demands.append(words.say("requirement_status", row["status"]))
    return {
        "codes": " ".join(document["municipality_codes"]), "place": _place(words, document),
        "year": document["plan_year"] or "", "theme": row["theme"] or "", "indicator": row["indicator"] or "",
        "subject": phrases.subject(words, row) or phrases.shortened(row["quote"]), "group": phrases.group(words, row),
        "demands": [said for said in demands if said], "baseline": phrases.baseline(words, row),
        "period": words.period(row["target_period"]), "restates": row["restates"], "quote": row["quote"],
        "href": f"{document_page(row['document_id'])}#r-{row['requirement_id']}",
    }


def _finding(shelf: Shelf, row: Row, evidence: Mapping[str, Row]) -> View:
    document = shelf.by_id[row["document_id"]]
    used = [evidence[row_id] for row_id in row["evidence"] if row_id in evidence]
    return {
        **{key: row[key] for key in ("severity", "check", "expected", "found", "quote", "page")},
        "message": phrases.message(shelf.words, row), "check_name": shelf.words.check(row["check"]),
        "codes": " ".join(document["municipality_codes"]), "year": document["plan_year"] or "",
        "name": document_name(shelf.words, document),
        "themes": " ".join(dict.fromkeys(one["theme"] for one in used if one["theme"])),
        "indicators": " ".join(dict.fromkeys(one["indicator"] for one in used if one.get("indicator"))),
        "href": f"{document_page(row['document_id'])}#r-{row['finding_id']}",
    }


def _listed(words: Words, document: Row, counts: Mapping[str, Counter[str]]) -> View:
    return {
        "name": document_name(words, document), "type": words.say("document_type", document["document_type"]),
        "status": words.say("document_status", document["status"]), "file": file_name(document),
        "codes": " ".join(document["municipality_codes"]), "year": document["plan_year"] or "",
        "href": document_page(document["document_id"]),
        "counts": {kind: counted[document["document_id"]] for kind, counted in counts.items()},
    }


def _by_page(blocks: Iterable[TextBlock]) -> Iterator[tuple[int | None, list[TextBlock]]]:
    for page, found in groupby(blocks, key=lambda block: block.page):
        yield page, list(found)
