"""The data behind the charts, small enough to stand in the page: observations of indicators, and budgets by area."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from maaltal.schemas import codelists

from . import phrases
from .places import document_name, document_page, file_name
from .store import Row
from .words import Words, danish_order, year_of

_AMOUNTS = ("net_expenditure", "expenditure")
_MILLION = 1_000_000


def observations(words: Words, panel: Sequence[Row]) -> dict[str, Any]:
    """Series by indicator, kind (level or change) and unit, the fullest first, each with its points.

    A point holds municipality code and name, plan year, target group, value, period on the time axis, and where the
    source states it the baseline; requirements without a known indicator or a value are counted as `uncoded`.
    """
    series: dict[tuple[str, str, str], list[dict[str, Any]]] = defaultdict(list)
    uncoded: set[str] = set()
    for target, start in _targets(panel):
        if target["indicator"] is None:
            uncoded.add(target["source_row_id"])
            continue
        key = (target["indicator"], target["measure"], target["unit"] or "")
        series[key].append(_point(words, target, start))
    ordered = sorted(series.items(), key=lambda item: (-_spread(item[1]), -len(item[1]), item[0]))
    return {"series": [_series(words, key, points) for key, points in ordered], "uncoded": len(uncoded)}


def _targets(panel: Sequence[Row]) -> Iterable[tuple[Row, Row | None]]:
    """Each target, or change without one, of a requirement in a municipality, with its baseline of the same unit."""
    rows = [row for row in panel if row["source_table"] == "requirements" and row["value"] is not None]
    found = {(row["source_row_id"], row["municipality_code"], row["measure"]): row for row in rows}
    for (source, code, measure), row in found.items():
        level = found.get((source, code, "target"))
        if measure == "target" or (measure == "change" and level is None):
            start = found.get((source, code, "baseline"))
            yield row, start if start and measure == "target" and start["unit"] == row["unit"] else None


def _point(words: Words, row: Row, start: Row | None) -> dict[str, Any]:
    return {
        "code": row["municipality_code"], "name": row["municipality"], "year": row["plan_year"], "theme": row["theme"],
        "group": _about(words, row), "value": row["value"],
        "text": words.amount(row["value"], row["unit"], signed=row["measure"] == "change"),
        "short": words.number(row["value"], signed=row["measure"] == "change"),
        "bound": words["operator"].get(row["operator"] or "", ""),
        "period": words.period(row["period"]), "at": year_of(row["period"]) or row["plan_year"],
        "base": start and start["value"], "base_text": words.amount(start["value"], start["unit"]) if start else "",
        "base_period": words.period(start["period"]) if start else "",
        "base_at": year_of(start["period"]) if start else None,
        "href": f"{document_page(row['document_id'])}#r-{row['source_row_id']}",
    }


def _about(words: Words, row: Row) -> str:
    """Whom a value is about, and where if not the whole municipality alone: what tells alike names apart."""
    named = words.target_group(row["target_group"]) or phrases.shortened(row["target_group_text"] or "")
    place = words.say("area", row["area"]) if row["area"] == "joint" else row["scope"] if row["area"] == "part" else ""
    return ", ".join(part for part in (named, place) if part)


def _spread(points: Iterable[Mapping[str, Any]]) -> int:
    """In how many municipalities and years a series is observed, with those counted twice that state a baseline."""
    seen = {(point["code"], point["year"]) for point in points}
    return len(seen) + len({(point["code"], point["year"]) for point in points if point["base"] is not None})


def _series(words: Words, key: tuple[str, str, str], points: list[dict[str, Any]]) -> dict[str, Any]:
    indicator, measure, unit = key
    unit_name = words.say("unit_name", unit or "none")
    kind = f" ({words['measure']['change_short']})" if measure == "change" else ""
    points = list({(point["code"], point["year"], point["group"], point["bound"], point["value"], point["base"],
                    point["period"]): point for point in reversed(points)}.values())  # a plan read from two files
    return {"indicator": indicator, "label": f"{words.indicator(indicator)}{kind}, {unit_name}", "unit": unit_name,
            "points": sorted(points, key=lambda point: (point["name"], point["year"] or 0, point["value"]))}


def budgets(words: Words, documents: Sequence[Row], lines: Sequence[Row]) -> dict[str, Any]:
    """Budgets in million kroner: by plan (areas as printed), and by account across the plans that print it."""
    by_document: dict[str, list[Row]] = defaultdict(list)
    for line in lines:
        if line["measure"] in _AMOUNTS and line["value_dkk"] is not None and not line["is_total"]:
            by_document[line["document_id"]].append(line)
    names = _distinct_names(words, documents)
    plans = [_plan(words, document, names, by_document[document["document_id"]])
             for document in documents if document["document_id"] in by_document]
    return {"plans": sorted(plans, key=lambda plan: danish_order(plan["label"])), "accounts": _accounts(plans)}


def _distinct_names(words: Words, documents: Sequence[Row]) -> dict[str, str]:
    """Names of documents by id; where two are alike, with their file's name."""
    names = {document["document_id"]: document_name(words, document) for document in documents}
    times = Counter(names.values())
    return {document["document_id"]: name if times[name := names[document["document_id"]]] == 1
            else f"{name} ({file_name(document)})" for document in documents}


def _plan(words: Words, document: Row, names: Mapping[str, str], lines: list[Row]) -> dict[str, Any]:
    measure = max(_AMOUNTS, key=lambda measure: sum(line["measure"] == measure for line in lines))
    lines = [line for line in lines if line["measure"] == measure]
    return {
        "id": document["document_id"], "label": names[document["document_id"]],
        "codes": document["municipality_codes"], "year": document["plan_year"],
        "measure": words.say("budget_measure", measure), "bars": _bars(words, lines),
    }


def _bars(words: Words, lines: list[Row]) -> list[dict[str, Any]]:
    """One bar for each area and column; a label that stands twice in a column is told apart by its heading."""
    times = Counter((line["label"], line["budget_type"], line["year"]) for line in lines)
    twice = {label for (label, _, _), number in times.items() if number > 1}
    bars: dict[tuple[str, str], dict[str, Any]] = {}
    for line in lines:
        heading = f"{line['parent_label']}: " if line["label"] in twice and line["parent_label"] else ""
        area, column = f"{heading}{line['label']}", phrases.budget_column(words, line)
        bars.setdefault((area, column), {
            "area": area, "column": column, "order": line["year"] or 0, "account": line["account"],
            "value": round(line["value_dkk"] / _MILLION, 4), "text": words.amount(line["value_dkk"], "dkk"),
            "href": f"{document_page(line['document_id'])}#r-{line['budget_line_id']}",
        })
    return list(bars.values())


def _accounts(plans: Sequence[Mapping[str, Any]]) -> list[dict[str, str]]:
    """Accounts that at least two plans print alone on a line, with their names."""
    named = {account.code: account.name for account in codelists.accounts()}
    times = Counter(account for plan in plans for account in {bar["account"] for bar in plan["bars"]} if account)
    return [{"code": code, "label": f"{code} {named[code]}"} for code, number in sorted(times.items())
            if number > 1 and code in named]
