"""The texture panel under other hands: undo, other selections, saving and leaving during work."""

from __future__ import annotations

import threading
from pathlib import Path

import numpy as np
import pytest
import soundfile
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from editor.main_window import MainWindow
from engine.recording import Recording
from tests.editor.test_texture_panel import (  # noqa: F401
    RATE,
    click,
    drag_over,
    held,
    made,
    noise,
    quick,
    type_length,
)

CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def one_sided(qtbot: QtBot, window: MainWindow, tmp_path: Path) -> MainWindow:
    """The window with four seconds of noise and hum on the left, and nothing on the right."""
    sound = noise(4.0)
    sound[0] += 0.2 * np.sin(2 * np.pi * 50 * np.arange(4 * RATE) / RATE)
    sound[1] = 0.0
    path = tmp_path / "left.wav"
    soundfile.write(path, sound.T, RATE, subtype="PCM_24")
    window.document.open_recording(Recording.open(path))
    qtbot.waitUntil(lambda: window.spectrogram_view.is_complete, timeout=20_000)
    window.show_texture()
    return window


def test_what_is_made_is_what_was_asked_for_whatever_happens_meanwhile(
    qtbot: QtBot,
    one_sided: MainWindow,
    held: threading.Event,  # noqa: F811
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    window, panel = one_sided, one_sided.texture_panel
    drag_over(qtbot, window, 0.0, 2.0)
    asked = window.view_state.selection
    type_length(panel, "3")
    click(panel.make)
    with qtbot.waitSignal(window.texturing.progressed, timeout=60_000):
        pass
    # Nothing to undo yet; another selection, far too small; the session saved; Make by its key.
    QTest.keyClick(window, Qt.Key.Key_Z, CONTROL)
    drag_over(qtbot, window, 3.0, 3.02)
    assert "At least 0.5 s" in panel.steadiness.text()
    assert not panel.make.isEnabled()
    QTest.mouseClick(panel.make, Qt.MouseButton.LeftButton)
    session = tmp_path / "left.unbraid"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(session), ""))
    with qtbot.waitSignal(window.sessions.files.saved, timeout=20_000):
        QTest.keyClick(window, Qt.Key.Key_S, CONTROL)
    assert window.texturing.is_running
    held.set()
    qtbot.waitUntil(lambda: not window.texturing.is_running, timeout=60_000)
    result = window.texturing.made
    assert result is not None
    assert asked is not None
    assert (result.wish.start / RATE, result.wish.stop / RATE) == pytest.approx(asked, abs=1e-3)
    assert not panel.make.isEnabled()
    sound, _ = soundfile.read(result.path)
    assert np.abs(sound[:, 1]).max() < 1e-6  # what was silent stays silent
    turns = np.exp(-2j * np.pi * 50 * np.arange(RATE) / RATE)
    for start in (0, RATE, 2 * RATE):
        level = 2 * np.abs((sound[start : start + RATE, 0] * turns).mean())
        assert level == pytest.approx(0.2, rel=0.05)
    QTest.keyClick(window, Qt.Key.Key_Z, CONTROL)
    assert window.texturing.made is None
    assert window.document.extras.get("texture") is None

    # The session knows of none; opened while another one is being made, it ends that.
    drag_over(qtbot, window, 0.0, 2.0)
    qtbot.waitUntil(panel.make.isEnabled, timeout=20_000)
    type_length(panel, "600")
    click(panel.make)
    with qtbot.waitSignal(window.texturing.progressed, timeout=60_000):
        pass
    with qtbot.waitSignal(window.sessions.session_opener.shown, timeout=20_000):
        window.opener.open(session)
    assert not window.texturing.is_running
    # The next one begins at once, and the end of the last is not taken for its own.
    drag_over(qtbot, window, 0.0, 2.0)
    qtbot.waitUntil(panel.make.isEnabled, timeout=20_000)
    type_length(panel, "3")
    made(qtbot, window)
    assert window.texturing.made is not None
    assert window.texturing.made.wish.duration == 3.0


def test_a_window_closed_during_work_leaves_nothing_running(
    qtbot: QtBot, one_sided: MainWindow
) -> None:
    window, panel = one_sided, one_sided.texture_panel
    drag_over(qtbot, window, 0.0, 2.0)
    type_length(panel, "3000")
    click(panel.make)
    with qtbot.waitSignal(window.texturing.progressed, timeout=60_000):
        pass
    window.close()
    assert not window.isVisible()
