"""Opens recordings off the GUI thread: by dialog, drop, recent list, argument, or the demo."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import QMimeData, QObject, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from editor.background import JobContext, NewestWorker
from editor.document import Document
from editor.preferences import Preferences
from engine.recording import Recording, RecordingError
from resources import demo_path

ENDINGS = "wav flac ogg oga opus mp3 aiff aif aifc caf w64 rf64 au"
FILTER = f"Sound files ({' '.join(f'*.{ending}' for ending in ENDINGS.split())});;All files (*)"


class Opener(QObject):
    """Puts recordings into the document.

    opening carries the name of the file that is being opened; idle says that it is done;
    failed carries a sentence; noticed one about what is odd with a file that was opened.
    """

    opening = Signal(str)
    idle = Signal()
    failed = Signal(str)
    noticed = Signal(str)

    def __init__(
        self,
        document: Document,
        preferences: Preferences,
        may_replace: Callable[[], bool],
        parent: QWidget,
    ) -> None:
        """may_replace asks whether the present recording may go."""
        super().__init__(parent)
        self._document = document
        self._preferences = preferences
        self._may_replace = may_replace
        self._window = parent
        self._wanted: Path | None = None
        self._excuse = ""
        self._worker = NewestWorker("open recording", self)
        self._worker.published.connect(self._take)
        self._worker.failed.connect(self._fail_unexpectedly)

    def ask(self) -> None:
        """Let the user choose a file."""
        folder = str(self._preferences.open_folder)
        name, _ = QFileDialog.getOpenFileName(self._window, "Open a recording", folder, FILTER)
        if name:
            self.open(Path(name))

    def open(self, path: Path) -> None:
        """Open a file, if the present recording may go."""
        if self._may_replace():
            self._excuse = ""
            self._begin(path)

    def open_demo(self) -> None:
        """Open the recording that comes with the program."""
        self.open(demo_path())

    def open_at_start(self, argument: Path | None) -> None:
        """The recording that was named, else the last one, else the demo."""
        if argument is not None:
            self._begin(argument)
            return
        recent = self._preferences.recent_files
        self._begin(recent[0] if recent else demo_path(), or_demo=True)

    def shutdown(self) -> None:
        """Wait for a file that is being opened."""
        self._worker.shutdown()

    def _begin(self, path: Path, *, or_demo: bool = False) -> None:
        """Open a file in the background; or_demo: the demo instead where that fails."""
        path = path.absolute()
        self._wanted = path
        self.opening.emit(path.name)

        def job(context: JobContext) -> None:
            try:
                context.publish("opened", (path, Recording.open(path)))
            except RecordingError as error:
                context.publish("refused", (path, str(error), path.exists(), or_demo))

        self._worker.submit(job)

    def _take(self, kind: str, value: tuple[Any, ...]) -> None:
        path, *outcome = value
        if path != self._wanted:
            return
        self._wanted = None
        if kind == "opened":
            self._show(path, *outcome)
        else:
            self._refuse(path, *outcome)

    def _show(self, path: Path, recording: Recording) -> None:
        self._document.open_recording(recording)
        self._remember(path)
        excuse, self._excuse = self._excuse, ""
        for notice in filter(None, (excuse, *recording.notices)):
            self.noticed.emit(notice)
        self.idle.emit()

    def _refuse(self, path: Path, sentence: str, exists: bool, or_demo: bool) -> None:
        if not exists:
            self._preferences.forget_recent_file(path)
        if or_demo and path != demo_path():
            self._excuse = f"{sentence} The demo recording was opened instead."
            self._begin(demo_path())
        else:
            self.failed.emit(sentence)
            self.idle.emit()

    def _remember(self, path: Path) -> None:
        if path != demo_path():
            self._preferences.add_recent_file(path)
            self._preferences.open_folder = path.parent

    def _fail_unexpectedly(self, sentence: str) -> None:
        name = self._wanted.name if self._wanted is not None else "The recording"
        self._wanted = None
        self.failed.emit(f"{name} cannot be opened ({sentence}).")
        self.idle.emit()


def dropped_file(data: QMimeData) -> Path | None:
    """The first local file of what is dragged over the window, or None."""
    for url in data.urls():
        if url.isLocalFile():
            return Path(url.toLocalFile())
    return None
