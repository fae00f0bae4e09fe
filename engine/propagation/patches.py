"""What a bin's surroundings look like: a kernel on the leading shapes of its neighbourhood."""

from __future__ import annotations

import numpy as np
import torch
from torch.nn.functional import conv2d, pad, unfold

from engine.propagation.kernels import TINY, Embedded
from engine.propagation.nystrom import Radial, embedded

# Bins and frames to each side of a bin that its patch holds.
_REACH = 5
_SHAPES = 20
_FLOOR = 3e-4
_SAMPLED_FRAMES = 400
_RADIAL = Radial(((2.0, 0.6), (4.0, 0.3)))
_SIZES = (200, 48)


def patch_kernel(magnitude: torch.Tensor, seed: int) -> Embedded:
    """Likeness of the log-magnitude around two bins, wherever they are.

    magnitude: float32 (bins, frames). A patch is described by its leading principal components,
    weighted by magnitude; its mean level does not count.
    """
    level = (magnitude / magnitude.max().clamp(min=TINY)).clamp(min=_FLOOR).log()
    framed = pad(level[None, None], (_REACH, _REACH, _REACH, _REACH), mode="replicate")
    shapes, centre = _principal(framed, magnitude)
    described = conv2d(framed, shapes.view(-1, 1, 2 * _REACH + 1, 2 * _REACH + 1))[0]
    described -= centre[:, None, None]
    described /= described[0].std() + TINY
    return embedded(described.numpy(), magnitude.numpy(), _RADIAL, _SIZES, seed)


def _principal(framed: torch.Tensor, magnitude: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    """Leading shapes (shapes, pixels) of patches at spread frames, and the mean along each.

    framed: (1, 1, bins + 2 reach, frames + 2 reach).
    """
    side = 2 * _REACH + 1
    frames = magnitude.shape[1]
    starts = np.unique(np.linspace(0, frames - 1, min(frames, _SAMPLED_FRAMES)).astype(int))
    stretches = torch.cat(
        [unfold(framed[..., start : start + side], side)[0] for start in starts], dim=1
    )
    weights = magnitude[:, starts].T.flatten()
    level = stretches - stretches.mean(dim=0, keepdim=True)
    centred = level - level.mean(dim=1, keepdim=True)
    _, directions = torch.linalg.eigh(((centred * weights) @ centred.T).double())
    shapes = directions[:, -_SHAPES:].flip(1).T.float()
    # Directions with zero sum: a patch's own mean then drops out of the convolution.
    shapes = shapes - shapes.mean(dim=1, keepdim=True)
    return shapes, shapes @ stretches.mean(dim=1)
