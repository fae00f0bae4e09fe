"""Where the samples of a recording come from: memory, a file that is sought, a decoded file.

libsndfile does not seek exactly in Ogg and MP3 (the samples after a jump differ from those of a
straight pass), and in some rare codings not at all. Such files are therefore decoded once from
start to end, block by block, into a temporary file of float32, from which spans are read; their
true length is known only then.
"""

from __future__ import annotations

import tempfile
import threading
import weakref
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Protocol, cast

import numpy as np
import soundfile

from engine.sentences import Sentence
from engine.sound_files import (
    RecordingError,
    StreamedFile,
    has_end_mark,
    has_length_tag,
    open_sound_file,
    promised_samples,
    shown,
)

DECODE_BLOCK = 4096
_SOUGHT = ("PCM_", "FLOAT", "DOUBLE", "ULAW", "ALAW", "ALAC_")
# libsndfile's count for a FLAC stream that does not tell its length.
_UNKNOWN = 2**62


class SampleSource(Protocol):
    """Samples by span: float32 (channels, samples)."""

    def read(self, start: int, stop: int) -> np.ndarray: ...
    def close(self) -> None: ...


class MemorySource:
    """Samples held in memory, float32 (channels, samples)."""

    def __init__(self, samples: np.ndarray) -> None:
        self._samples = samples

    def read(self, start: int, stop: int) -> np.ndarray:
        return self._samples[:, start:stop].copy()

    def close(self) -> None:
        """Nothing to let go of that the caller does not hold as well."""


class FileSource:
    """Samples of a file in which libsndfile seeks exactly."""

    def __init__(self, path: Path, file: StreamedFile) -> None:
        self._path = path
        self._file = file
        self._lock = threading.Lock()
        self._position = 0

    def read(self, start: int, stop: int) -> np.ndarray:
        with self._lock:
            try:
                block = self._read(start, stop)
            except soundfile.LibsndfileError as error:
                self._reopen()
                raise self._damaged(self._readable_until(start, stop)) from error
            if len(block) < stop - start:
                raise self._damaged(start + len(block))
        return np.ascontiguousarray(block.T)

    def _read(self, start: int, stop: int) -> np.ndarray:
        if start != self._position:
            self._file.seek(start)
        block: np.ndarray = self._file.read(stop - start, dtype="float32", always_2d=True)
        self._position = start + len(block)
        return block

    def _reopen(self) -> None:
        """After an error libsndfile reads nothing more; other spans are still wanted."""
        self._file.close()
        self._file = open_sound_file(self._path)
        self._position = 0

    def _readable_until(self, start: int, stop: int) -> int:
        try:
            while start < stop and len(block := self._read(start, min(start + 1024, stop))):
                start += len(block)
        except soundfile.LibsndfileError:
            self._reopen()
        return start

    def _damaged(self, sample: int) -> RecordingError:
        return RecordingError(
            Sentence(
                "{path} is damaged after {value:.2f} s and cannot be read there; get another copy, "
                "or work on a stretch before or after it.",
                path=shown(self._path),
                value=sample / self._file.samplerate,
            )
        )

    def close(self) -> None:
        self._file.close()


class DecodedSource:
    """Samples of a file decoded from start to end into a temporary file.

    samples: how many there are. damaged: whether decoding ended with an error.
    """

    def __init__(self, path: Path, file: StreamedFile) -> None:
        self._channels: int = file.channels
        self._lock = threading.Lock()
        self.samples = 0
        self.damaged = False
        try:
            self._file = cast(BinaryIO, tempfile.TemporaryFile())  # noqa: SIM115
            weakref.finalize(self, _close, self._file)
            self._decode(file)
        except OSError as error:
            raise RecordingError(
                Sentence(
                    "{path} cannot be decoded: there is no room in {value}; free some space there.",
                    path=shown(path),
                    value=tempfile.gettempdir(),
                )
            ) from error

    def _decode(self, file: StreamedFile) -> None:
        while True:
            try:
                block = file.read(DECODE_BLOCK, dtype="float32", always_2d=True)
            except soundfile.LibsndfileError:
                self.damaged = True
                break
            if not len(block):
                break
            self._file.write(block)
            self.samples += len(block)
        self._file.flush()

    def read(self, start: int, stop: int) -> np.ndarray:
        with self._lock:
            self._file.seek(start * self._channels * 4)
            data = self._file.read((stop - start) * self._channels * 4)
        return np.array(np.frombuffer(data, np.float32).reshape(-1, self._channels).T, order="C")

    def close(self) -> None:
        self._file.close()


def _close(file: BinaryIO) -> None:
    """Close a scratch file; what a full disk did not take of it is not wanted any more."""
    with suppress(OSError):
        file.close()


@dataclass(frozen=True)
class OpenedFile:
    """A file's samples and what its header says."""

    source: SampleSource
    sample_rate: int
    channels: int
    samples: int
    subtype: str
    container: str
    metadata: dict[str, str]
    notices: tuple[str, ...]


def open_source(path: Path) -> OpenedFile:
    """Open a sound file as far as it goes. Raises RecordingError with a sentence."""
    file = open_sound_file(path)
    rate, channels = file.samplerate, file.channels
    subtype, container, metadata = file.subtype, file.format, file.copy_metadata()
    source: FileSource | DecodedSource
    damaged = False
    if _can_seek(container, subtype) and _end_is_there(path, file):
        source, samples = FileSource(path, file), file.frames
        promised = promised_samples(file, path)
    else:
        source, promised = _decoded(path, file)
        samples, damaged = source.samples, source.damaged
    notices = _notices(path, container, samples / rate, (promised or 0) / rate, damaged)
    return OpenedFile(source, rate, channels, samples, subtype, container, metadata, notices)


def _can_seek(container: str, subtype: str) -> bool:
    return container not in ("OGG", "MP3") and subtype.startswith(_SOUGHT)


def _end_is_there(path: Path, file: StreamedFile) -> bool:
    """Whether the last sample can be read; only compressed files can lack it unnoticed."""
    if file.format != "FLAC" and not file.subtype.startswith("ALAC"):
        return True
    if file.frames > _UNKNOWN:
        return False
    with open_sound_file(path) as probe:
        try:
            probe.seek(file.frames - 1)
            return len(probe.read(1)) == 1
        except soundfile.LibsndfileError:
            return False


def _decoded(path: Path, file: StreamedFile) -> tuple[DecodedSource, int | None]:
    """The decoded samples, and how many were promised where the file tells it."""
    with file:
        source = DecodedSource(path, file)
        tells = file.frames < _UNKNOWN and (file.format != "MP3" or has_length_tag(path))
        promised = promised_samples(file, path) or (file.frames if tells else None)
    if not source.samples:
        source.close()
        raise RecordingError(
            Sentence(
                "{path} holds no sound that can be decoded; get another copy of it.",
                path=shown(path),
            )
        )
    return source, promised


def _notices(
    path: Path, container: str, there: float, promised: float, damaged: bool
) -> tuple[str, ...]:
    """What to say of a file that ends too early. Lengths in seconds."""
    if promised > there + 0.001:
        why = Sentence(
            "cut off or damaged: its header promises {promised:.3f} s", promised=promised
        )
    elif damaged:
        why = Sentence("damaged")
    elif container == "OGG" and not has_end_mark(path):
        why = Sentence("cut off: its end mark is missing")
    else:
        return ()
    return (
        Sentence(
            "{path} is {why}, the first {there:.3f} s could be opened.",
            path=shown(path.name),
            why=why,
            there=there,
        ),
    )
