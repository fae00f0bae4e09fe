"""The blind start: what its hypotheses have in common, and how the presets go on from it."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from engine.guidance import Guidance
from engine.masks import Masks
from engine.recording import Recording
from engine.separators import load_separator, rpca, windows
from engine.separators.base import Step
from engine.separators.intersections import intersect
from engine.separators.rpca import LowRankSparse
from engine.separators.stage import Stage
from engine.separators.windows import SHORTER

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
    assert step.state.average is None
    np.testing.assert_allclose(step.masks().values.sum(0), 1.0, atol=1e-5)
    assert np.array_equal(step.masks().values, last)


def test_best_goes_on_from_standard_through_three_shorter_windows() -> None:
    (*_, standard), _ = shown_by("standard")
    shown, step = shown_by("best")
    first = next(place for place, values in enumerate(shown) if np.array_equal(values, standard))
    further = shown[first + 1 :]
    assert len(further) == len(SHORTER)
    for before, after in pairwise((standard, *further)):
        # Another window was heard, and no part has changed places before a person's eyes.
        assert not np.array_equal(before, after)
        assert np.corrcoef(after[0].ravel(), before[0].ravel())[0, 1] > 0.5
    assert (step.iteration, step.total) == (300, 300)
    np.testing.assert_allclose(step.masks().values, further[-1], atol=1e-6)
    np.testing.assert_allclose(further[-1].sum(0), 1.0, atol=1e-5)
    (*_, again), _ = shown_by("best")
    assert np.array_equal(again, further[-1])


def test_what_is_too_long_for_shorter_windows_ends_as_standard(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(windows, "MOST_FRAMES", 20)
    (*_, standard), _ = shown_by("standard")
    (*_, best), _ = shown_by("best")
    assert np.array_equal(best, standard)


def test_a_start_seen_with_its_sources_in_another_order_is_turned_round() -> None:
    recording = rain_and_steps(1.0)
    stage = Stage(recording, 3, seed=0)
    random = np.random.default_rng(1)
    start = random.dirichlet(np.full(3, 0.3), stage.magnitude.shape).astype(np.float32)
    start = np.ascontiguousarray(np.moveaxis(start, -1, 0))
    turned = Masks(start[[2, 0, 1]], stage.times, stage.frequencies)
    np.testing.assert_allclose(windows._joined(start, 1, turned, stage), start, atol=1e-6)


def test_networks_that_are_asked_for_run_beside_a_draft() -> None:
    _, last = shown_by("draft", iterations=2)
    assert last.state.average is not None
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
