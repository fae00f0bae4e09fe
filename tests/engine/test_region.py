"""A band of a recording alone, and what is measured in it."""

from __future__ import annotations

import math

import numpy as np
import pytest

from engine.masks import Masks
from engine.recording import Recording
from engine.region import Region, banded, measure

RATE = 16_000
LOW, HIGH = 400.0, 3000.0


def two_tones(seconds: float = 2.0) -> Recording:
    """400 Hz with amplitude 0.5 all the time, 3 kHz with 0.25 in the second half, stereo."""
    time = np.arange(round(seconds * RATE)) / RATE
    sound = 0.5 * np.sin(2 * np.pi * LOW * time)
    sound += 0.25 * np.sin(2 * np.pi * HIGH * time) * (time >= seconds / 2)
    return Recording.from_samples(np.stack([sound, sound]), RATE)


def level(sound: np.ndarray, hz: float) -> float:
    """Amplitude of a tone in mono sound."""
    time = np.arange(len(sound)) / RATE
    return float(2 * abs((sound * np.exp(-2j * np.pi * hz * time)).mean()))


def test_a_band_keeps_its_tone_and_no_other_however_it_is_read() -> None:
    whole = two_tones()
    part = banded(whole, 2000.0, 5000.0)
    sound = part.read(0, part.samples)
    inner = sound[0, 20_000:28_000]
    assert level(inner, HIGH) == pytest.approx(0.25, rel=1e-3)
    assert level(inner, LOW) < 1e-4
    pieces = [part.read(first, min(first + 777, 32_000)) for first in range(0, 32_000, 777)]
    np.testing.assert_allclose(np.concatenate(pieces, axis=1), sound, atol=1e-6)
    rest = banded(whole, 0.0, 2000.0).read(0, 32_000) + banded(whole, 2000.0, 1e6).read(0, 32_000)
    np.testing.assert_allclose(rest, whole.read(0, 32_000), atol=1e-5)
    assert banded(whole, 0.0, math.inf) is whole


def test_levels_and_centroid_are_those_of_the_region_alone() -> None:
    recording = two_tones()
    everything = measure(recording, Region(1.2, 1.8))
    assert everything is not None
    both = 10 * math.log10(0.5**2 + 0.25**2)
    assert everything.mixture_db == pytest.approx(both, abs=0.05)
    assert everything.stems_db == ()
    weighted = (LOW * 0.5**2 + HIGH * 0.25**2) / (0.5**2 + 0.25**2)
    assert everything.centroid == pytest.approx(weighted, rel=0.01)
    high = measure(recording, Region(1.2, 1.8, 2000.0, 4000.0))
    assert high is not None
    assert high.mixture_db == pytest.approx(20 * math.log10(0.25), abs=0.05)
    assert high.centroid == pytest.approx(HIGH, rel=0.005)
    silent = measure(recording, Region(0.1, 0.7, 5000.0, 7000.0))
    assert silent is not None
    assert silent.mixture_db < -90.0


def test_stems_are_measured_by_their_masks() -> None:
    frequencies, times = np.linspace(0, RATE / 2, 60), np.linspace(0, 2, 100)
    values = np.zeros((2, 60, 100), np.float32)
    values[0], values[1] = 0.25, 0.75
    measured = measure(two_tones(), Region(0.2, 0.8), Masks(values, times, frequencies))
    assert measured is not None
    quarter, rest = (level - measured.mixture_db for level in measured.stems_db)
    assert quarter == pytest.approx(20 * math.log10(0.25), abs=0.02)
    assert rest == pytest.approx(20 * math.log10(0.75), abs=0.02)
    assert measure(two_tones(), Region(0.2, 0.8), given_up=lambda: True) is None


@pytest.mark.parametrize("edges", [(1.0, 1.0, 0.0, 1.0), (0.0, 1.0, 50.0, 40.0), (-1, 1, 0, 1)])
def test_an_empty_region_is_refused(edges: tuple[float, float, float, float]) -> None:
    with pytest.raises(ValueError, match="nothing lies in"):
        Region(*edges)
