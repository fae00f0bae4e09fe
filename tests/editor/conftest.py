"""Every test of the editor: no screen, settings of its own, and nothing left running."""

from __future__ import annotations

import os

os.environ["QT_QPA_PLATFORM"] = "offscreen"
os.environ.setdefault("PYQTGRAPH_QT_LIB", "PySide6")

import gc
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
import soundfile
from PySide6.QtCore import QCoreApplication, QEvent, QSettings, QTimer
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from editor import theme
from editor.main_window import MainWindow
from editor.player import Player
from engine.devices import choose_device
from engine.recording import Recording
from tests.sound_card import PulledCard
from tests.stubs import SteppedSeparator


@pytest.fixture(scope="session", autouse=True)
def modules_are_not_looked_through() -> None:
    """What modules made stays, and lies outside what each test is looked through for.

    To look through all of torch before and after every test took more than half of the time.
    """
    choose_device("auto")  # imports torch
    gc.collect()
    gc.freeze()


class PatientBot(QtBot):
    """Waits a minute where pytest-qt gives up after five seconds: other work may take the cores."""

    def waitUntil(self, callback: Callable[[], object], *, timeout: int = 60_000) -> None:
        super().waitUntil(callback, timeout=timeout)

    def waitSignal(self, signal: object, *, timeout: int = 60_000, **kwargs: object) -> object:
        return super().waitSignal(signal, timeout=timeout, **kwargs)

    def waitSignals(self, signals: object, *, timeout: int = 60_000, **kwargs: object) -> object:
        return super().waitSignals(signals, timeout=timeout, **kwargs)

    def waitExposed(self, widget: object, *, timeout: int = 60_000) -> object:
        return super().waitExposed(widget, timeout=timeout)


@pytest.fixture
def qtbot(qapp: object, request: pytest.FixtureRequest) -> QtBot:
    """pytest-qt's, in the place of its own fixture."""
    return PatientBot(request)


@pytest.fixture(autouse=True)
def isolated_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Settings, data and cache in a folder of this test's own."""
    home = tmp_path / "home"
    home.mkdir()
    for name in ("CONFIG", "DATA", "CACHE", "STATE"):
        monkeypatch.setenv(f"XDG_{name}_HOME", str(home / name.lower()))
    monkeypatch.setattr("tempfile.tempdir", str(home))
    QSettings.setDefaultFormat(QSettings.Format.IniFormat)
    QSettings.setPath(QSettings.Format.IniFormat, QSettings.Scope.UserScope, str(home / "config"))
    QSettings.setPath(
        QSettings.Format.NativeFormat, QSettings.Scope.UserScope, str(home / "config")
    )
    return home


def _running_timers() -> list[QTimer]:
    """Active timers that nobody's parent will stop: their owner is gone or was never shown."""
    gc.collect()
    return [found for found in gc.get_objects() if _is_active_timer(found)]


def _is_active_timer(found: object) -> bool:
    if type(found) is not QTimer:
        return False
    try:
        return found.isActive()
    except RuntimeError:  # the C++ object is gone already
        return False


@pytest.fixture(autouse=True)
def nothing_left_running(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fail a test that leaves a thread or an active timer behind, and name it."""
    threads = set(threading.enumerate())
    timers = set(map(id, _running_timers())) if "qapp" in request.fixturenames else set()
    yield
    if "qapp" in request.fixturenames:
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    # Background threads give way to everything else, so on a busy machine they end late.
    deadline = time.monotonic() + 30.0
    while (left := _left_threads(threads)) and time.monotonic() < deadline:
        left[0].join(0.05)
    assert not left, f"threads left running: {[thread.name for thread in left]}"
    if "qapp" in request.fixturenames:
        # A single-shot timer that was just started may still have its event before it; to look for
        # timers alone may take seconds on a busy machine.
        deadline = time.monotonic() + 30.0
        while (still := _new_timers(timers)) and time.monotonic() < deadline:
            QCoreApplication.processEvents()
        names = [f"{timer.objectName() or 'timer'} of {timer.parent()}" for timer in still]
        assert not still, f"timers left running: {names}"


def _new_timers(before: set[int]) -> list[QTimer]:
    return [timer for timer in _running_timers() if id(timer) not in before]


def _left_threads(before: set[threading.Thread]) -> list[threading.Thread]:
    return [
        thread
        for thread in threading.enumerate()
        if thread not in before and thread.is_alive() and thread.name != "pytest_timeout"
    ]


@pytest.fixture
def unhurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """Edits that follow each other are one undo step, however long a busy machine takes."""
    monkeypatch.setattr("editor.commands.MERGE_SECONDS", 600.0)


@pytest.fixture
def separator(monkeypatch: pytest.MonkeyPatch) -> SteppedSeparator:
    """The separator that every method is in this test; its iterations wait to be allowed."""
    made = SteppedSeparator()
    choose_device("auto")  # imports torch now, which takes seconds, and not while a test waits
    monkeypatch.setattr("editor.job_worker.load_separator", lambda name: made)
    monkeypatch.setattr("editor.engine_loader.load_separator", lambda name: made)
    return made


@pytest.fixture
def window(
    qtbot: QtBot, separator: SteppedSeparator, monkeypatch: pytest.MonkeyPatch
) -> Iterator[MainWindow]:
    """The whole window, shown and active, without a recording."""
    monkeypatch.setattr("editor.questions.save_first", lambda parent, name: "discard")
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    look = application.style().name(), application.palette(), application.styleSheet()
    made = MainWindow(Player(output=PulledCard().open))
    with qtbot.waitExposed(made):
        made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    yield made
    separator.allow(1000)
    made.close()
    made.deleteLater()
    if application.styleSheet() != look[2]:
        theme.apply_theme(application, "dark")
        application.setStyle(look[0])
        application.setPalette(look[1])
        application.setStyleSheet(look[2])


@pytest.fixture
def recording(tmp_path: Path) -> Recording:
    """Two seconds of two tones in a stereo file."""
    times = np.arange(16_000) / 8_000
    tones = 0.3 * np.sin(2 * np.pi * np.array([[440.0], [1320.0]]) * times)
    path = tmp_path / "two tones.wav"
    soundfile.write(path, tones.T, 8_000, subtype="PCM_16")
    return Recording.open(path)


@pytest.fixture
def opened(qtbot: QtBot, window: MainWindow, recording: Recording) -> MainWindow:
    """The window with the two tones on its spectrogram."""
    window.document.open_recording(recording)
    qtbot.waitUntil(lambda: window.spectrogram_view.is_complete, timeout=20_000)
    return window
