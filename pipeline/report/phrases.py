"""Rows in plain words: what a requirement demands, what a figure says, what a budget line holds."""

from __future__ import annotations

from maaltal.schemas.tables import FindingRow

from ..audit import in_english, messages
from .store import Row
from .words import Words

_MIRRORED = {"<=": ">=", ">=": "<=", "<": ">", ">": "<", "=": "="}


def demand(words: Words, row: Row) -> str:
    """The level demanded, e.g. `højst 210 personer`; the change where only that is stated; empty for none."""
    if row["target_value"] is not None:
        return _bounded(words, row["operator"], words.amount(row["target_value"], row["target_unit"]))
    return change(words, row, row["operator"])


def change(words: Words, row: Row, operator: str | None = None) -> str:
    """The change demanded, e.g. `fald på mindst 12 pct.`: a bound on a signed fall turns round when it is said."""
    value = row["change_value"]
    if value is None:
        return ""
    if value == 0:
        return words["change"]["none"]
    said = operator and (_MIRRORED[operator] if value < 0 else operator)
    amount = _bounded(words, said, words.amount(abs(value), row["change_unit"]))
    return words["change"]["fall" if value < 0 else "rise"].format(amount)


def baseline(words: Words, row: Row) -> str:
    """The level the demand is measured from, with its period."""
    parts = (words.amount(row["baseline_value"], row["baseline_unit"]), words.period(row["baseline_period"]))
    return ", ".join(part for part in parts if part)


def comparison(words: Words, row: Row) -> str:
    """How the indicator should stand to the comparator, e.g. `bedre end klyngen`."""
    if row["comparator"] is None:
        return ""
    relation = words.say("relation", row["comparator_relation"] or "compared")
    return f"{relation} {words.say('comparator', row['comparator'])}"


def subject(words: Words, row: Row) -> str:
    """What a requirement measures: the code's label, else its own words."""
    return words.indicator(row["indicator"]) or row["indicator_text"] or ""


def group(words: Words, row: Row) -> str:
    """Whom a requirement is about, and where if not everywhere."""
    named = words.target_group(row["target_group"]) or row["target_group_text"]
    return ", ".join(part for part in (named, row["scope"]) if part)


def message(words: Words, row: Row) -> str:
    """What a finding says; in English without what only its Danish message tells."""
    if words.lang == "da" or row["check"] not in messages():
        return row["message"]
    return in_english(FindingRow(**row))


def figure(words: Words, row: Row) -> str:
    """A figure with its hedge, e.g. `ca. 300 personer`."""
    amount = words.amount(row["value"], row["unit"])
    return f"{words.say('qualifier', row['qualifier'])} {amount}" if row["qualifier"] else amount


def budget_column(words: Words, row: Row) -> str:
    """The column a budget line stands in, e.g. `Budget 2012`."""
    return " ".join(filter(None, (words.say("budget_type", row["budget_type"]), str(row["year"] or ""))))


def budget_amount(words: Words, row: Row) -> str:
    """The number as the table prints it, with the table's unit."""
    return words["unit"][row["unit"]].format(words.number(row["value"]))


def shortened(quote: str, length: int = 90) -> str:
    """The beginning of a quote, on one line."""
    said = " ".join(quote.split())
    return said if len(said) <= length else said[:length].rsplit(" ", 1)[0] + " …"


def _bounded(words: Words, operator: str | None, amount: str) -> str:
    bound = words["operator"].get(operator or "", "")
    return f"{bound} {amount}".strip()
