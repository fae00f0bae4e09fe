"""The activation curves: how much each source sounds at each moment, below the spectrogram.

DAP's 1-D activation masks; methods without any get a hint instead of an empty strip.
"""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QRectF, Qt, QTimer
from PySide6.QtGui import (
    QCloseEvent,
    QColor,
    QImage,
    QMouseEvent,
    QPainter,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QWidget

from editor import colour_maps, theme
from editor.background import JobContext, NewestWorker
from editor.canvas import paint_hint
from editor.colour_maps import rgb
from editor.document import Document
from editor.gestures import PAN_PER_NOTCH, ZOOM_PER_NOTCH
from editor.mask_overlay import source_table
from editor.spectrogram_view import SpectrogramView
from editor.time_strip import TimeStrip
from editor.translation import tr
from editor.view_state import ViewState
from engine.masks import Masks

NOTHING_YET = tr("Activation curves appear here while networks are fitted.")
RESTING = tr("No activation curves: only a result of the networks alone has them.")
# Masks come up to 12 times a second, and their picture goes first.
CURVES_MS = 150
METHODS_WITH_CURVES = ("dap",)
NO_CURVES = tr("These masks come without activation curves.")


class ActivationView(TimeStrip):
    """One curve a source, over the same stretch of time as the spectrogram."""

    def __init__(
        self,
        document: Document,
        view_state: ViewState,
        spectrogram_view: SpectrogramView,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(document, view_state, lines=5.0, parent=parent)
        self.setAccessibleName(tr("Activation curves"))
        self._view = spectrogram_view
        # The newest picture of the curves and the stretch that it shows.
        self._curves: tuple[QImage, tuple[float, float]] | None = None
        self._worker = NewestWorker("curves", self)
        self._worker.published.connect(self._take_curves)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(CURVES_MS)
        self._timer.timeout.connect(self._request)
        spectrogram_view.visible_range_changed.connect(self._changed)
        document.recording_changed.connect(self._changed)
        document.masks_changed.connect(self._changed)
        document.sources_changed.connect(self._changed)
        view_state.active_source_changed.connect(self._changed)

    @property
    def shown_range(self) -> tuple[float, float]:
        """The stretch that the spectrogram shows."""
        return self._view.visible_range

    def hint(self) -> str:
        """Why there are no curves; "" where there are."""
        masks = self.document.masks
        if self.document.recording is None:
            return ""
        if masks is None:
            return NOTHING_YET
        if masks.activations is not None:
            return ""
        if self.document.choice.method not in METHODS_WITH_CURVES:
            return NO_CURVES
        return RESTING if masks is self.document.result.masks else NOTHING_YET

    def paint_content(self, painter: QPainter, area: QRectF) -> None:
        hint = self.hint()
        if hint:
            painter.setFont(self.font())
            paint_hint(painter, area, hint)
        elif self._curves is not None:
            image, (start, end) = self._curves
            left, right = self.x_of(start), self.x_of(end)
            painter.drawImage(QRectF(left, area.top(), right - left, area.height()), image)

    def paint_margin(self, painter: QPainter, area: QRectF) -> None:
        if self.document.masks is None or self.document.masks.activations is None:
            return
        painter.setPen(QColor(theme.FRAME_TEXT))
        right = Qt.AlignmentFlag.AlignRight
        place = QRectF(0, area.top(), area.left() - 8, area.height())
        painter.drawText(place, right | Qt.AlignmentFlag.AlignTop, "1")
        painter.drawText(place, right | Qt.AlignmentFlag.AlignBottom, "0")

    # --- curves, drawn in the background -------------------------------------------------------

    def _request(self) -> None:
        masks = self.document.masks
        if masks is None or masks.activations is None:
            self._curves = None
            return
        ratio, area, shown = self.devicePixelRatioF(), self.area, self.shown_range
        size = max(1, round(area.width() * ratio)), max(1, round(area.height() * ratio))
        table = source_table(
            tuple(source.colour for source in self.document.sources), masks.sources
        )
        active = self.view_state.active_source

        def job(context: JobContext) -> None:
            image = draw_curves(masks, table, active, shown, size, ratio)
            context.publish("curves", (image, shown))

        self._worker.submit(job)

    def _take_curves(self, kind: str, value: tuple[QImage, tuple[float, float]]) -> None:
        if self.document.masks is not None:
            self._curves = value
            self.update()

    def _changed(self, value: object = None) -> None:
        if not self._timer.isActive():
            self._timer.start()
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._changed()

    def shutdown(self) -> None:
        """Cancel and join the background work."""
        self._timer.stop()
        self._worker.shutdown()

    def closeEvent(self, event: QCloseEvent) -> None:
        self.shutdown()
        super().closeEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self.document.recording is not None:
            self.view_state.position = self.seconds_at(event.position().x())

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.accept()
        if self.document.recording is None:
            return
        delta = event.angleDelta()
        notches = (delta.y() or delta.x()) / 120.0
        start, end = self.shown_range
        if event.modifiers() & Qt.KeyboardModifier.ShiftModifier or not delta.y():
            by = -notches * PAN_PER_NOTCH * (end - start)
            self._view.show_range(start + by, end + by)
        else:
            around = self.seconds_at(event.position().x())
            self._view.canvas.zoom_time(ZOOM_PER_NOTCH**notches, around)


def draw_curves(
    masks: Masks,
    table: np.ndarray,
    active: int,
    shown: tuple[float, float],
    size: tuple[int, int],
    ratio: float,
) -> QImage:
    """All activation curves over a stretch of time, the active source's last and boldest.

    table: colours (sources, 3) in [0, 1]; size: (width, height) in pixels of the screen.
    """
    width, height = size
    ground = rgb(colour_maps.PICTURE_BACKGROUND).astype(np.float32)
    pixels = np.broadcast_to(ground, (height, width, 3)).copy()
    rows = np.arange(height, dtype=np.float32)[:, None] + 0.5
    activations = np.zeros((0, 0)) if masks.activations is None else masks.activations
    for source in sorted(range(len(activations)), key=lambda source: source == active):
        bold = source == active
        low, high = column_ranges(masks.times, activations[source], shown, width)
        top, bottom = ((1.0 - edge) * (height - 3) + 1.5 for edge in (high, low))
        half = (1.0 if bold else 0.7) * ratio
        line = np.minimum(rows + 0.5, bottom + half) - np.maximum(rows - 0.5, top - half)
        fill = np.clip(rows - top, 0.0, 1.0) * (0.2 if bold else 0.09)
        cover = np.maximum(np.clip(line, 0.0, 1.0), fill)[..., None]
        pixels += cover * (table[source].astype(np.float32) - pixels)
    packed = colour_maps.packed(pixels)
    return QImage(packed.data, width, height, 4 * width, QImage.Format.Format_RGB32).copy()


def column_ranges(
    times: np.ndarray, values: np.ndarray, shown: tuple[float, float], width: int
) -> tuple[np.ndarray, np.ndarray]:
    """(least, greatest) of a curve in each of `width` columns of the shown stretch, in [0, 1]."""
    edges = np.linspace(*shown, width + 1)
    at_edges = np.interp(edges, times, values)
    low, high = np.minimum(at_edges[1:], at_edges[:-1]), np.maximum(at_edges[1:], at_edges[:-1])
    first = np.searchsorted(times, edges)
    filled = np.flatnonzero(first[1:] > first[:-1])
    if len(filled):
        inside = values[: first[-1]]
        low[filled] = np.minimum(low[filled], np.minimum.reduceat(inside, first[filled]))
        high[filled] = np.maximum(high[filled], np.maximum.reduceat(inside, first[filled]))
    return np.clip(low, 0.0, 1.0).astype(np.float32), np.clip(high, 0.0, 1.0).astype(np.float32)
