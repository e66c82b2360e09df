"""The report as files: nothing from a document becomes markup, nothing points outside, both languages are whole."""

from __future__ import annotations

import json
import re
from collections import Counter
from html.parser import HTMLParser
from pathlib import Path

import pytest
from maaltal.pipeline.report import ReportError, charts, phrases, places, report
from maaltal.pipeline.report.coverage import LEVELS, NOT_FOUND, TAKEN_UP, UNSURE, WITH_TARGET, coverage
from maaltal.pipeline.report.document_rows import place_of
from maaltal.pipeline.report.segments import Cuts, Span, flowing, text_blocks
from maaltal.pipeline.report.series import _about
from maaltal.pipeline.report.site import POLICY, json_text
from maaltal.pipeline.report.store import opened
from maaltal.pipeline.report.views import warning
from maaltal.pipeline.report.words import Words, danish_order, languages, year_of
from maaltal.schemas.tables import TABLES, columns
from report_sample import CALM, HOSTILE, IMAGE, SCRIPT, build

DANISH, ENGLISH = Words("da"), Words("en")
PAGES = ("index.html", "requirements.html", "findings.html", "documents.html", f"documents/{CALM}.html",
         f"documents/{HOSTILE}.html")


class Page(HTMLParser):
    """Elements, ids and visible text of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.data: dict[str, str] = {}  # by id: what stands in a script element
        self.text = ""
        self._script: str | None = None
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag == "script":
            self._script = dict(attrs).get("id", "")

    def handle_endtag(self, tag):
        if tag == "script":
            self._script = None

    def handle_data(self, data):
        if self._script is None:
            self.text += data
        else:
            self.data[self._script] = self.data.get(self._script, "") + data

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attrs for name, attrs in self.tags if name == tag]


@pytest.fixture(scope="module")
def dataset(tmp_path_factory) -> Path:
    return build(tmp_path_factory.mktemp("rapport æøå"))


@pytest.fixture(scope="module")
def site(dataset) -> Path:
    return report(dataset, dataset.parent / "site").index.parent


@pytest.fixture(scope="module")
def pages(site) -> dict[str, Page]:
    return {name: Page((site / name).read_text(encoding="utf-8")) for name in PAGES}


def test_summary_counts_what_was_written(dataset, site):
    summary = report(dataset, site)
    assert (summary.documents, summary.findings, summary.images, summary.images_left_out) == (2, 3, 2, 0)
    assert summary.index.is_file()
    assert (site / "images" / CALM / "2.webp").read_bytes()[8:12] == b"WEBP"


def test_same_dataset_gives_same_bytes(dataset, site, tmp_path):
    other = report(dataset, tmp_path / "site").index.parent
    names = sorted(path.relative_to(site) for path in site.rglob("*") if path.is_file())
    assert names == sorted(path.relative_to(other) for path in other.rglob("*") if path.is_file())
    assert [name for name in names if (site / name).read_bytes() != (other / name).read_bytes()] == []


@pytest.mark.parametrize("name", PAGES)
def test_no_element_or_handler_comes_from_a_document(pages, name):
    page = pages[name]
    assert all(attrs.get("src") or attrs.get("type") == "application/json" for attrs in page.all("script"))
    assert all(str(attrs["src"]).startswith("../images/") for attrs in page.all("img"))
    assert not [key for _, attrs in page.tags for key in attrs if key.startswith("on") or key == "style"]


@pytest.mark.parametrize("name", ["requirements.html", "findings.html", "documents.html", f"documents/{HOSTILE}.html"])
def test_markup_in_a_document_is_shown_as_text(pages, name):
    assert SCRIPT in pages[name].text
    assert IMAGE in pages[name].text


def test_the_whole_hostile_text_stands_on_its_page(dataset, pages):
    text = (dataset / "texts" / f"{HOSTILE}.txt").read_text(encoding="utf-8")
    shown = "".join(pages[f"documents/{HOSTILE}.html"].text.split())
    for line in text.splitlines():
        assert "".join(line.split()) in shown


@pytest.mark.parametrize("name", PAGES)
def test_nothing_points_outside_the_site(site, pages, name):
    folder = (site / name).parent
    for _, attrs in pages[name].tags:
        for key in ("href", "src"):
            target = attrs.get(key)
            if not target:
                continue
            assert not re.match(r"[a-z]+:|//", target), target
            path, _, anchor = target.partition("#")
            assert not path or (folder / path).is_file(), target
            other = pages.get((folder / path).resolve().relative_to(site.resolve()).as_posix() if path else name)
            if anchor and "=" not in anchor and other:
                assert anchor in {attrs.get("id") for _, attrs in other.tags}, target


@pytest.mark.parametrize("name", PAGES)
def test_page_has_policy_landmarks_language_and_skip_link(pages, name):
    page = pages[name]
    assert {"http-equiv": "Content-Security-Policy", "content": POLICY} in page.all("meta")
    assert page.all("html") == [{"lang": "da"}]
    assert [len(page.all(tag)) for tag in ("header", "nav", "main", "footer", "h1")] == [1, 1, 1, 1, 1]
    assert page.all("a")[0] == {"class": "skip", "href": "#main"}
    ids = [attrs["id"] for _, attrs in page.tags if attrs.get("id")]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("name", PAGES)
def test_every_control_has_a_label(pages, name):
    page = pages[name]
    labelled = {attrs.get("for") for attrs in page.all("label")}
    html_labels = sum("for" not in attrs for attrs in page.all("label"))
    controls = [attrs for tag in ("select", "input") for attrs in page.all(tag)]
    assert len([attrs for attrs in controls if attrs.get("id") not in labelled]) <= html_labels


def test_policy_lets_nothing_out_and_no_inline_code_in():
    assert POLICY.startswith("default-src 'none';")
    assert "connect-src 'none'" in POLICY
    assert not re.search(r"unsafe|http|\*|data:", POLICY)


def test_findings_stand_by_severity(pages):
    levels = [attrs["data-severity"] for attrs in pages["findings.html"].all("li") if "data-severity" in attrs]
    assert levels == ["error", "warning", "info"]


def test_finding_lights_up_the_rows_it_rests_on(pages):
    rows = {attrs["id"]: attrs for attrs in pages[f"documents/{CALM}.html"].all("li") if "data-n" in attrs}
    assert rows["r-x2"]["data-lights"].split() == [rows["r-r1"]["data-n"], rows["r-f2"]["data-n"]]
    assert rows["r-x1"]["data-lights"] == rows["r-x1"]["data-n"]  # its own quote


def test_box_stands_on_its_page_image(pages):
    page = pages[f"documents/{CALM}.html"]
    assert [attrs["src"] for attrs in page.all("img")] == [f"../images/{CALM}/{page}.webp" for page in (1, 2)]
    assert [(box["x"], box["y"], box["width"], box["height"]) for box in page.all("rect")] == [
        ("68.0", "198.0", "434.0", "30.0"), ("298.0", "98.0", "34.0", "16.0"), ("398.0", "98.0", "34.0", "16.0")]


def test_table_of_a_document_is_a_table(pages):
    assert len(pages[f"documents/{CALM}.html"].all("td")) == 6


def test_chart_data_survives_what_it_holds(pages):
    data = json.loads(pages["index.html"].data["charts"])
    points = [point for series in data["observations"]["series"] for point in series["points"]]
    assert {point["name"] for point in points} == {"Struer", f"Aarhus {IMAGE}"}
    assert [(point["base"], point["at"], point["base_at"]) for point in points if point["code"] == "0671"] == [
        (1340.0, 2014, 2012)]
    assert [plan["id"] for plan in data["budgets"]["plans"]] == [CALM]


def test_json_in_a_page_cannot_end_its_element():
    said = json_text({"a": "</script><!--&\u2028"})
    assert not set("<>&\u2028") & set(said)
    assert json.loads(said) == {"a": "</script><!--&\u2028"}


def test_site_is_small_and_has_no_images_without_images(dataset, tmp_path):
    summary = report(dataset, tmp_path / "site", images=False)
    assert summary.images == 0
    assert not (tmp_path / "site" / "images").exists()


def test_source_that_changed_gives_no_images(dataset, tmp_path):
    pdf = dataset.parent / "plan.pdf"
    content = pdf.read_bytes()
    try:
        pdf.write_bytes(content + b"\n")
        summary = report(dataset, tmp_path / "site")
    finally:
        pdf.write_bytes(content)
    assert (summary.images, summary.images_left_out) == (0, 2)


def test_english_site_speaks_english(dataset, tmp_path):
    folder = report(dataset, tmp_path / "site", lang="en", images=False).index.parent
    page = Page((folder / "requirements.html").read_text(encoding="utf-8"))
    assert page.all("html") == [{"lang": "en"}]
    assert "at most 1,210 persons" in page.text
    assert "Long term unemployed" in page.text


def test_what_cannot_be_a_report_is_refused(dataset, tmp_path):
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "brev.txt").write_text("kære", encoding="utf-8")
    for source, out, lang, said in (
            (tmp_path, tmp_path / "site", "da", "not a dataset"), (dataset, tmp_path / "site", "sv", "no texts in"),
            (dataset, dataset, "da", "holds a dataset"), (dataset, dataset.parent, "da", "holds a dataset"),
            (dataset, dataset / "report", "da", "lies in one"),
            (dataset, tmp_path / "mine", "da", "no run of maaltal")):
        with pytest.raises(ReportError, match=said):
            report(source, out, lang)
    assert (dataset / "maaltal.sqlite").is_file()


def test_both_languages_have_the_same_keys():
    keys = [{(section, key) for section, texts in all_texts(lang).items() for key in texts} for lang in languages()]
    assert len(keys) == 2
    assert keys[0] == keys[1]


def test_both_languages_fill_the_same_places():
    danish, english = (all_texts(lang) for lang in languages())
    for section, texts in danish.items():
        for key, said in texts.items():
            assert re.findall(r"{\w*}", str(said)) == re.findall(r"{\w*}", str(english[section][key])), (section, key)


def all_texts(lang: str) -> dict[str, dict]:
    from maaltal.pipeline.report.words import _texts

    return _texts()[lang]


@pytest.mark.parametrize(("table", "name", "section"), [
    ("documents", "document_type", "document_type"), ("documents", "status", "document_status"),
    ("goals", "level", "level"), ("requirements", "status", "requirement_status"),
    ("requirements", "operator", "operator"), ("requirements", "comparator", "comparator"),
    ("requirements", "comparator_relation", "relation"), ("requirements", "target_unit", "unit"),
    ("requirements", "target_unit", "unit_name"), ("figures", "qualifier", "qualifier"), ("figures", "role", "role"),
    ("budget_lines", "measure", "budget_measure"), ("budget_lines", "budget_type", "budget_type"),
    ("findings", "severity", "severity"), ("findings", "severity", "severity_many"), ("failures", "stage", "stage")])
def test_every_code_of_the_tables_has_its_words(table, name, section):
    (column,) = [column for column in columns(TABLES[table]) if column.name == name]
    for lang in languages():
        assert set(column.enum) <= set(Words(lang)[section])


@pytest.mark.parametrize(("value", "unit", "danish", "english"), [
    (1541.0, "count", "1.541", "1,541"),
    (17.6, "percent", "17,6 pct.", "17.6%"),
    (1052.0, "persons", "1.052 personer", "1,052 persons"),
    (-2.5, "percentage_point", "−2,5 procentpoint", "−2.5 percentage points"),
    (47_100_000.0, "dkk", "47,1 mio. kr.", "DKK 47.1 million"),
    (178_500.0, "dkk", "178.500 kr.", "DKK 178,500"),
    (30.0, "rank", "nr. 30", "no. 30"),
    (0.0, "weeks", "0 uger", "0 weeks"),
    (1_000_000.0, "count", "1.000.000", "1,000,000"),
    (None, "percent", "", "")])
def test_amounts_are_written_as_the_language_does(value, unit, danish, english):
    assert DANISH.amount(value, unit) == danish
    assert ENGLISH.amount(value, unit) == english


@pytest.mark.parametrize(("period", "said", "year"), [
    ("2021-12", "dec. 2021", 2021), ("2020-Q4", "4. kvartal 2020", 2020), ("2013-H1", "1. halvår 2013", 2013),
    ("2014", "2014", 2014), ("2012/2014-06", "2012 – juni 2014", 2014), (None, "", None), ("2014-99", "2014-99", 2014),
    ("snart", "snart", None)])
def test_periods_are_said_in_words(period, said, year):
    assert DANISH.period(period) == said
    assert year_of(period) == year


@pytest.mark.parametrize(("row", "said"), [
    ({"target_value": 210.0, "target_unit": "persons", "operator": "<="}, "højst 210 personer"),
    ({"target_value": 40.0, "target_unit": "percent", "operator": "="}, "40 pct."),
    ({"change_value": -12.0, "change_unit": "percent", "operator": "<="}, "fald på mindst 12 pct."),
    ({"change_value": -12.0, "change_unit": "percent", "operator": ">="}, "fald på højst 12 pct."),
    ({"change_value": 1.4, "change_unit": "percent", "operator": "<="}, "stigning på højst 1,4 pct."),
    ({"change_value": 4.0, "change_unit": "percentage_point", "operator": None}, "stigning på 4 procentpoint"),
    ({"change_value": 0.0, "change_unit": "percent", "operator": "="}, "uændret"),
    ({"operator": None}, "")])
def test_a_demand_is_said_in_words(row, said):
    empty = dict.fromkeys(("target_value", "target_unit", "change_value", "change_unit", "operator"))
    assert phrases.demand(DANISH, empty | row) == said


@pytest.mark.parametrize(("said", "shown"), [
    ("plan year not clear", "Planens år kunne ikke afgøres."),
    ("pages_without_text:3;4", "Sider uden tekst, formentlig billeder: 3, 4."),
    ("figures_unreliable:digits lost: 4 7",
     "Tallene er ikke til at stole på og er derfor ikke med: teksten har mistet cifre (4 7)."),
    ("something new: {0}", "something new: {0}")])
def test_warnings_are_translated_or_shown_as_they_are(said, shown):
    assert warning(DANISH, said) == shown


def test_danish_order_ends_with_the_danish_letters():
    names = ["Aarhus", "Ærø", "Vejle", "Ålborg", "Ølstykke", "Assens", "Årre"]
    assert sorted(names, key=danish_order) == ["Assens", "Vejle", "Ærø", "Ølstykke", "Ålborg", "Aarhus", "Årre"]


@pytest.mark.parametrize(("names", "year", "said"), [
    (["Ishøj", "Vallensbæk"], 2024, "Ishøj og Vallensbæk 2024"), (["Køge"], None, "Køge"), ([], 2024, "En titel")])
def test_documents_are_named_by_place_and_year(names, year, said):
    row = {"municipalities": names, "plan_year": year, "title": "En titel", "source": "a/b.pdf"}
    assert places.document_name(DANISH, row) == said


def coverage_row(code: str, year: int, number: str, taken_up: int | None, with_target: int = 0, **more) -> dict:
    return {"municipality_code": code, "plan_year": year, "catalogue_id": f"{year}.{number}", "theme": "youth",
            "goal_title": f"Mål {number}", "taken_up": taken_up, "with_target": with_target,
            "evidence": "goal" if taken_up else None, "document_id": f"d{code}", **more}


@pytest.mark.parametrize(("taken_up", "with_target", "level"), [
    (1, 1, WITH_TARGET), (1, 0, TAKEN_UP), (0, 0, NOT_FOUND), (None, 0, UNSURE)])
def test_the_matrix_shows_what_the_table_says(taken_up, with_target, level):
    matrix = coverage([coverage_row(code, 2014, "3", taken_up, with_target) for code in ("0671", "0751")])
    assert matrix.years == (2014,) and matrix.levels == (level,)
    for code in ("0671", "0751"):
        plan = matrix.cells[code, 2014]
        assert plan.document_id == f"d{code}" and [taken.level for taken in plan.goals] == [level]
    (row,) = matrix.uptake
    assert (row.plans, row.taken_up, row.with_target) == (2, 2 * bool(taken_up), 2 * with_target)


def test_goals_stand_in_the_order_of_their_numbers():
    matrix = coverage([coverage_row("0671", 2014, number, 1) for number in ("10", "2", "1")])
    assert [taken.goal.number for taken in matrix.cells["0671", 2014].goals] == ["1", "2", "10"]
    assert [row.goal.number for row in matrix.uptake] == ["1", "2", "10"]


def test_no_rows_no_matrix():
    assert coverage([]).years == ()


@pytest.mark.parametrize("lang", ["da", "en"])
def test_every_level_has_words(lang):
    said = Words(lang)["overview"]
    assert all(said[f"level_{level}"] for level in LEVELS)
    assert all(said[f"evidence_{code}"] for column in columns(TABLES["coverage"]) if column.name == "evidence"
               for code in column.enum)


@pytest.mark.parametrize("lang", ["da", "en"])
def test_the_overview_counts_the_coverage_of_the_dataset(tmp_path, lang):
    """Squares on the page are rows of the table, not goals counted anew."""
    page = report(build(tmp_path), tmp_path / "site", lang, images=False).index.read_text(encoding="utf-8")
    heat = page[page.index("data-heat"):page.index("</table>", page.index("data-heat"))]
    with opened(tmp_path / "dataset") as store:
        rows = store.all("coverage")
    levels = Counter("none" if not row["taken_up"] else "target" if row["with_target"] else "goal" for row in rows)
    assert Counter(re.findall(r'class="cell cell-(\w+)"', heat)) == levels
    assert len(levels) == 3
    assert Words(lang)["overview"]["level_none"] in heat


@pytest.mark.parametrize(("text", "shown"), [
    ("flere led-\nige", "flere ledige"), ("led-\r\nige", "ledige"), ("læse-\nog regnetest", "læse-\nog regnetest"),
    ("2014-\n2016", "2014-\n2016"), ("Ishøj-\nVallensbæk", "Ishøj-\nVallensbæk"), ("et led -\nog ét til",) * 2])
def test_words_cut_by_a_lines_end_read_whole(text, shown):
    assert flowing(text) == shown


def test_findings_speak_the_language_of_the_report():
    row = {"finding_id": "x", "document_id": "d", "check": "requirement_contradiction", "severity": "warning",
           "message": "Kravet er angivet forskelligt.", "expected": "10 pct.", "found": "15 pct.", "evidence": (),
           "page": 1, "quote": None}
    assert phrases.message(DANISH, row) == row["message"]
    assert phrases.message(ENGLISH, row) == (
        "The same requirement is stated with different values in two places: 10 pct. and 15 pct.")
    assert (DANISH.check(row["check"]), ENGLISH.check(row["check"])) == (
        "Modstridende krav", "Contradictory requirements")
    assert phrases.message(ENGLISH, row | {"check": "of_another_version"}) == row["message"]
    assert DANISH.check("of_another_version") == "of another version"


@pytest.mark.parametrize(("row", "said"), [
    ({}, ""), ({"target_group": "youth_under_25"}, "Unge under 25 år"),
    ({"target_group_text": "ledige i fire måneder"},) * 2,
    ({"area": "joint", "scope": "i alt"}, "kommunerne tilsammen"), ({"area": "municipality", "scope": "Dragør"}, ""),
    ({"area": "part", "scope": "Vestbyen", "target_group": "youth_under_25"}, "Unge under 25 år, Vestbyen")])
def test_what_tells_alike_points_of_a_chart_apart(row, said):
    common = {"target_group": None, "target_group_text": None, "area": "municipality", "scope": None}
    expected = said["target_group_text"] if isinstance(said, dict) else said
    assert _about(DANISH, common | row) == expected


def paragraph(start: int, end: int, kind: str = "paragraph", order: int = 0) -> dict:
    return {"char_start": start, "char_end": end, "kind": kind, "page": None, "order": order}


@pytest.mark.parametrize(("text", "paragraphs", "spans"), [
    ("Et to tre fire", [paragraph(0, 14)], [(0, 14), (3, 5), (3, 9), (6, 14)]),
    ("Et to tre fire", [paragraph(3, 5), paragraph(6, 9)], [(0, 14)]),
    ("Et to tre fire", [], []),
    ("• et\n• to", [paragraph(2, 4, "list_item"), paragraph(7, 9, "list_item")], [(2, 4)]),
    ("Et to tre fire", [paragraph(0, 9), paragraph(3, 14, order=1)], [(2, 4), (8, 12)]),
    ("a\tb\nc\td\nslut", [paragraph(0, 7, "table")], [(0, 3), (4, 7), (6, 12)]),
    ("", [], [])])
def test_every_character_is_shown_once_and_knows_its_quotes(text, paragraphs, spans):
    cuts = Cuts(text, [Span(start, end, number, "figure") for number, (start, end) in enumerate(spans)])
    pieces = [piece for block in text_blocks(text, paragraphs, cuts)
              for piece in (*block.pieces, *(piece for row in block.rows for cell in row for piece in cell))]
    assert "".join("".join(piece.text for piece in pieces).split()) == "".join(text.split())
    for number, (start, end) in enumerate(spans):
        lit = "".join(piece.text for piece in pieces if number in {span.number for span in piece.spans})
        assert "".join(lit.split()) == "".join(text[start:end].split())
    for piece in pieces:
        lengths = [span.end - span.start for span in piece.spans]
        assert lengths == sorted(lengths)


def test_a_bullet_goes_with_its_paragraph():
    text, items = "• et\n• to", [paragraph(2, 4, "list_item"), paragraph(7, 9, "list_item")]
    blocks = list(text_blocks(text, items, Cuts(text, [])))
    assert [(block.kind, "".join(piece.text for piece in block.pieces)) for block in blocks] == [
        ("list_item", "• et"), ("list_item", "• to")]


@pytest.mark.parametrize(("page", "place"), [(None, 0), (1, 0), (2, 3), (3, -1), (9, -1)])
def test_a_finding_is_looked_for_from_its_page_on(page, place):
    assert place_of("ab\fab\fcd", "ab", page) == place


def test_chart_specifications_name_known_texts_and_no_outside_data():
    said = json.dumps(charts.specifications())
    assert set(charts.specifications()) == {
        "config", "distribution_ranked", "distribution_years", "development", "budget"}
    assert set(re.findall(r'"\$(\w+)"', said)) <= set(DANISH["script"])
    assert "url" not in said


def test_chart_specifications_compile():
    vl_convert = pytest.importorskip("vl_convert", reason="vl-convert-python is not installed")
    for name, spec in charts.specifications().items():
        if name != "config":
            assert vl_convert.vegalite_to_vega(spec | {"width": 300}, vl_version=charts.VEGA_LITE)["marks"]


def test_scripts_name_known_texts():
    from importlib import resources

    assets = resources.files("maaltal.pipeline.report").joinpath("assets")
    said = "".join(file.read_text(encoding="utf-8") for file in assets.iterdir() if file.name.endswith(".js"))
    used = set(re.findall(r"\bsay\.(\w+)", said)) | set(re.findall(r'"\$(\w+)"', json.dumps(charts.specifications())))
    assert used == set(DANISH["script"])
