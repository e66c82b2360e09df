"""Danish numbers, periods, sentences and quantities, each a table of text and reading; traps yield nothing."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from maaltal.extractors.grammar.numbers import parse_number
from maaltal.extractors.grammar.periods import find_periods
from maaltal.extractors.grammar.quantities import scan
from maaltal.extractors.grammar.sentences import sentences


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1.541", 1541.0),
        ("171.204.550", 171204550.0),
        ("1 620", 1620.0),
        ("1620", 1620.0),
        ("18,3", 18.3),
        ("1.234,5", 1234.5),
        ("0,0", 0.0),
        ("-1,2", -1.2),
        ("÷1,2", -1.2),
        ("−2,4", -2.4),
        ("–3", -3.0),
        ("(1,2)", -1.2),
        ("47.1", 47.1),
        ("12,-", 12.0),
        ("", None),
        ("-", None),
        ("X", None),
        ("12 personer", None),
        ("31.03.14", None),
        ("(12", None),
        ("5.57.73", None),
    ],
)
def test_parse_number(text, value):
    assert parse_number(text) == value


@given(st.integers(min_value=0, max_value=10**9))
def test_thousand_points_read_back(number):
    assert parse_number(f"{number:,}".replace(",", ".")) == number


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("ultimo 2021", ["2021-12"]),
        ("primo 2021", ["2021-01"]),
        ("medio 2008", ["2008-06"]),
        ("ved udgangen af 2011", ["2011-12"]),
        ("4. kvartal 2020", ["2020-Q4"]),
        ("4.kvt. 2011", ["2011-Q4"]),
        ("4. kv. 07", ["2007-Q4"]),
        ("2. halvår 2019", ["2019-H2"]),
        ("december 2013 (rullende år)", ["2013-12"]),
        ("dec. 13", ["2013-12"]),
        ("dec 14", ["2014-12"]),
        ("dec.13", ["2013-12"]),
        ("2012-2016", ["2012/2016"]),
        ("2019-22", ["2019/2022"]),
        ("fra 4. kvartal 2020 til 4. kvartal i 2021", ["2020-Q4", "2021-Q4"]),
        ("den 24. september 2008", ["2008-09"]),
        ("31.03.14", ["2014-03"]),
        ("ved årets udgang", ["{year}-12"]),
        ("1.620 personer", []),
        ("konto 5.57.73", []),
        ("§ 32", []),
        ("i maj 20 personer", []),
        ("2. kvartal", [None]),
    ],
)
def test_periods(text, values):
    assert [period.value for period in find_periods(text)] == values


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("Det er et fald på 20 pct. I 2012 var det ca. 300.", 2),
        ("Antallet er, jf. bilag 2, faldet.", 1),
        ("Se 4. kvartal 2010 og f.eks. Nord.", 1),
        ("1. Sikre hurtig hjælp", 1),
        ("Andelen falder (bl.a. i Nord). Det er godt.", 2),
    ],
)
def test_sentences(text, count):
    assert len(sentences(text)) == count


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Der var 1.541 arbejdsmarkedsparate (match 1) ledige.", [(1541.0, "persons")]),
        ("fra 5,8 til 4,6 pct.", [(5.8, "percent"), (4.6, "percent")]),
        ("efter 4, 8 og 12 ugers ledighed", [(4.0, "weeks"), (8.0, "weeks"), (12.0, "weeks")]),
        (
            "sænkes med ét procentpoint: fra 17,3 ultimo 2018 til 16,3 procent",
            [(1.0, "percentage_point"), (17.3, "percent"), (16.3, "percent")],
        ),
        ("fra 212 personer i 4. kvartal 2018 til 106 i 4. kvartal 2019", [(212.0, "persons"), (106.0, "persons")]),
        ("Antallet af voksenlærlinge fordobles fra 48 til 96.", [(48.0, "persons"), (96.0, "persons")]),
        ("Antallet af forløb over 26 uger var i december 2009 172.", [(26.0, "weeks"), (172.0, "count")]),
        ("Kurserne koster 1,9 mio. kr.", [(1900000.0, "dkk")]),
        ("et tilskud på 650.000 kr.", [(650000.0, "dkk")]),
        (
            "tolv procent, elleve hundrede borgere, to komma fire procent",
            [(12.0, "percent"), (1100.0, "persons"), (2.4, "percent")],
        ),
        (
            "5 pct.-point, 2 pp og 9 %-point",
            [(5.0, "percentage_point"), (2.0, "percentage_point"), (9.0, "percentage_point")],
        ),
        ("et sygeforløb afkortes med halvanden uge", [(1.5, "weeks")]),
    ],
)
def test_quantities(text, found):
    assert [(quantity.value, quantity.unit) for quantity in scan(text).quantities] == found


@pytest.mark.parametrize(
    "text",
    [
        "de 18-29-årige",
        "unge under 30 år",
        "mellem 18 og 66 år",
        "alder 18 65 år",
        "50+",
        "1.-4. uge",
        "uge 39",
        "§ 32 a, stk. 2",
        "lov nr. 1482 af 23. december 2014",
        "konto 5.57.78.006, gruppering 001-010",
        "match 1 og spor 3",
        "målgruppe 2.6",
        "9. klasse",
        "Sagsnr.: 2010/01234",
        "J.nr. 18/01234",
        "15.00.00-A00-9-20",
        "Tlf. 12 34 56 78",
        "CVR 12345678",
        "den 19. april 2012",
        "31.03.14",
        "side 14 og Tabel 7.1",
        "kl. 12",
        "fire mål og to spor",
        "hver fjerde",
        "2/3",
        "to ud af tre",
        "i 1.000 kr.",
        "kapitel 4 til 6",
        "Bilag 1",
        "225-timersreglen",
        "6-byerne",
        "24/7",
    ],
)
def test_traps_yield_no_quantity(text):
    assert not scan(text).quantities


@given(st.text(max_size=200))
def test_scan_takes_any_text(text):
    found = scan(text)
    assert all(0 <= quantity.start < quantity.end <= len(text) for quantity in found.quantities)


@pytest.mark.parametrize(
    "piece", ["1.", "pct ", "skal ", "1.1 ", "(", "fra 1 til ", "og 2 ", "december ", "af de ", "Mål: "]
)
def test_hostile_repetition_stays_linear(piece):
    import time

    def seconds(length: int) -> float:
        text = piece * (length // len(piece))
        start = time.perf_counter()
        scan(text)
        return time.perf_counter() - start

    short, long = seconds(4000), seconds(16000)
    assert long < 40 * short + 0.5  # 4 x the text: far from the 64 x of a cubic, with room for noise
