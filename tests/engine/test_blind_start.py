"""The blind start: what its hypotheses have in common, and how the presets go on from it."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from engine.guidance import Guidance
from engine.recording import Recording
from engine.separators import consensus, load_separator, rpca, windows
from engine.separators.base import Step
from engine.separators.hypotheses import Probe
from engine.separators.intersections import intersect
from engine.separators.plausibility import Judge
from engine.separators.pool import done, form_pool, widen
from engine.separators.rpca import LowRankSparse
from engine.separators.scene import Scene
from engine.separators.stage import Stage
from engine.separators.windows import LENGTHS

RATE = 8000


def rain_and_steps(seconds: float = 2.5) -> Recording:
    """Two noises that no one spectrum explains: steady hiss, and low thuds now and then."""
    random = np.random.default_rng(3)
    noise = random.standard_normal((2, round(RATE * seconds)))
    hiss = np.diff(noise[0], prepend=0.0)
    low = np.convolve(noise[1], np.hanning(24) / 12, "same")
    time = np.arange(low.size) / RATE
    thuds = low * np.exp(-12.0 * (time % 0.45))
    return Recording.from_samples((0.05 * hiss + 0.4 * thuds)[None].astype(np.float32), RATE)


def shown_by(preset: str, **changes: int) -> tuple[list[np.ndarray], Step]:
    """All blind starts that a run shows, one after the other, and its last step."""
    separator = load_separator("dap")
    settings = replace(separator.preset(preset, sources=2, device="cpu"), **changes)
    shown: list[np.ndarray] = []
    for step in separator.steps(rain_and_steps(), Guidance(), settings, seed=0):
        start = step.state.start
        if start is not None and not any(start is known for known in shown[-1:]):
            shown.append(start)
    return shown, step


def test_an_average_of_intersections_is_the_same_at_every_bin_as_at_the_points() -> None:
    random = np.random.default_rng(0)
    values = np.clip(random.standard_normal((30, 40)), -1, 1)
    both = intersect(values, random.standard_normal(30), np.full(40, 1 / 40))
    shares = random.standard_normal(len(both.values))
    members = values[both.members].reshape(-1, 5, 8)
    found = both.averaged(shares).of(members)
    np.testing.assert_allclose(found.ravel(), shares @ both.values, atol=1e-3)


def test_an_intersection_is_what_both_say() -> None:
    """Of two halves of four bins, one quarter is left in each of the four ways."""
    values = np.array([[1.0, 1.0, -1.0, -1.0], [1.0, -1.0, 1.0, -1.0]])
    both = intersect(values, np.array([1.0, 0.5]), np.full(4, 0.25))
    assert sorted(map(tuple, both.values.round(6))) == sorted(map(tuple, 2.0 * np.eye(4) - 1.0))


def test_standard_shows_the_draft_first_goes_on_from_it_and_leaves_unheard_networks_alone() -> None:
    (*_, draft), _ = shown_by("draft")
    (*earlier, last), step = shown_by("standard")
    assert any(np.array_equal(values, draft) for values in earlier)
    assert not np.array_equal(last, draft)
    # The parts stay in their places while the draft gives way.
    assert np.corrcoef(last[0].ravel(), draft[0].ravel())[0, 1] > 0
    assert (step.iteration, step.total) == (150, 150)
    assert (step.done, step.planned) == (0, 0)
    assert step.state.networks.average is None
    np.testing.assert_allclose(step.masks().values.sum(0), 1.0, atol=1e-5)
    assert np.array_equal(step.masks().values, last)


def test_best_goes_on_from_standard_through_further_windows() -> None:
    (*_, standard), _ = shown_by("standard")
    shown, step = shown_by("best")
    first = next(place for place, values in enumerate(shown) if np.array_equal(values, standard))
    further = shown[first + 1 :]
    assert len(further) == len(LENGTHS)
    for before, after in pairwise((standard, *further)):
        # Another window was heard, and no part has changed places before a person's eyes.
        assert not np.array_equal(before, after)
        assert np.corrcoef(after[0].ravel(), before[0].ravel())[0, 1] > 0.5
    assert (step.iteration, step.total) == (300, 300)
    np.testing.assert_allclose(step.masks().values, further[-1], atol=1e-6)
    np.testing.assert_allclose(further[-1].sum(0), 1.0, atol=1e-5)
    (*_, again), _ = shown_by("best")
    assert np.array_equal(again, further[-1])


def test_what_is_too_long_for_further_windows_ends_as_standard(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(windows, "LONG_FRAMES", 20)
    (*_, standard), _ = shown_by("standard")
    (*_, best), _ = shown_by("best")
    assert np.array_equal(best, standard)


def test_three_sources_are_seen_through_all_windows_and_sum_to_one() -> None:
    shown, _ = shown_by("best", sources=3)
    (*_, standard), _ = shown_by("standard", sources=3)
    assert shown[-1].shape == (3, *standard.shape[1:])
    np.testing.assert_allclose(shown[-1].sum(0), 1.0, atol=1e-5)
    assert all(part.mean() > 0.02 for part in shown[-1])
    assert not np.allclose(shown[-1], standard, atol=1e-3)


def test_what_hypotheses_say_of_some_bins_is_what_they_say_of_all() -> None:
    stage = Stage(rain_and_steps(1.5), 2, seed=0)
    scene = Scene(stage.magnitude, stage.frequencies, 0)
    pool = done(form_pool(scene, lambda _: stage.features))
    pool, _ = done(widen(pool, Judge(pool.probe, pool.values)))
    random = np.random.default_rng(0)
    bins, frames = (random.integers(0, size, 60) for size in scene.magnitude.shape)
    told = pool.told_at(bins, frames)
    count, splits = len(pool.hypotheses.values), pool.hypotheses.splits
    for number in (0, splits - 2, splits - 1, splits, (splits + count) // 2, count - 1):
        np.testing.assert_allclose(told[number], pool.whole(number)[bins, frames], atol=5e-3)
    shares = random.standard_normal(len(told)) / 100
    shares[splits:count] = 0.0  # What the regression says is summed before it ends at -1 and 1.
    average = done(pool.averaged(shares))[bins, frames]
    np.testing.assert_allclose(average, shares @ told, atol=2e-2)


def test_windows_heard_one_after_the_other_count_as_if_all_were_averaged_at_once() -> None:
    random = np.random.default_rng(0)
    values = random.uniform(-1, 1, (3, 20, 4, 5)).astype(np.float32)
    plausible = random.normal(0, 2, (3, 20))
    averages = [
        np.einsum("h,hbf->bf", consensus._softmax(one), told).astype(np.float32)
        for one, told in zip(plausible, values, strict=True)
    ]
    counts = [consensus._log_sum(one) for one in plausible]
    heard = consensus._Weighed(averages[0], counts[0])
    for average, count in zip(averages[1:], counts[1:], strict=True):
        heard = heard.joined(consensus._Weighed(average, count))
    at_once = np.einsum("h,hbf->bf", consensus._softmax(plausible.ravel()), np.concatenate(values))
    np.testing.assert_allclose(heard.average, at_once, atol=1e-5)


def test_a_lens_finds_the_same_places_on_its_own_grid() -> None:
    recording = rain_and_steps(1.5)
    stage = Stage(recording, 2, seed=0)
    probe = Probe(stage.features)
    found = windows.lenses(recording, stage, len(stage.frequencies))
    assert len(found) == len(LENGTHS)
    for lens in found:
        grid = lens._grid
        times = grid.times(recording.samples)
        bands, frames = lens.places(probe)
        away = np.abs(grid.frequencies[bands] - stage.frequencies[probe.bins])
        assert away.max() <= np.diff(grid.frequencies).max() / 2
        late = np.abs(times[frames] - stage.times[probe.frames])
        assert late.max() <= np.diff(times).max() / 2
        # What rises with time and pitch there does here.
        ramp = np.add.outer(grid.frequencies / RATE, times).astype(np.float32)
        inside = slice(3, -3)
        back = lens.back(ramp)[inside, inside]
        expected = np.add.outer(stage.frequencies / RATE, stage.times)[inside, inside]
        np.testing.assert_allclose(back, expected, atol=0.02)


def test_masks_that_rounding_puts_beyond_one_are_judged_all_the_same() -> None:
    """Two gated noises, one of whose splits divides to a little more than 1."""
    random, size = np.random.default_rng(5), 3 * RATE
    frequencies, mixture = np.fft.rfftfreq(size, 1 / RATE), np.zeros(size)
    for _ in range(2):
        low, high = np.sort(random.uniform(100, 3500, 2))
        spectrum = np.fft.rfft(random.standard_normal(size))
        spectrum[(frequencies < low) | (frequencies > high + 100)] = 0
        gate = np.zeros(size)
        for begin in (random.integers(0, size - 3000) for _ in range(4)):
            gate[begin : begin + 3000] = 1
        mixture += gate * np.fft.irfft(spectrum, size)
    stage = Stage(Recording.from_samples(0.1 * mixture.astype(np.float32), RATE), 2, seed=0)
    scene = Scene(stage.magnitude, stage.frequencies, 0)
    beyond = np.full(scene.magnitude.shape, np.nextafter(np.float32(1), np.float32(2)))
    assert Probe(stage.features).take(beyond).max() == 1.0
    *_, last = consensus.consensus_steps(scene, lambda _: stage.features, 2)
    assert np.isfinite(last.masks).all()


def test_networks_that_are_asked_for_run_beside_a_draft() -> None:
    _, last = shown_by("draft", iterations=2)
    assert last.state.networks.average is not None
    assert (last.iteration, last.total) == (2, 2)


def test_followed_directions_find_what_all_eigenvectors_find(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    random = np.random.default_rng(1)
    matrix = random.gamma(1.0, 1.0, (90, 5)) @ random.gamma(1.0, 1.0, (5, 200))
    matrix[random.random(matrix.shape) < 0.03] += 20.0
    found = []
    for most in (0.6, 0.0):
        monkeypatch.setattr(rpca, "_MOST_COLUMNS", most)
        parts = LowRankSparse(matrix.astype(np.float32), 1.0)
        for _ in range(20):
            parts.iterate()
        found.append(parts.low_rank)
    few, all_of_them = found
    assert np.linalg.norm(few - all_of_them) < 0.01 * np.linalg.norm(all_of_them)
