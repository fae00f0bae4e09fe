"""Keys of one's own: pressed into the sheet, kept for later starts, said where they collide."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from editor.actions import ACTIONS
from editor.key_bindings import KeyBindings
from editor.main_window import MainWindow
from editor.preferences import Preferences
from editor.shortcut_sheet import ShortcutSheet

DEFAULTS = {spec.id: spec.keys for spec in ACTIONS}


@pytest.fixture
def sheet(qtbot: QtBot, opened: MainWindow) -> ShortcutSheet:
    opened.actions_table["shortcuts"].trigger()
    assert opened._sheet is not None
    with qtbot.waitExposed(opened._sheet):
        pass
    return opened._sheet


def choose(sheet: ShortcutSheet, name: str) -> None:
    sheet.filter.setText(next(spec.text for spec in ACTIONS if spec.id == name).replace("&", ""))
    sheet.tree.setCurrentItem(sheet._items[name])


def give(sheet: ShortcutSheet, name: str, key: str) -> None:
    choose(sheet, name)
    QTest.keySequence(sheet.keys, QKeySequence(key))
    QTest.mouseClick(sheet.assign, Qt.MouseButton.LeftButton)


def shown(sheet: ShortcutSheet, name: str) -> str:
    return sheet._items[name].text(0)


def test_a_key_is_given_works_at_once_and_at_the_next_start(
    qtbot: QtBot, opened: MainWindow, sheet: ShortcutSheet
) -> None:
    give(sheet, "play", "P")
    assert shown(sheet, "play") == "P"
    assert opened.actions_table["play"].toolTip().endswith("(P)")
    assert opened.actions_table["play"].shortcuts() == [QKeySequence("P")]
    sheet.close()
    later = MainWindow(opened.player.another())
    later.show()
    later.document.open_recording(opened.document.recording)
    later.activateWindow()
    qtbot.waitUntil(later.isActiveWindow)
    QTest.keySequence(later, QKeySequence("Space"))
    assert not later.player.is_playing
    QTest.keySequence(later, QKeySequence("P"))
    assert later.player.is_playing
    later.close()
    later.deleteLater()


def test_tips_and_tour_name_the_keys_of_now(opened: MainWindow, sheet: ShortcutSheet) -> None:
    def texts() -> list[str]:
        panel, transport = opened.separator_panel, opened.transport
        opened.tour.go(0)
        return [
            transport.play_button.toolTip(),
            panel.separate.toolTip(),
            opened.stem_panel.rows[0].solo.toolTip(),
            opened.stem_panel.rows[1].swatch.toolTip(),
            opened.tool_bar.actions()[-5].toolTip(),
            opened.status_bar.sure.toolTip().rpartition(". ")[2],
            opened.tour.card.text.text(),
        ]

    opened.actions_table["select_nothing"].trigger()
    before = texts()
    assert before[:3] == [
        "Play or stop (Space)",
        "Separate afresh, with all boxes drawn (Ctrl+R)",
        "Hear only what is soloed (S: the active source)",
    ]
    assert before[3].endswith("(2)")
    assert before[4].endswith("(2)")
    assert before[5] == "Show where it is unsure: U"
    assert "Space plays" in before[6]
    for name, key in (
        ("play", "J"), ("separate", "Ctrl+J"), ("solo", "Ctrl+Alt+J"), ("source_2", "N"),
        ("doubt", "Ctrl+U"),
    ):  # fmt: skip
        give(sheet, name, key)
    after = texts()
    for index, key in enumerate(
        ("(J)", "(Ctrl+J)", "(Ctrl+Alt+J: ", "(N)", "(N)", ": Ctrl+U", "J")
    ):
        assert key in after[index]
    opened.actions_table.bindings.assign("play", "")
    assert texts()[0] == "Play or stop"
    assert "“Play / stop” plays" in texts()[6]
    assert not opened.selection_panel.hint.text().count("{")
    opened.tour.end()


def test_a_collision_is_said_and_then_the_other_action_has_the_key_no_more(
    opened: MainWindow, sheet: ShortcutSheet
) -> None:
    choose(sheet, "fit")
    QTest.keySequence(sheet.keys, QKeySequence("Ctrl+Y"))
    assert sheet.told.text() == "Ctrl+Y is for “Redo” now, which would lose it."
    assert sheet.assign.text() == "Take it"
    QTest.mouseClick(sheet.assign, Qt.MouseButton.LeftButton)
    assert (shown(sheet, "fit"), shown(sheet, "redo")) == ("Ctrl+Y", "Ctrl+Shift+Z")
    keys = [key for spec in ACTIONS for key in opened.actions_table.bindings.keys(spec.id)]
    assert len(keys) == len(set(keys))
    choose(sheet, "redo")
    QTest.mouseClick(sheet.reset, Qt.MouseButton.LeftButton)
    assert (shown(sheet, "fit"), shown(sheet, "redo")) == ("", "Ctrl+Shift+Z or Ctrl+Y")
    QTest.mouseClick(sheet.reset_all, Qt.MouseButton.LeftButton)
    assert shown(sheet, "fit") == "Ctrl+F"
    assert Preferences().own_keys == {}
    assert opened.actions_table["fit"].shortcut() == QKeySequence("Ctrl+F")


def test_keys_that_gestures_need_are_refused_with_a_sentence(sheet: ShortcutSheet) -> None:
    choose(sheet, "play")
    sheet.keys.setKeySequence(QKeySequence("Esc"))
    assert "needed by gestures" in sheet.told.text()
    assert not sheet.assign.isEnabled()
    sheet.keys.setKeySequence(QKeySequence("Ctrl+Right"))
    assert sheet.assign.isEnabled()


def test_damaged_keys_read_as_the_tables(qapp: object) -> None:
    kept = Preferences()
    kept._settings.setValue("keys/play", ["P", "Q"])
    kept._settings.setValue("keys/fit", "no key at all\n\n")
    kept._settings.setValue("keys/unknown", "X")
    bindings = KeyBindings(kept, DEFAULTS)
    assert bindings.keys("play") == ("Space",)
    assert bindings.holder("X") == "exact"
    assert all(QKeySequence(key).count() == 1 for key in bindings.keys("fit"))


def test_the_sheet_is_found_through_by_keys_and_words(sheet: ShortcutSheet) -> None:
    sheet.filter.setText("ctrl+k")
    visible = [name for name, item in sheet._items.items() if not item.isHidden()]
    assert visible == ["keep_version"]
    assert all(not button.autoDefault() for button in sheet.findChildren(QPushButton))
