"""Reviewed documents as gold: the rows a person has accepted, in the format of the annotation contract."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path, PurePosixPath
from typing import Any

_DOCUMENT = ("document_type", "status", "plan_year", "municipality_codes", "municipalities", "jobcenter")
_GOAL = ("level", "number", "title", "theme")
_REQUIREMENT = (
    "number", "theme", "indicator", "indicator_text", "target_group", "target_group_text", "scope", "operator",
    "target_value", "target_unit", "change_value", "change_unit", "baseline_value", "baseline_unit", "baseline_period",
    "target_period", "comparator", "comparator_relation", "status")
_FIGURE = ("value", "unit", "qualifier")
_BUDGET_LINE = ("table_number", "label", "parent_label", "account", "measure", "budget_type", "year", "value", "unit",
                "value_dkk", "is_total")
_NOTE = ("Made from the rows of the program as {names} accepted and corrected them. What the program did not find is "
         "not here: read the document against this file before it is used to measure recall.")

Tables = Mapping[str, Sequence[Any]]


def gold(rows: Tables, names: Sequence[str]) -> dict[str, Any]:
    """The gold of one document from its reviewed rows; `names` are those of the reviewers."""
    (document,) = rows["documents"]
    return {
        "document": {name: _plain(getattr(document, name)) for name in _DOCUMENT},
        "goals": [_picked(row, _GOAL) | {"optional": False, "quote": row.quote} for row in rows["goals"]],
        "requirements": list(_requirements(rows)),
        "figures": [_picked(row, _FIGURE) | {"quote": row.quote} for row in rows["figures"]],
        "budget_lines": [_picked(row, _BUDGET_LINE) | {"quote": row.quote} for row in rows["budget_lines"]],
        "notes": [_NOTE.format(names=", ".join(names))],
    }


def write(folder: Path, rows: Tables, names: Sequence[str]) -> Path:
    """Write the gold of one document as `<stem of the source>.json`; the path of the file."""
    (document,) = rows["documents"]
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{PurePosixPath(document.source.replace(chr(92), '/')).stem}.json"
    text = json.dumps(gold(rows, names), ensure_ascii=False, indent=1)
    path.write_text(text + "\n", encoding="utf-8", newline="")
    return path


def _requirements(rows: Tables) -> Iterator[dict[str, Any]]:
    """Requirements in document order, goal and first statement by their place in the lists; null where rejected."""
    requirements = rows["requirements"]
    goals = {row.goal_id: place for place, row in enumerate(rows["goals"])}
    places = {row.requirement_id: place for place, row in enumerate(requirements)}
    for row in requirements:
        links = {"goal": goals.get(row.goal_id), "restates": places.get(row.restates)}
        yield _picked(row, _REQUIREMENT) | links | {"optional": False, "quote": row.quote}


def _picked(row: Any, names: Sequence[str]) -> dict[str, Any]:
    return {name: _plain(getattr(row, name)) for name in names}


def _plain(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value
