"""Which municipalities and which job centre a document is about.

Names come from the code list. A name counts by what stands around it ("X Kommune", "Jobcenter X") and by where it
stands (title, cover, running header, text). Names in wider areas ("RAR-X", "X Amt"), in lists of three and more and in
sentences that compare do not count; where nothing prevails, the answer is empty.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import NamedTuple

import regex
from maaltal.schemas.codelists import Municipality, municipalities

from .card_text import View
from .lexicon import Entry, Matcher, compile_entries, load

_SENTENCE = regex.compile(r"[^.!?\n]+(?:[.!?](?!\s+\p{Lu}|\n)[^.!?\n]*)*")
_MOST_IN_TITLE = 4  # more names than that are a list
_LIST = 3  # names in one run, from which on running text compares or lists
_OFTEN_JOINTLY = 4
_FIRST_WORDS = 250  # characters of running text that may still be a flattened cover
_CUT_OFF = regex.compile(r"(?:\b(?:i|for)|jobcenter) (\p{Lu}\p{L}{4,})\Z", regex.IGNORECASE)
_CUT_OFF_LENGTH = 50  # titles are cut at about 60 characters


class Run(NamedTuple):
    """Names in one breath ("Ishøj og Vallensbæk") and what ties them to a document: jobcenter, municipality or None."""

    codes: tuple[str, ...]
    start: int
    end: int
    anchor: str | None


@dataclass(frozen=True, slots=True)
class Places:
    """Municipality codes in their order, the job centre's printed name, and what is doubtful."""

    codes: tuple[str, ...]
    jobcenter: str | None
    warnings: tuple[str, ...] = ()


@dataclass(slots=True)
class _Evidence:
    anchored: Counter[str] = field(default_factory=Counter)
    bare: Counter[str] = field(default_factory=Counter)
    joint: Counter[tuple[str, ...]] = field(default_factory=Counter)
    shared: set[tuple[str, ...]] = field(default_factory=set)


def codes_in_title(text: str) -> tuple[str, ...]:
    """Codes of the municipalities a title or cover line names; names with "Kommune" or "Jobcenter" before others."""
    runs = tuple(_runs(text, in_title=True))
    chosen = [run for run in runs if run.anchor] or runs
    codes = tuple(sorted({code for run in chosen for code in run.codes}))
    if not codes:
        return _cut_off_name(text)
    return codes if len(codes) <= _MOST_IN_TITLE else ()


def read_places(view: View, title: str) -> Places:
    """Municipalities and job centre of a document by title, cover, running headers, text, addresses."""
    evidence = _gather(view, title)
    own, warnings = _own_codes(view, title, evidence)
    codes = tuple(sorted(_widened(own, evidence)))
    return Places(codes, _jobcenter(view, title, frozenset(codes)), warnings)


def _own_codes(view: View, title: str, evidence: _Evidence) -> tuple[tuple[str, ...], tuple[str, ...]]:
    prevailing = (_prevailing(evidence.anchored, least=2) or _prevailing_jointly(evidence)
                  or _prevailing(evidence.anchored + evidence.bare, least=4))
    lines = (codes_in_title(title), codes_in_title(" | ".join(view.cover)), codes_in_title(" | ".join(view.furniture)))
    stated = next((codes for codes in lines if codes), ())
    if stated and prevailing and _is_foreign(stated, prevailing, evidence):
        return prevailing, ("title names another municipality than the text",)
    codes = stated or prevailing or codes_in_title(view.file_title or "")
    if codes:
        return codes, ()
    by_address = _prevailing(_addresses(view), least=1)
    if by_address:
        return by_address, ("municipality known from an address only",)
    return (), ("municipality not clear",)


def _is_foreign(stated: tuple[str, ...], prevailing: tuple[str, ...], evidence: _Evidence) -> bool:
    """Whether the text never speaks of the municipality its title names, but at least five times of another."""
    spoken_of = any(evidence.anchored[code] > 1 or evidence.bare[code] > 2 for code in stated)
    return not spoken_of and not set(stated) & set(prevailing) and evidence.anchored[prevailing[0]] >= 5


def _prevailing(counts: Counter[str], least: int) -> tuple[str, ...]:
    """The one code that stands three times as often as any other, and at least `least` times."""
    ranked = counts.most_common(2)
    if not ranked or ranked[0][1] < least:
        return ()
    return (ranked[0][0],) if len(ranked) == 1 or ranked[0][1] >= 3 * ranked[1][1] else ()


def _prevailing_jointly(evidence: _Evidence) -> tuple[str, ...]:
    """The municipalities that are named jointly at least three times, and none of the others as often."""
    ranked = evidence.joint.most_common(1)
    if not ranked or ranked[0][1] < _OFTEN_JOINTLY - 1:
        return ()
    together, count = ranked[0]
    others = [evidence.anchored[code] for code in evidence.anchored if code not in together]
    return together if count > max(others, default=0) else ()


def _widened(own: tuple[str, ...], evidence: _Evidence) -> set[str]:
    """The codes and those that share their job centre: said to share it, or named jointly time and again."""
    most = max((evidence.anchored[code] for code in own), default=0)
    often = {joint for joint, count in evidence.joint.items() if count >= max(_OFTEN_JOINTLY, 0.4 * most)}
    partners = {code for joint in evidence.shared | often if set(own) & set(joint) for code in joint}
    codes = partners | set(own)
    return codes if len(codes) <= _MOST_IN_TITLE else set(own)


def _gather(view: View, title: str) -> _Evidence:
    evidence = _Evidence()
    flattened_cover = () if view.cover else (view.opening[:_FIRST_WORDS],)
    for line in (title, *view.cover, *view.furniture, *flattened_cover):
        evidence.shared |= {tuple(sorted(run.codes)) for run in _runs(line) if run.anchor and len(run.codes) <= _LIST}
    named = [match.start for match in _names().find(view.body)]
    for sentence in _SENTENCE.finditer(view.body):
        if bisect_left(named, sentence.start()) < bisect_left(named, sentence.end()):  # most name none
            _count_sentence(sentence[0], evidence)
    return evidence


def _count_sentence(sentence: str, evidence: _Evidence) -> None:
    runs = tuple(_runs(sentence))
    if not runs or _words("list_context").first(sentence):
        return
    named = tuple(sorted({code for run in runs for code in run.codes}))
    if 1 < len(named) <= _LIST and _words("shared").first(sentence):
        evidence.shared.add(named)
    for run in runs:
        if len(run.codes) >= _LIST and run.anchor != "jobcenter":
            continue
        (evidence.anchored if run.anchor else evidence.bare).update(run.codes)
        if run.anchor and len(run.codes) > 1:
            evidence.joint[tuple(sorted(run.codes))] += 1


def _addresses(view: View) -> Counter[str]:
    text = "\n".join((view.body, *view.furniture))
    return Counter(match.key for match in _address_matcher().find(text))


def _jobcenter(view: View, title: str, own: frozenset[str]) -> str | None:
    """The job centre's name as most often printed after "Jobcenter", for a job centre of these municipalities."""
    printed: Counter[str] = Counter()
    for line in (title, *view.cover, *view.furniture, view.body):
        printed.update(_bare_name(line[run.start:run.end]) for run in _runs(line)
                       if run.anchor == "jobcenter" and own.issuperset(run.codes))
    if not printed:
        return None
    ranked = sorted(printed, key=lambda name: (-printed[name], name))
    return next((name for name in ranked if not name.isupper()), None) or _lowered(ranked[0])


def _bare_name(name: str) -> str:
    """The name without its genitive ending."""
    bare = name.rstrip("'’")
    for ending in ("'s", "’s", "s"):
        if bare.endswith(ending) and bare.casefold() not in _forms() and len(bare) > len(ending):
            last = regex.split(r"[-/ ]", bare)[-1].casefold()
            return bare if last in _forms() else bare.removesuffix(ending)
    return bare


def _lowered(name: str) -> str:
    return name.title().replace(" Og ", " og ")


def _runs(text: str, in_title: bool = False) -> Iterator[Run]:
    """Runs of names from left to right; names of wider areas and words that are no names are left out."""
    group: list[tuple[str, int, int]] = []
    for match in _names().find(text):
        if not text[match.start].isupper() or _is_other_body(text, match.start, match.end):
            continue
        if group and not _continues(text, group, match.key, match.start):
            yield from _run(text, group, in_title)
            group = []
        group.append((match.key, match.start, match.end))
    if group:
        yield from _run(text, group, in_title)


def _continues(text: str, group: list[tuple[str, int, int]], code: str, start: int) -> bool:
    between = text[group[-1][2]:start]
    is_new = code not in {name[0] for name in group}
    return is_new and len(between) <= 20 and _connector().fullmatch(between) is not None


def _run(text: str, group: list[tuple[str, int, int]], in_title: bool) -> Iterator[Run]:
    start, end = group[0][1], group[-1][2]
    anchor = _anchor(text, start, end)
    if anchor or len(group) > 1 or not _is_mere_word(text, start, end, in_title):
        yield Run(tuple(code for code, _, _ in group), start, end, anchor)


def _anchor(text: str, start: int, end: int) -> str | None:
    if _stands_before("jobcenter").search(text, max(start - 30, 0), start):
        return "jobcenter"
    behind = _stands_after("after").match(text, end, end + 40)
    return "municipality" if behind or _stands_before("before").search(text, max(start - 40, 0), start) else None


def _is_other_body(text: str, start: int, end: int) -> bool:
    """Whether the name belongs to a wider area or another institution ("RAR-X", "X Universitet")."""
    before = _stands_before("foreign_before").search(text, max(start - 40, 0), start)
    return before is not None or _stands_after("foreign_after").match(text, end, end + 40) is not None


def _is_mere_word(text: str, start: int, end: int, in_title: bool) -> bool:
    """Whether a name that is also a word ("Vejen") stands as a word; in running text always, unless it is anchored."""
    if not _words("word_name").first(text[start:end]):
        return False
    goes_on = _stands_after("word_after").match(text, end, end + 20)
    led_up_to = _stands_before("word_before").search(text, max(start - 20, 0), start)
    return not in_title or goes_on is not None or led_up_to is not None


def _cut_off_name(title: str) -> tuple[str, ...]:
    """The one municipality whose name begins with the last word of a title that was cut off at its length limit."""
    found = _CUT_OFF.search(title) if len(title) >= _CUT_OFF_LENGTH else None
    if not found:
        return ()
    begun = found[1].casefold()
    codes = {entry.code for entry in municipalities() if entry.name.casefold().startswith(begun)}
    return tuple(codes) if len(codes) == 1 else ()


@cache
def _words(role: str) -> Matcher:
    return compile_entries(_entries(role))


@cache
def _stands_before(role: str) -> regex.Pattern:
    fragments = "|".join(entry.fragment for entry in _entries(role))
    return regex.compile(rf"(?:{fragments})[ :–-]{{1,2}}\Z", regex.IGNORECASE)


@cache
def _stands_after(role: str) -> regex.Pattern:
    fragments = "|".join(entry.fragment for entry in _entries(role))
    return regex.compile(rf" (?:{fragments})", regex.IGNORECASE)


@cache
def _connector() -> regex.Pattern:
    fragments = "|".join(pattern for entry in _entries("connector") for pattern in entry.patterns)
    return regex.compile(rf"\s?(?:{fragments})\s?", regex.IGNORECASE)


def _entries(role: str) -> tuple[Entry, ...]:
    return tuple(entry for entry in load("document_places") if entry.extra["role"] == role)


@cache
def _names() -> Matcher:
    return compile_entries(tuple(
        Entry(municipality.code, tuple(_name_fragment(form) for form in _printed_forms(municipality)))
        for municipality in municipalities()))


@cache
def _address_matcher() -> Matcher:
    return compile_entries(tuple(
        Entry(municipality.code, (rf"(?:@|www\.|https?://)(?:[\w-]+\.)?{_slug_fragment(municipality.slug)}\.dk",))
        for municipality in municipalities()))


@cache
def _forms() -> frozenset[str]:
    return frozenset(form.casefold() for municipality in municipalities() for form in _printed_forms(municipality))


def _printed_forms(municipality: Municipality) -> tuple[str, ...]:
    """The name and its other spellings; abbreviations and remarks of the code list are left out."""
    variants = (variant for variant in municipality.variants if regex.fullmatch(r"\p{Lu}\p{Ll}+(?:[- ]\p{Lu}\p{Ll}+)?",
                variant) and not regex.search(r"Kommune|Jobcenter|kommune", variant))
    return tuple(dict.fromkeys((municipality.name, *variants)))


def _name_fragment(form: str) -> str:
    """Pattern of a name with å or aa, hyphen, dash, slash or blank between its parts, and a genitive ending."""
    parts = (regex.sub("å|aa", "(?:å|aa)", part) for part in regex.split("[- ]", form.casefold()))
    ending = "['’]?" if form.endswith("s") else "(?:s|['’]s?)?"
    return r"(?:\s?[-–/]\s?|\s)".join(parts) + ending


def _slug_fragment(slug: str) -> str:
    return slug.replace("oe", "oe?").replace("-", "-?")
