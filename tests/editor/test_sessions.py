"""Saving and opening sessions in the real window: what was there is there again."""

from __future__ import annotations

import errno
import shutil
import sys
import threading
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile
from PySide6.QtCore import QMimeData, QPointF, Qt, QTimer, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialogButtonBox, QFileDialog, QLineEdit
from pytestqt.qtbot import QtBot

from editor.main_window import MainWindow
from editor.player import Player
from engine.guidance import Box
from engine.recording import Recording
from engine.session import Extra, SessionError, open_session, save_session
from engine.session.recordings import sha256_of
from tests.sound_card import PulledCard
from tests.stubs import SteppedSeparator

BOX = Box(0, "activate", 0.2, 0.6, 300.0, 700.0)
OTHER = Box(1, "deactivate", 1.0, 1.4, 1000.0, 1700.0)
posix_only = pytest.mark.skipif(sys.platform == "win32", reason="an open file stays there")


@pytest.fixture
def another(qtbot: QtBot, window: MainWindow) -> Iterator[MainWindow]:
    """A second window, as of another start."""
    made = MainWindow(Player(output=PulledCard().open))
    with qtbot.waitExposed(made):
        made.show()
    yield made
    made.close()
    made.deleteLater()


def separated(qtbot: QtBot, window: MainWindow, separator: SteppedSeparator) -> np.ndarray:
    window.separation.separate()
    separator.allow(separator.iterations)
    qtbot.waitUntil(lambda: window.document.result.masks is not None)
    assert window.document.masks is not None
    return window.document.masks.values


def save_as(qtbot: QtBot, window: MainWindow, path: Path, monkeypatch: Any) -> Path:
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(path), ""))
    with qtbot.waitSignal(window.sessions.files.saved):
        window.actions_table["save"].trigger()
    return path


def open_in(qtbot: QtBot, window: MainWindow, path: Path) -> None:
    with qtbot.waitSignal(window.sessions.session_opener.shown, timeout=20_000):
        window.opener.open(path)
    qtbot.waitUntil(lambda: window.spectrogram_view.is_complete, timeout=20_000)


def test_everything_is_there_again(
    qtbot: QtBot,
    opened: MainWindow,
    another: MainWindow,
    separator: SteppedSeparator,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    document = opened.document
    opened.separation.set_refine_while_drawing(False)
    values = separated(qtbot, opened, separator)
    document.add_mark(BOX)
    document.add_mark(OTHER)
    document.set_mark_states([1], "Lock", locked=True)
    document.set_source(0, name="dog", gain_db=-3.0, colour="#123456")
    document.set_choice(seed=7)
    document.versions.keep(document.version("first"))
    document.set_extra("texture", Extra({"seconds": 3}, {"noise": np.arange(4.0)}))
    opened.view_state.position = 1.25
    opened.view_state.selection = (0.5, 0.75)
    opened.view_state.band = (300.0, 900.0)
    opened.view_state.mask_view = "difference"
    opened.spectrogram_view.show_range(0.25, 1.5)
    assert opened.isWindowModified()
    path = save_as(qtbot, opened, tmp_path / "work.unbraid", monkeypatch)
    assert not opened.isWindowModified()
    assert opened.windowTitle() == "work.unbraid[*] – Unbraid"
    assert opened.preferences.recent_files[0] == path
    opened.document.open_recording(document.recording)

    open_in(qtbot, another, path)
    again = another.document
    assert again.guidance.marks == (BOX, OTHER)
    assert [state.locked for state in again.mark_states] == [False, True]
    assert again.sources[0].name == "dog"
    assert (again.sources[0].gain_db, again.sources[0].colour) == (-3.0, "#123456")
    assert again.choice.seed == 7
    assert again.masks is not None
    np.testing.assert_array_equal(again.masks.values, values)
    names = [version.name for version in again.versions.items]
    assert names == ["Separate, 5 iterations", "first"]
    assert again.extras["texture"].document == {"seconds": 3}
    assert another.view_state.position == 1.25
    assert another.view_state.selection == (0.5, 0.75)
    assert another.view_state.band == (300.0, 900.0)
    assert another.view_state.mask_view == "difference"
    assert another.spectrogram_view.visible_range == pytest.approx((0.25, 1.5))
    assert not another.isWindowModified()
    assert not again.undo_stack.canUndo()


def test_continue_goes_on_from_the_saved_state(
    qtbot: QtBot,
    opened: MainWindow,
    another: MainWindow,
    separator: SteppedSeparator,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    separated(qtbot, opened, separator)
    path = save_as(qtbot, opened, tmp_path / "work.unbraid", monkeypatch)
    opened.document.open_recording(opened.document.recording)
    open_in(qtbot, another, path)
    assert another.actions_table["continue"].isEnabled()
    another.actions_table["continue"].trigger()
    separator.allow(separator.iterations)
    qtbot.waitUntil(lambda: not another.separation.is_running)
    assert separator.runs == [None, 5]
    recipe = another.document.result.recipe
    assert [(leg.goes_on, leg.steps, leg.iteration) for leg in recipe] == [
        (False, 5, 5),
        (True, 5, 10),
    ]


def test_saved_while_it_runs_a_separation_goes_on_from_that_very_moment(
    qtbot: QtBot,
    opened: MainWindow,
    another: MainWindow,
    separator: SteppedSeparator,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    opened.separation.separate()
    separator.allow(2)
    qtbot.waitUntil(lambda: separator.begun == 3 and opened.document.masks is not None)
    opened.document.add_mark(BOX)  # the third iteration is under way, the fourth hears of it
    path = tmp_path / "work.unbraid"
    opened.sessions.files.save_to(path)
    qtbot.wait(50)  # the window is not held up by the iteration that is waited for
    assert opened.sessions.files.is_saving
    with qtbot.waitSignal(opened.sessions.files.saved):
        separator.allow(2)
    assert opened.separation.is_running
    session = open_session(path).session
    assert session.result.masks is not None
    assert session.result.guidance.marks == (BOX,)
    assert session.result.masks.values[0, 0, 0] == np.float32(1 / 5)
    assert [(leg.steps, leg.iteration) for leg in session.result.recipe] == [(4, 4)]
    separator.allow(1)
    qtbot.waitUntil(lambda: not opened.separation.is_running)
    uninterrupted = opened.document.result.masks
    opened.document.open_recording(opened.document.recording)
    open_in(qtbot, another, path)
    with qtbot.waitSignal(another.separation.progressed):
        another.actions_table["continue"].trigger()
        separator.allow(1)
    assert separator.runs == [None, 4]
    reached = another.document.masks
    assert reached is not None
    assert uninterrupted is not None
    np.testing.assert_array_equal(reached.values, uninterrupted.values)


def test_a_separation_saved_at_closing_goes_on_from_there(
    qtbot: QtBot,
    opened: MainWindow,
    another: MainWindow,
    separator: SteppedSeparator,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    path = tmp_path / "work.unbraid"
    monkeypatch.setattr("editor.questions.save_first", lambda parent, name: "save")
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(path), ""))
    opened.separation.separate()
    separator.allow(2)
    qtbot.waitUntil(lambda: separator.begun == 3 and opened.document.masks is not None)
    assert not opened.close()
    separator.allow(1)
    qtbot.waitUntil(lambda: not opened.isVisible())
    monkeypatch.setattr("editor.questions.save_first", lambda parent, name: "discard")
    open_in(qtbot, another, path)
    another.actions_table["continue"].trigger()
    qtbot.waitUntil(lambda: separator.runs == [None, 3])


def test_a_session_is_dropped_on_the_window(
    qtbot: QtBot, opened: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened.document.set_source(0, name="dropped")
    path = save_as(qtbot, opened, tmp_path / "work.unbraid", monkeypatch)
    opened.document.open_recording(opened.document.recording)
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    event = QDropEvent(
        QPointF(10, 10),
        Qt.DropAction.CopyAction,
        data,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    with qtbot.waitSignal(opened.sessions.session_opener.shown, timeout=20_000):
        opened.dropEvent(event)
    assert opened.document.sources[0].name == "dropped"
    assert opened.document.file == path


# --- the second window


def test_the_second_window_on_a_session_is_read_only_and_says_so(
    qtbot: QtBot,
    opened: MainWindow,
    another: MainWindow,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    path = save_as(qtbot, opened, tmp_path / "work.unbraid", monkeypatch)
    open_in(qtbot, another, path)
    assert another.sessions.files.is_read_only
    assert "read-only" in another.windowTitle()
    assert any("open in another window" in text for text in another.messages.texts)
    before = path.read_bytes()
    save_as(qtbot, another, tmp_path / "copy.unbraid", monkeypatch)
    assert path.read_bytes() == before
    assert not another.sessions.files.is_read_only
    opened.document.open_recording(opened.document.recording)
    another.document.open_recording(another.document.recording)
    open_in(qtbot, another, path)
    assert not another.sessions.files.is_read_only


def test_a_session_that_another_window_has_is_not_replaced(
    qtbot: QtBot,
    opened: MainWindow,
    another: MainWindow,
    recording: Recording,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    path = save_as(qtbot, opened, tmp_path / "work.unbraid", monkeypatch)
    another.document.open_recording(recording)
    another.sessions.files.save_to(path)
    assert any("choose another" in text for text in another.messages.texts)


# --- trouble


def test_a_refused_save_is_told_and_the_work_stays(
    qtbot: QtBot, opened: MainWindow, tmp_path: Path
) -> None:
    opened.separation.set_refine_while_drawing(False)
    opened.document.add_mark(BOX)
    with qtbot.waitSignal(opened.sessions.files.failed):
        opened.sessions.files.save_to(tmp_path / "gone" / "work.unbraid")
    assert any("cannot be written" in text for text in opened.messages.texts)
    assert opened.isWindowModified()
    assert opened.document.file is None
    with qtbot.waitSignal(opened.sessions.files.saved):
        opened.sessions.files.save_to(tmp_path / "work.unbraid")
    assert not opened.isWindowModified()


def test_closing_saves_first_where_that_is_wanted(
    qtbot: QtBot, opened: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened.separation.set_refine_while_drawing(False)
    opened.document.add_mark(BOX)
    path = tmp_path / "work.unbraid"
    monkeypatch.setattr("editor.questions.save_first", lambda parent, name: "save")
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: ("", ""))
    assert not opened.close()
    assert opened.isVisible()
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(path), ""))
    assert not opened.close()
    qtbot.waitUntil(lambda: not opened.isVisible())
    assert open_session(path).session.guidance.marks == (BOX,)


def test_an_existing_file_is_replaced_only_when_that_is_agreed_to(
    qtbot: QtBot, opened: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "work.unbraid"
    path.write_bytes(b"something else")
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "work"), ""))
    monkeypatch.setattr("editor.questions.may_replace_file", lambda parent, path: False)
    opened.sessions.files.save()
    assert not opened.sessions.files.is_saving
    assert path.read_bytes() == b"something else"
    monkeypatch.setattr("editor.questions.may_replace_file", lambda parent, path: True)
    with qtbot.waitSignal(opened.sessions.files.saved):
        opened.sessions.files.save()
    assert open_session(path).missing == ()


# --- the recording


def saved_and_left(
    qtbot: QtBot, window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> tuple[Path, Path]:
    """A session's file in a folder of its own, and its recording's."""
    window.separation.set_refine_while_drawing(False)
    window.document.add_mark(BOX)
    folder = tmp_path / "sessions"
    folder.mkdir()
    path = save_as(qtbot, window, folder / "work.unbraid", monkeypatch)
    recording = window.document.recording
    assert recording is not None
    assert recording.path is not None
    return path, recording.path


def test_a_moved_recording_is_found_beside_the_session(
    qtbot: QtBot, opened: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, sound = saved_and_left(qtbot, opened, tmp_path, monkeypatch)
    moved = path.parent / "renamed.wav"
    shutil.move(sound, moved)
    open_in(qtbot, opened, path)
    assert opened.document.recording is not None
    assert opened.document.recording.path == moved
    assert not opened.messages.texts


def test_without_its_recording_a_session_opens_silent_and_keeps_the_reference(
    qtbot: QtBot, opened: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, sound = saved_and_left(qtbot, opened, tmp_path, monkeypatch)
    digest = sha256_of(sound)
    shutil.move(sound, tmp_path / "elsewhere.wav")
    asked: list[bool] = []

    def without(parent: Any, name: str, *, changed: bool) -> str:
        asked.append(changed)
        return "without"

    monkeypatch.setattr("editor.questions.find_recording", without)
    open_in(qtbot, opened, path)
    assert asked == [False]
    assert opened.document.guidance.marks == (BOX,)
    assert opened.document.recording is not None
    assert not opened.document.recording.read(0, 16_000).any()
    assert any("silence stands in its place" in text for text in opened.messages.texts)
    opened.document.add_mark(OTHER)
    with qtbot.waitSignal(opened.sessions.files.saved):
        opened.sessions.files.save()
    reference = open_session(path).session.reference
    assert reference is not None
    assert (reference.path, reference.sha256) == (sound, digest)


def test_a_changed_recording_is_asked_about_and_found_by_hand(
    qtbot: QtBot, opened: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, sound = saved_and_left(qtbot, opened, tmp_path, monkeypatch)
    kept = tmp_path / "kept.wav"
    shutil.copy(sound, kept)
    sound.write_bytes(sound.read_bytes()[:-4] + b"abcd")
    asked: list[bool] = []

    def locate(parent: Any, name: str, *, changed: bool) -> str:
        asked.append(changed)
        return "locate"

    monkeypatch.setattr("editor.questions.find_recording", locate)
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(kept), ""))
    open_in(qtbot, opened, path)
    assert asked == [True]
    assert opened.document.recording is not None
    assert opened.document.recording.path == kept
    used: list[str] = []
    monkeypatch.setattr("editor.questions.may_use_other", lambda parent, n: used.append(n) or True)
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(sound), ""))
    kept.unlink()
    open_in(qtbot, opened, path)
    assert used == [sound.name]
    assert opened.document.recording.path == sound


def test_an_embedded_recording_needs_no_file(
    qtbot: QtBot, opened: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened.actions_table["embed"].trigger()
    path, sound = saved_and_left(qtbot, opened, tmp_path, monkeypatch)
    samples = Recording.open(sound).read(0, 16_000)
    sound.unlink()
    open_in(qtbot, opened, path)
    assert opened.actions_table["embed"].isChecked()
    assert opened.document.recording is not None
    np.testing.assert_array_equal(opened.document.recording.read(0, 16_000), samples)
    with qtbot.waitSignal(opened.sessions.files.saved):
        opened.sessions.files.save()
    reference = open_session(path).session.reference
    assert reference is not None
    assert reference.path == sound


@posix_only
@pytest.mark.parametrize("what", ["deleted", "replaced"])
def test_a_recording_that_went_while_it_was_open_is_saved_inside_the_session(
    what: str, qtbot: QtBot, opened: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, sound = saved_and_left(qtbot, opened, tmp_path, monkeypatch)
    assert open_session(path).session.embedded is None
    samples = Recording.open(sound).read(0, 16_000)
    sound.unlink()
    if what == "replaced":
        another_recording(tmp_path).rename(sound)
    with qtbot.waitSignal(opened.sessions.files.saved):
        opened.sessions.files.save()
    assert any(f"{sound.name} is not at its place any more" in t for t in opened.messages.texts)
    assert opened.actions_table["embed"].isChecked()
    open_in(qtbot, opened, path)
    assert opened.document.recording is not None
    np.testing.assert_array_equal(opened.document.recording.read(0, 16_000), samples)


@posix_only
def test_a_lost_recording_that_cannot_be_put_into_the_session_is_told_of(
    qtbot: QtBot, opened: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, sound = saved_and_left(qtbot, opened, tmp_path, monkeypatch)
    sound.rename(tmp_path / "elsewhere.wav")

    def full(*_: object) -> Path:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("editor.session_files.embed_recording", full)
    opened.document.add_mark(OTHER)
    with qtbot.waitSignal(opened.sessions.files.saved):
        opened.sessions.files.save()
    assert any("could not be put into the session" in text for text in opened.messages.texts)
    assert not opened.actions_table["embed"].isChecked()
    session = open_session(path).session
    assert session.embedded is None
    assert session.guidance.marks == (BOX, OTHER)


def test_a_damaged_session_opens_and_says_what_is_missing(
    qtbot: QtBot,
    opened: MainWindow,
    separator: SteppedSeparator,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    separated(qtbot, opened, separator)
    path, _ = saved_and_left(qtbot, opened, tmp_path, monkeypatch)
    path.write_bytes(path.read_bytes()[:-3000])
    open_in(qtbot, opened, path)
    assert opened.document.guidance.marks == (BOX,)
    assert any("is damaged. Missing: the end of the file" in t for t in opened.messages.texts)


def test_a_session_that_cannot_be_read_leaves_the_present_work(
    qtbot: QtBot, opened: MainWindow, tmp_path: Path
) -> None:
    recording = opened.document.recording
    bad = tmp_path / "bad.unbraid"
    bad.write_bytes(b"nothing of the kind")
    with qtbot.waitSignal(opened.opener.failed):
        opened.opener.open(bad)
    assert opened.document.recording is recording


@pytest.fixture
def held_back(monkeypatch: pytest.MonkeyPatch) -> threading.Event:
    """The first session that is saved waits for this before it is written."""
    go, paths = threading.Event(), list[Path]()

    def slow(path: Path, *arguments: Any, **keywords: Any) -> None:
        paths.append(path)
        if len(paths) == 1:
            assert go.wait(120)
        if path.name == "full.unbraid":
            raise SessionError("No room is left.")
        save_session(path, *arguments, **keywords)

    monkeypatch.setattr("editor.session_files.save_session", slow)
    return go


def another_recording(folder: Path) -> Path:
    path = folder / "other.wav"
    soundfile.write(path, np.zeros((9000, 1)), 8000)
    return path


def test_a_save_that_ends_late_does_not_take_newer_work_into_its_file(
    qtbot: QtBot, opened: MainWindow, tmp_path: Path, held_back: threading.Event
) -> None:
    opened.separation.set_refine_while_drawing(False)
    opened.document.add_mark(BOX)
    opened.sessions.files.save_to(tmp_path / "first.unbraid")
    other = another_recording(tmp_path)
    opened.opener.open(other)
    qtbot.waitUntil(lambda: opened.document.recording.path == other)
    with qtbot.waitSignal(opened.sessions.files.saved):
        held_back.set()
    assert opened.document.file is None
    assert open_session(tmp_path / "first.unbraid").session.guidance.marks == (BOX,)


def test_a_save_that_was_right_does_not_vouch_for_a_later_one(
    qtbot: QtBot, opened: MainWindow, tmp_path: Path, held_back: threading.Event
) -> None:
    opened.separation.set_refine_while_drawing(False)
    opened.document.add_mark(BOX)
    opened.sessions.files.save_to(tmp_path / "first.unbraid")
    opened.document.add_mark(OTHER)
    opened.sessions.files.save_to(tmp_path / "full.unbraid")
    with qtbot.waitSignal(opened.sessions.files.failed):
        held_back.set()
    assert opened.document.has_unsaved_work


def test_saves_that_wait_are_all_written_and_what_was_to_come_after_them_comes(
    qtbot: QtBot, opened: MainWindow, tmp_path: Path, held_back: threading.Event
) -> None:
    files, first, second = opened.sessions.files, tmp_path / "1.unbraid", tmp_path / "2.unbraid"
    opened.separation.set_refine_while_drawing(False)
    came: list[str] = []
    files.save_to(first, partial(came.append, "first"))
    opened.document.add_mark(BOX)
    files.save_to(first, partial(came.append, "with a box"))
    files.save_to(second, partial(came.append, "elsewhere"))
    opened.document.add_mark(OTHER)
    files.save_to(first, partial(came.append, "with both"))
    held_back.set()
    qtbot.waitUntil(lambda: len(came) == 4)
    assert came == ["first", "elsewhere", "with a box", "with both"]
    assert open_session(second).session.guidance.marks == (BOX,)
    assert open_session(first).session.guidance.marks == (BOX, OTHER)
    assert opened.document.file == first
    assert not opened.document.has_unsaved_work


def test_a_save_that_waits_is_written_also_where_the_window_closes(
    qtbot: QtBot, opened: MainWindow, tmp_path: Path, held_back: threading.Event
) -> None:
    files, second = opened.sessions.files, tmp_path / "2.unbraid"
    opened.separation.set_refine_while_drawing(False)
    opened.document.add_mark(BOX)
    files.save_to(tmp_path / "1.unbraid")
    files.save_to(second)
    held_back.set()
    files.shutdown()
    assert open_session(second).session.guidance.marks == (BOX,)


def answering(monkeypatch: pytest.MonkeyPatch, *answers: str) -> list[str]:
    """Answer the question whether to save first, in turn; collects what was asked about."""
    asked: list[str] = []
    left = iter(answers)

    def answer(parent: object, name: str) -> str:
        asked.append(name)
        return next(left)

    monkeypatch.setattr("editor.questions.save_first", answer)
    return asked


def test_what_is_drawn_while_it_saves_is_asked_about_before_another_file_opens(
    qtbot: QtBot,
    opened: MainWindow,
    tmp_path: Path,
    held_back: threading.Event,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    opened.separation.set_refine_while_drawing(False)
    opened.document.add_mark(BOX)
    opened.document.file = tmp_path / "first.unbraid"
    asked = answering(monkeypatch, "save", "cancel", "save")
    before, other = opened.document.recording, another_recording(tmp_path)
    opened.opener.open(other)
    opened.document.add_mark(OTHER)
    held_back.set()
    qtbot.waitUntil(lambda: len(asked) == 2)
    assert opened.document.recording is before
    opened.opener.open(other)
    qtbot.waitUntil(lambda: opened.document.recording.path == other)
    assert len(open_session(tmp_path / "first.unbraid").session.guidance.marks) == 2


def test_what_is_drawn_while_a_file_opens_is_asked_about(
    qtbot: QtBot, opened: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened.separation.set_refine_while_drawing(False)
    asked = answering(monkeypatch, "cancel", "discard")
    before, other = opened.document.recording, another_recording(tmp_path)
    opened.opener.open(other)
    opened.document.add_mark(BOX)
    qtbot.waitUntil(lambda: len(asked) == 1)
    assert opened.document.recording is before
    assert opened.document.guidance.marks == (BOX,)
    opened.opener.open(other)
    qtbot.waitUntil(lambda: opened.document.recording.path == other)
    assert len(asked) == 2


def test_what_is_proposed_for_a_long_name_can_be_saved(
    qtbot: QtBot, opened: MainWindow, recording: Recording, tmp_path: Path
) -> None:
    assert recording.path is not None
    name = "Ä" + 124 * "ü"  # 250 bytes, and 4 for the ending
    source = tmp_path / f"{name}.wav"
    shutil.copy(recording.path, source)
    opened.preferences.open_folder = tmp_path
    opened.document.open_recording(Recording.open(source))
    pressed: list[tuple[str, bool]] = []

    def press() -> None:
        dialog = opened.findChild(QFileDialog)
        if dialog is None or not dialog.isVisible():
            QTimer.singleShot(5, press)
            return
        [box] = dialog.findChildren(QDialogButtonBox)
        save = box.button(QDialogButtonBox.StandardButton.Save)
        text = dialog.findChild(QLineEdit).text()
        # Pressed all the same, the dialog would ask about a name that is too long.
        pressed.append((text, save.isEnabled() and len(text.encode()) <= 255))
        save.click() if pressed[0][1] else dialog.reject()

    QTimer.singleShot(0, press)
    QTest.keySequence(opened, "Ctrl+S")
    assert [enabled for _, enabled in pressed] == [True]
    proposed = tmp_path / pressed[0][0]
    assert name.startswith(proposed.stem)
    assert len(proposed.stem) > 110
    qtbot.waitUntil(lambda: opened.document.file == proposed)
    assert proposed.exists()
