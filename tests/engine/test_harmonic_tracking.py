"""Tones found from a click on one of their partials, in noise and beside other tones."""

from __future__ import annotations

import numpy as np
import pytest

from engine.harmonic_tracking import Tone, find_tone
from engine.recording import Recording

RATE = 16_000
SECONDS = 3.0
START, END = 0.6, 2.4


def vibrato(time: np.ndarray, hz: float, cents: float = 60.0) -> np.ndarray:
    """The course of a sung note: float (samples,) in Hz."""
    return hz * 2.0 ** (cents / 1200 * np.sin(2 * np.pi * 5.5 * time))


def tone(hz: np.ndarray, partials: int, start: float = START, end: float = END) -> np.ndarray:
    """A tone with falling partials that sounds from start to end: float (samples,)."""
    time = np.arange(len(hz)) / RATE
    phase = 2 * np.pi * np.cumsum(hz) / RATE
    sound = sum(np.sin(n * phase) / n for n in range(1, partials + 1))
    edge = np.clip(np.minimum(time - start, end - time) / 0.03, 0.0, 1.0)
    return np.asarray(0.2 * sound * edge)


def recording(*sounds: np.ndarray, noise: float = 0.0, seed: int = 0) -> Recording:
    rng = np.random.default_rng(seed)
    mixture = sum(sounds) + noise * rng.standard_normal(len(sounds[0]))
    return Recording.from_samples(np.asarray(mixture)[None].astype(np.float32), RATE)


TIME = np.arange(round(SECONDS * RATE)) / RATE


def errors_in_cents(found: Tone, course: np.ndarray) -> np.ndarray:
    wanted = np.interp(found.times, TIME, course)
    return 1200 * np.abs(np.log2(np.asarray(found.frequencies) / wanted))


@pytest.mark.parametrize("hz", [110.0, 247.0, 440.0, 880.0])
@pytest.mark.parametrize("clicked", [1, 3, 5])
def test_a_vibrato_is_followed_from_any_partial_to_its_ends(hz: float, clicked: int) -> None:
    course = vibrato(TIME, hz)
    mixture = recording(tone(course, 8), noise=0.003)
    at = 1.5
    found = find_tone(mixture, at, clicked * float(np.interp(at, TIME, course)) * 1.01)
    assert found is not None
    assert found.times[0] == pytest.approx(START, abs=0.06)
    assert found.times[-1] == pytest.approx(END, abs=0.06)
    inner = [START + 0.06 < t < END - 0.06 for t in found.times]
    assert np.median(errors_in_cents(found, course)) < 15
    assert np.percentile(errors_in_cents(found, course)[inner], 90) < 35
    highest = min(8, int(RATE / 2 / hz))
    assert highest - 1 <= found.partials <= highest + 1


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_noise_ten_decibels_below_does_not_lead_astray(seed: int) -> None:
    course = vibrato(TIME, 330.0)
    sound = tone(course, 10)
    level = float(np.sqrt(np.mean(sound**2))) * 10 ** (-10 / 20)
    found = find_tone(recording(sound, noise=level, seed=seed), 1.2, 660.0)
    assert found is not None
    assert np.median(errors_in_cents(found, course)) < 20
    assert found.times[0] == pytest.approx(START, abs=0.12)
    assert found.times[-1] == pytest.approx(END, abs=0.12)


def test_a_glide_over_a_fifth_is_followed() -> None:
    course = 220.0 * 1.5 ** np.clip((TIME - 1.0) / 0.8, 0.0, 1.0)
    found = find_tone(recording(tone(course, 6), noise=0.003), 1.1, 3 * 225.0)
    assert found is not None
    assert found.frequencies[0] == pytest.approx(220.0, rel=0.02)
    assert found.frequencies[-1] == pytest.approx(330.0, rel=0.02)


def test_the_next_note_is_another_tone() -> None:
    course = np.where(TIME < 1.4, 262.0, 220.0)
    mixture = recording(tone(course, 8), noise=0.003)
    for at, hz, start, end in ((1.0, 262.0, START, 1.4), (1.9, 220.0, 1.4, END)):
        found = find_tone(mixture, at, 2 * hz)
        assert found is not None
        assert np.allclose(found.frequencies, hz, rtol=0.02)
        assert found.times[0] == pytest.approx(start, abs=0.08)
        assert found.times[-1] == pytest.approx(end, abs=0.08)


def test_of_two_tones_the_one_that_was_clicked_is_found() -> None:
    low, high = vibrato(TIME, 196.0, 20.0), vibrato(TIME, 523.0, 50.0)
    mixture = recording(tone(low, 8), tone(high, 8), noise=0.003)
    for hz, course in ((523.0 * 2, high), (196.0 * 4, low)):
        found = find_tone(mixture, 1.5, hz)
        assert found is not None
        assert np.median(errors_in_cents(found, course)) < 20


def test_a_whistle_has_one_partial() -> None:
    course = vibrato(TIME, 2400.0, 100.0)
    found = find_tone(recording(tone(course, 1), noise=0.002), 1.5, 2400.0)
    assert found is not None
    assert found.partials == 1
    assert (found.times[0], found.times[-1]) == (
        pytest.approx(START, abs=0.06),
        pytest.approx(END, abs=0.06),
    )
    assert np.median(errors_in_cents(found, course)) < 30


def test_nothing_is_found_where_nothing_rises() -> None:
    mixture = recording(tone(vibrato(TIME, 440.0), 5), noise=0.01)
    assert find_tone(mixture, 1.5, 3100.0 + 210.0) is None
    assert find_tone(recording(np.zeros(len(TIME))), 1.5, 440.0) is None
    assert find_tone(mixture, 1.5, 0.45) is None


def test_a_long_tone_is_followed_beyond_the_first_look() -> None:
    time = np.arange(9 * RATE) / RATE
    sound = tone(vibrato(time, 300.0, 30.0), 5, 0.5, 8.5)
    found = find_tone(recording(sound, noise=0.002), 4.0, 600.0)
    assert found is not None
    assert (found.times[0], found.times[-1]) == (
        pytest.approx(0.5, abs=0.1),
        pytest.approx(8.5, abs=0.1),
    )


def test_a_click_at_the_very_end_of_a_short_recording() -> None:
    short = Recording.from_samples(tone(vibrato(TIME, 440.0), 5)[None, : RATE // 50], RATE)
    assert find_tone(short, 5.0, 440.0) is None
