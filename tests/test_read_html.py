"""Web pages: what a reader of the page sees, with its headings, lists and tables."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from maaltal.pipeline.read import ReadError, read
from reading import assert_readable_or_refused, assert_sound, places, shown_lines, shown_tables


def page(body: str, head: str = ""):
    document = read("side", f"<!DOCTYPE html><html><head>{head}</head><body>{body}</body></html>".encode())
    assert document.media_type == "text/html" and not document.paged
    assert_sound(document)
    return document


@pytest.mark.parametrize(("body", "text"), [
    ("<p>Et</p><p>To</p>", "Et\n\nTo"),
    ("<p>Et\n   langt\tafsnit</p>", "Et langt afsnit"),
    ("<p>Første<br>anden<br/>tredje</p>", "Første\nanden\ntredje"),
    ("<p>i 201<strong>3.</strong> faldt 1<b></b>2,<i>5</i> pct.</p>", "i 2013. faldt 12,5 pct."),
    ("<p>&aelig;&#248;&aring; &amp; &lt;5 12&nbsp;%</p>", "æøå & <5 12\xa0%"),
    ("<div>Et<div>To</div>Tre</div>", "Et\n\nTo\n\nTre"),
    ("<ul><li>Et<li>To <b>b</b></ul>Efter", "Et\nTo b\n\nEfter"),
    ("<ol start=3><li>Tre</li><li><p>Fire</p><p>mere</p></li><li value=9>Ni</ol>", "3. Tre\n4. Fire\nmere\n9. Ni"),
    ("<ol type=a><li>Et</ol><ol style='list-style: none'><li>To</ol>", "Et\n\nTo"),
    ("<ol><li>Et<ul><li>under</ul><li>To</ol>", "1. Et\nunder\n2. To"),
    ("<p>før</p><script>x()</script><style>p{}</style><!-- nej --><nav>Menu</nav><template>t</template>"
     "<iframe>f</iframe><svg><text>s</text><title>ikon</title></svg><noscript>n</noscript><p>efter</p>",
     "før\n\nefter"),
    ("<p>set</p><div hidden>skjult</div><p style='color:red;display : none'>skjult</p><i role=navigation>x</i>", "set"),
    ("<p>631<sup>2</sup> ledige, aftale<sup><a>3</a></sup> om 5 km<sup>2</sup>, 1<sup>ste</sup></p>",
     "631 ² ledige, aftale ³ om 5 km², 1ste"),
    ("<pre>linje  et\n  to</pre>slut", "linje  et\n  to\n\nslut"),
    ("<p>sær\u2028lig\x0blinje\x0cskift</p>", "sær lig linje skift"),
    ("<p>uden slut <b>fed <i>begge</b> rest</i><p>nyt", "uden slut fed begge rest\n\nnyt"),
    ("<p>&nbsp;</p><p>efter tom</p>", "efter tom"),
    ("<table><tr><td>Kun en celle<p>og mere</p></table>", "Kun en celle\n\nog mere"),
    ("<table><tr><td>Først</td></tr><tr><td>Så</td></tr></table>", "Først\n\nSå"),
])
def test_the_text_is_what_the_page_shows(body, text):
    document = page(body)
    assert document.text == text
    assert shown_tables(document) == []


def test_headings_and_list_items_are_marked():
    document = page("<h1>Plan <br>2013</h1><h3>Mål</h3><p>a</p><ul><li>b<br>c</li></ul>")
    marks = [(line.heading_level, line.list_item) for line in document.lines]
    assert list(zip(shown_lines(document), marks, strict=True)) == [
        ("Plan 2013", (1, False)), ("Mål", (3, False)), ("a", (None, False)), ("b", (None, True)), ("c", (None, False))]


def test_the_title_is_kept_apart_from_the_text():
    assert page("<p>x</p>", "<title>\n Plan &amp; mål\n</title>").title == "Plan & mål"
    assert page("<p>x</p>", "<title> </title>").title is None


@pytest.mark.parametrize("declared", ["windows-1252", "utf-8", "ISO-8859-1", "vrøvl"])
def test_the_bytes_decide_the_encoding_not_the_declaration(declared):
    for encoding in ("cp1252", "utf-8"):
        html = f"<html><head><meta charset='{declared}'></head><body><p>Blåbærgrød på Ærø – fløde</p></body></html>"
        assert read("side", html.encode(encoding)).text == "Blåbærgrød på Ærø – fløde"


def test_a_declared_encoding_counts_where_the_bytes_leave_it_open():
    html = "<html><meta http-equiv=x content='text/html; charset=iso-8859-7'><p>Ωμέγα"
    document = read("side", html.encode("iso-8859-7"))
    assert (document.text, document.warnings) == ("Ωμέγα", ["encoding:iso8859-7"])


@pytest.mark.parametrize(("body", "rows"), [
    ("<tr><th>Mål<th>2012<tr><td>Unge<td>12,5&nbsp;%", [["Mål", "2012"], ["Unge", "12,5\xa0%"]]),
    ("<thead><tr><th>A</th><th></th></tr></thead><tbody><tr><td>&nbsp;</td><td>1</td></tr></tbody>",
     [["A", ""], ["", "1"]]),
    ("<tr><td><p>Flere</p><p>i job</p></td><td>Mål:<ul><li>a</li><li>b</li></ul></td></tr>",
     [["Flere i job", "Mål: • a • b"]]),
    ("<tr><td>linje<br>skift\n\tog tab</td><td><h3>Boks</h3>tekst</td></tr>", [["linje skift og tab", "Boks tekst"]]),
])
def test_tables_of_data(body, rows):
    document = page(f"<p>før</p><table>{body}</table><p>efter</p>")
    assert shown_tables(document) == [rows]
    table = "\n".join("\t".join(row) for row in rows)
    assert document.text == f"før\n\n{table}\n\nefter"


def test_cells_that_span_keep_their_neighbours_in_place():
    document = page("<table><tr><th rowspan=2>Område<th colspan=2>Mål<tr><td>2012<td>2013"
                    "<tr><td>Nord<td rowspan=99>1<td>2<tr><td>Syd<td>3</table>")
    assert places(document) == {
        "Område": (0, 0, 2, 1), "Mål": (0, 1, 1, 2), "2012": (1, 1, 1, 1), "2013": (1, 2, 1, 1), "Nord": (2, 0, 1, 1),
        "1": (2, 1, 2, 1), "2": (2, 2, 1, 1), "Syd": (3, 0, 1, 1), "3": (3, 2, 1, 1)}


def test_a_table_that_lays_out_the_page_is_text_and_the_one_inside_it_data():
    inner = "<table><tr><td>Unge<td>12</table>"
    document = page(f"<table><tr><td>Menu</td><td><h2>Mål</h2><p>tekst</p>{inner}</td></table>")
    assert document.text == "Menu\n\nMål\n\ntekst\n\nUnge\t12"
    assert shown_tables(document) == [[["Unge", "12"]]]
    assert document.lines[1].heading_level == 2


def test_a_cell_with_a_page_of_text_is_no_datum():
    document = page("<table><tr><td>Menu</td><td>" + "<p>Et afsnit om indsatsen i kommunen.</p>" * 60 + "</td></table>")
    assert document.grids == () and len(document.lines) == 61


def test_columns_held_by_blanks_in_preformatted_text_are_a_table():
    document = page("<pre>A   12   13\nB   14   15\nC   16   17</pre>")
    assert shown_tables(document) == [[["A", "12", "13"], ["B", "14", "15"], ["C", "16", "17"]]]


def test_a_page_of_nothing_but_navigation_or_hidden_text_is_read_all_the_same():
    assert page("<nav><p>Hele planen").text == "Hele planen"
    assert page("<div style='visibility:hidden'><p>Hele planen").text == "Hele planen"


@pytest.mark.parametrize("body", ["", "<p> </p>", "<script>x</script>", "<!-- kun en kommentar -->", "<img src=x>"])
def test_a_page_without_text_is_refused(body):
    with pytest.raises(ReadError, match="no text"):
        page(body)


@pytest.mark.parametrize("unit", ["<div>", "<table><tr><td>", "<ul><li>", "<b>", "<td rowspan=99>x", "<sup>1", "<p>x"])
def test_deep_and_endless_nesting_is_harmless(unit):
    started = time.perf_counter()
    document = read("side", ("<html><p>før</p>" + unit * 20_000 + "midt</div></table><p>efter").encode())
    assert_sound(document)
    assert document.text.startswith("før") and "midt" in document.text and document.text.endswith("efter")
    assert time.perf_counter() - started < 20


PIECES = st.sampled_from([
    "<p>", "</p>", "<br>", "<div>", "</div>", "<table>", "</table>", "<tr>", "</tr>", "<td>",
    "<td colspan=2 rowspan=3>", "</td>", "<th>", "<ul>", "<ol>", "</ol>", "<li>", "</li>", "<h2>", "</h2>",
    "<sup>", "</sup>", "<pre>", "</pre>", "<nav>", "</nav>", "<caption>", "<title>", "</title>", "12,5", "Mål",
    " ", "\n", "&nbsp;", "\t", "æ", "<", "&", "<!--", "-->", "<svg>", "</svg>", "\0", "\u2028"])


@settings(max_examples=200, deadline=None)
@given(st.lists(PIECES, max_size=60).map("".join))
def test_any_soup_of_tags_gives_sound_ranges(body):
    assert_readable_or_refused(f"<html>{body}".encode())
