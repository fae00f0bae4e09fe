"""The user of `unbraid benchmark crash`: works at random in a real window until it is killed.

    python -m editor.benchmark_crash_user RECORDING FOLDER SEED

After each thing done a line goes to FOLDER/journal, at once and to the disk: the time and a
fingerprint of what must not be lost. The first line says that the window is ready.
"""

from __future__ import annotations

import hashlib
import json
import os
import random
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from editor.benchmark_desk import application, opened, wait_ms
from editor.main_window import MainWindow
from engine.guidance import Guidance, guidance_text
from engine.session import Session, SourceState, Version

SAVED_AS = "work.unbraid"


def fingerprint(
    guidance: Guidance, sources: tuple[SourceState, ...], versions: tuple[Version, ...]
) -> str:
    """Of everything that a person did; what a separation does of itself is not in it."""
    kept = sorted(version.name for version in versions if not version.automatic)
    told = [guidance_text((), guidance), [repr(source) for source in sources], kept]
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()[:16]


def fingerprint_of(session: Session) -> str:
    """The fingerprint of a session."""
    return fingerprint(session.guidance, session.sources, session.versions)


class RandomUser:
    """Does one thing after the other with mouse and actions."""

    def __init__(self, window: MainWindow, folder: Path, seed: int) -> None:
        self._window = window
        self._folder = folder
        self._dice = random.Random(seed)
        self._journal = os.open(folder / "journal", os.O_CREAT | os.O_WRONLY | os.O_APPEND)
        self._ways: tuple[tuple[int, str, Callable[[], None]], ...] = (
            (8, "draw", self._draw),
            (3, "undo", lambda: self._trigger("undo")),
            (2, "redo", lambda: self._trigger("redo")),
            (2, "delete", self._delete),
            (2, "rename", self._rename),
            (2, "gain", self._gain),
            (2, "separate", self._separate),
            (1, "keep a version", self._keep),
            (1, "save", self._save),
        )

    def work(self) -> None:
        """Work until killed."""
        self._window.document.undo_stack.indexChanged.connect(lambda _: self.note())
        self.note()
        weights = [way[0] for way in self._ways]
        while True:
            _, _, act = self._dice.choices(self._ways, weights)[0]
            act()
            self.note()
            wait_ms(self._dice.choice((5, 50, 200, 600)))

    def note(self) -> None:
        """Write down what is there now."""
        document = self._window.document
        told = fingerprint(document.guidance, document.sources, document.versions.items)
        line = json.dumps({"time": time.time(), "state": told})
        os.write(self._journal, (line + "\n").encode())
        os.fsync(self._journal)

    def _trigger(self, action: str) -> None:
        self._window.actions_table[action].trigger()

    def _draw(self) -> None:
        view = self._window.spectrogram_view
        viewport = view.viewport()
        self._window.view_state.tool = self._dice.choice(("activate", "deactivate"))
        self._window.view_state.active_source = self._dice.randrange(2)
        left = self._dice.randint(10, viewport.width() - 120)
        top = self._dice.randint(40, viewport.height() - 120)
        start, end = QPoint(left, top), QPoint(left + 90, top + 70)
        QTest.mousePress(viewport, Qt.MouseButton.LeftButton, pos=start)
        for step in range(1, 6):
            QTest.mouseMove(viewport, start + (end - start) * (step / 5))
            wait_ms(10)
        QTest.mouseRelease(viewport, Qt.MouseButton.LeftButton, pos=end)

    def _delete(self) -> None:
        self._window.spectrogram_view.select_all_marks()
        if self._dice.random() < 0.3:
            self._trigger("delete")

    def _rename(self) -> None:
        names = ("dog", "violin", "rain", "speech", f"take {self._dice.randrange(100)}")
        self._window.document.set_source(self._dice.randrange(2), name=self._dice.choice(names))

    def _gain(self) -> None:
        gain = self._dice.choice((-12.0, -6.0, -3.0, 0.0, 3.0))
        self._window.document.set_source(self._dice.randrange(2), gain_db=gain)

    def _separate(self) -> None:
        separation = self._window.separation
        if separation.is_running:
            separation.stop()
        elif separation.can_continue and self._dice.random() < 0.5:
            separation.resume()
        else:
            separation.separate()

    def _keep(self) -> None:
        document = self._window.document
        if document.result.masks is not None:
            document.versions.keep(document.version(f"version {self._dice.randrange(1000)}"))

    def _save(self) -> None:
        self._window.sessions.files.save_to(self._folder / SAVED_AS)


def main(arguments: list[str]) -> Any:
    """Work in a window on that recording."""
    recording, folder, seed = Path(arguments[0]), Path(arguments[1]), int(arguments[2])
    with application(), opened(recording) as window:
        window.resize(1200, 800)
        window.document.set_choice(preset="draft", seed=seed)
        RandomUser(window, folder, seed).work()


if __name__ == "__main__":
    main(sys.argv[1:])
