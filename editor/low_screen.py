"""What gives way on a low screen, as one of 720 lines at 150 %: panels and dialogs scroll."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

LOW_PIXELS = 680


def screen_height() -> int:
    """What windows may cover of the screen, in pixels of the present scale."""
    return QGuiApplication.primaryScreen().availableGeometry().height()


def screen_is_low() -> bool:
    """Whether what is laid out for other screens has no room."""
    return screen_height() < LOW_PIXELS


def scrolling(panel: QWidget) -> QScrollArea:
    """A place of any height for a panel, which scrolls in it."""
    scroll = QScrollArea()
    scroll.setWidgetResizable(True)
    scroll.setFrameShape(QFrame.Shape.NoFrame)
    scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    scroll.setMinimumWidth(
        panel.minimumSizeHint().width() + scroll.verticalScrollBar().sizeHint().width()
    )
    scroll.setWidget(panel)
    return scroll
