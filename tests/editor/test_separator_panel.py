"""The separator panel: choices are undo steps, buttons do what they say when they can."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel

from editor.answers import Asked
from editor.engine_loader import EngineFacts
from editor.job_worker import Preview
from editor.loss_view import thinned
from editor.main_window import MainWindow
from editor.separator_panel import SeparatorPanel, clock_text, progress_text
from engine.guidance import Guidance
from engine.masks import equal_masks
from engine.separators import load_separator
from tests.engine.test_blind_start import rain_and_steps
from tests.stubs import SteppedSeparator

FACTS = EngineFacts(
    presets={"dap": ("draft", "standard", "best", "published"), "nmf": ("draft", "best")},
    devices={"auto": "Automatic", "cpu": "CPU, 2 cores", "cuda:0": "A fine GPU"},
    reasons={"auto": "cuda:0: it is fast", "cpu": "cpu: the CPU was asked for", "cuda:0": "x"},
)


@pytest.fixture
def panel(opened: MainWindow) -> SeparatorPanel:
    return opened.separator_panel


def click(button: Any) -> None:
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def test_choices_by_keys_are_undone_one_by_one(opened: MainWindow, panel: SeparatorPanel) -> None:
    QTest.keyClick(panel.sources, Qt.Key.Key_Up)
    assert opened.document.choice.sources == 3
    QTest.keyClick(panel.seed, Qt.Key.Key_Up)
    assert opened.document.choice.seed == 1
    opened.document.undo_stack.undo()
    assert panel.seed.value() == 0
    opened.document.undo_stack.undo()
    assert panel.sources.value() == 2


def test_a_seed_that_is_typed_is_one_step(opened: MainWindow, panel: SeparatorPanel) -> None:
    panel.seed.selectAll()
    QTest.keyClicks(panel.seed, "123")
    QTest.keyClick(panel.seed, Qt.Key.Key_Return)
    assert opened.document.choice.seed == 123
    assert opened.document.undo_stack.count() == 1


def test_a_method_without_the_preset_takes_one_that_it_has(
    opened: MainWindow, panel: SeparatorPanel
) -> None:
    panel.set_facts(FACTS)
    panel.method.setCurrentIndex(panel.method.findData("nmf"))
    panel.method.activated.emit(panel.method.currentIndex())
    choice = opened.document.choice
    assert (choice.method, choice.preset) == ("nmf", "best")
    assert [panel.preset.itemData(row) for row in range(panel.preset.count())] == ["draft", "best"]
    opened.document.undo_stack.undo()
    assert panel.method.currentData() == "dap"
    assert panel.preset.currentData() == "standard"


def test_the_device_and_its_reason(opened: MainWindow, panel: SeparatorPanel) -> None:
    panel.set_facts(FACTS)
    assert panel.device_reason.text() == "cuda:0: it is fast"
    panel.device.setCurrentIndex(panel.device.findData("cpu"))
    panel.device.activated.emit(panel.device.currentIndex())
    assert opened.document.choice.device == "cpu"
    assert panel.device_reason.text() == "cpu: the CPU was asked for"


def test_separate_stop_continue_by_mouse(
    qtbot: Any, opened: MainWindow, panel: SeparatorPanel, separator: SteppedSeparator
) -> None:
    buttons = (panel.separate, panel.stop, panel.resume)
    assert [button.isEnabled() for button in buttons] == [True, False, False]
    click(panel.separate)
    assert [button.isEnabled() for button in buttons] == [False, True, False]
    assert panel.progress.text() == "Preparing …"
    separator.allow(2)
    qtbot.waitUntil(lambda: opened.document.masks is not None)
    assert panel.progress.text().startswith(("Iteration 1 of 5", "Iteration 2 of 5"))
    click(panel.stop)
    assert panel.stop.text() == "Stopping …"
    assert not panel.stop.isEnabled()
    separator.allow(1)
    qtbot.waitUntil(lambda: not opened.separation.is_running)
    assert [button.isEnabled() for button in buttons] == [True, False, True]
    assert panel.stop.text() == "Stop"
    click(panel.resume)
    separator.allow(5)
    qtbot.waitUntil(lambda: not opened.separation.is_running)
    reached = opened.runner.state_for(opened.document.recording, opened.document.choice)
    assert reached > 5
    assert panel.bar.value() == panel.bar.maximum() == reached
    assert len(panel.losses.shown_losses) == reached


def test_networks_that_rested_are_not_counted(
    qtbot: Any, window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("editor.job_worker.load_separator", load_separator)
    panel, document = window.separator_panel, window.document
    document.open_recording(rain_and_steps())
    click(panel.separate)
    qtbot.waitUntil(lambda: document.result.masks is not None and not window.separation.is_running)
    assert document.choice.preset == "standard"
    assert panel.progress.text().startswith("Without iterations  ·  0:")
    assert panel.bar.value() == panel.bar.maximum() == 1
    assert [version.name for version in document.versions.items] == ["Separate"]
    click(panel.resume)
    qtbot.waitUntil(lambda: len(document.versions.items) == 2)
    qtbot.waitUntil(lambda: not window.separation.is_running)
    assert panel.progress.text().startswith("Without iterations")
    assert {version.name for version in document.versions.items} == {
        "Separate", "Continue separation",
    }  # fmt: skip
    window.separation.set_refine_while_drawing(False)
    qtbot.waitUntil(lambda: window.spectrogram_view.is_complete)


def test_iterations_before_the_networks_rest_are_counted() -> None:
    masks = equal_masks(2, np.arange(3.0), np.arange(2.0))
    preview = Preview(
        masks, 150, 150, 0.5, np.zeros(20), 6.0, 0.0, "cpu", "asked", "", Asked(0, Guidance()),
        skipped=130,
    )  # fmt: skip
    assert progress_text(preview) == "Iteration 20 of 20  ·  0:06 elapsed"


def test_buttons_need_a_recording(window: MainWindow) -> None:
    panel = window.separator_panel
    assert not panel.separate.isEnabled()
    assert not panel.stop.isEnabled()
    assert not panel.resume.isEnabled()


def test_a_failed_preparation_leaves_no_busy_bar(
    qtbot: Any, opened: MainWindow, panel: SeparatorPanel, separator: SteppedSeparator
) -> None:
    separator.error = ValueError("oops")
    click(panel.separate)
    assert panel.bar.maximum() == 0
    separator.allow(1)
    qtbot.waitUntil(lambda: not opened.separation.is_running)
    assert panel.bar.maximum() == 1
    assert panel.progress.text() == ""
    assert "oops" in opened.messages.texts[-1]


@pytest.mark.parametrize(
    ("seconds", "text"), [(0.2, "0:00"), (7, "0:07"), (754, "12:34"), (3723.9, "1:02:03")]
)
def test_clock_text(seconds: float, text: str) -> None:
    assert clock_text(seconds) == text


def test_progress_text_without_an_end() -> None:
    masks = equal_masks(2, np.arange(3.0), np.arange(2.0))
    preview = Preview(
        masks, 12, None, 0.5, np.zeros(12), 65.0, None, "cpu", "asked", "", Asked(0, Guidance())
    )
    assert progress_text(preview) == "Iteration 12  ·  1:05 elapsed"


def test_before_the_first_iteration_the_text_says_what_is_going_on() -> None:
    masks = equal_masks(2, np.arange(3.0), np.arange(2.0))
    preview = Preview(
        masks, 0, 9, np.nan, np.zeros(0), 6.0, None, "cpu", "asked", "", Asked(0, Guidance())
    )
    assert progress_text(preview) == "Blind start  ·  0:06 elapsed"
    assert progress_text(preview, running=False) == "Iteration 0 of 9  ·  0:06 elapsed"


def test_no_time_is_left_of_a_run_that_was_stopped() -> None:
    masks = equal_masks(2, np.arange(3.0), np.arange(2.0))
    preview = Preview(
        masks, 3, 9, 0.5, np.zeros(3), 6.0, 12.0, "cpu", "asked", "", Asked(0, Guidance())
    )
    assert progress_text(preview) == "Iteration 3 of 9  ·  0:06 elapsed  ·  0:12 left"
    assert progress_text(preview, running=False) == "Iteration 3 of 9  ·  0:06 elapsed"


def test_a_stopped_run_says_no_time_left(
    qtbot: Any, opened: MainWindow, panel: SeparatorPanel, separator: SteppedSeparator
) -> None:
    click(panel.separate)
    separator.allow(3)
    qtbot.waitUntil(lambda: len(separator.seen) == 3)
    click(panel.stop)
    separator.allow(1)
    qtbot.waitUntil(lambda: not opened.separation.is_running)
    assert "elapsed" in panel.progress.text()
    assert "left" not in panel.progress.text()


def test_undoing_a_separation_takes_its_curve_away_and_redoing_brings_it_back(
    qtbot: Any, opened: MainWindow, panel: SeparatorPanel, separator: SteppedSeparator
) -> None:
    click(panel.separate)
    separator.allow(5)
    qtbot.waitUntil(lambda: not opened.separation.is_running)
    opened.actions_table["undo"].trigger()
    assert len(panel.losses.shown_losses) == 0
    assert panel.progress.text() == ""
    opened.actions_table["redo"].trigger()
    assert len(panel.losses.shown_losses) == 5
    assert panel.bar.value() == 5
    assert panel.progress.text().startswith("Iteration 5 of 5")


def test_a_number_that_was_typed_gives_the_keys_back(
    opened: MainWindow, panel: SeparatorPanel
) -> None:
    panel.sources.setFocus()
    panel.sources.selectAll()
    QTest.keyClicks(panel.sources, "4")
    QTest.keyClick(panel.sources, Qt.Key.Key_Return)
    assert opened.document.choice.sources == 4
    assert opened.focusWidget() is opened.spectrogram_view.canvas
    QTest.keyClick(opened.focusWidget(), Qt.Key.Key_2)
    assert opened.view_state.active_source == 1
    assert opened.document.choice.sources == 4


def test_undo_and_letters_in_a_number_field_are_the_window_s(
    opened: MainWindow, panel: SeparatorPanel
) -> None:
    click(panel.sources)
    QTest.keyClick(panel.sources, Qt.Key.Key_Up)
    QTest.keyClick(panel.sources, Qt.Key.Key_D)
    assert opened.view_state.tool == "deactivate"
    QTest.keyClick(panel.sources, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert opened.document.choice.sources == panel.sources.value() == 2
    QTest.keyClick(panel.sources, Qt.Key.Key_Space)
    assert panel.sources.text() == "2"
    assert opened.player.is_playing
    opened.player.stop()


def test_enter_presses_the_focused_button(
    qtbot: Any, opened: MainWindow, panel: SeparatorPanel, separator: SteppedSeparator
) -> None:
    panel.separate.setFocus()
    QTest.keyClick(panel.separate, Qt.Key.Key_Return)
    assert opened.separation.is_running
    panel.stop.setFocus()
    QTest.keyClick(panel.stop, Qt.Key.Key_Return)
    assert opened.separation.is_stopping
    separator.allow(1)
    qtbot.waitUntil(lambda: not opened.separation.is_running)


def test_no_key_of_the_panel_is_a_menu_s(opened: MainWindow, panel: SeparatorPanel) -> None:
    texts = [action.text() for action in opened.menuBar().actions()]
    texts += [label.text() for label in panel.findChildren(QLabel)] + [panel.refine.text()]
    keys = [text[text.index("&") + 1].lower() for text in texts if "&" in text]
    assert len(keys) >= 12
    assert len(keys) == len(set(keys))


def test_no_button_moves_when_the_engine_has_come(
    opened: MainWindow, panel: SeparatorPanel
) -> None:
    panel.device_reason.clear()
    panel.layout().activate()
    before = panel.separate.pos()
    panel.device_reason.setText("cpu: no NVIDIA GPU was found")
    panel.layout().activate()
    assert panel.separate.pos() == before


def test_a_long_curve_is_thinned_and_keeps_its_end() -> None:
    values = np.arange(5000.0)
    iterations, shown = thinned(values, 600)
    assert len(shown) <= 600
    assert (iterations[-1], shown[-1]) == (5000, 4999.0)
    np.testing.assert_array_equal(iterations - 1, shown)
