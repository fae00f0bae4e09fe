"""Stems that were added beside those of the separation, such as an extended texture.

The separation's stems are masks and sum to the recording; an added one is a sound of its own, in a
file, that begins somewhere in the recording. It is mixed with them, kept in the session and
exported. All values are immutable, so that threads may read them.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from PySide6.QtCore import QObject, QTemporaryDir, Signal

from editor.background import JobContext, NewestWorker
from editor.commands import Drag, Edit
from editor.source_state import DRAGGED, SOURCE_COLOURS, SourceState, source_edit_text
from editor.translation import tr
from engine.recording import Recording, RecordingError
from engine.recording_writer import writing_error
from engine.session import Extra
from engine.session.values import Damaged, bounded_list, count_of, mapping, source_of

if TYPE_CHECKING:
    from editor.document import Document

NAME = "added stems"
MOST = 8
# A session reads arrays of 2 GiB at most; what is longer is better a recording of its own.
MOST_BYTES = 2**30
UNREADABLE = tr("An added stem in this session cannot be read and is left out.")


class _Placed:
    """A sound within silence that is as long as the recording."""

    def __init__(self, sound: Recording, start: int) -> None:
        self._sound, self._start = sound, start

    def read(self, start: int, stop: int) -> np.ndarray:
        block = np.zeros((self._sound.channels, stop - start), np.float32)
        first = max(start, self._start)
        last = min(stop, self._start + self._sound.samples)
        if first < last:
            part = self._sound.read(first - self._start, last - self._start)
            block[:, first - start : last - start] = part
        return block

    def close(self) -> None:
        self._sound.close()


@dataclass(frozen=True, eq=False)
class AddedStem:
    """How it is called, shown and heard, and its sound.

    start: the sample of the recording at which it begins. sound: as long as the recording, silent
    before and after. data: the bytes of its file, read when they are wanted.
    """

    state: SourceState
    start: int
    sound: Recording
    data: np.ndarray


def added_stem(state: SourceState, start: int, path: Path, recording: Recording) -> AddedStem:
    """A stem beside those of a recording, of a sound file. Raises RecordingError and ValueError."""
    sound = Recording.open(path)
    if (sound.sample_rate, sound.channels) != (recording.sample_rate, recording.channels):
        sound.close()
        raise ValueError("a sound of another rate or other channels than the recording's")
    placed = Recording(
        _Placed(sound, start),
        sample_rate=recording.sample_rate,
        channels=recording.channels,
        samples=recording.samples,
    )
    return AddedStem(state, start, placed, np.memmap(path, np.uint8, "r"))


class AddedStems(QObject):
    """All added stems of one document, in the order in which they were added.

    changed: there are others, or one is called, shown or heard in another way. noticed carries a
    sentence.
    """

    changed = Signal()
    noticed = Signal(str)

    def __init__(self, document: Document, clock: Callable[[], float]) -> None:
        super().__init__(document)
        self._document, self._clock = document, clock
        self._items: tuple[AddedStem, ...] = ()
        self._folder: QTemporaryDir | None = None
        self._loading = False
        self._worker = NewestWorker("added stems", self)
        self._worker.published.connect(self._take)
        self._worker.failed.connect(self._fail)
        document.recording_changed.connect(self._forget)

    @property
    def items(self) -> tuple[AddedStem, ...]:
        """The added stems."""
        return self._items

    @property
    def sounds(self) -> tuple[Recording, ...]:
        """Their sounds, each as long as the recording."""
        return tuple(stem.sound for stem in self._items)

    @property
    def states(self) -> tuple[SourceState, ...]:
        """How they are called, shown and heard."""
        return tuple(stem.state for stem in self._items)

    @property
    def can_add(self) -> bool:
        """Whether one more is possible now."""
        return (
            len(self._items) < MOST and not self._loading and self._document.recording is not None
        )

    def new_state(self, name: str) -> SourceState:
        """A name with a number and a colour that nothing else has, as far as there are colours."""
        states = (*self._document.sources, *self.states)
        names, colours = ({getattr(s, part) for s in states} for part in ("name", "colour"))
        numbers = range(1, len(states) + 2)
        free = next(n for n in numbers if f"{name} {n}" not in names)
        colour = next((c for c in reversed(SOURCE_COLOURS) if c not in colours), SOURCE_COLOURS[-1])
        return SourceState(f"{name} {free}", colour)

    def new_path(self) -> Path:
        """Where the sound of a new one can be written; the file lasts as long as the window."""
        if self._folder is None:
            self._folder = QTemporaryDir()
        return Path(self._folder.filePath(f"{uuid.uuid4().hex}.wav"))

    def add(self, stem: AddedStem) -> None:
        """One more; one undo step."""
        text = tr("Add stem {name}").format(name=stem.state.name)
        self._push(text, (*self._items, stem))

    def remove(self, index: int) -> None:
        """Take one away; one undo step."""
        text = tr("Remove stem {name}").format(name=self._items[index].state.name)
        self._push(text, (*self._items[:index], *self._items[index + 1 :]))

    def edit(self, index: int, changes: Mapping[str, Any]) -> None:
        """Change fields of its state; neighbouring changes of one slider are one undo step."""
        stem = self._items[index]
        state = replace(stem.state, **changes)
        items = (*self._items[:index], replace(stem, state=state), *self._items[index + 1 :])
        fields = tuple(sorted(changes))
        key = ("added stem", index, *fields) if set(fields) <= DRAGGED else ()
        if state != stem.state:
            self._push(source_edit_text(stem.state, state), items, key)

    def restore(self, parts: Mapping[str, Any]) -> None:
        """Other stems, here and in the session; for undo commands."""
        self._items = parts["items"]
        self._keep()
        self.changed.emit()

    def shutdown(self) -> None:
        """Cancel and join."""
        self._worker.shutdown()

    def _push(self, text: str, items: tuple[AddedStem, ...], key: tuple[Any, ...] = ()) -> None:
        old, new = {"items": self._items}, {"items": items}
        stack = self._document.undo_stack
        if key:
            stack.push(Drag(self, text, old, new, key, self._clock()))
        else:
            stack.push(Edit(self, text, old, new))

    def _keep(self) -> None:
        extra = extra_of(self._items) if self._items else None
        self._document.set_extra(NAME, extra, in_step=True)

    # --- sessions -------------------------------------------------------------------------------

    def _forget(self) -> None:
        """Another recording: its session may have kept stems of its own.

        That there are none any more need not be said: everybody looks when sources are said to
        have changed, which follows.
        """
        self._items, self._loading = (), False
        recording, extra = self._document.recording, self._document.extras.get(NAME)
        if recording is not None and extra is not None:
            self._loading = True
            folder = self.new_path().parent

            def job(context: JobContext) -> None:
                found, lost = kept_in(extra, recording, folder)
                context.publish("found", (recording, found, lost))

            self._worker.submit(job)

    def _take(self, _: str, value: tuple[Recording, tuple[AddedStem, ...], bool]) -> None:
        recording, found, lost = value
        if recording is not self._document.recording or not self._loading:
            return
        self._items, self._loading = found, False
        self._keep()
        if lost:
            self._document.mark_unsaved()
            self.noticed.emit(UNREADABLE)
        self.changed.emit()

    def _fail(self, sentence: str) -> None:
        self._loading = False
        self.noticed.emit(sentence)
        self.changed.emit()


def extra_of(items: tuple[AddedStem, ...]) -> Extra:
    """Added stems as a session keeps them."""
    document = [{**asdict(stem.state), "start": stem.start} for stem in items]
    return Extra(document, {str(number): stem.data for number, stem in enumerate(items)})


def kept_in(extra: Extra, recording: Recording, folder: Path) -> tuple[tuple[AddedStem, ...], bool]:
    """What a session, maybe a stranger's, has kept, and whether anything of it was lost; slow.

    Raises RecordingError where the sounds cannot be unpacked.
    """
    found: list[AddedStem] = []
    try:
        entries = bounded_list(extra.document, MOST)
    except Damaged:
        return (), True
    for number, entry in enumerate(entries):
        path = folder / f"{uuid.uuid4().hex}.wav"
        try:
            found.append(_kept(mapping(entry), extra.arrays.get(str(number)), recording, path))
        except (Damaged, KeyError, RecordingError, ValueError):
            path.unlink(missing_ok=True)
        except OSError as error:
            raise writing_error(path, error) from error
    return tuple(found), len(found) < len(entries)


def _kept(
    entry: Mapping[str, Any], data: np.ndarray | None, recording: Recording, path: Path
) -> AddedStem:
    state, start = source_of(entry), count_of(entry["start"])
    if data is None or data.ndim != 1 or data.dtype != np.uint8 or start >= recording.samples:
        raise Damaged("an added stem that cannot be")
    path.write_bytes(data.data)
    return added_stem(state, start, path, recording)
