"""Surface forms as data: entries read from the TOML files beside this module, and one scanner over all of them.

A file is a list of `[[entry]]`:

    key = "employment_plan"            # what the entry stands for; unique in its file
    patterns = ['beskæftigelsesplan']  # fragments of the `regex` module; a word must begin and end at their edges
    not = ['skabelon til \\w+']        # optional: vetoes a match that such a stretch covers
    words = ['samarbejdsgrad']         # optional: plain phrases; their first and last word may take a Danish ending
    examples = ["..."]                 # the entry must match in each (a test holds it)
    counter_examples = ["..."]         # and must not match in any of these

Any further field is kept in `Entry.extra`. Fragments ignore case unless they say `(?-i:...)`, and use groups
that do not capture, `(?:...)`.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property
from importlib import resources
from types import MappingProxyType
from typing import Any, NamedTuple

import regex

from .compiling import compiled
from .starts import Starts

_INSIDE_WORD = r"(?<=\w)(?=\w)"
_VETO_REACH = 80  # characters a veto may stretch to either side of the match
_LOOK_BACK = regex.compile(r"\(\?<=((?:[^()\\]|\\.|\((?1)\))*+)\)")  # `(?<=...)`: what must stand before
_OPENING = regex.compile(r"\p{L}(?![?*{])")
_OPENING_DIGIT = regex.compile(r"(?:\\d|[0-9]|\(\?:[0-9][^()|]*(?:\|[0-9][^()|]*)*\))(?![?*{])|\\d\{[1-9]")
_ESCAPED_OR_CLASS = regex.compile(r"\\.|\[[^\]]*\]")
_INNERMOST_GROUP = regex.compile(r"\([^()]*\)")
_OWN_FIELDS = frozenset({"key", "patterns", "words", "not", "examples", "counter_examples"})
_ENDINGS = r"(?:e|en|et|er|r|ne|ene|erne|s|ens|ets|nes|ernes)?"


_NOTHING: Iterator[Match] = iter(())


class LexiconError(ValueError):
    """A lexicon file is wrong; the message names the file and the key."""


@dataclass(frozen=True)
class Entry:
    """One thing with a name, and the surface forms that stand for it."""

    key: str
    patterns: tuple[str, ...]
    vetoes: tuple[str, ...] = ()
    examples: tuple[str, ...] = ()
    counter_examples: tuple[str, ...] = ()
    extra: Mapping[str, Any] = field(default_factory=dict, hash=False)

    @property
    def fragment(self) -> str:
        """All patterns as one alternation that neither begins nor ends inside a word."""
        return _bounded(self.patterns)


class Match(NamedTuple):
    """A stretch `text[start:end]` that stands for `key`."""

    key: str
    start: int
    end: int
    entry: Entry


class Matcher:
    """All entries as one compiled alternation; at each place the longest match that no veto covers wins."""

    def __init__(self, entries: tuple[Entry, ...], flags: int):
        self.entries = entries
        self._flags = flags
        self._scanner = compiled(_bounded((_branches(entries),)), flags | regex.POSIX)
        self._starts = self._where_it_may_begin()
        self._vetoes = {entry.key: compiled(_bounded(entry.vetoes), flags) for entry in entries if entry.vetoes}

    def _where_it_may_begin(self) -> Starts:
        fragments = tuple(pattern for entry in self.entries for pattern in entry.patterns)
        openings = tuple(_LOOK_BACK.sub("", fragment) for fragment in fragments)
        opening = compiled(_bounded(openings), self._flags) if openings != fragments else None
        return Starts(self._scanner, openings, opening)

    @cached_property
    def _single(self) -> tuple[tuple[Entry, regex.Pattern], ...]:
        return tuple((entry, compiled(entry.fragment, self._flags | regex.POSIX)) for entry in self.entries)

    def find(self, text: str, start: int = 0, end: int | None = None) -> Iterator[Match]:
        """Matches in `text[start:end]` from left to right; none overlaps another."""
        stop = len(text) if end is None else end
        places = self._starts.within(text, start, stop)
        if places is None:
            return self._find_anywhere(text, start, stop)
        return self._find_at(text, places, stop) if places else _NOTHING

    def _find_at(self, text: str, places: Sequence[int], stop: int) -> Iterator[Match]:
        reached = 0
        for place in places:
            if place >= reached and (found := self._scanner.match(text, place, stop)):
                match = self._accept(text, found, stop)
                if match:
                    reached = match.end
                    yield match

    def _find_anywhere(self, text: str, start: int, stop: int) -> Iterator[Match]:
        place = start
        while place <= stop and (found := self._scanner.search(text, place, stop)):
            match = self._accept(text, found, stop)
            place = max(match.end if match else found.start() + 1, found.start() + 1)
            if match:
                yield match

    def at_start(self, text: str) -> Match | None:
        """The match that a text begins with, if there is one."""
        found = self._scanner.match(text)
        return self._accept(text, found, len(text)) if found else None

    def first(self, text: str) -> Match | None:
        """The leftmost match, if there is one."""
        return next(self.find(text), None)

    def keys(self, text: str) -> tuple[str, ...]:
        """Keys that match in `text`, each once, in order of first appearance."""
        return tuple(dict.fromkeys(match.key for match in self.find(text)))

    def _accept(self, text: str, found: regex.Match, stop: int) -> Match | None:
        if not found[0]:
            return None
        entry = self.entries[int(found.lastgroup[1:])]
        if not self._vetoed(entry, text, found.start(), found.end()):
            return Match(entry.key, found.start(), found.end(), entry)
        return self._second_choice(text, found.start(), stop)

    def _second_choice(self, text: str, start: int, stop: int) -> Match | None:
        hits = [(entry, found.end()) for entry, pattern in self._single if (found := pattern.match(text, start, stop))]
        allowed = [hit for hit in hits if hit[1] > start and not self._vetoed(hit[0], text, start, hit[1])]
        if not allowed:
            return None
        entry, end = max(allowed, key=lambda hit: hit[1])
        return Match(entry.key, start, end, entry)

    def _vetoed(self, entry: Entry, text: str, start: int, end: int) -> bool:
        pattern = self._vetoes.get(entry.key)
        if pattern is None:
            return False
        window = pattern.finditer(text, max(start - _VETO_REACH, 0), end + _VETO_REACH, overlapped=True)
        return any(veto.start() <= start and veto.end() >= end for veto in window)


def compile_entries(entries: Iterable[Entry], flags: int = regex.IGNORECASE) -> Matcher:
    """One matcher for all entries."""
    return Matcher(tuple(entries), flags)


@cache
def load(name: str) -> tuple[Entry, ...]:
    """Entries of `<name>.toml`, in file order; raises LexiconError naming file and key when the file is wrong."""
    file = f"{name}.toml"
    try:
        content = tomllib.loads(resources.files(__name__).joinpath(file).read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise LexiconError(f"{file}: {error}") from error
    return _entries(content, file)


@cache
def matcher(name: str) -> Matcher:
    """The matcher over all entries of `<name>.toml`, compiled once; raises LexiconError where that cannot be done."""
    try:
        return compile_entries(load(name))
    except regex.error:
        check(load(name), f"{name}.toml")
        raise


def names() -> tuple[str, ...]:
    """Names of all lexicon files, without the ending."""
    files = (file.name for file in resources.files(__name__).iterdir())
    return tuple(sorted(file.removesuffix(".toml") for file in files if file.endswith(".toml")))


def parse_entries(content: Mapping[str, Any], file: str) -> tuple[Entry, ...]:
    """Entries of a parsed file, each fragment checked; raises LexiconError naming file and key when one is wrong."""
    entries = _entries(content, file)
    check(entries, file)
    return entries


def check(entries: Iterable[Entry], file: str) -> None:
    """Raises LexiconError naming file, key and fragment where a fragment is no pattern or captures a group.

    One fragment at a time costs most of a second for all files, so it is asked for in tests and where a whole fails.
    """
    for entry in entries:
        for fragment in entry.patterns + entry.vetoes:
            _check_fragment(fragment, file, entry.key)


def _entries(content: Mapping[str, Any], file: str) -> tuple[Entry, ...]:
    entries = tuple(_entry(record, file) for record in content.get("entry", ()))
    if not entries:
        raise LexiconError(f"{file}: no [[entry]]")
    seen: set[str] = set()
    for entry in entries:
        if entry.key in seen:
            raise LexiconError(f"{file}: {entry.key}: key stands twice")
        seen.add(entry.key)
    return entries


def _entry(record: Mapping[str, Any], file: str) -> Entry:
    key = record.get("key")
    if not isinstance(key, str) or not key:
        raise LexiconError(f"{file}: an entry without key: {dict(record)}")
    patterns, words, vetoes, examples, counter_examples = (
        _strings(record, name, file, key) for name in ("patterns", "words", "not", "examples", "counter_examples")
    )
    patterns += tuple(_inflected(phrase) for phrase in words)
    if not patterns:
        raise LexiconError(f"{file}: {key}: no patterns")
    extra = MappingProxyType({name: value for name, value in record.items() if name not in _OWN_FIELDS})
    return Entry(key, patterns, vetoes, examples, counter_examples, extra)


def _strings(record: Mapping[str, Any], name: str, file: str, key: str) -> tuple[str, ...]:
    values = record.get(name, [])
    if not isinstance(values, list) or not all(isinstance(value, str) and value for value in values):
        raise LexiconError(f"{file}: {key}: {name} must be a list of texts")
    return tuple(values)


def _inflected(phrase: str) -> str:
    """A plain phrase as a fragment whose first and last word may end as Danish nouns and adjectives do."""
    words = phrase.split()
    last = len(words) - 1
    forms = [
        regex.escape(word, literal_spaces=True)
        + (_ENDINGS if number in (0, last) and word.isalpha() and len(word) > 3 else "")
        for number, word in enumerate(words)
    ]
    return " ".join(forms)


def _check_fragment(fragment: str, file: str, key: str) -> None:
    try:
        pattern = regex.compile(fragment)
    except regex.error as error:
        raise LexiconError(f"{file}: {key}: {fragment!r}: {error}") from error
    if pattern.groups:
        raise LexiconError(f"{file}: {key}: {fragment!r}: use groups that do not capture, (?:...)")


def _branches(entries: tuple[Entry, ...]) -> str:
    """One alternation over all entries, a group e<number> each, sorted by first letter so that places fail fast."""
    by_letter: dict[str, list[str]] = {}
    for number, entry in enumerate(entries):
        for fragment in entry.patterns:
            by_letter.setdefault(_first_letter(fragment), []).append(f"(?P<e{number}>{fragment})")
    return (
        "|".join(
            f"(?={letter})(?:{'|'.join(group)})" if letter else "|".join(group)
            for letter, group in sorted(by_letter.items())
        )
        or "(?!)"
    )


def _first_letter(fragment: str) -> str:
    """The letter every match of a fragment begins with, or that it is a digit; empty where there is no telling."""
    opens_in_digit = _OPENING_DIGIT.match(fragment)
    if not opens_in_digit and not _OPENING.match(fragment):
        return ""
    outer = _ESCAPED_OR_CLASS.sub("", fragment)
    while (shorter := _INNERMOST_GROUP.sub("", outer)) != outer:
        outer = shorter
    if "|" in outer:
        return ""
    return r"\d" if opens_in_digit else fragment[0].lower()


def _bounded(fragments: tuple[str, ...]) -> str:
    return f"(?!{_INSIDE_WORD})(?:{'|'.join(fragments)})(?!{_INSIDE_WORD})"
