"""Gestures that select a region: a stretch of time and a band, which is no guidance."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF

from editor.canvas import Canvas
from editor.drawing import CLICK_PIXELS
from editor.mark_layer import GRAB_PIXELS
from editor.reshaping import Grip, edge_hz, reshaped
from editor.view_drags import inside
from editor.view_state import ViewState
from engine.guidance import Box


def far_edge(canvas: Canvas, view_state: ViewState, point: QPointF) -> float | None:
    """Near an edge of a selected stretch: the time of its other edge."""
    selection = view_state.selection
    if selection is None or view_state.band is not None:
        return None
    distances = [abs(canvas.x_of(edge) - point.x()) for edge in selection]
    if min(distances) > GRAB_PIXELS:
        return None
    return selection[1] if distances[0] <= distances[1] else selection[0]


def region_grip(canvas: Canvas, view_state: ViewState, point: QPointF) -> Grip | None:
    """What of the selected region a drag from a point would change; None: nothing of it.

    Its edges can be drawn with both tools that select, its body moved with its own tool.
    """
    selection, band = view_state.selection, view_state.band
    if selection is None or band is None or view_state.tool not in ("select", "region"):
        return None
    left, right = (canvas.x_of(edge) for edge in selection)
    bottom, top = (canvas.y_of(edge) for edge in band)
    region = QRectF(left, top, right - left, bottom - top)
    near = GRAB_PIXELS
    if not region.adjusted(-near, -near, near, near).contains(point):
        return None
    grip = _nearer(point.x(), left, right, Grip.START, Grip.END)
    grip |= _nearer(point.y(), bottom, top, Grip.LOW, Grip.HIGH)
    if grip:
        return grip
    return Grip.BODY if view_state.tool == "region" else None


def _nearer(at: float, first: float, second: float, one: Grip, other: Grip) -> Grip:
    """The edge that is within reach, the nearer one where both are."""
    distances = abs(at - first), abs(at - second)
    if min(distances) > GRAB_PIXELS:
        return Grip(0)
    return one if distances[0] <= distances[1] else other


class RegionDrag:
    """Selects a region, moves or resizes it; a click plays from there and selects nothing."""

    def __init__(
        self, canvas: Canvas, view_state: ViewState, point: QPointF, grip: Grip | None
    ) -> None:
        self._canvas, self._view_state = canvas, view_state
        self._before = view_state.selection, view_state.band
        self._grip = grip
        self._from = point
        # Kept as time and position, so that zooming during the drag does not move it.
        self._corner = self._at(point)
        self._origin = canvas.seconds_at(point.x()), canvas.position_at(point.y())
        self._far = False

    def move(self, point: QPointF) -> None:
        self._far = self._far or (point - self._from).manhattanLength() >= CLICK_PIXELS
        if not self._far:
            return
        box = self._drawn(point) if self._grip is None else self._changed(point, self._grip)
        if box is not None:
            _select(self._view_state, self._canvas, box)

    def _drawn(self, point: QPointF) -> Box | None:
        seconds, position = self._at(point)
        scale = self._canvas.scale_map
        start, end = sorted((self._corner[0], seconds))
        low, high = (edge_hz(edge, scale) for edge in sorted((self._corner[1], position)))
        return _box(start, end, low, high) if start < end and low < high else None

    def _changed(self, point: QPointF, grip: Grip) -> Box | None:
        selection, band = self._before
        if selection is None or band is None:
            return None
        canvas = self._canvas
        seconds = canvas.seconds_at(point.x()) - self._origin[0]
        positions = canvas.position_at(point.y()) - self._origin[1]
        box = _box(*selection, *band)
        return reshaped(box, grip, seconds, positions, canvas.scale_map, canvas.duration)

    def finish(self) -> None:
        if not self._far and not self._grip_is_edge:
            self._view_state.selection = None
            self._view_state.position = self._corner[0]

    @property
    def _grip_is_edge(self) -> bool:
        return self._grip is not None and self._grip != Grip.BODY

    def cancel(self) -> None:
        self._view_state.selection, self._view_state.band = self._before

    def _at(self, point: QPointF) -> tuple[float, float]:
        area = self._canvas.area
        y = min(max(point.y(), 0.0), area.height())
        return inside(self._canvas, point.x()), self._canvas.position_at(y)


def nudge(canvas: Canvas, view_state: ViewState, right: int, up: int, *, resize: bool) -> bool:
    """Move the selected region by pixels, or only its end and upper edge; whether there is one."""
    selection, band = view_state.selection, view_state.band
    if selection is None or band is None:
        return False
    grip = Grip.BODY
    if resize:
        grip = Grip.END if right else Grip.HIGH
    seconds = canvas.seconds_at(right) - canvas.seconds_at(0.0)
    positions = canvas.position_at(-up) - canvas.position_at(0.0)
    box = _box(*selection, *band)
    changed = reshaped(box, grip, seconds, positions, canvas.scale_map, canvas.duration)
    _select(view_state, canvas, changed)
    return True


def _box(start: float, end: float, low: float, high: float) -> Box:
    """A region in the shape that reshaping knows."""
    return Box(0, "activate", start, end, low, high)


def _select(view_state: ViewState, canvas: Canvas, box: Box) -> None:
    """Select a region; one of every frequency is a stretch of time."""
    everything = box.low <= 0.0 and box.high >= canvas.scale_map.nyquist
    view_state.selection = (box.start, box.end)
    view_state.band = None if everything else (box.low, box.high)
