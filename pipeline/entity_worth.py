"""What the entity model adds to the lexicon, measured on gold files of documents that it was not trained on.

    python -m maaltal.pipeline.entity_worth corpus/gold/koege_2019.json ...

A hit is a reading that shares at least half of its words with the gold's.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import regex

from ..extractors.concepts import indicators, target_groups
from ..extractors.entity_blanks import group_in, indicator_in, subject_in
from ..extractors.grammar.quantities import scan
from ..extractors.subjects import subject_of

_MARKUP = regex.compile(r"</?\w+>|\*\*|\s+")
_READERS = {"indicator": (indicators, indicator_in), "target_group": (target_groups, group_in)}


class Blank(NamedTuple):
    """Something that the rules did not find in a quote: what the gold says and what the model read, where anything."""

    what: str
    gold: tuple[str, ...]
    read: str | None

    @property
    def hit(self) -> bool:
        return self.read is not None and any(shared_words(self.read, gold) >= 0.5 for gold in self.gold)


def shared_words(first: str, second: str) -> float:
    """Share of common words in the longer of two texts."""
    one, other = (Counter(regex.findall(r"\w+|%", text.lower())) for text in (first, second))
    return (one & other).total() / max(one.total(), other.total(), 1)


def blanks(requirement: dict[str, Any], model: str | None = None) -> Iterator[Blank]:
    """The blanks that the rules leave in the quote of a gold requirement."""
    quote = _MARKUP.sub(" ", requirement["quote"]).strip()
    for what, (by_rule, by_model) in _READERS.items():
        if not by_rule(quote):
            entity = by_model(quote, model)
            gold = requirement.get(f"{what}_text")
            yield Blank(what, (gold,) if gold else (), quote[entity.start : entity.end] if entity else None)
    yield from _subjects(quote, requirement, model)


def _subjects(quote: str, requirement: dict[str, Any], model: str | None) -> Iterator[Blank]:
    gold = tuple(text for key in ("indicator_text", "target_group_text") if (text := requirement.get(key)))
    mentions = scan(quote)
    for quantity in mentions.quantities:
        start, end = next((s for s in mentions.sentences if s[0] <= quantity.start < s[1]), (0, len(quote)))
        if quantity.value != requirement.get("target_value") or subject_of(quote, (start, end), quantity, mentions):
            continue
        found = subject_in(quote[start:end], (quantity.start - start, quantity.end - start), model)
        yield Blank("subject", gold, quote[start:end][slice(*found)] if found else None)


def table(found: Sequence[Blank]) -> dict[str, dict[str, int]]:
    """By what was blank: how many blanks the gold can fill, how many the model filled, rightly, and without gold."""
    rows = {}
    for what in (*_READERS, "subject"):
        own = [blank for blank in found if blank.what == what]
        known = [blank for blank in own if blank.gold]
        rows[what] = {
            "blanks": len(known),
            "filled": sum(blank.read is not None for blank in known),
            "hits": sum(blank.hit for blank in known),
            "gold_empty": len(own) - len(known),
            "gold_empty_filled": sum(blank.read is not None and not blank.gold for blank in own),
        }
    return rows


def main(arguments: Sequence[str] | None = None) -> None:
    """Prints the table, and with --show every reading that is no hit."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("gold", type=Path, nargs="+")
    options.add_argument("--model")
    options.add_argument("--show", action="store_true")
    chosen = options.parse_args(arguments)
    requirements = [r for path in chosen.gold for r in json.loads(path.read_text(encoding="utf-8"))["requirements"]]
    found = [blank for requirement in requirements for blank in blanks(requirement, chosen.model)]
    for what, row in table(found).items():
        print(f"{what:13}", "  ".join(f"{name} {count}" for name, count in row.items()))
    for blank in found if chosen.show else ():
        if blank.read and not blank.hit:
            print(f"{blank.what}: read {blank.read!r}, gold {blank.gold}")


if __name__ == "__main__":
    main()
