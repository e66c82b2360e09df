"""How sentences that follow one another belong together: one carries on, shares out, compares or puts off the other."""

from __future__ import annotations

from dataclasses import replace

import regex

from .amounts import DURATIONS, amounts
from .catalogue import likeness
from .lexicon import matcher
from .phrases import phrase
from .statement_model import Statement, compares, evidence_of, is_pending

_NAME = regex.compile(r"\p{Lu}[^.:;\d]{3,60}(?::\s?|\s)")
_BEGINS = 8  # characters within which a statement begins with its value
_THAN = 40  # characters behind a change in which `end for to år siden` stands
_BESIDE = 25  # characters between a difference and those it is a difference to
_ALIKE = 0.25  # likeness of words from which two sentences in a row speak of the same indicator


def is_second_value(before: Statement, piece: Statement) -> bool:
    """Whether a sentence is nothing but the second of two values: `Ledighed 24 pct.` | `18 pct.`, as in an overview."""
    if len(before.amounts) != 1 or len(piece.amounts) != 1 or before.demands:
        return False
    (level,), (value,) = before.amounts, piece.amounts
    alone = piece.text.strip() == piece.passage.text[value.start : value.end].strip()
    return alone and level.part == "target" and level.unit == value.unit and 0 <= piece.start - level.end <= 1


def carries_on(before: Statement, piece: Statement) -> bool:
    """Whether a sentence only adds baseline, change or derived level to the statement right before it."""
    if not piece.amounts or piece.labelled or not 0 <= piece.start - before.end <= 3 or before.elaborates:
        return False
    if piece.passage.text[before.end : piece.start].strip(" ;\n"):
        return False  # a bullet parts them
    if piece.states_baseline:
        return True
    if phrase("starting_point").match(piece.text) and piece.part("change") and not before.part("change"):
        return bool(before.part("target") and not piece.part("target"))  # `..., så målet er et fald på 13 pct.`
    if piece.demands:
        level = (
            piece.part("target") and not piece.part("change") and before.part("change") and not before.part("target")
        )
        growth = (
            piece.part("change") and not piece.part("target") and before.part("target") and not before.part("change")
        )
        points = {a.unit for a in piece.part("change")} == {"percentage_point"}
        of_share = {a.unit for a in before.part("change")} == {"percentage_point"}
        if _of_other_length(before, piece) or phrase("one_more_demand").match(piece.text):
            return False
        if points and {a.unit for a in before.part("target")} & {"persons", "count"}:
            return False  # `75 borgere skal videre. Andelen med timer skal øges med 4 procentpoint`
        if of_share and {a.unit for a in piece.part("target")} & {"persons", "count"}:
            return False  # `Andelen skal stige med 6 procentpoint. ...; derfor skal 20 kvinder i praktik`
        derived = phrase("derived").search(piece.text) is not None
        same = (
            derived
            or likeness(before.text, piece.text) > _ALIKE
            or phrase("points_on").match(piece.text)
        )
        return bool((level and (derived or not compares(piece.text)) or growth) and same)
    if any(m.key in ("forecast", "law") for m in matcher("demand").find(piece.text)):
        return False
    told = [a.part for a in piece.amounts if a.part != "definition"]
    if "change" in told and not before.part("target") and not before.part("change"):
        return False  # `Faldet skal være større end i klyngen. I 2016 faldt det med 2,9 %`
    if _other_measure(before, piece):
        return False
    if len(told) > 2 or told == ["baseline", "baseline"]:
        return False
    return phrase("carries_on").match(piece.text) is not None


def _of_other_length(before: Statement, piece: Statement) -> bool:
    """`Forløb over 26 uger må ... Forløb over 52 uger skal halveres`: whether two sentences are of other cases."""
    lengths = [{(a.value, a.unit) for a in s.amounts if a.part == "definition" and a.unit in DURATIONS}
               for s in (before, piece)]
    lasts = any(a.unit in DURATIONS for a in before.part("target"))  # `varigheden skal være 14 uger. Forløb over ...`
    return bool(lengths[1]) and (lasts or bool(lengths[0])) and lengths[0].isdisjoint(lengths[1])


def _other_measure(before: Statement, piece: Statement) -> bool:
    """Whether persons are counted after a share was demanded: `Hver tredje skal ... I 2015 kom 40 personer`."""
    shares = {a.unit for a in before.part("target")} == {"percent"} and not before.part("change")
    counts = {a.unit for a in piece.amounts if a.part != "definition"} - set(DURATIONS) == {"persons"}
    return shares and counts and not phrase("points_on").match(piece.text)


def puts_off(before: Statement, piece: Statement) -> bool:
    """`... mindst XX pct. Måltallet fastsættes i marts`: when the placeholder before will be filled."""
    blank = any(amount.value is None for amount in before.amounts)
    own = phrase("demand_put_off").match(piece.text)  # `Resultatkravet for unge afventer ...` is one of its own
    return blank and not own and not piece.amounts and 0 <= piece.start - before.end <= 3 and is_pending(piece.text)


def dates(before: Statement, piece: Statement) -> bool:
    """`Halvdelen af dem skal være i job. Det gælder ved udgangen af 2018`: when the demand before is to be met."""
    said = phrase("holds_at").match(piece.text) is not None
    return said and not piece.amounts and 0 <= piece.start - before.end <= 3


def runs_parallel(before: Statement, piece: Statement) -> bool:
    """`Mål: 60 personer skal ... 90 personer har ...`: an item after a demand that begins as it did, with a value."""
    near = 0 <= piece.start - before.end <= 3
    if not near or piece.labelled or not (before.amounts and piece.amounts):
        return False
    values_first = all(s.amounts[0].start - s.start < _BEGINS for s in (before, piece))
    return values_first or _is_next_entry(before, piece)


def _is_next_entry(before: Statement, piece: Statement) -> bool:
    """`... som følger: Samtaler, dagpenge 95 pct.` | `Tilbud, kontanthjælp 85 pct.`: name and value again, no more."""
    last, value = before.amounts[-1], piece.amounts[-1]
    ends = all(not s.passage.text[a.end : s.end].strip(" .;") for s, a in ((before, last), (piece, value)))
    named = _NAME.fullmatch(piece.passage.text, piece.start, value.start) is not None
    told = evidence_of(piece.passage.text, piece.start, piece.end)
    alike = len(piece.amounts) == 1 and value.part == "target" and value.unit == last.unit and last.part == "target"
    return ends and named and alike and told.verb is None and told.weight >= 0


def elaborates(before: Statement, piece: Statement) -> bool:
    """`Fordelt på de to kommuner betyder det højst 90 personer i Nord`: the demand before, shared out."""
    near = 0 <= piece.start - before.end <= 3
    bounded = any(amount.qualifier in ("at_least", "at_most") for amount in piece.part("target"))
    return near and bounded and phrase("elaborates").match(piece.text) is not None


def compares_on(before: Statement, piece: Statement) -> bool:
    """`Målet: 65 % er i job. For andre er andelen bedre end i RAR`: a comparison right behind a labelled demand."""
    near = before.labelled and 0 <= piece.start - before.end <= 3
    evidence = evidence_of(piece.passage.text, piece.start, piece.end)
    return near and evidence.weight >= 0 and not evidence.tells("fact") and not piece.amounts and compares(piece.text)


def joined(before: Statement, piece: Statement) -> Statement:
    """One statement of both; levels that the added sentence states as facts are baselines."""
    derives = {"baseline", "target"} <= {a.part for a in piece.amounts} or phrase("derived").search(piece.text)
    keeps = piece.demands or (not before.part("target") and derives)
    others = [m.start for m in matcher("comparators").find(piece.text) if m.key != "previous_level"]
    beside = [a for a in piece.amounts if a.part == "change" and not piece.demands
              and (any(0 <= piece.start + other - a.end < _BESIDE for other in others)
                   or phrase("than_before").search(piece.passage.text, a.end, a.end + _THAN))]
    facts = [a for a in piece.amounts if a not in beside]  # not `..., 1,1 procentpoint over landsgennemsnittet`
    end = piece.passage.text.rfind(",", piece.start, beside[0].start) if beside else piece.end
    end = end if end > 0 else piece.end
    added = [a if keeps or a.part in ("change", "definition") else replace(a, part="baseline") for a in facts]
    return replace(before, end=end, amounts=(*before.amounts, *added))


def sentence_before(piece: Statement) -> tuple[int, int]:
    """Where the sentence right before a statement, or that it is a later part of, stands; (0, 0) where none does."""
    sentences = piece.scan.sentences
    index = next((i for i, (start, _) in enumerate(sentences) if start >= piece.start), len(sentences))
    return sentences[index - 1] if index else (0, 0)


def with_what_it_points_to(piece: Statement) -> Statement:
    """`Antallet var 172. Målet er ikke at overstige dette antal`: the sentence before belongs to the statement."""
    if not phrase("points_back").search(piece.text) or piece.part("target") or piece.part("baseline"):
        return piece
    start, end = sentence_before(piece)
    counted = [a for a in amounts(piece.passage.text, piece.scan, start, end) if a.unit not in DURATIONS]
    if not counted:
        return piece
    return replace(piece, start=start, amounts=(replace(counted[-1], part="baseline"), *piece.amounts))


def with_fact_before(piece: Statement, behind: int) -> Statement:
    """`Graden var 24 pct. i 2013. Den skal være 31 pct.`: the level before is what `den` is measured from."""
    start, end = sentence_before(piece)
    if end and start >= behind and phrase("same_thing").match(piece.text):
        return replace(piece, start=start)  # `Alle ringes op inden en uge. Det skal ske i 95 pct. af sagerne`
    takes_up = phrase("takes_up").match(piece.text) or phrase("starting_point").match(piece.passage.text, start)
    if not takes_up or piece.part("baseline") or piece.labelled:
        return piece
    told = [a for a in amounts(piece.passage.text, piece.scan, start, end) if a.unit not in DURATIONS]
    if start < behind or len(told) != 1 or told[0].value is None:
        return piece
    if {told[0].unit} != {amount.unit for amount in piece.part("target")}:
        return piece
    return replace(piece, start=start, amounts=(replace(told[0], part="baseline"), *piece.amounts))
