"""A simulated user who knows the references and draws the box that would help most.

Candidate boxes lie on fixed edges; the one whose energy is worst served by the present masks is
drawn. A careless user accepts less pure boxes, is content with a third of the best gain and
misses the edges.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine.guidance import Box, Guidance

TIME_STEP = 0.1
LOW_EDGES = (0.0, 100.0, 200.0, 300.0, 400.0)
BOTTOM_HEIGHT = 210.0


@dataclass(frozen=True)
class UserSettings:
    """How a simulated user draws.

    purity: least share of a box's reference energy that belongs to its source.
    octaves, seconds: greatest height and length of a box; shortest: least length in seconds.
    contentment: any candidate with this share of the best gain will do (1: the best only).
    slip: each edge is missed by up to this share of the box's size.
    """

    purity: float = 0.85
    octaves: float = 1.0
    seconds: float = 1.5
    shortest: float = 0.2
    contentment: float = 1.0
    slip: float = 0.0


CAREFUL = UserSettings()
CARELESS = UserSettings(purity=0.70, contentment=0.3, slip=0.2)
GENEROUS = UserSettings(octaves=2.0, seconds=3.0)


class SimulatedUser:
    """Draws boxes for one mixture whose references are known."""

    def __init__(
        self,
        energies: np.ndarray,
        times: np.ndarray,
        frequencies: np.ndarray,
        settings: UserSettings = CAREFUL,
        seed: int = 0,
    ) -> None:
        """energies: (sources, bins, frames) of the references at times (s), frequencies (Hz)."""
        self._settings = settings
        self._random = np.random.default_rng(seed)
        self._energies = energies.astype(np.float64)
        total = self._energies.sum(axis=0)
        self._advantage = 2.0 * self._energies - total
        self._time_edges = np.arange(0.0, times[-1] + TIME_STEP, TIME_STEP)
        self._pitch_edges = frequency_edges(float(frequencies[-1]))
        self._rows = np.searchsorted(frequencies, self._pitch_edges)
        self._columns = np.searchsorted(times, self._time_edges)
        self._heights = self._frequency_ranges()
        self._lengths = self._time_ranges()
        sums = self._box_sums(total)
        with np.errstate(divide="ignore", invalid="ignore"):
            shares = np.stack([self._box_sums(part) for part in self._energies]) / sums
        self._pure = np.where(sums > 1e-9 * total.sum(), shares, 0.0) >= settings.purity

    def _frequency_ranges(self) -> np.ndarray:
        edges = self._pitch_edges
        pairs = [
            (low, high)
            for low in range(len(edges))
            for high in range(low + 1, len(edges))
            if edges[high] - edges[low] <= BOTTOM_HEIGHT
            or edges[high] <= edges[low] * 2.0**self._settings.octaves * 1.0001
        ]
        return np.asarray(pairs)

    def _time_ranges(self) -> np.ndarray:
        count = len(self._time_edges)
        shortest = round(self._settings.shortest / TIME_STEP)
        longest = round(self._settings.seconds / TIME_STEP)
        pairs = [
            (start, end)
            for start in range(count)
            for end in range(start + shortest, min(start + longest, count - 1) + 1)
        ]
        return np.asarray(pairs)

    def _box_sums(self, values: np.ndarray) -> np.ndarray:
        """Sums of values (bins, frames) over every candidate: (heights, lengths)."""
        cumulative = np.zeros((values.shape[0] + 1, values.shape[1] + 1))
        cumulative[1:, 1:] = values.cumsum(axis=0).cumsum(axis=1)
        corners = cumulative[np.ix_(self._rows, self._columns)]
        strips = corners[self._heights[:, 1]] - corners[self._heights[:, 0]]
        return strips[:, self._lengths[:, 1]] - strips[:, self._lengths[:, 0]]

    def next_box(self, masks: np.ndarray, drawn: Guidance) -> Box | None:
        """The next box, or None where none would help.

        masks: the present ones, (sources, bins, frames) on the grid of the energies.
        """
        gains = np.stack(
            [
                np.where(self._allowed(source, drawn), self._gain(source, masks[source]), 0.0)
                for source in range(len(self._energies))
            ]
        )
        fresh = [k for k in range(len(gains)) if all(box.source != k for box in drawn.boxes)]
        if fresh and gains[fresh].max() > 0:
            gains[[k for k in range(len(gains)) if k not in fresh]] = 0.0
        best = gains.max()
        if best <= 0:
            return None
        return self._draw(*self._choose(gains, best))

    def _gain(self, source: int, mask: np.ndarray) -> np.ndarray:
        return self._box_sums(self._advantage[source] * (1.0 - mask))

    def _allowed(self, source: int, drawn: Guidance) -> np.ndarray:
        allowed: np.ndarray = self._pure[source].copy()
        starts, ends = self._time_edges[self._lengths].T
        lows, highs = self._pitch_edges[self._heights].T
        for box in drawn.boxes:
            if box.source == source:
                width = np.minimum(ends, box.end) - np.maximum(starts, box.start)
                height = np.minimum(highs, box.high) - np.maximum(lows, box.low)
                common = np.maximum(height, 0)[:, None] * np.maximum(width, 0)[None]
                allowed &= common <= 0.5 * (box.end - box.start) * (box.high - box.low)
        return allowed

    def _choose(self, gains: np.ndarray, best: float) -> tuple[int, int, int]:
        content = np.flatnonzero(gains.ravel() >= self._settings.contentment * best)
        chosen = content[self._random.integers(len(content))] if len(content) > 1 else content[0]
        source, height, length = np.unravel_index(chosen, gains.shape)
        return int(source), int(height), int(length)

    def _draw(self, source: int, height: int, length: int) -> Box:
        low, high = self._pitch_edges[self._heights[height]]
        start, end = self._time_edges[self._lengths[length]]
        slips = self._settings.slip * self._random.uniform(-1.0, 1.0, 4)
        wide, tall = end - start, high - low
        return Box(
            source=source,
            kind="activate",
            start=max(0.0, float(start + slips[0] * wide)),
            end=float(end + slips[1] * wide),
            low=max(0.0, float(low + slips[2] * tall)),
            high=float(high + slips[3] * tall),
        )


def frequency_edges(top: float) -> np.ndarray:
    """0, 100, 200, 300, 400 Hz, then thirds of an octave up to the top, in Hz."""
    thirds = 400.0 * 2.0 ** (np.arange(1, 64) / 3.0)
    return np.concatenate([LOW_EDGES, thirds[thirds < top], [top]])
