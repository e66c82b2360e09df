"""Web transcripts keep a page as one long line: finds the headings, lists and running titles inside it.

The table of contents names the headings; where it is lost, printed section numbers do.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise

import regex

from ..extractors.labels import labels_in_heading
from ..extractors.lexicon import load, matcher
from ..extractors.phrases import words as forms
from ..schemas.source import Line
from .clean import Range
from .flat_contents import contents_of, titles_led
from .flat_titles import SENTENCE_END, end_of_title, listed_titles, titles_in
from .pieces import BULLET, Piece, is_annex, section_number

FLAT_LENGTH = 700  # characters; a line as long as that is a page that lost its line breaks
PARAGRAPH_LENGTH = 160  # likewise a paragraph, longer than any line that is broken to a width
_HEAD_LINES = 60  # in which a transcript is announced
_MARK_LENGTH = 40
_TRAILING_PAGE = regex.compile(r"(?:\s+(?P<number>\d{1,3}))\s*$")
_LEADING_PAGE = regex.compile(r"\s*(?P<number>\d{1,3})\s+(?=\S)")
_BULLETS = regex.compile(r"(?:^|\s)[•▪●◦■►]\s+(?=[^\s•▪●◦■►])")
_DASHES = regex.compile(r"(?<=[:.!?])\s[-–]\s+(?=[\p{Lu}\d])")  # `Sådan går det: - 40 pct. er i job. - Alle er set.`
_DASH_LINE = regex.compile(r"(?<=^|\n)\s*[-–]\s+(?=[\p{L}\d])")  # a line of its own
_LEAST_DASHES = 2
_ITEM_SENTENCE_END = regex.compile(r"[\p{Ll}\d)][.!?](?=\s\p{Lu})")  # not that of `85 pct. af`
_BULLET_RUN = regex.compile(r"(?:(?:\d{1,2}\.|[•▪●◦■►])\s+){0,60}[•▪●◦■►]\s+(?=[•▪●◦■►]|\S|$)")
_LABEL_WORDS = "|".join(pattern for entry in load("labels") for pattern in entry.patterns)
_OF_WHOM = r"(?: \([^()]{3,30}\))?"  # `Mål 4 (lokalt): `
_LABEL = regex.compile(
    rf"(?<=\s|^)(?=(?-i:\p{{Lu}}))(?=(?:{_LABEL_WORDS})"
    r"(?:(?: nr\.?)? (?:\d{1,2}(?:\.\d{1,2})?|(?-i:[A-H]))" + _OF_WHOM + r"[:.]|:)\s)",
    regex.IGNORECASE,
)
_GOAL_LABEL = regex.compile(
    rf"(?<=\s|^)(?=(?-i:\p{{Lu}}))(?:{forms('goal_label')}|spor|tema|(?:indsats|fokus)område)"
    r"(?: (?:nr\.? )?(?:\d{1,2}|(?-i:[A-H]))" + _OF_WHOM + r"[:.]|(?<=lokalt mål):) (?=(?-i:\p{Lu}))",
    regex.IGNORECASE,
)
_NUMBERED = regex.compile(
    r"(?<=[.:?!)] |^)(?:(?:Kap(?:itel|\.) ?)?\d{1,2}(?:\. ?\d{1,2}){1,3}\.?|Kap(?:itel|\.) ?\d{1,2}[.:]?|"
    r"Bilag \d{1,2}[.:]?|Tillæg (?:nr\. )?\d{1,2}[.:]?)"
    r" (?=\p{Lu}\p{Ll})"
)
_ENUMERATED = regex.compile(r"(?<=[\p{L}.:;?!)\"”] |^)(?P<number>\d{1,2})[.)] (?=\p{Lu})")
_CAPITALS = regex.compile(r"(?<![\p{L}\d])\p{Lu}{2,}(?: \p{Lu}{2,}){0,3}(?: \d{1,2})?(?![\p{L}\d])")
_MAX_EDGE_WORDS = 14


def is_flat(text: str, lines: Sequence[Line]) -> bool:
    """Whether most of a text stands in lines as long as pages, or in a web transcript as paragraphs."""
    least = PARAGRAPH_LENGTH if _is_transcript(text, lines) else FLAT_LENGTH
    long = sum(line.end - line.start for line in lines if line.end - line.start >= least)
    return long > 0.5 * sum(line.end - line.start for line in lines)


def _is_transcript(text: str, lines: Sequence[Line]) -> bool:
    """Whether one of the first lines is the word that announces a transcript."""
    words = matcher("boilerplate")
    return any("transcript_begin" in words.keys(text[line.start : line.end]) for line in lines[:_HEAD_LINES]
               if line.end - line.start < _MARK_LENGTH)


def flat_pieces(text: str, lines: Sequence[Line], listings: Sequence[str] = ()) -> Iterator[Piece]:
    """Pieces of the lines of a flattened text, page by page, boilerplate included as such.

    `listings`: lines left out before, one of which may be a table of contents.
    """
    pages = [(line.start, line.end) for line in lines]
    numbered, printed = _without_page_numbers(text, pages)
    bodies = _without_running_text(text, numbered)
    contents = {index: found for index, body in enumerate(bodies) if (found := contents_of(text[slice(*body)]))}
    apart = [] if contents else [title for listing in listings for title in titles_led(listing)]
    finder = _HeadingFinder([title for found in contents.values() for title in found.titles] + apart)
    told = titles_in(text, bodies)
    told += [] if contents or apart else listed_titles(text, bodies, listings)
    for index, (page, body) in enumerate(zip(pages, bodies, strict=True)):
        number = printed[index]
        if index in contents:
            begin, cut = body[0] + contents[index].start, body[0] + contents[index].end
            if begin > body[0]:
                yield Piece("paragraph", [(body[0], begin)], number)  # what a cover says
            yield Piece("boilerplate", [(begin if begin > body[0] else page[0], cut)], number)
            body = (cut, body[1])
        elif page[0] < body[0]:
            yield Piece("boilerplate", [(page[0], body[0])], number)
        yield from _page_pieces(text, body, number, finder, told)
        if body[1] < page[1]:
            yield Piece("boilerplate", [(body[1], page[1])], number)


def _without_page_numbers(text: str, pages: Sequence[Range]) -> tuple[list[Range], list[int]]:
    """Cut the page number that ends (or begins) each page, where the numbers ascend; and the number of each page."""
    for pattern, side in ((_TRAILING_PAGE, "end"), (_LEADING_PAGE, "start")):
        found = [_edge_number(text, page, pattern, side) for page in pages]
        numbers = [int(match["number"]) for match in found if match]
        ascending = sum(a < b <= a + 3 for a, b in zip(numbers, numbers[1:], strict=False))
        if len(numbers) >= 2 and ascending >= 0.6 * (len(numbers) - 1) and len(numbers) >= 0.5 * len(pages):
            return [_cut(page, match, side) for page, match in zip(pages, found, strict=True)], _page_numbers(found)
    return list(pages), list(range(1, len(pages) + 1))


def _page_numbers(found: Sequence[regex.Match | None]) -> list[int]:
    """The printed number of each page; where none is printed, one more than the page before."""
    numbers: list[int] = []
    for match in found:
        following = numbers[-1] + 1 if numbers else 1
        printed = int(match["number"]) if match else following
        numbers.append(printed if following <= printed <= following + 3 else following)
    return numbers


def _edge_number(text: str, page: Range, pattern: regex.Pattern, side: str) -> regex.Match | None:
    start, end = page
    return pattern.search(text, max(start, end - 12), end) if side == "end" else pattern.match(text, start, end)


def _cut(page: Range, match: regex.Match | None, side: str) -> Range:
    if not match:
        return page
    return (page[0], match.start()) if side == "end" else (match.end(), page[1])


def _without_running_text(text: str, bodies: list[Range]) -> list[Range]:
    """Cut the running title that begins or ends most pages: the longest run of words, digits apart, that they share."""
    if len(bodies) < 4:
        return bodies
    words = [list(regex.finditer(r"\S+", text, pos=start, endpos=end)) for start, end in bodies]
    heads, tails = Counter(), Counter()
    for page in words:
        masked = [regex.sub(r"\d+", "#", word.group().lower()) for word in page]
        heads.update(tuple(masked[:size]) for size in range(1, min(_MAX_EDGE_WORDS, len(masked)) + 1))
        tails.update(tuple(masked[-size:]) for size in range(1, min(_MAX_EDGE_WORDS, len(masked)) + 1))
    needed = max(3, 0.5 * len(bodies))
    cut = []
    for (start, end), page in zip(bodies, words, strict=True):
        masked = [regex.sub(r"\d+", "#", word.group().lower()) for word in page]
        head = max(
            (n for n in range(1, _MAX_EDGE_WORDS + 1) if heads[tuple(masked[:n])] >= needed and len(masked) > n),
            default=0,
        )
        tail = max(
            (
                n
                for n in range(1, _MAX_EDGE_WORDS + 1)
                if tails[tuple(masked[-n:])] >= needed and len(masked) > n + head
            ),
            default=0,
        )
        cut.append((page[head].start() if head else start, page[-tail - 1].end() if tail and len(page) > tail else end))
    return cut


_GOES_ON = regex.compile(r"\s\p{Ll}")


class _HeadingFinder:
    """Finds the titles of a table of contents in the text, each at its next place in order."""

    def __init__(self, titles: Sequence[str]):
        self.patterns = [(title, _loose(title)) for title in titles]
        self.next = 0

    def find(self, text: str, body: Range) -> list[Range]:
        """Ranges of headings on a page, in order; a title that is passed over may still come later."""
        found: list[Range] = []
        position = body[0]
        index = self.next
        while index < len(self.patterns):
            match = self._match(text, position, body[1], index)
            if match:
                found.append(match)
                position, self.next = match[1], index + 1
            index += 1
        return found

    def _match(self, text: str, start: int, end: int, index: int) -> Range | None:
        for match in self.patterns[index][1].finditer(text, start, end):
            before = text[max(start, match.start() - 2) : match.start()].rstrip()
            if match.start() == start or not before or not before[-1].islower() or section_number(match.group())[0]:
                return match.start(), _shortened_end(text, match, end) if match.start() == start else match.end()
        return None


def _shortened_end(text: str, match: regex.Match, end: int) -> int:
    """Where a page's title ends that the contents shorten: `Mål 2: Sygemeldte ... 5`, and `skal hurtigere tilbage`."""
    goes_on = _GOES_ON.match(text, match.end(), end)
    stop = end_of_title(text, match.start(), end) if goes_on else None
    return stop if stop and not SENTENCE_END.search(text, match.end(), stop) else match.end()


def _loose(title: str) -> regex.Pattern:
    words = [regex.escape(word) for word in title.split()]
    return regex.compile(r"(?<!\w)" + r"[\s-]+".join(words) + r"(?!\w)")


def _page_pieces(
    text: str, body: Range, page: int, finder: _HeadingFinder, told: Sequence[Range]
) -> Iterator[Piece]:
    """A page cut at its headings, each stretch between them at its labels and bullets."""
    headings = finder.find(text, body) or _numbered_headings(text, body)
    here = [title for title in told if body[0] <= title[0] < body[1]]
    headings += [title for title in here if not any(start < title[1] and title[0] < end for start, end in headings)]
    headings = sorted({*headings, *_capital_labels(text, body)})
    headings = sorted({*headings, *_labelled_titles(text, body, headings)})
    position = body[0]
    for start, end in headings:
        yield from _stretch_pieces(text, (position, start), page)
        number, depth = section_number(text[start:end])
        yield Piece(
            "heading", [(start, end)], page, level=1 if is_annex(text[start:end]) else depth or 2, number=number
        )
        position = end
    yield from _stretch_pieces(text, (position, body[1]), page)


def _numbered_headings(text: str, body: Range) -> list[Range]:
    """Headings told by their printed number alone: `2.1 Unge uden job Antallet ...` ends before the next capital."""
    found = []
    for match in _NUMBERED.finditer(text, body[0], body[1]):
        end = end_of_title(text, match.end(), body[1])
        if end:
            found.append((match.start(), end))
    return found


def _capital_labels(text: str, body: Range) -> list[Range]:
    """Labels set in capitals that stand as headings, blanks inside them included: `PE JLEMÆRKER`."""
    return [
        match.span()
        for match in _CAPITALS.finditer(text, body[0], body[1])
        if labels_in_heading(match.group().replace(" ", "")) and len(match.group()) < 40
    ]


def _labelled_titles(text: str, body: Range, headings: Sequence[Range]) -> Iterator[Range]:
    """Titles of goals that run into the sentence behind them: `Mål 2: Flere unge skal i lære Sidste år ...`."""
    for match in _GOAL_LABEL.finditer(text, body[0], body[1]):
        end = end_of_title(text, match.end(), body[1])
        if end and not SENTENCE_END.search(text, match.end(), end) and not any(
            start < end and match.start() < stop for start, stop in headings
        ):
            yield match.start(), end


def _stretch_pieces(text: str, stretch: Range, page: int) -> Iterator[Piece]:
    """A stretch of running text cut before labels (`Resultatkrav 2:`) and at bullets."""
    start, end = stretch
    if not text[start:end].strip():
        return
    dashes = [mark.start() for mark in _DASHES.finditer(text, start, end)]
    cuts = sorted(
        {(m.start(), "list_item") for m in _BULLETS.finditer(text, start, end)}
        | {(m.start(), "paragraph") for m in _LABEL.finditer(text, start, end)}
        | set(_dashed_items(text, dashes, end) if len(dashes) >= _LEAST_DASHES else ())
    )
    opening = "list_item" if _DASH_LINE.match(text, start, end) else "paragraph"
    cuts = [(start, opening), *[cut for cut in cuts if cut[0] > start], (end, "")]
    for (begin, kind), (stop, _) in zip(cuts, cuts[1:], strict=False):
        if mark := BULLET.match(text, begin, stop):
            begin = mark.end() if kind == "list_item" else begin
        if text[begin:stop].strip(" •▪●◦■►\n\t"):
            yield Piece(kind, [_trim(text, begin, stop)], page)


def _dashed_items(text: str, dashes: Sequence[int], end: int) -> Iterator[tuple[int, str]]:
    """Items behind dashes; the last has no more sentences than those before, what follows is a paragraph."""
    yield from ((start, "list_item") for start in dashes)
    longest = max(len(_ITEM_SENTENCE_END.findall(text, start, stop)) for start, stop in pairwise(dashes)) + 1
    sentences = [mark.end() for mark in _ITEM_SENTENCE_END.finditer(text, dashes[-1], end)]
    if len(sentences) >= longest:
        yield sentences[longest - 1], "paragraph"


def _trim(text: str, start: int, end: int) -> Range:
    stretch = text[start:end]
    return start + len(stretch) - len(stretch.lstrip()), end - len(stretch) + len(stretch.rstrip())
