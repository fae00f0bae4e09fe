"""Labels whose text changes many times a second, in places that do not change with it.

A plain label has the whole window laid out anew, and much of it painted, at each of its texts.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

_NO_LIMIT = 16777215  # QWIDGETSIZE_MAX, which PySide6 leaves out


class SteadyLabel(QLabel):
    """A line of text that keeps its size, and grows where a text needs more."""

    def setText(self, text: str) -> None:
        super().setText(text)
        self._make_room()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self.setMinimumSize(0, 0)
            self.setMaximumSize(_NO_LIMIT, _NO_LIMIT)
            self._make_room()

    def _make_room(self) -> None:
        wanted = self.sizeHint()
        # Without a least and a greatest size that are the same, every text would be a new layout.
        if wanted.width() > self.minimumWidth() or wanted.height() > self.minimumHeight():
            self.setFixedSize(wanted.expandedTo(self.minimumSize()))


class LabelPlace(QWidget):
    """Room for so many lines of a label that wraps its text."""

    def __init__(self, label: QLabel, lines: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._label, self._lines = label, lines
        label.setParent(self)
        label.setWordWrap(True)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """As high as its lines; as wide as its panel likes."""
        return QSize(0, self._lines * self._label.fontMetrics().lineSpacing())

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._label.setGeometry(self.rect())
        super().resizeEvent(event)
