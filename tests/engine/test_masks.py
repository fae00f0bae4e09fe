"""Masks of other sources: they go on summing to one, and what was known is kept."""

from __future__ import annotations

import numpy as np
import pytest

from engine.masks import (
    Masks,
    normalised,
    with_source,
    with_source_split,
    with_sources_merged,
    without_sources,
)


@pytest.fixture
def masks() -> Masks:
    values = normalised(np.random.default_rng(0).random((3, 6, 8)) ** 4)
    values[:, 0, 0] = (1.0, 0.0, 0.0)
    return Masks(values, np.arange(8.0), np.arange(6.0), values.mean(axis=1))


def test_every_change_leaves_masks_that_sum_to_one(masks: Masks) -> None:
    changed = (
        with_source(masks, 0.05),
        without_sources(masks, [0]),
        without_sources(masks, [0, 2]),
        with_source_split(masks, 1),
        with_sources_merged(masks, 2, 0),
    )
    assert [made.sources for made in changed] == [4, 2, 1, 4, 2]
    for made in changed:
        assert made.values.dtype == np.float32
        assert made.values.sum(axis=0) == pytest.approx(1.0, abs=1e-6)
        assert made.values.min() >= 0.0
        assert made.activations is not None
        assert made.activations.max() <= 1.0


def test_what_a_source_leaves_goes_to_the_others_in_proportion(masks: Masks) -> None:
    left = without_sources(masks, [0]).values
    assert left[:, 0, 0] == pytest.approx([0.5, 0.5])
    ratio = masks.values[1, 1:] / masks.values[2, 1:]
    assert left[0, 1:] / left[1, 1:] == pytest.approx(ratio, rel=1e-3)


def test_a_split_undoes_a_merge(masks: Masks) -> None:
    split = with_source_split(masks, 1)
    again = with_sources_merged(split, 1, 3)
    assert again.values == pytest.approx(masks.values)
