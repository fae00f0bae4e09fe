"""The co-separation window, by mouse and keys, from adding files to exporting their parts."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import soundfile
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QWidget
from pytestqt.qtbot import QtBot

from editor.coseparation_window import CoseparationWindow
from editor.main_window import MainWindow
from editor.player import Player
from tests.engine.test_coseparation import LAGS, RATE, mixtures
from tests.sound_card import PulledCard

PART_MS = 60_000


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    private, shared = mixtures()
    paths = []
    for index, sound in enumerate(private + shared):
        paths.append(tmp_path / f"take{index + 1}.wav")
        soundfile.write(paths[-1], 0.5 * sound, RATE, subtype="PCM_16")
    return paths


@pytest.fixture
def opened(qtbot: QtBot) -> Iterator[CoseparationWindow]:
    window = CoseparationWindow(player=Player(output=PulledCard().open))
    qtbot.addWidget(window)
    window.show()
    qtbot.waitExposed(window)
    yield window
    window.shutdown()


def click(button: QWidget) -> None:
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def drag(widget: QWidget, start: QPoint, end: QPoint, shift: bool = False) -> None:
    keys = Qt.KeyboardModifier.ShiftModifier if shift else Qt.KeyboardModifier.NoModifier
    QTest.mousePress(widget, Qt.MouseButton.LeftButton, keys, start)
    QTest.mouseMove(widget, (start + end) / 2)
    QTest.mouseMove(widget, end)
    QTest.mouseRelease(widget, Qt.MouseButton.LeftButton, keys, end)


def add(
    window: CoseparationWindow, qtbot: QtBot, paths: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    names = [str(path) for path in paths]
    monkeypatch.setattr(QFileDialog, "getOpenFileNames", lambda *_: (names, ""))
    click(window.add_button)
    qtbot.waitUntil(lambda: not window.work.is_running)


def part(window: CoseparationWindow, qtbot: QtBot) -> None:
    click(window.part_button)
    qtbot.waitUntil(lambda: not window.work.is_running, timeout=PART_MS)


def said(window: CoseparationWindow) -> str:
    return " ".join(message.text for message in window.messages._messages)


def test_three_files_are_parted_heard_corrected_and_exported(
    opened: CoseparationWindow,
    qtbot: QtBot,
    files: list[Path],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    window = opened
    assert not window.part_button.isEnabled()
    add(window, qtbot, files, monkeypatch)
    assert len(window.lanes) == 3
    part(window, qtbot)
    assert said(window) == ""
    assert window.document.lags == pytest.approx(LAGS, abs=1e-3)
    assert all(lane.picture.has_share for lane in window.lanes)
    assert "dB to the first" in window.lanes[1].found.text()

    click(window.lanes[1].buttons["shared"])
    assert window.player.is_playing
    assert window.lanes[1].buttons["shared"].isChecked()
    click(window.lanes[1].buttons["shared"])
    assert not window.player.is_playing

    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(tmp_path / "out"))
    click(window.export_button)
    qtbot.waitUntil(lambda: "7 files" in said(window))
    for path in files:
        sound = soundfile.read(path, dtype="float32")[0]
        clean, shared = (
            soundfile.read(tmp_path / "out" / f"{path.stem}_{what}.wav", dtype="float32")[0]
            for what in ("clean", "shared")
        )
        assert np.array_equal(clean + shared, sound)
        assert np.linalg.norm(shared) > 0.1 * np.linalg.norm(sound)
    click(window.export_button)
    qtbot.waitUntil(lambda: "exists already" in said(window))


def test_a_box_and_a_dragged_file_can_be_undone(
    opened: CoseparationWindow, qtbot: QtBot, files: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    window = opened
    add(window, qtbot, files[:2], monkeypatch)
    picture = window.lanes[0].picture
    click(window.says_clean)
    drag(picture, QPoint(40, 30), QPoint(140, 90))
    (box,) = window.document.corrections.boxes[0]
    assert box.source == 0
    assert 0 <= box.start < box.end
    assert window.document.corrections.boxes[1] == ()
    drag(window.lanes[1].picture, QPoint(200, 50), QPoint(120, 50), shift=True)
    lag = window.document.lags[1]
    assert lag > 0.1
    assert window.lanes[1].lag.value() == pytest.approx(lag, abs=1e-3)
    QTest.keySequence(window, "Ctrl+Z")
    assert window.document.lags[1] == 0.0
    QTest.keySequence(window, "Ctrl+Z")
    assert window.document.corrections.boxes[0] == ()
    QTest.keySequence(window, "Ctrl+Shift+Z")
    assert window.document.corrections.boxes[0] == (box,)
    click(window.no_boxes)
    assert window.document.corrections.boxes[0] == ()


def test_a_running_fit_is_cancelled_and_leaves_nothing_half_done(
    opened: CoseparationWindow, qtbot: QtBot, files: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    window = opened
    add(window, qtbot, files, monkeypatch)
    click(window.part_button)
    qtbot.waitUntil(lambda: window.lanes[0].picture.has_share, timeout=PART_MS)
    assert not window.export_button.isEnabled()
    click(window.stop_button)
    qtbot.waitUntil(lambda: not window.work.is_running, timeout=PART_MS)
    assert window.document.parts is None
    assert not window.export_button.isEnabled()
    assert window.part_button.isEnabled()


def test_what_cannot_be_used_is_said(
    opened: CoseparationWindow,
    qtbot: QtBot,
    files: list[Path],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    window = opened
    broken = tmp_path / "broken.wav"
    broken.write_bytes(b"RIFF\x10\x00\x00\x00WAVEjunk")
    alone = tmp_path / "alone.wav"
    noise = np.random.default_rng(3).standard_normal(3 * RATE)
    soundfile.write(alone, 0.1 * noise, RATE)
    add(window, qtbot, [broken, files[0], alone], monkeypatch)
    assert "broken.wav" in said(window)
    assert [lane.picture.accessibleName() for lane in window.lanes] == [
        "Picture of take1.wav",
        "Picture of alone.wav",
    ]
    part(window, qtbot)
    assert "share no sound" in said(window)
    assert window.document.parts is None


def test_the_main_window_opens_and_closes_it(
    qtbot: QtBot,
) -> None:
    window = MainWindow(Player(output=PulledCard().open))
    qtbot.addWidget(window)
    window.actions_table["coseparate"].trigger()
    opened = window.coseparation.opened
    assert opened is not None
    assert opened.isVisible()
    assert "Rights" in opened.rights.text()
    window.close()
    assert not opened.isVisible()
    qtbot.waitUntil(lambda: not any(t.name == "co-separation" for t in threading.enumerate()))
