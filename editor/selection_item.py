"""The selection on the picture: a shaded stretch of time, or a framed region with handles."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget

from editor import colour_maps
from editor.canvas import Canvas, Overlay, paint_selection

HANDLE_PIXELS = 6.0
_DASH = 4.0


class SelectionItem(Overlay):
    """Shown over the picture and under the marks."""

    def __init__(self, canvas: Canvas) -> None:
        self._selection: tuple[float, float] | None = None
        self._band: tuple[float, float] | None = None
        super().__init__(canvas, z=10)

    def set_selection(self, selection: tuple[float, float] | None) -> None:
        """Show this stretch (s), or none."""
        self._selection = selection
        self.update()

    def set_band(self, band: tuple[float, float] | None) -> None:
        """Show this band (Hz) of the stretch, or every frequency."""
        self._band = band
        self.update()

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        if self._selection is None:
            return
        canvas = self.canvas
        left, right = (canvas.x_of(edge) for edge in self._selection)
        if self._band is None:
            paint_selection(painter, canvas.area, left, right)
            return
        bottom, top = (canvas.y_of(edge) for edge in self._band)
        paint_region(painter, canvas.area, QRectF(left, top, right - left, bottom - top))


def paint_region(painter: QPainter, area: QRectF, region: QRectF) -> None:
    """A frame in dashes of black and white, seen on every ground, with eight handles."""
    painter.setClipRect(area)
    shade = QColor(colour_maps.SELECTION)
    shade.setAlpha(30)
    painter.fillRect(region, shade)
    # Lines far outside the picture would be dashed along their whole length.
    frame = region.intersected(area.adjusted(-20, -20, 20, 20))
    for colour, offset in (("#000000", 0.0), ("#ffffff", _DASH)):
        pen = QPen(QColor(colour), 1.0)
        pen.setDashPattern([_DASH, _DASH])
        pen.setDashOffset(offset)
        painter.setPen(pen)
        painter.drawRect(frame)
    painter.setPen(QPen(QColor("#000000"), 1.0))
    painter.setBrush(QColor(colour_maps.SELECTION))
    for point in handles(region):
        half = HANDLE_PIXELS / 2
        painter.drawRect(QRectF(point.x() - half, point.y() - half, HANDLE_PIXELS, HANDLE_PIXELS))
    painter.setBrush(Qt.BrushStyle.NoBrush)


def handles(region: QRectF) -> list[QPointF]:
    """The corners and the middles of the edges."""
    xs = (region.left(), region.center().x(), region.right())
    ys = (region.top(), region.center().y(), region.bottom())
    middle = region.center()
    return [QPointF(x, y) for x in xs for y in ys if QPointF(x, y) != middle]
