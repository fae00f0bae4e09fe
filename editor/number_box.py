"""Fields for numbers that do not keep the window's keys to themselves."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSignalBlocker, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QWheelEvent
from PySide6.QtWidgets import QDoubleSpinBox, QSpinBox, QWidget

_UNDO = (QKeySequence.StandardKey.Undo, QKeySequence.StandardKey.Redo)
_LEAVING = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Escape)
_SEVERAL = "—"


class NumberBox(QSpinBox):
    """Takes digits; undo, redo, space and letters are the window's. Enter and Escape leave it."""

    def event(self, event: QEvent) -> bool:
        """Leave the keys that no number has to the window's shortcuts."""
        if _is_of_the_window(event, ""):
            event.ignore()
            return False
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter takes the number, and both Enter and Escape give the keys back to the window."""
        super().keyPressEvent(event)
        _leave(self, event)


class DecimalBox(QDoubleSpinBox):
    """The same for a number with decimals from 0 on; it may show that there are several.

    A number counts when it is finished with Enter, or by leaving the field.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setKeyboardTracking(False)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setRange(0.0, 1e6)

    def show_value(self, value: float | None) -> None:
        """Show a number without telling anyone; None where several differ."""
        with QSignalBlocker(self):
            self.setSpecialValueText(_SEVERAL if value is None else "")
            self.setMinimum(-1.0 if value is None else 0.0)
            self.setValue(-1.0 if value is None else value)

    def stepBy(self, steps: int) -> None:
        """Several numbers have none to step from."""
        if self.value() >= 0.0:
            super().stepBy(steps)

    def event(self, event: QEvent) -> bool:
        """Leave the keys that no number has to the window's shortcuts."""
        if _is_of_the_window(event, ".,"):
            event.ignore()
            return False
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter takes the number, and both Enter and Escape give the keys back to the window."""
        super().keyPressEvent(event)
        _leave(self, event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Turn only where the user is in the field; else the panel scrolls."""
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()


class SignedBox(DecimalBox):
    """The same for a number of either sign."""

    def event(self, event: QEvent) -> bool:
        """Leave the keys that no number has to the window's shortcuts."""
        if _is_of_the_window(event, ".,-+"):
            event.ignore()
            return False
        return QDoubleSpinBox.event(self, event)


def _leave(box: QWidget, event: QKeyEvent) -> None:
    if event.key() in _LEAVING:
        event.accept()
        box.window().setFocus(Qt.FocusReason.OtherFocusReason)


def _is_of_the_window(event: QEvent, marks: str) -> bool:
    """Whether a key is none of a number's, which may have these marks beside its digits."""
    if event.type() != QEvent.Type.ShortcutOverride or not isinstance(event, QKeyEvent):
        return False
    text = event.text()
    is_foreign = text.isprintable() and text != "" and not text.isdigit() and text not in marks
    return is_foreign or any(event.matches(key) for key in _UNDO)
