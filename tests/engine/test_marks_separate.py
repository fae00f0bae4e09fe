"""Every kind of mark steers a separation as boxes do, and erasing takes it back."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from engine.guidance import Band, Box, Guidance, Harmonics, Lasso, Mark, Span, Stroke
from engine.masks import Masks
from engine.recording import Recording
from engine.separators import load_separator
from engine.spectrogram import AnalysisGrid

RATE, SECONDS = 8000, 2.0
TONE = tuple((0.1 * n, 500.0) for n in range(1, 19))
OTHER = Box(0, "activate", 0.2, 1.8, 2500.0, 3500.0)


def mixture() -> Recording:
    """A tone of 500 Hz with partials beside noise above 2 kHz."""
    time = np.arange(round(SECONDS * RATE)) / RATE
    tone = sum(np.sin(2 * np.pi * 500.0 * n * time) / n for n in (1, 2, 3))
    noise = np.diff(np.random.default_rng(0).standard_normal(len(time) + 2), 2)
    return Recording.from_samples((0.2 * tone + 0.03 * noise)[None].astype(np.float32), RATE)


def separated(*marks: Mark) -> Masks:
    separator = load_separator("nmf")
    settings = replace(separator.preset("draft", sources=2, device="cpu"), iterations=4)
    *_, last = separator.steps(mixture(), Guidance(marks), settings, seed=0)
    return last.masks()


@pytest.mark.parametrize(
    "mark",
    [
        Stroke(1, "activate", TONE, 0.02, radius_octaves=0.1),
        Lasso(1, "activate", ((0.1, 450.0), (1.9, 450.0), (1.9, 560.0), (0.1, 560.0))),
        Band(1, "activate", 450.0, 560.0),
        Harmonics(1, "activate", (0.1, 1.9), (500.0, 500.0), 3, 60.0),
        Span(1, "deactivate", 0.1, 0.6, exact=True),
    ],
    ids=lambda mark: type(mark).__name__,
)
def test_every_mark_steers_the_separation(mark: Mark) -> None:
    masks = separated(OTHER, mark)
    power = AnalysisGrid.for_rate(RATE).magnitude(mixture()).numpy() ** 2
    for said in (OTHER, mark):
        area = said.area(masks.times, masks.frequencies)
        weights = power[area.part] * area.inside
        share = (masks.values[said.source, *area.part] * weights).sum() / weights.sum()
        assert (share > 0.7) if said.kind == "activate" else (share < 0.1)
    np.testing.assert_allclose(masks.values.sum(axis=0), 1.0, atol=1e-4)


def test_what_is_erased_no_longer_steers() -> None:
    stroke = Stroke(1, "activate", TONE, 0.02, radius_octaves=0.1)
    erased = Stroke(0, "release", TONE, 0.05, radius_octaves=0.3)
    kept, plain = separated(OTHER, stroke, erased), separated(OTHER)
    np.testing.assert_allclose(kept.values, plain.values, atol=1e-5)
    nothing = separated(replace(stroke, exact=True), erased)
    np.testing.assert_allclose(nothing.values, separated().values, atol=1e-5)
