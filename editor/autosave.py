"""Autosave: what was done is on the disk a few seconds later, saved or not, for after a crash.

The window only notes that something changed and hands immutable values on; a thread writes them,
and of arrays only those that are not there yet. While nothing but a separation's live masks
changes, they are written as seldom as keeps the disk quiet.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import QBuffer, QIODevice, QObject, QTimer, Signal
from PySide6.QtWidgets import QWidget

from editor.background import JobContext, NewestWorker
from editor.document import Document
from editor.preferences import DEFAULT_AUTOSAVE
from editor.recovery import DECLINED, PICTURE, SAVED, RecoveryFolder, forget, places
from editor.recovery_sound import put_sound, take_sound_away
from editor.session_state import References, SessionState
from editor.translation import told, tr
from engine.recording import Recording, RecordingError
from engine.recording_writer import writing_error
from engine.session import FolderWriter, RecordingReference, Result, Session
from engine.session.recordings import embedded_in

DELAY_MS = 1500
# Live masks alone may take this share of the time of the thread that writes.
LIVE_SHARE = 0.1
PICTURE_SECONDS = 30.0
PICTURE_WIDTH = 480
GOOD_BYE_SECONDS = 10.0
log = logging.getLogger(__name__)


@dataclass(frozen=True, eq=False)
class _Wanted:
    """What is to be on the disk: all that a session needs but for its reference."""

    session: Session
    recording: Recording
    stands_for: RecordingReference | None
    picture: bytes = b""
    supersedes: Path | None = None


class Autosave(QObject):
    """failed carries a sentence, once for each trouble; written says that all is on the disk."""

    failed = Signal(str)
    written = Signal()

    def __init__(
        self,
        document: Document,
        state: SessionState,
        references: References,
        pictured: QWidget,
        parent: QObject,
    ) -> None:
        """pictured: the widget that is to be seen when recovery is offered."""
        super().__init__(parent)
        self._document, self._state, self._references = document, state, references
        self._pictured = pictured
        self._live = Result()
        self._live_until = 0.0
        self._edited = self._ended = False
        self._pictured_at = -PICTURE_SECONDS
        self._untaken = b""
        self._supersedes: Path | None = None
        self._retired: list[NewestWorker] = []
        self._closing = threading.Event()
        self._begin()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(DELAY_MS)
        self._timer.timeout.connect(self._write)
        for edited in (
            document.undo_stack.indexChanged, document.guidance_changed, document.choice_changed,
            document.sources_changed, document.versions.changed, document.extras_changed,
        ):  # fmt: skip
            edited.connect(self._note_edit)
        document.masks_changed.connect(self._start_timer)
        document.recording_changed.connect(self._start_afresh)
        document.undo_stack.cleanChanged.connect(self._note_clean)

    def set_delay(self, seconds: float) -> None:
        """Write so long after a change; the usual time is DELAY_MS."""
        usual = seconds == DEFAULT_AUTOSAVE
        self._timer.setInterval(DELAY_MS if usual else round(1000 * seconds))

    @property
    def folder(self) -> Path | None:
        """Where the work is kept; None while there is none."""
        return self._keeper.path

    @property
    def is_up_to_date(self) -> bool:
        """Whether everything that was done is on the disk."""
        return not self._timer.isActive() and not self._worker.is_running

    def recovered(self, folder: Path) -> None:
        """The work shown now came from this folder: it goes once it is kept elsewhere."""
        self._supersedes = folder
        self._note_edit()

    def set_aside(self) -> None:
        """The work is not wanted, and other work comes: keep it for a week all the same."""
        self._timer.stop()
        wanted = self._wanted()
        if wanted is not None:
            self._worker.submit(
                partial(_put_by, self._keeper, wanted, self._references, self._closing.is_set)
            )
            self._retired.append(self._worker)
            self._begin()

    def say_good_bye(self, *, keep: bool, declined: bool = False) -> None:
        """The window closes: its folder goes, or everything is brought there and stays."""
        self._ended = True
        self._closing.set()
        self._timer.stop()
        wanted = self._wanted() if keep else None
        for worker in (*self._retired, self._worker):
            worker.finish(GOOD_BYE_SECONDS)
        try:
            if wanted is None:
                self._keeper.clear()
            else:
                self._keeper.keep(wanted, self._references)
                self._keeper.leave(declined=declined)
        except OSError:
            log.exception("the work could not be kept")

    def _begin(self) -> None:
        self._keeper = Keeper()
        self._worker = NewestWorker("autosave", self)
        self._worker.published.connect(self._take)
        self._worker.failed.connect(lambda sentence: log.error("autosave: %s", sentence))

    def _start_afresh(self) -> None:
        """Another recording: what becomes of the work before was asked already."""
        self._timer.stop()
        self._edited = False
        self._live = Result()
        self._pictured_at, self._untaken = -PICTURE_SECONDS, b""
        if self._keeper.path is not None:
            self._worker.submit(partial(_clear, self._keeper))

    def _note_edit(self) -> None:
        self._edited = True
        self._start_timer()

    def _start_timer(self) -> None:
        if self._ended or self._document.recording is None:
            return
        if not self._timer.isActive():
            self._timer.start()

    def _note_clean(self, clean: bool) -> None:
        if clean and self._keeper.path is not None:
            self._timer.stop()
            self._worker.submit(partial(_mark_saved, self._keeper))

    def _write(self) -> None:
        """Hand everything on to be written, if there is anything that is not in a file."""
        too_soon = time.monotonic() < self._live_until
        if too_soon and not self._edited and self._document.has_live_masks:
            self._timer.start()
            return
        wanted = self._wanted()
        if wanted is None:
            return
        if too_soon and wanted.session.result is not self._document.result:
            earlier = self._document.result if self._live.masks is None else self._live
            wanted = replace(wanted, session=replace(wanted.session, result=earlier))
        self._live = wanted.session.result
        self._edited = False
        self._worker.submit(
            partial(_keep, self._keeper, wanted, self._references, self._closing.is_set)
        )

    def _wanted(self) -> _Wanted | None:
        """Everything as it is now; None where nothing would be lost."""
        document = self._document
        recording = document.recording
        if recording is None or not (document.has_unsaved_work or document.has_live_masks):
            return None
        return _Wanted(
            self._state.take(), recording, self._references.fixed, self._picture(), self._supersedes
        )

    def _picture(self) -> bytes:
        """A small picture, now and then; b"" in between.

        The same again until it is on the disk: newer work may take the place of what waits.
        """
        now = time.monotonic()
        if now - self._pictured_at < PICTURE_SECONDS or not self._pictured.isVisible():
            return self._untaken
        self._pictured_at = now
        picture = self._pictured.grab().toImage()
        if picture.width() > PICTURE_WIDTH:
            picture = picture.scaledToWidth(PICTURE_WIDTH)
        buffer = QBuffer()
        buffer.open(QIODevice.OpenModeFlag.WriteOnly)
        picture.save(buffer, "PNG")  # type: ignore[call-overload]
        self._untaken = bytes(buffer.data().data())
        return self._untaken

    def _take(self, kind: str, value: tuple[str, float, _Wanted]) -> None:
        sentence, seconds, wanted = value
        if sentence:
            self.failed.emit(sentence)
        if kind == "kept":
            # What came since waits still, and may be overtaken: it goes along until it is there.
            if wanted.supersedes == self._supersedes:
                self._supersedes = None
            if wanted.picture is self._untaken:
                self._untaken = b""
            self._live_until = time.monotonic() + seconds / LIVE_SHARE
            self.written.emit()


class Keeper:
    """Writes a window's recovery folder; used by one thread at a time."""

    def __init__(self) -> None:
        self._folder: RecoveryFolder | None = None
        self._writer: FolderWriter | None = None
        self._is_saved = False
        self._told = ""
        # The folder and the recording that was put into it, or could not be.
        self._sound: tuple[Path | None, Recording | None] = (None, None)

    @property
    def path(self) -> Path | None:
        """The folder; None before anything was kept."""
        folder = self._folder
        return None if folder is None else folder.path

    def keep(self, wanted: _Wanted, references: References) -> str:
        """Bring everything to the disk; a sentence where it went elsewhere than it should.

        Raises OSError where it can be brought nowhere.
        """
        session = replace(
            wanted.session, reference=references.to(wanted.recording, wanted.stands_for, None)
        )
        problem: OSError | None = None
        if self._folder is not None and not self._folder.is_there:
            self._folder.leave()
            self._folder = self._writer = None
        if self._folder is not None:
            problem = self._attempt(session, wanted.picture)
            if problem is None:
                return self._done(wanted)
        for place in places():
            if self._folder is not None and self._folder.path.parent == place:
                continue
            before = self._folder, self._writer
            try:
                self._folder = RecoveryFolder(place)
            except OSError as error:
                problem = problem or error
                continue
            self._writer = FolderWriter(self._folder.path)
            trouble = self._attempt(session, wanted.picture)
            if trouble is None:
                if before[0] is not None:
                    before[0].remove()
                said = self._tell_elsewhere(problem)
                return self._done(wanted) or said
            self._folder.remove()
            self._folder, self._writer = before
            problem = problem or trouble
        raise problem or OSError(tr("nothing can be written"))

    def keep_sound(
        self, wanted: _Wanted, references: References, stopped: Callable[[], bool]
    ) -> None:
        """Keep the recording too, once, where its file is gone and the session's has it not.

        Raises OSError, RecordingError.
        """
        path, recording = self.path, wanted.recording
        if path is None or self._sound == (path, recording):
            return
        if self._sound[0] == path:  # of another recording
            self._sound = (None, None)
            take_sound_away(path)
        if not references.has_lost_file(recording, wanted.stands_for):
            return
        self._sound = (path, recording)
        file = wanted.session.view.get("file")
        if not isinstance(file, str) or embedded_in(Path(file)) is None:
            put_sound(recording, path, stopped)

    def mark_saved(self) -> None:
        """The work is in a file: nothing is to be recovered. Raises OSError."""
        if self._folder is not None:
            self._folder.mark(SAVED, True)
            self._is_saved = True

    def clear(self) -> None:
        """Take the folder away."""
        if self._folder is not None:
            self._folder.remove()
        self._folder = self._writer = None
        self._is_saved = False

    def leave(self, *, declined: bool) -> None:
        """Leave the folder to be found. Raises OSError."""
        if self._folder is not None:
            if declined:
                self._folder.mark(DECLINED, True)
            self._folder.leave()
        self._folder = self._writer = None

    def trouble(self, error: OSError) -> str:
        """The sentence for work that can be kept nowhere; "" where it was said already."""
        if self._told == "nowhere":
            return ""
        self._told = "nowhere"
        reason = told(writing_error(places()[0], error))
        return tr(
            "Your work is not being kept for after a crash: {reason} Save it to a file."
        ).format(reason=reason)

    def _attempt(self, session: Session, picture: bytes) -> OSError | None:
        folder, writer = self._folder, self._writer
        assert folder is not None
        assert writer is not None
        try:
            writer.write(session)
            if picture:
                writer.write_file(PICTURE, picture)
            if self._is_saved:
                folder.mark(SAVED, False)
                self._is_saved = False
        except OSError as error:
            return error
        return None

    def _done(self, wanted: _Wanted) -> str:
        if wanted.supersedes is not None:
            forget(wanted.supersedes)
        if self._told == "nowhere":
            self._told = ""
        return ""

    def _tell_elsewhere(self, problem: OSError | None) -> str:
        if problem is None or self._told:
            return ""
        self._told = "elsewhere"
        reason = told(writing_error(places()[0], problem))
        return tr("{reason} For after a crash your work is kept in {path} instead.").format(
            reason=reason, path=self.path
        )


def _keep(
    keeper: Keeper,
    wanted: _Wanted,
    references: References,
    stopped: Callable[[], bool],
    context: JobContext,
) -> None:
    began = time.monotonic()
    try:
        sentence = keeper.keep(wanted, references)
    except OSError as error:
        sentence = keeper.trouble(error)
        if sentence:  # said and logged once, until it works again
            log.exception("autosave failed")
        context.publish("not kept", (sentence, 0.0, wanted))
    else:
        context.publish("kept", (sentence, time.monotonic() - began, wanted))
        try:  # once what was done is safe
            keeper.keep_sound(wanted, references, stopped)
        except (OSError, RecordingError):
            log.exception("the recording could not be kept")


def _put_by(
    keeper: Keeper,
    wanted: _Wanted,
    references: References,
    stopped: Callable[[], bool],
    context: JobContext,
) -> None:
    _keep(keeper, wanted, references, stopped, context)
    keeper.leave(declined=True)


def _mark_saved(keeper: Keeper, context: JobContext) -> None:
    keeper.mark_saved()


def _clear(keeper: Keeper, context: JobContext) -> None:
    keeper.clear()
