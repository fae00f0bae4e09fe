"""Kernels: how alike two time-frequency bins are.

All are separable or of low rank, so that spreading an answer over a recording costs a few small
matrix products and memory grows linearly with the frames.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

import torch

from engine.answering import always, go_on

TINY = 1e-9
# Beyond so many widths a Gaussian is less than 1e-5.
_GAUSSIAN_REACH = 4.8


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
    """Similarities of these rows with these columns: (n, n) of (m, m)."""
    return similarity.index_select(0, indices).index_select(1, indices)


def closeness(first: torch.Tensor, second: torch.Tensor, width: float) -> torch.Tensor:
    """Gaussian of the distance of all pairs of places (n,) and (m,): (n, m)."""
    return torch.exp(-0.5 * ((first[:, None] - second[None]) / width).square())


@dataclass(frozen=True)
class Nearby:
    """Similarity of bins (bins, bins) × closeness in time, a Gaussian of `width` seconds.

    times: (frames,) in s, evenly spaced.
    """

    of_bins: torch.Tensor
    times: torch.Tensor
    width: float

    def gram(self, points: Points) -> torch.Tensor:
        distinct, which = points.frames.unique(return_inverse=True)
        times = self.times[distinct]
        near = closeness(times, times, self.width)
        return among(self.of_bins, points.bins).mul_(among(near, which))

    def spread(self, points: Points, weights: torch.Tensor, frames: slice) -> torch.Tensor:
        rows, row = points.bins.unique(return_inverse=True)
        gathered = weights.new_zeros(len(weights), len(rows), len(self.times))
        for output, share in zip(gathered, weights, strict=True):
            output.index_put_((row, points.frames), share, accumulate=True)
        blurred = torch.nn.functional.conv1d(
            gathered.flatten(0, 1)[:, None], self._taps[None, None], padding="same"
        )
        return self.of_bins[:, rows] @ blurred.view_as(gathered)[..., frames]

    @cached_property
    def _taps(self) -> torch.Tensor:
        """The Gaussian from frame to frame, as far as it is worth adding: (an odd number,)."""
        step = float(self.times[1] - self.times[0]) if len(self.times) > 1 else 1.0
        reach = min(len(self.times) - 1, math.ceil(_GAUSSIAN_REACH * self.width / step))
        return torch.exp(-0.5 * (torch.arange(-reach, reach + 1) * (step / self.width)).square())


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
    """Inner product of a vector per bin. vectors: (rank, bins, frames)."""

    vectors: torch.Tensor

    def gram(self, points: Points) -> torch.Tensor:
        vectors = self.vectors[:, points.bins, points.frames]
        return vectors.T @ vectors

    def spread(self, points: Points, weights: torch.Tensor, frames: slice) -> torch.Tensor:
        direction = weights @ self.vectors[:, points.bins, points.frames].T
        return torch.tensordot(direction, self.vectors[..., frames], dims=1)


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
