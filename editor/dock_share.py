"""How two docks above each other share their column, kept while the window changes its size.

Qt takes the room of a window that shrinks from one of them down to its least height, and gives
what comes back mostly to the other: after small and large again it would stay squeezed.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtWidgets import QApplication, QDockWidget, QMainWindow


class DockShare(QObject):
    """Gives the lower dock its share of the column again: that of the start, or the user's."""

    def __init__(
        self, window: QMainWindow, upper: Sequence[QDockWidget], lower: QDockWidget
    ) -> None:
        """upper: docks that share one place as tabs."""
        super().__init__(window)
        self._window, self._upper, self._lower = window, upper, lower
        self._share = 0.0
        self._height = window.height()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._give)
        window.installEventFilter(self)
        lower.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        heard: dict[tuple[object, QEvent.Type], Callable[[], None]] = {
            (self._window, QEvent.Type.Show): self._start,
            (self._window, QEvent.Type.Resize): self._window_resized,
            (self._lower, QEvent.Type.Resize): self._dock_resized,
        }
        heard.get((watched, event.type()), lambda: None)()
        return False

    def _start(self) -> None:
        if not self._share:
            self._take()

    def _window_resized(self) -> None:
        """The docks have their new sizes already."""
        if self._height != self._window.height() and self._share:
            self._timer.start(0)
        self._height = self._window.height()

    def _dock_resized(self) -> None:
        """Where the window stays as it is and a mouse button is down, the user drags the border."""
        if self._height == self._window.height() and QApplication.mouseButtons():
            self._take()

    def _above(self) -> QDockWidget | None:
        """What is over the lower dock in the same column; None where they lie otherwise."""
        lower = self._lower
        if not lower.isVisible() or lower.isFloating():
            return None
        column = (lower.x(), lower.width())
        for dock in self._upper:
            shown = dock.isVisible() and not dock.visibleRegion().isEmpty()
            if shown and not dock.isFloating() and (dock.x(), dock.width()) == column:
                return dock
        return None

    def _take(self) -> None:
        above = self._above()
        if above is not None:
            self._share = self._lower.height() / (above.height() + self._lower.height())

    def _give(self) -> None:
        above = self._above()
        if above is None:
            return
        column = above.height() + self._lower.height()
        lower = round(self._share * column)
        if lower != self._lower.height():
            sizes = [column - lower, lower]
            self._window.resizeDocks([above, self._lower], sizes, Qt.Orientation.Vertical)
