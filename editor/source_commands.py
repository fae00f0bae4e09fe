"""Adding, removing, splitting and merging sources, also while they are being separated."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from editor import recounting
from editor.document import Document
from editor.mark_names import beginning, marks_name
from editor.recounting import Recount
from editor.translation import tr
from editor.view_state import ViewState
from engine.separators.base import MAX_SOURCES, MIN_SOURCES


class SourceCommands(QObject):
    """One undo step each; said carries a sentence for the user."""

    said = Signal(str)

    def __init__(self, document: Document, view_state: ViewState, parent: QObject) -> None:
        super().__init__(parent)
        self._document = document
        self._view_state = view_state

    @property
    def can_add(self) -> bool:
        """Whether there may be one source more."""
        return len(self._document.sources) < MAX_SOURCES

    @property
    def can_remove(self) -> bool:
        """Whether there may be one source less."""
        return len(self._document.sources) > MIN_SOURCES

    def add(self) -> None:
        """A new source, which becomes the active one; it has little until it is drawn for."""
        if self.can_add:
            recount = recounting.adding(self._document.sources)
            self._change(recount, tr("Add {name}").format(name=recount.sources[-1].name))
            self._view_state.active_source = len(self._document.sources) - 1

    def remove_active(self) -> None:
        """Remove the source for which marks are drawn."""
        self.remove(self._view_state.active_source)

    def remove(self, index: int) -> None:
        """Take a source away with its marks; its sound goes to the others."""
        if self.can_remove:
            sources, active = self._document.sources, self._view_state.active_source
            self._change(
                recounting.removing(sources, [index]),
                tr("Remove {name}").format(name=sources[index].name),
            )
            if active > index:
                self._view_state.active_source = active - 1

    def split_active(self) -> None:
        """Split the source for which marks are drawn."""
        self.split(self._view_state.active_source)

    def split(self, index: int) -> None:
        """Two of one: both have half of its sound until marks say which is whose."""
        if not self.can_add:
            return
        sources = self._document.sources
        recount = recounting.splitting(sources, index)
        self._change(recount, tr("Split {name}").format(name=sources[index].name))
        self._view_state.active_source = len(sources)
        self.said.emit(
            tr(
                "{name} and {name2} share its sound equally: draw for {name2} to tell them apart."
            ).format(name=sources[index].name, name2=recount.sources[-1].name)
        )

    def merge(self, kept: int, gone: int) -> None:
        """One of two: it keeps the first one's name and colour, and the marks of both."""
        if not self.can_remove:
            return
        document = self._document
        sources, marks = document.sources, document.guidance.marks
        recount = recounting.merging(sources, kept, gone)
        lost = recount.lost(marks)
        self._change(
            recount,
            tr("Merge {name} into {name2}").format(
                name=sources[gone].name, name2=sources[kept].name
            ),
        )
        self._view_state.active_source = recount.places[kept] or 0
        if lost:
            self.said.emit(
                tr(
                    "{marks} denied only one of the two, which says nothing of both "
                    "together: left out. Undo brings everything back."
                ).format(marks=beginning(marks_name(lost)))
            )

    def _change(self, recount: Recount, text: str) -> None:
        self._document.change_sources(recount, text)
