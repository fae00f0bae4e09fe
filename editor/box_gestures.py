"""Gestures with boxes: draw, move, resize, nudge, delete, and the menu of a box.

A gesture shows its effect at once, tells the running separation through `preview`, and writes
one undo step into the document when it ends.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QObject, QPointF, QTimer, Signal
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu

from editor.box_items import BoxLayer, Grip, Hit, edge_hz, reshaped
from editor.canvas import Canvas
from editor.document import Document
from editor.view_state import ViewState
from engine.guidance import KINDS, Box, Guidance, Kind

CLICK_PIXELS = 3.0
PREVIEW_INTERVAL_MS = 50
_KIND_TEXT = {
    "activate": "Activate: this is the source's",
    "deactivate": "Deactivate: it is not",
    "release": "Erase: nothing is known here",
}


class BoxEditor(QObject):
    """Changes of boxes by hand, as previews and then as undo steps."""

    preview = Signal(object)

    def __init__(
        self, document: Document, view_state: ViewState, canvas: Canvas, layer: BoxLayer
    ) -> None:
        super().__init__(canvas)
        self.document = document
        self.view_state = view_state
        self.canvas = canvas
        self.layer = layer
        self._newest: Guidance | None = None
        self._nudged: dict[int, Box] = {}
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(PREVIEW_INTERVAL_MS)
        self._timer.timeout.connect(self._send_preview)
        document.guidance_changed.connect(self._show_document)
        document.sources_changed.connect(self._show_sources)
        self._show_sources()
        self._show_document()

    @property
    def source(self) -> int:
        """The source for which boxes are drawn."""
        return min(self.view_state.active_source, len(self.document.sources) - 1)

    # --- previews ------------------------------------------------------------------------------

    def show_draft(self, draft: Box | None) -> None:
        """Show a box that is being drawn."""
        boxes = self.document.guidance.boxes
        self.layer.show_boxes(boxes, draft)
        self._preview(Guidance(boxes if draft is None else (*boxes, draft)))

    def show_changed(self, changed: dict[int, Box]) -> None:
        """Show boxes as a drag has changed them so far."""
        boxes = tuple(
            changed.get(index, box) for index, box in enumerate(self.document.guidance.boxes)
        )
        self.layer.show_boxes(boxes)
        self._preview(Guidance(boxes))

    def end_preview(self) -> None:
        """Show the document's boxes again and say that the drag is over."""
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
        self.layer.show_boxes(self.document.guidance.boxes)

    def _show_sources(self) -> None:
        sources = self.document.sources
        self.layer.show_sources(
            [source.name for source in sources], [source.colour for source in sources]
        )

    # --- changes: one undo step each -----------------------------------------------------------

    def add(self, box: Box) -> None:
        """Add a drawn box and select it."""
        before = len(self.document.guidance.boxes)
        self.document.add_mark(box)
        if len(self.document.guidance.boxes) > before:
            self.layer.select([before])

    def commit(self, changed: dict[int, Box], text: str) -> None:
        """Replace the boxes that really changed."""
        self.document.replace_marks(changed, text)

    def remove_selected(self) -> None:
        """Delete the selected boxes."""
        chosen = self.layer.selected
        if chosen:
            self.layer.select([])
            self.document.remove_marks(chosen)

    def nudge(self, right: int, up: int) -> None:
        """Move the selected boxes by pixels; becomes an undo step at `commit_nudge`."""
        canvas = self.canvas
        seconds = canvas.seconds_at(right) - canvas.seconds_at(0)
        positions = canvas.position_at(-up) - canvas.position_at(0)
        boxes = self.document.guidance.boxes
        for index in self.layer.selected:
            box = self._nudged.get(index, boxes[index])
            self._nudged[index] = reshaped(
                box, Grip.BODY, seconds, positions, canvas.scale_map, canvas.duration
            )
        self.show_changed(self._nudged)

    def commit_nudge(self) -> None:
        """One undo step for all nudges since the key went down."""
        if self._nudged:
            changed = dict(self._nudged)
            self.commit(changed, "Move boxes")
            self.end_preview()

    # --- the menu of a box ---------------------------------------------------------------------

    def menu(self, index: int) -> QMenu:
        """Kind, source, exact and delete of one box."""
        box = self.document.guidance.boxes[index]
        menu = QMenu(self.canvas)
        menu.setAccessibleName("Box")
        kinds = QActionGroup(menu)
        for kind in KINDS:
            action = menu.addAction(_KIND_TEXT[kind])
            _radio(action, kinds, box.kind == kind, self._changer(index, kind=kind))
        menu.addSeparator()
        sources = QActionGroup(menu)
        for number, source in enumerate(self.document.sources):
            action = menu.addAction(source.name.replace("&", "&&"))
            _radio(action, sources, box.source == number, self._changer(index, source=number))
        menu.addSeparator()
        exact = menu.addAction("Exact: pin the mask inside")
        exact.setCheckable(True)
        exact.setChecked(box.exact)
        exact.triggered.connect(self._changer(index, exact=not box.exact))
        menu.addSeparator()
        menu.addAction("Delete").triggered.connect(self.remove_selected)
        return menu

    def _changer(
        self,
        index: int,
        kind: Kind | None = None,
        source: int | None = None,
        exact: bool | None = None,
    ) -> Callable[[], None]:
        def change() -> None:
            if index >= len(self.document.guidance.boxes):
                return
            box = self.document.guidance.boxes[index]
            changed = replace(
                box,
                kind=box.kind if kind is None else kind,
                source=box.source if source is None else source,
                exact=box.exact if exact is None else exact,
            )
            self.commit({index: changed}, "Change box")

        return change


def _radio(action: QAction, group: QActionGroup, checked: bool, change: Callable[[], None]) -> None:
    action.setCheckable(True)
    action.setChecked(checked)
    group.addAction(action)
    action.triggered.connect(change)


class DrawDrag:
    """Draws a new box of the active source."""

    def __init__(self, editor: BoxEditor, point: QPointF, kind: Kind) -> None:
        self._editor = editor
        self._kind = kind
        self._from = point
        # Kept as time and frequency, so that zooming during the drag does not move the corner.
        self._corner = self._at(point)
        self._far = False
        self._box: Box | None = None

    def move(self, point: QPointF) -> None:
        """Stretch the box to the pointer."""
        self._far = self._far or _far(point, self._from)
        if self._far:
            self._box = self._spanned(self._at(point))
            self._editor.show_draft(self._box)

    def finish(self) -> None:
        """Add the box; a click selects instead."""
        box = self._box
        if box is not None:
            self._editor.add(box)
        elif not self._far:
            hit = self._editor.layer.hit(self._from)
            self._editor.layer.select([] if hit is None else [hit.index])
        self._editor.end_preview()

    def cancel(self) -> None:
        """Draw nothing."""
        self._editor.end_preview()

    def _at(self, point: QPointF) -> tuple[float, float]:
        canvas = self._editor.canvas
        area = canvas.area
        seconds = canvas.seconds_at(min(max(point.x(), 0.0), area.width()))
        position = canvas.position_at(min(max(point.y(), 0.0), area.height()))
        return min(max(seconds, 0.0), canvas.duration), position

    def _spanned(self, corner: tuple[float, float]) -> Box | None:
        canvas = self._editor.canvas
        start, end = sorted((self._corner[0], corner[0]))
        low, high = (edge_hz(p, canvas.scale_map) for p in sorted((self._corner[1], corner[1])))
        if start >= end or low >= high:
            return None
        return Box(self._editor.source, self._kind, start, end, low, high)


class ReshapeDrag:
    """Moves or resizes: a body moves all selected boxes, an edge its own box."""

    def __init__(self, editor: BoxEditor, point: QPointF, hit: Hit) -> None:
        self._editor = editor
        self._grip = hit.grip
        self._from = point
        canvas = editor.canvas
        self._corner = canvas.seconds_at(point.x()), canvas.position_at(point.y())
        boxes = editor.document.guidance.boxes
        indices = editor.layer.selected if hit.grip == Grip.BODY else {hit.index}
        self._before = {index: boxes[index] for index in indices}
        self._changed: dict[int, Box] = {}
        self._far = False

    def move(self, point: QPointF) -> None:
        """Show the boxes as the pointer has moved them."""
        self._far = self._far or _far(point, self._from)
        if not self._far:
            return
        canvas = self._editor.canvas
        seconds = canvas.seconds_at(point.x()) - self._corner[0]
        positions = canvas.position_at(point.y()) - self._corner[1]
        if abs(positions) < 1e-9:
            positions = 0.0
        self._changed = {
            index: reshaped(box, self._grip, seconds, positions, canvas.scale_map, canvas.duration)
            for index, box in self._before.items()
        }
        self._editor.show_changed(self._changed)

    def finish(self) -> None:
        """One undo step, if anything changed."""
        self._editor.commit(self._changed, "Move boxes")
        self._editor.end_preview()

    def cancel(self) -> None:
        """Leave the boxes as they were."""
        self._editor.end_preview()


def _far(point: QPointF, origin: QPointF) -> bool:
    return (point - origin).manhattanLength() >= CLICK_PIXELS
