"""Who has a session's file open: a lock beside it, which a dead process does not hold."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QLockFile


class SessionLock:
    """At most one session file at a time is held."""

    def __init__(self) -> None:
        self._lock: QLockFile | None = None
        self._path: Path | None = None

    def take(self, path: Path) -> bool:
        """Hold this file instead of any other; False where somebody else has it.

        In a folder that cannot be written to nobody can save, so nobody needs a lock: True.
        A link stands for the file that it leads to.
        """
        path = path.resolve()
        if path == self._path:
            return True
        lock = QLockFile(str(path.with_name(f".{path.name}.lock")))
        lock.setStaleLockTime(0)
        if not lock.tryLock(0) and lock.error() == QLockFile.LockError.LockFailedError:
            return False
        self.release()
        self._lock, self._path = lock, path
        return True

    def release(self) -> None:
        """Hold nothing any more."""
        if self._lock is not None:
            self._lock.unlock()
        self._lock = self._path = None


def is_free(path: Path) -> bool:
    """Whether nobody has this file open."""
    lock = SessionLock()
    free = lock.take(path)
    lock.release()
    return free
