"""The recording that a session is about: which it is, whether it is still that, where it went."""

from __future__ import annotations

import hashlib
import os
import secrets
import shutil
import time
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

import numpy as np
import soundfile

from engine.recording import Recording, RecordingError
from engine.recording_writer import Sink, writing_error
from engine.sentences import Sentence
from engine.session.model import Embedded, RecordingReference, SessionError
from engine.session.parts import PartError, ZipParts
from engine.sound_files import shown

_BLOCK = 2**20
# How many files below a folder are looked at when a recording is searched for.
MOST_SEARCHED = 20_000
_KEPT_SECONDS = 7 * 24 * 3600.0
_FLAC_CHANNELS, _FLAC_RATE = 8, 655_350
_EXACT_IN_FLAC = {"PCM_S8": "PCM_S8", "PCM_U8": "PCM_S8", "PCM_16": "PCM_16", "PCM_24": "PCM_24"}
Stopped = Callable[[], bool]


def sha256_of(path: Path, stopped: Stopped = lambda: False) -> str:
    """SHA-256 of a file in hexadecimal; "" where it was stopped. Raises OSError."""
    found = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            if stopped():
                return ""
            found.update(block)
    return found.hexdigest()


def reference_to(
    recording: Recording,
    path: Path,
    session: Path | None,
    sha256: str,
    size: int | None = None,
) -> RecordingReference:
    """The reference to a recording that was opened from a path. Raises OSError without a size.

    session: the file that it will stand in, for the relative path. size: of the recording's file.
    """
    return RecordingReference(
        path=path,
        relative="" if session is None else relative_to(path, session),
        size=path.stat().st_size if size is None else size,
        sha256=sha256,
        sample_rate=recording.sample_rate,
        channels=recording.channels,
        samples=recording.samples,
    )


def relative_to(path: Path, session: Path) -> str:
    """A path from the session's folder; "" where none leads there, as between drives."""
    try:
        return Path(os.path.relpath(path, session.parent)).as_posix()
    except ValueError:
        return ""


def is_the_one(path: Path, reference: RecordingReference) -> bool:
    """Whether a file has just the bytes that the reference tells."""
    try:
        if not path.is_file() or path.stat().st_size != reference.size:
            return False
        return not reference.sha256 or sha256_of(path) == reference.sha256
    except OSError:
        return False


def find_recording(
    reference: RecordingReference, session: Path | None, stopped: Stopped = lambda: False
) -> Path | None:
    """Where the recording is: at its path, at the same place from the session, or anywhere beside
    or below the session under any name. None where no file with its bytes was found."""
    for path in _expected(reference, session):
        if is_the_one(path, reference):
            return path
    if session is None or not reference.sha256:
        return None
    for path in _files_below(session.parent, MOST_SEARCHED):
        if stopped():
            return None
        if is_the_one(path, reference):
            return path
    return None


def _expected(reference: RecordingReference, session: Path | None) -> Iterator[Path]:
    yield reference.path
    if session is not None:
        if reference.relative:
            yield session.parent / reference.relative
        yield session.parent / reference.name


def _files_below(folder: Path, most: int) -> Iterator[Path]:
    seen = 0
    for place, folders, names in os.walk(folder):
        folders.sort()
        for name in sorted(names):
            seen += 1
            if seen > most:
                return
            yield Path(place, name)


def silence_like(reference: RecordingReference) -> Recording:
    """A silent recording in place of one that is not there: work on what was drawn can go on."""
    nothing = np.broadcast_to(np.float32(0.0), (reference.channels, reference.samples))
    return Recording.from_samples(nothing, reference.sample_rate, reference.path)


def embed_recording(recording: Recording, place: Path, stopped: Stopped = lambda: False) -> Path:
    """Write a recording's samples, exactly: FLAC where that can hold them, else WAV of floats.

    place: a path without an ending; returns the one that was written. Raises OSError where the
    disk refuses and RecordingError where the recording cannot be read, or where it was stopped.
    """
    depth = _EXACT_IN_FLAC.get(recording.subtype)
    fits = recording.channels <= _FLAC_CHANNELS and recording.sample_rate <= _FLAC_RATE
    exact = depth is not None and fits
    path = place.with_suffix(".flac" if exact else ".wav")
    # A WAV of more than 4 GiB is an RF64, which reads alike.
    large = recording.samples * recording.channels * 4 > 2**32 - 2**20
    form = "FLAC" if exact else ("RF64" if large else "WAV")
    try:
        with path.open("w+b", buffering=0) as file:
            sink = Sink(file)
            try:
                with soundfile.SoundFile(
                    sink,
                    "w",
                    recording.sample_rate,
                    recording.channels,
                    depth if exact else "FLOAT",
                    format=form,
                ) as sound:
                    for start in range(0, recording.samples, _BLOCK):
                        if stopped():
                            raise RecordingError("nobody waits for it any more")
                        block = recording.read(start, min(start + _BLOCK, recording.samples)).T
                        sound.write(_integers(block) if exact else block)
            except soundfile.LibsndfileError as error:
                reason = f"the recording could not be embedded ({error})"
                raise sink.error or OSError(reason) from error
            if sink.error is not None:
                raise sink.error
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return path


def _integers(block: np.ndarray) -> np.ndarray:
    """Samples that came from at most 24 bits, as 32 bits; libsndfile takes the upper ones."""
    return np.clip(np.rint(block.astype(np.float64) * 2**31), -(2**31), 2**31 - 1).astype(np.int32)


def embedded_in(session: Path) -> Embedded | None:
    """The recording inside a session's file, if there is one."""
    try:
        parts = ZipParts(session)
    except (SessionError, OSError, ValueError, zipfile.BadZipFile, NotImplementedError):
        return None
    try:
        found = sorted(name for name in parts.names() if name.startswith("recording."))
    finally:
        parts.close()
    return Embedded(found[0], session) if found else None


def unpack_embedded(embedded: Embedded, reference: RecordingReference | None, folder: Path) -> Path:
    """An embedded recording as a file in a folder; its path. Raises SessionError.

    What was unpacked there before is used again: somebody else may have it open.
    """
    stem = reference.path.stem if reference is not None else "recording"
    try:
        parts = ZipParts(embedded.session)
        try:
            place = folder / parts.fingerprint(embedded.member)
            path = place / f"{stem or 'recording'}{Path(embedded.member).suffix}"
            if not path.is_file():
                place.mkdir(parents=True, exist_ok=True)
                with parts.open(embedded.member) as source:
                    _write_whole(source, path)
            os.utime(path)
        finally:
            parts.close()
        with_length = Recording.open(path)
    except PartError as error:
        raise SessionError(
            Sentence("{path}: {error}.", path=shown(embedded.session), error=error)
        ) from error
    except (zipfile.BadZipFile, zlib.error, EOFError, RecordingError) as error:
        raise SessionError(
            Sentence("{path}: the recording in it is damaged.", path=shown(embedded.session))
        ) from error
    except OSError as error:
        raise SessionError(str(writing_error(folder, error))) from error
    with_length.close()
    return path


def _write_whole(source: BinaryIO, path: Path) -> None:
    """Write a file so that it is there whole or not at all."""
    temporary = path.with_name(f"{secrets.token_hex(8)}.part")
    try:
        with temporary.open("xb") as target:
            shutil.copyfileobj(source, target, _BLOCK)
        os.replace(temporary, path)
    finally:
        temporary.unlink(missing_ok=True)


def clear_unpacked(folder: Path) -> None:
    """Take away what was unpacked anywhere below a folder and not opened for a week."""
    for path in list(folder.rglob("*")):
        with suppress(OSError):
            if path.is_file() and time.time() - path.stat().st_mtime > _KEPT_SECONDS:
                path.unlink()
