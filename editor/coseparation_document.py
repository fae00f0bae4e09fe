"""What the co-separation window shows: files, what was found and corrected, and what was drawn."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QUndoCommand, QUndoStack

from editor.translation import tr
from engine.coseparation.claims import Drawn
from engine.coseparation.material import Material
from engine.coseparation.parts import Parts
from engine.coseparation.placement import Alignment
from engine.guidance import Box, Guidance


@dataclass(frozen=True)
class LoadedFile:
    """One file: what was read, and its picture, float32 (rows, frames) from 0 (quiet) to 1."""

    material: Material
    picture: np.ndarray

    @property
    def name(self) -> str:
        """The file's name."""
        path = self.material.recording.path
        return path.name if path else self.material.recording.name


@dataclass(frozen=True)
class Corrections:
    """What a person changed, all of it undone together with its step.

    lags: seconds, one a file; None where those that were found hold. trims: dB by which each
    file's shared part is made louder before it is taken out. boxes: for each file.
    """

    lags: tuple[float, ...] | None = None
    trims: tuple[float, ...] = ()
    boxes: tuple[tuple[Box, ...], ...] = ()

    @property
    def drawn(self) -> Drawn:
        """The boxes as the engine takes them."""
        return Drawn(tuple(Guidance(boxes) for boxes in self.boxes))


class _Change(QUndoCommand):
    def __init__(self, document: CoseparationDocument, text: str, new: Corrections) -> None:
        super().__init__(text)
        self._document, self._old, self._new = document, document.corrections, new

    def redo(self) -> None:
        self._document.put(self._new)

    def undo(self) -> None:
        self._document.put(self._old)


class CoseparationDocument(QObject):
    """The only writer of this state; one signal for each kind of change."""

    files_changed = Signal()
    corrected = Signal()
    aligned = Signal()
    parted = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.undo_stack = QUndoStack(self)
        self.files: tuple[LoadedFile, ...] = ()
        self.corrections = Corrections()
        self.alignment: Alignment | None = None
        self.parts: tuple[Parts, ...] | None = None
        self._aligned_for: tuple[float, ...] | None = None
        self._parted_for: Corrections | None = None

    def set_files(self, files: tuple[LoadedFile, ...]) -> None:
        """Other files: whatever was found and drawn before belongs to none of them."""
        self.undo_stack.clear()
        self.files = files
        count = len(files)
        self.corrections = Corrections(trims=(0.0,) * count, boxes=((),) * count)
        self.alignment = self.parts = None
        self.files_changed.emit()

    def set_alignment(self, alignment: Alignment, asked: Corrections) -> None:
        """Where the shared sound was found. asked: the corrections with which it was looked for;
        what a person has done since is none of it."""
        self.alignment, self._aligned_for = alignment, asked.lags
        self.aligned.emit()

    def set_parts(
        self, parts: tuple[Parts, ...] | None, made_with: Corrections | None = None
    ) -> None:
        """The clean and shared part of every file; None while there are none.

        made_with: the corrections that the fit has heard of, which may have come to its end
        before it could hear of the last.
        """
        self.parts = parts
        self._parted_for = made_with
        self.parted.emit()

    def put(self, corrections: Corrections) -> None:
        """For undo commands: the state as it was, or is to be."""
        self.corrections = corrections
        self.corrected.emit()

    # --- what a person does --------------------------------------------------------------------

    @property
    def is_moved(self) -> bool:
        """Whether lags were changed by hand since the files were aligned."""
        return self.alignment is not None and self.corrections.lags != self._aligned_for

    @property
    def is_outdated(self) -> bool:
        """Whether lags or boxes are not those with which the parts were made."""
        made = self._parted_for
        if made is None:
            return False
        return (made.lags, made.boxes) != (self.corrections.lags, self.corrections.boxes)

    @property
    def lags(self) -> tuple[float, ...]:
        """Seconds in each file at which the common clock begins: corrected, found, or none."""
        if self.alignment is not None and not self.is_moved:
            return tuple(place.lag for place in self.alignment.placements)
        return self.corrections.lags or (0.0,) * len(self.files)

    def set_lag(self, index: int, seconds: float) -> None:
        """Say where the shared sound lies in a file."""
        lags = list(self.lags)
        if abs(lags[index] - seconds) > 1e-6:
            lags[index] = seconds
            self._change(tr("Move a file"), replace(self.corrections, lags=tuple(lags)))

    def forget_lags(self) -> None:
        """Let the lags be found again."""
        if self.corrections.lags is not None:
            self._change(tr("Find the lags"), replace(self.corrections, lags=None))

    def set_trim(self, index: int, decibels: float) -> None:
        """Take more or less of the shared sound out of a file."""
        trims = list(self.corrections.trims)
        if trims[index] != decibels:
            trims[index] = decibels
            self._change(tr("Change a gain"), replace(self.corrections, trims=tuple(trims)))

    def add_box(self, index: int, box: Box) -> None:
        """Draw on a file."""
        boxes = list(self.corrections.boxes)
        boxes[index] = (*boxes[index], box)
        self._change(tr("Draw a box"), replace(self.corrections, boxes=tuple(boxes)))

    def clear_boxes(self) -> None:
        """Take every box away."""
        if any(self.corrections.boxes):
            empty = ((),) * len(self.files)
            self._change(tr("Delete the boxes"), replace(self.corrections, boxes=empty))

    def _change(self, text: str, new: Corrections) -> None:
        self.undo_stack.push(_Change(self, text, new))
