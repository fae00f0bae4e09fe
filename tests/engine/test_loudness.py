"""Loudness against the values that ITU-R BS.1770 and EBU Tech 3341 state."""

from __future__ import annotations

import numpy as np
import pytest

from engine.loudness import SILENCE, _high_pass, _shelf, integrated_loudness


def tone(db: float, seconds: float, rate: int = 48000, hz: float = 1000.0) -> np.ndarray:
    """Both channels at this peak, dB of full scale."""
    one = 10 ** (db / 20) * np.sin(2 * np.pi * hz * np.arange(int(seconds * rate)) / rate)
    return np.stack([one, one]).astype(np.float32)


def test_the_filters_are_those_of_the_standard_at_48_khz() -> None:
    shelf = [1.53512485958697, -2.69169618940638, 1.19839281085285, 1, -1.69065929318241]
    np.testing.assert_allclose(_shelf(48000), [*shelf, 0.73248077421585], rtol=1e-6)
    np.testing.assert_allclose(
        _high_pass(48000), [1, -2, 1, 1, -1.99004745483398, 0.99007225036621], rtol=1e-6
    )


@pytest.mark.parametrize("rate", [22050, 44100, 48000, 96000])
def test_a_full_scale_tone_in_one_channel_is_3_01_below(rate: int) -> None:
    one = tone(0.0, 2.0, rate, 997.0)[:1]
    assert integrated_loudness(one, rate) == pytest.approx(-3.01, abs=0.06)


def test_ebu_3341_cases_1_to_3() -> None:
    assert integrated_loudness(tone(-23.0, 20), 48000) == pytest.approx(-23.0, abs=0.1)
    assert integrated_loudness(tone(-33.0, 20), 48000) == pytest.approx(-33.0, abs=0.1)
    gated = np.concatenate([tone(-36.0, 10), tone(-23.0, 60), tone(-36.0, 10)], axis=1)
    assert integrated_loudness(gated, 48000) == pytest.approx(-23.0, abs=0.1)


def test_silence_and_moments_are_no_error() -> None:
    assert integrated_loudness(np.zeros((2, 48000), np.float32), 48000) == SILENCE
    assert integrated_loudness(tone(-90.0, 1.0), 48000) == SILENCE
    assert integrated_loudness(tone(-23.0, 0.1), 48000) == pytest.approx(-23.0, abs=1.0)
    assert np.isfinite(integrated_loudness(tone(-23.0, 1.0, 2000, 300.0), 2000))
