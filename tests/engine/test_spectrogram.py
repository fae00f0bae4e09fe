"""Spectrograms: exact round trips at any rate, length and cut; the grids on which masks live."""

from __future__ import annotations

import math

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.recording import Recording
from engine.spectrogram import (
    AnalysisGrid,
    StftSettings,
    erb_number,
    erb_width,
    forward,
    frames_around,
    inverse,
    read_padded,
    render_settings,
    spectrogram_blocks,
)

RATES = (8000, 11025, 44100, 48000, 96000, 192000)
transforms = st.integers(2, 9).flatmap(
    lambda log: st.builds(
        StftSettings, st.just(2**log), st.integers(1, 2 ** (log - 1)).filter(lambda hop: hop > 0)
    )
)


def noise(channels: int, samples: int, seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).uniform(-1, 1, (channels, samples)).astype(np.float32)


def there_and_back(
    mixture: Recording, transform: StftSettings, start: int, stop: int
) -> np.ndarray:
    first, last = frames_around(transform, start, stop)
    back: np.ndarray = inverse(
        forward(mixture, transform, first, last), transform, first, start, stop
    ).numpy()
    return back


@given(
    transform=transforms,
    channels=st.integers(1, 3),
    length=st.integers(1, 700),
    where=st.tuples(st.floats(0, 1), st.floats(0, 1)),
)
@settings(max_examples=150, deadline=None)
def test_any_span_of_any_length_comes_back(
    transform: StftSettings, channels: int, length: int, where: tuple[float, float]
) -> None:
    wave = noise(channels, length)
    start = min(int(where[0] * length), length - 1)
    stop = start + 1 + int(where[1] * (length - start - 1))
    back = there_and_back(Recording.from_samples(wave, 8000), transform, start, stop)
    assert back.shape == (channels, stop - start)
    assert np.abs(back - wave[:, start:stop]).max() < 1e-5


@pytest.mark.parametrize("rate", RATES)
def test_the_round_trip_at_usual_rates(rate: int) -> None:
    wave = 2 * noise(2, rate // 2)
    mixture = Recording.from_samples(wave, rate)
    back = there_and_back(mixture, render_settings(rate), 0, mixture.samples)
    assert np.abs(back - wave).max() < 1e-5


@pytest.mark.parametrize("rate", RATES)
def test_the_window_of_rendering_lasts_about_93_ms(rate: int) -> None:
    transform = render_settings(rate)
    assert 0.065 < transform.n_fft / rate < 0.132
    assert transform.n_fft & (transform.n_fft - 1) == 0
    assert transform.hop_length * 4 == transform.n_fft


@given(
    transform=transforms,
    length=st.integers(1, 5000),
    start=st.integers(-100, 5000),
    size=st.integers(1, 500),
)
@settings(max_examples=200)
def test_frames_around_are_those_that_overlap(
    transform: StftSettings, length: int, start: int, size: int
) -> None:
    """A frame's window spans [centre - half, centre + half); its first sample weighs nothing."""
    stop, half, hop = start + size, transform.n_fft // 2, transform.hop_length
    first, last = frames_around(transform, start, stop)
    overlapping = [
        frame
        for frame in range(first - 3, last + 4)
        if frame * hop - half < stop and frame * hop + half > start
    ]
    assert overlapping == list(range(first, last))
    assert transform.frames(length) >= 2
    assert (transform.frames(length) - 1) * hop >= length


def test_frames_agree_with_torch_and_are_centred() -> None:
    transform = StftSettings(256, 64)
    wave = noise(1, 4096)
    ours = forward(Recording.from_samples(wave, 8000), transform, 0, 65)
    theirs = torch.stft(
        torch.from_numpy(wave),
        256,
        64,
        window=torch.hann_window(256),
        center=True,
        pad_mode="constant",
        return_complex=True,
    )
    assert (ours - theirs).abs().max() < 1e-4


def test_units_of_both_axes_convert_back_and_forth() -> None:
    transform = StftSettings(1024, 256)
    assert transform.bins == 513
    assert transform.frequencies(48000)[-1] == 24000
    np.testing.assert_allclose(transform.times(3, 48000), [0, 256 / 48000, 512 / 48000])
    for value in (0.0, 0.37, 12.5):
        frame = transform.seconds_to_frame(value, 48000)
        assert transform.frame_to_seconds(frame, 48000) == pytest.approx(value)
        position = transform.hz_to_bin(value * 1000, 48000)
        assert transform.bin_to_hz(position, 48000) == pytest.approx(value * 1000)


def test_a_tone_stands_in_its_bin_and_a_click_in_its_frame() -> None:
    transform, rate = StftSettings(1024, 256), 8000
    tone = np.sin(2 * np.pi * 1000 * np.arange(8192) / rate)
    spectrum = forward(Recording.from_samples(tone, rate), transform, 8, 9)[0, :, 0].abs()
    assert int(spectrum.argmax()) == round(transform.hz_to_bin(1000, rate)) == 128
    click = np.zeros(8192)
    click[2560] = 1
    frames = forward(Recording.from_samples(click, rate), transform, 0, 33)[0].abs().sum(0)
    assert int(frames.argmax()) == transform.seconds_to_frame(2560 / rate, rate) == 10


@pytest.mark.parametrize(("n_fft", "hop"), [(2, 1), (1023, 256), (1024, 513), (1024, 0)])
def test_transforms_that_cannot_invert_are_refused(n_fft: int, hop: int) -> None:
    with pytest.raises(ValueError, match="cannot invert"):
        StftSettings(n_fft, hop)


@given(start=st.integers(-50, 50), size=st.integers(0, 60), length=st.integers(1, 30))
def test_outside_the_recording_is_silence(start: int, size: int, length: int) -> None:
    wave = noise(2, length)
    padded = read_padded(Recording.from_samples(wave, 8000), start, start + size)
    wanted = np.pad(wave, ((0, 0), (100, 200)))[:, 100 + start : 100 + start + size]
    np.testing.assert_array_equal(padded, wanted)


@pytest.mark.parametrize("block_frames", [1, 7, 1024])
def test_power_by_blocks_is_the_power(block_frames: int) -> None:
    transform, mixture = StftSettings(128, 32), Recording.from_samples(noise(3, 999), 8000)
    blocks = list(spectrogram_blocks(mixture, transform, block_frames=block_frames))
    together = torch.cat([power for _, power in blocks], 1)
    frames = transform.frames(999)
    assert [first for first, _ in blocks] == list(range(0, frames, block_frames))
    wanted = forward(mixture, transform, 0, frames).abs().square().mean(0)
    assert torch.allclose(together, wanted, atol=1e-5)


@pytest.mark.parametrize("rate", RATES)
@pytest.mark.parametrize("divisions", [4.0, 12.0, math.inf])
def test_analysis_bands_cover_every_bin_once(rate: int, divisions: float) -> None:
    grid = AnalysisGrid.for_rate(rate, divisions)
    edges = np.asarray(grid.edges)
    assert edges[0] == 0
    assert edges[-1] == grid.settings.bins
    assert (np.diff(edges) >= 1).all()
    assert (np.diff(grid.frequencies) > 0).all()
    assert grid.frequencies.shape == (grid.bands,)
    assert grid.frequencies[-1] <= rate / 2
    if divisions == math.inf:
        np.testing.assert_allclose(grid.frequencies, grid.settings.frequencies(rate))
    else:
        width = np.diff(edges) * rate / grid.settings.n_fft
        wide = np.diff(edges) > 1
        assert (width[wide] < 1.6 * erb_width(grid.frequencies[wide]) / divisions + 11).all()


def test_bands_keep_the_energy() -> None:
    mixture = Recording.from_samples(noise(2, 44100), 44100)
    grid = AnalysisGrid.for_rate(44100)
    magnitude = grid.magnitude(mixture)
    assert magnitude.shape == (grid.bands, len(grid.times(44100)))
    power = sum(float(block.sum()) for _, block in spectrogram_blocks(mixture, grid.settings))
    assert float(magnitude.double().square().sum()) == pytest.approx(power, rel=1e-4)


def test_a_silent_recording_has_no_magnitude() -> None:
    grid = AnalysisGrid.for_rate(8000)
    magnitude = grid.magnitude(Recording.from_samples(np.zeros((1, 1)), 8000))
    assert magnitude.shape == (grid.bands, 2)
    assert not magnitude.any()


def test_the_erb_scale_has_its_published_values() -> None:
    assert erb_width(1000.0) == pytest.approx(132.6, abs=0.1)
    assert erb_number(np.array([1000.0]))[0] == pytest.approx(15.6, abs=0.05)
    slope = np.diff(erb_number(np.array([1000.0, 1001.0])))[0]
    assert 1 / slope == pytest.approx(erb_width(1000.5), rel=0.01)
