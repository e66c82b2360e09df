"""Page coordinates: from PDF user space to a frame with its origin at the top left of upright text."""

from __future__ import annotations

from dataclasses import dataclass

from ...schemas.source import Box


@dataclass(frozen=True, slots=True)
class Frame:
    """One way to look at a page: its crop box in user space (points) and the quarter turn of what is read.

    `turn` 0 reads to the right of user space, 1 upwards, 2 to the left, 3 downwards.
    """

    left: float
    bottom: float
    right: float
    top: float
    turn: int

    @property
    def width(self) -> float:
        return self.top - self.bottom if self.turn % 2 else self.right - self.left

    @property
    def height(self) -> float:
        return self.right - self.left if self.turn % 2 else self.top - self.bottom

    def box(self, left: float, bottom: float, right: float, top: float) -> tuple[float, float, float, float]:
        """A rectangle of user space as (x0, top, x1, bottom) in this frame."""
        if self.turn == 0:
            return left - self.left, self.top - top, right - self.left, self.top - bottom
        if self.turn == 1:
            return bottom - self.bottom, left - self.left, top - self.bottom, right - self.left
        if self.turn == 2:
            return self.right - right, bottom - self.bottom, self.right - left, top - self.bottom
        return self.top - top, self.right - right, self.top - bottom, self.right - left

    def user(self, box: Box) -> tuple[float, float, float, float]:
        """A rectangle of this frame as (left, bottom, right, top) of user space."""
        if self.turn == 0:
            return box.x0 + self.left, self.top - box.bottom, box.x1 + self.left, self.top - box.top
        if self.turn == 1:
            return box.top + self.left, box.x0 + self.bottom, box.bottom + self.left, box.x1 + self.bottom
        if self.turn == 2:
            return self.right - box.x1, box.top + self.bottom, self.right - box.x0, box.bottom + self.bottom
        return self.right - box.bottom, self.top - box.x1, self.right - box.top, self.top - box.x0

    def turned(self, turn: int) -> Frame:
        return Frame(self.left, self.bottom, self.right, self.top, turn)


def shown(box: Box, reading: Frame, display: Frame) -> Box:
    """A box of the reading frame as the page shows it; the same unless text runs sideways on the shown page."""
    if reading.turn == display.turn:
        return box
    return Box(*display.box(*reading.user(box)))
