"""A flaw as a check reports it, and the finding it becomes: message by template, id by content."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from typing import Any

import regex
from maaltal.schemas.ids import content_id
from maaltal.schemas.tables import FindingRow

SEVERITIES = ("error", "warning", "info")
_FILE = "messages.toml"
_TWO_POINTS = regex.compile(r"(?<!\.)\.\.(?!\.)")  # an abbreviation at the end of a sentence: `kr..`


class MessageError(ValueError):
    """The catalogue of messages is wrong; the text names file and code."""


@dataclass(frozen=True, slots=True)
class Message:
    """How a finding is worded; `da` and `en` are templates over the fields of a flaw."""

    code: str
    severity: str
    title_da: str
    title_en: str
    da: str
    en: str
    rests_on: str


@dataclass(frozen=True, slots=True)
class Flaw:
    """What a check found; `severity` where it differs from the catalogue's, `values` for the template."""

    code: str
    expected: str | None = None
    found: str | None = None
    evidence: tuple[str, ...] = ()
    page: int | None = None
    quote: str | None = None
    severity: str | None = None
    values: Mapping[str, Any] = field(default_factory=dict)


@cache
def messages() -> dict[str, Message]:
    """All messages by code; raises MessageError where one is incomplete."""
    content = tomllib.loads(resources.files(__package__).joinpath(_FILE).read_text(encoding="utf-8"))
    return {code: _message(code, record) for code, record in content.items()}


def finding(document_id: str, flaw: Flaw) -> FindingRow:
    """The row that a flaw becomes."""
    message = messages()[flaw.code]
    return FindingRow(
        finding_id=content_id("findings", document_id, flaw.code, flaw.expected, flaw.found, flaw.quote, flaw.page,
                              *flaw.evidence, *sorted(map(str, flaw.values.items()))),
        document_id=document_id,
        check=flaw.code,
        severity=flaw.severity or message.severity,
        message=_TWO_POINTS.sub(".", message.da.format(expected=flaw.expected, found=flaw.found, **flaw.values)),
        expected=flaw.expected,
        found=flaw.found,
        evidence=flaw.evidence,
        page=flaw.page,
        quote=flaw.quote,
    )


def in_english(row: FindingRow) -> str:
    """The message of a finding in English; what the document prints stays Danish."""
    return _TWO_POINTS.sub(".", messages()[row.check].en.format(expected=row.expected, found=row.found))


def _message(code: str, record: Mapping[str, str]) -> Message:
    fields = ("severity", "title_da", "title_en", "da", "en", "rests_on")
    if missing := [name for name in fields if not record.get(name)]:
        raise MessageError(f"{_FILE}: {code}: {', '.join(missing)} missing")
    if record["severity"] not in SEVERITIES:
        raise MessageError(f"{_FILE}: {code}: unknown severity {record['severity']!r}")
    return Message(code, *(record[name] for name in fields))
