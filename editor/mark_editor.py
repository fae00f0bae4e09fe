"""Changes of marks by hand: previews while a gesture goes on, undo steps when it ends.

A gesture shows its effect at once, tells the running separation through `preview`, and writes
one undo step into the document.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

from PySide6.QtCore import QObject, QTimer, Signal

from editor.canvas import Canvas
from editor.document import Document
from editor.mark_commands import MarkCommands
from editor.mark_layer import MarkLayer
from editor.reshaping import EDGES, Grip, reshaped
from editor.selection import MarkSelection
from editor.translation import tr
from editor.view_state import ViewState
from engine.guidance import Guidance, Mark, Stroke

PREVIEW_INTERVAL_MS = 50


class MarkEditor(QObject):
    """What gestures do to marks."""

    preview = Signal(object)

    def __init__(
        self, document: Document, view_state: ViewState, canvas: Canvas, layer: MarkLayer
    ) -> None:
        super().__init__(canvas)
        self.document = document
        self.view_state = view_state
        self.canvas = canvas
        self.layer = layer
        self.commands = MarkCommands(document, view_state, self)
        self._newest: Guidance | None = None
        self._nudged: dict[int, Mark] = {}
        self._nudge = ""
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(PREVIEW_INTERVAL_MS)
        self._timer.timeout.connect(self._send_preview)
        document.guidance_changed.connect(self._show_document)
        document.mark_states_changed.connect(self._show_states)
        document.sources_changed.connect(self._show_sources)
        self._show_sources()
        self._show_document()

    @property
    def source(self) -> int:
        """The source for which marks are drawn."""
        return min(self.view_state.active_source, len(self.document.sources) - 1)

    @property
    def selection(self) -> MarkSelection:
        """The selected marks."""
        return self.view_state.marks

    # --- previews ------------------------------------------------------------------------------

    def show_draft(self, draft: Mark | None) -> None:
        """Show a mark that is being drawn."""
        marks = self.document.guidance.marks
        self.layer.show_marks(marks, draft)
        self._preview(Guidance(marks if draft is None else (*marks, draft)))

    def show_changed(self, changed: Mapping[int, Mark]) -> None:
        """Show marks as a drag has changed them so far."""
        marks = list(self.document.guidance.marks)
        for index, mark in changed.items():
            marks[index] = mark
        self.layer.show_marks(marks, moving=frozenset(changed))
        self._preview(Guidance(tuple(marks)))

    def end_preview(self) -> None:
        """Show the document's marks again and say that the drag is over."""
        self._timer.stop()
        self._newest = None
        self._show_document()
        self.preview.emit(None)

    def _preview(self, guidance: Guidance) -> None:
        self._newest = guidance
        if not self._timer.isActive():
            self._timer.start()

    def _send_preview(self) -> None:
        if self._newest is not None:
            self.preview.emit(self._newest)
            self._newest = None

    def _show_document(self) -> None:
        self._nudged.clear()
        marks = self.document.guidance.marks
        self.selection.follow(marks)
        self._show_states()
        self.layer.show_marks(marks)

    def _show_states(self) -> None:
        states = self.document.mark_states
        self.layer.show_hidden(frozenset(i for i, state in enumerate(states) if state.hidden))

    def _show_sources(self) -> None:
        sources = self.document.sources
        self.layer.show_sources(
            [source.name for source in sources], [source.colour for source in sources]
        )

    # --- changes: one undo step each -----------------------------------------------------------

    def add(self, mark: Mark) -> None:
        """Add a drawn mark and select it to be corrected; after a stroke the next one follows."""
        before = len(self.document.guidance.marks)
        self.document.add_mark(mark)
        if len(self.document.guidance.marks) > before:
            freehand = isinstance(mark, Stroke) or mark.kind == "release"
            self.selection.select([] if freehand else [before])

    def commit(self, changed: Mapping[int, Mark], text: str) -> None:
        """Replace the marks that really changed."""
        self.document.replace_marks(changed, text)

    def bring_into_view(self) -> None:
        """Show the selected marks: the view moves, and widens, no more than it must."""
        marks = self.document.guidance.marks
        extents = [marks[index].extent for index in self.selection.indices]
        if not extents:
            return
        canvas = self.canvas
        view, scale = canvas.stretch, canvas.scale_map
        starts = [extent.start for extent in extents if math.isfinite(extent.start)]
        ends = [extent.end for extent in extents if math.isfinite(extent.end)]
        if starts:
            start, end = max(0.0, min(starts)), min(canvas.duration, max(ends))
            canvas.show_times(*_including(view.start, view.end, start, end))
        # A span reaches over all frequencies: any part of it will do.
        lows = [extent.low for extent in extents if math.isfinite(extent.high)]
        highs = [extent.high for extent in extents if math.isfinite(extent.high)]
        if lows:
            low = float(scale.position(max(0.0, min(lows))))
            high = float(scale.position(min(scale.nyquist, max(highs))))
            canvas.show_positions(*_including(view.low, view.high, low, high))

    def nudge(self, right: int, up: int, *, resize: bool = False) -> None:
        """Move the selected marks by pixels, or their end and upper edge.

        Becomes an undo step at `commit_nudge`; nudges that follow each other are one.
        """
        kind = "resize" if resize else "move"
        if kind != self._nudge:
            self.commit_nudge()
            self._nudge = kind
        canvas = self.canvas
        seconds = canvas.seconds_at(right) - canvas.seconds_at(0)
        positions = canvas.position_at(-up) - canvas.position_at(0)
        edges = (Grip.END if right else Grip(0)) | (Grip.HIGH if up else Grip(0))
        marks = self.document.guidance.marks
        for index in self.commands.unlocked(self.selection.indices):
            mark = self._nudged.get(index, marks[index])
            grip = edges & EDGES.get(type(mark), Grip(0)) if resize else Grip.BODY
            if grip:
                self._nudged[index] = reshaped(
                    mark, grip, seconds, positions, canvas.scale_map, canvas.duration
                )
        if self._nudged:
            self.show_changed(self._nudged)

    def commit_nudge(self) -> None:
        """One undo step for all nudges since the key went down, and for those just before."""
        if self._nudged:
            changed = dict(self._nudged)
            text = tr("Move marks") if self._nudge == "move" else tr("Resize marks")
            try:
                self.document.replace_marks(changed, text, run=f"nudge {self._nudge}")
            finally:
                self.end_preview()


def _including(low: float, high: float, least: float, most: float) -> tuple[float, float]:
    """The range [low, high], moved and widened until [least, most] is in it."""
    if least >= low and most <= high:
        return low, high
    margin = 0.1 * (most - least)
    span = max(high - low, most - least + 2 * margin)
    middle = (least + most) / 2
    return middle - span / 2, middle + span / 2
