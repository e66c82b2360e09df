"""Cleaning: joined words, opened ligatures, dropped markup; every character knows where it came from."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from maaltal.pipeline.clean import clean


@pytest.mark.parametrize(
    ("raw", "cleaned"),
    [
        ("beskæf-\ntigelse", "beskæftigelse"),
        ("kontant-\nog starthjælp", "kontant- og starthjælp"),
        ("læse- og skrive", "læse- og skrive"),
        ("ind‐ komst", "indkomst"),
        ("så\u00adledes", "således"),
        ("ﬁn oﬀentlig", "fin offentlig"),
        ("R E S U L T A T", "RESULTAT"),
        ("201<strong>1.</strong>", "2011."),
        ("<b>12</b>\t<b>3</b>", "12 3"),
        ("a  b\n\nc", "a b c"),
        ("ledige - skal begrænses", "ledige - skal begrænses"),
        ("631 ² personer", "631 personer"),
        ("Øko-\nNord", "Øko-Nord"),
        ("&nbsp;12&amp;3", "12&3"),
    ],
)
def test_clean(raw, cleaned):
    assert clean(raw, [(0, len(raw))])[0] == cleaned


def test_word_split_over_a_page_number():
    raw = "selvforsør- 6 \n\ngende borgere"
    text, origin = clean(raw, [(0, 11), (16, len(raw))])
    assert text == "selvforsørgende borgere"
    assert raw[origin.start(16) : origin.end(len(text))] == "borgere"


@given(st.text(alphabet="abÆø -\n\t*<b>/.1\u00ad", max_size=80))
def test_offsets_stay_inside_and_in_order(raw):
    text, origin = clean(raw, [(0, len(raw))])
    starts = [origin.start(offset) for offset in range(len(text))]
    assert starts == sorted(starts)
    assert all(0 <= start <= origin.end(offset + 1) <= len(raw) for offset, start in enumerate(starts))
    for offset, char in enumerate(text):
        if char.isalnum():
            assert raw[starts[offset]] == char
