"""Gestures that change nothing of the document: moving the view, seeking, selecting time."""

from __future__ import annotations

from typing import Protocol

from PySide6.QtCore import QPointF

from editor.canvas import Canvas
from editor.drawing import CLICK_PIXELS
from editor.view_state import ViewState


class Drag(Protocol):
    """A gesture between press and release, in the picture's pixels."""

    def move(self, point: QPointF) -> None:
        """The pointer moved."""
        ...

    def finish(self) -> None:
        """The button was released."""
        ...

    def cancel(self) -> None:
        """Escape: as if it had never begun."""
        ...


class PanDrag:
    """Moves the view with the pointer."""

    def __init__(self, canvas: Canvas, point: QPointF) -> None:
        self._canvas = canvas
        self._last = point

    def move(self, point: QPointF) -> None:
        canvas = self._canvas
        seconds = canvas.seconds_at(self._last.x()) - canvas.seconds_at(point.x())
        positions = canvas.position_at(self._last.y()) - canvas.position_at(point.y())
        canvas.move_by(seconds, positions)
        self._last = point

    def finish(self) -> None:
        """The view stays where it is."""

    def cancel(self) -> None:
        """The view stays where it is."""


class SeekDrag:
    """Moves the playhead with the pointer, on the time axis."""

    def __init__(self, canvas: Canvas, view_state: ViewState, point: QPointF) -> None:
        self._canvas = canvas
        self._view_state = view_state
        self._before = view_state.position
        view_state.dragging_playhead = True
        self.move(point)

    def move(self, point: QPointF) -> None:
        self._view_state.position = inside(self._canvas, point.x())

    def finish(self) -> None:
        """The playhead stays where it is."""
        self._view_state.dragging_playhead = False

    def cancel(self) -> None:
        self._view_state.position = self._before
        self._view_state.dragging_playhead = False


class SelectDrag:
    """Selects time between a fixed edge and the pointer; a click seeks and selects nothing."""

    def __init__(
        self, canvas: Canvas, view_state: ViewState, point: QPointF, fixed: float | None = None
    ) -> None:
        self._canvas = canvas
        self._view_state = view_state
        self._before = view_state.selection, view_state.band
        self._from = point.x()
        self._far = False
        self._resizes = fixed is not None
        self._fixed = inside(canvas, point.x()) if fixed is None else fixed

    def move(self, point: QPointF) -> None:
        self._far = self._far or abs(point.x() - self._from) >= CLICK_PIXELS
        if self._far:
            if not self._resizes:
                self._view_state.band = None
            self._view_state.selection = (self._fixed, inside(self._canvas, point.x()))

    def finish(self) -> None:
        if not self._far and not self._resizes:
            self._view_state.selection = None
            self._view_state.position = self._fixed

    def cancel(self) -> None:
        self._view_state.selection, self._view_state.band = self._before


def inside(canvas: Canvas, x: float) -> float:
    """Time at pixels from the left edge, within what is visible of the recording."""
    seconds = canvas.seconds_at(min(max(x, 0.0), canvas.area.width()))
    return min(max(seconds, 0.0), canvas.duration)
