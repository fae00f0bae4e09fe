"""Adding, removing, splitting and merging sources by mouse and keys while a separation runs."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from editor.main_window import MainWindow
from engine.guidance import Box
from engine.masks import Masks
from tests.stubs import SteppedSeparator

FIRST = Box(0, "activate", 0.2, 0.6, 300.0, 900.0)
SECOND = Box(1, "activate", 1.0, 1.5, 1000.0, 2000.0)


@pytest.fixture
def running(qtbot: QtBot, opened: MainWindow, separator: SteppedSeparator) -> MainWindow:
    """The window with two boxes and a separation that has shown masks and goes on."""
    opened.separation.set_refine_while_drawing(False)
    opened.document.add_mark(FIRST)
    opened.document.add_mark(SECOND)
    separator.iterations = 50
    opened.separation.separate()
    separator.allow(2)
    # The third iteration waits: nothing changes the masks but what the test does.
    qtbot.waitUntil(lambda: separator.begun == 3 and opened.document.masks is not None)
    return opened


def masks_of(window: MainWindow) -> Masks:
    masks = window.document.masks
    assert masks is not None
    assert masks.values.sum(axis=0) == pytest.approx(1.0, abs=1e-6)
    return masks


def choose(window: MainWindow, source: int, *path: str) -> None:
    """Click through the menu of a row of the stem panel."""
    row = window.stem_panel.rows[source]
    row.customContextMenuRequested.emit(QPoint(5, 5))
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    for text in path[:-1]:
        menu = action_of(menu, text).menu()
        assert isinstance(menu, QMenu)
    action_of(menu, path[-1]).trigger()
    while (popup := QApplication.activePopupWidget()) is not None:
        popup.close()
    window.activateWindow()
    QApplication.processEvents()


def action_of(menu: QMenu, text: str) -> QAction:
    (found,) = [action for action in menu.actions() if action.text() == text]
    return found


def goes_on(qtbot: QtBot, window: MainWindow, separator: SteppedSeparator, sources: int) -> None:
    """Whether the run goes on from the masks that were shown at once."""
    shown = window.document.result.masks
    assert window.separation.is_running
    separator.allow(2)
    qtbot.waitUntil(lambda: window.separation.has_progress)
    assert separator.runs[-1] is shown
    assert window.document.masks is not shown
    assert masks_of(window).sources == sources


def test_an_added_source_is_active_and_takes_a_little(
    qtbot: QtBot, running: MainWindow, separator: SteppedSeparator
) -> None:
    before = masks_of(running).values
    QTest.mouseClick(running.stem_panel.add_source, Qt.MouseButton.LeftButton)
    after = masks_of(running).values
    assert after.shape[0] == 3
    assert after[2] == pytest.approx(0.05)
    assert after[:2] == pytest.approx(0.95 * before)
    assert running.view_state.active_source == 2
    assert running.document.guidance.boxes == (FIRST, SECOND)
    assert running.document.undo_stack.undoText() == "Add Source 3"
    goes_on(qtbot, running, separator, 3)
    QTest.keySequence(running, QKeySequence("Ctrl+Z"))
    assert np.array_equal(masks_of(running).values, before)
    goes_on(qtbot, running, separator, 2)


def test_a_split_source_keeps_its_marks_and_shares_its_sound(
    qtbot: QtBot, running: MainWindow, separator: SteppedSeparator
) -> None:
    before = masks_of(running).values
    choose(running, 0, "Split in two")
    after = masks_of(running).values
    assert after[0] == pytest.approx(before[0] / 2)
    assert np.array_equal(after[0], after[2])
    assert np.array_equal(after[1], before[1])
    assert running.document.guidance.boxes == (FIRST, SECOND)
    assert running.view_state.active_source == 2
    assert "draw for Source 3" in running.messages.texts[-1]
    goes_on(qtbot, running, separator, 3)


def test_merged_sources_have_the_sound_and_the_marks_of_both(
    qtbot: QtBot, running: MainWindow, separator: SteppedSeparator
) -> None:
    QTest.keySequence(running, QKeySequence("Ctrl+Shift+N"))
    goes_on(qtbot, running, separator, 3)
    third = Box(2, "activate", 1.6, 1.9, 100.0, 200.0)
    running.document.add_mark(third)
    running.document.add_mark(Box(1, "deactivate", 0.1, 0.2, 100.0, 200.0))
    separator.allow(2)
    qtbot.waitUntil(lambda: third in separator.seen[-1].marks)
    before = masks_of(running).values
    choose(running, 1, "Merge into", "Source 1")
    assert masks_of(running).values[0] == pytest.approx(before[0] + before[1], abs=1e-6)
    assert [source.name for source in running.document.sources] == ["Source 1", "Source 3"]
    assert [box.source for box in running.document.guidance.boxes] == [0, 0, 1]
    assert "denied only one" in running.messages.texts[-1]
    goes_on(qtbot, running, separator, 2)
    QTest.keySequence(running, QKeySequence("Ctrl+Z"))
    assert len(running.document.guidance.boxes) == 4
    assert np.array_equal(masks_of(running).values, before)


def test_a_removed_source_leaves_its_sound_to_the_others(
    qtbot: QtBot, running: MainWindow, separator: SteppedSeparator
) -> None:
    assert not running.actions_table["remove_source"].isEnabled()
    QTest.mouseClick(running.stem_panel.add_source, Qt.MouseButton.LeftButton)
    goes_on(qtbot, running, separator, 3)
    running.document.set_source(2, name="Robin")
    before = masks_of(running).values
    choose(running, 0, "Remove source")
    after = masks_of(running).values
    some = before[1:].sum(axis=0) > 0.01
    kept = before[1:, some] / before[1:, some].sum(axis=0)
    assert after[:, some] == pytest.approx(kept, abs=1e-5)
    assert [source.name for source in running.document.sources] == ["Source 2", "Robin"]
    assert running.view_state.active_source == 1
    assert [box.source for box in running.document.guidance.boxes] == [0]
    goes_on(qtbot, running, separator, 2)


def test_renaming_does_not_disturb_the_run(
    running: MainWindow, separator: SteppedSeparator
) -> None:
    row = running.stem_panel.rows[0]
    row.name.setFocus()
    row.name.selectAll()
    QTest.keyClicks(row.name, "Robin")
    QTest.keyClick(row.name, Qt.Key.Key_Return)
    assert running.document.sources[0].name == "Robin"
    assert running.separation.is_running
    assert separator.runs == [None]


def test_there_are_never_too_many_sources_nor_too_few(opened: MainWindow) -> None:
    for _ in range(8):
        QTest.mouseClick(opened.stem_panel.add_source, Qt.MouseButton.LeftButton)
    assert len(opened.document.sources) == 6
    assert not opened.stem_panel.add_source.isEnabled()
    assert not opened.actions_table["split_source"].isEnabled()
    for _ in range(8):
        opened.actions_table["remove_source"].trigger()
    assert len(opened.document.sources) == 2


@pytest.mark.parametrize("tool", ["A", "P"])
def test_a_drag_for_a_source_that_an_undo_takes_away_ends_without_effect(
    qtbot: QtBot, opened: MainWindow, tool: str
) -> None:
    viewport = opened.spectrogram_view.viewport()
    for key in ("Ctrl+Shift+N", tool):
        QTest.keySequence(opened, QKeySequence(key))
    assert len(opened.document.sources) == 3
    QTest.mousePress(viewport, Qt.MouseButton.LeftButton, pos=QPoint(200, 150))
    QTest.mouseMove(viewport, QPoint(300, 220))
    QTest.mouseMove(viewport, QPoint(330, 250))
    QTest.keySequence(opened, QKeySequence("Ctrl+Z"))
    QTest.mouseRelease(viewport, Qt.MouseButton.LeftButton, pos=QPoint(330, 250))
    assert len(opened.document.sources) == 2
    assert not opened.document.guidance


def test_a_source_can_go_while_the_pointer_rests_on_its_mark(
    qtbot: QtBot, opened: MainWindow
) -> None:
    view = opened.spectrogram_view
    for key in ("V", "Ctrl+Shift+N"):
        QTest.keySequence(opened, QKeySequence(key))
    opened.document.add_mark(Box(2, "activate", 0.8, 1.6, 200.0, 800.0))
    QTest.mouseMove(view.viewport(), QPoint(5, 5))
    QTest.mouseMove(view.viewport(), view.canvas.to_viewport(1.2, 400.0).toPoint())
    opened.source_commands.remove(2)
    assert not opened.document.guidance
    assert len(opened.document.sources) == 2
