"""Seconds until boxes are answered, instant and refined, on recordings made by code.

Two sources, bursts of noise and a gliding tone with overtones; boxes alternate between them.
"""

from __future__ import annotations

import time
from typing import NamedTuple

import numpy as np

from engine.guidance import Box, Guidance
from engine.masks import equal_masks
from engine.propagation import LONG_FRAMES, Refiner, prepare, propagate
from engine.recording import Recording
from engine.spectrogram import AnalysisGrid

BOXES = 8


class Length(NamedTuple):
    """A recording to be made: seconds, sample rate in Hz, channels."""

    seconds: float
    sample_rate: int
    channels: int

    @property
    def text(self) -> str:
        """As a table says it."""
        channels = "mono" if self.channels == 1 else "stereo"
        return f"{self.seconds:g} s {channels} {self.sample_rate / 1000:g} kHz"


LENGTHS = (
    Length(6.0, 11_025, 1),
    Length(15.0, 44_100, 2),
    Length(60.0, 44_100, 2),
    Length(600.0, 44_100, 2),
)


class AnswerTimes(NamedTuple):
    """Seconds: before the first box can be answered, and medians per box; first_refined is the
    first refined answer, which prepares what the later ones use. Long recordings have none."""

    recording: str
    prepared: float
    instant: float
    first_refined: float | None
    refined: float | None


def answer_times(length: Length, seed: int) -> AnswerTimes:
    """Time `BOXES` boxes, each answered with all that came before it."""
    mixture = made_by_code(length, seed)
    grid = AnalysisGrid.for_rate(length.sample_rate)
    magnitude = grid.magnitude(mixture).numpy()
    times = grid.times(mixture.samples)
    began = time.perf_counter()
    features = prepare(magnitude, times, grid.frequencies, seed=seed)
    prepared = time.perf_counter() - began
    base = equal_masks(2, times, grid.frequencies).values
    refiner = Refiner(features)
    instant, refined = [], []
    for count in range(1, BOXES + 1):
        guidance = Guidance(tuple(_box(number, length.seconds) for number in range(count)))
        began = time.perf_counter()
        propagate(features, base, guidance)
        instant.append(time.perf_counter() - began)
        began = time.perf_counter()
        for _ in refiner.improve(base, guidance):
            pass
        refined.append(time.perf_counter() - began)
    # With one box only there is nothing to refine; the second one finds nothing prepared.
    is_refined = len(times) <= LONG_FRAMES
    return AnswerTimes(
        length.text,
        prepared,
        float(np.median(instant)),
        refined[1] if is_refined else None,
        float(np.median(refined[2:])) if is_refined else None,
    )


def _box(number: int, seconds: float) -> Box:
    """Boxes lie apart from each other, in turns on the tone and on the noise."""
    start = (number + 0.1) / BOXES * seconds
    source = number % 2
    low, high = (200.0, 900.0) if source == 0 else (2500.0, 4500.0)
    return Box(source, "activate", start, start + 0.6 / BOXES * seconds, low, high)


def made_by_code(length: Length, seed: int) -> Recording:
    """A gliding tone with overtones and bursts of noise, each with a place of its own."""
    random = np.random.default_rng(seed)
    clock = np.arange(round(length.seconds * length.sample_rate)) / length.sample_rate
    phase = 2 * np.pi * np.cumsum(220.0 + 60.0 * np.sin(2 * np.pi * 0.3 * clock))
    phase /= length.sample_rate
    tone = sum(np.sin(n * phase) / n for n in range(1, 9))
    noise = random.standard_normal(len(clock)) * (np.sin(2 * np.pi * 2.0 * clock) > 0.2)
    places = np.linspace(0.3, 0.7, length.channels)[:, None]
    samples = 0.1 * (places * tone + (1.0 - places) * noise)
    return Recording.from_samples(samples.astype(np.float32), length.sample_rate)
