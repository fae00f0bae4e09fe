"""Two tool bars in one row where both fit, else in two: what does not fit Qt hides."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QMainWindow, QToolBar

_TOP = Qt.ToolBarArea.TopToolBarArea


class BarRows(QObject):
    """Moves the second bar below the first, and back; bars moved elsewhere by hand stay there."""

    def __init__(self, window: QMainWindow, first: QToolBar, second: QToolBar) -> None:
        super().__init__(window)
        self._window, self._bars = window, (first, second)
        for watched in (window, *self._bars):
            watched.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Look again whenever the window or what stands in a bar has another size."""
        if event.type() in (QEvent.Type.Resize, QEvent.Type.LayoutRequest, QEvent.Type.Show):
            self._arrange()
        return False

    def _arrange(self) -> None:
        window, second = self._window, self._bars[1]
        if any(bar.isFloating() or window.toolBarArea(bar) != _TOP for bar in self._bars):
            return
        needed = sum(bar.sizeHint().width() for bar in self._bars if not bar.isHidden())
        fits = needed <= window.width()
        if fits and window.toolBarBreak(second):
            window.removeToolBarBreak(second)
        elif not fits and not window.toolBarBreak(second):
            window.insertToolBarBreak(second)
