"""Which marks are selected: one place for the picture, the list and the keys."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QObject, Signal

from engine.guidance import Mark


class MarkSelection(QObject):
    """Indices of the selected marks. `changed` is sent only when they really changed."""

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._marks: tuple[Mark, ...] = ()
        self._indices: frozenset[int] = frozenset()

    @property
    def indices(self) -> frozenset[int]:
        """The selected marks, by their place in the guidance."""
        return self._indices

    def select(self, indices: Iterable[int]) -> None:
        """Select exactly these; indices of no mark are left out."""
        chosen = frozenset(index for index in indices if 0 <= index < len(self._marks))
        if chosen != self._indices:
            self._indices = chosen
            self.changed.emit()

    def toggle(self, index: int) -> None:
        """Add a mark to the selection, or take it away."""
        self.select(self._indices ^ {index})

    def follow(self, marks: tuple[Mark, ...]) -> None:
        """The guidance changed: the same marks stay selected, wherever they are now."""
        before, self._marks = self._marks, marks
        if len(marks) == len(before):
            return
        kept = {id(before[index]) for index in self._indices}
        self.select(index for index, mark in enumerate(marks) if id(mark) in kept)
