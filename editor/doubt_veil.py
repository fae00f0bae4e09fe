"""The veil over what the separation is unsure of, and its legend."""

from __future__ import annotations

from typing import NamedTuple

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QImage, QPainter, QPen
from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget

from editor import colour_maps
from editor.axes import FrequencyMap
from editor.canvas import Canvas, Overlay
from editor.picture import Stretch
from editor.translation import tr

LEGEND = tr("Hatched: unsure whose it is")
NO_MASKS = tr("Nothing is separated yet, so nothing is sure")
_SWATCH = 14.0


class Veil(NamedTuple):
    """A rendered veil, and of which part of which picture."""

    image: QImage
    stretch: Stretch
    scale: FrequencyMap


class DoubtVeil(Overlay):
    """Paints the newest veil, moved and stretched until the next one is there."""

    def __init__(self, canvas: Canvas) -> None:
        self.veil: Veil | None = None
        self.shown = False
        super().__init__(canvas, z=12)

    def show_veil(self, veil: Veil | None, *, shown: bool) -> None:
        """Show this veil; shown: whether anything is shown at all."""
        self.veil, self.shown = veil, shown
        self.refresh()

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        if not self.shown:
            return
        veil, canvas = self.veil, self.canvas
        if veil is not None and veil.scale == canvas.scale_map:
            part = veil.stretch
            corner = QPointF(canvas.x_of(part.start), canvas.y_of_position(part.high))
            opposite = QPointF(canvas.x_of(part.end), canvas.y_of_position(part.low))
            painter.drawImage(QRectF(corner, opposite), veil.image)
        self._paint_legend(painter, NO_MASKS if veil is None else LEGEND)

    def _paint_legend(self, painter: QPainter, text: str) -> None:
        font = self.canvas.font()
        metrics = QFontMetricsF(font)
        height = metrics.height() + 10
        width = _SWATCH + metrics.horizontalAdvance(text) + 26
        plate = QRectF(self.canvas.area.right() - width - 8, 8, width, height)
        ground = QColor(colour_maps.BACKGROUND)
        ground.setAlpha(225)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ground)
        painter.drawRoundedRect(plate, 5, 5)
        top = plate.center().y() - _SWATCH / 2
        swatch = QRectF(plate.left() + 8, top, _SWATCH, _SWATCH)
        painter.save()
        painter.setClipRect(swatch)
        painter.fillRect(swatch, QColor(0, 0, 0, 160))
        painter.setPen(QPen(QColor(colour_maps.PLAYHEAD), 1.6))
        for shift in (0.0, 7.0, 14.0, 21.0):
            start = QPointF(swatch.left() + shift, swatch.top() - 0.5)
            painter.drawLine(start, QPointF(start.x() - _SWATCH, start.y() + _SWATCH))
        painter.restore()
        painter.setFont(font)
        painter.setPen(QColor(colour_maps.BRIGHT_TEXT))
        room = plate.adjusted(_SWATCH + 16, 0, -4, 0)
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, text)
