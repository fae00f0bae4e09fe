"""Mouse and keys on the spectrogram: which gesture begins where, and what the pointer says.

Every drag is a small object with move, finish and cancel; at most one is alive. The select tool
picks and changes boxes, seeks and selects time; the box tools draw; the pan tool and the middle
button move the view.
"""

from __future__ import annotations

from typing import Protocol

from PySide6.QtCore import QEvent, QPointF, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QEnterEvent,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QWidget

from editor.box_gestures import CLICK_PIXELS, BoxEditor, DrawDrag, ReshapeDrag
from editor.box_items import GRAB_PIXELS, BoxLayer, Hit, cursor_of
from editor.canvas import Canvas, Playhead, SelectionItem
from editor.document import Document
from editor.view_state import ViewState

ZOOM_PER_NOTCH = 0.8
PAN_PER_NOTCH = 0.12
_NOTCH = 120.0
_ARROWS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, 1),
    Qt.Key.Key_Down: (0, -1),
}


class Drag(Protocol):
    """A gesture between press and release, in the picture's pixels."""

    def move(self, point: QPointF) -> None:
        """The pointer moved."""
        ...

    def finish(self) -> None:
        """The button was released."""
        ...

    def cancel(self) -> None:
        """Escape: as if it had never begun."""
        ...


class PanDrag:
    """Moves the view with the pointer."""

    def __init__(self, canvas: Canvas, point: QPointF) -> None:
        self._canvas = canvas
        self._last = point

    def move(self, point: QPointF) -> None:
        canvas = self._canvas
        seconds = canvas.seconds_at(self._last.x()) - canvas.seconds_at(point.x())
        positions = canvas.position_at(self._last.y()) - canvas.position_at(point.y())
        canvas.move_by(seconds, positions)
        self._last = point

    def finish(self) -> None:
        """The view stays where it is."""

    def cancel(self) -> None:
        """The view stays where it is."""


class SeekDrag:
    """Moves the playhead with the pointer, on the time axis."""

    def __init__(self, canvas: Canvas, view_state: ViewState, point: QPointF) -> None:
        self._canvas = canvas
        self._view_state = view_state
        self._before = view_state.position
        self.move(point)

    def move(self, point: QPointF) -> None:
        self._view_state.position = inside(self._canvas, point.x())

    def finish(self) -> None:
        """The playhead stays where it is."""

    def cancel(self) -> None:
        self._view_state.position = self._before


class SelectDrag:
    """Selects time between a fixed edge and the pointer; a click seeks and selects nothing."""

    def __init__(
        self, canvas: Canvas, view_state: ViewState, point: QPointF, fixed: float | None = None
    ) -> None:
        self._canvas = canvas
        self._view_state = view_state
        self._before = view_state.selection
        self._from = point.x()
        self._far = False
        self._resizes = fixed is not None
        self._fixed = inside(canvas, point.x()) if fixed is None else fixed

    def move(self, point: QPointF) -> None:
        self._far = self._far or abs(point.x() - self._from) >= CLICK_PIXELS
        if self._far:
            self._view_state.selection = (self._fixed, inside(self._canvas, point.x()))

    def finish(self) -> None:
        if not self._far and not self._resizes:
            self._view_state.selection = None
            self._view_state.position = self._fixed

    def cancel(self) -> None:
        self._view_state.selection = self._before


def inside(canvas: Canvas, x: float) -> float:
    """Time at pixels from the left edge, within what is visible of the recording."""
    seconds = canvas.seconds_at(min(max(x, 0.0), canvas.area.width()))
    return min(max(seconds, 0.0), canvas.duration)


class GestureCanvas(Canvas):
    """The canvas with its overlays, driven by mouse and keys."""

    pointed = Signal(object)

    def __init__(
        self, document: Document, view_state: ViewState, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._document = document
        self._view_state = view_state
        self._drag: Drag | None = None
        self._finishing = False
        self._pointer: QPointF | None = None
        self.layer = BoxLayer(self)
        self.boxes = BoxEditor(document, view_state, self, self.layer)
        self.playhead = Playhead(self)
        self.selection_item = SelectionItem(self)
        view_state.tool_changed.connect(self._tool_changed)
        view_state.position_changed.connect(self._position_changed)
        view_state.selection_changed.connect(self._selection_changed)
        document.guidance_changed.connect(self._guidance_changed)
        document.recording_changed.connect(self.cancel_drag)

    @property
    def is_dragging(self) -> bool:
        """Whether a gesture is between press and release."""
        return self._drag is not None

    # --- the shared state ----------------------------------------------------------------------

    def _tool_changed(self, tool: object) -> None:
        self._update_cursor()

    def _position_changed(self, seconds: float) -> None:
        self.playhead.set_seconds(seconds)

    def _selection_changed(self, selection: tuple[float, float] | None) -> None:
        self.selection_item.set_selection(selection)

    def _guidance_changed(self) -> None:
        """Something else changed the boxes: a drag of what is no longer there makes no sense."""
        if not self._finishing:
            self.cancel_drag()

    # --- mouse ---------------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        event.accept()
        if self._document.recording is None or self._drag is not None:
            return
        point = self.from_viewport(event.position())
        if event.button() == Qt.MouseButton.MiddleButton:
            self._drag = PanDrag(self, point)
        elif event.button() == Qt.MouseButton.LeftButton:
            self.boxes.commit_nudge()
            extend = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            self._drag = self._begin(point, extend)
        self._update_cursor()

    def _begin(self, point: QPointF, extend: bool) -> Drag | None:
        tool = self._view_state.tool
        if point.y() > self.area.height() and point.x() >= 0:
            return SeekDrag(self, self._view_state, point)
        if not self.area.contains(point):
            return None
        if tool == "pan":
            return PanDrag(self, point)
        hit = self._hit(point)
        if hit is not None:
            return self._pick(hit, point, extend)
        if tool in ("activate", "deactivate"):
            return DrawDrag(self.boxes, point, "activate" if tool == "activate" else "deactivate")
        fixed = self._far_edge(point)
        if fixed is None:
            self.layer.select([])
        return SelectDrag(self, self._view_state, point, fixed)

    def _hit(self, point: QPointF) -> Hit | None:
        """The box to change here: any with the select tool, edges of selected ones when drawing."""
        tool = self._view_state.tool
        if tool == "pan" or not self.area.contains(point):
            return None
        return self.layer.hit(point, edges_of_all=tool == "select")

    def _pick(self, hit: Hit, point: QPointF, extend: bool) -> Drag | None:
        selected = self.layer.selected
        if extend:
            self.layer.select(selected ^ {hit.index})
            return None
        if hit.index not in selected:
            self.layer.select([hit.index])
        return ReshapeDrag(self.boxes, point, hit)

    def _far_edge(self, point: QPointF) -> float | None:
        """Near an edge of the selection: the time of its other edge."""
        selection = self._view_state.selection
        if selection is None:
            return None
        distances = [abs(self.x_of(edge) - point.x()) for edge in selection]
        if min(distances) > GRAB_PIXELS:
            return None
        return selection[1] if distances[0] <= distances[1] else selection[0]

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        event.accept()
        self._pointer = self.from_viewport(event.position())
        if self._drag is not None:
            self._drag.move(self._pointer)
        else:
            self._update_cursor()
        self.pointed.emit(self._pointer if self.area.contains(self._pointer) else None)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        event.accept()
        if self._drag is None or event.button() == Qt.MouseButton.RightButton:
            return
        drag, self._drag = self._drag, None
        self._finishing = True
        try:
            drag.finish()
        finally:
            self._finishing = False
        self._update_cursor()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.mousePressEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        self._pointer = None
        self.pointed.emit(None)
        super().leaveEvent(event)

    def enterEvent(self, event: QEnterEvent) -> None:
        self._update_cursor()
        super().enterEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.accept()
        if self._document.recording is None:
            return
        point = self.from_viewport(event.position())
        # Alt turns a wheel sideways on some platforms.
        delta = event.angleDelta()
        notches = (delta.y() or delta.x()) / _NOTCH
        view, modifiers = self.stretch, event.modifiers()
        if modifiers & Qt.KeyboardModifier.ControlModifier or point.x() < 0:
            self.zoom_frequency(ZOOM_PER_NOTCH**notches, self.position_at(point.y()))
        elif modifiers & Qt.KeyboardModifier.ShiftModifier or not delta.y():
            span = view.end - view.start
            self.show_times(
                view.start - notches * PAN_PER_NOTCH * span,
                view.end - notches * PAN_PER_NOTCH * span,
            )
        else:
            self.zoom_time(ZOOM_PER_NOTCH**notches, self.seconds_at(point.x()))

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        event.accept()
        point = self.from_viewport(QPointF(event.pos()))
        hit = self.layer.hit(point) if self.area.contains(point) else None
        if hit is None or self._drag is not None:
            return
        if hit.index not in self.layer.selected:
            self.layer.select([hit.index])
        menu = self.boxes.menu(hit.index)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(event.globalPos())

    def cancel_drag(self) -> None:
        """End the present gesture without effect."""
        if self._drag is not None:
            drag, self._drag = self._drag, None
            drag.cancel()
            self._update_cursor()

    # --- keys ----------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self._handle_key(event):
            event.ignore()

    def _handle_key(self, event: QKeyEvent) -> bool:
        key = Qt.Key(event.key())
        if key == Qt.Key.Key_Escape and (self._drag is not None or self.layer.selected):
            if self._drag is not None:
                self.cancel_drag()
            else:
                self.layer.select([])
            return True
        if not self.layer.selected or self._drag is not None:
            return False
        if key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.boxes.remove_selected()
            return True
        if key in _ARROWS:
            fast = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            right, up = _ARROWS[key]
            self.boxes.nudge(right * (10 if fast else 1), up * (10 if fast else 1))
            return True
        return False

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        if event.key() in _ARROWS and not event.isAutoRepeat():
            self.boxes.commit_nudge()
        event.ignore()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self.boxes.commit_nudge()
        super().focusOutEvent(event)

    # --- the pointer ---------------------------------------------------------------------------

    def _update_cursor(self) -> None:
        self.viewport().setCursor(self._cursor())

    def _cursor(self) -> Qt.CursorShape:
        if isinstance(self._drag, PanDrag):
            return Qt.CursorShape.ClosedHandCursor
        point = self._pointer
        if self._document.recording is None or point is None or point.x() < 0:
            return Qt.CursorShape.ArrowCursor
        if point.y() > self.area.height():
            return Qt.CursorShape.PointingHandCursor
        tool, hit = self._view_state.tool, self._hit(point)
        if hit is not None:
            return cursor_of(hit.grip)
        if tool == "pan":
            return Qt.CursorShape.OpenHandCursor
        if tool != "select":
            return Qt.CursorShape.CrossCursor
        edge = self._far_edge(point) is not None
        return Qt.CursorShape.SplitHCursor if edge else Qt.CursorShape.IBeamCursor
