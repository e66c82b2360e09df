"""Statutory content: what the rules of the plan's year asked for, and whether the plan holds it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from maaltal.extractors.grammar.sentences import sentences
from maaltal.extractors.lexicon import Matcher
from maaltal.schemas.codelists.duties import Duty, duties, duties_of_year

from .flaws import Flaw
from .goals import known_goals, missing_goals
from .plan import Plan
from .signs import sign
from .text_quality import garbled, lost_digits, missing_text
from .words import listed

MET, PARTLY, REFERRED, MISSING, UNKNOWN = "opfyldt", "delvis opfyldt", "henvist til", "mangler", "kan ikke bedømmes"
_BINDING = range(2007, 2015)  # legal notes C1, C2
_EXCERPT = 150  # words below which a document is an excerpt that proves nothing


@dataclass(frozen=True, slots=True)
class Judgement:
    """What became of a duty in a plan."""

    duty: Duty
    state: str


def statutory_content(plan: Plan) -> Iterable[Flaw]:
    """One overview of all duties of the year, and a finding for each mandatory one that is not met."""
    year = plan.card.plan_year
    if not plan.is_plan:
        return
    if year is None:
        yield Flaw("content_unjudged", "et planår", "planåret fremgår ikke")
        return
    judged = judgements(plan, year)
    if not judged:
        yield Flaw("content_unjudged", "kendte regler for planåret", f"reglerne for {year} er ikke undersøgt")
        return
    yield _overview(judged, year)
    for judgement in judged:
        duty = judgement.duty
        if judgement.state == MISSING and duty.severity_if_missing != "none":
            yield Flaw("content_missing", duty.label_da, "ikke fundet i planen", severity=_severity(plan, duty),
                       values={"year": year, "code": duty.code, "certainty": _CERTAINTY[duty.certainty]})


_CERTAINTY = {"high": "høj", "medium": "middel", "low": "lav"}


def judgements(plan: Plan, year: int) -> list[Judgement]:
    """Each duty of the year with its state in the plan."""
    unclear = _unjudgeable(plan)
    held = [duty for duty in duties_of_year(year) if _applies(plan, duty)]
    return [Judgement(duty, UNKNOWN if unclear else _state(plan, duty)) for duty in held]


def _overview(judged: list[Judgement], year: int) -> Flaw:
    parts = []
    for state in (MISSING, PARTLY, REFERRED, UNKNOWN, MET):
        labels = [_label(judgement.duty) for judgement in judged if judgement.state == state]
        if labels:
            parts.append(f"{state}: {'; '.join(labels)}")
    codes = {judgement.duty.code for judgement in judged}
    others = dict.fromkeys(duty.code for duty in duties() if duty.code not in codes)
    parts.append(f"ikke krævet: {listed(others)}")
    return Flaw("content_overview", f"indhold efter reglerne for {year}", ". ".join(map(_capital, parts)),
                values={"year": year})


def _label(duty: Duty) -> str:
    sure = "" if duty.certainty == "high" else f"; sikkerhed: {_CERTAINTY[duty.certainty]}"
    return f"{duty.label_da} ({duty.code}{sure})"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _severity(plan: Plan, duty: Duty) -> str:
    """As the list says; a draft may still be filled in."""
    return "info" if plan.card.status == "draft" else duty.severity_if_missing


def _applies(plan: Plan, duty: Duty) -> bool:
    return duty.condition != "shared_jobcentre" or len(plan.card.municipality_codes) > 1


def _unjudgeable(plan: Plan) -> bool:
    """An excerpt, or a text too damaged for the absence of a chapter to mean anything."""
    damaged = any(True for check in (lost_digits, missing_text, garbled) for _ in check(plan))
    return damaged or len(plan.text.split()) < _EXCERPT


def _state(plan: Plan, duty: Duty) -> str:
    if duty.evidence == "minister_goals":
        return _minister_state(plan)
    if duty.evidence == "area_goals":
        areas = {row.scope for row in plan.requirements if row.scope}
        return MET if areas or _area_headings(plan) else UNKNOWN
    if duty.evidence == "budget" and plan.budget_lines:
        return MET
    if duty.evidence == "citizens" and (plan.goals or plan.requirements):
        return MET
    state = _named(plan, duty.evidence, by_heading=duty.evidence == "budget")
    return UNKNOWN if state == MISSING and duty.absent_means == "unknown" else state


def _minister_state(plan: Plan) -> str:
    """Binding goals are met where all are taken up, guiding ones where any is."""
    missing, known = len(missing_goals(plan)), len(known_goals(plan))
    if not known:
        return UNKNOWN
    if missing == known:
        return MISSING
    return PARTLY if missing and plan.card.plan_year in _BINDING else MET


def _area_headings(plan: Plan) -> bool:
    headings = " ".join(block.text for block in plan.body if block.kind == "heading")
    return all(name in headings for name in plan.card.municipalities)


def _named(plan: Plan, evidence: str, by_heading: bool) -> str:
    """Met where a heading names it, or (unless a heading is needed) any sentence; else perhaps referred to."""
    wanted, as_heading = sign(evidence), sign(f"{evidence}_heading")
    referred = False
    for block in plan.body:
        if block.kind == "heading" and as_heading.first(block.text):
            return MET
        match = wanted.first(block.text)
        if match is None:
            continue
        if block.kind == "heading" or not by_heading:
            return MET
        referred = referred or _refers(block.text, wanted)
    return REFERRED if referred else MISSING


def _refers(text: str, wanted: Matcher) -> bool:
    """Whether one sentence both names the thing and says that it is found or decided elsewhere."""
    away = sign("referred_to")
    return any(wanted.first(text[a:b]) and away.first(text[a:b]) for a, b in sentences(text))

