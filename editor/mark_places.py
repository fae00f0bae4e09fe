"""Where marks lie on the picture: rectangles around all of them at once.

A thousand rectangles are one multiplication; which marks are near a point or a changed part of
the picture is asked here before any outline is made.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
from PySide6.QtCore import QRectF

from editor.canvas import Canvas
from engine.guidance import Mark

# Farther outside than any picture, and still exact in pixels.
_FAR = 1e9
# Outlines may bulge a little over the edges that a mark tells.
_SLACK_PIXELS = 3.0


class MarkPlaces:
    """The rectangles around the marks of a layer, in the picture's pixels."""

    def __init__(self, canvas: Canvas) -> None:
        self._canvas = canvas
        self._extents = np.empty((0, 4))
        self._pixels: np.ndarray | None = None

    def take(self, marks: Sequence[Mark], changed: Iterable[int]) -> None:
        """These are the marks now; changed: where others were before, or none."""
        extents = np.empty((len(marks), 4))
        kept = min(len(marks), len(self._extents))
        extents[:kept] = self._extents[:kept]
        for index in changed:
            extents[index] = marks[index].extent
        self._extents, self._pixels = extents, None

    def forget_view(self) -> None:
        """The visible stretch, the frequency scale or the size of the picture changed."""
        self._pixels = None

    @property
    def pixels(self) -> np.ndarray:
        """float (marks, 4): left, top, right and bottom."""
        if self._pixels is None:
            canvas, view = self._canvas, self._canvas.stretch
            times = np.clip(self._extents[:, :2], -_FAR, _FAR)
            hz = np.clip(self._extents[:, 2:], 0.0, canvas.scale_map.nyquist)
            x = (times - view.start) / (view.end - view.start) * canvas.area.width()
            positions = canvas.scale_map.position(hz)
            y = (view.high - positions) / (view.high - view.low) * canvas.area.height()
            self._pixels = np.stack([x[:, 0], y[:, 1], x[:, 1], y[:, 0]], axis=1)
        return self._pixels

    def near(self, rectangle: QRectF, by: float = 0.0) -> list[int]:
        """Marks whose rectangle comes within `by` pixels of this one, in the order drawn."""
        by += _SLACK_PIXELS
        left, top, right, bottom = self.pixels.T
        inside = (left <= rectangle.right() + by) & (right >= rectangle.left() - by)
        inside &= (top <= rectangle.bottom() + by) & (bottom >= rectangle.top() - by)
        found: list[int] = np.nonzero(inside)[0].tolist()
        return found

    def rectangles(self, indices: Iterable[int], by: float) -> list[QRectF]:
        """The rectangles around these marks, cut to the picture and larger by so many pixels."""
        area = self._canvas.area
        found = []
        for left, top, right, bottom in self.pixels[list(indices)].tolist():
            rectangle = QRectF(left, top, right - left, bottom - top).adjusted(-by, -by, by, by)
            if rectangle.intersects(area):
                found.append(rectangle.intersected(area))
        return found
