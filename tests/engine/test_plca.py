"""PR-PLCA: penalties in the E-step, warm starts, notices."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from engine.guidance import Box, Guidance, rasterise
from engine.metrics import si_sdr
from engine.recording import Recording
from engine.separators import load_separator, separator_names, separator_title
from engine.separators.base import SeparationError
from engine.separators.plca import PlcaModel, missing_boxes
from engine.stems import StemRenderer

RATE = 8000


@pytest.fixture(scope="module")
def sources() -> np.ndarray:
    """Two tones of four partials each, switched at different rates: (2, samples)."""
    time = np.arange(3 * RATE) / RATE
    return np.stack(
        [
            sum(np.sin(2 * np.pi * base * k * time) / k for k in range(1, 5))
            * (np.sin(2 * np.pi * rate * time) > 0)
            for base, rate in ((220.0, 1.3), (350.0, 2.1))
        ]
    ).astype(np.float32)


@pytest.fixture
def mixture(sources: np.ndarray) -> Recording:
    return Recording.from_samples(sources.sum(0), RATE)


BOXES = Guidance(
    (
        Box(0, "activate", 0.05, 0.2, 150.0, 280.0),
        Box(1, "activate", 0.52, 0.7, 300.0, 800.0),
        Box(0, "activate", 0.8, 1.1, 150.0, 280.0),
        Box(0, "activate", 0.8, 1.1, 400.0, 500.0),
        Box(1, "activate", 0.5, 0.7, 1000.0, 1500.0),
    )
)


def run(mixture: Recording, guidance: Guidance, iterations: int, **more: object) -> list:
    separator = load_separator("plca")
    settings = replace(separator.preset("draft", sources=2), iterations=iterations, components=3)
    return list(separator.steps(mixture, guidance, settings, **more))


def test_it_is_registered() -> None:
    assert "plca" in separator_names()
    assert separator_title("plca") == "PLCA"


def test_boxes_teach_it_the_sources(mixture: Recording, sources: np.ndarray) -> None:
    last = run(mixture, BOXES, 80)[-1]
    stems = StemRenderer(mixture, last.masks()).render(0, mixture.samples)[:, 0]
    before = [si_sdr(source, sources.sum(0)) for source in sources]
    after = [si_sdr(source, stem) for source, stem in zip(sources, stems, strict=True)]
    assert np.mean(after) > np.mean(before) + 6.0


def test_the_divergence_never_rises_while_the_boxes_stay(mixture: Recording) -> None:
    losses = [step.loss for step in run(mixture, BOXES, 40)]
    assert all(later <= earlier + 1e-5 for earlier, later in pairwise(losses))


@pytest.mark.parametrize("count", [2, 4])
def test_masks_sum_to_one_with_and_without_boxes(mixture: Recording, count: int) -> None:
    separator = load_separator("plca")
    settings = replace(separator.preset("draft", sources=count), iterations=2)
    for guidance in (Guidance(), BOXES):
        *_, last = separator.steps(mixture, guidance, settings)
        values = last.masks().values
        assert values.shape[0] == count
        np.testing.assert_allclose(values.sum(0), 1.0, atol=1e-5)


def test_stereo_uses_the_mean_power(sources: np.ndarray) -> None:
    stereo = Recording.from_samples(np.stack([sources[0], sources[1]]), RATE)
    values = run(stereo, BOXES, 2)[-1].masks().values
    assert np.isfinite(values).all()


def test_without_a_box_per_source_it_says_what_it_needs(mixture: Recording) -> None:
    assert run(mixture, Guidance(), 1)[0].notice.endswith("draw one for sources 1, 2.")
    assert run(mixture, Guidance(BOXES.boxes[:1]), 1)[0].notice.endswith("for source 2.")
    assert run(mixture, BOXES, 1)[0].notice == ""


def test_a_deactivate_box_does_not_count_as_a_box_of_its_source() -> None:
    denied = Guidance((Box(0, "deactivate", 0.0, 1.0, 0.0, 100.0), *BOXES.boxes[1:2]))
    assert missing_boxes(denied, 2).endswith("for source 1.")


def test_sent_boxes_join_at_the_next_iteration_and_the_model_goes_on(mixture: Recording) -> None:
    separator = load_separator("plca")
    settings = replace(separator.preset("draft", sources=2), iterations=30, components=3)
    with closing(separator.steps(mixture, Guidance(), settings)) as steps:
        for _ in range(5):
            before = next(steps)
        joined = steps.send(BOXES)
    assert (before.iteration, joined.iteration) == (5, 6)
    assert before.notice == ""
    assert joined.notice == ""
    assert joined.loss > before.loss


def test_it_continues_from_a_state(mixture: Recording) -> None:
    first = run(mixture, BOXES, 10)[-1]
    loss = first.loss
    later = run(mixture, BOXES, 10, start=first.state)
    assert [step.iteration for step in later] == list(range(11, 21))
    assert later[-1].loss < loss


def test_exact_boxes_hold(mixture: Recording) -> None:
    exact = replace(BOXES.boxes[0], exact=True)
    masks = run(mixture, Guidance((*BOXES.boxes[1:], exact)), 3)[-1].masks()
    evidence = rasterise(Guidance((exact,)), 2, masks.times, masks.frequencies)
    np.testing.assert_allclose(masks.values[0][evidence.known[0]], 1.0, atol=1e-6)


def test_the_same_seed_gives_the_same_masks(mixture: Recording) -> None:
    one, two, other = (run(mixture, BOXES, 5, seed=seed)[-1].masks().values for seed in (1, 1, 2))
    np.testing.assert_array_equal(one, two)
    assert np.abs(one - other).max() > 1e-3


def test_a_forbidden_source_explains_nothing_inside_the_box() -> None:
    random = np.random.default_rng(0)
    magnitude = random.random((12, 20)).astype(np.float32)
    times, frequencies = np.arange(20.0), np.arange(12.0)
    everything = Guidance((Box(1, "activate", 0.0, 19.0, 0.0, 11.0),))
    model = PlcaModel(magnitude, 2, 2, seed=0)
    model.take(rasterise(everything, 2, times, frequencies), 10.0)
    for _ in range(100):
        model.iterate()
    assert model.masks()[1].min() > 0.95


def test_an_unknown_preset_is_a_sentence() -> None:
    with pytest.raises(SeparationError, match="PLCA has no preset 'published'"):
        load_separator("plca").preset("published", sources=2)
