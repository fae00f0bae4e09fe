"""Undo commands: a document (or a part of it), what it held before, what it holds after.

A command holds only the parts of the document that it changes. Edits of the guidance hold the
separation's result too, so that undoing a drawn box brings its masks back at once.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Protocol

from PySide6.QtGui import QUndoCommand, QUndoStack

from engine.masks import Masks

Parts = Mapping[str, Any]
MERGE_SECONDS = 1.0
_MERGE_ID = 1


class Restorable(Protocol):
    """What holds parts by their names."""

    def restore(self, parts: Parts) -> None:
        """Set these parts and say what changed."""
        ...


class Edit(QUndoCommand):
    """Replace parts of the document: `old` and `new` map a part's name to its value."""

    def __init__(self, document: Restorable, text: str, old: Parts, new: Parts) -> None:
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
        self,
        document: Restorable,
        text: str,
        old: Parts,
        new: Parts,
        key: tuple[Any, ...],
        at: float,
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


def newest_edits(stack: QUndoStack, count: int) -> Iterator[Edit]:
    """The edits among the first `count` steps, the newest first; a macro holds several."""
    for index in reversed(range(count)):
        command = stack.command(index)
        children = [command.child(number) for number in range(command.childCount())]
        for candidate in [*reversed(children), command]:
            if isinstance(candidate, Edit):
                yield candidate


def bound_memory(stack: QUndoStack, most: int) -> None:
    """Forget the results of the oldest steps where all together would take more bytes than `most`.

    Such a step still undoes what was drawn; its masks have to be separated again.
    """
    kept: set[int] = set()
    total = 0
    for edit in newest_edits(stack, stack.count()):
        for parts in (edit.new, edit.old):
            masks = parts["result"].masks if "result" in parts else None
            if masks is None or id(masks) in kept:
                continue
            total += _bytes(masks)
            if total > most:
                del parts["result"]
            else:
                kept.add(id(masks))


def _bytes(masks: Masks) -> int:
    activations = 0 if masks.activations is None else masks.activations.nbytes
    return masks.values.nbytes + activations
