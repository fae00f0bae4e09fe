"""Every gesture by mouse and keys in the window: drawn, undone, redone, saved and opened again."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog
from pytestqt.qtbot import QtBot

from editor.main_window import MainWindow
from engine.guidance import (
    Band,
    Box,
    Guidance,
    Harmonics,
    Lasso,
    Mark,
    Patch,
    Span,
    Stroke,
    rasterise,
)  # fmt: skip
from engine.masks import Masks
from engine.recording import Recording
from tests.stubs import SteppedSeparator

Places = tuple[tuple[float, float], ...]
LINE: Places = ((0.4, 300.0), (0.9, 2500.0))
LOOP: Places = ((0.3, 300.0), (0.9, 300.0), (0.9, 3000.0), (0.35, 2800.0))
TONE_HZ = 1320.0


def press(window: MainWindow, *keys: str) -> None:
    for key in keys:
        QTest.keySequence(window, QKeySequence(key))


def drag(window: MainWindow, places: Places) -> None:
    canvas = window.spectrogram_view.canvas
    points = [canvas.to_viewport(*place).toPoint() for place in places]
    QTest.mousePress(canvas.viewport(), Qt.MouseButton.LeftButton, pos=points[0])
    for start, end in pairwise(points):
        for share in (0.3, 0.6, 1.0):
            QTest.mouseMove(canvas.viewport(), start + (end - start) * share)
            QApplication.processEvents()
    QTest.mouseRelease(canvas.viewport(), Qt.MouseButton.LeftButton, pos=points[-1])


def dragged(tool: str, places: Places) -> Callable[[QtBot, MainWindow], None]:
    def draw(_: QtBot, window: MainWindow) -> None:
        press(window, "2", tool)
        drag(window, places)

    return draw


def erased(qtbot: QtBot, window: MainWindow) -> None:
    dragged("A", LINE)(qtbot, window)
    press(window, "E")
    drag(window, ((0.5, 800.0), (0.8, 800.0)))


def clicked_tone(_: QtBot, window: MainWindow) -> None:
    press(window, "2", "W")
    canvas = window.spectrogram_view.canvas
    place = canvas.to_viewport(1.0, TONE_HZ).toPoint()
    QTest.mouseClick(canvas.viewport(), Qt.MouseButton.LeftButton, pos=place)


def found_similar(qtbot: QtBot, window: MainWindow) -> None:
    press(window, "2", "Y")
    drag(window, ((0.5, 1100.0), (0.9, 1600.0)))
    similar = window.spectrogram_view.canvas.similar

    def glows() -> bool:
        return similar.spread is not None and similar.spread.mark is similar.candidate

    qtbot.waitUntil(glows, timeout=20_000)
    QTest.keyClick(window.spectrogram_view.canvas, Qt.Key.Key_Return)


def answered(qtbot: QtBot, window: MainWindow) -> None:
    press(window, "Q")
    qtbot.waitUntil(lambda: window.asking.place is not None, timeout=20_000)
    press(window, "2")


@pytest.mark.parametrize(
    ("draw", "shapes"),
    [
        pytest.param(dragged("A", LINE), [Box], id="box"),
        pytest.param(dragged("D", LINE), [Box], id="not the source's"),
        pytest.param(dragged("P", LOOP), [Stroke], id="brush"),
        pytest.param(erased, [Box, Stroke], id="eraser"),
        pytest.param(dragged("G", LOOP), [Lasso], id="lasso"),
        pytest.param(dragged("T", LINE), [Span], id="SOLO"),
        pytest.param(dragged("O", LINE), [Span], id="OFF"),
        pytest.param(dragged("F", LINE), [Band], id="band"),
        pytest.param(clicked_tone, [Harmonics], id="harmonic"),
        pytest.param(found_similar, [Box], id="similar"),
        pytest.param(answered, [Patch], id="asked"),
    ],
)
def test_what_is_drawn_is_undone_redone_saved_and_opened_with_the_same_masks(
    draw: Callable[[QtBot, MainWindow], None],
    shapes: list[type[Mark]],
    qtbot: QtBot,
    opened: MainWindow,
    separator: SteppedSeparator,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(separator, "_masks", obedient)
    document = opened.document
    opened.separation.set_refine_while_drawing(False)
    before = separated(qtbot, opened, separator)
    steps = document.undo_stack.index()
    draw(qtbot, opened)
    qtbot.waitUntil(lambda: len(document.guidance.marks) == len(shapes), timeout=20_000)
    drawn = document.guidance
    assert [type(mark) for mark in drawn.marks] == shapes
    assert document.undo_stack.index() == steps + len(shapes)
    press(opened, *["Ctrl+Z"] * len(shapes))
    assert not document.guidance
    press(opened, *["Ctrl+Shift+Z"] * len(shapes))
    assert document.guidance == drawn
    masks = separated(qtbot, opened, separator)
    assert not np.array_equal(masks, before)

    path = tmp_path / "drawn.unbraid"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(path), ""))
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(path), ""))
    with qtbot.waitSignal(opened.sessions.files.saved):
        press(opened, "Ctrl+S")
    press(opened, "Ctrl+A", "Del")
    assert not document.guidance
    with qtbot.waitSignal(opened.sessions.session_opener.shown, timeout=20_000):
        press(opened, "Ctrl+O")
    qtbot.waitUntil(lambda: opened.spectrogram_view.is_complete, timeout=20_000)
    assert document.guidance == drawn
    assert document.masks is not None
    np.testing.assert_array_equal(document.masks.values, masks)
    np.testing.assert_array_equal(separated(qtbot, opened, separator), masks)


def obedient(mixture: Recording, guidance: Guidance, sources: int, _: int) -> Masks:
    """Masks that do just what the marks say, and are equal elsewhere."""
    times, hz = np.linspace(0.0, mixture.duration, 80), np.linspace(0.0, 4000.0, 160)
    evidence = rasterise(guidance, sources, times, hz)
    values = np.where(evidence.known, evidence.target, 0.5).astype(np.float32)
    values /= np.maximum(values.sum(axis=0), 1e-6)
    return Masks(values, times, hz, values.mean(axis=1))


def separated(qtbot: QtBot, window: MainWindow, separator: SteppedSeparator) -> np.ndarray:
    press(window, "Ctrl+R")
    separator.allow(separator.iterations)
    qtbot.waitUntil(lambda: not window.separation.is_running, timeout=20_000)
    masks = window.document.result.masks
    assert masks is not None
    return masks.values
