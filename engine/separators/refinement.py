"""Refined answers to boxes, stage by stage; each is taken over only by its own criterion.

First the instant answer, then the ensemble of regressions, then the ensemble again with what
the networks found as a hint. The criterion needs no reference: leave one box out, predict it.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from engine.guidance import Guidance
from engine.propagation import Answer, Ensemble, Features


class Refinement:
    """The best answer so far to the newest boxes on one recording."""

    def __init__(self, features: Features) -> None:
        self._ensemble = Ensemble(features)
        self._guidance = Guidance()
        self._stages: Iterator[Answer] = iter(())
        self._masks: np.ndarray | None = None
        self._loss = float("inf")

    def begin(self, guidance: Guidance, base: np.ndarray, hint: np.ndarray) -> None:
        """Answer these boxes from now on; base and hint: masks (sources, bands, frames)."""
        self._guidance, self._masks, self._loss = guidance, None, float("inf")
        self._ensemble.hint = hint
        self._stages = self._ensemble.improve(base, guidance)

    def advance(self) -> bool:
        """Work out the next stage; False when there is none left."""
        answer = next(self._stages, None)
        if answer is None:
            return False
        self._masks, self._loss = answer.masks, self._ensemble.loss
        return True

    def reconsider(self, base: np.ndarray, hint: np.ndarray) -> bool:
        """Try a newer hint on the same boxes; whether the boxes judged it better."""
        if not self._guidance or self._masks is None:
            return False
        self._ensemble.hint = hint
        *_, answer = self._ensemble.improve(base, self._guidance)
        if self._ensemble.loss >= self._loss:
            return False
        self._masks, self._loss = answer.masks, self._ensemble.loss
        return True

    def masks_for(self, guidance: Guidance) -> np.ndarray | None:
        """The answer to just these boxes, or None where there is none yet."""
        return self._masks if guidance == self._guidance else None
