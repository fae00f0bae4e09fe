"""A disk that refuses: every write beneath some folders is counted, and from one on refused.

For `unbraid benchmark faults` and tests. It stands in for a full or protected disk at the places
where the program hands bytes to the system: opening for writing, writing, bringing to the disk,
renaming, making folders and marks.
"""

from __future__ import annotations

import errno
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any
from unittest import mock

CALLS = ("open", "write", "fsync", "replace", "mkdir", "touch")


class RefusedWrites:
    """number: the first call that is refused, from 1. refused: how many were."""

    def __init__(
        self, folders: Sequence[Path], number: int = 1, error: int = errno.ENOSPC,
        calls: Sequence[str] = CALLS,
    ) -> None:  # fmt: skip
        self._folders = [str(folder) for folder in folders]
        self._number, self._error, self._calls = number, error, calls
        self._count = 0
        self._descriptors: set[int] = set()
        self.refused = 0

    def check(self, call: str) -> None:
        """Count a call. Raises OSError where it is refused."""
        if call not in self._calls:
            return
        self._count += 1
        if self._count >= self._number:
            self.refused += 1
            raise OSError(self._error, os.strerror(self._error))

    def is_here(self, path: Any) -> bool:
        """Whether a path is beneath one of the folders."""
        return any(str(path).startswith(folder) for folder in self._folders)

    @contextmanager
    def active(self) -> Iterator[RefusedWrites]:
        """While this lasts, writes are refused."""
        with ExitStack() as patches:
            for owner, name, wrap in (
                (Path, "open", self._open),
                (os, "fsync", self._fsync),
                (os, "replace", self._on_path("replace", os.replace, 1)),
                (os, "mkdir", self._on_path("mkdir", os.mkdir, 0)),
                (Path, "touch", self._on_path("touch", Path.touch, 0)),
            ):
                patches.enter_context(mock.patch.object(owner, name, wrap))
            yield self

    @property
    def _open(self) -> Callable[..., Any]:
        opened = Path.open

        def open_checked(path: Path, mode: str = "r", *rest: Any, **named: Any) -> Any:
            if not set(mode) & set("wxa+") or not self.is_here(path):
                return opened(path, mode, *rest, **named)
            self.check("open")
            file = opened(path, mode, *rest, **named)
            self._descriptors.add(file.fileno())
            return _CheckedFile(file, self)

        return open_checked

    @property
    def _fsync(self) -> Callable[[int], None]:
        fsync = os.fsync

        def fsync_checked(descriptor: int) -> None:
            if descriptor in self._descriptors:
                self.check("fsync")
            fsync(descriptor)

        return fsync_checked

    def _on_path(self, call: str, real: Callable[..., Any], place: int) -> Callable[..., Any]:
        def checked(*arguments: Any, **named: Any) -> Any:
            if self.is_here(arguments[place]):
                self.check(call)
            return real(*arguments, **named)

        return checked

    def forget(self, descriptor: int) -> None:
        """A file was closed."""
        self._descriptors.discard(descriptor)


class _CheckedFile:
    """A file whose writes are counted."""

    def __init__(self, file: Any, refusal: RefusedWrites) -> None:
        self._file, self._refusal = file, refusal

    def __getattr__(self, name: str) -> Any:
        return getattr(self._file, name)

    def __enter__(self) -> _CheckedFile:
        return self

    def __exit__(self, *error: object) -> None:
        self._refusal.forget(self._file.fileno())
        self._file.close()

    def write(self, data: Any) -> int:
        self._refusal.check("write")
        return int(self._file.write(data))
