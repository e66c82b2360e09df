"""DOCX: paragraphs and tables in order, headings, lists, notes, and archives that are no document."""

from __future__ import annotations

import io
import random
import zipfile

import pytest
from maaltal.pipeline.read import ReadError, docx_package, read
from maaltal.pipeline.read.sniff import DOCX
from reading import assert_readable_or_refused, assert_sound, places, shown_lines, shown_tables

NAMESPACES = ('xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
              'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
              'xmlns:v="urn:schemas-microsoft-com:vml"')
STYLES = """
<w:style w:styleId="Normal"><w:name w:val="Normal"/></w:style>
<w:style w:styleId="Overskrift2"><w:name w:val="heading 2"/><w:basedOn w:val="Normal"/></w:style>
<w:style w:styleId="Kapitel"><w:name w:val="Kapitel"/><w:pPr><w:outlineLvl w:val="0"/></w:pPr></w:style>
<w:style w:styleId="Afsnit"><w:name w:val="Afsnit"/><w:basedOn w:val="Kapitel"/></w:style>
<w:style w:styleId="Titel"><w:name w:val="Title"/></w:style>
<w:style w:styleId="Nummer"><w:name w:val="Nummer"/><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>
<w:style w:styleId="Ring"><w:name w:val="Ring"/><w:basedOn w:val="Ring"/></w:style>"""
NUMBERING = """
<w:abstractNum w:abstractNumId="7">
 <w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1."/></w:lvl>
 <w:lvl w:ilvl="1"><w:numFmt w:val="decimal"/><w:lvlText w:val="%1.%2"/></w:lvl>
 <w:lvl w:ilvl="2"><w:numFmt w:val="lowerLetter"/><w:lvlText w:val="%3)"/></w:lvl>
</w:abstractNum>
<w:abstractNum w:abstractNumId="8">
 <w:lvl w:ilvl="0"><w:numFmt w:val="bullet"/><w:lvlText w:val="\uf0b7"/></w:lvl>
</w:abstractNum>
<w:abstractNum w:abstractNumId="9">
 <w:lvl w:ilvl="0"><w:numFmt w:val="upperRoman"/><w:lvlText w:val="Mål %1:"/></w:lvl>
</w:abstractNum>
<w:num w:numId="1"><w:abstractNumId w:val="7"/></w:num>
<w:num w:numId="2"><w:abstractNumId w:val="8"/></w:num>
<w:num w:numId="3"><w:abstractNumId w:val="9"/></w:num>
<w:num w:numId="4"><w:abstractNumId w:val="7"/>
 <w:lvlOverride w:ilvl="0"><w:startOverride w:val="5"/></w:lvlOverride></w:num>"""
NOTES = """
<w:footnote w:id="0" w:type="separator"><w:p><w:r><w:t>streg</w:t></w:r></w:p></w:footnote>
<w:footnote w:id="5"><w:p><w:r><w:footnoteRef/><w:t> Opgjort i</w:t></w:r></w:p>
 <w:p><w:r><w:t>marts.</w:t></w:r></w:p></w:footnote>
<w:footnote w:id="6"><w:p><w:r><w:t>Egne tal.</w:t></w:r></w:p></w:footnote>"""


def part(root: str, content: str) -> bytes:
    return f'<?xml version="1.0" encoding="UTF-8"?><w:{root} {NAMESPACES}>{content}</w:{root}>'.encode()


def docx(body: str, changes: dict[str, bytes] | None = None) -> bytes:
    """A DOCX with a body; `changes` are further members, or others, by path."""
    members = {"[Content_Types].xml": b"<Types/>", "word/document.xml": part("document", f"<w:body>{body}</w:body>"),
               "word/styles.xml": part("styles", STYLES), "word/numbering.xml": part("numbering", NUMBERING),
               "word/footnotes.xml": part("footnotes", NOTES)}
    return archive(members | (changes or {}))


def archive(members: dict[str, bytes]) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as target:
        for name, content in members.items():
            target.writestr(name, content)
    return data.getvalue()


def p(content: str, properties: str = "") -> str:
    """A paragraph; plain content becomes one run."""
    runs = content if "<" in content else f'<w:r><w:t xml:space="preserve">{content}</w:t></w:r>'
    return f"<w:p><w:pPr>{properties}</w:pPr>{runs}</w:p>"


def r(content: str, properties: str = "") -> str:
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{content}</w:t></w:r>'


def style(name: str) -> str:
    return f'<w:pStyle w:val="{name}"/>'


def item(list_id: int, level: int = 0) -> str:
    return f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{list_id}"/></w:numPr>'


def tc(*paragraphs: str, properties: str = "") -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{''.join(map(p, paragraphs or ('',)))}</w:tc>"


def tbl(*rows: str) -> str:
    return "<w:tbl>" + "".join(f"<w:tr>{row}</w:tr>" for row in rows) + "</w:tbl>"


def document(body: str, changes: dict[str, bytes] | None = None):
    found = read("plan.txt", docx(body, changes))
    assert found.media_type == DOCX and not found.paged
    assert_sound(found)
    return found


REF5, REF6 = '<w:r><w:footnoteReference w:id="5"/></w:r>', '<w:r><w:footnoteReference w:id="6"/></w:r>'


@pytest.mark.parametrize(("body", "text"), [
    (p("Et") + p("To"), "Et\n\nTo"),
    (p(r("201") + r("3. 12") + r(",5 pct.")), "2013. 12,5 pct."),
    (p("<w:r><w:t>Nord</w:t><w:tab/><w:t>12</w:t><w:br/><w:t>ny</w:t></w:r>"), "Nord\t12\nny"),
    (p("<w:r><w:t>e</w:t><w:noBreakHyphen/><w:t>mail be</w:t><w:softHyphen/><w:t>skæftigelse</w:t></w:r>"),
     "e-mail be\u00adskæftigelse"),
    (p(r("før ") + f"<w:del>{r('slettet')}<w:r><w:delText>væk</w:delText></w:r></w:del>"
       f"<w:ins>{r('indsat')}</w:ins><w:moveFrom>{r('flyttet')}</w:moveFrom>"), "før indsat"),
    (p(r("set") + r("skjult", "<w:vanish/>") + r(" igen", '<w:vanish w:val="0"/>')), "set igen"),
    (p(f"<w:hyperlink>{r('link')}</w:hyperlink><w:sdt><w:sdtContent>{r(' felt')}</w:sdtContent></w:sdt>"
       f"<w:fldSimple>{r(' 7')}</w:fldSimple><w:r><w:instrText>PAGE</w:instrText></w:r>"), "link felt 7"),
    (f"<w:sdt><w:sdtContent>{p('i kontrol')}</w:sdtContent></w:sdt><w:customXml>{p('i xml')}</w:customXml>",
     "i kontrol\n\ni xml"),
    (p(r("631") + r("2", '<w:vertAlign w:val="superscript"/>') + r(" ledige på 5 km")
       + r("2", '<w:vertAlign w:val="superscript"/>')), "631 ² ledige på 5 km²"),
    (p(r("De 442") + REF6 + r(" unge") + REF5), "De 442 ¹ unge ²\n\n¹ Egne tal.\n\n² Opgjort i marts."),
    (p(""), None),
    (p("<w:r><mc:AlternateContent><mc:Choice><w:txbxContent>" + p("I boksen") + "</w:txbxContent></mc:Choice>"
       "<mc:Fallback><v:textbox><w:txbxContent>" + p("Igen") + "</w:txbxContent></v:textbox></mc:Fallback>"
       "</mc:AlternateContent></w:r>" + r("Ved boksen")), "Ved boksen\n\nI boksen"),
    (tbl(tc("Én celle", "to afsnit")), "Én celle\n\nto afsnit"),
])
def test_the_text_is_what_the_document_shows(body, text):
    if text is None:
        with pytest.raises(ReadError, match="no text"):
            document(body)
    else:
        assert document(body).text == text


@pytest.mark.parametrize(("properties", "level"), [
    (style("Overskrift2"), 2), (style("Kapitel"), 1), (style("Afsnit"), 1), (style("Titel"), 1),
    ('<w:outlineLvl w:val="3"/>', 4), (style("Kapitel") + '<w:outlineLvl w:val="9"/>', None), (style("Normal"), None),
    (style("Ring"), None), (style("Ukendt"), None), ("", None)])
def test_headings_are_told_by_outline_level_or_style(properties, level):
    assert document(p("Mål", properties)).lines[0].heading_level == level


def test_lists_carry_the_numbers_that_word_prints():
    out_of_the_list = style("Nummer") + '<w:numPr><w:numId w:val="0"/></w:numPr>'
    items = [item(1), item(1, 1), item(1, 1), item(1, 2), style("Nummer"), item(1, 1), item(2), item(3), item(3),
             item(4), item(9), out_of_the_list]
    found = document("".join(p(letter, properties) for letter, properties in zip("abcdefghijkl", items, strict=True)))
    assert shown_lines(found) == [
        "1. a", "1.1 b", "1.2 c", "a) d", "2. e", "2.1 f", "g", "Mål I: h", "Mål II: i", "5. j", "k", "l"]
    assert [line.list_item for line in found.lines] == [True] * 11 + [False]
    assert found.text.startswith("1. a\n1.1 b\n") and found.text.endswith("k\n\nl")


def test_a_numbered_heading_is_a_heading_with_its_number():
    found = document(p("Mål", style("Kapitel") + item(1)))
    assert (found.text, found.lines[0].heading_level, found.lines[0].list_item) == ("1. Mål", 1, False)


def test_merged_cells_span():
    row = '<w:vMerge w:val="restart"/>'
    found = document(tbl(tc("Mål", properties=row) + tc("Tal", properties='<w:gridSpan w:val="2"/>'),
                         tc("", properties="<w:vMerge/>") + tc("2012") + tc("2013"),
                         '<w:trPr><w:gridBefore w:val="1"/></w:trPr>' + tc("7") + tc("8"),
                         "<w:trPr><w:del/></w:trPr>" + tc("slettet") + tc("1"))
                     + p("efter"))
    assert places(found) == {"Mål": (0, 0, 2, 1), "Tal": (0, 1, 1, 2), "2012": (1, 1, 1, 1), "2013": (1, 2, 1, 1),
                             "": (2, 0, 1, 1), "7": (2, 1, 1, 1), "8": (2, 2, 1, 1)}
    assert found.text == "Mål\tTal\n2012\t2013\n\t7\t8\n\nefter"


def test_cells_are_one_line_each():
    tabbed = "<w:r><w:t>12</w:t><w:tab/><w:t>pct.</w:t></w:r>"
    found = document(tbl(tc("Flere", "i job") + tc(tabbed), tc("Unge") + tc()))
    assert shown_tables(found) == [[["Flere i job", "12 pct."], ["Unge", ""]]]


def test_tabs_between_paragraphs_of_figures_make_a_table():
    nord, syd = (p(f"<w:r><w:t>{label}</w:t><w:tab/><w:t>{number}</w:t></w:r>")
                 for label, number in (("Nord", 12), ("Syd", 13)))
    assert shown_tables(document(p("før") + nord + syd)) == [[["Nord", "12"], ["Syd", "13"]]]


def test_the_strict_variant_and_a_main_part_elsewhere_are_read():
    strict = part("document", "<w:body>" + p("Streng") + "</w:body>").replace(
        b"http://schemas.openxmlformats.org/wordprocessingml/2006/main", b"http://purl.oclc.org/ooxml/wordprocessingml/main")
    assert read("x", docx("", {"word/document.xml": strict})).text == "Streng"
    rels = b'<Relationships><Relationship Type="http://x/officeDocument" Target="/word/andet.xml"/></Relationships>'
    found = docx("", {"_rels/.rels": rels, "word/andet.xml": part("document", "<w:body>" + p("Andet") + "</w:body>")})
    assert read("x", found).text == "Andet"


def test_the_title_stands_among_the_properties():
    core = b'<c xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title> Plan  2013 </dc:title></c>'
    assert document(p("x"), {"docProps/core.xml": core}).title == "Plan 2013"
    assert document(p("x"), {"docProps/core.xml": b"<cut"}).title is None


@pytest.mark.parametrize(("data", "reason"), [
    (archive({"xl/workbook.xml": b"x"}), "Excel"),
    (archive({"ppt/presentation.xml": b"x"}), "PowerPoint"),
    (archive({"mimetype": b"application/vnd.oasis.opendocument.text", "content.xml": b"x"}), "OpenDocument"),
    (archive({"plan.pdf": b"x"}), "zip archive; unpack it"),
    (archive({}), "zip archive; unpack it"),
    (docx("", {"word/document.xml": b"<w:document"}), "not well-formed"),
    (docx("")[:300], "damaged"),
    (docx("", {"word/document.xml": b"<!DOCTYPE d [<!ENTITY a 'x'>]><d>&a;</d>"}), "no text"),
])
def test_other_archives_and_damage_are_refused_with_a_reason(data, reason):
    with pytest.raises(ReadError, match=reason):
        read("plan.docx", data)


def test_a_bomb_is_refused_unopened():
    bomb = docx("", {"word/document.xml": b" " * (docx_package._SMALL_PART_BYTES + 1)})
    with pytest.raises(ReadError, match="refused: word/document.xml .* would unpack to 5 MB"):
        read("plan.docx", bomb)


def test_a_part_beyond_the_limit_is_refused(monkeypatch):
    monkeypatch.setattr(docx_package, "MAX_PART_BYTES", 100)
    with pytest.raises(ReadError, match="refused"):
        read("plan.docx", docx(p("x")))


def test_a_locked_part_is_refused():
    locked = bytearray(docx(p("x")))
    for place in range(len(locked) - 4):  # set the encryption flag of every member
        if locked[place:place + 4] in (b"PK\x03\x04", b"PK\x01\x02"):
            locked[place + (6 if locked[place + 2] == 3 else 8)] |= 1
    with pytest.raises(ReadError, match="locked"):
        read("plan.docx", bytes(locked))


def test_nested_tables_and_text_boxes_end():
    nested = p("inderst")
    for _ in range(60):
        nested = f"<w:tbl><w:tr><w:tc>{p('ydre')}{nested}</w:tc></w:tr></w:tbl>"
    assert "inderst" in document(nested).text


def test_damaged_bytes_are_read_or_refused():
    whole = docx(p("Mål", style("Kapitel") + item(1)) + tbl(tc("a") + tc("1"), tc("b") + tc("2")) + p(REF5))
    chance = random.Random(7)
    for _ in range(150):
        data = bytearray(whole)
        for _ in range(chance.randint(1, 5)):
            data[chance.randrange(len(data))] = chance.randrange(256)
        if chance.random() < 0.3:
            del data[chance.randint(len(data) // 2, len(data)):]
        assert_readable_or_refused(bytes(data))


def test_what_python_docx_writes_is_read():
    python_docx = pytest.importorskip("docx")
    made = python_docx.Document()
    made.add_heading("Plan for Nordby", 0)
    made.add_paragraph("Første mål", style="List Number")
    made.add_table(rows=1, cols=2).cell(0, 1).text = "12,5"
    data = io.BytesIO()
    made.save(data)
    found = read("plan.docx", data.getvalue())
    assert_sound(found)
    assert (found.lines[0].heading_level, found.text.splitlines()[2]) == (1, "1. Første mål")
