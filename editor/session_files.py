"""Saves sessions: off the GUI thread, to the file they are in or another one."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from editor import questions
from editor.background import JOB_ERRORS, JobContext, NewestWorker
from editor.document import Document
from editor.preferences import Preferences
from editor.save_queue import Save, SaveQueue
from editor.session_lock import SessionLock, is_free
from editor.session_state import References, SessionState, with_run
from editor.translation import told, tr
from engine.file_names import proposed_name
from engine.recording import Recording, RecordingError
from engine.session import ENDING, Session, SessionError, save_session
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


Settle = Callable[[Callable[[], None]], None]
# A save, what is to be told of it, and whether it was refused.
_Done = tuple[Save, str, bool]


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
        self._queue, self._done = SaveQueue(), deque[_Done]()
        self._closing = threading.Event()
        self._settle: Settle = lambda then: then()
        self._settling: list[Callable[[], None]] = []
        self._worker = NewestWorker("save session", self)
        self._worker.published.connect(self._take_all)
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
        """Whether a file is being written, or is about to be."""
        return bool(self._settling) or self._worker.is_running

    def settle_first(self, settle: Settle) -> None:
        """Before each save this brings all that is on the screen into the document."""
        self._settle = settle

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
        proposed = file if file is not None else folder / proposed_name(recording.name, ENDING)
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
        self.saving.emit(path.name)
        self._settling.append(partial(self._put, path, recording, then))
        self._settle(partial(self._put_next, self._settling[-1]))

    def _put_next(self, put: Callable[[], None]) -> None:
        if put in self._settling:
            self._settling.remove(put)
            put()

    def _put(self, path: Path, recording: Recording, then: Callable[[], None] | None) -> None:
        """Hand the present work on to be saved, if it is still the one that was meant."""
        if recording is not self._document.recording:
            self.saving.emit("")
            return
        save = Save(
            path, recording, self._fingerprint(), self._state.take(), self._state.run(),
            self._references.fixed, self._embeds, () if then is None else (then,),
        )  # fmt: skip
        self._queue.put(save)
        write = partial(_write_all, self._queue, self._done, self._references, self._closing)
        self._worker.submit(write)

    def shutdown(self) -> None:
        """Wait for what is to be written, and let go of the session's file."""
        while self._settling:
            self._put_next(self._settling[0])
        self._closing.set()
        self._worker.finish(timeout=60.0)
        self._lock.release()

    def _fingerprint(self) -> tuple[Any, ...]:
        document = self._document
        parts = (document.recording, document.result, document.versions.items)
        extras = document.extras.values()
        return (document.undo_stack.index(), *map(id, parts), *map(id, extras))

    def _take_all(self, *_: object) -> None:
        while self._done and not self._closing.is_set():
            self._take(*self._done.popleft())

    def _take(self, save: Save, sentence: str, refused: bool) -> None:
        if refused:
            self._fail(sentence)
            return
        path = save.path
        # Other work may have been opened meanwhile: this file is none of its.
        still_there = save.recording is self._document.recording
        if still_there and not self._lock.take(path):
            self._read_only = True
        elif still_there:
            self._read_only = False
            self._document.file = path
            self._embeds = self._embeds or save.embeds
            if save.taken == self._fingerprint():
                self._document.mark_saved()
        if sentence:
            self.noticed.emit(sentence)
        self._preferences.add_recent_file(path)
        self._preferences.open_folder = path.parent
        self.changed.emit()
        self.saved.emit(path)
        for then in save.then:
            # The one before may have opened other work, or closed the window.
            if save.recording is self._document.recording and not self._closing.is_set():
                then()

    def _fail(self, sentence: str) -> None:
        self.saving.emit("")
        self.failed.emit(sentence)

    def _forget(self) -> None:
        self._lock.release()
        self._read_only = self._embeds = False
        self._references.fixed = None
        self.changed.emit()


_NO_CONFIRMATION = QFileDialog.Option.DontConfirmOverwrite


def _write_all(
    queue: SaveQueue,
    done: deque[_Done],
    references: References,
    closing: threading.Event,
    context: JobContext,
) -> None:
    """Save all that waits. A worker's newer job takes the place of this one: the queue stays."""
    while (save := queue.take()) is not None:
        try:
            done.append(_save(save, references, lambda: context.superseded() or closing.is_set()))
        except JOB_ERRORS as error:
            done.append((save, told(error) or type(error).__name__, True))
        context.publish("done", None)


def _save(save: Save, references: References, stopped: Callable[[], bool]) -> _Done:
    recording, fixed, embeds = save.recording, save.fixed, save.embeds
    session, said = with_run(save.session, save.run, stopped)
    whole = replace(session, reference=references.to(recording, fixed, save.path))
    embed = partial(embed_recording, recording)
    try:
        if embeds or not references.has_lost_file(recording, fixed):
            save_session(save.path, whole, embed=embed if embeds else None)
        else:
            embeds, lost = _save_without_file(save.path, whole, embed)
            said = " ".join(filter(None, (said, lost.format(name=_file_name(recording)))))
    except (SessionError, RecordingError) as error:
        return save, told(error), True
    return replace(save, embeds=embeds), said, False


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
