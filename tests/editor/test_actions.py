"""The table of actions: its keys are unique, and every one does what it says."""

from __future__ import annotations

from collections import Counter
from operator import attrgetter
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QToolButton

from editor.actions import ACTIONS, MENUS
from editor.main_window import MainWindow
from editor.tool_bar import short_names
from engine.guidance import Box
from tests.stubs import SteppedSeparator

BOX = Box(0, "activate", 0.2, 0.6, 300.0, 900.0)


def press(window: MainWindow, key: str) -> None:
    QTest.keySequence(window, QKeySequence(key))


def test_no_two_actions_share_a_key_or_an_id() -> None:
    keys = Counter(QKeySequence(key).toString() for spec in ACTIONS for key in spec.keys)
    assert "" not in keys
    assert [key for key, count in keys.items() if count > 1] == []
    ids = Counter(spec.id for spec in ACTIONS)
    assert [name for name, count in ids.items() if count > 1] == []


def test_every_menu_has_its_actions_and_no_mnemonic_twice(window: MainWindow) -> None:
    assert {spec.menu for spec in ACTIONS} == set(MENUS)
    for menu in MENUS:
        texts = [spec.text for spec in ACTIONS if spec.menu == menu]
        marks = Counter(text[text.index("&") + 1].lower() for text in texts if "&" in text)
        assert [mark for mark, count in marks.items() if count > 1] == [], menu


def test_every_slot_is_there(window: MainWindow) -> None:
    for spec in ACTIONS:
        assert callable(attrgetter(spec.slot)(window)), spec.id


@pytest.mark.parametrize(
    ("key", "tool"), [("A", "activate"), ("D", "deactivate"), ("H", "pan"), ("V", "select")]
)
def test_tools_by_key(opened: MainWindow, key: str, tool: str) -> None:
    opened.view_state.tool = "pan" if tool != "pan" else "select"
    press(opened, key)
    assert opened.view_state.tool == tool
    assert opened.actions_table[f"tool_{tool}"].isChecked()


def test_tools_by_mouse(opened: MainWindow) -> None:
    action = opened.actions_table["tool_activate"]
    button = opened.tool_bar.widgetForAction(action)
    assert isinstance(button, QToolButton)
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert opened.view_state.tool == "activate"


def test_sources_by_key_are_only_those_that_are_there(opened: MainWindow) -> None:
    press(opened, "2")
    assert opened.view_state.active_source == 1
    press(opened, "3")
    assert opened.view_state.active_source == 1
    opened.document.set_choice(sources=3)
    press(opened, "3")
    assert opened.view_state.active_source == 2
    opened.document.set_choice(sources=2)
    assert opened.view_state.active_source == 1


def test_undo_and_redo_by_key_with_their_texts(opened: MainWindow) -> None:
    opened.separation.set_refine_while_drawing(False)
    undo, redo = opened.actions_table["undo"], opened.actions_table["redo"]
    assert not undo.isEnabled()
    opened.document.add_mark(BOX)
    assert undo.text().replace("&", "") == "Undo Draw box"
    press(opened, "Ctrl+Z")
    assert not opened.document.guidance
    assert redo.text().replace("&", "") == "Redo Draw box"
    press(opened, "Ctrl+Shift+Z")
    assert opened.document.guidance
    press(opened, "Ctrl+Z")
    press(opened, "Ctrl+Y")
    assert opened.document.guidance


def test_boxes_are_selected_and_deleted_by_key(opened: MainWindow) -> None:
    opened.separation.set_refine_while_drawing(False)
    opened.document.add_mark(BOX)
    opened.document.add_mark(BOX)
    press(opened, "Ctrl+A")
    assert opened.view_state.marks.indices == {0, 1}
    press(opened, "Del")
    assert not opened.document.guidance
    assert opened.document.undo_stack.undoText() == "Delete 2 boxes"


def test_solo_and_mute_of_the_active_source(opened: MainWindow) -> None:
    opened.view_state.active_source = 1
    press(opened, "S")
    press(opened, "M")
    assert [(s.solo, s.mute) for s in opened.document.sources] == [(False, False), (True, True)]
    press(opened, "S")
    assert not opened.document.sources[1].solo


def test_zoom_by_key(opened: MainWindow) -> None:
    view = opened.spectrogram_view
    assert not opened.actions_table["zoom_selection"].isEnabled()
    opened.view_state.selection = (0.5, 1.0)
    press(opened, "Ctrl+E")
    assert view.visible_range == pytest.approx((0.5, 1.0), abs=0.01)
    press(opened, "Ctrl+F")
    assert view.visible_range == pytest.approx((0.0, 2.0))
    press(opened, "Ctrl++")
    start, end = view.visible_range
    assert end - start == pytest.approx(1.0)
    press(opened, "Ctrl+-")
    assert view.visible_range == pytest.approx((0.0, 2.0))
    press(opened, "Ctrl+Shift+A")
    assert opened.view_state.selection is None


@pytest.mark.parametrize(("key", "view"), [("F5", "tint"), ("F6", "single"), ("F7", "off")])
def test_mask_views_by_key(opened: MainWindow, key: str, view: str) -> None:
    opened.view_state.mask_view = "off" if view != "off" else "tint"
    press(opened, key)
    assert opened.view_state.mask_view == view
    assert opened.actions_table[f"masks_{view}"].isChecked()


def test_the_frequency_axis_by_menu(opened: MainWindow) -> None:
    opened.actions_table["scale_linear"].trigger()
    assert opened.view_state.frequency_scale == "linear"
    opened.view_state.frequency_scale = "log"
    assert opened.actions_table["scale_log"].isChecked()


def test_listening_by_key(opened: MainWindow) -> None:
    press(opened, "L")
    assert opened.transport.loops
    opened.transport.set_loop(False)
    assert not opened.actions_table["loop"].isChecked()
    press(opened, "B")
    assert opened.player.bypass
    assert opened.actions_table["bypass"].isChecked()
    opened.view_state.position = 1.0
    press(opened, "Home")
    assert opened.view_state.position == 0.0


def test_space_plays_whatever_has_the_focus(qtbot: Any, opened: MainWindow) -> None:
    opened.separator_panel.separate.setFocus()
    press(opened, "Space")
    assert opened.player.is_playing
    assert not opened.separation.is_running
    press(opened, "Space")
    assert not opened.player.is_playing


def test_separating_by_key(qtbot: Any, opened: MainWindow, separator: SteppedSeparator) -> None:
    actions = opened.actions_table
    assert not actions["stop"].isEnabled()
    assert not actions["continue"].isEnabled()
    assert not actions["export"].isEnabled()
    press(opened, "Ctrl+R")
    assert opened.separation.is_running
    assert not actions["separate"].isEnabled()
    separator.allow(1)
    qtbot.waitUntil(lambda: opened.document.masks is not None)
    press(opened, "Ctrl+.")
    separator.allow(1)
    qtbot.waitUntil(lambda: not opened.separation.is_running)
    assert actions["export"].isEnabled()
    press(opened, "Ctrl+Shift+R")
    separator.allow(5)
    qtbot.waitUntil(lambda: not opened.separation.is_running)
    assert opened.document.undo_stack.undoText() == "Continue separation"


def test_refining_by_menu_and_panel_agree(opened: MainWindow) -> None:
    action = opened.actions_table["refine"]
    assert action.isChecked()
    action.trigger()
    assert not opened.separator_panel.refine.isChecked()
    assert not opened.separation.refine_while_drawing
    opened.separator_panel.refine.click()
    assert action.isChecked()


def test_the_sheet_opens_by_key(opened: MainWindow) -> None:
    press(opened, "F1")
    assert opened._sheet is not None
    assert opened._sheet.isVisible()
    shown = opened._sheet.tree
    found = shown.findItems("Ctrl+R", Qt.MatchFlag.MatchExactly | Qt.MatchFlag.MatchRecursive)
    assert [item.text(1) for item in found] == ["Separate"]
    names = {spec.text.replace("&", "").rstrip(" …") for spec in ACTIONS}
    everything = Qt.MatchFlag.MatchContains | Qt.MatchFlag.MatchRecursive
    assert names <= {item.text(1) for item in shown.findItems("", everything, 1)}


def test_export_by_key(opened: MainWindow, monkeypatch: pytest.MonkeyPatch) -> None:
    opened.separation.set_refine_while_drawing(False)
    opened.document.add_mark(BOX)
    asked: list[Any] = []

    def accept(dialog: Any) -> int:
        asked.append(dialog)
        return int(dialog.DialogCode.Accepted)

    monkeypatch.setattr("editor.export_dialog.ExportDialog.exec", accept)
    press(opened, "Ctrl+Shift+E")
    assert asked == []
    from tests.editor.test_document import some_masks

    opened.document.show_masks(some_masks())
    opened.separation.changed.emit()
    press(opened, "Ctrl+Shift+E")
    assert len(asked) == 1
    assert not opened.document.has_unsaved_work


def test_quit_by_key(opened: MainWindow) -> None:
    press(opened, "Ctrl+Q")
    assert not opened.isVisible()


@pytest.mark.parametrize(
    ("names", "shown"),
    [
        (("Source 1", "Source 2"), ("Source 1", "Source 2")),
        (("The solo violin and its reverberation", "Dog"), ("The solo violin a…", "Dog")),
        (("Bass",) * 6, ("Bass",) * 6),
        (("Bass", "Source 2") * 3, ("1", "2", "3", "4", "5", "6")),
    ],
)
def test_names_in_the_tool_bar_leave_room(names: tuple[str, ...], shown: tuple[str, ...]) -> None:
    assert short_names(names) == shown


def test_many_sources_leave_the_transport_its_place(opened: MainWindow) -> None:
    opened.document.set_choice(sources=6)
    opened.document.set_source(0, name="A & B, both of them")
    buttons = [opened.tool_bar.widgetForAction(opened.actions_table[f"source_{n}"]) for n in (1, 6)]
    assert [button.text() for button in buttons] == ["1", "6"]
    assert opened.actions_table["source_1"].text() == "A && B, both of them"
    opened.document.set_choice(sources=2)
    assert buttons[0].text() == "A && B, both of th…"
