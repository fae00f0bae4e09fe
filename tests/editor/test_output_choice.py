"""Choosing the sound device in the window's menu, also while it plays and where it is gone."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from editor.main_window import MainWindow
from editor.preferences import Preferences
from editor.sound_output import Fill, OutputDevice
from engine.recording import Recording
from tests.sound_card import PulledCard, PulledOutput
from tests.stubs import SteppedSeparator

CARD, HEADSET = OutputDevice("Card, ALSA", "Card"), OutputDevice("Headset, ALSA", "Headset")


class Plugs:
    """Two sound devices, of which the headset can be unplugged."""

    def __init__(self) -> None:
        self.card = PulledCard()
        self.there = [CARD, HEADSET]
        self.opened: list[str] = []

    def devices(self, *, afresh: bool) -> list[OutputDevice]:
        return self.there

    def open(self, sample_rate: int, fill: Fill, wanted: str) -> PulledOutput:
        output = self.card.open(sample_rate, fill)
        found = [device for device in self.there if device.key == wanted]
        output.title = found[0].title if found else "Card"
        output.notice = "" if found or not wanted else f"“{wanted}” is not connected."
        self.opened.append(output.title)
        return output


@pytest.fixture
def plugs(monkeypatch: pytest.MonkeyPatch) -> Plugs:
    made = Plugs()
    monkeypatch.setattr("editor.output_choice.open_output", made.open)
    monkeypatch.setattr("editor.output_choice.output_devices", made.devices)
    return made


@pytest.fixture
def playing(
    qtbot: QtBot, plugs: Plugs, separator: SteppedSeparator, recording: Recording
) -> Iterator[MainWindow]:
    """A window that plays through the default device."""
    window = MainWindow()
    window.show()
    window.document.open_recording(recording)
    window.player.play()
    pull(qtbot, plugs, 1)
    yield window
    window.close()
    window.deleteLater()


def pull(qtbot: QtBot, plugs: Plugs, count: int) -> None:
    """Wait until that manieth stream has begun, and take some of its sound."""
    qtbot.waitUntil(lambda: len(plugs.card.outputs) == count and plugs.card.output.started)
    plugs.card.output.pull(400)


def choose(qtbot: QtBot, window: MainWindow, title: str) -> None:
    window.output_menu.aboutToShow.emit()
    qtbot.waitUntil(lambda: title in titles(window))
    window.output_menu.actions()[titles(window).index(title)].trigger()


def titles(window: MainWindow) -> list[str]:
    return [action.text() for action in window.output_menu.actions()]


def test_another_device_goes_on_where_the_first_was(
    qtbot: QtBot, plugs: Plugs, playing: MainWindow
) -> None:
    qtbot.waitUntil(lambda: playing.player.position > 0)
    before = playing.player.position
    choose(qtbot, playing, "Headset")
    pull(qtbot, plugs, 2)
    assert plugs.opened == ["Card", "Headset"]
    assert playing.player.is_playing
    assert playing.player.position >= before
    assert Preferences().output_device == HEADSET.key
    qtbot.waitUntil(lambda: "Headset: 100 ms latency at 8 kHz" in titles(playing))
    chosen = [action.text() for action in playing.output_menu.actions() if action.isChecked()]
    assert chosen == ["Headset"]


def test_an_unplugged_device_is_survived_with_a_message(
    qtbot: QtBot, plugs: Plugs, playing: MainWindow
) -> None:
    choose(qtbot, playing, "Headset")
    pull(qtbot, plugs, 2)
    plugs.there = [CARD]
    plugs.card.output.problem = "The sound device stopped."
    qtbot.waitUntil(lambda: not playing.player.is_playing)
    assert "The sound device stopped." in playing.messages.texts
    playing.player.play()
    pull(qtbot, plugs, 3)
    qtbot.waitUntil(lambda: "“Headset, ALSA” is not connected." in playing.messages.texts)
    assert playing.player.is_playing
    playing.output_menu.aboutToShow.emit()
    qtbot.waitUntil(lambda: "Headset, ALSA (not connected)" in titles(playing))
    assert Preferences().output_device == HEADSET.key


def test_the_choice_is_there_after_a_restart(
    qtbot: QtBot, plugs: Plugs, window: MainWindow
) -> None:
    Preferences().output_device = HEADSET.key
    again = MainWindow()
    assert again.output_choice.device == HEADSET.key
    again.close()
    again.deleteLater()
