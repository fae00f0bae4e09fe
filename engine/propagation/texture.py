"""What a bin looks like by itself: eight blind descriptors and a radial kernel on them.

Descriptors: level over the band's floor and over the frame's median, tonal against transient at
two lengths, onset, prominence in the neighbourhood and in the spectrum, modulation.
"""

from __future__ import annotations

import numpy as np
import torch
from scipy.ndimage import uniform_filter, uniform_filter1d

from engine.propagation.kernels import Embedded

LANDMARKS = 96
RANK = 24
# Mixture of two widths, and a linear part: tuned on mixtures outside the benchmark.
_WIDTHS = ((3.0, 0.6), (5.0, 0.3))
_LINEAR = 0.1
_FLOOR = 1e-4
_STATISTIC_FRAMES = 4000
_BLOCK = 2048


def descriptors(magnitude: np.ndarray) -> np.ndarray:
    """Standardised descriptors, float32 (8, bins, frames), of a magnitude (bins, frames)."""
    level = 20.0 * np.log10(magnitude + np.float32(_FLOOR * magnitude.max() + 1e-20))
    sampled = level[:, :: -(-level.shape[1] // _STATISTIC_FRAMES)]
    steady = _smooth(level, 17, 1)
    broad = _smooth(level, 17, 0)
    spread = _smooth(level**2, 25, 1) - _smooth(level, 25, 1) ** 2
    described = (
        level - np.quantile(sampled, 0.2, axis=1, keepdims=True),
        level - np.median(level, axis=0, keepdims=True),
        np.tanh((steady - broad) / 10.0),
        np.tanh((_smooth(level, 41, 1) - broad) / 10.0),
        level - _smooth(np.roll(level, 6, axis=1), 5, 1),
        level - uniform_filter(level, (15, 31)),
        level - _smooth(level, 9, 0),
        np.sqrt(np.maximum(spread, 0.0)),
    )
    return np.stack([_standardised(values) for values in described])


def _smooth(values: np.ndarray, length: int, axis: int) -> np.ndarray:
    smoothed: np.ndarray = uniform_filter1d(values, length, axis=axis)
    return smoothed


def _standardised(values: np.ndarray) -> np.ndarray:
    standardised: np.ndarray = (values - values.mean()) / (values.std() + 1e-9)
    return standardised.astype(np.float32)


def texture_kernel(magnitude: np.ndarray, seed: int) -> Embedded:
    """Radial kernel on the descriptors by Nyström's method (Williams & Seeger 2001).

    Landmarks are drawn in proportion to the magnitude.
    """
    described = torch.from_numpy(descriptors(magnitude)).permute(2, 1, 0)
    frames, bins, size = described.shape
    draws = np.random.default_rng(seed)
    chance = magnitude.T.ravel().astype(np.float64) + 1e-12
    count = min(LANDMARKS, chance.size)
    chosen = draws.choice(chance.size, count, replace=False, p=chance / chance.sum())
    landmarks = described.reshape(-1, size)[torch.from_numpy(chosen)]
    values, directions = torch.linalg.eigh(_radial(landmarks, landmarks).double())
    whiten = (directions / values.clamp(min=1e-6).sqrt())[:, -RANK:].float()
    vectors = torch.empty(frames, bins, whiten.shape[1])
    step = max(1, _BLOCK * 8 // bins)
    for first in range(0, frames, step):
        part = described[first : first + step].reshape(-1, size)
        vectors[first : first + step] = (_radial(part, landmarks) @ whiten).view(
            -1, bins, whiten.shape[1]
        )
    return Embedded(vectors)


def _radial(first: torch.Tensor, second: torch.Tensor) -> torch.Tensor:
    """Kernel between descriptor vectors (n, 8) and (m, 8): (n, m)."""
    inner = first @ second.T
    distance = first.square().sum(1)[:, None] + second.square().sum(1)[None] - 2.0 * inner
    total = inner * (_LINEAR / first.shape[1])
    for width, weight in _WIDTHS:
        total += weight * torch.exp(distance.clamp(min=0.0) * (-0.5 / width**2))
    return total
