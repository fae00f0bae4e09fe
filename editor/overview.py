"""The overview: the whole waveform, what of it is visible, and where the playhead is.

Peaks are read from the file by blocks in the background and need no torch, so that a sound is
seen in the first moments. Drag the bright window to move the view, its edges to zoom, click to
seek.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from functools import partial

import numpy as np
from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QCloseEvent, QColor, QImage, QMouseEvent, QPainter, QPen, QWheelEvent
from PySide6.QtWidgets import QWidget

from editor import colour_maps, theme
from editor.background import JobContext, NewestWorker
from editor.canvas import paint_hint
from editor.document import Document
from editor.drawing import CLICK_PIXELS
from editor.gestures import ZOOM_PER_NOTCH
from editor.local_number import LocalNumber
from editor.mark_layer import GRAB_PIXELS
from editor.spectrogram_view import SpectrogramView
from editor.time_strip import TimeStrip
from editor.translation import told, tr
from editor.view_state import ViewState
from engine.recording import Recording

MOST_BUCKETS = 4096
BLOCK_SAMPLES = 2**20
_QUIETEST_FULL_HEIGHT = 1e-3


@dataclass
class Peaks:
    """Least and greatest sample of each bucket over all channels, float32 (buckets,).

    NaN where a bucket has no sample that is a number; broken counts those that are none, the
    first of them is at first_broken.
    ready: buckets that are filled; written by one background thread while the overview paints.
    """

    low: np.ndarray
    high: np.ndarray
    ready: int = 0
    greatest: float = field(default=0.0)
    broken: int = 0
    first_broken: int = 0

    def note_broken(self, finite: np.ndarray, start: int) -> None:
        """Count what is no number in a block (channels, samples) from this sample on."""
        if not self.broken:
            self.first_broken = start + int(np.argmin(finite.all(axis=0)))
        self.broken += int(finite.size - np.count_nonzero(finite))

    @property
    def complete(self) -> bool:
        """Whether every bucket is filled."""
        return self.ready >= len(self.low)


def compute_peaks(recording: Recording, context: JobContext) -> None:
    """Publishes ("peaks", (recording, peaks)) after every block.

    Raises RecordingError where the file cannot be read on.
    """
    count = min(MOST_BUCKETS, recording.samples)
    peaks = Peaks(np.zeros(count, np.float32), np.zeros(count, np.float32))
    edges = np.linspace(0, recording.samples, count + 1).astype(np.int64)
    unchecked = recording.unchecked()
    per_block = max(1, int(BLOCK_SAMPLES / recording.channels / max(1, edges[1])))
    for first in range(0, count, per_block):
        if context.superseded():
            return
        last = min(first + per_block, count)
        samples = unchecked.read(int(edges[first]), int(edges[last]))
        starts = edges[first:last] - edges[first]
        if samples.shape[1] <= starts[-1]:
            break
        finite = np.isfinite(samples)
        if not finite.all():
            peaks.note_broken(finite, int(edges[first]))
            samples[~finite] = np.nan
        # Unlike minimum and maximum these leave NaN out where there is anything else.
        low, high = np.fmin.reduce(samples, axis=0), np.fmax.reduce(samples, axis=0)
        peaks.low[first:last] = np.fmin.reduceat(low, starts)
        peaks.high[first:last] = np.fmax.reduceat(high, starts)
        greatest = max(-float(np.fmin.reduce(low)), float(np.fmax.reduce(high)))
        peaks.greatest = float(np.fmax(peaks.greatest, greatest))
        peaks.ready = last
        context.publish("peaks", (recording, peaks))


class Overview(TimeStrip):
    """The waveform of the whole recording above the spectrogram.

    noticed: a sentence about samples that are no numbers.
    """

    noticed = Signal(str)

    def __init__(
        self,
        document: Document,
        view_state: ViewState,
        spectrogram_view: SpectrogramView,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(document, view_state, lines=4.6, parent=parent)
        self.setAccessibleName(tr("Waveform overview"))
        self.setAccessibleDescription(
            tr(
                "The whole recording. Click to move the playhead, drag the bright window to move "
                "the view, its edges to zoom."
            )
        )
        self._view = spectrogram_view
        self._peaks: Peaks | None = None
        self._problem = ""
        self._waveform: QImage | None = None
        # What a drag moves: which edges of the window, from which x and window.
        self._drag: tuple[str, float, tuple[float, float]] | None = None
        self._far = False
        self._worker = NewestWorker("peaks", self)
        self._worker.published.connect(self._take_peaks)
        self._worker.failed.connect(self._failed)
        spectrogram_view.visible_range_changed.connect(self._changed)
        document.recording_changed.connect(self._recording_changed)
        self._recording_changed()

    @property
    def shown_range(self) -> tuple[float, float]:
        """The whole recording."""
        return 0.0, self.duration or 1.0

    @property
    def is_complete(self) -> bool:
        """Whether the whole waveform is there."""
        return self._peaks is not None and self._peaks.complete

    def shutdown(self) -> None:
        """Cancel and join the background work."""
        self._worker.shutdown()

    def closeEvent(self, event: QCloseEvent) -> None:
        self.shutdown()
        super().closeEvent(event)

    def _recording_changed(self) -> None:
        self._peaks, self._waveform, self._problem, self._drag = None, None, "", None
        recording = self.document.recording
        if recording is None:
            self._worker.submit(lambda context: None)
        else:
            self._worker.submit(partial(compute_peaks, recording))
        self.update()

    def _take_peaks(self, kind: str, value: tuple[Recording, Peaks]) -> None:
        recording, peaks = value
        if recording is self.document.recording:
            self._peaks, self._waveform = peaks, None
            self.update()
            if peaks.broken and peaks.complete:
                self.noticed.emit(told(recording.not_finite(peaks.broken, peaks.first_broken)))

    def _failed(self, sentence: str) -> None:
        self._problem = tr("The waveform could not be read: {sentence}").format(sentence=sentence)
        self.update()

    # --- painting ------------------------------------------------------------------------------

    def paint_content(self, painter: QPainter, area: QRectF) -> None:
        if self._peaks is not None:
            painter.drawImage(area, self._drawn_waveform(self._peaks, area))
        if self.document.recording is None:
            return
        self._paint_window(painter, area)
        if self._problem:
            painter.setFont(self.font())
            paint_hint(painter, area, self._problem)

    def _paint_window(self, painter: QPainter, area: QRectF) -> None:
        left, right = self._window_edges()
        veil = QColor(colour_maps.BACKGROUND)
        veil.setAlpha(165)
        painter.fillRect(QRectF(area.left(), area.top(), left - area.left(), area.height()), veil)
        painter.fillRect(QRectF(right, area.top(), area.right() - right, area.height()), veil)
        painter.setPen(QPen(QColor(colour_maps.QUIET_TEXT), 1.0))
        painter.drawRect(QRectF(left, area.top(), right - left - 1, area.height() - 1))

    def paint_margin(self, painter: QPainter, area: QRectF) -> None:
        peaks = self._peaks
        if peaks is None:
            return
        over = peaks.greatest > 1.0
        level = tr("silent")
        if peaks.greatest > 0:
            level = f"{LocalNumber(20 * math.log10(peaks.greatest)):+.1f}".replace("-", "−") + " dB"
        painter.setPen(QColor(theme.WARNING_INK if over else theme.FRAME_FAINT))
        place = QRectF(0, area.top(), area.left() - 6, area.height())
        flags = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
        painter.drawText(place, flags, tr("peak\n{level}").format(level=level))

    def _drawn_waveform(self, peaks: Peaks, area: QRectF) -> QImage:
        """The waveform as a picture, drawn anew only for new peaks or another size."""
        ratio = self.devicePixelRatioF()
        size = math.ceil(area.width() * ratio), math.ceil(area.height() * ratio)
        kept = self._waveform
        if kept is None or (kept.width(), kept.height()) != size:
            kept = draw_waveform(peaks, size)
            self._waveform = kept
        return kept

    # --- mouse ---------------------------------------------------------------------------------

    def _window_edges(self) -> tuple[float, float]:
        start, end = self._view.visible_range
        return self.x_of(start), self.x_of(min(end, self.duration or end))

    def _part_at(self, x: float) -> str:
        """What a drag from here moves: the window's "start" or "end", "window", or "outside"."""
        left, right = self._window_edges()
        if abs(x - left) <= GRAB_PIXELS:
            return "start"
        if abs(x - right) <= GRAB_PIXELS:
            return "end"
        return "window" if left < x < right else "outside"

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self.document.recording is not None:
            x = event.position().x()
            self._drag = self._part_at(x), x, self._view.visible_range
            self._far = False

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        x = event.position().x()
        if self._drag is None:
            shape = {"start": Qt.CursorShape.SizeHorCursor, "end": Qt.CursorShape.SizeHorCursor}
            self.setCursor(shape.get(self._part_at(x), Qt.CursorShape.ArrowCursor))
            return
        part, began, window = self._drag
        self._far = self._far or abs(x - began) >= CLICK_PIXELS
        if self._far:
            self._move_window(part, x, (x - began) / self.area.width() * self.duration, window)

    def _move_window(self, part: str, x: float, by: float, window: tuple[float, float]) -> None:
        start, end = window
        if part == "start":
            self._view.show_range(min(start + by, end), end)
        elif part == "end":
            self._view.show_range(start, max(end + by, start))
        elif part == "window":
            self._view.show_range(start + by, end + by)
        else:
            centre, half = self.seconds_at(x), (end - start) / 2
            self._view.show_range(centre - half, centre + half)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._drag is not None and not self._far:
            self.view_state.position = self.seconds_at(event.position().x())
        self._drag = None

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.accept()
        if self.document.recording is not None:
            factor = ZOOM_PER_NOTCH ** (event.angleDelta().y() / 120.0)
            self._view.canvas.zoom_time(factor, self.seconds_at(event.position().x()))


def draw_waveform(peaks: Peaks, size: tuple[int, int]) -> QImage:
    """The waveform between its greatest sample and its negative; silence is a hair line."""
    width, height = size
    middle = height / 2
    scale = middle * 0.94 / max(peaks.greatest, _QUIETEST_FULL_HEIGHT)
    starts = np.minimum(np.arange(width) * len(peaks.low) // width, len(peaks.low) - 1)
    top = middle - np.fmax.reduceat(peaks.high, starts) * scale - 0.5
    bottom = middle - np.fmin.reduceat(peaks.low, starts) * scale + 0.5
    rows = np.arange(height, dtype=np.float32)[:, None] + 0.5
    cover = np.clip(np.minimum(rows + 0.5, bottom) - np.maximum(rows - 0.5, top), 0.0, 1.0)
    cover = np.nan_to_num(cover, nan=0.0)  # a gap has not even the hair line of silence
    ground, line = (
        colour_maps.rgb(colour_maps.PICTURE_BACKGROUND),
        colour_maps.rgb(colour_maps.WAVEFORM),
    )
    pixels = colour_maps.packed(ground + cover[..., None] * (line - ground))
    return QImage(pixels.data, width, height, 4 * width, QImage.Format.Format_RGB32).copy()
