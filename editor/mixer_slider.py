"""What the sliders of a stem share: double click for zero, deaf to the wheel unless focused."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QSlider, QStyle, QStyleOptionSlider, QWidget


class MixerSlider(QSlider):
    """Horizontal; zero is where it rests."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.setSingleStep(1)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def x_of(self, value: int) -> float:
        """Where the middle of the handle stands at a value, in pixels."""
        option = QStyleOptionSlider()
        self.initStyleOption(option)
        handle = self.style().pixelMetric(QStyle.PixelMetric.PM_SliderLength, option, self)
        room = self.width() - handle
        low, high = self.minimum(), self.maximum()
        return handle / 2 + QStyle.sliderPositionFromValue(low, high, value, room)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Back to zero."""
        self.setValue(0)
        event.accept()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Turn only where the user has chosen it; else the panel scrolls."""
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()
