"""Pages drawn with reportlab on which white space alone tells words, cells and cards apart."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from pdf_samples import HEIGHT, PROSE, lines_at
from reportlab.pdfgen.canvas import Canvas

Draw = Callable[[Canvas], None]


def tracked(text: str, size: float, space: float, font: str = "Helvetica-Bold") -> Draw:
    """A line set with `space` points between its letters."""

    def draw(canvas: Canvas) -> None:
        canvas.setFont(font, size)
        canvas.drawString(70, HEIGHT - 100, text, charSpace=space)

    return draw


def letter_by_letter(words: Sequence[str], size: float, step: float, gap: float) -> Draw:
    """Words whose letters are placed one by one, without any blank drawn, `step` and `gap` in points."""

    def draw(canvas: Canvas) -> None:
        canvas.setFont("Times-Roman", size)
        x = 70.0
        for word in words:
            for letter in word:
                canvas.drawString(x, HEIGHT - 100, letter)
                x += canvas.stringWidth(letter, "Times-Roman", size) + step
            x += gap

    return draw


def label_before_text(canvas: Canvas) -> None:
    canvas.setFont("Helvetica-Bold", 9)
    canvas.drawString(70, HEIGHT - 100, "DELMÅL 2", charSpace=2)
    canvas.setFont("Helvetica", 9)
    canvas.drawString(160, HEIGHT - 100, "Flere unge får en læreplads")


def row_of_letters(canvas: Canvas) -> None:
    """Single letters in columns, as over a calendar or a matrix of marks."""
    for number, letter in enumerate("JFMAMJ"):
        canvas.drawString(70 + 30 * number, HEIGHT - 100, letter)


VALUES = [
    ["Krav", "Niveau 2012", "Mål 2014"],
    ["Unge i gang efter fire uger", "61,5 pct.", "mindst 70 pct."],
    ["Borgere i virksomhedsforløb", "-", "XX pct."],
    ["Nye mentorer", "0 personer", "afventer"],
    ["Lange forløb", "212 (230)", "under 180"],
]
BRACKETS = [
    ["Ydelse", "Nord", "Syd", "Samlet"],
    ["Dagpenge", "210 (230)", "84 (90)", "294 (320)"],
    ["Kontanthjælp", "1.455 (1.498)", "61 (66)", "1.516 (1.564)"],
    ["Sygedagpenge", "298 (310)", "139 (145)", "437 (455)"],
]
MARKS = [["Indsats", "Nord", "Syd"], ["Mentor", "X", "X"], ["Jobklub", "X", "-"], ["Kurser", "-", "X"]]
SIGNS = [["Måltal", "Ændring"], ["Flere i job", "+150"], ["Færre forløb", "÷12,5 %"], ["Flere besøg", ">= 400"]]
TIGHT = [
    ["", "Regnskab 2010", "Korr. budget 2011", "Budget 2012"],
    ["Kontanthjælp", "61.204", "63.850", "64.100"],
    ["Sygedagpenge", "71.338", "69.400", "65.900"],
    ["Fleksjob", "8.917", "9.250", "9.700"],
]


def columns_at(rows: Sequence[Sequence[str]], rights: Sequence[float], top: float = 120, step: float = 16) -> Draw:
    """A borderless table: labels from the left, the other columns ending at `rights`, between two lines of prose."""

    def draw(canvas: Canvas) -> None:
        lines_at(canvas, 70, top - 30, ["Oversigten samler de tal, som udvalget følger i løbet af hele året."])
        for number, (label, *values) in enumerate(rows):
            y = HEIGHT - top - step * number
            canvas.drawString(70, y, label)
            for value, right in zip(values, rights, strict=True):
                canvas.drawRightString(right, y, value)
        lines_at(canvas, 70, top + step * len(rows) + 10, ["Der bliver fulgt op på tallene hvert kvartal i udvalget."])

    return draw


CARDS = [
    ["1 Flere i job", "12,2 %", "på offentlig ydelse", "i 2022"],
    ["2 Kortere forløb", "13 uger", "varer et forløb", "i snit i 2022"],
    ["3 Unge i gang", "Højst 130", "unge på hjælp", "i december 2022"],
]


def cards_drawn_row_by_row(canvas: Canvas) -> None:
    """Three cards whose titles, numbers and texts are drawn across them, as a table without lines is."""
    lines_at(canvas, 70, 90, ["Planen gælder i fire år, og hvert mål har et delmål halvvejs i perioden."])
    for row, (size, top) in enumerate([(10, 120), (24, 146), (10, 162), (10, 174)]):
        canvas.setFont("Helvetica-Bold" if size == 24 else "Helvetica", size)
        for number, card in enumerate(CARDS):
            canvas.drawString(70 + 160 * number, HEIGHT - top, card[row])
    canvas.setFont("Helvetica", 10)
    lines_at(canvas, 70, 215, ["Udvalget gør status på alle mål i marts, og borgerne kan følge med på nettet."])


def cards_drawn_one_by_one(canvas: Canvas) -> None:
    """Cards of two columns, drawn down the left column first: that order is right and must stay."""
    for column in range(2):
        for number in range(3):
            title, figure, *text = CARDS[number]
            top = 120 + 90 * number
            lines_at(canvas, 70 + 240 * column, top, [f"{title} {'AB'[column]}"])
            canvas.setFont("Helvetica-Bold", 24)
            lines_at(canvas, 70 + 240 * column, top + 26, [figure])
            canvas.setFont("Helvetica", 10)
            lines_at(canvas, 70 + 240 * column, top + 42, text, 12)


def shaded_cards(canvas: Canvas) -> None:
    """Cards that touch, with a shaded box of facts under the last and running text beside it."""
    canvas.setFillGray(0.9)
    for number in range(3):
        canvas.rect(65 + 155 * number, HEIGHT - 185, 155, 85, stroke=0, fill=1)
    canvas.rect(375, HEIGHT - 280, 155, 95, stroke=0, fill=1)
    canvas.setFillGray(0)
    for number, (title, figure, *text) in enumerate(CARDS):
        lines_at(canvas, 75 + 155 * number, 116, [title])
        canvas.setFont("Helvetica-Bold", 24)
        lines_at(canvas, 75 + 155 * number, 142, [figure])
        canvas.setFont("Helvetica", 10)
        lines_at(canvas, 75 + 155 * number, 158, text, 12)
    lines_at(canvas, 70, 205, BESIDE)
    lines_at(canvas, 385, 205, FACTS)


BESIDE = ["For borgere med lange forløb tager det tid at komme",
          "tilbage i job. Et forløb varer længere hos os end i de",
          "byer, vi plejer at se os selv sammen med, og hver",
          "ottende ender i et afklaringsforløb bagefter."]
FACTS = ["Fakta", "I 2014 var 455 borgere på", "ordningen, og i 2018 var", "der 610."]


def table_in_a_card(canvas: Canvas) -> None:
    """A framed card: its title, a header shaded cell by cell, a row whose foot no rule marks, then its text."""
    canvas.rect(50, HEIGHT - 290, 495, 180, stroke=1, fill=0)
    lines_at(canvas, 65, 132, ["1 Flere unge i lære"])
    canvas.setFillGray(0.9)
    for number in range(4):
        canvas.rect(65 + 115 * number, HEIGHT - 172, 115, 22, stroke=0, fill=1)
    canvas.setFillGray(0)
    canvas.line(65, HEIGHT - 172, 525, HEIGHT - 172)
    for top, row in zip((164, 186), IN_CARD, strict=True):
        for number, text in enumerate(row):
            canvas.drawString(72 + 115 * number, HEIGHT - top, text)
    lines_at(canvas, 65, 220, BELOW_CARD)


IN_CARD = [["Nu (juni 2014)", "Ønsket", "Frist", "Ansvarlig"],
           ["27,4 pct.", "31 pct.", "December 2015", "Havneskolen"]]
BELOW_CARD = ["Alle unge får en mentor fra første uge, og skolen og jobcentret sidder nu i samme hus, så",
              "ingen skal lede efter den, de har en aftale med."]


def box_drawn_first(canvas: Canvas) -> None:
    """A box at the right, drawn before the heading and the text that it stands beside."""
    lines_at(canvas, 385, 205, FACTS)
    lines_at(canvas, 70, 120, ["2. Vejen til job er blevet længere"])
    lines_at(canvas, 70, 205, BESIDE)
    lines_at(canvas, 70, 300, ["Næste afsnit handler om de unge og deres vej til uddannelse i de kommende år."])


def frames_that_meet(canvas: Canvas) -> None:
    """The last line of one frame of text and the first of the next at one height."""
    lines_at(canvas, 70, 120, LEFT_FRAME)
    lines_at(canvas, 330, 120 + 14 * (len(LEFT_FRAME) - 1), RIGHT_FRAME)


LEFT_FRAME = ["Alle nye ledige får en samtale i den første", "uge og en plan, der er til at forstå."]
RIGHT_FRAME = ["Borgerne får én plan for hele", "husstanden, og de vælger selv."]


def table_to_the_foot(left_over: Sequence[Sequence[str]], shift: float = 0.0) -> tuple[Draw, Draw]:
    """Two pages: a table down to the foot of the first, and rows left over at the head of the second."""
    rights = (300.0, 400.0, 500.0)

    def rows_at(canvas: Canvas, rows: Sequence[Sequence[str]], top: float, by: float) -> None:
        for number, (label, *values) in enumerate(rows):
            canvas.drawString(70, HEIGHT - top - 20 * number, label)
            for value, right in zip(values, rights, strict=True):
                canvas.drawRightString(right + by, HEIGHT - top - 20 * number, value)

    def first(canvas: Canvas) -> None:
        lines_at(canvas, 70, 40, ["Prøveplan 2015"])
        lines_at(canvas, 70, 520, ["Budgettet står i tabellen nederst på siden."])
        rows_at(canvas, LONG, 560, 0)
        lines_at(canvas, 280, 810, ["Side 1"])

    def second(canvas: Canvas) -> None:
        lines_at(canvas, 70, 40, ["Prøveplan 2015"])
        rows_at(canvas, left_over, 90, shift)
        lines_at(canvas, 70, 160, ["Note: Beløb i løbende priser.", PROSE[:70]])
        lines_at(canvas, 280, 810, ["Side 2"])

    return first, second


LONG = [["Område", "2013", "2014", "2015"]] + [
    [f"Ordning {letter}", f"{1041 + number},{number}", f"{98 + number},5", f"-{7 + number},2"]
    for number, letter in enumerate("ABCDEFGHIJ")
]


AROUND = [
    "Jobcentret samarbejder med virksomhederne i kommunen og med de faglige",
    "organisationer om kurser og job til alle, der kan arbejde lidt eller meget,",
    "og det skal gå hurtigere, end det gjorde i de foregående to eller tre år,",
]
TABLE = (("Gruppe", "Status", "Krav"), ("Unge", "341", "310"), ("Syge", "228", "205"))


def _ruled(canvas: Canvas, left: float, right: float, top: float) -> None:
    """A table with all rules, 18 points a row, its last column to the right edge."""
    xs = (left, left + 200, left + 300, right)
    for row in range(len(TABLE) + 1):
        canvas.line(left, HEIGHT - top - 18 * row, right, HEIGHT - top - 18 * row)
    for x in xs:
        canvas.line(x, HEIGHT - top, x, HEIGHT - top - 18 * len(TABLE))
    for row, cells in enumerate(TABLE):
        for x, cell in zip(xs, cells, strict=False):
            canvas.drawString(x + 4, HEIGHT - top - 18 * row - 13, cell)


def two_tables_in_a_page_frame(canvas: Canvas) -> None:
    """A frame around a page of prose, the tables' right sides on its own."""
    canvas.rect(45, 62, 494, 712)
    for block in (90, 290, 490):
        lines_at(canvas, 65, block, AROUND)
    _ruled(canvas, 65, 539, 170)
    _ruled(canvas, 65, 539, 370)


def ruled_heading_above_a_table(canvas: Canvas) -> None:
    """A heading in large type with a rule above and below, as wide as the table under it."""
    canvas.setFont("Helvetica-Bold", 19)
    canvas.drawString(65, HEIGHT - 118, "Bilag. Alle krav")
    canvas.setFont("Helvetica", 10)
    canvas.line(65, HEIGHT - 98, 539, HEIGHT - 98)
    canvas.line(65, HEIGHT - 98, 65, HEIGHT - 128)
    _ruled(canvas, 65, 539, 128)
