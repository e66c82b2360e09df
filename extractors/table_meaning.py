"""What the columns of a table mean: kind of budget, period, unit and measure, from headers and the titles above."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import regex

from .grammar.periods import find_periods
from .table_words import MONEY, STEP, TABLE_NUMBER, YEAR, context_units, group, undated, years_of
from .tables import Column

_BRACKET = regex.compile(r"\s*\([^()]*\)")
_HYPHEN = regex.compile(r"(?<=\p{Ll})[-\u2010\u00ad]\s+(?=\p{Ll})(?!(?:og|eller|samt)\b)")
_BREAK = regex.compile(r"(?<=\p{Ll})\s+(?=\p{Ll})")
_LINK = regex.compile(r"\b(?:og|samt|for|i)\b")
_SENTENCE_END = regex.compile(r"(?<=\p{Ll}{4}|\p{Ll}{3}\)|\d)[.!?]\s+(?=\p{Lu})")
_GROWTH = regex.compile(r"\b(?:vækst|stigning|fald|reduktion|ændring)\b", regex.IGNORECASE)
_TITLE_LENGTH = 160  # characters
_SHORT_TITLE = 50
_SPAN = regex.compile(r"\s?[-–]\s?(?=\p{L})|\s+til\s+")  # from one named period to another

@dataclass(frozen=True, slots=True)
class Context:
    """Where a silent header may look: corner, caption and note of the table, and the headings above (inner last)."""

    corner: str = ""
    caption: str = ""
    note: str = ""
    headings: tuple[str, ...] = ()
    spanning: tuple[str, ...] = ()  # header cells over several columns
    before: str = ""  # text in front of the caption

    @property
    def titles(self) -> tuple[str, ...]:
        """Texts that may say kind, year and unit, nearest first."""
        return tuple(text for text in (*self.spanning, self.corner, self.caption, *reversed(self.headings)) if text)


def header_column(levels: Sequence[str]) -> Column:
    """The meaning of one column from its header cells, topmost first: (`Budget 2014`, `Netto`)."""
    levels = _continued([mended(level) for level in levels])
    role, budget_type = _role(levels)
    return Column(
        header=" ".join(level for level in levels if level),
        role=role,
        period=_stacked_period(levels) or _lowest(_period, levels),
        unit=_lowest(_unit, levels),
        budget_type=budget_type,
        measure=_lowest(_measure, levels),
    )


def _stacked_period(levels: Sequence[str]) -> str | None:
    """`1. kv.` above `2015`: a quarter or month whose year stands in the row below."""
    undated_above = [level for level in levels[:-1] if find_periods(level) and not YEAR.search(level)]
    if not undated_above or not YEAR.fullmatch(levels[-1].strip()):
        return None
    return _period(f"{undated_above[-1]} {levels[-1]}")


def _continued(levels: Sequence[str]) -> list[str]:
    """`Korrigeret` above `budget 2012`, `Budget-` above `forslag`: a cell that goes on in the header row below."""
    whole: list[str] = []
    for level in levels:
        above = whole[-1] if whole else ""
        if level[:1].islower() and (above.endswith("-") or (group("kind").first(level) and group("kind").first(above))):
            whole[-1] = mended(f"{above} {level}")
        else:
            whole.append(level)
    return whole


def mended(level: str) -> str:
    """A header cell with words whole that a narrow column broke: `Korri- geret budget`, `Budgetover slag 2014`."""
    level = _HYPHEN.sub("", level)
    if any(group(name).first(level) for name in ("kind", "role", "ignored", "measure")):
        return level
    joined = _BREAK.sub("", level)
    return joined if group("kind").first(joined) or group("measure").first(joined) else level


def _lowest(read: Callable[[str], str | None], levels: Sequence[str]) -> str | None:
    """What the lowest header cell says that says anything."""
    return next((said for level in reversed(levels) if (said := read(level))), None)


def _role(levels: Sequence[str]) -> tuple[str | None, str | None]:
    """Role and kind of budget: the lowest level that says anything decides, in it the word that comes first."""
    for level in reversed(levels):
        found = [(match.start, -(match.end - match.start), name, match.key)
                 for name in ("ignored", "kind", "role") if (match := group(name).first(level))]
        if not found:
            continue
        *_, name, key = min(found, key=lambda hit: (hit[0], hit[1], hit[2] != "kind"))
        if name == "kind":
            several = len({match.key for match in group("kind").find(level)}) > 1 and level is not levels[-1]
            return (None, None) if several else ("budget", key)
        if name == "role":
            return key, None
        if not _only_unit(level):
            return ("change" if group("role").first(level) else "ignored"), None
    return None, None


def _only_unit(level: str) -> bool:
    """Whether a header cell is nothing but a unit such as `pct.`, and the period before it."""
    for period in reversed(find_periods(level)):
        level = level[: period.start] + level[period.end :]
    unit = group("unit").first(level)
    return unit is not None and not level[unit.end:].strip(" )*.") and not level[:unit.start].strip(" (")


def _period(text: str) -> str | None:
    """The period of a header: `Budget 2013` is 2013, `Dec. 2013` 2013-12, `dec. 12-dec. 14` a span; else None."""
    parts = _SPAN.split(text, maxsplit=1)
    ends = [period for part in parts if len(period := _periods(part)) == 1]
    if len(parts) == 2 and len(ends) == 2:
        return f"{ends[0][0]}/{ends[1][0]}"
    found = _periods(text)
    if len(found) == 1:
        return found[0]
    years = years_of(text)
    return str(years[0]) if not found and len(years) == 1 else None


def _periods(text: str) -> list[str]:
    return [mention.value for mention in find_periods(undated(text)) if mention.value and "{" not in mention.value]


def _unit(text: str) -> str | None:
    keys = [match.key for match in group("unit").find(text)]
    return keys[-1] if keys else None


def _measure(text: str) -> str | None:
    match = group("measure").first(text)
    return match.key if match else None


# ---- columns that say only a part --------------------------------------------------------------------------------

def complete(columns: Sequence[Column], context: Context) -> tuple[Column, ...]:
    """Columns with kind and year filled from their neighbours, the corner, the caption or the heading."""
    told = _title_kinds(context)
    columns = _beside_one_budget(_spent(columns))
    base = _base_year(columns, context)
    if not any(column.budget_type or column.period or column.role for column in columns):
        columns = _of_one_title(columns, context)
    filled: list[Column] = []
    for column in columns:
        column = _inherit(column, filled, told, base)
        filled.append(_dated(column, context, base))
    return _from_and_to(_growth_beside_levels(_with_course(_with_common_unit(filled))))


def _with_course(columns: tuple[Column, ...]) -> tuple[Column, ...]:
    """`dec. 2011 | dec. 2013 | dec. 2011-dec. 2013`: the course from one column's period to another's is a change."""
    courses = {f"{a.period}/{b.period}" for a in columns for b in columns if a.period and b.period}
    return tuple(replace(c, role="change") if c.role is None and c.period in courses else c for c in columns)


def _from_and_to(columns: tuple[Column, ...]) -> tuple[Column, ...]:
    """`Fra (2022) | Til`: the level that is left and the one that is to be reached."""
    headers = [_BRACKET.sub("", column.header).strip(" :").lower() for column in columns]
    if not {"fra", "til"} <= set(headers):
        return columns
    roles = {"fra": "baseline", "til": "target"}
    return tuple(replace(column, role=roles.get(header, column.role))
                 for header, column in zip(headers, columns, strict=True))


def _growth_beside_levels(columns: tuple[Column, ...]) -> tuple[Column, ...]:
    """`Højst december 2009 | Højst vækst i pct.`: what is headed as growth beside a level is a change."""
    targets = [column for column in columns if column.role == "target"]
    growth = [column for column in targets if column.unit == "percent" and _GROWTH.search(column.header)]
    if not growth or len(growth) == len(targets):
        return columns
    return tuple(replace(column, role="change") if column in growth else column for column in columns)


def _with_common_unit(columns: list[Column]) -> tuple[Column, ...]:
    """`Budget 2013 | Budget 2014 mio. kr.`: the one unit printed holds for all columns of the budget."""
    units = {column.unit for column in columns if column.budget_type and column.unit}
    if len(units) != 1 or not units & set(MONEY):
        return tuple(columns)
    (unit,) = units
    return tuple(replace(c, unit=unit) if c.budget_type and not c.unit else c for c in columns)


def _beside_one_budget(columns: Sequence[Column]) -> list[Column]:
    """`Antal helårspersoner | Enhedspris | Budget 2013`: what stands beside the one budget column is of that budget."""
    budgets = {(column.budget_type, column.period) for column in columns if column.budget_type}
    if len(budgets) != 1:
        return list(columns)
    ((kind, period),) = budgets
    return [replace(c, role="budget", budget_type=kind, period=period) if _counted(c, period) else c for c in columns]


def _counted(column: Column, period: str | None) -> bool:
    """Whether a column is nothing but full-year persons or a unit cost, of no other period."""
    return (column.measure in ("full_year_persons", "unit_cost") and not column.budget_type
            and column.period in (None, period) and column.role in (None, "status"))


def _spent(columns: Sequence[Column]) -> list[Column]:
    """`Realiseret 2014 | Forbrug 2015 | Budget 2016`: what was spent in a whole year is, beside budgets, accounts."""
    if not any(c.budget_type for c in columns) or any(c.role == "target" for c in columns):
        return list(columns)
    return [replace(c, role="budget", budget_type="accounts")
            if not c.budget_type and c.year and _names_spending(c.header) else c for c in columns]


def _names_spending(header: str) -> bool:
    match = group("realised").first(header)
    return match is not None and match.start == 0 and not YEAR.sub("", header[match.end:]).strip(" ,.*()")


def _of_one_title(columns: Sequence[Column], context: Context) -> list[Column]:
    """`Tabel 6. Budget 2014 fordelt på kommuner` over columns that name areas: all are of the one budget it names."""
    title = title_of(context.caption) or context.corner
    kinds = {match.key for match in group("kind").find(title)}
    years = years_of(title)
    units = [unit for text in (*context.titles, context.note) for unit in context_units(text)]
    if len(kinds) != 1 or len(years) != 1 or not units or not all(_may_be_amounts(column) for column in columns):
        return list(columns)
    (kind,) = kinds
    return [replace(c, role="budget", budget_type=kind, period=str(years[0])) for c in columns]


def _may_be_amounts(column: Column) -> bool:
    return bool(column.header) and column.unit in (None, *MONEY) and not column.measure


def last_sentence(text: str) -> str:
    """The sentence that a text ends with."""
    return _SENTENCE_END.split(text)[-1]


def title_of(caption: str) -> str:
    """The part of a caption that titles the table: from `Tabel 3` on, a line without verb, a sentence on the table."""
    numbers = list(TABLE_NUMBER.finditer(caption))
    if numbers and numbers[-1].group()[0].isupper():
        if len(caption) <= _TITLE_LENGTH:
            return caption
        named = _SENTENCE_END.search(caption, numbers[-1].end() + 2)  # behind the stop of `Tabel 4. `
        return caption[numbers[-1].start() : named.start() + 1 if named else len(caption)]
    return " ".join(s for s in _SENTENCE_END.split(caption) if group("points").first(s) or _is_title(s))


def _is_title(sentence: str) -> bool:
    """Whether a sentence has neither verb nor the length and the full stop of prose: `Satser pr. måned, kr.`."""
    short = len(sentence) < _SHORT_TITLE or (len(sentence) <= _TITLE_LENGTH and not sentence.rstrip().endswith("."))
    return short and group("prose").first(sentence) is None


def _inherit(column: Column, before: list[Column], told: dict[int | None, str], base: int | None) -> Column:
    if column.budget_type or column.role not in (None, "status") or not _silent(column):
        return column
    earlier = next((c for c in reversed(before) if c.budget_type), None)
    if column.year is None:
        kind = told.get(None) if column.measure else None
    elif not earlier and _before_title(column.year, told):
        kind = None
    elif column.year in told:
        kind = told[column.year]
    elif earlier:
        kind = _later_kind(earlier, column)
    else:
        kind = _year_kind(column.year, told, base)
    return replace(column, role="budget", budget_type=kind) if kind else column


def _before_title(year: int, told: dict[int | None, str]) -> bool:
    """`Budget 2019` over columns from 2015 on: the years before it are not budgeted, and not of its accounts."""
    dated = [key for key in told if key is not None]
    return bool(dated) and year < min(dated)


def _silent(column: Column) -> bool:
    """Whether a header names nothing but a year, a measure, a unit or a title over several kinds of budget."""
    if column.measure:
        return True
    rest = YEAR.sub(" ", undated(column.header))
    for name in ("kind", "unit"):
        for match in reversed(list(group(name).find(rest))):
            rest = rest[:match.start] + rest[match.end:]
    return column.year is not None and not _LINK.sub("", rest).strip(" *(),.–-")


def _later_kind(earlier: Column, column: Column) -> str:
    """`Budget 2014 | 2015 | 2016`: the years after the budget year are estimates."""
    planned = earlier.budget_type in ("budget", "budget_proposal")
    later = earlier.year is not None and column.year is not None and column.year > earlier.year
    return "budget_estimate" if planned and later else str(earlier.budget_type)


def _year_kind(year: int, told: dict[int | None, str], base: int | None) -> str | None:
    kind = told.get(None)
    if kind in ("budget", "budget_proposal") and base is not None and year > base:
        return "budget_estimate"
    return kind


def _title_kinds(context: Context) -> dict[int | None, str]:
    """Kinds of budget that the nearest telling title names, by year; under None that of columns it does not date."""
    for text in context.titles:
        matches = list(group("kind").find(text))
        if not matches:
            continue
        if text in context.headings and _tells_of_change(f"{context.corner} {context.caption}"):
            return {}  # `Udviklingen i udgifter 2010-2013` in a chapter on the budget
        kinds: dict[int | None, str] = {}
        for i, match in enumerate(matches):
            stop = matches[i + 1].start if i + 1 < len(matches) else len(text)
            years = years_of(text[match.start:stop])
            for year in _each_year(years, match.key):
                kinds.setdefault(year, match.key)
        first = next((m.key for m in matches if m.key != "budget_estimate"), matches[0].key)
        if len({m.key for m in matches} - {"budget_estimate"}) <= 1:
            kinds[None] = first
        return kinds
    return {}


def _each_year(years: Sequence[int], kind: str) -> Sequence[int]:
    """The years of one kind: of `regnskab 2010-2012` all three; `Budget 2014-2017` dates its first year only."""
    if len(years) < 2:
        return years
    return range(years[0], years[1] + 1) if kind in ("accounts", "budget_estimate") else years[:1]


def _tells_of_change(text: str) -> bool:
    return any(match.key == "change" for match in group("role").find(text))


def _base_year(columns: Sequence[Column], context: Context) -> int | None:
    """The budget year from which estimate years are counted."""
    planned = [c.year for c in columns if c.budget_type in ("budget", "budget_proposal") and c.year]
    if planned:
        return planned[0]
    base = _title_year(context)
    years = [column.year for column in columns if column.year]
    return min(years) if years and base not in years else base


def _title_year(context: Context) -> int | None:
    """The year of the nearest title that prints one; the first of a span such as 2014-2017."""
    for text in context.titles:
        if years := years_of(text):
            return years[0]
    return None


def _dated(column: Column, context: Context, base: int | None) -> Column:
    if not column.budget_type or column.period:
        return column
    if (step := STEP.search(column.header)) and base:
        return replace(column, period=str(base + int(step[1])))
    for text in (*context.titles, _SENTENCE_END.split(context.before)[-1][-_SHORT_TITLE:]):
        near = text in (*context.spanning, context.corner, context.caption)
        if not near and not group("kind").first(text) and not group("economy").first(text):
            continue  # the year of a plan is not yet the year of its budget
        if periods := find_periods(undated(text)):
            single = len(periods) == 1 and periods[0].value and len(periods[0].value) == 4
            return replace(column, period=periods[0].value) if single else column
    return column
