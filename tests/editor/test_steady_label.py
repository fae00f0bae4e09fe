"""Texts that change all the time leave the window as it is laid out."""

from __future__ import annotations

from collections import Counter

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from editor.main_window import MainWindow


class Layouts(QObject):
    """Counts how often a window is laid out anew."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self.count = Counter[QEvent.Type]()
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        self.count[event.type()] += 1
        return False


def test_running_times_and_progress_do_not_lay_the_window_out_anew(
    window: MainWindow, qtbot: QtBot
) -> None:
    progress = window.separator_panel.progress
    texts = [f"Iteration {count} of 150  ·  0:{count:02} elapsed" for count in range(10, 30)]

    def show_all() -> None:
        for count, text in enumerate(texts):
            progress.setText(text)
            window.status_bar.pointer.setText(f"0.0{count} s   {100 * count} Hz")
            window.transport.time_label.setText(f"00:00.{count:03} / 00:06.000")
            QApplication.processEvents()

    show_all()  # each gets the room that it needs
    layouts = Layouts(window)
    show_all()
    assert layouts.count[QEvent.Type.LayoutRequest] == 0
    assert progress.text() == texts[-1]
    window.status_bar.set_selection("one that is laid out", "")
    qtbot.waitUntil(lambda: layouts.count[QEvent.Type.LayoutRequest] > 0)


def test_a_longer_text_gets_the_room_that_it_needs(window: MainWindow) -> None:
    label = window.transport.time_label
    label.setText("00:00.000 / 00:06.000")
    QApplication.processEvents()
    narrow = label.width()
    label.setText("12:00:00.000 / 13:00:00.000")
    QApplication.processEvents()
    assert label.width() >= label.sizeHint().width() > narrow
    label.setText("0")
    QApplication.processEvents()
    assert label.width() > narrow
    large = label.font()
    large.setPointSizeF(2 * large.pointSizeF())
    label.setFont(large)
    label.setText("12:00:00.000 / 13:00:00.000")
    QApplication.processEvents()
    assert label.width() >= label.sizeHint().width()
    assert label.height() >= label.sizeHint().height()
