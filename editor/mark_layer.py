"""Marks on the picture: how they look and what the pointer hits.

The layer paints what it is given; gestures change marks through the document. Painted and hit in
pixels, so that lines and handles feel the same at every zoom. What does not change is kept as
pixels: a thousand marks cost nothing while the playhead moves or one of them is dragged.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, QTimer
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPixmap
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from editor import mark_painting
from editor.canvas import Canvas, Overlay
from editor.mark_painting import MarkLook
from editor.mark_pixels import MarkPixels, PaintStroke
from editor.mark_places import MarkPlaces
from editor.mark_shapes import partial_lines, pixel_path, same_place
from editor.reshaping import EDGES, RECTANGULAR, Grip
from editor.selection import MarkSelection
from editor.translation import tr
from engine.guidance import Band, Harmonics, Mark, Span

GRAB_PIXELS = 6.0
# Spans and bands reach over the whole picture: they are picked up in a strip along its edge.
STRIP_PIXELS = 26.0
# So many marks at once have thin lines, which are many times as fast, and no labels.
CROWD = 150
CALM_MS = 80
# Up to so many selected or moving marks are painted over the others each time; more of them are
# painted with these.
_MOST_ON_TOP = 12
# How far handles and lines reach over the edges of a mark.
_OVER_EDGES = 12.0
# Labels lie above their marks, and may be wider.
_LABEL_PIXELS = 400.0


@dataclass(frozen=True)
class Hit:
    """What lies under the pointer: mark `index` and the edges that a drag would move."""

    index: int
    grip: Grip


@dataclass(frozen=True)
class _Kept:
    """A selected or moving mark as pixels: the playhead passes it many times a second."""

    mark: Mark
    selected: bool
    pixels: QPixmap
    corner: QPointF


class MarkLayer(Overlay):
    """All marks of the document, and the one being drawn."""

    def __init__(self, canvas: Canvas, selection: MarkSelection) -> None:
        self._marks: tuple[Mark, ...] = ()
        self._names: tuple[str, ...] = ()
        self._colours: tuple[str, ...] = ()
        self._draft: Mark | None = None
        self._selection = selection
        self._moving: frozenset[int] = frozenset()
        self._hidden: frozenset[int] = frozenset()
        self._shapes: dict[int, tuple[QPainterPath, QRectF]] = {}
        self._looks: dict[tuple[int, bool, bool, bool], MarkLook] = {}
        self._kept: dict[int, _Kept] = {}
        self._places = MarkPlaces(canvas)
        self._pixels = MarkPixels(canvas, self._strokes)
        self._selected_then: frozenset[int] = frozenset()
        self._was_crowd = False
        self._calm = QTimer(canvas)
        self._calm.setSingleShot(True)
        self._calm.setInterval(CALM_MS)
        self._calm.timeout.connect(self._repaint)
        super().__init__(canvas, z=20)
        self.setFlag(QGraphicsItem.GraphicsItemFlag.ItemUsesExtendedStyleOption)
        self._pixels.repainted.connect(self.update)
        selection.changed.connect(self._selection_changed)

    @property
    def marks(self) -> tuple[Mark, ...]:
        """What is shown: the document's marks, or their preview during a drag."""
        return self._marks

    @property
    def draft(self) -> Mark | None:
        """The mark that is being drawn."""
        return self._draft

    @property
    def is_sharp(self) -> bool:
        """Whether what is shown was painted for the present view and for all that was changed."""
        return not self._calm.isActive() and self._pixels.is_current

    def show_marks(
        self,
        marks: Sequence[Mark],
        draft: Mark | None = None,
        moving: frozenset[int] = frozenset(),
    ) -> None:
        """Show these marks, some of them as a drag moves them, and one that is being drawn."""
        before, self._marks, self._draft = self._marks, tuple(marks), draft
        kept, count = min(len(before), len(self._marks)), len(self._marks)
        changed = [i for i in range(kept) if before[i] is not self._marks[i]]
        moved = [i for i in changed if not same_place(before[i], self._marks[i])]
        on_top = moving if len(moving) <= _MOST_ON_TOP else frozenset[int]()
        # Those on top are not among the pixels; those that were, or will be no longer, change them.
        touched = {*changed, *range(kept, max(len(before), count))} - (on_top & self._moving)
        touched |= on_top ^ self._moving
        # So many, or labels among them: everything is painted anew.
        in_parts = len(touched) <= CROWD and self._is_crowd()
        old = self._rectangles(i for i in touched if in_parts and i < len(before))
        for index in (*moved, *range(kept, len(before))):
            self._shapes.pop(index, None)
        self._places.take(self._marks, (*moved, *range(kept, count)))
        new = self._rectangles(i for i in touched if in_parts and i < count)
        self._moving = on_top
        if in_parts:
            self._pixels.change((*old, *new))
        elif touched:
            self._pixels.change_all()
        self.update()

    def _rectangles(self, indices: Iterable[int]) -> list[QRectF]:
        return self._places.rectangles(indices, _OVER_EDGES)

    def show_hidden(self, hidden: frozenset[int]) -> None:
        """Leave these marks out: they are neither painted nor hit."""
        if hidden != self._hidden:
            self._hidden = hidden
            self._repaint()

    def show_sources(self, names: Sequence[str], colours: Sequence[str]) -> None:
        """Names and colours of the sources."""
        if (self._names, self._colours) != (tuple(names), tuple(colours)):
            self._names, self._colours = tuple(names), tuple(colours)
            self._looks.clear()
            self._kept.clear()
            self._repaint()

    def refresh(self) -> None:
        """The view changed. A crowd is moved as it is, and painted anew when the view is calm."""
        self._shapes.clear()
        self._looks.clear()
        self._kept.clear()
        self._places.forget_view()
        self._pixels.give_up()
        if len(self._marks) > CROWD and self._pixels.can_move:
            self._calm.start()
        else:
            self._pixels.change_all()
        super().refresh()

    def _repaint(self) -> None:
        self._pixels.change_all()
        self.update()

    def _is_crowd(self) -> bool:
        """Whether the pixels are and stay those of many marks, without any labels: then a part
        of them can be painted alone."""
        many = len(self._marks) > CROWD and self._was_crowd
        return many and not self._selected_then and not self._selected_below()

    def _selection_changed(self) -> None:
        if self._selected_below() != self._selected_then:
            self._pixels.change_all()
        self.update()

    def _selected_below(self) -> frozenset[int]:
        """Selected marks that are too many to be painted over the others each time."""
        selected = self._selection.indices
        return selected if len(selected) > _MOST_ON_TOP else frozenset()

    # --- shapes --------------------------------------------------------------------------------

    def _shape(self, index: int) -> tuple[QPainterPath, QRectF]:
        if index not in self._shapes:
            self._shapes[index] = self._shape_of(self._marks[index])
        return self._shapes[index]

    def _shape_of(self, mark: Mark) -> tuple[QPainterPath, QRectF]:
        path = pixel_path(mark, self.canvas)
        rectangle, area = path.controlPointRect(), self.canvas.area
        if isinstance(mark, Span):
            rectangle.setTop(area.top())
            rectangle.setBottom(area.bottom())
        if isinstance(mark, Band):
            rectangle.setLeft(area.left())
            rectangle.setRight(area.right())
        return path, rectangle

    def rectangle(self, mark: Mark) -> QRectF:
        """The rectangle around a mark in the picture's pixels; spans and bands fill the picture."""
        return self._shape_of(mark)[1]

    # --- the pointer ---------------------------------------------------------------------------

    def hit(self, point: QPointF, *, edges_of_all: bool = True) -> Hit | None:
        """The mark under a point: selected ones first, then the latest drawn.

        edges_of_all=False: only edges of selected marks count, their inside does not.
        """
        selected = self._selection.indices
        near = self._places.near(QRectF(point, point), GRAB_PIXELS + mark_painting.FRAME_PIXELS)
        order = sorted(near, key=lambda i: (i in selected, i))
        for index in reversed(order):
            if index in self._hidden or (not edges_of_all and index not in selected):
                continue
            grip = self._grip(index, point)
            if grip is None or (grip == Grip.BODY and not edges_of_all):
                continue
            return Hit(index, grip)
        return None

    def within(self, rectangle: QRectF) -> frozenset[int]:
        """The marks that a rectangle in the picture's pixels touches."""
        shown = (index for index in self._places.near(rectangle) if index not in self._hidden)
        return frozenset(index for index in shown if self._touches(index, rectangle))

    def _touches(self, index: int, rectangle: QRectF) -> bool:
        path, around = self._shape(index)
        return around.intersects(rectangle) and path.intersects(rectangle)

    def _grip(self, index: int, point: QPointF) -> Grip | None:
        mark = self._marks[index]
        if not isinstance(mark, RECTANGULAR):
            return self._grip_of_drawn(index, point)
        rectangle = self._shape(index)[1]
        if not _grown(rectangle, GRAB_PIXELS).contains(point):
            return None
        grip = _edges_near(rectangle, point) & EDGES[type(mark)]
        if grip:
            return grip
        strip = {Span: point.y(), Band: point.x()}.get(type(mark), 0.0)
        return Grip.BODY if strip <= STRIP_PIXELS else None

    def _grip_of_drawn(self, index: int, point: QPointF) -> Grip | None:
        """A shape of its own is picked up where it is, and when selected by its handles too."""
        path, rectangle = self._shape(index)
        if index in self._selection.indices:
            for grip, handle in mark_painting.handles(self._marks[index], rectangle):
                away = handle - point
                if max(abs(away.x()), abs(away.y())) <= GRAB_PIXELS:
                    return grip
        around = QRectF(point, point).adjusted(-3, -3, 3, 3)
        return Grip.BODY if path.intersects(around) else None

    # --- painting ------------------------------------------------------------------------------

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        draft = self._draft
        pixels, place = self._pixels.shown()
        if draft is not None and draft.kind == "release":
            pixels = QPixmap(pixels)
            over = QPainter(pixels)
            self._paint_mark(over, draft, self._shape_of(draft), erases=True)
            over.end()
        painter.drawPixmap(place, pixels, QRectF(pixels.rect()))
        selected = self._selection.indices
        on_top = self._moving if self._selected_below() else self._moving | selected
        exposed: QRectF = option.exposedRect
        room = exposed.adjusted(-_LABEL_PIXELS, -_OVER_EDGES, _LABEL_PIXELS, 3 * _OVER_EDGES)
        self._kept = {index: kept for index, kept in self._kept.items() if index in on_top}
        for index in sorted((on_top - self._hidden).intersection(self._places.near(room))):
            kept = self._kept_pixels(index, selected=index in selected)
            painter.drawPixmap(kept.corner, kept.pixels)
        if draft is not None and draft.kind != "release":
            shape = self._shape_of(draft)
            self._paint_mark(painter, draft, shape)
            self._paint_label(painter, draft, shape)

    def _kept_pixels(self, index: int, *, selected: bool) -> _Kept:
        mark, kept = self._marks[index], self._kept.get(index)
        if kept is not None and kept.mark is mark and kept.selected == selected:
            return kept
        shape, reach = self._shape(index), _OVER_EDGES
        # The label may lie beside its mark, where the picture's edge is in the way of it.
        around = shape[1].adjusted(-_LABEL_PIXELS, -3 * reach, _LABEL_PIXELS, 3 * reach)
        room = QRectF(around.intersected(_grown(self.canvas.area, reach)).toAlignedRect())
        ratio = self.canvas.devicePixelRatioF()
        pixels = QPixmap(QSize(round(room.width() * ratio), round(room.height() * ratio)))
        pixels.setDevicePixelRatio(ratio)
        pixels.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixels)
        painter.translate(-room.topLeft())
        self._paint_mark(painter, mark, shape, selected=selected)
        self._paint_label(painter, mark, shape, selected=selected)
        painter.end()
        self._kept[index] = _Kept(mark, selected, pixels, room.topLeft())
        return self._kept[index]

    def _strokes(self, part: list[QRectF] | None) -> Iterable[PaintStroke]:
        """All marks that keep still, in the order drawn, as what paints one after the other.

        What is erased is cut out of what was drawn before it.
        """
        areas = [self.canvas.area] if part is None else part
        near = {index for area in areas for index in self._places.near(area, _OVER_EDGES)}
        shown = sorted(near - self._moving - self._hidden)
        if part is None:
            self._was_crowd = len(shown) > CROWD
            self._selected_then = self._selected_below()
        fine, selected = self._was_crowd, self._selected_then
        for index in shown:
            yield partial(self._stroke, index, self._marks[index], index in selected, fine)
        for index in () if fine else shown:
            yield partial(self._label_stroke, index, self._marks[index], index in selected)

    def _stroke(
        self, index: int, mark: Mark, selected: bool, fine: bool, painter: QPainter
    ) -> None:
        shape = self._shape_then(index, mark)
        self._paint_mark(painter, mark, shape, selected=selected, erases=True, fine=fine)

    def _label_stroke(self, index: int, mark: Mark, selected: bool, painter: QPainter) -> None:
        self._paint_label(painter, mark, self._shape_then(index, mark), selected=selected)

    def _shape_then(self, index: int, mark: Mark) -> tuple[QPainterPath, QRectF]:
        """The shape of a mark that may have changed since its painting was planned."""
        is_there = index < len(self._marks) and self._marks[index] is mark
        return self._shape(index) if is_there else self._shape_of(mark)

    def _paint_mark(
        self,
        painter: QPainter,
        mark: Mark,
        shape: tuple[QPainterPath, QRectF],
        *,
        selected: bool = False,
        erases: bool = False,
        fine: bool = False,
    ) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, not fine)
        look = self._look(mark, selected=selected, fine=fine)
        path, rectangle = shape
        if mark.kind == "release" and erases:
            mark_painting.erase(painter, path)
        mark_painting.paint_mark(painter, mark, path, rectangle, look)
        if isinstance(mark, Harmonics):
            lines = partial_lines(mark, self.canvas)
            mark_painting.paint_partials(painter, lines, look)

    def _paint_label(
        self,
        painter: QPainter,
        mark: Mark,
        shape: tuple[QPainterPath, QRectF],
        *,
        selected: bool = False,
    ) -> None:
        painter.setFont(self.canvas.font())
        look = self._look(mark, selected=selected)
        mark_painting.paint_label(painter, mark, shape[1], look, self.canvas.area)

    def _look(self, mark: Mark, *, selected: bool, fine: bool = False) -> MarkLook:
        released = mark.kind == "release"
        key = (mark.source, released, selected, fine)
        if key not in self._looks:
            self._looks[key] = self._new_look(mark.source, released, selected, fine)
        return self._looks[key]

    def _new_look(self, source: int, released: bool, selected: bool, fine: bool) -> MarkLook:
        known = source < len(self._names)
        name = self._names[source] if known else tr("Source {value}").format(value=source + 1)
        colour = self._colours[source] if known else mark_painting.LOST_SOURCE
        if released:
            name, colour = "", mark_painting.ERASED
        origin = QPointF(self.canvas.x_of(0.0) % 12.0, 0.0)
        return MarkLook(name, QColor(colour), selected, origin, fine)


def _grown(rectangle: QRectF, by: float) -> QRectF:
    return rectangle.adjusted(-by, -by, by, by)


def _edges_near(rectangle: QRectF, point: QPointF) -> Grip:
    """The edges near a point; small rectangles keep a body to grab."""
    inside_x = min(GRAB_PIXELS, rectangle.width() / 4)
    inside_y = min(GRAB_PIXELS, rectangle.height() / 4)
    grip = Grip(0)
    if point.x() <= rectangle.left() + inside_x:
        grip |= Grip.START
    elif point.x() >= rectangle.right() - inside_x:
        grip |= Grip.END
    if point.y() <= rectangle.top() + inside_y:
        grip |= Grip.HIGH
    elif point.y() >= rectangle.bottom() - inside_y:
        grip |= Grip.LOW
    return grip
