"""What a bin looks like by itself: eight blind descriptors and a radial kernel on them.

Descriptors: level over the band's floor and over the frame's median, tonal against transient at
two lengths, onset, prominence in the neighbourhood and in the spectrum, modulation.
"""

from __future__ import annotations

import numpy as np
import torch
from scipy.ndimage import uniform_filter, uniform_filter1d

from engine.propagation.kernels import Embedded
from engine.propagation.nystrom import Radial, embedded

# Mixture of two widths, and a linear part: tuned on mixtures outside the benchmark.
_RADIAL = Radial(((3.0, 0.6), (5.0, 0.3)), linear=0.1)
_SIZES = (96, 24)
_FLOOR = 1e-4
_STATISTIC_FRAMES = 4000


def descriptors(magnitude: np.ndarray) -> np.ndarray:
    """Standardised descriptors, float32 (8, bins, frames), of a magnitude (bins, frames)."""
    level = 20.0 * np.log10(magnitude + np.float32(_FLOOR * magnitude.max() + 1e-20))
    sampled = level[:, :: -(-level.shape[1] // _STATISTIC_FRAMES)]
    steady = _smooth(level, 17, 1)
    broad = _smooth(level, 17, 0)
    spread = _smooth(level**2, 25, 1) - _smooth(level, 25, 1) ** 2
    described = np.empty((8, *level.shape), np.float32)
    # One after the other: of a long recording each of them is large.
    described[0] = _standardised(level - np.quantile(sampled, 0.2, axis=1, keepdims=True))
    described[1] = _standardised(level - np.median(level, axis=0, keepdims=True))
    described[2] = _standardised(np.tanh((steady - broad) / 10.0))
    described[3] = _standardised(np.tanh((_smooth(level, 41, 1) - broad) / 10.0))
    described[4] = _standardised(level - _smooth(np.roll(level, 6, axis=1), 5, 1))
    described[5] = _standardised(level - uniform_filter(level, (15, 31)))
    described[6] = _standardised(level - _smooth(level, 9, 0))
    described[7] = _standardised(np.sqrt(np.maximum(spread, 0.0)))
    return described


def _smooth(values: np.ndarray, length: int, axis: int) -> np.ndarray:
    smoothed: np.ndarray = uniform_filter1d(values, length, axis=axis)
    return smoothed


def _standardised(values: np.ndarray) -> np.ndarray:
    standardised: np.ndarray = (values - values.mean()) / (values.std() + 1e-9)
    return standardised.astype(np.float32)


@torch.no_grad()
def texture_kernel(magnitude: np.ndarray, seed: int) -> Embedded:
    """Likeness of two bins by their descriptors. magnitude: (bins, frames)."""
    return embedded(descriptors(magnitude), magnitude, _RADIAL, _SIZES, seed)
