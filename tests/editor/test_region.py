"""A time and a band selected with mouse and keys: heard, measured and separated alone."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from editor.main_window import MainWindow
from editor.selection_panel import TOO_SHORT
from engine.masks import Masks
from tests.editor.view_helpers import split_masks
from tests.stubs import SteppedSeparator

RATE = 8_000
# The recording holds a tone of 440 Hz on its left side and one of 1320 Hz on its right.
BAND = (900.0, 2000.0)


def press(window: MainWindow, key: str) -> None:
    QTest.keySequence(window, QKeySequence(key))


def point(window: MainWindow, seconds: float, hz: float) -> QPoint:
    return window.spectrogram_view.canvas.to_viewport(seconds, hz).toPoint()


def drag(window: MainWindow, start: QPoint, end: QPoint, *, release: bool = True) -> None:
    viewport, left = window.spectrogram_view.viewport(), Qt.MouseButton.LeftButton
    QTest.mousePress(viewport, left, pos=start)
    for share in (0.5, 1.0):
        QTest.mouseMove(viewport, start + (end - start) * share)
        QApplication.processEvents()
    if release:
        QTest.mouseRelease(viewport, left, pos=end)


@pytest.fixture
def selected(opened: MainWindow) -> MainWindow:
    """The window with a region selected by mouse: 0.5 to 1.2 s, 900 to 2000 Hz."""
    opened.separation.set_refine_while_drawing(False)
    press(opened, "R")
    drag(opened, point(opened, 0.5, BAND[0]), point(opened, 1.2, BAND[1]))
    return opened


def heard(qtbot: QtBot, window: MainWindow, frames: int) -> np.ndarray:
    """What the sound card gets next, (2, frames)."""
    card = window.player._output.__self__  # type: ignore[attr-defined]
    got: list[np.ndarray] = []

    def enough() -> bool:
        if card.outputs and card.output.started and not card.output.closed:
            got.append(card.output.pull(min(80, frames - sum(part.shape[1] for part in got))))
        return sum(part.shape[1] for part in got) >= frames

    qtbot.waitUntil(enough, timeout=20_000)
    return np.concatenate(got, axis=1)


def loudness(sound: np.ndarray, hz: float) -> float:
    time = np.arange(sound.shape[1]) / RATE
    return float(2 * np.abs((sound * np.exp(-2j * np.pi * hz * time)).mean(axis=1)).max())


def test_a_region_is_drawn_moved_stretched_and_cleared(selected: MainWindow) -> None:
    state = selected.view_state
    assert state.selection == pytest.approx((0.5, 1.2), abs=0.01)
    assert state.band == pytest.approx(BAND, rel=0.02)
    assert not selected.document.guidance
    drag(selected, point(selected, 0.8, 1300.0), point(selected, 1.0, 1300.0))
    assert state.selection == pytest.approx((0.7, 1.4), abs=0.02)
    press(selected, "V")  # its edges can be drawn with the arrow tool too
    drag(selected, point(selected, 1.4, 2000.0), point(selected, 1.6, 2500.0))
    assert state.selection == pytest.approx((0.7, 1.6), abs=0.02)
    assert state.band == pytest.approx((900.0, 2500.0), rel=0.03)
    before = state.selection, state.band
    drag(selected, point(selected, 0.7, 1500.0), point(selected, 0.2, 1500.0), release=False)
    assert state.selection != before[0]
    QTest.keyClick(selected.spectrogram_view.canvas, Qt.Key.Key_Escape)
    assert (state.selection, state.band) == before
    start = state.selection[0]  # type: ignore[index]
    QTest.keyClick(selected.spectrogram_view.canvas, Qt.Key.Key_Right)
    assert state.selection is not None
    assert state.selection[0] > start
    press(selected, "Ctrl+E")
    view = selected.spectrogram_view
    assert view.visible_range == pytest.approx(state.selection, abs=0.01)
    assert view.canvas.y_of(state.band[1]) == pytest.approx(0.0, abs=2.0)  # type: ignore[index]
    QTest.keyClick(view.canvas, Qt.Key.Key_Escape)
    assert (state.selection, state.band) == (None, None)


def test_only_the_selected_band_and_time_is_heard(qtbot: QtBot, selected: MainWindow) -> None:
    state = selected.view_state
    assert state.selection is not None
    press(selected, "Space")
    sound = heard(qtbot, selected, round(0.6 * RATE))
    assert loudness(sound[:, 800:], 1320.0) == pytest.approx(0.3, rel=0.05)
    assert loudness(sound[:, 800:], 440.0) < 0.003
    assert state.position >= state.selection[0]
    card = selected.player._output.__self__  # type: ignore[attr-defined]

    def over() -> bool:
        card.output.pull(80)
        return not selected.player.is_playing

    qtbot.waitUntil(over, timeout=20_000)  # it ends with the region and comes back to its start
    assert state.position == pytest.approx(state.selection[0], abs=0.001)
    press(selected, "L")
    press(selected, "Space")
    length = state.selection[1] - state.selection[0]
    sound = heard(qtbot, selected, round(2 * length * RATE))
    assert loudness(sound[:, round(length * RATE) + 800 :], 440.0) < 0.003
    banded = card.output
    QTest.keyClick(selected.spectrogram_view.canvas, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: selected.player.passage is None)

    def faded_out() -> bool:
        banded.pull(80)
        return banded.closed

    qtbot.waitUntil(faded_out)
    heard(qtbot, selected, round(0.4 * RATE))
    assert loudness(heard(qtbot, selected, 2000), 440.0) == pytest.approx(0.3, rel=0.1)
    press(selected, "Space")


def test_the_panel_measures_and_takes_numbers(qtbot: QtBot, selected: MainWindow) -> None:
    selected.document.commit_masks(None, split_masks(), "Separate")
    press(selected, "F12")
    panel, state = selected.selection_panel, selected.view_state
    assert panel.isVisible()
    # One side is silent in the band: half the power of a tone of 0.3.
    level = 20 * np.log10(0.3) - 10 * np.log10(2)
    qtbot.waitUntil(lambda: panel.told["stem"].text() != "—", timeout=20_000)
    assert float(panel.told["mixture"].text().split()[0].replace("−", "-")) == pytest.approx(
        level, abs=0.15
    )
    assert panel.told["centroid"].text().startswith("13")
    assert selected.status_bar.selection.text().startswith("Selected: 0.")
    high = panel.edges["high"]
    high.setFocus()
    high.selectAll()
    QTest.keyClicks(high, "1000")
    QTest.keyClick(high, Qt.Key.Key_Return)
    assert state.band is not None
    assert state.band[1] == 1000.0
    press(selected, "Ctrl+Shift+A")
    assert state.selection is None
    assert not high.isEnabled()


def test_the_selection_alone_is_separated(
    qtbot: QtBot, selected: MainWindow, separator: SteppedSeparator
) -> None:
    document = selected.document
    press(selected, "Ctrl+Alt+R")
    separator.allow(separator.iterations)
    qtbot.waitUntil(lambda: document.result.masks is not None, timeout=20_000)
    first = document.result.masks
    assert first is not None
    inside, outside = shares(first, 0.9, 1500.0), shares(first, 1.8, 1500.0)
    assert inside[0] != pytest.approx(0.5, abs=0.05)
    assert outside == pytest.approx((0.5, 0.5))
    assert shares(first, 0.9, 300.0) == pytest.approx((0.5, 0.5))
    assert document.undo_stack.undoText() == "Separate the selection"
    # With a result there is, all but the region stays as it was.
    whole = split_masks()
    document.commit_masks(first, whole, "Separate")
    press(selected, "Ctrl+Alt+R")
    separator.allow(separator.iterations)
    qtbot.waitUntil(lambda: not selected.separation.is_running, timeout=20_000)
    second = document.result.masks
    assert second is not None
    assert second.values.shape == whole.values.shape
    changed = np.abs(second.values - whole.values).max(axis=0) > 1e-3
    rows = (whole.frequencies >= BAND[0] * 0.97) & (whole.frequencies <= BAND[1] * 1.03)
    columns = (whole.times >= 0.49) & (whole.times <= 1.21)
    assert changed[np.ix_(rows, columns)].mean() > 0.8
    assert not changed[~rows].any()
    assert not changed[:, ~columns].any()
    np.testing.assert_allclose(second.values.sum(axis=0), 1.0, atol=1e-5)
    assert isinstance(separator.runs[-1], Masks)  # it started from the masks that were there
    assert selected.actions_table["continue"].isEnabled()
    press(selected, "Ctrl+Z")
    assert document.result.masks is whole
    selected.view_state.selection = (0.5, 0.6)
    press(selected, "Ctrl+Alt+R")
    assert not selected.separation.is_running
    assert TOO_SHORT in [label.text() for label in selected.messages.findChildren(QLabel)]


def shares(masks: Masks, seconds: float, hz: float) -> tuple[float, ...]:
    row = int(np.argmin(np.abs(masks.frequencies - hz)))
    column = int(np.argmin(np.abs(masks.times - seconds)))
    return tuple(float(value) for value in masks.values[:, row, column])
