"""The mixture's levels for the picture: computed once in the background, kept as bytes.

Levels are stored as uint8 (bins, columns), one column a hop, in a pyramid whose steps halve the
number of columns and keep the louder one, so that a click stays visible at every zoom and a
picture of any stretch touches only about as many columns as it has pixels.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import numpy as np

from editor.background import JobContext
from engine.recording import Recording

# Stored level 0 is FLOOR_DB or less, 255 is CEILING_DB or more; 0 dB is a full-scale sine.
FLOOR_DB = -130.0
CEILING_DB = 12.0
# Between the separator's window and what shows drum hits: 46 ms at 44.1 kHz.
DISPLAY_WINDOW_SECONDS = 0.06
MAX_BYTES = 96 * 2**20
BLOCK_COLUMNS = 1024
BLOCK_BYTES = 32 * 2**20
_AUTO_RANGE_DB = (40.0, 80.0)


def to_stored(db: float) -> float:
    """Position of a level in dB on the stored scale 0 … 255."""
    return (db - FLOOR_DB) / (CEILING_DB - FLOOR_DB) * 255.0


def to_db(stored: float) -> float:
    """Level in dB of a position on the stored scale."""
    return FLOOR_DB + stored / 255.0 * (CEILING_DB - FLOOR_DB)


@dataclass
class LevelPyramid:
    """Levels of one mixture; written by one background thread while the picture reads.

    steps: uint8 (bins, columns) each, every step half as many columns as the one before.
    column_seconds: distance of the first step's columns; bin_hz: of the bins.
    ready: columns of the first step that are filled.
    """

    steps: list[np.ndarray]
    column_seconds: float
    bin_hz: float
    ready: int = 0
    histogram: np.ndarray = field(default_factory=lambda: np.zeros(256, np.int64))

    @classmethod
    def empty(cls, bins: int, columns: int, column_seconds: float, bin_hz: float) -> LevelPyramid:
        """A pyramid to be filled, from `columns` columns down to about 500."""
        steps = [np.zeros((bins, columns), np.uint8)]
        while steps[-1].shape[1] > 1000:
            steps.append(np.zeros((bins, math.ceil(steps[-1].shape[1] / 2)), np.uint8))
        return cls(steps, column_seconds, bin_hz)

    @property
    def columns(self) -> int:
        """Columns of the first step."""
        return int(self.steps[0].shape[1])

    @property
    def bins(self) -> int:
        """Frequency bins."""
        return int(self.steps[0].shape[0])

    @property
    def complete(self) -> bool:
        """Whether every column is filled."""
        return self.ready >= self.columns

    def fill(self, first: int, levels: np.ndarray) -> None:
        """Columns from `first` on: uint8 (bins, columns), a stretch after what is ready."""
        start, part = first, levels
        for step in self.steps:
            np.maximum(
                step[:, start : start + part.shape[1]],
                part,
                out=step[:, start : start + part.shape[1]],
            )
            part = _halved(part, start % 2)
            start //= 2
        self.histogram += np.bincount(levels[:, ::4].ravel(), minlength=256)
        self.ready = first + levels.shape[1]

    def level_at(self, seconds: float, hz: float) -> float | None:
        """Level in dB of the nearest bin and column; None where nothing is known yet."""
        column, row = round(seconds / self.column_seconds), round(hz / self.bin_hz)
        if not (0 <= column < self.ready and 0 <= row < self.bins):
            return None
        return to_db(float(self.steps[0][row, column]))

    def auto_range(self) -> tuple[float, float]:
        """Levels in dB between which the picture's colours run, from percentiles of the levels."""
        counted = self.histogram.copy()
        counted[0] = 0
        if not counted.any():
            return -90.0, -10.0
        cumulative = np.cumsum(counted) / counted.sum()
        quiet, loud = (float(np.searchsorted(cumulative, share)) for share in (0.25, 0.9995))
        top = to_db(loud)
        least, most = _AUTO_RANGE_DB
        return float(np.clip(to_db(quiet), top - most, top - least)), top


def _halved(levels: np.ndarray, odd: int) -> np.ndarray:
    """The louder one of each two columns; `odd`: the first column's partner is elsewhere."""
    columns = levels.shape[1]
    padded = np.pad(levels, ((0, 0), (odd, (columns + odd) % 2)))
    return np.maximum(padded[:, 0::2], padded[:, 1::2])


@dataclass(frozen=True)
class _Plan:
    """How a recording becomes columns: a transform and how many of its frames share a column."""

    n_fft: int
    hop_length: int
    frames_per_column: int

    @classmethod
    def of(cls, sample_rate: int, samples: int, window_seconds: float) -> _Plan:
        n_fft = 2 ** max(5, round(math.log2(window_seconds * sample_rate)))
        bins = n_fft // 2 + 1
        for hop_length in (n_fft // 8, n_fft // 4, n_fft // 2):
            if samples / hop_length * bins <= MAX_BYTES:
                return cls(n_fft, hop_length, 1)
        frames = samples / (n_fft // 2)
        return cls(n_fft, n_fft // 2, math.ceil(frames * bins / MAX_BYTES))


def compute_levels(
    recording: Recording, context: JobContext, window_seconds: float = DISPLAY_WINDOW_SECONDS
) -> None:
    """Fill a pyramid block by block; publishes ("levels", (recording, pyramid)) after every block.

    Frames with a sample that is no number are gaps: of the lowest level.
    Runs in a background thread; imports torch, which may take seconds the first time.
    Raises RecordingError where the file cannot be read on.
    """
    import torch

    from engine.spectrogram import StftSettings, forward

    plan = _Plan.of(recording.sample_rate, recording.samples, window_seconds)
    settings = StftSettings(plan.n_fft, plan.hop_length)
    shared = plan.frames_per_column
    columns = math.ceil(settings.frames(recording.samples) / shared)
    pyramid = LevelPyramid.empty(
        settings.bins,
        columns,
        plan.hop_length * shared / recording.sample_rate,
        recording.sample_rate / plan.n_fft,
    )
    full_scale, drawn = plan.n_fft / 4, recording.unchecked()
    bytes_per_column = settings.bins * recording.channels * shared * 8
    block = max(1, min(BLOCK_COLUMNS // shared, BLOCK_BYTES // bytes_per_column))
    for first in range(0, columns, block):
        if context.superseded():
            return
        count = min(block, columns - first)
        with torch.no_grad():
            spectra = forward(drawn, settings, first * shared, (first + count) * shared)
            power = torch.nan_to_num(spectra.abs().square().mean(0), nan=0.0, posinf=0.0)
            power = power.reshape(settings.bins, count, shared).amax(2)
            db = 10.0 * torch.log10(power / full_scale**2 + 1e-20)
        span = CEILING_DB - FLOOR_DB
        levels = ((db - FLOOR_DB) * (255.0 / span)).round().clamp(0, 255).to(torch.uint8)
        pyramid.fill(first, levels.numpy())
        context.publish("levels", (recording, pyramid))
