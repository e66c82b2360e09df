"""The panel and the views: one row per municipality and demand, repeats once, joint values marked, words counted."""

from __future__ import annotations

from dataclasses import replace

import pytest
from maaltal.pipeline.budget_accounts import accounts_of
from maaltal.pipeline.bundle import Bundle
from maaltal.pipeline.outcome import Outcome, failed
from maaltal.pipeline.panel import panel
from maaltal.pipeline.places import municipalities_named
from maaltal.pipeline.process import process
from maaltal.pipeline.read import read
from maaltal.pipeline.uptake import uptake
from maaltal.pipeline.views import Views
from maaltal.schemas import codelists
from maaltal.schemas.columns import columns
from maaltal.schemas.tables import BudgetLineRow, DocumentRow, GoalRow, ParagraphRow, RequirementRow
from maaltal.schemas.views import PanelWideRow

NONE = {column.name: None for column in columns(RequirementRow)}


def document(*codes: str, year: int | None = 2012, document_id: str = "d", **changes) -> DocumentRow:
    names = tuple(codelists.municipality_by_code()[code].name for code in codes)
    row = DocumentRow(document_id, f"{document_id}.txt", "0" * 64, "text/plain", None, "employment_plan", None, year,
                      codes, names, None, None, None, 1, 9, "da", ())
    return replace(row, **changes)


def demand(name: str = "r", **values) -> RequirementRow:
    """A requirement of 20 persons; `values` say what is different."""
    given = {"requirement_id": name, "document_id": "d", "paragraph_id": "p", "status": "set", "operator": "<=",
             "theme": "sickness_absence", "indicator": "sickness_benefit_persons", "target_value": 20.0,
             "target_unit": "persons", "char_start": 0, "char_end": 1, "quote": "x", "extractor": "t",
             "confidence": 1.0}
    return RequirementRow(**{**NONE, **given, **values})


def line(name: str, label: str, **values) -> BudgetLineRow:
    given = {"budget_line_id": name, "document_id": "d", "paragraph_id": "p", "page": None, "table_number": None,
             "label": label, "parent_label": None, "account": None, "measure": "expenditure", "budget_type": "budget",
             "year": 2012, "value": 1.5, "unit": "million_dkk", "value_dkk": 1.5e6, "is_total": False, "bbox": None,
             "char_start": 0, "char_end": 1, "quote": "x", "extractor": "t", "confidence": 1.0}
    return BudgetLineRow(**{**given, **values})


def observed(rows, *names: str) -> list[tuple]:
    return [tuple(getattr(row, name) for name in names) for row in rows]


# --- one row per municipality, demand and measure


def test_each_value_of_a_demand_is_a_row():
    row = demand(target_value=20.0, change_value=-5.0, change_unit="percent", baseline_value=21.0,
                 baseline_unit="persons", baseline_period="2010-12", target_period="2012-12")
    rows = panel("d", document("0727"), {"requirements": [row]})
    assert observed(rows, "municipality_code", "measure", "value", "unit", "period", "operator") == [
        ("0727", "target", 20.0, "persons", "2012-12", "<="), ("0727", "change", -5.0, "percent", "2012-12", None),
        ("0727", "baseline", 21.0, "persons", "2010-12", None)]
    assert {row.source_row_id for row in rows} == {"r"} and {row.area for row in rows} == {"municipality"}


def test_the_plan_year_is_the_period_where_none_is_printed():
    (row,) = panel("d", document("0727"), {"requirements": [demand()]})
    assert row.period == "2012"
    (row,) = panel("d", document("0727", year=None), {"requirements": [demand()]})
    assert row.period is None


def test_a_comparison_without_a_number_is_a_row_without_value():
    row = demand(target_value=None, target_unit=None, operator=None, comparator="cluster", comparator_relation="better")
    assert observed(panel("d", document("0727"), {"requirements": [row]}),
                    "measure", "value", "comparator", "comparator_relation") == [
        ("comparison", None, "cluster", "better")]


REPEATS = [
    ("a repeat counts once", [demand("a"), demand("b", restates="a")], [("target", 20.0, "a", ("b",))]),
    ("a blank filled in later counts",
     [demand("a", status="placeholder", target_value=None), demand("b", restates="a")],
     [("target", 20.0, "b", ("a",))]),
    ("a blank alone is no observation", [demand("a", status="placeholder", target_value=None)], []),
    ("a baseline only the repeat tells", [demand("a"), demand("b", restates="a", baseline_value=25.0)],
     [("target", 20.0, "a", ("b",)), ("baseline", 25.0, "b", ("a",))]),
    ("the same said twice, unlinked", [demand("a"), demand("b")], [("target", 20.0, "a", ("b",))]),
    ("another value is another row", [demand("a"), demand("b", target_value=21.0)],
     [("target", 20.0, "a", ()), ("target", 21.0, "b", ())]),
    ("two unknown indicators stay two", [demand("a", indicator=None), demand("b", indicator=None)],
     [("target", 20.0, "a", ()), ("target", 20.0, "b", ())]),
]


@pytest.mark.parametrize(("why", "rows", "expected"), REPEATS, ids=[case[0] for case in REPEATS])
def test_repeats(why, rows, expected):
    found = panel("d", document("0727"), {"requirements": rows})
    assert observed(found, "measure", "value", "source_row_id", "repeated_in") == expected


AREAS = [
    ("own rows go before the joint one", ["0813", "0825"],
     [demand("a", scope="Frederikshavn"), demand("b", scope="Læsø Kommune", target_value=2.0),
      demand("c", target_value=22.0)],
     [("0813", 20.0, "municipality"), ("0825", 2.0, "municipality")]),
    ("a joint value is marked in each", ["0813", "0825"], [demand("c", target_value=22.0)],
     [("0813", 22.0, "joint"), ("0825", 22.0, "joint")]),
    ("one told, the other joint", ["0813", "0825"], [demand("a", scope="Læsø"), demand("c", target_value=22.0)],
     [("0825", 20.0, "municipality"), ("0813", 22.0, "joint")]),
    ("both named are joint", ["0183", "0187"], [demand("a", scope="Ishøj og Vallensbæk")],
     [("0183", 20.0, "joint"), ("0187", 20.0, "joint")]),
    ("a district is a part", ["0751"], [demand("a", scope="Østbyen")], [("0751", 20.0, "part")]),
    ("a former spelling", ["0751"], [demand("a", scope="Århus Kommune")], [("0751", 20.0, "municipality")]),
    ("a district of a shared plan has no municipality", ["0813", "0825"], [demand("a", scope="Østbyen")], []),
    ("another municipality is not the plan's", ["0751"], [demand("a", scope="Odder")], []),
]


@pytest.mark.parametrize(("why", "codes", "rows", "expected"), AREAS, ids=[case[0] for case in AREAS])
def test_areas(why, codes, rows, expected):
    found = panel("d", document(*codes), {"requirements": rows})
    assert observed(found, "municipality_code", "value", "area") == expected


@pytest.mark.parametrize(("area", "codes"), [
    ("Aarhus", ("0751",)), ("Århus Kommune", ("0751",)), ("Jobcenter Vesthimmerland", ("0820",)),
    ("Vesthimmerlands Kommune", ("0820",)), ("Høje Taastrup", ("0169",)), ("Frederiksværk-Hundested", ("0260",)),
    ("Brønderslev-Dronninglund", ("0810",)), ("Ishøj/Vallensbæk", ("0183", "0187")),
    ("Bornholms Regionskommune", ("0400",)),
    ("Faaborg-Midtfyn", ("0430",)), ("Lyngby-Tårbæk", ("0173",)), ("Østbyen", ()), ("i alt", ()), ("", ()),
    ("Odder og omegn", ()),
])
def test_names_of_municipalities(area, codes):
    assert municipalities_named(area) == codes


def test_every_municipality_is_found_by_its_names():
    for municipality in codelists.municipalities():
        for name in (municipality.name, municipality.official_name, f"Jobcenter {municipality.name}"):
            assert municipalities_named(name) == (municipality.code,), name


# --- budgets


LABELS = [
    ("Sygedagpenge", {}, ("5.57.71",), "label", "expenditure:5.57.71"),
    ("Noget helt andet", {"account": "5.58.80"}, ("5.58.80",), "printed", "expenditure:5.58.80"),
    ("Hjælp", {"account": "5.57.74;5.57.73"}, ("5.57.73", "5.57.74"), "printed", "expenditure:5.57.73+5.57.74"),
    ("Aktivering", {"account": "5.68.90.010"}, ("5.68.90.010",), "printed", "expenditure:5.68.90.010"),
    ("Sygedagpenge og revalidering", {}, ("5.57.71", "5.58.80"), "label", "expenditure:5.57.71+5.58.80"),
    ("Sygedagpenge og kaffe", {}, (), None, "expenditure"),
    ("Ressourceforløb", {"year": 2009}, (), None, "expenditure"),
    ("Ressourceforløb", {"year": 2016}, ("5.58.82",), "label", "expenditure:5.58.82"),
    ("I alt", {"is_total": True}, (), None, "expenditure:total"),
]


@pytest.mark.parametrize(("label", "values", "codes", "basis", "indicator"), LABELS)
def test_accounts_of_a_line(label, values, codes, basis, indicator):
    budget_line = line("b", label, **values)
    assert accounts_of([budget_line])["b"] == (codes, basis)
    (row,) = panel("d", document("0727"), {"budget_lines": [budget_line]})
    assert (row.indicator, row.accounts, row.account_basis) == (indicator, codes, basis)
    assert (row.measure, row.value, row.unit, row.indicator_text) == ("budget", 1.5e6, "dkk", label)


def test_measures_of_a_label_share_its_printed_account():
    lines = [line("a", "Ordning X", account="5.58.80"),
             line("b", "Ordning X", measure="full_year_persons", value=30.0, unit="persons", value_dkk=None),
             line("c", "Ordning X", measure="unit_cost", value=50.0, unit="thousand_dkk", value_dkk=50_000.0)]
    rows = panel("d", document("0727"), {"budget_lines": lines})
    assert observed(rows, "indicator", "value", "unit", "account_basis") == [
        ("expenditure:5.58.80", 1.5e6, "dkk", "printed"), ("full_year_persons:5.58.80", 30.0, "persons", "table"),
        ("unit_cost:5.58.80", 50_000.0, "dkk", "table")]


def test_money_without_a_known_scale_is_not_in_the_panel():
    assert panel("d", document("0727"), {"budget_lines": [line("b", "X", value_dkk=None)]}) == []


def test_a_budget_by_municipality_goes_to_each():
    lines = [line("a", "Revalidering", parent_label="Frederikshavn Kommune"),
             line("b", "Revalidering", parent_label="Læsø", value_dkk=5.0), line("c", "Revalidering", value_dkk=9.0)]
    rows = panel("d", document("0813", "0825"), {"budget_lines": lines})
    assert observed(rows, "municipality_code", "value", "area") == [
        ("0813", 1.5e6, "municipality"), ("0825", 5.0, "municipality"), ("0813", 9.0, "joint"), ("0825", 9.0, "joint")]


# --- the minister's goals


def outcome(document_row: DocumentRow, **tables) -> Outcome:
    """A document of a few rows, with its panel and coverage."""
    rows = {"documents": (document_row,), "paragraphs": (), "goals": (), "requirements": (), "figures": (),
            "budget_lines": (), "findings": (), **{table: tuple(found) for table, found in tables.items()}}
    rows["panel"] = tuple(panel(document_row.document_id, document_row, rows))
    rows["coverage"] = tuple(uptake(document_row, rows))
    return Outcome(document_row.source, "0", Bundle(document_row.document_id, "x", rows))


def goal(name: str, theme: str | None, catalogue_id: str | None = None, level: str = "ministerial") -> GoalRow:
    return GoalRow(name, "d", "p", None, level, None, f"Titel {name}", theme, catalogue_id, None, 0, 1, "x", "t", 1.0)


def paragraph(text: str) -> ParagraphRow:
    return ParagraphRow("p", "d", None, 0, "paragraph", None, (), text, 0, len(text))


def test_coverage_of_a_plan_of_2013():
    taken = outcome(document("0727", year=2013), paragraphs=[paragraph("Planen for året.")],
                    goals=[goal("g1", "youth_education", "2013.1"), goal("g3", None, "2013.3", "local")],
                    requirements=[demand("r", theme="employer_cooperation"), demand("q", goal_id="g1", theme=None)])
    names = ("catalogue_id", "taken_up", "evidence", "with_target", "goal_id")
    assert observed(taken.bundle.rows["coverage"], *names) == [
        ("2013.1", True, "goal", True, "g1"), ("2013.2", False, None, False, None),
        ("2013.3", True, "goal", False, "g3"), ("2013.4", True, "requirement", True, None)]


def test_a_goal_the_catalogue_is_not_sure_of_is_not_missing():
    taken = outcome(document("0727", year=2025), paragraphs=[paragraph("Intet.")]).bundle.rows["coverage"]
    assert len(taken) == 5 and {row.taken_up for row in taken} == {None} and {row.certainty for row in taken} == {"low"}


@pytest.mark.parametrize("changes", [{"document_type": "result_review"}, {"plan_year": 2007}, {"plan_year": None}])
def test_only_plans_of_known_years_have_coverage(changes):
    plan = document("0727", **changes)
    assert outcome(plan, paragraphs=[paragraph("Tekst.")]).bundle.rows["coverage"] == ()


def test_coverage_agrees_with_the_findings():
    text = "Beskæftigelsesplan 2013 for Odder Kommune\n\n1. Mål\n\nMinistermål 3: Langtidsledigheden skal bekæmpes\n"
    rows = process(read("plan 2013.txt", text.encode())).rows
    if "coverage" not in rows:
        rows = {**rows, "coverage": tuple(uptake(rows["documents"][0], rows))}
    missing = {row.catalogue_id for row in rows["coverage"] if row.taken_up is False}
    told = {f"2013.{row.expected.split(':')[0].removeprefix('mål ')}" for row in rows["findings"]
            if row.check == "minister_goal_missing"}
    assert missing == told == {"2013.1", "2013.2", "2013.4"}


# --- the whole dataset


def views_of(*outcomes: Outcome) -> dict[str, tuple]:
    views = Views()
    for item in outcomes:
        passed = views.pass_on(item)
        assert passed.bundle is None or "coverage" not in passed.bundle.rows
    return views.rows()


def wide_of(*outcomes: Outcome) -> dict[str, object]:
    return {row.wide_id: row for row in views_of(*outcomes)["panel_wide"]}


def test_the_wide_row_of_a_plan():
    wide = wide_of(outcome(
        document("0727"), paragraphs=[paragraph("x")], goals=[goal("g", None, None, "local")],
        requirements=[demand("a", change_value=-5.0, change_unit="percent"), demand("b", status="pending",
                      target_value=None, indicator=None), demand("c", indicator=None)],
        budget_lines=[line("l", "Sygedagpenge"), line("m", "Sygedagpenge", year=2010, budget_type="accounts"),
                      line("n", "Revalidering", measure="net_expenditure", value_dkk=7.0)]))["0727-2012"]
    assert (wide.target_sickness_benefit_persons, wide.target_unit_sickness_benefit_persons) == (20.0, "persons")
    assert (wide.change_sickness_benefit_persons, wide.change_unit_sickness_benefit_persons) == (-5.0, "percent")
    assert (wide.expenditure_5_57_71, wide.net_5_58_80, wide.expenditure_5_58_80) == (1.5e6, 7.0, None)
    assert (wide.n_requirements, wide.n_open_requirements, wide.n_local_goals) == (2, 1, 1)
    assert (wide.n_minister_goals, wide.n_minister_goals_taken_up) == (4, 0)
    assert (wide.municipality, wide.region, wide.several_values, wide.joint_values) == (
        "Odder", "Region Midtjylland", (), ())


CHOICES = [
    ("several values leave it empty", [demand("a"), demand("b", target_value=9.0)], None,
     ("target_sickness_benefit_persons",)),
    ("all before a group", [demand("a"), demand("b", target_value=9.0, target_group="youth_under_30")], 20.0, ()),
    ("the plan year before later ones", [demand("a", target_period="2014"), demand("b", target_value=9.0,
                                         target_period="2012-12")], 9.0, ()),
    ("a part is not the municipality", [demand("a", scope="Østbyen")], None, ()),
]


@pytest.mark.parametrize(("why", "rows", "value", "several"), CHOICES, ids=[case[0] for case in CHOICES])
def test_the_value_of_a_wide_column(why, rows, value, several):
    wide = wide_of(outcome(document("0727"), requirements=rows))["0727-2012"]
    assert (wide.target_sickness_benefit_persons, wide.several_values) == (value, several)


def test_joint_rates_are_marked_and_joint_numbers_left_out():
    wide = wide_of(outcome(document("0813", "0825"), requirements=[
        demand("a"), demand("b", indicator="timeliness", target_value=95.0, target_unit="percent")]))
    for row in wide.values():
        assert (row.target_sickness_benefit_persons, row.target_timeliness) == (None, 95.0)
        assert row.joint_values == ("target_timeliness",)
    assert list(wide) == ["0813-2012", "0825-2012"]


def test_one_document_stands_for_a_municipality_and_year():
    found = views_of(
        outcome(document("0727", document_id="a", document_type="result_review"),
                requirements=[demand("1"), demand("2")]),
        outcome(document("0727", document_id="b", status="draft"), paragraphs=[paragraph("x")],
                requirements=[demand("3"), demand("4", target_value=1.0)]),
        failed("c", "read", "?"),
        outcome(document("0727", document_id="d", status="final"), paragraphs=[paragraph("x")],
                requirements=[demand("5")]),
        outcome(document("0727", document_id="e", status="final"), paragraphs=[paragraph("x")]),
        outcome(document("0727", document_id="f", year=None), requirements=[demand("6")]))
    (wide,) = found["panel_wide"]
    assert (wide.document_id, wide.n_documents, wide.document_type) == ("d", 4, "employment_plan")
    assert {row.document_id for row in found["coverage"]} == {"d"}
    assert len({row.coverage_id for row in found["coverage"]}) == len(found["coverage"]) == 4


def test_words_without_a_code_are_counted_not_forced():
    first = outcome(document("0813", "0825", document_id="a"), goals=[goal("g", None, None, "local")], requirements=[
        demand("1", indicator=None, indicator_text="Glade borgere"), demand("2", indicator_text="Kendt"),
        demand("3", target_group_text="de stille", scope="Østbyen"), demand("4", indicator=None)],
        budget_lines=[line("l", "Kaffe og kage"), line("t", "I alt", is_total=True), line("m", "X", account="5.99.99")])
    second = outcome(document("0727", document_id="b"), requirements=[
        demand("5", indicator=None, indicator_text="glade  BORGERE")])
    terms = views_of(first, second)["unknown_terms"]
    assert observed(terms, "source_table", "source_column", "text", "n_rows", "n_documents", "example_row_id") == [
        ("budget_lines", "account", "5.99.99", 1, 1, "m"), ("budget_lines", "label", "Kaffe og kage", 1, 1, "l"),
        ("goals", "title", "Titel g", 1, 1, "g"), ("requirements", "indicator_text", "Glade borgere", 2, 2, "1"),
        ("requirements", "scope", "Østbyen", 1, 1, "3"), ("requirements", "target_group_text", "de stille", 1, 1, "3")]
    assert len({term.term_id for term in terms}) == len(terms)


def test_themes_join_years_by_their_code():
    """The reserve of 2012 and the long-term unemployed of 2013 are two themes; the young in school are one to 2017."""
    reserve, long_term = ({goal.theme for goal in codelists.ministerial_goals() if goal.year == year}
                          for year in (2012, 2013))
    assert "labour_force_reserve" in reserve - long_term and "long_term_unemployment" in long_term - reserve
    rows = [row for year in (2014, 2016) for row in panel("d", document("0727", year=year), {"requirements": [
        demand(theme=next(goal.theme for goal in codelists.ministerial_goals() if goal.catalogue_id == f"{year}.1"))]})]
    assert observed(rows, "plan_year", "theme") == [(2014, "youth_education"), (2016, "youth_education")]


def test_the_wide_form_has_a_column_for_each_code():
    names = {column.name for column in columns(PanelWideRow)}
    assert {f"target_{record.code}" for record in codelists.indicators() if record.code != "other"} <= names
    assert {f"net_{record.code.replace('.', '_')}" for record in codelists.accounts()} <= names
