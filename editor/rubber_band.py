"""Selecting marks by a rectangle drawn around them, with Ctrl."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget

from editor import colour_maps
from editor.canvas import Canvas, Overlay
from editor.mark_layer import MarkLayer
from editor.selection import MarkSelection


class RubberBandItem(Overlay):
    """The rectangle while it is drawn."""

    def __init__(self, canvas: Canvas) -> None:
        self._rectangle = QRectF()
        super().__init__(canvas, z=35)

    def show_rectangle(self, rectangle: QRectF) -> None:
        """Show it; an empty one hides it."""
        self._rectangle = rectangle
        self.update()

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        if self._rectangle.isEmpty():
            return
        shade = QColor(colour_maps.SELECTION)
        shade.setAlpha(30)
        painter.fillRect(self._rectangle, shade)
        painter.setPen(QPen(QColor(colour_maps.SELECTION), 1.0))
        painter.drawRect(self._rectangle)


class RubberBandDrag:
    """Adds every mark that the rectangle touches to what was selected before."""

    def __init__(
        self, item: RubberBandItem, layer: MarkLayer, selection: MarkSelection, point: QPointF
    ) -> None:
        self._item = item
        self._layer = layer
        self._selection = selection
        self._from = point
        self._before = selection.indices

    def move(self, point: QPointF) -> None:
        """Stretch the rectangle to the pointer; what it touches is selected at once."""
        rectangle = QRectF(self._from, point).normalized()
        self._item.show_rectangle(rectangle)
        self._selection.select(self._before | self._layer.within(rectangle))

    def finish(self) -> None:
        """What is selected stays."""
        self._item.show_rectangle(QRectF())

    def cancel(self) -> None:
        """Select what was selected before."""
        self._item.show_rectangle(QRectF())
        self._selection.select(self._before)
