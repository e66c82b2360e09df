"""Helpers for the tests of readers: a document's lines and tables as plain strings, and what must always hold."""

from __future__ import annotations

from maaltal.pipeline.read import ReadError, read
from maaltal.schemas.source import Grid, SourceDocument


def shown_lines(document: SourceDocument) -> list[str]:
    """What the lines of a document show."""
    return [document.text[line.start:line.end] for line in document.lines]


def shown_table(document: SourceDocument, grid: Grid) -> list[list[str]]:
    """A table as rows of cell contents."""
    rows: list[list[str]] = []
    for cell in grid.cells:
        while len(rows) <= cell.row:
            rows.append([])
        rows[cell.row].append(document.text[cell.start:cell.end])
    return rows


def shown_tables(document: SourceDocument) -> list[list[list[str]]]:
    """All tables of a document."""
    return [shown_table(document, grid) for grid in document.grids]


def places(document: SourceDocument) -> dict[str, tuple[int, int, int, int]]:
    """Row, column, row span and column span of each cell of the first table, by content."""
    return {document.text[cell.start:cell.end]: (cell.row, cell.column, cell.row_span, cell.column_span)
            for cell in document.grids[0].cells}


def assert_sound(document: SourceDocument) -> None:
    """Lines lie in the text in order, no two tables or cells overlap, no two cells share a place."""
    behind = 0
    for line in document.lines:
        assert behind <= line.start < line.end <= len(document.text)
        content = document.text[line.start:line.end]
        assert content == content.strip() and not set(content) & set("\r\n\f")
        behind = line.end
    behind = 0
    for grid in document.grids:
        assert behind <= grid.start < grid.end <= len(document.text)
        behind = grid.start
        for cell in sorted(grid.cells, key=lambda cell: (cell.start, cell.end)):
            assert behind <= cell.start <= cell.end <= grid.end
            behind = cell.end
        behind = grid.end
        places = [(cell.row, cell.column) for cell in grid.cells]
        assert len(set(places)) == len(places)
    assert document.page_starts[0] == 0 and list(document.page_starts) == sorted(set(document.page_starts))
    assert document.text.strip() and "\0" not in document.text


def assert_readable_or_refused(data: bytes) -> None:
    """Any bytes are a sound document or refused with a reason."""
    try:
        document = read("input", data)
    except ReadError as refusal:
        assert str(refusal).strip()
    else:
        assert_sound(document)
