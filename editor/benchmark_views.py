"""The part of `unbraid benchmark interaction` that moves the view of a long recording.

The wheel zooms and scrolls, the hand drags, on the spectrogram and on the stems side by side,
while a separation runs and with none. Measured are the intervals between two paints while the
view moves, how long the event loop was late, and the processor time that the window's own thread
took for each painted frame, which a busy machine does not change.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
import soundfile
from PySide6.QtCore import QEvent, QObject, QPoint, QPointF, Qt, QTimer
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from editor.benchmark_desk import Case, await_that, opened, wait_ms, write_clip
from editor.main_window import MainWindow
from engine.benchmark.report import BenchmarkOptions, Cell
from engine.masks import equal_masks

LONG = Case(600.0, 44100, 2, boxes=0)
STEPS = 60
STEP_MS = 16
BEAT_MS = 5
_SETTLE_MS = 400
_SHORT_SECONDS = 15.0
_GRID = (300, 6000)
HEADER = (
    "recording", "a separation", "view", "movement", "frames", "frame p50", "p99", "max",
    "stall max", "cpu a frame",
)  # fmt: skip


@dataclass
class Moved:
    """Seconds. frames: between two paints. stalls: the loop late. cpu: of the window's thread for
    one frame, the mean."""

    case: str
    state: str
    view: str
    movement: str
    frames: list[float] = field(default_factory=list)
    stalls: list[float] = field(default_factory=list)
    cpu: float = 0.0


def measure_views(
    case: Case, folder: Path, options: BenchmarkOptions, states: tuple[str, str]
) -> list[Moved]:
    """All movements on both views; states: the names of a running separation and of none."""
    measured: list[Moved] = []
    path = _write(case, folder)
    with opened(path) as window:
        window.document.set_choice(
            method=options.method, preset=options.preset, seed=0, device=options.device
        )
        duration, nyquist = window.player.duration, case.sample_rate / 2
        grid = np.linspace(0, duration, _GRID[1]), np.linspace(0, nyquist, _GRID[0])
        window.document.commit_masks(None, equal_masks(2, *grid), "Separate")
        for state in reversed(states):
            if state == states[0]:
                window.separation.separate()
                await_that(lambda: window.separation.is_running, "the run")
                wait_ms(3000)
            for view in ("spectrogram", "stems"):
                window.pictures.show_stems(view == "stems")
                wait_ms(_SETTLE_MS)
                for movement, move in _MOVEMENTS.items():
                    one = Moved(case.name, state, view, movement)
                    _measure(window, one, move)
                    measured.append(one)
            window.pictures.show_stems(False)
    return measured


def _write(case: Case, folder: Path) -> Path:
    """The recording: a short one over and over, for making a long one takes long."""
    short = replace(case, seconds=min(case.seconds, _SHORT_SECONDS))
    sound, rate = soundfile.read(write_clip(short, folder), dtype="float32")
    path = folder / f"{case.name}.wav"
    with soundfile.SoundFile(path, "w", rate, case.channels, "PCM_16") as file:
        for _ in range(round(case.seconds / short.seconds)):
            file.write(sound)
    return path


def line(of: Moved) -> list[Cell]:
    """A row of the table."""
    values = np.array(of.frames or [np.nan]) * 1000
    cells: list[Cell] = [of.case, of.state, of.view, of.movement, len(of.frames)]
    cells += [f"{np.percentile(values, percent, method='higher'):.0f}" for percent in (50, 99, 100)]
    return [*cells, f"{1000 * max(of.stalls, default=0.0):.0f}", f"{1000 * of.cpu:.1f}"]


def _measure(window: MainWindow, moved: Moved, move: Callable[[MainWindow, QWidget], None]) -> None:
    window.spectrogram_view.show_range(100.0, 160.0)
    wait_ms(_SETTLE_MS)
    target = (
        window.stems_view if window.pictures.shows_stems else window.spectrogram_view.viewport()
    )
    with _watched(target) as watch:
        before = time.thread_time()
        move(window, target)
        cpu = time.thread_time() - before
    moved.frames = np.diff(watch.paints).tolist()
    moved.stalls = np.maximum(np.diff(watch.beats) - BEAT_MS / 1000, 0.0).tolist()
    moved.cpu = cpu / max(1, len(watch.paints))


class _Watch(QObject):
    def __init__(self) -> None:
        super().__init__()
        self.paints: list[float] = []
        self.beats: list[float] = []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint:
            self.paints.append(time.perf_counter())
        return False


@contextmanager
def _watched(target: QWidget) -> Iterator[_Watch]:
    watch, heart = _Watch(), QTimer()
    heart.setTimerType(Qt.TimerType.PreciseTimer)
    heart.timeout.connect(lambda: watch.beats.append(time.perf_counter()))
    heart.start(BEAT_MS)
    target.installEventFilter(watch)
    try:
        yield watch
    finally:
        target.removeEventFilter(watch)
        heart.stop()


def _turn(target: QWidget, notches: float, modifiers: Qt.KeyboardModifier) -> None:
    place = QPointF(target.rect().center())
    event = QWheelEvent(
        place, target.mapToGlobal(place), QPoint(), QPoint(0, round(120 * notches)),
        Qt.MouseButton.NoButton, modifiers, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(target, event)


def _zoom(window: MainWindow, target: QWidget) -> None:
    for step in range(STEPS):
        _turn(target, 0.5 if step % 30 < 15 else -0.5, Qt.KeyboardModifier.NoModifier)
        wait_ms(STEP_MS)


def _scroll(window: MainWindow, target: QWidget) -> None:
    for step in range(STEPS):
        _turn(target, -0.5 if step < STEPS // 2 else 0.5, Qt.KeyboardModifier.ShiftModifier)
        wait_ms(STEP_MS)


def _drag(window: MainWindow, target: QWidget) -> None:
    window.view_state.tool = "pan"
    centre, button = target.rect().center(), Qt.MouseButton.LeftButton
    QTest.mousePress(target, button, pos=centre)
    for step in range(STEPS):
        QTest.mouseMove(target, centre + QPoint(round(6 * step - 180 * (step > 30)), step % 9))
        wait_ms(STEP_MS)
    QTest.mouseRelease(target, button, pos=centre)
    window.view_state.tool = "select"


_MOVEMENTS: dict[str, Callable[[MainWindow, QWidget], None]] = {
    "wheel zooms": _zoom,
    "wheel scrolls": _scroll,
    "hand drags": _drag,
}
