"""The score as one self-contained page: no network, no file beside it, everything from documents escaped."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator
from functools import cache
from hashlib import sha256
from importlib import resources
from pathlib import Path
from typing import Any

from jinja2 import Environment, FunctionLoader, StrictUndefined
from markupsafe import Markup

from . import groups, reliability
from .compared import Score, headline
from .reliability import Reliability
from .tally import FAULTS, LAYERS

HEADLINE = (("meta", "Metadata: share of fields right"), ("goals", "Goals: F1"), ("req", "Requirements found: F1"),
            ("exact", "Requirements right in every core field: F1"), ("figs", "Figures, value and unit: F1"),
            ("budget", "Budget lines: F1"))
_COUNTED = ("document", *LAYERS)
_PLOT = 200  # side of a reliability diagram, in pixels


def write_page(result: Score, file: Path, title: str = "Scores against gold") -> None:
    """Write the page, making the folder it lies in."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(page(result, title), encoding="utf-8")


def page(result: Score, title: str = "Scores against gold") -> str:
    """The page as HTML."""
    style, script = _asset("score.css"), _asset("score.js")
    documents = {name: report for name, report in result.report.items() if name != "overall"}
    return _environment().get_template("score.html").render(
        title=title, style=Markup(style), script=Markup(script), policy=_policy(style, script),
        headline=HEADLINE, overall=result.report["overall"], totals=headline(result.report["overall"]),
        documents=[(name, result.cards[name], headline(report)) for name, report in documents.items()],
        short=groups.SHORT_TYPES,
        layers=[(layer, [(name, report[layer]) for name, report in result.report.items()
                         if report[layer]["predicted"] or report[layer]["expected"]]) for layer in _COUNTED],
        fields={layer: _fields(result, layer) for layer in _COUNTED if result.report["overall"][layer].get("fields")},
        groups={grouping: [(name, report["documents"], headline(report)) for name, report in members.items()]
                for grouping, members in groups.subgroups(result).items()},
        reliabilities=[(one, reliability.RIGHT_MEANS[one.layer], list(_points(one)))
                       for one in reliability.of_tallies(result.tallies.values())],
        plot=_PLOT, faults=list(_faults(result)), kinds=FAULTS, layer_names=_COUNTED, absent=result.not_in_dataset)


def _fields(result: Score, layer: str) -> dict[str, Any]:
    """Accuracy of each field of a layer by document, `overall` last; `names` in the order of the overall report."""
    names = list(result.report["overall"][layer]["fields"])
    rows = [(name, [report[layer].get("fields", {}).get(field) for field in names])
            for name, report in result.report.items() if report[layer].get("fields")]
    return {"names": names, "rows": rows}


def _points(one: Reliability) -> Iterator[dict[str, float]]:
    """The bins of a diagram in pixels: confidence to the right, share right upwards, an interval each."""
    for found in one.bins:
        low, high = found.interval
        yield {"x": round(found.confidence * _PLOT, 1), "y": round((1 - found.share) * _PLOT, 1),
               "low": round((1 - low) * _PLOT, 1), "high": round((1 - high) * _PLOT, 1),
               "r": round(2 + 6 * (found.rows / one.rows) ** 0.5, 1)}


def _faults(result: Score) -> Iterator[dict[str, Any]]:
    for stem, layers in result.tallies.items():
        for layer in _COUNTED:
            for fault in layers[layer].faults:
                yield fault.record() | {"document": stem, "layer": layer, "quote": " ".join(fault.quote.split())}


def _policy(style: str, script: str) -> str:
    """A content security policy that lets in this style and this script and nothing else."""
    hashes = [b64encode(sha256(text.encode()).digest()).decode() for text in (style, script)]
    return (f"default-src 'none'; style-src 'sha256-{hashes[0]}'; script-src 'sha256-{hashes[1]}'; "
            "base-uri 'none'; form-action 'none'")


@cache
def _environment() -> Environment:
    made = Environment(loader=FunctionLoader(_asset), autoescape=True, undefined=StrictUndefined, trim_blocks=True,
                       lstrip_blocks=True)
    made.filters["share"] = _share
    made.filters["words"] = lambda name: name.replace("_", " ")
    return made


def _share(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f}"


@cache
def _asset(name: str) -> str:
    return resources.files(__package__).joinpath(name).read_text(encoding="utf-8")
