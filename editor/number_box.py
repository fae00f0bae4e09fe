"""A field for a whole number that does not keep the window's keys to itself."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QSpinBox

_UNDO = (QKeySequence.StandardKey.Undo, QKeySequence.StandardKey.Redo)
_LEAVING = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Escape)


class NumberBox(QSpinBox):
    """Takes digits; undo, redo, space and letters are the window's. Enter and Escape leave it."""

    def event(self, event: QEvent) -> bool:
        """Leave the keys that no number has to the window's shortcuts."""
        is_override = event.type() == QEvent.Type.ShortcutOverride
        if is_override and isinstance(event, QKeyEvent) and _is_of_the_window(event):
            event.ignore()
            return False
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter takes the number, and both Enter and Escape give the keys back to the window."""
        super().keyPressEvent(event)
        if event.key() in _LEAVING:
            event.accept()
            self.window().setFocus(Qt.FocusReason.OtherFocusReason)


def _is_of_the_window(event: QKeyEvent) -> bool:
    text = event.text()
    is_foreign = text.isprintable() and text != "" and not text.isdigit()
    return is_foreign or any(event.matches(key) for key in _UNDO)
