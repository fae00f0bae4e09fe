"""What a recording's two parts might be: the blind start's hypotheses, weighed by the answers.

Each hypothesis is a number from -1 to 1 at every bin, and may stand either way round. How plausible
it is without any reference is its prior weight; every answer, "mixed" as well, weighs it anew.
"""

from __future__ import annotations

import numpy as np
import torch

from engine.propagation import Features
from engine.propagation.kernels import Points
from engine.separators.consensus import vote
from engine.separators.hypotheses import Probe, form
from engine.separators.plausibility import Judge
from engine.separators.scene import Scene
from engine.separators.splits import SPLITS

# Decibels by which a hypothesis must be more plausible to count e times as much.
_TEMPERATURE = 1.5
# An answer is given from this share of the energy on, more or less, and may always be odd.
_PURE, _SOFTNESS, _ODD = 0.65, 0.07, 0.1


class Ensemble:
    """Hypotheses at some bins. values: (hypotheses, points) in [-1, 1], each one way round."""

    def __init__(self, features: Features, bins: np.ndarray, frames: np.ndarray) -> None:
        """bins, frames: (points,), where the hypotheses are looked at."""
        self._scene = Scene(features.magnitude, features.frequencies, features.seed)
        self._probe = probe = Probe(features)
        masks = (split.make(self._scene) for split in SPLITS)
        made = [(probe.take(mask), self._at(mask, bins, frames)) for mask in masks]
        simple = np.array([told for told, _ in made])
        voted, self._voices = vote(probe, simple)
        hypotheses = form(probe, np.concatenate([simple, voted[None]]))
        plausible = Judge(probe, hypotheses.values).common
        self._prior = (plausible - plausible.max()) / _TEMPERATURE
        self._weights = hypotheses.weights
        here = np.array([found for _, found in made])
        voted_here = np.clip(self._voices @ here, -1.0, 1.0)
        cuts = np.clip(self._weights @ self._alike(features, bins, frames), -1.0, 1.0)
        self.values = np.concatenate([here, voted_here[None], cuts])

    def _at(self, mask: np.ndarray, bins: np.ndarray, frames: np.ndarray) -> np.ndarray:
        whole = np.broadcast_to(mask, self._scene.magnitude.shape)
        return 2.0 * whole[bins, frames].astype(np.float64) - 1.0

    @torch.no_grad()
    def _alike(self, features: Features, bins: np.ndarray, frames: np.ndarray) -> np.ndarray:
        """Similarity of the bins that stand for the mixture to those looked at."""
        own = self._probe.points
        points = Points(
            torch.cat([own.bins, torch.from_numpy(bins)]),
            torch.cat([own.frames, torch.from_numpy(frames)]),
        )
        count = len(own.bins)
        alike: np.ndarray = features.kernel.gram(points)[:count, count:].double().numpy()
        return alike

    def whole(self, number: int) -> np.ndarray:
        """One hypothesis at every bin, made anew: float (bins, frames) in [-1, 1]."""
        shape = self._scene.magnitude.shape
        if number < len(SPLITS):
            return np.broadcast_to(2.0 * SPLITS[number].make(self._scene) - 1.0, shape)
        if number > len(SPLITS):
            spread = self._probe.spread(self._weights[number - len(SPLITS) - 1])
            return np.clip(spread, -1.0, 1.0)
        total = np.zeros(shape)
        for split, voice in zip(SPLITS, self._voices, strict=True):
            if voice:
                total += voice * (2.0 * split.make(self._scene) - 1.0)
        return np.clip(total, -1.0, 1.0)

    def first_share(self, sets: np.ndarray) -> np.ndarray:
        """Share of each set that is the first part's: (hypotheses, sets).

        sets: (sets, points), weights of the points of each that sum to one.
        """
        shares: np.ndarray = (self.values > 0).astype(np.float64) @ sets.T
        return shares

    def weights(self, shares: np.ndarray, answers: np.ndarray) -> np.ndarray:
        """How probable each hypothesis is after these answers: (hypotheses,), sum 1.

        shares: (hypotheses, answered), as `first_share` gives them. answers: int (answered,), 0 or
        1 for one of two sources, -1 for a mixed place. Without any, the prior.
        """
        likely = [self._prior + _log_odds(way, answers) for way in (shares, 1.0 - shares)]
        joint = np.logaddexp(*likely)
        weights: np.ndarray = np.exp(joint - joint.max())
        return weights / weights.sum()


def _log_odds(shares: np.ndarray, answers: np.ndarray) -> np.ndarray:
    """Log-probability of the answers for every hypothesis: (hypotheses,)."""
    first = 1.0 / (1.0 + np.exp((_PURE - shares) / _SOFTNESS))
    second = 1.0 / (1.0 + np.exp((shares - 1.0 + _PURE) / _SOFTNESS))
    mixed = np.clip(1.0 - first - second, 0.0, 1.0)
    chances = np.select([answers == 0, answers == 1], [first, second], mixed)
    total: np.ndarray = np.log(_ODD + (1.0 - _ODD) * chances).sum(axis=1)
    return total
