"""Documents to measure with: the sample plans with pages of prose between them, so that a fifth have tables."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

CORPUS = Path(__file__).parents[2] / "corpus" / "plans"
TABLE_EVERY = 5  # pages of prose and table in all, for each page with a table
_PARAGRAPHS_PER_PAGE = 14
_NUMBER = re.compile(r"(?<!\d)\d+(?:[.,]\d+)?(?!\d)")
_YEAR = re.compile(r"(?:19|20)\d\d")
_TABLE_COLUMNS = ("Budget 2024", "Budget 2025", "Budget 2026", "Budget 2027")
_TABLE_LABELS = ("Sygedagpenge", "Kontanthjælp", "Revalidering", "Ledighedsydelse", "Fleksjob", "A-dagpenge",
                 "Ressourceforløb", "Jobafklaring", "Uddannelseshjælp", "Seniorpension", "I alt")


class Made(NamedTuple):
    """What was made: the files, and their pages and pages with tables."""

    paths: tuple[Path, ...]
    pages: int
    table_pages: int


class Sample(NamedTuple):
    """A sample plan: its file, its pages, how many have tables, and its paragraphs of prose."""

    path: Path
    pages: int
    table_pages: int
    paragraphs: tuple[str, ...]


def make_documents(folder: Path) -> Made:
    """One document for each sample plan, padded with prose, and as many made here from the start."""
    samples = list(read_samples())
    prose = [paragraph for sample in samples for paragraph in sample.paragraphs]
    made: list[tuple[Path, int, int]] = []
    for number, sample in enumerate(samples):
        padding = max(TABLE_EVERY * sample.table_pages - sample.pages, 0)
        path = folder / f"{sample.path.stem}.pdf"
        _join(path, sample.path, _printed(folder, prose, padding, 0, seed=number))
        made.append((path, sample.pages + padding, sample.table_pages))
    for number in range(3):
        path = _printed(folder, prose, 8, 2, seed=100 + number)
        made.append((path.rename(folder / f"trykt_{number}.pdf"), 10, 2))
    return Made(tuple(path for path, _, _ in made), sum(p for _, p, _ in made), sum(t for _, _, t in made))


def make_prose(folder: Path) -> Path:
    """A document of its own, of all the prose and tables there are, to warm up on."""
    prose = [paragraph for sample in read_samples() for paragraph in sample.paragraphs]
    return _printed(folder, prose, 8, 2, seed=999)


def read_samples() -> Iterator[Sample]:
    """The sample plans of the corpus, read by the program's own reader."""
    from ..process import process
    from ..read import load, read

    for path in sorted(CORPUS.glob("*.pdf")):
        source = read(str(path), load(str(path)))
        rows = process(source).rows["paragraphs"]
        texts = tuple(row.text for row in rows if row.kind in ("paragraph", "list_item") and len(row.text) > 60)
        yield Sample(path, len(source.page_starts), len({grid.page for grid in source.grids}), texts)


def varied(text: str, chance: random.Random) -> str:
    """The text with other numbers, years kept, so that no paragraph is met twice."""
    return _NUMBER.sub(lambda found: found[0] if _YEAR.fullmatch(found[0]) else _other(found[0], chance), text)


def _other(number: str, chance: random.Random) -> str:
    return "".join(str(chance.randint(1, 9)) if char.isdigit() else char for char in number)


def _printed(folder: Path, prose: Sequence[str], pages: int, tables: int, seed: int) -> Path:
    """A PDF of so many pages of prose, and so many with a budget table above their prose."""
    from reportlab.lib.pagesizes import A4
    from reportlab.platypus import PageBreak, SimpleDocTemplate

    chance = random.Random(seed)
    path = folder / f"prose_{seed}.pdf"
    story: list[Any] = []
    for number in range(pages + tables):
        story += _page(prose, chance, with_table=number < tables)
        story.append(PageBreak())
    if story:
        SimpleDocTemplate(str(path), pagesize=A4, invariant=True).build(story)
    return path


def _page(prose: Sequence[str], chance: random.Random, with_table: bool) -> list[Any]:
    from reportlab.lib.styles import getSampleStyleSheet
    from reportlab.platypus import KeepInFrame, Paragraph

    styles = getSampleStyleSheet()
    story: list[Any] = [Paragraph(f"{chance.randint(2, 9)}. Indsatsen for unge og voksne", styles["Heading2"])]
    if with_table:
        story += [_table(chance)]
    chosen = chance.choices(prose, k=_PARAGRAPHS_PER_PAGE - (6 if with_table else 0))
    story += [Paragraph(varied(text, chance).replace("&", "&amp;").replace("<", "&lt;"), styles["Normal"])
              for text in chosen]
    return [KeepInFrame(450, 660, story, mode="shrink")]


def _table(chance: random.Random) -> Any:
    from reportlab.platypus import Table

    rows = [["Mio. kr.", *_TABLE_COLUMNS]]
    rows += [[label, *(f"{chance.randint(10, 900)},{chance.randint(0, 9)}" for _ in _TABLE_COLUMNS)]
             for label in _TABLE_LABELS]
    return Table(rows, style=[("GRID", (0, 0), (-1, -1), 0.5, (0, 0, 0))])


def _join(path: Path, first: Path, second: Path) -> None:
    """One PDF of the pages of two; the second may be missing, and is removed."""
    import pypdfium2 as pdfium

    joined = pdfium.PdfDocument.new()
    for part in (first, second):
        if part.exists():
            with pdfium.PdfDocument(part) as source:
                joined.import_pages(source)
    joined.save(path)
    joined.close()
    second.unlink(missing_ok=True)
