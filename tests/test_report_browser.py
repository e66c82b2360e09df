"""The report in a real browser: rows and words light each other up, filters, search, keys; nothing leaves the page."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from report_sample import CALM, HOSTILE, IMAGE, SCRIPT, build

sync_api = pytest.importorskip("playwright.sync_api", reason="Playwright for Python is not installed")

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
         "--disable-background-networking", "--disable-component-update", "--disable-sync"]
WIDE, NARROW = (1440, 900), (360, 740)
DOCUMENT = f"documents/{CALM}.html"

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium is installed")


@pytest.fixture(scope="module")
def site(tmp_path_factory) -> Path:
    from maaltal.pipeline.report import report

    dataset = build(tmp_path_factory.mktemp("rapport æøå"))
    return report(dataset, dataset.parent / "site").index.parent


@pytest.fixture(scope="module")
def browser():
    with sync_api.sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield chromium
        chromium.close()


class Visit:
    """Opens pages of the site; what the console says and what is asked of any network is kept for the end."""

    def __init__(self, browser, site: Path) -> None:
        self._browser, self._site = browser, site
        self._contexts: list = []
        self.complaints: list[str] = []
        self.requests: list[str] = []

    def __call__(self, name: str, size: tuple[int, int] = WIDE, **options):
        context = self._browser.new_context(viewport={"width": size[0], "height": size[1]}, **options)
        context.set_default_timeout(10_000)
        self._contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: self.complaints.append(message.text))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("request", lambda request: self.requests.append(request.url))
        file, _, anchor = name.partition("#")
        page.goto((self._site / file).as_uri() + ("#" + anchor if anchor else ""))
        return page

    def close(self) -> None:
        for context in self._contexts:
            context.close()


@pytest.fixture
def visit(browser, site):
    opened = Visit(browser, site)
    yield opened
    opened.close()
    assert opened.complaints == []
    top = site.as_uri() + "/"
    assert [url for url in opened.requests if not url.startswith(top)] == []


def lit(page) -> str:
    """The words of the text that are lit up."""
    return "".join(page.locator("[data-pane=text] .q.on").all_text_contents())


def chosen(page) -> str | None:
    """Id of the chosen row."""
    rows = page.locator(".row.on")
    return rows.get_attribute("id") if rows.count() else None


def shown(page) -> int:
    """How many items of the list are visible."""
    return page.locator("[data-item]:visible").count()


@pytest.mark.parametrize("size", [WIDE, NARROW])
@pytest.mark.parametrize("name", ["index.html", "requirements.html", "findings.html", "documents.html", DOCUMENT,
                                  f"documents/{HOSTILE}.html"])
def test_page_opens_quietly_and_fits_its_width(visit, name, size):
    page = visit(name, size)
    if name == "index.html":
        page.locator("[data-chart=budget] svg").wait_for()
    assert page.evaluate("document.documentElement.scrollWidth") <= size[0]
    assert page.evaluate("window.hacked") is None


def test_a_row_lights_up_its_words(visit):
    page = visit(DOCUMENT)
    page.locator("#r-r1 > a").click()
    assert lit(page) == "Langtidsledigheden skal i december 2014 højst være 1.210 personer"
    page.locator("#r-f2 > a").click()
    assert (lit(page), chosen(page)) == ("1.340", "r-f2")
    assert page.locator("#r-f2 > a").get_attribute("aria-current") == "true"


def test_words_light_up_their_row_and_the_next_around_it(visit):
    page = visit(DOCUMENT)
    words = page.locator("[data-pane=text] .q", has_text="1.210 personer")
    words.click()
    assert (chosen(page), lit(page)) == ("r-f1", "1.210 personer")
    words.click()
    assert chosen(page) == "r-r1"
    words.click()
    assert chosen(page) == "r-f1"


def test_a_finding_lights_up_all_it_rests_on(visit):
    page = visit(f"{DOCUMENT}#r-x2")
    assert chosen(page) == "r-x2"
    assert lit(page) == "Langtidsledigheden skal i december 2014 højst være 1.210 personer1.340"


def test_page_image_shows_the_box_and_the_box_chooses_the_row(visit):
    page = visit(DOCUMENT)
    page.get_by_role("button", name="Sidebilleder").click()
    image = page.locator("[data-page='2'] img")
    image.scroll_into_view_if_needed()
    sync_api.expect(image).to_have_js_property("complete", True)
    assert image.evaluate("image => image.naturalWidth") > 0
    page.locator("#r-b2 > a").click()
    assert page.locator(".box.on").get_attribute("x") == "398.0"
    page.locator("[data-page='2'] .box").first.click()
    assert chosen(page) == "r-b1"


def test_rows_are_filtered_by_kind_and_by_words(visit):
    page = visit(DOCUMENT)
    page.locator(".kinds label", has_text="Budget").click()
    assert page.locator(".row:visible").count() == 2
    page.locator("[data-pane=text] .q", has_text="1.340").click()
    assert chosen(page) == "r-f2"  # a hidden row shows itself when its words are chosen
    page.get_by_role("searchbox").fill("17,6")
    page.get_by_role("searchbox").press("Enter")
    assert page.locator(".row:visible").evaluate_all("rows => rows.map((row) => row.id)") == ["r-b1"]
    page.get_by_role("searchbox").fill("findes slet ikke")
    page.get_by_role("searchbox").press("Enter")
    assert page.locator("[data-nothing]").is_visible()


def test_a_document_works_by_keys_alone(visit):
    page = visit(DOCUMENT)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.locator("#r-x2 > a").focus()
    for key in ("ArrowDown", "ArrowDown", "ArrowDown"):
        page.keyboard.press(key)
    page.keyboard.press("Enter")
    assert chosen(page) == "r-r1"
    assert "1.210 personer" in lit(page)
    page.locator("[data-pane=text]").focus()
    page.keyboard.press("Tab")  # the one stop in the text: the words just lit
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    assert chosen(page) == "r-f1"
    outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert outline == "solid"


def test_every_stop_of_the_tab_key_can_be_seen(visit):
    page = visit("findings.html")
    for _ in range(14):
        page.keyboard.press("Tab")
        style = page.evaluate("(({outlineStyle, outlineWidth}) => [outlineStyle, outlineWidth])"
                              "(getComputedStyle(document.activeElement))")
        assert style == ["solid", "3px"], page.evaluate("document.activeElement.outerHTML")


def test_on_a_narrow_page_one_view_at_a_time(visit):
    page = visit(DOCUMENT, NARROW)
    assert page.locator("[data-pane=rows]").is_visible()
    assert not page.locator("[data-pane=text]").is_visible()
    page.locator("#r-r1 > a").click()
    assert page.locator("[data-pane=text]").is_visible()
    assert not page.locator("[data-pane=rows]").is_visible()
    page.locator("[data-pane=text] .q", has_text="1.340").click()
    assert page.locator("#r-f2").is_visible()


@pytest.mark.parametrize(("control", "value", "count"), [
    ("severity", "error", 1), ("severity", "warning", 1), ("municipality", "0671", 2), ("year", "2015", 1),
    ("theme", "long_term_unemployment", 1), ("indicator", "education_rate", 1), ("check", "two_values", 1)])
def test_findings_are_filtered(visit, control, value, count):
    page = visit("findings.html")
    assert shown(page) == 3
    page.locator(f"select[name={control}]").select_option(value)
    assert shown(page) == count
    assert page.locator("[data-counter]").inner_text() == f"Viser {count} af {count}"
    page.get_by_role("button", name="Nulstil").click()
    sync_api.expect(page.locator("[data-item]:visible")).to_have_count(3)


def test_filters_stand_in_the_address(visit):
    page = visit("findings.html#severity=warning")
    assert shown(page) == 1
    page.locator("select[name=severity]").select_option("info")
    assert page.url.endswith("#severity=info")


def test_lists_are_searched_in_every_word(visit):
    page = visit("requirements.html")
    page.get_by_role("searchbox").fill("struer HØJST 1.210")
    sync_api.expect(page.locator("[data-item]:visible")).to_have_count(1)
    page.get_by_role("searchbox").fill("intet af dette")
    page.locator("[data-nothing]").wait_for()


def test_a_finding_leads_to_its_words(visit):
    page = visit("findings.html")
    page.get_by_role("link", name="Vis i dokumentet").first.click()
    assert chosen(page) == "r-x2"
    assert "1.210 personer" in lit(page)


def test_overview_filters_the_matrix_and_the_charts(visit):
    page = visit("index.html")
    page.locator("[data-chart=distribution] svg").wait_for()
    assert page.locator(".heat tbody tr:visible").count() == 2
    page.locator("select[name=municipality]").select_option("0671")
    assert page.locator(".heat tbody tr:visible").count() == 1
    assert page.locator("[data-series=distribution] option").all_text_contents() == ["Langtidsledige, personer (1)"]
    page.locator("select[name=municipality]").select_option("0751")
    assert "41,5" in page.locator("[data-chart=distribution] figcaption").inner_text()
    assert not page.locator("[data-chart=budget] details").is_visible()


@pytest.mark.parametrize("size", [WIDE, NARROW])
def test_a_row_of_running_text_shows_its_box_on_the_page(visit, size):
    page = visit(f"{DOCUMENT}#r-r1", size)
    page.locator("#r-r1").evaluate("row => row.querySelector('[data-to-image]').click()")
    box = page.locator(".box.on")
    assert box.count() == 1
    sync_api.expect(box).to_be_in_viewport()
    assert box.evaluate("box => box.closest('.sheet').dataset.page") == "1"


def test_squares_of_the_matrix_are_those_of_the_table(visit):
    page = visit("index.html")
    rows = {row.get_attribute("data-municipality"): row.locator(".cell").evaluate_all(
        "cells => cells.map((cell) => [cell.className.split('-')[1], cell.firstChild.data])")
        for row in page.locator(".heat tbody tr").all()}
    assert rows == {"0671": [["none", "1"], ["goal", "2"], ["target", "3"]], "0751": [["target", "1"]]}


def test_every_chart_has_its_table(visit):
    page = visit("index.html")
    for name in ("distribution", "development", "budget"):
        figure = page.locator(f"[data-chart={name}]")
        figure.locator("svg").wait_for()
        figure.locator("summary").click()
        assert figure.locator("tbody tr").count() > 0
    assert page.locator("[data-chart=budget] tbody td").all_text_contents() == [
        "Aktivering i huset", "Budget 2014", "17,6 mio. kr.", "Aktivering i huset", "Regnskab 2012", "−15,4 mio. kr."]


@pytest.mark.parametrize("name", ["requirements.html", "findings.html", "documents.html", f"documents/{HOSTILE}.html"])
def test_markup_in_a_document_is_text(visit, name):
    page = visit(name)
    said = page.locator("main").evaluate("main => main.textContent")
    assert SCRIPT in said
    assert IMAGE in said
    assert page.evaluate("window.hacked") is None
    assert page.locator("img").count() == 0


def test_text_can_be_read_without_script(visit):
    page = visit(DOCUMENT, java_script_enabled=False)
    assert page.locator("noscript").is_visible()
    assert page.locator("[data-pane=text]").is_visible()
    assert page.locator("[data-pane=rows]").is_visible()


def test_printed_page_shows_text_and_rows_without_controls(visit):
    page = visit(DOCUMENT)
    page.emulate_media(media="print")
    assert page.locator("[data-pane=text]").is_visible()
    assert page.locator("[data-pane=rows]").is_visible()
    assert not page.locator(".bar").is_visible()
    assert not page.locator(".top nav").is_visible()


CONTRAST = """() => {
  const channel = (value) => (value /= 255) <= 0.03928 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  const light = ([red, green, blue]) => 0.2126 * channel(red) + 0.7152 * channel(green) + 0.0722 * channel(blue);
  const parse = (said) => said.match(/[\\d.]+/g).map(Number);
  const ground = (element) => {
    for (let one = element; one; one = one.parentElement) {
      const colour = parse(getComputedStyle(one).backgroundColor);
      if (colour.length < 4 || colour[3] === 1) return colour;
    }
    return [255, 255, 255];
  };
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const weak = new Set();
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement;
    if (!walker.currentNode.data.trim() || element.closest("svg, script, .dim") || !element.checkVisibility()) continue;
    const [one, other] = [light(parse(getComputedStyle(element).color)), light(ground(element))].sort((a, b) => b - a);
    if ((one + 0.05) / (other + 0.05) < 4.5) weak.add(`${element.className}: ${walker.currentNode.data.trim()}`);
  }
  return [...weak];
}"""


@pytest.mark.parametrize("name", ["index.html", "requirements.html", "findings.html", f"{DOCUMENT}#r-x2"])
def test_text_stands_out_from_its_ground(visit, name):
    page = visit(name)
    page.wait_for_timeout(300)  # colours glide
    assert page.evaluate(CONTRAST) == []
