"""The colour bar beside the picture: which colour is which level, and the range of levels.

Dragging its upper half moves the loud end, its lower half the quiet end, the wheel both; a
double click goes back to the automatic range.
"""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFontMetricsF,
    QImage,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QWheelEvent,
)
from PySide6.QtWidgets import QWidget

from editor import axes, colour_maps, theme
from editor.tiles import CEILING_DB, FLOOR_DB
from editor.translation import tr
from editor.view_state import ColourMap

NARROWEST_DB = 10.0
_DB_PER_NOTCH = 3.0


class ColourBar(QWidget):
    """Shows a colour table with its labels; `range_chosen` carries (low, high) in dB or None."""

    range_chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(tr("Colour bar of levels"))
        self.setToolTip(
            tr(
                "Drag the upper or lower half to change the range of levels; "
                "double-click for the automatic range"
            )
        )
        self.setFixedWidth(axes.right_margin(self))
        self.setCursor(Qt.CursorShape.SizeVerCursor)
        self._bottom_margin = 0.0
        self._range = (-90.0, -10.0)
        self._mask_colour: str | None = None
        self._difference = False
        self._colour_map: ColourMap = "magma"
        self._drag: tuple[float, tuple[float, float], bool] | None = None

    @property
    def range_db(self) -> tuple[float, float]:
        """The shown range in dB."""
        return self._range

    def set_bottom_margin(self, pixels: float) -> None:
        """Height of the time axis beside it."""
        if pixels != self._bottom_margin:
            self._bottom_margin = pixels
            self.update()

    def set_range(self, range_db: tuple[float, float]) -> None:
        """Show this range of levels in dB."""
        if range_db != self._range:
            self._range = range_db
            self.update()

    def set_colour_map(self, name: ColourMap) -> None:
        """Show levels in these colours."""
        if name != self._colour_map:
            self._colour_map = name
            self.update()

    def set_mask_colour(self, colour: str | None) -> None:
        """Show the table of a single mask in this colour instead of levels; None: levels."""
        if colour != self._mask_colour:
            self._mask_colour = colour
            self.update()

    def set_difference(self, shown: bool) -> None:
        """Show the colours of less and more of a mask instead of levels."""
        if shown != self._difference:
            self._difference = shown
            self.update()

    def _bar(self) -> QRectF:
        metrics = QFontMetricsF(self.font())
        top = metrics.height() * 0.6
        bottom = self.height() - max(self._bottom_margin, top)
        return QRectF(metrics.height() * 0.6, top, metrics.height() * 0.75, bottom - top)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(theme.FRAME))
        bar = self._bar()
        if bar.height() < 20:
            return
        column = np.ascontiguousarray(self._table()[::-1])
        image = QImage(column.data, 1, 256, 4, QImage.Format.Format_RGB32)
        painter.drawImage(bar, image)
        painter.setPen(QPen(QColor(theme.FRAME_LINE), 1.0))
        painter.drawRect(bar)
        self._paint_labels(painter, bar)

    def _table(self) -> np.ndarray:
        if self._difference:
            return colour_maps.difference_table((0.0, 255.0))[:, 255]
        if self._mask_colour is not None:
            return colour_maps.mask_table(self._mask_colour)
        return colour_maps.level_table((0, 255), self._colour_map)

    @property
    def _shows_levels(self) -> bool:
        return self._mask_colour is None and not self._difference

    def _paint_labels(self, painter: QPainter, bar: QRectF) -> None:
        metrics = QFontMetricsF(self.font())
        low, high = self._range if self._shows_levels else (0.0, 1.0)
        if self._difference:
            low = -1.0
        step = axes.nice_step((high - low) * metrics.height() * 2.8 / bar.height())
        for value in axes.multiples(step, low, high):
            y = bar.bottom() - (value - low) / (high - low) * bar.height()
            painter.setPen(QColor(theme.FRAME_LINE))
            painter.drawLine(QPointF(bar.right() + 1, y), QPointF(bar.right() + 4, y))
            painter.setPen(QColor(theme.FRAME_TEXT))
            place = QRectF(bar.right() + 7, y - metrics.height() / 2, 200, metrics.height())
            painter.drawText(place, Qt.AlignmentFlag.AlignVCenter, self._label(value))
        unit = QRectF(0, bar.bottom() + 3, self.width(), metrics.height() * 1.3)
        painter.setPen(QColor(theme.FRAME_FAINT))
        name = tr("change") if self._difference else tr("mask") if self._mask_colour else "dBFS"
        painter.drawText(unit, Qt.AlignmentFlag.AlignCenter, name)

    def _label(self, value: float) -> str:
        if self._difference and value > 0:
            return f"+{value * 100:.0f} %"
        if not self._shows_levels:
            return f"{value * 100:.0f} %".replace("-", "−")
        return f"{value:.0f}".replace("-", "−")

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if self._shows_levels and event.button() == Qt.MouseButton.LeftButton:
            y = event.position().y()
            self._drag = (y, self._range, y < self._bar().center().y())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._drag is None:
            return
        began, (low, high), upper = self._drag
        by = (event.position().y() - began) / max(1.0, self._bar().height()) * (high - low)
        self._choose(low if upper else low + by, high + by if upper else high, moves_top=upper)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._drag = None

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self._drag = None
        self.range_chosen.emit(None)

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.accept()
        if self._shows_levels:
            by = -event.angleDelta().y() / 120.0 * _DB_PER_NOTCH
            low, high = self._range
            by = min(max(by, FLOOR_DB - low), CEILING_DB - high)
            self._choose(low + by, high + by, moves_top=True)

    def _choose(self, low: float, high: float, *, moves_top: bool) -> None:
        low, high = max(low, FLOOR_DB), min(high, CEILING_DB)
        if high - low < NARROWEST_DB:
            low, high = (low, low + NARROWEST_DB) if moves_top else (high - NARROWEST_DB, high)
        self.range_chosen.emit((low, high))
