"""The files of a co-separation: one channel of each for thinking, all of them for the result."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from scipy import fft, signal

from engine.coseparation.placement import CoseparationError
from engine.recording import Recording
from engine.sentences import Sentence
from engine.sound_files import shown

MIN_FILES, MAX_FILES = 2, 16
SHORTEST_SECONDS = 0.25


@dataclass(frozen=True)
class Material:
    """One file: the mean of its channels, float32 (samples,), scaled to an RMS of one.

    scale: what the mean of the channels was divided by.
    """

    recording: Recording
    mono: np.ndarray
    scale: float

    @property
    def rate(self) -> int:
        """Samples a second."""
        return self.recording.sample_rate

    @property
    def duration(self) -> float:
        """Seconds."""
        return self.recording.duration


def read_material(recording: Recording) -> Material:
    """Read a file. Raises CoseparationError where it holds nothing to compare, or damage."""
    name = shown(recording.path or recording.name)
    if recording.duration < SHORTEST_SECONDS:
        raise CoseparationError(
            Sentence(
                "{name}: lasts {duration:.2f} s, too short to compare with another file",
                name=name,
                duration=recording.duration,
            )
        )
    mono = np.concatenate(
        [
            recording.read(start, min(start + 2**20, recording.samples)).mean(axis=0)
            for start in range(0, recording.samples, 2**20)
        ]
    )
    scale = float(np.sqrt(np.mean(np.square(mono, dtype=np.float64))))
    if scale < 1e-7:
        raise CoseparationError(
            Sentence("{name}: is silent, so it can share nothing with another file", name=name)
        )
    return Material(recording, (mono / scale).astype(np.float32), scale)


def check_count(count: int) -> None:
    """Raise CoseparationError where so many files cannot be parted together."""
    if count < MIN_FILES:
        raise CoseparationError(
            Sentence("two files or more are needed: what they share is taken apart")
        )
    if count > MAX_FILES:
        raise CoseparationError(
            Sentence("no more than {max_files} files can be parted together", max_files=MAX_FILES)
        )


def common_rate(rates: Sequence[int]) -> int:
    """The rate to work at: above the second highest no two files could share anything."""
    return sorted(rates)[-2]


class Resampler:
    """Band-limited resampling of sounds of one length by one ratio, and back again.

    Done whole by the Fourier transform, with silence around, so that any ratio is met: `ratio`
    says how exactly.
    """

    def __init__(self, samples: int, ratio: float) -> None:
        self._samples = samples
        simple = Fraction(ratio).limit_denominator(1000)
        least = samples + max(64, samples // 100)
        if abs(float(simple) - ratio) < 1e-9:
            count = -(-least // simple.denominator)
            self._lengths = count * simple.denominator, count * simple.numerator
        else:
            padded = int(fft.next_fast_len(least))
            self._lengths = padded, round(padded * ratio)
        self.ratio = self._lengths[1] / self._lengths[0]

    def there(self, sound: np.ndarray) -> np.ndarray:
        """A sound (samples,) at the new rate: float64."""
        return self._moved(sound, *self._lengths, math.ceil(self._samples * self.ratio))

    def back(self, sound: np.ndarray) -> np.ndarray:
        """A sound of the new rate at the old one: float64 (samples,)."""
        return self._moved(sound, *self._lengths[::-1], self._samples)

    def _moved(self, sound: np.ndarray, old: int, new: int, wanted: int) -> np.ndarray:
        if self.ratio == 1.0:
            return np.asarray(sound, np.float64)
        padded = np.zeros(old)
        padded[: len(sound)] = sound
        moved: np.ndarray = signal.resample(padded, new)[:wanted]
        return moved
