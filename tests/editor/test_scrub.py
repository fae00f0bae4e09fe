"""Scrubbing: grains of the sound under the playhead while it is dragged in the ruler."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from pytestqt.qtbot import QtBot

from editor.main_window import MainWindow
from editor.mixing import Jump, Mixer, Wanted
from engine.recording import Recording
from tests.editor.test_mixing import ReadySounds, play
from tests.sound_card import PulledCard

LEFT = Qt.MouseButton.LeftButton
RATE = 8000


@pytest.fixture
def ramped(qtbot: QtBot, window: MainWindow) -> MainWindow:
    """Three seconds whose every sample tells where it is."""
    ramp = 0.9 * np.arange(3 * RATE, dtype=np.float32) / np.float32(3 * RATE)
    window.document.open_recording(Recording.from_samples(np.stack([ramp, ramp]), RATE))
    qtbot.waitUntil(lambda: window.spectrogram_view.is_complete, timeout=20_000)
    return window


def ruler(window: MainWindow, seconds: float) -> QPoint:
    canvas = window.spectrogram_view.canvas
    lowest = canvas.to_viewport(seconds, 20.0)
    return QPoint(round(lowest.x()), round(canvas.area.height()) + 14)


class Scrubber:
    """Drags the playhead and keeps what the card gets meanwhile, as moments of the recording."""

    def __init__(self, qtbot: QtBot, window: MainWindow) -> None:
        self.qtbot, self.window = qtbot, window
        self.viewport = window.spectrogram_view.viewport()
        self.card: PulledCard = window.player._output.__self__  # type: ignore[attr-defined]
        self.heard = np.zeros(0, np.float32)

    def pull(self, frames: int) -> None:
        self.qtbot.waitUntil(lambda: bool(self.card.outputs) and self.card.output.started)
        wanted = len(self.heard) + frames

        def enough() -> bool:
            part = self.card.output.pull(min(160, wanted - len(self.heard)))
            self.heard = np.concatenate([self.heard, part[0] / 0.9 * 3.0])
            return len(self.heard) >= wanted

        self.qtbot.waitUntil(enough, timeout=20_000)

    def wait_for_jump(self) -> None:
        """Until the last jump is in what is mixed: a busy machine's thread may be late, and the
        tests take sound faster than a card."""
        player = self.window.player

        def obeyed() -> bool:
            run = player._feeder._run
            return run is not None and run.state.voice.jump == player._orders.wanted.jump.serial

        self.qtbot.waitUntil(obeyed)

    def rings_at(self, seconds: float) -> bool:
        """Whether a whole stretch from just behind this moment is among what was heard."""
        self.pull(160)
        tail = self.heard[-8000:]
        inside = (tail > seconds + 0.02) & (tail < seconds + 0.05)
        return bool(np.count_nonzero(inside) > 150)


def test_grains_are_heard_where_the_playhead_is_dragged_and_then_it_is_silent(
    qtbot: QtBot, ramped: MainWindow
) -> None:
    scrubber, player = Scrubber(qtbot, ramped), ramped.player
    qtbot.mousePress(scrubber.viewport, LEFT, pos=ruler(ramped, 0.6))
    began = ramped.view_state.position
    assert began == pytest.approx(0.6, abs=0.02)
    qtbot.waitUntil(lambda: scrubber.rings_at(began), timeout=20_000)
    for seconds in (1.1, 1.6, 2.2):
        qtbot.mouseMove(scrubber.viewport, ruler(ramped, seconds))
        there = ramped.view_state.position
        assert there == pytest.approx(seconds, abs=0.02)
        qtbot.waitUntil(lambda there=there: scrubber.rings_at(there), timeout=20_000)
    assert not player.is_playing
    # A pointer that stands still lets its grain end; nothing steps: no clicks.
    scrubber.pull(8000)
    assert not scrubber.heard[-3000:].any()
    assert np.abs(np.diff(scrubber.heard)).max() < 0.1
    qtbot.mouseRelease(scrubber.viewport, LEFT, pos=ruler(ramped, 2.2))

    def closed() -> bool:
        scrubber.card.output.pull(160)
        return scrubber.card.output.closed

    qtbot.waitUntil(closed, timeout=20_000)
    assert ramped.view_state.position == pytest.approx(2.2, abs=0.02)


def test_what_played_goes_on_from_where_the_playhead_is_let_go(
    qtbot: QtBot, ramped: MainWindow
) -> None:
    scrubber, player = Scrubber(qtbot, ramped), ramped.player
    player.play()
    scrubber.pull(1000)
    qtbot.mousePress(scrubber.viewport, LEFT, pos=ruler(ramped, 1.5))
    held = ramped.view_state.position
    qtbot.waitUntil(lambda: scrubber.rings_at(held))
    scrubber.pull(8000)
    assert not scrubber.heard[-1000:].any()
    qtbot.mouseRelease(scrubber.viewport, LEFT, pos=ruler(ramped, 1.5))
    assert player.is_playing
    scrubber.wait_for_jump()
    scrubber.pull(6000)
    assert 1.5 + 0.3 < scrubber.heard[-1] < 1.5 + 0.76
    player.stop()


def test_without_the_preference_a_drag_is_silent(qtbot: QtBot, ramped: MainWindow) -> None:
    ramped.preferences.scrubs = False
    ramped._follow_preferences()
    scrubber = Scrubber(qtbot, ramped)
    qtbot.mousePress(scrubber.viewport, LEFT, pos=ruler(ramped, 0.6))
    qtbot.mouseMove(scrubber.viewport, ruler(ramped, 1.6))
    qtbot.mouseRelease(scrubber.viewport, LEFT, pos=ruler(ramped, 1.6))
    assert ramped.view_state.position == pytest.approx(1.6, abs=0.02)
    assert scrubber.card.outputs == []


def test_a_grain_whose_sound_is_not_ready_is_waited_for_in_silence() -> None:
    sounds = ReadySounds(missing={4, 5})
    mixer = Mixer(sounds)
    first = Wanted(jump=Jump(1, 100), until=220, hold=True)
    heard, voice, _ = play(mixer, mixer.begin(first), first, 200)
    assert heard[0, :115].any()
    assert not heard[0, 125:].any()
    waits = replace(first, jump=Jump(2, 1100), until=1220)
    heard, voice, _ = play(mixer, voice, waits, 200)
    assert not heard.any()
    sounds.missing.clear()
    heard, voice, _ = play(mixer, voice, waits, 60)
    np.testing.assert_array_equal(
        heard[0, mixer.block :], np.arange(1100 + mixer.block, 1160, dtype=np.float32) / 2000
    )
    assert not mixer.ended(voice, waits)
