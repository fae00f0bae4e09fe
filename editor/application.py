"""Starts the window: first it is painted, then the recording is opened, then torch imported."""

from __future__ import annotations

import logging
import signal
import sys
import threading
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QTimer
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication

from editor.logs import start_logging
from editor.main_window import MainWindow
from editor.preferences import APPLICATION, ORGANISATION
from editor.theme import apply_theme
from resources import icon_path

log = logging.getLogger(__name__)
# Python handles signals only while it runs; Qt's loop has to come back to it now and then.
SIGNAL_MS = 250


def run(argument: str | None) -> int:
    """Show the window on the recording of that path; returns when it is closed."""
    application = QApplication(sys.argv[:1])
    application.setOrganizationName(ORGANISATION)
    application.setApplicationName(APPLICATION)
    application.setDesktopFileName("unbraid")
    application.setWindowIcon(QIcon(str(icon_path())))
    start_logging()
    apply_theme(application)
    window = MainWindow()
    path = None if argument is None else Path(argument)
    window.first_painted.connect(lambda: _ready(window, path))
    _report_mistakes(window)
    _close_on_signals(window)
    window.show()
    return application.exec()


def _ready(window: MainWindow, path: Path | None) -> None:
    log.info("ready")
    window.begin(path)


def _report_mistakes(window: MainWindow) -> None:
    """Log what nobody caught, say so, and go on."""

    def report(
        kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        log.critical("a mistake in the program", exc_info=(kind, error, trace))
        window.messages.show_message(
            f"Something went wrong ({kind.__name__}: {error}). Your work goes on; "
            "Help → Show the log has the details.",
            "error",
        )

    def report_in_thread(details: threading.ExceptHookArgs) -> None:
        error, name = details.exc_value, details.thread.name if details.thread else "a thread"
        if error is not None:
            trace = (details.exc_type, error, details.exc_traceback)
            log.critical("a mistake in the thread %s", name, exc_info=trace)

    sys.excepthook = report
    threading.excepthook = report_in_thread


def _close_on_signals(window: MainWindow) -> None:
    """Ctrl+C in the terminal and a session's end close the window as its button does."""

    def close(number: int, frame: object) -> None:
        window.close()

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, close)
    timer = QTimer(window)
    timer.timeout.connect(lambda: None)
    timer.start(SIGNAL_MS)
