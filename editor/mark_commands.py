"""What menus, keys and the guidance list do to the selected marks: one undo step each.

Locked marks stay as they are; whoever tries is told so.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QGuiApplication

from editor.document import Document
from editor.key_texts import with_keys
from editor.mark_copies import beside, moved_to
from editor.mark_names import marks_name
from editor.selection import MarkSelection
from editor.translation import tr
from editor.view_state import ViewState
from engine.guidance import (
    Guidance,
    GuidanceError,
    Mark,
    guidance_from_text,
    guidance_text,
)


class MarkCommands(QObject):
    """Changes, copies and removes the selected marks; said carries a sentence for the user."""

    said = Signal(str)

    def __init__(self, document: Document, view_state: ViewState, parent: QObject) -> None:
        super().__init__(parent)
        self._document = document
        self._view_state = view_state

    @property
    def selection(self) -> MarkSelection:
        """The selected marks."""
        return self._view_state.marks

    @property
    def selected(self) -> list[tuple[int, Mark]]:
        """Indices and marks that are selected, in the order in which they were drawn."""
        marks = self._document.guidance.marks
        return [(index, marks[index]) for index in sorted(self.selection.indices)]

    def is_locked(self, index: int) -> bool:
        """Whether a mark must be unlocked before it can be changed."""
        states = self._document.mark_states
        # The picture hears of marks that are gone a moment after the document knows.
        return index < len(states) and states[index].locked

    def unlocked(self, indices: Iterable[int]) -> list[int]:
        """Those that may be changed; says so where none may."""
        indices = sorted(indices)
        free = [index for index in indices if not self.is_locked(index)]
        if indices and not free:
            marks = [self._document.guidance.marks[index] for index in indices]
            one = tr(
                "The {marks_name} is locked: unlock it first ({key}, or the lock in the guidance "
                "list)."
            )
            more = tr(
                "The {marks_name} are locked: unlock them first ({key}, or the lock in the "
                "guidance list)."
            )
            text = one if len(indices) == 1 else more
            key = with_keys("{key:lock}")
            self.said.emit(text.format(marks_name=marks_name(marks), key=key))
        return free

    # --- what is said --------------------------------------------------------------------------

    def change(self, run: str = "", **changes: Any) -> None:
        """Change fields that every mark has: source, kind, exact, strength.

        run: changes of the same name in a row, as of one slider, are one undo step.
        """
        free = self.unlocked(self.selection.indices)
        self._document.say_of_marks(free, run, **changes)

    def toggle_exact(self) -> None:
        """Pin the masks inside the selected marks, or no longer."""
        self.change(exact=not all(mark.exact for _, mark in self.selected))

    def toggle_kind(self) -> None:
        """Say the opposite: from "this is the source's" to "it is not", and back."""
        told = [mark.kind for _, mark in self.selected if mark.kind != "release"]
        self.change(kind="activate" if "deactivate" in told or not told else "deactivate")

    def set_edge(self, name: str, value: float) -> None:
        """Put an edge (start, end in s; low, high in Hz) of every selected mark that has it.

        Marks that would be turned inside out stay as they are.
        """
        changed: dict[int, Mark] = {}
        edge: Any = {name: value}
        marks = self._document.guidance.marks
        for index in self.unlocked(self.selection.indices):
            if hasattr(marks[index], name):
                try:
                    changed[index] = replace(marks[index], **edge)
                except GuidanceError:
                    self.said.emit(
                        tr("A mark's start must lie before its end, its low below its high.")
                    )
        self._document.replace_marks(changed, run=f"edge {name}")

    # --- hide and lock -------------------------------------------------------------------------

    def toggle_hidden(self) -> None:
        """Hide the selected marks, or show them again; they count all the same."""
        self.set_hidden(self.selection.indices)

    def set_hidden(self, indices: Iterable[int]) -> None:
        """Hide these where any can be seen, else show them all."""
        self._toggle(indices, "hidden", tr("Hide"), tr("Show"))

    def toggle_locked(self) -> None:
        """Lock the selected marks, or unlock them."""
        self.set_locked(self.selection.indices)

    def set_locked(self, indices: Iterable[int]) -> None:
        """Lock these where any is free, else unlock them all."""
        self._toggle(indices, "locked", tr("Lock"), tr("Unlock"))

    def show_all(self) -> None:
        """Show every hidden mark again."""
        states = self._document.mark_states
        hidden = [index for index, state in enumerate(states) if state.hidden]
        self._document.set_mark_states(hidden, tr("Show all marks"), hidden=False)

    def _toggle(self, indices: Iterable[int], name: str, on: str, off: str) -> None:
        chosen = sorted(indices)
        states, marks = self._document.mark_states, self._document.guidance.marks
        value = not all(getattr(states[index], name) for index in chosen)
        if chosen:
            text = f"{on if value else off} {marks_name([marks[index] for index in chosen])}"
            self._document.set_mark_states(chosen, text, **{name: value})

    # --- copies --------------------------------------------------------------------------------

    def duplicate(self) -> None:
        """Copy the selected marks beside themselves, and select the copies."""
        recording, marks = self._document.recording, [mark for _, mark in self.selected]
        if recording is not None and marks:
            copies = beside(marks, recording.duration, recording.sample_rate / 2)
            self._add(copies, tr("Duplicate {marks_name}").format(marks_name=marks_name(marks)))

    def copy_to_source(self, source: int) -> None:
        """Say the same of another source, in the same place; the copies are selected."""
        marks = [mark for _, mark in self.selected if mark.kind != "release"]
        if source < len(self._document.sources) and marks:
            name = self._document.sources[source].name
            copies = [replace(mark, source=source) for mark in marks]
            self._add(
                copies,
                tr("Copy {marks_name} to {name}").format(marks_name=marks_name(marks), name=name),
            )

    def copy(self) -> None:
        """Put the selected marks on the clipboard, as the text of a box file."""
        marks = tuple(mark for _, mark in self.selected)
        if marks:
            names = [source.name for source in self._document.sources]
            QGuiApplication.clipboard().setText(guidance_text(names, Guidance(marks)))

    def cut(self) -> None:
        """Copy, and delete."""
        self.copy()
        self.remove()

    def paste(self) -> None:
        """Add the marks on the clipboard, the earliest of them at the playhead."""
        if self._document.recording is None:
            return
        try:
            _, guidance = guidance_from_text(QGuiApplication.clipboard().text())
        except GuidanceError:
            self.said.emit(
                tr("The clipboard holds no marks: copy some, or the text of a box file.")
            )
            return
        if guidance.sources > len(self._document.sources):
            self.said.emit(
                tr(
                    "The copied marks are for {sources} sources; here are only {count}: add "
                    "a source first."
                ).format(sources=guidance.sources, count=len(self._document.sources))
            )
            return
        marks = moved_to(guidance.marks, self._view_state.position)
        before = len(self._document.guidance.marks)
        self._add(
            marks, tr("Paste {marks_name}").format(marks_name=marks_name(marks)) if marks else ""
        )
        if len(self._document.guidance.marks) == before:
            self.said.emit(
                tr("Nothing of the copied marks lies within the recording from here on.")
            )

    def _add(self, marks: Iterable[Mark], text: str) -> None:
        before = len(self._document.guidance.marks)
        self._document.add_marks(marks, text)
        after = len(self._document.guidance.marks)
        if after > before:
            self.selection.select(range(before, after))

    def remove(self) -> None:
        """Delete the selected marks, but for locked ones."""
        free = self.unlocked(self.selection.indices)
        if free:
            self.selection.select(self.selection.indices.difference(free))
            self._document.remove_marks(free)
