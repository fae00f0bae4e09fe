"""One part of a file as a recording, made as it is heard."""

from __future__ import annotations

import numpy as np

from engine.coseparation.parts import Parts
from engine.recording import Recording


class _PartSource:
    """Reads one part of a file as if it were a file."""

    def __init__(self, parts: Parts, what: str) -> None:
        self._read = parts.clean if what == "clean" else parts.shared

    def read(self, start: int, stop: int) -> np.ndarray:
        """Samples [start, stop), float32 (channels, samples)."""
        return self._read(start, stop)

    def close(self) -> None:
        """The file itself stays open."""


def part_recording(parts: Parts, what: str) -> Recording:
    """A file's "clean" or "shared" part; it needs no memory of its own."""
    whole = parts.recording
    return Recording(
        _PartSource(parts, what),
        sample_rate=whole.sample_rate,
        channels=whole.channels,
        samples=whole.samples,
    )
