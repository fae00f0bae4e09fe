"""Several windows: each has its own work, its own autosave and its own question at the end."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QTimer, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMessageBox
from pytestqt.qtbot import QtBot

from editor import autosave
from editor.main_window import MainWindow
from editor.session_opener import load_session
from editor.windows import Windows, windows
from engine.guidance import Box
from engine.recording import Recording
from engine.session import open_session, open_session_folder

BOX = Box(0, "activate", 0.2, 0.6, 300.0, 700.0)
OTHER = Box(1, "deactivate", 1.0, 1.4, 1000.0, 1700.0)


@pytest.fixture
def second(
    qtbot: QtBot, opened: MainWindow, recording: Recording, monkeypatch: pytest.MonkeyPatch
) -> Iterator[MainWindow]:
    """The window that Ctrl+N brings, with the two tones."""
    monkeypatch.setattr(autosave, "DELAY_MS", 50)
    opened.separation.set_refine_while_drawing(False)
    QTest.keyClick(opened.spectrogram_view, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    first, made = windows().opened
    assert first is opened
    with qtbot.waitExposed(made):
        pass
    qtbot.waitUntil(lambda: any("Open a recording" in text for text in made.messages.texts))
    qtbot.waitUntil(lambda: made.engine_loader.facts is not None, timeout=20_000)
    assert made.document.recording is None
    assert recording.path is not None
    made.opener.open(recording.path)
    qtbot.waitUntil(lambda: made.spectrogram_view.is_complete, timeout=20_000)
    yield made
    monkeypatch.setattr("editor.questions.save_first", lambda parent, name: "discard")
    _close_all()


def _close_all() -> None:
    for window in list(windows().opened):
        window.close()
    QApplication.processEvents()


def drop(window: MainWindow, paths: list[Path]) -> None:
    """As the desktop does: a drag comes in, and is let go."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    action, button = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
    none = Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(QPoint(50, 50), action, data, button, none)
    QApplication.sendEvent(window, enter)
    assert enter.isAccepted()
    QApplication.sendEvent(window, QDropEvent(QPointF(50, 50), action, data, button, none))


def press(qtbot: QtBot, text: str) -> None:
    """Press a button of the question that will be asked, by the mouse."""

    def look() -> None:
        box = QApplication.activeModalWidget()
        if not isinstance(box, QMessageBox):
            QTimer.singleShot(5, look)
            return
        [button] = [each for each in box.buttons() if each.text().replace("&", "") == text]
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)

    QTimer.singleShot(0, look)


def kept_in(qtbot: QtBot, window: MainWindow) -> Path:
    saver = window.sessions.autosave
    qtbot.waitUntil(lambda: saver.folder is not None and saver.is_up_to_date)
    assert saver.folder is not None
    return saver.folder


def test_each_window_has_its_own_document_history_and_autosave(
    qtbot: QtBot, opened: MainWindow, second: MainWindow
) -> None:
    opened.document.add_mark(BOX)
    second.document.add_mark(OTHER)
    folders = [kept_in(qtbot, window) for window in (opened, second)]
    kept = [open_session_folder(folder).session.guidance.marks for folder in folders]
    assert kept == [(BOX,), (OTHER,)]
    second.document.undo_stack.undo()
    assert opened.document.guidance.marks == (BOX,)
    assert not opened.document.undo_stack.canRedo()


def test_a_session_is_open_for_writing_in_one_window_only(
    qtbot: QtBot, opened: MainWindow, second: MainWindow, tmp_path: Path
) -> None:
    opened.document.add_mark(BOX)
    path = tmp_path / "work.unbraid"
    with qtbot.waitSignal(opened.sessions.files.saved):
        opened.sessions.files.save_to(path)
    link = tmp_path / "link.unbraid"
    link.symlink_to(path)
    with qtbot.waitSignal(second.sessions.session_opener.shown):
        second.opener.open(link)
    assert "read-only" in second.windowTitle()
    assert any("open in another window" in text for text in second.messages.texts)
    assert opened.close()
    with qtbot.waitSignal(second.sessions.session_opener.shown):
        second.opener.open(path)
    assert "read-only" not in second.windowTitle()


def test_an_embedded_recording_is_unpacked_once_for_both_windows(
    qtbot: QtBot, opened: MainWindow, second: MainWindow, tmp_path: Path
) -> None:
    opened.actions_table["embed"].trigger()
    path = tmp_path / "work.unbraid"
    with qtbot.waitSignal(opened.sessions.files.saved):
        opened.sessions.files.save_to(path)
    assert opened.document.recording is not None
    assert opened.document.recording.path is not None
    opened.document.recording.path.unlink()
    places = []
    for window in (opened, second):
        with qtbot.waitSignal(window.sessions.session_opener.shown):
            window.opener.open(path)
        assert window.document.recording is not None
        places.append(window.document.recording.path)
        places.append(Path(places[-1]).stat().st_ino)
    assert places[:2] == places[2:]
    # What a crash leaves goes on from the file that has the recording inside, and keeps it there.
    opened.document.add_mark(BOX)
    kept = load_session(kept_in(qtbot, opened), lambda: False)
    assert kept.recording is not None
    assert kept.opened.session.embedded is not None
    kept.recording.close()


def test_quitting_asks_for_each_window_and_stops_where_the_user_wants_to_stay(
    qtbot: QtBot,
    opened: MainWindow,
    second: MainWindow,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    path = tmp_path / "work.unbraid"
    with qtbot.waitSignal(opened.sessions.files.saved):
        opened.sessions.files.save_to(path)
    opened.document.add_mark(BOX)
    second.document.add_mark(OTHER)
    asked: list[tuple[Any, str]] = []
    answers = iter(["save", "cancel", "discard"])

    def ask(parent: Any, name: str) -> str:
        asked.append((parent, name))
        return next(answers)

    monkeypatch.setattr("editor.questions.save_first", ask)
    opened.actions_table["quit"].trigger()
    qtbot.waitUntil(lambda: not opened.isVisible())
    assert asked == [(opened, "work.unbraid"), (second, "two tones")]
    assert open_session(path).session.guidance.marks == (BOX,)
    assert second.isVisible()
    assert second.document.guidance.marks == (OTHER,)
    assert windows().opened == [second]
    second.actions_table["quit"].trigger()
    assert windows().opened == []


def test_what_plays_in_one_window_falls_silent_when_another_plays(
    qtbot: QtBot, opened: MainWindow, second: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    stopped: list[MainWindow] = []
    for window in (opened, second):
        monkeypatch.setattr(window.player, "stop", lambda window=window: stopped.append(window))
    second.player.playing_changed.emit(True)
    assert stopped == [opened]
    second.player.playing_changed.emit(False)
    assert stopped == [opened]


def test_files_dropped_together_open_a_window_each(
    qtbot: QtBot, window: MainWindow, recording: Recording, tmp_path: Path
) -> None:
    assert recording.path is not None
    windows().add(window)
    paths = [recording.path, tmp_path / "second.wav", tmp_path / "none.wav"]
    shutil.copy(recording.path, paths[1])
    paths[2].write_bytes(b"no sound")
    drop(window, paths)
    try:
        here, second, third = windows().opened
        assert here is window
        for each in (here, second):
            qtbot.waitUntil(lambda each=each: each.document.recording is not None)
        shown = [each.document.recording for each in (here, second)]
        assert [each.path for each in shown if each is not None] == paths[:2]
        qtbot.waitUntil(lambda: any("none.wav" in text for text in third.messages.texts))
        assert third.document.recording is None
        assert len({(each.x(), each.y()) for each in (here, second, third)}) == 3
        for each in (second, third):
            qtbot.waitUntil(lambda each=each: each.engine_loader.facts is not None)
    finally:
        _close_all()


def test_a_great_many_files_open_windows_only_where_that_is_wanted(
    qtbot: QtBot, window: MainWindow, recording: Recording
) -> None:
    assert recording.path is not None
    windows().add(window)
    press(qtbot, "Cancel")
    drop(window, [recording.path] * 7)
    assert windows().opened == [window]
    assert window.document.recording is None
    press(qtbot, "Open all")
    drop(window, [recording.path] * 7)
    try:
        assert len(windows().opened) == 7
        for each in windows().opened:
            qtbot.waitUntil(lambda each=each: each.document.recording is not None)
    finally:
        _close_all()


def test_there_is_one_list_of_windows(qapp: Any) -> None:
    assert windows() is windows()
    assert isinstance(windows(), Windows)
