"""The ring between the mixing thread and the audio callback: blocks that are already mixed.

Blocks keep what is needed to know which moment of the recording is heard, and the state from
which they were mixed, so that those not yet taken by the callback can be taken back and mixed
anew when the user turns a knob.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Generic, TypeVar

import numpy as np

State = TypeVar("State")
NO_PEAKS = np.zeros((0, 2), np.float32)
# Blocks are remembered until they have left the loudspeaker: this many times the ring's length.
_HISTORY = 4


@dataclass(frozen=True)
class Block(Generic[State]):
    """One mixed stretch in the buffer.

    start, frames: where it stands, counted in frames since the buffer was made.
    position: the recording's sample heard with its first frame; step: samples per frame.
    before: state from which it was mixed; seek: number of the last jump it obeys.
    peaks: largest absolute value per output channel. stem_peaks: float32 (sources, 2), the same of
    each stem in it.
    """

    start: int
    frames: int
    position: float
    step: float
    before: State
    seek: int
    peaks: tuple[float, ...]
    stem_peaks: np.ndarray

    @property
    def end(self) -> int:
        """Buffer frame after its last."""
        return self.start + self.frames


@dataclass(frozen=True)
class Piece(Generic[State]):
    """What is to be written: samples (frames, channels), and what a Block keeps of them."""

    samples: np.ndarray
    position: float
    step: float
    before: State
    seek: int
    stem_peaks: np.ndarray


class PlaybackBuffer(Generic[State]):
    """float32 frames (capacity, channels) in a ring. One thread writes, one callback reads.

    The lock is held only for copies of a few milliseconds of sound.
    """

    def __init__(self, capacity: int, channels: int) -> None:
        self._ring = np.zeros((capacity, channels), np.float32)
        self._lock = threading.Lock()
        self._blocks: deque[Block[State]] = deque()
        self._written = 0
        self._read = 0
        self._fell_short = False

    @property
    def read_frames(self) -> int:
        """Frames taken by the callback so far."""
        return self._read

    @property
    def written_frames(self) -> int:
        """Frames written so far, less those taken back."""
        return self._written

    @property
    def unread(self) -> int:
        """Frames that wait for the callback."""
        with self._lock:
            return self._written - self._read

    @property
    def ran_dry(self) -> bool:
        """Whether the callback found too little last, and nothing has come since."""
        with self._lock:
            return self._fell_short and self._written == self._read

    @property
    def room(self) -> int:
        """Frames that can be written now."""
        return len(self._ring) - self.unread

    def append(self, piece: Piece[State]) -> None:
        """Write a piece behind all others; the caller has asked for `room`.

        Values beyond full scale are clipped, as a sound card would; the peaks tell of them.
        """
        frames = len(piece.samples)
        with self._lock:
            if frames > len(self._ring) - (self._written - self._read):
                raise ValueError(f"{frames} frames do not fit into the buffer")
            self._put(piece)

    def _put(self, piece: Piece[State]) -> None:
        samples, frames = piece.samples, len(piece.samples)
        peaks = tuple(float(peak) for peak in np.abs(samples).max(axis=0, initial=0.0))
        for target, source in _parts(self._written, frames, len(self._ring)):
            np.clip(samples[source], -1.0, 1.0, out=self._ring[target])
        self._blocks.append(
            Block(
                self._written, frames, piece.position, piece.step, piece.before, piece.seek,
                peaks, piece.stem_peaks,
            )
        )  # fmt: skip
        self._written += frames
        while self._blocks[0].end < self._read - _HISTORY * len(self._ring):
            self._blocks.popleft()

    def replaceable(self, margin: int) -> tuple[Block[State], int] | None:
        """The first block `margin` or more frames after what has been read, and the frames that
        may stand in its place and that of all behind it; they stay until `replace`."""
        with self._lock:
            first: Block[State] | None = None
            for block in reversed(self._blocks):
                if block.start < self._read + margin:
                    break
                first = block
            if first is None:
                return None
            return first, len(self._ring) - (first.start - self._read)

    def replace(self, first: Block[State], pieces: Iterable[Piece[State]]) -> bool:
        """Put pieces in the place of a block and all behind it, at once, so that the callback
        never finds too little; False where it has come that far meanwhile."""
        with self._lock:
            if self._read > first.start:
                return False
            while self._blocks and self._blocks[-1].start >= first.start:
                self._blocks.pop()
            self._written = first.start
            for piece in pieces:
                self._put(piece)
            return True

    def read_into(self, out: np.ndarray) -> int:
        """Fill out (frames, channels); zeros where nothing is ready. Number of frames copied."""
        with self._lock:
            frames = min(len(out), self._written - self._read)
            for source, target in _parts(self._read, frames, len(self._ring)):
                out[target] = self._ring[source]
            self._read += frames
            self._fell_short = frames < len(out)
        out[frames:] = 0.0
        return frames

    def heard(self, frame: float) -> Block[State] | None:
        """The block that holds a frame, clamped to the blocks that are still known."""
        with self._lock:
            found: Block[State] | None = None
            for block in reversed(self._blocks):
                if found is not None and block.end <= frame:
                    break
                found = block
            return found

    def peaks(self, first: float, last: float) -> tuple[float, ...]:
        """Largest absolute value per channel of the blocks that touch the frames [first, last)."""
        touched = self._touched(first, last)
        if not touched:
            return (0.0,) * self._ring.shape[1]
        return tuple(max(channel) for channel in zip(*(b.peaks for b in touched), strict=True))

    def stem_peaks(self, first: float, last: float) -> np.ndarray | None:
        """float32 (sources, 2): the same of each stem; where their number changed, the newest.

        None where no block touches those frames.
        """
        touched = [block.stem_peaks for block in self._touched(first, last)]
        alike = [peaks for peaks in touched if len(peaks) == len(touched[0])]
        return np.max(alike, axis=0) if alike else None

    def _touched(self, first: float, last: float) -> list[Block[State]]:
        """The blocks that touch the frames [first, last), newest first."""
        touched = []
        with self._lock:
            for block in reversed(self._blocks):
                if block.end <= first:
                    break
                if block.start < last:
                    touched.append(block)
        return touched


def _parts(begin: int, frames: int, capacity: int) -> list[tuple[slice, slice]]:
    """(ring slice, block slice) pairs of a stretch that may wrap around the ring's end."""
    at = begin % capacity
    first = min(frames, capacity - at)
    parts = [(slice(at, at + first), slice(0, first))]
    if frames > first:
        parts.append((slice(0, frames - first), slice(first, frames)))
    return parts
