"""A rectangle of the time-frequency plane: heard alone, and measured.

The band is cut out of every frame of the short-time spectrum by gains that rise and fall over a
few bins, and the frames are overlapped and added again (Griffin & Lim 1984, as in
engine.spectrogram), so that the same samples come out however the region is read.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import torch

from engine.guidance import Patch
from engine.masks import Masks
from engine.recording import Recording
from engine.spectrogram import StftSettings, forward, frames_around, inverse, render_settings
from engine.stems import StemRenderer

# The gains rise and fall over so many bins, half of them on either side of the band's edge.
_EDGE_BINS = 3.0
_BLOCK_SECONDS = 4.0


@dataclass(frozen=True)
class Region:
    """A stretch [start, end) in seconds and a band [low, high] in Hz; 0 and inf: every frequency.

    Raises ValueError where it is empty.
    """

    start: float
    end: float
    low: float = 0.0
    high: float = math.inf

    def __post_init__(self) -> None:
        if not (0.0 <= self.start < self.end and 0.0 <= self.low < self.high):
            raise ValueError(f"nothing lies in {self}")

    @property
    def duration(self) -> float:
        """Length in seconds."""
        return self.end - self.start


@dataclass(frozen=True)
class Measurement:
    """What is in a region. Levels in dB of a full-scale sine's power, −inf for silence.

    mixture_db: of the recording, the mean over its channels. stems_db: of each stem, () without
    masks. centroid: the power's mean frequency in Hz; None in silence.
    """

    mixture_db: float
    stems_db: tuple[float, ...]
    centroid: float | None


def band_gains(frequencies: np.ndarray, low: float, high: float) -> np.ndarray:
    """Gains float32 (bins,) of evenly spaced bins (Hz): 1 inside a band, 0 outside, ½ at its edge.

    The edges are raised cosines; no edge is where the band reaches past the first or last bin.
    """
    spacing = float(frequencies[1] - frequencies[0])

    def rise(distance: np.ndarray) -> np.ndarray:
        share = np.clip(distance / (_EDGE_BINS * spacing) + 0.5, 0.0, 1.0)
        return 0.5 - 0.5 * np.cos(np.pi * share)

    gains = np.ones(len(frequencies))
    if low > frequencies[0]:
        gains *= rise(frequencies - low)
    if high < frequencies[-1]:
        gains *= rise(high - frequencies)
    return gains.astype(np.float32)


class _Banded:
    """Reads a band of a recording. Closing is the recording's own business."""

    def __init__(self, recording: Recording, low: float, high: float) -> None:
        self._recording = recording
        self._settings = render_settings(recording.sample_rate)
        frequencies = self._settings.frequencies(recording.sample_rate)
        self._gains = torch.from_numpy(band_gains(frequencies, low, high))[:, None]

    def read(self, start: int, stop: int) -> np.ndarray:
        if start == stop:
            return np.zeros((self._recording.channels, 0), np.float32)
        first, last = frames_around(self._settings, start, stop)
        with torch.no_grad():
            spectra = forward(self._recording, self._settings, first, last) * self._gains
            sound: np.ndarray = inverse(spectra, self._settings, first, start, stop).numpy()
        return sound

    def close(self) -> None:
        return None


def banded(recording: Recording, low: float, high: float) -> Recording:
    """The recording with nothing but a band of its frequencies (Hz); itself where that is all."""
    if low <= 0.0 and high >= recording.sample_rate / 2:
        return recording
    return Recording(
        _Banded(recording, low, high),
        sample_rate=recording.sample_rate,
        channels=recording.channels,
        samples=recording.samples,
        path=recording.path,
    )


class _Covered:
    """Reads what a mark covers of a recording. Closing is the recording's own business."""

    def __init__(self, recording: Recording, mark: Patch) -> None:
        self._recording, self._mark = recording, mark
        self._settings = render_settings(recording.sample_rate)
        self._frequencies = self._settings.frequencies(recording.sample_rate)

    def read(self, start: int, stop: int) -> np.ndarray:
        if start == stop:
            return np.zeros((self._recording.channels, 0), np.float32)
        first, last = frames_around(self._settings, start, stop)
        with torch.no_grad():
            spectra = forward(self._recording, self._settings, first, last)
            spectra *= torch.from_numpy(self._gains(first, last))
            sound: np.ndarray = inverse(spectra, self._settings, first, start, stop).numpy()
        return sound

    def _gains(self, first: int, last: int) -> np.ndarray:
        """Float32 (bins, frames): 1 in what is covered, ½ in the bin beside its edge."""
        step = self._settings.hop_length / self._recording.sample_rate
        times = np.arange(first, last) * step
        gains = np.zeros((len(self._frequencies), len(times)), np.float32)
        here = self._mark.clipped_to(times[0] - step / 2, times[-1] + step / 2)
        if here is not None:
            area = here.area(times, self._frequencies)
            gains[area.part] = area.inside
            beside = np.zeros_like(gains)
            beside[1:] = gains[:-1]
            beside[:-1] = np.maximum(beside[:-1], gains[1:])
            gains = np.maximum(gains, 0.5 * beside)
        return gains

    def close(self) -> None:
        return None


def covered_by(recording: Recording, mark: Patch) -> Recording:
    """The recording with nothing but what a mark covers."""
    return Recording(
        _Covered(recording, mark),
        sample_rate=recording.sample_rate,
        channels=recording.channels,
        samples=recording.samples,
        path=recording.path,
    )


def measure(
    recording: Recording,
    region: Region,
    masks: Masks | None = None,
    given_up: Callable[[], bool] = lambda: False,
) -> Measurement | None:
    """Levels and spectral centroid of a region; None where `given_up` says so in between.

    Raises RecordingError where the file cannot be read, ValueError where no sample is inside.
    """
    rate = recording.sample_rate
    start, stop = round(region.start * rate), min(round(region.end * rate), recording.samples)
    if start >= stop:
        raise ValueError("the selection lies outside the recording")
    part = banded(recording, region.low, region.high)
    renderer = None if masks is None else StemRenderer(part, masks)
    mixture, stems = 0.0, np.zeros(0 if masks is None else masks.sources)
    block = round(_BLOCK_SECONDS * rate)
    for first in range(start, stop, block):
        if given_up():
            return None
        last = min(first + block, stop)
        mixture += float(np.square(part.read(first, last), dtype=np.float64).sum())
        if renderer is not None:
            sound = renderer.render(first, last)
            stems += np.square(sound, dtype=np.float64).sum(axis=(1, 2))
    values = (stop - start) * recording.channels
    centroid = _centroid(recording, region, start, stop)
    return Measurement(_db(mixture / values), tuple(_db(s / values) for s in stems), centroid)


def _centroid(recording: Recording, region: Region, start: int, stop: int) -> float | None:
    """The mean frequency of the power of the frames that are centred inside, or of the nearest."""
    settings = render_settings(recording.sample_rate)
    frequencies = settings.frequencies(recording.sample_rate)
    power = _power(recording, settings, start, stop)
    power = power * band_gains(frequencies, region.low, region.high) ** 2
    total = float(power.sum())
    return float(power @ frequencies) / total if total > 0.0 else None


def _power(recording: Recording, settings: StftSettings, start: int, stop: int) -> np.ndarray:
    hop = settings.hop_length
    first = math.ceil(start / hop)
    last = math.ceil(stop / hop)
    if first >= last:
        first = round((start + stop) / 2 / hop)
        last = first + 1
    power = np.zeros(settings.bins)
    for begin in range(first, last, 512):
        spectra = forward(recording, settings, begin, min(begin + 512, last))
        power += spectra.abs().square().sum(dim=(0, 2)).double().numpy()
    return power


def _db(mean_square: float) -> float:
    """A mean square in dB of that of a full-scale sine."""
    return 10.0 * math.log10(2.0 * mean_square) if mean_square > 1e-30 else -math.inf
