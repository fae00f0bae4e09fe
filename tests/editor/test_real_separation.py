"""The runner with every real method: masks that sum to one, boxes taken up, going on."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import islice, pairwise
from typing import Any

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from editor.document import SeparationChoice
from editor.job_worker import Preview
from editor.jobs import JobRunner
from engine.guidance import Box, Guidance
from engine.masks import Masks, with_source, with_source_split
from engine.recording import Recording
from engine.separators import load_separator, separator_names

LOW = Box(1, "activate", 0.1, 1.9, 380.0, 520.0, exact=True)


@pytest.fixture
def runner(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> Iterator[JobRunner]:
    # A separation gives way to everything else: on a busy machine it ends late.
    monkeypatch.setattr("editor.jobs.JOIN_SECONDS", 60.0)
    made = JobRunner()
    yield made
    made.stop()
    qtbot.waitUntil(lambda: not made.is_running, timeout=60_000)
    assert made.shutdown()


@pytest.mark.parametrize("method", separator_names())
def test_a_real_method_runs_takes_a_box_and_goes_on(
    qtbot: QtBot, runner: JobRunner, recording: Recording, method: str
) -> None:
    preset = load_separator(method).presets[0]
    choice = SeparationChoice(method=method, preset=preset, device="cpu")
    previews: list[Preview] = []
    runner.preview.connect(previews.append)
    with qtbot.waitSignal(runner.finished, timeout=120_000) as ended:
        runner.start(recording, Guidance(), choice)
    first: Preview = ended.args[0]
    np.testing.assert_allclose(first.masks.values.sum(axis=0), 1.0, atol=1e-4)
    assert first.device == "cpu"
    state = runner.state_for(recording, choice)
    runner.start(recording, Guidance((LOW,)), choice, state)
    qtbot.waitUntil(lambda: previews[-1].guidance == Guidance((LOW,)), timeout=120_000)
    assert previews[-1].iteration >= first.iteration
    masks = previews[-1].masks
    bins, frames = LOW.area(masks.times, masks.frequencies).part
    assert masks.values[1, bins, frames].min() > 0.99
    assert len(previews[-1].losses) <= previews[-1].iteration + 1


@pytest.mark.parametrize("change", [with_source, with_source_split])
def test_the_default_method_goes_on_from_masks_without_a_jump(
    recording: Recording, change: Callable[[Masks, Any], Masks]
) -> None:
    separator = load_separator("dap")
    two, three = (separator.preset("draft", sources=count, device="cpu") for count in (2, 3))
    *_, last = islice(separator.steps(recording, Guidance(), two), 40)
    shown = change(last.masks(), 0.05 if change is with_source else 0)
    steps = separator.steps(recording, Guidance(), three, start=shown)
    masks = [shown.values, *(step.masks().values for step in islice(steps, 6))]
    assert masks[1] == pytest.approx(shown.values, abs=1e-5)
    assert max(float(np.abs(b - a).mean()) for a, b in pairwise(masks)) < 0.06
    assert masks[-1].sum(axis=0) == pytest.approx(1.0, abs=1e-4)
