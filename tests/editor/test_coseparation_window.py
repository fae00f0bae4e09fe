"""The co-separation window, by mouse and keys, from adding files to exporting their parts."""

from __future__ import annotations

import re
import shutil
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QWidget
from pytestqt.qtbot import QtBot

from editor.coseparation_lane import LanePicture
from editor.coseparation_set import write_set
from editor.coseparation_window import CoseparationWindow
from editor.main_window import MainWindow
from editor.player import Player
from engine.coseparation import CoseparationStep, Watch, coseparate
from engine.coseparation.steps import Result
from engine.recording import Recording
from engine.session import open_session
from tests.engine.test_coseparation import LAGS, RATE, mixtures
from tests.sound_card import PulledCard

PART_MS = 60_000


class HeldFit:
    """A fit that waits for the test at its first step, at its last, or before its sounds.

    Which it is now is told by `at`, and `go` lets it go on.
    """

    def __init__(self, *places: str) -> None:
        self.places, self.at = places, ""
        self.go = threading.Event()

    def __call__(self, *args: Any, **more: Any) -> Iterator[CoseparationStep]:
        steps, newer, first = coseparate(*args, **more), None, True
        while True:
            try:
                step = steps.send(newer)
            except StopIteration:
                return
            if step.result is not None:
                self._hold("last")
                step = replace(step, result=partial(self._sounds, step.result))
            newer = yield step
            if first:
                self._hold("first")
                first = False

    def _sounds(self, made: Callable[[], Result]) -> Result:
        self._hold("sounds")
        return made()

    def _hold(self, place: str) -> None:
        if place in self.places:
            self.at = place
            assert self.go.wait(PART_MS / 1000)
            self.go.clear()
            self.at = ""


def hold(monkeypatch: pytest.MonkeyPatch, *places: str) -> HeldFit:
    held = HeldFit(*places)
    monkeypatch.setattr("editor.coseparation_work.coseparate", held)
    return held


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
    with qtbot.waitExposed(window):
        window.show()
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


def said_something(window: CoseparationWindow, words: str) -> bool:
    return words in said(window)


def test_on_a_low_screen_the_buttons_take_less_width(
    opened: CoseparationWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("editor.low_screen.screen_height", lambda: 480)  # 720 lines at 150 %
    narrow = CoseparationWindow(player=Player(output=PulledCard().open))
    qtbot.addWidget(narrow)
    # German texts are by a third longer; the screen is 853 pixels wide.
    assert narrow.minimumSizeHint().width() < min(650, opened.minimumSizeHint().width())
    assert narrow.width() <= narrow.screen().availableSize().width()
    narrow.shutdown()


def test_times_can_be_read_on_bright_sound(qtbot: QtBot) -> None:
    lane = LanePicture("loud.wav", 8.0, 5000.0, np.ones((32, 64), np.float32))
    qtbot.addWidget(lane)
    lane.resize(400, 150)
    image = lane.grab().toImage()
    at = round(400 * 2.0 / 8.0)
    beside = [image.pixelColor(x, 143).lightness() for x in range(at + 4, at + 14)]
    assert image.pixelColor(at - 10, 143).lightness() > 180
    assert min(beside) < 70


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
    found = [lane.found.text() for lane in window.lanes]
    assert all("dB to the first" in text and "-" not in text for text in found)
    assert any("−" in text for text in found)

    # Moved by hand, the parts are those from before; undone, they are right again.
    drag(window.lanes[1].picture, QPoint(200, 50), QPoint(260, 50), shift=True)
    assert window.part_button.text() == "Part again"
    assert "press “Part again”" in window.hint.text()
    assert not window.lanes[1].picture.has_share
    QTest.keySequence(window, "Ctrl+Z")
    assert window.part_button.text() == "Find and part"
    assert not window.hint.isVisible()
    assert window.lanes[1].picture.has_share

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
    qtbot.waitUntil(lambda: "take1_clean.wav exists already" in said(window))
    assert str(tmp_path / "out" / "take1") not in said(window)


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


def export(
    window: CoseparationWindow, qtbot: QtBot, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> dict[str, np.ndarray]:
    """What is in the exported files, by name without ending."""
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(folder))
    click(window.export_button)
    qtbot.waitUntil(lambda: str(folder) in said(window))
    return {path.stem: soundfile.read(path, dtype="float32")[0] for path in folder.iterdir()}


def enter(field: QWidget, text: str) -> None:
    """Type a number in place of what is there."""
    field.setFocus()
    QTest.keySequence(field, "Ctrl+A")
    QTest.keyClicks(field, text)
    QTest.keyClick(field, Qt.Key.Key_Return)


def test_lag_gain_box_and_seed_are_set_by_hand_saved_and_opened_again(
    opened: CoseparationWindow,
    qtbot: QtBot,
    files: list[Path],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    window = opened
    add(window, qtbot, files[:2], monkeypatch)
    enter(window.seed, "7")
    # About where it lies: what is typed is refined.
    enter(window.lanes[1].lag, f"{LAGS[1] - LAGS[0] + 0.008:.3f}")
    assert window.document.corrections.lags is not None
    fit = hold(monkeypatch, "first")
    click(window.part_button)
    # A box drawn while the fit runs: the beginning of the first file has nothing shared.
    qtbot.waitUntil(lambda: window.lanes[0].picture.has_share, timeout=PART_MS)
    picture = window.lanes[0].picture
    click(window.says_clean)
    click(window.exact)
    x = picture._x_of_file(1.5)
    drag(picture, QPoint(2, 1), QPoint(round(x), picture.height() - 1))
    fit.go.set()
    qtbot.waitUntil(lambda: not window.work.is_running, timeout=PART_MS)
    lags = window.document.lags
    assert lags[1] - lags[0] == pytest.approx(LAGS[1] - LAGS[0], abs=1e-3)
    plain = export(window, qtbot, tmp_path / "plain", monkeypatch)
    (box,) = window.document.corrections.boxes[0]
    boxed = slice(int((box.start + 0.15) * RATE), int((box.end - 0.15) * RATE))
    later = slice(int((box.end + 0.15) * RATE), None)
    loudness = [np.square(plain["take1_shared"][span]).mean() for span in (boxed, later)]
    assert loudness[0] < 1e-3 * loudness[1]

    enter(window.lanes[1].trim, "-6")
    louder = export(window, qtbot, tmp_path / "trimmed", monkeypatch)
    assert np.array_equal(louder["take1_shared"], plain["take1_shared"])
    np.testing.assert_allclose(
        louder["take2_shared"], 10 ** (-6 / 20) * plain["take2_shared"], atol=2**-23
    )
    kept = window.document.corrections
    saved = tmp_path / "both.coseparation"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(saved), ""))
    click(window.save_button)
    qtbot.waitUntil(lambda: "both.coseparation holds" in said(window))
    QTest.keySequence(window, "Ctrl+Z")
    assert window.document.corrections.trims == (0.0, 0.0)
    click(window.clear_button)
    enter(window.seed, "0")

    # The same files, corrections and seed make the same parts.
    fit.places = ()
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(saved), ""))
    click(window.open_button)
    qtbot.waitUntil(lambda: window.document.parts is not None, timeout=PART_MS)
    assert window.seed.value() == 7
    assert window.document.corrections == kept
    again = export(window, qtbot, tmp_path / "again", monkeypatch)
    assert all(np.array_equal(again[name], louder[name]) for name in louder)


def test_a_running_fit_is_cancelled_and_leaves_nothing_half_done(
    opened: CoseparationWindow,
    qtbot: QtBot,
    files: list[Path],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    window = opened
    add(window, qtbot, files, monkeypatch)
    fit = hold(monkeypatch, "first")
    click(window.part_button)
    qtbot.waitUntil(lambda: window.lanes[0].picture.has_share, timeout=PART_MS)
    assert not window.export_button.isEnabled()
    # Files that are dropped meanwhile would end it: they have to wait.
    window.add_files([tmp_path / "other.wav"])
    assert "Wait until this is done" in said(window)
    assert len(window.lanes) == 3
    click(window.stop_button)
    fit.go.set()
    qtbot.waitUntil(lambda: not window.work.is_running, timeout=PART_MS)
    assert window.document.parts is None
    assert not window.export_button.isEnabled()
    assert window.part_button.isEnabled()


@pytest.mark.parametrize("place", ["last", "sounds"])
def test_what_is_corrected_when_the_fit_is_nearly_done_is_not_lost(
    opened: CoseparationWindow,
    qtbot: QtBot,
    files: list[Path],
    monkeypatch: pytest.MonkeyPatch,
    place: str,
) -> None:
    window = opened
    add(window, qtbot, files[:2], monkeypatch)
    click(window.says_clean)
    drag(window.lanes[0].picture, QPoint(40, 30), QPoint(140, 90))
    enter(window.lanes[1].trim, "-6")
    fit = hold(monkeypatch, place)
    click(window.part_button)
    qtbot.waitUntil(lambda: fit.at == place, timeout=PART_MS)
    QTest.keySequence(window, "Ctrl+Z")
    assert window.document.corrections.trims == (0.0, 0.0)
    if place == "sounds":
        drag(window.lanes[0].picture, QPoint(60, 20), QPoint(120, 40))
        assert len(window.document.corrections.boxes[0]) == 2
    fit.go.set()
    qtbot.waitUntil(lambda: not window.work.is_running, timeout=PART_MS)
    # A gain asks nothing of the fit; a box that it could not hear of asks for another one.
    assert window.document.parts is not None
    assert window.document.is_outdated == (place == "sounds")


def test_the_search_is_cancelled_in_the_middle(
    opened: CoseparationWindow,
    qtbot: QtBot,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """By mouse, in files that share nothing: whoever lets the search end is told so."""
    window = opened
    paths = [tmp_path / f"noise{seed}.wav" for seed in range(3)]
    for seed, path in enumerate(paths):
        soundfile.write(path, 0.1 * np.random.default_rng(seed).standard_normal(8 * RATE), RATE)
    add(window, qtbot, paths, monkeypatch)
    parts: list[float] = []
    window.work.searched.connect(parts.append)
    go = threading.Event()

    class Held(Watch):
        """Goes on beyond the middle when the test has cancelled it."""

        def at(self, part: float) -> None:
            super().at(part)
            if self.first + (self.last - self.first) * part >= 0.4:
                assert go.wait(PART_MS / 1000)

    monkeypatch.setattr("editor.coseparation_work.Watch", Held)
    for _ in range(2):
        parts.clear()
        go.clear()
        click(window.part_button)
        qtbot.waitUntil(lambda: window.progress.value() >= 22, timeout=PART_MS)
        assert window.progress.isVisible()
        assert "Looking for the shared sound" in window.progress.format()
        click(window.stop_button)
        assert window.progress.format() == "Cancelling …"
        go.set()
        qtbot.waitUntil(lambda: not window.work.is_running, timeout=PART_MS)
        assert parts == sorted(parts)
        assert parts[-1] < 0.9
        assert said(window) == ""
        assert window.document.alignment is None
        assert window.part_button.isEnabled()
        assert not window.progress.isVisible()


def test_what_cannot_be_used_is_said(
    opened: CoseparationWindow,
    qtbot: QtBot,
    files: list[Path],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    window = opened
    broken, alone, copy = (tmp_path / f"{name}.wav" for name in ("broken", "alone", "copy"))
    broken.write_bytes(b"RIFF\x10\x00\x00\x00WAVEjunk")
    noise = np.random.default_rng(3).standard_normal(3 * RATE)
    soundfile.write(alone, 0.1 * noise, RATE)
    shutil.copy(files[0], copy)

    # One file, and the same once more.
    add(window, qtbot, [files[0], files[0]], monkeypatch)
    assert "take1.wav is there already" in said(window)
    assert "one more file" in window.hint.text()
    assert not window.part_button.isEnabled()
    # A copy under another name, left out again.
    add(window, qtbot, [copy], monkeypatch)
    part(window, qtbot)
    assert "hold the same sound throughout" in said(window)
    click(window.lanes[1].leave_out)
    assert len(window.lanes) == 1
    # A damaged one among good ones.
    add(window, qtbot, [broken, alone], monkeypatch)
    assert "broken.wav" in said(window)
    assert str(tmp_path) not in said(window)
    assert [lane.picture.accessibleName() for lane in window.lanes] == [
        "Picture of take1.wav",
        "Picture of alone.wav",
    ]
    # Of many that cannot be read, each is named; of two with one name, where each is.
    many = [tmp_path / f"empty{number}.wav" for number in range(5)]
    for path in many:
        path.touch()
    add(window, qtbot, many, monkeypatch)
    assert all(path.name in said(window) for path in many)
    # Nothing shared: the peaks that were measured are told.
    part(window, qtbot)
    assert re.search(r"share no sound .* peaks of correlation are \d+\.\d, \d+\.\d", said(window))
    assert str(tmp_path) not in said(window)
    assert window.document.parts is None


def test_a_damaged_set_leaves_what_is_open(
    opened: CoseparationWindow,
    qtbot: QtBot,
    files: list[Path],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    window = opened
    add(window, qtbot, files[:1], monkeypatch)
    damaged = (
        ("not json", "damaged"),
        ("[]", "version 1"),
        ('{"version": 1, "kind": null, "files": []}', "1 to 16 files"),
        ('{"version": 1, "kind": null, "files": [{"path": "a"}]}', "'lag' is missing"),
    )
    saved = tmp_path / "bad.coseparation"
    for text, reason in damaged:
        saved.write_text(text)
        window.add_files([saved])
        qtbot.waitUntil(partial(said_something, window, reason))
    missing = files[0].rename(tmp_path / "missing.wav")
    write_set(saved, (missing,), window.document.corrections, None, 0, parted=False)
    missing.rename(files[0])
    window.add_files([saved])
    qtbot.waitUntil(partial(said_something, window, "missing.wav: is not there any more"))
    assert len(window.lanes) == 1


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


def test_a_session_keeps_a_coseparation(
    qtbot: QtBot,
    window: MainWindow,
    files: list[Path],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    document = window.document
    document.open_recording(Recording.open(files[0]))
    window.actions_table["coseparate"].trigger()
    together = window.coseparation.opened
    assert together is not None
    add(together, qtbot, files[:2], monkeypatch)
    qtbot.wait(600)  # longer than it takes to be kept
    assert "coseparation" not in document.extras  # nothing was done with the files yet
    assert not document.has_unsaved_work
    enter(together.seed, "7")
    enter(together.lanes[1].trim, "-6")
    qtbot.waitUntil(lambda: "coseparation" in document.extras)
    assert document.has_unsaved_work
    kept = together.document.corrections
    path = tmp_path / "both.unbraid"
    with qtbot.waitSignal(window.sessions.files.saved):
        window.sessions.files.save_to(path)
    click(together.clear_button)
    enter(together.seed, "0")
    document.open_recording(Recording.open(files[0]))
    assert "coseparation" not in document.extras
    window.opener.open(path)
    qtbot.waitUntil(lambda: len(together.lanes) == 2)
    qtbot.waitUntil(lambda: together.document.corrections == kept)
    assert together.seed.value() == 7
    qtbot.wait(600)
    assert not document.has_unsaved_work  # opening is no change

    # Another time the window is opened after the session, and a file is gone.
    files[1].unlink()
    broken = MainWindow(Player(output=PulledCard().open))
    qtbot.addWidget(broken)
    broken.opener.open(path)
    qtbot.waitUntil(lambda: "coseparation" in broken.document.extras)
    broken.coseparation.show()
    late = broken.coseparation.opened
    assert late is not None
    qtbot.waitUntil(partial(said_something, late, "is not there any more"))
    assert "coseparation" in broken.document.extras
    broken.close()


def test_what_was_just_corrected_is_in_the_session_that_is_saved(
    qtbot: QtBot,
    window: MainWindow,
    files: list[Path],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("editor.coseparation_session.WAIT_MS", 600_000)
    window.document.open_recording(Recording.open(files[0]))
    window.actions_table["coseparate"].trigger()
    together = window.coseparation.opened
    assert together is not None
    add(together, qtbot, files[:2], monkeypatch)
    saver, came = window.sessions.files, list[str]()
    for trim in ("-6", "-3"):
        enter(together.lanes[1].trim, trim)
        with qtbot.waitSignal(saver.saved):
            saver.save_to(tmp_path / "both.unbraid", partial(came.append, trim))
            assert saver.is_saving
        kept = open_session(tmp_path / "both.unbraid").session.extras["coseparation"]
        assert [entry["trim"] for entry in kept.document["files"]] == [0.0, float(trim)]
        assert not window.document.has_unsaved_work
    assert came == ["-6", "-3"]
    # Also where the window closes before the files were looked at.
    enter(together.seed, "7")
    saver.save_to(tmp_path / "closed.unbraid")
    saver.shutdown()
    assert "coseparation" in open_session(tmp_path / "closed.unbraid").session.extras
