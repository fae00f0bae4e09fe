"""The loss of a run, one value an iteration."""

from __future__ import annotations

import math
from collections import deque

import numpy as np

LOSSES_KEPT = 20_000


class LossCurve:
    """The loss of every iteration; a long recording's iteration has several steps."""

    def __init__(self) -> None:
        self._means: deque[float] = deque(maxlen=LOSSES_KEPT)
        self._iteration = -1
        self._steps = 0

    def add(self, iteration: int, loss: float) -> None:
        """Take one step's loss; steps of the preparation have none."""
        if not math.isfinite(loss):
            return
        if iteration == self._iteration and self._means:
            self._steps += 1
            self._means[-1] += (loss - self._means[-1]) / self._steps
        else:
            self._means.append(loss)
            self._iteration, self._steps = iteration, 1

    def copy(self) -> LossCurve:
        """The same curve, to be gone on with."""
        other = LossCurve()
        other._means = self._means.copy()
        other._iteration, other._steps = self._iteration, self._steps
        return other

    def values(self) -> np.ndarray:
        """Mean loss of every iteration, float64 (n,), read-only."""
        values = np.array(self._means)
        values.setflags(write=False)
        return values
