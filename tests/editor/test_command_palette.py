"""Finding a command by its words, with the keyboard alone."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from editor.actions import ACTIONS
from editor.command_palette import CommandPalette
from editor.main_window import MainWindow


@pytest.fixture
def palette(qtbot: QtBot, opened: MainWindow) -> CommandPalette:
    QTest.keySequence(opened, QKeySequence("Ctrl+Shift+P"))
    (found,) = opened.findChildren(CommandPalette)
    qtbot.waitUntil(found.isVisible)
    return found


def found(palette: CommandPalette) -> list[str]:
    return [palette.list.item(row).text() for row in range(palette.list.count())]


def test_all_commands_are_there_with_their_keys(palette: CommandPalette) -> None:
    assert len(found(palette)) == len(ACTIONS) - 1
    assert any(
        text.startswith("Play: Play once") and "Shift+Space" in text for text in found(palette)
    )


def test_words_in_any_order_find_a_command_and_enter_does_it(
    qtbot: QtBot, opened: MainWindow, palette: CommandPalette
) -> None:
    QTest.keyClicks(palette.field, "mel freq")
    assert [text.split("   ")[0] for text in found(palette)] == ["View: Frequencies in mel"]
    QTest.keyClick(palette.field, Qt.Key.Key_Return)
    assert opened.view_state.frequency_scale == "mel"
    qtbot.waitUntil(lambda: not opened.findChildren(CommandPalette))


def test_the_arrows_move_while_typing_and_what_cannot_be_done_is_not(
    opened: MainWindow, palette: CommandPalette
) -> None:
    QTest.keyClicks(palette.field, "masks")
    first = palette.list.currentRow()
    QTest.keyClick(palette.field, Qt.Key.Key_Down)
    assert palette.list.currentRow() == first + 1
    palette.field.clear()
    QTest.keyClicks(palette.field, "delete marks")
    QTest.keyClick(palette.field, Qt.Key.Key_Return)
    assert palette.isVisible()
    palette.field.clear()
    QTest.keyClicks(palette.field, "there is no such thing")
    assert found(palette) == []
    assert palette.nothing.isVisible()
    QTest.keyClick(palette, Qt.Key.Key_Escape)
    assert opened.document.guidance.marks == ()
