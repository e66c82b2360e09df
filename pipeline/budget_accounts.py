"""Which accounts of the code list a budget line is about: as printed, as its table prints, or as its label says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache

import regex
from maaltal.extractors.lexicon import Match, matcher
from maaltal.schemas import codelists
from maaltal.schemas.tables import BudgetLineRow

_ACCOUNT = regex.compile(r"(?P<function>\d\.\d\d\.\d\d)(?:\.\d{3})?")
_REMARK = regex.compile(r"\([^()]*\)")

# accounts with a printed grouping (5.68.90.010), sorted, and what they rest on
Accounts = tuple[tuple[str, ...], str | None]


def accounts_of(lines: Sequence[BudgetLineRow]) -> dict[str, Accounts]:
    """Accounts of the lines of one document, by id of the line."""
    printed = _by_label(lines)
    return {line.budget_line_id: _accounts(line, printed) for line in lines}


def unknown_accounts(account: str) -> tuple[str, ...]:
    """Printed accounts that the code list does not know."""
    return tuple(code for code in _codes(account) if _function(code) not in _known())


def _accounts(line: BudgetLineRow, printed: Mapping[tuple, tuple[str, ...]]) -> Accounts:
    own = _codes(line.account)
    if own:
        return own, "printed"
    if shared := printed.get(_place(line)):
        return shared, "table"
    named = () if line.is_total else _by_words(line.label, line.year)
    return (named, "label") if named else ((), None)


def _by_label(lines: Sequence[BudgetLineRow]) -> dict[tuple, tuple[str, ...]]:
    """The accounts printed beside a label, where its other measures in the table leave them out."""
    found: dict[tuple, set[tuple[str, ...]]] = {}
    for line in lines:
        if own := _codes(line.account):
            found.setdefault(_place(line), set()).add(own)
    return {place: next(iter(accounts)) for place, accounts in found.items() if len(accounts) == 1}


def _place(line: BudgetLineRow) -> tuple:
    return line.paragraph_id, line.table_number, line.parent_label, line.label


def _codes(account: str | None) -> tuple[str, ...]:
    return tuple(sorted({match[0] for match in _ACCOUNT.finditer(account or "")}))


def _function(code: str) -> str:
    """The account of the code list: `5.68.90.010` -> `5.68.90`."""
    return ".".join(code.split(".")[:3])


def _by_words(label: str, year: int | None) -> tuple[str, ...]:
    """Accounts whose names make up the whole label; none where a word is left over or an account was not there."""
    bare = _REMARK.sub(" ", label)
    named = list(matcher("budget_accounts").find(bare))
    rest = _without(bare, named)
    empty = [match for match in matcher("panel_words").find(rest) if match.key in ("between", "around_account")]
    codes = tuple(sorted({match.key for match in named}))
    known = all(_exists(_function(code), year) for code in codes)
    return codes if known and not _without(rest, empty).strip() else ()


def _without(text: str, matches: Sequence[Match]) -> str:
    ends, starts = [0, *(match.end for match in matches)], [*(match.start for match in matches), len(text)]
    return " ".join(text[end:start] for end, start in zip(ends, starts, strict=True))


@cache
def _known() -> dict[str, str]:
    return {account.code: account.years for account in codelists.accounts()}


def _exists(code: str, year: int | None) -> bool:
    """Whether an account stood in the chart of accounts of a year: `2007-`, `2007-2019`, `2013/2015-`."""
    if code not in _known():
        return False
    first, _, last = _known()[code].partition("-")
    return year is None or int(first[:4] or 0) <= year <= int(last[:4] or 9999)
