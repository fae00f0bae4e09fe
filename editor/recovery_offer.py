"""Looks for work that a crash left behind, in a thread, and offers it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from editor.background import JobContext, NewestWorker
from editor.recovery import Recoverable, decline, find_recoverable
from editor.recovery_dialog import RecoveryDialog

Otherwise = Callable[[], None]


class RecoveryOffer(QObject):
    """chosen carries the folder of the work that the user wants to have back."""

    chosen = Signal(object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._window = parent
        self._otherwise: Otherwise | None = None
        self.dialog: RecoveryDialog | None = None
        self._worker = NewestWorker("look for unsaved work", self)
        self._worker.published.connect(self._offer)
        self._worker.failed.connect(lambda sentence: self._go_on())

    def at_start(self, otherwise: Otherwise) -> None:
        """Offer what there is; otherwise: what to do where the user takes none of it."""
        self._otherwise = otherwise
        self._worker.submit(partial(_look, False))

    def ask(self) -> None:
        """Show everything that can be had back, also what was declined."""
        self._worker.submit(partial(_look, True))

    def shutdown(self) -> None:
        """Cancel and join the background work."""
        self._worker.shutdown()

    def _offer(self, kind: str, found: tuple[Recoverable, ...]) -> None:
        asked_for = kind == "all"
        if not found and not asked_for:
            self._go_on()
            return
        dialog = self.dialog = RecoveryDialog(found, self._window, asked_for=asked_for)
        dialog.chosen.connect(lambda each: self.chosen.emit(each.folder))
        if not asked_for:
            dialog.rejected.connect(lambda: decline(found))
            dialog.rejected.connect(self._go_on)
        dialog.finished.connect(self._close)
        dialog.open()

    def _close(self) -> None:
        dialog, self.dialog = self.dialog, None
        if dialog is not None:
            dialog.deleteLater()

    def _go_on(self) -> None:
        otherwise, self._otherwise = self._otherwise, None
        if otherwise is not None:
            otherwise()


def _look(everything: bool, context: JobContext) -> None:
    found = find_recoverable(declined=everything)
    context.publish("all" if everything else "left", found)
