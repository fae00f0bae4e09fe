"""The saves that wait for their turn: all are written, one after the other, and none is lost."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from editor.job_worker import Reached
from engine.recording import Recording
from engine.session import RecordingReference, Session


@dataclass(frozen=True, eq=False)
class Save:
    """One save: where to, of what, and what comes after it. Others may be asked for meanwhile.

    taken: tells the work it holds from other work. fixed, embeds: as References and save_session.
    """

    path: Path
    recording: Recording
    taken: tuple[Any, ...]
    session: Session
    run: Future[Reached | None] | None
    fixed: RecordingReference | None
    embeds: bool
    then: tuple[Callable[[], None], ...] = ()


class SaveQueue:
    """From the window to the thread that writes; safe to use from both."""

    def __init__(self) -> None:
        self._waiting: deque[Save] = deque()
        self._lock = threading.Lock()

    def put(self, save: Save) -> None:
        """Behind all others; one of the same work to the same file need not be written any more.

        What was to come after that one comes after this.
        """
        with self._lock:
            for other in self._waiting:
                if (other.path, other.recording) == (save.path, save.recording):
                    save = replace(save, then=(*other.then, *save.then))
                    self._waiting.remove(other)
                    break
            self._waiting.append(save)

    def take(self) -> Save | None:
        """The next one, or None."""
        with self._lock:
            return self._waiting.popleft() if self._waiting else None
