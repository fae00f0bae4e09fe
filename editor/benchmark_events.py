"""`unbraid benchmark events`: how long each event keeps the window's thread busy.

The window is worked in as `unbraid benchmark interaction` does: boxes are drawn on 15 s of stereo
(case 1), and the view of ten minutes is moved (case 2), while a separation runs and without one.
For every event that Qt delivers the processor time of the window's own thread is taken, which a
busy machine changes little; what an event sets off within itself counts with it.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication
from shiboken6 import isValid

from editor.benchmark import AT_REST, RUNNING, measure_boxes
from editor.benchmark_desk import Case, application, write_clip
from editor.benchmark_views import LONG, measure_views
from engine.benchmark.report import BenchmarkError, BenchmarkOptions, Cell, Report

ASKED_MS = 16.0
_NAMED_MS = 4.0
_SHOWN = 12
SHORT = Case(15.0, 44100, 2)
HEADER = ("receiver", "event", "times", "over 16 ms", "p50 ms", "p99 ms", "most ms")


@dataclass(frozen=True)
class Delivered:
    """One event that took more than a moment. seconds: of the thread's processor time."""

    receiver: str
    event: str
    seconds: float


class TimedApplication(QApplication):
    """Takes the time of every event while `listens`; those within another count with it."""

    def __init__(self, arguments: Sequence[str]) -> None:
        super().__init__(list(arguments))
        self.listens = False
        self.count = 0
        self.all: list[float] = []
        self.slow: list[Delivered] = []
        self._within = False

    def notify(self, receiver: QObject, event: QEvent) -> bool:
        """As Qt does, with a clock beside it."""
        if not self.listens or self._within:
            return bool(super().notify(receiver, event))
        kind, began = event.type(), time.thread_time()
        self._within = True
        try:
            return bool(super().notify(receiver, event))
        finally:
            self._within = False
            seconds = time.thread_time() - began
            self.all.append(seconds)
            if seconds * 1000 > _NAMED_MS:
                self.slow.append(Delivered(_name(receiver), kind.name, seconds))


def _name(receiver: QObject) -> str:
    """Its class; that of its owner before, where the class alone says little."""
    name = type(receiver).__name__
    if not isValid(receiver):
        return name
    owner = receiver.parent()
    if name.startswith("Q") and owner is not None:
        return f"{type(owner).__name__} › {receiver.objectName() or name}"
    return name


def run(
    options: BenchmarkOptions, report: Report, short: Case = SHORT, long: Case = LONG
) -> dict[str, Any]:
    """Measure both cases, or those of the options' items (1, 2)."""
    items = options.items or (1, 2)
    if not set(items) <= {1, 2}:
        raise BenchmarkError("there are the cases 1 (boxes) and 2 (the view)")
    found: dict[str, Any] = {}
    with application(TimedApplication) as screen, tempfile.TemporaryDirectory() as folder:
        timed = QApplication.instance()
        if not isinstance(timed, TimedApplication):
            raise BenchmarkError("another program's window is there already")
        timed.listens = True
        for item in items:
            case = short if item == 1 else long
            what = "boxes are drawn" if item == 1 else "the view is moved"
            report.progress(f"{case.name}, {what}; on {screen}")
            timed.all.clear()
            timed.slow.clear()
            if item == 1:
                path = write_clip(case, Path(folder))
                for seed in options.seeds:
                    measure_boxes(case, path, seed, options)
            else:
                measure_views(case, Path(folder), options, (RUNNING, AT_REST))
            timed.listens, heard, slow = False, list(timed.all), list(timed.slow)
            timed.listens = True
            tell(report, f"{case.name}, {what}", heard, slow)
            found[case.name] = {"events": len(heard), "slow": [asdict(one) for one in slow]}
        timed.listens = False
    return {"screen": screen, "asked_ms": ASKED_MS, "cases": found}


def tell(report: Report, title: str, heard: Sequence[float], slow: Sequence[Delivered]) -> None:
    """All events in a sentence, and a table of those that took longest, by receiver and event."""
    times = np.array(heard or [0.0]) * 1000
    over = int((times > ASKED_MS).sum())
    report.result(
        f"{title}: {len(heard)} events, p99 {np.percentile(times, 99):.2f} ms, most "
        f"{times.max():.1f} ms, {over} over {ASKED_MS:g} ms. Those of more than {_NAMED_MS:g} ms:"
    )
    report.table(HEADER, table(slow))


def table(slow: Sequence[Delivered]) -> list[list[Cell]]:
    """A row for each receiver and event, the longest first."""
    groups: dict[tuple[str, str], list[float]] = {}
    for one in slow:
        groups.setdefault((one.receiver, one.event), []).append(1000 * one.seconds)
    rows = sorted(groups.items(), key=lambda group: -max(group[1]))
    return [
        [
            *names, len(times), sum(ms > ASKED_MS for ms in times), f"{np.median(times):.1f}",
            f"{np.percentile(times, 99):.1f}", f"{max(times):.1f}",
        ]
        for names, times in rows[:_SHOWN]
    ]  # fmt: skip
