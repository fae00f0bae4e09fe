"""Separators: invariants that hold for every method, and what the deep prior can do."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import torch

from engine.guidance import Box, Guidance
from engine.masks import Masks
from engine.metrics import si_sdr
from engine.recording import Recording
from engine.separators import load_separator, separator_names, stage
from engine.separators.base import SeparationError, Step
from engine.separators.kam import repeating_period
from engine.separators.rpca import LowRankSparse
from engine.separators.stage import Stage
from engine.spectrogram import AnalysisGrid
from engine.stems import StemRenderer

RATE = 11025


def noise_and_tone(seconds: float = 2.0, rate: int = RATE, channels: int = 1) -> Recording:
    """A tone that comes and goes against soft noise."""
    random = np.random.default_rng(0)
    time = np.arange(round(seconds * rate)) / rate
    tone = 0.3 * np.sin(2 * np.pi * 880 * time) * (np.sin(2 * np.pi * 1.5 * time) > 0)
    noise = 0.05 * random.standard_normal((channels, len(time)))
    return Recording.from_samples((tone + noise).astype(np.float32), rate)


def run(
    name: str,
    mixture: Recording,
    *,
    iterations: int = 6,
    sources: int = 2,
    guidance: Guidance | None = None,
    seed: int = 0,
    start: object = None,
) -> Step:
    """The last step of a short run on the CPU."""
    separator = load_separator(name)
    preset = separator.preset("draft", sources=sources, device="cpu")
    settings = replace(preset, iterations=iterations)
    step = None
    for step in separator.steps(  # noqa: B007 - the last one is wanted
        mixture, guidance or Guidance(), settings, seed=seed, start=start
    ):
        pass
    assert step is not None
    return step


def assert_valid(masks: Masks, sources: int) -> None:
    assert masks.values.shape == (sources, len(masks.frequencies), len(masks.times))
    assert masks.values.dtype == np.float32
    assert np.isfinite(masks.values).all()
    assert masks.values.min() >= 0
    np.testing.assert_allclose(masks.values.sum(0), 1.0, atol=1e-5)


@pytest.mark.parametrize("name", separator_names())
@pytest.mark.parametrize("sources", [2, 3, 6])
def test_masks_sum_to_one(name: str, sources: int) -> None:
    assert_valid(run(name, noise_and_tone(), sources=sources).masks(), sources)


@pytest.mark.parametrize("name", separator_names())
@pytest.mark.parametrize(("rate", "channels"), [(8000, 1), (44100, 2), (48000, 1), (96000, 2)])
def test_stems_null_against_the_mixture(name: str, rate: int, channels: int) -> None:
    mixture = noise_and_tone(0.7, rate, channels)
    masks = run(name, mixture, iterations=2).masks()
    stems = StemRenderer(mixture, masks).render(0, mixture.samples)
    assert np.abs(stems.sum(0) - mixture.read(0, mixture.samples)).max() < 1e-5


@pytest.mark.parametrize("name", separator_names())
def test_the_same_seed_gives_the_same_masks(name: str) -> None:
    first, second = (run(name, noise_and_tone(), seed=3).masks().values for _ in range(2))
    assert np.array_equal(first, second)


def test_another_seed_gives_other_networks() -> None:
    first, second = (
        run("dap", noise_and_tone(), seed=seed).state.networks.average for seed in (0, 1)
    )
    assert not torch.equal(first, second)


def test_a_global_seed_and_another_job_do_not_disturb_a_run() -> None:
    alone = run("dap", noise_and_tone()).masks().values
    torch.manual_seed(99)
    separator = load_separator("dap")
    settings = replace(separator.preset("draft", sources=2, device="cpu"), iterations=6)
    other = separator.steps(noise_and_tone(), Guidance(), settings, seed=5)
    for step in separator.steps(noise_and_tone(), Guidance(), settings, seed=0):  # noqa: B007
        next(other, None)
    assert np.array_equal(step.masks().values, alone)


@pytest.mark.parametrize("name", separator_names())
def test_continuing_counts_on_and_equals_an_unbroken_run(name: str) -> None:
    separator = load_separator(name)
    settings = replace(separator.preset("draft", sources=2, device="cpu"), iterations=4)
    first = list(separator.steps(noise_and_tone(), Guidance(), settings, seed=1))[-1]
    assert (first.iteration, first.total) == (4, 4)
    steps = separator.steps(noise_and_tone(), Guidance(), settings, seed=1, start=first.state)
    second = list(steps)[-1]
    assert (second.iteration, second.total) == (8, 8)


def share_in_box(mixture: Recording, masks: Masks, box: Box) -> float:
    """Energy-weighted mean mask of the box's source inside the box."""
    power = AnalysisGrid.for_rate(mixture.sample_rate).magnitude(mixture).numpy() ** 2
    part = box.area(masks.times, masks.frequencies).part
    return float((power[part] * masks.values[box.source][part]).sum() / power[part].sum())


@pytest.mark.parametrize("name", separator_names())
def test_boxes_move_their_energy_and_come_in_between_iterations(name: str) -> None:
    mixture = noise_and_tone()
    box = Box(source=1, kind="activate", start=0.1, end=1.9, low=700, high=1100)
    other = Box(source=0, kind="activate", start=0.1, end=1.9, low=2500, high=4000)
    separator = load_separator(name)
    settings = replace(separator.preset("draft", sources=2, device="cpu"), iterations=10)
    steps = separator.steps(mixture, Guidance(), settings, seed=0)
    while next(steps).iteration < 4:
        pass
    step = steps.send(Guidance((box, other)))
    for step in steps:  # noqa: B007 - the last one is wanted
        pass
    masks = step.masks()
    assert_valid(masks, 2)
    assert share_in_box(mixture, masks, box) > 0.7
    flipped = Guidance((replace(box, source=0), replace(other, source=1)))
    assert (
        share_in_box(mixture, run(name, mixture, guidance=flipped).masks(), flipped.boxes[0]) > 0.7
    )


@pytest.mark.parametrize("name", ["dap", "nmf"])
@pytest.mark.parametrize("source", [0, 1])
def test_one_box_says_which_source_is_which(name: str, source: int) -> None:
    box = Box(source=source, kind="activate", start=0.0, end=0.3, low=800, high=960)
    mixture = noise_and_tone()
    masks = run(name, mixture, guidance=Guidance((box,)), iterations=20).masks()
    later = replace(box, start=0.7, end=1.0)
    assert share_in_box(mixture, masks, later) > 0.5


@pytest.mark.parametrize("name", separator_names())
def test_boxes_that_are_taken_back_pin_nothing(name: str) -> None:
    separator = load_separator(name)
    settings = replace(separator.preset("draft", sources=2, device="cpu"), iterations=2)
    exact = Box(source=1, kind="activate", start=0, end=2, low=0, high=4000, exact=True)
    steps = separator.steps(noise_and_tone(), Guidance((exact,)), settings, seed=0)
    pinned = next(steps).masks()
    step = steps.send(Guidance())
    inside = np.ix_(pinned.frequencies < 3900, pinned.times <= 2)
    assert pinned.values[1][inside].min() == 1.0
    assert step.masks().values[1][inside].min() < 1.0


@pytest.mark.parametrize("name", separator_names())
@pytest.mark.parametrize(
    ("samples", "sentence"),
    [(np.zeros((1, RATE), np.float32), "silent"), (np.ones((1, 1), np.float32), "too short")],
)
def test_nothing_to_separate_is_a_sentence(name: str, samples: np.ndarray, sentence: str) -> None:
    with pytest.raises(SeparationError, match=sentence):
        run(name, Recording.from_samples(samples, RATE))


@pytest.mark.parametrize(("free", "fits"), [(3_000, True), (1_000, False), (0, True)])
def test_what_would_fill_the_memory_is_refused_before_it_does(
    free: int, fits: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Zero: the system does not tell how much is free."""
    mixture, bins = noise_and_tone(), Stage(noise_and_tone(), 2, seed=0).magnitude.size
    monkeypatch.setattr(stage, "_ASKED_FROM", 0)
    monkeypatch.setattr(stage, "free_memory", lambda device: free * bins // 10)
    if fits:
        Stage(mixture, 2, seed=0)
        return
    with pytest.raises(SeparationError, match=r"takes about .* of memory, and .* are free"):
        Stage(mixture, 2, seed=0)


@pytest.mark.parametrize("sources", [1, 7])
def test_the_number_of_sources_is_checked(sources: int) -> None:
    with pytest.raises(SeparationError, match="from 2 to 6"):
        run("dap", noise_and_tone(), sources=sources)


def test_an_unknown_preset_is_a_sentence() -> None:
    with pytest.raises(SeparationError, match="no preset"):
        load_separator("nmf").preset("published", sources=2)


def two_tones() -> np.ndarray:
    time = np.arange(4 * RATE) / RATE
    first = 0.3 * np.sin(2 * np.pi * 440 * time) * (time % 2 < 1.2)
    second = 0.2 * np.sin(2 * np.pi * 1320 * time) * (time % 1.3 < 0.7)
    return np.stack([first, second]).astype(np.float32)


def two_modulated_cosines() -> np.ndarray:
    time = np.arange(4 * RATE) / RATE
    first = 0.3 * np.cos(2 * np.pi * 500 * time) * (0.5 + 0.5 * np.cos(2 * np.pi * time))
    second = 0.3 * np.cos(2 * np.pi * 1500 * time) * (0.5 + 0.5 * np.cos(2 * np.pi * 1.7 * time))
    return np.stack([first, second]).astype(np.float32)


def two_cosines_that_never_rest() -> np.ndarray:
    time = np.arange(4 * RATE) / RATE
    first = 0.3 * np.cos(2 * np.pi * 400 * time) * (1 + 0.5 * np.cos(2 * np.pi * time))
    second = 0.3 * np.cos(2 * np.pi * 2000 * time) * (1 + 0.5 * np.cos(2 * np.pi * 5 * time + 1))
    return np.stack([first, second]).astype(np.float32)


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize(
    "sources",
    [two_tones(), two_modulated_cosines(), two_cosines_that_never_rest()],
    ids=["tones", "AM", "shallow AM"],
)
def test_simple_mixtures_come_apart(sources: np.ndarray, seed: int) -> None:
    mixture = Recording.from_samples(sources.sum(0), RATE)
    masks = run("dap", mixture, iterations=5, seed=seed).masks()
    stems = StemRenderer(mixture, masks).render(0, mixture.samples)[:, 0]
    orders = [stems, stems[::-1]]
    best = max(
        min(si_sdr(stem, truth) for stem, truth in zip(order, sources, strict=True))
        for order in orders
    )
    assert best >= 25.0


def test_a_run_whose_sources_are_all_told_of_ends_with_its_answer() -> None:
    separator = load_separator("dap")
    settings = separator.preset("standard", sources=2, device="cpu")
    mixture = noise_and_tone()
    told = Guidance(
        (
            Box(source=0, kind="activate", start=0.0, end=2.0, low=800, high=960),
            Box(source=1, kind="activate", start=0.0, end=2.0, low=2000, high=5000),
        )
    )
    steps = list(separator.steps(mixture, told, settings, seed=0))
    last = steps[-1]
    assert last.iteration == last.total == 150
    assert last.done == last.planned == 0
    assert not {step.iteration for step in steps} - {0, 150}
    assert last.state.networks.average is None  # no network was fitted for nothing
    assert last.state.stage.refinement.is_complete
    (*_, continued) = separator.steps(mixture, told, settings, seed=0, start=last.state)
    assert continued.iteration == continued.total == 300
    assert continued.done == continued.planned == 0
    assert np.array_equal(continued.masks().values, last.masks().values)


def test_long_recordings_pass_in_windows() -> None:
    mixture = noise_and_tone(40.0, 2000)
    separator = load_separator("dap")
    settings = replace(separator.preset("draft", sources=2, device="cpu"), iterations=2)
    steps = [s for s in separator.steps(mixture, Guidance(), settings, seed=0) if s.iteration]
    assert len(steps[-1].state.networks.windows) > 1
    assert steps[-1].iteration == 2
    assert_valid(steps[-1].masks(), 2)


def test_a_source_that_dies_is_started_again() -> None:
    separator = load_separator("dap")
    settings = replace(separator.preset("draft", sources=2, device="cpu"), iterations=4)
    steps = separator.steps(noise_and_tone(), Guidance(), settings, seed=0)
    step = next(steps)
    while step.iteration < 1:
        step = next(steps)
    with torch.no_grad():
        step.state.networks.model.sounds[1].output.bias.fill_(-1e3)
    notices = [step.notice for step in steps]
    assert any("started again" in notice for notice in notices)


def test_a_full_gpu_goes_on_on_the_cpu(monkeypatch: pytest.MonkeyPatch) -> None:
    separator = load_separator("dap")
    settings = replace(separator.preset("draft", sources=2, device="cpu"), iterations=4)
    steps = separator.steps(noise_and_tone(), Guidance(), settings, seed=0)
    step = next(steps)
    while step.iteration < 2:
        step = next(steps)
    networks = step.state.networks
    networks.device = "cuda:0"
    fit = networks.model.fit

    def full(*arguments: object) -> object:
        if networks.device != "cpu":
            raise torch.OutOfMemoryError("CUDA out of memory")
        return fit(*arguments)

    monkeypatch.setattr(networks.model, "fit", full)
    step = next(steps)
    assert (step.device, step.iteration) == ("cpu", 3)
    assert "goes on on the CPU" in step.notice
    assert_valid(step.masks(), 2)


@pytest.mark.parametrize(
    "element",
    [
        "consensus_start",
        "activation_masks",
        "temporal_noise",
        "dynamic_noise",
        "abrupt_change",
        "exclusion",
        "time_gradient",
        "nonzero_mask",
        "binary",
    ],
)
def test_every_element_of_the_ablations_can_be_switched_off(element: str) -> None:
    separator = load_separator("dap")
    settings = replace(separator.preset("draft", sources=2, device="cpu"), iterations=10)
    full = list(separator.steps(noise_and_tone(1.0), Guidance(), settings, seed=0))[-1]
    without = replace(settings, **{element: False})
    step = list(separator.steps(noise_and_tone(1.0), Guidance(), without, seed=0))[-1]
    first, second = (
        torch.nn.utils.parameters_to_vector(s.state.networks.model.masks.parameters())
        for s in (full, step)
    )
    assert not torch.equal(first, second)


def test_the_published_configuration_runs() -> None:
    separator = load_separator("dap")
    settings = replace(separator.preset("published", sources=2, device="cpu"), iterations=1)
    step = list(separator.steps(noise_and_tone(0.5), Guidance(), settings, seed=0))[-1]
    parameters = sum(
        p.numel()
        for part in (step.state.networks.model.sounds, step.state.networks.model.masks)
        for p in part.parameters()
    )
    assert 1_500_000 < parameters < 1_530_000
    assert_valid(step.masks(), 2)


@pytest.mark.skipif(not torch.cuda.is_available(), reason="no CUDA GPU is here")
def test_the_gpu_agrees_with_the_cpu() -> None:
    separator = load_separator("dap")
    values = []
    for device in ("cpu", "cuda"):
        settings = replace(separator.preset("draft", sources=2, device=device), iterations=20)
        step = list(separator.steps(noise_and_tone(), Guidance(), settings, seed=0))[-1]
        values.append(step.masks().values)
    # Optimisation amplifies rounding: the masks agree in the mean, not bit by bit.
    assert np.abs(values[0] - values[1]).mean() < 0.02


def test_low_rank_and_sparse_add_up_and_are_what_they_say() -> None:
    random = np.random.default_rng(0)
    background = np.outer(random.random(60), random.random(200)).astype(np.float32)
    sparse = np.zeros_like(background)
    sparse[random.integers(0, 60, 150), random.integers(0, 200, 150)] = 2.0
    parts = LowRankSparse(background + sparse, 1.0)
    losses = [parts.iterate() for _ in range(25)]
    assert losses[-1] < 1e-3
    np.testing.assert_allclose(parts.low_rank, background, atol=0.05)
    np.testing.assert_allclose(parts.sparse, sparse, atol=0.05)


def test_rpca_puts_what_repeats_first() -> None:
    clock = np.arange(3 * RATE) / RATE
    hum = np.sin(2 * np.pi * 440 * clock) * (np.sin(2 * np.pi * 4 * clock) > 0)
    chirp = np.sin(2 * np.pi * (900 * clock + 350 * clock**2)) * (np.abs(clock - 1.5) < 0.6)
    mixture = Recording.from_samples((hum + chirp)[None].astype(np.float32), RATE)
    masks = run("rpca", mixture).masks()
    first = StemRenderer(mixture, masks).render(0, mixture.samples)[0, 0]
    assert si_sdr(hum, first) > si_sdr(hum, hum + chirp) + 4.0


def test_kam_tells_tones_from_clicks_and_finds_the_period() -> None:
    clock = np.arange(3 * RATE) / RATE
    tone = np.sin(2 * np.pi * 700 * clock)
    clicks = np.zeros_like(clock)
    clicks[:: RATE // 2] = 8.0
    mixture = Recording.from_samples((tone + clicks)[None].astype(np.float32), RATE)
    masks = run("kam", mixture).masks()
    steady, sharp = StemRenderer(mixture, masks).render(0, mixture.samples)[:, 0]
    assert si_sdr(tone, steady) > 15.0
    assert si_sdr(clicks, sharp) > 10.0
    magnitude = AnalysisGrid.for_rate(RATE).magnitude(mixture).numpy()
    step = AnalysisGrid.for_rate(RATE).times(mixture.samples)
    period = repeating_period(magnitude, float(step[1] - step[0])) * float(step[1] - step[0])
    assert period % 0.5 == pytest.approx(0.0, abs=0.03) or period % 0.5 == pytest.approx(
        0.5, abs=0.03
    )


@pytest.mark.parametrize("name", ["nmf", "rpca", "kam"])
def test_a_fit_answers_boxes_without_another_step(name: str) -> None:
    separator = load_separator(name)
    settings = replace(separator.preset("draft", sources=2, device="cpu"), iterations=3)
    mixture = noise_and_tone()
    *_, step = separator.steps(mixture, Guidance(), settings, seed=0)
    box = Box(source=1, kind="activate", start=0.1, end=1.9, low=700, high=1100)
    assert step.answer is not None
    assert share_in_box(mixture, step.answer(Guidance((box,))), box) > 0.7


def test_the_run_and_the_answerer_share_one_answer_and_no_older_one() -> None:
    stage = Stage(noise_and_tone(), 2, seed=0)
    tone = Box(source=1, kind="activate", start=0.1, end=1.9, low=700, high=1100)
    noise = Box(source=0, kind="activate", start=0.1, end=1.9, low=2500, high=4000)
    both, one = Guidance((tone, noise)), Guidance((tone,))
    first = stage.instant(stage.equal, both)
    assert stage.instant(stage.equal, both) is first
    assert not np.array_equal(stage.instant(stage.equal, one).masks, first.masks)
    assert np.array_equal(stage.instant(stage.equal, both).masks, first.masks)
    leaning = stage.equal * np.float32([[[0.4]], [[1.6]]])
    assert not np.array_equal(
        stage.instant(leaning, one).masks, stage.instant(stage.equal, one).masks
    )
