"""Versions: results put by, to come back to, compare and export.

They stand beside the undo history: undoing, another run or a full history takes none away. What
is kept, renamed and deleted by hand is undone like everything else; what runs left behind of
themselves is bounded, the oldest goes first.
"""

from __future__ import annotations

import time
import uuid
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QUndoCommand, QUndoStack

from editor.translation import tr
from engine.session import Version

# Of what runs left behind; together with the undo history's own 512 MiB this bounds the memory.
AUTOMATIC_COUNT = 10
AUTOMATIC_BYTES = 256 * 2**20


def new_version(name: str, *, automatic: bool, **parts: Any) -> Version:
    """A version of now; parts: the other fields of engine.session.Version."""
    return Version(id=uuid.uuid4().hex, name=name, time=time.time(), automatic=automatic, **parts)


class Versions(QObject):
    """All versions of one document, the oldest first."""

    changed = Signal()

    def __init__(self, undo_stack: QUndoStack, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._undo_stack = undo_stack
        self._items: tuple[Version, ...] = ()

    @property
    def items(self) -> tuple[Version, ...]:
        """The versions."""
        return self._items

    def find(self, version_id: str) -> Version | None:
        """The version of that id, if there still is one."""
        return next((version for version in self._items if version.id == version_id), None)

    def replace_all(self, versions: Iterable[Version]) -> None:
        """Other versions altogether, as those of another session."""
        self._items = tuple(versions)
        self.changed.emit()

    def keep(self, version: Version) -> None:
        """Put a version by because somebody asked; one undo step."""
        self._undo_stack.push(
            _Change(self, tr("Keep “{name}”").format(name=version.name), None, version)
        )

    def rename(self, version: Version, name: str) -> None:
        """Another name; one undo step. A version that was named is not forgotten by itself."""
        renamed = replace(version, name=name, automatic=False)
        self._undo_stack.push(
            _Change(self, tr("Rename “{name}”").format(name=version.name), version, renamed)
        )

    def delete(self, version: Version) -> None:
        """Take a version away; one undo step."""
        self._undo_stack.push(
            _Change(self, tr("Delete “{name}”").format(name=version.name), version, None)
        )

    def note(self, version: Version) -> None:
        """Put by what a run reached; of such versions the oldest are forgotten where they are
        too many or too large."""
        self._items = (*self._items, version)
        automatic = [known for known in self._items if known.automatic]
        kept: set[str] = set()
        total = 0
        for known in reversed(automatic):
            total += _bytes(known)
            if not kept or (len(kept) < AUTOMATIC_COUNT and total <= AUTOMATIC_BYTES):
                kept.add(known.id)
        self._items = tuple(v for v in self._items if not v.automatic or v.id in kept)
        self.changed.emit()

    def put(self, old: Version | None, new: Version | None) -> None:
        """Put one in the place of another (None: of nothing, or nothing); for undo commands."""
        others = tuple(v for v in self._items if old is None or v.id != old.id)
        found = others if new is None else (*others, new)
        self._items = tuple(sorted(found, key=lambda version: version.time))
        self.changed.emit()


class _Change(QUndoCommand):
    def __init__(
        self, versions: Versions, text: str, old: Version | None, new: Version | None
    ) -> None:
        super().__init__(text)
        self._versions, self._old, self._new = versions, old, new

    def redo(self) -> None:
        self._versions.put(self._old, self._new)

    def undo(self) -> None:
        self._versions.put(self._new, self._old)


def _bytes(version: Version) -> int:
    masks = version.result.masks
    return 0 if masks is None else masks.values.nbytes
