"""Between the window and a session: takes everything down, and puts everything back."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import Future, wait
from dataclasses import replace
from pathlib import Path
from typing import Any
from weakref import WeakKeyDictionary

from editor.document import Document
from editor.job_worker import Reached
from editor.separation import Separation
from editor.spectrogram_view import SpectrogramView
from editor.translation import tr
from editor.view_state import FREQUENCY_SCALES, MASK_VIEWS, ViewState
from engine.recording import Recording
from engine.session import RecordingReference, Session
from engine.session.recordings import reference_to, relative_to, sha256_of

# How long a step of a run is waited for.
PATIENCE_SECONDS = 60.0
TOO_LATE = tr(
    "Saved while an iteration took long: after opening, Continue goes on from the masks, not from "
    "the networks."
)
_VIEW_PARTS = ("active_source", "position", "mask_opacity", "mask_view", "frequency_scale")


class SessionState:
    """Takes the window's present state down as a session, without waiting for anything."""

    def __init__(
        self,
        document: Document,
        separation: Separation,
        view_state: ViewState,
        view: SpectrogramView,
    ) -> None:
        self._document, self._separation = document, separation
        self._view_state, self._view = view_state, view

    def take(self) -> Session:
        """Everything as it is now, but for which recording it is about."""
        document = self._document
        return Session(
            sources=document.sources,
            guidance=document.guidance,
            mark_states=document.mark_states,
            choice=document.choice,
            result=self._separation.present_result(),
            versions=document.versions.items,
            network=self._separation.network(),
            view=self._take_view(),
            extras=document.extras,
        )

    def run(self) -> Future[Reached | None] | None:
        """What a run under way has reached after its present step; None where none is."""
        return self._separation.moment()

    def put(self, recording: Recording, session: Session) -> None:
        """Show a session on its recording."""
        self._document.open_session(recording, session)
        self._separation.adopt(session.network)
        self._put_view(dict(session.view), recording.duration, recording.sample_rate / 2)

    def _take_view(self) -> dict[str, Any]:
        found = {part: getattr(self._view_state, part) for part in _VIEW_PARTS}
        file = self._document.file
        return {
            **found,
            "selection": self._view_state.selection,
            "band": self._view_state.band,
            "visible": self._view.visible_range,
            "file": None if file is None else str(file),
        }

    def _put_view(self, view: dict[str, Any], duration: float, nyquist: float) -> None:
        """What is there and makes sense; the rest stays as it is."""
        for part in _VIEW_PARTS:
            value, now = view.get(part), getattr(self._view_state, part)
            sensible = isinstance(value, type(now)) and not isinstance(value, bool)
            if sensible and _is_allowed(part, value, len(self._document.sources), duration):
                setattr(self._view_state, part, value)
        selection, visible = (
            _stretch(view.get(name), duration) for name in ("selection", "visible")
        )
        self._view_state.selection = selection
        self._view_state.band = _stretch(view.get("band"), nyquist)
        if visible is not None:
            self._view.show_range(*visible)


def _is_allowed(part: str, value: Any, sources: int, duration: float) -> bool:
    allowed = {
        "active_source": lambda: 0 <= value < sources,
        "position": lambda: 0 <= value <= duration,
        "mask_opacity": lambda: 0 <= value <= 1,
        "mask_view": lambda: value in MASK_VIEWS,
        "frequency_scale": lambda: value in FREQUENCY_SCALES,
    }
    return bool(allowed[part]())


def _stretch(value: Any, duration: float) -> tuple[float, float] | None:
    if not isinstance(value, list | tuple) or len(value) != 2:
        return None
    if not all(isinstance(edge, int | float) and not isinstance(edge, bool) for edge in value):
        return None
    start, end = (float(edge) for edge in value)
    return (start, end) if 0 <= start < end <= duration else None


def with_run(
    session: Session, run: Future[Reached | None] | None, stopped: Callable[[], bool]
) -> tuple[Session, str]:
    """A session that also holds the state of a run under way, masks and networks of one moment.

    Waits for the run's present step, and for a second at most once stopped; slow, for a thread.
    A sentence comes with it where that took too long.
    """
    if run is None:
        return session, ""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not run.done() and time.monotonic() < deadline:
        wait([run], timeout=0.1)
        if stopped():
            deadline = min(deadline, time.monotonic() + 1.0)
    if not run.done():
        return session, TOO_LATE
    reached = run.result()
    masks = None if reached is None else reached.result.masks
    if reached is None or masks is None or masks.sources != len(session.sources):
        return session, ""
    return replace(session, result=reached.result, network=reached.network), ""


class References:
    """Which recording a session is about; a file is hashed once for as long as it stays the same.

    fixed: the reference where the open recording is not its file, but stands for it.
    """

    def __init__(self) -> None:
        self._hashes: dict[tuple[Path, int, int], str] = {}
        self._first: WeakKeyDictionary[Recording, tuple[int, str]] = WeakKeyDictionary()
        self.fixed: RecordingReference | None = None

    def to(
        self, recording: Recording, fixed: RecordingReference | None, session: Path | None
    ) -> RecordingReference | None:
        """The reference for a session that will stand there; slow, for a thread."""
        if fixed is not None:
            relative = "" if session is None else relative_to(fixed.path, session)
            return replace(fixed, relative=relative)
        if recording.path is None:
            return None
        path = recording.path.absolute()
        # Where the file is gone, or another one since, what it was still helps to find it.
        size, sha256 = self._first.get(recording) or self._look(recording) or (0, "")
        return reference_to(recording, path, session, sha256, size)

    def has_lost_file(self, recording: Recording, fixed: RecordingReference | None) -> bool:
        """Whether the recording's file is gone from its place, or another one since; slow."""
        if fixed is not None or recording.path is None:
            return False
        now = self._look(recording)
        return now is None or now != self._first[recording]

    def _look(self, recording: Recording) -> tuple[int, str] | None:
        """Size and SHA-256 of what is at the recording's path; None where nothing can be read."""
        assert recording.path is not None
        path = recording.path.absolute()
        try:
            stat = path.stat()
            key = (path, stat.st_size, stat.st_mtime_ns)
            if key not in self._hashes:
                self._hashes[key] = sha256_of(path)
        except OSError:
            return None
        self._first.setdefault(recording, (stat.st_size, self._hashes[key]))
        return stat.st_size, self._hashes[key]
