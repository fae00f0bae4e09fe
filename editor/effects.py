"""What each mark does: the share of the recording's energy that it moves between sources.

The instant answer to everything drawn is compared with the one to everything but this mark, in
the background and for the marks that are looked at; a newer question replaces an older one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial

import numpy as np
from PySide6.QtCore import QObject, QTimer, Signal

from editor.background import JobContext, NewestWorker
from editor.document import Document, Result
from editor.grounds import Grounds
from editor.mark_states import without
from editor.mask_overlay import nearest
from editor.threads import give_way, stay_on_one_core
from editor.translation import tr
from engine.answering import Answering
from engine.guidance import Guidance
from engine.masks import Masks, equal_masks
from engine.recording import Recording

# Not while somebody is drawing: answers to a person go first.
CALM_MS = 1000
DEFINITION = tr(
    "Share of the recording's energy that this mark moves from one source to another: the instant "
    "answers with and without it, compared bin by bin and weighted by energy (half the sum of the "
    "changes of all masks)."
)


@dataclass(frozen=True, eq=False)
class _Question:
    """Everything that an effect depends on."""

    recording: Recording
    guidance: Guidance
    result: Result
    sources: int
    seed: int
    answering: Answering | None


class Effects(QObject):
    """Measures what is wanted; changed is sent when a number is known or no longer true."""

    changed = Signal()

    def __init__(
        self,
        document: Document,
        grounds: Grounds,
        answering: Callable[[], Answering | None],
        parent: QObject,
    ) -> None:
        """answering: how the present separation answers; None where it cannot be asked."""
        super().__init__(parent)
        self._document = document
        self._grounds = grounds
        self._answering = answering
        self._wanted: tuple[int, ...] = ()
        self._known: dict[int, float] = {}
        self._fresh: set[int] = set()
        self._guidance, self._result = document.guidance, document.result
        self._calm = QTimer(self)
        self._calm.setSingleShot(True)
        self._calm.setInterval(CALM_MS)
        self._calm.timeout.connect(self._ask)
        self._worker = NewestWorker("effects", self)
        self._worker.published.connect(lambda _, found: self._take(*found))
        # A number that cannot be worked out stays unknown; the separation says what is the matter.
        document.guidance_changed.connect(self._outdate)
        document.masks_changed.connect(self._outdate)
        document.recording_changed.connect(self._outdate)

    def of(self, index: int) -> float | None:
        """The effect of a mark in [0, 1], or None while it is not known."""
        return self._known.get(index)

    def want(self, indices: Iterable[int]) -> None:
        """These marks are looked at, the first of them most."""
        self._wanted = tuple(indices)
        if any(index not in self._fresh for index in self._wanted):
            self._calm.start()

    def shutdown(self) -> None:
        """Cancel and join."""
        self._calm.stop()
        self._worker.shutdown()

    def _outdate(self) -> None:
        """Other marks have other effects; on another result they are only worked out anew.

        Live masks change nothing: marks are compared on what was separated last.
        """
        guidance, result = self._document.guidance, self._document.result
        if guidance is not self._guidance:
            self._known.clear()
        elif result is self._result:
            return
        self._guidance, self._result = guidance, result
        self._fresh.clear()
        self.changed.emit()
        self.want(self._wanted)

    def _ask(self) -> None:
        document = self._document
        count = len(document.guidance.marks)
        missing = [i for i in self._wanted if i < count and i not in self._fresh]
        if document.recording is None or not missing:
            return
        question = _Question(
            document.recording,
            document.guidance,
            document.result,
            len(document.sources),
            document.choice.seed,
            self._answering(),
        )
        self._worker.submit(partial(_measure, self._grounds, question, missing))

    def _take(self, question: _Question, found: dict[int, float]) -> None:
        document = self._document
        if question.guidance is document.guidance and question.result is document.result:
            self._known.update(found)
            self._fresh.update(found)
            self.changed.emit()


def _measure(
    grounds: Grounds, question: _Question, indices: Iterable[int], context: JobContext
) -> None:
    stay_on_one_core()
    give_way()
    stage = grounds.stage(question.recording, question.sources, question.seed)

    def answer(guidance: Guidance) -> Masks:
        if question.answering is not None:
            return question.answering(guidance)
        even = equal_masks(question.sources, stage.times, stage.frequencies)
        return stage.answer(even.values, guidance)

    everything = answer(question.guidance)
    energy = energy_on(everything, np.square(stage.magnitude), stage.times, stage.frequencies)
    found: dict[int, float] = {}
    for index in indices:
        if context.superseded():
            return
        rest = answer(Guidance(without(question.guidance.marks, {index})))
        found[index] = moved_share(everything.values, rest.values, energy)
        context.publish("effects", (question, dict(found)))


def energy_on(
    masks: Masks, energy: np.ndarray, times: np.ndarray, frequencies: np.ndarray
) -> np.ndarray:
    """Energy (bins, frames) of a grid, on that of the masks: each part goes to the nearest bin."""
    rows, columns = nearest(masks.frequencies, frequencies), nearest(masks.times, times)
    moved = np.zeros(masks.values.shape[1:])
    np.add.at(moved, (rows[:, None], columns[None, :]), energy)
    return moved


def moved_share(before: np.ndarray, after: np.ndarray, energy: np.ndarray) -> float:
    """Share of the energy (bins, frames) that masks (sources, bins, frames) give to others."""
    moved = np.abs(after - before).sum(axis=0) / 2
    total = float(energy.sum())
    return float((moved * energy).sum()) / total if total > 0 else 0.0
