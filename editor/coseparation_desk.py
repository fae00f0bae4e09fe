"""The window of co-separation, made when it is first asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

if TYPE_CHECKING:
    from editor.coseparation_window import CoseparationWindow


class CoseparationDesk(QObject):
    """Shows it, and ends its work with the program."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self.opened: CoseparationWindow | None = None

    def show(self) -> None:
        """Bring the window to the front; what was in it is still there."""
        if self.opened is None:
            # It needs torch, which the main window does without until it is there.
            from editor.coseparation_window import CoseparationWindow

            self.opened = CoseparationWindow(self._window)
        self.opened.show()
        self.opened.raise_()
        self.opened.activateWindow()

    def shutdown(self) -> None:
        """Cancel everything, and wait for it."""
        if self.opened is not None:
            self.opened.close()
            self.opened.shutdown()
