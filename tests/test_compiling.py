"""Compiled patterns are kept between runs, and whatever is wrong with what was kept, patterns match all the same."""

from __future__ import annotations

import pickle
import subprocess
import sys

import pytest
import regex
from maaltal.extractors.lexicon import compiling as module

PATTERN, FLAGS = r"(?P<e0>m\w*l(?:e|et)?)|(?P<e1>krav)", regex.IGNORECASE | regex.POSIX


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """An empty cache folder, as a process finds it that has compiled nothing."""
    monkeypatch.setattr(module, "user_cache_path", lambda _: tmp_path / "cache")
    monkeypatch.setattr(module, "_new", {})
    module._kept.cache_clear()
    module._file.cache_clear()
    yield tmp_path / "cache"
    module._kept.cache_clear()
    module._file.cache_clear()


def next_process():
    module.keep()
    module._kept.cache_clear()


def spans():
    return [match.span() for match in module.compiled(PATTERN, FLAGS).finditer("Målet er et krav")]


def test_a_kept_pattern_is_read_back_without_compiling(folder, monkeypatch):
    compiled = regex.compile(PATTERN, FLAGS)
    before = spans()
    next_process()
    monkeypatch.setattr(module.regex, "compile", None)
    assert spans() == before == [match.span() for match in compiled.finditer("Målet er et krav")]


def test_patterns_of_two_processes_are_both_kept(folder):
    module.compiled("a")
    next_process()
    module.compiled("b")
    next_process()
    assert {pattern for pattern, _ in module._kept()} == {"a", "b"}


@pytest.mark.parametrize("spoil", [
    lambda whole: b"", lambda whole: whole[:-1], lambda whole: whole[:20],
    lambda whole: bytes([whole[0] ^ 1]) + whole[1:], lambda whole: pickle.dumps({}),
], ids=["empty", "cut", "cut-digest", "other-digest", "no-digest"])
def test_a_spoilt_file_is_made_anew(folder, spoil):
    spans()
    next_process()
    (file,) = folder.iterdir()
    file.write_bytes(spoil(file.read_bytes()))
    module._kept.cache_clear()
    assert module._kept() == {}
    assert len(spans()) == 2
    next_process()
    assert len(module._kept()) == 1


def test_where_nothing_can_be_written_patterns_are_compiled(folder):
    folder.write_text("a file where the folder should be", encoding="utf-8")
    assert len(spans()) == 2
    next_process()
    assert len(spans()) == 2


def test_a_swollen_file_begins_anew(folder, monkeypatch):
    module.compiled("a")
    next_process()
    monkeypatch.setattr(module, "_LARGEST", 100)
    module._kept()
    module.compiled("b")
    next_process()
    assert {pattern for pattern, _ in module._kept()} == {"b"}


def test_a_process_keeps_at_its_end_what_it_compiled(tmp_path):
    code = "from maaltal.extractors.lexicon import matcher; print(matcher('budget').keys('udgifter i alt'))"
    env = {"XDG_CACHE_HOME": str(tmp_path), "HOME": str(tmp_path), "LOCALAPPDATA": str(tmp_path)}
    runs = [subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, text=True, check=True).stdout
            for _ in range(2)]
    assert runs[0] == runs[1] != ""
    assert len([path for path in tmp_path.rglob("patterns.*") if path.is_file()]) == 1
