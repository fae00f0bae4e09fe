"""A run saved as plain data and taken up again goes on exactly as it would have."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from engine.guidance import Box, Guidance
from engine.masks import Masks
from engine.recording import Recording
from engine.separators import dap_networks, load_separator, separator_names
from engine.separators.base import SavedState, SeparationError, SeparatorSettings, Step
from engine.session import (
    Network,
    SeparationChoice,
    Session,
    SourceState,
    open_session,
    save_session,
)

SOURCES = (SourceState("tone", "#56B4E9"), SourceState("noise", "#E69F00"))
ONE_BOX = Guidance((Box(0, "activate", 0.1, 0.6, 300.0, 600.0),))
TOLD_OF_BOTH = Guidance((*ONE_BOX.marks, Box(1, "activate", 0.4, 0.9, 1500.0, 3000.0)))


@pytest.fixture(scope="module")
def mixture() -> Recording:
    """One second of a tone and of noise that comes and goes."""
    times = np.arange(8_000) / 8_000
    noise = np.random.default_rng(3).standard_normal(times.size) * (np.sin(9 * times) > 0)
    return Recording.from_samples(0.3 * np.sin(2764.6 * times) + 0.1 * noise, 8_000)


def settings_of(method: str, iterations: int) -> SeparatorSettings:
    preset = load_separator(method).preset("draft", sources=2, device="cpu")
    return replace(preset, iterations=iterations)


def run(
    mixture: Recording, method: str, guidance: Guidance, iterations: int, start: object
) -> Step:
    separator, settings = load_separator(method), settings_of(method, iterations)
    last = None
    for step in separator.steps(mixture, guidance, settings, seed=5, start=start):
        last = step
    assert last is not None
    return last


def through_a_file(saved: SavedState) -> SavedState:
    """What a session's file gives back."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "a.unbraid")
        save_session(path, Session(sources=SOURCES, network=Network(SeparationChoice(), saved)))
        network = open_session(path).session.network
    assert network is not None
    return network.state


def reloaded(mixture: Recording, method: str, state: object) -> object:
    separator = load_separator(method)
    saved = separator.save_state(state)
    assert saved is not None
    settings = settings_of(method, 4)
    return separator.load_state(through_a_file(saved), mixture, settings, seed=5)


def assert_equal(found: Masks, expected: Masks) -> None:
    np.testing.assert_array_equal(found.values, expected.values)
    if expected.activations is not None:
        np.testing.assert_array_equal(found.activations, expected.activations)


@pytest.mark.parametrize("method", separator_names())
@pytest.mark.parametrize("guidance", [Guidance(), ONE_BOX, TOLD_OF_BOTH], ids=["no", "one", "all"])
def test_it_goes_on_exactly_where_it_stood(
    mixture: Recording, method: str, guidance: Guidance
) -> None:
    first = run(mixture, method, guidance, 4, None)
    state = reloaded(mixture, method, first.state)
    uninterrupted = run(mixture, method, guidance, 5, first.state)
    taken_up = run(mixture, method, guidance, 5, state)
    assert (taken_up.iteration, taken_up.done) == (uninterrupted.iteration, uninterrupted.done)
    assert_equal(taken_up.masks(), uninterrupted.masks())


@pytest.mark.parametrize(
    ("method", "sources", "guidance"),
    [
        *((method, 2, Guidance()) for method in separator_names()),
        ("rpca", 4, Guidance()),
        ("dap", 2, ONE_BOX),
        ("dap", 2, TOLD_OF_BOTH),
    ],
)
def test_a_run_saved_at_any_of_its_steps_goes_on_as_if_it_had_not_been(
    mixture: Recording,
    monkeypatch: pytest.MonkeyPatch,
    method: str,
    sources: int,
    guidance: Guidance,
) -> None:
    # Several windows, as in a recording of minutes: a step is then a part of an iteration.
    monkeypatch.setattr(dap_networks, "WINDOW_FRAMES", 30)
    separator = load_separator(method)
    settings = replace(separator.preset("draft", sources=sources, device="cpu"), iterations=3)
    saved: list[tuple[int, SavedState]] = []
    expected: dict[int, Masks] = {}
    for step in separator.steps(mixture, guidance, settings, seed=5):
        state = separator.save_state(step.state)
        assert state is not None
        saved.append((step.iteration, state))
        expected.setdefault(step.iteration, step.masks())
    last = max(expected)
    for iteration, state in saved[:: max(1, len(saved) // 4)]:
        start = separator.load_state(through_a_file(state), mixture, settings, seed=5)
        found: dict[int, Masks] = {}
        for step in separator.steps(mixture, guidance, settings, seed=5, start=start):
            found.setdefault(step.iteration, step.masks())
            if step.iteration == last:
                break
        # Boxes that tell of every source leave no iteration to pass through.
        for later in (passed for passed in expected if passed > iteration):
            assert_equal(found[later], expected[later])


def test_boxes_drawn_afterwards_are_heard_alike(mixture: Recording) -> None:
    first = run(mixture, "dap", ONE_BOX, 4, None)
    state = reloaded(mixture, "dap", first.state)
    expected = run(mixture, "dap", TOLD_OF_BOTH, 3, first.state).masks()
    assert_equal(run(mixture, "dap", TOLD_OF_BOTH, 3, state).masks(), expected)


def test_a_state_of_before_it_told_where_in_an_iteration_it_stood_goes_on(
    mixture: Recording,
) -> None:
    separator, settings = load_separator("dap"), settings_of("dap", 4)
    first = run(mixture, "dap", ONE_BOX, 4, None)
    saved = separator.save_state(first.state)
    assert saved is not None
    older = {n: v for n, v in saved.numbers.items() if n not in ("prepared", "window")}
    state = separator.load_state(SavedState(older, saved.arrays), mixture, settings, seed=5)
    expected = run(mixture, "dap", ONE_BOX, 3, first.state).masks()
    assert_equal(run(mixture, "dap", ONE_BOX, 3, state).masks(), expected)


@pytest.mark.parametrize("method", separator_names())
def test_what_is_saved_does_not_change_with_the_run(mixture: Recording, method: str) -> None:
    first = run(mixture, method, Guidance(), 3, None)
    saved = load_separator(method).save_state(first.state)
    assert saved is not None
    before = {name: array.copy() for name, array in saved.arrays.items()}
    run(mixture, method, ONE_BOX, 3, first.state)
    for name, array in before.items():
        np.testing.assert_array_equal(saved.arrays[name], array)


@pytest.mark.parametrize("method", separator_names())
def test_data_of_no_such_run_is_refused(mixture: Recording, method: str) -> None:
    separator = load_separator(method)
    settings = settings_of(method, 2)
    saved = separator.save_state(run(mixture, method, Guidance(), 2, None).state)
    assert saved is not None
    changed = {
        name: array[..., :-1] if array.ndim else array for name, array in saved.arrays.items()
    }
    for unfit in (
        SavedState(saved.numbers, {}),
        SavedState(saved.numbers, changed),
        SavedState({}, saved.arrays),
        SavedState({**saved.numbers, "iteration": "many", "order": [0, 0]}, saved.arrays),
    ):
        with pytest.raises(SeparationError, match="do not fit"):
            separator.load_state(unfit, mixture, settings, seed=5)
