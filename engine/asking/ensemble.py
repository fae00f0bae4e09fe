"""What a recording's two parts might be: the blind start's hypotheses, weighed by the answers.

Each hypothesis is a number from -1 to 1 at every bin, and may stand either way round. How plausible
it is without any reference is its prior weight; every answer, "mixed" as well, weighs it anew.
"""

from __future__ import annotations

import numpy as np

from engine.propagation import Features
from engine.separators.plausibility import Judge
from engine.separators.pool import done, form_pool
from engine.separators.scene import Scene

# Decibels by which a hypothesis must be more plausible to count e times as much.
_TEMPERATURE = 1.5
# An answer is given from this share of the energy on, more or less, and may always be odd.
_PURE, _SOFTNESS, _ODD = 0.65, 0.07, 0.1


class Ensemble:
    """Hypotheses at some bins. values: (hypotheses, points) in [-1, 1], each one way round."""

    def __init__(self, features: Features, bins: np.ndarray, frames: np.ndarray) -> None:
        """bins, frames: (points,), where the hypotheses are looked at."""
        scene = Scene(features.magnitude, features.frequencies, features.seed)
        self._pool = done(form_pool(scene, lambda _: features))
        plausible = Judge(self._pool.probe, self._pool.values).common
        self._prior = (plausible - plausible.max()) / _TEMPERATURE
        self.values = self._pool.told_at(bins, frames)

    def whole(self, number: int) -> np.ndarray:
        """One hypothesis at every bin, made anew: float32 (bins, frames) in [-1, 1]."""
        return self._pool.whole(number)

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
