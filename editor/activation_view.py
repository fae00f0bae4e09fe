"""The activation curves: how much each source sounds at each moment, below the spectrogram.

DAP's 1-D activation masks; methods without any get a hint instead of an empty strip.
"""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPen, QPolygonF, QWheelEvent
from PySide6.QtWidgets import QWidget

from editor import colour_maps
from editor.canvas import paint_hint
from editor.document import Document
from editor.gestures import PAN_PER_NOTCH, ZOOM_PER_NOTCH
from editor.spectrogram_view import SpectrogramView
from editor.time_strip import TimeStrip
from editor.view_state import ViewState

NOTHING_YET = "Activation curves appear here when a separation runs."
NO_CURVES = "This method has no activation curves."


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
        self.setAccessibleName("Activation curves")
        self._view = spectrogram_view
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
        return "" if masks.activations is not None else NO_CURVES

    def paint_content(self, painter: QPainter, area: QRectF) -> None:
        hint = self.hint()
        if hint:
            painter.setFont(self.font())
            paint_hint(painter, area, hint)
        masks = self.document.masks
        if masks is None or masks.activations is None:
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        active = self.view_state.active_source
        order = sorted(range(masks.sources), key=lambda source: source == active)
        for source in order:
            curve = self._curve(masks.times, masks.activations[source], area)
            self._paint_curve(painter, curve, area, source, source == active)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)

    def paint_margin(self, painter: QPainter, area: QRectF) -> None:
        if self.document.masks is None or self.document.masks.activations is None:
            return
        painter.setPen(QColor(colour_maps.TEXT))
        right = Qt.AlignmentFlag.AlignRight
        place = QRectF(0, area.top(), area.left() - 8, area.height())
        painter.drawText(place, right | Qt.AlignmentFlag.AlignTop, "1")
        painter.drawText(place, right | Qt.AlignmentFlag.AlignBottom, "0")

    def _curve(self, times: np.ndarray, values: np.ndarray, area: QRectF) -> QPolygonF:
        """The curve in pixels, at most about three points a pixel."""
        start, end = self.shown_range
        first = max(0, int(np.searchsorted(times, start)) - 1)
        last = min(len(times), int(np.searchsorted(times, end)) + 1)
        times, values = times[first:last], values[first:last]
        most = max(2, 2 * int(area.width()))
        if len(times) > most:
            starts = np.linspace(0, len(times), most, endpoint=False).astype(int)
            times, values = times[starts], np.maximum.reduceat(values, starts)
        x = area.left() + (times - start) / max(end - start, 1e-9) * area.width()
        y = area.bottom() - 1 - np.clip(values, 0.0, 1.0) * (area.height() - 3)
        points = zip(x.tolist(), y.tolist(), strict=True)
        return QPolygonF([QPointF(*point) for point in points])

    def _paint_curve(
        self, painter: QPainter, curve: QPolygonF, area: QRectF, source: int, active: bool
    ) -> None:
        if curve.isEmpty():
            return
        sources = self.document.sources
        known = source < len(sources)
        colour = QColor(sources[source].colour if known else colour_maps.LOST_SOURCE)
        fill = QColor(colour)
        fill.setAlpha(45 if active else 20)
        ground = QPolygonF(curve)
        ground.append(QPointF(curve.last().x(), area.bottom()))
        ground.append(QPointF(curve.first().x(), area.bottom()))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(fill)
        painter.drawPolygon(ground)
        painter.setPen(QPen(colour, 1.8 if active else 1.2))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPolyline(curve)

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
