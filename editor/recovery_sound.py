"""The recording beside what crash recovery keeps, where its own file is gone from its place.

An open file can mostly be read for as long as the program lives, and no longer.
"""

from __future__ import annotations

import os
import secrets
import shutil
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from engine.recording import Recording, RecordingError
from engine.session import RecordingReference
from engine.session.recordings import embed_recording

# Longer sound would keep newer work waiting for more than about half a minute.
MOST_BYTES = 2**30
_NAMES = ("recording.flac", "recording.wav")


def put_sound(recording: Recording, folder: Path, stopped: Callable[[], bool]) -> None:
    """Write the recording into a folder, whole or not at all. Raises OSError, RecordingError."""
    take_sound_away(folder)
    if recording.samples * recording.channels * 4 > MOST_BYTES:
        return
    part = embed_recording(recording, folder / f".unbraid-{secrets.token_hex(8)}", stopped)
    os.replace(part, folder / f"recording{part.suffix}")


def take_sound_away(folder: Path) -> None:
    """There is none in this folder, or it is another recording's. Raises OSError."""
    for name in _NAMES:
        (folder / name).unlink(missing_ok=True)


def sound_of(folder: Path, reference: RecordingReference, place: Path) -> Recording | None:
    """The recording that is in a folder, opened from a copy: the folder goes once all is kept.

    place: where the copy is put. None where there is none, or where it is another one.
    """
    for source in (folder / name for name in _NAMES):
        if not source.is_file():
            continue
        copy = place / folder.name / f"{reference.path.stem}{source.suffix}"
        with suppress(OSError, RecordingError):
            copy.parent.mkdir(parents=True, exist_ok=True)
            part = copy.with_name(f"{secrets.token_hex(8)}.part")
            shutil.copyfile(source, part)
            os.replace(part, copy)
            recording = Recording.open(copy)
            told = (reference.samples, reference.sample_rate, reference.channels)
            if (recording.samples, recording.sample_rate, recording.channels) == told:
                return recording
            recording.close()
    return None
