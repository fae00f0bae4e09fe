"""What the interaction benchmark sees: when something was painted, mixed, or kept waiting."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
from PySide6.QtCore import QEvent, QObject, Qt, QTimer

from editor.answers import Answer
from editor.job_worker import Preview
from editor.main_window import MainWindow
from editor.sound_output import Fill
from engine.guidance import Guidance
from engine.masks import Masks

BEAT_MS = 5
_SAMPLING_SECONDS = 0.004
_BLOCK_SECONDS = 0.01


@dataclass
class Seen:
    """Everything noted since the probe began; times in seconds of one clock.

    beats: when the event loop came round. paints: when each paint of the spectrogram began.
    shown: paints that showed other masks than before: end of the paint, guidance of the masks.
    previews: when each came; guidance and iteration of the method's own masks.
    """

    beats: list[float] = field(default_factory=list)
    paints: list[float] = field(default_factory=list)
    shown: list[tuple[float, Guidance]] = field(default_factory=list)
    previews: list[tuple[float, Guidance, int]] = field(default_factory=list)


class Probe(QObject):
    """Watches one window from outside, while somebody works in it."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self.seen = Seen()
        self._window = window
        self._guidance_of: dict[int, tuple[Masks, Guidance]] = {}
        self._generations: dict[int, Masks] = {}
        self._mixed: list[tuple[float, int]] = []
        self._painted: Masks | None = None
        self._heartbeat = QTimer(self)
        self._heartbeat.setTimerType(Qt.TimerType.PreciseTimer)
        self._heartbeat.setInterval(BEAT_MS)
        self._heartbeat.timeout.connect(lambda: self.seen.beats.append(time.perf_counter()))
        self._ended = threading.Event()
        self._listener = threading.Thread(target=self._listen, name="benchmark listener")
        window.runner.answered.connect(self._note_answer)
        window.runner.preview.connect(self._note_preview)
        window.runner.finished.connect(self._note_end)
        window.document.masks_changed.connect(self._note_generation)
        window.spectrogram_view.viewport().installEventFilter(self)

    def start(self) -> None:
        """Begin to count."""
        self._heartbeat.start()
        self._listener.start()

    def stop(self) -> None:
        """Count no more."""
        self._heartbeat.stop()
        self._ended.set()
        self._listener.join()

    def mixed(self) -> list[tuple[float, Guidance]]:
        """When sound of other masks first reached the player's buffer, and their guidance."""
        found = []
        for when, generation in self._mixed.copy():
            known = self._guidance_of.get(id(self._generations.get(generation)))
            if known is not None:
                found.append((when, known[1]))
        return found

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint:
            self.seen.paints.append(time.perf_counter())
            picture = self._window.spectrogram_view.canvas.picture_item.fine
            masks = None if picture is None else picture.masks
            if masks is not None and masks is not self._painted:
                self._painted = masks
                # When the loop comes round, the paint is over and on the screen.
                QTimer.singleShot(0, self, lambda: self._note_shown(masks))
        return False

    def _note_answer(self, answer: Answer) -> None:
        self._guidance_of[id(answer.masks)] = (answer.masks, answer.asked.guidance)

    def _note_preview(self, preview: Preview) -> None:
        if id(preview.masks) in self._guidance_of:
            return  # an answer that is newer than what the method has heard
        self._guidance_of[id(preview.masks)] = (preview.masks, preview.guidance)
        now = time.perf_counter()
        self.seen.previews.append((now, preview.guidance, preview.iteration))

    def _note_end(self, last: Preview | None) -> None:
        """A run that is over has refined what it heard: as if one more iteration had come."""
        if last is not None:
            self.seen.previews.append((time.perf_counter(), last.guidance, last.iteration + 1))

    def _note_shown(self, masks: Masks) -> None:
        known = self._guidance_of.get(id(masks))
        if known is not None:
            self.seen.shown.append((time.perf_counter(), known[1]))

    def _note_generation(self) -> None:
        masks = self._window.document.masks
        if masks is not None:
            self._generations[self._window.player.generation] = masks

    def _listen(self) -> None:
        """Sample the mixing thread; waking the window for it would disturb what is measured."""
        last = 0
        while not self._ended.wait(_SAMPLING_SECONDS):
            generation = self._window.player.mixed_generation
            if generation != last:
                last = generation
                self._mixed.append((time.perf_counter(), generation))


def first_after(
    entries: list[tuple[float, Guidance]], moment: float, holds: Callable[[Guidance], bool]
) -> float | None:
    """Seconds from a moment to the first entry whose guidance holds; 0 where one already did."""
    earlier = [guidance for when, guidance in entries if when <= moment]
    if earlier and holds(earlier[-1]):
        return 0.0
    later = (when for when, guidance in entries if when > moment and holds(guidance))
    found = next(later, None)
    return None if found is None else found - moment


class SilentCard:
    """A sound card that takes its blocks in real time and lets nobody hear them."""

    title, notice = "silent card", ""
    latency_seconds = _BLOCK_SECONDS

    def __init__(self, sample_rate: int, fill: Fill) -> None:
        self.sample_rate, self.channels = sample_rate, 2
        self._fill = fill
        self._frames = 0
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._pull, name="silent card")

    def start(self) -> None:
        self._thread.start()

    def close(self) -> None:
        self._ended.set()
        if self._thread.is_alive():
            self._thread.join()

    def heard_frames(self) -> float:
        return float(self._frames)

    def trouble(self) -> str:
        return ""

    def _pull(self) -> None:
        block = np.zeros((round(_BLOCK_SECONDS * self.sample_rate), self.channels), np.float32)
        due = time.perf_counter()
        while not self._ended.wait(max(0.0, due - time.perf_counter())):
            self._frames += self._fill(block)
            due += _BLOCK_SECONDS
