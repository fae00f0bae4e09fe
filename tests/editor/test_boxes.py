"""Boxes by mouse and keys: draw, select, move, resize, nudge, delete, cancel, menu."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from editor.axes import FrequencyMap
from editor.reshaping import Grip, reshaped
from engine.guidance import Box, Guidance
from tests.editor.view_helpers import SAMPLE_RATE, SECONDS, Scene, shown_scene, tone_recording

BOX = Box(0, "activate", 1.0, 2.0, 200.0, 800.0)
OTHER = Box(1, "deactivate", 2.5, 3.5, 1000.0, 3000.0)


@pytest.fixture
def scene(qtbot: QtBot) -> Iterator[Scene]:
    with shown_scene(qtbot, tone_recording()) as scene:
        yield scene


def boxes(scene: Scene) -> tuple[Box, ...]:
    return scene.document.guidance.boxes


@pytest.mark.parametrize("kind", ["activate", "deactivate"])
def test_a_drag_with_a_box_tool_draws_a_box_of_the_active_source(scene: Scene, kind: str) -> None:
    scene.view_state.tool = kind
    scene.view_state.active_source = 1
    scene.drag(scene.point(1.0, 300), scene.point(2.0, 1200))
    (box,) = boxes(scene)
    assert (box.source, box.kind, box.exact) == (1, kind, False)
    assert box.start == pytest.approx(1.0, abs=0.02)
    assert box.end == pytest.approx(2.0, abs=0.02)
    assert box.low == pytest.approx(300, rel=0.03)
    assert box.high == pytest.approx(1200, rel=0.03)
    assert scene.view_state.marks.indices == {0}
    assert scene.document.undo_stack.count() == 1


def test_drawing_from_any_corner_gives_the_same_box(scene: Scene) -> None:
    scene.view_state.tool = "activate"
    corner, opposite = scene.point(1.0, 300), scene.point(2.0, 1200)
    scene.drag(corner, opposite)
    first = boxes(scene)[0]
    scene.document.undo_stack.undo()
    scene.drag(opposite, corner)
    assert boxes(scene) == (first,)


def test_a_drag_sends_previews_and_none_at_the_end(scene: Scene) -> None:
    scene.document.add_mark(OTHER)
    previews: list[Guidance | None] = []
    scene.view.guidance_preview.connect(previews.append)
    scene.view_state.tool = "activate"
    scene.press(scene.point(0.5, 200))
    scene.move(scene.point(1.5, 600))
    scene.qtbot.waitUntil(lambda: len(previews) == 1)
    assert previews[0] is not None
    assert previews[0].boxes[0] == OTHER
    assert previews[0].boxes[1].end == pytest.approx(1.5, abs=0.02)
    assert boxes(scene) == (OTHER,)
    scene.release(scene.point(1.5, 600))
    assert previews[-1] is None
    assert len(boxes(scene)) == 2


def test_previews_are_throttled(scene: Scene) -> None:
    previews: list[Guidance | None] = []
    scene.view.guidance_preview.connect(previews.append)
    scene.view_state.tool = "activate"
    start = scene.point(0.5, 200)
    scene.press(start)
    for step in range(40):
        QTest.mouseMove(scene.viewport, start + QPoint(5 + step, -5 - step))
    scene.qtbot.waitUntil(lambda: len(previews) >= 1)
    scene.release(start + QPoint(45, -45))
    assert len(previews) < 20


def test_a_tiny_drag_draws_nothing(scene: Scene) -> None:
    scene.view_state.tool = "activate"
    start = scene.point(1.0, 300)
    scene.drag(start, start + QPoint(1, 1))
    assert boxes(scene) == ()
    assert scene.document.undo_stack.count() == 0


def test_escape_cancels_drawing(scene: Scene) -> None:
    previews: list[Guidance | None] = []
    scene.view.guidance_preview.connect(previews.append)
    scene.view_state.tool = "activate"
    scene.press(scene.point(1.0, 300))
    scene.move(scene.point(2.0, 900))
    QTest.keyClick(scene.view.canvas, Qt.Key.Key_Escape)
    scene.release(scene.point(2.0, 900))
    assert boxes(scene) == ()
    assert previews[-1] is None


def test_drawing_beyond_the_picture_clips_to_the_recording(scene: Scene) -> None:
    scene.view_state.tool = "activate"
    start = scene.point(3.0, 2000)
    scene.drag(start, start + QPoint(2000, 2000))
    (box,) = boxes(scene)
    assert box.end == SECONDS
    assert box.low == 0.0
    scene.document.undo_stack.undo()
    scene.drag(start, start + QPoint(-3000, -3000))
    (box,) = boxes(scene)
    assert box.start == 0.0
    assert box.high == pytest.approx(SAMPLE_RATE / 2)


def test_nothing_is_drawn_without_a_recording(qtbot: QtBot) -> None:
    with shown_scene(qtbot, None) as scene:
        scene.view_state.tool = "activate"
        scene.drag(QPoint(200, 100), QPoint(400, 200))
        assert boxes(scene) == ()


def test_a_click_selects_and_shift_adds(scene: Scene) -> None:
    scene.document.add_mark(BOX)
    scene.document.add_mark(OTHER)
    scene.click(scene.point(1.5, 400))
    assert scene.view_state.marks.indices == {0}
    scene.click(scene.point(3.0, 2000), Qt.KeyboardModifier.ShiftModifier)
    assert scene.view_state.marks.indices == {0, 1}
    scene.click(scene.point(1.5, 400), Qt.KeyboardModifier.ShiftModifier)
    assert scene.view_state.marks.indices == {1}
    scene.click(scene.point(0.3, 4000))
    assert scene.view_state.marks.indices == frozenset()
    assert scene.document.undo_stack.count() == 2


def test_the_later_box_lies_on_top(scene: Scene) -> None:
    scene.document.add_mark(BOX)
    scene.document.add_mark(Box(1, "activate", 1.2, 1.8, 300, 600))
    scene.click(scene.point(1.5, 420))
    assert scene.view_state.marks.indices == {1}


def test_a_drag_moves_a_box_in_one_undo_step(scene: Scene) -> None:
    scene.document.add_mark(BOX)
    scene.drag(scene.point(1.5, 400), scene.point(2.5, 800))
    (box,) = boxes(scene)
    assert box.start == pytest.approx(2.0, abs=0.02)
    assert box.end - box.start == pytest.approx(1.0)
    assert box.low == pytest.approx(400, rel=0.03)
    assert box.high / box.low == pytest.approx(4.0)
    assert scene.document.undo_stack.count() == 2
    scene.document.undo_stack.undo()
    assert boxes(scene) == (BOX,)


def test_moving_two_selected_boxes_is_one_undo_step(scene: Scene) -> None:
    scene.document.add_mark(BOX)
    scene.document.add_mark(OTHER)
    scene.click(scene.point(3.0, 2000))
    scene.click(scene.point(1.5, 400), Qt.KeyboardModifier.ShiftModifier)
    start = scene.point(1.5, 400)
    scene.drag(start, start - QPoint(40, 0))
    assert boxes(scene)[0].start < BOX.start
    assert boxes(scene)[1].start < OTHER.start
    assert (boxes(scene)[0].low, boxes(scene)[0].high) == (BOX.low, BOX.high)
    scene.document.undo_stack.undo()
    assert boxes(scene) == (BOX, OTHER)


def test_a_click_on_a_box_changes_nothing(scene: Scene) -> None:
    scene.document.add_mark(BOX)
    scene.click(scene.point(1.5, 400))
    scene.drag(scene.point(1.5, 400), scene.point(1.5, 400) + QPoint(1, 1))
    assert boxes(scene) == (BOX,)
    assert scene.document.undo_stack.count() == 1


def test_a_move_stops_at_the_edge_and_keeps_the_size(scene: Scene) -> None:
    scene.document.add_mark(BOX)
    start = scene.point(1.5, 400)
    scene.drag(start, start - QPoint(3000, 0))
    (box,) = boxes(scene)
    assert (box.start, box.end) == (0.0, pytest.approx(1.0))


@pytest.mark.parametrize(
    ("seconds", "hz", "field", "expected"),
    [
        (1.0, 400, "start", 1.25),
        (2.0, 400, "end", 2.25),
        (1.5, 200, "low", 400.0),
        (1.5, 800, "high", 1600.0),
    ],
)
def test_dragging_an_edge_moves_only_that_edge(
    scene: Scene, seconds: float, hz: float, field: str, expected: float
) -> None:
    scene.document.add_mark(BOX)
    scene.drag(scene.point(seconds, hz), scene.point(seconds + 0.25, 2 * hz))
    (box,) = boxes(scene)
    assert getattr(box, field) == pytest.approx(expected, rel=0.04)
    others = {"start", "end", "low", "high"} - {field}
    assert all(getattr(box, name) == getattr(BOX, name) for name in others)


def test_dragging_a_corner_resizes_both_ways(scene: Scene) -> None:
    scene.document.add_mark(BOX)
    scene.drag(scene.point(2.0, 800), scene.point(3.0, 1600))
    (box,) = boxes(scene)
    assert (box.start, box.low) == (BOX.start, BOX.low)
    assert box.end == pytest.approx(3.0, abs=0.02)
    assert box.high == pytest.approx(1600, rel=0.03)


def test_an_edge_dragged_past_the_other_turns_the_box_over(scene: Scene) -> None:
    scene.document.add_mark(BOX)
    scene.drag(scene.point(2.0, 400), scene.point(0.5, 400))
    (box,) = boxes(scene)
    assert box.start == pytest.approx(0.5, abs=0.02)
    assert box.end == BOX.start


def test_the_drawn_box_can_be_resized_without_changing_the_tool(scene: Scene) -> None:
    scene.view_state.tool = "activate"
    scene.drag(scene.point(1.0, 300), scene.point(2.0, 1200))
    scene.drag(scene.point(2.0, 600), scene.point(3.0, 600))
    (box,) = boxes(scene)
    assert box.end == pytest.approx(3.0, abs=0.02)


@pytest.mark.parametrize("key", [Qt.Key.Key_Delete, Qt.Key.Key_Backspace])
def test_delete_removes_the_selected_boxes(scene: Scene, key: Qt.Key) -> None:
    scene.document.add_mark(BOX)
    scene.document.add_mark(OTHER)
    scene.click(scene.point(1.5, 400))
    QTest.keyClick(scene.view.canvas, key)
    assert boxes(scene) == (OTHER,)
    assert scene.view_state.marks.indices == frozenset()
    scene.document.undo_stack.undo()
    assert boxes(scene) == (BOX, OTHER)


@pytest.mark.usefixtures("unhurried")
def test_arrow_keys_nudge_and_a_run_of_them_is_one_undo_step(scene: Scene) -> None:
    scene.document.add_mark(BOX)
    scene.click(scene.point(1.5, 400))
    QTest.keyClick(scene.view.canvas, Qt.Key.Key_Right)
    pixel = scene.view.canvas.seconds_at(1) - scene.view.canvas.seconds_at(0)
    assert boxes(scene)[0].start == pytest.approx(BOX.start + pixel)
    assert (boxes(scene)[0].low, boxes(scene)[0].high) == (BOX.low, BOX.high)
    for _ in range(3):
        QTest.keyPress(scene.view.canvas, Qt.Key.Key_Up)
    QTest.keyRelease(scene.view.canvas, Qt.Key.Key_Up)
    assert boxes(scene)[0].low > BOX.low
    QTest.keyClick(scene.view.canvas, Qt.Key.Key_Left, Qt.KeyboardModifier.ShiftModifier)
    assert boxes(scene)[0].start == pytest.approx(BOX.start - 9 * pixel)
    assert scene.document.undo_stack.count() == 2
    scene.document.undo_stack.undo()
    assert boxes(scene) == (BOX,)


def test_escape_during_a_move_puts_the_box_back(scene: Scene) -> None:
    scene.document.add_mark(BOX)
    scene.press(scene.point(1.5, 400))
    scene.move(scene.point(3.0, 900))
    assert scene.view.canvas.layer.marks != (BOX,)
    QTest.keyClick(scene.view.canvas, Qt.Key.Key_Escape)
    scene.release(scene.point(3.0, 900))
    assert boxes(scene) == scene.view.canvas.layer.marks == (BOX,)


def test_undo_during_a_drag_ends_the_drag(scene: Scene) -> None:
    scene.document.add_mark(BOX)
    scene.press(scene.point(1.5, 400))
    scene.move(scene.point(3.0, 900))
    scene.document.undo_stack.undo()
    scene.move(scene.point(3.1, 950))
    scene.release(scene.point(3.1, 950))
    assert boxes(scene) == ()


def box_menu(scene: Scene) -> QMenu:
    point = scene.point(1.5, 400)
    event = QContextMenuEvent(
        QContextMenuEvent.Reason.Mouse, point, scene.viewport.mapToGlobal(point)
    )
    QApplication.sendEvent(scene.viewport, event)
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    return menu


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Deactivate", Box(0, "deactivate", 1.0, 2.0, 200.0, 800.0)),
        ("Source 2", Box(1, "activate", 1.0, 2.0, 200.0, 800.0)),
        ("Exact", Box(0, "activate", 1.0, 2.0, 200.0, 800.0, exact=True)),
        ("Delete", None),
    ],
)
def test_the_menu_of_a_box(scene: Scene, text: str, expected: Box | None) -> None:
    scene.document.add_mark(BOX)
    menu = box_menu(scene)
    (action,) = [action for action in menu.actions() if action.text().startswith(text)]
    action.trigger()
    menu.close()
    assert boxes(scene) == (() if expected is None else (expected,))


@pytest.mark.parametrize(
    ("tool", "seconds", "hz", "shape"),
    [
        ("activate", 3.0, 3000, Qt.CursorShape.CrossCursor),
        ("pan", 3.0, 3000, Qt.CursorShape.OpenHandCursor),
        ("select", 3.0, 3000, Qt.CursorShape.IBeamCursor),
        ("select", 1.5, 400, Qt.CursorShape.SizeAllCursor),
        ("select", 1.0, 400, Qt.CursorShape.SizeHorCursor),
        ("select", 1.5, 800, Qt.CursorShape.SizeVerCursor),
        ("select", 1.0, 800, Qt.CursorShape.SizeFDiagCursor),
        ("select", 2.0, 800, Qt.CursorShape.SizeBDiagCursor),
    ],
)
def test_the_pointer_says_what_a_drag_will_do(
    scene: Scene, tool: str, seconds: float, hz: float, shape: Qt.CursorShape
) -> None:
    scene.document.add_mark(BOX)
    scene.view_state.tool = tool
    scene.move(scene.point(0.3, 6000))
    scene.move(scene.point(seconds, hz))
    assert scene.viewport.cursor().shape() == shape


def test_fewer_sources_leave_no_box_without_one(scene: Scene) -> None:
    scene.document.set_choice(sources=3)
    scene.view_state.active_source = 2
    scene.document.set_choice(sources=2)
    assert scene.view_state.active_source == 1
    scene.view_state.tool = "activate"
    scene.drag(scene.point(1.0, 300), scene.point(2.0, 1200))
    assert boxes(scene)[0].source == 1


def test_reshaping_keeps_a_box_inside_and_its_other_edges_exact() -> None:
    scale = FrequencyMap("linear", 8000.0)
    moved = reshaped(BOX, Grip.BODY, -5.0, 9000.0, scale, 4.0)
    assert (moved.start, moved.end) == (0.0, 1.0)
    assert (moved.low, moved.high) == (7400.0, 8000.0)
    resized = reshaped(BOX, Grip.END | Grip.LOW, 0.5, -500.0, scale, 4.0)
    assert resized == Box(0, "activate", 1.0, 2.5, 0.0, 800.0)
    flat = reshaped(BOX, Grip.END, -1.0, 0.0, scale, 4.0)
    assert flat == BOX
