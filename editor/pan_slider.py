"""Where a stem is heard between left and right, in steps of a twentieth."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSignalBlocker, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from editor import theme
from editor.mixer_slider import MixerSlider
from editor.translation import tr

_STEPS = 20
# A drag that ends this near to the middle is meant for it.
_MIDDLE = 1


def pan_text(pan: float) -> str:
    """A pan from -1 to 1 as "left 30 %", "middle" or "right 100 %"."""
    percent = round(abs(pan) * 100)
    if not percent:
        return tr("middle")
    return (tr("left {percent} %") if pan < 0 else tr("right {percent} %")).format(percent=percent)


class PanSlider(MixerSlider):
    """Horizontal, from -1 (left) to 1 (right)."""

    pan_changed = Signal(float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setRange(-_STEPS, _STEPS)
        self.setPageStep(5)
        self.setFixedWidth(58)
        self.valueChanged.connect(self._tell)
        self.show_pan(0.0)

    @property
    def pan(self) -> float:
        """Where it stands."""
        return self.value() / _STEPS

    def show_pan(self, pan: float) -> None:
        """Move it without telling anyone."""
        with QSignalBlocker(self):
            self.setValue(round(pan * _STEPS))
        self._describe()

    def _tell(self, value: int) -> None:
        if self.isSliderDown() and abs(value) <= _MIDDLE:
            with QSignalBlocker(self):
                self.setValue(0)
        self._describe()
        self.pan_changed.emit(self.pan)

    def _describe(self) -> None:
        self.setToolTip(
            tr("Pan: {pan_text}; double-click for the middle").format(pan_text=pan_text(self.pan))
        )
        self.setAccessibleDescription(pan_text(self.pan))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """A groove filled from the middle, narrower than the style's own could be."""
        centre = self.width() / 2
        x = self.x_of(self.value())
        middle = self.height() / 2
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QColor(theme.BORDER))
        painter.setBrush(QColor(theme.GROUND))
        painter.drawRoundedRect(QRectF(1, middle - 3, self.width() - 2, 6), 3, 3)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(theme.ACCENT))
        painter.drawRect(QRectF(min(x, centre), middle - 2, abs(x - centre), 4))
        painter.setBrush(QColor(theme.FAINT))
        painter.drawRect(QRectF(centre - 0.5, middle - 6, 1, 12))
        painter.setPen(QColor(theme.ACCENT if self.hasFocus() else theme.BORDER))
        painter.setBrush(QColor(theme.TEXT if self.isEnabled() else theme.DISABLED))
        painter.drawRoundedRect(QRectF(x - 3, middle - 6, 6, 12), 2, 2)
        painter.end()
