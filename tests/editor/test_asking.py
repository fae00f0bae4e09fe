""" "Where would a box help most?" by its keys, and what the separation is unsure of."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import soundfile
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from editor.asking import ANSWERED, LOOKING, NOTHING
from editor.key_texts import with_keys
from editor.main_window import MainWindow
from engine.asking import Place
from engine.guidance import Box, Span, read_guidance, write_guidance
from engine.masks import Masks
from engine.recording import Recording

DURATION = 4.0


@pytest.fixture
def recording(tmp_path: Path) -> Recording:
    """Four seconds of a steady chord below 1 kHz and of noise in bursts above 2 kHz."""
    times = np.arange(int(DURATION * 8000)) / 8000
    chord = sum(np.sin(2 * np.pi * hz * times) for hz in (220, 440, 660))
    noise = np.random.default_rng(0).normal(0, 1, len(times))
    spectrum = np.fft.rfft(noise) * (np.fft.rfftfreq(len(times), 1 / 8000) > 2000)
    bursts = np.fft.irfft(spectrum) * (np.sin(9 * times) > 0.3)
    path = tmp_path / "chord and bursts.wav"
    soundfile.write(path, 0.1 * (chord + 1.5 * bursts), 8000, subtype="PCM_16")
    return Recording.open(path)


@pytest.fixture
def asked(qtbot: QtBot, opened: MainWindow) -> MainWindow:
    """The window with a place in question."""
    opened.separation.set_refine_while_drawing(False)
    press(opened, "Q")
    wait_for_place(qtbot, opened)
    return opened


def press(window: MainWindow, key: str) -> None:
    QTest.keySequence(window, QKeySequence(key))


def type_on_picture(window: MainWindow, key: Qt.Key) -> None:
    QTest.keyClick(window.spectrogram_view.canvas, key)


def wait_for_place(qtbot: QtBot, window: MainWindow) -> Place:
    qtbot.waitUntil(lambda: window.asking.place is not None, timeout=20_000)
    assert window.asking.place is not None
    return window.asking.place


def as_box(place: Place, source: int) -> Box:
    return Box(source, "activate", place.start, place.end, place.low, place.high)


def sounds_alone(window: MainWindow, place: Place) -> bool:
    """Whether only the place's own sound is heard: the chord below 1 kHz or the bursts above."""
    recording = window.document.recording
    passage = window.player.passage
    assert recording is not None
    assert passage is not None
    heard = passage.banded(recording).read(0, recording.samples)[0]
    power = np.square(np.abs(np.fft.rfft(heard)))
    below = power[: round(1000 * recording.duration)].sum() / power.sum()
    times, hz = np.linspace(0, DURATION, 200), np.linspace(0, 4000, 80)
    inside = place.mark(0).area(times, hz)
    of_chord = bool(hz[inside.bins].mean() < 1000)
    return bool(below > 0.95 if of_chord else below < 0.05)


def split(window: MainWindow, sure: float) -> Masks:
    """Masks that divide every bin alike: source 0 has `sure` of it."""
    recording = window.document.recording
    assert recording is not None
    values = np.empty((2, 40, 60), np.float32)
    values[0], values[1] = sure, 1.0 - sure
    return Masks(values, np.linspace(0, recording.duration, 60), np.linspace(0, 4000, 40))


# --- where would a box help? ------------------------------------------------------------------


def test_the_view_goes_to_the_place_and_plays_it(asked: MainWindow) -> None:
    place = asked.asking.place
    assert place is not None
    start, end = asked.spectrogram_view.visible_range
    assert start <= place.start < place.end <= end
    assert asked.player.is_playing
    assert asked.player.position <= place.start
    assert asked.focusWidget() is asked.spectrogram_view.canvas
    type_on_picture(asked, Qt.Key.Key_Return)
    assert not asked.player.is_playing


def test_a_place_that_ends_with_the_recording_is_looped_no_further(asked: MainWindow) -> None:
    place = asked.asking.place
    assert place is not None
    asked.transport.set_loop(True)
    asked.asking._play(replace(place, end=DURATION + 0.008))
    assert asked.view_state.selection == (place.start, DURATION)


def test_a_number_says_whose_it_is_in_one_undo_step(asked: MainWindow) -> None:
    place = asked.asking.place
    assert place is not None
    press(asked, "2")
    assert asked.document.guidance.marks == (place.mark(1),)
    assert asked.asking.place is None
    assert asked.view_state.active_source == 1
    assert asked.actions_table["source_2"].isChecked()
    press(asked, "Ctrl+Z")
    assert not asked.document.guidance
    press(asked, "1")
    assert not asked.document.guidance
    assert asked.view_state.active_source == 0


def test_what_is_asked_about_sounds_alone_and_is_outlined(asked: MainWindow) -> None:
    """The first question is about what the blind start is surest of: chord or bursts."""
    place = asked.asking.place
    assert place is not None
    assert place.rectangles
    assert sounds_alone(asked, place)
    press(asked, "1")
    assert asked.player.passage is None
    assert not asked.player.is_playing


def test_two_answers_part_chord_and_bursts_and_survive_saving(
    qtbot: QtBot, asked: MainWindow, tmp_path: Path
) -> None:
    places = [wait_for_place(qtbot, asked)]
    press(asked, "1")
    press(asked, "Q")
    places.append(wait_for_place(qtbot, asked))
    assert sounds_alone(asked, places[1])
    press(asked, "2")
    document = asked.document
    assert document.guidance.marks == (places[0].mark(0), places[1].mark(1))
    (one, other) = (place.low + place.high for place in places)
    assert max(one, other) > 2 * min(one, other)
    path = tmp_path / "answers.json"
    write_guidance(path, ("a", "b"), document.guidance)
    assert read_guidance(path)[1] == document.guidance


def test_the_key_asks_elsewhere_after_an_answer(qtbot: QtBot, asked: MainWindow) -> None:
    first = asked.asking.place
    press(asked, "1")
    press(asked, "Q")
    second = wait_for_place(qtbot, asked)
    assert second != first
    press(asked, "2")
    assert [mark.source for mark in asked.document.guidance.marks] == [0, 1]


def test_escape_asks_elsewhere_and_enter_is_enough(qtbot: QtBot, asked: MainWindow) -> None:
    first = asked.asking.place
    type_on_picture(asked, Qt.Key.Key_Escape)
    assert asked.asking.place is None
    assert asked.status_bar.busy_text.text() == LOOKING
    assert wait_for_place(qtbot, asked) != first
    assert asked.status_bar.busy_text.text() == ""
    type_on_picture(asked, Qt.Key.Key_Return)
    assert asked.asking.place is None
    assert not asked.document.guidance
    # The thread that told the place may still be on its way out.
    qtbot.waitUntil(lambda: not asked.asking._worker.is_running)
    assert asked.asking.place is None


def test_a_mark_over_the_place_answers_it_and_one_elsewhere_does_not(
    qtbot: QtBot, asked: MainWindow
) -> None:
    place = asked.asking.place
    assert place is not None
    before = 0.0 if place.start > 0.2 else place.end + 0.1
    asked.document.add_mark(Box(0, "activate", before, before + 0.1, 100.0, 4000.0))
    assert asked.asking.place == place
    with qtbot.waitSignal(asked.asking.noticed) as heard:
        asked.document.add_mark(Span(1, "activate", place.start, place.end))
    assert heard.args == [with_keys(ANSWERED)]
    assert asked.asking.place is None


def test_what_is_drawn_while_it_looks_is_asked_about_no_more(
    qtbot: QtBot, asked: MainWindow
) -> None:
    place = asked.asking.place
    assert place is not None
    type_on_picture(asked, Qt.Key.Key_Return)
    press(asked, "Q")
    assert asked.asking.place is None
    asked.document.add_mark(as_box(place, 1))
    assert wait_for_place(qtbot, asked) != place


def test_a_number_of_no_source_answers_nothing(asked: MainWindow) -> None:
    press(asked, "3")
    assert asked.asking.place is not None
    assert not asked.document.guidance


def test_where_all_is_told_nothing_is_asked(qtbot: QtBot, opened: MainWindow) -> None:
    opened.separation.set_refine_while_drawing(False)
    opened.document.add_mark(Span(0, "activate", 0.0, DURATION))
    with qtbot.waitSignal(opened.asking.noticed, timeout=20_000) as heard:
        press(opened, "Q")
    assert heard.args == [NOTHING]
    assert opened.asking.place is None


def test_a_silent_recording_is_refused_with_a_sentence(qtbot: QtBot, window: MainWindow) -> None:
    silence = np.zeros((1, 16_000), np.float32)
    window.document.open_recording(Recording.from_samples(silence, 8000))
    with qtbot.waitSignal(window.asking.failed, timeout=20_000) as heard:
        press(window, "Q")
    assert "silent" in heard.args[0]
    assert window.status_bar.busy_text.text() == ""


def test_another_recording_ends_the_question(asked: MainWindow, recording: Recording) -> None:
    asked.document.open_recording(recording)
    assert asked.asking.place is None


# --- where it is unsure -----------------------------------------------------------------------


def picture(window: MainWindow) -> np.ndarray:
    image = window.spectrogram_view.viewport().grab().toImage()
    return np.frombuffer(image.constBits(), np.uint8).copy()


def test_the_status_bar_says_how_sure_it_is(qtbot: QtBot, opened: MainWindow) -> None:
    assert opened.status_bar.sure.text() == ""
    opened.document.show_masks(split(opened, 0.5))
    qtbot.waitUntil(lambda: opened.status_bar.sure.text() == "sure: 0 %", timeout=20_000)
    opened.document.show_masks(split(opened, 1.0))
    qtbot.waitUntil(lambda: opened.status_bar.sure.text() == "sure: 100 %", timeout=20_000)
    opened.document.show_masks(None)
    assert opened.status_bar.sure.text() == ""


def test_the_veil_comes_and_goes_by_its_key(qtbot: QtBot, opened: MainWindow) -> None:
    opened.document.show_masks(split(opened, 0.5))
    qtbot.waitUntil(lambda: opened.doubt.sure is not None, timeout=20_000)
    qtbot.waitUntil(lambda: not opened.spectrogram_view.is_busy)
    before = picture(opened)
    press(opened, "U")
    assert opened.actions_table["doubt"].isChecked()
    qtbot.waitUntil(lambda: opened.doubt.veil.veil is not None, timeout=20_000)
    shown = opened.doubt.veil.veil
    assert np.mean(picture(opened) != before) > 0.02
    opened.spectrogram_view.show_range(1.0, 2.0)
    qtbot.waitUntil(lambda: opened.doubt.veil.veil is not shown, timeout=20_000)
    press(opened, "U")
    assert opened.doubt.veil.veil is None
    opened.spectrogram_view.fit()
    qtbot.waitUntil(lambda: not opened.spectrogram_view.is_busy and not opened.doubt.is_busy)
    assert np.mean(picture(opened) != before) < 0.01
