"""`unbraid benchmark marks`: whether the window stays quick with a thousand marks drawn.

Each thing that a person does with marks is done in a real window; measured are the call that does
it, the longest time that the event loop did not come round afterwards, and when the picture
showed it. The processor's time of the GUI thread is given too: others may use the machine.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from PySide6.QtCore import QPoint, QRectF, Qt, QTimer
from PySide6.QtTest import QTest

from editor.benchmark_desk import Case, application, await_that, opened, wait_ms, write_clip
from editor.main_window import MainWindow
from engine.benchmark.report import BenchmarkError, BenchmarkOptions, Report
from engine.guidance import Band, Box, Harmonics, Kind, Lasso, Mark, Span, Stroke

COUNT = 1000
CASE = Case(15.0, 44100, 2)
_BEAT_MS = 4
TIMES = 5
HEADER = ("with the marks", "call ms", "its CPU", "stall ms", "CPU until shown", "shown ms")


@dataclass(frozen=True)
class Done:
    """The worst of several times that something was done; all in seconds.

    call: until the call came back, cpu: of which the processor's. stall: the longest that the
    event loop did not come round afterwards. cpu_shown, shown: until the picture showed it.
    """

    what: str
    call: float
    cpu: float
    stall: float
    cpu_shown: float
    shown: float


def run(
    options: BenchmarkOptions, report: Report, count: int = COUNT, times: int = TIMES
) -> dict[str, Any]:
    """Measure with `count` marks, everything so many times."""
    if options.iterations is not None or options.items is not None:
        raise BenchmarkError("it draws always the same marks; leave --iterations and --items out")
    with application() as screen, tempfile.TemporaryDirectory() as folder:
        report.progress(f"on {screen}")
        path = write_clip(CASE, Path(folder))
        with opened(path) as window:
            window.separation.set_refine_while_drawing(False)
            done = _Hands(window, report.progress, times).do_all(options.seeds[0], count)
    rows = [
        (d.what, *(f"{1000 * value:.0f}" for value in (d.call, d.cpu, d.stall)),
         f"{1000 * d.cpu_shown:.0f}", f"{1000 * d.shown:.0f}")
        for d in done
    ]  # fmt: skip
    report.result(f"{count} marks on {CASE.name}, the worst of {times} times; on {screen}.")
    report.table(HEADER, rows)
    return {"screen": screen, "marks": count, "done": [asdict(d) for d in done]}


def some_marks(seed: int, count: int, duration: float) -> list[Mark]:
    """Marks of every shape, kind and of two sources, scattered over a recording."""
    random = np.random.default_rng(seed)
    marks: list[Mark] = []
    for number in range(count):
        start, low = random.uniform(0.0, duration - 1.0), random.uniform(60.0, 9000.0)
        kind: Kind = "activate" if random.random() < 0.7 else "deactivate"
        length, factor = random.uniform(0.1, 0.9), random.uniform(1.1, 2.0)
        marks.append(_some_mark(number, kind, start, low, length, factor))
    return marks


def _some_mark(
    number: int, kind: Kind, start: float, low: float, length: float, factor: float
) -> Mark:
    source, shape = number % 2, number % 10
    times = np.linspace(start, start + length, 12)
    if shape < 5:
        return Box(source, kind, start, start + length, low, low * factor)
    if shape < 7:
        course = low * (1 + 0.2 * np.sin(9 * times))
        return Stroke(source, kind, _points(times, course), 0.02, 0.1)
    if shape == 7:
        around = np.linspace(0.0, 6.2, 20)
        hz = low * (1 + 0.3 * np.sin(around))
        return Lasso(source, kind, _points(start + length * (1 + np.cos(around)) / 2, hz))
    if shape == 8:
        return Harmonics(
            source, kind, tuple(times.tolist()), tuple((20 + low / 20 + times).tolist()), 12, 20.0
        )
    if number % 20 == 9:
        return Span(source, kind, start, start + 0.05)
    return Band(source, kind, low, low + 50.0)


def _points(times: np.ndarray, hz: np.ndarray) -> tuple[tuple[float, float], ...]:
    return tuple(zip(times.tolist(), hz.tolist(), strict=True))


class _Hands:
    """Does things to marks in a window, and takes the time."""

    def __init__(self, window: MainWindow, say: Callable[[str], None], times: int) -> None:
        self._times = times
        self._window = window
        self._say = say
        self._document = window.document
        self._view = window.spectrogram_view
        self._canvas = window.spectrogram_view.canvas
        self._commands = self._canvas.marks.commands
        self._done: list[Done] = []

    def do_all(self, seed: int, count: int) -> list[Done]:
        window, document, canvas = self._window, self._document, self._canvas
        commands, selection = self._commands, self._commands.selection
        marks = some_marks(seed, count, canvas.duration)
        self._time("drawing all of them", lambda _: document.add_marks(marks, ""), 1)
        self._time("drawing one more", lambda n: document.add_mark(_more(n)))
        self._time("selecting one", lambda n: selection.select([7 * n]))
        self._time("strength of one", lambda n: commands.change(strength=0.9 - 0.1 * n))
        self._time("moving one by a key", lambda _: canvas.marks.nudge(1, 0))
        self._time("undo", lambda _: document.undo_stack.undo())
        self._time("selecting all", lambda _: self._view.select_all_marks(), 1)
        self._time("strength of all", lambda n: commands.change(strength=0.9 - 0.1 * n))
        self._time("kind of all", lambda _: commands.toggle_kind())
        self._time("undo of that", lambda _: document.undo_stack.undo())
        self._time("moving all by a key", lambda _: canvas.marks.nudge(1, 0))
        self._time("hiding and showing all", lambda _: commands.toggle_hidden(), 2)
        selection.select([])
        self._time("zooming", lambda _: canvas.zoom_time(0.9, 5.0))
        self._time("scrolling", lambda _: canvas.move_by(0.1, 0.0))
        self._time("pointing", self._point)
        window.view_state.tool = "activate"
        QTest.mousePress(self._view.viewport(), Qt.MouseButton.LeftButton, pos=self._place(0))
        self._time("dragging a box", self._point)
        release = Qt.MouseButton.LeftButton
        self._time(
            "letting go of it",
            lambda n: QTest.mouseRelease(self._view.viewport(), release, pos=self._place(99)),
            1,
        )
        self._time("what a rectangle touches", lambda n: canvas.layer.within(_rectangle(n)))
        self._view.select_all_marks()
        self._time("deleting all", lambda _: self._view.delete_selected_marks(), 1)
        self._time("undo of that", lambda _: document.undo_stack.undo(), 1)
        return self._done

    def _place(self, number: int) -> QPoint:
        return self._canvas.to_viewport(5.0, 900.0).toPoint() + QPoint(9 * number, 2 * number)

    def _point(self, number: int) -> None:
        QTest.mouseMove(self._view.viewport(), self._place(number + 3))

    def _time(self, what: str, do: Callable[[int], object], most: int = TIMES) -> None:
        self._say(what)
        all_done = [self._once(what, _nth(do, number)) for number in range(min(most, self._times))]
        worst = [max(values) for values in zip(*(_seconds(d) for d in all_done), strict=True)]
        self._done.append(Done(what, *worst))

    def _once(self, what: str, do: Callable[[], object]) -> Done:
        wait_ms(60)
        beats: list[float] = []
        heart = QTimer()
        heart.setTimerType(Qt.TimerType.PreciseTimer)
        heart.setInterval(_BEAT_MS)
        heart.timeout.connect(lambda: beats.append(time.perf_counter()))
        began, began_cpu = time.perf_counter(), time.thread_time()
        do()
        called, called_cpu = time.perf_counter(), time.thread_time()
        heart.start()
        self._canvas.viewport().update()
        await_that(lambda: len(beats) > 2 and self._canvas.layer.is_sharp, "the picture")
        shown, shown_cpu = time.perf_counter(), time.thread_time()
        wait_ms(60)
        heart.stop()
        gaps = np.diff([called, *beats]) - _BEAT_MS / 1000
        return Done(
            what, called - began, called_cpu - began_cpu, max(0.0, float(gaps.max())),
            shown_cpu - began_cpu, shown - began,
        )  # fmt: skip


def _nth(do: Callable[[int], object], number: int) -> Callable[[], object]:
    return lambda: do(number)


def _seconds(done: Done) -> tuple[float, ...]:
    return done.call, done.cpu, done.stall, done.cpu_shown, done.shown


def _more(number: int) -> Mark:
    return Box(0, "activate", 1.0 + 0.1 * number, 2.0, 500.0, 700.0)


def _rectangle(number: int) -> QRectF:
    return QRectF(100.0, 100.0, 300.0 + number, 300.0)
