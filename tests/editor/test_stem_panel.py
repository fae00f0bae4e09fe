"""The stem panel by mouse and keys: what is done on it is in the document, and undone there."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QColorDialog, QStyle, QStyleOptionSlider, QWidget
from pytestqt.qtbot import QtBot

from editor import level_meter
from editor.document import Document
from editor.gain_slider import GainSlider, gain_text
from editor.pan_slider import PanSlider
from editor.player import Player
from editor.source_commands import SourceCommands
from editor.stem_panel import StemPanel
from editor.theme import DARK, style_sheet
from editor.view_state import ViewState
from engine.guidance import Box
from engine.recording import Recording

LEFT = Qt.MouseButton.LeftButton


class Desk:
    """A stem panel on the screen, with what it shows."""

    def __init__(self, qtbot: QtBot) -> None:
        self.qtbot = qtbot
        self.document, self.view_state, self.player = Document(), ViewState(), Player()
        samples = np.zeros((1, 8000), np.float32)
        self.document.open_recording(Recording.from_samples(samples, 8000))
        self.commands = SourceCommands(self.document, self.view_state, self.document)
        self.panel = StemPanel(self.document, self.view_state, self.player, self.commands)
        self.panel.resize(300, 420)
        qtbot.addWidget(self.panel)
        with qtbot.waitExposed(self.panel):
            self.panel.show()


@pytest.fixture
def desk(qtbot: QtBot) -> Iterator[Desk]:
    desk = Desk(qtbot)
    yield desk
    desk.player.shutdown()


def handle(slider: GainSlider | PanSlider) -> QPoint:
    option = QStyleOptionSlider()
    slider.initStyleOption(option)
    control, part = QStyle.ComplexControl.CC_Slider, QStyle.SubControl.SC_SliderHandle
    return slider.style().subControlRect(control, option, part, slider).center()


def test_solo_and_mute_are_one_undo_step_each(desk: Desk, qtbot: QtBot) -> None:
    row = desk.panel.rows[1]
    qtbot.mouseClick(row.solo, LEFT)
    qtbot.mouseClick(row.mute, LEFT)
    assert desk.document.sources[1].solo
    assert desk.document.sources[1].mute
    desk.document.undo_stack.undo()
    assert not row.mute.isChecked()
    assert row.solo.isChecked()
    desk.document.undo_stack.undo()
    assert not row.solo.isChecked()


def test_a_name_is_typed_and_enter_gives_the_keys_back(desk: Desk, qtbot: QtBot) -> None:
    name = desk.panel.rows[0].name
    qtbot.mouseClick(name, LEFT)
    name.selectAll()
    qtbot.keyClicks(name, "Violin")
    qtbot.keyClick(name, Qt.Key.Key_Return)
    assert desk.document.sources[0].name == "Violin"
    assert not name.hasFocus()
    assert desk.document.undo_stack.undoText() == "Rename Source 1"
    desk.document.undo_stack.undo()
    assert name.text() == "Source 1"


def test_the_narrowest_panel_still_shows_its_words(desk: Desk, qtbot: QtBot) -> None:
    desk.panel.setStyleSheet(style_sheet(DARK))
    desk.panel.resize(1, 420)
    words = desk.panel.mask_views.values()
    qtbot.waitUntil(lambda: all(word.width() >= word.sizeHint().width() for word in words))
    assert desk.panel.width() < 400
    row = desk.panel.rows[0]
    assert row.mapTo(desk.panel, row.rect().topRight()).x() <= desk.panel.width()


def test_a_double_click_takes_the_whole_name(desk: Desk, qtbot: QtBot) -> None:
    name = desk.panel.rows[0].name
    qtbot.mouseClick(name, LEFT, pos=QPoint(8, name.height() // 2))
    qtbot.mouseDClick(name, LEFT, pos=QPoint(8, name.height() // 2))
    qtbot.keyClicks(name, "Violin")
    assert name.text() == "Violin"


@pytest.mark.parametrize("typed", ["", "   "])
def test_an_empty_name_is_not_taken(desk: Desk, qtbot: QtBot, typed: str) -> None:
    name = desk.panel.rows[0].name
    name.setFocus()
    name.selectAll()
    qtbot.keyClick(name, Qt.Key.Key_Delete)
    qtbot.keyClicks(name, typed)
    qtbot.keyClick(name, Qt.Key.Key_Return)
    assert desk.document.sources[0].name == name.text() == "Source 1"


def test_escape_gives_the_old_name_back(desk: Desk, qtbot: QtBot) -> None:
    name = desk.panel.rows[0].name
    name.setFocus()
    qtbot.keyClicks(name, "xyz")
    qtbot.keyClick(name, Qt.Key.Key_Escape)
    assert desk.document.sources[0].name == name.text() == "Source 1"
    assert not desk.document.undo_stack.canUndo()


def test_the_fader_is_dragged_as_one_undo_step(desk: Desk, qtbot: QtBot) -> None:
    row = desk.panel.rows[0]
    qtbot.mousePress(row.gain, LEFT, pos=handle(row.gain))
    at = handle(row.gain)
    for step in range(1, 9):
        qtbot.mouseMove(row.gain, at - QPoint(5 * step, 0))
    qtbot.mouseRelease(row.gain, LEFT, pos=at - QPoint(40, 0))
    gain = desk.document.sources[0].gain_db
    assert -30.0 < gain < -5.0
    assert row.gain_label.text() == gain_text(gain)
    desk.document.undo_stack.undo()
    assert desk.document.sources[0].gain_db == 0.0
    assert row.gain.gain_db == 0.0


def test_double_click_is_nought_decibels(desk: Desk, qtbot: QtBot) -> None:
    row = desk.panel.rows[0]
    desk.document.set_source(0, gain_db=-12.5)
    assert row.gain.gain_db == -12.5
    qtbot.mouseDClick(row.gain, LEFT, pos=handle(row.gain))
    assert desk.document.sources[0].gain_db == 0.0


def test_keys_move_the_fader_by_half_decibels_within_its_ends(desk: Desk, qtbot: QtBot) -> None:
    gain = desk.panel.rows[0].gain
    gain.setFocus()
    qtbot.keyClick(gain, Qt.Key.Key_Right)
    assert desk.document.sources[0].gain_db == 0.5
    qtbot.keyClick(gain, Qt.Key.Key_End)
    assert desk.document.sources[0].gain_db == 12.0
    qtbot.keyClick(gain, Qt.Key.Key_Home)
    assert desk.document.sources[0].gain_db == -60.0


def test_a_pan_is_dragged_set_by_keys_and_undone(desk: Desk, qtbot: QtBot) -> None:
    pan, document = desk.panel.rows[1].pan, desk.document
    qtbot.mousePress(pan, LEFT, pos=handle(pan))
    for step in range(1, 9):
        qtbot.mouseMove(pan, handle(pan) - QPoint(2 * step, 0))
    qtbot.mouseRelease(pan, LEFT, pos=handle(pan))
    assert document.sources[1].pan < -0.2
    assert pan.accessibleDescription().startswith("left ")
    document.undo_stack.undo()
    assert document.sources[1].pan == pan.pan == 0.0
    pan.setFocus()
    qtbot.keyClick(pan, Qt.Key.Key_End)
    assert document.sources[1].pan == 1.0
    assert document.undo_stack.undoText() == "Pan Source 2"
    qtbot.mouseDClick(pan, LEFT, pos=pan.rect().center())
    assert document.sources[1].pan == 0.0


def test_a_stems_meter_rises_with_what_is_heard_holds_its_peak_and_falls(
    desk: Desk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(level_meter, "HOLD_SECONDS", 600.0)
    quiet, loud = (row.meter for row in desk.panel.rows)
    desk.player.stem_levels_changed.emit(np.array([[0.0, 0.0], [0.5, 0.1]], np.float32))
    assert loud.levels == pytest.approx((-6.02, -20.0), abs=0.1)
    assert quiet.levels == (-60.0, -60.0)
    desk.player.stem_levels_changed.emit(np.zeros((0, 2), np.float32))
    qtbot.waitUntil(lambda: loud.levels[0] < -15.0)
    assert loud.held[0] == pytest.approx(-6.02, abs=0.1)
    monkeypatch.setattr(level_meter, "HOLD_SECONDS", 0.0)
    qtbot.waitUntil(lambda: loud.held == (-60.0, -60.0), timeout=20_000)


def wheel(widget: QWidget) -> None:
    at = QPointF(widget.rect().center())
    event = QWheelEvent(
        at,
        QPointF(widget.mapToGlobal(at)),
        QPoint(0, 0),
        QPoint(0, 120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(widget, event)


def test_the_wheel_turns_only_a_fader_that_was_chosen(desk: Desk) -> None:
    gain = desk.panel.rows[0].gain
    gain.clearFocus()
    wheel(gain)
    assert desk.document.sources[0].gain_db == 0.0
    gain.setFocus()
    wheel(gain)
    assert desk.document.sources[0].gain_db > 0.0


@pytest.mark.parametrize(
    ("gain_db", "text"),
    [(0.0, "0.0 dB"), (3.5, "+3.5 dB"), (-60.0, "−60.0 dB"), (-0.01, "0.0 dB")],
)
def test_gains_are_read_with_their_sign(gain_db: float, text: str) -> None:
    assert gain_text(gain_db) == text


def test_a_click_on_a_row_makes_it_active_and_the_view_shows_it(desk: Desk, qtbot: QtBot) -> None:
    rows = desk.panel.rows
    qtbot.mouseClick(rows[1], LEFT, pos=QPoint(14, rows[1].height() - 6))
    assert desk.view_state.active_source == 1
    assert rows[1].accessibleDescription() == "active"
    assert rows[0].accessibleDescription() == ""
    qtbot.mouseClick(rows[0].swatch, LEFT)
    assert desk.view_state.active_source == 0
    desk.view_state.active_source = 1
    assert rows[1].accessibleDescription() == "active"


def test_rows_follow_the_number_of_sources(desk: Desk) -> None:
    desk.document.set_choice(sources=6)
    assert [row.index for row in desk.panel.rows] == list(range(6))
    desk.view_state.active_source = 5
    desk.document.set_choice(sources=3)
    assert len(desk.panel.rows) == 3
    assert desk.view_state.active_source == 2
    desk.document.undo_stack.undo()
    assert len(desk.panel.rows) == 6


def test_six_rows_fit_without_scrolling(desk: Desk, qtbot: QtBot) -> None:
    desk.document.set_choice(sources=6)
    qtbot.waitUntil(lambda: desk.panel.rows[5].y() > 0)
    last = desk.panel.rows[5]
    assert last.visibleRegion().boundingRect().height() == last.height()


def test_boxes_of_each_source_are_counted(desk: Desk) -> None:
    desk.document.add_mark(Box(1, "activate", 0.1, 0.2, 100, 200))
    desk.document.add_mark(Box(1, "deactivate", 0.1, 0.2, 100, 200))
    assert desk.panel.rows[0].boxes.text() == ""
    assert desk.panel.rows[1].boxes.text().startswith("2")
    desk.document.undo_stack.undo()
    assert desk.panel.rows[1].boxes.text().startswith("1")


def test_the_menu_of_a_row_deletes_its_boxes(desk: Desk) -> None:
    desk.document.add_mark(Box(0, "activate", 0.1, 0.2, 100, 200))
    desk.document.add_mark(Box(1, "activate", 0.1, 0.2, 100, 200))
    menu = desk.panel.row_menu(desk.panel.rows[1])
    actions = {action.text(): action for action in menu.actions()}
    actions["Delete its boxes"].trigger()
    assert [box.source for box in desk.document.guidance.boxes] == [0]
    menu = desk.panel.row_menu(desk.panel.rows[1])
    actions = {action.text(): action for action in menu.actions()}
    assert not actions["Delete its boxes"].isEnabled()
    actions["Rename"].trigger()
    assert desk.panel.rows[1].name.hasFocus()


def test_a_colour_is_chosen_in_its_dialog(desk: Desk, qtbot: QtBot) -> None:
    menu = desk.panel.row_menu(desk.panel.rows[0])
    next(action for action in menu.actions() if action.text() == "Colour …").trigger()
    dialog = desk.panel.findChild(QColorDialog)
    dialog.setCurrentColor("#123456")
    qtbot.keyClick(dialog, Qt.Key.Key_Return)
    assert desk.document.sources[0].colour == "#123456"


def test_mask_view_and_opacity_go_both_ways(desk: Desk, qtbot: QtBot) -> None:
    panel, view_state = desk.panel, desk.view_state
    qtbot.mouseClick(panel.mask_views["single"], LEFT)
    assert view_state.mask_view == "single"
    assert not panel.opacity.isEnabled()
    view_state.mask_view = "tint"
    assert panel.mask_views["tint"].isChecked()
    panel.opacity.setFocus()
    QTest.keyClick(panel.opacity, Qt.Key.Key_Home)
    assert view_state.mask_opacity == 0.0
    view_state.mask_opacity = 0.25
    assert panel.opacity.value() == 25


def test_every_control_has_a_name(desk: Desk) -> None:
    desk.document.set_source(0, name="Violin")
    row = desk.panel.rows[0]
    for widget in (row.swatch, row.name, row.solo, row.mute, row.gain):
        assert "Violin" in widget.accessibleName()
        assert widget.toolTip()
    assert row.accessibleName() == "Source 1: Violin"
    assert desk.panel.opacity.accessibleName()
    assert all(button.accessibleName() for button in desk.panel.mask_views.values())
