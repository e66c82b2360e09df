"""The command line. Everything heavy is imported inside the commands, so that help is instant."""

from __future__ import annotations

import json
import os
import signal
import sys
from collections.abc import Iterable
from contextlib import AbstractContextManager, nullcontext
from enum import StrEnum
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from .commands import export_command, report_command, review_command, serve_command
from .thrift import be_thrifty

if TYPE_CHECKING:
    from .outcome import Outcome
    from .run import Progress, RunSummary

FAILURE, PARTIAL = 1, 3  # beside 0 for success and 2 for wrong usage

app = typer.Typer(
    name="maaltal",
    add_completion=False,
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    help="""Read Danish municipal employment plans and write one dataset in which every number can be traced to its
    sentence.

    \b
    A first look at one plan:      maaltal show plan.pdf
    A folder of plans to tables:   maaltal run plans/ --out dataset/
    What the columns mean:         maaltal codebook

    `maaltal COMMAND --help` tells more about each command.""",
)


_Model = Annotated[str | None, typer.Option("--model", metavar="MODEL", help=(
    "A spaCy model, package or folder, that names entities in place of the small one that ships."))]


class Layer(StrEnum):
    """The layers of a score that have rows to show."""

    goals = "goals"
    requirements = "requirements"
    figures = "figures"
    budget_lines = "budget_lines"


def main() -> None:
    """Entry point of the `maaltal` command."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):  # a terminal that cannot show æøå does not end a run
            stream.reconfigure(errors="backslashreplace")
    signal.signal(signal.SIGTERM, _end)
    be_thrifty()
    app()


@app.callback()
def _options(
    version: Annotated[
        bool, typer.Option("--version", is_eager=True, help="Print the version and leave.", callback=lambda value:
                           _print_version() if value else None)] = False,
) -> None: ...


@app.command("run")
def run_command(
    inputs: Annotated[list[str], typer.Argument(
        metavar="INPUT", help=("Files, folders (read with their subfolders), URLs, and lists of these: "
                               "@list.txt, or a CSV with a column source."))],
    out: Annotated[Path, typer.Option("--out", "-o", metavar="DIR", help=(
        "Folder for the dataset. An earlier dataset there is replaced, all at once, when the run is complete."))],
    jobs: Annotated[int | None, typer.Option("--jobs", "-j", min=1, metavar="N", help=(
        "Number of processes. The result is the same for any number.  [default: as the inputs and cores suggest]"))
    ] = None,
    decisions: Annotated[Path | None, typer.Option("--decisions", metavar="FILE", help=(
        "Decisions that `maaltal review` keeps; the panel follows them, the table reviews lists them."))] = None,
    force: Annotated[bool, typer.Option("--force", help="Read everything again, also what is known.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would be done with each input.")] = False,
    since: Annotated[str | None, typer.Option("--since", metavar="TIME", help=(
        "Do not open known files that have not changed since TIME: 2024-05-01, 12h, 7d or 2w ago. For slow disks."))
    ] = None,
    seconds: Annotated[float, typer.Option("--time-limit", min=1, metavar="SECONDS", help=(
        "What one document may take; then it is tried once more, then it is a failure."))] = 300,
    megabytes: Annotated[int, typer.Option("--memory-limit", min=64, metavar="MB", help=(
        "What one document may need."))] = 2048,
    scheduler: Annotated[str | None, typer.Option("--scheduler", metavar="ADDRESS", help=(
        "Read on a Dask cluster: tcp://host:8786, or local for one made here.  [needs maaltal\\[cluster]]"))] = None,
    store: Annotated[Path | None, typer.Option("--store", metavar="DIR", help=(
        "Folder for what is kept between runs, the log and the report.  [default: .NAME.maaltal beside the dataset]"))
    ] = None,
    model: _Model = None,
) -> None:
    """Read documents and write the dataset.

    PDF, text, Markdown, HTML and DOCX are read. DIR then holds the tables as CSV and Parquet, all of them in
    maaltal.sqlite, the texts that the rows quote, and codebook.md. What could not be read is listed in failures.csv.
    A second run reads only what is new or changed, or everything after a change of the program; documents that are
    gone leave the tables. run_report.md, log.txt and log.jsonl in the folder of the store tell what happened.

    \b
    maaltal run plan.pdf --out dataset
    maaltal run plans/2012 plans/2013 --out dataset --jobs 4
    maaltal run https://example.org/plan.pdf --out dataset
    maaltal run dataset/failures.csv --out second-try --time-limit 900

    Exit codes: 0 all was read; 3 some inputs failed, the rest is in the dataset; 1 nothing could be read, or DIR
    could not be written; 2 wrong usage.
    """
    import sqlite3

    from . import batch as batches
    from .decisions import DecisionsError
    from .distributed_errors import ClusterError
    from .run import Engine
    from .workers import Limits
    from .write.folder import OutputError

    _use_model(model)
    engine = Engine(jobs, Limits(seconds, megabytes), force=force, since=_since(since), scheduler=scheduler)
    batch = batches.Batch(tuple(inputs), out, engine, store, decisions=decisions)
    try:
        if dry_run:
            _say(batches.dry_run(batch))
            return
        with _progress() as progress:
            summary, report = batches.run_batch(batch, progress)
    except (OutputError, ClusterError, DecisionsError, OSError, sqlite3.Error) as error:
        _fail(str(error))
    _say(_summary_lines(summary, report))
    if summary.failures:
        raise typer.Exit(PARTIAL if summary.documents else FAILURE)


@app.command("status")
def status_command(
    dataset: Annotated[Path, typer.Argument(metavar="DATASET", help="Folder that a run has written.")],
    store: Annotated[Path | None, typer.Option("--store", metavar="DIR", help="Folder given to the run as --store.")
                     ] = None,
) -> None:
    """Say what a dataset was made from, and what has changed since.

    \b
    maaltal status dataset
    """
    from .status import status_lines
    from .write.folder import OutputError

    try:
        _say(status_lines(dataset, store))
    except (LookupError, OutputError) as error:
        _fail(str(error))


@app.command("show")
def show_command(
    document: Annotated[str, typer.Argument(metavar="DOCUMENT", help="A file or URL.")],
    table: Annotated[str | None, typer.Option("--table", metavar="TABLE", help=(
        "Show this table only, e.g. paragraphs."))] = None,
    model: _Model = None,
) -> None:
    """Print what is found in one document, with the words it rests on. Nothing is written.

    \b
    maaltal show plan.pdf
    maaltal show plan.pdf --table requirements
    """
    from maaltal.schemas.tables import TABLES

    from .outcome import attempt
    from .show import SHOWN_BY_DEFAULT, lines

    if table is not None and table not in TABLES:
        raise typer.BadParameter(f"{table!r} is not one of {', '.join(TABLES)}", param_hint="--table")
    _use_model(model)
    outcome = attempt(document)
    if outcome.bundle is None:
        _fail(_failure_line(outcome))
    _say(lines(outcome.bundle, (table,) if table else SHOWN_BY_DEFAULT))


@app.command("score")
def score_command(
    dataset: Annotated[Path, typer.Argument(metavar="DATASET", help="Folder that a run has written.")],
    gold: Annotated[Path, typer.Argument(metavar="GOLD", help="Folder of gold files, <stem of the source>.json.")],
    show: Annotated[Layer | None, typer.Option("--show", help=(
        "List what a layer missed, invented or got wrong."))] = None,
    details: Annotated[bool, typer.Option("--details", help=(
        "Precision and recall, field accuracy, subgroups, reliability of the confidences, and every fault."))] = False,
    as_json: Annotated[Path | None, typer.Option("--json", metavar="FILE", help="Write all of it to FILE.")] = None,
    as_html: Annotated[Path | None, typer.Option("--html", metavar="FILE", help=(
        "Write all of it as one page that needs no network."))] = None,
) -> None:
    """Compare a dataset with what people found by hand.

    Prints one line a document: share of metadata right, then F1 of goals, of requirements (found, and right in every
    core field), of figures and of budget lines; last, how many rows stand exactly where they say. A manifest.csv
    beside GOLD (stem, conversion, producer, set) gives further subgroups.

    \b
    maaltal score dataset/ gold/
    maaltal score dataset/ gold/ --show requirements
    maaltal score dataset/ gold/ --html score.html
    """
    from .score import error_lines, score
    from .score.text import record, report_lines

    if not (dataset / "documents.csv").is_file():
        _fail(f"{dataset} is not a dataset: it holds no documents.csv")
    if not any(gold.glob("*.json")):
        _fail(f"{gold} holds no gold files (*.json)")
    result = score(dataset, gold)
    for stem in result.not_in_dataset:
        _complain(f"{stem}: not in the dataset")
    if show:
        _say(error_lines(result, show.value))
    _say(report_lines(result, details))
    try:
        if as_json:
            as_json.write_text(json.dumps(record(result), ensure_ascii=False, indent=1), encoding="utf-8")
        if as_html:
            from .score.page import write_page

            write_page(result, as_html)
    except OSError as error:
        _fail(str(error))


@app.command("residue")
def residue_command(
    inputs: Annotated[list[str], typer.Argument(
        metavar="INPUT", help="Files, folders or URLs of documents, or one folder that a run has written.")],
) -> None:
    """List what no rule claimed: where a reader of plans would add a word or a rule next.

    Sentences that demand a quantity without a requirement, quantities of nothing, columns of tables without meaning
    (only where documents are read, a dataset does not keep them), headings over demands without a theme.

    \b
    maaltal residue plan.pdf
    maaltal residue dataset/
    """
    from .read import find_inputs
    from .read.errors import ReadError
    from .residue import is_dataset, lines, of_dataset, of_file

    if len(inputs) == 1 and is_dataset(inputs[0]):
        _say(lines(of_dataset(Path(inputs[0]))))
        return
    sources, failures = find_inputs(inputs)
    found = []
    for failure in failures:
        _complain(f"{failure.source}: failed ({failure.stage}): {failure.reason}")
    for source in sources:
        try:
            found.append((source, of_file(source)))
        except ReadError as error:
            _complain(f"{source}: failed (read): {error}")
    if not found:
        raise typer.Exit(FAILURE)
    _say(lines(found))


app.command("export")(export_command)
app.command("serve")(serve_command)
app.command("review")(review_command)
app.command("report")(report_command)


@app.command("codebook")
def codebook_command() -> None:
    """Print the codebook: every table, column and code, as Markdown.

    \b
    maaltal codebook > codebook.md
    """
    from maaltal.schemas.codebook import codebook

    print(codebook())


def _use_model(model: str | None) -> None:
    """Name the entity model for this process and the workers it starts; one that cannot be loaded is an error now."""
    if model is None:
        return
    from maaltal.extractors.entities import EntityModelError, entities
    from maaltal.extractors.entity_blanks import MODEL_VARIABLE

    try:
        entities(["Prøve"], model)
    except EntityModelError as error:
        raise typer.BadParameter(str(error), param_hint="--model") from error
    os.environ[MODEL_VARIABLE] = model


def _progress() -> AbstractContextManager[Progress]:
    """A bar on a terminal, plain lines elsewhere; both on standard error."""
    if not sys.stderr.isatty():
        return nullcontext(_report_plainly)
    from .terminal import progress_bar

    return progress_bar(_failure_line)


def _report_plainly(done: int, total: int, outcome: Outcome) -> None:
    _complain(f"[{done}/{total}] {_outcome_line(outcome)}")


def _outcome_line(outcome: Outcome) -> str:
    if outcome.failure:
        return _failure_line(outcome)
    counts = [f"{len(outcome.rows.get(layer.value, ()))} {layer.value.replace('_', ' ')}" for layer in Layer]
    return f"{outcome.source}: " + ", ".join(counts)


def _failure_line(outcome: Outcome) -> str:
    failure = outcome.failure
    return f"{failure.source}: failed ({failure.stage}): {failure.reason}" if failure else outcome.source


def _since(text: str | None) -> float | None:
    from datetime import datetime

    from .batch import since_time

    try:
        return since_time(text, datetime.now()) if text else None
    except ValueError as error:
        said = f"{text!r} is neither a date nor a time like 12h, 7d or 2w"
        raise typer.BadParameter(said, param_hint="--since") from error


def _summary_lines(summary: RunSummary, report: Path) -> Iterable[str]:
    if summary.untouched:
        yield "Nothing has changed since the last run: the dataset was left as it is."
    yield f"{summary.documents} documents, {len(summary.failures)} failures, {summary.seconds:.1f} seconds"
    if summary.reused and not summary.untouched:
        yield f"{summary.reused} inputs were known from an earlier run."
    if summary.removed:
        yield f"{len(summary.removed)} inputs of the last run are gone, and with them their rows."
    for table, count in summary.rows.items():
        yield f"  {table:<14}{count:>10,}"
    yield f"Look into {summary.out}: maaltal.sqlite and *.csv hold the tables, codebook.md explains them."
    if summary.failures:
        yield f"What could not be read is listed in {summary.out / 'failures.csv'}."
    yield f"Report: {report}"


def _say(lines: Iterable[str]) -> None:
    from .show import printable

    for line in lines:
        print(printable(line))


def _complain(line: str) -> None:
    from .show import printable

    print(printable(line), file=sys.stderr, flush=True)


def _fail(message: str) -> NoReturn:
    _complain(f"maaltal: {message}")
    raise typer.Exit(FAILURE)


def _print_version() -> NoReturn:
    from importlib.metadata import version

    print(f"maaltal {version('maaltal')}")
    raise typer.Exit


def _end(signum: int, _frame: object) -> NoReturn:
    """Leave through the clean-up of a run, as at Ctrl-C."""
    sys.exit(128 + signum)
