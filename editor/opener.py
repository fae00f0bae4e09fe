"""Opens recordings and sessions off the GUI thread: by dialog, drop, recent list, argument, or
the demo."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QMimeData, QObject, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from editor.background import JobContext, NewestWorker
from editor.document import Document
from editor.preferences import Preferences
from editor.session_opener import Loaded, SessionOpener, load_session
from editor.translation import told, tr
from engine.recording import Recording, RecordingError
from engine.session import ENDING, SessionError
from resources import demo_path

ENDINGS = "wav flac ogg oga opus mp3 aiff aif aifc caf w64 rf64 au"
_SOUNDS = " ".join(f"*.{ending}" for ending in ENDINGS.split())
FILTER = tr(
    "Recordings and sessions (*{ending} {sounds});;Sessions "
    "(*{ending});;Sound files ({sounds});;All files (*)"
).format(ending=ENDING, sounds=_SOUNDS)


class Opener(QObject):
    """Puts recordings into the document, and hands sessions on.

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
        sessions: SessionOpener,
        leave: Callable[[Callable[[], None]], None],
        parent: QWidget,
    ) -> None:
        """leave asks what becomes of the present work, and then calls what it is given."""
        super().__init__(parent)
        self._document = document
        self._preferences = preferences
        self._sessions = sessions
        self._leave = leave
        self._window = parent
        self._wanted: Path | None = None
        self._worked_since = False
        document.undo_stack.indexChanged.connect(self._note_work)
        self._excuse = ""
        self._worker = NewestWorker("open recording", self)
        self._worker.published.connect(self._take)
        self._worker.failed.connect(self._fail_unexpectedly)

    def ask(self) -> None:
        """Let the user choose a file."""
        folder = str(self._preferences.open_folder)
        name, _ = QFileDialog.getOpenFileName(self._window, tr("Open"), folder, FILTER)
        if name:
            self.open(Path(name))

    def open(self, path: Path) -> None:
        """Open a file, if the present recording may go."""
        self._leave(partial(self._open, path))

    def recover(self, folder: Path) -> None:
        """Take up the work that crash recovery has kept in a folder."""
        self._leave(partial(self._open, folder))

    def _open(self, path: Path) -> None:
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
        self._wanted, self._worked_since = path, False
        self.opening.emit(path.name)

        def job(context: JobContext) -> None:
            try:
                if path.is_dir() or path.suffix.lower() == ENDING:
                    context.publish("session", (path, load_session(path, context.superseded)))
                else:
                    context.publish("opened", (path, Recording.open(path)))
            except (RecordingError, SessionError) as error:
                context.publish("refused", (path, told(error), path.exists(), or_demo))

        self._worker.submit(job)

    def _take(self, kind: str, value: tuple[Any, ...]) -> None:
        path, *outcome = value
        if path != self._wanted:
            return
        self._wanted = None
        if kind == "refused":
            self._refuse(path, *outcome)
            return
        self.idle.emit()
        show = partial(self._show if kind == "opened" else self._show_session, path, *outcome)
        if self._worked_since:
            self._leave(show)  # the file took its time, and somebody did not wait
        else:
            show()

    def _note_work(self) -> None:
        self._worked_since = True

    def _show_session(self, path: Path, loaded: Loaded) -> None:
        if not path.is_dir():
            self._remember(path)
        self._sessions.show(loaded)

    def _show(self, path: Path, recording: Recording) -> None:
        self._document.open_recording(recording)
        self._remember(path)
        excuse, self._excuse = self._excuse, ""
        for notice in filter(None, (excuse, *recording.notices)):
            self.noticed.emit(told(notice))

    def _refuse(self, path: Path, sentence: str, exists: bool, or_demo: bool) -> None:
        if not exists:
            self._preferences.forget_recent_file(path)
        if or_demo and path != demo_path():
            self._excuse = tr("{sentence} The demo recording was opened instead.").format(
                sentence=sentence
            )
            self._begin(demo_path())
        else:
            self.failed.emit(sentence)
            self.idle.emit()

    def _remember(self, path: Path) -> None:
        if path != demo_path():
            self._preferences.add_recent_file(path)
            self._preferences.open_folder = path.parent

    def _fail_unexpectedly(self, sentence: str) -> None:
        name = self._wanted.name if self._wanted is not None else tr("The recording")
        self._wanted = None
        self.failed.emit(
            tr("{name} cannot be opened ({sentence}).").format(name=name, sentence=sentence)
        )
        self.idle.emit()


def dropped_files(data: QMimeData) -> list[Path]:
    """The local files of what is dragged over the window, in their order."""
    return [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]
