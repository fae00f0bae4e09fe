"""Steps of the methods that fit a whole recording at once: NMF, RPCA, KAM."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator
from functools import partial

import numpy as np

from engine.guidance import Guidance
from engine.masks import Masks
from engine.separators.base import Step, Steps
from engine.separators.stage import Stage


class Fit(ABC):
    """What such a method has reached on one mixture, after so many iterations."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self.iteration = 0
        self._order = np.arange(stage.sources)

    @abstractmethod
    def values(self) -> np.ndarray:
        """The present masks before boxes: float32 (sources, bands, frames), in the own order."""

    def hear(self, guidance: Guidance) -> None:
        """Find out which of the method's sources the boxes mean by each of theirs."""
        self._order = self.stage.order(self.values(), guidance, self._order)

    def masks(self, guidance: Guidance) -> Masks:
        """The present masks, boxes included."""
        return self.stage.masks(self.values()[self._order], guidance)

    def answer(self, guidance: Guidance) -> Masks:
        """The instant answer to these boxes, also in another thread."""
        values = self.values()
        return self.stage.answer(values[self.stage.order(values, guidance, self._order)], guidance)


def steps_of(fit: Fit, losses: Iterator[float], total: int, guidance: Guidance) -> Steps:
    """A step a loss. Boxes steer what is shown, on top of the present masks."""
    for loss in losses:
        fit.hear(guidance)
        sent = yield Step(
            iteration=fit.iteration,
            total=total,
            loss=loss,
            masks=partial(fit.masks, guidance),
            state=fit,
            answer=fit.answer,
        )
        guidance = guidance if sent is None else sent
