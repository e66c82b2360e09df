"""Finding inputs in files, folders, lists and URLs, and loading them."""

from __future__ import annotations

import os
import unicodedata
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from maaltal.pipeline.read import ReadError, find_inputs, inputs, load


@pytest.fixture
def here(tmp_path, monkeypatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def make(*names: str) -> None:
    for name in names:
        path = Path(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name, encoding="utf-8")


def failures(*arguments: str) -> list[tuple[str, str]]:
    """Source and reason of what could not be found."""
    rows = find_inputs(arguments)[1]
    assert all((row.stage, row.retried) == ("find", False) for row in rows)
    return [(row.source, row.reason) for row in rows]


def test_a_folder_gives_its_documents_in_order(here):
    make("planer/b.PDF", "planer/a/æ ø.docx", "planer/a/z.htm", "planer/a.text", "planer/c.markdown", "planer/x.xlsx",
         "planer/.skjult.pdf", "planer/.git/y.txt", "planer/~$lås.docx", "planer/uden-endelse")
    expected = ["planer/a/z.htm", "planer/a/æ ø.docx", "planer/a.text", "planer/b.PDF", "planer/c.markdown"]
    assert find_inputs(["planer"]) == (expected, [])
    assert find_inputs(["planer/"]) == (expected, [])
    assert find_inputs([str(here / "planer")])[0] == [str(here / name) for name in expected]
    assert find_inputs(["."])[0] == [f"./{name}" for name in expected]


def test_a_named_file_needs_no_known_suffix_and_is_recorded_as_given(here):
    make("mine planer/plan uden endelse", "x.md")
    assert find_inputs(["./mine planer/plan uden endelse", "x.md"]) == (["./mine planer/plan uden endelse", "x.md"], [])
    assert load("./mine planer/plan uden endelse") == b"mine planer/plan uden endelse"


def test_each_input_comes_once_under_its_first_name(here):
    make("planer/a.txt", "planer/b.txt")
    os.symlink("a.txt", "planer/c.txt")
    assert find_inputs(["planer/b.txt", "planer", "./planer/a.txt", f"file://{here}/planer/a.txt"]) == (
        ["planer/b.txt", "planer/a.txt"], [])


def test_links_are_followed_but_not_in_circles(here):
    make("planer/a.txt", "andre/b.txt")
    os.symlink("..", "planer/op")
    os.symlink("../andre", "planer/flere")
    os.symlink("ingen.pdf", "planer/død.pdf")
    os.symlink("sig-selv", "sig-selv")
    sources, rows = find_inputs(["planer", "sig-selv"])
    assert sources == ["planer/a.txt", "planer/flere/b.txt"]
    assert [row.source for row in rows] == ["planer/død.pdf", "sig-selv"]
    assert all("link that leads to no file" in row.reason for row in rows)


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_danish_letters_are_found_in_either_spelling(here, form):
    other = {"NFC": "NFD", "NFD": "NFC"}[form]
    on_disk, named = (unicodedata.normalize(f, "blå mappe/årsplan.txt") for f in (form, other))
    make(on_disk)
    assert find_inputs([named]) == ([named], [])
    assert load(named) == on_disk.encode()


def test_a_name_in_an_old_encoding_can_be_written_down_and_loaded(here):
    os.makedirs("planer")
    Path(os.fsdecode(b"planer/k\xf8ge.txt")).write_bytes(b"x")
    sources, rows = find_inputs(["planer"])
    assert (sources, rows) == (["planer/køge.txt"], [])
    assert load(sources[0]) == b"x"


def test_a_name_may_hold_a_line_break(here):
    make("planer/to\nlinjer.txt")
    Path("igen.csv").write_text('stage,source\nread,"planer/to\nlinjer.txt"\n', encoding="utf-8")
    assert find_inputs(["planer"]) == find_inputs(["igen.csv"]) == (["planer/to\nlinjer.txt"], [])


def test_lists_name_files_folders_and_lists(here):
    make("planer/a.txt", "planer/b.txt", "lister/ved siden af.txt")
    Path("lister/liste.txt").write_text("# kommentar\n\nplaner/b.txt\r\nplaner\nved siden af.txt\nmangler.pdf\n"
                                        "@lister/liste.txt\n", encoding="utf-8")
    sources, rows = find_inputs(["@lister/liste.txt"])
    assert sources == ["planer/b.txt", "planer/a.txt", "lister/ved siden af.txt"]
    assert [row.source for row in rows] == ["mangler.pdf"]


@pytest.mark.parametrize("content", [
    "source,stage\nå.txt,read\n,x\n", "\ufeffstage;source;reason\nread;å.txt;en, to\n"])
@pytest.mark.parametrize("encoding", ["utf-8", "cp1252"])
def test_a_csv_names_inputs_in_its_column_source(here, content, encoding):
    make("å.txt")
    Path("failures.csv").write_bytes(content.encode(encoding, "ignore"))
    assert find_inputs(["failures.csv"]) == (["å.txt"], [])


def test_what_names_no_input_becomes_a_failure_that_says_why(here):
    make("tom/billede.jpg", "uden.csv")
    Path("tom.txt").write_text("# intet\n")
    os.mkfifo("rør.pdf")
    named = ["mangler.pdf", "tom", "uden.csv", "@tom.txt", "@ingen.txt", " ", "rør.pdf", "a\0b", "mangler.pdf"]
    assert failures(*named) == [
        ("mangler.pdf", "there is no file or folder mangler.pdf"),
        ("tom", "the folder tom holds no documents (pdf, txt, text, md, markdown, html, htm, docx)"),
        ("uden.csv", "the list uden.csv cannot be read: it has no column source"),
        ("@tom.txt", "the list @tom.txt names no inputs"),
        ("@ingen.txt", "the list @ingen.txt cannot be read: there is no file ingen.txt"),
        (" ", "an empty name was given as input"),
        ("rør.pdf", "rør.pdf is no ordinary file"),
        ("a\0b", "there is no file or folder a\0b")]


def test_urls_name_files_and_folders(here):
    fsspec = pytest.importorskip("fsspec")
    memory = fsspec.filesystem("memory")
    memory.store.clear()
    memory.pipe({"/planer/b.txt": b"b", "/planer/år/a.pdf": b"a", "/planer/x.csv": b"", "/planer/.git/y.txt": b""})
    assert find_inputs(["memory://planer", "memory://planer/b.txt"]) == (
        ["memory://planer/b.txt", "memory://planer/år/a.pdf"], [])
    assert load("memory://planer/år/a.pdf") == b"a"
    assert failures("memory://tom.pdf", "intet://x.pdf") == [
        ("memory://tom.pdf", "there is no file or folder memory://tom.pdf"),
        ("intet://x.pdf", "intet://x.pdf cannot be reached: Protocol not known: intet")]


def test_a_zip_is_a_folder_of_documents(here):
    with zipfile.ZipFile("planer.zip", "w") as archive:
        for name in ("2013/ø plan.txt", "2013/bilag/b.md", "__MACOSX/._ø plan.txt", "andet.bin"):
            archive.writestr(name, name)
    found = ["zip://2013/bilag/b.md::planer.zip", "zip://2013/ø plan.txt::planer.zip"]
    assert find_inputs(["zip://::planer.zip"]) == (found, [])
    assert find_inputs(["zip://2013::planer.zip"]) == (found, [])
    assert load(found[1]).decode() == "2013/ø plan.txt"
    assert "cannot be reached" in failures("zip://::ingen.zip")[0][1]


def test_a_web_address_is_one_input_and_asked_for_only_when_read():
    assert find_inputs(["https://example.org/plan.pdf"]) == (["https://example.org/plan.pdf"], [])


@pytest.mark.parametrize("source", ["mangler.txt", ".", "memory://mangler", "intet://x", "zip://a::mangler.zip"])
def test_what_cannot_be_loaded_is_refused_with_a_reason(here, source):
    with pytest.raises(ReadError, match=r"\w+ \w+"):
        load(source)


def test_an_input_beyond_the_limit_is_refused(here, monkeypatch):
    make("stor.txt")
    monkeypatch.setattr(inputs, "MAX_INPUT_BYTES", 4)
    with pytest.raises(ReadError, match="too large"):
        load("stor.txt")


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=40).filter(lambda name: "://" not in name and "::" not in name))
def test_any_argument_names_an_input_or_a_failure(name):
    sources, rows = find_inputs([f"ingen mappe her/{name}"])
    assert sources == [] and len(rows) == 1
    rows[0].source.encode("utf-8")
    rows[0].reason.encode("utf-8")
