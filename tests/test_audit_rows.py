"""The audit on rows made by hand: tolerances, tables, wordings, and the lists it stands on."""

from __future__ import annotations

from dataclasses import fields

import pytest
from maaltal.extractors.document_card import Card
from maaltal.extractors.lexicon import load
from maaltal.pipeline.audit import arithmetic, audit, budget, unit_costs
from maaltal.pipeline.audit.flaws import Flaw, MessageError, _message, finding
from maaltal.pipeline.audit.likeness import broad_indicators
from maaltal.pipeline.audit.plan import plan_of
from maaltal.pipeline.audit.signs import known_signs
from maaltal.pipeline.audit.wording import Difference, differences
from maaltal.pipeline.audit.words import danish, listed
from maaltal.schemas import codelists
from maaltal.schemas.codelists import duties as duty_list
from maaltal.schemas.source import SourceDocument
from maaltal.schemas.tables import BudgetLineRow, RequirementRow
from maaltal.schemas.text import Document

CARD = Card("Plan", "employment_plan", "final", 2012, ("0183", "0187"), ("Ishøj", "Vallensbæk"), None, None, "da", ())


def row(row_class, number=0, **values):
    empty = {field.name: None for field in fields(row_class)}
    common = {"document_id": "d", "paragraph_id": "p", "char_start": number, "char_end": number + 1, "quote": "q",
              "extractor": "x", "confidence": 0.9, fields(row_class)[0].name: f"r{number}"}
    return row_class(**{**empty, **common, **values})


def requirement(number=0, **values):
    return row(RequirementRow, number, **{"status": "set", **values})


def plan(**rows):
    source = SourceDocument("s", "0", "text/plain", "q")
    return plan_of(Document("d", source, ()), CARD, rows)


@pytest.mark.parametrize(("base", "change", "target", "unit", "change_unit", "code"), [
    (631, 0.8, 636, "persons", "percent", None),  # rounded to whole heads
    (631, 0.8, 646, "persons", "percent", "arithmetic_mismatch"),
    (1315, -20, 1052, "persons", "percent", None),
    (31, -19, 25, "persons", "percent", None),  # -19,35 printed as -19
    (178, -2.8, 173, "persons", "percent", None),
    (178, -5, 173, "persons", "persons", None),
    (178, -15, 173, "persons", "persons", "arithmetic_mismatch"),
    (300, 20, 240, "persons", "percent", None),  # a column called `fald` prints no sign
    (146, -18, 120, "persons", "percent", None),
    (1206, -33, 810, "persons", "percent", None),  # rounded to tens
    (27.5, 3.5, 31.0, "percent", "percentage_point", None),
    (27.5, 3.5, 33.0, "percent", "percentage_point", "arithmetic_mismatch"),
    (20.0, 5, 25.0, "percent", "percent", "percent_for_points"),
    (50.0, 10, 55.0, "percent", "percent", None),
    (50.0, 10, 70.0, "percent", "percent", "arithmetic_mismatch"),
    (100.0, 5, 105.0, "persons", "percent", None),
    (9.0, -1.5, 7.5, "weeks", "weeks", None),
])
def test_baseline_change_and_target(base, change, target, unit, change_unit, code):
    one = requirement(baseline_value=float(base), change_value=float(change), target_value=float(target),
                      target_unit=unit, baseline_unit=unit, change_unit=change_unit,
                      quote=f"fra {danish(base)} med {danish(abs(change))} til {danish(target)}")
    found = [flaw.code for flaw in arithmetic.baseline_change_target(plan(requirements=[one]))]
    assert found == ([code] if code else [])


@pytest.mark.parametrize("values", [
    {"quote": "falder fra 400 til 300, 5 pct. hvert år"}, {"quote": "fra 400 til 300, tredobles"},
    {"comparator": "rar"}, {"baseline_unit": "percent"}, {"confidence": 0.45},
], ids=str)
def test_numbers_that_mean_something_else_are_left_alone(values):
    one = requirement(**{"baseline_value": 400.0, "change_value": -5.0, "target_value": 300.0, "target_unit": "persons",
                         "baseline_unit": "persons", "change_unit": "percent", "quote": "fra 400 med 5 til 300",
                         **values})
    assert list(arithmetic.baseline_change_target(plan(requirements=[one]))) == []


def test_a_baseline_may_stand_where_the_demand_is_repeated():
    first = requirement(0, quote="62 personer, et fald på 30 pct.", target_value=62.0, target_unit="persons",
                        change_value=-30.0, change_unit="percent")
    table = requirement(1, quote="76 62", restates="r0", target_value=62.0, target_unit="persons", baseline_value=76.0,
                        baseline_unit="persons")
    (flaw,) = arithmetic.baseline_change_target(plan(requirements=[first, table]))
    assert (flaw.expected, flaw.found) == ("53 personer", "62 personer")


@pytest.mark.parametrize(("values", "unit", "expected"), [
    ((190, 5, 195), "persons", []), ((190, 5, 215), "persons", ["areas_do_not_add_up"]),
    ((190, 5, 194), "persons", []), ((60, 70, 64), "percent", []),
])
def test_areas_and_their_total(values, unit, expected):
    scopes = ("Ishøj", "Vallensbæk", None)
    rows = [requirement(n, scope=scope, target_value=float(value), target_unit=unit)
            for n, (scope, value) in enumerate(zip(scopes, values, strict=True))]
    assert [flaw.code for flaw in arithmetic.parts_and_total(plan(requirements=rows))] == expected


def test_an_area_that_is_not_given_proves_nothing():
    rows = [requirement(0, scope="Ishøj", target_value=5.0, target_unit="persons"),
            requirement(1, target_value=9.0, target_unit="persons")]
    assert list(arithmetic.parts_and_total(plan(requirements=rows))) == []


def lines(table: str, **common):
    """Budget lines from `label 1 2` rows; columns are the corrected budget of 2011 and the budget of 2012."""
    found = []
    columns = (("corrected_budget", 2011), ("budget", 2012), ("budget_estimate", 2013))
    for text in table.strip().splitlines():
        label, *values = text.strip().split("|")
        for (kind, year), value in zip(columns, values, strict=False):
            given = {"measure": "expenditure", "unit": "million_dkk", "is_total": "i alt" in label.lower(), **common}
            given |= {"label": label, "budget_type": kind, "year": year, "value": float(value)}
            found.append(row(BudgetLineRow, len(found), **given))
    return found


@pytest.mark.parametrize(("table", "unit", "expected"), [
    ("A|1.5|2.5\nB|2.0|3.0\nI alt|3.5|5.5", "million_dkk", []),
    ("A|1.5|2.5\nB|2.0|3.0\nC|7.0|8.0\nI alt|10.5|15.5", "million_dkk", ["error"]),
    ("A|1.5|2.5\nB|2.0|3.0\nI alt|3.6|5.6", "million_dkk", []),  # rounding of each printed value
    ("A|1500|2500\nB|2000|3000\nI alt|3502|5501", "dkk", ["warning"]),  # whole kroner add up
    ("A|1|2\nB|2|3\nI alt|40|50", "million_dkk", []),  # a sum of something else
    ("I alt|3.5|5.5\nA|1.5|2.5\nB|2.0|3.0", "million_dkk", []),  # total on top
    ("A|1|2\nB|2|3\nX i alt|3|5\nC|4|5\nD|1|1\nY i alt|5|6\nI alt|8|11", "million_dkk", []),
    ("A|1|2\nB|2|3\nX i alt|3|5\nC|4|5\nI alt|7|10", "million_dkk", []),  # a loose row below the last subtotal
    ("A|1|2\nB|2|3\nX i alt|3|5\nC|4|5\nD|1|1\nY i alt|5|6\nI alt|8|21", "million_dkk", ["error"]),
    ("A|10|20\nheraf B|0|3\nC|5|6\nI alt|15|26", "million_dkk", []),
    ("A|10|20\nB|0|3\nC|5|6\nI alt|15|26", "million_dkk", ["warning"]),  # perhaps B stands outside the total
    ("A|10|20\nB|-2|-3\nI alt|8|17", "million_dkk", []),
], ids=str)
def test_totals(table, unit, expected):
    flaws = list(budget.totals(plan(budget_lines=lines(table, unit=unit))))
    assert [finding("d", flaw).severity for flaw in flaws] == expected


@pytest.mark.parametrize(("table", "measure", "fires"), [
    ("A|10|10\nB|20|20\nC|30|30\nD|40|40", "full_year_persons", True),
    ("A|10|10\nB|20|20\nC|30|30\nD|40|41", "full_year_persons", False),
    ("A|10|10\nB|20|20\nC|30|30", "full_year_persons", False),
    ("A|0|0\nB|0|0\nC|0|0\nD|0|0", "full_year_persons", False),
    ("A|9|10|10\nB|9|20|20\nC|9|30|30\nD|9|40|40", "expenditure", False),  # estimates carry this year on
])
def test_copied_columns(table, measure, fires):
    assert bool(list(budget.copied_columns(plan(budget_lines=lines(table, measure=measure))))) is fires


@pytest.mark.parametrize(("code", "year", "severity"), [
    ("5.57.71", 2012, None), ("5.68.91", 2024, "warning"), ("5.68.91", 2012, None), ("5.11.11", 2012, "info"),
    ("3.22.30", 2012, "info"), ("5.57.78.006", 2012, None),
])
def test_accounts_of_the_year(code, year, severity):
    line = row(BudgetLineRow, account=code, label="L", year=year, value=1.0, unit="million_dkk", measure="expenditure",
               budget_type="budget", is_total=False)
    found = [finding("d", flaw).severity for flaw in budget.unknown_accounts(plan(budget_lines=[line]))]
    assert found == ([severity] if severity else [])


def unit_cost_lines(unit, *triples):
    found = []
    for number, (money, persons, cost) in enumerate(triples):
        for measure, value, of in (("expenditure", money, "million_dkk"), ("full_year_persons", persons, "persons"),
                                   ("unit_cost", cost, unit)):
            given = {"label": f"L{number}", "measure": measure, "value": float(value), "unit": of}
            found.append(row(BudgetLineRow, len(found), budget_type="budget", year=2012, is_total=False, **given))
    return found


@pytest.mark.parametrize(("unit", "triples", "expected"), [
    ("thousand_dkk", [(48.8, 3830, 12741), (139.9, 980, 142755), (21.0, 140, 150186)], ["unit_cost_label"]),
    ("thousand_dkk", [(41.2, 1480, 27.8), (74.6, 642, 116.2), (0.8, 28, 29.0)], []),
    ("dkk", [(41.2, 1480, 27838), (74.6, 642, 116199), (0.1, 1, 133333)], []),  # 0,1 may be 0,133
    ("thousand_dkk", [(41.2, 1480, 27.8), (74.6, 642, 116.2), (48.3, 405, 190.3)], ["unit_cost_mismatch"]),
    ("thousand_dkk", [(41.2, 1480, 8.8), (74.6, 642, 16.2), (48.3, 405, 90.3)], []),  # all wrong: misread columns
    ("thousand_dkk", [(0.0, 0, 0), (74.6, 642, 116.2)], []),
    ("thousand_dkk", [(48.8, 3830, 12741), (139.9, 980, 142755), (21.0, 140, 190186)],
     ["unit_cost_label", "unit_cost_mismatch"]),
])
def test_unit_costs(unit, triples, expected):
    flaws = unit_costs.unit_costs(plan(budget_lines=unit_cost_lines(unit, *triples)))
    assert [flaw.code for flaw in flaws] == expected


def test_net_of_income():
    rows = []
    for label, values in {"A": (10, -4, 6), "B": (8, -2, 6), "C": (9, -3, 7)}.items():
        for measure, value in zip(("expenditure", "income", "net_expenditure"), values, strict=True):
            rows.append(row(BudgetLineRow, len(rows), label=label, measure=measure, value=value * 10.0, is_total=False,
                            unit="thousand_dkk", budget_type="budget", year=2012))
    (flaw,) = budget.net_of_income(plan(budget_lines=rows))
    assert (flaw.values["label"], flaw.expected, flaw.found) == ("C", "60 (1.000 kr.)", "70 (1.000 kr.)")


@pytest.mark.parametrize(("first", "second", "expected"), [
    ("Målet for, hvor mange af de ledige der møder op til kurset, er 15 %.",
     "Målet for hvor mange af de ledige, der møder op til kurset er 10 %", [Difference(15, 10)]),
    ("Det indskærpes at mindst 80 pct. af alle ledige skal have en plan i 2012",
     "Det indskræpes at mindst 70 pct. af alle ledige skal have en plan i 2012", [Difference(80, 70)]),
    ("Antallet af ledige kvinder i kommunen skal højst være 80 personer i 2012",
     "Antallet af ledige mænd i kommunen skal højst være 90 personer i 2012", None),
    ("Antallet af forsikrede ledige i kommunen skal højst være 80 personer i 2012",
     "Antallet af ikke forsikrede ledige i kommunen skal højst være 90 personer i 2012", None),
    ("Antallet af ledige i kommunen skal højst være 80 personer i 2012",
     "Antallet af ledige i kommunen skal højst være 90 personer i 2013", None),
    ("Aktiveringstilbud: 90 %", "Aktiveringstilbud: 100 %", None),
    ("Vi vil have at alle de ledige skal møde op hver 14. dag til en samtale",
     "Vi vil have at alle de ledige skal møde op hver 14. dag til en samtale", []),
])
def test_same_wording_with_other_numbers(first, second, expected):
    assert differences(first, second) == expected


@pytest.mark.parametrize(("warning", "code"), [
    ("no_text_layer", "no_text"), ("pages_without_text:2;5", "pages_without_text"),
    ("pages_unreadable:3", "pages_unreadable"), ("encoding:latin-1", None),
])
def test_what_the_reader_could_not_read(warning, code):
    source = SourceDocument("s", "0", "application/pdf", "", warnings=[warning])
    found = {row.check for row in audit(Document("d", source, ()), CARD, {})}
    assert ({code} if code else set()) == found & {"no_text", "pages_without_text", "pages_unreadable"}
    assert "content_missing" not in found and "minister_goal_missing" not in found


@pytest.mark.parametrize(("value", "unit", "text"), [
    (182615726.0, "dkk", "182.615.726 kr."), (0.8, "percent", "0,8 pct."),
    (3.5, "percentage_point", "3,5 procentpoint"),
    (-1234.0, None, "-1.234"), (47.1, "million_dkk", "47,1 mio. kr."),
])
def test_danish_numbers(value, unit, text):
    assert danish(value, unit) == text


def test_listed():
    assert [listed("a"), listed("ab"), listed("abc")] == ["a", "a og b", "a, b og c"]


def test_a_message_without_words_is_refused():
    with pytest.raises(MessageError, match="x: title_da, title_en, da, en, rests_on missing"):
        _message("x", {"severity": "info"})
    with pytest.raises(MessageError, match="unknown severity 'bad'"):
        _message("x", dict.fromkeys(("severity", "title_da", "title_en", "da", "en", "rests_on"), "bad"))


def test_two_flaws_have_two_ids():
    one, two = (finding("d", Flaw("content_missing", "a", f, values={"year": 1, "code": "C", "certainty": "høj"}))
                for f in "xy")
    assert one.finding_id != two.finding_id


def test_duties_are_sound():
    by_row = {"minister_goals", "area_goals"}
    assert {duty.evidence for duty in duty_list.duties()} <= known_signs() | by_row
    assert {duty.code for duty in duty_list.duties_of_year(2017)} == {"C2", "C11"}
    assert {"C3", "C6", "C7", "C9"} <= {duty.code for duty in duty_list.duties_of_year(2011)}
    assert duty_list.duties_of_year(2026) == ()
    assert all(duty.severity_if_missing != "warning" for duty in duty_list.duties()
               if duty.certainty != "high" or duty.duty != "mandatory")


@pytest.mark.parametrize(("column", "value"), [
    ("duty", "maybe"), ("certainty", ""), ("from_year", "x"), ("evidence", ""),
])
def test_a_wrong_duty_is_refused(column, value):
    good = {"code": "C1", "from_year": "2007", "to_year": "2014", "duty": "mandatory", "certainty": "high",
            "condition": "", "evidence": "budget", "absent_means": "missing", "severity_if_missing": "none",
            "label_da": "l", "label_en": "l", "source": "s"}
    duty_list._duty(good)
    with pytest.raises(codelists.CodeListError, match="duties.csv: C1"):
        duty_list._duty({**good, column: value})


def test_lists_name_only_what_exists():
    assert broad_indicators() <= {indicator.code for indicator in codelists.indicators()}
    assert len(known_signs()) == len(load("duties"))
