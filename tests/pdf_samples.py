"""Small PDFs made on the spot with reportlab, each showing one thing a reader of PDFs must get right."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence

import pypdfium2 as pdfium
from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, Frame, PageTemplate, Paragraph, Spacer, Table, TableStyle

WIDTH, HEIGHT = A4
BODY = ParagraphStyle("body", fontName="Times-Roman", fontSize=11, leading=13.5, alignment=4, spaceAfter=6)
SMALL = ParagraphStyle("small", fontName="Helvetica", fontSize=8, leading=10)
PROSE = (
    "Kommunen møder alle ledige inden for en uge og aftaler et forløb, som passer til den enkelte. I 2014 blev 62 pct. "
    "af aftalerne holdt, og i 2015 skal andelen vokse til 70 pct. Virksomhederne får en fast kontakt, og hver kontakt "
    "dækker omkring 45 virksomheder. Borgere med længere forløb får en mentor, og mentoren følger borgeren i 13 uger."
)
BUDGET = [
    ["Område, mio. kr.", "Regnskab 2013", "Budget 2014", "Budget 2015"],
    ["Sygedagpenge", "41,2", "39,8", "38,5"],
    ["Kontanthjælp", "1.480,0", "1.405,5", "1.350,0"],
    ["Revalidering", "27,8", "-", "-28,5"],
    ["Fleksjob og ledighedsydelse", "6,9", "7,4", "8,1"],
    ["I alt", "1.555,9", "1.452,7", "1.368,1"],
]
GRID = [("FONTSIZE", (0, 0), (-1, -1), 9), ("ALIGN", (1, 0), (-1, -1), "RIGHT"), ("VALIGN", (0, 0), (-1, -1), "TOP")]
RULED = [*GRID, ("GRID", (0, 0), (-1, -1), 0.5, colors.black)]
BETWEEN_ROWS = [*GRID, ("LINEBELOW", (0, 0), (-1, -1), 0.4, colors.grey)]
SHADED = [*GRID, ("ROWBACKGROUNDS", (0, 1), (-1, -1), [colors.HexColor("#eeeeff"), None])]
THREE_RULES = [
    *GRID,
    ("LINEABOVE", (0, 0), (-1, 0), 1, colors.black),
    ("LINEBELOW", (0, 0), (-1, 0), 0.5, colors.black),
    ("LINEBELOW", (0, -1), (-1, -1), 1, colors.black),
]
PLAIN = GRID


def story_pdf(*parts: object, columns: int = 1, margin: Callable[[Canvas, object], None] | None = None) -> bytes:
    """A PDF of flowing parts (text becomes a paragraph) in one or two columns; `margin` draws headers and footers."""
    buffer = io.BytesIO()
    gap, side = 20.0, 65.0
    width = (WIDTH - 2 * side - gap * (columns - 1)) / columns
    frames = [Frame(side + number * (width + gap), 60, width, HEIGHT - 130, 0, 0, 0, 0) for number in range(columns)]
    template = PageTemplate("page", frames, onPage=margin or (lambda canvas, document: None))
    document = BaseDocTemplate(buffer, pagesize=A4, pageTemplates=[template], invariant=1, title="Prøveplan 2015")
    document.build([Paragraph(part, BODY) if isinstance(part, str) else part for part in parts])
    return buffer.getvalue()


def drawn_pdf(*pages: Callable[[Canvas], None], encryption: StandardEncryption | None = None) -> bytes:
    """A PDF whose pages are drawn by the given functions, in the order in which they draw."""
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=A4, invariant=1, encrypt=encryption)
    for draw in pages:
        canvas.setFont("Helvetica", 10)
        draw(canvas)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def table(rows: Sequence[Sequence[object]], style: Sequence[tuple], widths: Sequence[float] | None = None) -> Table:
    """A table as reportlab lays it out; long texts wrap in their cells."""
    return Table([list(row) for row in rows], colWidths=widths, style=TableStyle(list(style)))


def wrapped(text: str) -> Paragraph:
    """A cell's text that wraps."""
    return Paragraph(text, SMALL)


def around(*middle: object) -> list[object]:
    """Parts with running text, a caption above and a note below them."""
    return [PROSE, "Tabel 1. Budget for indsatsen", *middle, Spacer(1, 8), "Note: Beløb i løbende priser.", PROSE]


def lines_at(canvas: Canvas, x: float, top: float, lines: Sequence[str], leading: float = 14) -> None:
    """Draw lines one under another, the first at `top` points from the page's top."""
    for number, line in enumerate(lines):
        canvas.drawString(x, HEIGHT - top - number * leading, line)


def footer_before_body(canvas: Canvas) -> None:
    lines_at(canvas, 70, 800, ["Prøvekommune - side 3"])
    lines_at(canvas, 70, 120, ["Første linje i brødteksten.", "Anden linje i brødteksten."])
    lines_at(canvas, 70, 40, ["Beskæftigelsesplan 2015"])


def marks_behind_body(canvas: Canvas) -> None:
    lines_at(canvas, 90, 120, ["Flere unge i uddannelse", "Færre lange forløb"], 20)
    lines_at(canvas, 72, 120, ["1.", "2."], 20)


LEFT = ["Kommunen samler indsatsen for", "unge i et hus midt i byen, hvor", "vejledere og jobkonsulenter",
        "har fælles kontor og deler ansvar", "for hele forløbet fra start til", "slut."]
RIGHT = ["Virksomhederne får besøg to gange", "om året af den samme konsulent,", "som kender branchen og ved hvad",
         "der mangler af hænder og hvornår", "de skal bruges i sæsonen til det", "travle arbejde."]


def drawn_across_columns(canvas: Canvas) -> None:
    lines_at(canvas, 70, 100, ["2. Samarbejde"])
    for number, (left, right) in enumerate(zip(LEFT, RIGHT, strict=True)):
        lines_at(canvas, 70, 130 + 14 * number, [left])
        lines_at(canvas, 320, 130 + 14 * number, [right])


def bar_chart(canvas: Canvas) -> None:
    for number, value in enumerate(["0", "200", "400", "600", "800"]):
        y = 400 + 40 * number
        canvas.line(110, y, 500, y)
        canvas.drawRightString(102, y - 3, value)
    for number, (label, height) in enumerate([("2011", 150), ("2012", 120), ("2013", 95), ("2014", 80)]):
        canvas.rect(140 + 90 * number, 400, 30, height, fill=1)
        canvas.drawCentredString(155 + 90 * number, 386, label)
        canvas.drawCentredString(155 + 90 * number, 404 + height, str(4 * height))
    canvas.drawString(110, 365, "Figur 1. Ledige i alt")


def bars_with_values(canvas: Canvas) -> None:
    for number, (label, width) in enumerate([("Nord", 180), ("Syd", 90), ("Øst", 240), ("Vest", 140)]):
        y = 600 - 24 * number
        canvas.drawRightString(120, y + 4, label)
        canvas.rect(130, y, width, 14, fill=1)
        canvas.drawString(136 + width, y + 4, str(width))


def contents(canvas: Canvas) -> None:
    lines_at(canvas, 70, 80, ["Indhold"])
    chapters = [("Indledning", 1), ("Mål", 1), ("Indsats", 2), ("Budget", 2), ("Bilag", 3)]
    for number, (title, page) in enumerate(chapters):
        lines_at(canvas, 70, 110 + 18 * number, [f"{number + 1}. {title}"])
        canvas.drawRightString(520, HEIGHT - 110 - 18 * number, str(page))


def framed_prose(canvas: Canvas) -> None:
    canvas.rect(65, 600, 460, 90)
    canvas.rect(65, 480, 460, 90)
    lines_at(canvas, 75, HEIGHT - 670, ["Vores retning er klar: Alle kan bidrage med noget, og alle",
                                        "skal have lov til at prøve."])
    lines_at(canvas, 75, HEIGHT - 550, ["Pejlemærke: Mindst 75 pct. af de unge er i gang inden for", "fire uger."])


def tiles(canvas: Canvas) -> None:
    canvas.setFillGray(0.9)
    canvas.rect(65, 700, 460, 40, stroke=0, fill=1)
    canvas.rect(65, 520, 460, 40, stroke=0, fill=1)
    for number in range(3):
        canvas.rect(65 + 160 * number, 580, 140, 90, stroke=0, fill=1)
    canvas.setFillGray(0)
    lines_at(canvas, 75, HEIGHT - 716, ["Alle har noget at byde på."])
    for number, (figure, text) in enumerate([("412", "borgere i job"), ("63 %", "er tilfredse"), ("9", "nye aftaler")]):
        lines_at(canvas, 75 + 160 * number, HEIGHT - 640, [figure, text])
    lines_at(canvas, 75, HEIGHT - 536, ["Målet er at nå endnu flere."])


def ruled_by_hand(
    canvas: Canvas, x: float, y: float, rows: Sequence[Sequence[str]], width: float, height: float
) -> None:
    """A ruled table with its lower left corner at (x, y), in the canvas's own coordinates."""
    columns = len(rows[0])
    for number in range(len(rows) + 1):
        canvas.line(x, y + number * height, x + columns * width, y + number * height)
    for number in range(columns + 1):
        canvas.line(x + number * width, y, x + number * width, y + len(rows) * height)
    for number, row in enumerate(reversed(rows)):
        for column, text in enumerate(row):
            canvas.drawString(x + column * width + 4, y + number * height + 5, text)


SMALL_TABLE = [["Mål", "2012", "2014"], ["Unge i job", "41", "52"], ["Sygemeldte", "88", "70"]]


def turned_page(canvas: Canvas) -> None:
    """A page stored sideways and shown upright by its /Rotate entry."""
    canvas.setPageRotation(90)
    canvas.translate(WIDTH, 0)
    canvas.rotate(90)
    canvas.drawString(60, WIDTH - 60, "Tabel 2. Krav til indsatsen")
    ruled_by_hand(canvas, 60, 420, SMALL_TABLE, 120, 20)


def sideways_text(canvas: Canvas) -> None:
    """A wide table printed sideways on an upright page."""
    canvas.setPageRotation(0)
    canvas.translate(WIDTH, 0)
    canvas.rotate(90)
    canvas.drawString(60, WIDTH - 60, "Tabel 2. Krav til indsatsen")
    ruled_by_hand(canvas, 60, 420, SMALL_TABLE, 120, 20)


def picture(canvas: Canvas) -> None:
    from PIL import Image

    canvas.drawImage(ImageReader(Image.new("RGB", (60, 80), "grey")), 50, 50, 400, 600)


def blank(canvas: Canvas) -> None:
    canvas.setFont("Helvetica", 10)


def one_line(canvas: Canvas) -> None:
    lines_at(canvas, 70, 100, ["En enkelt linje."])


def pdf_without_pages() -> bytes:
    buffer = io.BytesIO()
    pdfium.PdfDocument.new().save(buffer)
    return buffer.getvalue()
