"""What makes the bins of one recording alike, prepared once."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch

from engine.propagation.kernels import (
    TINY,
    Components,
    Kernel,
    KernelSum,
    Nearby,
    Points,
    Separable,
    Weighted,
)
from engine.propagation.texture import texture_kernel
from engine.spectrogram import erb_number

FRAME_RANK = 48
NMF_ITERATIONS = 40
NMF_FRAMES = 2400
_PROBES = 2048
_BACKGROUND = 96
# Shares of the kernels once each has mean similarity one of a bin with itself.
WEIGHTS = {
    "pitch": 0.5,
    "neighbourhood": 0.3,
    "pitch and frame": 0.5,
    "comodulation": 1.0,
    "comodulation and frame": 2.0,
    "comodulation and change": 2.0,
    "8 components": 1.0,
    "30 components": 2.0,
    "60 components": 2.0,
    "texture": 20.0,
}


@dataclass(frozen=True)
class Features:
    """What propagation knows about a recording, made by `prepare`; treat it as opaque.

    magnitude: float32 (bins, frames). times: float64 (frames,) s. frequencies: float64 (bins,) Hz.
    """

    magnitude: np.ndarray
    times: np.ndarray
    frequencies: np.ndarray
    kernel: KernelSum
    background: Points
    seed: int


def prepare(
    magnitude: torch.Tensor | np.ndarray,
    times: np.ndarray,
    frequencies: np.ndarray,
    *,
    seed: int = 0,
) -> Features:
    """Everything about a mixture that answers to boxes need.

    magnitude: (bins, frames), not negative. times: (frames,) in s. frequencies: (bins,) in Hz.
    """
    tensor = torch.as_tensor(magnitude, dtype=torch.float32).detach().cpu().contiguous()
    generator = torch.Generator().manual_seed(seed)
    with torch.no_grad():
        kernels = _kernels(tensor, times, frequencies, generator)
        kernels["texture"] = texture_kernel(tensor.numpy(), seed)
        parts = _balanced(kernels, _probes(tensor, _PROBES))
        background = _probes(tensor, _BACKGROUND)
    return Features(
        magnitude=tensor.numpy(),
        times=np.asarray(times),
        frequencies=np.asarray(frequencies),
        kernel=KernelSum(parts),
        background=background,
        seed=seed,
    )


def _kernels(
    magnitude: torch.Tensor, times: np.ndarray, frequencies: np.ndarray, generator: torch.Generator
) -> dict[str, Kernel]:
    erb = torch.as_tensor(erb_number(frequencies), dtype=torch.float32)
    clock = torch.as_tensor(times, dtype=torch.float32)
    root = magnitude.sqrt()
    always = torch.ones(magnitude.shape[1], 1)
    together = comodulation(root)
    spectra = frame_basis(root)
    changes = frame_basis(root - root.mean(dim=1, keepdim=True))
    log = (magnitude / magnitude.max().clamp(min=TINY)).clamp(min=1e-3).log()
    return {
        "pitch": Separable(gaussian(erb, 6.0), always),
        "neighbourhood": Nearby(gaussian(erb, 1.0), clock, 0.05),
        "pitch and frame": Separable(gaussian(erb, 2.0), spectra),
        "comodulation": Separable(comodulation(log), always),
        "comodulation and frame": Separable(together, spectra),
        "comodulation and change": Separable(together, changes),
        "8 components": Components(*factorise(magnitude, 8, generator)),
        "30 components": Components(*factorise(root, 30, generator)),
        "60 components": Components(*factorise(root, 60, generator)),
    }


def _probes(magnitude: torch.Tensor, count: int) -> Points:
    """Bins met by even steps through the energy."""
    energy = magnitude.square().flatten().double().cumsum(0)
    marks = (torch.arange(count) + 0.5) / count * energy[-1]
    met = torch.searchsorted(energy, marks).clamp(max=len(energy) - 1)
    return Points(met // magnitude.shape[1], met % magnitude.shape[1])


def _balanced(kernels: dict[str, Kernel], probes: Points) -> tuple[Weighted, ...]:
    total = sum(WEIGHTS.values())
    parts = []
    for name, kernel in kernels.items():
        alike = self_similarity(kernel, probes)
        parts.append(Weighted(name, kernel, WEIGHTS[name] / total / max(alike, 1e-6)))
    return tuple(parts)


def self_similarity(kernel: Kernel, points: Points, block: int = 128) -> float:
    """Mean similarity of the points with themselves."""
    count = len(points.bins)
    parts = (slice(first, first + block) for first in range(0, count, block))
    traces = (kernel.gram(Points(points.bins[part], points.frames[part])).trace() for part in parts)
    return float(sum(traces)) / count


def gaussian(positions: torch.Tensor, width: float) -> torch.Tensor:
    """Closeness of all pairs of positions (n,): (n, n)."""
    return torch.exp(-0.5 * ((positions[:, None] - positions[None]) / width).square())


def comodulation(compressed: torch.Tensor) -> torch.Tensor:
    """Correlation of the bands' envelopes (bins, frames), negative ones cut: (bins, bins)."""
    centred = compressed - compressed.mean(dim=1, keepdim=True)
    unit = centred / (centred.norm(dim=1, keepdim=True) + TINY)
    return (unit @ unit.T).clamp(min=0.0)


def frame_basis(compressed: torch.Tensor, rank: int = FRAME_RANK) -> torch.Tensor:
    """Basis (frames, rank) whose inner products approximate the cosine of frames' spectra."""
    unit = compressed / (compressed.norm(dim=0, keepdim=True) + TINY)
    _, directions = torch.linalg.eigh(unit @ unit.T)
    return (unit.T @ directions[:, -rank:]).contiguous()


def factorise(
    magnitude: torch.Tensor,
    components: int,
    generator: torch.Generator,
    iterations: int = NMF_ITERATIONS,
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
        activations = _activate(fitted, templates, activations)
        ratio = fitted / (templates @ activations + TINY)
        templates = templates * (ratio @ activations.T) / (activations.sum(1) + TINY)
    if stride > 1:
        activations = activations.repeat_interleave(stride, dim=1)[:, :frames] + TINY
        for _ in range(iterations // 4):
            activations = _activate(magnitude, templates, activations)
    return templates, activations


def _activate(
    magnitude: torch.Tensor, templates: torch.Tensor, activations: torch.Tensor
) -> torch.Tensor:
    ratio = magnitude / (templates @ activations + TINY)
    return activations * (templates.T @ ratio) / (templates.sum(0)[:, None] + TINY)
