"""How a drag changes a mark: which edges it moves, and what comes of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from enum import Flag, auto
from typing import Any, TypeVar

import numpy as np
from PySide6.QtCore import Qt

from editor.axes import LOWEST_LOG_HZ, FrequencyMap
from engine.guidance import Band, Box, Harmonics, Lasso, Mark, Patch, Span, Stroke
from engine.guidance.marks import MAX_PARTIALS, Points, as_rectangles


class Grip(Flag):
    """Which edges of a mark a drag moves; all four move the mark."""

    START = auto()
    END = auto()
    LOW = auto()
    HIGH = auto()
    BODY = START | END | LOW | HIGH


AnyMark = TypeVar("AnyMark", bound=Mark)
Drawn = TypeVar("Drawn", Stroke, Lasso)

# The edges that can be moved one by one. A tone's upper edge counts its partials.
EDGES: dict[type[Mark], Grip] = {
    Box: Grip.BODY,
    Span: Grip.START | Grip.END,
    Band: Grip.LOW | Grip.HIGH,
    Stroke: Grip.BODY,
    Lasso: Grip.BODY,
    Harmonics: Grip.START | Grip.END | Grip.HIGH,
    Patch: Grip.BODY,
}
# These are what lies between their edges; the others only have a frame around them.
RECTANGULAR = (Box, Span, Band)
_FLAT = 1e-6


def cursor_of(grip: Grip) -> Qt.CursorShape:
    """The pointer that says what a drag will do."""
    if grip == Grip.BODY:
        return Qt.CursorShape.SizeAllCursor
    sideways, upright = bool(grip & (Grip.START | Grip.END)), bool(grip & (Grip.LOW | Grip.HIGH))
    if sideways and upright:
        falling = bool(grip & Grip.START) == bool(grip & Grip.HIGH)
        return Qt.CursorShape.SizeFDiagCursor if falling else Qt.CursorShape.SizeBDiagCursor
    return Qt.CursorShape.SizeHorCursor if sideways else Qt.CursorShape.SizeVerCursor


def reshaped(
    mark: AnyMark,
    grip: Grip,
    seconds: float,
    positions: float,
    scale: FrequencyMap,
    duration: float,
) -> AnyMark:
    """The mark after the gripped edges moved by seconds and by positions on the frequency map.

    It stays within the recording; a move keeps its size there, a resize may turn it inside out.
    Edges that do not move keep their exact values.
    """
    change = _CHANGES[type(mark)]
    changed: AnyMark = change(mark, grip, seconds, positions, scale, duration)
    return changed


def edge_hz(position: float, scale: FrequencyMap) -> float:
    """Frequency of an edge; the picture's lowest line means everything below it too."""
    if position <= 1e-9:
        return 0.0
    return min(float(scale.hz(position)), scale.nyquist)


def _box(
    box: Box, grip: Grip, seconds: float, positions: float, scale: FrequencyMap, duration: float
) -> Box:
    start, end = _times(box.start, box.end, grip, seconds, duration)
    low, high = _frequencies(box.low, box.high, grip, positions, scale)
    if start >= end or low >= high:
        return box
    return replace(box, start=start, end=end, low=low, high=high)


def _span(
    span: Span, grip: Grip, seconds: float, positions: float, scale: FrequencyMap, duration: float
) -> Span:
    start, end = _times(span.start, span.end, grip, seconds, duration)
    return span if start >= end else replace(span, start=start, end=end)


def _band(
    band: Band, grip: Grip, seconds: float, positions: float, scale: FrequencyMap, duration: float
) -> Band:
    low, high = _frequencies(band.low, band.high, grip, positions, scale)
    return band if low >= high else replace(band, low=low, high=high)


def _drawn(
    mark: Drawn, grip: Grip, seconds: float, positions: float, scale: FrequencyMap, duration: float
) -> Drawn:
    """A stroke or a lasso, moved within the picture or stretched; a brush stretches with it."""
    times, hz = np.asarray(mark.points).T
    if grip == Grip.BODY:
        seconds = _kept_inside(float(times.min()), float(times.max()), seconds, duration)
        moved = hz
        if positions:
            places = np.asarray(scale.position(hz))
            positions = _kept_inside(float(places.min()), float(places.max()), positions, scale.top)
            moved = hz if positions == 0.0 else scale.hz(places + positions)
        return replace(mark, points=_points(times + seconds, moved))
    extent = mark.extent
    start, end = _times(extent.start, extent.end, grip, seconds, duration)
    times, wider = _stretched(times, extent.start, extent.end, start, end)
    low, high = _frequencies(extent.low, extent.high, grip, positions, scale)
    hz, higher = _stretched_hz(mark, hz, low, high)
    if min(wider, higher) < _FLAT:
        return mark
    return _with_points(mark, _points(times, hz), wider, higher)


def _stretched_hz(mark: Drawn, hz: np.ndarray, low: float, high: float) -> tuple[np.ndarray, float]:
    """Frequencies between new edges, in the measure in which the mark is round or straight."""
    extent = mark.extent
    if (low, high) == (extent.low, extent.high):
        return hz, 1.0
    if isinstance(mark, Stroke) and mark.radius_hz:
        return _stretched(hz, extent.low, extent.high, low, high)
    edges = np.log2(np.maximum([extent.low, extent.high, low, high], LOWEST_LOG_HZ))
    octaves, higher = _stretched(np.log2(np.maximum(hz, LOWEST_LOG_HZ)), *edges.tolist())
    return np.exp2(octaves), higher


def _with_points(mark: Drawn, points: Points, wider: float, higher: float) -> Drawn:
    changes: dict[str, Any] = {"points": points}
    if isinstance(mark, Stroke):
        changes["radius_seconds"] = mark.radius_seconds * wider
        changes["radius_octaves"] = mark.radius_octaves * higher
        changes["radius_hz"] = mark.radius_hz * higher
    return replace(mark, **changes)


def _points(times: np.ndarray, hz: np.ndarray) -> Points:
    return tuple(zip(times.tolist(), np.asarray(hz).tolist(), strict=True))


def _stretched(
    values: np.ndarray, low: float, high: float, new_low: float, new_high: float
) -> tuple[np.ndarray, float]:
    """Values between edges that move, and how many times as far apart they are then."""
    if (low, high) == (new_low, new_high) or high <= low:
        return values, 1.0
    factor = (new_high - new_low) / (high - low)
    return new_low + (values - low) * factor, factor


def _patch(
    patch: Patch,
    grip: Grip,
    seconds: float,
    positions: float,
    scale: FrequencyMap,
    duration: float,
) -> Patch:
    """All rectangles, moved within the picture or stretched together."""
    extent = patch.extent
    edges = np.asarray(patch.rectangles)
    start, end = _times(extent.start, extent.end, grip, seconds, duration)
    times, wider = _stretched(edges[:, :2], extent.start, extent.end, start, end)
    places = np.asarray(scale.position(edges[:, 2:]))
    low, high = float(places.min()), float(places.max())
    moves = Grip.LOW in grip, Grip.HIGH in grip
    bottom, top = _moved((low, high), moves, positions, scale.top) if positions else (low, high)
    places, higher = _stretched(places, low, high, bottom, top)
    if min(wider, higher) < _FLAT:
        return patch
    hz = edges[:, 2:] if (bottom, top) == (low, high) else np.asarray(scale.hz(places))
    # The picture's lowest line means everything below it too.
    hz = np.where(places <= 1e-9, 0.0, hz)
    moved = np.concatenate([times, hz], axis=1)
    if not ((moved[:, 0] < moved[:, 1]) & (moved[:, 2] < moved[:, 3])).all():
        return patch
    return replace(patch, rectangles=as_rectangles(moved))


def _tone(
    tone: Harmonics,
    grip: Grip,
    seconds: float,
    positions: float,
    scale: FrequencyMap,
    duration: float,
) -> Harmonics:
    """The whole course; upwards its fundamental moves by positions, its shape by their ratio.

    Its ends stretch it in time; its upper edge says how many partials it has.
    """
    if grip != Grip.BODY:
        return _stretched_tone(tone, grip, seconds, positions, scale, duration)
    seconds = _kept_inside(tone.times[0], tone.times[-1], seconds, duration)
    low, high = min(tone.frequencies), max(tone.frequencies)
    edges = float(scale.position(low)), float(scale.position(high))
    positions = _kept_inside(*edges, positions, scale.top)
    ratio = 1.0 if positions == 0.0 else float(scale.hz(edges[0] + positions)) / low
    if ratio <= 0.0:
        ratio = 1.0
    return replace(
        tone,
        times=tuple(time + seconds for time in tone.times),
        frequencies=tuple(hz * ratio for hz in tone.frequencies),
    )


def _stretched_tone(
    tone: Harmonics,
    grip: Grip,
    seconds: float,
    positions: float,
    scale: FrequencyMap,
    duration: float,
) -> Harmonics:
    extent, times = tone.extent, np.asarray(tone.times)
    start, end = _times(extent.start, extent.end, grip, seconds, duration)
    times, wider = _stretched(times, extent.start, extent.end, start, end)
    partials = tone.partials
    if Grip.HIGH in grip and positions:
        top = float(scale.position(min(extent.high, scale.nyquist))) + positions
        reach = float(scale.hz(min(max(top, 0.0), scale.top)))
        partials = round((reach - tone.width / 2) / max(tone.frequencies))
    if wider < _FLAT or (np.diff(times) <= 0).any():
        return tone
    partials = min(max(partials, 1), MAX_PARTIALS)
    return replace(tone, times=tuple(times.tolist()), partials=partials)


def _times(
    start: float, end: float, grip: Grip, seconds: float, duration: float
) -> tuple[float, float]:
    return _moved((start, end), (Grip.START in grip, Grip.END in grip), seconds, duration)


def _frequencies(
    low: float, high: float, grip: Grip, positions: float, scale: FrequencyMap
) -> tuple[float, float]:
    if not positions or not grip & (Grip.LOW | Grip.HIGH):
        return low, high
    edges = float(scale.position(low)), float(scale.position(high))
    moved = _moved(edges, (Grip.LOW in grip, Grip.HIGH in grip), positions, scale.top)
    return (
        low if moved[0] == edges[0] else edge_hz(moved[0], scale),
        high if moved[1] == edges[1] else edge_hz(moved[1], scale),
    )


def _moved(
    edges: tuple[float, float], moves: tuple[bool, bool], by: float, top: float
) -> tuple[float, float]:
    low, high = edges
    if all(moves):
        by = _kept_inside(low, high, by, top)
        return low + by, high + by
    low = min(max(low + by, 0.0), top) if moves[0] else low
    high = min(max(high + by, 0.0), top) if moves[1] else high
    return min(low, high), max(low, high)


def _kept_inside(low: float, high: float, by: float, top: float) -> float:
    """The part of a move that keeps [low, high] within [0, top]; none where it is not within."""
    least, most = min(-low, 0.0), max(top - high, 0.0)
    return min(max(by, least), most)


_CHANGES: dict[type[Mark], Callable[..., Any]] = {
    Box: _box,
    Span: _span,
    Band: _band,
    Stroke: _drawn,
    Lasso: _drawn,
    Harmonics: _tone,
    Patch: _patch,
}
