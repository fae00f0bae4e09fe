"""Kernels: how alike two time-frequency bins are.

All are separable or of low rank, so that spreading an answer over a recording costs a few small
matrix products and memory grows linearly with the frames.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

import numpy as np
import torch

from engine.answering import always, go_on

TINY = 1e-9
# Directions with a smaller share of the largest one's power change no similarity by 1e-5.
_NEGLIGIBLE = 1e-6
_STRETCH = 2048


def stretches(frames: int) -> Iterator[slice]:
    """So many frames in pieces: of long recordings the cache holds no more at a time."""
    for first in range(0, frames, _STRETCH):
        yield slice(first, min(first + _STRETCH, frames))


@dataclass(frozen=True)
class Points:
    """Some bins of a recording: indices (points,) on the bin and on the frame axis."""

    bins: torch.Tensor
    frames: torch.Tensor


class Kernel(Protocol):
    """Similarity of bins: between points, and from points to everywhere."""

    def gram(self, points: Points) -> torch.Tensor:
        """Similarities of all pairs of points: float32 (points, points)."""

    def spread(self, points: Points, weights: torch.Tensor, frames: slice) -> torch.Tensor:
        """Sum over points of weight × similarity to every bin of those frames.

        weights: (outputs, points). Returns (outputs, bins, frames).
        """


@dataclass(frozen=True)
class Separable:
    """Similarity of bins × similarity of frames.

    of_bins: (bins, bins). of_frames: a basis (frames, rank) whose inner products are the
    similarity of frames.
    """

    of_bins: torch.Tensor
    of_frames: torch.Tensor

    def gram(self, points: Points) -> torch.Tensor:
        basis = self.of_frames[points.frames]
        return among(self.of_bins, points.bins).mul_(basis @ basis.T)

    def spread(self, points: Points, weights: torch.Tensor, frames: slice) -> torch.Tensor:
        scaled = weights[:, :, None] * self.of_frames[points.frames]
        gathered = scaled.new_zeros(len(weights), len(self.of_bins), scaled.shape[2])
        gathered.index_add_(1, points.bins, scaled)
        return self.of_bins @ gathered @ self.of_frames[frames].T


def among(similarity: torch.Tensor, indices: torch.Tensor) -> torch.Tensor:
    """Similarities of all pairs of these: (n, n) of a symmetric (m, m).

    Rows are taken twice, of which numpy copies each as a whole: torch's is seven times slower.
    """
    chosen = indices.numpy()
    rows = similarity.numpy().take(chosen, axis=0)
    return torch.from_numpy(np.ascontiguousarray(rows.T).take(chosen, axis=0))


def basis_of(similarity: torch.Tensor) -> torch.Tensor:
    """Basis (n, rank) whose inner products are a similarity (n, n); smooth ones need few."""
    powers, directions = torch.linalg.eigh(similarity)
    kept = powers > _NEGLIGIBLE * powers[-1]
    return (directions[:, kept] * powers[kept].sqrt()).contiguous()


def closeness(first: torch.Tensor, second: torch.Tensor, width: float) -> torch.Tensor:
    """Gaussian of the distance of all pairs of places (n,) and (m,): (n, m)."""
    return torch.exp(-0.5 * ((first[:, None] - second[None]) / width).square())


@dataclass(frozen=True)
class Nearby:
    """Similarity of bins × closeness in time, a Gaussian of `width` seconds.

    of_bins: a basis (bins, rank) whose inner products are the similarity of bins. times: (frames,)
    in s, evenly spaced.
    """

    of_bins: torch.Tensor
    times: torch.Tensor
    width: float

    def gram(self, points: Points) -> torch.Tensor:
        basis = self.of_bins[points.bins]
        frames = points.frames.numpy()
        near = self._closeness[len(self.times) - 1 + frames[:, None] - frames]
        return (basis @ basis.T).mul_(torch.from_numpy(near))

    def spread(self, points: Points, weights: torch.Tensor, frames: slice) -> torch.Tensor:
        distinct, column = points.frames.unique(return_inverse=True)
        basis = self.of_bins[points.bins]
        gathered = weights.new_zeros(len(weights), len(distinct), basis.shape[1])
        for output, share in zip(gathered, weights, strict=True):
            output.index_add_(0, column, share[:, None] * basis)
        count = len(self.times)
        to_all = np.lib.stride_tricks.sliding_window_view(self._closeness, count)
        near = torch.from_numpy(to_all[count - 1 - distinct.numpy(), frames])
        return self.of_bins @ (gathered.transpose(1, 2) @ near)

    @cached_property
    def _closeness(self) -> np.ndarray:
        """The Gaussian of all distances between frames, the middle one 0: (2 frames - 1,)."""
        step = float(self.times[1] - self.times[0]) if len(self.times) > 1 else 1.0
        count = len(self.times)
        distances = np.arange(1 - count, count) * (step / self.width)
        return np.exp(-0.5 * np.square(distances)).astype(np.float32)


@dataclass(frozen=True)
class Components:
    """Probability that two bins belong to the same component of an NMF.

    templates: (bins, components). activations: (components, frames).
    """

    templates: torch.Tensor
    activations: torch.Tensor

    def shares(self, points: Points) -> torch.Tensor:
        """Share of each component in each point: (points, components)."""
        joint = self.templates[points.bins] * self.activations[:, points.frames].T
        return joint / (joint.sum(dim=1, keepdim=True) + TINY)

    def gram(self, points: Points) -> torch.Tensor:
        shares = self.shares(points)
        return shares @ shares.T

    def spread(self, points: Points, weights: torch.Tensor, frames: slice) -> torch.Tensor:
        activations = self.activations[:, frames]
        scores = weights @ self.shares(points)
        return ((scores[:, None, :] * self.templates) @ activations).div_(self._total[:, frames])

    @cached_property
    def _total(self) -> torch.Tensor:
        """What all components make of each bin: (bins, frames)."""
        return self.templates @ self.activations + TINY


@dataclass(frozen=True)
class Course(Components):
    """Probability that two bins belong to components near in pitch × closeness in time.

    Components lie in the order of pitch. times: (frames,) in s. reach: in components. width: in s.
    """

    times: torch.Tensor
    reach: float
    width: float

    def _related(self, points: Points) -> torch.Tensor:
        """Shares (points, components) drawn out over the neighbouring pitches."""
        place = torch.arange(self.templates.shape[1], dtype=torch.float32)
        near = torch.exp(-0.5 * ((place[:, None] - place[None]) / self.reach).square())
        return self.shares(points) @ near

    def _closeness(self, points: Points, times: torch.Tensor) -> torch.Tensor:
        return closeness(self.times[points.frames], times, self.width)

    def gram(self, points: Points) -> torch.Tensor:
        related = self._related(points) @ self.shares(points).T
        return related * self._closeness(points, self.times[points.frames])

    def spread(self, points: Points, weights: torch.Tensor, frames: slice) -> torch.Tensor:
        activations = self.activations[:, frames]
        total = self.templates @ activations + TINY
        near, related = self._closeness(points, self.times[frames]), self._related(points)
        scores = ((share[:, None] * related).T @ near * activations for share in weights)
        return torch.stack([self.templates @ score / total for score in scores])


@dataclass(frozen=True)
class Embedded:
    """Inner product of a vector per bin.

    vectors: (rank, bins, frames), half as precise where they would fill the memory.
    """

    vectors: torch.Tensor

    def gram(self, points: Points) -> torch.Tensor:
        vectors = self._at(points)
        return vectors.T @ vectors

    def _at(self, points: Points) -> torch.Tensor:
        return self.vectors[:, points.bins, points.frames].float()

    def spread(self, points: Points, weights: torch.Tensor, frames: slice) -> torch.Tensor:
        direction = weights @ self._at(points).T
        vectors = self.vectors[..., frames]
        if vectors.dtype == torch.float16:
            # A product would make single precision of all of them first.
            spread = torch.zeros(len(weights), *vectors.shape[1:])
            for output, shares in zip(spread, direction.tolist(), strict=True):
                for vector, share in zip(vectors, shares, strict=True):
                    output.add_(vector, alpha=share)
            return spread
        if vectors.is_contiguous():
            return torch.tensordot(direction, vectors, dims=1)
        # tensordot would copy them, which takes ten times as long.
        return torch.matmul(direction, vectors.permute(1, 0, 2)).permute(1, 0, 2)


@dataclass(frozen=True)
class Weighted:
    """A kernel and its share in a sum of kernels."""

    name: str
    kernel: Kernel
    weight: float


@dataclass(frozen=True)
class KernelSum:
    """The weighted sum of kernels; itself a kernel."""

    parts: tuple[Weighted, ...]

    @cached_property
    def _terms(self) -> tuple[tuple[float, Kernel], ...]:
        """Weights and kernels, those that differ in one factor only taken together."""
        terms: list[tuple[float, Kernel]] = []
        by_bins: dict[int, list[tuple[float, Separable]]] = {}
        for part in self.parts:
            if isinstance(part.kernel, Separable) and part.weight > 0:
                by_bins.setdefault(id(part.kernel.of_bins), []).append((part.weight, part.kernel))
            else:
                terms.append((part.weight, part.kernel))
        for alike in by_bins.values():
            bases = [math.sqrt(weight) * kernel.of_frames for weight, kernel in alike]
            terms.append((1.0, Separable(alike[0][1].of_bins, torch.cat(bases, dim=1))))
        return tuple(terms)

    def gram(self, points: Points, wanted: Callable[[], bool] = always) -> torch.Tensor:
        """As any kernel's. Raises Unwanted between two kernels where nobody waits any more."""
        total = torch.zeros(len(points.bins), len(points.bins))
        for weight, kernel in self._terms:
            go_on(wanted)
            total.add_(kernel.gram(points), alpha=weight)
        return total

    def spread(
        self,
        points: Points,
        weights: torch.Tensor,
        frames: slice,
        wanted: Callable[[], bool] = always,
    ) -> torch.Tensor:
        """As any kernel's. Raises Unwanted between two kernels where nobody waits any more."""
        total: torch.Tensor | None = None
        for share, kernel in self._terms:
            go_on(wanted)
            spread = kernel.spread(points, share * weights, frames)
            total = spread.contiguous() if total is None else total.add_(spread)
        if total is None:
            raise ValueError("a sum of no kernels spreads nothing")
        return total
