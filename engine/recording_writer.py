"""Sound files written whole or not at all: beside the target first, then renamed.

PCM is dithered with a triangular probability density of two steps' width (TPDF, Lipshitz,
Wannamaker & Vanderkooy 1992), so that the error's mean and power do not depend on the sound.
Frames in which every channel is exactly zero stay zero: they quantise without error, and leader
and pauses that were digitally silent are expected to be so in a delivered file.
"""

from __future__ import annotations

import errno
import io
import os
import secrets
import struct
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from types import TracebackType

import numpy as np
import soundfile

from engine.sentences import Sentence
from engine.sound_files import RecordingError, native, shown

CONTAINERS = {
    ".wav": "WAV",
    ".flac": "FLAC",
    ".aiff": "AIFF",
    ".aif": "AIFF",
    ".caf": "CAF",
    ".w64": "W64",
    ".rf64": "RF64",
}
BYTES_PER_SAMPLE = {"PCM_16": 2, "PCM_24": 3, "FLOAT": 4}
TEXTS = (
    "title",
    "copyright",
    "software",
    "artist",
    "comment",
    "date",
    "album",
    "license",
    "tracknumber",
    "genre",
)
# RIFF and AIFF count bytes in 32 bits; the margin is for the header and the texts.
LARGEST_RIFF = 2**32 - 2**20
_REASONS = {
    errno.ENOSPC: Sentence("the disk is full; free some space or choose another folder"),
    errno.EDQUOT: Sentence(
        "your quota on this disk is used up; free some space or choose another folder"
    ),
    errno.EFBIG: Sentence("files of this size are not allowed there; choose another folder"),
    errno.EACCES: Sentence("you may not write there; choose another folder"),
    errno.EPERM: Sentence("you may not write there; choose another folder"),
    errno.EROFS: Sentence("the disk is read-only; choose another folder"),
    errno.ENOENT: Sentence("its folder is not there any more; choose another folder"),
    errno.ENODEV: Sentence("its drive is not there any more; choose another folder"),
    errno.EIO: Sentence("the disk does not answer; choose another folder"),
    errno.EEXIST: Sentence("a part of its folder's name is a file; choose another folder"),
    errno.ENOTDIR: Sentence("a part of its folder's name is a file; choose another folder"),
    errno.ENAMETOOLONG: Sentence("the name is too long; choose a shorter one"),
}


def writing_error(path: Path, error: OSError) -> RecordingError:
    """The sentence for an operating system's refusal to write a file."""
    reason = _REASONS.get(error.errno or 0, str(error.strerror or error))
    return RecordingError(
        Sentence("{path} cannot be written: {reason}.", path=shown(path), reason=reason)
    )


class Sink:
    """The bytes' way to the disk; keeps the first error, which libsndfile would lose."""

    def __init__(self, file: io.FileIO) -> None:
        self._file = file
        self.error: OSError | None = None

    def write(self, data: bytes) -> int:
        view = memoryview(data)
        while view and self.error is None:
            try:
                view = view[self._file.write(view) :]
            except OSError as error:
                self.error = error
        return len(data)

    def read(self, size: int = -1) -> bytes:
        return self._file.read(size)

    def readinto(self, buffer: bytearray) -> int:
        return self._file.readinto(buffer)

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        return self._file.seek(offset, whence)

    def tell(self) -> int:
        return self._file.tell()


def container_of(path: Path) -> str:
    """The container that a name's ending stands for. Raises RecordingError for other endings."""
    container = CONTAINERS.get(path.suffix.lower())
    if container is None:
        known = ", ".join(CONTAINERS)
        raise RecordingError(
            Sentence(
                "{path} cannot be written: its ending must be one of {known}.",
                path=shown(path),
                known=known,
            )
        )
    return container


class RecordingWriter:
    """Writes one sound file; a context manager.

    On a clean exit the file takes its final name, on an exception nothing is left of it. WAV
    becomes RF64 where it would pass 4 GiB. `finish` and `commit` may be called one after the other
    instead, to rename several files only when all are complete; `discard` gives up.

    path: a name already taken is an error unless `overwrite`.
    subtype: PCM_16, PCM_24 or FLOAT. container: from the name's ending when None.
    gain: linear, applied to every sample. samples: length if known beforehand; no more may come.
    peak: largest |sample| written so far, before the gain.
    clipped: samples beyond full scale after the gain in PCM; FLOAT is never clipped.
    notices: sentences on what this kind of file cannot hold.
    Raises RecordingError with a sentence.
    """

    def __init__(
        self,
        path: str | Path,
        *,
        sample_rate: int,
        channels: int,
        subtype: str,
        container: str | None = None,
        metadata: Mapping[str, str] | None = None,
        overwrite: bool = False,
        gain: float = 1.0,
        dither_seed: int = 0,
        samples: int | None = None,
    ) -> None:
        self.path = Path(path)
        self.sample_rate = sample_rate
        self.channels = channels
        self.subtype = subtype
        self.container = container or container_of(self.path)
        self.gain = gain
        self.samples = samples
        self.written = 0
        self.peak = 0.0
        self.clipped = 0
        self.notices: tuple[str, ...] = ()
        self._overwrite = overwrite
        self._random = np.random.default_rng(dither_seed)
        self._target = Path(os.path.realpath(self.path))
        self._temporary = self._target.with_name(f".unbraid-{secrets.token_hex(8)}.part")
        self._form = self._checked_form()
        self._open(metadata or {})

    def _checked_form(self) -> str:
        if self.subtype not in BYTES_PER_SAMPLE:
            known = ", ".join(BYTES_PER_SAMPLE)
            raise RecordingError(
                Sentence(
                    "{path} cannot be written: choose {known}.", path=shown(self.path), known=known
                )
            )
        if not soundfile.check_format(self.container, self.subtype):
            raise RecordingError(
                Sentence(
                    "{path} cannot be written: {container} does not hold {subtype}; choose PCM_24 "
                    "or WAV.",
                    path=shown(self.path),
                    container=self.container,
                    subtype=self.subtype,
                )
            )
        size = (self.samples or 0) * self.channels * BYTES_PER_SAMPLE[self.subtype]
        if self.container == "AIFF" and size > LARGEST_RIFF:
            raise RecordingError(
                Sentence(
                    "{path} cannot be written: AIFF ends at 4 GiB; choose WAV or FLAC.",
                    path=shown(self.path),
                )
            )
        unsure = self.samples is None or size > LARGEST_RIFF
        return "RF64" if self.container == "WAV" and unsure else self.container

    def _open(self, metadata: Mapping[str, str]) -> None:
        self._check_target()
        try:
            self._target.parent.mkdir(parents=True, exist_ok=True)
            self._file = io.FileIO(self._temporary, "x+")
        except OSError as error:
            raise writing_error(self.path, error) from error
        self._sink = Sink(self._file)
        try:
            self._sound = soundfile.SoundFile(
                self._sink,
                "w",
                samplerate=self.sample_rate,
                channels=self.channels,
                subtype=self.subtype,
                format=self._form,
            )
        except soundfile.LibsndfileError as error:
            self._remove()
            raise RecordingError(
                Sentence(
                    "{path} cannot be written: {container} does not hold {channels} channels at "
                    "{sample_rate} Hz; choose another kind of file.",
                    path=shown(self.path),
                    container=self.container,
                    channels=self.channels,
                    sample_rate=self.sample_rate,
                )
            ) from error
        self._metadata = {key: text for key, text in metadata.items() if text}
        for key, text in self._metadata.items():
            if key in TEXTS:
                # What the container does not hold is found on checking the finished file.
                with suppress(soundfile.LibsndfileError):
                    setattr(self._sound, key, text)

    def _check_target(self) -> None:
        if os.path.isdir(self._target):
            raise RecordingError(
                Sentence("{path} is a folder; choose a name for a file.", path=shown(self.path))
            )
        if os.path.lexists(self._target):
            if not self._overwrite:
                raise self._taken()
            effective = os.access in os.supports_effective_ids
            if not os.access(self._target, os.W_OK, effective_ids=effective):
                raise RecordingError(
                    Sentence(
                        "{path} is write-protected; choose another name.", path=shown(self.path)
                    )
                )

    def __enter__(self) -> RecordingWriter:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if kind is not None:
            self.discard()
            return
        self.finish()
        self.commit()

    def write(self, block: np.ndarray) -> None:
        """Append float samples (channels, samples). Raises RecordingError on NaN and infinity."""
        if block.ndim != 2 or block.shape[0] != self.channels:
            raise ValueError(f"a block of shape {block.shape} is not (channels, samples)")
        if self.samples is not None and self.written + block.shape[1] > self.samples:
            raise ValueError(f"more samples than the {self.samples} announced")
        if not block.shape[1]:
            return
        peak = float(np.abs(block).max())
        if not np.isfinite(peak):
            self._refuse(block)
        self.peak = max(self.peak, peak)
        self._sound.write(self._stored(block))
        self.written += block.shape[1]
        self._check_sink()

    def _refuse(self, block: np.ndarray) -> None:
        first = int(np.argmin(np.isfinite(block).all(axis=0))) + self.written
        raise RecordingError(
            Sentence(
                "{path} cannot be written: the sound is not a number at {value:.3f} s.",
                path=shown(self.path),
                value=first / self.sample_rate,
            )
        )

    def _stored(self, block: np.ndarray) -> np.ndarray:
        """The samples as the file holds them: (samples, channels) float32, int16 or int32."""
        sound = block.T.astype(np.float64) * self.gain
        if self.subtype == "FLOAT":
            return sound.astype(np.float32)
        self.clipped += int(np.count_nonzero(np.abs(sound) > 1.0))
        scale = 2 ** (8 * BYTES_PER_SAMPLE[self.subtype] - 1)
        dither = np.subtract(*np.moveaxis(self._random.random((*sound.shape, 2)), -1, 0))
        dither *= sound.any(axis=1, keepdims=True)
        steps = np.clip(np.rint(sound * scale + dither), -scale, scale - 1)
        if self.subtype == "PCM_16":
            return steps.astype(np.int16)
        return steps.astype(np.int32) << 8

    def _check_sink(self) -> None:
        if self._sink.error is not None:
            raise writing_error(self.path, self._sink.error) from self._sink.error

    def finish(self) -> None:
        """Complete the file and bring it to the disk, still under its temporary name."""
        try:
            self._sound.close()
            self._check_sink()
            if self.container == "WAV" and self._form == "RF64":
                _rf64_to_wav(self._file)
            if self._form in ("WAV", "RF64"):
                _forget_the_time(self._file)
            self._verify()
            os.fsync(self._file.fileno())
            self._file.close()
        except OSError as error:
            self.discard()
            raise writing_error(self.path, error) from error
        except RecordingError:
            self.discard()
            raise

    def _verify(self) -> None:
        """Open what was written: its length must be right; note the texts that it lacks."""
        try:
            with soundfile.SoundFile(native(self._temporary)) as written:
                frames, texts = written.frames, written.copy_metadata()
        except soundfile.LibsndfileError:
            frames, texts = 0, {}
        if frames != self.written:
            raise RecordingError(
                Sentence(
                    "{path} was not written well: {frames} of {written} samples can be read back; "
                    "try another folder or kind of file.",
                    path=shown(self.path),
                    frames=frames,
                    written=self.written,
                )
            )
        lost = [key for key, text in self._metadata.items() if text not in texts.get(key, "")]
        if lost:
            self.notices = (
                Sentence(
                    "{path} cannot hold: {value}.",
                    path=shown(self.path.name),
                    value=", ".join(lost),
                ),
            )

    def commit(self) -> None:
        """Give the finished file its final name. Raises RecordingError if that is taken."""
        try:
            if self._overwrite:
                os.replace(self._temporary, self._target)
            else:
                self._claim()
        except FileExistsError as error:
            self.discard()
            raise self._taken() from error
        except OSError as error:
            self.discard()
            raise writing_error(self.path, error) from error

    def _claim(self) -> None:
        """Rename without replacing: a hard link fails where the name is taken."""
        try:
            os.link(self._temporary, self._target)
        except FileExistsError:
            raise
        except OSError:
            # No hard links here (FAT, some network disks): reserve the name, then replace it.
            os.close(os.open(self._target, os.O_CREAT | os.O_EXCL | os.O_WRONLY))
            os.replace(self._temporary, self._target)
        else:
            self._temporary.unlink()

    def discard(self) -> None:
        """Leave nothing; harmless when repeated."""
        self._sink.error = self._sink.error or OSError(errno.ECANCELED, "given up")
        if not self._sound.closed:
            self._sound.close()
        self._remove()

    def _remove(self) -> None:
        self._file.close()
        self._temporary.unlink(missing_ok=True)

    def _taken(self) -> RecordingError:
        return RecordingError(
            Sentence(
                "{path} exists already; choose another name or allow overwriting it.",
                path=shown(self.path),
            )
        )


def _forget_the_time(file: io.FileIO) -> None:
    """Zero the time of writing that the PEAK chunk of float files holds: same sound, same bytes."""
    file.seek(0)
    head = file.read(4096)
    position = 12
    while position + 8 <= len(head):
        name, length = struct.unpack("<4sI", head[position : position + 8])
        if name == b"PEAK":
            file.seek(position + 12)
            file.write(bytes(4))
        position += 8 + length + length % 2


def _rf64_to_wav(file: io.FileIO) -> None:
    """Turn an RF64 under 4 GiB into a plain WAV in place (EBU Tech 3306: ds64 becomes JUNK)."""
    size = file.seek(0, os.SEEK_END)
    if size > LARGEST_RIFF:
        return
    file.seek(0)
    header = file.read(12 + 8 + 28)
    data_size, samples = struct.unpack("<QQ", header[28:44])
    file.seek(0)
    file.write(b"RIFF" + struct.pack("<I", size - 8) + b"WAVEJUNK")
    position = 12
    while position + 8 <= size:
        file.seek(position)
        name, length = struct.unpack("<4sI", file.read(8))
        if name == b"fact":
            file.write(struct.pack("<I", samples))
        if name == b"data":
            file.seek(position + 4)
            file.write(struct.pack("<I", data_size))
            length = data_size
        position += 8 + length + length % 2
