"""Starts the window: first it is painted, then the recording is opened, then torch imported."""

from __future__ import annotations

import gc
import logging
import os
import signal
import socket
import sys
import threading
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, NoReturn

from PySide6.QtCore import QLocale, QObject, QSocketNotifier
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication

from editor.local_number import window_language
from editor.logs import start_logging
from editor.preferences import APPLICATION, ORGANISATION, Preferences
from editor.task_bar import show_in_desktop
from editor.theme import apply_theme, follow_theme
from editor.threads import take_short_turns
from editor.translation import tr, translate_application
from editor.windows import Windows, windows
from resources import icon_path, translations_path

if TYPE_CHECKING:
    from editor.main_window import MainWindow

log = logging.getLogger(__name__)


def run(argument: str | None) -> NoReturn:
    """Show the window on the recording of that path; when it is closed, the process ends."""
    take_short_turns()
    application = QApplication(sys.argv[:1])
    application.setOrganizationName(ORGANISATION)
    application.setApplicationName(APPLICATION)
    application.setDesktopFileName("unbraid")
    application.setWindowIcon(QIcon(str(icon_path())))
    start_logging()
    apply_theme(application, Preferences().theme)
    system = application.styleHints().colorSchemeChanged
    system.connect(lambda: follow_theme(Preferences().theme))
    choose_language(application)
    # Its modules hold texts: they are imported when the language is chosen.
    from editor.main_window import MainWindow

    window = MainWindow()
    windows().add(window)
    path = None if argument is None else Path(argument)
    window.first_painted.connect(lambda: _ready(window, path))
    # Looking through all that torch made would stop every thread for a quarter of a second.
    window.engine_loader.loaded.connect(lambda _: gc.freeze())
    report_mistakes(windows())
    show_in_desktop()
    _SignalCloser(windows())
    window.show()
    _end(application.exec())


def choose_language(application: QApplication) -> bool:
    """The language of the preferences, or the system's; whether it is another than English."""
    language = Preferences().language
    locale = QLocale(language) if language else QLocale.system()
    translated = translate_application(application, translations_path(), locale)
    QLocale.setDefault(window_language())  # fields write numbers as labels do
    return translated


def _ready(window: MainWindow, path: Path | None) -> None:
    log.info("ready")
    window.tour.offer()
    window.begin(path)


def report_mistakes(windows: Windows) -> None:
    """Log what nobody caught, say so in the present window, and go on."""

    def report(
        kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        log.critical("a mistake in the program", exc_info=(kind, error, trace))
        if not windows.opened:
            return
        windows.present.messages.show_message(
            tr(
                "Something went wrong ({name}: {error}). Your work goes on; Help → Show "
                "the log has the details."
            ).format(name=kind.__name__, error=error),
            "error",
        )

    def report_in_thread(details: threading.ExceptHookArgs) -> None:
        error, name = details.exc_value, details.thread.name if details.thread else "a thread"
        if error is not None:
            trace = (details.exc_type, error, details.exc_traceback)
            log.critical("a mistake in the thread %s", name, exc_info=trace)

    sys.excepthook = report
    threading.excepthook = report_in_thread


class _SignalCloser(QObject):
    """Ctrl+C in the terminal and a session's end close all windows, and keep their work."""

    def __init__(self, windows: Windows) -> None:
        super().__init__(windows)
        self._windows = windows
        # A handler may run in the middle of anything, also while a lock is held. So handlers do
        # nothing; the signal's byte on a socket is read by Qt's loop, where closing is safe.
        self._reader, self._writer = socket.socketpair()
        self._reader.setblocking(False)
        self._writer.setblocking(False)
        self._notifier = QSocketNotifier(self._reader.fileno(), QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self._close)
        signal.set_wakeup_fd(self._writer.fileno())
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, _nothing)

    def _close(self) -> None:
        self._reader.recv(64)
        dialog = QApplication.activeModalWidget()
        if dialog is not None:
            dialog.close()
        self._windows.close_keeping()


def _nothing(number: int, frame: object) -> None:
    """Takes the place of the handler that would end the process."""


def _end(status: int) -> NoReturn:
    """End the process now: everything is saved, and no thread may hold it up.

    The interpreter would wait for an iteration under way, then take torch and Qt apart for a
    second, in an order that neither of them likes.
    """
    logging.shutdown()
    for stream in (sys.stdout, sys.stderr):
        if stream is not None:
            stream.flush()
    os._exit(status)
