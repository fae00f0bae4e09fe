"""The guidance list by mouse and keys: what it shows, selects, switches, changes and measures."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QStyle, QStyleOptionSlider
from pytestqt.qtbot import QtBot

from editor.main_window import MainWindow
from editor.mark_table import EFFECT, FREQUENCY, HEADERS, LOCKED, MARK, STRENGTH, TIME, VISIBLE
from engine.guidance import Band, Box, Lasso, Mark, Span
from tests.stubs import SteppedSeparator

LOW = Box(0, "activate", 0.2, 0.6, 300.0, 900.0)
HIGH = Box(1, "deactivate", 1.0, 1.5, 1000.0, 2000.0)
SILENCE = Span(1, "deactivate", 0.1, 0.4, strength=0.5)
HUM = Band(0, "activate", 40.0, 60.0, exact=True)
AROUND = Lasso(1, "activate", ((1.2, 1500.0), (1.6, 1500.0), (1.4, 3000.0)))
CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def listed(opened: MainWindow) -> MainWindow:
    """The window with two boxes, a silence, a band and a lasso, and the list before it."""
    opened.separation.set_refine_while_drawing(False)
    for mark in (LOW, HIGH, SILENCE, HUM, AROUND):
        opened.document.add_mark(mark)
    press(opened, "F8")
    QApplication.processEvents()
    return opened


def press(window: MainWindow, key: str) -> None:
    QTest.keySequence(window, QKeySequence(key))


def marks(window: MainWindow) -> tuple[Mark, ...]:
    return window.document.guidance.marks


def text(window: MainWindow, row: int, column: int) -> str:
    return str(window.guidance_panel.table.index(row, column).data())


def click_row(
    window: MainWindow,
    row: int,
    column: int = MARK,
    modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier,
) -> None:
    view = window.guidance_panel.list
    place = view.visualRect(window.guidance_panel.table.index(row, column)).center()
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, modifiers, place)


def selected_rows(window: MainWindow) -> set[int]:
    model = window.guidance_panel.list.selectionModel()
    return {index.row() for index in model.selectedRows()}


def click_picture(
    window: MainWindow,
    seconds: float,
    hz: float,
    modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier,
) -> None:
    canvas = window.spectrogram_view.canvas
    place = canvas.to_viewport(seconds, hz).toPoint()
    QTest.mouseClick(canvas.viewport(), Qt.MouseButton.LeftButton, modifiers, place)


def test_each_row_says_what_the_mark_says(listed: MainWindow) -> None:
    rows = [
        [text(listed, row, column) for column in (MARK, TIME, FREQUENCY, STRENGTH)]
        for row in range(5)
    ]
    assert rows == [
        ["✓ Box", "0.20–0.60", "300–900", "100 %"],
        ["✕ Box", "1.00–1.50", "1k–2k", "100 %"],
        ["✕ Span", "0.10–0.40", "all", "50 %"],
        ["✓ Band", "all", "40–60", "exact"],
        ["✓ Lasso", "1.20–1.60", "1.5k–3k", "100 %"],
    ]


def test_nothing_is_clipped_in_the_narrowest_panel(listed: MainWindow) -> None:
    view = listed.guidance_panel.list
    listed.resize(1280, 800)
    assert view.width() >= view.minimumWidth()
    for column in (MARK, TIME, FREQUENCY, EFFECT, STRENGTH):
        assert view.columnWidth(column) >= view.sizeHintForColumn(column), HEADERS[column]


def test_rows_select_marks_and_marks_select_rows(listed: MainWindow) -> None:
    chosen = listed.view_state.marks
    click_row(listed, 0)
    assert chosen.indices == {0}
    click_row(listed, 4, modifiers=CTRL)
    assert chosen.indices == {0, 4}
    click_row(listed, 1)
    click_row(listed, 3, modifiers=SHIFT)
    assert chosen.indices == {1, 2, 3}
    click_picture(listed, 0.5, 500.0)
    assert selected_rows(listed) == {0}
    click_picture(listed, 1.1, 1300.0, CTRL)
    assert selected_rows(listed) == {0, 1}
    click_picture(listed, 0.5, 500.0, CTRL)
    assert selected_rows(listed) == {1}


def test_a_rectangle_drawn_with_ctrl_selects_what_it_touches(listed: MainWindow) -> None:
    canvas = listed.spectrogram_view.canvas
    start, end = (
        canvas.to_viewport(0.7, 3600.0).toPoint(),
        canvas.to_viewport(1.3, 1600.0).toPoint(),
    )
    left = Qt.MouseButton.LeftButton
    QTest.mousePress(canvas.viewport(), left, CTRL, start)
    for share in (0.5, 1.0):
        QTest.mouseMove(canvas.viewport(), start + (end - start) * share)
        QApplication.processEvents()
    QTest.mouseRelease(canvas.viewport(), left, CTRL, end)
    assert listed.view_state.marks.indices == {1, 4}
    assert selected_rows(listed) == {1, 4}
    assert listed.view_state.selection is None


def test_selecting_a_row_brings_its_mark_into_view(listed: MainWindow) -> None:
    view = listed.spectrogram_view
    view.show_range(0.0, 0.3)
    click_row(listed, 1)
    start, end = view.visible_range
    assert start <= HIGH.start < HIGH.end <= end
    before = view.visible_range
    click_row(listed, 3)  # a band has no time: the view stays there
    assert view.visible_range == before


def test_the_eye_hides_from_the_picture_and_the_mark_still_counts(
    qtbot: QtBot, listed: MainWindow
) -> None:
    guidance, picture = listed.document.guidance, listed.spectrogram_view
    qtbot.waitUntil(lambda: not picture.is_busy)
    click_row(listed, 0, VISIBLE)
    click_row(listed, 0, VISIBLE)  # all are painted anew
    shown = picture.viewport().grab().toImage()
    click_row(listed, 0, VISIBLE)
    assert listed.document.mark_states[0].hidden
    assert listed.document.guidance == guidance
    assert picture.viewport().grab().toImage() != shown
    assert picture.canvas.layer.hit(picture.canvas.from_viewport(_at(listed, 0.5, 500.0))) is None
    press(listed, "Ctrl+Z")
    assert not listed.document.mark_states[0].hidden
    assert picture.viewport().grab().toImage() == shown


def _at(window: MainWindow, seconds: float, hz: float) -> Any:
    return window.spectrogram_view.canvas.to_viewport(seconds, hz)


def test_the_switch_of_a_selected_row_is_that_of_all_selected(listed: MainWindow) -> None:
    click_row(listed, 0)
    click_row(listed, 1, modifiers=CTRL)
    click_row(listed, 1, LOCKED)
    assert [state.locked for state in listed.document.mark_states] == [True, True] + 3 * [False]
    assert selected_rows(listed) == {0, 1}
    assert listed.document.undo_stack.undoText() == "Lock 2 boxes"
    press(listed, "Ctrl+H")
    assert [state.hidden for state in listed.document.mark_states] == [True, True] + 3 * [False]
    press(listed, "Ctrl+Shift+H")
    assert not any(state.hidden for state in listed.document.mark_states)


def test_a_locked_mark_is_neither_moved_nor_changed_nor_deleted(listed: MainWindow) -> None:
    click_row(listed, 0)
    press(listed, "Ctrl+L")
    canvas = listed.spectrogram_view.canvas
    start = canvas.to_viewport(0.5, 500.0).toPoint()
    QTest.mousePress(canvas.viewport(), Qt.MouseButton.LeftButton, pos=start)
    QTest.mouseMove(canvas.viewport(), start + QPoint(40, 0))
    QTest.mouseRelease(canvas.viewport(), Qt.MouseButton.LeftButton, pos=start + QPoint(40, 0))
    canvas.setFocus()
    QTest.keyClick(canvas, Qt.Key.Key_Right)
    press(listed, "X")
    assert "locked" in listed.messages.texts[-1]
    press(listed, "Del")
    assert marks(listed)[0] == LOW
    press(listed, "Ctrl+A")
    press(listed, "Del")
    assert marks(listed) == (LOW,)
    press(listed, "Ctrl+L")
    press(listed, "Del")
    assert marks(listed) == ()


@pytest.mark.usefixtures("unhurried")
def test_numbers_move_edges_and_neighbouring_steps_are_one(listed: MainWindow) -> None:
    form, count = listed.guidance_panel.form, listed.document.undo_stack.count()
    click_row(listed, 0)
    start = form.edges["start"]
    assert start.value() == pytest.approx(0.2)
    start.setFocus()
    start.selectAll()
    QTest.keyClicks(start, "0.35")
    QTest.keyClick(start, Qt.Key.Key_Return)
    assert marks(listed)[0] == Box(0, "activate", 0.35, 0.6, 300.0, 900.0)
    low = form.edges["low"]
    low.setFocus()
    for _ in range(3):
        QTest.keyClick(low, Qt.Key.Key_Up)
    assert marks(listed)[0].extent.low == 330.0
    assert listed.document.undo_stack.count() == count + 2
    low.selectAll()
    QTest.keyClicks(low, "5000")
    QTest.keyClick(low, Qt.Key.Key_Return)
    assert marks(listed)[0].extent.low == 330.0
    assert "before its end" in listed.messages.texts[-1]


def test_edges_are_there_for_shapes_that_have_them(listed: MainWindow) -> None:
    form = listed.guidance_panel.form

    def enabled() -> list[str]:
        return [name for name, box in form.edges.items() if box.isEnabled()]

    click_row(listed, 2)
    assert enabled() == ["start", "end"]
    click_row(listed, 3)
    assert enabled() == ["low", "high"]
    click_row(listed, 4)
    assert enabled() == []
    click_row(listed, 0)
    click_row(listed, 1, modifiers=CTRL)
    assert enabled() == ["start", "end", "low", "high"]
    assert form.edges["end"].text() == "—"
    form.edges["end"].setFocus()
    form.edges["end"].selectAll()
    QTest.keyClicks(form.edges["end"], "1.75")
    QTest.keyClick(form.edges["end"], Qt.Key.Key_Return)
    assert [mark.extent.end for mark in marks(listed)[:2]] == [1.75, 1.75]


@pytest.mark.usefixtures("unhurried")
def test_strength_kind_source_and_exact_of_several_marks(listed: MainWindow) -> None:
    form, stack = listed.guidance_panel.form, listed.document.undo_stack
    click_row(listed, 0)
    click_row(listed, 1, modifiers=CTRL)
    count = stack.count()
    option = QStyleOptionSlider()
    form.strength.initStyleOption(option)
    handle = form.strength.style().subControlRect(
        QStyle.ComplexControl.CC_Slider, option, QStyle.SubControl.SC_SliderHandle, form.strength
    )
    QTest.mousePress(form.strength, Qt.MouseButton.LeftButton, pos=handle.center())
    for x in (0.75, 0.5):
        QTest.mouseMove(form.strength, QPoint(round(x * form.strength.width()), 8))
    QTest.mouseRelease(form.strength, Qt.MouseButton.LeftButton)
    strengths = {mark.strength for mark in marks(listed)[:2]}
    assert len(strengths) == 1
    assert strengths.pop() == pytest.approx(0.5, abs=0.06)
    assert stack.count() == count + 1
    press(listed, "K")
    assert [mark.kind for mark in marks(listed)[:2]] == ["activate", "activate"]
    press(listed, "X")
    assert all(mark.exact for mark in marks(listed)[:2])
    QTest.keyClick(form.source, Qt.Key.Key_Down)
    QTest.keyClick(form.source, Qt.Key.Key_Down)
    assert {mark.source for mark in marks(listed)[:2]} == {1}
    stack.setIndex(count)
    assert marks(listed)[:2] == (LOW, HIGH)


def test_duplicates_lie_beside_and_are_selected(listed: MainWindow) -> None:
    click_row(listed, 0)
    press(listed, "Ctrl+D")
    assert marks(listed)[-1] == Box(0, "activate", 0.6, 1.0, 300.0, 900.0)
    assert listed.view_state.marks.indices == {5}
    assert selected_rows(listed) == {5}
    click_row(listed, 3)
    press(listed, "Ctrl+D")
    assert marks(listed)[-1] == Band(0, "activate", 60.0, 80.0, exact=True)
    press(listed, "Ctrl+Z")
    press(listed, "Ctrl+Z")
    assert len(marks(listed)) == 5


def test_marks_are_copied_to_another_source_by_a_number_key(listed: MainWindow) -> None:
    click_row(listed, 0)
    click_row(listed, 4, modifiers=CTRL)
    press(listed, "Ctrl+2")
    assert [mark.source for mark in marks(listed)[5:]] == [1, 1]
    assert listed.document.undo_stack.undoText() == "Copy 2 marks to Source 2"
    press(listed, "Ctrl+3")
    assert len(marks(listed)) == 7


def test_marks_travel_through_the_clipboard_to_the_playhead(listed: MainWindow) -> None:
    click_row(listed, 0)
    click_row(listed, 1, modifiers=CTRL)
    press(listed, "Ctrl+C")
    assert '"boxes"' in QApplication.clipboard().text()
    listed.view_state.position = 0.7
    press(listed, "Ctrl+V")
    assert [mark.extent.start for mark in marks(listed)[5:]] == pytest.approx([0.7, 1.5])
    assert [mark.kind for mark in marks(listed)[5:]] == ["activate", "deactivate"]
    assert listed.document.undo_stack.undoText() == "Paste 2 boxes"
    press(listed, "Ctrl+X")
    assert len(marks(listed)) == 5
    QApplication.clipboard().setText("what somebody wrote")
    press(listed, "Ctrl+V")
    assert "holds no marks" in listed.messages.texts[-1]
    QApplication.clipboard().setText(
        '{"version": 1, "boxes": [{"source": 4, "kind": "activate", "start": 0, "end": 1,'
        ' "low": 10, "high": 20}]}'
    )
    press(listed, "Ctrl+V")
    assert "5 sources" in listed.messages.texts[-1]
    assert len(marks(listed)) == 5


@pytest.mark.usefixtures("unhurried")
def test_alt_and_arrows_resize_in_one_step(listed: MainWindow) -> None:
    canvas, stack = listed.spectrogram_view.canvas, listed.document.undo_stack
    click_row(listed, 0)
    count = stack.count()
    canvas.setFocus()
    for _ in range(3):
        QTest.keyClick(canvas, Qt.Key.Key_Right, Qt.KeyboardModifier.AltModifier)
    QTest.keyClick(canvas, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    box = marks(listed)[0].extent
    pixel = canvas.seconds_at(1) - canvas.seconds_at(0)
    assert (box.start, box.low) == (LOW.start, LOW.low)
    assert box.end == pytest.approx(LOW.end + 3 * pixel)
    assert box.high < LOW.high
    assert stack.count() == count + 1


def test_effects_are_measured_on_what_the_separation_answers(
    qtbot: QtBot, listed: MainWindow, separator: SteppedSeparator
) -> None:
    import engine.separators.stage  # noqa: F401 - takes seconds, and not while the test waits

    listed.document.set_guidance(listed.document.guidance.__class__((LOW, HUM)), "Anew")
    assert [text(listed, row, EFFECT) for row in (0, 1)] == ["…", "…"]
    separator.answers = True
    listed.separation.separate()
    separator.allow(5)
    qtbot.waitUntil(lambda: not listed.separation.is_running)
    # After five iterations source 0 has a sixth of the 440 Hz tone, half of all sound; the box
    # says that it has all of it for a fifth of the time. The band has nothing in it. What was
    # measured before the run had ended is shown until then.
    share = pytest.approx(0.5 * 0.2 * 5 / 6, rel=0.3)
    qtbot.waitUntil(lambda: listed.effects.of(0) == share, timeout=20_000)
    qtbot.waitUntil(lambda: text(listed, 1, EFFECT) == "0.0 %", timeout=20_000)
    assert "…" not in text(listed, 0, EFFECT)
    listed.document.replace_marks({0: HIGH})
    assert text(listed, 0, EFFECT) == "…"


def test_a_thousand_marks_are_listed_and_only_those_in_sight_are_measured(
    qtbot: QtBot, listed: MainWindow
) -> None:
    import engine.separators.stage  # noqa: F401

    many = [Box(0, "activate", 0.001 * n, 0.001 * n + 0.1, 300.0, 900.0) for n in range(1000)]
    listed.document.add_marks(many, "Draw 1000 boxes")
    panel = listed.guidance_panel
    assert panel.table.rowCount() == 1005
    press(listed, "Ctrl+A")
    assert len(selected_rows(listed)) == 1005
    listed.view_state.marks.select([1004])
    assert 1004 in panel.list.visible_rows
    qtbot.waitUntil(lambda: listed.effects.of(1004) is not None, timeout=20_000)
    assert listed.effects.of(500) is None
