"""The table model: what columns mean, what a table is, how parts are joined, what ranges it covers."""

from __future__ import annotations

from pathlib import Path

import pytest
from maaltal.extractors.table_words import context_units, value_of, years_of
from maaltal.extractors.tables import tables_of
from maaltal.pipeline.process import process
from maaltal.pipeline.read import read
from table_documents import flattened, html_document, text_document

SHARED = Path(__file__).parents[2] / "shared"

TARGETS = [
    ["Mål", "Status dec. 2012", "Resultatmål dec. 2014", "Udvikling dec. 12-dec. 14"],
    ["Ledige over et år, personer", "412", "360", "-12,6 pct."],
    ["Unge i uddannelse, pct.", "31,5", "36,0", "4,5 pct.point"],
]
BUDGET = [
    ["Ydelse, mio. kr.", "Regnskab 2012", "Budget 2013"],
    ["Sygedagpenge", "48,1", "47,5"],
    ["Revalidering", "6,2", "6,0"],
]
SERIES = [
    ["Ydelse", "4. kvt. 2012", "1. kvt. 2013"],
    ["A-dagpenge", "1.204", "1.187"],
    ["Kontanthjælp", "902", "911"],
]


@pytest.mark.parametrize(("cells", "kind"), [(TARGETS, "target"), (BUDGET, "budget"), (SERIES, "other")])
@pytest.mark.parametrize("flat", [False, True], ids=["grid", "flattened"])
def test_kind_is_what_the_headers_mean(cells, kind, flat):
    document = text_document(flattened([cells])) if flat else html_document([cells])
    assert [table.kind for table in tables_of(document)] == [kind]


@pytest.mark.parametrize("flat", [False, True], ids=["grid", "flattened"])
def test_columns_tell_role_and_period(flat):
    document = text_document(flattened([TARGETS])) if flat else html_document([TARGETS])
    (table,) = tables_of(document)
    told = [(column.role, column.period) for column in table.columns[-3:]]
    assert told == [("status", "2012-12"), ("target", "2014-12"), ("change", "2012-12/2014-12")]
    assert [cell.text for cell in table.body[0]][-3:] == ["412", "360", "-12,6 pct."]


@pytest.mark.parametrize("flat", [False, True], ids=["grid", "flattened"])
def test_cells_and_ranges_stand_in_the_canonical_text(flat):
    document = text_document(flattened([BUDGET])) if flat else html_document([BUDGET])
    (table,) = tables_of(document)
    text = document.canonical_text
    assert all(" ".join(text[cell.start:cell.end].split()) == cell.text for cell in table.cells)
    covered = " ".join(text[start:end] for start, end in table.ranges)
    assert "48,1" in covered and "6,0" in covered and "høring" not in covered and "kvartal" not in covered


def test_caption_note_and_number_come_from_the_neighbours():
    document = html_document([BUDGET], caption="Tabel 4.2. Økonomi", note="Note: 2013-priser.")
    (table,) = tables_of(document)
    assert (table.caption, table.note, table.number) == ("Tabel 4.2. Økonomi", "Note: 2013-priser.", "4.2")


def test_table_goes_on_without_its_header():
    (table,) = tables_of(html_document([BUDGET, [["Integration", "3,0", "2,9"]]]))
    assert [row[0].text for row in table.body] == ["Sygedagpenge", "Revalidering", "Integration"]
    assert len(table.ranges) == 2


def test_tables_stacked_under_one_corner_are_parted_by_their_titles():
    rows = [["Emne", "Dec. 2013", "Krav dec. 2015"], ["Unge", "214", "190"], ["Ledige", "860", "820"],
            ["Øvrige krav for 2015", "", ""], ["Emne", "Krav", "<"], ["Tilfredse virksomheder", "80 pct.", "<"]]
    first, second = tables_of(html_document([rows], caption="Krav med tal"))
    assert (first.caption, len(first.body)) == ("Krav med tal", 2)
    assert (second.caption, [cell.text for cell in second.body[0]]) == (
        "Øvrige krav for 2015", ["Tilfredse virksomheder", "80 pct."])


@pytest.mark.parametrize("text, headers", [
    ("Tabel 2 Ydelser, fuldtidspersoner, marts 2012 og marts 2013 Dagpenge 1.240 1.105 Fleksjob 310 322 Sygdom 640 611",
     ["marts 2012", "marts 2013"]),
    ("Ydelse Fuldtidspersoner Andel hos os pct. Andel i landet pct. Dagpenge 410 2,1 1,9 Fleksjob 205 1,0 0,8",
     ["Fuldtidspersoner", "Andel hos os pct.", "Andel i landet pct."]),
])
def test_a_flattened_header_of_two_periods_or_of_units(text, headers):
    (table,) = tables_of(text_document(text))
    assert [column.header for column in table.columns[1:]] == headers
    assert all(len(row) == 1 + len(headers) for row in table.body)


def test_another_caption_begins_another_table():
    text = flattened([BUDGET], caption="Tabel 1. Byen") + " " + flattened([BUDGET], caption="Tabel 2. Øen")
    assert [table.number for table in tables_of(text_document(text))] == ["1", "2"]


@pytest.mark.parametrize("text", [
    "Vi besøgte 12 virksomheder i 2012, 15 i 2013 og 18 i 2014. Regnskab 2012 viste 3 4 5 afvigelser.",
    "1. Indledning 3 2. Mål 4 2.1 Ministerens mål 5 2.2 Lokale mål 7 3. Budget 2014 9 4. Bilag 11",
    "Mødet holdes 12.00 14.00 i lokale 2 3. Kontakt 12 34 56 78 eller 87 65 43 21 i 2013.",
])
def test_numbers_in_prose_make_no_table(text):
    assert tables_of(text_document(text)) == ()


@pytest.mark.parametrize(("text", "number", "unit"), [
    ("1.541", 1541.0, None), ("17,6", 17.6, None), ("1 620", 1620.0, None), ("-1,2", -1.2, None),
    ("÷1,2", -1.2, None), ("−2,4", -2.4, None), ("(1,2)", -1.2, None), ("( 1,2 )", -1.2, None),
    ("1.234-", -1234.0, None),
    ("0,0", 0.0, None), ("12,3*", 12.3, None), ("47,1 mio. kr.", 47.1, "million_dkk"), ("kr. 1.200", 1200.0, "dkk"),
    ("1.200,-", 1200.0, None), ("25 pct.", 25.0, "percent"), ("950.000 kr.", 950000.0, "dkk"),
])
def test_value_cells(text, number, unit):
    value = value_of(text)
    assert value is not None and (value.number, value.unit) == (number, unit)


@pytest.mark.parametrize("text", [
    "", "-", "–", "X", "5.57.71", "1. kvt. 12", "12 34 56 78", "ca. 12", "2013/14", "Budget 2013",
])
def test_cells_without_one_value(text):
    assert value_of(text) is None


@pytest.mark.parametrize(("text", "units"), [
    ("Udgifter (i 1.000 kr.)", ("thousand_dkk",)), ("Tabel 2. Netto, mio. kr.", ("million_dkk",)),
    ("Beløb i hele kr.", ("dkk",)), ("Der er afsat 20 mio. kr. og 1.000 kr. til gaver", ()),
    ("Budget 2018-2021 i 1.000 kr.", ("thousand_dkk",)), ("mio. kr. og i 1.000 kr.", ("million_dkk", "thousand_dkk")),
])
def test_units_that_a_title_announces(text, units):
    assert context_units(text) == units


@pytest.mark.parametrize(("text", "years"), [
    ("Budget 2013", (2013,)), ("B14", (2014,)), ("BO 2015", (2015,)), ("R'12", (2012,)), ("2014-2017", (2014, 2017)),
    ("5.57.71", ()), ("12.013", ()), ("Konto 2.014", ()),
])
def test_years_of_headers(text, years):
    assert years_of(text) == years


@pytest.mark.skipif(not SHARED.exists(), reason="the shared plans are not here")
@pytest.mark.parametrize(("plan", "kinds"), [
    ("halsnaes_2011", {"budget", "target"}), ("helsingoer_2013", {"budget"}), ("hedensted_2017", {"other"}),
])
def test_tables_of_real_plans(plan, kinds):
    text = (SHARED / "plans" / f"{plan}.txt").read_text(encoding="utf-8")
    assert {table.kind for table in tables_of(text_document(text))} == kinds


FORM = """<h1>Beskæftigelsesplan 2015</h1><p>Nordby Kommune</p><h2>Mål for 2015</h2><table>
<tr><td>Mål 2</td><td>Flere revalidender skal i lære</td></tr>
<tr><td>Ophav</td><td>Lokalt mål</td></tr>
<tr><td>Det måler vi på</td><td>Antal revalidender i virksomhedspraktik</td></tr>
<tr><td>Måltal</td><td>Mindst 80 personer i december 2015 (december 2013: 64 personer)</td></tr>
<tr><td>Vi vil bl.a.</td><td>Besøge 40 virksomheder hver måned.</td></tr></table>"""


def test_a_form_in_a_grid_is_a_goal_and_its_target():
    rows = process(read("plan.html", FORM.encode())).rows
    (goal,), (demand,) = rows["goals"], [row for row in rows["requirements"] if row.extractor == "requirements.tables"]
    assert (goal.level, goal.number, goal.title) == ("local", "2", "Flere revalidender skal i lære")
    assert (demand.operator, demand.target_value, demand.target_unit, demand.target_period) == (
        ">=", 80.0, "persons", "2015-12")
    assert (demand.baseline_value, demand.baseline_period) == (64.0, "2013-12")
    assert any(row.value == 40.0 for row in rows["figures"])  # what else the form holds is read too


FLAT = """Beskæftigelsesplan 2015 for Nordby Kommune. Måltabel

Baseline er 4. kvartal 2013, og alle måltal skal være nået 4. kvartal 2015.

Nr. Mål Indikator Baseline Status Måltal Ændring 1 Flere unge skal have en uddannelse Uddannelsesgrad, unge u. 30 år \
29,2 % 30,0 % 33,0 % +3,8 pct.point 1 Samme Fuldtidspersoner på uddannelseshjælp 84 pers. 80 pers. 74 pers. -12 % \
2 Sygemeldte skal hurtigere tilbage Gns. varighed af afsluttede forløb 9,8 uger 9,1 uger 8,5 uger -1,3 uger
"""


def test_a_flattened_table_of_goals_and_targets():
    rows = process(read("plan.txt", FLAT.encode())).rows
    goal = rows["goals"][0]
    assert (goal.level, goal.number, goal.title) == ("ministerial", "1", "Flere unge skal have en uddannelse")
    found = [(r.target_value, r.target_unit, r.change_value, r.change_unit, r.baseline_value, r.baseline_period,
              r.target_period) for r in rows["requirements"]]
    assert found == [
        (33.0, "percent", 3.8, "percentage_point", 29.2, "2013-Q4", "2015-Q4"),
        (74.0, "persons", -12.0, "percent", 84.0, "2013-Q4", "2015-Q4"),
        (8.5, "weeks", -1.3, "weeks", 9.8, "2013-Q4", "2015-Q4"),
    ]


CHANGES = """<h1>Beskæftigelsesplan 2021</h1><p>Nordby Kommune</p><p>Tallene for december 2021 er lofter.</p><table>
<tr><th>Det måler vi på</th><th>Udgangspunkt</th><th>Måltal ultimo 2021</th></tr>
<tr><td>Unge på uddannelseshjælp</td><td>610 personer</td><td>560 personer</td></tr>
<tr><td>Jobparate på kontanthjælp</td><td>402 personer</td><td>10 procent færre</td></tr></table>"""


def test_a_change_in_words_among_levels():
    rows = process(read("plan.html", CHANGES.encode())).rows["requirements"]
    assert [(r.operator, r.target_value, r.change_value, r.baseline_value) for r in rows] == [
        ("<=", 560.0, None, 610.0), ("=", None, -10.0, 402.0)]


def dated(caption: str, corner: str, headers: tuple[str, str]) -> list[tuple]:
    """The demands read from a table of two dated columns in a plan of 2016: value, baseline, periods."""
    cells = "".join(f"<th>{header}</th>" for header in (corner, *headers))
    page = f"""<h1>Beskæftigelsesplan 2016</h1><p>Nordby Kommune</p><p>{caption}</p><table><tr>{cells}</tr>
    <tr><td>Unge på uddannelseshjælp, personer</td><td>96</td><td>84</td></tr>
    <tr><td>Langtidsledige, personer</td><td>58</td><td>50</td></tr></table><p>Der følges op i august.</p>"""
    rows = process(read("plan.html", page.encode())).rows["requirements"]
    return [(row.target_value, row.baseline_value, row.baseline_period, row.target_period) for row in rows]


@pytest.mark.parametrize(("caption", "corner", "headers", "expected"), [
    ("Her er tallene samlet.", "Det vi holder øje med", ("September 2014", "December 2016"),
     [(84.0, 96.0, "2014-09", "2016-12"), (50.0, 58.0, "2014-09", "2016-12")]),
    ("Tabellen viser den forventede udvikling.", "Ydelse", ("December 2014", "December 2016"), []),
    ("Tabellen viser udviklingen.", "Ydelse", ("December 2013", "December 2014"), []),
    ("", "Måltal, ultimo året", ("2016", "2017"),
     [(96.0, None, None, "2016-12"), (84.0, None, None, "2017-12"),
      (58.0, None, None, "2016-12"), (50.0, None, None, "2017-12")]),
    ("", "Det lover vi", ("Udgangspunkt 2015", "Vi lover 2016"),
     [(84.0, 96.0, "2015", "2016"), (50.0, 58.0, "2015", "2016")]),
])
def test_dated_columns(caption, corner, headers, expected):
    assert dated(caption, corner, headers) == expected


def requirements_of(table: str, heading: str = "Mål i tal"):
    text = f"# Beskæftigelsesplan 2021 for Nordby Kommune\n\n## {heading}\n\n{table}\n"
    return process(read("plan.md", text.encode())).rows["requirements"]


def test_a_header_ends_at_a_row_of_demands_in_words_and_dates_in_a_row_are_due():
    rows = requirements_of(
        "| Mål | Krav til jobcentret | Måles |\n|---|---|---|\n"
        "| Flere i lære | Begrænset til 90 borgere | December 2021 |\n"
        "| Kortere forløb | Mindst 85 pct. tilfredse værksteder | November 2021 |")
    assert [(row.target_value, row.target_unit, row.target_period) for row in rows] == [
        (90.0, "persons", "2021-12"), (85.0, "percent", "2021-11")]


def test_past_dates_in_a_row_are_those_of_the_baseline_and_cases_are_counted():
    (row,) = requirements_of(
        "| Indikator | Udgangspunkt | Periode | Mål 2021 |\n|---|---|---|---|\n"
        "| Sygemeldte: Antal forløb over 26 uger | 112 | juni 2020 | højst 95 |")
    assert (row.target_value, row.target_unit, row.target_period) == (95.0, "count", "2021")
    assert (row.baseline_value, row.baseline_period) == (112.0, "2020-06")


@pytest.mark.parametrize(("table", "expected"), [
    ("| Krav | December 2021 |\n|---|---|\n| Langtidsledige | højst 14 personer |", [(14.0, "2021-12")]),
    ("| Mål | Indikator | Baseline 2019 | 2021 | 2022 |\n|---|---|---|---|---|\n"
     "| Flere i lære | Andel i lære | 9 pct. | 12 pct. | 15 pct. |", [(12.0, "2021"), (15.0, "2022")]),
    ("| Indikator | Nu | 2021 | 2022 |\n|---|---|---|---|\n| Samarbejdsgrad | 31 pct. | 35 pct. | 38 pct. |",
     [(35.0, "2021"), (38.0, "2022")]),
    ("| Mål | December 2019 | Niveau december 2021 | Ændring |\n|---|---|---|---|\n"
     "| Langtidsledige | 610 personer | 580 personer | -5 pct. |", [(580.0, "2021-12")]),
    ("| Indikator | Nu | Skøn 2021 | Skøn 2022 |\n|---|---|---|---|\n| Ledige | 4,1 pct. | 4,0 pct. | 3,9 pct. |", []),
])
def test_columns_ahead_of_a_baseline_or_below_goals_hold_targets(table, expected):
    assert [(row.target_value, row.target_period) for row in requirements_of(table, "Tal")] == expected


def test_a_sentence_left_open_above_a_table_demands_its_values():
    table = "| | 2021 | 2022 |\n|---|---|---|\n| Borgere med ordinære timer | 16 % | 18 % |"
    rows = requirements_of(f"I dag har 14 procent af borgerne timer. Andelen skal være\n\n{table}", "Få timer")
    assert [(row.target_value, row.target_period) for row in rows] == [(16.0, "2021"), (18.0, "2022")]


@pytest.mark.parametrize(("heading", "header", "expected"), [
    ("Mål 2. Flere i lære", "Løfte | Niveau | Vores løfte", [(35.0, None), (250.0, None)]),
    ("Mål 2. Flere i lære", "Indikator | 1. halvår 2021 | 2. halvår 2021",
     [(31.0, "2021-H1"), (35.0, "2021-H2"), (310.0, "2021-H1"), (250.0, "2021-H2")]),
    ("Vores retning", " | Hvor er vi | Hvor vil vi hen", [(35.0, None), (250.0, None)]),
    ("Sådan sammenligner vi os", " | Nordby | Klyngen", []),
    ("Situationen på arbejdsmarkedet", "Ydelse | December 2018 | December 2019", []),
    ("Prognose for 2021", "Ydelse | 2020 | 2021", []),
])
def test_columns_by_their_headers_or_else_by_a_model(heading, header, expected):
    rows = "| Unge i lære, personer | 31 | 35 |\n| Langtidsledige, personer | 310 | 250 |"
    table = f"| {header} |\n|---|---|---|\n{rows}"
    assert [(row.target_value, row.target_period) for row in requirements_of(table, heading)] == expected


def test_without_a_model_of_columns_rules_alone_decide(monkeypatch):
    monkeypatch.setattr("maaltal.extractors.likely_columns.model", lambda name: None)
    table = ("| Indikator | 1. halvår 2021 | 2. halvår 2021 |\n|---|---|---|\n| Unge i lære, personer | 31 | 35 |\n"
             "| Langtidsledige, personer | 310 | 250 |")
    assert not requirements_of(table, "Flere i lære")


def test_a_unit_in_a_cell_of_its_own_scales_the_values_beside_it():
    table = ("| Mål | Enhed | Niveau 2019 | Mål 2021 |\n|---|---|---|---|\n"
             "| Besparelse ved kontrol | mio. kr. | 2,1 | 2,5 |\n| Samarbejdsgrad | pct. | 31 | 35 |")
    assert [(row.target_value, row.target_unit, row.baseline_value) for row in requirements_of(table)] == [
        (2_500_000.0, "dkk", 2_100_000.0), (35.0, "percent", 31.0)]


def test_a_label_that_says_when_dates_its_row():
    rows = requirements_of("| Måling | Nu | Mål |\n|---|---|---|\n| Ledige i lære, ultimo 2021 | 39 | 48 personer |\n"
                           "| Unge i job i 2021 | 63 pct. | 70 pct. |", "Tal")
    assert [(row.target_value, row.target_period) for row in rows] == [(48.0, "2021-12"), (70.0, "2021")]


@pytest.mark.parametrize("declared", [
    "Tallene under Halvvejs og I havn er lofter.", "For ledigheden er tallene maksimum.",
    "De ønskede antal skal læses som lofter."])
def test_a_sentence_below_a_table_declares_its_numbers_to_be_bounds(declared):
    table = ("| Det vi tæller | Afsæt 2. kvt. 2020 | Halvvejs 2. kvt. 2021 | I havn 4. kvt. 2021 |\n|---|---|---|---|\n"
             f"| Ledige, personer | 634 | 600 | 565 |\n| Unge, personer | 118 | 110 | 100 |\n\n{declared}")
    rows = requirements_of(table, "Mål 1. Færre ledige")
    assert [(row.target_value, row.operator, row.target_period) for row in rows] == [
        (600.0, "<=", "2021-Q2"), (565.0, "<=", "2021-Q4"), (110.0, "<=", "2021-Q2"), (100.0, "<=", "2021-Q4")]
