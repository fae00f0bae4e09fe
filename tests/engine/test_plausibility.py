"""What judges the blind start's hypotheses: invariants, and that it tells truth from chance."""

from __future__ import annotations

import numpy as np
import pytest

from engine.propagation import prepare
from engine.recording import Recording
from engine.separators.evidence import agreements, evidence
from engine.separators.hypotheses import Probe
from engine.separators.plausibility import WEIGHTS, Judge
from engine.spectrogram import AnalysisGrid

RATE = 11025


@pytest.fixture(scope="module")
def sounds() -> tuple[Recording, Recording]:
    """Notes of a melody, and noise that swells, each alone."""
    random = np.random.default_rng(3)
    time = np.arange(3 * RATE) / RATE
    pitch = 330 * 2 ** (np.floor(3 * time) * 2 / 12)
    notes = sum(np.sin(2 * np.pi * k * pitch * time) / k for k in range(1, 6))
    melody = 0.2 * notes * np.exp(-3 * (3 * time % 1))
    noise = 0.1 * random.standard_normal(len(time)) * (1 + np.sin(2 * np.pi * 0.7 * time))
    one, two = (
        Recording.from_samples(part[None].astype(np.float32), RATE) for part in (melody, noise)
    )
    return one, two


@pytest.fixture(scope="module")
def scene(sounds: tuple[Recording, Recording]) -> tuple[Probe, np.ndarray]:
    """The probe of their mixture, and at its bins who is louder: -1 to 1."""
    grid = AnalysisGrid.for_rate(RATE)
    parts = [part.read(0, part.samples) for part in sounds]
    mixture = Recording.from_samples(parts[0] + parts[1], RATE)
    magnitude = grid.magnitude(mixture).numpy()
    probe = Probe(prepare(magnitude, grid.times(mixture.samples), grid.frequencies, seed=0))
    first, second = (np.square(grid.magnitude(part).numpy()) for part in sounds)
    return probe, probe.take(first / (first + second + 1e-12))


def labels(probe: Probe, count: int) -> np.ndarray:
    """Hypotheses by chance, smoothed as the regression would: (count, points)."""
    random = np.random.default_rng(0)
    chance = np.sign(random.standard_normal((count, len(probe.counts))))
    return np.clip(probe.solve(chance) @ probe.grams["all"], -1.0, 1.0)


def test_evidence_knows_no_order_of_the_parts(scene: tuple[Probe, np.ndarray]) -> None:
    probe, truth = scene
    values = np.concatenate([truth[None], labels(probe, 5)])
    found = evidence(probe, values, values)
    turned = evidence(probe, -values, values)
    assert set(WEIGHTS) <= set(found)
    for name, numbers in found.items():
        assert np.isfinite(numbers).all(), name
        # Labels of exactly 0 stand on one side.
        np.testing.assert_allclose(turned[name], numbers, rtol=1e-6, atol=1e-6, err_msg=name)


def test_a_hypothesis_is_judged_alike_alone_and_among_others(
    scene: tuple[Probe, np.ndarray],
) -> None:
    probe, truth = scene
    common = np.concatenate([truth[None], labels(probe, 8)])
    judge = Judge(probe, common)
    np.testing.assert_allclose(judge.of(common[3:5]), judge.common[3:5], atol=1e-8)


def test_truth_is_more_plausible_than_chance(scene: tuple[Probe, np.ndarray]) -> None:
    probe, truth = scene
    judge = Judge(probe, np.concatenate([truth[None], labels(probe, 40)]))
    assert judge.common.argmax() == 0


def test_agreement_is_a_correlation_without_sign(scene: tuple[Probe, np.ndarray]) -> None:
    probe, truth = scene
    values = np.concatenate([truth[None], -truth[None], labels(probe, 2)])
    alike = agreements(values, values, probe.shares)
    np.testing.assert_allclose(np.diag(alike), 1.0, atol=1e-6)
    np.testing.assert_allclose(alike[0, 1], 1.0, atol=1e-6)
    assert (alike <= 1.0 + 1e-9).all()


def test_precision_is_the_inverse_of_the_similarities_with_noise(
    scene: tuple[Probe, np.ndarray],
) -> None:
    """Also of kernels that are not positive definite."""
    probe, _ = scene
    for name, gram in probe.grams.items():
        unit = gram / np.average(np.diag(gram), weights=probe.counts)
        noisy = unit + np.diag(probe.counts.mean() / probe.counts)
        np.testing.assert_allclose(
            probe.precision(name) @ noisy, np.eye(len(noisy)), atol=1e-5, err_msg=name
        )


@pytest.mark.parametrize(
    "name", ["nuclear norm, energy, 16 x 40", "rhythms, energy", "shared cells, energy"]
)
def test_true_parts_are_simpler_than_parts_by_chance(
    scene: tuple[Probe, np.ndarray], name: str
) -> None:
    probe, truth = scene
    values = np.concatenate([truth[None], labels(probe, 20)])
    found = evidence(probe, values, values)[name]
    assert found[0] < found[1:].min()


def test_a_part_that_holds_everything_is_as_simple_as_the_mixture(
    scene: tuple[Probe, np.ndarray],
) -> None:
    """All in one part: the other is empty, and neither number breaks."""
    probe, _ = scene
    everything = np.ones((1, len(probe.counts)))
    found = evidence(probe, everything, everything)
    assert found["unequal nuclear norm, energy, 16 x 40"] == pytest.approx(1.0, abs=1e-6)
    assert found["nuclear norm, energy, 16 x 40"] == pytest.approx(1.0, abs=1e-6)
    assert all(np.isfinite(numbers).all() for numbers in found.values())
