"""Sessions: all of a person's work on one recording, as one file or one folder.

    session.json         everything that is not an array; version first
    session.copy.json    the same again, for when a damaged file has lost the first
    arrays/NAME.npy      masks; NAME is 32 hexadecimal digits: a number, or in a folder the
                         beginning of the SHA-256 of what is inside
    network/NAME.safetensors
    recording.flac|wav   where the recording was embedded

A file `*.unbraid` is a zip of that; crash recovery keeps the same as a folder, in which only what
changed is written. Other parts of the program keep things of their own under `Session.extras`.
"""

from engine.session.model import (
    Embedded,
    Extra,
    Leg,
    MarkState,
    Network,
    RecordingReference,
    Result,
    SeparationChoice,
    Session,
    SessionError,
    SourceState,
    Version,
)
from engine.session.parts import FORMAT
from engine.session.reading import OpenedSession, open_session, open_session_folder
from engine.session.writing import FolderWriter, save_session

ENDING = ".unbraid"

__all__ = [
    "ENDING",
    "FORMAT",
    "Embedded",
    "Extra",
    "FolderWriter",
    "Leg",
    "MarkState",
    "Network",
    "OpenedSession",
    "RecordingReference",
    "Result",
    "SeparationChoice",
    "Session",
    "SessionError",
    "SourceState",
    "Version",
    "open_session",
    "open_session_folder",
    "save_session",
]
