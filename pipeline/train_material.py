"""What the entity model learns from: sentences of a grammar of our own, and corrected ones of sample plans."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from importlib import resources
from random import Random
from typing import Any

import regex

from ..extractors.entity_marks import Marked, parse, parse_lines

_SLOT = regex.compile(r"\{(\w+)\}")
_FIRST_LETTER = regex.compile(r"^\[?\p{Ll}")
_BEHIND_LABEL = regex.compile(r"(?<=^(?:[\p{L} ]+(?: \d)?:|Mål \d\.) )\[?\p{Ll}")
_SPACES = regex.compile(r"  +")
_DOUBLED_END = regex.compile(r",(?=[.,:]|$)| (?=,)|(?<=\.)\.$")


class GrammarError(ValueError):
    """The grammar names a slot that does not exist."""


def corrected_sentences() -> list[Marked]:
    """Sentences of sample plans, labelled by the lexicon and corrected by hand."""
    return list(parse_lines(_content("corpus_sentences.txt")))


def drawn_sentences(number: int, seed: int) -> Iterator[Marked]:
    """`number` different sentences of the grammar; the same seed gives the same sentences."""
    grammar = tomllib.loads(_content("grammar.toml"))
    families = grammar["family"]
    weights = [family["weight"] for family in families]
    chance = Random(seed)
    seen: set[str] = set()
    while len(seen) < number:
        family = chance.choices(families, weights)[0]
        sentence = _tidy(_expand(chance.choice(family["templates"]), grammar["slots"], chance), chance)
        if sentence not in seen:
            seen.add(sentence)
            yield parse(sentence)


def _expand(template: str, slots: Mapping[str, Any], chance: Random) -> str:
    """The template with each slot replaced by one of its alternatives, and those in turn."""
    def alternative(match: regex.Match) -> str:
        if match[1] not in slots:
            raise GrammarError(f"no slot {match[1]!r}")
        return _expand(chance.choice(slots[match[1]]), slots, chance)

    return _SLOT.sub(alternative, template)


def _tidy(sentence: str, chance: Random) -> str:
    """Capitals where a sentence begins, behind a label mostly; no doubled spaces, no second stop at the end."""
    sentence = _DOUBLED_END.sub("", _SPACES.sub(" ", sentence)).strip()
    if chance.random() < 0.92:
        sentence = _FIRST_LETTER.sub(lambda match: match[0].upper(), sentence)
    if chance.random() < 0.8:
        sentence = _BEHIND_LABEL.sub(lambda match: match[0].upper(), sentence)
    return sentence


def _content(name: str) -> str:
    return resources.files("maaltal.extractors").joinpath("models", "training", name).read_text(encoding="utf-8")
