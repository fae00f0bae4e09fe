"""Masks: how much of each time-frequency bin belongs to each source.

Ratio masks on an analysis grid whose centres are given in seconds and Hz. They are never
negative and sum to one over the sources in every bin, so the stems always sum to the mixture.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass

import numpy as np

FloatArray = np.ndarray


@dataclass(frozen=True)
class Masks:
    """Ratio masks of one mixture.

    values: float32 (sources, bins, frames) in [0, 1], summing to one over the sources.
    times: float64 (frames,), centres of the frames in seconds from the mixture's start.
    frequencies: float64 (bins,), centres of the bins in Hz, increasing.
    activations: float32 (sources, frames) in [0, 1] or None: the 1-D activation masks of DAP.
    """

    values: FloatArray
    times: FloatArray
    frequencies: FloatArray
    activations: FloatArray | None = None

    def __post_init__(self) -> None:
        sources, bins, frames = self.values.shape
        if self.times.shape != (frames,) or self.frequencies.shape != (bins,):
            raise ValueError(
                f"masks of shape {self.values.shape} need {frames} times and {bins} frequencies, "
                f"not {self.times.shape} and {self.frequencies.shape}"
            )
        if self.activations is not None and self.activations.shape != (sources, frames):
            raise ValueError(f"activations must have shape {(sources, frames)}")

    @property
    def sources(self) -> int:
        """Number of sources."""
        return int(self.values.shape[0])


def normalised(values: FloatArray) -> FloatArray:
    """Scale non-negative values (sources, bins, frames) so that they sum to one over sources.

    Bins in which every source is zero are shared equally.
    """
    values = np.maximum(np.asarray(values, np.float32), 0.0)
    total = values.sum(axis=0, keepdims=True)
    equal = np.float32(1.0 / values.shape[0])
    return np.where(total > 1e-12, values / np.maximum(total, 1e-12), equal).astype(np.float32)


def equal_masks(sources: int, times: FloatArray, frequencies: FloatArray) -> Masks:
    """Masks that share every bin equally between the sources."""
    values = np.full((sources, len(frequencies), len(times)), 1.0 / sources, np.float32)
    return Masks(values, times, frequencies)


def with_source(masks: Masks, share: float) -> Masks:
    """Masks with one source more, the last, which takes the same share in (0, 1) of every bin."""
    return _changed(
        masks,
        lambda rows: np.concatenate([rows * np.float32(1 - share), np.full_like(rows[:1], share)]),
    )


def without_sources(masks: Masks, gone: Collection[int]) -> Masks:
    """Masks without these sources; what they had goes to the others in proportion.

    Bins in which only they had anything are shared equally. At least one source must be left.
    """
    kept = [source for source in range(masks.sources) if source not in gone]
    activations = None if masks.activations is None else masks.activations[kept]
    values = normalised(masks.values[kept])
    return Masks(values, masks.times, masks.frequencies, activations)


def with_source_split(masks: Masks, source: int) -> Masks:
    """Masks in which a source shares all it had equally with a new one, the last."""

    def halved(rows: FloatArray) -> FloatArray:
        rows = rows.copy()
        rows[source] /= 2
        return np.concatenate([rows, rows[source : source + 1]])

    return _changed(masks, halved)


def with_sources_merged(masks: Masks, kept: int, gone: int) -> Masks:
    """Masks in which one source has all that two had, and the other is no more."""

    def merged(rows: FloatArray) -> FloatArray:
        rows = rows.copy()
        rows[kept] = np.minimum(rows[kept] + rows[gone], 1.0)
        return np.delete(rows, gone, axis=0)

    return _changed(masks, merged)


def _changed(masks: Masks, change: Callable[[FloatArray], FloatArray]) -> Masks:
    """Masks with other sources: the same change of the values' and the activations' first axis."""
    activations = None if masks.activations is None else change(masks.activations)
    return Masks(change(masks.values), masks.times, masks.frequencies, activations)
