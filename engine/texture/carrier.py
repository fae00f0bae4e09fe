"""Noise with the fine spectrum of a stretch and its picture between the channels.

The new sound's phases come from here: none of the given sound's are kept.
"""

from __future__ import annotations

import numpy as np

from engine.texture.filterbank import frame_hop

# Fine enough for narrow bands of noise; impulses need a response as short as they are.
_FINE_SECONDS = 0.37
_SHORT_SECONDS = 0.012
# Impulses a second that stand for noise, by how impulsive the sound is within a frame.
_DENSITIES = ((9.0, 800.0), (5.0, 3000.0))


class Carrier:
    """Endless noise after float32 (channels, samples)."""

    def __init__(self, given: np.ndarray, sample_rate: int) -> None:
        self.density = _density(given, sample_rate)
        seconds = _FINE_SECONDS if self.density is None else _SHORT_SECONDS
        self._sample_rate = sample_rate
        self._factor = _cross_spectrum_factor(given, seconds, sample_rate)

    def block(self, samples: int, random: np.random.Generator) -> np.ndarray:
        """A circular block: float32 (channels, samples)."""
        channels = self._factor.shape[1]
        noise = random.standard_normal((channels, samples))
        if self.density is not None:
            share = min(1.0, self.density / self._sample_rate)
            noise *= (random.random(samples) < share) / np.sqrt(share)
        spectrum = np.fft.rfft(noise)
        position = np.linspace(0, len(self._factor) - 1, spectrum.shape[1])
        below = np.minimum(position.astype(np.int64), len(self._factor) - 2)
        part = (position - below)[:, None, None]
        factor = self._factor[below] * (1 - part) + self._factor[below + 1] * part
        mixed = np.einsum("fcd,df->cf", factor, spectrum)
        return np.fft.irfft(mixed, n=samples).astype(np.float32)


def _cross_spectrum_factor(given: np.ndarray, seconds: float, sample_rate: int) -> np.ndarray:
    """Cholesky factors (bins, channels, channels) of Welch's cross-spectra."""
    longest = given.shape[1] // 2
    n_fft = 2 ** int(np.log2(max(16.0, min(seconds * sample_rate, longest))))
    window = np.hanning(n_fft)
    starts = range(0, given.shape[1] - n_fft + 1, n_fft // 4)
    spectra = np.stack([np.fft.rfft(given[:, at : at + n_fft] * window) for at in starts])
    cross = np.einsum("tcf,tdf->fcd", spectra, spectra.conj())
    cross = cross / (len(spectra) * np.square(window).sum())
    channels = len(given)
    floor = 1e-7 * float(np.trace(cross.mean(0)).real) + 1e-14
    # Hermitian to the last bit, or Cholesky's factor of equal channels may fail.
    cross = (cross + cross.conj().transpose(0, 2, 1)) / 2
    return np.linalg.cholesky(cross + floor * np.eye(channels))


def _density(given: np.ndarray, sample_rate: int) -> float | None:
    """Impulses a second for a sound that is impulsive within frames; None for one like noise."""
    hop = frame_hop(sample_rate)
    sharp = np.diff(given.astype(np.float64), 2, axis=1)
    frames = sharp.shape[1] // hop
    pieces = sharp[:, : frames * hop].reshape(len(given), frames, hop)
    power = np.square(pieces).mean(2)
    loud = power >= np.quantile(power, 0.9, axis=1, keepdims=True)
    kurtosis = (np.power(pieces, 4).mean(2) / (np.square(power) + 1e-30))[loud].mean()
    return next((density for least, density in _DENSITIES if kurtosis > least), None)
