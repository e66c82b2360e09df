"""Finds what belongs to the page and not to the text: running headers and footers, page numbers, tables of
contents, and the lists of other documents around a web transcript."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from functools import cache

import regex

from ..extractors.lexicon import load, matcher
from ..schemas.source import Grid, Line, SourceDocument

_CAPTION = regex.compile(r"(?:tabel|figur) \d", regex.IGNORECASE)  # no running line, though each has its number
_DIGITS = regex.compile(r"\d+")
_LEADER = regex.compile(
    r"(?<!\.\s{0,8})(?:(?:\s{0,8}\.){3,}+|…++)\s{0,40}\d{1,3}\b(?!\s?(?:%|pct|procent|[,.]\d|\p{L}+))"  # a page
    r"|\t(?:side )?\d{1,3}\s*$"
)
_ENDS_IN_PAGE = regex.compile(r"(?:\s|\.)\d{1,3}\s*\|?\s*$")
_TAG = regex.compile(r"<[^<>]{1,60}>")  # `<span id="page-1-0"></span>`, what converters leave
_TITLE_ROOM = 200  # characters above a table in which its title stands
_LONGEST_CONTENTS, _LEAST_ENTRIES = 900, 3
_CONTENTS_OPENS = regex.compile(r"(?:\d{1,3}\s)?(?=\p{Lu})")
_ENTRY_OPENS = regex.compile(r"(?<=\s)\p{Lu}")
_SENTENCE_END = regex.compile(r"[.;](?:\s|$)(?!\d)|\d,\d")
_NUMBERED_ENTRIES = regex.compile(r"(?:\s+\d{1,2}\.\s\p{Lu}[^.;:]{2,70}){3,}\s*")  # `1. Om planen 2. Målene 3. Budget`
_NO_LETTERS = regex.compile(r"[\W\d_]+")
_EDGE_LINES = 4  # how many lines at either edge of a page may be running headers or footers
_REPEATS = 0.3  # share of pages on which an edge line must come back
_RELATED_LIMIT = 200
_HEAD_LINES = 400


def boilerplate_lines(document: SourceDocument, lines: Sequence[Line]) -> set[int]:
    """Indices of the lines that are boilerplate."""
    texts = [document.text[line.start : line.end].strip() for line in lines]
    found = _transcript_head(texts) | _transcript_tail(texts)
    found |= _running_lines(lines, texts)
    contents = _contents(lines, texts)
    return found | contents | _running_titles(lines, texts, found | contents)


def _transcript_head(texts: Sequence[str]) -> set[int]:
    """The list of related documents: from `Relaterede dokumenter` to `Transkript:`; with the viewer's own lines."""
    keys = matcher("boilerplate")
    heads: dict[str, int] = {}
    viewer: set[int] = set()
    if not _transcript_begin().search("\n".join(texts[:_HEAD_LINES])):
        return set()
    for index, text in enumerate(texts[:_HEAD_LINES]):
        if len(text) > _RELATED_LIMIT:
            continue
        match = keys.first(text)
        if match and match.start == 0 and match.end >= len(text) - 1:
            if match.key in ("related_begin", "transcript_begin"):
                heads.setdefault(match.key, index)
            elif match.key == "viewer":
                viewer.add(index)
    end = heads.get("transcript_begin")
    if end is None:
        return set()
    begin = heads.get("related_begin", min(viewer, default=end))
    return set(range(begin, end + 1)) | {index for index in viewer if index < end}


@cache
def _transcript_begin() -> regex.Pattern:
    """The word without which no line ends the head of a transcript."""
    (entry,) = [entry for entry in load("boilerplate") if entry.key == "transcript_begin"]
    return regex.compile("|".join(entry.patterns), regex.IGNORECASE)


def _transcript_tail(texts: Sequence[str]) -> set[int]:
    """The list of related documents behind a transcript: titles, each with an excerpt that ends in `Læs mere`."""
    found: set[int] = set()
    for index in range(len(texts) - 1, -1, -1):
        title = index + 1 in found and _ends_in_read_more(texts[index + 1])
        if not _ends_in_read_more(texts[index]) and not (title and len(texts[index]) < _RELATED_LIMIT):
            break
        found.add(index)
    return found if len(found) > 2 else set()


def _ends_in_read_more(text: str) -> bool:
    tail = text.rstrip(" .…»>")[-20:]
    return any(match.key == "read_more" and match.end == len(tail) for match in matcher("boilerplate").find(tail))


def _running_lines(lines: Sequence[Line], texts: Sequence[str]) -> set[int]:
    """Headers, footers and page numbers: lines at the edge of pages that come back, their digits apart."""
    pages: dict[int, list[int]] = defaultdict(list)
    for index, line in enumerate(lines):
        if texts[index]:
            pages[line.page].append(index)
    if len(pages) < 2:
        return set()
    edges = {index for page in pages.values() for index in page[:_EDGE_LINES] + page[-_EDGE_LINES:]}
    seen: Counter[str] = Counter()
    for page in pages.values():
        page_edges = {i for i in page if i in edges}
        seen.update({_mask(texts[index]) for index in page_edges})
    needed = max(2 if len(pages) < 6 else 3, _REPEATS * len(pages))
    found: set[int] = set()
    for page in pages.values():
        for side in (page[:_EDGE_LINES], page[::-1][:_EDGE_LINES]):
            found |= _run_from_edge(side, texts, seen, needed)
    return found


def _running_titles(lines: Sequence[Line], texts: Sequence[str], known: set[int]) -> set[int]:
    """Small lines at the very top or bottom of a page that repeat the title of the section it belongs to."""
    body = _common_size(lines)
    keys = Counter(_entry_key(text) for index, text in enumerate(texts) if index not in known)
    found = set()
    for index, line in enumerate(lines):
        if index in known or not line.size or not body or line.size > 0.95 * body:
            continue
        first = index == 0 or lines[index - 1].page != line.page or index - 1 in known
        last = index + 1 == len(lines) or lines[index + 1].page != line.page or index + 1 in known
        key = _entry_key(texts[index])
        if (first or last) and len(key) > 5 and keys[key] > 1:
            found.add(index)
    return found


def _common_size(lines: Sequence[Line]) -> float | None:
    sizes: Counter[float] = Counter()
    for line in lines:
        if line.size:
            sizes[round(line.size, 1)] += line.end - line.start
    return min(sizes, key=lambda size: (-sizes[size], size)) if sizes else None


def _run_from_edge(side: Sequence[int], texts: Sequence[str], seen: Counter[str], needed: float) -> set[int]:
    """Lines from the edge inwards, as long as each is a page number or comes back on other pages."""
    found = set()
    for index in side:
        comes_back = len(texts[index]) < 120 and seen[_mask(texts[index])] >= needed
        if not (_is_page_label(texts[index]) or comes_back and not _CAPTION.match(texts[index])):
            break
        found.add(index)
    return found


def _is_page_label(text: str) -> bool:
    match = matcher("boilerplate").at_start(text) if len(text) < 20 else None
    return bool(match and match.key == "page_label" and match.end == len(text))


def _mask(text: str) -> str:
    return " ".join(_DIGITS.sub("#", text.lower()).split())


def _contents(lines: Sequence[Line], texts: Sequence[str]) -> set[int]:
    """The lines of a table of contents: dot leaders, or entries ending in ascending page numbers below its title."""
    found = {index for index, text in enumerate(texts) if len(text) < 300 and _LEADER.search(text)}
    found = {
        index for index in found if found & set(range(index - 3, index)) or found & set(range(index + 1, index + 4))
    }
    found |= _continued_entries(texts, found)
    for index, text in enumerate(texts):
        if _is_contents_in_one_line(text):
            found.add(index)
        elif len(text) < 80 and _is_contents_title(text):
            entries = _entries_below(texts, index + 1)
            if entries or index + 1 in found or index + 2 in found:
                found |= {index, *entries}
    return found


def _is_contents_in_one_line(text: str) -> bool:
    """`2 Indhold Indledning Ministerens mål Hvor står vi? Økonomi`: title and entries, none of which is a sentence."""
    if len(text) > _LONGEST_CONTENTS or not (opening := _CONTENTS_OPENS.match(text)):
        return False
    match = matcher("boilerplate").at_start(text[opening.end() :])
    if match is None or match.key != "contents":
        return False
    if _NUMBERED_ENTRIES.fullmatch(text, opening.end() + match.end):
        return True
    if _SENTENCE_END.search(text):
        return False
    return len(_ENTRY_OPENS.findall(text, opening.end() + match.end)) >= _LEAST_ENTRIES


def is_contents_grid(text: str, grid: Grid) -> bool:
    """Whether a table below the title of a table of contents holds its entries: page numbers that ascend."""
    above = text[max(0, grid.start - _TITLE_ROOM) : grid.start].rstrip().rsplit("\n", 1)[-1]
    if not _is_contents_title(above):
        return False
    last = {cell.row: text[cell.start : cell.end].strip("-: ") for cell in grid.cells}  # in reading order
    entries = list(filter(None, last.values()))
    pages = [int(entry) for entry in entries if entry.isdigit()]
    return len(entries) == len(pages) >= _LEAST_ENTRIES and pages == sorted(pages)


def _is_contents_title(text: str) -> bool:
    bare = _TAG.sub("", text).strip("*# :")
    match = matcher("boilerplate").at_start(bare)
    return bool(match and match.key == "contents" and match.end >= len(bare))


def _continued_entries(texts: Sequence[str], found: set[int]) -> set[int]:
    """First halves of entries that run over two lines: lines between two entries with leaders."""
    return {
        i for i in range(len(texts)) if i not in found and i - 1 in found and i + 1 in found and len(texts[i]) < 120
    }


def _entries_below(texts: Sequence[str], first: int) -> set[int]:
    """Entries of a table of contents below its title: short lines that end in a page number, or that stand again
    as a heading further down."""
    last_seen = {_entry_key(text): index for index, text in enumerate(texts) if 0 < len(text) < 200}
    entries: set[int] = set()
    misses = 0
    for index in range(first, min(first + 120, len(texts))):
        text = texts[index]
        returns = last_seen.get(_entry_key(text), index) > index
        if len(text) < 200 and (returns or _ENDS_IN_PAGE.search(text) or _LEADER.search(text)):
            entries.add(index)
            misses = 0
        elif len(text) < 120 and not misses and not text.endswith("."):
            misses += 1
        elif text:
            break
    return entries if len(entries) >= 3 else set()


def _entry_key(text: str) -> str:
    return _NO_LETTERS.sub("", text.lower())
