"""A/B/C by keys while it plays: without a gap, and as loud as the present stems."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from editor.main_window import MainWindow
from tests.sound_card import PulledOutput
from tests.stubs import SteppedSeparator

ALT = Qt.KeyboardModifier.AltModifier
RATE = 8000


@pytest.fixture
def compared(qtbot: QtBot, opened: MainWindow, separator: SteppedSeparator) -> MainWindow:
    """Two runs: source 0 is a sixth of the mixture in version A and a quarter now."""
    opened.separation.set_refine_while_drawing(False)
    for iterations in (5, 3):
        separator.iterations = iterations
        before = opened.document.result
        opened.separation.separate()
        separator.allow(iterations)
        qtbot.waitUntil(
            lambda before=before: (
                opened.document.result is not before and not opened.separation.is_running
            )
        )
    return opened


def press(qtbot: QtBot, window: MainWindow, key: Qt.Key) -> None:
    qtbot.keyClick(window.spectrogram_view, key, ALT)


class Ear:
    """Pulls sound as a card does, and keeps all of it."""

    def __init__(self, qtbot: QtBot, window: MainWindow) -> None:
        self._qtbot, self.sound = qtbot, np.zeros((2, 0), np.float32)
        card = window.player._output.__self__
        window.player.play()
        qtbot.waitUntil(lambda: bool(card.outputs) and card.output.started, timeout=60_000)
        self._output: PulledOutput = card.output

    def hear(self, frames: int) -> None:
        wanted = self.sound.shape[1] + frames

        def enough() -> bool:
            part = self._output.pull(min(160, wanted - self.sound.shape[1]))
            self.sound = np.concatenate([self.sound, part], axis=1)
            return self.sound.shape[1] >= wanted

        self._qtbot.waitUntil(enough, timeout=60_000)


def test_versions_are_switched_by_keys_without_a_gap_at_the_same_loudness(
    qtbot: QtBot, compared: MainWindow
) -> None:
    window, comparison = compared, compared.comparison
    whole = window.document.recording.read(0, 2 * RATE)
    window.document.set_source(0, solo=True)
    ear = Ear(qtbot, window)
    ear.hear(2000)
    present = window.player.generation
    press(qtbot, window, Qt.Key.Key_1)
    qtbot.waitUntil(lambda: window.player.generation > present, timeout=60_000)
    assert comparison.text.startswith("Heard: A “Separate, 5 iterations”, +3.5 dB")
    assert comparison.text in window.version_panel.heard_label.text()
    assert window.actions_table["hear_version_a"].isChecked()
    qtbot.waitUntil(lambda: window.player.mixed_generation == window.player.generation)
    ear.hear(3000)
    press(qtbot, window, Qt.Key.Key_9)
    qtbot.waitUntil(lambda: window.player.bypass, timeout=60_000)
    assert comparison.gain_db == pytest.approx(-12.04, abs=0.1)
    ear.hear(3000)
    press(qtbot, window, Qt.Key.Key_0)
    qtbot.waitUntil(lambda: not window.player.bypass)
    ear.hear(3000)
    # All of it is a quarter of the mixture: every sample came once, and none was louder.
    np.testing.assert_allclose(ear.sound, 0.25 * whole[:, : ear.sound.shape[1]], atol=2e-4)
    assert comparison.text == "Heard: the present stems"


def test_newer_masks_the_original_and_a_run_end_a_comparison(
    qtbot: QtBot, compared: MainWindow, separator: SteppedSeparator
) -> None:
    window, document = compared, compared.document
    press(qtbot, window, Qt.Key.Key_1)
    assert document.masks is not document.result.masks
    assert window.comparison.gain_db == 0.0  # nothing is soloed: all sum to the mixture
    qtbot.keyClick(window.spectrogram_view, "B")
    assert window.player.bypass
    assert document.masks is document.result.masks
    assert window.comparison.heard == "present"
    qtbot.keyClick(window.spectrogram_view, "B")
    press(qtbot, window, Qt.Key.Key_1)
    document.undo_stack.undo()
    assert window.comparison.heard == "present"
    document.undo_stack.redo()
    window.separation.separate()
    qtbot.waitUntil(lambda: window.separation.is_running)
    press(qtbot, window, Qt.Key.Key_1)
    assert "stop it first" in window.status_bar.currentMessage()
    assert window.actions_table["hear_present"].isChecked()
    separator.allow(100)
    qtbot.waitUntil(lambda: not window.separation.is_running)


def test_a_version_of_another_number_of_sources_has_no_letter_and_says_why(
    compared: MainWindow,
) -> None:
    version = compared.comparison.lettered[0]
    compared.source_commands.add()
    assert compared.comparison.lettered == ()
    assert not compared.actions_table["hear_version_a"].isEnabled()
    compared.comparison.hear(version.id)
    assert "has 2 sources, the present stems 3" in compared.status_bar.currentMessage()
