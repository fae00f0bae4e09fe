"""Opens sessions: finds the recording that one is about, or asks what to do without it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QStandardPaths, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from editor import questions
from editor.background import JobContext, NewestWorker
from editor.recovery_sound import sound_of
from editor.session_files import SessionFiles
from editor.session_state import References, SessionState
from editor.translation import told, tr
from engine.recording import Recording, RecordingError
from engine.session import (
    OpenedSession,
    RecordingReference,
    SessionError,
    open_session,
    open_session_folder,
)
from engine.session.recordings import (
    clear_unpacked,
    embedded_in,
    find_recording,
    is_the_one,
    silence_like,
    unpack_embedded,
)


@dataclass(frozen=True, eq=False)
class Loaded:
    """A session that was read, and its recording where that was found.

    path: its file, or the folder of crash recovery. file: the session's file that the work
    belongs to, or None. stands_for: what the recording stands for, where it is not just that file.
    is_only_here: the recording's file is gone, and crash recovery had kept the sound.
    """

    path: Path
    file: Path | None
    opened: OpenedSession
    recording: Recording | None
    stands_for: RecordingReference | None = None
    is_only_here: bool = False

    @property
    def is_recovery(self) -> bool:
        """Whether it was kept by crash recovery."""
        return self.file != self.path


def state_folder() -> Path:
    """Where the program keeps what is no setting and no document."""
    place = QStandardPaths.StandardLocation.GenericStateLocation
    return Path(QStandardPaths.writableLocation(place)) / "unbraid"


def load_session(path: Path, stopped: Callable[[], bool]) -> Loaded:
    """Read a session and find its recording; slow. Raises SessionError and RecordingError."""
    recovery = path.is_dir()
    opened = open_session_folder(path) if recovery else open_session(path)
    session = opened.session
    file = path
    if recovery:
        told = session.view.get("file")
        file = Path(told) if isinstance(told, str) and told else None  # type: ignore[assignment]
        # Crash recovery does not copy what is in the session's file anyway.
        embedded = None if file is None else embedded_in(file)
        opened = replace(opened, session=replace(session, embedded=embedded))
        session = opened.session
    reference = session.reference
    if reference is not None:
        found = find_recording(reference, file, stopped)
        if found is not None:
            return Loaded(path, file, opened, Recording.open(found))
    place = state_folder() / "embedded"
    if recovery and reference is not None and session.embedded is None:
        kept = sound_of(path, reference, place)
        if kept is not None:
            return Loaded(path, file, opened, kept, is_only_here=True)
    if session.embedded is not None:
        # Each session has a folder of its own: two of the same name are not mixed up.
        key = hashlib.sha256(str(file).encode()).hexdigest()[:16]
        clear_unpacked(place)
        unpacked = unpack_embedded(session.embedded, reference, place / key)
        return Loaded(path, file, opened, Recording.open(unpacked), reference)
    if reference is None:
        raise SessionError(
            tr("{name} does not say any more which recording it is about.").format(name=path.name)
        )
    return Loaded(path, file, opened, None)


class SessionOpener(QObject):
    """failed and noticed carry a sentence; shown the Loaded that is before the user now."""

    failed = Signal(str)
    noticed = Signal(str)
    shown = Signal(object)

    def __init__(
        self, state: SessionState, references: References, files: SessionFiles, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._state, self._references, self._files = state, references, files
        self._window = parent
        self._worker = NewestWorker("find recording", self)
        self._worker.published.connect(self._take)
        self._worker.failed.connect(self.failed)

    def show(self, loaded: Loaded) -> None:
        """Put a session before the user; asks where its recording was not found."""
        if loaded.recording is not None:
            self._put(loaded, loaded.recording)
            return
        reference = loaded.opened.session.reference
        if reference is None:
            return
        wish = questions.find_recording(
            self._window, reference.name, changed=reference.path.exists()
        )
        if wish == "locate":
            self._locate(loaded, reference)
        elif wish == "without":
            silent = silence_like(reference)
            self._put(replace(loaded, stands_for=reference), silent)
            self.noticed.emit(
                tr(
                    "Opened without {name}: silence stands in its place. Open the session "
                    "again once the recording is back."
                ).format(name=reference.name)
            )

    def shutdown(self) -> None:
        """Cancel and join the background work."""
        self._worker.shutdown()

    def _locate(self, loaded: Loaded, reference: RecordingReference) -> None:
        name, _ = QFileDialog.getOpenFileName(
            self._window, tr("Find {name}").format(name=reference.name), str(loaded.path.parent)
        )
        if name:
            self._worker.submit(partial(_look_at, Path(name), loaded, reference))

    def _take(self, kind: str, value: tuple[Any, ...]) -> None:
        loaded, path, recording = value
        if kind == "refused":
            self.failed.emit(recording)
        elif kind == "found" or questions.may_use_other(self._window, path.name):
            self._put(loaded, recording)

    def _put(self, loaded: Loaded, recording: Recording) -> None:
        session, missing = loaded.opened.session, loaded.opened.missing
        self._state.put(recording, session)
        self._references.fixed = loaded.stands_for
        if loaded.file is not None:
            self._files.take_file(loaded.file, embeds=session.embedded is not None)
        if loaded.is_only_here:
            self._files.set_embeds(True)
        for notice in recording.notices:
            self.noticed.emit(told(notice))
        if missing:
            self.noticed.emit(
                tr("{name} is damaged. Missing: {parts}. The rest is here.").format(
                    name=loaded.path.name, parts=", ".join(missing)
                )
            )
        self.shown.emit(loaded)


def _look_at(
    path: Path, loaded: Loaded, reference: RecordingReference, context: JobContext
) -> None:
    """Whether a file that the user chose is the recording, or could take its place."""
    try:
        same = is_the_one(path, reference)
        recording = Recording.open(path)
    except RecordingError as error:
        context.publish("refused", (loaded, path, told(error)))
        return
    fits = (recording.samples, recording.sample_rate) == (reference.samples, reference.sample_rate)
    if same or fits:
        context.publish("found" if same else "other", (loaded, path, recording))
    else:
        recording.close()
        context.publish(
            "refused",
            (
                loaded,
                path,
                tr("{name} is another recording: its length or rate is different.").format(
                    name=path.name
                ),
            ),
        )
