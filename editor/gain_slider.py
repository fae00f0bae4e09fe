"""A fader in dB: half-decibel steps, double click for 0 dB, deaf to the wheel unless focused."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from editor import theme
from editor.local_number import LocalNumber
from editor.mixer_slider import MixerSlider

LOWEST_DB, HIGHEST_DB = -60.0, 12.0
_STEPS_PER_DB = 2


def gain_text(gain_db: float) -> str:
    """A gain as +1.5 dB, 0.0 dB or −6.0 dB, with a true minus sign."""
    sign = "−" if gain_db < -0.05 else "+" if gain_db > 0.05 else ""
    return f"{sign}{LocalNumber(abs(gain_db)):.1f} dB"


class GainSlider(MixerSlider):
    """Horizontal fader from LOWEST_DB to HIGHEST_DB."""

    gain_changed = Signal(float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setRange(round(LOWEST_DB * _STEPS_PER_DB), round(HIGHEST_DB * _STEPS_PER_DB))
        self.setPageStep(3 * _STEPS_PER_DB)
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

    def paintEvent(self, event: QPaintEvent) -> None:
        """A mark at 0 dB under the fader."""
        x = self.x_of(0)
        painter = QPainter(self)
        painter.setPen(QColor(theme.FAINT))
        middle = self.height() // 2
        painter.drawLine(int(x), middle - 7, int(x), middle + 7)
        painter.end()
        super().paintEvent(event)
