"""Steady tones in a texture: found, taken out, and going on without flutter or click."""

from __future__ import annotations

import numpy as np
import pytest

from engine.benchmark.texture_statistics import sharpest
from engine.benchmark.texture_tones import flutter
from engine.texture.extension import CONTEXT_SECONDS, Parts, Texture, extended
from engine.texture.tone_continuation import Continuation
from engine.texture.tones import steady_tones

RATE = 8000
HERTZ = np.array([50.02, 100.04, 150.06, 1203.7])
LEVELS = np.array([1.0, 0.5, 0.7, 0.3])


def room(
    seconds: float, *, seed: int = 0, drift: float = 0.0, tones: float = 0.1, noise: float = 0.01
) -> np.ndarray:
    """Stereo noise with hum and a whine, the second channel's hum softer and later."""
    random = np.random.default_rng(seed)
    time = np.arange(round(seconds * RATE)) / RATE
    turned = time + drift / 50 * np.sin(2 * np.pi * 0.15 * time)
    sides = np.array([[1.0, 0.0], [0.6, 0.8]])
    sound = noise * random.standard_normal((2, len(time)))
    for hertz, level in zip(HERTZ, LEVELS, strict=True):
        for channel, (gain, phase) in enumerate(sides):
            sound[channel] += tones * gain * level * np.sin(2 * np.pi * hertz * turned + phase)
    return sound.astype(np.float32)


def grown(texture: Texture, given: np.ndarray, seconds: float) -> np.ndarray:
    list(texture.fit(4))
    return np.concatenate(list(extended(texture, given, round(seconds * RATE))), 1)


def test_tones_are_found_where_they_are_and_taken_out() -> None:
    sound = room(3.0)
    tones = steady_tones(sound, RATE)
    assert tones is not None
    np.testing.assert_allclose(tones.frequencies, HERTZ, atol=0.02)
    np.testing.assert_array_equal(tones.orders, [1, 2, 3, 0])
    rest = sound - tones.heard(sound.shape[1])
    assert rest.std() == pytest.approx(0.01, rel=0.05)


def water() -> np.ndarray:
    """Short bubbles that ring, at random times and pitches."""
    random = np.random.default_rng(1)
    sound = 0.01 * random.standard_normal((1, 3 * RATE))
    time = np.arange(RATE // 5) / RATE
    for start in random.integers(0, 3 * RATE - RATE // 5, 60):
        ring = np.exp(-time / 0.03) * np.sin(2 * np.pi * random.uniform(300, 2000) * time)
        sound[0, start : start + len(time)] += 0.3 * ring
    return sound.astype(np.float32)


def half() -> np.ndarray:
    sound = room(3.0, tones=0.0)
    sound[:, : RATE * 3 // 2] += room(3.0, noise=0.0)[:, : RATE * 3 // 2]
    return sound


@pytest.mark.parametrize(
    "sound",
    [room(3.0, tones=0.0), room(0.5, tones=0.0), water(), half(), np.zeros((1, RATE), np.float32)],
    ids=["noise", "short noise", "bubbles", "a tone that stops", "silence"],
)
def test_what_has_no_steady_tones(sound: np.ndarray) -> None:
    assert steady_tones(sound, RATE) is None


@pytest.mark.parametrize("drift", [0.0, 0.05])
def test_hum_goes_on_as_it_is(drift: float) -> None:
    sound = room(7.0, drift=drift)
    given = sound[:, : 3 * RATE]
    made = grown(Texture(given, RATE, seed=0), given, 7.0)
    noisy = grown(Texture(given, RATE, seed=0, parts=Parts(tones=False)), given, 7.0)
    real, ours, before = (flutter(x[:, 3 * RATE :], RATE, HERTZ) for x in (sound, made, noisy))
    np.testing.assert_allclose(ours, real, atol=0.4)
    assert (before > real + 2).all()
    assert sharpest(made) < 1.3 * sharpest(sound)
    # Through the joint, too: phase, loudness, and the picture between the channels.
    at_joint = slice(int(2.5 * RATE), int(3.5 * RATE))
    time = np.arange(RATE) / RATE
    for hertz in HERTZ[:3]:
        heard = [x[:, at_joint] @ np.exp(-2j * np.pi * hertz * time) for x in (sound, made)]
        np.testing.assert_allclose(heard[1] / heard[0], 1.0, atol=0.2)


def test_ten_minutes_of_hum_neither_beat_nor_click() -> None:
    given = room(3.0)
    tones = steady_tones(given, RATE)
    assert tones is not None
    random = np.random.default_rng(0)
    hum = Continuation(tones, 600 * RATE, RATE // 4, given, None, random)
    wanted = 0.1 * LEVELS * np.array([[1.0], [0.6]])
    turns = np.exp(-2j * np.pi * HERTZ[:, None] * np.arange(RATE) / RATE)
    own = sharpest(room(3.0, noise=0.0))
    blocks = [hum.read(5 * RATE + 123) for _ in range(119)]
    assert sharpest(np.concatenate(blocks, 1)) < 1.05 * own
    for block in blocks:
        for at in (0, 3 * RATE):
            level = np.abs(block[:, at : at + RATE] @ turns.T) * 2 / RATE
            np.testing.assert_allclose(level, wanted, rtol=0.05)


def test_hum_arrives_where_the_recording_goes_on() -> None:
    sound = room(10.0)
    first, last = 4 * RATE, 6 * RATE
    texture = Texture(sound[:, :first], RATE, seed=0)
    list(texture.fit(2))
    joint, around = texture.joint, round(CONTEXT_SECONDS * RATE)
    filling = texture.extend(
        last - first + 2 * joint, before=sound[:, first - around : first], after=sound[:, last:]
    )
    made = np.concatenate(list(filling), 1)
    assert made.shape == (2, last - first + 2 * joint)
    whole = np.concatenate([sound[:, : first - joint], made, sound[:, last + joint :]], 1)
    assert whole.shape == sound.shape
    np.testing.assert_allclose(
        whole[:, first - joint : first - joint // 2],
        sound[:, first - joint : first - joint // 2],
        atol=1e-6,
    )
    # The hum in the gap is the hum that was there.
    time = np.arange(last - first) / RATE
    for hertz in HERTZ[:3]:
        there, ours = (
            x[0, first:last] @ np.exp(-2j * np.pi * hertz * time) for x in (sound, whole)
        )
        assert abs(ours / there - 1) < 0.1
