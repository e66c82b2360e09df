"""Small documents for the tests of tables: cells as HTML, or the same cells flattened into running text.

In a cell `<` goes on with the cell to the left and `^` with the cell above, as merged cells do.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from maaltal.extractors import budget_lines
from maaltal.extractors.budget_lines import BudgetLine
from maaltal.extractors.tables import tables_of
from maaltal.pipeline.read import read
from maaltal.pipeline.segment import segment
from maaltal.schemas.text import Document

Cells = Sequence[Sequence[str]]
_OPENING = "Planen er vedtaget af byrådet efter en høring blandt arbejdsmarkedets parter i efteråret."
_CLOSING = "Udvalget følger udviklingen hvert kvartal og tager stilling til behovet for ændringer."


def html_document(tables: Sequence[Cells], heading: str = "", caption: str = "", note: str = "") -> Document:
    """A page with paragraphs around one or more tables that follow one another."""
    parts = [f"<p>{_OPENING}</p>", f"<h2>{escape(heading)}</h2>" if heading else ""]
    parts += [f"<p>{escape(caption)}</p>" if caption else "", *map(_html_table, tables)]
    parts += [f"<p>{escape(note)}</p>" if note else "", f"<p>{_CLOSING}</p>"]
    page = f"<!DOCTYPE html><html><head><meta charset='utf-8'></head><body>{''.join(parts)}</body></html>"
    return segment(read("layout.html", page.encode()))


def text_document(text: str) -> Document:
    """A document of plain text."""
    return segment(read("layout.txt", text.encode()))


def read_as(name: str, text: str) -> Document:
    """A document of the kind that the ending of its name says."""
    return segment(read(name, text.encode()))


def markdown(tables: Sequence[Cells], heading: str = "", caption: str = "", note: str = "") -> str:
    """The same page in Markdown, where a merged cell leaves the cells it covers empty."""
    parts = [_OPENING, f"## {heading}" if heading else "", caption, *map(_pipes, tables), note, _CLOSING]
    return "\n\n".join(part for part in parts if part) + "\n"


def _pipes(cells: Cells) -> str:
    rows = [[("" if cell in ("<", "^") else cell) for cell in row] for row in cells]
    rows.insert(1, ["---"] * len(rows[0]))
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def flattened(tables: Sequence[Cells], heading: str = "", caption: str = "", note: str = "") -> str:
    """The same page as a web transcript has it: every cell in reading order in one paragraph."""
    cells = [cell for table in tables for row in table for cell in row if cell not in ("<", "^", "")]
    return " ".join(part for part in (_OPENING, heading, caption, *cells, note, _CLOSING) if part)


def lines_of(document: Document) -> list[BudgetLine]:
    """Budget lines of a document, each checked to stand where it says."""
    lines = budget_lines.read(document, tables_of(document))
    for line in lines:
        assert document.canonical_text[line.quote.start:line.quote.end] == line.quote.text
    return lines


def printed(line: BudgetLine) -> str:
    """A line as the cases write it, the account as `-` where there is none."""
    kroner = "" if line.value_dkk is None else f" = {line.value_dkk:.0f}"
    total = " | total" if line.is_total else ""
    return (f"{line.label} | {line.account or '-'} | {line.measure} | {line.budget_type} {line.year} | "
            f"{line.value:g} {line.unit}{kroner}{total}")


def _html_table(cells: Cells) -> str:
    rows = []
    for y, row in enumerate(cells):
        texts = []
        for x, text in enumerate(row):
            if text in ("<", "^"):
                continue
            wide = _run(row[x + 1:], "<")
            high = _run([other[x] for other in cells[y + 1:]], "^")
            texts.append(f"<td colspan='{wide + 1}' rowspan='{high + 1}'>{escape(text)}</td>")
        rows.append(f"<tr>{''.join(texts)}</tr>")
    return f"<table>{''.join(rows)}</table>"


def _run(cells: Sequence[str], mark: str) -> int:
    return next((i for i, cell in enumerate(cells) if cell != mark), len(cells))


def pdf_document(cells: Cells, caption: str = "", note: str = "", ruled: bool = True, repeat: int = 1) -> Document:
    """The same page printed to PDF, the table ruled or held together by its columns only."""
    from io import BytesIO

    from reportlab.lib import colors
    from reportlab.lib.pagesizes import A4
    from reportlab.lib.styles import ParagraphStyle, getSampleStyleSheet
    from reportlab.platypus import Paragraph, SimpleDocTemplate, Spacer, Table, TableStyle

    body = getSampleStyleSheet()["BodyText"]
    head = ParagraphStyle("head", parent=body, fontSize=8, leading=9, alignment=2)
    style = [("ALIGN", (1, 0), (-1, -1), "RIGHT"), ("FONTSIZE", (0, 0), (-1, -1), 8)]
    style += [("GRID", (0, 0), (-1, -1), 0.5, colors.black)] if ruled else []
    widths = [200.0, *[270.0 / (len(cells[0]) - 1)] * (len(cells[0]) - 1)]
    count = next((y for y, row in enumerate(cells) if y and row[0]), len(cells))  # rows of the header
    rows = [[row[0], *(Paragraph(escape(text), head) if text not in ("<", "^") else "" for text in row[1:])]
            for row in cells[:count]] + [list(row) for row in cells[count:]]
    style += [("SPAN", (x, y), (x + _run(row[x + 1:], "<"), y)) for y, row in enumerate(cells[:count])
              for x, text in enumerate(row) if row[x + 1:x + 2] == ["<"] and text != "<"]
    table = Table(rows, colWidths=widths, style=TableStyle(style), repeatRows=repeat)
    texts = [Paragraph(escape(text), body) for text in (_OPENING, caption) if text]
    below = [Paragraph(escape(text), body) for text in (note, _CLOSING) if text]
    buffer = BytesIO()
    SimpleDocTemplate(buffer, pagesize=A4, invariant=1).build([*texts, Spacer(1, 6), table, Spacer(1, 6), *below])
    return segment(read("layout.pdf", buffer.getvalue()))
