"""Marks on the picture: how they look and what the pointer hits.

The layer paints what it is given; gestures change marks through the document. Painted and hit in
pixels, so that lines and handles feel the same at every zoom. What does not change is kept as
pixels: a thousand marks cost nothing while the playhead moves.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPixmap
from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget

from editor import mark_painting
from editor.canvas import Canvas, Overlay
from editor.mark_painting import MarkLook
from editor.mark_shapes import partial_lines, pixel_path
from editor.reshaping import EDGES, Grip
from editor.selection import MarkSelection
from engine.guidance import Band, Harmonics, Mark, Span

GRAB_PIXELS = 6.0
# Spans and bands reach over the whole picture: they are picked up in a strip along its edge.
STRIP_PIXELS = 26.0


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
        self._paths: dict[int, QPainterPath] = {}
        self._still: QPixmap | None = None
        super().__init__(canvas, z=20)
        selection.changed.connect(self.refresh)

    @property
    def marks(self) -> tuple[Mark, ...]:
        """What is shown: the document's marks, or their preview during a drag."""
        return self._marks

    @property
    def draft(self) -> Mark | None:
        """The mark that is being drawn."""
        return self._draft

    def show_marks(self, marks: Sequence[Mark], draft: Mark | None = None) -> None:
        """Show these marks, and one that is being drawn."""
        shown, before = tuple(marks), self._marks
        self._draft = draft
        if shown != before:
            self._marks = shown
            changed = [i for i, (a, b) in enumerate(zip(before, shown, strict=False)) if a is not b]
            for index in (*changed, *range(len(shown), len(before))):
                self._paths.pop(index, None)
            self._still = None
        self.update()

    def show_sources(self, names: Sequence[str], colours: Sequence[str]) -> None:
        """Names and colours of the sources."""
        self._names, self._colours = tuple(names), tuple(colours)
        self._still = None
        self.update()

    def refresh(self) -> None:
        """The view or the selection changed."""
        self._paths.clear()
        self._still = None
        super().refresh()

    # --- shapes --------------------------------------------------------------------------------

    def _path(self, index: int) -> QPainterPath:
        if index not in self._paths:
            self._paths[index] = pixel_path(self._marks[index], self.canvas)
        return self._paths[index]

    def rectangle(self, mark: Mark) -> QRectF:
        """The rectangle around a mark in the picture's pixels; spans and bands fill the picture."""
        canvas, extent = self.canvas, mark.extent
        nyquist = canvas.scale_map.nyquist
        start, end = max(extent.start, 0.0), min(extent.end, canvas.duration)
        low, high = max(extent.low, 0.0), min(extent.high, nyquist)
        corner = QPointF(canvas.x_of(start), canvas.y_of(high))
        rectangle = QRectF(corner, QPointF(canvas.x_of(end), canvas.y_of(low)))
        area = canvas.area
        if isinstance(mark, Span):
            rectangle.setTop(area.top())
            rectangle.setBottom(area.bottom())
        if isinstance(mark, Band):
            rectangle.setLeft(area.left())
            rectangle.setRight(area.right())
        return rectangle

    # --- the pointer ---------------------------------------------------------------------------

    def hit(self, point: QPointF, *, edges_of_all: bool = True) -> Hit | None:
        """The mark under a point: selected ones first, then the latest drawn.

        edges_of_all=False: only edges of selected marks count, their inside does not.
        """
        selected = self._selection.indices
        order = sorted(range(len(self._marks)), key=lambda i: (i in selected, i))
        for index in reversed(order):
            if not edges_of_all and index not in selected:
                continue
            grip = self._grip(index, point)
            if grip is None or (grip == Grip.BODY and not edges_of_all):
                continue
            return Hit(index, grip)
        return None

    def _grip(self, index: int, point: QPointF) -> Grip | None:
        mark = self._marks[index]
        rectangle = self.rectangle(mark)
        if not _grown(rectangle, GRAB_PIXELS).contains(point):
            return None
        edges = EDGES.get(type(mark))
        if edges is None:
            around = QRectF(point, point).adjusted(-3, -3, 3, 3)
            return Grip.BODY if self._path(index).intersects(around) else None
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
            self._paint_mark(over, draft, pixel_path(draft, self.canvas), selected=False)
            over.end()
        painter.drawPixmap(QPointF(0, 0), pixels)
        if draft is not None and draft.kind != "release":
            path = pixel_path(draft, self.canvas)
            look = self._paint_mark(painter, draft, path, selected=False)
            rectangle = self.rectangle(draft)
            mark_painting.paint_label(painter, draft, rectangle, look, self.canvas.area)

    def _paint_mark(
        self, painter: QPainter, mark: Mark, path: QPainterPath, *, selected: bool
    ) -> MarkLook:
        painter.setFont(self.canvas.font())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        look = self._look(mark, selected=selected)
        mark_painting.paint_mark(painter, mark, path, self.rectangle(mark), look)
        if isinstance(mark, Harmonics):
            mark_painting.paint_partials(painter, partial_lines(mark, self.canvas), look)
        return look

    def _pixels(self) -> QPixmap:
        """All marks as they are now; what is erased is cut out of what was drawn before it."""
        if self._still is not None:
            return self._still
        area, ratio = self.canvas.area, self.canvas.devicePixelRatioF()
        size = QSize(round(area.width() * ratio), round(area.height() * ratio))
        self._still = QPixmap(size)
        self._still.setDevicePixelRatio(ratio)
        self._still.fill(Qt.GlobalColor.transparent)
        painter = QPainter(self._still)
        visible = area.adjusted(-9, -9, 9, 9)
        labelled: list[tuple[Mark, QRectF, MarkLook]] = []
        for index, mark in enumerate(self._marks):
            rectangle = self.rectangle(mark)
            if not _grown(rectangle, 1.0).intersects(visible):
                continue
            selected = index in self._selection.indices
            look = self._paint_mark(painter, mark, self._path(index), selected=selected)
            labelled.append((mark, rectangle, look))
        for mark, rectangle, look in labelled:
            mark_painting.paint_label(painter, mark, rectangle, look, area)
        painter.end()
        return self._still

    def _look(self, mark: Mark, *, selected: bool) -> MarkLook:
        source = mark.source
        known = source < len(self._names)
        name = self._names[source] if known else f"Source {source + 1}"
        colour = self._colours[source] if known else mark_painting.LOST_SOURCE
        if mark.kind == "release":
            name, colour = "", mark_painting.ERASED
        origin = QPointF(self.canvas.x_of(0.0) % 12.0, 0.0)
        return MarkLook(name, QColor(colour), selected, origin)


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
