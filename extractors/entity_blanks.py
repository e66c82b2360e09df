"""Fills what the lexicon left blank: the indicator or group of a demand, the subject of a figure, by the entity model.

Only readings that both recognisers of the model share are taken; a doubtful one is None. Each sentence is read once,
whatever is asked of it; `read_ahead` reads many at once, at half the cost of one by one.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from functools import cache

import regex

from .entities import Entity, entities
from .lexicon import Matcher, compile_entries, load

MODEL_VARIABLE = "MAALTAL_MODEL"  # names a spaCy model in place of the one that ships; worker processes inherit it
INDICATOR_FROM = 0.75  # scores from which a reading is taken, see scores.json of the model
GROUP_FROM = 0.75
_MOST_KEPT = 4096  # sentences whose readings are kept
_ASKED = frozenset({"target_group", "indicator"})  # a sentence that names neither fills no blank
_PARTS = _ASKED | {"measure"}
_SHARE_OF = regex.compile(r"\s?(?:%|pct\.?|procent|promille)?\s?(?:af|blandt)\s(?:alle\s|de\s)?", regex.IGNORECASE)
_SHARE_BEFORE = regex.compile(r"(?:%|pct\.?|procent|\d)\s(?:(?:af|blandt)\s)?(?:alle\s|de\s)?$", regex.IGNORECASE)
_BEHIND_SHARE = regex.compile(r"(?:%|pct\.?|procent)\s(?:af|blandt)\s(?:alle\s|de\s)?$", regex.IGNORECASE)
_COUNT_OF = regex.compile(r"\s(?:nye\s|flere\s|færre\s|af\s)?", regex.IGNORECASE)

_readings: dict[tuple[str | None, str], tuple[Entity, ...]] = {}  # by model and sentence


def indicator_in(sentence: str, model: str | None = None) -> Entity | None:
    """What a demand measures, with the group it is measured on: `Andelen af X, der er i Y`; None where in doubt."""
    return next(_indicators(sentence, model), None)


def group_in(sentence: str, model: str | None = None) -> Entity | None:
    """Whom a demand is about; None where in doubt."""
    groups = (entity for entity in _read(sentence, model) if _is_group(sentence, entity))
    return next((e for e in groups if not _is_whole("anybody", sentence[e.start : e.end])), None)


def subject_in(sentence: str, number: tuple[int, int], model: str | None = None) -> tuple[int, int] | None:
    """What the number at `number` measures: the group it is a share or a count of, else the indicator before it."""
    start, end = number
    found = _read(sentence, model)
    for entity in found:
        between = sentence[end : max(entity.start, end)]
        counted = _is_group(sentence, entity) or (entity.kind == "indicator" and _sure(entity, INDICATOR_FROM))
        if counted and entity.start >= end and (_SHARE_OF.fullmatch(between) or _COUNT_OF.fullmatch(between)):
            return entity.start, entity.end
    before = [entity for entity in _indicators(sentence, model) if entity.end <= start]
    groups = [entity for entity in found if entity.end <= start and _is_group(sentence, entity)]
    chosen = before or groups
    return (chosen[-1].start, chosen[-1].end) if chosen else None


def read_ahead(sentences: Iterable[str], model: str | None = None) -> None:
    """Reads those sentences together that have not been read; what is asked of them afterwards is at hand."""
    name = model or os.environ.get(MODEL_VARIABLE)
    new = [sentence for sentence in dict.fromkeys(sentences) if (name, sentence) not in _readings]
    if len(_readings) + len(new) > _MOST_KEPT:
        _readings.clear()
    for sentence, found in zip(new, entities(new, name, _ASKED) if new else (), strict=True):
        _readings[name, sentence] = tuple(found)


def _read(sentence: str, model: str | None) -> tuple[Entity, ...]:
    key = model or os.environ.get(MODEL_VARIABLE), sentence
    if key not in _readings:
        read_ahead([sentence], model)
    return _readings[key]


def _sure(entity: Entity, score: float) -> bool:
    """Whether a reading is good enough; a model that gives no scores is trusted, as its user named it."""
    return entity.score is None or entity.score >= score


def _is_group(sentence: str, entity: Entity) -> bool:
    """Whether a reading is a group: both recognisers say so, or it stands where groups stand, behind `40 pct. af`."""
    if entity.kind != "target_group":
        return False
    return _sure(entity, GROUP_FROM) or _BEHIND_SHARE.search(sentence, 0, entity.start) is not None


def _indicators(sentence: str, model: str | None) -> Iterator[Entity]:
    """Indicators with what belongs to them; a head such as `Antallet` only together with what it counts."""
    found = _read(sentence, model)
    reached = 0
    for index, entity in enumerate(found):
        if entity.kind != "indicator" or entity.start < reached or not _sure(entity, INDICATOR_FROM):
            continue
        whole = _with_what_follows(sentence, entity, found[index + 1 :])
        if index and found[index - 1].kind == "target_group":
            whole = _with_whom_it_is_said_of(sentence, found[index - 1], whole)
        reached = whole.end
        if whole.end > entity.end or not _is_whole("bare", sentence[entity.start : entity.end]):
            yield whole


def _with_what_follows(sentence: str, head: Entity, behind: tuple[Entity, ...]) -> Entity:
    """The head stretched over groups, predicates and measures that only link words part from it."""
    whole = head
    for entity in behind:
        between = sentence[whole.end : entity.start].strip()
        stands_apart = between and not _is_whole("link", between)
        if stands_apart or entity.kind not in _PARTS or not _sure(entity, GROUP_FROM):
            break
        whole = whole._replace(end=entity.end, score=_lower(whole.score, entity.score))
    return whole


def _with_whom_it_is_said_of(sentence: str, before: Entity, whole: Entity) -> Entity:
    """`Borgere med handicap i arbejde`, `elever, der får job`: a predicate together with its group."""
    between = sentence[before.end : whole.start].strip()
    stands_apart = between and not _is_whole("relative", between)
    if stands_apart or not _sure(before, GROUP_FROM) or _SHARE_BEFORE.search(sentence, 0, before.start):
        return whole
    return whole._replace(start=before.start, score=_lower(whole.score, before.score))


def _is_whole(key: str, text: str) -> bool:
    """Whether an entry of the word list stands for the whole of `text`."""
    return any((match.start, match.end) == (0, len(text)) for match in _word_list(key).find(text))


@cache
def _word_list(key: str) -> Matcher:
    return compile_entries(entry for entry in load("measure_heads") if entry.key == key)


def _lower(first: float | None, second: float | None) -> float | None:
    return None if first is None or second is None else min(first, second)
