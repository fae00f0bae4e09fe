"""How much of what was found shared would be found at wrong places too, and how much is kept.

The same model is fitted once more to files that are turned against each other in time, where
nothing can be shared. What it takes out even there is what it takes by chance: at a wrong place as
much as at the places that were found, at the right ones hardly any of it. So a wrong place harms no
file. The same idea as a permutation test (Fisher 1935): what is measured against what chance gives.
"""

from __future__ import annotations

import numpy as np
import torch

from engine.coseparation.agreement import squared

# At this part found elsewhere everything is still kept; at as much as here, nothing.
_CERTAIN = 0.2
DOUBTFUL = 0.5
# One tone of two songs may lie alike by chance, which is no performance of one sound.
SHORT_SECONDS, _BLOCK_SECONDS = 0.7, 0.032
_TINY = 1e-9


def turned_apart(values: torch.Tensor) -> torch.Tensor:
    """Files (files, bins, frames) turned in time by equal steps, so that no two lie as before."""
    files, frames = values.shape[0], values.shape[2]
    return torch.stack([one.roll(index * frames // files, 1) for index, one in enumerate(values)])


def kept_share(here: torch.Tensor, elsewhere: torch.Tensor) -> float:
    """How much of the shared sounds is to be kept, from 0 to 1.

    here, elsewhere: what was found at the places and at wrong ones, complex (files, bins, frames).
    Files count alike, by the logarithm: one in which chance takes much does not decide alone.
    """
    apart, found = (squared(parts).sum((1, 2)) for parts in (elsewhere, here))
    least = _TINY * float((apart + found).mean())
    sounding = apart + found > least
    if not sounding.any():
        return 1.0
    chance = ((apart + least) / (found + least))[sounding].log().mean().exp()
    return min(1.0, max(0.0, (1.0 - float(chance)) / (1.0 - _CERTAIN)))


def lasting(sound: np.ndarray, rate: int) -> float:
    """For how many seconds a sound (samples,) has its power, as if it were even meanwhile."""
    block = max(1, round(_BLOCK_SECONDS * rate))
    power = np.add.reduceat(np.square(sound, dtype=np.float64), np.arange(0, len(sound), block))
    return float(power.sum() ** 2 / (np.square(power).sum() + 1e-30) * block / rate)
