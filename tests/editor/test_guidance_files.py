"""What was drawn is saved, opened again and separates alike: by keys and dialogs of the window."""

from __future__ import annotations

import json
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog
from pytestqt.qtbot import QtBot

from editor.main_window import MainWindow
from engine.guidance import Box, Guidance, rasterise, write_guidance
from tests.stubs import SteppedSeparator

LINE = ((0.4, 500.0), (0.8, 1500.0))
LOOP = ((0.3, 300.0), (0.9, 300.0), (0.9, 900.0), (0.35, 800.0))
GESTURES = (
    ("1", "A", LINE), ("2", "D", ((1.0, 500.0), (1.3, 1500.0))), ("1", "P", LOOP),
    ("2", "G", LOOP), ("1", "T", ((1.5, 500.0), (1.7, 500.0))), ("2", "E", LINE),
    ("2", "O", ((0.1, 500.0), (0.2, 500.0))), ("2", "F", ((1.0, 2000.0), (1.0, 3000.0))),
)  # fmt: skip


def press(window: MainWindow, key: str) -> None:
    QTest.keySequence(window, QKeySequence(key))


def drag(window: MainWindow, places: tuple[tuple[float, float], ...]) -> None:
    canvas = window.spectrogram_view.canvas
    points = [canvas.to_viewport(*place).toPoint() for place in places]
    QTest.mousePress(canvas.viewport(), Qt.MouseButton.LeftButton, pos=points[0])
    for start, end in pairwise(points):
        for share in (0.3, 0.6, 1.0):
            QTest.mouseMove(canvas.viewport(), start + (end - start) * share)
            QApplication.processEvents()
    QTest.mouseRelease(canvas.viewport(), Qt.MouseButton.LeftButton, pos=points[-1])


def click_tone(qtbot: QtBot, window: MainWindow) -> None:
    press(window, "W")
    canvas, drawn = window.spectrogram_view.canvas, len(window.document.guidance.marks)
    point: QPoint = canvas.to_viewport(1.0, 1320.0).toPoint()
    QTest.mouseClick(canvas.viewport(), Qt.MouseButton.LeftButton, pos=point)
    qtbot.waitUntil(lambda: len(window.document.guidance.marks) == drawn + 1, timeout=20_000)


def separated(qtbot: QtBot, window: MainWindow, separator: SteppedSeparator) -> np.ndarray:
    press(window, "Ctrl+R")
    separator.allow(separator.iterations)
    qtbot.waitUntil(lambda: not window.separation.is_running, timeout=20_000)
    assert window.document.masks is not None
    return window.document.masks.values


def test_every_gesture_survives_undo_redo_saving_and_opening(
    qtbot: QtBot,
    opened: MainWindow,
    separator: SteppedSeparator,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    opened.separation.set_refine_while_drawing(False)
    document, path = opened.document, tmp_path / "drawn.json"
    document.set_source(0, name="dog")
    document.undo_stack.clear()
    for source, tool, places in GESTURES:
        press(opened, source)
        press(opened, tool)
        drag(opened, places)
    click_tone(qtbot, opened)
    drawn = document.guidance
    assert len(drawn.marks) == document.undo_stack.count() == len(GESTURES) + 1
    for _ in drawn.marks:
        press(opened, "Ctrl+Z")
    assert not document.guidance
    for _ in drawn.marks:
        press(opened, "Ctrl+Shift+Z")
    assert document.guidance == drawn
    masks = separated(qtbot, opened, separator)

    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(path.with_suffix("")), ""))
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(path), ""))
    with qtbot.waitSignal(opened.guidance_files.done):
        press(opened, "Ctrl+Shift+G")
    assert not document.has_unsaved_work
    press(opened, "Ctrl+A")
    press(opened, "Del")
    document.set_source(0, name="cat")
    steps = document.undo_stack.count()
    with qtbot.waitSignal(opened.guidance_files.done):
        press(opened, "Ctrl+Shift+O")
    assert document.guidance == drawn
    assert document.sources[0].name == "dog"
    assert document.undo_stack.count() == steps + 1
    grid = np.linspace(0.0, 2.0, 50), np.linspace(0.0, 4000.0, 60)
    before, after = (rasterise(g, 2, *grid) for g in (drawn, document.guidance))
    np.testing.assert_array_equal(before.target, after.target)
    np.testing.assert_array_equal(separated(qtbot, opened, separator), masks)


def test_a_file_for_more_sources_brings_them_and_one_undo_takes_them_away(
    qtbot: QtBot, opened: MainWindow, tmp_path: Path
) -> None:
    opened.separation.set_refine_while_drawing(False)
    path = tmp_path / "three.json"
    inside, outside = (Box(2, "activate", s, s + 0.5, 100.0, 900.0) for s in (0.5, 60.0))
    write_guidance(path, ("a", "b", "c"), Guidance((inside, outside)))
    notices: list[str] = []
    opened.guidance_files.noticed.connect(notices.append)
    with qtbot.waitSignal(opened.guidance_files.done):
        opened.guidance_files.open(path)
    assert [source.name for source in opened.document.sources] == ["a", "b", "c"]
    assert opened.document.guidance.marks == (inside,)
    assert notices == ["three.json: 1 mark of it lies outside this recording."]
    press(opened, "Ctrl+Z")
    assert len(opened.document.sources) == 2
    assert not opened.document.guidance


def test_files_that_cannot_be_used_are_refused_with_one_sentence(
    qtbot: QtBot, opened: MainWindow, tmp_path: Path
) -> None:
    document, path = opened.document, tmp_path / "odd.json"
    box = Box(0, "activate", 0.5, 1.0, 100.0, 900.0)
    opened.separation.set_refine_while_drawing(False)
    document.add_mark(box)
    for content, words in (
        ({"version": 1, "circles": []}, 'unknown key "circles"'),
        ({"version": 1, "sources": list("abcdefgh")}, "for 8 sources; 6 is the most"),
    ):
        path.write_text(json.dumps(content))
        with qtbot.waitSignal(opened.guidance_files.failed) as refusal:
            opened.guidance_files.open(path)
        assert words in refusal.args[0]
        assert str(path) in refusal.args[0]
    with qtbot.waitSignal(opened.guidance_files.failed) as refusal:
        opened.guidance_files.save(tmp_path / "nowhere" / "drawn.json")
    assert "cannot be written" in refusal.args[0]
    assert document.guidance.marks == (box,)
