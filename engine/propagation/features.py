"""What makes the bins of one recording alike, prepared once."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import torch

from engine.beside import beside
from engine.propagation.factorisation import factorise
from engine.propagation.harmonics import harmonic_factorisation
from engine.propagation.kernels import (
    TINY,
    Components,
    Course,
    Kernel,
    KernelSum,
    Nearby,
    Points,
    Separable,
    Weighted,
    basis_of,
    closeness,
)
from engine.propagation.patches import patch_kernel
from engine.propagation.texture import texture_kernel
from engine.spectrogram import erb_number

FRAME_RANK = 48
# Some five minutes. Of longer recordings nothing is worked out that takes as much memory and time
# again for a tenth of a decibel or three.
LONG_FRAMES = 20_000
_PROBES = 2048
_BACKGROUND = 96
# How far along the pitches (in 24ths of an octave) and in time a course reaches.
_COURSE_REACH, _COURSE_SECONDS = 3.0, 0.2
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
# What the refined answer looks at besides: shares beside a total of one for all of the above.
REFINED_WEIGHTS = {"partials": 0.15, "course": 0.1, "patch": 0.1}


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
    # Texture takes as long as all others together.
    with torch.no_grad(), beside(lambda: texture_kernel(tensor.numpy(), seed)) as texture:
        kernels = _kernels(tensor, times, frequencies, generator)
        kernels["texture"] = texture()
        total = sum(WEIGHTS.values())
        shares = {name: weight / total for name, weight in WEIGHTS.items()}
        parts = _balanced(kernels, shares, _probes(tensor, _PROBES))
        background = _probes(tensor, _BACKGROUND)
    return Features(
        magnitude=tensor.numpy(),
        times=np.asarray(times),
        frequencies=np.asarray(frequencies),
        kernel=KernelSum(parts),
        background=background,
        seed=seed,
    )


@torch.no_grad()
def refined_kernel(features: Features) -> KernelSum:
    """The features' kernel and what takes longer to prepare: partials of one pitch, its course
    in time, and the look of a bin's surroundings."""
    magnitude = torch.from_numpy(features.magnitude)
    generator = torch.Generator().manual_seed(features.seed)
    combs = harmonic_factorisation(magnitude.sqrt(), features.frequencies, generator)
    clock = torch.as_tensor(features.times, dtype=torch.float32)
    kernels: dict[str, Kernel] = {
        "partials": Components(*combs),
        "course": Course(*combs, clock, _COURSE_REACH, _COURSE_SECONDS),
        "patch": patch_kernel(magnitude, features.seed),
    }
    parts = (
        *features.kernel.parts,
        *_balanced(kernels, REFINED_WEIGHTS, _probes(magnitude, _PROBES)),
    )
    total = 1.0 + sum(REFINED_WEIGHTS.values())
    return KernelSum(tuple(replace(part, weight=part.weight / total) for part in parts))


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
        "pitch": Separable(closeness(erb, erb, 6.0), always),
        "neighbourhood": Nearby(basis_of(closeness(erb, erb, 1.0)), clock, 0.05),
        "pitch and frame": Separable(closeness(erb, erb, 2.0), spectra),
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


def _balanced(
    kernels: dict[str, Kernel], shares: dict[str, float], probes: Points
) -> tuple[Weighted, ...]:
    parts = []
    for name, kernel in kernels.items():
        alike = self_similarity(kernel, probes)
        parts.append(Weighted(name, kernel, shares[name] / max(alike, 1e-6)))
    return tuple(parts)


def self_similarity(kernel: Kernel, points: Points, block: int = 128) -> float:
    """Mean similarity of the points with themselves."""
    count = len(points.bins)
    parts = (slice(first, first + block) for first in range(0, count, block))
    traces = (kernel.gram(Points(points.bins[part], points.frames[part])).trace() for part in parts)
    return float(sum(traces)) / count


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
