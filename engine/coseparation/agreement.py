"""Gains and phases of the shared sound before anything else of it is known.

Where two files agree with each other over a whole neighbourhood, both hold hardly anything but
the shared sound there: the ratio of their levels is that of its gains, and their phases differ by
what their ways to the file did to it. Bands in which nothing agrees take the mean over all bands.
"""

from __future__ import annotations

import torch
from torch.nn import functional

_LEAST_COHERENCE = 0.6
_TINY = 1e-20
# Evidence from elsewhere counts as so large a part of the mean band's own.
_SHARE_OF_ALL = 0.05
_HOLD = 1e-5


def smoothed(power: torch.Tensor, size: tuple[int, int]) -> torch.Tensor:
    """Means over neighbourhoods of (bins, frames): (..., bins, frames), edges repeated."""
    return _slid(_slid(power, size[0], -2), size[1], -1)


def _slid(values: torch.Tensor, size: int, axis: int) -> torch.Tensor:
    """Means over an odd size along the last axis but one or the last, edges repeated.

    Sums of two, four, eight … neighbours: a running sum would lose what is small beside what is
    large.
    """
    half, length = size // 2, values.shape[axis]
    edges = (half, half) if axis == -1 else (0, 0, half, half)
    flat = values.reshape(-1, *values.shape[-2:])
    part = functional.pad(flat, edges, mode="replicate")
    total, done, wide = torch.zeros(()), 0, 1
    while True:
        if size & wide:
            total = total + part.narrow(axis, done, length)
            done += wide
        if done == size:
            return (total / size).reshape(values.shape)
        part = part.narrow(axis, 0, part.shape[axis] - wide) + part.narrow(
            axis, wide, part.shape[axis] - wide
        )
        wide *= 2


def smoothed_complex(values: torch.Tensor, size: tuple[int, int]) -> torch.Tensor:
    """The same of complex values."""
    return torch.complex(
        smoothed(values.real.contiguous(), size), smoothed(values.imag.contiguous(), size)
    )


def squared(values: torch.Tensor) -> torch.Tensor:
    """The squared absolute values of complex ones: much faster than by their roots."""
    return values.real.square() + values.imag.square()


def directions_of(values: torch.Tensor) -> torch.Tensor:
    """Complex values brought to an absolute value of one; zeros stay zero."""
    # By roots: squares of the largest would be infinite.
    return values / (values.abs() + _TINY)


def banded(values: torch.Tensor) -> torch.Tensor:
    """Sums of (..., bins) over about a quarter of an octave around each bin."""
    bins = values.shape[-1]
    centre = torch.arange(bins)
    width = (4 + 0.12 * centre).long()
    low, high = (centre - width).clamp(min=0), (centre + width + 1).clamp(max=bins)
    summed = functional.pad(values.double().cumsum(-1), (1, 0))
    return (summed[..., high] - summed[..., low]).float()


def first_gains_and_turns(
    spectra: torch.Tensor, sounding: torch.Tensor, signs: torch.Tensor, size: tuple[int, int]
) -> tuple[torch.Tensor, torch.Tensor]:
    """Gains float32 and turns complex64, (files, bins) each, from (files, bins, frames).

    signs: float32 (files,), -1 where a file holds the sound inverted. size: of a neighbourhood.
    Gains have a geometric mean of one.
    """
    files, bins = spectra.shape[:2]
    power = smoothed(squared(spectra), size) + _TINY
    likeness = torch.zeros(bins, files, files, dtype=torch.complex64)
    system = torch.zeros(bins, files, files)
    right = torch.zeros(bins, files)
    prior = torch.outer(signs, signs).to(torch.complex64)
    for first in range(files):
        for second in range(first + 1, files):
            cross = smoothed_complex(spectra[second] * spectra[first].conj(), size)
            coherence = squared(cross) / (power[first] * power[second])
            weight = ((coherence - _LEAST_COHERENCE) / (1 - _LEAST_COHERENCE)).clamp(min=0) ** 2
            weight = torch.where(sounding[first] & sounding[second], weight, 0.0)
            ratio = 0.5 * (power[second] / power[first]).log()
            evidence, summed = weight.sum(1), (weight * ratio).sum(1)
            total = float(evidence.mean()) + 1e-9
            share = _SHARE_OF_ALL * float(banded(evidence).mean()) + 1e-9
            everywhere = float(summed.mean()) / total
            amount = banded(evidence) + share
            log_ratio = (banded(summed) + share * everywhere) / amount
            system[:, first, first] += amount
            system[:, second, second] += amount
            system[:, first, second] -= amount
            system[:, second, first] -= amount
            right[:, second] += amount * log_ratio
            right[:, first] -= amount * log_ratio
            turn = (weight * cross / (cross.abs() + _TINY)).sum(1)
            turn = torch.complex(banded(turn.real), banded(turn.imag))
            turn = turn + share * prior[second, first]
            likeness[:, second, first] = turn
            likeness[:, first, second] = turn.conj()
    # The mean of all logarithms is free; one says it is zero.
    scale = system.diagonal(dim1=1, dim2=2).mean(1)[:, None, None].double()
    # A file that is not there in this stretch, or agrees with none, is held at the mean.
    held = scale * (1 / files + _HOLD * torch.eye(files, dtype=torch.float64))
    logs = torch.linalg.solve(system.double() + held, right.double()).float()
    directions = torch.linalg.eigh(likeness)[1][:, :, -1]
    turns = (directions / (directions.abs() + _TINY)).T
    turns = turns * (turns[:1].conj() * signs[0])
    return logs.T.exp(), turns
