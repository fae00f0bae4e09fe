"""The resampler for devices that refuse a rate: right sound, however it is cut into blocks."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from editor.resampling import Resampler


def resampled(samples: np.ndarray, source: int, target: int, cuts: list[int]) -> np.ndarray:
    resampler = Resampler(source, target)
    state = resampler.begin(len(samples))
    padded = np.pad(samples, ((0, 0), (0, resampler.delay)))
    parts = []
    edges = [0, *sorted(cuts), padded.shape[1]]
    for first, last in pairwise(edges):
        part, state = resampler.process(state, padded[:, first:last])
        parts.append(part)
    return np.concatenate(parts, axis=1)


@pytest.mark.parametrize(
    ("source", "target"), [(44100, 48000), (48000, 44100), (96000, 48000), (8000, 44100)]
)
def test_a_tone_keeps_pitch_level_and_place(source: int, target: int) -> None:
    seconds = 0.2
    tone = lambda rate: np.sin(2 * np.pi * 1000 * np.arange(int(seconds * rate)) / rate)  # noqa: E731
    heard = resampled(tone(source)[None].astype(np.float32), source, target, [])
    expected = tone(target)
    assert heard.shape[1] == len(expected)
    inner = slice(len(expected) // 10, -len(expected) // 10)
    np.testing.assert_allclose(heard[0, inner], expected[inner], atol=2e-3)


def test_what_the_slower_rate_cannot_hold_is_gone() -> None:
    tone = np.sin(2 * np.pi * 40000 * np.arange(9600) / 96000)[None].astype(np.float32)
    assert np.abs(resampled(tone, 96000, 44100, [])[0, 200:-200]).max() < 1e-3


@settings(max_examples=40, deadline=None)
@given(
    st.sampled_from([(44100, 48000), (48000, 8000), (11025, 44100), (44101, 48000)]),
    st.lists(st.integers(0, 400), max_size=8),
)
def test_blocks_do_not_matter(rates: tuple[int, int], cuts: list[int]) -> None:
    samples = np.random.default_rng(0).uniform(-1, 1, (2, 400)).astype(np.float32)
    whole = resampled(samples, *rates, [])
    np.testing.assert_allclose(resampled(samples, *rates, cuts), whole, atol=1e-5)
