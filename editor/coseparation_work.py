"""Reading, aligning and parting files in the background; results come through a mailbox."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from PySide6.QtCore import QObject, Signal

from editor.background import JobContext, NewestWorker
from editor.coseparation_document import Corrections, LoadedFile
from editor.coseparation_set import SavedSet, found_file, read_set, set_in
from editor.translation import told, tr
from engine.coseparation import (
    CoseparationError,
    CoseparationSettings,
    CoseparationStep,
    Drawn,
    Kind,
    Material,
    align,
    coseparate,
    read_material,
)
from engine.coseparation.parts import Parts
from engine.recording import Recording, RecordingError
from engine.sound_files import shown

# How often pictures are made, at most, and for what part of the worker's time.
PREVIEW_SECONDS, PREVIEW_SHARE = 0.25, 0.2
ROWS, LOWEST_HZ = 160, 40.0
_RANGE_DB = 70.0


@dataclass(frozen=True)
class Preview:
    """What a running fit has reached: pictures float32 (files, rows, frames), 0 to 1."""

    iteration: int
    total: int
    part: str
    start: float
    frame_seconds: float
    shares: np.ndarray


@dataclass(frozen=True)
class Wish:
    """What is to be parted, and how."""

    materials: tuple[Material, ...]
    corrections: Corrections
    kind: Kind | None
    seed: int


class CoseparationWork(QObject):
    """One job at a time: reading files, or parting them."""

    loaded = Signal(object)
    opened = Signal(object, object)
    """A saved set, and its files."""
    noticed = Signal(str)
    refused = Signal(str)
    aligned = Signal(object)
    preview = Signal(object)
    finished = Signal(object)
    failed = Signal(str)
    ended = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._worker = NewestWorker("co-separation", self)
        self._worker.published.connect(self._deliver)
        self._worker.failed.connect(self._fail)
        self._cancelled = threading.Event()
        self._lock = threading.Lock()
        self._wanted: Drawn | None = None
        self.is_running = False

    def load(self, paths: Sequence[Path]) -> None:
        """Read these files; each that cannot be read is named by `refused`."""
        self._begin(lambda context: _load(context, tuple(paths)))

    def open(self, path: Path) -> None:
        """Read a saved set and all its files; `failed` says where one of them is missing."""
        self._begin(lambda context: _open(context, path))

    def restore(self, document: Any, beside: Path) -> None:
        """The same for a set that a session has kept, whose file or recording is that."""
        self._begin(lambda context: _restore(context, document, beside))

    def part(self, wish: Wish) -> None:
        """Find the shared sound and take it out."""
        cancelled = self._cancelled = threading.Event()
        self._wanted = None
        self._begin(lambda context: self._part(context, wish, cancelled))

    def draw(self, drawn: Drawn) -> None:
        """Newer boxes for the running fit, which begins again with them."""
        with self._lock:
            self._wanted = drawn

    def cancel(self) -> None:
        """End the fit after its present iteration."""
        self._cancelled.set()

    def shutdown(self) -> None:
        """Cancel and join."""
        self._cancelled.set()
        self._worker.shutdown()

    def _begin(self, job: Callable[[JobContext], None]) -> None:
        self.is_running = True
        self._worker.submit(job)

    def _take_wanted(self) -> Drawn | None:
        with self._lock:
            wanted, self._wanted = self._wanted, None
        return wanted

    def _part(self, context: JobContext, wish: Wish, cancelled: threading.Event) -> None:
        alignment = align(wish.materials, wish.kind, wish.corrections.lags)
        context.publish("aligned", alignment)
        for notice in alignment.notices:
            context.publish("noticed", told(notice))
        settings = CoseparationSettings(kind=alignment.kind)
        steps = coseparate(
            wish.materials, alignment, wish.corrections.drawn, settings, seed=wish.seed
        )
        shown = cost = 0.0
        wanted: Drawn | None = None
        try:
            step = next(steps)
            while True:
                if cancelled.is_set() or context.superseded():
                    context.publish("ended", None)
                    return
                wait = max(PREVIEW_SECONDS, cost / PREVIEW_SHARE)
                if time.monotonic() - shown > wait or step.result is not None:
                    began = time.monotonic()
                    context.publish("preview", _preview(step))
                    shown = time.monotonic()
                    cost = shown - began
                wanted = self._take_wanted()
                if step.result is not None and wanted is None:
                    result = step.result()
                    if result.doubt:
                        context.publish("noticed", told(result.doubt))
                    made = zip(wish.materials, result.in_files, strict=True)
                    context.publish("finished", tuple(Parts(m.recording, s) for m, s in made))
                    return
                step = steps.send(wanted)
        except StopIteration:
            context.publish("ended", None)
        finally:
            steps.close()

    def _deliver(self, kind: str, value: object) -> None:
        if kind in ("loaded", "finished", "ended"):
            self.is_running = False
        if kind == "loaded":
            assert isinstance(value, _Loaded)
            for sentence in value.refusals:
                self.refused.emit(sentence)
            for sentence in value.notices:
                self.noticed.emit(sentence)
            if value.saved is None:
                self.loaded.emit(value.files)
            elif not value.refusals:
                self.opened.emit(value.saved, value.files)
        elif kind == "aligned":
            self.aligned.emit(value)
        elif kind == "noticed":
            self.noticed.emit(value)
        elif kind == "preview":
            self.preview.emit(value)
        elif kind == "finished":
            self.finished.emit(value)
        if not self.is_running:
            self.ended.emit()

    def _fail(self, sentence: str) -> None:
        self.is_running = False
        self.failed.emit(sentence)
        self.ended.emit()


@dataclass(frozen=True)
class _Loaded:
    files: tuple[LoadedFile, ...]
    refusals: tuple[str, ...]
    notices: tuple[str, ...] = ()
    saved: SavedSet | None = None


def _load(context: JobContext, paths: tuple[Path, ...]) -> None:
    loaded = _read(context, paths)
    if loaded is not None:
        context.publish("loaded", loaded)


def _open(context: JobContext, path: Path) -> None:
    try:
        saved = read_set(path)
    except CoseparationError as error:
        context.publish("loaded", _Loaded((), (told(error),)))
    else:
        _find_and_read(context, saved, path)


def _restore(context: JobContext, document: Any, beside: Path) -> None:
    try:
        saved = set_in(document, beside.name)
    except CoseparationError as error:
        context.publish("loaded", _Loaded((), (told(error),)))
    else:
        _find_and_read(context, saved, beside)


def _find_and_read(context: JobContext, saved: SavedSet, path: Path) -> None:
    try:
        found = [found_file(entry, path) for entry in saved.files]
    except CoseparationError as error:
        context.publish("loaded", _Loaded((), (told(error),)))
        return
    changed = tuple(
        tr("{shown} is not what it was when {name} was saved.").format(
            shown=shown(place), name=path.name
        )
        for place, same in found
        if not same
    )
    loaded = _read(context, tuple(place for place, _ in found))
    if loaded is not None:
        notices = changed + loaded.notices
        if loaded.refusals:
            for file in loaded.files:
                file.material.recording.close()
        context.publish("loaded", replace(loaded, notices=notices, saved=saved))


def _read(context: JobContext, paths: tuple[Path, ...]) -> _Loaded | None:
    """The files that can be read, and what is wrong with the others; None where it was stopped."""
    files: list[LoadedFile] = []
    refusals: list[str] = []
    notices: list[str] = []
    for path in paths:
        if context.superseded():
            for file in files:
                file.material.recording.close()
            return None
        try:
            recording = Recording.open(path)
            try:
                material = read_material(recording)
            except (CoseparationError, RecordingError):
                recording.close()
                raise
        except (CoseparationError, RecordingError) as error:
            refusals.append(told(error))
            continue
        notices.extend(f"{shown(path)}: {told(notice)}" for notice in recording.notices)
        files.append(LoadedFile(material, picture_of(material.mono, material.rate)))
    return _Loaded(tuple(files), tuple(refusals), tuple(notices))


def _preview(step: CoseparationStep) -> Preview:
    return Preview(
        step.iteration, step.total, step.part, step.start, step.frame_seconds, step.shares()
    )


def picture_of(mono: np.ndarray, rate: int, most_frames: int = 1600) -> np.ndarray:
    """A spectrogram on logarithmic frequencies, float32 (ROWS, frames), from 0 (quiet) to 1."""
    n_fft = 2 ** max(6, round(np.log2(0.064 * rate)))
    hop = max(n_fft // 4, len(mono) // most_frames)
    window = np.hanning(n_fft + 1)[:-1].astype(np.float32)
    hertz = LOWEST_HZ * (rate / 2 / LOWEST_HZ) ** (np.arange(ROWS) / (ROWS - 1))
    rows = np.clip(np.round(hertz * n_fft / rate), 0, n_fft // 2).astype(int)
    padded = np.pad(mono, n_fft // 2)
    framed = np.lib.stride_tricks.sliding_window_view(padded, n_fft)[::hop]
    power = np.abs(np.fft.rfft(framed * window))[:, rows].T ** 2
    level = 10 * np.log10(power + 1e-12)
    top = float(np.quantile(level, 0.999))
    picture: np.ndarray = np.clip((level - top) / _RANGE_DB + 1, 0, 1).astype(np.float32)
    return picture
