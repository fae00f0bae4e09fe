"""What was shown before: back and forward through views, as a browser does with pages."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer

from editor.canvas import Canvas
from editor.picture import Stretch

# A view counts when nothing moved for so long: not every step of the wheel is one.
SETTLED_MS = 350
_MOST = 100

# Seconds and Hz, which stay the same on every frequency axis.
_View = tuple[float, float, float, float]


class ViewHistory(QObject):
    """Views of one recording, in the order in which they were settled on."""

    def __init__(self, canvas: Canvas) -> None:
        super().__init__(canvas)
        self._canvas = canvas
        self._views: list[_View] = [self._view()]
        self._at = 0
        self._settled = QTimer(self)
        self._settled.setSingleShot(True)
        self._settled.setInterval(SETTLED_MS)
        self._settled.timeout.connect(self._note)
        canvas.view_changed.connect(self._settled.start)

    def back(self) -> None:
        """Show the view before this one."""
        self._note()
        self._go(self._at - 1)

    def forward(self) -> None:
        """Show the view from which `back` was called."""
        self._note()
        self._go(self._at + 1)

    def clear(self) -> None:
        """Another recording: there was no view before this one."""
        self._settled.stop()
        self._views, self._at = [self._view()], 0

    def shutdown(self) -> None:
        """Note nothing more."""
        self._settled.stop()

    def _view(self) -> _View:
        stretch, scale = self._canvas.stretch, self._canvas.scale_map
        return (
            stretch.start,
            stretch.end,
            float(scale.hz(stretch.low)),
            float(scale.hz(stretch.high)),
        )

    def _note(self) -> None:
        self._settled.stop()
        view = self._view()
        if not _alike(view, self._views[self._at]):
            self._views = [*self._views[: self._at + 1], view][-_MOST:]
            self._at = len(self._views) - 1

    def _go(self, at: int) -> None:
        if not 0 <= at < len(self._views):
            return
        self._at = at
        start, end, low, high = self._views[at]
        scale = self._canvas.scale_map
        self._canvas.show_stretch(
            Stretch(start, end, float(scale.position(low)), float(scale.position(high)))
        )
        self._settled.stop()


def _alike(one: _View, other: _View) -> bool:
    return all(abs(a - b) <= 1e-6 * max(1.0, abs(a)) for a, b in zip(one, other, strict=True))
