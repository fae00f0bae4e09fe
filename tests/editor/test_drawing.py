"""Drawing by mouse and keys: brush, eraser, lasso, spans, bands, tones, and what is similar."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from editor.brush_cursor import BrushCursor
from editor.canvas import Canvas
from editor.drawing import DrawnLine
from editor.mark_painting import handles
from editor.reshaping import Grip
from engine.guidance import (
    Band,
    Box,
    Evidence,
    Guidance,
    Harmonics,
    Lasso,
    Mark,
    Patch,
    Span,
    Stroke,
    rasterise,
)
from tests.editor.view_helpers import SAMPLE_RATE, SECONDS, Scene, shown_scene, tone_recording

TIMES = np.linspace(0.0, SECONDS, 200)
FREQUENCIES = np.geomspace(20.0, SAMPLE_RATE / 2, 150)
SHIFT = Qt.KeyboardModifier.ShiftModifier
BOX = Box(0, "activate", 1.0, 2.0, 200.0, 800.0)


@pytest.fixture
def scene(qtbot: QtBot) -> Iterator[Scene]:
    with shown_scene(qtbot, tone_recording()) as scene:
        yield scene


def marks(scene: Scene) -> tuple[Mark, ...]:
    return scene.document.guidance.marks


def follow(
    scene: Scene,
    *places: tuple[float, float],
    modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier,
    release: bool = True,
) -> None:
    """Press at the first place (seconds, Hz), move through the others, release at the last."""
    points = [scene.point(*place) for place in places]
    QTest.mousePress(scene.viewport, Qt.MouseButton.LeftButton, modifiers, points[0])
    for start, end in pairwise(points):
        for share in (0.25, 0.5, 0.75, 1.0):
            scene.move(start + (end - start) * share)
    if release:
        QTest.mouseRelease(scene.viewport, Qt.MouseButton.LeftButton, modifiers, points[-1])


def evidence(*drawn: Mark) -> Evidence:
    return rasterise(Guidance(drawn), 2, TIMES, FREQUENCIES)


def claimed(source: int, *drawn: Mark) -> np.ndarray:
    """Where a source has all by what is drawn: bool (bins, frames)."""
    return np.asarray(evidence(*drawn).target[source] == 1.0)


def at(seconds: float, hz: float) -> tuple[int, int]:
    return int(np.abs(np.log(FREQUENCIES / hz)).argmin()), int(np.abs(TIMES - seconds).argmin())


def cursor(canvas: Canvas) -> BrushCursor:
    (found,) = [item for item in canvas.scene().items() if isinstance(item, BrushCursor)]
    return found


PATH = ((1.0, 300.0), (1.6, 1200.0), (2.4, 500.0))
TILES = ((1.0, 1.5, 500.0, 1000.0), (1.25, 2.0, 900.0, 2000.0))
LOOP = ((1.0, 300.0), (2.0, 300.0), (2.0, 2400.0), (1.0, 2400.0), (1.0, 330.0))
EVERY_TOOL = [
    ("activate", PATH[:2], Box, "activate"),
    ("deactivate", PATH[:2], Box, "deactivate"),
    ("brush", PATH, Stroke, "activate"),
    ("eraser", PATH, Stroke, "release"),
    ("lasso", LOOP, Lasso, "activate"),
    ("solo", PATH[:2], Span, "activate"),
    ("off", PATH[:2], Span, "deactivate"),
    ("band", PATH[:2], Band, "activate"),
]


def test_every_tool_draws_its_mark_live_in_one_undo_step(scene: Scene) -> None:
    previews: list[Guidance | None] = []
    scene.view.guidance_preview.connect(previews.append)
    scene.view_state.active_source = 1
    stack, layer = scene.document.undo_stack, scene.view.canvas.layer
    for tool, places, shape, kind in EVERY_TOOL:
        previews.clear()
        scene.view_state.tool = tool
        follow(scene, *places, release=False)
        scene.qtbot.waitUntil(lambda: len(previews) > 0)
        assert previews[-1] is not None
        assert isinstance(previews[-1].marks[-1], shape)
        assert marks(scene) == ()
        scene.release(scene.point(*places[-1]))
        assert previews[-1] is None
        (drawn,) = marks(scene)
        assert isinstance(drawn, shape)
        assert (drawn.kind, drawn.source) == (kind, 0 if kind == "release" else 1)
        assert stack.count() == 1
        stack.undo()
        assert marks(scene) == () == layer.marks
        stack.redo()
        assert marks(scene) == (drawn,) == layer.marks
        stack.undo()


def test_escape_gives_up_every_drag(scene: Scene) -> None:
    for tool, places, *_ in EVERY_TOOL:
        scene.view_state.tool = tool
        follow(scene, *places, release=False)
        assert scene.view.canvas.layer.draft is not None
        QTest.keyClick(scene.view.canvas, Qt.Key.Key_Escape)
        scene.release(scene.point(*places[-1]))
        assert scene.view.canvas.layer.draft is None
    assert scene.document.undo_stack.count() == 0


def test_shift_draws_what_is_not_the_sources(scene: Scene) -> None:
    for tool, places, *_ in EVERY_TOOL:
        if tool != "eraser":
            scene.view_state.tool = tool
            follow(scene, *places, modifiers=SHIFT)
            scene.view_state.marks.select([])
    others = ["deactivate", "activate", *["deactivate"] * 3, "activate", "deactivate"]
    assert [mark.kind for mark in marks(scene)] == others


def test_spans_and_bands_are_where_the_drag_was(scene: Scene) -> None:
    scene.view_state.tool = "solo"
    follow(scene, (2.0, 300.0), (1.0, 1200.0))
    scene.view_state.tool = "band"
    follow(scene, (3.0, 1200.0), (3.5, 300.0))
    span, band = (mark.extent for mark in marks(scene))
    assert (span.start, span.end) == (pytest.approx(1.0, abs=0.02), pytest.approx(2.0, abs=0.02))
    assert (band.low, band.high) == (pytest.approx(300, rel=0.03), pytest.approx(1200, rel=0.03))


def test_a_lasso_encloses_what_was_drawn_around(scene: Scene) -> None:
    scene.view_state.tool = "lasso"
    follow(scene, *LOOP)
    covered = claimed(0, *marks(scene))
    assert covered[at(1.5, 800.0)]
    assert covered[at(1.9, 400.0)]
    assert not covered[at(2.1, 800.0)]
    assert not covered[at(1.5, 2700.0)]


def test_a_brush_covers_where_it_went_as_wide_as_its_circle(scene: Scene) -> None:
    scene.view_state.tool = "brush"
    scene.view_state.brush_radius = 30.0
    follow(scene, (1.0, 1000.0), (2.0, 1000.0))
    canvas, covered = scene.view.canvas, claimed(0, *marks(scene))
    for pixels, inside in ((24, True), (36, False)):
        above = canvas.scale_map.hz(canvas.position_at(canvas.y_of(1000.0) - pixels))
        after = canvas.seconds_at(canvas.x_of(2.0) + pixels)
        assert covered[at(1.5, float(above))] == inside
        assert covered[at(after, 1000.0)] == inside


def test_a_click_of_the_brush_is_a_dab(scene: Scene) -> None:
    scene.view_state.tool = "brush"
    scene.click(scene.point(1.5, 700.0))
    (dab,) = marks(scene)
    assert claimed(0, dab)[at(1.5, 700.0)]


def test_a_stroke_covers_the_same_at_every_zoom_and_on_both_axes(scene: Scene) -> None:
    scene.view_state.tool = "brush"
    follow(scene, *PATH)
    (stroke,) = marks(scene)
    outline = scene.view.canvas.layer.rectangle(stroke)
    scene.view.canvas.zoom_time(0.5, 1.5)
    assert scene.view.canvas.layer.rectangle(stroke).width() > 1.8 * outline.width()
    scene.view_state.frequency_scale = "linear"
    follow(scene, (2.0, 4000.0), (2.2, 5000.0))
    assert marks(scene)[0] == stroke
    assert claimed(0, marks(scene)[1])[at(2.1, 4500.0)]


def test_a_long_scribble_keeps_only_the_points_it_needs(scene: Scene) -> None:
    scene.view_state.tool = "brush"
    start = scene.point(1.0, 300.0)
    scene.press(start)
    for step in range(300):
        QTest.mouseMove(scene.viewport, start + QPoint(step, step // 3))
    scene.release(start + QPoint(300, 100))
    (stroke,) = marks(scene)
    assert isinstance(stroke, Stroke)
    assert len(stroke.points) < 10


@pytest.mark.timeout(60)
def test_a_wild_scribble_of_a_file_is_shown_where_it_counts(scene: Scene) -> None:
    """Uniting its crossings to one outline would take minutes."""
    random = np.random.default_rng(0)
    places = zip(random.uniform(1.0, 3.0, 600), random.uniform(300.0, 900.0, 600), strict=True)
    wild = Stroke(0, "activate", tuple(places), 0.05, radius_octaves=0.1)
    scene.document.add_mark(wild)
    canvas, covered = scene.view.canvas, claimed(0, wild)
    for seconds, hz in ((2.0, 500.0), (2.0, 1500.0), (0.5, 500.0), (3.5, 500.0)):
        place = QPointF(canvas.x_of(seconds), canvas.y_of(hz))
        assert (canvas.layer.hit(place) is not None) == covered[at(seconds, hz)]
    assert covered[at(2.0, 500.0)]


def test_the_eraser_takes_back_what_was_drawn_there_only(scene: Scene) -> None:
    scene.document.add_mark(BOX)
    scene.view_state.tool = "eraser"
    follow(scene, (1.2, 400.0), (1.8, 400.0))
    kept = claimed(0, *marks(scene))
    assert not kept[at(1.5, 400.0)]
    assert kept[at(1.5, 700.0)]
    assert scene.document.undo_stack.undoText() == "Erase"
    assert scene.document.marks_of(0) == [0]


def test_the_wheel_resizes_the_brush_and_its_circle(scene: Scene) -> None:
    canvas, before = scene.view.canvas, scene.view.canvas.stretch
    scene.view_state.tool = "brush"
    scene.move(scene.point(1.4, 500.0))
    scene.move(scene.point(1.5, 500.0))
    assert cursor(canvas).radius == scene.view_state.brush_radius == 14.0
    scene.wheel(scene.point(1.5, 500.0), 2, Qt.KeyboardModifier.ControlModifier)
    assert cursor(canvas).radius == scene.view_state.brush_radius > 14.0
    assert canvas.stretch == before
    scene.wheel(scene.point(1.5, 500.0), -40, Qt.KeyboardModifier.AltModifier)
    assert scene.view_state.brush_radius == 2.0
    scene.view_state.tool = "lasso"
    assert cursor(canvas).radius == 0.0


def test_the_status_says_what_a_drag_will_do(scene: Scene) -> None:
    hints: list[str] = []
    scene.view.drag_hint.connect(hints.append)
    scene.view_state.active_source = 1
    scene.move(scene.point(3.0, 400.0))
    scene.move(scene.point(3.1, 400.0))
    for tool, words in (
        ("brush", "paint what is Source 2"),
        ("solo", "only Source 2 sounds"),
        ("off", "Source 2 is silent"),
        ("harmonics", "whole tone is Source 2"),
        ("select", "select a time"),
    ):
        scene.view_state.tool = tool
        assert words in hints[-1]
    scene.document.add_mark(Box(0, "activate", 3.0, 3.5, 200.0, 800.0))
    scene.move(scene.point(3.2, 400.0))
    assert hints[-1].startswith("Drag: move the box")


@pytest.mark.parametrize(
    ("mark", "grab"),
    [
        (Stroke(0, "activate", PATH, 0.1, radius_octaves=0.3), PATH[1]),
        (Lasso(0, "activate", LOOP), (1.5, 800.0)),
        (Patch(0, "activate", TILES), (1.2, 800.0)),
        (Harmonics(0, "activate", (1.0, 2.0), (400.0, 500.0), 3, 40.0), (1.5, 900.0)),
    ],
)
def test_drawn_shapes_are_picked_up_where_they_are_and_moved(
    scene: Scene, mark: Mark, grab: tuple[float, float]
) -> None:
    scene.document.add_mark(mark)
    scene.click(scene.point(3.5, 6000.0))
    assert scene.view_state.marks.indices == frozenset()
    follow(scene, grab, (grab[0] + 0.5, grab[1] * 1.5))
    (moved,) = marks(scene)
    assert scene.view_state.marks.indices == {0}
    assert moved.extent.start == pytest.approx(mark.extent.start + 0.5, abs=0.02)
    assert moved.extent.end == pytest.approx(mark.extent.end + 0.5, abs=0.02)
    if isinstance(mark, Harmonics):
        assert moved.frequencies == pytest.approx([600.0, 750.0], rel=0.03)  # type: ignore[attr-defined]
    else:
        assert moved.extent.low == pytest.approx(mark.extent.low * 1.5, rel=0.03)
    scene.document.undo_stack.undo()
    assert marks(scene) == (mark,)


@pytest.mark.parametrize(
    "mark",
    [
        Stroke(0, "activate", PATH, 0.1, radius_octaves=0.3),
        Stroke(0, "activate", ((1.5, 800.0),), 0.1, radius_hz=200.0),
        Lasso(0, "activate", LOOP),
        Patch(0, "activate", TILES),
    ],
)
@pytest.mark.parametrize("linear", [False, True])
def test_drawn_shapes_are_resized_by_the_handles_of_their_frame(
    scene: Scene, mark: Mark, linear: bool
) -> None:
    scene.view_state.frequency_scale = "linear" if linear else "log"
    scene.document.add_mark(mark)
    scene.view_state.marks.select([0])
    layer, stack = scene.view.canvas.layer, scene.document.undo_stack
    before, steps = layer.rectangle(mark), stack.count()
    handle = dict(handles(mark, before))[Grip.END | Grip.HIGH]
    drag_handle(scene, handle, QPointF(60.0, -30.0))
    (resized,) = marks(scene)
    after = layer.rectangle(resized)
    assert stack.count() == steps + 1
    assert stack.undoText().startswith("Resize")
    assert (after.left(), after.bottom()) == pytest.approx((before.left(), before.bottom()), abs=3)
    assert (after.right(), after.top()) == pytest.approx(
        (before.right() + 60, before.top() - 30), abs=3
    )
    drag_handle(scene, dict(handles(resized, after))[Grip.LOW], QPointF(25.0, -6.0))
    again = layer.rectangle(marks(scene)[0])
    assert (again.left(), again.right()) == pytest.approx((after.left(), after.right()), abs=0.5)
    assert (again.top(), again.bottom()) == pytest.approx((after.top(), after.bottom() - 6), abs=3)
    stack.undo()
    stack.undo()
    assert marks(scene) == (mark,)


def test_a_tone_is_stretched_and_gets_more_partials_by_its_handles(scene: Scene) -> None:
    tone = Harmonics(0, "activate", (1.0, 1.5, 2.0), (300.0, 330.0, 300.0), 4, 40.0)
    scene.document.add_mark(tone)
    scene.view_state.marks.select([0])
    layer, canvas = scene.view.canvas.layer, scene.view.canvas
    places = dict(handles(tone, layer.rectangle(tone)))
    assert Grip.LOW not in places
    upper = places[Grip.END | Grip.HIGH]
    wanted = QPointF(canvas.x_of(3.0) - canvas.x_of(2.0), canvas.y_of(2680.0) - canvas.y_of(1340.0))
    drag_handle(scene, upper, wanted)
    (stretched,) = marks(scene)
    assert isinstance(stretched, Harmonics)
    assert stretched.partials == 8
    assert stretched.times == pytest.approx((1.0, 2.0, 3.0), abs=0.02)
    assert stretched.frequencies == tone.frequencies


def test_the_handles_of_what_is_not_selected_do_nothing(scene: Scene) -> None:
    mark = Lasso(0, "activate", LOOP)
    scene.document.add_mark(mark)
    scene.view_state.marks.select([])
    _, corner = handles(mark, scene.view.canvas.layer.rectangle(mark))[0]
    drag_handle(scene, corner, QPointF(-40.0, -20.0))
    assert marks(scene) == (mark,)


def drag_handle(scene: Scene, handle: QPointF, by: QPointF) -> None:
    canvas = scene.view.canvas

    def on_viewport(point: QPointF) -> QPoint:
        return canvas.mapFromScene(canvas.box.mapToScene(point))

    scene.drag(on_viewport(handle), on_viewport(handle + by))


def test_the_edges_of_spans_and_bands_are_dragged(scene: Scene) -> None:
    scene.document.add_mark(Span(0, "activate", 1.0, 2.0))
    follow(scene, (2.0, 100.0), (3.0, 5000.0))
    assert marks(scene)[0].extent.end == pytest.approx(3.0, abs=0.02)
    scene.document.remove_marks([0])
    scene.document.add_mark(Band(0, "activate", 300.0, 600.0))
    follow(scene, (2.0, 600.0), (3.0, 1200.0))
    assert marks(scene)[0].extent.high == pytest.approx(1200.0, rel=0.03)
    assert marks(scene)[0].extent.low == 300.0


def test_inside_a_span_the_ground_stays_free(scene: Scene) -> None:
    scene.document.add_mark(Span(0, "activate", 1.0, 3.0))
    scene.click(scene.point(2.0, 300.0))
    assert scene.view_state.position == pytest.approx(2.0, abs=0.02)
    assert scene.view_state.marks.indices == frozenset()


# --- tones ------------------------------------------------------------------------------------


def test_a_click_on_a_partial_marks_the_tone_as_long_as_it_sounds(scene: Scene) -> None:
    scene.view_state.tool = "harmonics"
    scene.click(scene.point(3.0, 1000.0))
    scene.qtbot.waitUntil(lambda: len(marks(scene)) == 1, timeout=20_000)
    (tone,) = marks(scene)
    assert isinstance(tone, Harmonics)
    assert tone.times[0] == pytest.approx(SECONDS / 2, abs=0.06)
    assert tone.times[-1] == pytest.approx(SECONDS, abs=0.06)
    assert np.allclose(tone.frequencies, 1000.0, rtol=0.01)
    scene.document.undo_stack.undo()
    assert marks(scene) == ()


def test_a_held_tone_is_shown_before_it_is_marked_and_escape_gives_it_up(scene: Scene) -> None:
    scene.view_state.tool = "harmonics"
    scene.press(scene.point(3.0, 1000.0))
    layer = scene.view.canvas.layer
    scene.qtbot.waitUntil(lambda: layer.draft is not None, timeout=20_000)
    assert marks(scene) == ()
    QTest.keyClick(scene.view.canvas, Qt.Key.Key_Escape)
    scene.release(scene.point(3.0, 1000.0))
    assert layer.draft is None
    assert marks(scene) == ()


def test_where_no_tone_is_the_click_says_so(scene: Scene) -> None:
    hints: list[str] = []
    scene.view.drag_hint.connect(hints.append)
    scene.view_state.tool = "harmonics"
    scene.click(scene.point(3.0, 120.0))
    scene.qtbot.waitUntil(lambda: bool(hints) and "No tone" in hints[-1], timeout=20_000)
    assert marks(scene) == ()


# --- similar ----------------------------------------------------------------------------------


def ask(scene: Scene) -> None:
    """Draw a box around the tone with the similar tool and wait for what is alike."""
    scene.view_state.tool = "similar"
    follow(scene, (2.4, 800.0), (2.9, 1300.0))
    wait_for_answer(scene)


def wait_for_answer(scene: Scene) -> None:
    similar = scene.view.canvas.similar

    def answered() -> bool:
        return similar.spread is not None and similar.spread.mark is similar.candidate

    scene.qtbot.waitUntil(answered, timeout=30_000)


def test_what_is_similar_glows_before_enter_says_it(scene: Scene) -> None:
    hints: list[str] = []
    scene.view.drag_hint.connect(hints.append)
    ask(scene)
    spread = scene.view.canvas.similar.spread
    assert spread is not None
    row = int(np.abs(spread.frequencies - 1000.0).argmin())
    glow = [spread.glow[row, int(np.abs(spread.times - t).argmin())] for t in (3.7, 1.0)]
    assert glow[0] > 0.5
    assert glow[1] == 0.0
    assert marks(scene) == ()
    assert "Enter" in hints[-1]
    QTest.keyClick(scene.view.canvas, Qt.Key.Key_Return)
    (box,) = marks(scene)
    assert (box.source, box.kind) == (0, "activate")
    assert box.extent.start == pytest.approx(2.4, abs=0.02)
    assert scene.view.canvas.similar.spread is None
    scene.document.undo_stack.undo()
    assert marks(scene) == ()


def test_escape_gives_up_what_is_similar(scene: Scene) -> None:
    ask(scene)
    QTest.keyClick(scene.view.canvas, Qt.Key.Key_Escape)
    assert scene.view.canvas.similar.candidate is None
    assert scene.view.canvas.layer.draft is None
    assert marks(scene) == ()
    assert scene.document.undo_stack.count() == 0


def test_a_drawn_box_is_asked_about_for_another_source(scene: Scene) -> None:
    scene.document.add_mark(Box(0, "activate", 2.4, 2.9, 800.0, 1300.0))
    scene.click(scene.point(2.6, 1000.0))
    scene.view_state.tool = "similar"
    wait_for_answer(scene)
    scene.view_state.active_source = 1
    wait_for_answer(scene)
    assert marks(scene)[0].source == 0
    QTest.keyClick(scene.view.canvas, Qt.Key.Key_Enter)
    assert marks(scene)[0].source == 1
    assert scene.document.undo_stack.count() == 2


def test_another_tool_gives_the_question_up(scene: Scene) -> None:
    ask(scene)
    scene.view_state.tool = "select"
    assert scene.view.canvas.similar.candidate is None


# --- how marks look -------------------------------------------------------------------------


def test_sources_differ_in_pattern_where_colours_are_the_same(scene: Scene) -> None:
    scene.document.set_source(0, colour="#ffffff")
    scene.document.set_source(1, colour="#ffffff")
    scene.wait_for_picture()
    scene.view.canvas.picture_item.setVisible(False)
    looks = []
    for source in (0, 1):
        scene.document.set_guidance(
            Guidance((Box(source, "activate", 1.0, 2.0, 200.0, 2000.0),)), ""
        )
        image = scene.viewport.grab().toImage()
        corner, opposite = scene.point(1.2, 1500.0), scene.point(1.8, 400.0)
        looks.append(
            np.array(
                [
                    [image.pixelColor(x, y).lightness() for x in range(corner.x(), opposite.x())]
                    for y in range(corner.y(), corner.y() + 40)
                ]
            )
        )
    assert np.abs(looks[0].astype(int) - looks[1]).mean() > 5


def test_a_crowd_of_marks_moves_with_the_view_and_is_painted_anew_when_it_is_calm(
    scene: Scene,
) -> None:
    show_crowd(scene)
    before = pixels(scene)
    scene.view.canvas.show_times(0.2, 4.0)
    moved = pixels(scene)
    await_sharp(scene)
    calm = pixels(scene)
    assert np.abs(moved - calm).mean() < 0.6 * np.abs(before - calm).mean()
    scene.view.canvas.layer.refresh()
    await_sharp(scene)
    np.testing.assert_array_equal(pixels(scene), calm)


def test_what_changes_among_many_marks_is_painted_as_if_all_were_painted_anew(
    scene: Scene,
) -> None:
    show_crowd(scene)
    document, first = scene.document, pixels(scene)
    points = ((1.0, 300.0), (1.5, 900.0), (2.0, 400.0))
    changes = (
        lambda: document.replace_marks({90: Box(0, "deactivate", 1.0, 3.0, 200.0, 4000.0)}),
        lambda: document.add_mark(Stroke(0, "release", points, 0.2, 0.5)),
        lambda: document.remove_marks([30]),
        lambda: document.replace_marks({i: replace(marks(scene)[i], strength=0.3) for i in (5, 6)}),
    )
    for change in changes:
        change()
        await_sharp(scene)
        after = pixels(scene)
        scene.view.canvas.layer.refresh()
        await_sharp(scene)
        np.testing.assert_array_equal(after, pixels(scene))
    assert np.abs(after - first).mean() > 1
    for _ in changes:
        document.undo_stack.undo()
    await_sharp(scene)
    np.testing.assert_array_equal(pixels(scene), first)


def show_crowd(scene: Scene) -> None:
    """So many marks that they are painted with thin lines, and nothing else."""
    scene.wait_for_picture()  # Until then a sentence lies over the middle of it.
    scene.view.canvas.picture_item.setVisible(False)
    places = [(0.02 * n, 100.0 + 40.0 * n) for n in range(180)]
    crowd = tuple(Box(1, "activate", s, s + 0.3, hz, hz + 200.0) for s, hz in places)
    scene.document.set_guidance(Guidance(crowd), "")
    await_sharp(scene)


def await_sharp(scene: Scene) -> None:
    scene.qtbot.waitUntil(lambda: scene.view.canvas.layer.is_sharp)


def pixels(scene: Scene) -> np.ndarray:
    image = scene.viewport.grab().toImage().convertToFormat(QImage.Format.Format_Grayscale8)
    rows = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), -1)
    return rows[:, : image.width()].astype(int)


@given(st.integers(2, 700), st.integers(0, 2**31))
@settings(max_examples=15, deadline=None)
def test_a_long_line_keeps_what_a_person_drew(count: int, seed: int) -> None:
    random, least = np.random.default_rng(seed), np.array([0.02, 0.5])
    drawn = np.cumsum(random.normal(0, 1, (count, 2)) * least * random.uniform(0.1, 3.0), axis=0)
    line = DrawnLine((float(drawn[0, 0]), float(drawn[0, 1])))
    for seconds, position in drawn[1:].tolist():
        line.add((seconds, position))
        points = line.points(least)
    assert np.array_equal(points[[0, -1]], drawn[[0, -1]])
    starts, along = points[:-1] / least, np.diff(points / least, axis=0)
    from_starts = drawn[:, None] / least - starts
    share = (from_starts * along).sum(2) / np.maximum((along**2).sum(1), 1e-12)
    off = from_starts - np.clip(share, 0.0, 1.0)[..., None] * along
    assert np.hypot(*np.moveaxis(off, 2, 0)).min(axis=1).max() <= 1.0 + 1e-6


def test_a_straight_line_of_a_thousand_points_stays_short() -> None:
    line = DrawnLine((0.0, 0.0))
    for step in range(1, 1000):
        line.add((0.001 * step, 0.01 * step))
        points = line.points(np.array([0.01, 0.1]))
    assert len(points) < 15
