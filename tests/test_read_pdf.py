"""PDFs become canonical text with lines, tables and pages; what is not a table stays text."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pdf_samples as samples
import pytest
from maaltal.pipeline.read.errors import ReadError
from maaltal.pipeline.read.pdf import read_pdf
from maaltal.schemas.source import PAGE_BREAK, Grid, SourceDocument

PLANS = Path(__file__).parent.parent / "corpus" / "plans"
GOLD = Path(__file__).parent.parent / "corpus" / "gold"
FORBIDDEN = "\ufffe\x02\x00\r"


def read(data: bytes) -> SourceDocument:
    return read_pdf("prøve.pdf", data, hashlib.sha256(data).hexdigest())


def rows(document: SourceDocument, grid: Grid) -> list[list[str]]:
    """The grid's cell texts by row, empty cells as empty strings."""
    found: dict[int, list[str]] = {}
    for cell in grid.cells:
        found.setdefault(cell.row, []).append(document.text[cell.start : cell.end])
    return [found[row] for row in sorted(found)]


def page_lines(document: SourceDocument, page: int = 1) -> list[str]:
    return [document.text[line.start : line.end] for line in document.lines if line.page == page]


def assert_sound(document: SourceDocument) -> None:
    """What holds for every document: pages, ranges, no overlap, no left-over marks."""
    assert not set(FORBIDDEN) & set(document.text)
    assert len(document.page_starts) == document.text.count(PAGE_BREAK) + 1
    for start in document.page_starts[1:]:
        assert document.text[start - 1] == PAGE_BREAK
    spans = sorted((part.start, part.end) for part in (*document.lines, *document.grids))
    assert all(first[1] < second[0] for first, second in zip(spans, spans[1:], strict=False))
    for line in document.lines:
        assert document.text[line.end] == "\n" and "\n" not in document.text[line.start : line.end]
        assert line.box and line.size
    for grid in document.grids:
        assert_sound_grid(document, grid)


def assert_sound_grid(document: SourceDocument, grid: Grid) -> None:
    assert document.text[grid.start : grid.end] == "\n".join("\t".join(row) for row in rows(document, grid))
    places = [
        (row, column)
        for cell in grid.cells
        for row in range(cell.row, cell.row + cell.row_span)
        for column in range(cell.column, cell.column + cell.column_span)
    ]
    assert len(places) == len(set(places)), "two cells in one place"
    for cell in grid.cells:
        assert (cell.box is None) == (cell.start == cell.end)


LAYOUTS = {
    "ruled": samples.RULED,
    "rules between rows": samples.BETWEEN_ROWS,
    "three rules": samples.THREE_RULES,
    "shaded rows": samples.SHADED,
    "no lines": samples.PLAIN,
}


@pytest.mark.parametrize("style", LAYOUTS.values(), ids=LAYOUTS)
@pytest.mark.parametrize("widths", [None, [200, 90, 90, 90]], ids=["narrow", "wide"])
def test_a_table_is_found_in_every_layout(style, widths):
    document = read(samples.story_pdf(*samples.around(samples.table(samples.BUDGET, style, widths))))
    assert_sound(document)
    (grid,) = document.grids
    assert rows(document, grid) == samples.BUDGET
    before, after = document.text[: grid.start], document.text[grid.end :]
    assert before.endswith("Tabel 1. Budget for indsatsen\n")
    assert after.lstrip("\n").startswith("Note: Beløb i løbende priser.\n")


MERGED = [
    ["Ydelse", "Budget", "", "Personer", ""],
    ["", "2014", "2015", "2014", "2015"],
    ["Passive ydelser", "", "", "", ""],
    ["Sygedagpenge", "41,2", "39,8", "210", "198"],
    ["Revalidering", "9,5", "9,1", "64", "60"],
]


def test_merged_cells_span_rows_and_columns():
    style = [*samples.RULED, ("SPAN", (0, 0), (0, 1)), ("SPAN", (1, 0), (2, 0)), ("SPAN", (3, 0), (4, 0)),
             ("SPAN", (0, 2), (4, 2))]
    document = read(samples.story_pdf(*samples.around(samples.table(MERGED, style))))
    assert_sound(document)
    (grid,) = document.grids
    spans = {document.text[cell.start : cell.end]: (cell.row, cell.column, cell.row_span, cell.column_span)
             for cell in grid.cells}
    assert spans["Ydelse"] == (0, 0, 2, 1)
    assert spans["Budget"] == (0, 1, 1, 2)
    assert spans["Personer"] == (0, 3, 1, 2)
    assert spans["Passive ydelser"] == (2, 0, 1, 5)
    assert spans["198"] == (3, 4, 1, 1)


def test_heads_over_blocks_of_columns_span_them_without_lines():
    heads = [["", "Budget", "", "Personer", ""], ["Ydelse", "2014", "2015", "2014", "2015"]]
    values = [["Sygedagpenge", "41,2", "39,8", "210", "198"], ["Revalidering", "9,5", "9,1", "64", "60"],
              ["Fleksjob", "30,0", "31,4", "118", "121"]]
    document = read(samples.story_pdf(samples.PROSE, samples.table(heads + values, samples.PLAIN, [120] + [70] * 4)))
    assert_sound(document)
    (grid,) = document.grids
    budget = next(cell for cell in grid.cells if document.text[cell.start : cell.end] == "Budget")
    assert (budget.column, budget.column_span) == (1, 2)
    assert rows(document, grid)[1:] == heads[1:] + values


TEXT_ROWS = [
    ["Mål", "Resultatkrav", "Status"],
    ["1. Flere unge skal have en uddannelse, de kan bruge", "Mindst 62 pct. af de unge er i gang inden for fire uger, "
     "og højst 9 pct. falder fra", "Opfyldt"],
    ["2. Færre lange forløb", "Højst 140 forløb over 26 uger ved udgangen af 2015", "Ikke opfyldt"],
]


@pytest.mark.parametrize("style", [samples.RULED, samples.BETWEEN_ROWS], ids=["ruled", "rules between rows"])
def test_cells_of_several_lines_are_one_cell(style):
    cells = [[samples.wrapped(text) for text in row] for row in TEXT_ROWS]
    document = read(samples.story_pdf(*samples.around(samples.table(cells, style, [150, 190, 90]))))
    assert_sound(document)
    (grid,) = document.grids
    assert rows(document, grid) == TEXT_ROWS


def test_wrapped_labels_without_lines_belong_to_their_numbers():
    label = "Driftsudgifter til aktivering af borgere med og uden forsikring"
    cells = [["Område", "2014", "2015"], [samples.wrapped(label), "12,5", "11,9"], ["Mentor", "3,1", "3,0"],
             ["Løntilskud", "4,4", "5,0"]]
    document = read(samples.story_pdf(samples.PROSE, samples.table(cells, samples.PLAIN, [150, 70, 70]), samples.PROSE))
    (grid,) = document.grids
    assert rows(document, grid) == [["Område", "2014", "2015"], [label, "12,5", "11,9"], ["Mentor", "3,1", "3,0"],
                                    ["Løntilskud", "4,4", "5,0"]]


def test_a_goal_box_of_two_columns_is_a_table():
    goal = [[samples.wrapped("Mål 1"), samples.wrapped(samples.PROSE)]]
    document = read(samples.story_pdf(samples.PROSE, samples.table(goal, samples.RULED, [80, 350])))
    assert_sound(document)
    (grid,) = document.grids
    assert rows(document, grid)[0][0] == "Mål 1"
    assert rows(document, grid)[0][1].endswith("i 13 uger.")


def test_a_table_over_two_pages_is_two_grids():
    long = [samples.BUDGET[0]] + samples.BUDGET[1:-1] * 14
    document = read(samples.story_pdf(samples.PROSE, samples.table(long, samples.RULED)))
    assert_sound(document)
    assert [grid.page for grid in document.grids] == [1, 2]
    assert rows(document, document.grids[0]) + rows(document, document.grids[1]) == long


NO_TABLES = [samples.bar_chart, samples.bars_with_values, samples.contents, samples.framed_prose, samples.tiles,
             samples.drawn_across_columns, samples.footer_before_body]


@pytest.mark.parametrize("draw", NO_TABLES, ids=lambda draw: draw.__name__)
def test_what_is_no_table_stays_text(draw):
    document = read(samples.drawn_pdf(draw, samples.one_line))
    assert_sound(document)
    assert document.grids == ()


def test_prose_in_two_columns_is_read_column_by_column():
    document = read(samples.story_pdf(*[samples.PROSE] * 12, columns=2))
    assert_sound(document)
    assert document.grids == ()
    joined = " ".join(page_lines(document)).replace("- ", "")
    assert joined.count("mentoren følger borgeren i 13 uger.") >= 10


def test_columns_drawn_row_by_row_are_told_apart():
    lines = page_lines(read(samples.drawn_pdf(samples.drawn_across_columns)))
    assert lines == ["2. Samarbejde", *samples.LEFT, *samples.RIGHT]


def test_header_and_footer_stand_at_the_ends_of_the_page():
    assert page_lines(read(samples.drawn_pdf(samples.footer_before_body))) == [
        "Beskæftigelsesplan 2015", "Første linje i brødteksten.", "Anden linje i brødteksten.", "Prøvekommune - side 3"]


def test_list_marks_drawn_last_stand_before_their_lines():
    assert page_lines(read(samples.drawn_pdf(samples.marks_behind_body))) == [
        "1. Flere unge i uddannelse", "2. Færre lange forløb"]


@pytest.mark.parametrize("draw", [samples.turned_page, samples.sideways_text], ids=lambda draw: draw.__name__)
def test_a_turned_page_is_read_upright(draw):
    document = read(samples.drawn_pdf(draw))
    assert_sound(document)
    (grid,) = document.grids
    assert rows(document, grid) == samples.SMALL_TABLE
    assert page_lines(document) == ["Tabel 2. Krav til indsatsen"]


def test_boxes_are_measured_on_the_page_as_it_is_shown():
    turned = read(samples.drawn_pdf(samples.turned_page)).lines[0].box
    sideways = read(samples.drawn_pdf(samples.sideways_text)).lines[0].box
    assert turned.x1 - turned.x0 > turned.bottom - turned.top
    assert sideways.x1 - sideways.x0 < sideways.bottom - sideways.top
    assert 50 < turned.x0 < 70 and 40 < turned.top < 70


def hyphenated(canvas) -> None:
    samples.lines_at(canvas, 70, 100, ["Indsatsen for de selvforsør-", "gende borgere i a-", "kasserne."])


def test_a_hyphen_at_a_line_end_stays_with_its_line_break():
    document = read(samples.drawn_pdf(hyphenated))
    assert document.text == "Indsatsen for de selvforsør-\ngende borgere i a-\nkasserne.\n"


def test_words_broken_in_a_cell_are_joined():
    def draw(canvas) -> None:
        samples.ruled_by_hand(canvas, 70, 600, [["Mål", "Krav"], ["", "520"]], 120, 40)
        samples.lines_at(canvas, 74, samples.HEIGHT - 625, ["Sygedagpenge-", "forløb, læse-", "og skrivekurser"], 11)

    document = read(samples.drawn_pdf(draw))
    (grid,) = document.grids
    assert rows(document, grid)[1] == ["Sygedagpengeforløb, læse- og skrivekurser", "520"]


def test_lines_know_their_type():
    def draw(canvas) -> None:
        canvas.setFont("Helvetica-Bold", 18)
        samples.lines_at(canvas, 70, 100, ["2. Mål"])
        canvas.setFont("Times-Roman", 11)
        samples.lines_at(canvas, 70, 130, ["Brødtekst."])

    heading, body = read(samples.drawn_pdf(draw)).lines
    assert (heading.size, heading.bold) == (18.0, True)
    assert (body.size, body.bold) == (11.0, False)


def test_pages_and_title_are_kept():
    document = read(samples.drawn_pdf(samples.one_line, samples.blank, samples.one_line))
    assert document.text == "En enkelt linje.\n\f\fEn enkelt linje.\n"
    assert document.page_starts == (0, 18, 19)
    assert document.warnings == []
    assert read(samples.story_pdf("Tekst.")).title == "Prøveplan 2015"


def test_pictures_without_text_are_warned_of():
    only = read(samples.drawn_pdf(samples.picture, samples.picture))
    assert only.warnings == ["no_text_layer"] and only.text == PAGE_BREAK
    some = read(samples.drawn_pdf(samples.one_line, samples.picture, samples.blank, samples.picture))
    assert some.warnings == ["pages_without_text:2;4"]


ENCRYPTED = samples.drawn_pdf(samples.one_line, encryption=samples.StandardEncryption("hemmelig", "ejer"))
WHOLE = samples.drawn_pdf(samples.one_line)
UNREADABLE = {
    "empty": (b"", "empty"),
    "web page": (b"<html><body>Ikke fundet</body></html>", "not a PDF"),
    "encrypted": (ENCRYPTED, "encrypted"),
    "truncated": (WHOLE[: len(WHOLE) // 3], "truncated"),
    "header only": (b"%PDF-1.4\n", "truncated"),
    "no pages": (samples.pdf_without_pages(), "no pages"),
}


@pytest.mark.parametrize(("data", "reason"), UNREADABLE.values(), ids=UNREADABLE)
def test_what_cannot_be_read_says_why(data, reason):
    with pytest.raises(ReadError, match=reason):
        read(data)


def test_the_same_bytes_give_the_same_document():
    data = samples.story_pdf(*samples.around(samples.table(samples.BUDGET, samples.SHADED)))
    first, second = read(data), read(data)
    assert (first.text, first.lines, first.grids) == (second.text, second.lines, second.grids)


@pytest.mark.parametrize("plan", sorted(PLANS.glob("*.pdf")), ids=lambda plan: plan.stem)
def test_every_budget_number_of_the_corpus_stands_in_a_cell(plan):
    document = read(plan.read_bytes())
    assert_sound(document)
    gold = json.loads((GOLD / f"{plan.stem}.json").read_text(encoding="utf-8"))
    cells = [document.text[cell.start : cell.end] for grid in document.grids for cell in grid.cells]
    values = [value for text in cells if (value := danish_number(text)) is not None]
    for line in gold["budget_lines"]:
        assert line["value"] in values, line
        values.remove(line["value"])


def danish_number(text: str) -> float | None:
    """A cell's number, None where it is none: `1.480,5`, `−2,4`, `÷650`, `(0,4)`."""
    digits = text.translate(str.maketrans({"−": "-", "–": "-", "÷": "-", "(": "-", ")": None, ".": None, ",": "."}))
    try:
        return float(digits)
    except ValueError:
        return None
