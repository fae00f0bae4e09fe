"""Stems: they null against the mixture, whatever the rate, the masks and the cuts."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.masks import Masks, equal_masks, normalised
from engine.recording import Recording
from engine.spectrogram import StftSettings, render_settings
from engine.stems import StemRenderer, interpolate


def noise(channels: int, samples: int, seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).uniform(-1, 1, (channels, samples)).astype(np.float32)


def random_masks(
    sources: int, seconds: float, rate: int, *, bins: int = 90, frames: int = 40, seed: int = 0
) -> Masks:
    """Masks with hard and soft edges on a grid of uneven bins."""
    random = np.random.default_rng(seed)
    values = normalised(random.random((sources, bins, frames)) ** random.choice([0.1, 1, 30]))
    frequencies = np.sort(random.uniform(0, rate / 2, bins))
    return Masks(values, np.linspace(0, seconds, frames), frequencies)


@pytest.mark.parametrize("channels", [1, 2])
@pytest.mark.parametrize("rate", [8000, 44100, 48000, 96000])
@pytest.mark.parametrize("sources", [2, 6])
def test_stems_sum_to_the_mixture(rate: int, channels: int, sources: int) -> None:
    wave = 2 * noise(channels, rate)
    masks = random_masks(sources, 1.0, rate, bins=300, frames=65)
    stems = StemRenderer(Recording.from_samples(wave, rate), masks).render(0, rate)
    assert stems.shape == (sources, channels, rate)
    assert stems.dtype == np.float32
    assert np.abs(stems.sum(axis=0) - wave).max() < 1e-5
    assert np.abs(stems[0]).max() > 0.01


@given(
    length=st.integers(1, 4000),
    channels=st.integers(1, 3),
    sources=st.integers(1, 6),
    grid=st.tuples(st.integers(1, 20), st.integers(1, 20)),
    seed=st.integers(0, 99),
)
@settings(max_examples=60, deadline=None)
def test_stems_sum_to_mixtures_of_any_length(
    length: int, channels: int, sources: int, grid: tuple[int, int], seed: int
) -> None:
    wave = noise(channels, length, seed)
    masks = random_masks(sources, length / 8000, 8000, bins=grid[0], frames=grid[1], seed=seed)
    stems = StemRenderer(Recording.from_samples(wave, 8000), masks).render(0, length)
    assert np.abs(stems.sum(axis=0) - wave).max() < 1e-5


@given(cuts=st.lists(st.integers(0, 9000), max_size=5), seed=st.integers(0, 9))
@settings(max_examples=40, deadline=None)
def test_spans_do_not_matter(cuts: list[int], seed: int) -> None:
    mixture = Recording.from_samples(noise(2, 9000, seed), 8000)
    renderer = StemRenderer(mixture, random_masks(3, 9000 / 8000, 8000, seed=seed))
    whole = renderer.render(0, 9000)
    edges = [0, *sorted(cuts), 9000]
    pieces = [renderer.render(a, b) for a, b in pairwise(edges)]
    assert np.abs(np.concatenate(pieces, axis=2) - whole).max() < 1e-6


def test_masks_are_on_the_clock_of_the_span() -> None:
    wave = noise(1, 24000)
    late = np.zeros((2, 4, 100), np.float32)
    times = np.linspace(0, 1, 100)
    late[0, :, times < 0.5] = late[1, :, times >= 0.5] = 1
    span = Recording.from_samples(wave, 8000).span(8000, 16000)
    masks = Masks(late, times, np.linspace(0, 4000, 4))
    stems = StemRenderer(span, masks).render(0, 8000)
    assert np.abs(stems[0, :, :3000] - wave[:, 8000:11000]).max() < 1e-5
    assert np.abs(stems[1, :, 5000:] - wave[:, 13000:16000]).max() < 1e-5
    assert np.abs(stems[1, :, :3000]).max() < 1e-5


def test_a_mask_of_frequencies_separates_two_tones() -> None:
    time = np.arange(16000) / 16000
    low, high = np.sin(2 * np.pi * 300 * time), np.sin(2 * np.pi * 3000 * time)
    frequencies = np.array([0.0, 999.0, 1001.0, 8000.0])
    values = np.float32([[[1], [1], [0], [0]], [[0], [0], [1], [1]]])
    masks = Masks(values, np.array([0.5]), frequencies)
    stems = StemRenderer(Recording.from_samples(low + high, 16000), masks).render(0, 16000)
    inside = slice(2000, 14000)
    assert np.abs(stems[0, 0, inside] - low[inside]).max() < 1e-3
    assert np.abs(stems[1, 0, inside] - high[inside]).max() < 1e-3


def test_channels_keep_their_balance() -> None:
    wave = noise(1, 8000)
    both = np.concatenate([wave, -0.25 * wave])
    stems = StemRenderer(Recording.from_samples(both, 8000), random_masks(2, 1, 8000)).render(
        0, 8000
    )
    assert np.abs(stems[:, 1] + 0.25 * stems[:, 0]).max() < 1e-6


@pytest.mark.parametrize("samples", [1, 2, 31])
def test_very_short_and_empty_spans(samples: int) -> None:
    mixture = Recording.from_samples(noise(2, samples), 44100)
    renderer = StemRenderer(mixture, equal_masks(3, np.array([0.0]), np.array([0.0])))
    stems = renderer.render(0, samples)
    np.testing.assert_allclose(stems[0], mixture.read(0, samples) / 3, atol=1e-6)
    assert renderer.render(samples, samples).shape == (3, 2, 0)


def test_silence_stays_exactly_silent() -> None:
    wave = noise(1, 16000)
    wave[:, 4000:12000] = 0
    stems = StemRenderer(Recording.from_samples(wave, 8000), random_masks(2, 2, 8000)).render(
        0, 16000
    )
    assert not stems[:, :, 5000:11000].any()


@given(
    bins=st.integers(1, 12),
    frames=st.integers(1, 12),
    wanted=st.tuples(st.integers(1, 40), st.integers(1, 40)),
    seed=st.integers(0, 999),
)
@settings(max_examples=80, deadline=None)
def test_interpolated_masks_still_sum_to_one(
    bins: int, frames: int, wanted: tuple[int, int], seed: int
) -> None:
    random = np.random.default_rng(seed)
    masks = random_masks(3, 1.0, 8000, bins=bins, frames=frames, seed=seed)
    values = interpolate(
        torch.from_numpy(masks.values),
        masks,
        np.sort(random.uniform(-1, 2, wanted[0])),
        np.sort(random.uniform(0, 9000, wanted[1])),
    )
    assert values.shape == (3, wanted[1], wanted[0])
    assert float(values.min()) >= 0
    assert (values.sum(0) - 1).abs().max() < 1e-5


def test_interpolation_is_exact_on_the_grid_and_linear_between() -> None:
    masks = random_masks(2, 1.0, 8000, bins=5, frames=4)
    tensor = torch.from_numpy(masks.values)
    same = interpolate(tensor, masks, masks.times, masks.frequencies)
    np.testing.assert_allclose(same.numpy(), masks.values, atol=1e-6)
    between = (masks.times[:-1] + masks.times[1:]) / 2
    middle = interpolate(tensor, masks, between, masks.frequencies).numpy()
    wanted = (masks.values[..., :-1] + masks.values[..., 1:]) / 2
    np.testing.assert_allclose(middle, wanted, atol=1e-6)


def test_another_transform_nulls_as_well() -> None:
    wave = noise(2, 7000)
    renderer = StemRenderer(
        Recording.from_samples(wave, 8000),
        random_masks(2, 7000 / 8000, 8000),
        settings=StftSettings(1022, 172),
    )
    assert np.abs(renderer.render(0, 7000).sum(axis=0) - wave).max() < 1e-5
    assert renderer.settings != render_settings(8000)


def test_masks_refuse_axes_that_do_not_fit() -> None:
    values = np.full((2, 3, 4), 0.5, np.float32)
    with pytest.raises(ValueError, match="need 4 times and 3 frequencies"):
        Masks(values, np.zeros(3), np.zeros(4))
    with pytest.raises(ValueError, match="activations"):
        Masks(values, np.zeros(4), np.zeros(3), np.zeros((2, 3), np.float32))


@given(st.integers(1, 6), st.integers(0, 999))
def test_normalised_masks_sum_to_one_also_where_nothing_is(sources: int, seed: int) -> None:
    random = np.random.default_rng(seed)
    values = random.uniform(-0.5, 1, (sources, 5, 6)) * (random.random((1, 5, 6)) > 0.3)
    masks = normalised(values)
    assert masks.dtype == np.float32
    assert masks.min() >= 0
    np.testing.assert_allclose(masks.sum(axis=0), 1, atol=1e-6)
