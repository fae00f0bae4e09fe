"""What a screen reader finds: every control has a name and a role, and the keyboard gets there."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible, QAccessibleInterface, QColor, QImage, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from editor import theme
from editor.command_palette import CommandPalette
from editor.export_dialog import ExportDialog
from editor.main_window import MainWindow
from editor.preferences_dialog import PreferencesDialog
from engine.guidance import Box
from tests.editor.view_helpers import split_masks
from tests.stubs import SteppedSeparator

ROLES = {
    QAccessible.Role.Button, QAccessible.Role.CheckBox, QAccessible.Role.RadioButton,
    QAccessible.Role.ComboBox, QAccessible.Role.EditableText, QAccessible.Role.Slider,
    QAccessible.Role.SpinBox, QAccessible.Role.List, QAccessible.Role.Tree,
    QAccessible.Role.Table, QAccessible.Role.ProgressBar, QAccessible.Role.MenuItem,
    QAccessible.Role.ButtonMenu, QAccessible.Role.ButtonDropDown, QAccessible.Role.PageTab,
}  # fmt: skip
# Parts that Qt makes inside others and a reader passes by.
_INSIDE = {"qt_spinbox_lineedit", "qt_scrollarea_viewport", "qt_toolbar_ext_button"}


def controls(root: QAccessibleInterface) -> Iterator[QAccessibleInterface]:
    """Every control below an element, as a reader walks through them."""
    for number in range(root.childCount()):
        child = root.child(number)
        if child is None or not child.isValid() or child.state().invisible:
            continue
        if child.role() in ROLES:
            yield child
        if child.role() not in (QAccessible.Role.Tree, QAccessible.Role.Table):
            yield from controls(child)


def nameless(widget: QWidget) -> list[str]:
    found = []
    for control in controls(QAccessible.queryAccessibleInterface(widget)):
        made = control.object()
        inside = made is not None and (made.objectName() in _INSIDE)
        if not inside and not control.text(QAccessible.Text.Name).strip():
            parent = type(made.parent()).__name__ if made is not None else ""
            found.append(f"{control.role().name} {type(made).__name__} in {parent}")
    return found


@pytest.fixture
def full(qtbot: QtBot, opened: MainWindow) -> MainWindow:
    """The window with masks, a mark that is selected, and a message."""
    opened.separation.set_refine_while_drawing(False)
    opened.document.commit_masks(None, split_masks(), "Separate")
    opened.document.add_mark(Box(0, "activate", 0.2, 0.6, 300.0, 900.0))
    opened.spectrogram_view.select_all_marks()
    opened.messages.show_message("Something to read.", "warning")
    return opened


@pytest.mark.parametrize("number", range(7))
def test_every_control_of_the_window_has_a_name(full: MainWindow, number: int) -> None:
    full.view_state.selection = (0.5, 1.0)
    full.docks[number].show()
    full.docks[number].raise_()
    if number == 0:
        full.actions_table["stems"].trigger()
    QApplication.processEvents()
    assert len(list(controls(QAccessible.queryAccessibleInterface(full)))) > 40
    assert nameless(full) == []


def test_every_control_of_the_dialogs_has_a_name(full: MainWindow) -> None:
    dialogs = (
        PreferencesDialog(full.preferences, full.output_choice, {}, full),
        CommandPalette(full.actions_table, full),
        ExportDialog(full.document, full),
    )
    for dialog in dialogs:
        dialog.show()
        QApplication.processEvents()
        assert nameless(dialog) == [], type(dialog).__name__
        dialog.close()
        dialog.deleteLater()


def test_the_tab_key_reaches_every_control_and_comes_back(full: MainWindow) -> None:
    full.spectrogram_view.canvas.setFocus()
    start = QApplication.focusWidget()
    reached: list[QWidget] = []
    while True:
        QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
        found = QApplication.focusWidget()
        assert found is not None
        if found is start or len(reached) > 200:
            break
        reached.append(found)
    assert found is start
    assert full.spectrogram_view.canvas.focus_item.isVisible()  # a frame shows where the keys go
    panel = full.separator_panel
    wanted = [panel.sources, panel.method, panel.preset, panel.separate, panel.refine]
    for row in full.stem_panel.rows:
        wanted += [row.name, row.solo, row.mute, row.gain]
    wanted += [full.transport.play_button, full.transport.loop_button]
    missing = [widget.accessibleName() for widget in wanted if widget not in reached]
    assert missing == []


@pytest.mark.parametrize("key", [Qt.Key.Key_Tab, Qt.Key.Key_Backtab])
def test_the_tab_key_passes_by_panels_that_are_covered(full: MainWindow, key: Qt.Key) -> None:
    full.show_display()
    QApplication.processEvents()
    start = QApplication.focusWidget()
    reached = [start]
    while len(reached) < 200:
        QTest.keyClick(reached[-1], key)
        reached.append(QApplication.focusWidget())
        if reached[-1] is start:
            break
    assert reached[-1] is start
    assert full.display_panel.colours in reached
    outside = [w for w in reached if not full.rect().contains(w.mapTo(full, QPoint(0, 0)))]
    assert [widget.accessibleName() for widget in outside] == []


def test_enter_presses_the_button_that_has_the_keys(full: MainWindow) -> None:
    for button in (full.stem_panel.rows[0].solo, full.separator_panel.refine):
        before = button.isChecked()
        button.setFocus()
        QTest.keyClick(button, Qt.Key.Key_Return)
        assert button.isChecked() is not before
        QTest.keyClick(button, Qt.Key.Key_Enter, Qt.KeyboardModifier.KeypadModifier)
        assert button.isChecked() is before
    full.separator_panel.separate.setFocus()
    QTest.keyClick(full.separator_panel.separate, Qt.Key.Key_Return)
    assert full.separation.is_running
    full.separation.stop()


def test_the_keys_stay_among_the_buttons_of_a_run(
    qtbot: QtBot, opened: MainWindow, separator: SteppedSeparator
) -> None:
    panel = opened.separator_panel
    panel.separate.setFocus()
    QTest.keyClick(panel.separate, Qt.Key.Key_Return)
    assert opened.separation.is_running
    assert panel.stop.hasFocus()
    separator.allow(1000)
    qtbot.waitUntil(lambda: not opened.separation.is_running, timeout=20_000)
    assert panel.resume.hasFocus()


@pytest.mark.parametrize("name", ["dark", "light"])
def test_the_control_that_has_the_keys_looks_different(
    full: MainWindow, name: theme.ThemeName
) -> None:
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    style, palette, sheet = (
        application.style().name(),
        application.palette(),
        application.styleSheet(),
    )
    theme.apply_theme(application, name)
    panel, stems = full.separator_panel, full.stem_panel
    accent, text = QColor(theme.ACCENT).name(), QColor(theme.TEXT).name()
    try:
        for widget, colour in (
            (panel.separate, text),
            (panel.refine, accent),
            (stems.rows[0].solo, accent),
            (stems.rows[0].gain, accent),
        ):
            full.setFocus()
            rest = widget.grab().toImage()
            QTest.keyClick(full, Qt.Key.Key_Tab)  # only with keys does Qt show where they go
            widget.setFocus(Qt.FocusReason.TabFocusReason)
            assert colours(widget.grab().toImage()).count(colour) > colours(rest).count(colour) + 20
    finally:
        theme.apply_theme(application, "dark")
        application.setStyleSheet(sheet)
        application.setPalette(palette)
        application.setStyle(style)


def colours(image: QImage) -> list[str]:
    """Those of all pixels."""
    size = (range(image.width()), range(image.height()))
    return [image.pixelColor(x, y).name() for x, y in product(*size)]


def test_the_main_job_is_done_by_keys_alone(
    qtbot: QtBot, opened: MainWindow, separator: SteppedSeparator
) -> None:
    def press(key: str) -> None:
        QTest.keySequence(opened, QKeySequence(key))

    opened.separation.set_refine_while_drawing(False)
    press("Q")  # asked where a box would help most, and answered
    qtbot.waitUntil(lambda: opened.asking.place is not None, timeout=20_000)
    press("2")
    (drawn,) = opened.document.guidance.marks
    press("Ctrl+A")
    canvas = opened.spectrogram_view.canvas
    canvas.setFocus()
    QTest.keyClick(canvas, Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    QTest.keyClick(canvas, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    opened.spectrogram_view.canvas.marks.commit_nudge()
    (moved,) = opened.document.guidance.marks
    assert moved.extent.end < drawn.extent.end
    assert moved.extent.high > drawn.extent.high
    press("Ctrl+R")
    separator.allow(2)
    qtbot.waitUntil(lambda: opened.document.masks is not None, timeout=20_000)
    press("Ctrl+.")
    opened.player.stop()  # the passage in question is played
    press("Space")
    assert opened.player.is_playing
    press("Space")
    assert not opened.player.is_playing
    press("S")
    assert opened.document.sources[1].solo
    assert opened.actions_table["export"].isEnabled()
