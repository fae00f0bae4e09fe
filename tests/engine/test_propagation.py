"""Boxes spread to similar bins: direction, generality, guarantees, shapes."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import torch

from engine.guidance import Box, Guidance, rasterise
from engine.propagation import Features, Refiner, nystrom, prepare, propagate, refiner
from engine.propagation import kernels as kernels_module
from engine.propagation.harmonics import harmonic_factorisation
from engine.propagation.kernels import (
    Components,
    Course,
    Embedded,
    Kernel,
    Nearby,
    Points,
    Separable,
)
from engine.propagation.patches import patch_kernel
from engine.propagation.refiner import held_out_scores, no_worse_inside
from engine.propagation.regression import even_walk, label, scores_of, to_masks, wanted_masks

BINS, FRAMES, HOP = 120, 200, 0.016
TIMES = np.arange(FRAMES) * HOP
FREQUENCIES = np.linspace(0.0, 5000.0, BINS)


def bursts(rate: float, phase: float) -> np.ndarray:
    return (np.sin(2 * np.pi * rate * TIMES + phase) > 0.3).astype(np.float32)


@pytest.fixture(scope="module")
def parts() -> np.ndarray:
    """Magnitudes of three sources, (3, bins, frames): a hum, noise bursts, a high warble."""
    random = np.random.default_rng(3)
    hum = np.zeros((BINS, FRAMES), np.float32)
    hum[[6, 12, 18, 24, 30]] = 1.0
    noise = random.rayleigh(0.5, (BINS, FRAMES)).astype(np.float32) * bursts(2.0, 0.0)
    noise[:40] *= 0.2
    warble = np.zeros((BINS, FRAMES), np.float32)
    centre = np.round(95 + 8 * np.sin(2 * np.pi * 3.0 * TIMES)).astype(int)
    warble[centre, np.arange(FRAMES)] = 2.0
    return np.stack([hum, noise, warble]) + 1e-4


@pytest.fixture(scope="module")
def pair(parts: np.ndarray) -> tuple[np.ndarray, Features]:
    """Ideal masks of hum and noise, and the features of their sum."""
    energy = np.square(parts[:2])
    return energy / energy.sum(0), prepare(np.sqrt(energy.sum(0)), TIMES, FREQUENCIES)


def box(source: int, start: float, end: float, low: float, high: float, **more: object) -> Box:
    return Box(source, more.pop("kind", "activate"), start, end, low, high, **more)  # type: ignore[arg-type]


HUM = box(0, 0.2, 0.8, 150.0, 400.0)
NOISE = box(1, 0.0, 0.5, 2500.0, 4500.0)


def equal(sources: int) -> np.ndarray:
    return np.full((sources, BINS, FRAMES), 1.0 / sources, np.float32)


def loss(masks: np.ndarray, ideal: np.ndarray, magnitude: np.ndarray) -> float:
    energy = np.square(magnitude)
    return float((np.abs(masks - ideal).mean(0) * energy).sum() / energy.sum())


def mean_mask(masks: np.ndarray, features: Features, drawn: Box) -> float:
    area = drawn.area(TIMES, FREQUENCIES).part
    energy = np.square(features.magnitude[area])
    return float((masks[drawn.source][area] * energy).sum() / energy.sum())


def test_two_boxes_find_the_rest_of_both_sources(pair: tuple[np.ndarray, Features]) -> None:
    ideal, features = pair
    answer = propagate(features, equal(2), Guidance((HUM, NOISE)))
    outside = np.ones((BINS, FRAMES), bool)
    for drawn in (HUM, NOISE):
        outside[drawn.area(TIMES, FREQUENCIES).part] = False
    before = loss(equal(2), ideal, features.magnitude * outside)
    assert loss(answer.masks, ideal, features.magnitude * outside) < 0.35 * before


@pytest.mark.parametrize("sources", [2, 3, 5])
def test_masks_sum_to_one_and_uncertainty_is_a_share(
    pair: tuple[np.ndarray, Features], sources: int
) -> None:
    answer = propagate(pair[1], equal(sources), Guidance((HUM, NOISE)))
    assert answer.masks.shape == (sources, BINS, FRAMES)
    assert answer.masks.dtype == answer.uncertainty.dtype == np.float32
    assert answer.masks.min() >= 0
    np.testing.assert_allclose(answer.masks.sum(0), 1.0, atol=1e-5)
    assert 0 <= answer.uncertainty.min() < 0.2
    assert answer.uncertainty.max() <= 1


@pytest.mark.parametrize("guidance", [Guidance((HUM,)), Guidance((HUM, NOISE))])
def test_a_long_recording_is_answered_in_stretches_as_a_short_one_is_at_once(
    pair: tuple[np.ndarray, Features], guidance: Guidance, monkeypatch: pytest.MonkeyPatch
) -> None:
    ideal, features = pair
    base = (0.15 + 0.7 * ideal).astype(np.float32)
    at_once = propagate(features, base, guidance)
    monkeypatch.setattr(kernels_module, "_STRETCH", 64)
    monkeypatch.setattr(nystrom, "_PRECISE_FRAMES", FRAMES - 1)
    imprecise = prepare(features.magnitude, TIMES, FREQUENCIES)
    in_stretches = propagate(imprecise, base, guidance)
    np.testing.assert_allclose(in_stretches.masks, at_once.masks, atol=0.02)
    np.testing.assert_allclose(in_stretches.uncertainty, at_once.uncertainty, atol=0.04)
    assert not np.array_equal(in_stretches.masks, at_once.masks)


def test_a_long_recording_has_the_instant_answer_only(
    pair: tuple[np.ndarray, Features], monkeypatch: pytest.MonkeyPatch
) -> None:
    guidance = Guidance((HUM, NOISE))
    assert len(list(Refiner(pair[1]).improve(equal(2), guidance))) == 2
    monkeypatch.setattr(refiner, "LONG_FRAMES", FRAMES - 1)
    assert len(list(Refiner(pair[1]).improve(equal(2), guidance))) == 1


def test_without_boxes_the_present_masks_stay(pair: tuple[np.ndarray, Features]) -> None:
    base = pair[0].astype(np.float32)
    np.testing.assert_array_equal(propagate(pair[1], base, Guidance()).masks, base)


def test_every_box_is_heeded(pair: tuple[np.ndarray, Features]) -> None:
    against = box(0, 1.0, 1.4, 3000.0, 4200.0)
    answer = propagate(pair[1], equal(2), Guidance((HUM, NOISE, against)))
    for drawn in (HUM, NOISE, against):
        assert mean_mask(answer.masks, pair[1], drawn) > 0.79


def test_one_box_alone_does_not_claim_what_is_unlike_it(
    pair: tuple[np.ndarray, Features],
) -> None:
    ideal, features = pair
    answer = propagate(features, equal(2), Guidance((HUM,)))
    energy = np.square(features.magnitude)
    noise = float((answer.masks[0] * energy * ideal[1]).sum() / (energy * ideal[1]).sum())
    assert mean_mask(answer.masks, features, HUM) > 0.85
    assert noise < 0.55


def test_one_box_alone_keeps_good_present_masks(pair: tuple[np.ndarray, Features]) -> None:
    ideal, features = pair
    base = (0.15 + 0.7 * ideal).astype(np.float32)
    answer = propagate(features, base, Guidance((HUM,)))
    assert loss(answer.masks, ideal, features.magnitude) < loss(base, ideal, features.magnitude)


def test_present_masks_count_where_boxes_do_not_reach(pair: tuple[np.ndarray, Features]) -> None:
    ideal, features = pair
    small = Guidance((box(0, 0.2, 0.3, 220.0, 280.0), box(1, 0.1, 0.15, 4000.0, 4200.0)))
    with_base = propagate(features, ideal.astype(np.float32), small).masks
    without = propagate(features, equal(2), small).masks
    assert loss(with_base, ideal, features.magnitude) < loss(without, ideal, features.magnitude)


def test_deactivating_one_of_two_is_activating_the_other(
    pair: tuple[np.ndarray, Features],
) -> None:
    denied = box(1, 0.2, 0.8, 150.0, 400.0, kind="deactivate")
    one = propagate(pair[1], equal(2), Guidance((HUM, NOISE))).masks
    other = propagate(pair[1], equal(2), Guidance((denied, NOISE))).masks
    np.testing.assert_allclose(one, other, atol=1e-4)


def test_deactivate_among_three_leaves_the_others_their_proportions(parts: np.ndarray) -> None:
    features = prepare(np.sqrt(np.square(parts).sum(0)), TIMES, FREQUENCIES)
    base = equal(3)
    base[:, :, :] = np.array([0.5, 0.3, 0.2], np.float32)[:, None, None]
    denied = box(0, 0.2, 0.8, 2500.0, 4800.0, kind="deactivate")
    masks = propagate(features, base, Guidance((denied,))).masks
    area = denied.area(TIMES, FREQUENCIES).part
    # Boxes are heeded at 0.8 at least, to rounding.
    assert mean_mask(masks, features, denied) < 0.2 + 1e-5
    assert masks[1][area].mean() > masks[2][area].mean() > 0.2


def test_three_sources_are_told_apart(parts: np.ndarray) -> None:
    energy = np.square(parts)
    features = prepare(np.sqrt(energy.sum(0)), TIMES, FREQUENCIES)
    warble = box(2, 2.0, 2.6, 3400.0, 4500.0)
    masks = propagate(features, equal(3), Guidance((HUM, NOISE, warble))).masks
    ideal = energy / energy.sum(0)
    assert loss(masks, ideal, features.magnitude) < 0.6 * loss(equal(3), ideal, features.magnitude)


def test_exact_boxes_hold_bin_by_bin(pair: tuple[np.ndarray, Features]) -> None:
    exact = box(1, 0.9, 1.2, 100.0, 2000.0, exact=True)
    guidance = Guidance((HUM, NOISE, exact))
    area = (slice(None), *exact.area(TIMES, FREQUENCIES).part)
    for answer in Refiner(pair[1]).improve(equal(2), guidance):
        np.testing.assert_allclose(answer.masks[area][1], 1.0, atol=1e-6)
        np.testing.assert_allclose(answer.masks.sum(0), 1.0, atol=1e-5)


def test_the_later_box_wins(pair: tuple[np.ndarray, Features]) -> None:
    area = (0.2, 0.8, 150.0, 400.0)
    first, second = box(0, *area), box(1, *area)
    masks = propagate(pair[1], equal(2), Guidance((first, NOISE, second))).masks
    assert mean_mask(masks, pair[1], second) > 0.79


def test_the_same_seed_gives_the_same_answer(pair: tuple[np.ndarray, Features]) -> None:
    again = prepare(pair[1].magnitude, TIMES, FREQUENCIES)
    guidance = Guidance((HUM, NOISE))
    one = propagate(pair[1], equal(2), guidance).masks
    np.testing.assert_array_equal(propagate(again, equal(2), guidance).masks, one)


@pytest.mark.parametrize("shape", [(3, 2), (40, 1), (1, 30)])
def test_tiny_grids_work(shape: tuple[int, int]) -> None:
    magnitude = np.random.default_rng(0).random(shape).astype(np.float32)
    times, frequencies = np.arange(shape[1]) * HOP, np.arange(shape[0]) * 50.0
    features = prepare(magnitude, times, frequencies)
    base = np.full((2, *shape), 0.5, np.float32)
    drawn = Guidance((box(0, 0.0, 0.01, 0.0, 10.0),))
    for answer in Refiner(features).improve(base, drawn):
        assert np.isfinite(answer.masks).all()
        np.testing.assert_allclose(answer.masks.sum(0), 1.0, atol=1e-5)


def test_silence_gives_finite_masks() -> None:
    features = prepare(np.zeros((BINS, FRAMES), np.float32), TIMES, FREQUENCIES)
    answer = propagate(features, equal(2), Guidance((HUM, NOISE)))
    assert np.isfinite(answer.masks).all()


def test_a_box_beside_the_recording_changes_next_to_nothing_else(
    pair: tuple[np.ndarray, Features],
) -> None:
    outside = box(0, 99.0, 99.5, 9000.0, 9100.0)
    answer = propagate(pair[1], equal(2), Guidance((HUM, NOISE, outside)))
    assert np.isfinite(answer.masks).all()


def kernels() -> list[Kernel]:
    random = torch.Generator().manual_seed(0)
    similar = torch.rand(7, 7, generator=random)
    return [
        Separable(similar + similar.T, torch.rand(9, 4, generator=random)),
        Nearby(torch.rand(7, 4, generator=random), torch.arange(9) * 0.1, 0.2),
        Components(torch.rand(7, 5, generator=random), torch.rand(5, 9, generator=random)),
        Course(
            torch.rand(7, 5, generator=random),
            torch.rand(5, 9, generator=random),
            torch.arange(9) * 0.1,
            1.5,
            0.2,
        ),
        Embedded(torch.rand(3, 7, 9, generator=random)),
        Embedded(torch.rand(3, 7, 9, generator=random).half()),
    ]


@pytest.mark.parametrize("kernel", kernels(), ids=lambda kernel: type(kernel).__name__)
def test_spreading_is_the_gram_matrix_of_all_bins(kernel: Kernel) -> None:
    everywhere = Points(torch.arange(63) // 9, torch.arange(63) % 9)
    points = Points(torch.tensor([0, 3, 3, 6]), torch.tensor([1, 2, 2, 8]))
    index = points.bins * 9 + points.frames
    weights = torch.tensor([[1.0, -2.0, 0.5, 3.0], [0.0, 1.0, 1.0, -1.0]])
    wanted = (weights @ kernel.gram(everywhere)[index]).view(2, 7, 9)
    torch.testing.assert_close(kernel.spread(points, weights, slice(None)), wanted)
    torch.testing.assert_close(
        kernel.spread(points, weights, slice(2, 6)), wanted[:, :, 2:6], rtol=1e-4, atol=1e-5
    )


def test_held_out_scores_are_those_of_a_regression_without_the_box(
    pair: tuple[np.ndarray, Features],
) -> None:
    features = pair[1]
    boxes = (HUM, NOISE, box(0, 1.5, 2.0, 400.0, 800.0), box(1, 2.0, 2.5, 3000.0, 4000.0))
    base = torch.from_numpy(equal(2))
    labels = label(features, equal(2), rasterise(Guidance(boxes), 2, TIMES, FREQUENCIES))
    assert labels is not None
    held_out = held_out_scores(features.kernel, labels, base)
    assert held_out is not None
    left = labels.box != 2
    without = labels._replace(
        points=Points(labels.points.bins[left], labels.points.frames[left]),
        box=labels.box[left],
        scores=labels.scores[:, left],
        counts=labels.counts[left],
    )
    scores = scores_of(features.kernel, without, base)
    out = ~left
    wanted = scores[:, labels.points.bins[out], labels.points.frames[out]]
    torch.testing.assert_close(held_out[:, out], wanted, rtol=1e-3, atol=1e-3)


def test_leaving_out_an_only_box_says_nothing(pair: tuple[np.ndarray, Features]) -> None:
    evidence = rasterise(Guidance((HUM, NOISE)), 2, TIMES, FREQUENCIES)
    labels = label(pair[1], equal(2), evidence)
    assert labels is not None
    assert held_out_scores(pair[1].kernel, labels, torch.from_numpy(equal(2))) is None


def test_refining_takes_nothing_back_inside_boxes(pair: tuple[np.ndarray, Features]) -> None:
    denied = box(0, 0.3, 0.6, 2800.0, 4000.0, kind="deactivate")
    guidance = Guidance((HUM, NOISE, denied))
    first, *later = Refiner(pair[1]).improve(equal(2), guidance)
    np.testing.assert_array_equal(first.masks, propagate(pair[1], equal(2), guidance).masks)
    assert later
    for answer in later:
        for drawn in guidance.boxes:
            sign = 1 if drawn.kind == "activate" else -1
            ahead = mean_mask(answer.masks, pair[1], drawn) - mean_mask(first.masks, pair[1], drawn)
            assert sign * ahead > -1e-5


def test_what_falls_short_in_a_box_is_raised_to_the_instant_mean(
    pair: tuple[np.ndarray, Features],
) -> None:
    random = np.random.default_rng(1)
    instant, worse = (
        to_masks(torch.from_numpy(random.normal(shift, 0.3, (3, BINS, FRAMES)))).numpy()
        for shift in (0.0, 0.1)
    )
    worse[0] *= 0.3
    worse /= worse.sum(0)
    denied = box(1, 1.2, 1.8, 1000.0, 3000.0, kind="deactivate")
    kept = no_worse_inside(worse, instant, pair[1], Guidance((HUM, denied)))
    np.testing.assert_allclose(kept.sum(0), 1.0, atol=1e-5)
    assert mean_mask(worse, pair[1], HUM) < mean_mask(instant, pair[1], HUM) - 0.05
    for drawn, sign in ((HUM, 1), (denied, -1)):
        ahead = mean_mask(kept, pair[1], drawn) - mean_mask(instant, pair[1], drawn)
        assert sign * ahead > -1e-5


@pytest.fixture(scope="module")
def two_tones() -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    """Rows of the partials of two steady tones, (10,), and the combs fitted to their sum."""
    magnitude = np.full((BINS, FRAMES), 1e-3, np.float32)
    low, high = (np.round(f * np.arange(1, 6) / FREQUENCIES[1]).astype(int) for f in (420.0, 670.0))
    magnitude[low] = 1.0
    magnitude[high] = 1.0
    generator = torch.Generator().manual_seed(0)
    combs = harmonic_factorisation(torch.from_numpy(magnitude), FREQUENCIES, generator)
    return (torch.from_numpy(np.concatenate([low, high])), *combs)


def test_partials_of_one_pitch_belong_together(
    two_tones: tuple[torch.Tensor, torch.Tensor, torch.Tensor],
) -> None:
    rows, *combs = two_tones
    alike = Components(*combs).gram(Points(rows, torch.full((10,), 50)))
    own, other = alike[:5, :5].mean(), alike[:5, 5:].mean()
    assert own > 3 * other


def test_a_pitch_is_followed_only_for_a_while(
    two_tones: tuple[torch.Tensor, torch.Tensor, torch.Tensor],
) -> None:
    rows, *combs = two_tones
    course = Course(*combs, torch.as_tensor(TIMES, dtype=torch.float32), 3.0, 0.2)
    alike = course.gram(Points(rows[:1].repeat(3), torch.tensor([0, 6, 150])))
    assert alike[0, 1] > 0.5 * alike[0, 0]
    assert alike[0, 2] < 1e-3 * alike[0, 0]


def test_patches_look_alike_by_their_shape() -> None:
    magnitude = torch.full((60, 90), 1e-4)
    magnitude[[10, 30, 50]] = 1.0  # steady tones
    magnitude[:, [20, 45, 70]] = 1.0  # clicks
    alike = patch_kernel(magnitude, 0).gram(
        Points(torch.tensor([10, 50, 20, 40]), torch.tensor([32, 57, 20, 70]))
    )
    assert alike[0, 1] > 2 * alike[0, 2]
    assert alike[2, 3] > 2 * alike[1, 3]


def test_a_weaker_mark_is_heeded_less(pair: tuple[np.ndarray, Features]) -> None:
    against = box(0, 1.0, 1.4, 3000.0, 4200.0)
    strong, weak = (
        mean_mask(
            propagate(pair[1], equal(2), Guidance((HUM, NOISE, drawn))).masks, pair[1], against
        )
        for drawn in (against, replace(against, strength=0.2))
    )
    assert weak < strong - 0.2


def test_steps_through_energy_meet_strong_bins_more_often() -> None:
    met, counts = even_walk(np.array([1.0, 0.0, 6.0, 1.0]), 8)
    assert dict(zip(met.tolist(), counts.tolist(), strict=True)) == {0: 1, 2: 6, 3: 1}


def test_open_sources_share_what_known_ones_leave() -> None:
    target = np.array([[0.0], [0.0], [0.0]], np.float32)
    known = np.array([[True], [False], [False]])
    base = np.array([[0.4], [0.45], [0.15]], np.float32)
    wanted = wanted_masks(target, known, base)
    np.testing.assert_allclose(wanted[:, 0], [0.0, 0.75, 0.25], atol=1e-4)
