"""Versions on the disk: what they hold beyond a bound of memory waits in a file until it is needed.

Nothing of a version changes by that: the same masks read the same numbers from there. The files
have no name, so that nothing of them is left behind whatever happens to the program; sessions and
crash recovery hold the versions anyway.
"""

from __future__ import annotations

import logging
import tempfile
from functools import partial
from mmap import mmap
from pathlib import Path

import numpy as np
from PySide6.QtCore import QObject, Signal

from editor.background import JobContext, NewestWorker
from editor.document import Document
from editor.translation import told, tr
from engine.masks import Masks
from engine.recording_writer import writing_error

# Of the masks of all versions together, apart from what is shown.
MEMORY_BYTES = 512 * 2**20
_PIECE = 2**20
log = logging.getLogger(__name__)


class VersionStore(QObject):
    """Moves the oldest versions' masks to the disk. noticed carries a sentence where it cannot."""

    noticed = Signal(str)
    moved = Signal()

    def __init__(self, document: Document, folder: Path, parent: QObject | None = None) -> None:
        """folder: where there is room; made when it is needed."""
        super().__init__(parent)
        self._document, self._folder = document, folder
        self._told = self._moving = False
        self._worker = NewestWorker("versions to the disk", self)
        self._worker.published.connect(self._take)
        self._worker.failed.connect(self._fail)
        document.versions.changed.connect(self._look)
        document.masks_changed.connect(self._look)

    @property
    def in_memory(self) -> int:
        """Bytes of the versions' masks that are in memory."""
        return sum(masks.values.nbytes for masks in self._masks() if not is_on_disk(masks))

    def shutdown(self) -> None:
        """Cancel and join."""
        self._worker.shutdown()

    def _masks(self) -> list[Masks]:
        """Those of all versions, the oldest first, each once."""
        found = [version.result.masks for version in self._document.versions.items]
        return list({id(masks): masks for masks in found if masks is not None}.values())

    def _look(self) -> None:
        """Begin with the oldest where there is too much; one at a time."""
        if self._moving or self.in_memory <= MEMORY_BYTES:
            return
        shown = (self._document.masks, self._document.result.masks)
        for masks in self._masks():
            if not is_on_disk(masks) and all(masks is not each for each in shown):
                self._moving = True
                self._worker.submit(partial(_move, masks, self._folder))
                return

    def _fail(self, sentence: str) -> None:
        self._moving = False
        log.error("versions: %s", sentence)

    def _take(self, kind: str, value: tuple[Masks, np.ndarray | str]) -> None:
        masks, found = value
        self._moving = False
        if isinstance(found, str):
            if not self._told:
                self._told = True
                self.noticed.emit(
                    tr(
                        "All versions stay in memory, {count} MB: {reason} Delete some, or save "
                        "the session."
                    ).format(count=round(self.in_memory / 2**20), reason=found)
                )
            return
        self._told = False
        # The same numbers at another place: whoever holds these masks lets go of the memory.
        object.__setattr__(masks, "values", found)
        self.moved.emit()
        self._look()


def is_on_disk(masks: Masks) -> bool:
    """Whether masks are read from the disk when they are needed."""
    base = masks.values.base
    while isinstance(base, np.ndarray) and not isinstance(base, np.memmap):
        base = base.base
    return isinstance(base, np.memmap | mmap)


def _move(masks: Masks, folder: Path, context: JobContext) -> None:
    try:
        context.publish("moved", (masks, on_disk(masks.values, folder)))
    except OSError as error:
        log.exception("a version cannot be moved to the disk")
        context.publish("refused", (masks, told(writing_error(folder, error))))


def on_disk(array: np.ndarray, folder: Path) -> np.ndarray:
    """The same numbers, read-only, in a file without a name in that folder. Raises OSError."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryFile(dir=folder) as file:
        body = memoryview(np.ascontiguousarray(array).reshape(-1).view(np.uint8))  # type: ignore[arg-type]
        for start in range(0, len(body), _PIECE):
            file.write(body[start : start + _PIECE])
        file.flush()
        return np.asarray(np.memmap(file, array.dtype, "r", shape=array.shape))
