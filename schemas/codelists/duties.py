"""What a plan of a year had to contain, as the code list `duties.csv` says (paragraphs: legal notes of the project)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from . import CodeListError, _rows

DUTIES = ("mandatory", "guiding", "template", "conditional", "practice")
CERTAINTIES = ("high", "medium", "low")
SEVERITIES = ("warning", "info", "none")
CONDITIONS = ("", "shared_jobcentre")
ABSENT = ("missing", "unknown")


@dataclass(frozen=True, slots=True)
class Duty:
    """One thing a plan had to hold from one plan year to another; `evidence` names what meets it."""

    code: str
    from_year: int
    to_year: int
    duty: str
    certainty: str
    condition: str  # the duty holds only for such plans; empty: for all
    evidence: str
    absent_means: str  # missing, or unknown where a plan need not say that it keeps the duty
    severity_if_missing: str  # none: only the overview says so
    label_da: str
    label_en: str
    source: str


@cache
def duties() -> tuple[Duty, ...]:
    """All duties, in the order of the file; a code may stand once for each stretch of years."""
    found = tuple(_duty(row) for row in _rows("duties"))
    for first, second in zip(found, found[1:], strict=False):
        if first.code == second.code and second.from_year <= first.to_year:
            raise CodeListError(f"duties.csv: {second.code}: years overlap")
    return found


def duties_of_year(year: int) -> tuple[Duty, ...]:
    """The duties that hold for a plan year."""
    return tuple(duty for duty in duties() if duty.from_year <= year <= duty.to_year)


def _duty(row: dict[str, str]) -> Duty:
    choices = {"duty": DUTIES, "certainty": CERTAINTIES, "severity_if_missing": SEVERITIES, "condition": CONDITIONS,
               "absent_means": ABSENT}
    for name, allowed in choices.items():
        if row[name] not in allowed:
            raise CodeListError(f"duties.csv: {row['code']}: {name} {row[name]!r} is not one of {', '.join(allowed)}")
    if not (row["from_year"].isdigit() and row["to_year"].isdigit() and row["evidence"] and row["label_da"]):
        raise CodeListError(f"duties.csv: {row['code']}: years, evidence and label are needed")
    return Duty(row["code"], int(row["from_year"]), int(row["to_year"]), row["duty"], row["certainty"],
                row["condition"], row["evidence"], row["absent_means"], row["severity_if_missing"], row["label_da"],
                row["label_en"], row["source"])
