"""The transport by mouse, and the playhead that goes both ways."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QMainWindow
from pytestqt.qtbot import QtBot

from editor.document import Document
from editor.feeder import Orders
from editor.level_meter import FLOOR_DB
from editor.player import Player
from editor.transport import Transport, time_text
from editor.view_state import ViewState
from engine.masks import equal_masks
from engine.recording import Recording
from tests.sound_card import PulledCard

RATE = 8000


class Desk:
    """A transport in a window, with everything it needs."""

    def __init__(self, qtbot: QtBot) -> None:
        self.qtbot = qtbot
        self.card = PulledCard()
        self.document, self.view_state = Document(), ViewState()
        self.player = Player(output=self.card.open)
        self.transport = Transport(self.document, self.view_state, self.player)
        self.window = QMainWindow()
        self.window.addToolBar(self.transport)
        self.window.resize(900, 100)
        qtbot.addWidget(self.window)
        self.window.show()

    def open(self, seconds: float = 2.0, channels: int = 2) -> None:
        samples = np.full((channels, int(seconds * RATE)), 0.5, np.float32)
        self.document.open_recording(Recording.from_samples(samples, RATE))

    def click(self, button: str) -> None:
        widget = getattr(self.transport, button)
        self.qtbot.mouseClick(widget, Qt.MouseButton.LeftButton)

    @property
    def orders(self) -> Orders:
        return self.player._orders

    def pull(self, frames: int) -> None:
        self.qtbot.waitUntil(lambda: bool(self.card.outputs) and self.card.output.started)
        left = frames

        def done() -> bool:
            nonlocal left
            left -= self.card.output.pull(min(160, left)).shape[1] if left else 0
            return left <= 0

        self.qtbot.waitUntil(done)


@pytest.fixture
def desk(qtbot: QtBot) -> Iterator[Desk]:
    desk = Desk(qtbot)
    yield desk
    desk.player.shutdown()
    desk.window.hide()


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0.0, "00:00.000"),
        (3.2175, "00:03.218"),
        (59.9996, "01:00.000"),
        (754.5, "12:34.500"),
        (3723.004, "1:02:03.004"),
        (-1.0, "00:00.000"),
    ],
)
def test_times_read_as_minutes_and_thousandths(seconds: float, text: str) -> None:
    assert time_text(seconds) == text


def test_without_a_recording_nothing_can_be_played(desk: Desk) -> None:
    desk.click("play_button")
    assert not desk.player.is_playing
    assert not desk.transport.play_button.isEnabled()


def test_play_moves_the_cursor_and_stop_leaves_it(desk: Desk, qtbot: QtBot) -> None:
    desk.open()
    desk.click("play_button")
    assert desk.player.is_playing
    assert desk.transport.play_button.accessibleName() == "Stop"
    desk.pull(8000)
    qtbot.waitUntil(lambda: desk.view_state.position == pytest.approx(1.0))
    assert desk.transport.time_label.text() == "00:01.000 / 00:02.000"
    desk.click("play_button")
    assert not desk.player.is_playing
    assert desk.transport.play_button.accessibleName() == "Play"
    assert desk.view_state.position == pytest.approx(1.0)
    desk.click("start_button")
    assert desk.view_state.position == desk.player.position == 0.0


def test_moving_the_cursor_seeks_and_following_it_does_not(desk: Desk, qtbot: QtBot) -> None:
    desk.open()
    desk.view_state.position = 1.5
    assert desk.player.position == 1.5
    desk.click("play_button")
    serial = desk.orders.wanted.jump.serial
    desk.pull(800)
    qtbot.waitUntil(lambda: desk.view_state.position > 1.55)
    assert desk.orders.wanted.jump.serial == serial
    desk.view_state.position = 0.25
    assert desk.orders.wanted.jump.serial == serial + 1
    assert desk.orders.wanted.jump.target == 2000


def test_loop_follows_the_selection_or_takes_everything(desk: Desk) -> None:
    desk.open()
    told: list[bool] = []
    desk.transport.loop_changed.connect(told.append)
    desk.click("loop_button")
    assert desk.player.loop == (0.0, 2.0)
    desk.view_state.selection = (0.5, 1.0)
    assert desk.player.loop == (0.5, 1.0)
    desk.view_state.selection = None
    assert desk.player.loop == (0.0, 2.0)
    desk.open(1.0)
    assert desk.player.loop == (0.0, 1.0)
    desk.transport.set_loop(False)
    assert desk.player.loop is None
    assert not desk.transport.loop_button.isChecked()
    assert told == [True, False]


def test_original_by_button_and_from_outside_agree(desk: Desk) -> None:
    desk.open()
    told: list[bool] = []
    desk.transport.bypass_changed.connect(told.append)
    desk.click("original_button")
    assert desk.player.bypass
    assert desk.transport.bypass
    desk.transport.set_bypass(False)
    assert not desk.transport.original_button.isChecked()
    assert not desk.player.bypass
    assert told == [True, False]
    desk.open()
    assert not desk.player.bypass


def test_masks_and_gains_of_the_document_reach_the_player(desk: Desk) -> None:
    desk.open()
    masks = equal_masks(2, np.array([0.0]), np.array([0.0]))
    desk.document.show_masks(masks)
    assert desk.orders.wanted.masks is masks
    desk.document.set_source(0, gain_db=-20.0)
    desk.document.set_source(1, mute=True)
    assert desk.orders.wanted.gains == pytest.approx((0.1, 0.0))
    desk.document.set_source(1, mute=False, solo=True)
    assert desk.orders.wanted.gains == pytest.approx((0.0, 1.0))
    desk.document.undo_stack.undo()
    assert desk.orders.wanted.gains == pytest.approx((0.1, 0.0))


def test_the_level_is_shown_and_falls_to_nothing(desk: Desk, qtbot: QtBot) -> None:
    desk.open()
    meter = desk.transport.meter
    shown: list[float] = []
    # It falls at once where no more sound comes: what it shows is noted as it rises.
    desk.player.levels_changed.connect(lambda _: shown.append(max(meter.levels)))
    desk.click("play_button")
    desk.pull(8000)
    qtbot.waitUntil(lambda: max(shown, default=FLOOR_DB) == pytest.approx(-6.02, abs=0.01))
    assert not meter.over
    desk.click("play_button")
    qtbot.waitUntil(lambda: meter.levels == (FLOOR_DB, FLOOR_DB))


def test_the_lamp_stays_until_it_is_clicked(desk: Desk, qtbot: QtBot) -> None:
    meter = desk.transport.meter
    meter.show_peaks(np.array([0.1, 1.2]))
    assert meter.over
    assert "turn stems down" in meter.accessibleDescription()
    meter.show_peaks(np.array([0.1, 0.1]))
    assert meter.over
    qtbot.mouseClick(meter, Qt.MouseButton.LeftButton, pos=QPoint(5, 5))
    assert not meter.over


def test_the_bar_says_what_is_missing_until_sound_comes(desk: Desk) -> None:
    desk.player.unavailable.emit("Install libportaudio2.")
    desk.qtbot.waitUntil(desk.transport.trouble_label.isVisible)
    assert desk.transport.trouble_label.toolTip() == "Install libportaudio2."
    assert not desk.transport.meter.isVisible()  # its place is taken, so that nothing is cut off
    desk.open()
    desk.click("play_button")
    desk.pull(4000)
    desk.qtbot.waitUntil(lambda: not desk.transport.trouble_label.isVisible())
    assert desk.transport.meter.isVisible()


def test_many_channels_are_explained(desk: Desk) -> None:
    desk.open(channels=6)
    assert "6 channels are heard as a stereo mix" in desk.transport.time_label.toolTip()


def test_every_control_has_a_name(desk: Desk) -> None:
    transport = desk.transport
    for widget in (
        transport.play_button,
        transport.start_button,
        transport.loop_button,
        transport.original_button,
        transport.time_label,
        transport.meter,
    ):
        assert widget.accessibleName()
        assert widget.toolTip()


def test_once_plays_the_selection_without_looping_and_comes_back(desk: Desk, qtbot: QtBot) -> None:
    desk.open()
    desk.transport.set_loop(True)
    desk.view_state.selection = (0.5, 1.0)
    desk.view_state.position = 1.7
    desk.transport.play_once()
    desk.pull(4000)
    qtbot.waitUntil(lambda: not desk.player.is_playing)
    assert desk.card.output.frames == 4000
    assert desk.view_state.position == pytest.approx(0.5)
    desk.click("play_button")
    desk.pull(5000)  # looping again
    assert desk.player.is_playing


def test_once_without_a_selection_plays_from_the_playhead_to_the_end(
    desk: Desk, qtbot: QtBot
) -> None:
    desk.open()
    desk.transport.set_loop(True)
    desk.transport.go_to_end()
    assert desk.view_state.position == 2.0
    desk.view_state.position = 1.5
    desk.transport.play_once()
    desk.pull(4000)
    qtbot.waitUntil(lambda: not desk.player.is_playing)
    assert desk.card.output.frames == 4000
    assert desk.view_state.position == pytest.approx(1.5)
