"""Recordings: sound files read by span, never held whole unless they come from memory."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Protocol

import numpy as np
import soundfile

from engine.recording_writer import RecordingWriter
from engine.sound_files import RecordingError

__all__ = ["Recording", "RecordingError", "RecordingWriter"]


class _Source(Protocol):
    def read(self, start: int, stop: int) -> np.ndarray: ...
    def close(self) -> None: ...


class _Memory:
    def __init__(self, samples: np.ndarray) -> None:
        self._samples = samples

    def read(self, start: int, stop: int) -> np.ndarray:
        return self._samples[:, start:stop].copy()

    def close(self) -> None:
        self._samples = self._samples[:, :0]


class _File:
    def __init__(self, file: soundfile.SoundFile) -> None:
        self._file = file
        self._lock = threading.Lock()

    def read(self, start: int, stop: int) -> np.ndarray:
        with self._lock:
            self._file.seek(start)
            block = self._file.read(stop - start, dtype="float32", always_2d=True)
        return np.ascontiguousarray(block.T)

    def close(self) -> None:
        self._file.close()


class Recording:
    """One recording, or a span of one: float32 samples (channels, samples) read on demand.

    Values are as stored: a float file may peak above 1 and is never clipped.
    """

    def __init__(
        self,
        source: _Source,
        *,
        sample_rate: int,
        channels: int,
        samples: int,
        path: Path | None = None,
        subtype: str = "FLOAT",
        container: str = "WAV",
        metadata: Mapping[str, str] | None = None,
        notices: tuple[str, ...] = (),
        offset: int = 0,
    ) -> None:
        self._source = source
        self._offset = offset
        self.sample_rate = sample_rate
        self.channels = channels
        self.samples = samples
        self.path = path
        self.subtype = subtype
        self.container = container
        self.metadata = dict(metadata or {})
        self.notices = notices

    @property
    def duration(self) -> float:
        """Length in seconds."""
        return self.samples / self.sample_rate

    @property
    def name(self) -> str:
        """The file's name without its ending; "recording" for sound from memory."""
        return self.path.stem if self.path else "recording"

    @classmethod
    def from_samples(
        cls, samples: np.ndarray, sample_rate: int, path: Path | None = None
    ) -> Recording:
        """A recording from memory: samples (channels, samples) or (samples,)."""
        samples = np.atleast_2d(np.asarray(samples, np.float32))
        return cls(
            _Memory(samples),
            sample_rate=sample_rate,
            channels=samples.shape[0],
            samples=samples.shape[1],
            path=path,
        )

    @classmethod
    def open(cls, path: str | Path) -> Recording:
        """Open a sound file. Raises RecordingError with a sentence."""
        path = Path(path)
        try:
            file = soundfile.SoundFile(str(path))
        except (soundfile.LibsndfileError, OSError) as error:
            raise RecordingError(f"{path}: cannot be opened ({error})") from error
        return cls(
            _File(file),
            sample_rate=file.samplerate,
            channels=file.channels,
            samples=file.frames,
            path=path,
            subtype=file.subtype,
            container=file.format,
            metadata=file.copy_metadata(),
        )

    def read(self, start: int, stop: int) -> np.ndarray:
        """Samples [start, stop) as float32 (channels, stop - start); within the recording."""
        if not 0 <= start <= stop <= self.samples:
            raise ValueError(f"span {start}:{stop} is outside 0:{self.samples}")
        return self._source.read(self._offset + start, self._offset + stop)

    def span(self, start: int, stop: int) -> Recording:
        """The stretch [start, stop) in samples as a recording of its own; shares the file."""
        if not 0 <= start < stop <= self.samples:
            raise ValueError(f"span {start}:{stop} is outside 0:{self.samples}")
        return Recording(
            self._source,
            sample_rate=self.sample_rate,
            channels=self.channels,
            samples=stop - start,
            path=self.path,
            subtype=self.subtype,
            container=self.container,
            metadata=self.metadata,
            notices=self.notices,
            offset=self._offset + start,
        )

    def close(self) -> None:
        """Let go of the file; reading afterwards is an error."""
        self._source.close()
