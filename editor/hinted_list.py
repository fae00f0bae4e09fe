"""A list that says what would stand in it while nothing does."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QListWidget, QWidget

from editor import theme
from editor.key_texts import changes, with_keys


class HintedList(QListWidget):
    """hint: the sentence, also told to a screen reader; it may name keys, see key_texts."""

    def __init__(self, hint: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._hint = hint
        self.setAccessibleDescription(with_keys(hint))
        changes.happened.connect(self._tell_again)

    def _tell_again(self) -> None:
        self.setAccessibleDescription(with_keys(self._hint))
        self.viewport().update()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self.count() == 0:
            painter = QPainter(self.viewport())
            painter.setPen(QColor(theme.FAINT))
            flags = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop
            room = self.viewport().rect().adjusted(14, 16, -14, -8)
            painter.drawText(room, flags | Qt.TextFlag.TextWordWrap, with_keys(self._hint))
