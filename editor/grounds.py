"""What questions about marks need of a recording, prepared once for all who ask in background."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from engine.recording import Recording

if TYPE_CHECKING:
    from engine.separators.stage import Stage


class Grounds:
    """The stage of the newest recording; may be asked for in several threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._key: tuple[object, ...] = ()
        self._stage: Stage | None = None

    def stage(self, recording: Recording, sources: int, seed: int) -> Stage:
        """The recording's stage for so many sources. Raises ValueError with a sentence."""
        from engine.separators.base import SeparationError
        from engine.separators.stage import Stage

        with self._lock:
            key = (recording, sources, seed)
            if self._stage is None or self._key != key:
                try:
                    self._stage = Stage(recording, sources, seed=seed)
                except SeparationError as error:
                    raise ValueError(str(error)) from error
                self._key = key
            return self._stage
