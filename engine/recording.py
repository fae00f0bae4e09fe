"""Recordings: sound files read by span, never held whole unless they come from memory."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np

from engine.recording_writer import RecordingWriter
from engine.sample_sources import MemorySource, SampleSource, open_source
from engine.sentences import Sentence
from engine.sound_files import RecordingError, shown

__all__ = ["Recording", "RecordingError", "RecordingWriter"]


class Recording:
    """One recording, or a span of one: float32 samples (channels, samples) read on demand.

    Values are as stored: a float file may peak above 1 and is never clipped. Reading is safe from
    several threads at once.
    """

    def __init__(
        self,
        source: SampleSource,
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
        checked: bool = True,
    ) -> None:
        self._source = source
        self._offset = offset
        self._checked = checked
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
        if samples.ndim != 2 or sample_rate <= 0:
            raise ValueError(f"samples of shape {samples.shape} at {sample_rate} Hz")
        return cls(
            MemorySource(samples),
            sample_rate=sample_rate,
            channels=samples.shape[0],
            samples=samples.shape[1],
            path=path,
        )

    @classmethod
    def open(cls, path: str | Path) -> Recording:
        """Open a sound file as far as it goes; `notices` tells in sentences what is missing.

        Ogg and MP3 are decoded whole into a temporary file here (some 300 times faster than they
        sound), the rest is read when asked for. Raises RecordingError with a sentence.
        """
        path = Path(path)
        opened = open_source(path)
        return cls(
            opened.source,
            sample_rate=opened.sample_rate,
            channels=opened.channels,
            samples=opened.samples,
            path=path,
            subtype=opened.subtype,
            container=opened.container,
            metadata=opened.metadata,
            notices=opened.notices,
        )

    def read(self, start: int, stop: int) -> np.ndarray:
        """Samples [start, stop) as float32 (channels, stop - start); within the recording.

        Raises RecordingError where the file is damaged and, unless this is `unchecked`, where
        samples are NaN or infinite.
        """
        if not 0 <= start <= stop <= self.samples:
            raise ValueError(f"span {start}:{stop} is outside 0:{self.samples}")
        block = self._source.read(self._offset + start, self._offset + stop)
        finite = np.isfinite(block) if self._checked else np.True_
        if not finite.all():
            count = int(finite.size - np.count_nonzero(finite))
            raise RecordingError(self.not_finite(count, start + int(np.argmin(finite.all(axis=0)))))
        return block

    def not_finite(self, count: int, first: int) -> Sentence:
        """That so many samples are NaN or infinite, the first of them at that place."""
        one = Sentence("sample is not a number")
        return Sentence(
            "{path}: {count} {what} (NaN or infinity), first at {value:.3f} s; repair the "
            "file, or work on a stretch without it.",
            path=shown(self.path or self.name),
            count=count,
            what=one if count == 1 else Sentence("samples are not numbers"),
            value=(self._offset + first) / self.sample_rate,
        )

    def span(self, start: int, stop: int) -> Recording:
        """The stretch [start, stop) in samples as a recording of its own; shares the file."""
        if not 0 <= start < stop <= self.samples:
            raise ValueError(f"span {start}:{stop} is outside 0:{self.samples}")
        return self._like(start, stop - start, self._checked)

    def unchecked(self) -> Recording:
        """The same, but reading also gives samples that are NaN or infinite; for pictures."""
        return self._like(0, self.samples, False)

    def _like(self, start: int, samples: int, checked: bool) -> Recording:
        return Recording(
            self._source,
            sample_rate=self.sample_rate,
            channels=self.channels,
            samples=samples,
            path=self.path,
            subtype=self.subtype,
            container=self.container,
            metadata=self.metadata,
            notices=self.notices,
            offset=self._offset + start,
            checked=checked,
        )

    def close(self) -> None:
        """Let go of the file; reading afterwards is an error."""
        self._source.close()
