"""A co-separation in the session: which files, what was found, corrected and drawn, seed.

The parts are made again from that. A set is kept once something was done with it: parts were
made, or lags, gains or boxes changed.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QTimer

from editor.background import JobContext, NewestWorker
from editor.coseparation_document import Corrections
from editor.coseparation_set import set_document, set_of
from editor.coseparation_window import CoseparationWindow
from editor.document import Document
from engine.coseparation import CoseparationError
from engine.session import Extra

NAME = "coseparation"
WAIT_MS = 300
log = logging.getLogger(__name__)


class CoseparationSession(QObject):
    """Between the window of co-separation and the document whose session keeps it."""

    def __init__(self, document: Document, window: CoseparationWindow) -> None:
        super().__init__(window)
        self._document, self._window = document, window
        self._had_files = False
        self._worker = NewestWorker("co-separation for the session", self)
        self._worker.published.connect(self._take)
        self._worker.failed.connect(self._fail)
        # Of the jobs that look, the newest one asked for, and what waits for it.
        self._asked = self._looked = 0
        self._waiting: list[Callable[[], None]] = []
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(WAIT_MS)
        self._timer.timeout.connect(self._look)
        shown = window.document
        for changed in (
            shown.files_changed, shown.corrected, shown.parted,
            window.seed.valueChanged, window.kind.currentIndexChanged,
        ):  # fmt: skip
            changed.connect(lambda *_: self._timer.start())
        document.recording_changed.connect(self._restore)
        self._restore()

    def shutdown(self) -> None:
        """Cancel and join."""
        self._timer.stop()
        self._worker.shutdown()

    def settle(self, then: Callable[[], None]) -> None:
        """Take down at once what is on the screen, then go on; now where nothing has changed."""
        if self._timer.isActive():
            self._timer.stop()
            self._look()
        if self._looked == self._asked:
            then()
        else:
            self._waiting.append(then)

    def _restore(self) -> None:
        """What a session that was just opened has kept."""
        extra, recording = self._document.extras.get(NAME), self._document.recording
        beside = self._document.file or (None if recording is None else recording.path)
        if extra is not None and beside is not None:
            self._window.work.restore(extra.document, beside)

    def _look(self) -> None:
        """Take down what is open, in a thread: files are hashed."""
        window = self._window
        if self._document.recording is None:
            return
        if window.work.is_running and not window.work.is_parting:
            # Files are being read, and perhaps what was kept of them is not put back yet.
            self._timer.start()
            return
        shown = window.document
        paths = [file.material.recording.path for file in shown.files]
        files = tuple(path for path in paths if path is not None)
        parted = shown.parts is not None or window.work.is_parting
        corrections = shown.corrections
        if self._had_files and not files:
            self._document.set_extra(NAME, None)
        self._had_files = bool(files)
        if not files or not (parted or _is_corrected(corrections)):
            return
        kind, seed, beside = window.kind.currentData(), window.seed.value(), self._document.file
        recording = self._document.recording
        self._asked += 1
        number = self._asked

        def job(context: JobContext) -> None:
            found: dict[str, Any] | None = None
            try:
                found = set_document(set_of(files, corrections, kind, seed, parted, beside))
            except CoseparationError as error:
                log.warning("not in the session: %s", error)
            context.publish("set", (number, recording, found))

        self._worker.submit(job)

    def _take(self, kind: str, value: tuple[int, Any, dict[str, Any] | None]) -> None:
        number, recording, document = value
        if document is not None:
            self._keep(recording, document)
        self._go_on(number)

    def _fail(self, sentence: str) -> None:
        log.warning("co-separation: %s", sentence)
        self._go_on(self._asked)

    def _go_on(self, looked: int) -> None:
        self._looked = looked
        if looked == self._asked:
            waiting, self._waiting = self._waiting, []
            for then in waiting:
                then()

    def _keep(self, recording: Any, document: dict[str, Any]) -> None:
        known = self._document.extras.get(NAME)
        same = known is not None and _without_places(known.document) == _without_places(document)
        if recording is self._document.recording and not same:
            self._document.set_extra(NAME, Extra(document))


def _is_corrected(corrections: Corrections) -> bool:
    return bool(corrections.lags or any(corrections.trims) or any(corrections.boxes))


def _without_places(document: Any) -> Any:
    """A set but for where its files are from the session: that changes when it is saved."""
    if not isinstance(document, dict) or not isinstance(document.get("files"), list):
        return None
    files = [
        {name: value for name, value in entry.items() if name not in ("relative", "path")}
        if isinstance(entry, dict)
        else None
        for entry in document["files"]
    ]
    names = [Path(str(e.get("path"))).name for e in document["files"] if isinstance(e, dict)]
    return {**document, "files": files, "names": names}
