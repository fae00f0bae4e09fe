"""The stems side by side: shown by a key, on the same axes, with the same gestures."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QKeySequence, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from editor.key_texts import with_keys
from editor.main_window import MainWindow
from editor.spectrogram_view import NO_VERSION
from editor.stems_view import StemsView
from engine.masks import Masks, equal_masks


def at(view: StemsView, pane: int, seconds: float, hz: float) -> QPoint:
    """Where a time and frequency lie on a pane."""
    canvas, place = view._view.canvas, view.panes[pane]
    x = place.left() + canvas.x_of(seconds) / canvas.area.width() * place.width()
    y = place.top() + canvas.y_of(hz) / canvas.area.height() * place.height()
    return QPoint(round(x), round(y))


def lightness(view: StemsView, pane: int, seconds: float, hz: float) -> int:
    image, point = view.grab().toImage(), at(view, pane, seconds, hz)
    column = [image.pixelColor(point + QPoint(0, y)).lightness() for y in range(-4, 5)]
    return max(column)


@pytest.fixture
def shown(qtbot: QtBot, opened: MainWindow) -> StemsView:
    """The stems of two tones: the lower one is source 1, the upper one source 2."""
    frequencies, times = np.linspace(0, 4000, 80), np.linspace(0, 2, 100)
    lower = np.broadcast_to((frequencies < 760.0)[:, None], (80, 100)).astype(np.float32)
    masks = Masks(np.stack([lower, 1 - lower]), times, frequencies)
    opened.document.commit_masks(None, masks, "Separate")
    QTest.keySequence(opened, QKeySequence("F4"))
    view = opened.stems_view
    qtbot.waitUntil(lambda: view.isVisible() and len(view._fine) == 3 and not view.is_busy)
    QApplication.processEvents()
    return view


def test_every_stem_has_its_own_sound_on_its_pane(shown: StemsView) -> None:
    tones = [[lightness(shown, pane, 1.0, hz) for hz in (440, 1320)] for pane in range(3)]
    assert min(tones[0]) > 120
    assert tones[1][0] > 120 > 60 > tones[1][1]
    assert tones[2][1] > 120 > 60 > tones[2][0]


def test_the_panes_move_together_and_choose_their_source(
    qtbot: QtBot, opened: MainWindow, shown: StemsView
) -> None:
    state = opened.view_state
    QTest.mouseClick(shown, Qt.MouseButton.LeftButton, pos=at(shown, 2, 1.0, 600))
    assert state.active_source == 1
    assert state.position == pytest.approx(1.0, abs=0.01)
    start, end = at(shown, 1, 0.5, 600), at(shown, 1, 1.5, 600)
    QTest.mousePress(shown, Qt.MouseButton.LeftButton, pos=start)
    for point in (start + QPoint(20, 0), end):
        QTest.mouseMove(shown, point)
        QApplication.processEvents()
    QTest.mouseRelease(shown, Qt.MouseButton.LeftButton, pos=end)
    assert state.selection == pytest.approx((0.5, 1.5), abs=0.02)
    assert state.active_source == 0
    place = QPointF(at(shown, 2, 0.5, 600))
    wheel = QWheelEvent(
        place, shown.mapToGlobal(place), QPoint(), QPoint(0, 240), Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(shown, wheel)
    start_seconds, end_seconds = opened.spectrogram_view.visible_range
    assert end_seconds - start_seconds == pytest.approx(2.0 * 0.64, rel=0.01)
    assert at(shown, 0, 0.5, 600).x() == pytest.approx(place.x(), abs=1)
    canvas = opened.spectrogram_view.canvas
    qtbot.waitUntil(lambda: shown._fine[2].stretch.covers(canvas.stretch))
    QTest.keyClick(shown, Qt.Key.Key_Escape)
    assert state.selection is None


def test_a_tool_that_draws_goes_back_to_the_large_picture(
    qtbot: QtBot, opened: MainWindow, shown: StemsView
) -> None:
    QTest.keySequence(opened, QKeySequence("A"))
    assert not opened.actions_table["stems"].isChecked()
    assert opened.spectrogram_view.isVisible()
    qtbot.waitUntil(lambda: not opened.spectrogram_view.is_busy)
    QTest.keySequence(opened, QKeySequence("F4"))
    assert shown.isVisible()
    assert opened.view_state.tool == "select"
    opened.document.open_recording(None)
    qtbot.waitUntil(lambda: not shown.is_busy)
    assert len(shown.panes) == 1


def test_a_difference_is_shown_to_the_version_that_is_selected(
    qtbot: QtBot, opened: MainWindow
) -> None:
    document, view = opened.document, opened.spectrogram_view

    def hue(hz: float) -> str:
        qtbot.waitUntil(lambda: not view.is_busy)
        QApplication.processEvents()  # what was made last is taken from its thread
        colour = view.viewport().grab().toImage().pixelColor(
            view.canvas.to_viewport(1.0, hz).toPoint()
        )  # fmt: skip
        most, least = max(colour.red(), colour.blue()), min(colour.red(), colour.blue())
        if most - least < 30:
            return "grey"
        return "orange" if colour.red() > colour.blue() else "blue"

    frequencies, times = np.linspace(0, 4000, 80), np.linspace(0, 2, 100)
    even = equal_masks(2, times, frequencies)
    document.commit_masks(None, even, "Separate")
    QTest.keySequence(opened, QKeySequence("Shift+F5"))
    assert view.hint == with_keys(NO_VERSION)
    QTest.keySequence(opened, QKeySequence("Ctrl+K"))
    values = even.values.copy()
    values[:, frequencies < 760.0] = [[[0.9]], [[0.1]]]
    document.commit_masks(even, Masks(values, times, frequencies), "Separate")
    assert view.hint == ""
    assert [hue(440.0), hue(1320.0)] == ["orange", "grey"]
    QTest.keySequence(opened, QKeySequence("2"))
    assert hue(440.0) == "blue"
    QTest.keySequence(opened, QKeySequence("Ctrl+K"))
    document.commit_masks(document.masks, even, "Separate")
    opened.show_versions()
    assert hue(440.0) == "orange"  # the newest other version had less of source 2
    panel = opened.version_panel
    panel.list.setCurrentRow(panel.list.count() - 1)
    assert view.hint == ""
    assert hue(440.0) == "orange"  # the selected one holds the present masks: the next is taken
