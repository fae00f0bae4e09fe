"""Where the separation is unsure: a veil over the picture on demand, and one number.

Both are worked out in the background from the newest masks, a few times a second at most.
"""

from __future__ import annotations

from functools import partial
from typing import NamedTuple

import numpy as np
from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QImage

from editor.axes import FrequencyMap
from editor.background import JobContext, NewestWorker
from editor.document import Document
from editor.doubt_veil import DoubtVeil, Veil
from editor.grounds import Grounds
from editor.mask_overlay import nearest
from editor.picture import Stretch
from editor.spectrogram_view import SpectrogramView
from editor.threads import give_way, stay_on_one_core
from engine.masks import Masks
from engine.recording import Recording

_PAUSE_MS = 250
# What is this much quieter than the loudest cannot be heard, and need not be sure.
_QUIET_DB, _LOUD_DB = -70.0, -40.0
_HATCH, _LINE = 7, 2
_LINE_ALPHA, _GROUND_ALPHA = 0.85, 0.45


class _Wanted(NamedTuple):
    """What is to be worked out; stretch is None where no veil is shown."""

    recording: Recording
    masks: Masks
    seed: int
    stretch: Stretch | None
    scale: FrequencyMap
    width: int
    height: int


class Doubt(QObject):
    """Follows the document's masks. sure_changed carries how sure they are, in [0, 1], or None."""

    sure_changed = Signal(object)

    def __init__(self, document: Document, view: SpectrogramView, parent: QObject) -> None:
        super().__init__(parent)
        self._document = document
        self._view = view
        self._shown = False
        self._sure: float | None = None
        self.veil = DoubtVeil(view.canvas)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_PAUSE_MS)
        self._timer.timeout.connect(self._request)
        self._worker = NewestWorker("doubt", self)
        self._worker.published.connect(self._take)
        # The separation itself says what is the matter with a recording.
        self._worker.failed.connect(lambda _: self._set_sure(None))
        document.masks_changed.connect(self._masks_changed)
        document.recording_changed.connect(self._masks_changed)
        view.canvas.view_changed.connect(self._view_changed)

    @property
    def sure(self) -> float | None:
        """How sure the masks are, in [0, 1]; None without masks."""
        return self._sure

    @property
    def is_busy(self) -> bool:
        """Whether something is still being worked out."""
        return self._timer.isActive() or self._worker.is_running

    def set_shown(self, shown: bool) -> None:
        """Show the veil, or no longer."""
        self._shown = shown
        if shown:
            self._request()
        else:
            self.veil.show_veil(None, shown=False)

    def shutdown(self) -> None:
        """Cancel and join."""
        self._timer.stop()
        self._worker.shutdown()

    def _masks_changed(self) -> None:
        if self._document.masks is None:
            self._set_sure(None)
            self.veil.show_veil(None, shown=self._shown)
        elif not self._timer.isActive():
            self._timer.start()

    def _view_changed(self) -> None:
        if self._shown:
            self._request()

    def _request(self) -> None:
        document, canvas = self._document, self._view.canvas
        recording, masks = document.recording, document.masks
        if recording is None or masks is None:
            self.veil.show_veil(None, shown=self._shown)
            return
        area = canvas.area
        wanted = _Wanted(
            recording,
            masks,
            document.choice.seed,
            canvas.stretch if self._shown else None,
            canvas.scale_map,
            max(1, round(area.width())),
            max(1, round(area.height())),
        )
        self._worker.submit(partial(_work_out, self._view.grounds, wanted))

    def _take(self, kind: str, value: tuple[_Wanted, float | Veil]) -> None:
        wanted, found = value
        if wanted.recording is not self._document.recording or self._document.masks is None:
            return
        if isinstance(found, Veil):
            self.veil.show_veil(found if self._shown else None, shown=self._shown)
        else:
            self._set_sure(found)

    def _set_sure(self, sure: float | None) -> None:
        if sure != self._sure:
            self._sure = sure
            self.sure_changed.emit(sure)


def _work_out(grounds: Grounds, wanted: _Wanted, context: JobContext) -> None:
    from engine.asking import doubt, sureness

    stay_on_one_core()
    give_way()
    masks = wanted.masks
    stage = grounds.stage(wanted.recording, masks.sources, wanted.seed)
    magnitude = stage.magnitude
    if magnitude.shape != masks.values.shape[1:]:
        rows = nearest(stage.frequencies, masks.frequencies)
        magnitude = magnitude[rows][:, nearest(stage.times, masks.times)]
    sure = sureness(masks.values, magnitude)
    if np.isfinite(sure):
        context.publish("sure", (wanted, sure))
    if wanted.stretch is not None and not context.superseded():
        image = _rendered(doubt(masks.values), magnitude, wanted, wanted.stretch)
        context.publish("veil", (wanted, Veil(image, wanted.stretch, wanted.scale)))


def _rendered(unsure: np.ndarray, magnitude: np.ndarray, wanted: _Wanted, view: Stretch) -> QImage:
    """White hatching on a dark ground, as dense as doubt is strong in what can be heard."""
    masks, width, height = wanted.masks, wanted.width, wanted.height
    seconds = np.linspace(view.start, view.end, 2 * width + 1)[1::2]
    hz = wanted.scale.hz(np.linspace(view.high, view.low, 2 * height + 1)[1::2])
    rows, columns = nearest(masks.frequencies, hz), nearest(masks.times, seconds)
    loudest = max(float(magnitude.max()), 1e-20)
    level = 20.0 * np.log10(magnitude.take(rows, 0).take(columns, 1) / loudest + 1e-9)
    heard = np.clip((level - _QUIET_DB) / (_LOUD_DB - _QUIET_DB), 0.0, 1.0)
    strength = unsure.take(rows, 0).take(columns, 1) * heard
    place = np.add.outer(np.arange(height), np.arange(width)) % _HATCH
    line = place < _LINE
    alpha = strength * np.where(line, _LINE_ALPHA, _GROUND_ALPHA) * 255.0
    pixels = np.empty((height, width, 4), np.uint8)
    pixels[..., 3] = alpha
    pixels[..., :3] = np.where(line, alpha, 0.0)[..., None]
    form = QImage.Format.Format_ARGB32_Premultiplied
    return QImage(pixels.data, width, height, 4 * width, form).copy()
