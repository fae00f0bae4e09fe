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
from engine.answering import Unwanted, go_on
from engine.coseparation import (
    CoseparationError,
    CoseparationSettings,
    CoseparationStep,
    Kind,
    Material,
    Watch,
    align,
    coseparate,
    read_material,
)
from engine.coseparation.names import briefly
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
    searched = Signal(float)
    """How much of the search for the places is done, from 0 to 1."""
    aligned = Signal(object, object)
    """Where the shared sound was found, and the corrections with which it was looked for."""
    preview = Signal(object)
    finished = Signal(object, object)
    """The parts, and the corrections with which they were made."""
    failed = Signal(str)
    ended = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._worker = NewestWorker("co-separation", self)
        self._worker.published.connect(self._deliver)
        self._worker.failed.connect(self._fail)
        self._cancelled = threading.Event()
        self._lock = threading.Lock()
        self._wanted: Corrections | None = None
        self.is_running = self.is_parting = False

    def load(self, paths: Sequence[Path], beside: Sequence[Path] = ()) -> None:
        """Read these files; each that cannot be read is named by `refused`.

        beside: those that are there already.
        """

        def job(context: JobContext, wanted: Callable[[], bool]) -> None:
            context.publish("loaded", _read(tuple(paths), wanted, tuple(beside)))

        self._begin(job)

    def open(self, path: Path) -> None:
        """Read a saved set and all its files; `failed` says where one of them is missing."""
        self._begin(lambda context, wanted: _open(context, path, wanted))

    def restore(self, document: Any, beside: Path) -> None:
        """The same for a set that a session has kept, whose file or recording is that."""
        self._begin(lambda context, wanted: _restore(context, document, beside, wanted))

    def part(self, wish: Wish) -> None:
        """Find the shared sound and take it out."""
        self._wanted = None
        self._begin(lambda context, wanted: self._part(context, wish, wanted))
        self.is_parting = True

    def draw(self, corrections: Corrections) -> None:
        """Newer boxes for the running fit, which begins again with them."""
        with self._lock:
            self._wanted = corrections

    def cancel(self) -> None:
        """End reading after the present file, the search after its step, the fit after one."""
        self._cancelled.set()

    def shutdown(self) -> None:
        """Cancel and join."""
        self._cancelled.set()
        self._worker.shutdown()

    def _begin(self, job: Callable[[JobContext, Callable[[], bool]], None]) -> None:
        cancelled = self._cancelled = threading.Event()
        self.is_running, self.is_parting = True, False

        def run(context: JobContext) -> None:
            try:
                job(context, lambda: not (cancelled.is_set() or context.superseded()))
            except Unwanted:
                context.publish("ended", None)

        self._worker.submit(run)

    def _take_wanted(self) -> Corrections | None:
        with self._lock:
            wanted, self._wanted = self._wanted, None
        return wanted

    def _part(self, context: JobContext, wish: Wish, wanted: Callable[[], bool]) -> None:
        watch = Watch(wanted, lambda part: context.publish("searched", part))
        try:
            alignment = align(wish.materials, wish.kind, wish.corrections.lags, watch)
        except CoseparationError as error:
            paths = [m.recording.path for m in wish.materials if m.recording.path]
            raise CoseparationError(briefly(told(error), paths), error.lonely) from error
        context.publish("aligned", (alignment, wish.corrections))
        if alignment.notices:
            sentences = tuple(told(notice) for notice in alignment.notices)
            context.publish("noticed", sentences)
        settings = CoseparationSettings(kind=alignment.kind)
        steps = coseparate(
            wish.materials, alignment, wish.corrections.drawn, settings, seed=wish.seed
        )
        heard = wish.corrections
        shown = cost = 0.0
        try:
            step = next(steps)
            while True:
                go_on(wanted)
                wait = max(PREVIEW_SECONDS, cost / PREVIEW_SHARE)
                if time.monotonic() - shown > wait or step.result is not None:
                    began = time.monotonic()
                    context.publish("preview", _preview(step))
                    shown = time.monotonic()
                    cost = shown - began
                newer = self._take_wanted()
                if newer is not None and newer.boxes == heard.boxes:
                    newer = None  # nothing of it is the fit's, which may be at its end
                if step.result is not None and newer is None:
                    result = step.result()
                    if result.doubt:
                        context.publish("doubted", told(result.doubt))
                    made = zip(wish.materials, result.in_files, strict=True)
                    parts = tuple(Parts(m.recording, s) for m, s in made)
                    context.publish("finished", (parts, heard))
                    return
                if newer is not None:
                    heard = replace(heard, boxes=newer.boxes)  # newer lags are for the next time
                step = steps.send(None if newer is None else newer.drawn)
        except StopIteration:
            context.publish("ended", None)
        finally:
            steps.close()

    def _deliver(self, kind: str, value: object) -> None:
        if kind in ("loaded", "finished", "ended"):
            self.is_running = self.is_parting = False
        if kind == "loaded":
            assert isinstance(value, _Loaded)
            if value.refusals:
                # Together: of many messages the first would be gone.
                self.refused.emit("\n".join(value.refusals))
            for sentence in value.notices:
                self.noticed.emit(sentence)
            if value.saved is None:
                self.loaded.emit(value.files)
            elif not value.refusals:
                self.opened.emit(value.saved, value.files)
        elif kind == "searched":
            self.searched.emit(value)
        elif kind == "aligned":
            assert isinstance(value, tuple)
            self.aligned.emit(*value)
        elif kind == "noticed":
            assert isinstance(value, tuple)
            for sentence in value:
                self.noticed.emit(sentence)
        elif kind == "doubted":
            self.noticed.emit(value)
        elif kind == "preview":
            self.preview.emit(value)
        elif kind == "finished":
            assert isinstance(value, tuple)
            self.finished.emit(*value)
        if not self.is_running:
            self.ended.emit()

    def _fail(self, sentence: str) -> None:
        self.is_running = self.is_parting = False
        self.failed.emit(sentence)
        self.ended.emit()


@dataclass(frozen=True)
class _Loaded:
    files: tuple[LoadedFile, ...]
    refusals: tuple[str, ...]
    notices: tuple[str, ...] = ()
    saved: SavedSet | None = None


def _open(context: JobContext, path: Path, wanted: Callable[[], bool]) -> None:
    try:
        saved = read_set(path)
    except CoseparationError as error:
        context.publish("loaded", _Loaded((), (told(error),)))
    else:
        _find_and_read(context, saved, path, wanted)


def _restore(context: JobContext, document: Any, beside: Path, wanted: Callable[[], bool]) -> None:
    try:
        saved = set_in(document, beside.name)
    except CoseparationError as error:
        context.publish("loaded", _Loaded((), (told(error),)))
    else:
        _find_and_read(context, saved, beside, wanted)


def _find_and_read(
    context: JobContext, saved: SavedSet, path: Path, wanted: Callable[[], bool]
) -> None:
    try:
        found = [found_file(entry, path) for entry in saved.files]
    except CoseparationError as error:
        context.publish("loaded", _Loaded((), (told(error),)))
        return
    changed = tuple(
        tr("{shown} is not what it was when {name} was saved.").format(
            shown=briefly(shown(place), (place for place, _ in found)), name=path.name
        )
        for place, same in found
        if not same
    )
    loaded = _read(tuple(place for place, _ in found), wanted)
    if loaded.refusals:
        _close(loaded.files)
    context.publish("loaded", replace(loaded, notices=changed + loaded.notices, saved=saved))


def _read(
    paths: tuple[Path, ...], wanted: Callable[[], bool], beside: tuple[Path, ...] = ()
) -> _Loaded:
    """The files that can be read, and what is wrong with the others.

    beside: files that are there already. Raises Unwanted where nobody waits any more.
    """
    files: list[LoadedFile] = []
    refusals: list[str] = []
    notices: list[str] = []
    for path in paths:
        if not wanted():
            _close(files)
            raise Unwanted
        try:
            recording = Recording.open(path)
            try:
                material = read_material(recording)
            except (CoseparationError, RecordingError):
                recording.close()
                raise
        except (CoseparationError, RecordingError) as error:
            refusals.append(briefly(told(error), (*paths, *beside)))
            continue
        for notice in recording.notices:
            notices.append(briefly(f"{shown(path)}: {told(notice)}", (*paths, *beside)))
        files.append(LoadedFile(material, picture_of(material.mono, material.rate)))
    return _Loaded(tuple(files), tuple(refusals), tuple(notices))


def _close(files: Sequence[LoadedFile]) -> None:
    for file in files:
        file.material.recording.close()


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
