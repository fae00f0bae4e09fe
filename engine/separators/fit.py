"""What the methods share that fit a whole recording at once: NMF, RPCA, KAM."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any

import numpy as np

from engine.answering import always
from engine.guidance import Guidance
from engine.masks import Masks
from engine.recording import Recording
from engine.separators.base import UNFIT_STATE, SavedState, SeparationError, Separator, Step, Steps
from engine.separators.stage import Stage


class Fit(ABC):
    """What such a method has reached on one mixture, after so many iterations.

    operations: of its matrix products so far, two an element of a multiply-add.
    """

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self.iteration = 0
        self.operations = 0
        self._order = np.arange(stage.sources)

    @abstractmethod
    def values(self) -> np.ndarray:
        """The present masks before boxes: float32 (sources, bands, frames), in the own order."""

    def left(self, iterations: int) -> int:
        """How many losses `fit` will give."""
        return iterations

    @abstractmethod
    def fit(self, iterations: int) -> Iterator[float]:
        """Go on for so many iterations (of each round); a loss after each."""

    @abstractmethod
    def arrays(self) -> Mapping[str, np.ndarray]:
        """Everything the method has reached beside the stage, by name; for `take_arrays`."""

    @abstractmethod
    def take_arrays(self, saved: SavedState) -> None:
        """Go on from there. Raises SeparationError for arrays that do not fit."""

    def saved(self) -> SavedState:
        """This run as plain data."""
        arrays = {name: np.array(array) for name, array in self.arrays().items()}
        return SavedState({"iteration": self.iteration, "order": self._order.tolist()}, arrays)

    def take(self, saved: SavedState) -> None:
        """Be the run that was saved. Raises SeparationError for data of no such run."""
        order = saved.numbers.get("order")
        if not isinstance(order, list) or sorted(order) != list(range(self.stage.sources)):
            raise SeparationError(UNFIT_STATE)
        self.take_arrays(saved)
        self.iteration, self._order = int(saved.number("iteration")), np.array(order)

    def hear(self, guidance: Guidance) -> None:
        """Find out which of the method's sources the boxes mean by each of theirs."""
        self._order = self.stage.order(self.values(), guidance, self._order)

    def masks(self, guidance: Guidance) -> Masks:
        """The present masks, boxes included."""
        return self.stage.masks(self.values()[self._order], guidance)

    def answer(self, guidance: Guidance, wanted: Callable[[], bool] = always) -> Masks:
        """The instant answer to these boxes, also in another thread.

        Raises Unwanted where it is not `wanted` any more.
        """
        values = self.values()
        order = self.stage.order(values, guidance, self._order)
        return self.stage.answer(values[order], guidance, wanted=wanted)


class FittingSeparator(Separator):
    """A method whose runs are a `Fit`."""

    @abstractmethod
    def begin(self, stage: Stage, settings: Any, seed: int) -> Fit:
        """A run that has done nothing yet."""

    def steps(
        self,
        mixture: Recording,
        guidance: Guidance,
        settings: Any,
        *,
        seed: int = 0,
        start: Any = None,
    ) -> Steps:
        fit = start or self.begin(Stage(mixture, settings.sources, seed=seed), settings, seed)
        total = fit.iteration + fit.left(settings.iterations)
        for loss in fit.fit(settings.iterations):
            fit.hear(guidance)
            # Boxes steer what is shown, on top of the present masks.
            sent = yield Step(
                iteration=fit.iteration,
                total=total,
                loss=loss,
                masks=partial(fit.masks, guidance),
                state=fit,
                answer=fit.answer,
            )
            guidance = guidance if sent is None else sent

    def save_state(self, state: Any) -> SavedState | None:
        return state.saved() if isinstance(state, Fit) else None

    def load_state(self, saved: SavedState, mixture: Recording, settings: Any, *, seed: int) -> Fit:
        fit = self.begin(Stage(mixture, settings.sources, seed=seed), settings, seed)
        fit.take(saved)
        return fit
