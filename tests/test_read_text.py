"""Plain text and Markdown: encodings, lines, pages and the tables that stand in running text."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from maaltal.pipeline.read import ReadError, read
from maaltal.pipeline.read.encoding import decode, repair_mojibake
from maaltal.pipeline.read.table_rows import is_numeric
from reading import assert_readable_or_refused, assert_sound, shown_lines, shown_tables

PLANS = Path(__file__).parent.parent / ".." / "shared" / "plans"
DANISH = "Færre unge på ydelse i Ærøby – højst 12,5 pct. i år"
PLAIN_DANISH = "Færre unge på ydelse i Ærøby, højst 12,5 pct. i år"


def text_of(content: str, source: str = "plan.txt"):
    document = read(source, content.encode())
    assert_sound(document)
    return document


@pytest.mark.parametrize(("data", "text", "warnings"), [
    (DANISH.encode(), DANISH, []),
    (b"\xef\xbb\xbf" + DANISH.encode(), DANISH, []),
    (DANISH.encode("cp1252"), DANISH, ["encoding:windows-1252"]),
    (PLAIN_DANISH.encode("latin-1"), PLAIN_DANISH, ["encoding:windows-1252"]),
    (PLAIN_DANISH.encode("cp850"), PLAIN_DANISH, ["encoding:cp850"]),
    (PLAIN_DANISH.encode("mac_roman"), PLAIN_DANISH, ["encoding:mac-roman"]),
    (b"\xff\xfe" + DANISH.encode("utf-16-le"), DANISH, ["encoding:utf-16"]),
    (b"\xfe\xff" + DANISH.encode("utf-16-be"), DANISH, ["encoding:utf-16"]),
    (DANISH.encode("utf-16-le"), DANISH, ["encoding:utf-16"]),
    (DANISH.encode("utf-32"), DANISH, ["encoding:utf-32"]),
    (DANISH.encode().decode("cp1252").encode(), DANISH, ["mojibake_repaired"]),
    (PLAIN_DANISH.encode().decode("mac_roman").encode(), PLAIN_DANISH, ["mojibake_repaired"]),
    ("Mål for året på øen\n".encode() + "blå\n".encode("cp1252"), "Mål for året på øen\nblå\n",
     ["encoding:utf-8 (damaged)"]),
    ("Mål for åre".encode() + "å".encode()[:1], "Mål for åre\ufffd", ["encoding:utf-8 (damaged)"]),
    ("Danmark’s – “mål”".encode("cp1252"), "Danmark’s – “mål”", ["encoding:windows-1252"]),
    ("M\0ål 2013".encode(), "M\ufffdål 2013", ["nul_characters_replaced"]),
    (b"x\x81\xe5bent", "x\x81åbent", ["encoding:windows-1252"]),
])
def test_any_encoding_gives_the_same_text_and_says_so(data, text, warnings):
    assert decode(data) == (text, warnings)


@pytest.mark.parametrize("text", [
    "Âge og Ãse", "√9 og ├ gren", "Café Å, naïve løsninger â la carte", "50 % ± 3 – ½ time «mål»"])
def test_text_that_only_looks_odd_is_left_alone(text):
    assert repair_mojibake(text) is text


def test_mojibake_is_mended_where_it_stands_and_nowhere_else():
    broken = "Blåbær og rødgrød\r\n" + "fløde på bordet – år 2013".encode().decode("cp1252") + "\r\nslut – på året"
    assert repair_mojibake(broken) == "Blåbær og rødgrød\r\nfløde på bordet – år 2013\r\nslut – på året"


def test_one_long_line_of_mojibake_is_mended_in_full():
    sentence = "Kommunen støtter færre på øen i år. "
    assert repair_mojibake((sentence * 2000).encode().decode("cp1252")) == sentence * 2000


def test_a_text_is_canonical_as_it_is():
    content = "  Mål 1 \r\n\r\n\tFærre ledige\r\nSlut"
    document = text_of(content)
    assert document.text == content
    assert shown_lines(document) == ["Mål 1", "Færre ledige", "Slut"]
    assert document.sha256 == hashlib.sha256(content.encode()).hexdigest()
    assert (document.media_type, document.paged, document.page_starts) == ("text/plain", False, (0,))


def test_form_feeds_divide_pages():
    document = text_of("side et\nmere\fside to\n\f\n")
    assert document.paged
    assert [document.text[start:start + 4] for start in document.page_starts] == ["side", "side"]
    assert [line.page for line in document.lines] == [1, 1, 2]


@pytest.mark.parametrize(("content", "source", "media_type"), [
    ("# Plan\n\n## Mål\ntekst", "plan", "text/markdown"),
    ("tekst", "plan.md", "text/markdown"),
    ("a | b\n--- | ---\n1 | 2", "plan.txt", "text/markdown"),
    ("# kun en linje", "plan.txt", "text/plain"),
    ("<b>Mål</b>\t<b>12,3</b>\t\ntekst", "plan.html", "text/plain"),
    ("<p>Et afsnit</p>", "plan.txt", "text/html"),
    ("<!DOCTYPE html><p>x", "plan.pdf", "text/html"),
    ("HTTP/1.1 200 OK\n\n<html><body>x</body></html>", "plan.txt", "text/html"),
    ("<p align=center>\n\n# Plan\n\n</p>\n\n## Mål", "plan.html", "text/markdown"),
])
def test_content_tells_the_media_type(content, source, media_type):
    assert read(source, content.encode()).media_type == media_type


@pytest.mark.parametrize(("data", "reason"), [
    (b"", "empty file"),
    (b" \r\n\t ", "no text"),
    (b"\xef\xbb\xbf", "no text"),
    (b"{\\rtf1\\ansi plan}", "RTF"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "WordDocument".encode("utf-16-le"), "old Word document"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "password-protected"),
    (b"\x89PNG\r\n\x1a\n0000", "PNG image"),
    (b"\xff\xd8\xff\xe0abc", "JPEG image"),
    (bytes(range(256)) * 8, "binary"),
    (b"\0" * 100, "binary"),
    (b"PK\x03\x04 cut off", "zip"),
    (b"<?xml version='1.0'?><root>mere</root>", "XML"),
])
def test_what_is_no_document_is_refused_with_a_reason(data, reason):
    with pytest.raises(ReadError, match=reason):
        read("plan.txt", data)


TABLES = [
    pytest.param("Se her\n\n| Mål | 2012 | 2013 |\n|:---|---:|---|\n| **Unge** | 12,3 | |\n| A \\| B | `7` | 8 |\nslut",
                 [["Mål", "2012", "2013"], ["Unge", "12,3", ""], ["A \\| B", "`7`", "8"]], id="markdown"),
    pytest.param("brødtekst | med streg\nMål | Tal\n--- | ---\nUnge | 30", [["Mål", "Tal"], ["Unge", "30"]],
                 id="markdown without frames"),
    pytest.param("+----+----+\n| a  | 12 |\n+----+----+\n| b  | 13 |\n+----+----+", [["a", "12"], ["b", "13"]],
                 id="drawn with dashes"),
    pytest.param("|a|1|\n|b|2|", [["a", "1"], ["b", "2"]], id="frames without a separator"),
    pytest.param("Mål | 2022 | 2024\nUnge | 40 | højst 30\nSyge | 9 % | 12 %",
                 [["Mål", "2022", "2024"], ["Unge", "40", "højst 30"], ["Syge", "9 %", "12 %"]], id="bars alone"),
    pytest.param("<b>Udgift</b>\t<b>2012</b>\t<b>2013</b>\n\t<b>1.200</b>\t<b>1.300</b>\n<b>I alt</b>\t5\t6",
                 [["Udgift", "2012", "2013"], ["", "1.200", "1.300"], ["I alt", "5", "6"]], id="remnants of HTML"),
    pytest.param("<b>3. Unge</b> Lokalt mål\tFærre unge skal være på ydelse\n-----\t-----\n\nTekst",
                 [["3. Unge</b> Lokalt mål", "Færre unge skal være på ydelse"]], id="one row above a rule"),
    pytest.param("Område\tMål\nUnge\tKommunen vil sikre, at antallet af unge uden job ikke\n\n\tstiger i løbet af "
                 "året.\nÆldre\tFlere i job.",
                 [["Område", "Mål"], ["Unge", "Kommunen vil sikre, at antallet af unge uden job ikke\n\n\tstiger i "
                                      "løbet af året."], ["Ældre", "Flere i job."]], id="sentence broken over rows"),
    pytest.param("Udgift\tkroner\n\tpersoner", [["Udgift", "kroner"], ["", "personer"]], id="units are no sentence"),
    pytest.param("Nord\t\t12,1\t13\nSyd\t14,0\t15\nVest\t\t\t16\t17", [["Nord", "12,1", "13"], ["Syd", "14,0", "15"],
                                                                     ["Vest", "16", "17"]], id="tabs that align"),
    pytest.param("Nord\t\t12\nSyd\t14\t", [["Nord", "", "12"], ["Syd", "14", ""]], id="tabs around empty cells"),
    pytest.param("I alt\t12,1\t13,4", [["I alt", "12,1", "13,4"]], id="one row of figures"),
    pytest.param("Kapitel 1 Indledning\tside 3\nKapitel 2 Mål\tside 4",
                 [["Kapitel 1 Indledning", "side 3"], ["Kapitel 2 Mål", "side 4"]], id="contents are a table too"),
    pytest.param("              Budget     Regnskab\n              2012       2013\nLedige        19,4       20,1\n"
                 "Sygedagpenge\n   over et år  9,0      110,1\nI alt        -28,4      130,2",
                 [["", "Budget", "Regnskab"], ["", "2012", "2013"], ["Ledige", "19,4", "20,1"],
                  ["Sygedagpenge", "", ""], ["over et år", "9,0", "110,1"], ["I alt", "-28,4", "130,2"]],
                 id="columns held by blanks"),
    pytest.param("<table><tr><th rowspan='2'>Mål</th><th>2012</th></tr>\n<tr><td><b>12,5</b></td></tr></table>\n"
                 "# A\n# B", [["Mål", "2012"], ["12,5"]], id="raw HTML in Markdown"),
]


@pytest.mark.parametrize(("content", "table"), TABLES)
def test_tables_in_text(content, table):
    assert shown_tables(text_of("Forord\n\n" + content)) == [table]
    assert shown_tables(text_of("Forord\r\n\r\n" + content.replace("\n", "\r\n"))) == [
        [[cell.replace("\n", "\r\n") for cell in row] for row in table]]


@pytest.mark.parametrize("content", [
    "1.\tFørste punkt\n2.\tAndet punkt\n•\tTredje\n2.1\tOverskrift",
    "\tEn indrykket linje\n\tog en til",
    "Forside | Kontakt | Job",
    "Et afsnit  med dobbelt  mellemrum i 2012  her\nog her\nog her",
    "                 7\n\n\n                 8\n\n\n                 9",
    "Til:\tUdvalget",
    "To spalter med tekst          mere tekst i spalte to\nog videre her i en            og videre her i to\n"
    "slut her med                  slut i spalte to",
    "Nord      12\nSyd       13\n",
    "<table><tr><td>kun en celle</td></tr></table> tekst\n# A\n# B",
], ids=range(9))
def test_what_is_no_table(content):
    assert shown_tables(text_of("Forord\n" + content)) == []


def test_tables_are_told_apart():
    document = text_of("a\t1\nb\t2\n\n\nc\t3\t4\nd\t5\t6\n| e | 7 |\n|---|---|\n| f | 8 |\n\fg\t9\nh\t10")
    assert shown_tables(document) == [[["a", "1"], ["b", "2"]], [["c", "3", "4"], ["d", "5", "6"]],
                                      [["e", "7"], ["f", "8"]], [["g", "9"], ["h", "10"]]]
    assert [grid.page for grid in document.grids] == [1, 1, 1, 2]


def test_a_caption_between_two_layouts_parts_them():
    rows = "Nord     12    13\nSyd      14    15\nVest     16    17\n"
    assert len(shown_tables(text_of(f"{rows}\nTabel 2\n         2012  2013\n{rows}"))) == 2


@pytest.mark.parametrize(("content", "numeric"), [
    ("12", True), ("-12,5 %", True), ("(1.250)", True), ("÷3,1", True), ("48,2 mio.", True), ("2012", True),
    ("> 5", True), ("5.57.73", True), ("Nord", False), ("12 unge i job", False), ("", False), ("-", False),
    ("Mål 1", False), ("a1b2c3", False)])
def test_numeric_cells(content, numeric):
    assert is_numeric(content) is numeric


@pytest.mark.parametrize("unit", [
    "a\tb\n", "|a|1|\n", " a  12\n", "<table><tr><td>", "\t<", "Ã¸", "\f", "# a\n", "a  1  "])
def test_long_repetitions_cost_no_more_than_their_length(unit):
    assert_readable_or_refused((unit * (300_000 // len(unit))).encode())


@pytest.mark.skipif(not PLANS.is_dir(), reason="the shared plans are not here")
def test_the_shared_plans_are_read_unchanged():
    for path in sorted(PLANS.glob("*.txt")):
        document = read(path.name, path.read_bytes())
        assert_sound(document)
        assert document.text.encode() == path.read_bytes()
        assert document.warnings == []


MARKS = st.sampled_from(["\t", "|", "  ", "\n", "\r\n", "\f", "---", "|---|", "12,3", "Mål", "<b>", "</b>", "<table>",
                         "<tr>", "<td rowspan=2>", "</td>", "</table>", "**", "\xa0", "æ", " ", "1.", "\u2028", "+"])


@settings(max_examples=200, deadline=None)
@given(st.lists(MARKS, max_size=60).map("".join))
def test_any_text_gives_sound_ranges(content):
    assert_readable_or_refused(content.encode())


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(data):
    assert_readable_or_refused(data)


def test_rows_and_cells_that_stand_on_lines_of_their_own_make_tables():
    cells = text_of("Tabel 1\nYdelse\nDec. 2023\nMål 2025\nDagpenge\n190\n160\n"
                    "Sygedagpenge\n220\nhøjst 180\nNæste afsnit.\n")
    assert shown_tables(cells) == [[
        ["Ydelse", "Dec. 2023", "Mål 2025"], ["Dagpenge", "190", "160"], ["Sygedagpenge", "220", "højst 180"]]]
    numbered = text_of("Bilag\nNr.\nKrav\nDec. 2023\nMål 2025\n1\nUnge på ydelse\n190\n160\n"
                       "2\nLangtidsledige\n220\nhøjst 180\nNæste afsnit.\n")
    assert shown_tables(numbered) == [[
        ["Krav", "Dec. 2023", "Mål 2025"], ["Unge på ydelse", "190", "160"], ["Langtidsledige", "220", "højst 180"]]]
    rows = text_of("Budget 2008 Budgetoverslag 2009\nUdgift Netto Udgift Netto\n"
                   "Kontanthjælp 38.450 23.240 37.900 22.880\nSygedagpenge 71.300 37.650 70.200 -37.100\n"
                   "I alt 109.750 60.890 108.100 -14.220\n")
    (grid,) = rows.grids
    assert [cell.column_span for cell in grid.cells if cell.row == 0] == [1, 2, 2]
    assert len(grid.cells) == 3 + 4 * 5


@pytest.mark.parametrize("text", [
    "Forord\n3\nIndledning\n4\nMål\n5\nBudget\n6\n",  # contents, a line each
    "Reserven, december 2010 højst 940\nUnge på ydelse, december 2010 højst 560\nForløb, juni 2010 højst 27\n",
])
def test_lines_that_end_in_numbers_are_no_table_without_a_header(text):
    assert text_of(text).grids == ()


@pytest.mark.parametrize("text", [
    "Gruppe\nForsikrede ledige\nKontanthjælp\nStatus 2009\n24 pct.\n38 pct.\nMål 2010\n30 pct.\n50 pct.\nMere.\n",
    "Forsikrede ledige\nKontanthjælp\nStatus 2009\nMål 2010\n24 pct.\n38 pct.\n30 pct.\n50 pct.\nTeksten går videre.\n",
])
def test_columns_that_stand_one_behind_the_other_make_a_table(text):
    assert shown_tables(text_of(text)) == [[
        ["", "Status 2009", "Mål 2010"],
        ["Forsikrede ledige", "24 pct.", "30 pct."],
        ["Kontanthjælp", "38 pct.", "50 pct."],
    ]]
