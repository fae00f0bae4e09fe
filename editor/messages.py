"""Messages that do not block: a few lines at the foot of the picture, each to be dismissed."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QToolButton, QVBoxLayout, QWidget

from editor.translation import tr
from editor.word_breaks import breakable

Level = Literal["info", "warning", "error"]
MAX_MESSAGES = 3
INFO_MS = 8_000
_WORDS: dict[Level, str] = {"info": tr("Note"), "warning": tr("Warning"), "error": tr("Error")}


class Message(QFrame):
    """One sentence with a button to dismiss it."""

    def __init__(self, text: str, level: Level, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.text = text
        self.level = level
        self.setObjectName("message")
        self.setProperty("level", level)
        self.setAccessibleName(f"{_WORDS[level]}: {text}")
        label = QLabel(breakable(text))
        label.setWordWrap(True)
        label.setMinimumWidth(1)  # the widest word of a text must not widen the window
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.close_button = QToolButton()
        self.close_button.setText("✕")
        self.close_button.setAutoRaise(True)
        self.close_button.setToolTip(tr("Dismiss this message"))
        self.close_button.setAccessibleName(tr("Dismiss this message"))
        layout = QHBoxLayout(self)
        layout.setContentsMargins(10, 4, 4, 4)
        layout.addWidget(label, 1)
        layout.addWidget(self.close_button, 0, Qt.AlignmentFlag.AlignTop)


class MessageBar(QWidget):
    """The latest messages, the newest last; the same sentence is never there twice."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(2)
        self._messages: list[Message] = []
        self.hide()

    @property
    def texts(self) -> tuple[str, ...]:
        """The sentences that are shown."""
        return tuple(message.text for message in self._messages)

    def show_message(self, text: str, level: Level = "info") -> None:
        """Show a sentence; an "info" goes by itself after a while."""
        for known in [message for message in self._messages if message.text == text]:
            self._remove(known)
        while len(self._messages) >= MAX_MESSAGES:
            self._remove(self._messages[0])
        message = Message(text, level, self)
        message.close_button.clicked.connect(lambda: self._remove(message))
        self._messages.append(message)
        self._layout.addWidget(message)
        self.show()
        if level == "info":
            timer = QTimer(message)
            timer.setSingleShot(True)
            timer.timeout.connect(lambda: self._remove(message))
            timer.start(INFO_MS)

    def dismiss_all(self) -> None:
        """Take all messages away."""
        for message in list(self._messages):
            self._remove(message)

    def _remove(self, message: Message) -> None:
        if message not in self._messages:
            return
        self._messages.remove(message)
        self._layout.removeWidget(message)
        message.hide()
        message.deleteLater()
        self.setVisible(bool(self._messages))
