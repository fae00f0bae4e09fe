"""A fader in dB: half-decibel steps, double click for 0 dB, deaf to the wheel unless focused."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QSlider, QStyle, QStyleOptionSlider, QWidget

from editor import theme

LOWEST_DB, HIGHEST_DB = -60.0, 12.0
_STEPS_PER_DB = 2


def gain_text(gain_db: float) -> str:
    """A gain as +1.5 dB, 0.0 dB or −6.0 dB, with a true minus sign."""
    sign = "−" if gain_db < -0.05 else "+" if gain_db > 0.05 else ""
    return f"{sign}{abs(gain_db):.1f} dB"


class GainSlider(QSlider):
    """Horizontal fader from LOWEST_DB to HIGHEST_DB."""

    gain_changed = Signal(float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.setRange(round(LOWEST_DB * _STEPS_PER_DB), round(HIGHEST_DB * _STEPS_PER_DB))
        self.setSingleStep(1)
        self.setPageStep(3 * _STEPS_PER_DB)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumWidth(90)
        self.valueChanged.connect(lambda value: self.gain_changed.emit(value / _STEPS_PER_DB))

    @property
    def gain_db(self) -> float:
        """The fader's gain."""
        return self.value() / _STEPS_PER_DB

    def show_gain(self, gain_db: float) -> None:
        """Move the fader without telling anyone."""
        with QSignalBlocker(self):
            self.setValue(round(gain_db * _STEPS_PER_DB))
        self.update()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Back to 0 dB."""
        self.setValue(0)
        event.accept()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Turn only where the user has chosen this fader; else the panel scrolls."""
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()

    def paintEvent(self, event: QPaintEvent) -> None:
        """A mark at 0 dB under the fader."""
        option = QStyleOptionSlider()
        self.initStyleOption(option)
        handle = self.style().pixelMetric(QStyle.PixelMetric.PM_SliderLength, option, self)
        room = self.width() - handle
        x = handle / 2 + QStyle.sliderPositionFromValue(self.minimum(), self.maximum(), 0, room)
        painter = QPainter(self)
        painter.setPen(QColor(theme.FAINT))
        middle = self.height() // 2
        painter.drawLine(int(x), middle - 7, int(x), middle + 7)
        painter.end()
        super().paintEvent(event)
