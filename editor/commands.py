"""Undo commands: a document, what it held before, what it holds after.

A command holds only the parts of the document that it changes. Edits of the guidance hold the
separation's result too, so that undoing a drawn box brings its masks back at once.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from PySide6.QtGui import QUndoCommand

if TYPE_CHECKING:
    from editor.document import Document

Parts = Mapping[str, Any]
MERGE_SECONDS = 1.0
_MERGE_ID = 1


class Edit(QUndoCommand):
    """Replace parts of the document: `old` and `new` map a part's name to its value."""

    def __init__(self, document: Document, text: str, old: Parts, new: Parts) -> None:
        super().__init__(text)
        self.document = document
        self.old = dict(old)
        self.new = dict(new)

    def redo(self) -> None:
        self.document.restore(self.new)

    def undo(self) -> None:
        self.document.restore(self.old)


class Drag(Edit):
    """An edit that goes on while a control is dragged: neighbours of the same key are one."""

    def __init__(
        self, document: Document, text: str, old: Parts, new: Parts, key: tuple[Any, ...], at: float
    ) -> None:
        """key: what is dragged; at: when, in seconds of any steady clock."""
        super().__init__(document, text, old, new)
        self.key = key
        self.at = at

    def id(self) -> int:
        return _MERGE_ID

    def mergeWith(self, other: QUndoCommand) -> bool:
        if not isinstance(other, Drag) or other.key != self.key:
            return False
        if other.at - self.at > MERGE_SECONDS:
            return False
        self.new, self.at = other.new, other.at
        self.setObsolete(self.new == self.old)
        return True
