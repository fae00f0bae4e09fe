"""What crash recovery keeps: a folder for every window, which outlives a window that crashed.

    STATE/recovery/NAME/     a session as a folder (engine.session), and beside it
        lock                 held by the window that writes there, for as long as it lives
        picture.png          what the overview showed
        saved                the work is in a file: nothing is to be recovered
        declined             its owner did not want it, at that time

A folder whose lock nobody holds belongs to a window that ended without saying good-bye.
"""

from __future__ import annotations

import getpass
import logging
import os
import shutil
import tempfile
import time
import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QLockFile

from editor.session_opener import state_folder
from editor.translation import tr
from engine.session import SessionError, open_session_folder

KEPT_SECONDS = 7 * 24 * 3600.0
LOCK, PICTURE, DECLINED, SAVED = "lock", "picture.png", "declined", "saved"
DOCUMENT = "session.json"
log = logging.getLogger(__name__)
Clock = Callable[[], float]


@dataclass(frozen=True)
class Recoverable:
    """Work that can be recovered.

    name: of the recording or the session's file; time: seconds since 1970; marks: how many are
    drawn; versions: how many are kept. declined: its owner did not want it.
    """

    folder: Path
    name: str
    time: float
    marks: int
    versions: int
    declined: bool

    @property
    def picture(self) -> Path:
        """A picture of it, which may be missing."""
        return self.folder / PICTURE


def places() -> tuple[Path, ...]:
    """Where recoveries may be; the second for when the first cannot be written to."""
    other = Path(tempfile.gettempdir()) / f"unbraid-recovery-{getpass.getuser()}"
    return (state_folder() / "recovery", other)


class RecoveryFolder:
    """A folder of this window's own, locked for as long as it lives."""

    def __init__(self, place: Path) -> None:
        """Raises OSError where the place cannot be written to."""
        self.path = place / uuid.uuid4().hex
        self.path.mkdir(parents=True, mode=0o700)
        self._lock = QLockFile(str(self.path / LOCK))
        self._lock.setStaleLockTime(0)
        if not self._lock.tryLock(0):
            shutil.rmtree(self.path, ignore_errors=True)
            raise OSError(tr("no lock can be had in {place}").format(place=place))

    @property
    def is_there(self) -> bool:
        """Whether it is still there with its lock; somebody may have cleared the whole place."""
        return (self.path / LOCK).exists()

    def mark(self, name: str, marked: bool) -> None:
        """Say that the work is saved, or declined, or no longer. Raises OSError."""
        if marked:
            (self.path / name).touch()
        else:
            (self.path / name).unlink(missing_ok=True)

    def leave(self) -> None:
        """Let go of the folder; what is in it stays."""
        self._lock.unlock()

    def remove(self) -> None:
        """Take the folder away."""
        self._lock.unlock()
        shutil.rmtree(self.path, ignore_errors=True)


def find_recoverable(
    *, declined: bool = False, clock: Clock = time.time
) -> tuple[Recoverable, ...]:
    """Work of windows that ended without saving, the newest first; reads files.

    declined: also what its owner did not want. Takes away what was declined a week ago.
    """
    found = []
    for folder in _folders():
        lock = QLockFile(str(folder / LOCK))
        lock.setStaleLockTime(0)
        if not lock.tryLock(0):
            continue
        try:
            if not (folder / DOCUMENT).exists():
                # Perhaps its owner is only just making it.
                if _is_older(folder, 3600.0, clock):
                    shutil.rmtree(folder, ignore_errors=True)
            elif (folder / SAVED).exists() or _is_older(folder / DECLINED, KEPT_SECONDS, clock):
                shutil.rmtree(folder, ignore_errors=True)
            elif declined or not (folder / DECLINED).exists():
                found.append(_described(folder))
        except (SessionError, OSError):
            log.exception("what was kept in %s cannot be read", folder)
        finally:
            lock.unlock()
    return tuple(sorted(found, key=lambda each: each.time, reverse=True))


def decline(found: Iterable[Recoverable]) -> None:
    """Offer these no more; they are kept for a week."""
    for each in found:
        try:
            (each.folder / DECLINED).touch()
        except OSError:
            log.exception("%s cannot be marked", each.folder)


def forget(folder: Path) -> None:
    """Take a recovery away whose work is elsewhere now."""
    if folder.parent in places():
        shutil.rmtree(folder, ignore_errors=True)


def _folders() -> list[Path]:
    found: list[Path] = []
    for place in places():
        try:
            found += [path for path in place.iterdir() if _is_ours(path)]
        except OSError:
            continue
    return found


def _is_ours(path: Path) -> bool:
    """Whether it is a folder that this user has made; the second place is open to everybody."""
    if path.is_symlink() or not path.is_dir():
        return False
    return not hasattr(os, "getuid") or path.stat().st_uid == os.getuid()


def _is_older(path: Path, seconds: float, clock: Clock) -> bool:
    """Whether it is there and was made so long ago; a clock set back makes nothing old."""
    try:
        return clock() - path.stat().st_mtime > seconds
    except OSError:
        return False


def _described(folder: Path) -> Recoverable:
    session = open_session_folder(folder).session
    file, reference = session.view.get("file"), session.reference
    name = reference.name if reference is not None else "a recording"
    return Recoverable(
        folder=folder,
        name=Path(file).name if isinstance(file, str) and file else name,
        time=session.saved_at,
        marks=len(session.guidance.marks),
        versions=len(session.versions),
        declined=(folder / DECLINED).exists(),
    )
