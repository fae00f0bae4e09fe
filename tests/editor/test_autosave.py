"""Autosave and what the next start makes of it, in the real window."""

from __future__ import annotations

import json
import os
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from editor import autosave, recovery
from editor.main_window import MainWindow
from editor.player import Player
from editor.recovery import find_recoverable, places
from editor.recovery_dialog import RecoveryDialog
from engine.guidance import Box
from engine.recording import Recording
from engine.session import open_session, open_session_folder
from tests.sound_card import PulledCard
from tests.stubs import SteppedSeparator

BOX = Box(0, "activate", 0.2, 0.6, 300.0, 700.0)
OTHER = Box(1, "deactivate", 1.0, 1.4, 1000.0, 1700.0)
NewWindow = Callable[[], MainWindow]
posix_only = pytest.mark.skipif(sys.platform == "win32", reason="an open file stays there")


@pytest.fixture(autouse=True)
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """Autosave does not keep a test waiting."""
    monkeypatch.setattr(autosave, "DELAY_MS", 50)


@pytest.fixture
def new_window(qtbot: QtBot, window: MainWindow) -> Iterator[NewWindow]:
    """Windows of later starts."""
    made: list[MainWindow] = []

    def make() -> MainWindow:
        made.append(MainWindow(Player(output=PulledCard().open)))
        with qtbot.waitExposed(made[-1]):
            made[-1].show()
        return made[-1]

    yield make
    for each in made:
        each.close()
        each.deleteLater()


def up_to_date(qtbot: QtBot, window: MainWindow) -> Path:
    saver = window.sessions.autosave
    qtbot.waitUntil(lambda: saver.is_up_to_date and saver.folder is not None)
    assert saver.folder is not None
    return saver.folder


def crash(window: MainWindow) -> None:
    """The window is gone without a word; the system takes its lock away."""
    saver = window.sessions.autosave
    saver._ended = True  # type: ignore[attr-defined]
    saver._timer.stop()
    saver._worker.finish(10.0)
    folder = saver._keeper._folder
    if folder is not None:
        folder.leave()
    saver._keeper._folder = saver._keeper._writer = None


def offered(qtbot: QtBot, window: MainWindow, argument: Path | None = None) -> RecoveryDialog:
    window.sessions.begin(argument)
    qtbot.waitUntil(lambda: window.sessions.offer.dialog is not None)
    dialog = window.sessions.offer.dialog
    assert dialog is not None
    return dialog


def test_what_was_done_is_on_the_disk_soon_also_before_it_was_ever_saved(
    qtbot: QtBot, opened: MainWindow
) -> None:
    opened.separation.set_refine_while_drawing(False)
    assert opened.sessions.autosave.folder is None
    opened.document.add_mark(BOX)
    folder = up_to_date(qtbot, opened)
    session = open_session_folder(folder).session
    assert session.guidance.marks == (BOX,)
    assert session.reference is not None
    assert session.reference.path == opened.document.recording.path
    opened.document.undo_stack.undo()
    opened.document.set_source(1, name="cat")
    opened.document.add_mark(OTHER)
    qtbot.waitUntil(lambda: opened.sessions.autosave.is_up_to_date)
    session = open_session_folder(folder).session
    assert session.guidance.marks == (OTHER,)
    assert session.sources[1].name == "cat"


def test_only_arrays_that_are_new_are_written(
    qtbot: QtBot, opened: MainWindow, separator: SteppedSeparator
) -> None:
    opened.separation.set_refine_while_drawing(False)
    opened.separation.separate()
    separator.allow(5)
    qtbot.waitUntil(lambda: opened.document.result.masks is not None)
    folder = up_to_date(qtbot, opened)
    before = {path: path.stat().st_mtime_ns for path in (folder / "arrays").iterdir()}
    assert before
    opened.document.add_mark(BOX)
    qtbot.waitUntil(
        lambda: (
            opened.sessions.autosave.is_up_to_date
            and open_session_folder(folder).session.guidance.marks == (BOX,)
        )
    )
    assert {path: path.stat().st_mtime_ns for path in (folder / "arrays").iterdir()} == before


def test_a_running_separation_is_kept_too(
    qtbot: QtBot, opened: MainWindow, separator: SteppedSeparator
) -> None:
    opened.separation.separate()
    separator.allow(2)
    qtbot.waitUntil(lambda: opened.document.masks is not None and len(separator.seen) == 2)
    folder = up_to_date(qtbot, opened)
    assert opened.separation.is_running
    assert open_session_folder(folder).session.result.masks is not None


def test_after_a_crash_the_next_start_offers_the_work_and_opens_it(
    qtbot: QtBot, opened: MainWindow, new_window: NewWindow, separator: SteppedSeparator
) -> None:
    opened.separation.set_refine_while_drawing(False)
    opened.separation.separate()
    separator.allow(5)
    qtbot.waitUntil(lambda: opened.document.result.masks is not None)
    opened.document.add_mark(BOX)
    left = up_to_date(qtbot, opened)
    assert opened.document.masks is not None
    values = opened.document.masks.values
    crash(opened)
    again = new_window()
    dialog = offered(qtbot, again)
    assert len(dialog.found) == 1
    text = dialog.list.item(0).text()
    assert text.startswith("two tones.wav\n")
    assert "1 mark drawn" in text
    assert not dialog.list.item(0).icon().isNull()
    with qtbot.waitSignal(again.sessions.session_opener.shown, timeout=20_000):
        qtbot.mouseClick(dialog.recover, Qt.MouseButton.LeftButton)
    assert again.document.guidance.marks == (BOX,)
    assert again.document.masks is not None
    np.testing.assert_array_equal(again.document.masks.values, values)
    assert again.document.has_unsaved_work
    assert again.actions_table["continue"].isEnabled()
    taken = up_to_date(qtbot, again)
    assert taken != left
    qtbot.waitUntil(lambda: not left.exists())
    assert open_session_folder(taken).session.guidance.marks == (BOX,)


@posix_only
@pytest.mark.parametrize("what", ["deleted", "replaced"])
def test_a_recording_that_went_while_it_was_open_is_there_after_a_crash(
    what: str, qtbot: QtBot, opened: MainWindow, new_window: NewWindow, tmp_path: Path
) -> None:
    opened.separation.set_refine_while_drawing(False)
    opened.document.add_mark(BOX)
    left = up_to_date(qtbot, opened)
    recording = opened.document.recording
    assert recording is not None
    assert recording.path is not None
    samples = recording.read(0, recording.samples)
    assert not list(left.glob("recording.*"))
    recording.path.unlink()
    if what == "replaced":
        soundfile.write(recording.path, np.zeros((recording.samples, 1)), recording.sample_rate)
    opened.document.add_mark(OTHER)
    assert up_to_date(qtbot, opened) == left
    kept = next(left.glob("recording.*")).stat()
    opened.document.undo_stack.undo()
    up_to_date(qtbot, opened)
    assert next(left.glob("recording.*")).stat() == kept  # it is written once
    crash(opened)
    again = new_window()
    dialog = offered(qtbot, again)
    with qtbot.waitSignal(again.sessions.session_opener.shown):
        qtbot.mouseClick(dialog.recover, Qt.MouseButton.LeftButton)
    assert again.document.guidance.marks == (BOX,)
    found = again.document.recording
    assert found is not None
    np.testing.assert_array_equal(found.read(0, found.samples), samples)
    qtbot.waitUntil(lambda: not left.exists())
    up_to_date(qtbot, again)
    # It is nowhere else: the session holds it from now on.
    path = tmp_path / "kept.unbraid"
    with qtbot.waitSignal(again.sessions.files.saved):
        again.sessions.files.save_to(path)
    assert open_session(path).session.embedded is not None


def test_the_picture_is_kept_also_where_newer_work_overtakes_what_waits_with_it(
    qtbot: QtBot, opened: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The window is pictured once in a while: what was pictured must not be lost on the way."""
    saver = opened.sessions.autosave
    go, keep = threading.Event(), autosave.Keeper.keep

    def slow(*args: Any) -> str:
        assert go.wait(60)
        return keep(*args)

    monkeypatch.setattr(autosave.Keeper, "keep", slow)
    opened.separation.set_refine_while_drawing(False)
    saver._pictured_at = time.monotonic()
    for times in range(3):
        opened.document.add_mark(BOX)
        qtbot.waitUntil(lambda: not saver._timer.isActive())  # the first is written, others wait
        if times == 0:
            saver._pictured_at = -autosave.PICTURE_SECONDS
    go.set()
    folder = up_to_date(qtbot, opened)
    assert open_session_folder(folder).session.guidance.marks == (BOX,) * 3
    assert (folder / recovery.PICTURE).stat().st_size > 0


def test_declined_work_is_kept_for_a_week_and_can_be_had_from_the_menu(
    qtbot: QtBot, opened: MainWindow, new_window: NewWindow, recording: Recording
) -> None:
    opened.separation.set_refine_while_drawing(False)
    opened.document.add_mark(BOX)
    left = up_to_date(qtbot, opened)
    crash(opened)
    again = new_window()
    dialog = offered(qtbot, again, recording.path)
    qtbot.mouseClick(dialog.later, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: again.document.recording is not None)
    assert left.exists()
    assert find_recoverable() == ()
    again.actions_table["recover"].trigger()
    qtbot.waitUntil(lambda: again.sessions.offer.dialog is not None)
    dialog = again.sessions.offer.dialog
    assert dialog is not None
    assert [each.folder for each in dialog.found] == [left]
    dialog.reject()
    clock = time.time()
    assert len(find_recoverable(declined=True, clock=lambda: clock - 1e6)) == 1
    assert len(find_recoverable(declined=True, clock=lambda: clock + 6.9 * 86400)) == 1
    assert find_recoverable(declined=True, clock=lambda: clock + 7.1 * 86400) == ()
    assert not left.exists()


def test_work_that_is_not_wanted_at_closing_is_kept_but_not_offered(
    qtbot: QtBot, opened: MainWindow
) -> None:
    opened.separation.set_refine_while_drawing(False)
    opened.document.add_mark(BOX)
    assert opened.close()
    assert find_recoverable() == ()
    found = find_recoverable(declined=True)
    assert [each.marks for each in found] == [1]
    assert open_session_folder(found[0].folder).session.guidance.marks == (BOX,)


def test_work_that_is_left_for_another_recording_is_kept_too(
    qtbot: QtBot, opened: MainWindow, recording: Recording
) -> None:
    opened.separation.set_refine_while_drawing(False)
    opened.document.add_mark(BOX)
    before = opened.document.recording
    assert recording.path is not None
    opened.opener.open(recording.path)
    qtbot.waitUntil(lambda: opened.document.recording is not before)
    qtbot.waitUntil(lambda: len(find_recoverable(declined=True)) == 1)
    opened.document.add_mark(OTHER)
    folder = up_to_date(qtbot, opened)
    assert open_session_folder(folder).session.guidance.marks == (OTHER,)
    (kept,) = find_recoverable(declined=True)
    assert open_session_folder(kept.folder).session.guidance.marks == (BOX,)


def test_the_end_of_a_desktop_session_asks_nothing_and_loses_nothing(
    qtbot: QtBot, opened: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("editor.questions.save_first", lambda *_: pytest.fail("asked"))
    opened.separation.set_refine_while_drawing(False)
    opened.document.add_mark(BOX)
    opened.close_keeping()
    assert not opened.isVisible()
    (found,) = find_recoverable()
    assert open_session_folder(found.folder).session.guidance.marks == (BOX,)


def test_saved_work_is_not_offered(qtbot: QtBot, opened: MainWindow, tmp_path: Path) -> None:
    opened.separation.set_refine_while_drawing(False)
    opened.document.add_mark(BOX)
    up_to_date(qtbot, opened)
    with qtbot.waitSignal(opened.sessions.files.saved):
        opened.sessions.files.save_to(tmp_path / "work.unbraid")
    qtbot.waitUntil(lambda: opened.sessions.autosave.is_up_to_date)
    crash(opened)
    assert find_recoverable(declined=True) == ()


def test_a_window_that_lives_is_not_robbed(
    qtbot: QtBot, opened: MainWindow, new_window: NewWindow, recording: Recording
) -> None:
    opened.separation.set_refine_while_drawing(False)
    opened.document.add_mark(BOX)
    left = up_to_date(qtbot, opened)
    again = new_window()
    again.sessions.begin(recording.path)
    qtbot.waitUntil(lambda: again.document.recording is not None)
    assert again.sessions.offer.dialog is None
    assert (left / "session.json").exists()


def test_where_the_state_folder_refuses_it_goes_elsewhere_and_says_so_once(
    qtbot: QtBot, opened: MainWindow
) -> None:
    first, other = places()
    first.parent.mkdir(parents=True, exist_ok=True)
    first.write_text("a file is in the way")
    opened.separation.set_refine_while_drawing(False)
    opened.document.add_mark(BOX)
    folder = up_to_date(qtbot, opened)
    assert folder.parent == other
    said = [text for text in opened.messages.texts if str(folder) in text]
    assert len(said) == 1
    opened.messages.dismiss_all()
    opened.document.add_mark(OTHER)
    qtbot.waitUntil(lambda: opened.sessions.autosave.is_up_to_date)
    assert opened.messages.texts == ()
    crash(opened)
    assert [each.folder for each in find_recoverable()] == [folder]


def test_a_disk_that_fills_in_between_moves_the_work_elsewhere(
    qtbot: QtBot, opened: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened.separation.set_refine_while_drawing(False)
    opened.document.add_mark(BOX)
    first = up_to_date(qtbot, opened)
    real = os.replace

    def refuse(source: Any, target: Any) -> None:
        if str(target).startswith(str(first)):
            raise OSError(28, "No space left on device")
        real(source, target)

    monkeypatch.setattr(os, "replace", refuse)
    opened.document.add_mark(OTHER)
    qtbot.waitUntil(lambda: opened.sessions.autosave.folder not in (None, first))
    qtbot.waitUntil(lambda: any("the disk is full" in t for t in opened.messages.texts))
    folder = up_to_date(qtbot, opened)
    assert open_session_folder(folder).session.guidance.marks == (BOX, OTHER)


def test_where_nothing_can_be_written_it_says_so_once_and_work_goes_on(
    qtbot: QtBot, opened: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(place: Path) -> None:
        raise OSError(30, "Read-only file system")

    monkeypatch.setattr(autosave, "RecoveryFolder", refuse)
    opened.separation.set_refine_while_drawing(False)
    opened.document.add_mark(BOX)
    qtbot.waitUntil(lambda: bool(opened.messages.texts))
    assert "not being kept" in opened.messages.texts[0]
    opened.messages.dismiss_all()
    opened.document.add_mark(OTHER)
    qtbot.waitUntil(lambda: opened.sessions.autosave.is_up_to_date)
    assert opened.messages.texts == ()
    assert opened.document.guidance.marks == (BOX, OTHER)


def test_a_recovery_that_cannot_be_read_is_passed_over(qtbot: QtBot, window: MainWindow) -> None:
    folder = places()[0] / "broken"
    folder.mkdir(parents=True)
    (folder / "session.json").write_text(json.dumps({"version": "?"}))
    assert recovery.find_recoverable() == ()
    assert folder.exists()
