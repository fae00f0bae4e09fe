"""Masks: how much of each time-frequency bin belongs to each source.

Ratio masks on an analysis grid whose centres are given in seconds and Hz. They are never
negative and sum to one over the sources in every bin, so the stems always sum to the mixture.
"""

from __future__ import annotations

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
