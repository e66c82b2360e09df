"""What no rule claimed, as text: it tells, for documents without gold, which rule or word is missing next."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from maaltal.extractors.concepts import theme_in
from maaltal.extractors.grammar.quantities import scan
from maaltal.extractors.lexicon import matcher
from maaltal.extractors.tables import Table, tables_of
from maaltal.schemas.tables import FigureRow, ParagraphRow, RequirementRow

from .compare import overlap, tokens
from .dataset import DATABASE, opened, rows
from .process import process
from .read import load, read
from .segment import segment

KINDS = {
    "demand": "sentences that demand a quantity, and no requirement",
    "subject": "quantities of which nothing says what they measure",
    "column": "columns of tables that mean nothing",
    "theme": "headings over demands or goals that name no theme",
}
_DEMANDED = frozenset({"percent", "percentage_point", "persons", "count", "dkk", "rank"})
_AROUND = 60  # characters of text on both sides of a number
_CLAIMED = 0.5  # overlap of words from which a requirement rests on a sentence


@dataclass(frozen=True, slots=True)
class Leftover:
    """Something that no rule claimed: a key of KINDS, its page, and the words."""

    kind: str
    page: int | None
    text: str


def residue_of(tables: Mapping[str, Sequence[Any]], text: str) -> Iterator[Leftover]:
    """What the rows of one document leave over; `text` is its canonical text."""
    by_paragraph: dict[str, list[RequirementRow]] = {}
    for requirement in tables["requirements"]:
        by_paragraph.setdefault(requirement.paragraph_id, []).append(requirement)
    for paragraph in tables["paragraphs"]:
        yield from _demands(paragraph, by_paragraph.get(paragraph.paragraph_id, ()))
    yield from _subjects(tables["figures"], text)
    yield from _headings(tables)


def columns_of(tables: Iterable[Table]) -> Iterator[Leftover]:
    """Columns whose headers say neither role nor period nor unit."""
    for table in tables:
        for index, column in enumerate(table.columns):
            silent = column.role is None and not (column.period or column.unit or column.budget_type or column.measure)
            held = [cell.text for row in table.body for cell in row if cell.column == index and cell.text]
            if silent and held and index:
                page = next((cell.page for cell in table.cells if cell.page), None)
                yield Leftover("column", page, f"{column.header or '(no header)'}: {', '.join(held[:3])}")


def of_file(source: str) -> list[Leftover]:
    """What is left over in one file or URL; raises ReadError where it cannot be read."""
    document = read(source, load(source))
    segmented = segment(document)
    bundle = process(document)
    return [*residue_of(bundle.rows, bundle.text), *columns_of(tables_of(segmented))]


def of_dataset(dataset: Path) -> Iterator[tuple[str, list[Leftover]]]:
    """What is left over in each document of a dataset, by its source; columns are not kept there."""
    with opened(dataset) as database:
        for document in list(rows(database, "documents")):
            text = (dataset / "texts" / f"{document.document_id}.txt").read_bytes().decode("utf-8")
            tables = {name: list(rows(database, name, document.document_id))
                      for name in ("paragraphs", "goals", "requirements", "figures")}
            yield document.source, list(residue_of(tables, text))


def is_dataset(path: str) -> bool:
    return (Path(path) / DATABASE).is_file()


def lines(found: Iterable[tuple[str, Sequence[Leftover]]]) -> Iterator[str]:
    """The report: by document and kind, and at the end how many of each."""
    total: Counter[str] = Counter()
    for source, leftovers in found:
        yield f"== {source}"
        total.update(one.kind for one in leftovers)
        for kind, title in KINDS.items():
            mine = [one for one in leftovers if one.kind == kind]
            if mine:
                yield f"{len(mine)} {title}"
                yield from (f"  {f'p. {one.page}' if one.page else '-':<6} {one.text}" for one in mine)
    yield "== in all"
    yield from (f"{total[kind]:>5} {title}" for kind, title in KINDS.items())


def _demands(paragraph: ParagraphRow, requirements: Sequence[RequirementRow]) -> Iterator[Leftover]:
    """`Andelen skal op på 40 pct.` where no requirement rests on it."""
    if paragraph.kind in ("boilerplate", "table", "heading"):
        return
    found = scan(paragraph.text)
    for start, end in found.sentences:
        sentence = paragraph.text[start:end].strip()
        sized = any(start <= quantity.start < end and quantity.unit in _DEMANDED for quantity in found.quantities)
        if sized and _is_demand(sentence) and not _claimed(sentence, requirements):
            yield Leftover("demand", paragraph.page, sentence)


def _is_demand(sentence: str) -> bool:
    weights = {match.key: match.entry.extra["weight"] for match in matcher("demand").find(sentence)}
    return sum(weights.values()) > 0


def _claimed(sentence: str, requirements: Sequence[RequirementRow]) -> bool:
    words = tokens(sentence)
    return any(overlap(words, tokens(requirement.quote)) >= _CLAIMED for requirement in requirements)


def _subjects(figures: Sequence[FigureRow], text: str) -> Iterator[Leftover]:
    for figure in figures:
        if figure.subject is None and figure.unit in _DEMANDED:
            around = text[max(0, figure.char_start - _AROUND) : figure.char_end + _AROUND]
            yield Leftover("subject", figure.page, f"{figure.quote.strip()}  in: {' '.join(around.split())}")


def _headings(tables: Mapping[str, Sequence[Any]]) -> Iterator[Leftover]:
    """Headings right above requirements or goals without theme, each once."""
    themeless = {row.paragraph_id for name in ("requirements", "goals") for row in tables[name] if row.theme is None}
    pages = {paragraph.text: paragraph.page for paragraph in tables["paragraphs"] if paragraph.kind == "heading"}
    above = [p.section_path[-1] for p in tables["paragraphs"] if p.paragraph_id in themeless and p.section_path]
    for heading in dict.fromkeys(above):
        if theme_in(heading) is None:
            yield Leftover("theme", pages.get(heading), heading)
