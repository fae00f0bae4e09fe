"""Two sources made by code, for which anybody would expect a clean separation.

The seed chooses pitches, rhythms and levels. Sounds are float32 (2, samples), 6 s at 11025 Hz, as
long and as wide as the mixtures of Universal-150.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from scipy import signal

SAMPLE_RATE = 11_025
SECONDS = 6.0
_HIGHEST = 0.45 * SAMPLE_RATE
Make = Callable[[np.random.Generator, np.ndarray], tuple[np.ndarray, np.ndarray]]


def _two_pitches(random: np.random.Generator) -> tuple[float, float]:
    """Hz between 250 and 3500, a third of an octave apart at least."""
    low = 250.0 * 2.0 ** random.uniform(0.0, 2.5)
    return low, low * 2.0 ** random.uniform(1 / 3, 1.3)


def _two_tones(random: np.random.Generator, time: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    low, high = _two_pitches(random)
    tones = [
        np.sin(2 * np.pi * pitch * time + random.uniform(0, 2 * np.pi)) for pitch in (low, high)
    ]
    return tones[0], random.uniform(0.5, 1.0) * tones[1]


def _two_modulated(random: np.random.Generator, time: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    one, other = _two_tones(random, time)
    rates = random.uniform(0.4, 1.0), random.uniform(1.3, 3.0)
    envelopes = [
        0.5 + 0.5 * np.cos(2 * np.pi * rate * time + random.uniform(0, 2 * np.pi)) for rate in rates
    ]
    return envelopes[0] * one, envelopes[1] * other


def _tone(pitch: np.ndarray | float, time: np.ndarray) -> np.ndarray:
    """Overtones of 1/n in amplitude, as many as fit, of a pitch in Hz that may move."""
    pitch = np.broadcast_to(pitch, time.shape)
    phase = 2 * np.pi * np.cumsum(pitch) / SAMPLE_RATE
    count = int(_HIGHEST // pitch.max())
    return np.sum([np.sin(n * phase) / n for n in range(1, min(count, 12) + 1)], axis=0)


def _plucked(time: np.ndarray, period: float, offset: float) -> np.ndarray:
    """An envelope that begins anew every period and rings out, silent before its offset."""
    since = np.where(time >= offset, (time - offset) % period, np.inf)
    envelope: np.ndarray = np.minimum(since / 0.005, 1.0) * np.exp(-since / (0.4 * period))
    return np.nan_to_num(envelope)


def _harmonic(random: np.random.Generator, time: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Two notes with overtones in the same range, each in a rhythm of its own."""
    pitch = random.uniform(150.0, 300.0)
    # Between a minor third and a tritone apart: no overtones in common but high ones.
    pitches = pitch, pitch * 2.0 ** (random.uniform(3.0, 6.0) / 12.0)
    periods = random.uniform(0.45, 0.6), random.uniform(0.7, 1.0)
    one, other = (
        _plucked(time, period, random.uniform(0.0, 0.3)) * _tone(own, time)
        for own, period in zip(pitches, periods, strict=True)
    )
    return one, other


def _chirps(random: np.random.Generator, time: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """One rises and one falls along straight lines; they cross."""
    low, high = random.uniform(300.0, 700.0), random.uniform(2500.0, 4000.0)
    shift = random.uniform(0.8, 1.25)
    one = signal.chirp(time, low, SECONDS, high)
    other = signal.chirp(time, high * shift, SECONDS, low * shift)
    return one, random.uniform(0.6, 1.0) * other


def _melody(random: np.random.Generator, time: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """A melody of notes with overtones over steady noise, 3 dB louder to 3 dB softer."""
    length = 0.375
    notes = 220.0 * 2.0 ** (random.integers(0, 13, int(SECONDS / length) + 1) / 12.0)
    melody = _tone(notes[(time // length).astype(int)], time) * _plucked(time, length, 0.0)
    noise = signal.lfilter([1.0], [1.0, -0.7], random.standard_normal(len(time)))
    level = np.std(melody) / np.std(noise) * 10.0 ** (random.uniform(-3.0, 3.0) / 20.0)
    return melody, level * noise


SOUNDS: dict[str, Make] = {
    "two tones": _two_tones,
    "modulated cosines": _two_modulated,
    "overlapping harmonics": _harmonic,
    "crossing chirps": _chirps,
    "melody over noise": _melody,
}


def make_sources(name: str, seed: int) -> np.ndarray:
    """Both sources of one kind of mixture (a name of SOUNDS)."""
    time = np.arange(round(SECONDS * SAMPLE_RATE)) / SAMPLE_RATE
    random = np.random.default_rng((seed, sorted(SOUNDS).index(name)))
    sources = np.stack(SOUNDS[name](random, time))
    return (0.2 * sources / np.std(sources[0])).astype(np.float32)
