"""A spectrogram view on a made-up sound, and real mouse and keys for it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np

# Before any thread does: an import cannot be interrupted, and shutdown does not wait for it.
import torch  # noqa: F401
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from editor.activation_view import ActivationView
from editor.document import Document
from editor.overview import Overview
from editor.spectrogram_view import SpectrogramView
from editor.view_state import ViewState
from engine.masks import Masks, normalised
from engine.recording import Recording

SAMPLE_RATE = 16000
SECONDS = 4.0


def tone_recording(hz: float = 1000.0, seconds: float = SECONDS, gain: float = 0.5) -> Recording:
    """A stereo tone that sounds in its second half only."""
    time = np.arange(round(seconds * SAMPLE_RATE)) / SAMPLE_RATE
    tone = gain * np.sin(2 * np.pi * hz * time) * (time >= seconds / 2)
    return Recording.from_samples(np.stack([tone, tone]), SAMPLE_RATE)


def split_masks(sources: int = 2, activations: bool = True) -> Masks:
    """Source 0 has everything below 500 Hz, source 1 everything above, the others nothing."""
    frequencies, times = np.linspace(0, SAMPLE_RATE / 2, 80), np.linspace(0, SECONDS, 200)
    values = np.zeros((sources, 80, 200), np.float32)
    values[0, frequencies < 500] = 1.0
    values[1, frequencies >= 500] = 1.0
    curves = np.linspace(0, 1, 200, dtype=np.float32) * np.ones((sources, 1), np.float32)
    return Masks(normalised(values), times, frequencies, curves if activations else None)


@dataclass
class Scene:
    """All views of one document in one shown window."""

    window: QWidget
    document: Document
    view_state: ViewState
    view: SpectrogramView
    overview: Overview
    activations: ActivationView
    qtbot: QtBot

    @property
    def viewport(self) -> QWidget:
        return self.view.viewport()

    def settle(self) -> None:
        """Wait until the picture shows everything that is known."""
        self.qtbot.waitUntil(lambda: self._has_begun and not self.view.is_busy)
        QApplication.processEvents()

    @property
    def _has_begun(self) -> bool:
        """Whether there is something to show: levels are computed from the first paint on."""
        return self.document.recording is None or self.view.levels is not None

    def wait_for_picture(self) -> None:
        self.qtbot.waitUntil(lambda: self.view.is_complete, timeout=60000)
        self.settle()

    def point(self, seconds: float, hz: float) -> QPoint:
        return self.view.canvas.to_viewport(seconds, hz).toPoint()

    def colour_at(self, seconds: float, hz: float) -> QColor:
        image = self.viewport.grab().toImage()
        return image.pixelColor(self.point(seconds, hz) * image.devicePixelRatio())

    def press(self, point: QPoint, button: Qt.MouseButton = Qt.MouseButton.LeftButton) -> None:
        QTest.mousePress(self.viewport, button, pos=point)

    def move(self, point: QPoint) -> None:
        QTest.mouseMove(self.viewport, point)
        QApplication.processEvents()

    def release(self, point: QPoint, button: Qt.MouseButton = Qt.MouseButton.LeftButton) -> None:
        QTest.mouseRelease(self.viewport, button, pos=point)

    def drag(
        self, start: QPoint, end: QPoint, button: Qt.MouseButton = Qt.MouseButton.LeftButton
    ) -> None:
        self.press(start, button)
        for share in (0.25, 0.5, 0.75, 1.0):
            self.move(start + (end - start) * share)
        self.release(end, button)

    def click(
        self,
        point: QPoint,
        modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier,
    ) -> None:
        QTest.mouseClick(self.viewport, Qt.MouseButton.LeftButton, modifiers, point)

    def wheel(
        self,
        point: QPoint,
        notches: int,
        modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier,
        widget: QWidget | None = None,
    ) -> None:
        target = widget or self.viewport
        event = QWheelEvent(
            QPointF(point),
            QPointF(target.mapToGlobal(point)),
            QPoint(),
            QPoint(0, 120 * notches),
            Qt.MouseButton.NoButton,
            modifiers,
            Qt.ScrollPhase.NoScrollPhase,
            False,
        )
        QApplication.sendEvent(target, event)


@contextmanager
def shown_scene(qtbot: QtBot, recording: Recording | None) -> Iterator[Scene]:
    """A window with all views of this recording; everything is shut down at the end."""
    document, view_state = Document(), ViewState()
    window = QWidget()
    view = SpectrogramView(document, view_state)
    overview = Overview(document, view_state, view)
    activations = ActivationView(document, view_state, view)
    layout = QVBoxLayout(window)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.addWidget(overview)
    layout.addWidget(view, 1)
    layout.addWidget(activations)
    window.resize(900, 600)
    qtbot.addWidget(window)
    with qtbot.waitExposed(window):
        window.show()
    if recording is not None:
        document.open_recording(recording)
    # The axes take their place after the first layout; clicks before that would miss.
    qtbot.waitUntil(lambda: view.canvas.area.width() > 500)
    QApplication.processEvents()
    try:
        yield Scene(window, document, view_state, view, overview, activations, qtbot)
    finally:
        view.shutdown()
        overview.shutdown()
        activations.shutdown()
