"""Marks on the picture: how they look and what the pointer hits.

The layer paints what it is given; gestures change marks through the document. Painted and hit in
pixels, so that lines and handles feel the same at every zoom. What does not change is kept as
pixels: a thousand marks cost nothing while the playhead moves or one of them is dragged.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, QTimer
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPixmap
from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget

from editor import mark_painting
from editor.axes import FrequencyMap
from editor.canvas import Canvas, Overlay
from editor.mark_painting import MarkLook
from editor.mark_shapes import partial_lines, pixel_path
from editor.picture import Stretch
from editor.reshaping import EDGES, Grip
from editor.selection import MarkSelection
from engine.guidance import Band, Harmonics, Mark, Span

GRAB_PIXELS = 6.0
# Spans and bands reach over the whole picture: they are picked up in a strip along its edge.
STRIP_PIXELS = 26.0
# So many marks at once have thin lines, which are many times as fast, and no labels.
CROWD = 150
CALM_MS = 80
# Up to so many selected marks are painted over the others; more of them are painted with these.
_MOST_ON_TOP = 40


@dataclass(frozen=True)
class Hit:
    """What lies under the pointer: mark `index` and the edges that a drag would move."""

    index: int
    grip: Grip


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
        self._still: QPixmap | None = None
        self._still_selected: frozenset[int] = frozenset()
        self._still_view: tuple[Stretch, FrequencyMap, QRectF] | None = None
        self._calm = QTimer(canvas)
        self._calm.setSingleShot(True)
        self._calm.setInterval(CALM_MS)
        self._calm.timeout.connect(self._repaint)
        super().__init__(canvas, z=20)
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
        """Whether what is shown was painted for the present view."""
        return not self._calm.isActive()

    def show_marks(
        self,
        marks: Sequence[Mark],
        draft: Mark | None = None,
        moving: frozenset[int] = frozenset(),
    ) -> None:
        """Show these marks, some of them as a drag moves them, and one that is being drawn."""
        before, self._marks, self._draft = self._marks, tuple(marks), draft
        kept = min(len(before), len(self._marks))
        changed = [i for i in range(kept) if before[i] is not self._marks[i]]
        for index in (*changed, *range(kept, len(before))):
            self._shapes.pop(index, None)
        lost = len(self._marks) < len(before) or not moving.issuperset(changed)
        if lost or moving != self._moving or self._calm.isActive():
            self._still = None
        elif self._still is not None:
            self._add_to_still(range(kept, len(self._marks)))
        self._moving = moving
        self.update()

    def show_hidden(self, hidden: frozenset[int]) -> None:
        """Leave these marks out: they are neither painted nor hit."""
        if hidden != self._hidden:
            self._hidden = hidden
            self._still = None
            self.update()

    def show_sources(self, names: Sequence[str], colours: Sequence[str]) -> None:
        """Names and colours of the sources."""
        self._names, self._colours = tuple(names), tuple(colours)
        self._still = None
        self.update()

    def refresh(self) -> None:
        """The view changed. A crowd is moved as it is, and painted anew when the view is calm."""
        self._shapes.clear()
        if len(self._marks) > CROWD and self._fits_after_moving():
            self._calm.start()
        else:
            self._still = None
        super().refresh()

    def _repaint(self) -> None:
        self._still = None
        self.update()

    def _fits_after_moving(self) -> bool:
        """Whether the pixels kept need only be moved and stretched for the present view."""
        if self._still is None or self._still_view is None:
            return False
        _, scale, area = self._still_view
        return scale == self.canvas.scale_map and area == self.canvas.area

    def _still_place(self) -> QRectF:
        """Where the pixels that are kept lie on the picture."""
        canvas = self.canvas
        if self._still_view is None or self._still_view[0] == canvas.stretch:
            return canvas.area
        view = self._still_view[0]
        corner = QPointF(canvas.x_of(view.start), canvas.y_of_position(view.high))
        return QRectF(corner, QPointF(canvas.x_of(view.end), canvas.y_of_position(view.low)))

    def _selection_changed(self) -> None:
        if self._selected_below() != self._still_selected:
            self._still = None
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
        order = sorted(range(len(self._marks)), key=lambda i: (i in selected, i))
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
        shown = (index for index in range(len(self._marks)) if index not in self._hidden)
        return frozenset(index for index in shown if self._touches(index, rectangle))

    def _touches(self, index: int, rectangle: QRectF) -> bool:
        path, around = self._shape(index)
        return around.intersects(rectangle) and path.intersects(rectangle)

    def _grip(self, index: int, point: QPointF) -> Grip | None:
        mark = self._marks[index]
        path, rectangle = self._shape(index)
        if not _grown(rectangle, GRAB_PIXELS).contains(point):
            return None
        edges = EDGES.get(type(mark))
        if edges is None:
            around = QRectF(point, point).adjusted(-3, -3, 3, 3)
            return Grip.BODY if path.intersects(around) else None
        grip = _edges_near(rectangle, point) & edges
        if grip:
            return grip
        strip = {Span: point.y(), Band: point.x()}.get(type(mark), 0.0)
        return Grip.BODY if strip <= STRIP_PIXELS else None

    # --- painting ------------------------------------------------------------------------------

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        draft, pixels = self._draft, self._pixels()
        if draft is not None and draft.kind == "release":
            pixels = QPixmap(pixels)
            over = QPainter(pixels)
            self._paint_mark(over, draft, self._shape_of(draft), erases=True)
            over.end()
        painter.drawPixmap(self._still_place(), pixels, QRectF(pixels.rect()))
        selected = self._selection.indices
        on_top = self._moving if self._selected_below() else self._moving | selected
        for index in sorted(on_top - self._hidden):
            mark, shape = self._marks[index], self._shape(index)
            self._paint_mark(painter, mark, shape, selected=index in selected)
            self._paint_label(painter, mark, shape, selected=index in selected)
        if draft is not None and draft.kind != "release":
            shape = self._shape_of(draft)
            self._paint_mark(painter, draft, shape)
            self._paint_label(painter, draft, shape)

    def _pixels(self) -> QPixmap:
        """All marks that keep still; what is erased is cut out of what was drawn before it."""
        if self._still is None:
            area, ratio = self.canvas.area, self.canvas.devicePixelRatioF()
            size = QSize(round(area.width() * ratio), round(area.height() * ratio))
            self._still = QPixmap(size)
            self._still.setDevicePixelRatio(ratio)
            self._still.fill(Qt.GlobalColor.transparent)
            self._still_selected = self._selected_below()
            self._still_view = self.canvas.stretch, self.canvas.scale_map, QRectF(area)
            self._add_to_still(range(len(self._marks)))
        return self._still

    def _add_to_still(self, indices: Iterable[int]) -> None:
        visible = self.canvas.area.adjusted(-9, -9, 9, 9)
        shown = [
            index
            for index in indices
            if index not in self._moving | self._hidden
            and _grown(self._shape(index)[1], 1.0).intersects(visible)
        ]
        if not shown or self._still is None:
            return
        fine = len(shown) > CROWD
        painter = QPainter(self._still)
        for index in shown:
            selected = index in self._still_selected
            mark, shape = self._marks[index], self._shape(index)
            self._paint_mark(painter, mark, shape, selected=selected, erases=True, fine=fine)
        for index in shown:
            selected = index in self._still_selected
            if fine and not selected:
                continue
            self._paint_label(painter, self._marks[index], self._shape(index), selected=selected)
        painter.end()

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
        source = mark.source
        known = source < len(self._names)
        name = self._names[source] if known else f"Source {source + 1}"
        colour = self._colours[source] if known else mark_painting.LOST_SOURCE
        if mark.kind == "release":
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
