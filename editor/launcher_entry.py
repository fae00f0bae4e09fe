"""Progress on the program's button in the desktop's task bar, through D-Bus.

Speaks the signal Update of com.canonical.Unity.LauncherEntry, which KDE Plasma, Ubuntu's dock,
Dash to Dock, Plank and others understand; they forget it when the program ends. Qt 6 has no means
for the task bars of Windows and macOS: there nothing is shown.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtGui import QGuiApplication

from editor.background import JobContext, NewestWorker

if TYPE_CHECKING:
    from PySide6.QtDBus import QDBusMessage

PATH = "/com/canonical/unity/launcherentry/unbraid"
INTERFACE, SIGNAL = "com.canonical.Unity.LauncherEntry", "Update"


def has_session_bus() -> bool:
    """Whether there is a bus of this user's; libdbus would start one where none is."""
    if sys.platform in ("win32", "darwin"):
        return False
    address = os.environ.get("DBUS_SESSION_BUS_ADDRESS")
    if address:
        return not address.startswith(("disabled:", "autolaunch:"))
    folder = os.environ.get("XDG_RUNTIME_DIR")
    return folder is not None and Path(folder, "bus").exists()


class LauncherEntry(QObject):
    """The button of this program's desktop file. Without a bus, or one who listens, it is mute."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        # To connect can take long where the bus is busy: the window's thread does not wait.
        self._worker = NewestWorker("task bar", self)

    def show(self, share: float | None) -> None:
        """How much is done, from 0 to 1; None where nothing is under way."""
        name = QGuiApplication.desktopFileName()

        def send(_: JobContext) -> None:
            from PySide6.QtDBus import QDBusConnection

            bus = QDBusConnection.sessionBus()
            if bus.isConnected():
                bus.send(_message(name, share))

        self._worker.submit(send)

    def shutdown(self) -> None:
        """Nothing is shown any more."""
        self._worker.shutdown()


def _message(name: str, share: float | None) -> QDBusMessage:
    from PySide6.QtDBus import QDBusMessage

    message = QDBusMessage.createSignal(PATH, INTERFACE, SIGNAL)
    shown = {"progress": 0.0 if share is None else share, "progress-visible": share is not None}
    message.setArguments([f"application://{name}.desktop", shown])
    return message
