"""The pixels of marks that keep still, painted in slices so that the window never waits.

What a change leaves alone is kept; what it touches is painted anew beside the pixels that are
shown, a few milliseconds at a time, and shown when it is whole. A painting that was begun is
finished before the next one begins, so that something new is seen however fast changes come.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from PySide6.QtCore import QObject, QPointF, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QPainter, QPixmap, QRegion

from editor.axes import FrequencyMap
from editor.canvas import Canvas
from editor.picture import Stretch

SLICE_SECONDS = 0.005
# So much is painted at once however long it takes: usually it is everything.
_LEAST_STROKES = 16

PaintStroke = Callable[[QPainter], None]
# What paints the part within these rectangles (everything where None), one stroke after the other.
Plan = Callable[[list[QRectF] | None], Iterable[PaintStroke]]


@dataclass(frozen=True)
class _View:
    """For which view pixels were painted."""

    stretch: Stretch
    scale: FrequencyMap
    area: QRectF


@dataclass
class _Work:
    """A painting under way: on pixels of its own, within `part`, all where that is None."""

    pixels: QPixmap
    view: _View
    part: list[QRectF] | None
    strokes: deque[PaintStroke]


class MarkPixels(QObject):
    """Pixels of a view and what is still to be painted; repainted is sent when newer are whole."""

    repainted = Signal()

    def __init__(self, canvas: Canvas, plan: Plan) -> None:
        super().__init__(canvas)
        self._canvas = canvas
        self._plan = plan
        self._whole: tuple[QPixmap, _View] | None = None
        self._work: _Work | None = None
        self._all, self._parts = True, list[QRectF]()
        self._timer = QTimer(self)
        self._timer.setInterval(1)
        self._timer.timeout.connect(self._go_on)

    @property
    def is_current(self) -> bool:
        """Whether what is shown is all that was asked for."""
        return self._work is None and not self._all and not self._parts

    @property
    def can_move(self) -> bool:
        """Whether the pixels need only be moved and stretched for the present view."""
        if self._whole is None:
            return False
        view = self._whole[1]
        return view.scale == self._canvas.scale_map and view.area == self._canvas.area

    def change_all(self) -> None:
        """Everything is to be painted anew."""
        self._all = True
        if self._work is not None and self._work.view != self._view():
            self._work = None

    def change(self, parts: Iterable[QRectF]) -> None:
        """These parts of the picture are to be painted anew."""
        self._parts += parts

    def give_up(self) -> None:
        """What is being painted will not be needed."""
        self._work = None
        self._timer.stop()

    def shown(self) -> tuple[QPixmap, QRectF]:
        """The newest whole pixels, and where they lie on the picture; begins what is asked for."""
        if self._work is None and not self.is_current:
            self._begin()
            self._paint_slice()
        if self._whole is None:
            work = self._work or self._empty()
            return work.pixels, self._place(work.view)
        return self._whole[0], self._place(self._whole[1])

    def _view(self) -> _View:
        canvas = self._canvas
        return _View(canvas.stretch, canvas.scale_map, QRectF(canvas.area))

    def _place(self, view: _View) -> QRectF:
        canvas = self._canvas
        if view.stretch == canvas.stretch:
            return canvas.area
        corner = QPointF(canvas.x_of(view.stretch.start), canvas.y_of_position(view.stretch.high))
        opposite = QPointF(canvas.x_of(view.stretch.end), canvas.y_of_position(view.stretch.low))
        return QRectF(corner, opposite)

    def _empty(self) -> _Work:
        area, ratio = self._canvas.area, self._canvas.devicePixelRatioF()
        pixels = QPixmap(QSize(round(area.width() * ratio), round(area.height() * ratio)))
        pixels.setDevicePixelRatio(ratio)
        pixels.fill(Qt.GlobalColor.transparent)
        return _Work(pixels, self._view(), None, deque())

    def _begin(self) -> None:
        work = self._empty() if self._all else self._copy()
        self._all, self._parts = False, []
        work.strokes.extend(self._plan(work.part))
        self._work = work

    def _copy(self) -> _Work:
        """The present pixels without the parts that changed."""
        if self._whole is None or self._whole[1] != self._view():
            return self._empty()
        pixels = self._whole[0].copy()
        painter = QPainter(pixels)
        painter.setClipRegion(_region(self._parts))
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Clear)
        painter.fillRect(self._canvas.area, Qt.GlobalColor.black)
        painter.end()
        return _Work(pixels, self._whole[1], self._parts, deque())

    def _paint_slice(self) -> None:
        work = self._work
        if work is None:
            return
        end = time.perf_counter() + SLICE_SECONDS
        painter = QPainter(work.pixels)
        try:
            if work.part is not None:
                painter.setClipRegion(_region(work.part))
            painted = 0
            while work.strokes and (painted < _LEAST_STROKES or time.perf_counter() < end):
                work.strokes.popleft()(painter)
                painted += 1
        finally:
            painter.end()
        if work.strokes:
            self._timer.start()
        else:
            self._whole, self._work = (work.pixels, work.view), None
            self._timer.stop()

    def _go_on(self) -> None:
        self._paint_slice()
        if self._work is None:
            self._timer.stop()
            self.repainted.emit()


def _region(parts: Iterable[QRectF]) -> QRegion:
    region = QRegion()
    for part in parts:
        region += part.toAlignedRect()
    return region
