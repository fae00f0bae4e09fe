"""The benchmark of events: a slow handler is found by its name, and the sum of it is a table."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
from pytestqt.qtbot import QtBot

from editor.benchmark_events import Delivered, run, table, tell
from engine.benchmark.report import BenchmarkError, BenchmarkOptions, Report

SLOW = """
import time
from PySide6.QtCore import QEvent, QTimer
from PySide6.QtWidgets import QWidget
from editor.benchmark_events import TimedApplication

def work(seconds):
    end = time.thread_time() + seconds
    while time.thread_time() < end:
        pass

class Lazy(QWidget):
    def event(self, event):
        if event.type() == QEvent.Type.User:
            application.sendEvent(self, QEvent(QEvent.Type.Polish))  # within: counts with it
            work(0.02)
        if event.type() == QEvent.Type.Polish:
            work(0.01)
        return True

application = TimedApplication(["x"])
lazy = Lazy()
timer = QTimer(lazy)
timer.setObjectName("ticker")
timer.timeout.connect(lambda: work(0.02))
application.sendEvent(lazy, QEvent(QEvent.Type.User))
assert not application.all  # it does not listen yet
application.listens = True
application.sendEvent(lazy, QEvent(QEvent.Type.User))
application.sendEvent(lazy, QEvent(QEvent.Type.Show))
timer.start(0)
while len(application.slow) < 2:
    application.processEvents()
first, second = application.slow[:2]
assert (first.receiver, first.event, first.seconds > 0.03) == ("Lazy", "User", True), first
assert (second.receiver, second.event) == ("Lazy › ticker", "Timer"), second
assert application.all[1] < 0.03
"""


def test_each_event_is_timed_by_what_it_is_and_who_gets_it() -> None:
    # Another process: there is one application in each, and this one's is pytest's.
    environment = os.environ | {"QT_QPA_PLATFORM": "offscreen"}
    program = [sys.executable, "-X", "utf8", "-c", SLOW]
    done = subprocess.run(program, env=environment, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr


def test_the_longest_are_told_first() -> None:
    slow = [Delivered("View", "Paint", ms / 1000) for ms in (5.0, 6.0, 30.0)]
    slow.append(Delivered("Timer", "Timer", 0.007))
    assert table(slow) == [
        ["View", "Paint", 3, 1, "6.0", "29.5", "30.0"],
        ["Timer", "Timer", 1, 0, "7.0", "7.0", "7.0"],
    ]
    lines: list[str] = []
    tell(Report(lines.append, lambda line: None), "2 s", [0.001] * 96 + [0.03], slow)
    assert lines[0].startswith("2 s: 97 events, p99 ")
    assert "most 30.0 ms, 1 over 16 ms" in lines[0]


def test_what_it_cannot_do_is_said(qtbot: QtBot) -> None:
    report = Report(print, print)
    with pytest.raises(BenchmarkError, match="cases 1"):
        run(BenchmarkOptions(items=(3,)), report)
    with pytest.raises(BenchmarkError, match="there already"):
        run(BenchmarkOptions(items=(1,)), report)
