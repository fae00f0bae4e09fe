"""A strip of time above or below the spectrogram: common margins, playhead and selection.

Margins come from editor.axes, so that a time has the same x in every view.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from editor import axes, colour_maps, theme
from editor.canvas import paint_selection
from editor.document import Document
from editor.view_state import ViewState


class TimeStrip(QWidget):
    """Paints its content between the margins, then selection and playhead over it."""

    def __init__(
        self,
        document: Document,
        view_state: ViewState,
        lines: float,
        parent: QWidget | None = None,
    ) -> None:
        """lines: preferred height in lines of text."""
        super().__init__(parent)
        self.document = document
        self.view_state = view_state
        self._lines = lines
        self._area: QRectF | None = None
        self._gap = QFontMetricsF(self.font()).height() * 0.25
        self.setMinimumHeight(round(QFontMetricsF(self.font()).height() * 2.5))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.setMouseTracking(True)
        view_state.position_changed.connect(self._playhead_moved)
        view_state.selection_changed.connect(self._changed)
        self._playhead_x = 0.0

    def sizeHint(self) -> QSize:
        return QSize(600, round(QFontMetricsF(self.font()).height() * self._lines))

    @property
    def duration(self) -> float:
        """Duration of the recording in seconds, 0 without one."""
        return 0.0 if self.document.recording is None else self.document.recording.duration

    @property
    def shown_range(self) -> tuple[float, float]:
        """The stretch of time between the margins, in seconds."""
        raise NotImplementedError

    @property
    def area(self) -> QRectF:
        """The rectangle between the margins."""
        if self._area is None:
            left, right = axes.left_margin(self), axes.right_margin(self)
            width, height = max(1, self.width() - left - right), self.height() - 2 * self._gap
            self._area = QRectF(left, self._gap, width, height)
        return self._area

    def x_of(self, seconds: float) -> float:
        """Where a time lies on the widget."""
        start, end = self.shown_range
        area = self.area
        return area.left() + (seconds - start) / max(end - start, 1e-9) * area.width()

    def seconds_at(self, x: float) -> float:
        """The time at an x of the widget, within the recording."""
        start, end = self.shown_range
        seconds = start + (x - self.area.left()) / self.area.width() * (end - start)
        return min(max(seconds, 0.0), self.duration)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._area = None
        super().resizeEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        self._area = None
        super().changeEvent(event)

    def paint_content(self, painter: QPainter, area: QRectF) -> None:
        """Paint what the strip shows; clipped to the area."""
        raise NotImplementedError

    def paint_margin(self, painter: QPainter, area: QRectF) -> None:
        """Paint labels left of the area."""

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(theme.FRAME))
        area = self.area
        painter.fillRect(area, QColor(colour_maps.PICTURE_BACKGROUND))
        if event.rect().left() < area.left():  # not where but the playhead has moved
            self.paint_margin(painter, area)
        painter.setClipRect(area)
        self.paint_content(painter, area)
        selection = self.view_state.selection
        if selection is not None:
            paint_selection(painter, area, *(self.x_of(edge) for edge in selection))
        if self.document.recording is not None:
            x = round(self._playhead_at()) + 0.5
            painter.setPen(QPen(QColor(colour_maps.PLAYHEAD), 1.0))
            painter.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()))

    def _playhead_at(self) -> float:
        self._playhead_x = self.x_of(self.view_state.position)
        return self._playhead_x

    def _playhead_moved(self, position: object) -> None:
        """Paint only the strips that the playhead leaves and enters."""
        for x in (self._playhead_x, self._playhead_at()):
            if -4 <= x <= self.width() + 4:
                self.update(round(x) - 3, 0, 7, self.height())

    def _changed(self, value: object = None) -> None:
        self.update()
