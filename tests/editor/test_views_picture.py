"""The picture without a window: levels, sampling, masks, colour tables, axes."""

from __future__ import annotations

import numpy as np
import pytest

from editor import colour_maps
from editor.axes import (
    FrequencyMap,
    format_hz,
    format_seconds,
    frequency_ticks,
    nice_step,
    note_name,
)
from editor.mask_overlay import Sampling, mixed_colours, single_mask
from editor.picture import KeptLevels, Look, Stretch, render, sample
from editor.tiles import LevelPyramid, compute_levels, to_db, to_stored
from engine.masks import Masks
from engine.recording import Recording
from tests.editor.view_helpers import SAMPLE_RATE, SECONDS, split_masks, tone_recording

COLOURS = ("#ff0000", "#0000ff")


class Collector:
    """A job's context that keeps what is published, and stops after so many blocks."""

    def __init__(self, stop_after: int | None = None) -> None:
        self.published: list[tuple[Recording, LevelPyramid]] = []
        self.stop_after = stop_after

    def superseded(self) -> bool:
        return self.stop_after is not None and len(self.published) >= self.stop_after

    def publish(self, kind: str, value: object) -> None:
        assert kind == "levels"
        assert isinstance(value, tuple)
        self.published.append(value)


def levels_of(recording: Recording) -> LevelPyramid:
    context = Collector()
    compute_levels(recording, context)
    return context.published[-1][1]


def test_a_full_scale_tone_on_a_bin_is_zero_decibels() -> None:
    levels = levels_of(tone_recording(1000.0, gain=1.0))
    assert levels.complete
    assert levels.level_at(3.0, 1000.0) == pytest.approx(0.0, abs=0.4)
    before, aside = levels.level_at(1.0, 1000.0), levels.level_at(3.0, 4000.0)
    assert before is not None
    assert before < -120
    assert aside is not None
    assert aside < -90
    assert levels.level_at(99.0, 1000.0) is None


def test_a_frame_with_a_sample_that_is_no_number_is_a_gap() -> None:
    samples = np.random.default_rng(0).standard_normal((2, 2 * SAMPLE_RATE)).astype(np.float32)
    whole = levels_of(Recording.from_samples(samples.copy(), SAMPLE_RATE)).steps[0]
    samples[:, SAMPLE_RATE : SAMPLE_RATE + 400] = np.nan
    samples[0, SAMPLE_RATE // 2] = np.inf
    broken = levels_of(Recording.from_samples(samples, SAMPLE_RATE)).steps[0]
    gaps = (broken == 0).all(axis=0)
    assert 0 < np.count_nonzero(gaps) < len(gaps) / 4
    np.testing.assert_array_equal(broken[:, ~gaps], whole[:, ~gaps])


def test_one_sample_and_silence_have_levels_too() -> None:
    for samples in (np.zeros((1, 1)), np.ones((2, 1)), np.zeros((2, 5000))):
        levels = levels_of(Recording.from_samples(samples, 44100))
        low, high = levels.auto_range()
        assert levels.complete
        assert low < high


@pytest.mark.parametrize("block", [37, 341, 1024, 5000])
def test_every_step_of_the_pyramid_keeps_the_loudest_column(block: int) -> None:
    columns = np.random.default_rng(0).integers(0, 256, (5, 4999)).astype(np.uint8)
    levels = LevelPyramid.empty(5, 4999, 0.01, 100.0)
    for first in range(0, 4999, block):
        levels.fill(first, columns[:, first : first + block])
    assert levels.complete
    assert len(levels.steps) == 4
    for number, step in enumerate(levels.steps):
        starts = np.arange(0, 4999, 2**number)
        assert np.array_equal(step, np.maximum.reduceat(columns, starts, axis=1))


def test_computing_stops_when_it_is_superseded() -> None:
    recording = Recording.from_samples(np.zeros((1, 120 * SAMPLE_RATE)), SAMPLE_RATE)
    context = Collector(stop_after=1)
    compute_levels(recording, context)
    assert len(context.published) == 1
    assert not context.published[0][1].complete


def test_the_automatic_range_reaches_to_the_loudest_sound() -> None:
    low, high = levels_of(tone_recording(1000.0, gain=0.1)).auto_range()
    assert -26 < high < -18
    assert 40 <= high - low <= 80


def test_a_click_is_seen_at_every_zoom() -> None:
    levels = LevelPyramid.empty(9, 5000, 0.01, 100.0)
    block = np.zeros((9, 5000), np.uint8)
    block[4, 3210] = 200
    levels.fill(0, block)
    frequencies = np.linspace(810, -10, 42)
    for width in (5000, 1234, 321, 40, 3):
        shown = sample(levels, np.linspace(0, 50, width + 1), frequencies)
        assert shown.max() == 200
        columns = np.flatnonzero(shown.max(0) == 200)
        assert len(columns) <= 3
        assert columns.mean() + 0.5 == pytest.approx(32.10 / 50 * width, abs=1.0)


def test_rows_show_the_loudest_bin_in_them() -> None:
    levels = LevelPyramid.empty(1025, 10, 0.1, 10.0)
    block = np.random.default_rng(1).integers(0, 255, (1025, 10)).astype(np.uint8)
    levels.fill(0, block)
    edges = np.linspace(10240, 0, 65)
    shown = sample(levels, np.linspace(-0.05, 0.95, 11), edges)
    for row in range(64):
        first, last = edges[row + 1] / 10 + 0.5, edges[row] / 10 + 0.5
        expected = block[int(first) : int(np.ceil(last))].max(0)
        assert np.array_equal(shown[row], expected)


def look(**changes: object) -> Look:
    values: dict[str, object] = {
        "levels_db": (-80.0, 0.0),
        "masks": split_masks(),
        "colours": COLOURS,
        "opacity": 1.0,
        "mask_view": "tint",
        "active_source": 0,
    }
    return Look(**(values | changes))  # type: ignore[arg-type]


def shown_colours(shown: Look) -> tuple[np.ndarray, np.ndarray]:
    """Loud pixels at 250 Hz and 4 kHz of an evenly loud sound, red, green and blue."""
    levels = LevelPyramid.empty(257, 400, 0.01, 31.25)
    levels.fill(0, np.full((257, 400), round(to_stored(-15.0)), np.uint8))
    scale = FrequencyMap("linear", 8000.0)
    picture = render(levels, shown, scale, Stretch(0.0, SECONDS, 0.0, 8000.0), 200, 160)
    colours = [picture.image.pixelColor(100, row) for row in (155, 80)]
    low, high = (np.array([c.red(), c.green(), c.blue()], int) for c in colours)
    return low, high


def test_what_is_kept_of_levels_is_what_would_be_sampled_anew() -> None:
    random = np.random.default_rng(0)
    levels, other = (LevelPyramid.empty(257, 400, 0.01, 31.25) for _ in range(2))
    other.fill(0, random.integers(0, 255, (257, 400)).astype(np.uint8))
    scale, kept = FrequencyMap("linear", 8000.0), KeptLevels()
    whole, part = Stretch(0.0, SECONDS, 0.0, 8000.0), Stretch(1.0, 2.0, 500.0, 4000.0)
    plain = look(mask_view="off")

    def check(pyramid: LevelPyramid, stretch: Stretch, width: int) -> None:
        shown = render(pyramid, plain, scale, stretch, width, 90, kept).image
        assert shown == render(pyramid, plain, scale, stretch, width, 90).image

    for first in (0, 200):  # it fills up while it is looked at
        levels.fill(first, random.integers(0, 255, (257, 200)).astype(np.uint8))
        for stretch, width in ((whole, 120), (whole, 120), (part, 120), (part, 80)):
            check(levels, stretch, width)
    check(other, part, 80)
    tinted = look()
    after = render(other, tinted, scale, part, 80, 90, kept).image
    assert after == render(other, tinted, scale, part, 80, 90).image
    assert after != render(other, plain, scale, part, 80, 90, kept).image


def test_the_tint_shows_whose_a_bin_is() -> None:
    low, high = shown_colours(look())
    assert low[0] > 100
    assert low[0] > 2 * low[2]
    assert high[2] > 100
    assert high[2] > 2 * high[0]


def test_two_sources_are_tinted_like_two_of_three_of_which_one_has_nothing() -> None:
    random = np.random.default_rng(0)
    share = random.random((257, 100)).astype(np.float32)
    times, frequencies = np.linspace(0.0, 5.0, 100), np.linspace(0.0, 8000.0, 257)
    two = Masks(np.stack([share, 1 - share]), times, frequencies)
    three = Masks(np.stack([share, 1 - share, 0 * share]), times, frequencies)
    colours = ("#4aa3ff", "#ff9f40", "#66dd88")
    levels = LevelPyramid.empty(257, 200, 0.025, 31.25)
    levels.fill(0, random.integers(0, 256, (257, 200)).astype(np.uint8))
    place = FrequencyMap("log", 8000.0), Stretch(0.0, 5.0, 0.1, 0.9), 150, 90
    of_two, of_three = (
        render(levels, look(masks=masks, colours=colours), *place).image for masks in (two, three)
    )
    pixels = [np.array(image.constBits()).astype(int) for image in (of_two, of_three)]
    assert np.abs(pixels[0] - pixels[1]).max() <= 1


def test_without_opacity_or_masks_the_picture_is_the_plain_spectrogram() -> None:
    plain = shown_colours(look(mask_view="off"))
    for other in (look(opacity=0.0), look(masks=None)):
        low, high = shown_colours(other)
        assert np.abs(low - plain[0]).max() <= 1
        assert np.abs(high - plain[1]).max() <= 1


def test_silent_bins_stay_dark_under_a_tint() -> None:
    ground, gain = colour_maps.tint_tables((60.0, 200.0), 1.0)
    assert ground[30] == 0xFF000000
    assert gain[30] == 0


def test_a_tint_never_overflows_a_colour() -> None:
    for opacity in (0.0, 0.3, 0.7, 1.0):
        ground, gain = colour_maps.tint_tables((0.0, 255.0), opacity)
        parts = ground.view(np.uint8).reshape(256, 4)[:, :3].astype(int)
        assert (parts + ((255 * gain.astype(int)) >> 8)[:, None]).max() <= 255


def test_a_single_mask_is_a_picture_of_its_own() -> None:
    low, high = shown_colours(look(mask_view="single", active_source=1))
    assert high[2] > 200
    assert low.max() < 30


def test_masks_of_a_stretch_leave_the_rest_plain() -> None:
    masks = split_masks()
    part = Masks(masks.values[:, :, :50], masks.times[:50], masks.frequencies)
    covered, _ = shown_colours(look())
    plain, _ = shown_colours(look(mask_view="off"))
    beside, _ = shown_colours(look(masks=part))
    assert np.array_equal(beside, plain)
    assert not np.array_equal(beside, covered)


@pytest.mark.parametrize("pixels", [(30, 40), (300, 700)])
def test_masks_are_sampled_at_the_nearest_bin_and_frame(pixels: tuple[int, int]) -> None:
    rng = np.random.default_rng(2)
    values = rng.random((2, 40, 90)).astype(np.float32)
    masks = Masks(values / values.sum(0), np.linspace(0, 4, 90), np.geomspace(30, 8000, 40))
    frequencies, times = np.linspace(8000, 0, pixels[0]), np.linspace(0, 4, pixels[1])
    sampling = Sampling.of(masks, frequencies, times)
    row, column = pixels[0] // 3, pixels[1] // 2
    bin_ = np.abs(masks.frequencies - frequencies[row]).argmin()
    frame = np.abs(masks.times - times[column]).argmin()
    expected = masks.values[0, bin_, frame]
    assert single_mask(masks, 0, sampling)[row, column] == pytest.approx(255 * expected, abs=1)
    blue, _, red, _ = mixed_colours(masks, COLOURS, sampling)[row, column]
    assert red == pytest.approx(255 * expected, abs=1.5)
    assert blue == pytest.approx(255 * (1 - expected), abs=1.5)


def test_stored_levels_and_decibels_are_inverse() -> None:
    assert to_db(to_stored(-33.3)) == pytest.approx(-33.3)


@pytest.mark.parametrize("scale", ["log", "linear"])
def test_positions_and_frequencies_are_inverse(scale: str) -> None:
    mapping = FrequencyMap(scale, 22050.0)  # type: ignore[arg-type]
    hz = np.array([20.0, 440.0, 22050.0])
    assert mapping.hz(mapping.position(hz)) == pytest.approx(hz)
    assert float(mapping.hz(mapping.top)) == pytest.approx(22050.0)
    assert float(mapping.position(0.0)) == 0.0


def test_labels_are_short_and_readable() -> None:
    assert [format_hz(hz) for hz in (20, 440, 1000, 2500, 22050)] == [
        "20",
        "440",
        "1k",
        "2.5k",
        "22.05k",
    ]
    assert format_seconds(1.5, 0.5, long=False) == "1.5"
    assert format_seconds(12.0, 1.0, long=False) == "12"
    assert format_seconds(75.0, 5.0, long=True) == "1:15"
    assert format_seconds(59.999999999999, 30.0, long=True) == "1:00"
    assert format_seconds(61.25, 0.05, long=True) == "1:01.25"
    assert note_name(440.0) == "A4 +0 ct"
    assert note_name(445.0) == "A4 +20 ct"
    assert note_name(27.5) == "A0 +0 ct"
    assert note_name(3.0) == ""
    assert nice_step(0.3) == pytest.approx(0.5)


def test_frequency_ticks_keep_their_distance() -> None:
    for scale in (FrequencyMap("log", 22050.0), FrequencyMap("linear", 22050.0)):
        for low, high in ((0.0, scale.top), (0.4 * scale.top, 0.45 * scale.top)):
            room = (high - low) / 12
            labelled, unlabelled = frequency_ticks(scale, low, high, room)
            positions = scale.position(np.array(labelled))
            assert 2 <= len(labelled) <= 14
            assert np.diff(positions).min() >= 0.99 * room
            assert len(unlabelled) >= len(labelled)
