"""Each file's clean and shared part: at its own rate, length and channels, and summing to it."""

from __future__ import annotations

import numpy as np
from scipy import fft

from engine.coseparation.placement import Alignment
from engine.recording import Recording

# Sixteen and 24 bits lie on this grid: on it the difference of two sounds is exact in float32.
_GRID = 2.0**24
_BLOCK = 2**18
_FRAME = 4096


class Parts:
    """The two parts of one file, by span.

    gains: float64 (channels,), of the shared sound in each channel. level: its RMS.
    """

    def __init__(
        self, recording: Recording, shared: np.ndarray, gains: np.ndarray | None = None
    ) -> None:
        """shared: float32 (samples,), the shared sound in the mean of the file's channels.

        gains: measured where None.
        """
        self.recording = recording
        self._mono = shared
        self.gains = channel_gains(recording, shared) if gains is None else gains
        self.level = float(np.sqrt(np.mean(np.square(shared, dtype=np.float64))))

    def trimmed(self, decibels: float) -> Parts:
        """The same with so much more of the shared sound taken out."""
        factor = 10.0 ** (decibels / 20.0)
        return self if decibels == 0.0 else Parts(self.recording, self._mono, self.gains * factor)

    def shared(self, start: int, stop: int) -> np.ndarray:
        """The shared part of the samples [start, stop): float32 (channels, samples)."""
        part = self.gains[:, None] * self._mono[start:stop].astype(np.float64)
        return (np.round(part * _GRID) / _GRID).astype(np.float32)

    def clean(self, start: int, stop: int) -> np.ndarray:
        """The file less its shared part: float32 (channels, samples)."""
        clean: np.ndarray = self.recording.read(start, stop) - self.shared(start, stop)
        return clean


def channel_gains(recording: Recording, shared: np.ndarray) -> np.ndarray:
    """How loud the shared sound is in each channel; float64 (channels,), with mean 1.

    Least squares in which a bin weighs as little as what else sounds in it is loud.
    """
    channels = recording.channels
    if channels == 1:
        return np.ones(1)
    agreed, power = np.zeros(channels), 1e-20
    window = np.hanning(_FRAME + 1)[:-1]
    for start in range(0, recording.samples - _FRAME + 1, _BLOCK):
        stop = min(start + _BLOCK, recording.samples)
        if stop - start < _FRAME:
            break
        sound = recording.read(start, stop)
        own = _frames(shared[None, start:stop], window)[0]
        rest = np.abs(_frames(sound.mean(axis=0, keepdims=True), window)[0] - own) ** 2
        weight = 1.0 / (rest + 1e-3 * rest.mean() + 1e-20)
        power += float((weight * np.abs(own) ** 2).sum())
        for channel in range(channels):
            spectrum = _frames(sound[channel : channel + 1], window)[0]
            agreed[channel] += float((weight * (spectrum * own.conj()).real).sum())
    gains = agreed / power
    mean = float(gains.mean())
    if not np.isfinite(gains).all() or mean < 0.05:
        return np.ones(channels)
    return np.asarray(gains / mean)


def _frames(sound: np.ndarray, window: np.ndarray) -> np.ndarray:
    """Spectra of frames that overlap by half: (channels, frames, bins)."""
    frames = np.lib.stride_tricks.sliding_window_view(sound, _FRAME, axis=1)
    spectra: np.ndarray = fft.rfft(frames[:, :: _FRAME // 2] * window)
    return spectra


def fullest_file(alignment: Alignment, durations: tuple[float, ...]) -> tuple[int, float, float]:
    """The file that holds most of the stretch in which files share, and where: (index, s, s)."""
    start, end = alignment.overlap(durations)
    best = (0, 0.0, 0.0)
    for index, (place, duration) in enumerate(zip(alignment.placements, durations, strict=True)):
        first = max(0.0, place.file_time(start))
        last = min(duration, place.file_time(end))
        if last - first > best[2] - best[1] + 1e-3:
            best = (index, first, last)
    return best
