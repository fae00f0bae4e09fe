"""The document: the recording, its sources, what was drawn, and the separation's result.

The only writer of the model. Everything the user did is one step of the undo stack; the live
pictures of a running separation are not. All values are immutable, so a reader may keep them.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QUndoStack

from editor.added_stems import AddedStems
from editor.commands import Drag, Edit, bound_memory, newest_edits
from editor.mark_names import drawn_text, edit_text, marks_name
from editor.mark_states import MarkState, without
from editor.recounting import Recount, adding, removing
from editor.source_state import DRAGGED, SourceState, default_source, source_edit_text
from editor.translation import tr
from editor.versions import Versions, new_version
from engine.guidance import Guidance, Mark
from engine.masks import Masks
from engine.recording import Recording
from engine.separators.base import MAX_SOURCES, MIN_SOURCES
from engine.session import Extra, Leg, Result, SeparationChoice, Session, Version

UNDO_LIMIT = 200
UNDO_BYTES = 512 * 2**20


class Document(QObject):
    """One open recording and everything decided about it."""

    recording_changed = Signal()
    sources_about_to_change = Signal()
    sources_changed = Signal()
    guidance_changed = Signal()
    mark_states_changed = Signal()
    choice_changed = Signal()
    masks_changed = Signal()
    extras_changed = Signal()
    file_changed = Signal()

    def __init__(
        self, parent: QObject | None = None, *, clock: Callable[[], float] = time.monotonic
    ) -> None:
        super().__init__(parent)
        self._clock = clock
        self._recording: Recording | None = None
        self._choice = SeparationChoice()
        self._sources = tuple(default_source(index) for index in range(self._choice.sources))
        self._guidance = Guidance()
        self._mark_states: tuple[MarkState, ...] = ()
        self._result = Result()
        self._masks: Masks | None = None
        self._extras: dict[str, Extra] = {}
        self._file: Path | None = None
        self._undo_stack = QUndoStack(self)
        self._undo_stack.setUndoLimit(UNDO_LIMIT)
        self.versions = Versions(self._undo_stack, self)
        self.added_stems = AddedStems(self, clock)

    # --- what is read -------------------------------------------------------------------------

    @property
    def recording(self) -> Recording | None:
        """The open recording."""
        return self._recording

    @property
    def sources(self) -> tuple[SourceState, ...]:
        """Name, colour, gain, pan, solo and mute of every source."""
        return self._sources

    @property
    def guidance(self) -> Guidance:
        """Everything drawn, in seconds of the recording and Hz."""
        return self._guidance

    @property
    def mark_states(self) -> tuple[MarkState, ...]:
        """Of each mark in the guidance whether it is hidden or locked."""
        return self._mark_states

    @property
    def choice(self) -> SeparationChoice:
        """Method, preset, number of sources, seed and device."""
        return self._choice

    @property
    def masks(self) -> Masks | None:
        """The masks to show and hear: the last result, or the live ones of a running job."""
        return self._masks

    @property
    def result(self) -> Result:
        """The masks that the last finished or stopped separation reached."""
        return self._result

    @property
    def has_live_masks(self) -> bool:
        """Whether the masks that are shown are newer than the result."""
        return self._masks is not None and self._masks is not self._result.masks

    @property
    def result_is_current(self) -> bool:
        """Whether the result was made with all that is drawn now."""
        return self._result.masks is not None and self._result.guidance == self._guidance

    @property
    def undo_stack(self) -> QUndoStack:
        """Everything the user did to this recording."""
        return self._undo_stack

    @property
    def extras(self) -> Mapping[str, Extra]:
        """What panels keep in the session, by their name."""
        return dict(self._extras)

    def set_extra(self, name: str, extra: Extra | None, *, in_step: bool = False) -> None:
        """Keep something of a panel in the session (None: no longer); not an undo step.

        Saved with the session and autosaved; back in `extras` when recording_changed is sent.
        in_step: an undo step of the panel's own does it, which says by itself that it is unsaved.
        """
        if extra is None:
            self._extras.pop(name, None)
        else:
            self._extras[name] = extra
        if not in_step:
            self._undo_stack.resetClean()
        self.extras_changed.emit()

    @property
    def file(self) -> Path | None:
        """The session's file, None where the work was never saved."""
        return self._file

    @file.setter
    def file(self, value: Path | None) -> None:
        if value != self._file:
            self._file = value
            self.file_changed.emit()

    @property
    def has_unsaved_work(self) -> bool:
        """Whether anything worth keeping was done since it was saved or exported."""
        something = self._guidance or self._result.masks is not None or self.versions.items
        return bool(something or self._extras) and not self._undo_stack.isClean()

    # --- the recording ------------------------------------------------------------------------

    def open_recording(self, recording: Recording | None) -> None:
        """Start afresh with a recording: no boxes, no masks, nothing to undo."""
        count = self._choice.sources
        sources = tuple(default_source(index) for index in range(count))
        self.open_session(recording, Session(sources=sources, choice=self._choice))

    def open_session(self, recording: Recording | None, session: Session) -> None:
        """Take up the work on a recording where a session left it; nothing to undo."""
        self._undo_stack.clear()
        self._recording = recording
        self._choice, self._sources = session.choice, session.sources
        self._guidance, self._mark_states = session.guidance, session.mark_states
        self._result = session.result
        self._masks = session.result.masks
        self._extras = dict(session.extras)
        self.file = None
        self.versions.replace_all(session.versions)
        self.recording_changed.emit()
        self.sources_changed.emit()
        self.choice_changed.emit()
        self.guidance_changed.emit()
        self.masks_changed.emit()

    def mark_exported(self) -> None:
        """Remember that stems or guidance were written to files; enough where no session is."""
        if self._file is None:
            self._undo_stack.setClean()

    def mark_unsaved(self) -> None:
        """Remember that no file holds the work as it is now."""
        self._undo_stack.resetClean()

    def mark_saved(self) -> None:
        """Remember that everything as it is now is in a file."""
        self._undo_stack.setClean()

    # --- masks --------------------------------------------------------------------------------

    def show_masks(self, masks: Masks | None) -> None:
        """Show live masks of a running separation; not an undo step."""
        if masks is not None and masks.sources != len(self._sources):
            raise ValueError(f"masks of {masks.sources} sources for {len(self._sources)} sources")
        self._masks = masks
        self.masks_changed.emit()

    def commit_masks(
        self,
        before: Masks | None,
        after: Masks | None,
        text: str,
        guidance: Guidance | None = None,
        recipe: tuple[Leg, ...] = (),
    ) -> None:
        """One undo step at the end of a run; guidance is what the run had (default: all)."""
        old = self._result if before is self._result.masks else Result(before, self._guidance)
        new = Result(after, self._guidance if guidance is None else guidance, recipe)
        self._push(text, {"result": old}, {"result": new})

    def settle_masks(self, masks: Masks, guidance: Guidance, recipe: tuple[Leg, ...] = ()) -> None:
        """The result of a run that an edit of the guidance set off: part of that edit's step."""
        self.restore({"result": Result(masks, guidance, recipe)})
        self._undo_stack.resetClean()
        for edit in newest_edits(self._undo_stack, self._undo_stack.index()):
            if "result" in edit.new:
                edit.new["result"] = self._result
                break
        bound_memory(self._undo_stack, UNDO_BYTES)

    # --- guidance -----------------------------------------------------------------------------

    def marks_of(self, source: int) -> list[int]:
        """Indices of the marks that say something of a source."""
        marks = enumerate(self._guidance.marks)
        return [i for i, mark in marks if mark.source == source and mark.kind != "release"]

    def add_mark(self, mark: Mark, text: str = "") -> None:
        """Draw a mark; clipped to the recording, and nothing happens where none of it is inside."""
        self.add_marks([mark], text or drawn_text(mark))

    def add_marks(self, marks: Iterable[Mark], text: str) -> None:
        """Add marks after all others, one undo step; clipped to the recording."""
        clipped = [self._clipped(mark) for mark in marks]
        added = tuple(mark for mark in clipped if mark is not None)
        if added:
            states = (*self._mark_states, *(MarkState() for _ in added))
            self._edit_marks((*self._guidance.marks, *added), states, text)

    def replace_marks(self, changed: Mapping[int, Mark], text: str = "", run: str = "") -> None:
        """Move, resize or otherwise change marks, by their index; one undo step.

        A mark that is locked or would leave the recording stays as it is. Neighbouring changes
        of the same marks in a run of one name are one undo step.
        """
        clipped = {
            index: self._clipped(mark)
            for index, mark in changed.items()
            if not self._mark_states[index].locked
        }
        self._put_marks({i: mark for i, mark in clipped.items() if mark is not None}, text, run)

    def say_of_marks(self, indices: Iterable[int], run: str = "", **said: Any) -> None:
        """Change source, kind, exact or strength of marks that are not locked; one undo step, as
        in `replace_marks`."""
        if not 0 <= said.get("source", 0) < len(self._sources):
            raise ValueError(f"no source {said['source']} among {len(self._sources)}")
        marks, states = self._guidance.marks, self._mark_states
        self._put_marks(
            {i: marks[i].saying(**said) for i in indices if not states[i].locked}, "", run
        )

    def _put_marks(self, changed: Mapping[int, Mark], text: str, run: str) -> None:
        marks, old = list(self._guidance.marks), self._guidance.marks
        for index, mark in changed.items():
            marks[index] = mark
        real = [index for index in changed if marks[index] != old[index]]
        if len(real) == 1:
            text = edit_text(old[real[0]], marks[real[0]])
        if real:
            key = (run, *sorted(changed)) if run else ()
            self._edit_marks(
                tuple(marks),
                self._mark_states,
                text or tr("Change {count} marks").format(count=len(real)),
                key,
            )

    def remove_marks(self, indices: Iterable[int]) -> None:
        """Delete these marks, but for locked ones."""
        gone = {i for i in indices if 0 <= i < len(self._mark_states)}
        gone = {i for i in gone if not self._mark_states[i].locked}
        if gone:
            removed = [self._guidance.marks[i] for i in sorted(gone)]
            kept, states = without(self._guidance.marks, gone), without(self._mark_states, gone)
            self._edit_marks(
                kept, states, tr("Delete {marks_name}").format(marks_name=marks_name(removed))
            )

    def set_mark_states(self, indices: Iterable[int], text: str, **changes: bool) -> None:
        """Hide or lock marks, or no longer; one undo step that leaves what they say alone."""
        states = list(self._mark_states)
        changed = {state: replace(state, **changes) for state in set(states)}
        for index in indices:
            states[index] = changed[states[index]]
        self._push(text, {"mark_states": self._mark_states}, {"mark_states": tuple(states)})

    def set_guidance(self, guidance: Guidance, text: str) -> None:
        """Replace everything drawn, one undo step; clipped to the recording."""
        clipped = (self._clipped(mark) for mark in guidance.marks)
        marks = tuple(mark for mark in clipped if mark is not None)
        self._edit_marks(marks, tuple(MarkState() for _ in marks), text)

    def _clipped(self, mark: Mark) -> Mark | None:
        if self._recording is None:
            raise ValueError("a mark needs a recording to be drawn on")
        if mark.source >= len(self._sources):
            raise ValueError(f"no source {mark.source} among {len(self._sources)}")
        return mark.clipped(self._recording.duration, self._recording.sample_rate / 2)

    def _edit_marks(
        self,
        marks: tuple[Mark, ...],
        states: tuple[MarkState, ...],
        text: str,
        key: tuple[Any, ...] = (),
    ) -> None:
        new = {"guidance": Guidance(marks), "mark_states": states, "result": self._result}
        self._push(text, {name: getattr(self, name) for name in new}, new, key)

    # --- sources and choice -------------------------------------------------------------------

    def set_source(self, index: int, **changes: Any) -> None:
        """Change fields of one source; neighbouring changes of one slider are one undo step."""
        changed = replace(self._sources[index], **changes)
        sources = (*self._sources[:index], changed, *self._sources[index + 1 :])
        text = source_edit_text(self._sources[index], changed)
        fields = tuple(sorted(changes))
        key = ("source", index, *fields) if set(fields) <= DRAGGED else ()
        self._push(text, {"sources": self._sources}, {"sources": sources}, key)

    def set_choice(self, **changes: Any) -> None:
        """Change fields of the choice; another number of sources adds or removes the last ones."""
        choice = replace(self._choice, **changes)
        more = choice.sources - len(self._sources)
        if more > 0:
            self.change_sources(adding(self._sources, more), tr("Change number of sources"), choice)
        elif more < 0:
            recount = removing(self._sources, range(choice.sources, len(self._sources)))
            self.change_sources(recount, tr("Change number of sources"), choice)
        else:
            self._push(
                tr("Change separation settings"), {"choice": self._choice}, {"choice": choice}
            )

    def change_sources(
        self, recount: Recount, text: str, choice: SeparationChoice | None = None
    ) -> None:
        """Add, remove, split or merge sources, one undo step; marks and masks follow.

        Emits sources_about_to_change first: a running separation then settles what it reached.
        """
        count = len(recount.sources)
        if not MIN_SOURCES <= count <= MAX_SOURCES:
            raise ValueError(f"sources must be from {MIN_SOURCES} to {MAX_SOURCES}")
        self.sources_about_to_change.emit()
        result, marks = self._result, self._guidance.marks
        kept = recount.marks(marks)
        masks = None if result.masks is None else recount.masks(result.masks)
        new = {
            "choice": replace(choice or self._choice, sources=count),
            "sources": recount.sources,
            "guidance": Guidance(tuple(mark for _, mark in kept)),
            "mark_states": tuple(self._mark_states[index] for index, _ in kept),
            "result": Result(masks, recount.guidance(result.guidance)),
        }
        self._push(text, {name: getattr(self, name) for name in new}, new)

    # --- versions -----------------------------------------------------------------------------

    def version(self, name: str, *, automatic: bool = False) -> Version:
        """A version of everything as it is now, which nobody keeps yet."""
        return new_version(
            name,
            automatic=automatic,
            sources=self._sources,
            guidance=self._guidance,
            mark_states=self._mark_states,
            choice=self._choice,
            result=self._result,
        )

    def go_back_to(self, version: Version) -> None:
        """Make everything as it was in a version; one undo step."""
        new = {
            "choice": version.choice,
            "sources": version.sources,
            "guidance": version.guidance,
            "mark_states": version.mark_states,
            "result": version.result,
        }
        old = {name: getattr(self, name) for name in new}
        self._push(tr("Go back to “{name}”").format(name=version.name), old, new)

    # --- for the undo commands ----------------------------------------------------------------

    def restore(self, parts: Mapping[str, Any]) -> None:
        """Set parts of the document and say what changed; for editor.commands only."""
        changed = [name for name, value in parts.items() if value != getattr(self, name)]
        for name in changed:
            setattr(self, f"_{name}", parts[name])
        if "result" in changed:
            self._masks = self._result.masks
            changed.append("masks")
        for name in ("sources", "guidance", "mark_states", "choice", "masks"):
            if name in changed:
                getattr(self, f"{name}_changed").emit()

    def _push(
        self,
        text: str,
        old: Mapping[str, Any],
        new: Mapping[str, Any],
        key: tuple[Any, ...] = (),
    ) -> None:
        """One undo step, or a part of the last one where that was an edit of the same key."""
        if old == new:
            return
        edit = Drag(self, text, old, new, key, self._clock()) if key else Edit(self, text, old, new)
        self._undo_stack.push(edit)
        bound_memory(self._undo_stack, UNDO_BYTES)
