"""The selected region is heard alone: nothing but its band, from its start to its end."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QObject, QTimer

from editor.view_state import ViewState
from engine.recording import Recording

if TYPE_CHECKING:
    from editor.player import Player
    from engine.guidance import Patch

# While it plays, a region that is being drawn is followed when it rests for so long.
SETTLED_MS = 120


@dataclass(frozen=True)
class Passage:
    """A stretch in seconds and a band in Hz, the only sound that is heard; only: nothing but what
    this mark covers of it."""

    start: float
    end: float
    low: float
    high: float
    only: Patch | None = None

    @property
    def band(self) -> tuple[float, float]:
        """The lowest and the highest frequency."""
        return self.low, self.high

    def banded(self, recording: Recording) -> Recording:
        """The recording with nothing but that part; torch is imported when it is first read."""
        return Recording(
            _Part(recording, self),
            sample_rate=recording.sample_rate,
            channels=recording.channels,
            samples=recording.samples,
        )


class _Part:
    """Reads the part; only then is the engine asked, whose import takes long."""

    def __init__(self, recording: Recording, passage: Passage) -> None:
        self._whole, self._passage = recording, passage
        self._part: Recording | None = None

    def read(self, start: int, stop: int) -> np.ndarray:
        if self._part is None:
            from engine.region import banded, covered_by

            only = self._passage.only
            if only is None:
                self._part = banded(self._whole, *self._passage.band)
            else:
                self._part = covered_by(self._whole, only)
        return self._part.read(start, stop)

    def close(self) -> None:
        return None


class PassageListening(QObject):
    """Brings the selected region to the player."""

    def __init__(self, view_state: ViewState, player: Player, parent: QObject) -> None:
        super().__init__(parent)
        self._view_state, self._player = view_state, player
        self._settled = QTimer(self)
        self._settled.setSingleShot(True)
        self._settled.setInterval(SETTLED_MS)
        self._settled.timeout.connect(self._take)
        view_state.selection_changed.connect(self._changed)
        view_state.band_changed.connect(self._changed)

    def _changed(self, _: object = None) -> None:
        if self._player.is_playing:
            self._settled.start()
        else:
            self._take()

    def _take(self) -> None:
        self._settled.stop()
        selection, band = self._view_state.selection, self._view_state.band
        passage = None
        if selection is not None and band is not None:
            passage = Passage(*selection, *band)
        self._player.set_passage(passage)
