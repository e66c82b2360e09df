"""Inputs made to break the program: every one is accounted for, none hangs, none ends the run, no pattern is slow."""

from __future__ import annotations

import io
import random
import time
import zipfile
from pathlib import Path

import pytest
from engine import PLAN
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from maaltal.extractors.grammar.numbers import find_numbers, parse_number
from maaltal.extractors.grammar.quantities import scan
from maaltal.extractors.lexicon import compile_entries, load, matcher, names
from maaltal.pipeline.invariants import verify
from maaltal.pipeline.outcome import attempt
from maaltal.pipeline.process import process
from maaltal.pipeline.read import ReadError, read
from maaltal.pipeline.run import Engine, run
from maaltal.pipeline.workers import Limits
from test_write import cells

CORPUS = Path(__file__).parents[1] / "corpus" / "plans"
SAMPLE = next(iter(sorted(CORPUS.glob("*.pdf")))).read_bytes()

# --- text that invites a pattern to try every way there is

UNITS = (
    "1.1.1.1.",
    "pct pct pct ",
    "skal skal skal ",
    "a",
    "aB",
    "(((( ",
    ". . . ",
    "....",
    "1 1 1 ",
    "**** ",
    "<b><b>",
    "1.000 ",
    "mål mål ",
    "2013-2014-",
    "Mål: Mål: ",
    "1) 2) 3) ",
    "12,5 pct. af 3.000 personer ",
    "- - - ",
    "§ § § ",
    "a\n",
    "x\ty\t",
    "| a | b |\n",
    "Budget 2013 12,5 13,5\n",
    "X X X ",
    '"a "a ',
    "uge 1-2-3-4 ",
    "en ud af to ",
    "hver anden ",
    "januar februar ",
    "højst mindst ",
    "Antallet af ",
    "tlf. 12 34 56 78 ",
    "www.www.",
    "a@a@",
    "____",
    "§ 1, stk. 2, ",
    "Det er vores overordnede mål ",
    "ab-ab- ",
    "1. 1. 1. ",
    "Jobcenter Jobcenter ",
    "Dok.nr.",
    "• • ",
)
LENGTH = 40_000  # characters
SECONDS = 10.0  # of processor time for a document of that length; a plan of that length takes a third of one


def repeated(unit: str, length: int = LENGTH) -> str:
    return (unit * (length // len(unit) + 1))[:length]


def seconds(text: str) -> float:
    started = time.process_time()
    verify(process(read("hostile.txt", text.encode("utf-8"))))
    return time.process_time() - started


@pytest.fixture(scope="module", autouse=True)
def loaded() -> None:
    process(read("first.txt", PLAN.format(number=1).encode("utf-8")))


@pytest.mark.parametrize("unit", UNITS)
def test_no_text_takes_more_than_linear_time(unit):
    assert seconds(repeated(unit)) < SECONDS


@pytest.mark.parametrize("unit", ["1.1.1.1.", "pct pct pct ", "skal skal skal "])
def test_a_megabyte(unit):
    assert seconds(repeated(unit, 1_000_000)) < 25 * SECONDS


@pytest.mark.parametrize("name", names())
def test_no_entry_of_the_lexicon_takes_more_than_linear_time(name):
    """Every entry alone, over its own examples and the units above, for patterns that somebody may add."""
    for entry in load(name):
        alone = compile_entries([entry])
        own = [unit for example in entry.examples[:2] for unit in (example + " ", example.split(" ")[0])]
        started = time.process_time()
        for unit in (*own, "a", "1.1.", "a-b-", "A a "):
            sum(1 for _ in alone.find(repeated(unit, 6_000)))
        assert time.process_time() - started < 9, f"{name}: {entry.key}"


@pytest.mark.parametrize("name", names())
def test_a_matcher_finds_where_it_looks_what_a_plain_search_finds(name):
    """The index of word beginnings loses nothing, on examples and counter-examples of all files."""
    found = matcher(name)
    for other in names():
        for entry in load(other):
            for text in (*entry.examples, *entry.counter_examples):
                assert list(found.find(text)) == list(found._find_anywhere(text, 0, len(text))), (name, text)


# --- numbers and text of any kind


@given(st.text(max_size=300))
@settings(max_examples=150, deadline=None)
def test_any_text_is_read_or_refused(text):
    try:
        source = read("any.txt", text.encode("utf-8"))
    except ReadError:
        return
    verify(process(source))


WORDS = (
    "Mål",
    "2:",
    "skal",
    "højst",
    "12,5",
    "pct.",
    "personer",
    "i",
    "2031",
    "X",
    "mio. kr.",
    "-",
    "1.250",
    "til",
    "fra",
    "§ 3",
    "\n",
    "\n\n",
    "|",
    "\t",
    "ultimo",
    "4. kvartal",
    "falde",
    "med",
    "(",
    ")",
    "•",
    "Budget",
    "Sygedagpenge",
    "ud af",
    "tre",
    "halveres",
    "...",
    "Bilag 1",
    "1)",
    "Unge",
    "under 30 år",
    ":",
    "»",
    "«",
    "niveauet",
    "\x0c",
)


@given(st.lists(st.sampled_from(WORDS), max_size=60))
@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_any_order_of_the_fields_words_keeps_the_contract(words):
    text = " ".join(words)
    if text.strip():
        verify(process(read("words.txt", text.encode("utf-8"))))


@given(st.integers(0, 10**9), st.integers(0, 99))
@settings(max_examples=200, deadline=None)
def test_a_danish_number_is_read_as_it_is_printed(whole, cents):
    grouped = f"{whole:,}".replace(",", ".")
    assert parse_number(grouped) == float(whole)
    assert parse_number(f"{grouped},{cents:02}") == pytest.approx(whole + cents / 100)
    assert [mention.value for mention in find_numbers(f"i alt {grouped} personer")] == [float(whole)]
    assert [(q.value, q.unit) for q in scan(f"Der var {grouped} ledige personer.").quantities] in (
        [],
        [(float(whole), "persons")],
    )


# --- files


def zip_of(parts: dict[str, bytes]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return packed.getvalue()


def pdf(*objects: str) -> bytes:
    """A PDF of these objects, numbered from 1, the first the catalogue."""
    body, places = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, start=1):
        places.append(len(body))
        body += f"{number} 0 obj\n{content}\nendobj\n".encode("latin-1")
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    end = f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}trailer\n<</Size {len(objects) + 1}/Root 1 0 R>>\n"
    return body + end.encode() + f"startxref\n{len(body)}\n%%EOF".encode()


def page(content: str, box: str = "0 0 595 842", resources: str = "/Font<</F 5 0 R>>") -> bytes:
    return pdf(
        "<</Type/Catalog/Pages 2 0 R>>",
        "<</Type/Pages/Kids[3 0 R]/Count 1>>",
        f"<</Type/Page/Parent 2 0 R/MediaBox[{box}]/Contents 4 0 R/Resources<<{resources}>>>>",
        f"<</Length {len(content)}>>stream\n{content}\nendstream",
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        "<</Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X 6 0 R>>>>/Length 5>>"
        "stream\n/X Do\nendstream",
    )


_DOCUMENT = (
    '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>%s</w:body>'
    "</w:document>"
)
_TYPES = b'<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'

LINES = "".join(f"{i % 500} {i % 700} m {i % 501} {i % 701} l S\n" for i in range(100_000))
ONES = "".join(f"1 0 0 1 {i % 500} {i % 800} Tm (1) Tj " for i in range(100_000))
TEXT = "BT /F 12 Tf 50 700 Td (12 personer) Tj ET"

HOSTILE: dict[str, bytes] = {
    "half.pdf": SAMPLE[: len(SAMPLE) // 2],
    "head only.pdf": SAMPLE[:100],
    "no end.pdf": SAMPLE[:-400],
    "zeros inside.pdf": SAMPLE[:2000] + bytes(3000) + SAMPLE[5000:],
    "pages that are their own parent.pdf": pdf(
        "<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Kids[2 0 R 2 0 R]/Count 9>>"
    ),
    "a form that draws itself.pdf": page(
        "/X Do BT /F 12 Tf 50 700 Td (12 personer) Tj ET", resources="/Font<</F 5 0 R>>/XObject<</X 6 0 R>>"
    ),
    "a huge page.pdf": page(TEXT, box="-1e9 -1e9 1e9 1e9"),
    "a page of no size.pdf": page(TEXT, box="0 0 0 0"),
    "a page of no numbers.pdf": page(TEXT, box="a b"),
    "100000 lines.pdf": page(LINES),
    "100000 words.pdf": page(
        "BT /F 1 Tf " + "".join(f"1 0 0 1 {i % 500} {i % 800} Tm (1) Tj " for i in range(100_000)) + "ET"
    ),
    "a bomb.docx": zip_of({"[Content_Types].xml": _TYPES, "word/document.xml": bytes(600_000_000)}),
    "a bomb of tags.docx": zip_of(
        {
            "[Content_Types].xml": _TYPES,
            "word/document.xml": (_DOCUMENT % ("<w:p><w:r><w:t>12 personer</w:t></w:r></w:p>" * 200_000)).encode(),
        }
    ),
    "deep.docx": zip_of(
        {
            "[Content_Types].xml": _TYPES,
            "word/document.xml": (_DOCUMENT % ("<w:p>" * 50_000 + "</w:p>" * 50_000)).encode(),
        }
    ),
    "laughs.docx": zip_of(
        {
            "[Content_Types].xml": _TYPES,
            "word/document.xml": (
                '<!DOCTYPE d [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">'
                + "".join(f'<!ENTITY {chr(99 + i)} "{f"&{chr(98 + i)};" * 9}">' for i in range(12))
                + "]><d>&n;</d>"
            ).encode(),
        }
    ),
    "deep.html": b"<html><body>" + b"<div>" * 100_000 + b"12 personer" + b"</div>" * 100_000,
    "wide.html": b"<html><body><table><tr>" + b"<td>12</td>" * 50_000 + b"</tr></table>",
    "spans.html": b"<html><body><table><tr><td colspan=999999 rowspan=999999>12 pct.</td></tr></table>",
    "open tags.html": b"<html><body>" + b"<a<b<c" * 50_000,
    "nothing.txt": b"",
    "zeros.txt": bytes(100_000),
    "bytes.txt": bytes(range(256)) * 400,
    "utf16.txt": PLAN.format(number=1).encode("utf-16"),
    "one line.txt": b"ord " * 300_000,
    "a name\nwith lines.txt": PLAN.format(number=2).encode("utf-8"),
    "a..%2f..%2fetc.txt": PLAN.format(number=3).encode("utf-8"),
    "-rf.txt": PLAN.format(number=4).encode("utf-8"),
    "=cmd|x.txt": PLAN.format(number=5).encode("utf-8"),
}


@pytest.fixture(scope="module")
def corpus(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("hostile")
    for name, content in HOSTILE.items():
        (folder / name).write_bytes(content)
    return folder


def test_every_hostile_input_is_accounted_for(corpus, tmp_path):
    started = time.monotonic()
    summary = run([str(corpus)], tmp_path / "out", engine=Engine(2, Limits(seconds=40, megabytes=1500)))
    assert time.monotonic() - started < 300
    read_ones = {Path(row["source"]).name for row in cells(summary.out, "documents")}
    failures = {Path(row["source"]).name: row for row in cells(summary.out, "failures")}
    assert read_ones | failures.keys() == HOSTILE.keys() and not read_ones & failures.keys()
    assert all(row["reason"] for row in failures.values())
    assert {"head only.pdf", "a bomb.docx", "laughs.docx", "nothing.txt", "zeros.txt"} <= failures.keys()
    assert {
        "utf16.txt",
        "a name\nwith lines.txt",
        "a..%2f..%2fetc.txt",
        "-rf.txt",
        "=cmd|x.txt",
        "a huge page.pdf",
        "a form that draws itself.pdf",
        "deep.html",
        "100000 lines.pdf",
    } <= read_ones
    assert not [row["reason"] for row in failures.values() if row["retried"] == "true"], (
        "a document went over its limit"
    )


@pytest.mark.parametrize(
    "name",
    [
        "../../etc/passwd",
        "a/../../b.txt",
        "\0.txt",
        "x" * 5000 + ".txt",
        "file:///etc/../nope",
        "@",
        "@@",
        "~$x.docx",
        "con",
        " ",
    ],
)
def test_names_that_lead_nowhere_are_failures(name, tmp_path):
    summary = run([name], tmp_path / "out")
    assert summary.documents + len(summary.failures) >= 1
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out"]


def mutated(data: bytes, chance: random.Random) -> bytes:
    """The bytes with some changed, a stretch moved, doubled or cut out."""
    broken = bytearray(data)
    for _ in range(chance.choice((1, 5, 60))):
        broken[chance.randrange(len(broken))] = chance.randrange(256)
    start, length = chance.randrange(len(broken)), chance.choice((0, 10, 1000))
    match chance.randrange(4):
        case 0:
            del broken[start : start + length]
        case 1:
            broken[start:start] = broken[start : start + length]
        case 2:
            broken[start : start + length] = bytes(length)
    return bytes(broken)


def test_mutated_pdfs_do_not_end_a_run(tmp_path):
    """A bounded fuzz: 60 mutations of three PDFs, the same ones every time."""
    chance = random.Random(6)
    folder = tmp_path / "mutants"
    folder.mkdir()
    for number in range(60):
        original = sorted(CORPUS.glob("*.pdf"))[number % 3].read_bytes()
        (folder / f"{number:02}.pdf").write_bytes(mutated(original, chance))
    summary = run([str(folder)], tmp_path / "out", engine=Engine(2, Limits(seconds=30)))
    assert summary.documents + len(summary.failures) == 60
    assert summary.documents > 20
    unforeseen = [row.reason for row in summary.failures if row.stage == "extract"]
    assert not unforeseen


def test_text_that_was_never_danish(tmp_path):
    path = tmp_path / "x.txt"
    path.write_text("\u202e\u0000\ufffe עברית 中文 ١٢٣ pct. 𝟙𝟚 personer \U0001f600 " * 200, encoding="utf-8")
    outcome = attempt(str(path))
    assert outcome.bundle or outcome.failure
