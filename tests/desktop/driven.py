"""The real editor, started as `python -m editor` starts it, that also says where things are.

Run as a program of its own: each line on stdin is a question ["name", argument …] in JSON, each
line on stdout its answer. Questions only look; whoever asks acts by mouse and keyboard.
"""

from __future__ import annotations

import json
import os
import sys
import threading
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from PySide6.QtCore import QObject, QPoint, Signal
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QDoubleSpinBox,
    QLabel,
    QMainWindow,
    QWidget,
)

from editor.__main__ import main
from editor.preferences import Preferences


class Answers(QObject):
    """Answers questions in the thread of the window."""

    asked = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.asked.connect(self._answer)
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        pending = b""
        while chunk := os.read(0, 65536):
            *lines, pending = (pending + chunk).split(b"\n")
            for line in lines:
                self.asked.emit(line.decode())

    def _answer(self, line: str) -> None:
        name, *arguments = json.loads(line)
        sys.stdout.write(json.dumps(getattr(self, name)(*arguments)) + "\n")
        sys.stdout.flush()

    def is_open(self) -> bool:
        """Whether the editor's window is on the screen."""
        return bool(_main_windows())

    def place(self, name: str, number: int = 0) -> tuple[int, int] | None:
        """The screen point in the middle of the visible, enabled widget of this name.

        The name is a widget's accessible name, its text without "&", or its object name.
        """
        found = [widget for widget in _usable_widgets() if name in _names(widget)]
        return _middle(found[number]) if number < len(found) else None

    def number(self, name: str) -> float:
        """The number in the visible field of this accessible name."""
        (field,) = (w for w in QApplication.allWidgets() if w.accessibleName() == name)
        assert isinstance(field, QDoubleSpinBox)
        return field.value()

    def shows(self, words: str) -> bool:
        """Whether a visible label has these words."""
        labels = (widget for widget in _usable_widgets() if isinstance(widget, QLabel))
        return any(words in label.text() for label in labels)

    def engine_is_here(self) -> bool:
        """Whether torch is imported and the methods can be chosen."""
        return bool(_main_windows()[0].engine_loader.facts)

    def names(self) -> list[str]:
        """The names of all widgets that `place` would find."""
        return sorted({name for widget in _usable_widgets() for name in _names(widget) if name})

    def picture_point(self, seconds: float, hz: float) -> tuple[int, int]:
        """The screen point of a time and frequency on the spectrogram."""
        canvas = _main_windows()[0].spectrogram_view.canvas
        point = canvas.viewport().mapToGlobal(canvas.to_viewport(seconds, hz).toPoint())
        return point.x(), point.y()

    def state(self) -> dict[str, Any]:
        """What the document, the separation and the player say."""
        window = _main_windows()[0]
        document, player = window.document, window.player
        recording = document.recording
        return {
            "recording": None if recording is None else str(recording.path),
            "sources": [asdict(source) for source in document.sources],
            "boxes": [asdict(box) for box in document.guidance.boxes],
            "choice": asdict(document.choice),
            "has_masks": document.masks is not None,
            "running": window.separation.is_running,
            "iteration": window.separator_panel.bar.value(),
            "active_source": window.view_state.active_source,
            "playing": player.is_playing,
            "position": player.position,
        }


def _main_windows() -> list[Any]:
    windows = QApplication.topLevelWidgets()
    return [window for window in windows if isinstance(window, QMainWindow) and window.isVisible()]


def _usable_widgets() -> Iterator[QWidget]:
    for widget in QApplication.allWidgets():
        if widget.isVisible() and widget.isEnabled():
            yield widget


def _names(widget: QWidget) -> tuple[str, ...]:
    text = widget.text().replace("&", "") if isinstance(widget, QAbstractButton) else ""
    return widget.accessibleName(), text, widget.objectName()


def _middle(widget: QWidget) -> tuple[int, int]:
    point = widget.mapToGlobal(QPoint(widget.width() // 2, widget.height() // 2))
    return point.x(), point.y()


if __name__ == "__main__":
    Preferences().tour_seen = True  # whoever drives this knows what is where
    answers = Answers()
    sys.exit(main(sys.argv[1:]))
