"""Draft or final, where the document says so of itself.

A label stands on the title, the cover or in the running header ("2. udkast", "Endelig udgave"). A sentence says that
the council approved this document ("Planen er vedtaget af Byrådet den ..."); sentences about what is to happen, about
drafts, budgets or plans of other years say nothing.
"""

from __future__ import annotations

import regex

from .card_text import View
from .card_year import years_near
from .lexicon import Match, Matcher, compile_entries, load

_LABEL_STRETCH = 250  # characters of running text in which a label may still stand, where no cover was set apart
_ACT_REACH = 120  # characters between "planen" and "godkendt"
_SENTENCE_END = regex.compile(r"(?<=\p{L}\p{L}[.!?])\s+(?=\p{Lu})|(?<=20\d\d[.!?])\s+(?=\p{Lu})|\n")


def _by_role(role: str) -> Matcher:
    return compile_entries(tuple(entry for entry in load("document_status") if entry.extra["role"] == role))


_LABELS, _STAMPS, _ACTS, _COUNCILS, _DOUBTS, _CONDITIONS, _SELF, _SUBJECTS = (
    _by_role(role) for role in ("label", "stamp", "act", "body", "doubt", "condition", "self", "subject"))


def status_of_label(line: str) -> str | None:
    """Status that a title or cover line states; None where it states none, or both."""
    found = {match.entry.extra["status"] for match in _LABELS.find(line)}
    return found.pop() if len(found) == 1 else None


def read_status(view: View, document_type: str, plan_year: int | None) -> str | None:
    """Status by the nearest evidence: title, cover, running header, first words, sentences."""
    places = ((view.title,) if view.title else (), view.cover, view.furniture, view.headings[:1])
    for lines in places:
        found = {status for line in lines if (status := status_of_label(line))}
        if found:
            return found.pop() if len(found) == 1 else None
    return _first_words(view) or _in_sentences(view, document_type, plan_year)


def _first_words(view: View) -> str | None:
    """A label among the first words of running text: it begins with a capital or a digit."""
    start = view.opening[:_LABEL_STRETCH]
    labels = {match.entry.extra["status"] for match in _LABELS.find(start)
              if start[match.start].isupper() or start[match.start].isdigit()}
    return labels.pop() if len(labels) == 1 else None


def _in_sentences(view: View, document_type: str, plan_year: int | None) -> str | None:
    if _SELF.first(view.opening):
        return "draft"
    if _STAMPS.first(view.body):
        return "final"
    sentences = (part for part in _SENTENCE_END.split(view.body) if _COUNCILS.first(part))
    return "final" if any(_says_approved(part, document_type, plan_year) for part in sentences) else None


def _says_approved(sentence: str, document_type: str, plan_year: int | None) -> bool:
    """Whether a sentence with a council in it says that the council approved this document."""
    acts = tuple(act for act in _ACTS.find(sentence) if not _DOUBTS.first(sentence[: act.end]))
    if _CONDITIONS.first(sentence):
        return False
    subjects = [match for match in _SUBJECTS.find(sentence) if document_type in match.entry.extra["types"]]
    return any(_close(subject, act) and _is_ours(sentence, subject, plan_year) for subject in subjects for act in acts)


def _close(subject: Match, act: Match) -> bool:
    return max(subject.start, act.start) - min(subject.end, act.end) <= _ACT_REACH


def _is_ours(sentence: str, subject: Match, plan_year: int | None) -> bool:
    years = years_near(sentence, subject.start, subject.end)
    return not years or plan_year in years
