"""Further blind starts of the same mixture, seen through shorter windows, and their average.

A window decides what can be told apart: pitches through a long one, strokes through a short one.
Blind starts err differently through each. On development mixtures their average erred less than
that of the usual window; on the benchmark it did not measurably (see the readme). Short windows
alone did worse on sounds made by code, so the usual one stays among them.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import torch
from scipy.optimize import linear_sum_assignment

from engine.masks import Masks
from engine.propagation import prepare
from engine.recording import Recording
from engine.separators.consensus import consensus_steps
from engine.separators.scene import Scene
from engine.separators.stage import FEWEST_BANDS, Stage
from engine.spectrogram import AnalysisGrid
from engine.stems import interpolate

# Lengths beside the usual window's, each some 1/sqrt(2) of the one before.
SHORTER = (0.7, 0.5, 0.35)
# Of what is longer (a quarter of an hour) the usual window's start is the answer: each further one
# takes as much memory and time again.
MOST_FRAMES = 60_000


def averaged_steps(mixture: Recording, stage: Stage, start: np.ndarray) -> Iterator[np.ndarray]:
    """The start averaged with those of shorter windows, again and again, ever more of them.

    start: masks (sources, bands, frames) on the first bands of the stage's grid, for any number
    of which masks of that shape come back; a new array whenever another window has been heard.
    """
    if len(stage.times) > MOST_FRAMES:
        return
    average = start
    for heard, length in enumerate(SHORTER, 1):
        grid = AnalysisGrid.for_rate(mixture.sample_rate, window=length)
        if grid.bands < FEWEST_BANDS:
            return
        yield average
        for masks in _start_on(grid, mixture, stage):  # noqa: B007 - the last counts
            yield average
        average = _joined(average, heard, masks, stage)
        yield average


def _start_on(grid: AnalysisGrid, mixture: Recording, stage: Stage) -> Iterator[Masks]:
    """The blind start on another grid, step by step."""
    magnitude = grid.magnitude(mixture).numpy()
    times, frequencies = grid.times(mixture.samples), grid.frequencies
    for found in consensus_steps(
        Scene(magnitude, frequencies, stage.seed),
        lambda part: prepare(part, times, frequencies, seed=stage.seed),
        stage.sources,
        thorough=True,
    ):
        yield Masks(found.masks, times, frequencies)


def _joined(average: np.ndarray, heard: int, masks: Masks, stage: Stage) -> np.ndarray:
    """An average of `heard` masks and one more, its sources in the order that fits best."""
    frequencies = stage.frequencies[: average.shape[1]]
    added = interpolate(torch.from_numpy(masks.values), masks, stage.times, frequencies).numpy()
    level = stage.magnitude[: average.shape[1]]
    alike = np.array([[np.vdot(own * level, other) for other in added] for own in average])
    order = linear_sum_assignment(-alike)[1]
    joined: np.ndarray = average + (added[order] - average) / np.float32(heard + 1)
    return joined
