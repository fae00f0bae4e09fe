"""Which bins and frames of a grid a drawn shape covers.

A bin counts where its centre lies inside. Whatever is drawn covers at least the nearest bin and
frame of what it was drawn through, so that nothing is lost on a coarse grid.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

# As on the picture's logarithmic axis: everything lower lies on its lowest line.
LOWEST_HZ = 20.0
# Steps of a path that are shorter than this share of the brush change nothing that can be seen.
_FINE = 0.1


@dataclass(frozen=True)
class Area:
    """Part of a grid: bins and frames around it, and bool inside (bins, frames) within these."""

    bins: slice
    frames: slice
    inside: np.ndarray

    @property
    def part(self) -> tuple[slice, slice]:
        """Index of an array (bins, frames) that gives the rectangle around the area."""
        return self.bins, self.frames

    @classmethod
    def of(cls, inside: np.ndarray, bins: slice, frames: slice) -> Area:
        """The least area that holds what is inside (bins, frames) of this part of a grid."""
        rows, columns = np.flatnonzero(inside.any(axis=1)), np.flatnonzero(inside.any(axis=0))
        if not len(rows):
            return cls(slice(0, 0), slice(0, 0), np.zeros((0, 0), bool))
        first, last = int(rows[0]), int(rows[-1]) + 1
        left, right = int(columns[0]), int(columns[-1]) + 1
        return cls(
            slice(bins.start + first, bins.start + last),
            slice(frames.start + left, frames.start + right),
            inside[first:last, left:right],
        )


def octaves(hz: np.ndarray) -> np.ndarray:
    """Octaves above the lowest frequency that counts; lower ones are raised to it."""
    return np.log2(np.maximum(hz, LOWEST_HZ) / LOWEST_HZ)


def covered(centres: np.ndarray, low: float, high: float) -> slice:
    """Increasing centres within [low, high]; at least the nearest one."""
    first = int(np.searchsorted(centres, low, side="left"))
    last = int(np.searchsorted(centres, high, side="right"))
    if last <= first:
        nearest = int(np.argmin(np.abs(centres - (low + high) / 2)))
        return slice(nearest, nearest + 1)
    return slice(first, last)


def _window(centres: np.ndarray, low: float, high: float) -> slice:
    """The centres within [low, high], and two more on either side."""
    first, last = np.searchsorted(centres, (low, high))
    return slice(max(0, int(first) - 2), min(len(centres), int(last) + 2))


def rectangle(bins: slice, frames: slice) -> Area:
    """All of these bins and frames."""
    return Area(bins, frames, np.ones((bins.stop - bins.start, frames.stop - frames.start), bool))


def tiled(edges: np.ndarray, times: np.ndarray, frequencies: np.ndarray) -> Area:
    """What lies in any of some rectangles (rectangles, 4) of start, end, low, high; each covers at
    least the bin and frame nearest to its middle."""
    first, last = _ranges(times, edges[:, 0], edges[:, 1])
    low, high = _ranges(frequencies, edges[:, 2], edges[:, 3])
    change = np.zeros((len(frequencies) + 1, len(times) + 1), np.int32)
    for rows, columns, sign in (
        (low, first, 1),
        (high, last, 1),
        (low, last, -1),
        (high, first, -1),
    ):
        np.add.at(change, (rows, columns), sign)
    inside = change.cumsum(axis=0).cumsum(axis=1)[:-1, :-1] > 0
    return Area.of(inside, slice(0, len(frequencies)), slice(0, len(times)))


def _ranges(
    centres: np.ndarray, low: np.ndarray, high: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """First and last index of the increasing centres in [low, high], the nearest where none is."""
    first = np.searchsorted(centres, low, side="left")
    last = np.searchsorted(centres, high, side="right")
    places = np.interp((low + high) / 2, centres, np.arange(len(centres)))
    nearest = np.rint(places).astype(np.int64)
    empty = last <= first
    return np.where(empty, nearest, first), np.where(empty, nearest + 1, last)


def brushed(
    path: np.ndarray, radii: tuple[float, float], times: np.ndarray, pitches: np.ndarray
) -> Area:
    """What a brush covers whose ellipse of these radii (time, pitch) goes along a path.

    path: float (points, 2) of time and pitch, pitch in the unit of pitches (bins,).
    """
    scale = np.asarray(radii)
    lows, highs = path.min(axis=0) - scale, path.max(axis=0) + scale
    frames, bins = _window(times, lows[0], highs[0]), _window(pitches, lows[1], highs[1])
    times, pitches = times[frames], pitches[bins]
    inside = np.zeros((len(pitches), len(times)), bool)
    coarse = _without_short_steps(path / scale)
    x, y = times / radii[0], pitches / radii[1]
    ends = coarse[1:] if len(coarse) > 1 else coarse
    for start, end in zip(coarse, ends, strict=False):
        columns = slice(*np.searchsorted(x, (min(start[0], end[0]) - 1, max(start[0], end[0]) + 1)))
        rows = slice(*np.searchsorted(y, (min(start[1], end[1]) - 1, max(start[1], end[1]) + 1)))
        inside[rows, columns] |= _near(x[None, columns], y[rows, None], start, end)
    inside[_crossed(path, times, pitches)] = True
    return Area.of(inside, bins, frames)


def _without_short_steps(path: np.ndarray) -> np.ndarray:
    """The path (points, 2) with fewer points, never far from where it was; both ends stay."""
    lengths = np.hypot(*np.diff(path, axis=0).T)
    _, kept = np.unique((np.append(0.0, np.cumsum(lengths)) / _FINE).astype(int), return_index=True)
    return path[np.union1d(kept, len(path) - 1)]


def _near(x: np.ndarray, y: np.ndarray, start: np.ndarray, end: np.ndarray) -> np.ndarray:
    """Whether points are at most 1 away from a straight piece."""
    across, along = end - start
    length = across**2 + along**2
    share = ((x - start[0]) * across + (y - start[1]) * along) / length if length else 0.0
    share = np.clip(share, 0.0, 1.0)
    distance = np.square(x - start[0] - share * across) + np.square(y - start[1] - share * along)
    return np.asarray(distance <= 1.0)


def _crossed(
    path: np.ndarray, times: np.ndarray, pitches: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """(bins, frames) nearest to a path without gaps, where it lies on the grid."""
    columns, rows = _index(times, path[:, 0]), _index(pitches, path[:, 1])
    steps = np.maximum(np.abs(np.diff(columns)), np.abs(np.diff(rows)))
    counts = np.ceil(2 * steps).astype(int) + 1
    piece = np.repeat(np.arange(len(counts)), counts)
    offset = np.arange(len(piece)) - np.repeat(np.cumsum(counts) - counts, counts)
    share = (offset / counts[piece])[:, None]
    dense = path[:-1][piece] * (1 - share) + path[1:][piece] * share
    dense = np.concatenate([dense, path[-1:]])
    frames = np.rint(_index(times, dense[:, 0])).astype(int)
    bins = np.rint(_index(pitches, dense[:, 1])).astype(int)
    on_grid = (frames >= 0) & (frames < len(times)) & (bins >= 0) & (bins < len(pitches))
    return bins[on_grid], frames[on_grid]


def _index(centres: np.ndarray, values: np.ndarray) -> np.ndarray:
    """Fractional index of values among increasing centres; -1 and len outside by a whole step."""
    index = np.interp(values, centres, np.arange(len(centres)))
    first, last = (
        (centres[1] - centres[0], centres[-1] - centres[-2]) if len(centres) > 1 else (1.0, 1.0)
    )
    index = np.where(values < centres[0] - first, -1.0, index)
    return np.where(values > centres[-1] + last, float(len(centres)), index)


def enclosed(polygon: np.ndarray, times: np.ndarray, pitches: np.ndarray) -> Area:
    """What lies inside a closed polygon (points, 2) of time and pitch; loops that overlap count.

    Winding numbers by a scan along the frames: every edge that a frame's line crosses adds its
    direction to all bins above the crossing. Where no centre lies inside: the outline.
    """
    (left, low), (right, high) = polygon.min(axis=0), polygon.max(axis=0)
    frames, bins = _window(times, left, right), _window(pitches, low, high)
    times, pitches = times[frames], pitches[bins]
    winding = np.zeros((len(pitches) + 1, len(times)), np.int32)
    for start, end in zip(polygon, np.roll(polygon, -1, axis=0), strict=True):
        if start[0] == end[0]:
            continue
        rises = start[0] < end[0]
        first, last = (start, end) if rises else (end, start)
        columns = np.arange(*np.searchsorted(times, (first[0], last[0])))
        share = (times[columns] - first[0]) / (last[0] - first[0])
        crossing = first[1] + share * (last[1] - first[1])
        winding[np.searchsorted(pitches, crossing), columns] += 1 if rises else -1
    inside = winding[:-1].cumsum(axis=0) != 0
    if not inside.any():
        inside[_crossed(np.concatenate([polygon, polygon[:1]]), times, pitches)] = True
    return Area.of(inside, bins, frames)


def around_partials(
    course: np.ndarray, partials: int, width: float, frequencies: np.ndarray
) -> np.ndarray:
    """Bool (bins, frames): within half a width (Hz) of a multiple of the course (frames,) in Hz.

    Multiples above the highest bin are left out; each of the others has at least one bin.
    """
    highest = frequencies[-1] + (frequencies[-1] - frequencies[-2] if len(frequencies) > 1 else 1)
    change = np.zeros((len(frequencies) + 1, len(course)), np.int32)
    for number in range(1, partials + 1):
        (columns,) = np.nonzero(number * course <= highest)
        centre = number * course[columns]
        first = np.searchsorted(frequencies, centre - width / 2, side="left")
        last = np.searchsorted(frequencies, centre + width / 2, side="right")
        nearest = np.rint(np.interp(centre, frequencies, np.arange(len(frequencies)))).astype(int)
        empty = last <= first
        first, last = np.where(empty, nearest, first), np.where(empty, nearest + 1, last)
        np.add.at(change, (first, columns), 1)
        np.add.at(change, (last, columns), -1)
    return np.asarray(change[:-1].cumsum(axis=0) > 0)
