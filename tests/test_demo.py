"""The demo recording is what its script makes, and worth separating."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import soundfile

from resources import demo_path
from resources.synthesise_demo import PEAK, SAMPLE_RATE, synthesise_demo, synthesise_stems


@pytest.fixture(scope="module")
def stems() -> dict[str, np.ndarray]:
    return synthesise_stems()


def test_the_file_is_what_the_script_makes() -> None:
    stored, sample_rate = soundfile.read(demo_path(), dtype="int16")
    made = synthesise_demo()
    assert sample_rate == SAMPLE_RATE
    assert stored.shape == made.shape
    assert np.abs(stored.astype(int) - made.astype(int)).max() <= 1


def test_it_keeps_to_the_promised_size() -> None:
    info = soundfile.info(demo_path())
    assert 10 <= info.duration <= 15
    assert (info.channels, info.samplerate, info.format) == (2, 44100, "FLAC")
    assert Path(demo_path()).stat().st_size < 2_000_000


def test_the_stems_sum_to_the_file_and_peak_at_minus_three_decibels(
    stems: dict[str, np.ndarray],
) -> None:
    mixture = sum(stems.values())
    stored, _ = soundfile.read(demo_path())
    assert np.abs(mixture).max() == pytest.approx(PEAK)
    np.testing.assert_allclose(stored.T, mixture, atol=3 / 32768)


def test_the_sources_overlap_in_time_and_are_both_heard(stems: dict[str, np.ndarray]) -> None:
    seconds = {
        name: np.sqrt((stem.reshape(2, -1, SAMPLE_RATE) ** 2).mean(axis=(0, 2)))
        for name, stem in stems.items()
    }
    audible = {name: level > 10 ** (-40 / 20) for name, level in seconds.items()}
    assert np.logical_and(*audible.values()).sum() >= 8
    assert np.logical_xor(*audible.values()).any()


def test_the_stems_begin_and_end_without_a_click(stems: dict[str, np.ndarray]) -> None:
    for stem in stems.values():
        assert np.abs(stem[:, [0, -1]]).max() < 1e-3
