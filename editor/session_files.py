"""Saves sessions: off the GUI thread, to the file they are in or another one."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from editor import questions
from editor.background import JobContext, NewestWorker
from editor.document import Document
from editor.job_worker import Reached
from editor.preferences import Preferences
from editor.session_lock import SessionLock, is_free
from editor.session_state import References, SessionState, with_run
from editor.translation import told, tr
from engine.recording import Recording, RecordingError
from engine.session import ENDING, RecordingReference, Session, SessionError, save_session
from engine.session.recordings import embed_recording
from engine.sound_files import shown

FILTER = tr("Sessions (*{ending})").format(ending=ENDING)
INSIDE = tr(
    "{name} is not at its place any more, or was changed there: the session holds the recording "
    "itself now."
)
NOT_INSIDE = tr(
    "{name} is not at its place any more, or was changed there, and could not be put into the "
    "session: bring it back before you open the session again."
)


@dataclass(frozen=True)
class _Asked:
    """One save: where to, of what, and what comes after it. Others may be asked for meanwhile."""

    path: Path
    recording: Recording
    taken: tuple[Any, ...]
    then: Callable[[], None] | None
    embeds: bool = False


class SessionFiles(QObject):
    """failed and noticed carry a sentence; saved the path; changed: embedding, or who may save."""

    failed = Signal(str)
    noticed = Signal(str)
    saving = Signal(str)
    saved = Signal(object)
    changed = Signal()

    def __init__(
        self,
        document: Document,
        state: SessionState,
        references: References,
        preferences: Preferences,
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self._document, self._state, self._references = document, state, references
        self._preferences = preferences
        self._window = parent
        self._lock = SessionLock()
        self._read_only = self._embeds = False
        self._worker = NewestWorker("save session", self)
        self._worker.published.connect(self._take)
        self._worker.failed.connect(self._fail)
        document.recording_changed.connect(self._forget)

    @property
    def is_read_only(self) -> bool:
        """Whether somebody else has the session's file open."""
        return self._read_only

    @property
    def embeds(self) -> bool:
        """Whether the recording goes into the session's file."""
        return self._embeds

    @property
    def is_saving(self) -> bool:
        """Whether a file is being written."""
        return self._worker.is_running

    def set_embeds(self, value: bool) -> None:
        """Put the recording into the session's file from the next save on, or no longer."""
        if value != self._embeds:
            self._embeds = value
            if self._document.file is not None:
                self._document.mark_unsaved()
            self.changed.emit()

    def take_file(self, path: Path, *, embeds: bool) -> None:
        """The session just opened is in this file."""
        self._read_only = not self._lock.take(path)
        self._embeds = embeds
        self._document.file = path
        if self._read_only:
            self.noticed.emit(
                tr(
                    "{name} is open in another window of Unbraid: here it can be looked at "
                    "and changed, but only be saved under another name."
                ).format(name=path.name)
            )
        self.changed.emit()

    def save(self, then: Callable[[], None] | None = None) -> None:
        """Save to the session's file; asks for one where there is none. then: once it is done."""
        if self._document.recording is None:
            return
        path = self._document.file
        if path is None or self._read_only:
            self.save_as(then)
        else:
            self.save_to(path, then)

    def save_as(self, then: Callable[[], None] | None = None) -> None:
        """Let the user choose a file, and save there."""
        recording = self._document.recording
        if recording is None:
            return
        folder = self._preferences.open_folder
        file = self._document.file
        proposed = file if file is not None else folder / f"{recording.name}{ENDING}"
        name, _ = QFileDialog.getSaveFileName(
            self._window, tr("Save session"), str(proposed), FILTER, "", _NO_CONFIRMATION
        )
        if not name:
            return
        path = Path(name) if name.endswith(ENDING) else Path(f"{name}{ENDING}")
        if (
            (path == file and not self._read_only)
            or not path.exists()
            or questions.may_replace_file(self._window, path)
        ):
            self.save_to(path, then)

    def save_to(self, path: Path, then: Callable[[], None] | None = None) -> None:
        """Save to a file, which the session is in from then on."""
        recording = self._document.recording
        if recording is None:
            return
        path = path.absolute()
        if path != self._document.file and not is_free(path):
            self.failed.emit(
                tr("{shown} is open in another window of Unbraid: choose another.").format(
                    shown=shown(path)
                )
            )
            return
        asked = _Asked(path, recording, self._fingerprint(), then)
        session = self._state.take()
        self.saving.emit(path.name)
        self._worker.submit(
            partial(
                _save,
                asked,
                session,
                self._state.run(),
                self._references,
                self._references.fixed,
                self._embeds,
            )
        )

    def shutdown(self) -> None:
        """Wait for a file that is being written, and let go of the session's."""
        self._worker.shutdown(timeout=60.0)
        self._lock.release()

    def _fingerprint(self) -> tuple[Any, ...]:
        document = self._document
        parts = (document.recording, document.result, document.versions.items)
        extras = document.extras.values()
        return (document.undo_stack.index(), *map(id, parts), *map(id, extras))

    def _take(self, kind: str, value: tuple[_Asked, str]) -> None:
        asked, sentence = value
        path = asked.path
        if kind == "refused":
            self._fail(sentence)
            return
        # Other work may have been opened meanwhile: this file is none of its.
        still_there = asked.recording is self._document.recording
        if still_there and not self._lock.take(path):
            self._read_only = True
        elif still_there:
            self._read_only = False
            self._document.file = path
            self._embeds = self._embeds or asked.embeds
            if asked.taken == self._fingerprint():
                self._document.mark_saved()
        if sentence:
            self.noticed.emit(sentence)
        self._preferences.add_recent_file(path)
        self._preferences.open_folder = path.parent
        self.changed.emit()
        self.saved.emit(path)
        if asked.then is not None and still_there:
            asked.then()

    def _fail(self, sentence: str) -> None:
        self.saving.emit("")
        self.failed.emit(sentence)

    def _forget(self) -> None:
        self._lock.release()
        self._read_only = self._embeds = False
        self._references.fixed = None
        self.changed.emit()


_NO_CONFIRMATION = QFileDialog.Option.DontConfirmOverwrite


def _save(
    asked: _Asked,
    session: Session,
    run: Future[Reached | None] | None,
    references: References,
    fixed: RecordingReference | None,
    embeds: bool,
    context: JobContext,
) -> None:
    path, recording = asked.path, asked.recording
    session, said = with_run(session, run, context.superseded)
    whole = replace(session, reference=references.to(recording, fixed, path))
    embed = partial(embed_recording, recording)
    try:
        if embeds or not references.has_lost_file(recording, fixed):
            save_session(path, whole, embed=embed if embeds else None)
        else:
            embeds, lost = _save_without_file(path, whole, embed)
            said = " ".join(filter(None, (said, lost.format(name=_file_name(recording)))))
    except (SessionError, RecordingError) as error:
        context.publish("refused", (asked, told(error)))
    else:
        context.publish("saved", (replace(asked, embeds=embeds), said))


def _save_without_file(
    path: Path, session: Session, embed: Callable[[Path], Path]
) -> tuple[bool, str]:
    """Save the recording too, as the open file can mostly still be read.

    Returns whether it could, and what to tell.
    """
    try:
        save_session(path, session, embed=embed)
    except (SessionError, RecordingError):  # no room for it, or its drive is gone
        save_session(path, session)
        return False, NOT_INSIDE
    return True, INSIDE


def _file_name(recording: Recording) -> str:
    return recording.name if recording.path is None else recording.path.name
