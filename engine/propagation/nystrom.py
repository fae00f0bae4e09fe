"""Radial kernels on a descriptor vector per bin, by Nyström's method (Williams & Seeger 2001)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import torch

from engine.propagation.kernels import Embedded

_BLOCK = 16384
# Two minutes or so: vectors of longer recordings are half as precise, and take half the memory.
_PRECISE_FRAMES = 8192


class Radial(NamedTuple):
    """widths: (width, weight) of each Gaussian of the distance. linear: weight of the inner
    product, per descriptor."""

    widths: tuple[tuple[float, float], ...]
    linear: float = 0.0

    def between(self, first: torch.Tensor, second: torch.Tensor) -> torch.Tensor:
        """Kernel between descriptor vectors (n, size) and (m, size): (n, m)."""
        inner = first @ second.T
        distance = first.square().sum(1)[:, None] + second.square().sum(1)[None] - 2.0 * inner
        total = inner * (self.linear / first.shape[1])
        for width, weight in self.widths:
            total += weight * torch.exp(distance.clamp(min=0.0) * (-0.5 / width**2))
        return total


def embedded(
    described: np.ndarray, magnitude: np.ndarray, radial: Radial, sizes: Sequence[int], seed: int
) -> Embedded:
    """The kernel on descriptors, float32 (size, bins, frames), as an inner product per bin.

    magnitude: (bins, frames); landmarks are drawn in proportion to it. sizes: how many landmarks
    and the rank.
    """
    landmarks, rank = sizes
    vectors_in = torch.from_numpy(described).permute(2, 1, 0)
    frames, bins, size = vectors_in.shape
    draws = np.random.default_rng(seed)
    chance = magnitude.T.ravel().astype(np.float64) + 1e-12
    count = min(landmarks, chance.size)
    chosen = draws.choice(chance.size, count, replace=False, p=chance / chance.sum())
    marks = vectors_in[torch.from_numpy(chosen // bins), torch.from_numpy(chosen % bins)]
    values, directions = torch.linalg.eigh(radial.between(marks, marks).double())
    whiten = (directions / values.clamp(min=1e-6).sqrt())[:, -rank:].float()
    # Written where it stays: it is by far the largest that is held of a long recording.
    precision = torch.float16 if frames > _PRECISE_FRAMES else torch.float32
    vectors = torch.empty(whiten.shape[1], bins, frames, dtype=precision)
    step = max(1, _BLOCK // bins)
    for first in range(0, frames, step):
        part = vectors_in[first : first + step].reshape(-1, size)
        found = (radial.between(part, marks) @ whiten).view(-1, bins, whiten.shape[1])
        vectors[:, :, first : first + step] = found.permute(2, 1, 0)
    return Embedded(vectors)
