"""Mouse and keys on the spectrogram: which gesture begins where, and what the pointer says.

Every drag is a small object with move, finish and cancel; at most one is alive. The select tool
picks and changes marks, seeks and selects time; the drawing tools draw; the pan tool and the
middle button move the view.
"""

from __future__ import annotations

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

from editor.brush_cursor import BrushCursor
from editor.canvas import Canvas, FocusItem, Playhead
from editor.document import Document
from editor.drawing import BandDrag, BoxDrag, BrushDrag, DrawDrag, LassoDrag, ReshapeDrag, SpanDrag
from editor.mark_editor import MarkEditor
from editor.mark_layer import Hit, MarkLayer
from editor.mark_menu import mark_menu
from editor.mark_painting import ERASED
from editor.pointer import drag_hint, shape_of, tool_hint
from editor.region_drags import RegionDrag, far_edge, nudge, region_grip
from editor.reshaping import cursor_of
from editor.rubber_band import RubberBandDrag, RubberBandItem
from editor.selection_item import SelectionItem
from editor.similar import Similar, SimilarDrag
from editor.tone_finder import ToneDrag, ToneFinder
from editor.view_drags import Drag, PanDrag, SeekDrag, SelectDrag
from editor.view_state import Tool, ViewState
from engine.guidance import Kind

ZOOM_PER_NOTCH = 0.8
PAN_PER_NOTCH = 0.12
BRUSH_PER_NOTCH = 1.15
_NOTCH = 120.0
# Pixels of a nudge with Shift.
_FAR = 10
_DRAWING: dict[Tool, tuple[type[DrawDrag], Kind]] = {
    "activate": (BoxDrag, "activate"),
    "deactivate": (BoxDrag, "deactivate"),
    "brush": (BrushDrag, "activate"),
    "eraser": (BrushDrag, "release"),
    "lasso": (LassoDrag, "activate"),
    "solo": (SpanDrag, "activate"),
    "off": (SpanDrag, "deactivate"),
    "band": (BandDrag, "activate"),
}
_OTHER_KIND: dict[Kind, Kind] = {"activate": "deactivate", "deactivate": "activate"}
_ANSWERS = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Escape)
# These draw also over what is selected, instead of changing it.
_FREEHAND = ("brush", "eraser")
_ANYWHERE = (*_FREEHAND, "harmonics", "similar")
_ARROWS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, 1),
    Qt.Key.Key_Down: (0, -1),
}


class GestureCanvas(Canvas):
    """The canvas with its overlays, driven by mouse and keys."""

    pointed = Signal(object)
    hint_changed = Signal(str)

    def __init__(
        self, document: Document, view_state: ViewState, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._document = document
        self._view_state = view_state
        self._drag: Drag | None = None
        self._finishing = False
        self._pointer: QPointF | None = None
        self._said = self._shown_hint = ""
        self.layer = MarkLayer(self, view_state.marks)
        self.marks = MarkEditor(document, view_state, self, self.layer)
        self.tones = ToneFinder(self.marks)
        self.similar = Similar(self.marks)
        self.brush_cursor = BrushCursor(self)
        self.rubber_band = RubberBandItem(self)
        self.playhead = Playhead(self)
        self.selection_item = SelectionItem(self)
        self.focus_item = FocusItem(self)
        view_state.tool_changed.connect(self._update_cursor)
        view_state.active_source_changed.connect(self._update_cursor)
        view_state.brush_radius_changed.connect(self._update_cursor)
        view_state.position_changed.connect(self._position_changed)
        view_state.selection_changed.connect(self.selection_item.set_selection)
        view_state.band_changed.connect(self.selection_item.set_band)
        self.tones.said.connect(self._say)
        self.similar.said.connect(self._say)
        document.guidance_changed.connect(self._guidance_changed)
        document.recording_changed.connect(self.cancel_drag)
        document.sources_about_to_change.connect(self.cancel_drag)
        document.sources_about_to_change.connect(self.similar.give_up)
        self._sources = len(document.sources)
        document.sources_changed.connect(self._count_sources)

    def shutdown(self) -> None:
        """Cancel and join what gestures do in the background."""
        self.tones.shutdown()
        self.similar.shutdown()

    @property
    def is_dragging(self) -> bool:
        """Whether a gesture is between press and release."""
        return self._drag is not None

    # --- the shared state ----------------------------------------------------------------------

    def _position_changed(self, seconds: float) -> None:
        self.playhead.set_seconds(seconds)

    def _guidance_changed(self) -> None:
        """Something else changed the marks: a drag of what is no longer there makes no sense."""
        if not self._finishing:
            self.cancel_drag()

    # --- mouse ---------------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        event.accept()
        if self._document.recording is None or self._drag is not None:
            return
        self._said = ""
        point = self.from_viewport(event.position())
        if event.button() == Qt.MouseButton.MiddleButton:
            self._drag = PanDrag(self, point)
        elif event.button() == Qt.MouseButton.LeftButton:
            self.marks.commit_nudge()
            self._drag = self._begin(point, event.modifiers())
        self._update_cursor()

    def _begin(self, point: QPointF, modifiers: Qt.KeyboardModifier) -> Drag | None:
        tool = self._view_state.tool
        shift = bool(modifiers & Qt.KeyboardModifier.ShiftModifier)
        more = tool == "select" and bool(modifiers & Qt.KeyboardModifier.ControlModifier)
        if point.y() > self.area.height() and point.x() >= 0:
            return SeekDrag(self, self._view_state, point)
        if not self.area.contains(point):
            return None
        if tool == "pan":
            return PanDrag(self, point)
        grip = region_grip(self, self._view_state, point)
        if tool == "region" or grip is not None:
            return RegionDrag(self, self._view_state, point, grip)
        hit = self._hit(point)
        if hit is not None:
            return self._pick(hit, point, extend=more or (shift and tool == "select"))
        if more:
            return RubberBandDrag(self.rubber_band, self.layer, self._view_state.marks, point)
        told: Kind = "deactivate" if shift else "activate"
        if tool == "harmonics":
            return ToneDrag(self.tones, point, told)
        if tool == "similar":
            return SimilarDrag(self.similar, self.marks, point, told)
        if tool in _DRAWING:
            drag, kind = _DRAWING[tool]
            return drag(self.marks, point, _OTHER_KIND.get(kind, kind) if shift else kind)
        fixed = far_edge(self, self._view_state, point)
        if fixed is None:
            self._view_state.marks.select([])
        return SelectDrag(self, self._view_state, point, fixed)

    def _hit(self, point: QPointF) -> Hit | None:
        """The mark to change here: any when selecting, edges of selected ones when drawing."""
        tool = self._view_state.tool
        if tool in ("pan", "region", *_ANYWHERE) or not self.area.contains(point):
            return None
        return self.layer.hit(point, edges_of_all=tool == "select")

    def _pick(self, hit: Hit, point: QPointF, *, extend: bool) -> Drag | None:
        selection = self._view_state.marks
        if extend:
            selection.toggle(hit.index)
            return None
        if hit.index not in selection.indices:
            selection.select([hit.index])
        return None if self._is_locked(hit) else ReshapeDrag(self.marks, point, hit)

    def _is_locked(self, hit: Hit | None) -> bool:
        return hit is not None and self.marks.commands.is_locked(hit.index)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        event.accept()
        self._pointer = self.from_viewport(event.position())
        if self._drag is not None:
            self._drag.move(self._pointer)
            self._move_brush()  # a drag keeps the cursor and the hint that it began with
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
        self._update_cursor()
        super().leaveEvent(event)

    def enterEvent(self, event: QEnterEvent) -> None:
        self._update_cursor()
        super().enterEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.accept()
        if self._document.recording is None:
            return
        self.turn(self.from_viewport(event.position()), event)

    def turn(self, point: QPointF, event: QWheelEvent) -> None:
        """What a turn of the wheel does at a point of the picture."""
        # Alt turns a wheel sideways on some platforms.
        delta = event.angleDelta()
        notches = (delta.y() or delta.x()) / _NOTCH
        view, modifiers = self.stretch, event.modifiers()
        sizing = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier
        if self._has_brush and modifiers & sizing and self.area.contains(point):
            self._view_state.brush_radius *= BRUSH_PER_NOTCH**notches
        elif modifiers & Qt.KeyboardModifier.ControlModifier or point.x() < 0:
            self.zoom_frequency(ZOOM_PER_NOTCH**notches, self.position_at(point.y()))
        elif self._scrolls(modifiers) or not delta.y():
            span = view.end - view.start
            self.show_times(
                view.start - notches * PAN_PER_NOTCH * span,
                view.end - notches * PAN_PER_NOTCH * span,
            )
        else:
            self.zoom_time(ZOOM_PER_NOTCH**notches, self.seconds_at(point.x()))

    def _scrolls(self, modifiers: Qt.KeyboardModifier) -> bool:
        """Shift makes the wheel do what it does not do by itself."""
        shift = bool(modifiers & Qt.KeyboardModifier.ShiftModifier)
        return shift != self._view_state.wheel_scrolls

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        event.accept()
        point = self.from_viewport(QPointF(event.pos()))
        hit = self.layer.hit(point) if self.area.contains(point) else None
        if hit is None or self._drag is not None:
            return
        if hit.index not in self._view_state.marks.indices:
            self._view_state.marks.select([hit.index])
        menu = mark_menu(self._document, self._view_state, self.marks.commands, self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(event.globalPos())

    def cancel_drag(self) -> None:
        """End the present gesture without effect."""
        if self._drag is not None:
            drag, self._drag = self._drag, None
            drag.cancel()
            self._update_cursor()

    def _count_sources(self) -> None:
        """Undo and redo change the sources too; a drag may be for one that is gone."""
        if len(self._document.sources) != self._sources:
            self._sources = len(self._document.sources)
            self.cancel_drag()

    # --- keys ----------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self._handle_key(event):
            event.ignore()

    def _handle_key(self, event: QKeyEvent) -> bool:
        key, selection = Qt.Key(event.key()), self._view_state.marks
        if self.similar.candidate is not None and self._drag is None and key in _ANSWERS:
            self.similar.give_up() if key == Qt.Key.Key_Escape else self.similar.accept()
            return True
        if key == Qt.Key.Key_Escape and (self._drag is not None or selection.indices):
            if self._drag is not None:
                self.cancel_drag()
            else:
                selection.select([])
            return True
        if key == Qt.Key.Key_Escape and self._view_state.selection is not None:
            self._view_state.selection = None
            return True
        if self._drag is not None:
            return False
        if key in _ARROWS:
            return self._nudge(key, event.modifiers())
        if not selection.indices:
            return False
        if key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.marks.commands.remove()
            return True
        return False

    def _nudge(self, key: Qt.Key, modifiers: Qt.KeyboardModifier) -> bool:
        """Move the selected marks, or without any the selected region."""
        pixels = _FAR if modifiers & Qt.KeyboardModifier.ShiftModifier else 1
        right, up = (pixels * step for step in _ARROWS[key])
        resize = bool(modifiers & Qt.KeyboardModifier.AltModifier)
        if not self._view_state.marks.indices:
            return nudge(self, self._view_state, right, up, resize=resize)
        self.marks.nudge(right, up, resize=resize)
        return True

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        if event.key() in _ARROWS and not event.isAutoRepeat():
            self.marks.commit_nudge()
        event.ignore()

    def focusInEvent(self, event: QFocusEvent) -> None:
        self.focus_item.follow(event)
        super().focusInEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self.focus_item.follow(event)
        self.marks.commit_nudge()
        super().focusOutEvent(event)

    # --- the pointer ---------------------------------------------------------------------------

    @property
    def _has_brush(self) -> bool:
        return self._view_state.tool in _FREEHAND

    @property
    def _is_inside(self) -> bool:
        return self._pointer is not None and self.area.contains(self._pointer)

    def _move_brush(self) -> None:
        brush = self._has_brush and self._is_inside and self._document.recording is not None
        source = self._document.sources[self.marks.source]
        colour = ERASED if self._view_state.tool == "eraser" else source.colour
        point = self._pointer if brush else None
        self.brush_cursor.show_at(point, self._view_state.brush_radius, colour)

    def _update_cursor(self, _: object = None) -> None:
        self.viewport().setCursor(self._cursor())
        self._move_brush()
        hint = self._said or (self._hint() if self._is_inside else "")
        if hint != self._shown_hint:
            self._shown_hint = hint
            self.hint_changed.emit(hint)

    def _say(self, sentence: str) -> None:
        """A gesture has something to say: until the next press, or until it says nothing."""
        self._said = sentence
        self._update_cursor()

    def _hint(self) -> str:
        """What a drag from here will do."""
        point, tool = self._pointer, self._view_state.tool
        if self._document.recording is None or point is None:
            return ""
        hit = self._hit(point)
        if hit is not None:
            selected = self._view_state.marks.indices
            return drag_hint(self.layer.marks, hit, self._is_locked(hit), selected)
        return tool_hint(tool, self._document.sources[self.marks.source].name)

    def _cursor(self) -> Qt.CursorShape:
        if isinstance(self._drag, PanDrag):
            return Qt.CursorShape.ClosedHandCursor
        point = self._pointer
        if self._document.recording is None or point is None or point.x() < 0:
            return Qt.CursorShape.ArrowCursor
        if point.y() > self.area.height():
            return Qt.CursorShape.PointingHandCursor
        grip = region_grip(self, self._view_state, point)
        if grip is not None:
            return cursor_of(grip)
        hit, at_edge = self._hit(point), far_edge(self, self._view_state, point) is not None
        tool = self._view_state.tool
        return shape_of(tool, hit, locked=self._is_locked(hit), at_edge=at_edge)
