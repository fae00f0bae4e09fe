"""The circle of brush and eraser around the pointer."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from editor.canvas import Canvas


class BrushCursor(QGraphicsItem):
    """As large as what the brush will touch; only its own square is painted when it moves."""

    def __init__(self, canvas: Canvas) -> None:
        super().__init__(canvas.box)
        self._radius = 0.0
        self._colour = ""
        self.setZValue(35)
        self.setAcceptedMouseButtons(Qt.MouseButton.NoButton)
        self.setVisible(False)

    @property
    def radius(self) -> float:
        """In pixels of the picture; 0 while it is not shown."""
        return self._radius if self.isVisible() else 0.0

    def show_at(self, point: QPointF | None, radius: float, colour: str) -> None:
        """Show it here; None hides it."""
        self.setVisible(point is not None)
        if point is None:
            return
        if (radius, colour) != (self._radius, self._colour):
            self.prepareGeometryChange()
            self._radius, self._colour = radius, colour
            self.update()
        self.setPos(point)

    def boundingRect(self) -> QRectF:
        reach = self._radius + 3.0
        return QRectF(-reach, -reach, 2 * reach, 2 * reach)

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for colour, width in ((QColor(0, 0, 0, 160), 3.0), (QColor(self._colour), 1.4)):
            painter.setPen(QPen(colour, width))
            painter.drawEllipse(QPointF(0, 0), self._radius, self._radius)
