"""How the picture is shown: axis, colours, range, window length, stems, and views gone back to."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox
from pytestqt.qtbot import QtBot

from editor import colour_maps
from editor.axes import FrequencyMap, frequency_ticks
from editor.main_window import MainWindow
from editor.view_state import COLOUR_MAPS
from tests.editor.view_helpers import Scene, shown_scene, split_masks, tone_recording


@pytest.fixture
def scene(qtbot: QtBot) -> Iterator[Scene]:
    with shown_scene(qtbot, tone_recording()) as made:
        yield made


@pytest.fixture
def shown(opened: MainWindow) -> MainWindow:
    QTest.keySequence(opened, QKeySequence("F9"))
    assert opened.display_panel.isVisible()
    return opened


def choose(combo: QComboBox, value: object) -> None:
    """As a person does with the keys."""
    combo.setFocus()
    while combo.currentData() != value:
        before = combo.currentIndex()
        QTest.keyClick(combo, Qt.Key.Key_Down)
        if combo.currentIndex() == before:
            QTest.keyClick(combo, Qt.Key.Key_Home)


def picture(window: MainWindow) -> np.ndarray:
    image = window.spectrogram_view.viewport().grab().toImage()
    return np.frombuffer(image.constBits(), np.uint8).copy()


def settle(qtbot: QtBot, window: MainWindow) -> None:
    qtbot.waitUntil(lambda: window.spectrogram_view.is_complete, timeout=20_000)


# --- axis -------------------------------------------------------------------------------------


def test_mel_positions_go_there_and_back_and_1000_hz_are_1000_mel() -> None:
    scale = FrequencyMap("mel", 8000.0)
    hz = np.array([0.0, 50.0, 440.0, 1000.0, 8000.0])
    assert float(scale.position(1000.0)) == pytest.approx(1000.0, abs=0.1)
    np.testing.assert_allclose(scale.hz(scale.position(hz)), hz, atol=1e-9)
    assert (np.diff(scale.position(hz)) > 0).all()


@pytest.mark.parametrize("view", [(0.0, 2840.0), (0.0, 400.0), (1500.0, 1600.0), (2000.0, 2840.0)])
def test_mel_ticks_leave_room_and_are_round(view: tuple[float, float]) -> None:
    scale, room = FrequencyMap("mel", 8000.0), (view[1] - view[0]) / 14
    labelled, _ = frequency_ticks(scale, *view, room)
    places = scale.position(np.array(labelled))
    assert len(labelled) >= 4
    assert np.diff(places).min() >= room * 0.99
    assert places.min() >= view[0]
    assert places.max() <= view[1]


def test_marks_lie_where_they_were_on_every_axis(scene: Scene) -> None:
    canvas = scene.view.canvas
    for scale in ("mel", "linear", "log"):
        scene.view_state.frequency_scale = scale
        scene.settle()
        scene.view_state.tool = "brush"
        before = len(scene.document.guidance.marks)
        scene.drag(scene.point(1.0, 900.0), scene.point(2.0, 2000.0))
        mark = scene.document.guidance.marks[before]
        around = canvas.layer.rectangle(mark)
        radius = scene.view_state.brush_radius
        top, bottom = canvas.y_of(2000.0) - radius, canvas.y_of(900.0) + radius
        assert around.top() == pytest.approx(top, abs=5)
        assert around.bottom() == pytest.approx(bottom, abs=5)


# --- colours and range ------------------------------------------------------------------------


@pytest.mark.parametrize("name", COLOUR_MAPS)
def test_louder_is_always_brighter(name: str) -> None:
    colours = colour_maps.level_colours(name)
    assert colours.shape == (256, 3)
    brightness = colours @ [0.2126, 0.7152, 0.0722]
    assert (np.diff(brightness) > -0.003).all()
    assert brightness[-1] - brightness[0] > 0.5


def test_colours_axis_and_window_are_chosen_and_remembered(qtbot: QtBot, shown: MainWindow) -> None:
    panel, view = shown.display_panel, shown.spectrogram_view
    before = picture(shown)
    choose(panel.colours, "viridis")
    settle(qtbot, shown)
    assert np.mean(picture(shown) != before) > 0.2
    choose(panel.scale, "mel")
    settle(qtbot, shown)
    assert view.canvas.scale_map.scale == "mel"
    assert shown.actions_table["scale_mel"].isChecked()
    bins = view._levels.bins
    choose(panel.window_length, 186)
    settle(qtbot, shown)
    assert view._levels.bins > 2 * bins
    again = MainWindow()
    state = again.view_state
    assert (state.colour_map, state.frequency_scale, state.window_ms) == ("viridis", "mel", 186)
    again.close()
    again.deleteLater()


def test_sliders_change_the_range_and_follow_the_colour_bar(
    qtbot: QtBot, shown: MainWindow
) -> None:
    panel, view = shown.display_panel, shown.spectrogram_view
    automatic = view.range_db
    panel.top.setFocus()
    QTest.keyClick(panel.top, Qt.Key.Key_PageDown)
    low, high = view.range_db
    assert high == pytest.approx(round(automatic[1]) - 6)
    QTest.keyClick(panel.range, Qt.Key.Key_Right)
    assert view.range_db[0] == pytest.approx(low - 1, abs=1)
    view.colour_bar.range_chosen.emit((-70.0, -20.0))
    assert (panel.top.value(), panel.range.value()) == (-20, 50)
    QTest.mouseClick(panel.automatic, Qt.MouseButton.LeftButton)
    assert view.range_db == automatic


# --- stems ------------------------------------------------------------------------------------


def test_the_active_stem_is_shown_as_its_mask_leaves_it(scene: Scene) -> None:
    scene.document.commit_masks(None, split_masks(), "Separate")
    scene.view_state.mask_view = "off"
    scene.settle()
    loud = scene.colour_at(3.0, 1000.0)
    scene.view_state.mask_view = "stem"
    scene.view_state.active_source = 1
    scene.settle()
    assert scene.colour_at(3.0, 1000.0) == loud
    scene.view_state.active_source = 0
    scene.settle()
    assert scene.colour_at(3.0, 1000.0).lightness() < 20 < loud.lightness()


# --- back and forward -------------------------------------------------------------------------


def test_back_and_forward_go_through_the_views(qtbot: QtBot, opened: MainWindow) -> None:
    view = opened.spectrogram_view
    everything = view.visible_range
    view.show_range(0.5, 1.5)
    qtbot.waitUntil(lambda: len(view._history._views) == 2)
    for share in (0.9, 0.8, 0.7):  # one gesture of the wheel is one view
        view.show_range(0.7, 0.7 + share)
    view.canvas.show_positions(2.0, 4.0)
    close = view.canvas.stretch
    QTest.keySequence(opened, QKeySequence("Ctrl+["))
    assert view.visible_range == pytest.approx((0.5, 1.5))
    assert view.canvas.stretch.low == pytest.approx(0.0)
    QTest.keySequence(opened, QKeySequence("Ctrl+["))
    QTest.keySequence(opened, QKeySequence("Ctrl+["))
    assert view.visible_range == pytest.approx(everything)
    for _ in range(3):
        QTest.keySequence(opened, QKeySequence("Ctrl+]"))
    found = view.canvas.stretch
    assert (found.start, found.end) == pytest.approx((close.start, close.end))
    assert (found.low, found.high) == pytest.approx((close.low, close.high))
