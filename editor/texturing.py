"""Textures of the open recording: measured, made in the background, heard, undone, saved."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTemporaryDir, Signal
from PySide6.QtGui import QUndoCommand

from editor import texture_work
from editor.added_stems import MOST_BYTES, AddedStem, added_stem
from editor.background import JobContext, NewestWorker
from editor.document import Document
from editor.player import Player
from editor.texture_hearing import TextureHearing
from editor.texture_session import NAME as TEXTURE
from editor.texture_session import Kept, extra_of, kept_in, unpacked
from editor.texture_work import Cancelled, Draft, Kind, Made, Picture, Progress, Wish
from editor.translation import told, tr
from editor.view_state import ViewState
from engine.file_names import safe_name
from engine.recording import Recording
from engine.recording_writer import writing_error

if TYPE_CHECKING:
    from engine.texture.extension import Texture
    from engine.texture.steadiness import Steadiness

NOTHING_WITHIN = tr(
    "Nothing of it lies within the recording: add it from the playhead on, or save it as a "
    "recording of its own."
)
TOO_LONG_A_STEM = tr("It is too long to be kept as a stem: save it as a recording of its own.")


class _Show(QUndoCommand):
    """Another finished texture in the panel."""

    def __init__(self, texturing: Texturing, text: str, old: Made | None, new: Made) -> None:
        super().__init__(text)
        self._texturing = texturing
        self._old, self._new = old, new

    def redo(self) -> None:
        self._texturing.put(self._new)

    def undo(self) -> None:
        self._texturing.put(self._old)


class Texturing(QObject):
    """Makes one texture at a time. Signals come in the window's thread.

    changed: something that the panel shows. measured carries a Steadiness, or a sentence on why
    the stretch cannot be learnt. pictured and progressed tell of a fit. saved carries the path.
    restored carries the Wish of a texture that a session had kept.
    """

    changed = Signal()
    measured = Signal(object)
    pictured = Signal(object)
    progressed = Signal(object)
    failed = Signal(str)
    noticed = Signal(str)
    saved = Signal(object)
    restored = Signal(object)

    def __init__(
        self, document: Document, view_state: ViewState, player: Player, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._document = document
        self._view_state = view_state
        self._hearing = TextureHearing(player, self)
        self._hearing.failed.connect(self.failed)
        self.player = self._hearing.player
        self._folder = QTemporaryDir()
        self._count = 0
        self._made: Made | None = None
        self._running: Wish | None = None
        self._cancelled = threading.Event()
        self._fit: tuple[object, Texture] | None = None
        self._measuring = NewestWorker("steadiness", self)
        self._measured: Wish | None = None
        self._measuring.published.connect(self._take_measured)
        self._measuring.failed.connect(lambda sentence: self.measured.emit(_capital(sentence)))
        self._making = NewestWorker("texture", self)
        self._making.published.connect(self._take)
        self._making.failed.connect(self._fail)
        self._saving = NewestWorker("save texture", self)
        self._saving.published.connect(lambda _, path: self.saved.emit(path))
        self._saving.failed.connect(self.failed)
        self._is_adding = False
        self._adding = NewestWorker("add texture", self)
        self._adding.published.connect(self._take_stem)
        self._adding.failed.connect(self._fail_stem)
        document.added_stems.noticed.connect(self.noticed)
        document.added_stems.changed.connect(self.changed)
        document.recording_changed.connect(self._forget)

    @property
    def is_running(self) -> bool:
        """Whether a texture is being made."""
        return self._running is not None

    @property
    def made(self) -> Made | None:
        """The texture that is shown and heard."""
        return self._made

    @property
    def can_be_heard(self) -> bool:
        """Whether a texture was made, or one that is being made is there in part."""
        return self._made is not None or self._hearing.is_live

    @property
    def is_live(self) -> bool:
        """Whether what is heard now is still becoming."""
        return self._hearing.is_live

    def wish(self, kind: Kind, duration: float, seed: int, variation: int) -> Wish | None:
        """What would be made of the selection; None without one."""
        recording, selection = self._document.recording, self._view_state.selection
        if recording is None or selection is None:
            return None
        start, stop = (
            min(max(0, round(edge * recording.sample_rate)), recording.samples)
            for edge in sorted(selection)
        )
        return (
            Wish(recording, kind, start, stop, duration, seed, variation) if stop > start else None
        )

    def measure(self, wish: Wish) -> None:
        """Find out how steady the stretch is; what is found of one asked for before is not told."""
        self._measured = wish

        def job(context: JobContext) -> None:
            try:
                context.publish("steadiness", (wish, texture_work.measured(wish)))
            except RuntimeError as error:  # a TextureError or RecordingError: a sentence
                context.publish("steadiness", (wish, _capital(told(error))))

        self._measuring.submit(job)

    def _take_measured(self, _: str, value: tuple[Wish, Steadiness | str]) -> None:
        wish, found = value
        if wish is self._measured:
            self.measured.emit(found)

    def make(self, wish: Wish) -> None:
        """Begin, if nothing is being made."""
        if self._running is not None:
            return
        self._running = wish
        self._cancelled.clear()
        path = self._new_path(wish.recording)
        self._making.submit(lambda context: self._work(context, wish, path))
        self.changed.emit()

    def _new_path(self, recording: Recording) -> Path:
        self._count += 1
        name = safe_name(f"{recording.name}_texture{self._count}")
        return Path(self._folder.filePath(f"{name}.wav"))

    def cancel(self) -> None:
        """Stop making; what was shown before stays."""
        self._cancelled.set()

    def play(self) -> None:
        """Hear what was made, or the filling as it becomes, or stop."""
        self._hearing.toggle()

    def save(self, path: Path) -> None:
        """Write what was made into a file of that name."""
        if self._made is None:
            return
        source = self._made.path

        def job(context: JobContext) -> None:
            texture_work.copied(source, path)
            context.publish("saved", path)

        self._saving.submit(job)

    @property
    def can_add_stem(self) -> bool:
        """Whether what was made can be added as a stem now."""
        may = self._document.added_stems.can_add and not self._is_adding
        return self._made is not None and may

    def add_as_stem(self, at: float | None = None) -> None:
        """Add what is new in the texture to the recording's stems: one undo step, soon.

        at: where it begins, in seconds; None: where the stretch ends.
        """
        made, stems = self._made, self._document.added_stems
        if made is None or not self.can_add_stem:
            return
        span = texture_work.stem_span(made, at)
        if span is None:
            self.failed.emit(NOTHING_WITHIN)
            return
        if 4 * made.wish.recording.channels * (span.last - span.first) > MOST_BYTES:
            self.failed.emit(TOO_LONG_A_STEM)
            return
        path, state = stems.new_path(), stems.new_state(tr("Texture"))

        def job(context: JobContext) -> None:
            texture_work.write_stem(made, span, path)
            context.publish(
                "stem", (made, added_stem(state, span.start, path, made.wish.recording))
            )

        self._is_adding = True
        self._adding.submit(job)
        self.changed.emit()

    def _take_stem(self, _: str, value: tuple[Made, AddedStem]) -> None:
        made, stem = value
        self._is_adding = False
        if made.wish.recording is self._document.recording:
            self._document.added_stems.add(stem)
        self.changed.emit()

    def _fail_stem(self, sentence: str) -> None:
        self._is_adding = False
        self.failed.emit(_capital(sentence))
        self.changed.emit()

    def put(self, made: Made | None) -> None:
        """For the undo stack: another finished texture, or none, here and in the session."""
        extra = None if made is None else extra_of(made)
        self._document.set_extra(TEXTURE, extra, in_step=True)
        self.show_made(made)

    def show_made(self, made: Made | None) -> None:
        """Show and hear another finished texture, or none."""
        self._hearing.show(made)
        self._made = made
        if made is not None:
            self.pictured.emit(made.picture)
        self.changed.emit()

    def shutdown(self) -> None:
        """Stop and wait."""
        self.cancel()
        self._hearing.shutdown()
        for worker in (self._making, self._measuring, self._saving, self._adding):
            worker.shutdown()
        self._document.added_stems.shutdown()

    def _work(self, context: JobContext, wish: Wish, path: Path) -> None:
        """In the background: fit unless that is done, then write."""

        def check() -> None:
            if self._cancelled.is_set() or context.superseded():
                raise Cancelled

        try:
            texture = self._fitted(wish, check, context)
            picture = texture_work.picture_of(texture, wish)
            total = Progress(1, 1, 0.0)
            texture_work.write(
                wish, texture, path, check,
                lambda share: context.publish("progress", Progress(1, 1, total.loss, share)),
            )  # fmt: skip
            context.publish("made", Made(wish, path, picture))
        except Cancelled:
            context.publish("cancelled", wish)

    def _fitted(self, wish: Wish, check: Callable[[], None], context: JobContext) -> Texture:
        key = (wish.recording, wish.learnt, wish.seed)
        if self._fit is None or self._fit[0] != key:
            self._fit = None
            hears = self._hearing
            texture = texture_work.fitted(
                wish, check, context.publish, lambda: hears.hears_drafts or not hears.is_live
            )
            self._fit = (key, texture)
        return self._fit[1]

    def _take(self, kind: str, value: object) -> None:
        if kind == "restored" and isinstance(value, tuple):
            self._take_restored(*value)
            return
        if kind == "unheard" and isinstance(value, str):
            self.failed.emit(value)
            return
        wish = self._running
        if wish is None or wish.recording is not self._document.recording:
            self._running = None
            return
        ended = value.wish if isinstance(value, Made) else value
        if kind in ("made", "cancelled") and ended is not wish:
            return  # the end of one that was given up before this one began
        if kind == "picture" and isinstance(value, Picture):
            self.pictured.emit(value)
        elif kind == "progress" and isinstance(value, Progress):
            self.progressed.emit(value)
        elif kind == "draft" and isinstance(value, Draft):
            self._hearing.take_draft(value)
            self.changed.emit()
        else:
            self._running = None
            if isinstance(value, Made):
                text = tr("Extend texture") if wish.kind == "extend" else tr("Fill gap")
                self._document.undo_stack.push(_Show(self, text, self._made, value))
            else:
                self._hearing.end_drafts()
                if self._made is not None:
                    self.pictured.emit(self._made.picture)
            self.changed.emit()

    def _fail(self, sentence: str) -> None:
        self._running = None
        self._hearing.end_drafts()
        self.failed.emit(_capital(sentence))
        self.changed.emit()

    def _forget(self) -> None:
        """Another recording: what was made of the last one goes."""
        self.cancel()
        self._running = None
        self._fit = None
        self._hearing.end_drafts()
        self.show_made(None)
        self._restore()

    def _restore(self) -> None:
        """What a session that was just opened has kept."""
        recording, extra = self._document.recording, self._document.extras.get(TEXTURE)
        if recording is None or extra is None:
            return
        path = self._new_path(recording)

        def job(context: JobContext) -> None:
            kept = kept_in(extra, recording)
            try:
                made = None if kept is None else unpacked(kept, path)
            except OSError as error:
                made = None
                context.publish("unheard", told(writing_error(path, error)))
            context.publish("restored", (recording, kept, made))

        self._making.submit(job)

    def _take_restored(self, recording: Recording, kept: Kept | None, made: Made | None) -> None:
        if recording is not self._document.recording or self._made is not None:
            return
        if kept is None:
            self.noticed.emit(tr("The texture in this session cannot be read; make it again."))
            return
        self.restored.emit(kept.wish)
        if made is None:
            self.noticed.emit(tr("The texture’s sound is not in the session; Make makes it again."))
        else:
            self.show_made(made)


def _capital(sentence: str) -> str:
    text = sentence[:1].upper() + sentence[1:]
    return text if text.endswith(".") else f"{text}."
