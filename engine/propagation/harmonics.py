"""Which pitch a bin belongs to: components that are combs of partials.

An NMF whose templates start as harmonic combs (after Vincent, Bertin & Badeau 2010) stays close
to them: two bins are alike when they are partials of one pitch.
"""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import torch

from engine.propagation.factorisation import fit
from engine.propagation.kernels import TINY

_LOWEST = 60.0
_OCTAVES = 5.2
_PER_OCTAVE = 24
_PARTIALS = 60
_DECAY = 0.5
# Half width of a partial: some Hz, and a share of its frequency.
_WIDTH, _WIDENING = 12.0, 0.006
_NOISE_BANDS = 8
_SPARSITY = 0.1
_ITERATIONS = 60
# Templates follow the recording only at every so many iterations: they are to stay combs.
_FOLLOWED = 3


def harmonic_combs(frequencies: np.ndarray) -> torch.Tensor:
    """Templates (bins, pitches + noise bands), each of sum one, on these bins (bins,) in Hz."""
    pitches = _LOWEST * 2.0 ** (np.arange(int(_OCTAVES * _PER_OCTAVE)) / _PER_OCTAVE)
    combs = np.zeros((len(frequencies), len(pitches)))
    for partial in range(1, _PARTIALS + 1):
        centre = partial * pitches
        distance = (frequencies[:, None] - centre) / (_WIDTH + _WIDENING * centre)
        heard = centre < frequencies[-1]
        combs += np.exp(-0.5 * distance**2) * partial**-_DECAY * heard
    bands = np.linspace(0, len(frequencies), _NOISE_BANDS + 1).astype(int)
    noise = np.zeros((len(frequencies), _NOISE_BANDS))
    for band, (first, last) in enumerate(pairwise(bands)):
        noise[first:last, band] = 1.0
    both = np.concatenate([combs, noise], axis=1)
    return torch.from_numpy(both / np.maximum(both.sum(axis=0), TINY)).float()


def harmonic_factorisation(
    magnitude: torch.Tensor, frequencies: np.ndarray, generator: torch.Generator
) -> tuple[torch.Tensor, torch.Tensor]:
    """Templates (bins, components) and activations (components, frames) of a KL-NMF from combs.

    magnitude: float32 (bins, frames), best compressed. Components lie in the order of pitch.
    """
    return fit(
        magnitude,
        harmonic_combs(frequencies),
        generator,
        _ITERATIONS,
        followed=_FOLLOWED,
        sparsity=_SPARSITY,
    )
