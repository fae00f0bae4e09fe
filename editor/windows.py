"""All windows of the program: each has a document, a separation and an autosave of its own."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, Qt
from PySide6.QtWidgets import QApplication

if TYPE_CHECKING:
    from editor.main_window import MainWindow

_BESIDE = QPoint(32, 32)


class Windows(QObject):
    """The windows that are open, the first one first. One of these, a child of the application."""

    def __init__(self, application: QObject) -> None:
        super().__init__(application)
        self.opened: list[MainWindow] = []

    def add(self, window: MainWindow) -> None:
        """Take a window up until it is closed; where it begins to play, the others stop."""
        if window in self.opened:
            return
        self.opened.append(window)
        window.closed.connect(lambda: self._forget(window))
        window.player.playing_changed.connect(lambda playing: self._silence(window, playing))

    def open_beside(self, window: MainWindow, path: Path | None = None) -> MainWindow:
        """Another window, with nothing in it yet, or with a file."""
        self.add(window)
        made = type(window)()
        made.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.add(made)
        made.first_painted.connect(partial(made.begin_beside, path))
        if window.isMaximized():
            made.showMaximized()
        else:
            room = window.screen().availableGeometry()
            made.setGeometry(window.geometry().translated(_BESIDE) & room)
            made.show()
        return made

    def open_each(self, window: MainWindow, paths: Sequence[Path]) -> None:
        """The first of these files in this window, every other in a window of its own."""
        beside = window
        for path in paths[1:]:
            beside = self.open_beside(beside, path)
        window.opener.open(paths[0])

    @property
    def present(self) -> MainWindow:
        """The window that has the keys, or the newest. Raises IndexError where there is none."""
        active = QApplication.activeWindow()
        return next((window for window in self.opened if window is active), self.opened[-1])

    def quit(self, first: MainWindow) -> None:
        """Close all windows, this one first; each asks about its own unsaved work.

        One that is saving closes when that is done; where the user wants to stay, the rest stay.
        """
        for window in [first, *(other for other in self.opened if other is not first)]:
            if not window.close() and not window.sessions.files.is_saving:
                return

    def close_keeping(self) -> None:
        """Close all without a question: the next start offers what was not saved."""
        for window in list(self.opened):
            window.close_keeping()

    def _forget(self, window: MainWindow) -> None:
        if window in self.opened:
            self.opened.remove(window)

    def _silence(self, playing_one: MainWindow, playing: bool) -> None:
        if playing:
            for window in self.opened:
                if window is not playing_one:
                    window.player.stop()


def windows() -> Windows:
    """Those of this program."""
    application = QApplication.instance()
    assert application is not None
    found = application.findChild(Windows)
    return found if found is not None else Windows(application)
