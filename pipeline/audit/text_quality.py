"""Whether the text can be trusted at all: lost digits, pages that are pictures, garbled letters."""

from __future__ import annotations

from collections.abc import Iterable

import regex

from .flaws import Flaw
from .plan import Plan
from .words import listed

_ENOUGH_LETTERS = 3000  # so many letters of Danish that æ, ø and å must all occur
# a private-use character beside a word is a bullet; inside one it is a letter that was lost
_GARBLED = regex.compile(
    r"(?<=\p{L})\ufffd|\ufffd(?=\p{L})|(?<=\p{L})[\ue000-\uf8ff](?=\p{L})"
    r"|[ÃÂ][\u0080-\u00bf\u2018-\u203a€™œ¦¸¥†˜]|â€.|\(cid:\d+\)"
)
_SUSPECT = regex.compile(r"[\ufffd\ue000-\uf8ffÃÂâ]|\(cid:")  # without one of these nothing is garbled
_FEW = 5  # so many garbled signs are a smudge, not a garbled text
_SHARE = 0.001


def lost_digits(plan: Plan) -> Iterable[Flaw]:
    """A digit that every plan needs never occurs (patterns, trap 16): the figures are unreliable and none is given."""
    for warning in plan.document.warnings:
        if warning.startswith("figures_unreliable"):
            digits = warning.rpartition(":")[2].split()
            yield Flaw("digits_lost", "alle ti cifre", f"uden {listed(digits)}")


def missing_text(plan: Plan) -> Iterable[Flaw]:
    """Pages that are only pictures, or that could not be read."""
    for warning in plan.document.source.warnings:
        kind, _, pages = warning.partition(":")
        if kind == "no_text_layer":
            yield Flaw("no_text", "tekst på siderne", "kun billeder", page=1)
        elif kind in ("pages_without_text", "pages_unreadable"):
            numbers = pages.split(";")
            yield Flaw(kind, "tekst på alle sider", f"side {listed(numbers)}", page=int(numbers[0]))


def garbled(plan: Plan) -> Iterable[Flaw]:
    """Signs of a wrong encoding, or Danish without æ, ø or å."""
    text = plan.text
    found = list(_GARBLED.finditer(text)) if _SUSPECT.search(text) else []
    if len(found) >= _FEW and len(found) >= _SHARE * len(text):
        block = next(block for block in plan.body if _GARBLED.search(block.text))
        quote = plan.document.quote(block.start, block.end).text[:160]
        yield Flaw("garbled", "læsbar tekst", f"{len(found)} ulæselige tegn", page=block.page, quote=quote)
    lowered = text.lower()
    lost = [letter for letter in "æøå" if letter not in lowered]
    if lost and sum(map(str.isalpha, lowered)) >= _ENOUGH_LETTERS and plan.card.language in ("da", None):
        yield Flaw("letters_lost", "dansk tekst med æ, ø og å", f"uden {listed(lost)}")
