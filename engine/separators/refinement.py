"""Refined answers to boxes, stage by stage; each is taken over only by its own criterion.

First the instant answer, then the better regression. The criterion needs no reference: leave one
box out and predict it. Networks fitted to the boxes cannot be judged so (they know the box that
is left out).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from engine.guidance import Guidance
from engine.propagation import Answer, Features, Refiner


class Refinement:
    """The best answer so far to the newest boxes on one recording."""

    def __init__(self, features: Features) -> None:
        self._refiner = Refiner(features)
        self._guidance = Guidance()
        self._stages: Iterator[Answer] = iter(())
        self._masks: np.ndarray | None = None
        self._is_complete = False

    @property
    def is_complete(self) -> bool:
        """Whether no stage is left."""
        return self._is_complete

    def begin(self, guidance: Guidance, base: np.ndarray, instant: Callable[[], Answer]) -> None:
        """Answer these boxes from now on; base: masks (sources, bands, frames).

        instant: works out the instant answer to them, the first stage.
        """
        self._guidance, self._masks, self._is_complete = guidance, None, False
        self._stages = self._refiner.improve(base, guidance, instant)

    def advance(self) -> bool:
        """Work out the next stage; False when there is none left."""
        answer = next(self._stages, None)
        self._is_complete = answer is None
        if answer is None:
            return False
        self._masks = answer.masks
        return True

    def masks_for(self, guidance: Guidance) -> np.ndarray | None:
        """The answer to just these boxes, or None where there is none yet."""
        return self._masks if guidance == self._guidance else None
