"""What benchmarks of the window share: an application, recordings made by code, and waiting."""

from __future__ import annotations

import gc
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import soundfile
from PySide6.QtCore import QEventLoop, QSettings, Qt, QTimer
from PySide6.QtWidgets import QApplication

from editor.benchmark_probe import SilentCard
from editor.feeder import OpenOutput
from editor.main_window import MainWindow
from editor.player import Player
from editor.theme import apply_theme
from editor.threads import take_short_turns
from editor.virtual_screen import ensure_screen
from engine.benchmark.report import BenchmarkError
from engine.benchmark.speed import make_clip

PATIENCE_SECONDS = 60.0


@dataclass(frozen=True)
class Case:
    """A recording to be made, and how many boxes are drawn on it in each state."""

    seconds: float
    sample_rate: int
    channels: int
    boxes: int = 8

    @property
    def name(self) -> str:
        """For the table."""
        channels = "mono" if self.channels == 1 else "stereo"
        return f"{self.seconds:g} s {channels} {self.sample_rate / 1000:g} kHz"


@contextmanager
def application(made: type[QApplication] = QApplication) -> Iterator[str]:
    """Qt with the editor's look, and settings that are nobody's; says on which screen.

    made: the kind of application, where there is none yet.
    """
    take_short_turns()  # as the application does
    present = QApplication.instance()
    screen = ensure_screen() if present is None else f"Qt's platform {QApplication.platformName()}"
    application = present if isinstance(present, QApplication) else made(["unbraid"])
    with tempfile.TemporaryDirectory() as folder:
        QSettings.setDefaultFormat(QSettings.Format.IniFormat)
        for kind in (QSettings.Format.IniFormat, QSettings.Format.NativeFormat):
            QSettings.setPath(kind, QSettings.Scope.UserScope, folder)
        if present is None:
            apply_theme(application)
        yield screen


def write_clip(case: Case, folder: Path) -> Path:
    """Write the recording of a case; its path."""
    clip = make_clip(case.seconds, case.sample_rate)
    sound = clip.read(0, clip.samples)
    if case.channels == 2:
        sound = np.concatenate([sound, 0.7 * np.roll(sound, round(0.002 * case.sample_rate), 1)])
    path = folder / f"{case.name}.wav"
    soundfile.write(path, 0.5 * sound.T / np.abs(sound).max(), case.sample_rate, "PCM_16")
    return path


def await_that(condition: Callable[[], bool], what: str, *, must: bool = True) -> None:
    """Let the window live until something has happened."""
    deadline = time.perf_counter() + PATIENCE_SECONDS
    while not condition():
        if time.perf_counter() > deadline:
            if must:
                raise BenchmarkError(f"waited {PATIENCE_SECONDS:g} s in vain for {what}")
            return
        wait_ms(20)


def wait_ms(milliseconds: int) -> None:
    """Let the window live for so long."""
    loop = QEventLoop()
    timer = QTimer()
    timer.setTimerType(Qt.TimerType.PreciseTimer)
    timer.setSingleShot(True)
    timer.timeout.connect(loop.quit)
    timer.start(milliseconds)
    loop.exec()


@contextmanager
def opened(path: Path, output: OpenOutput = SilentCard) -> Iterator[MainWindow]:
    """A window on that recording, its picture complete."""
    window = MainWindow(Player(output=output))
    window.show()
    try:
        window.engine_loader.start()
        await_that(lambda: window.engine_loader.facts is not None, "the engine")
        window.opener.open(path)
        await_that(lambda: window.document.recording is not None, "the recording")
        await_that(lambda: window.spectrogram_view.is_complete, "the spectrogram")
        gc.freeze()  # as the application does once everything is loaded
        yield window
    finally:
        gc.unfreeze()
        window.separation.drop()
        window.document.mark_saved()  # nobody is asked what becomes of the boxes
        window.close()
        window.deleteLater()
        wait_ms(1)
