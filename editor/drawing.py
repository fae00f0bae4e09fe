"""Gestures that draw or change marks: each is alive between press and release of the button."""

from __future__ import annotations

from abc import ABC, abstractmethod

import numpy as np
from PySide6.QtCore import QPointF

from editor.mark_editor import MarkEditor
from editor.mark_layer import Hit
from editor.reshaping import Grip, edge_hz, reshaped
from editor.translation import tr
from engine.guidance import Band, Box, Kind, Lasso, Mark, Span, Stroke
from engine.guidance.lines import without_needless

CLICK_PIXELS = 3.0
# A freehand line keeps a point where it leaves the straight by this much of the brush, or so many
# pixels: finer than anyone can see, and short enough for files and for the engine.
_FINE_BRUSH = 0.12
_FINE_PIXELS = 0.7
# Points of a line that are thinned together.
_SETTLED = 100


class DrawnLine:
    """A line that is being drawn, without needless points.

    What was drawn a while ago is thinned once and for all, so that a long scribble costs no more
    with every move of the pointer.
    """

    def __init__(self, corner: tuple[float, float]) -> None:
        self._thinned: list[tuple[float, float]] = []
        self._newest = [corner]

    def add(self, point: tuple[float, float]) -> None:
        """Go on to this time and position."""
        self._newest.append(point)

    @property
    def end(self) -> tuple[float, float]:
        """Where it ends now."""
        return self._newest[-1]

    def points(self, least: np.ndarray) -> np.ndarray:
        """Times and positions (points, 2); what is within `least` (2,) of the straight is left
        out."""
        newest = without_needless(np.array(self._newest), least)
        line = np.array([*self._thinned, *newest.tolist()])
        if len(self._newest) > _SETTLED:
            self._thinned += map(tuple, newest[:-1].tolist())
            self._newest = self._newest[-1:]
        return line


class DrawDrag(ABC):
    """Draws a new mark of the active source; a click selects what is there instead."""

    def __init__(self, editor: MarkEditor, point: QPointF, kind: Kind) -> None:
        self._editor = editor
        self._kind = kind
        self._from = point
        # Kept as time and position, so that zooming during the drag does not move it.
        self._corner = self._at(point)
        self._far = False
        self._mark: Mark | None = None

    def move(self, point: QPointF) -> None:
        """Stretch the mark to the pointer."""
        self._follow(point)
        if self._far:
            self._editor.show_draft(self._mark)

    def _follow(self, point: QPointF) -> None:
        self._far = self._far or _far(point, self._from)
        if self._far:
            self._mark = self._drawn(self._at(point))

    def finish(self) -> None:
        """Add the mark."""
        mark, editor = self._mark, self._editor
        try:
            if mark is not None:
                editor.add(mark)
            elif not self._far:
                self._select_clicked()
        finally:
            editor.end_preview()

    def _select_clicked(self) -> None:
        hit = self._editor.layer.hit(self._from)
        self._editor.selection.select([] if hit is None else [hit.index])

    def cancel(self) -> None:
        """Draw nothing."""
        self._editor.end_preview()

    @abstractmethod
    def _drawn(self, to: tuple[float, float]) -> Mark | None:
        """The mark with the pointer at this time and position; None where it is empty."""

    def _at(self, point: QPointF) -> tuple[float, float]:
        canvas = self._editor.canvas
        area = canvas.area
        seconds = canvas.seconds_at(min(max(point.x(), 0.0), area.width()))
        position = canvas.position_at(min(max(point.y(), 0.0), area.height()))
        return min(max(seconds, 0.0), canvas.duration), position

    def _edges(self, to: tuple[float, float]) -> tuple[float, float, float, float]:
        """start, end, low, high between the first corner and this one."""
        scale = self._editor.canvas.scale_map
        start, end = sorted((self._corner[0], to[0]))
        low, high = (edge_hz(position, scale) for position in sorted((self._corner[1], to[1])))
        return start, end, low, high


class BoxDrag(DrawDrag):
    """A box between two corners."""

    def _drawn(self, to: tuple[float, float]) -> Mark | None:
        start, end, low, high = self._edges(to)
        if start >= end or low >= high:
            return None
        return Box(self._editor.source, self._kind, start, end, low, high)


class SpanDrag(DrawDrag):
    """A stretch of time over the full height."""

    def _drawn(self, to: tuple[float, float]) -> Mark | None:
        start, end, _, _ = self._edges(to)
        return Span(self._editor.source, self._kind, start, end) if start < end else None


class BandDrag(DrawDrag):
    """A band over the full width."""

    def _drawn(self, to: tuple[float, float]) -> Mark | None:
        _, _, low, high = self._edges(to)
        return Band(self._editor.source, self._kind, low, high) if low < high else None


class LassoDrag(DrawDrag):
    """A line drawn by hand around something."""

    def __init__(self, editor: MarkEditor, point: QPointF, kind: Kind) -> None:
        super().__init__(editor, point, kind)
        self._line = DrawnLine(self._corner)

    def _drawn(self, to: tuple[float, float]) -> Mark | None:
        self._line.add(to)
        canvas = self._editor.canvas
        pixel = np.abs([_pixel_seconds(self._editor), _pixel_positions(self._editor)])
        line = self._line.points(pixel * _FINE_PIXELS)
        times, hz = line[:, 0].tolist(), np.asarray(canvas.scale_map.hz(line[:, 1])).tolist()
        if len(line) < 3 or min(times) == max(times) or min(hz) == max(hz):
            return None
        points = tuple(zip(times, hz, strict=True))
        return Lasso(self._editor.source, self._kind, points)


class BrushDrag(DrawDrag):
    """A round brush; it draws from the first touch on. Kind "release" makes it an eraser."""

    def __init__(self, editor: MarkEditor, point: QPointF, kind: Kind) -> None:
        super().__init__(editor, point, kind)
        self._line = DrawnLine(self._corner)
        pixels = editor.view_state.brush_radius
        self._radii = np.abs([_pixel_seconds(editor), _pixel_positions(editor)]) * pixels
        self._far = True
        self.move(point)

    def _drawn(self, to: tuple[float, float]) -> Mark:
        if to != self._line.end:
            self._line.add(to)
        line = self._line.points(self._radii * _FINE_BRUSH)
        scale = self._editor.canvas.scale_map
        hz = np.asarray(scale.hz(line[:, 1]))
        points = tuple(zip(line[:, 0].tolist(), hz.tolist(), strict=True))
        across, upwards = map(float, self._radii)
        octaves, hz_radius = (0.0, upwards) if scale.scale == "linear" else (upwards, 0.0)
        if scale.scale == "mel":
            place = max(self._corner[1], upwards)
            octaves = float(np.log2(scale.hz(place + upwards) / scale.hz(place)))
        return Stroke(self._editor.source, self._kind, points, across, octaves, hz_radius)


class ReshapeDrag:
    """Moves or resizes: a body moves all selected marks, an edge its own mark."""

    def __init__(self, editor: MarkEditor, point: QPointF, hit: Hit) -> None:
        self._editor = editor
        self._grip = hit.grip
        self._from = point
        canvas = editor.canvas
        self._corner = canvas.seconds_at(point.x()), canvas.position_at(point.y())
        marks = editor.document.guidance.marks
        chosen = editor.selection.indices if hit.grip == Grip.BODY else {hit.index}
        indices = [index for index in sorted(chosen) if not editor.commands.is_locked(index)]
        self._before = {index: marks[index] for index in indices}
        self._changed: dict[int, Mark] = {}
        self._far = False

    def move(self, point: QPointF) -> None:
        """Show the marks as the pointer has moved them."""
        self._far = self._far or _far(point, self._from)
        if not self._far:
            return
        canvas = self._editor.canvas
        seconds = canvas.seconds_at(point.x()) - self._corner[0]
        positions = canvas.position_at(point.y()) - self._corner[1]
        if abs(positions) < 1e-9:
            positions = 0.0
        self._changed = {
            index: reshaped(mark, self._grip, seconds, positions, canvas.scale_map, canvas.duration)
            for index, mark in self._before.items()
        }
        self._editor.show_changed(self._changed)

    def finish(self) -> None:
        """One undo step, if anything changed."""
        try:
            self._editor.commit(self._changed, tr("Move marks"))
        finally:
            self._editor.end_preview()

    def cancel(self) -> None:
        """Leave the marks as they were."""
        self._editor.end_preview()


def _pixel_seconds(editor: MarkEditor) -> float:
    return editor.canvas.seconds_at(1.0) - editor.canvas.seconds_at(0.0)


def _pixel_positions(editor: MarkEditor) -> float:
    return editor.canvas.position_at(0.0) - editor.canvas.position_at(1.0)


def _far(point: QPointF, origin: QPointF) -> bool:
    return (point - origin).manhattanLength() >= CLICK_PIXELS
