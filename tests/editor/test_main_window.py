"""The window: opening, messages, what is remembered, and closing."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest

from editor.export_dialog import ExportDialog
from editor.main_window import MainWindow
from editor.messages import MAX_MESSAGES
from editor.preferences import RECENT_COUNT, Preferences
from editor.preferences_dialog import PreferencesDialog
from editor.status_bar import facts_text
from engine.guidance import Box
from engine.recording import Recording
from resources import demo_path
from tests.editor.view_helpers import split_masks
from tests.stubs import SteppedSeparator

BOX = Box(0, "activate", 0.2, 0.6, 300.0, 900.0)


def is_open(window: MainWindow, path: Path) -> bool:
    recording = window.document.recording
    return recording is not None and recording.path == path


def drop(window: MainWindow, path: Path) -> QDragEnterEvent:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    action, button = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
    none = Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(QPoint(50, 50), action, data, button, none)
    window.dragEnterEvent(enter)
    window.dropEvent(QDropEvent(QPointF(50, 50), action, data, button, none))
    return enter


# --- opening ----------------------------------------------------------------------------------


def test_the_first_start_shows_the_demo_and_the_next_the_last_recording(
    qtbot: Any, window: MainWindow, recording: Recording
) -> None:
    window.begin(None)
    qtbot.waitUntil(lambda: is_open(window, demo_path()))
    assert window.windowTitle() == "demo.flac[*] – Unbraid"
    assert recording.path is not None
    window.opener.open(recording.path)
    qtbot.waitUntil(lambda: is_open(window, recording.path))
    window.opener.open_demo()
    qtbot.waitUntil(lambda: is_open(window, demo_path()))
    window.opener.open_at_start(None)
    qtbot.waitUntil(lambda: is_open(window, recording.path))


def test_a_last_recording_that_is_gone_gives_the_demo_and_a_message(
    qtbot: Any, window: MainWindow, tmp_path: Path
) -> None:
    gone = tmp_path / "gone.wav"
    window.preferences.add_recent_file(gone)
    window.opener.open_at_start(None)
    qtbot.waitUntil(lambda: is_open(window, demo_path()))
    assert "gone.wav" in window.messages.texts[0]
    assert "demo" in window.messages.texts[0]
    assert gone not in window.preferences.recent_files


def test_opening_by_dialog(
    qtbot: Any, window: MainWindow, recording: Recording, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "editor.opener.QFileDialog.getOpenFileName", lambda *_: (str(recording.path), "")
    )
    QTest.keySequence(window, "Ctrl+O")
    assert recording.path is not None
    qtbot.waitUntil(lambda: is_open(window, recording.path))
    assert window.preferences.recent_files == (recording.path,)
    assert window.preferences.open_folder == recording.path.parent


def test_a_recording_with_samples_that_are_no_numbers_is_drawn_with_gaps(
    qtbot: Any, window: MainWindow, tmp_path: Path
) -> None:
    samples = 0.3 * np.sin(2 * np.pi * 440 * np.arange(32_000) / 8_000)
    samples[16_000:18_000] = np.nan
    path = tmp_path / "broken.wav"
    soundfile.write(path, samples, 8_000, subtype="FLOAT")
    window.opener.open(path)
    view = window.spectrogram_view
    qtbot.waitUntil(lambda: is_open(window, path) and view.is_complete)
    picture = view.canvas.viewport().grab().toImage()
    sounding, gap, more = (
        picture.pixelColor(view.canvas.to_viewport(seconds, 440.0).toPoint()).lightness()
        for seconds in (1.0, 2.12, 3.0)
    )
    assert min(sounding, more) > gap + 60
    qtbot.waitUntil(lambda: window.overview.is_complete)
    said = [text for text in window.messages.texts if "broken.wav" in text]
    assert len(said) == 1
    assert "2000 samples are not numbers (NaN or infinity), first at 2.000 s" in said[0]


def test_a_hint_without_room_ends_with_dots_and_is_whole_in_its_tool_tip(
    qtbot: Any, opened: MainWindow
) -> None:
    view, hint = opened.spectrogram_view, opened.status_bar.hint
    opened.resize(800, 700)
    opened.view_state.tool = "region"
    viewport = view.canvas.viewport()
    begin = view.canvas.to_viewport(0.2, 300.0).toPoint()
    end = view.canvas.to_viewport(1.2, 2000.0).toPoint()
    QTest.mousePress(viewport, Qt.MouseButton.LeftButton, pos=begin)
    for point in (begin + QPoint(20, -20), end):
        QTest.mouseMove(viewport, point)
    QTest.mouseRelease(viewport, Qt.MouseButton.LeftButton, pos=end)
    assert opened.view_state.selection is not None
    QTest.mouseMove(viewport, (begin + end) / 2)
    qtbot.waitUntil(lambda: hint.text() != "" and hint.shown_text.endswith("…"))
    assert hint.shown_text != hint.text() == hint.toolTip()
    assert hint.fontMetrics().horizontalAdvance(hint.shown_text) <= hint.width()
    narrow = hint.grab().toImage()
    hint.setText(hint.shown_text)
    assert hint.grab().toImage() == narrow
    hint.setText("Esc")
    assert (hint.shown_text, hint.toolTip()) == ("Esc", "")


def test_opening_by_drop(qtbot: Any, window: MainWindow, recording: Recording) -> None:
    assert recording.path is not None
    assert drop(window, recording.path).isAccepted()
    qtbot.waitUntil(lambda: is_open(window, recording.path))


def test_a_drop_of_text_is_not_taken(window: MainWindow) -> None:
    data = QMimeData()
    data.setText("hello")
    enter = QDragEnterEvent(
        QPoint(5, 5),
        Qt.DropAction.CopyAction,
        data,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    enter.ignore()
    window.dragEnterEvent(enter)
    assert not enter.isAccepted()


def test_loading_is_shown_until_it_is_done(
    qtbot: Any, window: MainWindow, recording: Recording, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate = threading.Event()

    def slow(path: Path) -> Recording:
        assert gate.wait(60)
        return recording

    monkeypatch.setattr("editor.opener.Recording.open", slow)
    assert recording.path is not None
    window.opener.open(recording.path)
    assert window.status_bar.busy.isVisible()
    assert window.status_bar.busy_text.text() == "Opening two tones.wav …"
    gate.set()
    qtbot.waitUntil(lambda: is_open(window, recording.path))
    assert not window.status_bar.busy.isVisible()


def test_the_newest_of_two_openings_wins(
    qtbot: Any, window: MainWindow, recording: Recording
) -> None:
    window.opener.open(demo_path())
    assert recording.path is not None
    window.opener.open(recording.path)
    qtbot.waitUntil(lambda: is_open(window, recording.path))
    assert not window.status_bar.busy.isVisible()


def write_nothing(path: Path) -> None:
    path.write_bytes(b"")


def write_text(path: Path) -> None:
    path.write_text("this is not sound\n" * 30)


def write_folder(path: Path) -> None:
    path.mkdir()


@pytest.mark.parametrize("make", [write_nothing, write_text, write_folder, lambda path: None])
def test_what_cannot_be_opened_is_said_and_changes_nothing(
    qtbot: Any, opened: MainWindow, tmp_path: Path, make: Any
) -> None:
    before = opened.document.recording
    bad = tmp_path / "böse 'datei'.wav"
    make(bad)
    opened.opener.open(bad)
    qtbot.waitUntil(lambda: len(opened.messages.texts) == 1)
    assert bad.name in opened.messages.texts[0]
    assert opened.document.recording is before
    assert not opened.status_bar.busy.isVisible()


def test_a_truncated_file_opens_and_says_so(qtbot: Any, window: MainWindow, tmp_path: Path) -> None:
    path = tmp_path / "cut.wav"
    soundfile.write(path, np.zeros(20_000), 8_000)
    path.write_bytes(path.read_bytes()[:10_000])
    window.opener.open(path)
    qtbot.waitUntil(lambda: is_open(window, path))
    assert len(window.messages.texts) == 1


def test_recent_recordings_in_the_menu(
    qtbot: Any, window: MainWindow, recording: Recording
) -> None:
    menu = window.recent_menu
    menu.refresh()
    assert [action.text() for action in menu.actions()] == ["Nothing yet"]
    assert recording.path is not None
    window.preferences.add_recent_file(recording.path)
    menu.refresh()
    menu.actions()[0].trigger()
    qtbot.waitUntil(lambda: is_open(window, recording.path))
    menu.actions()[-1].trigger()
    assert window.preferences.recent_files == ()


def test_recent_recordings_are_few_and_never_twice(qapp: Any) -> None:
    preferences = Preferences()
    for number in [*range(15), 3]:
        preferences.add_recent_file(Path(f"/{number}.wav"))
    recent = preferences.recent_files
    assert recent[0] == Path("/3.wav")
    assert len(recent) == len(set(recent)) == RECENT_COUNT


def test_a_single_recent_recording_is_read_back(qapp: Any) -> None:
    Preferences().add_recent_file(Path("/only, one.wav"))
    Preferences().sync()
    assert Preferences().recent_files == (Path("/only, one.wav"),)


# --- what is shown ----------------------------------------------------------------------------


def test_the_title_says_what_is_open_and_whether_it_was_changed(opened: MainWindow) -> None:
    opened.separation.set_refine_while_drawing(False)
    assert opened.windowTitle() == "two tones.wav[*] – Unbraid"
    assert not opened.isWindowModified()
    opened.document.add_mark(BOX)
    assert opened.isWindowModified()
    opened.document.undo_stack.undo()
    assert not opened.isWindowModified()


def test_the_facts_of_the_recording(opened: MainWindow, recording: Recording) -> None:
    assert opened.status_bar.facts.text() == "8 kHz  ·  stereo  ·  WAV 16 bit  ·  0:02.000"
    eight = Recording.from_samples(np.zeros((8, 44_100)), 44_100)
    assert facts_text(eight) == "44.1 kHz  ·  8 channels  ·  WAV float  ·  0:01.000"
    assert facts_text(eight.span(0, 26_459)).endswith("0:00.600")


def test_on_a_low_screen_the_window_and_its_dialogs_fit(
    opened: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("editor.low_screen.screen_height", lambda: 480)  # 720 lines at 150 %
    opened.document.commit_masks(None, split_masks(), "Separate")
    for made in (
        MainWindow(),
        PreferencesDialog(opened.preferences, opened.output_choice, {}, opened),
        ExportDialog(opened.document, opened),
    ):
        bars_of_the_desktop = 40
        assert made.minimumSizeHint().height() <= 480 - bars_of_the_desktop, type(made).__name__
        made.close()
        made.deleteLater()


def test_a_sentence_with_an_endless_name_does_not_widen_the_window(
    opened: MainWindow, qtbot: Any
) -> None:
    opened.resize(900, 600)
    before = opened.minimumSizeHint().width()
    opened.messages.show_message(f"/tmp/{'w' * 250}.wav cannot be read.", "error")
    qtbot.waitUntil(opened.messages.isVisible)
    assert opened.messages.texts == (f"/tmp/{'w' * 250}.wav cannot be read.",)
    assert opened.minimumSizeHint().width() == before
    assert opened.width() == 900


def test_the_transport_has_a_row_of_its_own_where_the_tools_leave_no_room(
    opened: MainWindow, qtbot: Any
) -> None:
    tools, transport = opened.tool_bar, opened.transport
    needed = tools.sizeHint().width() + transport.sizeHint().width()
    for width in (needed + 40, needed - 60, needed + 40):
        opened.resize(width, 700)
        beside = width >= needed
        qtbot.waitUntil(lambda beside=beside: (transport.y() == tools.y()) is beside)
        qtbot.waitUntil(transport.meter.isVisible)


def test_messages_about_one_recording_go_with_it(
    qtbot: Any, opened: MainWindow, tmp_path: Path
) -> None:
    opened.messages.show_message("two tones.wav is odd.", "error")
    opened.opener.open(tmp_path / "missing.wav")
    qtbot.waitUntil(lambda: len(opened.messages.texts) == 2)
    opened.opener.open_demo()
    qtbot.waitUntil(lambda: is_open(opened, demo_path()))
    assert opened.messages.texts == ()


def test_the_pointer_is_read_out(qtbot: Any, opened: MainWindow) -> None:
    view = opened.spectrogram_view
    viewport = view.viewport()
    QTest.mouseMove(viewport, viewport.rect().center())
    QTest.mouseMove(viewport, viewport.rect().center() + QPoint(3, 3))
    qtbot.waitUntil(lambda: "Hz" in opened.status_bar.pointer.text())


def test_a_long_name_with_markup_is_read_out_as_it_is_and_takes_no_room(
    qtbot: Any, opened: MainWindow
) -> None:
    opened.document.commit_masks(None, split_masks(), "Separate")
    viewport = opened.spectrogram_view.viewport()
    for name in ("dog", "<b>dog</b>" + 50 * "W"):
        opened.document.set_source(0, name=name)
        for step in range(3):
            QTest.mouseMove(viewport, viewport.rect().center() + QPoint(step + len(name), 0))
        qtbot.waitUntil(lambda name=name: name[:10] in opened.status_bar.pointer.text())
    bar = opened.status_bar.pointer
    assert bar.textFormat() == Qt.TextFormat.PlainText
    assert 20 * "W" not in bar.text()


def test_messages_are_few_and_go_when_dismissed(window: MainWindow) -> None:
    bar = window.messages
    assert not bar.isVisible()
    for number in range(MAX_MESSAGES + 2):
        bar.show_message(f"message {number}", "error")
    assert bar.texts == ("message 2", "message 3", "message 4")
    bar.show_message("message 2", "error")
    assert bar.texts == ("message 3", "message 4", "message 2")
    QTest.mouseClick(bar._messages[0].close_button, Qt.MouseButton.LeftButton)
    assert bar.texts == ("message 4", "message 2")
    bar.dismiss_all()
    assert not bar.isVisible()


def test_the_engine_says_what_it_can_do(qtbot: Any, window: MainWindow) -> None:
    window._load_engine()
    assert window.status_bar.busy_text.text() == "Starting the engine …"
    with qtbot.waitSignal(window.engine_loader.loaded, timeout=20_000):
        pass
    assert window.separator_panel.device.findData("cpu") >= 0
    assert window.status_bar.device.text()
    assert window.separator_panel.device_reason.text()


def test_an_engine_that_does_not_start_is_said(
    qtbot: Any, window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing(name: str) -> None:
        raise ImportError("no torch here")

    monkeypatch.setattr("editor.engine_loader.load_separator", missing)
    window._load_engine()
    qtbot.waitUntil(lambda: bool(window.messages.texts))
    assert "no torch here" in window.messages.texts[0]


# --- from drawing to stems --------------------------------------------------------------------


def test_a_box_dragged_with_the_mouse_steers_the_separation(
    qtbot: Any, opened: MainWindow, separator: SteppedSeparator
) -> None:
    view, document = opened.spectrogram_view, opened.document
    opened.view_state.active_source = 1
    QTest.keySequence(opened, "A")
    viewport = view.viewport()
    canvas = view.canvas
    start = canvas.to_viewport(0.4, 400.0).toPoint()
    end = canvas.to_viewport(1.2, 1800.0).toPoint()
    QTest.mousePress(viewport, Qt.MouseButton.LeftButton, pos=start)
    for share in (0.3, 0.6, 1.0):
        QTest.mouseMove(viewport, start + (end - start) * share)
    qtbot.waitUntil(lambda: opened.separation.is_running)
    assert not document.guidance
    QTest.mouseRelease(viewport, Qt.MouseButton.LeftButton, pos=end)
    (box,) = document.guidance.boxes
    assert (box.source, box.kind) == (1, "activate")
    assert box.start == pytest.approx(0.4, abs=0.02)
    separator.allow(5)
    qtbot.waitUntil(lambda: document.result_is_current and not opened.separation.is_running)
    assert document.undo_stack.count() == 1
    assert document.masks is not None
    assert document.masks.values[1].max() == 1.0


# --- what is remembered, and closing ----------------------------------------------------------


def test_the_layout_is_remembered(qtbot: Any, window: MainWindow) -> None:
    window.resize(790, 650)
    size = window.size()
    window.docks[1].hide()
    window.splitter.setSizes([60, 500, 0])
    sizes = window.splitter.sizes()
    window.close()
    again = MainWindow()
    with qtbot.waitExposed(again):
        again.show()
    assert again.size() == size
    assert not again.docks[1].isVisible()
    assert again.docks[0].isVisible()
    assert again.splitter.sizes()[2] == sizes[2] == 0
    again.close()
    again.deleteLater()


def test_closing_while_it_runs_asks_for_what_it_reached_and_leaves_nothing_running(
    qtbot: Any, opened: MainWindow, separator: SteppedSeparator, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    monkeypatch.setattr("editor.questions.save_first", answering(asked, "cancel"))
    opened.separation.separate()
    separator.allow(1)
    qtbot.waitUntil(lambda: opened.document.masks is not None)
    assert not opened.close()
    assert opened.separation.is_running
    assert asked == ["two tones"]
    monkeypatch.setattr("editor.questions.save_first", answering(asked, "discard"))
    monkeypatch.setattr("editor.jobs.JOIN_SECONDS", 60.0)  # that it ends, not how soon
    threading.Timer(0.1, separator.allow, (1,)).start()
    assert opened.close()
    assert not opened.isVisible()
    assert "separation" not in [thread.name for thread in threading.enumerate()]


def answering(asked: list[str], answer: str) -> Any:
    def answered(parent: Any, name: str) -> str:
        asked.append(name)
        return answer

    return answered


def test_closing_asks_only_for_what_no_file_holds(
    opened: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened.separation.set_refine_while_drawing(False)
    asked: list[str] = []
    monkeypatch.setattr("editor.questions.save_first", answering(asked, "cancel"))
    opened.document.set_source(0, name="a name alone is not asked for")
    opened.document.add_mark(BOX)
    assert not opened.close()
    assert opened.isVisible()
    opened.opener.open(demo_path())
    assert asked == ["two tones", "two tones"]
    opened.document.mark_exported()
    assert opened.close()
    assert len(asked) == 2
