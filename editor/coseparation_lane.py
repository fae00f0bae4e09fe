"""One file of the co-separation window: its picture on the common clock, fields, and buttons."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QImage, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QWidget,
)

from editor.colour_maps import (
    PICTURE_BACKGROUND,
    PLAYHEAD,
    QUIET_TEXT,
    TEXT,
    level_colours,
    packed,
    rgb,
)
from editor.coseparation_work import LOWEST_HZ
from editor.number_box import SignedBox
from editor.translation import tr
from engine.guidance import Box

SHARED_COLOUR, CLEAN_COLOUR = "#ffb000", "#4a9bd4"
HEIGHT = 150
LEAST_DRAG = 4.0
SIDE_WIDTH = 270
NAME_WIDTH = 200
_TICKS = (0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 30, 60, 120, 300, 600)


class LanePicture(QWidget):
    """A file's spectrogram where it lies on the common clock, and how much of it is shared.

    Dragging draws a box; with Shift it moves the file. Times in seconds on the common clock.
    """

    boxed = Signal(float, float, float, float)
    """start and end in seconds of the file, low and high in Hz."""
    moved = Signal(float)
    """By how many seconds the file was dragged to the right."""

    def __init__(self, name: str, duration: float, top_hz: float, picture: np.ndarray) -> None:
        super().__init__()
        self.setMinimumHeight(HEIGHT)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(tr("Picture of {name}").format(name=name))
        self.setToolTip(tr("Drag to draw a box; Shift and drag to move the file"))
        self.setCursor(Qt.CursorShape.CrossCursor)
        self._duration, self._top_hz = duration, top_hz
        indices = np.clip(np.rint(picture[::-1] * 255), 0, 255).astype(int)
        self._ground = _image(packed(level_colours("grey") * 0.8)[indices])
        self._share: QImage | None = None
        self._share_span = (0.0, 1.0)
        self._view = (0.0, max(duration, 1e-3))
        self._lag, self._stretch = 0.0, 1.0
        self._boxes: tuple[Box, ...] = ()
        self._playhead: float | None = None
        self._press: QPointF | None = None
        self._now = QPointF()
        self._moves = False

    def place(self, view: tuple[float, float], lag: float, stretch: float) -> None:
        """Show this span of the common clock, and the file where it lies on it."""
        self._view, self._lag, self._stretch = view, lag, stretch
        self.update()

    def show_share(self, share: np.ndarray | None, start: float, end: float) -> None:
        """How much of each bin is shared, float32 (rows, frames), over a span of the clock."""
        if share is None:
            self._share = None
        else:
            tint = rgb(SHARED_COLOUR)
            part = np.clip(share[::-1, :, None], 0.0, 1.0)
            self._share = _image(packed(1.0 - part * (1.0 - tint)))
            self._share_span = (start, end)
        self.update()

    @property
    def has_share(self) -> bool:
        """Whether it is shown what is shared."""
        return self._share is not None

    def show_boxes(self, boxes: tuple[Box, ...]) -> None:
        """The boxes drawn on this file."""
        self._boxes = boxes
        self.update()

    def show_playhead(self, seconds: float | None) -> None:
        """What is heard of this file, in its own seconds; None where nothing is."""
        self._playhead = seconds
        self.update()

    # --- places ---------------------------------------------------------------------------------

    def _x(self, common: float) -> float:
        return (common - self._view[0]) / (self._view[1] - self._view[0]) * self.width()

    def _x_of_file(self, seconds: float) -> float:
        return self._x((seconds - self._lag) / self._stretch)

    def _file_time(self, x: float) -> float:
        common = self._view[0] + x / max(1, self.width()) * (self._view[1] - self._view[0])
        return self._lag + self._stretch * common

    def _y(self, hertz: float) -> float:
        octaves = np.log2(max(hertz, LOWEST_HZ) / LOWEST_HZ) / np.log2(self._top_hz / LOWEST_HZ)
        return float((1 - octaves) * self.height())

    def _hertz(self, y: float) -> float:
        share = 1 - min(max(y / max(1, self.height()), 0.0), 1.0)
        return float(LOWEST_HZ * (self._top_hz / LOWEST_HZ) ** share)

    # --- painting -------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(PICTURE_BACKGROUND))
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        left, right = self._x_of_file(0.0), self._x_of_file(self._duration)
        if self._moves and self._press is not None:
            shift = self._now.x() - self._press.x()
            left, right = left + shift, right + shift
        painter.drawImage(QRectF(left, 0, right - left, self.height()), self._ground)
        if self._share is not None:
            start, end = (self._x(seconds) for seconds in self._share_span)
            # Tinted by multiplying: what is quiet stays dark, however much of it is shared.
            painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Multiply)
            painter.drawImage(QRectF(start, 0, end - start, self.height()), self._share)
            painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceOver)
        self._paint_boxes(painter)
        self._paint_times(painter)
        if self._playhead is not None:
            x = self._x_of_file(self._playhead)
            painter.setPen(QPen(QColor(PLAYHEAD), 1))
            painter.drawLine(QPointF(x, 0), QPointF(x, self.height()))

    def _paint_boxes(self, painter: QPainter) -> None:
        for box in self._boxes:
            colour = QColor(SHARED_COLOUR if box.source == 1 else CLEAN_COLOUR)
            left, right = self._x_of_file(box.start), self._x_of_file(box.end)
            top, bottom = self._y(box.high), self._y(box.low)
            painter.setPen(QPen(colour, 1.5))
            fill = QColor(colour)
            fill.setAlpha(40)
            painter.setBrush(fill)
            painter.drawRect(QRectF(left, top, right - left, bottom - top))
        if self._press is not None and not self._moves:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(PLAYHEAD), 1, Qt.PenStyle.DashLine))
            painter.drawRect(QRectF(self._press, self._now).normalized())

    def _paint_times(self, painter: QPainter) -> None:
        span = self._view[1] - self._view[0]
        step = next((tick for tick in _TICKS if span / tick <= 12), _TICKS[-1])
        font = painter.font()
        font.setPointSizeF(7.5)
        painter.setFont(font)
        # Bright sound is as light as the text.
        ground = QColor(PICTURE_BACKGROUND)
        ground.setAlpha(205)
        for number in range(int(np.ceil(self._view[0] / step)), int(self._view[1] / step) + 1):
            x = self._x(number * step)
            painter.setPen(QColor(QUIET_TEXT))
            painter.drawLine(QPointF(x, self.height() - 4), QPointF(x, self.height()))
            text = f"{number * step:g} s"
            place = QPointF(x + 3, self.height() - 3)
            plate = QRectF(painter.fontMetrics().tightBoundingRect(text)).translated(place)
            painter.fillRect(plate.adjusted(-2, -2, 2, 2), ground)
            painter.setPen(QColor(TEXT))
            painter.drawText(place, text)

    # --- gestures -------------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._press = self._now = event.position()
            self._moves = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._press is not None:
            self._now = event.position()
            self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        press, self._press = self._press, None
        self.update()
        if press is None or event.button() != Qt.MouseButton.LeftButton:
            return
        drag = event.position() - press
        if self._moves and abs(drag.x()) >= LEAST_DRAG:
            span = self._view[1] - self._view[0]
            self.moved.emit(drag.x() / max(1, self.width()) * span)
        elif not self._moves and min(abs(drag.x()), abs(drag.y())) >= LEAST_DRAG:
            times = sorted(self._file_time(x) for x in (press.x(), event.position().x()))
            hertz = sorted(self._hertz(y) for y in (press.y(), event.position().y()))
            start, end = max(0.0, times[0]), min(self._duration, times[1])
            if start < end and hertz[0] < hertz[1]:
                self.boxed.emit(start, end, hertz[0], hertz[1])


def _image(pixels: np.ndarray) -> QImage:
    """A picture that keeps its own copy of uint32 (rows, columns)."""
    pixels = np.ascontiguousarray(pixels, np.uint32)
    height, width = pixels.shape
    return QImage(pixels.data, width, height, 4 * width, QImage.Format.Format_RGB32).copy()


class Lane(QWidget):
    """A file's name, numbers and buttons beside its picture."""

    lag_changed = Signal(float)
    trim_changed = Signal(float)
    listen = Signal(str)
    left_out = Signal()

    def __init__(self, name: str, duration: float, top_hz: float, picture: np.ndarray) -> None:
        super().__init__()
        self.picture = LanePicture(name, duration, top_hz, picture)
        title = QLabel()
        title.setTextFormat(Qt.TextFormat.PlainText)
        title.setToolTip(name)
        # What differs stands at the ends of names: the middle is left out.
        elided = title.fontMetrics().elidedText(name, Qt.TextElideMode.ElideMiddle, NAME_WIDTH)
        title.setText(elided)
        self.leave_out = QToolButton()
        self.leave_out.setText("✕")
        self.leave_out.setAutoRaise(True)
        self.leave_out.setAccessibleName(tr("Leave out {name}").format(name=name))
        self.leave_out.setToolTip(tr("Leave this file out; corrections and boxes go with it"))
        self.leave_out.clicked.connect(self.left_out)
        self.found = QLabel()
        self.found.setWordWrap(True)
        self.lag = _field(
            -36_000,
            36_000,
            " s",
            3,
            tr("Lag of {name}").format(name=name),
            tr("Where the common clock begins in this file; what you set is refined within 20 ms"),
        )
        self.lag.setSingleStep(0.01)
        self.trim = _field(
            -24,
            24,
            " dB",
            1,
            tr("Gain of {name}").format(name=name),
            tr("Takes more or less of the shared sound out of this file than was found"),
        )
        self.buttons = {
            what: QPushButton(text)
            for what, text in (("mix", tr("Mix")), ("clean", tr("Clean")), ("shared", tr("Shared")))
        }
        line = QHBoxLayout()
        for what, button in self.buttons.items():
            button.setCheckable(True)
            button.setAccessibleName(tr("Listen to {name}: {what}").format(name=name, what=what))
            button.setToolTip(
                tr("Listen to this file's {what}").format(what=what)
                if what != "mix"
                else tr("Listen")
            )
            button.clicked.connect(lambda checked, what=what: self.listen.emit(what))
            line.addWidget(button)
        grid = QGridLayout()
        heading = QHBoxLayout()
        heading.addWidget(title, 1)
        heading.addWidget(self.leave_out)
        grid.addLayout(heading, 0, 0, 1, 2)
        grid.addWidget(QLabel(tr("Lag")), 1, 0)
        grid.addWidget(self.lag, 1, 1)
        grid.addWidget(QLabel(tr("Gain")), 2, 0)
        grid.addWidget(self.trim, 2, 1)
        grid.addWidget(self.found, 3, 0, 1, 2)
        grid.addLayout(line, 4, 0, 1, 2)
        grid.setRowStretch(5, 1)
        side = QWidget()
        side.setLayout(grid)
        side.setFixedWidth(max(SIDE_WIDTH, side.sizeHint().width()))
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(side)
        layout.addWidget(self.picture, 1)
        self.lag.valueChanged.connect(self.lag_changed)
        self.trim.valueChanged.connect(self.trim_changed)


def _field(low: float, high: float, unit: str, digits: int, name: str, tip: str) -> SignedBox:
    field = SignedBox()
    field.setRange(low, high)
    field.setDecimals(digits)
    field.setSuffix(unit)
    field.setAccessibleName(name)
    field.setToolTip(tip)
    return field
