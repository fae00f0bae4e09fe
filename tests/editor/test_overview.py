"""The waveform overview and the activation curves by mouse."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from editor.activation_view import NO_CURVES, NOTHING_YET, RESTING, column_ranges
from editor.overview import Peaks, compute_peaks, draw_waveform
from engine.recording import Recording
from tests.editor.view_helpers import SECONDS, Scene, shown_scene, split_masks, tone_recording


@pytest.fixture
def scene(qtbot: QtBot) -> Iterator[Scene]:
    with shown_scene(qtbot, tone_recording(gain=1.5)) as scene:
        yield scene


class Collector:
    """A job's context that keeps the newest peaks."""

    def __init__(self) -> None:
        self.peaks: Peaks | None = None
        self.blocks = 0

    def superseded(self) -> bool:
        return False

    def publish(self, kind: str, value: tuple[Recording, Peaks]) -> None:
        self.peaks = value[1]
        self.blocks += 1


@pytest.mark.parametrize("samples", [1, 100, 4097, 3_000_000])
def test_peaks_hold_the_extremes_of_all_channels(samples: int) -> None:
    values = np.random.default_rng(0).standard_normal((2, samples)).astype(np.float32)
    context = Collector()
    compute_peaks(Recording.from_samples(values, 44100), context)
    peaks = context.peaks
    assert peaks is not None
    assert peaks.complete
    assert peaks.low.min() == values.min()
    assert peaks.high.max() == values.max()
    assert peaks.greatest == np.abs(values).max()
    count = len(peaks.low)
    assert count == min(samples, 4096)
    third = slice(count // 3 * samples // count, (count // 3 + 1) * samples // count)
    assert peaks.high[count // 3] == pytest.approx(values[:, third].max(), abs=1.0)
    assert context.blocks >= samples // 2**20


def test_samples_that_are_no_numbers_are_gaps_of_the_waveform() -> None:
    values = np.full((2, 8192), 0.5, np.float32)
    values[:, 4096:4106] = np.nan
    values[0, 100], values[1, 7000] = np.inf, -np.inf
    context = Collector()
    compute_peaks(Recording.from_samples(values, 8192), context)
    peaks = context.peaks
    assert peaks is not None
    assert (peaks.broken, peaks.first_broken, peaks.greatest) == (22, 100, 0.5)
    assert np.isnan(peaks.high).nonzero()[0].tolist() == [2048, 2049, 2050, 2051, 2052]
    assert np.nanmax(peaks.high) == np.nanmin(peaks.high) == 0.5
    image = draw_waveform(peaks, (4096, 40))
    ground = image.pixel(2049, 0)
    assert all(image.pixel(2049, row) == ground for row in range(40))
    assert any(image.pixel(50, row) != ground for row in range(40))


def drag(scene: Scene, start: float, end: float, *, pixels: int = 0) -> None:
    """Drag on the overview between two times."""
    overview, y = scene.overview, scene.overview.height() // 2
    x, to = round(overview.x_of(start)) + pixels, round(overview.x_of(end)) + pixels
    QTest.mousePress(overview, Qt.MouseButton.LeftButton, pos=QPoint(x, y))
    for share in (0.5, 1.0):
        QTest.mouseMove(overview, QPoint(round(x + share * (to - x)), y))
    QTest.mouseRelease(overview, Qt.MouseButton.LeftButton, pos=QPoint(to, y))


def test_the_waveform_is_painted_where_there_is_sound(scene: Scene) -> None:
    scene.qtbot.waitUntil(lambda: scene.overview.is_complete)
    QApplication.processEvents()
    image = scene.overview.grab().toImage()
    overview = scene.overview
    y = round(overview.area.top() + overview.area.height() * 0.2)
    loud = image.pixelColor(round(overview.x_of(3.0)), y).lightness()
    silent = image.pixelColor(round(overview.x_of(1.0)), y).lightness()
    assert loud > silent + 60


def test_a_click_seeks(scene: Scene) -> None:
    y = scene.overview.height() // 2
    x = round(scene.overview.x_of(2.5))
    QTest.mouseClick(scene.overview, Qt.MouseButton.LeftButton, pos=QPoint(x, y))
    assert scene.view_state.position == pytest.approx(2.5, abs=0.01)
    assert scene.view.visible_range == (0.0, SECONDS)


def test_dragging_the_window_moves_the_view(scene: Scene) -> None:
    scene.view.show_range(1.0, 2.0)
    drag(scene, 1.5, 2.5)
    assert scene.view.visible_range == pytest.approx((2.0, 3.0), abs=0.01)
    drag(scene, 2.5, 9.0)
    assert scene.view.visible_range == pytest.approx((3.0, 4.0), abs=0.01)
    assert scene.view_state.position == 0.0


def test_dragging_an_edge_of_the_window_zooms(scene: Scene) -> None:
    scene.view.show_range(1.0, 2.0)
    drag(scene, 2.0, 3.0)
    assert scene.view.visible_range == pytest.approx((1.0, 3.0), abs=0.02)
    drag(scene, 1.0, 2.0)
    assert scene.view.visible_range == pytest.approx((2.0, 3.0), abs=0.02)


def test_dragging_beside_the_window_brings_it_there(scene: Scene) -> None:
    scene.view.show_range(0.0, 1.0)
    drag(scene, 2.5, 3.0)
    assert scene.view.visible_range == pytest.approx((2.5, 3.5), abs=0.01)


def test_the_wheel_zooms_on_overview_and_curves(scene: Scene) -> None:
    for strip in (scene.overview, scene.activations):
        scene.view.fit()
        point = QPoint(round(strip.x_of(SECONDS / 2)), strip.height() // 2)
        scene.wheel(point, 1, widget=strip)
        start, end = scene.view.visible_range
        assert end - start == pytest.approx(0.8 * SECONDS)


def test_all_views_put_a_time_at_the_same_x(scene: Scene) -> None:
    for zoom in ((0.0, SECONDS), (1.3, 2.9)):
        scene.view.show_range(*zoom)
        inside = scene.view.canvas.to_viewport(zoom[0] + 0.7, 1000)
        x = scene.viewport.mapTo(scene.window, inside).x()
        curve_x = scene.activations.x_of(zoom[0] + 0.7)
        assert scene.activations.mapTo(scene.window, QPoint(0, 0)).x() + curve_x == (
            pytest.approx(x, abs=1.0)
        )
    scene.view.fit()
    picture = scene.viewport.mapTo(scene.window, scene.view.canvas.to_viewport(1.0, 100)).x()
    assert scene.overview.x_of(1.0) == pytest.approx(picture, abs=1.0)
    assert scene.overview.area.width() == pytest.approx(scene.view.canvas.area.width(), abs=1.0)


def test_curves_are_painted_in_their_sources_colour(scene: Scene) -> None:
    strip = scene.activations
    assert strip.hint() == NOTHING_YET
    scene.document.show_masks(split_masks(activations=False))
    assert strip.hint() == NOTHING_YET
    masks = split_masks(activations=False)
    scene.document.commit_masks(None, masks, "Separate")
    assert strip.hint() == RESTING
    scene.document.set_choice(method="nmf")
    assert strip.hint() == NO_CURVES
    scene.document.set_source(0, colour="#ff0000")
    scene.document.set_source(1, colour="#ff0000")
    scene.document.show_masks(split_masks())
    assert strip.hint() == ""

    def reddest() -> int:
        image = strip.grab().toImage()
        x = round(strip.x_of(SECONDS / 2))
        colours = [image.pixelColor(x, y) for y in range(image.height())]
        red = [colour.red() - colour.blue() for colour in colours]
        return red.index(max(red)) if max(red) > 100 else -1

    scene.qtbot.waitUntil(lambda: reddest() >= 0)
    assert reddest() == pytest.approx(strip.height() / 2, abs=4)


def test_a_curves_columns_hold_its_extremes() -> None:
    values = np.random.default_rng(3).random(1000).astype(np.float32)
    times = np.linspace(0, 10, 1000)
    low, high = column_ranges(times, values, (0.0, 10.0), 50)
    for column in range(50):
        inside = values[(times >= column / 5) & (times < (column + 1) / 5)]
        assert high[column] >= inside.max()
        assert low[column] <= inside.min()
    few_low, few_high = column_ranges(times[:2], np.array([0.0, 1.0]), (0.0, times[1]), 100)
    assert few_high[49] == pytest.approx(0.5, abs=0.01)
    assert few_high[49] - few_low[49] == pytest.approx(0.01, abs=0.001)


def test_a_click_on_the_curves_seeks(scene: Scene) -> None:
    scene.view.show_range(1.0, 2.0)
    point = QPoint(round(scene.activations.x_of(1.75)), scene.activations.height() // 2)
    QTest.mouseClick(scene.activations, Qt.MouseButton.LeftButton, pos=point)
    assert scene.view_state.position == pytest.approx(1.75, abs=0.01)
