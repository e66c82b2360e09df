"""How a table declares its columns, and how everybody else reads the declaration."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from functools import cache
from types import NoneType, UnionType
from typing import Any, get_args, get_origin, get_type_hints

UNITS = ("percent", "percentage_point", "persons", "count", "dkk", "hours", "days", "weeks", "months", "years", "rank")


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its name, scalar type (`str`, `int`, `float`, `bool`), and what may stand in it."""

    name: str
    type: type
    is_list: bool
    nullable: bool
    description: str
    enum: tuple[str, ...] = ()
    key: bool = False  # primary key
    references: str | None = None  # the table whose primary key it holds


def column(description: str, *, enum: tuple[str, ...] = (), key: bool = False, references: str | None = None,
           default: Any = dataclasses.MISSING) -> Any:
    """Declare a column of a row class; `default` is what a row says that leaves it out."""
    metadata = {"description": description, "enum": enum, "key": key, "references": references}
    return dataclasses.field(default=default, metadata=metadata)


@cache
def columns(row_class: type) -> tuple[Column, ...]:
    """The declared columns of a row class, in order."""
    hints = get_type_hints(row_class)
    return tuple(_column(field, hints[field.name]) for field in dataclasses.fields(row_class))


def _column(field: dataclasses.Field, hint: Any) -> Column:
    options = get_args(hint) if isinstance(hint, UnionType) else (hint,)
    nullable = NoneType in options
    (bare,) = [option for option in options if option is not NoneType]
    is_list = get_origin(bare) is tuple
    scalar = get_args(bare)[0] if is_list else bare
    return Column(field.name, scalar, is_list, nullable, **field.metadata)
