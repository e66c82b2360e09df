"""Which label belongs to which rows: by place in a grid, by account code where a flattened form has parted the two.

The national form prints label, `Udgifter (konto ...)`, `Antal helårspersoner`, `Enhedsomkostning`. Flattened, several
labels may come first and their rows behind, and a unit cost may slip behind the next label.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache

import regex

from ..schemas import codelists
from . import lexicon
from .budget_rows import Row
from .table_words import group, value_of, without_marks

_ORDER = {"expenditure": 0, "income": 0, "net_expenditure": 0, "full_year_persons": 1, "unit_cost": 2}
_PIECE = regex.compile(r"(?<=[\p{Ll}\d).*]\s*\**)\s+(?=\p{Lu}[\p{Ll}-])")
_LONG_WORD = regex.compile(r"\p{L}{6,}")
_TABLE = regex.compile(r"^\s*Tabel\s+[\d.]+\S*")
_PUNCTUATION = regex.compile(r"[\s,()*/.-]+")
_CLOSE = 0.06  # expenditure over persons and the printed unit cost, both rounded
_LABEL_LENGTH = 160


@dataclass(slots=True)
class Group:
    """Rows of one label: expenditure, persons, unit cost of a scheme; `certain` where place or account says whose."""

    rows: list[Row] = field(default_factory=list)
    sections: list[str] = field(default_factory=list)
    label: str = ""
    parent: str | None = None
    certain: bool = True
    above: Row | None = None  # the row with a label of its own that stands directly above

    @property
    def accounts(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(code for row in self.rows for code in row.label.accounts))

    @property
    def codes(self) -> tuple[str, ...]:
        """Accounts, made exact by the grouping where one is printed: 5.68.91 with gruppering 016-017 is 5.68.91.016."""
        groupings = tuple(code for row in self.rows for code in row.label.groupings)
        if len(self.accounts) == 1 and groupings:
            return tuple(f"{self.accounts[0]}.{grouping}" for grouping in groupings)
        return self.accounts

    def values(self, measure: str) -> list[float]:
        """Values of the first row of a measure."""
        for row in self.rows:
            if row.label.measure == measure:
                return [value.number for cell in row.cells if (value := value_of(cell.text))]
        return []


@dataclass(slots=True)
class Labelled:
    """Groups of a table with their labels; `by_account` where labels were found through accounts, not by place."""

    groups: list[Group]
    by_account: bool


def label_groups(rows: Sequence[Row], corner: str, flattened: bool) -> Labelled:
    """Groups of the measure rows of a table, each with label and parent; rows with labels of their own are left out."""
    groups, displaced = _grouped(rows, flattened)
    below = [item for item in groups if item.above]
    groups = [item for item in groups if not item.above]
    parted = _assign(groups, flattened)
    _fall_back(groups, corner)
    return Labelled(groups + _of_rows_above(below), flattened and (displaced or parted))


def _of_rows_above(groups: Sequence[Group]) -> list[Group]:
    """Rows such as `Antal helårspersoner` that follow line after line belong to those; one alone is a line itself."""
    repeated = len(groups) > 1 and len({tuple(row.label.measure for row in item.rows) for item in groups}) == 1
    kept = [item for item in groups if not item.accounts and (repeated or _counts_row_above(item))]
    for item in kept:
        item.label = item.above.label.text if item.above else ""
    return kept


def _counts_row_above(item: Group) -> bool:
    """Whether persons or unit costs stand below a line with an account, as in the national form."""
    counted = all(row.label.measure in ("full_year_persons", "unit_cost") for row in item.rows)
    return counted and item.above is not None and bool(item.above.label.accounts)


def _grouped(rows: Sequence[Row], flattened: bool) -> tuple[list[Group], bool]:
    """Rows by group, and whether a label stands inside a group it does not belong to."""
    groups: list[Group] = []
    sections: list[str] = []
    displaced = False
    above: Row | None = None
    for index, row in enumerate(rows):
        own = not row.is_section and not row.label.pure and not row.label.total and bool(row.label.text)
        before, above = above, row if own else None
        if row.is_section:
            sections.append(row.label.text)
        elif not row.label.pure or row.label.total:
            sections = [] if not flattened or row.label.total else sections
        elif groups and _belongs(groups[-1], row, rows[index + 1:index + 2], bool(sections), flattened):
            displaced = displaced or bool(sections)
            groups[-1].rows.append(row)
        else:
            groups.append(Group([row], sections, above=before if not sections else None))
            sections = []
    return groups, displaced


def _belongs(current: Group, row: Row, following: Sequence[Row], after_section: bool, flattened: bool) -> bool:
    """Whether a row goes on with the group before it, though a label may stand between."""
    measure = row.label.measure or ""
    seen = [other.label.measure or "" for other in current.rows]
    if measure in seen:
        return False
    if not after_section:
        return _ORDER.get(measure, 0) >= max(_ORDER.get(other, 0) for other in seen) or "unit_cost" not in seen
    if not flattened or _ORDER.get(measure, 0) <= max(_ORDER.get(other, 0) for other in seen):
        return False
    trial = Group([*current.rows, row, *(following if measure == "full_year_persons" else ())])
    return unit_cost_fits(trial) is True


def unit_cost_fits(group_: Group) -> bool | None:
    """Whether expenditure over persons gives the printed unit cost up to a power of ten; None where one is missing."""
    spent, persons, cost = (group_.values(m) for m in ("expenditure", "full_year_persons", "unit_cost"))
    if not (spent and persons and cost):
        return None
    told = [(a / b, c) for a, b, c in zip(spent, persons, cost, strict=False) if b and c]
    if not told:
        return None
    return all(any(abs(each * 10**power / unit - 1) < _CLOSE for power in (0, 3, 6)) for each, unit in told)


# ---- labels of groups --------------------------------------------------------------------------------------------

def _assign(groups: list[Group], flattened: bool) -> bool:
    """Give the labels that stand before a run of groups to its groups; True where one stretch holds several."""
    parted, parent, start = False, None, 0
    while start < len(groups):
        stop = start + 1
        while stop < len(groups) and not groups[stop].sections:
            stop += 1
        run, sections = groups[start:stop], groups[start].sections
        pieces = [piece for text in sections for piece in (pieces_of(text) if flattened else [without_marks(text)])]
        if len(run) > 1 and len(pieces) >= len(run):
            _share(run, pieces)
            parted = True
        elif pieces:
            parent = _one(run, pieces, parent, flattened)
        for item in run:
            item.parent = item.parent or parent
        start = stop
    return parted


def _one(run: list[Group], pieces: list[str], parent: str | None, flattened: bool) -> str | None:
    """The last piece labels the first group (and any that follow without a label), the pieces before are its parent."""
    cut = _label_piece(pieces, run[0].codes) if flattened else len(pieces) - 1
    label, above = " ".join(pieces[cut:]), pieces[cut - 1] if cut else parent
    for item in run:
        item.label, item.parent = label, above
        item.certain = item is run[0]
    return above


def _label_piece(pieces: Sequence[str], codes: Sequence[str]) -> int:
    """Which piece begins the label: the last that names the account, else the last."""
    named = [i for i, piece in enumerate(pieces) if _names(piece, codes) >= 2]
    return named[-1] if named else len(pieces) - 1


def _share(run: list[Group], pieces: list[str]) -> None:
    """Share pieces among groups: first what the account names best, then the rest in order, left over is the parent."""
    scores = sorted(((_names(piece, item.codes), -abs((len(pieces) - p) - (len(run) - g)), -g, -p)
                     for g, item in enumerate(run) for p, piece in enumerate(pieces)), reverse=True)
    given: dict[int, int] = {}
    for score, _, g, p in scores:
        if score > 0 and -g not in given and -p not in given.values():
            given[-g] = -p
    free = [p for p in range(len(pieces)) if p not in given.values()]
    waiting = [g for g in range(len(run)) if g not in given]
    for g, p in zip(waiting, free[len(free) - len(waiting):], strict=True):
        given[g] = p
        run[g].certain = False
    left = [p for p in range(len(pieces)) if p not in given.values() and p < min(given.values())]
    for g, item in enumerate(run):
        item.label = pieces[given[g]]
        item.parent = pieces[left[-1]] if left else None


def pieces_of(text: str) -> list[str]:
    """Labels run together, apart: a piece ends before a capital, but not behind a little word or in brackets."""
    pieces, start = [], 0
    for match in _PIECE.finditer(text):
        before = text[start:match.start()]
        if _goes_on(before, text[match.end():]) or before.count("(") > before.count(")"):
            continue
        pieces.append(before)
        start = match.end()
    pieces.append(text[start:])
    return [clean for piece in pieces if (clean := without_marks(piece).strip(" ,;:*"))]


def _goes_on(before: str, behind: str) -> bool:
    """Whether a label goes on over a capital: behind `til`, `og` or a comma, or before `Kommune`."""
    if before.rstrip()[-1:] in ",(/&–-":
        return True
    last = before.split()[-1] if before.split() else ""
    link, name = group("link").first(last), group("name_part").first(behind)
    return (link is not None and link.end == len(last)) or (name is not None and name.start == 0)


def _names(piece: str, codes: Sequence[str]) -> int:
    """How well a label names an account: 3 with its grouping, 2 the account, 1 a word of its official name, 0 not."""
    found = {match.key for match in account_names().find(piece)}
    best = 0
    for printed in codes:
        code = printed.removeprefix("0")
        for key in found:
            if key == code:
                best = max(best, 3)
            elif code.startswith(key) or (code.count(".") == 2 and key.startswith(code)):
                best = max(best, 2)
        best = max(best, int(_official(piece, code)))
    return best


@cache
def account_names() -> lexicon.Matcher:
    """The matcher over the names of budget lines, keyed by account."""
    return lexicon.matcher("budget_accounts")


@cache
def _official_words() -> dict[str, frozenset[str]]:
    return {account.code: frozenset(_LONG_WORD.findall(account.name.lower())) for account in codelists.accounts()}


def _official(piece: str, code: str) -> bool:
    words = _official_words().get(".".join(code.split(".")[:3]), frozenset())
    return any(word in words for word in _LONG_WORD.findall(piece.lower()))


def _fall_back(groups: list[Group], corner: str) -> None:
    """Groups before the first label take the corner of the table, or name themselves."""
    title = corner_label(corner)
    for item in groups:
        if not item.label:
            item.label = title or item.rows[0].label.text
            item.certain = bool(title)


def corner_label(corner: str) -> str:
    """The label in the corner of a table: its last piece, where it names a line and not the kind of its labels."""
    pieces = pieces_of(_TABLE.sub("", corner))
    label = pieces[-1] if pieces else ""
    plain = _PUNCTUATION.sub(" ", label)
    for name in ("generic", "unit", "measure", "kind", "total"):
        for match in reversed(list(group(name).find(plain))):
            plain = plain[:match.start] + plain[match.end:]
    return label if plain.strip(" ,.") and not plain.strip().isdigit() and len(label) <= _LABEL_LENGTH else ""
