"""Sinusoidal tracks, and the simple mixtures that the blind start takes apart by them."""

from __future__ import annotations

import numpy as np
import pytest

from engine.benchmark import synthetic
from engine.benchmark.contenders import Contender
from engine.benchmark.report import BenchmarkOptions
from engine.separators.tracks import find_tracks, masks_of


@pytest.mark.parametrize(
    ("kind", "seed", "preset"),
    [
        ("crossing chirps", 3, "draft"),
        ("crossing chirps", 8, "standard"),
        ("overlapping harmonics", 2, "draft"),
        # A tone that starts at once leaves its wings near the peak of one that starts softly.
        ("modulated cosines", 0, "draft"),
    ],
)
def test_made_sounds_come_within_ten_decibels_of_the_oracle(
    kind: str, seed: int, preset: str
) -> None:
    options = BenchmarkOptions(device="cpu", iterations=None if preset == "draft" else 3)
    (row,) = synthetic.measure(kind, Contender("dap", preset), options, seed, "")
    assert synthetic.gap(row) == 0.0


def lines(*courses: np.ndarray) -> np.ndarray:
    """A magnitude spectrogram (200, frames) of sinusoids at these bands, one a frame."""
    bands = np.arange(200)[:, None]
    return np.sum([1 / (1 + np.square((bands - course) / 1.2)) ** 2 for course in courses], 0)


def test_lines_that_cross_go_straight_on() -> None:
    up, down = np.linspace(30, 170, 300), np.linspace(150, 40, 300)
    tracks = find_tracks(lines(up, down), 2)
    assert len(tracks) == 2
    found = sorted((track.course()[0] for track in tracks), key=lambda places: places[0])
    for places, course in zip(found, (up, down), strict=True):
        assert len(places) >= 290
        assert np.abs(places[[5, 150, -5]] - course[[5, 150, -5]]).max() < 2.0


def test_tracks_of_one_course_stay_together() -> None:
    frequencies = np.linspace(0, 5000, 200)
    time = np.arange(300)
    rising, falling = np.linspace(20, 60, 300), np.linspace(170, 120, 300)
    magnitude = lines(rising, 2 * rising, falling)
    masks, beside = masks_of(find_tracks(magnitude, 2), magnitude, frequencies, 2) or (None, 1.0)
    assert beside < 0.05
    at = [masks[:, course.round().astype(int), time] for course in (rising, 2 * rising, falling)]
    fundamental, octave, other = (values[:, 100:200].mean(1).argmax() for values in at)
    assert fundamental == octave != other


def test_noise_and_chords_of_many_partials_are_not_tracked() -> None:
    random = np.random.default_rng(0)
    assert find_tracks(random.random((200, 300)), 2) == []
    assert find_tracks(lines(*(np.full(300, place) for place in range(10, 190, 9))), 2) == []
    assert find_tracks(np.zeros((200, 300)), 2) == []
    assert masks_of([], np.ones((200, 300)), np.arange(200.0), 2) is None
