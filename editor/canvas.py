"""The canvas of the spectrogram: axes, visible stretch, coordinates, and what is painted on it.

Overlays are children of the view box in its pixels, so that lines and handles keep their size.
The visible stretch has one owner: `Canvas`. Mouse and keys are handled in editor.gestures.
"""

from __future__ import annotations

from typing import Any

import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QFontMetricsF, QPainter, QPen
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from editor import axes, colour_maps, theme
from editor.axes import FrequencyMap
from editor.picture import Picture, Stretch

SHORTEST_VIEW = 0.005
SMALLEST_BAND_HZ = 50.0
BY_KEY = (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason)


class Canvas(pg.GraphicsView):
    """Axes and the visible stretch of one recording."""

    view_changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, background=theme.FRAME)
        self.duration = 1.0
        self.scale_map = FrequencyMap("log", 22050.0)
        self.stretch = Stretch(0.0, 1.0, 0.0, self.scale_map.top)
        self._area = QRectF(0.0, 0.0, 1.0, 1.0)
        self._time_axis = axes.TimeAxis()
        self._frequency_axis = axes.FrequencyAxis()
        self.box = self._build_plot()
        self.picture_item = PictureItem(self)
        self.setMouseTracking(True)
        self.viewport().setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumSize(200, 120)
        theme.changes.happened.connect(self._take_colours)

    def _take_colours(self) -> None:
        self.setBackground(theme.FRAME)
        for axis in (self._time_axis, self._frequency_axis):
            axis.update()

    def _build_plot(self) -> Any:
        box = pg.ViewBox(enableMenu=False, enableMouse=False)
        box.setBackgroundColor(colour_maps.PICTURE_BACKGROUND)
        self.plot = pg.PlotItem(
            viewBox=box,
            axisItems={"bottom": self._time_axis, "left": self._frequency_axis},
            enableMenu=False,
        )
        self.plot.hideButtons()
        self.plot.layout.setContentsMargins(0, 0, 0, 0)
        for axis in (self._time_axis, self._frequency_axis):
            axis.setZValue(1)
            axis.setTickFont(self.font())
        self._frequency_axis.setWidth(axes.left_margin(self))
        self._time_axis.setHeight(round(QFontMetricsF(self.font()).height() * 1.7))
        self.setCentralItem(self.plot)
        box.sigResized.connect(self._resized)
        return box

    # --- coordinates: pixels of the view box ---------------------------------------------------

    @property
    def area(self) -> QRectF:
        """The picture's rectangle in its own pixels; its corner is (0, 0)."""
        return self._area

    def from_viewport(self, point: QPointF) -> QPointF:
        """A point of the viewport in the picture's pixels."""
        return self.box.mapFromScene(self.mapToScene(point.toPoint()))

    def to_viewport(self, seconds: float, hz: float) -> QPointF:
        """Where a time and frequency lie on the viewport."""
        scene = self.box.mapToScene(QPointF(self.x_of(seconds), self.y_of(hz)))
        return QPointF(self.mapFromScene(scene))

    def x_of(self, seconds: float) -> float:
        """Pixels from the picture's left edge."""
        view = self.stretch
        return (seconds - view.start) / (view.end - view.start) * self.area.width()

    def seconds_at(self, x: float) -> float:
        """Time at pixels from the left edge; may lie outside the recording."""
        view = self.stretch
        return view.start + x / self.area.width() * (view.end - view.start)

    def y_of_position(self, position: float) -> float:
        """Pixels from the picture's top edge."""
        view = self.stretch
        return (view.high - position) / (view.high - view.low) * self.area.height()

    def y_of(self, hz: float) -> float:
        """Pixels from the picture's top edge."""
        return self.y_of_position(float(self.scale_map.position(hz)))

    def position_at(self, y: float) -> float:
        """Position on the frequency map at pixels from the top edge."""
        view = self.stretch
        return view.high - y / self.area.height() * (view.high - view.low)

    # --- the visible stretch -------------------------------------------------------------------

    def set_recording(self, duration: float, nyquist: float) -> None:
        """Show all of a recording of this duration (s) and Nyquist frequency (Hz)."""
        self.duration = max(duration, SHORTEST_VIEW)
        self.scale_map = FrequencyMap(self.scale_map.scale, nyquist)
        self._time_axis.set_duration(self.duration)
        self._show(Stretch(0.0, self.duration, 0.0, self.scale_map.top))

    def set_scale(self, scale_map: FrequencyMap) -> None:
        """Change the frequency scale and keep the visible band."""
        view, old = self.stretch, self.scale_map
        low, high = float(old.hz(view.low)), float(old.hz(view.high))
        if view.low <= 1e-9:
            low = 0.0
        self.scale_map = scale_map
        self._show(
            Stretch(
                view.start,
                view.end,
                float(scale_map.position(low)),
                float(scale_map.position(high)),
            )
        )

    def show_times(self, start: float, end: float) -> None:
        """Make this stretch of time visible, within the recording."""
        self.show_stretch(Stretch(start, end, self.stretch.low, self.stretch.high))

    def show_positions(self, low: float, high: float) -> None:
        """Make this band visible, given as positions on the frequency map."""
        self.show_stretch(Stretch(self.stretch.start, self.stretch.end, low, high))

    def show_stretch(self, stretch: Stretch) -> None:
        """Make this stretch of time and this band visible, within the recording."""
        top, shortest = self.scale_map.top, min(SHORTEST_VIEW, self.duration)
        least = min(0.25 if self.scale_map.scale == "log" else SMALLEST_BAND_HZ, top)
        times = _within(stretch.start, stretch.end, self.duration, shortest)
        self._show(Stretch(*times, *_within(stretch.low, stretch.high, top, least)))

    def zoom_time(self, factor: float, around: float) -> None:
        """Show `factor` times as much time, keeping the time `around` where it is."""
        view = self.stretch
        span = min(max((view.end - view.start) * factor, SHORTEST_VIEW), self.duration)
        share = (around - view.start) / (view.end - view.start)
        self.show_times(around - share * span, around + (1 - share) * span)

    def zoom_frequency(self, factor: float, around: float) -> None:
        """Show `factor` times as large a band, keeping the position `around` where it is."""
        view = self.stretch
        span = min((view.high - view.low) * factor, self.scale_map.top)
        share = (around - view.low) / (view.high - view.low)
        self.show_positions(around - share * span, around + (1 - share) * span)

    def move_by(self, seconds: float, positions: float) -> None:
        """Move the visible stretch."""
        view = self.stretch
        start, end = view.start + seconds, view.end + seconds
        self.show_stretch(Stretch(start, end, view.low + positions, view.high + positions))

    def fit(self) -> None:
        """Show everything."""
        self._show(Stretch(0.0, self.duration, 0.0, self.scale_map.top))

    def _show(self, stretch: Stretch) -> None:
        if self._frequency_axis.scale_map != self.scale_map:
            self._frequency_axis.set_scale_map(self.scale_map)
        self.stretch = stretch
        self.box.setRange(
            xRange=(stretch.start, stretch.end), yRange=(stretch.low, stretch.high), padding=0
        )
        self.view_changed.emit()

    def _resized(self) -> None:
        size = self.box.size()
        self._area = QRectF(0.0, 0.0, max(1.0, size.width()), max(1.0, size.height()))
        self.view_changed.emit()


def _within(low: float, high: float, top: float, least: float) -> tuple[float, float]:
    span = min(max(high - low, least), top)
    low = min(max(low, 0.0), top - span)
    return low, low + span


class Overlay(QGraphicsItem):
    """Something painted over the whole picture, in the picture's pixels."""

    def __init__(self, canvas: Canvas, z: float) -> None:
        super().__init__(canvas.box)
        self.canvas = canvas
        self._area = QRectF()
        self.setZValue(z)
        self.setAcceptedMouseButtons(Qt.MouseButton.NoButton)
        canvas.view_changed.connect(self.refresh)

    def refresh(self) -> None:
        """Paint again, after the view or what is shown changed."""
        if self._area != self.canvas.area:
            self.prepareGeometryChange()
            self._area = self.canvas.area
        self.update()

    def boundingRect(self) -> QRectF:
        return self._area


class PictureItem(Overlay):
    """The rendered picture, with a coarse one of everything where the fine one does not reach."""

    def __init__(self, canvas: Canvas) -> None:
        self.fine: Picture | None = None
        self.coarse: Picture | None = None
        super().__init__(canvas, z=-50)

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        fine = self.fine if self._fits(self.fine) else None
        covered = fine is not None and fine.stretch.covers(self.canvas.stretch)
        if not covered and self._fits(self.coarse):
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            self._draw(painter, self.coarse)
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, False)
        if fine is not None:
            self._draw(painter, fine)

    def _fits(self, picture: Picture | None) -> bool:
        return picture is not None and picture.scale == self.canvas.scale_map

    def _draw(self, painter: QPainter, picture: Picture | None) -> None:
        if picture is None:
            return
        canvas, part = self.canvas, picture.stretch
        corner = QPointF(canvas.x_of(part.start), canvas.y_of_position(part.high))
        opposite = QPointF(canvas.x_of(part.end), canvas.y_of_position(part.low))
        painter.drawImage(QRectF(corner, opposite), picture.image)


class Playhead(QGraphicsItem):
    """A thin line at the cursor's time; only its strip is painted when it moves."""

    def __init__(self, canvas: Canvas) -> None:
        super().__init__(canvas.box)
        self._canvas = canvas
        self._seconds = 0.0
        self._height = 0.0
        self.setZValue(30)
        self.setAcceptedMouseButtons(Qt.MouseButton.NoButton)
        canvas.view_changed.connect(self._place)

    def set_seconds(self, seconds: float) -> None:
        """Move the line."""
        self._seconds = seconds
        self._place()

    def _place(self) -> None:
        if self._height != self._canvas.area.height():
            self.prepareGeometryChange()
            self._height = self._canvas.area.height()
        self.setPos(round(self._canvas.x_of(self._seconds)) + 0.5, 0.0)

    def boundingRect(self) -> QRectF:
        return QRectF(-3.0, 0.0, 6.0, self._height)

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        for colour, width in ((QColor(0, 0, 0, 150), 3.0), (QColor(colour_maps.PLAYHEAD), 1.0)):
            painter.setPen(QPen(colour, width))
            painter.drawLine(QPointF(0.0, 0.0), QPointF(0.0, self._height))


def paint_selection(painter: QPainter, area: QRectF, left: float, right: float) -> None:
    """The look of a selected stretch in every view: shaded, with an edge on both sides."""
    shade = QColor(colour_maps.SELECTION)
    shade.setAlpha(38)
    painter.fillRect(QRectF(left, area.top(), right - left, area.height()), shade)
    painter.setPen(QPen(QColor(colour_maps.SELECTION), 1.0))
    for x in (left, right):
        painter.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()))


class FocusItem(Overlay):
    """A frame around the picture while the keyboard has come to it."""

    def __init__(self, canvas: Canvas) -> None:
        super().__init__(canvas, z=45)
        self.setVisible(False)

    def follow(self, event: QFocusEvent) -> None:
        """Show it where the focus came by key, as what it is on would for a mouse anyway."""
        self.setVisible(event.gotFocus() and event.reason() in BY_KEY)

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        paint_focus(painter, self.canvas.area)


def paint_focus(painter: QPainter, area: QRectF) -> None:
    """Where the keys go: a frame just inside the area."""
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(QColor(colour_maps.SELECTION), 2.0))
    painter.drawRect(area.adjusted(1.0, 1.0, -1.0, -1.0))


class HintItem(Overlay):
    """One quiet sentence in the middle of the picture."""

    def __init__(self, canvas: Canvas) -> None:
        self.text = ""
        super().__init__(canvas, z=40)

    def set_text(self, text: str) -> None:
        """Show this sentence; nothing where it is empty."""
        if text != self.text:
            self.text = text
            self.update()

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        if self.text:
            painter.setFont(self.canvas.font())
            paint_hint(painter, self.canvas.area, self.text)


def paint_hint(painter: QPainter, area: QRectF, text: str) -> None:
    """A quiet sentence on a dark plate in the middle of an area."""
    flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
    room = area.adjusted(16, 4, -16, -4)
    plate = painter.boundingRect(room, flags, text).adjusted(-10, -5, 10, 5)
    ground = QColor(colour_maps.BACKGROUND)
    ground.setAlpha(205)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(ground)
    painter.drawRoundedRect(plate, 5, 5)
    painter.setPen(QColor(colour_maps.TEXT))
    painter.drawText(room, flags, text)
