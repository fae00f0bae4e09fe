"""The same recording seen through windows of other lengths, for the blind start.

A window decides what can be told apart: pitches through a long one, strokes through a short one.
What arises there is brought to the usual grid and judged on it, beside its own hypotheses.
"""

from __future__ import annotations

import numpy as np
import torch

from engine.masks import Masks
from engine.propagation import LONG_FRAMES, Features, prepare
from engine.recording import Recording
from engine.separators.hypotheses import Probe
from engine.separators.scene import Scene
from engine.separators.stage import FEWEST_BANDS, Stage
from engine.spectrogram import AnalysisGrid
from engine.stems import interpolate

# Lengths beside the usual window's, by steps of some sqrt(2).
LENGTHS = (0.7, 0.5, 0.35, 1.41)


def lenses(mixture: Recording, stage: Stage, bands: int) -> list[WindowLens]:
    """Those through which this mixture is seen, besides the first bands of the stage's grid.

    None for a long one.
    """
    if len(stage.times) > LONG_FRAMES:
        return []
    grids = (AnalysisGrid.for_rate(mixture.sample_rate, window=length) for length in LENGTHS)
    return [WindowLens(mixture, stage, bands, grid) for grid in grids if grid.bands >= FEWEST_BANDS]


class WindowLens:
    """A recording on another grid, beside the first bands of a stage's grid."""

    def __init__(self, mixture: Recording, stage: Stage, bands: int, grid: AnalysisGrid) -> None:
        self._mixture = mixture
        self._grid = grid
        self._seed = stage.seed
        self._times, self._frequencies = stage.times, stage.frequencies[:bands]
        self._own_times = grid.times(mixture.samples)

    def scene(self, part: np.ndarray) -> Scene:
        """A part of it, a mask (bands, frames) on the usual grid."""
        magnitude = self._grid.magnitude(self._mixture).numpy()
        here = Masks(part[None], self._times, self._frequencies)
        share = _moved(here, self._own_times, self._grid.frequencies)
        return Scene(magnitude * share, self._grid.frequencies, self._seed)

    def features(self, magnitude: np.ndarray) -> Features:
        """What makes the bins of a magnitude on this grid alike."""
        return prepare(magnitude, self._own_times, self._grid.frequencies, seed=self._seed)

    def places(self, probe: Probe) -> tuple[np.ndarray, np.ndarray]:
        """Where the bins of a probe on the usual grid lie on this one: bands, frames."""
        bands = _nearest(self._frequencies[probe.bins], self._grid.frequencies)
        return bands, _nearest(self._times[probe.frames], self._own_times)

    def back(self, values: np.ndarray) -> np.ndarray:
        """Values (bands, frames) of this grid on the usual one."""
        here = Masks(values[None], self._own_times, self._grid.frequencies)
        return _moved(here, self._times, self._frequencies)


def _moved(one: Masks, times: np.ndarray, frequencies: np.ndarray) -> np.ndarray:
    """The one mask at other times and frequencies: float32 (bands, frames)."""
    moved = interpolate(torch.from_numpy(one.values), one, times, frequencies)
    values: np.ndarray = moved[0].numpy()
    return values


def _nearest(wanted: np.ndarray, known: np.ndarray) -> np.ndarray:
    """Index of the nearest of increasing values to each wanted one."""
    after = np.clip(np.searchsorted(known, wanted), 1, len(known) - 1)
    nearest: np.ndarray = np.where(
        wanted - known[after - 1] <= known[after] - wanted, after - 1, after
    )
    return nearest
