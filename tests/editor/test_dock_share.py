"""Docks above each other keep their shares of the column through small and large windows."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from editor.main_window import MainWindow

LEFT = Qt.MouseButton.LeftButton
NO_KEY = Qt.KeyboardModifier.NoModifier


def share(window: MainWindow) -> float:
    """Of the column's height, what the stems have."""
    upper, stems = window.docks[:2]
    return stems.height() / (upper.height() + stems.height())


def resize(qtbot: QtBot, window: MainWindow, height: int, wanted: float) -> None:
    window.resize(1200, height)
    qtbot.waitUntil(lambda: abs(share(window) - wanted) < 0.02, timeout=10_000)


def small(window: MainWindow) -> None:
    window.resize(1200, 300)
    QApplication.processEvents()


def test_the_stems_have_their_room_again_after_the_window_was_small(
    qtbot: QtBot, window: MainWindow
) -> None:
    before = share(window)
    resize(qtbot, window, 1000, before)
    small(window)
    assert share(window) < before - 0.05
    resize(qtbot, window, 1000, before)


def test_the_share_that_was_dragged_is_kept(qtbot: QtBot, window: MainWindow) -> None:
    before = share(window)
    resize(qtbot, window, 1000, before)
    stems, handle = window.docks[1], window.windowHandle()
    border = stems.geometry().topLeft() + QPoint(stems.width() // 2, -2)
    QTest.mousePress(handle, LEFT, NO_KEY, border)
    for step in (20, 40, 60, 80):
        QTest.mouseMove(handle, border + QPoint(0, step))
        QApplication.processEvents()
    qtbot.waitUntil(lambda: share(window) < before - 0.05, timeout=10_000)
    QTest.mouseRelease(handle, LEFT, NO_KEY, border + QPoint(0, 80))
    dragged = share(window)
    small(window)
    resize(qtbot, window, 1000, dragged)
    assert dragged < before - 0.05
