"""The site: pages written from templates, with everything from documents escaped, and its assets beside them."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import metadata, resources
from pathlib import Path
from typing import Any

from jinja2 import Environment, FunctionLoader, StrictUndefined
from markupsafe import Markup

from ..write.folder import OutputError, replacing
from ..write.record import FILE_NAME as RECORD
from ..write.record import PROGRAM
from . import views
from .charts import library, specifications
from .page_images import ImageMaker
from .places import document_page
from .segments import flowing
from .store import DATABASE, opened
from .words import Words, languages

POLICY = ("default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'none'; "
          "base-uri 'none'; form-action 'none'")
PAGES = (("index.html", "overview"), ("requirements.html", "requirements"), ("findings.html", "findings"),
         ("documents.html", "documents"))
ASSETS = ("report.css", "report.js", "overview.js", "document.js", "vega-licence.txt")


class ReportError(Exception):
    """No report can be made; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class ReportSummary:
    """What was written: the first page, and how many document pages, findings and page images; images left out."""

    index: Path
    documents: int
    findings: int
    images: int
    images_left_out: int


def report(dataset: Path, out: Path, lang: str = "da", images: bool = True) -> ReportSummary:
    """Write the site for a dataset folder into `out`, replacing an earlier report there all at once.

    Raises ReportError where `dataset` is not a dataset, `lang` is not known or `out` cannot be used.
    """
    if lang not in languages():
        raise ReportError(f"no texts in {lang!r}: choose one of {', '.join(languages())}")
    if not (dataset / DATABASE).is_file():
        raise ReportError(f"{dataset} is not a dataset: it holds no {DATABASE}")
    _refuse_dataset(dataset.resolve(), out.resolve())
    try:
        with opened(dataset) as store, replacing(out) as folder:
            shelf = views.Shelf(Words(lang), store)
            maker = ImageMaker(folder / "images")
            Site(folder, shelf.words).write(shelf, maker if images else None)
    except (OutputError, sqlite3.Error) as error:
        raise ReportError(str(error)) from error
    return ReportSummary(out / PAGES[0][0], len(shelf.documents), len(shelf.findings), maker.written, maker.left_out)


def _refuse_dataset(dataset: Path, out: Path) -> None:
    """A report neither replaces a dataset nor lies inside one, where the next run would stumble on it."""
    if (out / DATABASE).exists() or out in dataset.parents or dataset in out.parents:
        raise ReportError(f"{out} holds a dataset or lies in one: name another folder for the report")


class Site:
    """Writes pages into a folder."""

    def __init__(self, folder: Path, words: Words) -> None:
        self._folder = folder
        self._words = words
        self._templates = _environment(words)

    def write(self, shelf: views.Shelf, maker: ImageMaker | None) -> None:
        """All pages, the assets, and the record of what was written."""
        self._assets()
        for (file, key), view in zip(PAGES, _listings(shelf), strict=True):
            self._page(file, f"{key}.html", key, view)
        for row in shelf.documents:
            self._document(shelf, row, maker)
        self._record()

    def _document(self, shelf: views.Shelf, row: dict[str, Any], maker: ImageMaker | None) -> None:
        view = views.document(shelf, row)
        drawn = maker.draw(row, views.pages_with_boxes(view["rows"])) if maker else []
        self._page(document_page(row["document_id"]), "document.html", "documents", view | {"images": drawn})

    def _page(self, file: str, template: str, here: str, view: dict[str, Any]) -> None:
        root = "../" * file.count("/")
        html = self._templates.get_template(template).render(view, here=here, root=root)
        self._write(file, html)

    def _assets(self) -> None:
        source = resources.files(__package__).joinpath("assets")
        for name in ASSETS:
            self._write(f"assets/{name}", source.joinpath(name).read_text(encoding="utf-8"))
        self._write("assets/vega.js", library())

    def _record(self) -> None:
        """`run.json`, by which a later report knows that it may replace this folder."""
        names = sorted([*(entry.name for entry in self._folder.iterdir()), RECORD])
        record = {"program": PROGRAM, "version": metadata.version(PROGRAM), "made": "report", "files": names}
        self._write(RECORD, json.dumps(record, indent=1) + "\n")

    def _write(self, file: str, text: str) -> None:
        path = self._folder / file
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="")


def _listings(shelf: views.Shelf) -> Iterator[dict[str, Any]]:
    """The views of PAGES, in their order."""
    first = views.overview(shelf)
    first["charts"] |= {"specs": specifications(), "marks": shelf.words["format"]}
    yield first
    yield views.requirements(shelf)
    yield views.findings(shelf)
    yield views.documents(shelf)


def json_text(value: Any) -> Markup:
    """JSON that may stand inside a script element: nothing in it can end the element or begin a comment."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    for char in "<>&\u2028\u2029":
        text = text.replace(char, f"\\u{ord(char):04x}")
    return Markup(text)


def _environment(words: Words) -> Environment:
    environment = Environment(
        loader=FunctionLoader(_template), autoescape=True, undefined=StrictUndefined, trim_blocks=True,
        lstrip_blocks=True)
    environment.filters["json_text"] = json_text
    environment.filters["flowing"] = flowing
    environment.globals |= {
        "t": words, "words": words, "lang": words.lang, "number": words.number, "page_of": document_page,
        "policy": POLICY, "menu": PAGES, "version": metadata.version(PROGRAM)}
    return environment


def _template(name: str) -> str:
    return resources.files(__package__).joinpath("templates", name).read_text(encoding="utf-8")
