"""The straight lines drawn on a page: rules, borders of rectangles and edges of filled cells.

What a table's lines are made of depends on the program that printed it: strokes, thin filled rectangles,
cell backgrounds, one path for all of them. Here they all become horizontal and vertical edges.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any, NamedTuple

import pypdfium2.raw as pdfium_c

from ...schemas.source import Box
from .pdf_frame import Frame

THIN = 3.0  # points; a drawn thing not wider than this is a rule
_SHORTEST = 5.0  # points; shorter rules are dashes and ticks
_SMALLEST_DOT = 1.0  # points
_MOST_OBJECTS = 6000  # a page of more drawn things is a map or a drawing, not a form
_MOST_SEGMENTS = 2000
_RECTANGLE_SEGMENTS = 5  # a move, three lines and the closing line
_DEEPEST_FORM = 4
_PAGE_SHARE = 0.9  # a rectangle covering more of both page sides is the page's background
_JOIN = 3.0  # points between two pieces of one rule

Matrix = tuple[float, float, float, float, float, float]
Bounds = tuple[float, float, float, float]  # x0, top, x1, bottom
_TEXT = pdfium_c.FPDF_PAGEOBJ_TEXT
_IDENTITY: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


class Edge(NamedTuple):
    """A straight edge at `at` (y of a horizontal, x of a vertical one), running from `start` to `end`, in points."""

    at: float
    start: float
    end: float


@dataclass(slots=True)
class Drawing:
    """The edges and dots of a page in the reading frame, and whether pictures stand on it."""

    horizontal: list[Edge] = field(default_factory=list)
    vertical: list[Edge] = field(default_factory=list)
    dots: list[Box] = field(default_factory=list)  # small round or square things: the bullets of a list
    has_image: bool = False
    crowded: bool = False  # too many drawn things to read as rules


def scan_drawing(page: Any, frame: Frame) -> Drawing:
    """Collect the rules and rectangle edges of a page, with pieces of one line joined."""
    drawing = Drawing()
    reader = _PathReader(frame, drawing)
    count = pdfium_c.FPDFPage_CountObjects(page)
    drawing.crowded = count > _MOST_OBJECTS
    if not drawing.crowded:
        kind_of, get = pdfium_c.FPDFPageObj_GetType, pdfium_c.FPDFPage_GetObject
        for index in range(count):
            item = get(page, index)
            if (kind := kind_of(item)) != _TEXT:
                reader.read(item, kind, _IDENTITY, 0)
    drawing.horizontal = join_edges(drawing.horizontal)
    drawing.vertical = join_edges(drawing.vertical)
    return drawing


def join_edges(edges: list[Edge], tolerance: float = 1.5) -> list[Edge]:
    """Edges on one line that touch or overlap, made one; sorted by place."""
    joined: list[Edge] = []
    for group in _same_place(sorted(edges), tolerance):
        at = sum(edge.at for edge in group) / len(group)
        pieces = sorted((edge.start, edge.end) for edge in group)
        start, end = pieces[0]
        for piece_start, piece_end in pieces[1:]:
            if piece_start > end + _JOIN:
                joined.append(Edge(at, start, end))
                start, end = piece_start, piece_end
            else:
                end = max(end, piece_end)
        joined.append(Edge(at, start, end))
    return joined


def _same_place(edges: list[Edge], tolerance: float) -> Iterator[list[Edge]]:
    group: list[Edge] = []
    for edge in edges:
        if group and edge.at - group[0].at > tolerance:
            yield group
            group = []
        group.append(edge)
    if group:
        yield group


class _PathReader:
    """Turns page objects into edges, with the buffers for pdfium made once."""

    def __init__(self, frame: Frame, drawing: Drawing):
        self.frame = frame
        self.drawing = drawing
        self._bounds = [ctypes.c_float() for _ in range(4)]
        self._point = [ctypes.c_float(), ctypes.c_float()]
        self._fill, self._stroke = ctypes.c_int(), ctypes.c_int()
        self._matrix = pdfium_c.FS_MATRIX()

    def read(self, item: Any, kind: int, outer: Matrix, depth: int) -> None:
        """Add the edges of one page object; a form's objects are read in their turn."""
        if kind == pdfium_c.FPDF_PAGEOBJ_PATH:
            self._read_path(item, outer)
        elif kind == pdfium_c.FPDF_PAGEOBJ_IMAGE:
            self.drawing.has_image = True
            if box := self._box_of(item, outer):
                self._add_if_thin(box)
        elif kind == pdfium_c.FPDF_PAGEOBJ_FORM and depth < _DEEPEST_FORM:
            inner = _product(self._matrix_of(item), outer)
            for index in range(min(pdfium_c.FPDFFormObj_CountObjects(item), _MOST_OBJECTS)):
                part = pdfium_c.FPDFFormObj_GetObject(item, index)
                self.read(part, pdfium_c.FPDFPageObj_GetType(part), inner, depth + 1)

    def _read_path(self, item: Any, outer: Matrix) -> None:
        box = self._box_of(item, outer)
        if box is None:
            return
        width, height = box[2] - box[0], box[3] - box[1]
        if max(width, height) < _SHORTEST:
            if min(width, height) > max(_SMALLEST_DOT, 0.7 * max(width, height)):
                self.drawing.dots.append(Box(*box))
            return
        fill, stroke = self._fill, self._stroke
        if not pdfium_c.FPDFPath_GetDrawMode(item, fill, stroke) or not (fill.value or stroke.value):
            return
        if self._covers_page(box):
            box = self._clip_box(item)
        if box is None or self._add_if_thin(box):
            return
        count = pdfium_c.FPDFPath_CountSegments(item)
        if count == _RECTANGLE_SEGMENTS and fill.value:
            self._add_rectangle(*box)
        elif 3 <= count <= _MOST_SEGMENTS:
            matrix = _product(self._matrix_of(item), outer)
            for points in self._subpaths(item, count):
                self._add_outline([self._placed(point, matrix) for point in points], bool(fill.value))

    def _add_if_thin(self, box: Bounds) -> bool:
        """Add a box that is a rule; True also for a box too small to be anything."""
        x0, top, x1, bottom = box
        width, height = x1 - x0, bottom - top
        if height <= THIN and width >= _SHORTEST:
            self.drawing.horizontal.append(Edge((top + bottom) / 2, x0, x1))
        elif width <= THIN and height >= _SHORTEST:
            self.drawing.vertical.append(Edge((x0 + x1) / 2, top, bottom))
        return width <= _SHORTEST or height <= THIN or (width <= THIN and height >= _SHORTEST)

    def _add_rectangle(self, x0: float, top: float, x1: float, bottom: float) -> None:
        self.drawing.horizontal += [Edge(top, x0, x1), Edge(bottom, x0, x1)]
        self.drawing.vertical += [Edge(x0, top, bottom), Edge(x1, top, bottom)]

    def _covers_page(self, box: Bounds) -> bool:
        width, height = box[2] - box[0], box[3] - box[1]
        return width > _PAGE_SHARE * self.frame.width and height > _PAGE_SHARE * self.frame.height

    def _clip_box(self, item: Any) -> Bounds | None:
        """What is seen of a rectangle as large as the page: the box of its clip, None where that is the page too."""
        clip = pdfium_c.FPDFPageObj_GetClipPath(item)
        x, y = self._point
        seen = (0.0, 0.0, self.frame.width, self.frame.height)
        for index in range(pdfium_c.FPDFClipPath_CountPaths(clip)):
            points = []
            for number in range(min(pdfium_c.FPDFClipPath_CountPathSegments(clip, index), _MOST_SEGMENTS)):
                segment = pdfium_c.FPDFClipPath_GetPathSegment(clip, index, number)
                if pdfium_c.FPDFPathSegment_GetType(segment) == pdfium_c.FPDF_SEGMENT_BEZIERTO:
                    return None
                pdfium_c.FPDFPathSegment_GetPoint(segment, x, y)
                points.append(self.frame.box(x.value, y.value, x.value, y.value)[:2])
            if points:
                xs, ys = zip(*points, strict=True)
                seen = max(seen[0], min(xs)), max(seen[1], min(ys)), min(seen[2], max(xs)), min(seen[3], max(ys))
        empty = seen[2] <= seen[0] or seen[3] <= seen[1]
        return None if empty or self._covers_page(seen) else seen

    def _add_outline(self, points: list[tuple[float, float]], filled: bool) -> None:
        """Add the upright sides of one outline; a filled one only if it is a rectangle smaller than the page."""
        xs, ys = [x for x, _ in points], [y for _, y in points]
        x0, x1, top, bottom = min(xs), max(xs), min(ys), max(ys)
        if self._covers_page((x0, top, x1, bottom)):
            return
        if min(x1 - x0, bottom - top) <= THIN:
            self._add_if_thin((x0, top, x1, bottom))
            return
        upright = all(abs(a[0] - b[0]) < 0.5 or abs(a[1] - b[1]) < 0.5 for a, b in pairwise(points))
        if not upright or (filled and len(points) not in (4, 5)):
            return
        closing = [points[0]] if filled else []
        for a, b in zip(points, points[1:] + closing, strict=False):
            self._add_if_thin((min(a[0], b[0]), min(a[1], b[1]), max(a[0], b[0]), max(a[1], b[1])))

    def _subpaths(self, item: Any, count: int) -> Iterator[list[tuple[float, float]]]:
        """The straight outlines of a path, in the path's own coordinates; one with a curve in it is left out."""
        x, y = self._point
        points: list[tuple[float, float]] = []
        curved = False
        for index in range(count):
            segment = pdfium_c.FPDFPath_GetPathSegment(item, index)
            kind = pdfium_c.FPDFPathSegment_GetType(segment)
            if kind == pdfium_c.FPDF_SEGMENT_MOVETO:
                if len(points) > 1 and not curved:
                    yield points
                points, curved = [], False
            curved = curved or kind == pdfium_c.FPDF_SEGMENT_BEZIERTO
            pdfium_c.FPDFPathSegment_GetPoint(segment, x, y)
            points.append((x.value, y.value))
            if pdfium_c.FPDFPathSegment_GetClose(segment) and points[0] != points[-1]:
                points.append(points[0])
        if len(points) > 1 and not curved:
            yield points

    def _box_of(self, item: Any, outer: Matrix) -> Bounds | None:
        left, bottom, right, top = self._bounds
        if not pdfium_c.FPDFPageObj_GetBounds(item, left, bottom, right, top):
            return None
        if outer is _IDENTITY:
            return self.frame.box(left.value, bottom.value, right.value, top.value)
        (x0, y0), (x1, y1) = _applied(outer, left.value, bottom.value), _applied(outer, right.value, top.value)
        return self.frame.box(min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))

    def _placed(self, point: tuple[float, float], matrix: Matrix) -> tuple[float, float]:
        x, y = _applied(matrix, *point)
        x0, top, _, _ = self.frame.box(x, y, x, y)
        return x0, top

    def _matrix_of(self, item: Any) -> Matrix:
        if not pdfium_c.FPDFPageObj_GetMatrix(item, self._matrix):
            return _IDENTITY
        m = self._matrix
        return m.a, m.b, m.c, m.d, m.e, m.f


def _product(first: Matrix, then: Matrix) -> Matrix:
    a, b, c, d, e, f = first
    p, q, r, s, t, u = then
    return a * p + b * r, a * q + b * s, c * p + d * r, c * q + d * s, e * p + f * r + t, e * q + f * s + u


def _applied(matrix: Matrix, x: float, y: float) -> tuple[float, float]:
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f
