"""The lexicon: every example of every file, what the loader refuses, and how matches compete."""

from __future__ import annotations

import pytest
import regex
from maaltal.extractors.lexicon import LexiconError, check, compile_entries, load, names, parse_entries
from maaltal.extractors.lexicon import matcher as word_list

ENTRIES = [pytest.param(name, entry, id=f"{name}-{entry.key}") for name in names() for entry in load(name)]


@pytest.mark.parametrize("name", names())
def test_every_fragment_is_a_pattern_without_groups_of_its_own(name):
    check(load(name), f"{name}.toml")


@pytest.mark.parametrize(("name", "entry"), ENTRIES)
def test_entry_matches_its_examples_and_no_counter_example(name, entry):
    matcher = compile_entries([entry])
    assert entry.examples, "an entry without example is not tested"
    assert [text for text in entry.examples if not matcher.first(text)] == []
    assert [text for text in entry.counter_examples if matcher.first(text)] == []


def entries(*records):
    return parse_entries({"entry": [{"key": f"k{n}", "patterns": ["x"], **record} for n, record in enumerate(records)]},
                         "t.toml")


def found(text, *records):
    return [(match.key, text[match.start:match.end]) for match in compile_entries(entries(*records)).find(text)]


@pytest.mark.parametrize(("text", "records", "expected"), [
    ("formål og mål", [{"patterns": ["mål"]}], [("k0", "mål")]),
    ("Åmål målå MÅL.", [{"patterns": ["mål"]}], [("k0", "MÅL")]),
    ("måltal", [{"patterns": ["mål"]}, {"patterns": [r"mål\w*"]}], [("k1", "måltal")]),
    ("mål og midler", [{"patterns": ["mål"]}, {"patterns": ["mål og midler"]}], [("k1", "mål og midler")]),
    ("5 pct.af", [{"patterns": [r"pct\."]}], [("k0", "pct.")]),
    ("over for, over 5", [{"patterns": ["over"], "not": ["over for"]}], [("k0", "over")]),
    ("på vejen til Vejen", [{"patterns": ["vejen"], "not": [r"på vejen"]}], [("k0", "Vejen")]),
    ("ab abc", [{"patterns": [r"ab ?\w*"], "not": ["ab abc"]}, {"patterns": ["ab"]}], [("k1", "ab")]),
    ("Skive skive", [{"patterns": ["(?-i:Skive)"]}], [("k0", "Skive")]),
    ("øl ål", [{"patterns": ["ål|øl"]}], [("k0", "øl"), ("k0", "ål")]),
    ("a1 b2", [{"patterns": [r"a2|\w2", "(?:a|b)1"]}], [("k0", "a1"), ("k0", "b2")]),
    ("a1 1", [{"patterns": ["a?1"]}], [("k0", "a1"), ("k0", "1")]),
    ("aa bb", [{"patterns": ["(?=b)"]}], []),
], ids=lambda value: value if isinstance(value, str) else "")
def test_matching(text, records, expected):
    assert found(text, *records) == expected


def test_find_keeps_within_its_range():
    matcher = compile_entries(entries({"patterns": ["mål"]}))
    assert [match.start for match in matcher.find("mål mål mål", 4, 7)] == [4]


def test_further_fields_are_kept():
    (entry,) = entries({"unit": "persons"})
    assert dict(entry.extra) == {"unit": "persons"}


@pytest.mark.parametrize(("record", "message"), [
    ({"key": ""}, "without key"),
    ({"patterns": []}, "k0: no patterns"),
    ({"patterns": "x"}, "k0: patterns must be a list"),
    ({"patterns": ["("]}, r"k0: '\('"),
    ({"patterns": ["(x)"]}, "do not capture"),
    ({"not": ["["]}, r"k0: '\['"),
])
def test_a_wrong_entry_is_refused_by_file_and_key(record, message):
    with pytest.raises(LexiconError, match=rf"t\.toml.*{message}"):
        entries(record)


def test_a_key_may_not_stand_twice():
    with pytest.raises(LexiconError, match=r"t\.toml: k: key stands twice"):
        entries({"key": "k"}, {"key": "k"})


def test_many_entries_stay_fast():
    letters = "abcdefghijklmnopqrstuvwxyzæøå"
    many = entries(*({"patterns": [rf"{a}{b}\w*kkk"]} for a in letters for b in letters))
    text = "en plan om arbejde og uddannelse til alle. " * 500
    assert list(compile_entries(many, regex.IGNORECASE).find(text)) == []


SEARCHED_FOR = sorted(set(names()) - {"document_types", "phrases"})  # asked of first lines alone; a part of patterns


@pytest.mark.parametrize("name", SEARCHED_FOR)
def test_only_places_where_a_word_list_may_begin_are_tried(name):
    """A list that could begin anywhere would be searched for at every letter of a plan."""
    assert word_list(name)._starts.within("Målet er nået.", 0, 14) is not None


def test_what_must_stand_before_a_match_does_not_hide_where_it_begins():
    found = entries({"patterns": [r"(?:tallet|(?<=(?:end|med) )andelen) i 2019", r"hvis (?:[^.]|(?<=pct)\.)+, så"]})
    matches = [list(compile_entries(found).find(text)) for text in
               ("højere end andelen i 2019", "andelen i 2019", "tallet i 2019", "hvis 5 pct. nås, så")]
    assert [[match.start for match in row] for row in matches] == [[11], [], [0], [0]]
