"""What makes two time-frequency bins alike: kernels prepared once for a recording.

Every kernel is separable or of low rank, so that an answer costs a few small matrix products and
memory grows linearly with the frames.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np
import torch

from engine.spectrogram import erb_number

FRAME_RANK = 48
COMPONENTS = 30
NMF_ITERATIONS = 40
NMF_FRAMES = 2400
TINY = 1e-9


@dataclass(frozen=True)
class Points:
    """Labelled bins: indices (points,) on the bin and on the frame axis."""

    bins: torch.Tensor
    frames: torch.Tensor


class Kernel(Protocol):
    """Similarity of bins, as a Gram matrix of points and as a spread of weights on them."""

    def gram(self, points: Points) -> torch.Tensor:
        """Similarities of all pairs of points: float32 (points, points)."""

    def spread(self, points: Points, weights: torch.Tensor, frames: slice) -> torch.Tensor:
        """Sum over points of weight × similarity: weights (sources, points) to
        (sources, bins, frames)."""


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
        return self.of_bins[points.bins][:, points.bins] * (basis @ basis.T)

    def spread(self, points: Points, weights: torch.Tensor, frames: slice) -> torch.Tensor:
        sources, bins = len(weights), len(self.of_bins)
        scaled = weights[:, :, None] * self.of_frames[points.frames]
        gathered = scaled.new_zeros(sources, bins, scaled.shape[2])
        gathered.index_add_(1, points.bins, scaled)
        return self.of_bins @ gathered @ self.of_frames[frames].T


@dataclass(frozen=True)
class Nearby:
    """Similarity of bins × closeness in time (Gaussian of `width` seconds)."""

    of_bins: torch.Tensor
    times: torch.Tensor
    width: float

    def _closeness(self, first: torch.Tensor, second: torch.Tensor) -> torch.Tensor:
        return torch.exp(-0.5 * ((first[:, None] - second[None]) / self.width).square())

    def gram(self, points: Points) -> torch.Tensor:
        times = self.times[points.frames]
        return self.of_bins[points.bins][:, points.bins] * self._closeness(times, times)

    def spread(self, points: Points, weights: torch.Tensor, frames: slice) -> torch.Tensor:
        distinct, column = points.frames.unique(return_inverse=True)
        gathered = weights.new_zeros(len(weights), len(self.of_bins), len(distinct))
        for source, share in enumerate(weights):
            gathered[source].index_put_((points.bins, column), share, accumulate=True)
        closeness = self._closeness(self.times[distinct], self.times[frames])
        return self.of_bins @ gathered @ closeness


@dataclass(frozen=True)
class Components:
    """Probability that two bins belong to the same component of an NMF.

    templates: (bins, components). activations: (components, frames).
    """

    templates: torch.Tensor
    activations: torch.Tensor

    def posterior(self, points: Points) -> torch.Tensor:
        """Share of each component in each point: (points, components)."""
        joint = self.templates[points.bins] * self.activations[:, points.frames].T
        return joint / (joint.sum(dim=1, keepdim=True) + TINY)

    def gram(self, points: Points) -> torch.Tensor:
        posterior = self.posterior(points)
        return posterior @ posterior.T

    def spread(self, points: Points, weights: torch.Tensor, frames: slice) -> torch.Tensor:
        activations = self.activations[:, frames]
        scores = weights @ self.posterior(points)
        total = self.templates @ activations + TINY
        return (scores[:, None, :] * self.templates) @ activations / total


@dataclass(frozen=True)
class Features:
    """What propagation knows about a recording, made by `prepare`; treat it as opaque.

    magnitude: float32 (bins, frames). times: float64 (frames,) s. frequencies: float64 (bins,) Hz.
    """

    magnitude: torch.Tensor
    times: np.ndarray
    frequencies: np.ndarray
    kernels: dict[str, Kernel]
    seed: int


def gaussian(positions: torch.Tensor, width: float) -> torch.Tensor:
    """Closeness of all pairs of positions (n,): (n, n)."""
    return torch.exp(-0.5 * ((positions[:, None] - positions[None]) / width).square())


def comodulation(compressed: torch.Tensor) -> torch.Tensor:
    """Correlation of the bands' envelopes (bins, frames), negative ones cut: (bins, bins)."""
    centred = compressed - compressed.mean(dim=1, keepdim=True)
    unit = centred / (centred.norm(dim=1, keepdim=True) + TINY)
    return (unit @ unit.T).clamp(min=0.0)


def frame_basis(compressed: torch.Tensor, rank: int) -> torch.Tensor:
    """Basis (frames, rank) whose inner products approximate the cosine of frames' spectra."""
    unit = compressed / (compressed.norm(dim=0, keepdim=True) + TINY)
    _, directions = torch.linalg.eigh(unit @ unit.T)
    return (unit.T @ directions[:, -rank:]).contiguous()


def factorise(
    magnitude: torch.Tensor, components: int, iterations: int, generator: torch.Generator
) -> tuple[torch.Tensor, torch.Tensor]:
    """KL-NMF (Lee & Seung 2001): templates (bins, components), activations (components, frames).

    Of a long recording the templates are fitted to evenly spaced frames only.
    """
    bins, frames = magnitude.shape
    stride = -(-frames // NMF_FRAMES)
    fitted = magnitude[:, ::stride]
    templates = torch.rand(bins, components, generator=generator) + 0.1
    activations = torch.rand(components, fitted.shape[1], generator=generator) + 0.1
    activations *= fitted.mean() / components
    for _ in range(iterations):
        ratio = fitted / (templates @ activations + TINY)
        activations = activations * (templates.T @ ratio) / (templates.sum(0)[:, None] + TINY)
        ratio = fitted / (templates @ activations + TINY)
        templates = templates * (ratio @ activations.T) / (activations.sum(1) + TINY)
    if stride > 1:
        activations = activations.repeat_interleave(stride, dim=1)[:, :frames] + TINY
        for _ in range(iterations // 4):
            ratio = magnitude / (templates @ activations + TINY)
            activations = activations * (templates.T @ ratio) / (templates.sum(0)[:, None] + TINY)
    return templates, activations


def prepare(
    magnitude: torch.Tensor | np.ndarray,
    times: np.ndarray,
    frequencies: np.ndarray,
    *,
    seed: int = 0,
) -> Features:
    """Kernels of a mixture for `propagate`.

    magnitude: (bins, frames), not negative. times: (frames,) in s. frequencies: (bins,) in Hz.
    """
    magnitude = torch.as_tensor(magnitude, dtype=torch.float32).detach().cpu().contiguous()
    generator = torch.Generator().manual_seed(seed)
    with torch.no_grad():
        kernels = _kernels(magnitude, times, frequencies, generator)
    return Features(magnitude, np.asarray(times), np.asarray(frequencies), kernels, seed)


def _kernels(
    magnitude: torch.Tensor, times: np.ndarray, frequencies: np.ndarray, generator: torch.Generator
) -> dict[str, Kernel]:
    erb = torch.as_tensor(erb_number(frequencies), dtype=torch.float32)
    clock = torch.as_tensor(times, dtype=torch.float32)
    compressed = magnitude.sqrt()
    always = torch.ones(magnitude.shape[1], 1)
    near = gaussian(erb, 2.0)
    together = comodulation(compressed)
    frames = frame_basis(compressed, min(FRAME_RANK, len(erb)))
    return {
        "pitch": Separable(gaussian(erb, 3.0), always),
        "neighbourhood": Nearby(near, clock, 0.1),
        "pitch and frame": Separable(near, frames),
        "comodulation": Separable(together, always),
        "comodulation and frame": Separable(together, frames),
        "components": Components(*factorise(magnitude, COMPONENTS, NMF_ITERATIONS, generator)),
    }
