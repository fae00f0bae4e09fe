"""Sound that is ready to be mixed: the original and the rendered stems around the playhead.

`StemCache` is a store of chunks without a thread of its own: it says which chunk is needed most
and keeps what is brought. `Renderer` is the thread that brings them. Chunks of replaced masks
stay until newer ones are there, so that playing never waits for a change of masks.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from editor.mix_parts import MixParts, PartsRenderer
from editor.threads import give_way
from editor.translation import told, tr
from engine.downmix import downmix
from engine.masks import Masks
from engine.recording import Recording, RecordingError

CHUNK_SECONDS = 0.25
AHEAD_SECONDS = 2.0
# Until this much is there in any state nothing is made newer; what is farther need not be new.
SURE_SECONDS = 0.75
# So much follows newer masks at once: what is mixed next, and where that will go on.
FRESH_SECONDS = 0.5
DEFAULT_BUDGET_BYTES = 192 * 2**20


@dataclass(frozen=True)
class Task:
    """One chunk to bring: the original (generation 0) or the stems of a generation of masks."""

    cache: StemCache
    index: int
    generation: int
    masks: Masks | MixParts | None


@dataclass(frozen=True)
class _Chunk:
    generation: int
    sound: np.ndarray
    older: _Chunk | None = None


def upcoming(
    position: int, *, ahead: int, chunk: int, samples: int, loop: tuple[int, int] | None
) -> list[int]:
    """Indices of the chunks that `ahead` samples of playing from `position` will need, in order.

    A loop is followed, as the mixer does: from its end on, or behind it, comes its start; the
    chunk behind the end is there for the crossfade.
    """
    indices: dict[int, None] = {}
    here, stop, left = min(position, samples), samples, ahead
    if loop:
        here, stop = (here if here < loop[1] else loop[0]), loop[1]
    while left > 0:
        end = min(here + left, stop)
        last = max(here, end - 1)
        indices.update(dict.fromkeys(range(here // chunk, last // chunk + 1)))
        left -= max(end - here, 1)
        if left <= 0 or loop is None or loop[1] <= loop[0]:
            break
        indices[min(end, samples - 1) // chunk] = None
        if here == loop[0] and stop == loop[1]:
            break
        here, stop = loop
    count = -(-samples // chunk)
    return [index for index in indices if 0 <= index < count]


class StemCache:
    """Chunks of one recording, two channels each; safe to use from several threads.

    shaped: gives sounds that are added to the recording the shape that it has, such as a band.
    held_back: for how many seconds at most what `next_task` left out waits for newer masks; 0
    where it left out nothing.
    """

    def __init__(
        self,
        recording: Recording,
        budget_bytes: int = DEFAULT_BUDGET_BYTES,
        shaped: Callable[[Recording], Recording] = lambda sound: sound,
    ) -> None:
        self.recording = recording
        self.shaped = shaped
        self.budget_bytes = budget_bytes
        self.samples = recording.samples
        self.sample_rate = recording.sample_rate
        self.chunk = max(1, round(CHUNK_SECONDS * recording.sample_rate))
        self._originals: dict[int, np.ndarray] = {}
        self._stems: dict[int, _Chunk] = {}
        self._plan: list[int] = []
        self._masks: Masks | MixParts | None = None
        self._generation = 0
        # Masks that are wanted no more: what is still made of them comes too late.
        self._gone = 0
        self._newer_by = 0.0
        self.held_back = 0.0
        self._lock = threading.Lock()

    def original(self, index: int) -> np.ndarray | None:
        """float32 (2, samples) of the recording's chunk, or None while it is not there."""
        return self._originals.get(index)

    def stems(self, index: int, generation: int) -> np.ndarray | None:
        """float32 (sources, 2, samples) of a chunk of these masks, or None."""
        chunk = self._stems.get(index)
        while chunk is not None and chunk.generation != generation:
            chunk = chunk.older
        return None if chunk is None else chunk.sound

    def newest(self, index: int) -> int:
        """The generation of the newest stems of a chunk; 0 while there are none."""
        chunk = self._stems.get(index)
        return 0 if chunk is None else chunk.generation

    def plan(
        self,
        positions: list[int],
        loop: tuple[int, int] | None,
        masks: Masks | MixParts | None,
        generation: int,
    ) -> None:
        """Say what will be needed: from which samples playing goes on, and under which masks."""
        ahead = round(AHEAD_SECONDS * self.sample_rate)
        indices: dict[int, None] = {}
        for position in positions:
            found = upcoming(
                position, ahead=ahead, chunk=self.chunk, samples=self.samples, loop=loop
            )
            indices.update(dict.fromkeys(found))
        with self._lock:
            self._plan = list(indices)
            if generation == 0 and self._generation != 0:
                self._stems.clear()
                self._gone = self._generation
            if generation != self._generation:
                self._newer_by = 0.0
            self._masks, self._generation = masks, generation

    def await_newer(self, seconds: float) -> None:
        """Newer masks are being made: until they come, or for so many seconds at most, what would
        only be made anew waits, so that they have the cores."""
        self._newer_by = time.monotonic() + seconds

    @property
    def awaits_newer(self) -> float:
        """For how many seconds newer masks are still waited for at most; 0 where they are not."""
        return max(0.0, self._newer_by - time.monotonic())

    def next_task(self) -> Task | None:
        """What is missing most, or None when all that is planned is there."""
        with self._lock:
            sure = max(1, round(SURE_SECONDS / CHUNK_SECONDS))
            fresh = max(1, round(FRESH_SECONDS / CHUNK_SECONDS))
            awaited, self.held_back = self.awaits_newer, 0.0
            for indices in (self._plan[:sure], self._plan):
                for index in indices:
                    if index not in self._originals:
                        return Task(self, index, 0, None)
                if self._masks is None:
                    continue
                missing = [index for index in indices if index not in self._stems]
                stale = [i for i in self._plan[:fresh] if self.newest(i) != self._generation]
                self.held_back = awaited if stale else 0.0
                for index in missing + ([] if awaited else stale):
                    return Task(self, index, self._generation, self._masks)
            return None

    def store(self, task: Task, sound: np.ndarray) -> None:
        """Keep a chunk that was brought; the farthest are let go beyond the budget."""
        sound = np.nan_to_num(sound, nan=0.0, posinf=0.0, neginf=0.0)
        with self._lock:
            if task.generation == 0:
                self._originals[task.index] = sound
            elif self._generation and task.generation > self._gone:
                older = self._stems.get(task.index)
                kept = _Chunk(older.generation, older.sound) if older else None
                self._stems[task.index] = _Chunk(task.generation, sound, kept)
            self._shrink(task.index)

    def span(self, index: int) -> tuple[int, int]:
        """[start, stop) of a chunk in samples."""
        return index * self.chunk, min((index + 1) * self.chunk, self.samples)

    def _shrink(self, around: int) -> None:
        size = sum(sound.nbytes for sound in self._originals.values())
        size += sum(_chunk_bytes(chunk) for chunk in self._stems.values())
        planned = set(self._plan)
        held = sorted(set(self._originals) | set(self._stems), key=lambda i: abs(i - around))
        while size > self.budget_bytes and held:
            index = held.pop()
            if index in planned:
                continue
            original, chunk = self._originals.pop(index, None), self._stems.pop(index, None)
            size -= 0 if original is None else original.nbytes
            size -= 0 if chunk is None else _chunk_bytes(chunk)


def _chunk_bytes(chunk: _Chunk) -> int:
    return chunk.sound.nbytes + (chunk.older.sound.nbytes if chunk.older else 0)


class Renderer:
    """The thread that reads and renders the chunks that a cache needs."""

    def __init__(self, ready: Callable[[], None], failed: Callable[[str], None]) -> None:
        self._ready, self._failed = ready, failed
        self._condition = threading.Condition()
        self._cache: StemCache | None = None
        self._closing = False
        self._thread: threading.Thread | None = None
        self._stems: tuple[Recording, Masks | MixParts, PartsRenderer] | None = None

    def look_at(self, cache: StemCache | None) -> None:
        """Work for this cache from now on, or for none."""
        with self._condition:
            self._cache = cache
            if self._thread is None and cache is not None and not self._closing:
                self._thread = threading.Thread(target=self._work, name="unbraid-renderer")
                self._thread.start()
            self._condition.notify()

    def close(self) -> None:
        """End the thread after the chunk at hand."""
        with self._condition:
            self._closing = True
            self._condition.notify()
        if self._thread is not None:
            self._thread.join()

    def _work(self) -> None:
        give_way()
        while (task := self._await_task()) is not None:
            try:
                sound = self._bring(task)
            except (RecordingError, OSError, RuntimeError, ValueError, ImportError) as error:
                with self._condition:
                    current = task.cache is self._cache
                    self._cache = None
                if current:
                    self._failed(
                        tr("The sound cannot be played: {error}").format(error=told(error))
                    )
                continue
            task.cache.store(task, sound)
            self._ready()

    def _await_task(self) -> Task | None:
        with self._condition:
            while not self._closing:
                task = self._cache.next_task() if self._cache else None
                if task is not None:
                    return task
                self._stems = None if self._cache is None else self._stems
                # Asked once, with the task: a wait that ends in between would never be woken from.
                waits = 0.0 if self._cache is None else self._cache.held_back
                self._condition.wait(waits or None)
            return None

    def _bring(self, task: Task) -> np.ndarray:
        start, stop = task.cache.span(task.index)
        if task.masks is None:
            return downmix(task.cache.recording.read(start, stop), stop - start)
        return self._renderer(task.cache, task.masks).render(start, stop)

    def _renderer(self, cache: StemCache, parts: Masks | MixParts) -> PartsRenderer:
        held = self._stems
        if held is None or held[0] is not cache.recording or held[1] is not parts:
            renderer = PartsRenderer(cache.recording, parts, cache.shaped)
            held = self._stems = (cache.recording, parts, renderer)
        return held[2]
