"""The tone gesture: a click on a partial marks it and its overtones for as long as they sound.

The tone is looked for in the background. It is shown while the button is held, so that the
pointer can still go to another partial, and becomes a mark when the button is released.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QPointF, Signal

from editor.background import JobContext, NewestWorker
from editor.drawing import CLICK_PIXELS
from editor.mark_editor import MarkEditor
from editor.translation import tr
from engine.guidance import GuidanceError, Harmonics, Kind
from engine.recording import Recording

NOTHING_FOUND = tr("No tone stands out here: click a bright line.")
Taker = Callable[[Harmonics | None], None]


class ToneFinder(QObject):
    """Looks for tones, the newest question first. said: a sentence for the user."""

    said = Signal(str)

    def __init__(self, editor: MarkEditor) -> None:
        super().__init__(editor)
        self.editor = editor
        self._take: Taker | None = None
        self._asked = 0
        self._worker = NewestWorker("tone", self)
        self._worker.published.connect(self._deliver)
        self._worker.failed.connect(self.said)
        editor.document.recording_changed.connect(self.forget)

    def look(self, seconds: float, hz: float, kind: Kind, take: Taker) -> None:
        """Look for the tone with a partial here and hand its mark on; None where there is none."""
        recording, source = self.editor.document.recording, self.editor.source
        if recording is None:
            return
        self._asked += 1
        self._take = take
        number = self._asked

        def job(context: JobContext) -> None:
            context.publish("tone", (number, _mark(recording, seconds, hz, source, kind)))

        self._worker.submit(job)

    def forget(self) -> None:
        """Nobody waits for an answer any more."""
        self._take = None

    def _deliver(self, kind: str, value: tuple[int, Harmonics | None]) -> None:
        number, mark = value
        if number == self._asked and self._take is not None:
            self._take(mark)

    def shutdown(self) -> None:
        """Cancel and join the background work."""
        self.forget()
        self._worker.shutdown()


def _mark(
    recording: Recording, seconds: float, hz: float, source: int, kind: Kind
) -> Harmonics | None:
    from engine.harmonic_tracking import find_tone  # needs scipy, which the start does without

    tone = find_tone(recording, seconds, hz)
    if tone is None:
        return None
    try:
        return Harmonics(source, kind, *tone)
    except GuidanceError:  # a tone too short or too odd to be marked
        return None


class ToneDrag:
    """From press to release; the answer may come later than the release."""

    def __init__(self, finder: ToneFinder, point: QPointF, kind: Kind) -> None:
        self._finder = finder
        self._kind = kind
        self._at = point
        self._found: Harmonics | None = None
        self._answered = self._released = False
        self._look(point)

    def move(self, point: QPointF) -> None:
        """Another partial may be meant."""
        if (point - self._at).manhattanLength() >= CLICK_PIXELS:
            self._look(point)

    def finish(self) -> None:
        """Mark what is found, as soon as it is."""
        self._released = True
        if self._answered:
            self._end()

    def cancel(self) -> None:
        """Mark nothing."""
        self._finder.forget()
        self._finder.editor.end_preview()

    def _look(self, point: QPointF) -> None:
        self._at, self._answered = point, False
        canvas = self._finder.editor.canvas
        hz = float(canvas.scale_map.hz(canvas.position_at(point.y())))
        self._finder.look(canvas.seconds_at(point.x()), hz, self._kind, self._take)

    def _take(self, found: Harmonics | None) -> None:
        self._found, self._answered = found, True
        if self._released:
            self._end()
        else:
            self._finder.editor.show_draft(found)

    def _end(self) -> None:
        editor = self._finder.editor
        self._finder.forget()
        if self._found is None:
            self._finder.said.emit(NOTHING_FOUND)
        else:
            editor.add(self._found)
        editor.end_preview()
