"""Marks as shapes: closed rings in seconds and Hz, the same at every zoom, and paths in pixels."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields
from functools import lru_cache
from typing import Any

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QPainterPath, QPainterPathStroker

from editor.canvas import Canvas
from engine.guidance import Band, Box, Harmonics, Lasso, Mark, Patch, Span, Stroke

# Lowest frequency of a brush in octaves; lower ones lie on the picture's lowest line.
_LOWEST_HZ = 20.0
# Qt flattens curves to about a pixel; here the brush has a radius of so many.
_BRUSH_PIXELS = 20.0
_MOST_SHAPES = 4096
# Points of a stroke whose pieces are united to one outline, and that are shown at all.
_MOST_UNITED, _MOST_SHOWN = 100, 2000
# Places where the edges of a patch's rectangles may cross; those of one grid have far fewer.
_MOST_CELLS = 2_000_000
# Lines of partials nearer than this many pixels would become a surface.
_LEAST_GAP = 5.0
_RECTANGLES = (Box, Span, Band)


def pixel_path(mark: Mark, canvas: Canvas) -> QPainterPath:
    """The outline of a mark on the picture as it is shown now."""
    if isinstance(mark, _RECTANGLES):
        return _rectangle_path(mark, canvas)
    rings = outline(mark)
    lengths = [len(ring) + 1 for ring in rings]
    closed = np.concatenate([part for ring in rings for part in (ring, ring[:1])])
    x = _x(np.clip(closed[:, 0], -1.0, canvas.duration + 1.0), canvas)
    y = _y(np.clip(closed[:, 1], 0.0, canvas.scale_map.nyquist), canvas)
    connect = np.ones(len(closed), np.int32)
    connect[np.cumsum(lengths) - 1] = 0
    path: QPainterPath = pg.arrayToQPath(x, y, connect=connect, finiteCheck=False)
    path.setFillRule(Qt.FillRule.WindingFill)
    return path


def _rectangle_path(mark: Mark, canvas: Canvas) -> QPainterPath:
    start, end, low, high = mark.extent
    left, right = (canvas.x_of(min(max(s, -1.0), canvas.duration + 1.0)) for s in (start, end))
    top, bottom = (canvas.y_of(min(hz, canvas.scale_map.nyquist)) for hz in (high, low))
    path = QPainterPath()
    path.addRect(left, top, right - left, bottom - top)
    path.setFillRule(Qt.FillRule.WindingFill)
    return path


def same_place(one: Mark, other: Mark) -> bool:
    """Whether two marks cover the same, whatever they say of it."""
    if type(one) is not type(other):
        return False
    return all(getattr(one, name) == getattr(other, name) for name in _place_fields(type(one)))


@lru_cache
def _place_fields(shape: type[Mark]) -> tuple[str, ...]:
    said = {part.name for part in fields(Mark)}
    return tuple(part.name for part in fields(shape) if part.name not in said)


def partial_lines(tone: Harmonics, canvas: Canvas) -> QPainterPath:
    """The middle of each partial on the picture, as far up as they do not run into each other."""
    times, course = np.asarray(tone.times), np.asarray(tone.frequencies)
    numbers = np.arange(1, tone.partials + 2)
    heights = _y(numbers * sorted(tone.frequencies)[len(course) // 2], canvas)
    apart = heights[:-1] - heights[1:] >= _LEAST_GAP
    count = len(apart) if apart.all() else int(apart.argmin())
    hz = np.outer(numbers[:count], course).ravel()
    connect = np.ones(len(hz), np.int32)
    connect[len(times) - 1 :: len(times)] = 0
    x = np.tile(_x(times, canvas), count)
    path: QPainterPath = pg.arrayToQPath(x, _y(hz, canvas), connect=connect, finiteCheck=False)
    return path


def _x(seconds: np.ndarray, canvas: Canvas) -> np.ndarray:
    view = canvas.stretch
    return (seconds - view.start) / (view.end - view.start) * canvas.area.width()


def _y(hz: np.ndarray, canvas: Canvas) -> np.ndarray:
    view = canvas.stretch
    positions = canvas.scale_map.position(hz)
    return np.asarray((view.high - positions) / (view.high - view.low) * canvas.area.height())


@lru_cache(maxsize=_MOST_SHAPES)
def outline(mark: Mark) -> tuple[np.ndarray, ...]:
    """Closed rings around what a mark covers: float (points, 2) of seconds and Hz each.

    Edges that a mark does not have lie far outside every recording.
    """
    return _OUTLINES[type(mark)](mark)


def _rectangle(mark: Mark) -> tuple[np.ndarray, ...]:
    start, end, low, high = np.clip(mark.extent, -1e9, 1e9)
    return (np.array([(start, low), (start, high), (end, high), (end, low)]),)


def _lasso(mark: Lasso) -> tuple[np.ndarray, ...]:
    return (np.asarray(mark.points),)


def _patch(mark: Patch) -> tuple[np.ndarray, ...]:
    """The borders of all rectangles together: rings that have what is covered on one hand.

    Thousands that share no edges, as in a strange file, are outlined one by one.
    """
    edges = np.asarray(mark.rectangles)
    seconds, columns = np.unique(edges[:, :2], return_inverse=True)
    hz, rows = np.unique(edges[:, 2:], return_inverse=True)
    if len(seconds) * len(hz) > _MOST_CELLS:
        corners = edges[:, ((0, 2), (0, 3), (1, 3), (1, 2))]
        return tuple(corners)
    inside = np.zeros((len(hz) + 1, len(seconds) + 1), bool)
    for (left, right), (low, high) in zip(columns.reshape(-1, 2), rows.reshape(-1, 2), strict=True):
        inside[low + 1 : high + 1, left + 1 : right + 1] = True
    return tuple(np.stack([seconds[ring[:, 0]], hz[ring[:, 1]]], axis=1) for ring in _rings(inside))


def _rings(inside: np.ndarray) -> list[np.ndarray]:
    """Corners (column, row) along the borders of cells, whose outermost ones are outside."""
    ahead: dict[tuple[int, int], list[tuple[int, int]]] = {}
    for row, column in zip(*np.nonzero(inside[:-1] != inside[1:]), strict=True):
        up = bool(inside[row + 1, column])
        ends = ((int(column) - 1, int(row)), (int(column), int(row)))
        begin, end = ends if up else ends[::-1]
        ahead.setdefault(begin, []).append(end)
    for row, column in zip(*np.nonzero(inside[:, :-1] != inside[:, 1:]), strict=True):
        right = bool(inside[row, column + 1])
        ends = ((int(column), int(row)), (int(column), int(row) - 1))
        begin, end = ends if right else ends[::-1]
        ahead.setdefault(begin, []).append(end)
    rings = []
    while ahead:
        ring = [next(iter(ahead))]
        while ring[-1] in ahead:
            following = ahead[ring[-1]]
            ring.append(following.pop())
            if not following:
                del ahead[ring[-2]]
        rings.append(np.array(ring[:-1]))
    return rings


def _tone(mark: Harmonics) -> tuple[np.ndarray, ...]:
    times, course = np.asarray(mark.times), np.asarray(mark.frequencies)
    there = np.concatenate([times, times[::-1]])
    half = np.repeat([mark.width / 2, -mark.width / 2], len(times))
    both = np.concatenate([course, course[::-1]])
    return tuple(
        np.stack([there, number * both + half], axis=1) for number in range(1, mark.partials + 1)
    )


def _stroke(mark: Stroke) -> tuple[np.ndarray, ...]:
    """The brush's edge, found where the brush is a circle of radius 1."""
    points = np.array(mark.points)
    if mark.radius_octaves:
        points[:, 1] = np.log2(np.maximum(points[:, 1], _LOWEST_HZ) / _LOWEST_HZ)
    radii = np.array([mark.radius_seconds, mark.radius_octaves or mark.radius_hz])
    rings = [ring * radii for ring in _brush_edge(points / radii)]
    if mark.radius_octaves:
        for ring in rings:
            ring[:, 1] = _LOWEST_HZ * np.exp2(ring[:, 1])
    return tuple(rings)


def _brush_edge(points: np.ndarray) -> list[np.ndarray]:
    """Outlines of a circle of radius 1 that goes along points (points, 2).

    Pieces of a long scribble are not united: that takes seconds where it crosses itself often.
    Filled by their winding they cover the same.
    """
    points = points[:: -(-len(points) // _MOST_SHOWN)] * _BRUSH_PIXELS
    if len(points) == 1:
        path = QPainterPath()
        path.addEllipse(QPointF(*points[0]), _BRUSH_PIXELS, _BRUSH_PIXELS)
    else:
        line = pg.arrayToQPath(points[:, 0], points[:, 1], connect="all", finiteCheck=False)
        stroker = QPainterPathStroker()
        stroker.setWidth(2 * _BRUSH_PIXELS)
        stroker.setCapStyle(Qt.PenCapStyle.RoundCap)
        stroker.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        path = stroker.createStroke(line)
        path.setFillRule(Qt.FillRule.WindingFill)
        if len(points) <= _MOST_UNITED:
            path = path.simplified()
    polygons = path.toSubpathPolygons()
    return [pg.functions.ndarray_from_qpolygonf(polygon) / _BRUSH_PIXELS for polygon in polygons]


_OUTLINES: dict[type[Mark], Callable[[Any], tuple[np.ndarray, ...]]] = {
    Box: _rectangle,
    Span: _rectangle,
    Band: _rectangle,
    Lasso: _lasso,
    Stroke: _stroke,
    Harmonics: _tone,
    Patch: _patch,
}
