"""How two files correlate when every frequency has the same weight: the phase transform.

The phase transform (Knapp & Carter 1976) gives every frequency the same weight, so that loud
private sounds cannot drown the shared one: a common waveform is one sharp peak.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from scipy import fft, ndimage

from engine.coseparation.material import Resampler, common_rate

_LOWEST_HZ = 60.0
_QUIETEST = 1e-4
_FINE_STEPS = 64
_BAND_HZ, _LOUDEST_BAND = 50.0, 3.0
_NEAR_SECONDS = 0.02


class Sound(Protocol):
    """Samples (samples,) and how many of them a second has."""

    @property
    def mono(self) -> np.ndarray: ...

    @property
    def rate(self) -> int: ...


def whitened(sound: np.ndarray, rate: int, n_fft: int, highest: float) -> np.ndarray:
    """The phases of a sound's spectrum, complex64, zero where it has nothing to say.

    highest: Hz, above it nothing is said.
    """
    full = fft.rfft(sound, n_fft)
    power = np.abs(full)
    width = max(3, int(50.0 * n_fft / rate))
    level = ndimage.uniform_filter1d(power, width)
    hertz = np.arange(len(full)) * (rate / n_fft)
    usable = (hertz > _LOWEST_HZ) & (hertz < highest)
    usable &= level > _QUIETEST * level.max()
    phases: np.ndarray = np.where(usable, full / np.maximum(power, 1e-12), 0).astype(np.complex64)
    return phases


@dataclass(frozen=True)
class Peak:
    """The best lag of one file behind another: seconds, sign of the peak, and its height.

    height: the weighted geometric mean of how far the peak stands above chance in standard
    deviations, and, counting thrice, of the same where no narrow band may say more than a little:
    tones that happen to agree would make a peak by themselves.
    """

    seconds: float
    sign: float
    height: float


class Correlator:
    """Whitened spectra of all files at one rate, and the correlation of any two."""

    def __init__(self, materials: Sequence[Sound]) -> None:
        self.rate = common_rate([material.rate for material in materials])
        self.sounds = [
            m.mono
            if m.rate == self.rate
            else Resampler(len(m.mono), self.rate / m.rate).there(m.mono)
            for m in materials
        ]
        longest = sorted(len(sound) for sound in self.sounds)[-2:]
        self._n_fft = int(fft.next_fast_len(sum(longest), real=True))
        self._spectra: list[np.ndarray | None] = [None] * len(materials)
        self._limits = [0.45 * min(material.rate, self.rate) for material in materials]

    def _whitened(self, index: int) -> np.ndarray:
        spectrum = self._spectra[index]
        if spectrum is None:
            spectrum = whitened(
                np.asarray(self.sounds[index], np.float64),
                self.rate,
                self._n_fft,
                self._limits[index],
            )
            self._spectra[index] = spectrum
        return spectrum

    def peak(self, first: int, second: int, near: float | None = None) -> Peak:
        """How far `second` hears the shared sound after `first`.

        near: seconds, only lags close to it are looked at.
        """
        cross = self._whitened(second) * self._whitened(first).conj()
        lag, curve, chance = self._highest(cross, first, second, near)
        if lag is None:
            return Peak(near or 0.0, 1.0, 0.0)
        sign = 1.0 if curve >= 0 else -1.0
        fine = self._fine(cross * sign, float(lag))
        spread = self._spread(cross * sign, fine)
        height = (abs(curve) / chance * max(spread, 0.0) ** 3) ** 0.25
        return Peak(fine / self.rate, sign, height)

    def rough(self, first: int, second: int, near: float) -> float:
        """How far the highest peak close to a lag stands above chance: much faster than `peak`."""
        cross = self._whitened(second) * self._whitened(first).conj()
        lag, curve, chance = self._highest(cross, first, second, near)
        return 0.0 if lag is None else abs(curve) / chance

    def _highest(
        self, cross: np.ndarray, first: int, second: int, near: float | None
    ) -> tuple[int | None, float, float]:
        """The lag in samples with the highest peak, its height, and what is usual."""
        curve = fft.irfft(cross, self._n_fft)
        chance = float(np.median(np.abs(curve))) / 0.6745 or 1.0
        lengths = len(self.sounds[first]), len(self.sounds[second])
        lags = np.arange(self._n_fft)
        lags = np.where(lags < self._n_fft - lengths[0], lags, lags - self._n_fft)
        allowed = (lags > -lengths[0]) & (lags < lengths[1])
        if near is not None:
            allowed &= np.abs(lags - near * self.rate) <= _NEAR_SECONDS * self.rate
        if not allowed.any():
            return None, 0.0, chance
        best = int(np.argmax(np.where(allowed, np.abs(curve), -1.0)))
        return int(lags[best]), float(curve[best]), chance

    def _spread(self, cross: np.ndarray, lag: float) -> float:
        """How far the narrow bands agree on a lag in samples, in standard deviations."""
        turns = np.arange(len(cross)) / self._n_fft
        agreed = (cross * np.exp(2j * np.pi * turns * lag)).real
        width = max(8, int(_BAND_HZ * self._n_fft / self.rate))
        bands = len(cross) // width
        used = np.count_nonzero(cross[: bands * width].reshape(bands, width), axis=1)
        summed = agreed[: bands * width].reshape(bands, width).sum(axis=1)
        known = used > width / 2
        if not known.any():
            return 0.0
        scores = summed[known] / np.sqrt(used[known] / 2)
        clipped = np.clip(scores, -_LOUDEST_BAND, _LOUDEST_BAND)
        return float(clipped.sum() / np.sqrt(np.count_nonzero(known)))

    def _fine(self, cross: np.ndarray, lag: float) -> float:
        """The lag in samples between two of them: the band-limited correlation's maximum."""
        turns = np.arange(len(cross)) / self._n_fft
        used = np.flatnonzero(cross)
        turns, cross = turns[used], cross[used]
        step = 0.5
        while step > 1 / _FINE_STEPS:
            tried = lag + step * np.array([-1.0, 0.0, 1.0])
            heights = [float((cross * np.exp(2j * np.pi * turns * t)).real.sum()) for t in tried]
            lag = float(tried[int(np.argmax(heights))])
            step = step if np.argmax(heights) != 1 else step / 2
        return lag
