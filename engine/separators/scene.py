"""A magnitude spectrogram and what several splits of it need."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property

import numpy as np
from scipy.ndimage import median_filter

from engine.separators.factorisation import EPSILON, MAX_FRAMES_FOR_STATISTICS, factorise
from engine.spectrogram import erb_number


class Scene:
    """A magnitude spectrogram (bands, frames) and what several splits need of it."""

    def __init__(self, magnitude: np.ndarray, frequencies: np.ndarray, seed: int) -> None:
        self.magnitude = magnitude
        self.frequencies = frequencies
        self.seed = seed
        self._medians: dict[tuple[int, int], tuple[np.ndarray, np.ndarray]] = {}
        self._quantiles: dict[float, np.ndarray] = {}
        self._made: dict[Callable[[Scene], np.ndarray], np.ndarray] = {}

    @cached_property
    def sampled(self) -> np.ndarray:
        """Evenly spaced frames, few enough for statistics over bands."""
        stride = -(-self.magnitude.shape[1] // MAX_FRAMES_FOR_STATISTICS)
        return self.magnitude[:, ::stride]

    @cached_property
    def band_power(self) -> np.ndarray:
        """Power of each band, mean over time: (bands,)."""
        return np.square(self.sampled).mean(1) + EPSILON * np.square(self.sampled).mean()

    @cached_property
    def log_envelopes(self) -> np.ndarray:
        """Log magnitude with a floor 60 dB below the peak."""
        return np.log(self.sampled + 1e-3 * self.sampled.max() + EPSILON)

    @cached_property
    def modulation_depth(self) -> np.ndarray:
        """Log of spread over mean of each band's envelope: (bands,)."""
        spread = self.sampled.std(1) + EPSILON
        return np.log(spread / (self.sampled.mean(1) + EPSILON))

    @cached_property
    def nmf_magnitude(self) -> tuple[np.ndarray, np.ndarray]:
        """KL-NMF of the magnitude with 8 components."""
        return factorise(self.magnitude, 8, 60, seed=self.seed)

    @cached_property
    def nmf_root(self) -> tuple[np.ndarray, np.ndarray]:
        """Euclidean NMF of the root of the magnitude with 8 components."""
        return factorise(np.sqrt(self.magnitude), 8, 60, seed=self.seed, euclidean=True)

    @cached_property
    def band_level(self) -> np.ndarray:
        """Mean magnitude of each band: (bands,)."""
        level: np.ndarray = self.magnitude.mean(1)
        return level

    @cached_property
    def positions(self) -> np.ndarray:
        """The bands' places on the ERB-number scale: (bands,)."""
        return erb_number(self.frequencies)

    def once(self, make: Callable[[Scene], np.ndarray]) -> np.ndarray:
        """What `make` makes of this scene, kept once made."""
        if make not in self._made:
            self._made[make] = make(self)
        return self._made[make]

    def quantile(self, share: float) -> np.ndarray:
        """That quantile of each band's magnitude, kept once made: (bands, 1)."""
        if share not in self._quantiles:
            self._quantiles[share] = np.quantile(self.sampled, share, axis=1, keepdims=True)
        return self._quantiles[share]

    def medians(self, frames: int, bands: int) -> tuple[np.ndarray, np.ndarray]:
        """Running medians over that many frames and over that many bands, kept once made."""
        sizes = (frames, bands)
        if sizes not in self._medians:
            along = running_median(self.magnitude, frames)
            self._medians[sizes] = along, running_median(self.magnitude.T, bands).T
        return self._medians[sizes]


def running_median(rows: np.ndarray, size: int) -> np.ndarray:
    """Median over `size` (odd) neighbours along the last axis of (rows, columns), mirrored edges.

    The rows pass as one line: scipy's one-dimensional filter is 20 times as fast as its other.
    """
    half = size // 2
    padded = np.pad(rows, ((0, 0), (half, half)), mode="symmetric")
    filtered: np.ndarray = median_filter(padded.ravel(), size=size, mode="nearest")
    return filtered.reshape(padded.shape)[:, half : half + rows.shape[1]]


def wiener(a: np.ndarray, b: np.ndarray, power: float = 2.0) -> np.ndarray:
    """Ratio mask a^p / (a^p + b^p)."""
    a, b = a**power, b**power
    return a / (a + b + EPSILON)
