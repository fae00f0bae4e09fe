"""The boxes that a program may ask about: as large as a person draws them, on fixed edges."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

_TIME_STEP, _MOST_STEPS = 0.1, 1200
_FEWEST, _MOST = 2, 15
_LOW_EDGES = (0.0, 100.0, 200.0, 300.0, 400.0)
_BOTTOM_HEIGHT, _OCTAVES = 210.0, 1.0


class Edges(NamedTuple):
    """Edges of boxes, each (boxes,): seconds and Hz, and the bins and frames between them."""

    start: np.ndarray
    end: np.ndarray
    low: np.ndarray
    high: np.ndarray
    first_bin: np.ndarray
    last_bin: np.ndarray
    first_frame: np.ndarray
    last_frame: np.ndarray


class Candidates:
    """All boxes of 0.2 to 1.5 s and at most an octave, or 210 Hz at the bottom.

    Values of them are arrays (heights, lengths). In recordings of over two minutes the steps in
    time, and with them the boxes, grow.
    """

    def __init__(self, times: np.ndarray, frequencies: np.ndarray) -> None:
        """times: (frames,) in s; frequencies: (bins,) in Hz; both increasing."""
        step = _TIME_STEP * max(1.0, float(times[-1]) / (_TIME_STEP * _MOST_STEPS))
        self._moments = np.arange(0.0, times[-1] + step, step)
        self._pitches = _pitch_edges(float(frequencies[-1]))
        self._rows = np.searchsorted(frequencies, self._pitches)
        self._rows[-1] = len(frequencies)
        self._columns = np.searchsorted(times, self._moments)
        self._heights = self._all_heights()
        self._lengths = self._all_lengths()

    @property
    def shape(self) -> tuple[int, int]:
        """Numbers of heights and lengths."""
        return len(self._heights), len(self._lengths)

    def _all_heights(self) -> np.ndarray:
        edges = self._pitches
        pairs = [
            (low, high)
            for low in range(len(edges))
            for high in range(low + 1, len(edges))
            if edges[high] - edges[low] <= _BOTTOM_HEIGHT
            or edges[high] <= edges[low] * 2.0**_OCTAVES * 1.0001
        ]
        return np.asarray(pairs, np.int64).reshape(-1, 2)

    def _all_lengths(self) -> np.ndarray:
        count = len(self._moments)
        pairs = [
            (start, start + length)
            for start in range(count)
            for length in range(_FEWEST, min(_MOST, count - 1 - start) + 1)
        ]
        # Of a recording shorter than the shortest box all is one box.
        return np.asarray(pairs or [(0, count - 1)], np.int64)

    def sums(self, values: np.ndarray) -> np.ndarray:
        """Sums of values (bins, frames) over every box, by an integral image."""
        cumulative = np.zeros((values.shape[0] + 1, values.shape[1] + 1))
        cumulative[1:, 1:] = values.cumsum(axis=0, dtype=np.float64).cumsum(axis=1)
        corners = cumulative[np.ix_(self._rows, self._columns)]
        strips = corners[self._heights[:, 1]] - corners[self._heights[:, 0]]
        summed: np.ndarray = strips[:, self._lengths[:, 1]] - strips[:, self._lengths[:, 0]]
        return summed

    def edges(self, chosen: np.ndarray) -> Edges:
        """Edges of boxes, given by their indices into flattened values."""
        height, length = np.unravel_index(chosen, self.shape)
        spans, bands = self._lengths[length], self._heights[height]
        return Edges(
            *self._moments[spans].T,
            *self._pitches[bands].T,
            *self._rows[bands].T,
            *self._columns[spans].T,
        )


def _pitch_edges(top: float) -> np.ndarray:
    """0, 100, 200, 300, 400 Hz, then thirds of an octave up to the top, in Hz."""
    thirds = 400.0 * 2.0 ** (np.arange(1, 64) / 3.0)
    inner = np.concatenate([_LOW_EDGES, thirds])
    return np.concatenate([inner[inner < top], [top]])
