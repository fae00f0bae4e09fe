"""The tour: offered once with the demo, walked through by keys and mouse, had again from Help."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from editor.main_window import MainWindow
from editor.preferences import Preferences
from engine.recording import Recording
from resources import demo_path


@pytest.fixture
def demo(qtbot: QtBot, window: MainWindow) -> MainWindow:
    """A first start that came to the demo."""
    window.tour.offer()
    window.document.open_recording(Recording.open(demo_path()))
    assert window.tour.is_shown
    return window


def card_is_beside(window: MainWindow) -> bool:
    """Whether the card lies inside the window and beside what it tells of."""
    tour = window.tour
    inside = window.rect().contains(tour.card.geometry())
    return inside and not tour.card.geometry().intersects(tour.frame.geometry())


def test_five_steps_by_key_and_never_again(
    qtbot: QtBot, demo: MainWindow, recording: Recording
) -> None:
    tour = demo.tour
    titles = []
    for number in range(1, 6):
        assert tour.card.number.text() == f"{number} of 5"
        titles.append(tour.card.title.text())
        target = tour.steps[tour.index].target()
        assert target.isVisible()
        assert card_is_beside(demo), titles[-1]
        qtbot.keyClick(tour.card.next, Qt.Key.Key_Return)
    assert len(set(titles)) == 5
    assert not tour.is_shown
    assert not tour.frame.isVisible()
    assert Preferences().tour_seen
    tour.offer()
    demo.document.open_recording(Recording.open(demo_path()))
    assert not tour.is_shown


def test_it_is_skipped_by_escape_and_had_again_from_help(qtbot: QtBot, demo: MainWindow) -> None:
    tour = demo.tour
    qtbot.mouseClick(tour.card.next, Qt.MouseButton.LeftButton)
    qtbot.mouseClick(tour.card.back, Qt.MouseButton.LeftButton)
    assert tour.index == 0
    qtbot.keyClick(tour.card, Qt.Key.Key_Escape)
    assert not tour.is_shown
    assert Preferences().tour_seen
    demo.actions_table["tour"].trigger()
    assert tour.is_shown
    qtbot.mouseClick(tour.card.skip, Qt.MouseButton.LeftButton)
    assert not tour.is_shown


def test_the_window_stays_usable_beneath_it(qtbot: QtBot, demo: MainWindow) -> None:
    demo.actions_table["play"].trigger()
    assert demo.player.is_playing
    demo.player.stop()
    demo.tour.go(1)
    qtbot.mouseClick(demo.separator_panel.separate, Qt.MouseButton.LeftButton)
    assert demo.separation.is_running
    demo.resize(demo.width() + 60, demo.height() + 40)
    qtbot.waitUntil(lambda: card_is_beside(demo))


def test_whoever_opens_a_file_of_their_own_is_left_alone(
    window: MainWindow, recording: Recording, tmp_path: Path
) -> None:
    window.tour.offer()
    window.document.open_recording(recording)
    window.document.open_recording(Recording.open(demo_path()))
    assert not window.tour.is_shown
    assert not Preferences().tour_seen
