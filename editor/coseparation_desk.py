"""The window of co-separation, made when it is first asked for."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from editor.document import Document
from editor.task_bar import follow_coseparation, task_bar

if TYPE_CHECKING:
    from editor.coseparation_session import CoseparationSession
    from editor.coseparation_window import CoseparationWindow


class CoseparationDesk(QObject):
    """Shows it, and ends its work with the program."""

    def __init__(self, document: Document, window: QWidget) -> None:
        """document: the one whose session keeps it."""
        super().__init__(window)
        self._document, self._window = document, window
        self._session: CoseparationSession | None = None
        self.opened: CoseparationWindow | None = None

    def show(self) -> None:
        """Bring the window to the front; what was in it is still there."""
        if self.opened is None:
            # It needs torch, which the main window does without until it is there.
            from editor.coseparation_session import CoseparationSession
            from editor.coseparation_window import CoseparationWindow

            self.opened = CoseparationWindow(self._window)
            self._session = CoseparationSession(self._document, self.opened)
            follow_coseparation(self.opened.work)
        self.opened.show()
        self.opened.raise_()
        self.opened.activateWindow()

    def settle(self, then: Callable[[], None]) -> None:
        """Have the document hold what is on the screen, then go on; mostly at once."""
        if self._session is None:
            then()
        else:
            self._session.settle(then)

    def shutdown(self) -> None:
        """Cancel everything, and wait for it."""
        if self._session is not None:
            self._session.shutdown()
        if self.opened is not None:
            self.opened.close()
            self.opened.shutdown()
            task_bar().tell(self.opened.work, None)
