"""A label that says where its place is too narrow for its text."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget


class ElidedLabel(QLabel):
    """One line of plain text that never widens its window: "…" for what has no room.

    Its tool tip has the whole, and so has `text`, which screen readers say.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)

    @property
    def shown_text(self) -> str:
        """What there is room for."""
        width = self.contentsRect().width()
        return self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, width)

    def setText(self, text: str) -> None:
        super().setText(text)
        self._tell_whole()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._tell_whole()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        area, colours = self.contentsRect(), self.palette()
        self.style().drawItemText(
            painter, area, self.alignment(), colours, self.isEnabled(), self.shown_text,
            self.foregroundRole(),
        )  # fmt: skip

    def _tell_whole(self) -> None:
        self.setToolTip(self.text() if self.shown_text != self.text() else "")
