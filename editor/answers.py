"""Answerer: the instant answers to newer boxes, in a thread beside the separation's.

A separation takes new guidance up between two of its steps, which may be seconds apart. The
answerer does not wait for it: it asks the newest step for masks that follow the newest boxes.
It changes nothing of the run, whose own result remains what it would have been.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from typing import NamedTuple

import numpy as np
from PySide6.QtCore import QObject, Signal

from editor.background import JobContext, NewestWorker
from editor.threads import stay_on_one_core
from engine.answering import Answering, Unwanted
from engine.guidance import Guidance
from engine.masks import Masks

log = logging.getLogger(__name__)


class Asked(NamedTuple):
    """Guidance that a run is to follow, and how manieth of that run it is."""

    number: int
    guidance: Guidance


@dataclass(frozen=True, eq=False)
class Answer:
    """Read-only masks that follow what was asked; run: for which it was."""

    run: object
    asked: Asked
    masks: Masks


class Answerer(QObject):
    """Answers what is asked newest; older guidance that waits is never answered.

    answered carries an Answer, in the thread of the window.
    """

    answered = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        # How manieth question was asked last, and was the last not to wait for those before it.
        self._count = self._urgent = 0
        self._worker = NewestWorker("answers", self)
        self._worker.published.connect(lambda _, answer: self.answered.emit(answer))
        # The run meets the same guidance a moment later, and says what is the matter.
        self._worker.failed.connect(lambda sentence: log.warning("no answer: %s", sentence))

    def ask(self, run: object, answering: Answering, asked: Asked, *, urgent: bool) -> None:
        """Have this answered, instead of anything that still waits.

        urgent: also instead of what is being answered. While somebody draws, every answer that
        was begun is shown; what they have drawn in the end does not wait for it.
        """
        self._count += 1
        count = self._count
        if urgent:
            self.hurry()

        def wanted() -> bool:
            return count >= self._urgent

        self._worker.submit(partial(_answer, run, answering, asked, wanted))

    def hurry(self) -> None:
        """What was asked last is what somebody waits for: give up what was asked before it."""
        self._urgent = self._count

    def shutdown(self) -> None:
        """End the thread after the answer at hand, which nobody hears."""
        self._worker.shutdown()


def _answer(
    run: object,
    answering: Answering,
    asked: Asked,
    wanted: Callable[[], bool],
    context: JobContext,
) -> None:
    stay_on_one_core()
    with suppress(Unwanted):
        masks = answering(asked.guidance, wanted)
        context.publish("answer", Answer(run, asked, read_only(masks)))


def read_only(masks: Masks) -> Masks:
    """Masks that nothing can change any more: copies of what anyone else may hold."""
    activations = None if masks.activations is None else _frozen(masks.activations)
    return Masks(
        _frozen(masks.values), _frozen(masks.times), _frozen(masks.frequencies), activations
    )


def _frozen(values: np.ndarray) -> np.ndarray:
    copy = np.array(values)
    copy.setflags(write=False)
    return copy
