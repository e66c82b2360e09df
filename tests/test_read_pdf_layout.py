"""White space on a PDF page: letter-spaced words, values in columns, cards, and rows left over for the next page."""

from __future__ import annotations

import pdf_layouts as layouts
import pytest
from pdf_samples import drawn_pdf
from test_read_pdf import assert_sound, page_lines, read, rows

TRACKED = [
    ("VORES RETNING", 9, 2.0), ("3 Hvor går vejen hen?", 14, 3.2), ("4. MÅL FOR 2016", 10, 1.5), ("I ALT", 8, 2.4),
    ("Kapitel 2: Et job, to veje", 13, 4.0), ("MÅL", 9, 2.2), ("PEJLINGER FOR JOBKLUBBEN", 9, 1.1),
    ("En plan i ét spor", 12, 12.0), ("AVTALER TIL VAT", 11, 0.9), ("LOKALT MÅL 7", 7.5, 1.7),
]


@pytest.mark.parametrize(("text", "size", "space"), TRACKED)
def test_letter_spaced_words_are_written_as_words(text, size, space):
    assert page_lines(read(drawn_pdf(layouts.tracked(text, size, space)))) == [text]


@pytest.mark.parametrize(("words", "step", "gap"), [
    (["JOB", "TIL", "ALLE"], 4, 8), (["Indsats", "i", "praksis"], 3, 5), (["BUDGETTET"], 5, 0)])
def test_letters_placed_one_by_one_make_words_where_the_white_is_wider(words, step, gap):
    assert page_lines(read(drawn_pdf(layouts.letter_by_letter(words, 12, step, gap)))) == [" ".join(words)]


@pytest.mark.parametrize(("text", "shown"), [
    ("H A N D L E K R A F T   I   B Y E N", "HANDLEKRAFT I BYEN"),  # typed, the words farther apart
    ("H A N D L E K R A F T", "H A N D L E K R A F T"),  # typed: no gap tells words apart, cleaning decides
    ("Spor A B C D", "Spor A B C D"), ("i 5 af 7 år er A og B", "i 5 af 7 år er A og B"), ("X X X X", "X X X X")])
def test_blanks_that_were_typed_stay_unless_wider_ones_part_the_words(text, shown):
    (line,) = page_lines(read(drawn_pdf(layouts.tracked(text, 11, 0))))
    assert " ".join(line.split()) == shown


def test_a_letter_spaced_label_before_running_text():
    assert page_lines(read(drawn_pdf(layouts.label_before_text))) == ["DELMÅL 2 Flere unge får en læreplads"]


def test_letters_in_columns_are_no_word():
    assert page_lines(read(drawn_pdf(layouts.row_of_letters))) == ["J F M A M J"]


BORDERLESS = {
    "words before and instead of numbers": (layouts.VALUES, (320, 430)),
    "numbers in brackets": (layouts.BRACKETS, (240, 320, 420)),
    "marks": (layouts.MARKS, (220, 300)),
    "signs": (layouts.SIGNS, (260,)),
    "heads that nearly touch": (layouts.TIGHT, (254, 339, 431)),
    "heads at a blank's distance": (layouts.TIGHT, (254, 341.5, 431)),
}


@pytest.mark.parametrize(("table", "rights"), BORDERLESS.values(), ids=BORDERLESS)
def test_values_under_each_other_are_a_table(table, rights):
    document = read(drawn_pdf(layouts.columns_at(table, rights)))
    assert_sound(document)
    (grid,) = document.grids
    assert rows(document, grid) == table


def test_prose_that_holds_such_values_is_no_table():
    prose = ["I alt har vi talt med over 95 virksomheder, og af dem havde",
             "mindst 40 pct. ansat en borger, mens resten afventer",
             "en aftale. Højst 5 virksomheder har sagt nej siden 2012",
             "og én har svaret, at de endnu afventer"]
    assert read(drawn_pdf(lambda canvas: layouts.lines_at(canvas, 70, 100, prose))).grids == ()


def test_two_tables_with_prose_between_them_stay_two():
    def draw(canvas) -> None:
        layouts.columns_at(layouts.BRACKETS, (240, 320, 420), 120)(canvas)
        layouts.columns_at(layouts.VALUES, (320, 420), 225)(canvas)

    document = read(drawn_pdf(draw))
    assert [rows(document, grid) for grid in document.grids] == [layouts.BRACKETS, layouts.VALUES]


def test_cards_drawn_row_by_row_are_read_card_by_card():
    document = read(drawn_pdf(layouts.cards_drawn_row_by_row))
    assert document.grids == ()
    assert page_lines(document)[1:-1] == [text for card in layouts.CARDS for text in card]


def test_cards_drawn_one_by_one_stay_in_their_order():
    lines = page_lines(read(drawn_pdf(layouts.cards_drawn_one_by_one)))
    expected = [text for letter in "AB" for title, *rest in layouts.CARDS for text in (f"{title} {letter}", *rest)]
    assert lines == expected


def test_cards_and_a_box_under_them_are_no_table():
    document = read(drawn_pdf(layouts.shaded_cards))
    assert document.grids == ()
    assert page_lines(document) == [*(text for card in layouts.CARDS for text in card), *layouts.BESIDE, *layouts.FACTS]


def test_a_table_in_a_card_is_read_without_its_title_and_text():
    document = read(drawn_pdf(layouts.table_in_a_card))
    assert [rows(document, grid) for grid in document.grids] == [layouts.IN_CARD]
    lines = page_lines(document)
    assert lines[0] == "1 Flere unge i lære" and lines[-2:] == layouts.BELOW_CARD


def test_a_box_drawn_first_stands_behind_the_text_beside_it():
    lines = page_lines(read(drawn_pdf(layouts.box_drawn_first)))
    assert lines[0].startswith("2. Vejen") and lines[1:5] == layouts.BESIDE and lines[5:9] == layouts.FACTS


def test_frames_that_meet_at_one_height_are_parted():
    assert page_lines(read(drawn_pdf(layouts.frames_that_meet))) == [*layouts.LEFT_FRAME, *layouts.RIGHT_FRAME]


@pytest.mark.parametrize("left_over", [
    [["I alt", "1.555,9", "1.452,7", "1.368,1"]],
    [["Ordning K", "41,2", "-", "38,5"], ["I alt", "1.555,9", "1.452,7", "1.368,1"]],
    [["Uden område", "", "", ""], ["Ordning K", "41,2", "", "38,5"]],
], ids=["one row", "two rows", "a heading and an empty cell"])
def test_rows_left_over_make_a_table_of_the_same_columns(left_over):
    document = read(drawn_pdf(*layouts.table_to_the_foot(left_over)))
    assert_sound(document)
    first, second = document.grids
    assert rows(document, first) == layouts.LONG
    assert (second.page, rows(document, second)) == (2, left_over[-len(rows(document, second)):])
    assert [cell.column for cell in second.cells[:4]] == [0, 1, 2, 3]


def test_rows_that_stand_elsewhere_are_not_left_over():
    document = read(drawn_pdf(*layouts.table_to_the_foot([["I alt", "1.555,9", "1.452,7", "1.368,1"]], shift=25)))
    assert [grid.page for grid in document.grids] == [1]


def test_a_frame_around_a_page_makes_no_table_of_the_text_between_two():
    document = read(drawn_pdf(layouts.two_tables_in_a_page_frame))
    assert [rows(document, grid) for grid in document.grids] == [[list(row) for row in layouts.TABLE]] * 2


def test_a_ruled_heading_is_no_row_of_the_table_below_it():
    document = read(drawn_pdf(layouts.ruled_heading_above_a_table))
    assert [rows(document, grid) for grid in document.grids] == [[list(row) for row in layouts.TABLE]]
