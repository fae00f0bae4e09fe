"""Lines with no more points than they need."""

from __future__ import annotations

import numpy as np


def without_needless(line: np.ndarray, least: np.ndarray) -> np.ndarray:
    """A line (points, 2) without the points that lie within `least` (2,) of the straight.

    Douglas & Peucker 1973, with an own unit for each axis; both ends stay.
    """
    scaled = line / least
    kept = np.zeros(len(line), bool)
    kept[[0, -1]] = True
    pieces = [(0, len(line) - 1)]
    while pieces:
        first, last = pieces.pop()
        if last - first < 2:
            continue
        distance = _distances(scaled[first + 1 : last], scaled[first], scaled[last])
        farthest = int(distance.argmax())
        if distance[farthest] > 1.0:
            middle = first + 1 + farthest
            kept[middle] = True
            pieces += [(first, middle), (middle, last)]
    return line[kept]


def _distances(points: np.ndarray, start: np.ndarray, end: np.ndarray) -> np.ndarray:
    """From points (n, 2) to the straight between start and end: float (n,)."""
    along = end - start
    length = float(along @ along)
    share = (points - start) @ along / length if length else np.zeros(len(points))
    return np.hypot(*(points - start - np.clip(share, 0.0, 1.0)[:, None] * along).T)
