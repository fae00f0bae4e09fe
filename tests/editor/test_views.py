"""The spectrogram view by mouse and keys: picture, zoom, pan, seek, selection, read-out."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from editor.background import JobContext, NewestWorker
from editor.key_texts import with_keys
from editor.spectrogram_view import NO_RECORDING, PREPARING
from editor.view_state import ViewState
from engine.recording import Recording, RecordingError
from tests.editor.view_helpers import (
    SAMPLE_RATE,
    SECONDS,
    Scene,
    shown_scene,
    split_masks,
    tone_recording,
)


@pytest.fixture
def scene(qtbot: QtBot) -> Iterator[Scene]:
    with shown_scene(qtbot, tone_recording()) as scene:
        yield scene


def span(scene: Scene) -> float:
    start, end = scene.view.visible_range
    return end - start


# --- the shared state ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("active_source", 1),
        ("tool", "activate"),
        ("selection", (1.0, 2.0)),
        ("position", 1.5),
        ("mask_opacity", 0.25),
        ("mask_view", "single"),
        ("frequency_scale", "linear"),
    ],
)
def test_the_view_state_tells_each_change_once(name: str, value: object) -> None:
    state = ViewState()
    told: list[object] = []
    getattr(state, f"{name}_changed").connect(told.append)
    setattr(state, name, value)
    setattr(state, name, value)
    assert told == [value]
    assert getattr(state, name) == value


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("active_source", -1),
        ("tool", "hammer"),
        ("selection", (0.0, float("nan"))),
        ("position", float("inf")),
        ("mask_view", ""),
        ("frequency_scale", "bark"),
    ],
)
def test_the_view_state_refuses_nonsense(name: str, value: object) -> None:
    with pytest.raises(ValueError, match=name):
        setattr(ViewState(), name, value)


def test_a_selection_is_sorted_and_an_empty_one_is_none() -> None:
    state = ViewState()
    state.selection = (3.0, 1.0)
    assert state.selection == (1.0, 3.0)
    state.selection = (2.0, 2.0)
    assert state.selection is None


# --- the picture ---------------------------------------------------------------------------------


def test_the_picture_shows_the_tone_where_and_when_it_sounds(scene: Scene) -> None:
    scene.wait_for_picture()
    tone, before, above = (
        scene.colour_at(*place).lightness() for place in ((3.0, 1000), (1.0, 1000), (3.0, 5000))
    )
    assert tone > 150
    assert before < 40
    assert above < 100


@pytest.mark.parametrize("scale", ["log", "linear"])
def test_the_tone_stays_at_its_frequency_on_both_scales(scene: Scene, scale: str) -> None:
    scene.view_state.frequency_scale = scale
    scene.wait_for_picture()
    image = scene.viewport.grab().toImage()
    x, y = scene.point(3.0, 1000).toTuple()
    column = [image.pixelColor(x, y + offset).lightness() for offset in range(-60, 61)]
    brightest = np.flatnonzero(np.array(column) >= max(column) - 4)
    assert abs(float(brightest.mean()) - 60) <= 3


def test_changing_the_scale_keeps_the_visible_band(scene: Scene) -> None:
    canvas = scene.view.canvas
    canvas.show_positions(float(canvas.scale_map.position(500)), canvas.scale_map.top)
    scene.view_state.frequency_scale = "linear"
    assert canvas.stretch.low == pytest.approx(500)
    assert canvas.stretch.high == pytest.approx(SAMPLE_RATE / 2)


def test_hints_say_what_is_missing(qtbot: QtBot) -> None:
    with shown_scene(qtbot, None) as scene:
        assert scene.view.hint == with_keys(NO_RECORDING)
        scene.document.open_recording(tone_recording())
        assert scene.view.hint.startswith(PREPARING)
        scene.wait_for_picture()
        assert scene.view.hint == ""


def test_a_file_that_cannot_be_read_says_so(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    recording = tone_recording()

    def broken(self: Recording, start: int, stop: int) -> np.ndarray:
        raise RecordingError("gone.wav: cannot be read")

    monkeypatch.setattr(Recording, "read", broken)
    with shown_scene(qtbot, recording) as scene:
        qtbot.waitUntil(lambda: "gone.wav" in scene.view.hint, timeout=20000)


def test_masks_tint_the_picture_in_their_sources_colours(scene: Scene) -> None:
    scene.wait_for_picture()
    scene.view_state.mask_opacity = 1.0
    scene.document.set_source(0, colour="#ff0000")
    scene.document.set_source(1, colour="#0000ff")
    scene.document.show_masks(split_masks())
    scene.settle()
    colour = scene.colour_at(3.0, 1000)
    assert colour.blue() > 150
    assert colour.blue() > colour.red() + 60
    scene.view_state.mask_view = "single"
    scene.settle()
    assert scene.colour_at(1.0, 200).red() > 150
    assert scene.colour_at(1.0, 3000).lightness() < 40
    scene.view_state.active_source = 1
    scene.settle()
    assert scene.colour_at(1.0, 3000).blue() > 150


def test_many_masks_a_second_end_with_the_newest(scene: Scene) -> None:
    scene.wait_for_picture()
    scene.view_state.mask_view = "single"
    flipped = split_masks()
    flipped.values[:] = flipped.values[::-1].copy()
    for _ in range(20):
        scene.document.show_masks(flipped)
        scene.document.show_masks(split_masks())
    scene.settle()
    assert scene.colour_at(1.0, 200).lightness() > 100
    scene.document.show_masks(flipped)
    scene.settle()
    assert scene.colour_at(1.0, 200).lightness() < 40


def test_another_recording_replaces_picture_view_and_selection(scene: Scene) -> None:
    scene.wait_for_picture()
    scene.view.show_range(1.0, 2.0)
    scene.view_state.selection = (1.0, 2.0)
    scene.view_state.position = 3.0
    scene.document.open_recording(tone_recording(3000.0, seconds=2.0))
    assert scene.view.visible_range == (0.0, 2.0)
    assert scene.view_state.selection is None
    assert scene.view_state.position == 0.0
    scene.wait_for_picture()
    assert scene.colour_at(1.5, 3000).lightness() > 150
    assert scene.colour_at(1.5, 1000).lightness() < 100


@pytest.mark.parametrize("samples", [1, 300])
def test_the_shortest_recordings_are_shown(qtbot: QtBot, samples: int) -> None:
    recording = Recording.from_samples(np.ones((1, samples), np.float32), SAMPLE_RATE)
    with shown_scene(qtbot, recording) as scene:
        scene.wait_for_picture()
        scene.wheel(scene.viewport.rect().center(), 5)
        scene.settle()
        assert scene.view.hint == ""


def test_levels_can_be_chosen_and_go_back_to_automatic(scene: Scene) -> None:
    scene.wait_for_picture()
    bar = scene.view.colour_bar
    automatic = bar.range_db
    top = QPoint(bar.width() // 3, bar.height() // 4)
    QTest.mousePress(bar, Qt.MouseButton.LeftButton, pos=top)
    QTest.mouseMove(bar, top - QPoint(0, 60))
    QTest.mouseMove(bar, top + QPoint(0, 60))
    QTest.mouseRelease(bar, Qt.MouseButton.LeftButton, pos=top + QPoint(0, 60))
    assert bar.range_db[0] == automatic[0]
    assert bar.range_db[1] != automatic[1]
    QTest.mouseDClick(bar, Qt.MouseButton.LeftButton, pos=top)
    assert bar.range_db == automatic


# --- zoom and pan --------------------------------------------------------------------------------


def test_the_wheel_zooms_time_around_the_pointer(scene: Scene) -> None:
    point = scene.point(3.0, 1000)
    scene.wheel(point, 3)
    assert span(scene) == pytest.approx(SECONDS * 0.8**3)
    assert abs(scene.point(3.0, 1000).x() - point.x()) <= 1
    scene.wheel(point, -20)
    assert scene.view.visible_range == (0.0, SECONDS)


def test_control_and_the_wheel_zoom_frequency_around_the_pointer(scene: Scene) -> None:
    point = scene.point(3.0, 1000)
    before = scene.view.canvas.stretch
    scene.wheel(point, 2, Qt.KeyboardModifier.ControlModifier)
    after = scene.view.canvas.stretch
    assert (after.start, after.end) == (before.start, before.end)
    assert after.high - after.low == pytest.approx((before.high - before.low) * 0.64)
    assert abs(scene.point(3.0, 1000).y() - point.y()) <= 1


def test_shift_and_the_wheel_pan(scene: Scene) -> None:
    scene.view.show_range(1.0, 2.0)
    scene.wheel(scene.point(1.5, 1000), -1, Qt.KeyboardModifier.ShiftModifier)
    assert scene.view.visible_range == pytest.approx((1.12, 2.12))


def test_zooming_ends_at_a_sensible_size(scene: Scene) -> None:
    point = scene.point(2.0, 1000)
    for _ in range(10):
        scene.wheel(point, 8)
        scene.wheel(point, 8, Qt.KeyboardModifier.ControlModifier)
    assert span(scene) == pytest.approx(0.005)
    start, end = scene.view.visible_range
    assert start <= 2.0 <= end
    scene.wait_for_picture()


@pytest.mark.parametrize("button", [Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton])
def test_dragging_pans_within_the_recording(scene: Scene, button: Qt.MouseButton) -> None:
    scene.view_state.tool = "pan" if button == Qt.MouseButton.LeftButton else "activate"
    scene.view.show_range(1.0, 2.0)
    start = scene.point(1.5, 1000)
    scene.drag(start, scene.point(1.2, 1000), button)
    assert scene.view.visible_range == pytest.approx((1.3, 2.3), abs=0.01)
    scene.drag(start, start + QPoint(5000, 0), button)
    assert scene.view.visible_range == pytest.approx((0.0, 1.0))
    assert scene.document.guidance.boxes == ()


def test_fit_and_zoom_buttons(scene: Scene) -> None:
    scene.view_state.position = 3.0
    scene.view.zoom_in()
    assert scene.view.visible_range == pytest.approx((1.5, 3.5))
    scene.view.zoom_out()
    assert scene.view.visible_range == (0.0, SECONDS)
    scene.view_state.selection = (1.0, 1.5)
    scene.view.zoom_to_selection()
    assert scene.view.visible_range == pytest.approx((1.0, 1.5))
    scene.view.fit()
    assert scene.view.visible_range == (0.0, SECONDS)


# --- playhead and selection ----------------------------------------------------------------------


def test_a_click_with_the_select_tool_seeks_and_drops_the_selection(scene: Scene) -> None:
    scene.view_state.selection = (3.0, 3.5)
    scene.click(scene.point(1.25, 1000))
    assert scene.view_state.position == pytest.approx(1.25, abs=0.01)
    assert scene.view_state.selection is None


def test_the_time_axis_seeks_with_every_tool(scene: Scene) -> None:
    scene.view_state.tool = "activate"
    below = scene.viewport.height() - 5
    scene.click(QPoint(scene.point(2.5, 1000).x(), below))
    assert scene.view_state.position == pytest.approx(2.5, abs=0.01)
    scene.drag(QPoint(scene.point(2.5, 1000).x(), below), QPoint(5000, below))
    assert scene.view_state.position == SECONDS
    assert scene.document.guidance.boxes == ()


def test_a_drag_on_empty_space_selects_time(scene: Scene) -> None:
    scene.drag(scene.point(3.0, 1000), scene.point(1.0, 2000))
    assert scene.view_state.selection == pytest.approx((1.0, 3.0), abs=0.02)
    assert scene.view_state.position == 0.0


def test_an_edge_of_the_selection_can_be_dragged(scene: Scene) -> None:
    scene.view_state.selection = (1.0, 2.0)
    scene.drag(scene.point(2.0, 1000), scene.point(3.0, 1000))
    assert scene.view_state.selection == pytest.approx((1.0, 3.0), abs=0.02)
    scene.drag(scene.point(1.0, 1000), scene.point(0.5, 1000))
    assert scene.view_state.selection == pytest.approx((0.5, 3.0), abs=0.02)


def test_escape_brings_the_old_selection_back(scene: Scene) -> None:
    scene.view_state.selection = (3.0, 3.5)
    scene.press(scene.point(1.0, 1000))
    scene.move(scene.point(2.0, 1000))
    assert scene.view_state.selection == pytest.approx((1.0, 2.0), abs=0.02)
    QTest.keyClick(scene.view.canvas, Qt.Key.Key_Escape)
    scene.release(scene.point(2.0, 1000))
    assert scene.view_state.selection == (3.0, 3.5)


def test_playhead_and_selection_are_painted(scene: Scene) -> None:
    scene.wait_for_picture()
    dark = scene.colour_at(1.0, 4000).lightness()
    scene.view_state.selection = (0.8, 1.2)
    scene.view_state.position = 1.5
    QApplication.processEvents()
    assert scene.colour_at(1.0, 4000).lightness() > dark + 10
    image = scene.viewport.grab().toImage()
    x, y = scene.point(1.5, 4000).toTuple()
    assert max(image.pixelColor(x + offset, y).lightness() for offset in (-1, 0, 1)) > 200


def test_the_page_turns_when_the_playhead_runs_out_of_view(scene: Scene) -> None:
    scene.view.show_range(0.0, 1.0)
    scene.view_state.position = 0.99
    scene.view_state.position = 1.01
    start, end = scene.view.visible_range
    assert start < 1.01 < end
    assert end - start == pytest.approx(1.0)
    scene.view.show_range(3.0, 3.5)
    scene.view_state.position = 1.05
    assert scene.view.visible_range == pytest.approx((3.0, 3.5))


# --- read-out, names, end ------------------------------------------------------------------------


def test_the_read_out_tells_time_frequency_note_level_and_share(scene: Scene) -> None:
    scene.wait_for_picture()
    texts: list[str] = []
    scene.view.readout.connect(texts.append)
    scene.move(scene.point(2.0, 3000))
    scene.move(scene.point(3.0, 1000))
    time, hz, note, level = texts[-1].split("   ")
    assert float(time.removesuffix(" s")) == pytest.approx(3.0, abs=0.01)
    assert float(hz.removesuffix(" Hz")) == pytest.approx(1000, rel=0.02)
    assert note.startswith("B5")
    assert float(level.replace("−", "-").removesuffix(" dB")) == pytest.approx(-6, abs=2)
    scene.view_state.active_source = 1
    scene.document.show_masks(split_masks())
    scene.settle()
    assert texts[-1].endswith("Source 2 100 %")
    scene.move(QPoint(2, 2))
    assert texts[-1] == ""


def test_the_views_have_accessible_names(scene: Scene) -> None:
    for widget in (scene.view.canvas, scene.view.colour_bar, scene.overview, scene.activations):
        interface = QAccessible.queryAccessibleInterface(widget)
        assert interface.text(QAccessible.Text.Name)


def test_shutting_down_while_levels_are_computed_leaves_no_thread(qtbot: QtBot) -> None:
    long = Recording.from_samples(np.zeros((2, 300 * SAMPLE_RATE), np.float32), SAMPLE_RATE)
    with shown_scene(qtbot, long) as scene:
        qtbot.waitUntil(lambda: scene.view.is_busy)
    ours = {"levels", "picture", "peaks", "curves"}
    # The block that is at hand is ended first, which a busy machine takes its time for.
    qtbot.waitUntil(lambda: not ours & {thread.name for thread in threading.enumerate()})


def test_of_waiting_jobs_only_the_newest_runs(qtbot: QtBot) -> None:
    worker = NewestWorker("test")
    release, done = threading.Event(), []

    def job(number: int) -> None:
        def run(context: JobContext) -> None:
            release.wait(60)
            context.publish("number", number)

        worker.submit(run)

    worker.published.connect(lambda kind, value: done.append(value))
    for number in range(5):
        job(number)
    release.set()
    qtbot.waitUntil(lambda: not worker.is_running)
    qtbot.waitUntil(lambda: done != [])
    worker.shutdown()
    assert done[-1] == 4
    assert len(done) <= 2  # the one that the thread had come to when it was held, and the newest


def test_a_failing_job_is_told_and_the_next_one_runs(qtbot: QtBot) -> None:
    worker = NewestWorker("test")
    sentences: list[str] = []
    worker.failed.connect(sentences.append)

    def fail(context: JobContext) -> None:
        raise OSError("the disk is gone")

    worker.submit(fail)
    qtbot.waitUntil(lambda: sentences == ["the disk is gone"])
    with qtbot.waitSignal(worker.published):
        worker.submit(lambda context: context.publish("fine", 1))
    worker.shutdown()
