"""The commands that open, export and review a dataset; `cli` adds them to the program. All else is imported inside."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from enum import StrEnum
from pathlib import Path
from typing import Annotated, NoReturn

import typer

_Dataset = Annotated[Path, typer.Argument(metavar="DATASET", help="Folder that a run has written.")]


class Format(StrEnum):
    """What a dataset can be exported to."""

    xlsx = "xlsx"
    dta = "dta"
    sav = "sav"


def export_command(
    dataset: _Dataset,
    form: Annotated[Format, typer.Option("--format", "-f", help="Excel workbook, Stata or SPSS file.")],
    out: Annotated[Path, typer.Option("--out", "-o", metavar="FILE", help="File to write; replaced if it is there.")],
    tables: Annotated[list[str] | None, typer.Option("--table", metavar="TABLE", help=(
        "Table to export; may be given again for a workbook.  [default: panel; in a workbook all but paragraphs]"))
    ] = None,
) -> None:
    """Write a dataset for other tools, with Danish headings and labels.

    \b
    maaltal export dataset --format xlsx --out maaltal.xlsx
    maaltal export dataset --format dta --out panel.dta
    maaltal export dataset --format sav --table panel_wide --out bredt.sav

    A workbook opens with a codebook. In Stata and SPSS files a coded column keeps its code; beside it stands
    <column>_da with Danish value labels.
    """
    from maaltal.schemas.tables import TABLES

    from .dataset import DatasetError

    if unknown := [table for table in tables or () if table not in TABLES]:
        raise typer.BadParameter(f"{unknown[0]!r} is not one of {', '.join(TABLES)}", param_hint="--table")
    if form is not Format.xlsx and len(tables or ()) > 1:
        raise typer.BadParameter(f"a {form.value} file holds one table", param_hint="--table")
    try:
        if form is Format.xlsx:
            from .export.xlsx import write_xlsx

            write_xlsx(dataset, out, tuple(tables or ()))
        else:
            from .export.statistics import write_statistics

            write_statistics(dataset, out, form.value, (tables or ["panel"])[0])
    except ModuleNotFoundError as error:
        _fail(f"{error.name} is not installed: pip install 'maaltal[export]'")
    except (DatasetError, OSError) as error:
        _fail(str(error))
    print(out)


def serve_command(
    dataset: _Dataset,
    port: Annotated[int, typer.Option("--port", "-p", min=0, max=65535, help="Port; 0 takes a free one.")] = 8001,
    host: Annotated[str, typer.Option("--host", help="Address to listen at; others can reach 0.0.0.0.")] = "127.0.0.1",
    browser: Annotated[bool, typer.Option("--open", help="Open the browser.")] = False,
) -> None:
    """Explore a dataset in the browser with Datasette: tables, facets, full-text search, SQL. Ctrl-C ends it.

    \b
    maaltal serve dataset
    """
    from .dataset import DatasetError
    from .serve import serve

    try:
        serve(dataset, host, port, browser)
    except DatasetError as error:
        _fail(str(error))


def review_command(
    dataset: _Dataset,
    corrections: Annotated[list[str] | None, typer.Argument(metavar="COLUMN=VALUE", help=(
        "With --correct: what the row should say."))] = None,
    decisions: Annotated[Path, typer.Option("--decisions", "-d", metavar="FILE", help=(
        "Where decisions are kept."))] = Path("decisions.csv"),
    accept: Annotated[list[str] | None, typer.Option("--accept", metavar="ID", help=(
        "The row is right. The id of a document accepts all its rows not decided otherwise."))] = None,
    reject: Annotated[list[str] | None, typer.Option("--reject", metavar="ID", help="The row should not be there."),
                      ] = None,
    correct: Annotated[str | None, typer.Option("--correct", metavar="ID", help="The row should say COLUMN=VALUE."),
                       ] = None,
    reason: Annotated[str, typer.Option("--reason", help="Why; needed to reject and to correct.")] = "",
    name: Annotated[str, typer.Option("--name", help="Who decides.")] = "",
    tables: Annotated[list[str] | None, typer.Option("--table", metavar="TABLE", help=(
        "List rows of this table only; may be given again."))] = None,
    document: Annotated[str | None, typer.Option("--document", metavar="DOCUMENT", help=(
        "List rows of this document only: its id, source or file name."))] = None,
    limit: Annotated[int, typer.Option("--limit", min=1, help="Rows to list.")] = 20,
    gold: Annotated[Path | None, typer.Option("--gold", metavar="DIR", help=(
        "Write each accepted document to DIR as a gold file."))] = None,
) -> None:
    """List rows to review, the least certain first, and keep what people decide about them.

    \b
    maaltal review dataset
    maaltal review dataset --accept 3f2a91c0 --name "A. Larsen"
    maaltal review dataset --correct 3f2a91c0 target_value=12.5 --reason "kolonne forskudt" --name "A. Larsen"
    maaltal review dataset --reject 3f2a91c0 --reason "en prognose" --name "A. Larsen"
    maaltal run plans/ --out dataset --decisions decisions.csv
    maaltal review dataset --gold gold/

    Nothing in the dataset is changed by a decision. The next run with --decisions leaves every extracted value in its
    table, lets the panel follow the decisions, and sets the two side by side in the table reviews.
    """
    from maaltal.schemas.views import REVIEWABLE

    from .dataset import DatasetError
    from .decisions import DecisionsError
    from .review_desk import LISTED, Choice, decide, export_gold, waiting

    if unknown := [table for table in tables or () if table not in REVIEWABLE[1:]]:
        raise typer.BadParameter(f"{unknown[0]!r} is not one of {', '.join(REVIEWABLE[1:])}", param_hint="--table")
    choice = Choice(accept or (), reject or (), correct, corrections or (), reason, name)
    try:
        if choice:
            made = decide(dataset, decisions, choice)
            _say(f"{item.decision} {item.table} {item.row_id} {item.column}".rstrip() for item in made)
        if gold:
            _say(map(str, export_gold(dataset, decisions, gold)))
        if not choice and not gold:
            _say(waiting(dataset, decisions, tuple(tables or LISTED), document, limit))
    except (DatasetError, DecisionsError, OSError) as error:
        _fail(str(error))


def report_command(
    dataset: Annotated[Path, typer.Argument(metavar="DATASET", help="Folder that a run has written.")],
    out: Annotated[Path | None, typer.Option("--out", "-o", metavar="DIR", help=(
        "Folder for the site. An earlier report there is replaced.  [default: DATASET-report, beside the dataset]"))
    ] = None,
    lang: Annotated[str, typer.Option("--lang", metavar="LANG", help="Language of the site: da or en.")] = "da",
    images: Annotated[bool, typer.Option("--images/--no-images", help=(
        "Draw the PDF pages that rows have a box on, where the source is still the file that was read."))] = True,
) -> None:
    """Write a dataset as a static site to open in a browser: overview, requirements, findings, a page per document.

    The site needs no network and no server: open DIR/index.html.

    \b
    maaltal report dataset
    maaltal report dataset --out site --lang en --no-images

    Exit codes: 0 written; 1 no dataset, or DIR could not be written; 2 wrong usage.
    """
    from .report import ReportError, report

    dataset = dataset.resolve()
    try:
        summary = report(dataset, out or dataset.with_name(f"{dataset.name}-report"), lang, images)
    except (ReportError, OSError) as error:
        _fail(str(error))
    _say([f"{summary.documents:,} documents, {summary.findings:,} findings, {summary.images:,} page images",
          f"Open {summary.index} in a browser."])


def _say(lines: Iterable[str]) -> None:
    for line in lines:
        print(line)


def _fail(message: str) -> NoReturn:
    print(f"maaltal: {message}", file=sys.stderr)
    raise typer.Exit(1)
