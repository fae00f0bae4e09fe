"""Saves what is drawn to a box file, and opens one: off the GUI thread, one undo step."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from editor.background import JobContext, NewestWorker
from editor.document import Document
from editor.preferences import Preferences
from editor.translation import told, tr
from engine.file_names import proposed_name
from engine.guidance import Guidance, GuidanceError, read_guidance, write_guidance
from engine.separators.base import MAX_SOURCES

FILTER = tr("Guidance (*.json);;All files (*)")
ENDING = ".json"


class GuidanceFiles(QObject):
    """failed and noticed carry a sentence; done the path of a file that was written or read."""

    failed = Signal(str)
    noticed = Signal(str)
    done = Signal(object)

    def __init__(self, document: Document, preferences: Preferences, parent: QWidget) -> None:
        super().__init__(parent)
        self._document = document
        self._preferences = preferences
        self._window = parent
        self._worker = NewestWorker("guidance file", self)
        self._worker.published.connect(self._take)
        self._worker.failed.connect(self.failed)

    def ask_save(self) -> None:
        """Let the user choose where to save, and do it."""
        recording = self._document.recording
        stem = recording.path.stem if recording is not None and recording.path else "recording"
        proposed = self._preferences.open_folder / proposed_name(stem, f"_guidance{ENDING}")
        name, _ = QFileDialog.getSaveFileName(
            self._window, tr("Save guidance"), str(proposed), FILTER
        )
        if name:
            path = Path(name)
            self.save(path if path.suffix else path.with_suffix(ENDING))

    def save(self, path: Path) -> None:
        """Write everything drawn, with the sources' names."""
        names = tuple(source.name for source in self._document.sources)
        self._worker.submit(partial(_save, path, names, self._document.guidance))

    def ask_open(self) -> None:
        """Let the user choose a file, and open it."""
        folder = str(self._preferences.open_folder)
        name, _ = QFileDialog.getOpenFileName(self._window, tr("Open guidance"), folder, FILTER)
        if name:
            self.open(Path(name))

    def open(self, path: Path) -> None:
        """Replace everything drawn by what the file says."""
        self._worker.submit(partial(_open, path))

    def shutdown(self) -> None:
        """Cancel and join the background work."""
        self._worker.shutdown()

    def _take(self, kind: str, value: tuple[Any, ...]) -> None:
        path, *outcome = value
        if kind == "refused":
            self.failed.emit(*outcome)
        elif kind == "opened":
            self._show(path, *outcome)
        else:
            self._saved(path, *outcome)

    def _saved(self, path: Path, guidance: Guidance) -> None:
        if guidance == self._document.guidance:
            self._document.mark_exported()
        self.done.emit(path)

    def _show(self, path: Path, names: tuple[str, ...], guidance: Guidance) -> None:
        document = self._document
        if document.recording is None:
            return
        needed = max(len(names), guidance.sources)
        if needed > MAX_SOURCES:
            self.failed.emit(
                tr("{path} is for {needed} sources; {max_sources} is the most here.").format(
                    path=path, needed=needed, max_sources=MAX_SOURCES
                )
            )
            return
        document.undo_stack.beginMacro(tr("Open guidance"))
        if needed > len(document.sources):
            document.set_choice(sources=needed)
        for index, name in enumerate(names):
            if name.strip():
                document.set_source(index, name=name)
        document.set_guidance(guidance, tr("Open guidance"))
        document.undo_stack.endMacro()
        lost = len(guidance.marks) - len(document.guidance.marks)
        if lost:
            one = tr("{name}: 1 mark of it lies outside this recording.")
            more = tr("{name}: {lost} marks of it lie outside this recording.")
            self.noticed.emit((one if lost == 1 else more).format(name=path.name, lost=lost))
        self.done.emit(path)


def _save(path: Path, names: tuple[str, ...], guidance: Guidance, context: JobContext) -> None:
    try:
        write_guidance(path, names, guidance)
    except GuidanceError as error:
        context.publish("refused", (path, told(error)))
    else:
        context.publish("saved", (path, guidance))


def _open(path: Path, context: JobContext) -> None:
    try:
        context.publish("opened", (path, *read_guidance(path)))
    except GuidanceError as error:
        context.publish("refused", (path, told(error)))
