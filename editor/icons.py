"""Small icons drawn by code, so that they are sharp at any size and follow the palette."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import (
    QBrush,
    QColor,
    QIcon,
    QIconEngine,
    QPainter,
    QPen,
    QPixmap,
    QPolygonF,
)

from editor import theme
from editor.mark_icons import DRAWINGS as _MARK_DRAWINGS
from editor.transport_icons import DRAWINGS as _TRANSPORT_DRAWINGS

SIZE = 20


def _arrow(painter: QPainter) -> None:
    points = [(6, 3), (6, 15), (9, 12.4), (11.2, 17), (13, 16.1), (10.9, 11.7), (15, 11.5)]
    painter.setBrush(QBrush(painter.pen().color()))
    painter.drawPolygon(QPolygonF([QPointF(x, y) for x, y in points]))


def _box(painter: QPainter) -> None:
    pen = QPen(painter.pen())
    pen.setStyle(Qt.PenStyle.DashLine)
    pen.setDashPattern([2.0, 1.6])
    painter.setPen(pen)
    painter.drawRect(QRectF(3, 4, 14, 12))


def _region(painter: QPainter) -> None:
    painter.drawRect(QRectF(4, 5, 12, 10))
    painter.setBrush(QBrush(painter.pen().color()))
    painter.setPen(Qt.PenStyle.NoPen)
    for x, y in ((4, 5), (16, 5), (4, 15), (16, 15)):
        painter.drawRect(QRectF(x - 2, y - 2, 4, 4))


def _activate(painter: QPainter) -> None:
    solid = painter.pen()
    _box(painter)
    painter.setPen(solid)
    painter.drawLine(QPointF(10, 7), QPointF(10, 13))
    painter.drawLine(QPointF(7, 10), QPointF(13, 10))


def _deactivate(painter: QPainter) -> None:
    solid = painter.pen()
    _box(painter)
    painter.setPen(solid)
    painter.drawLine(QPointF(7, 10), QPointF(13, 10))


def _pan(painter: QPainter) -> None:
    painter.drawLine(QPointF(10, 3), QPointF(10, 17))
    painter.drawLine(QPointF(3, 10), QPointF(17, 10))
    for x, y, upright in ((10, 3, True), (10, 17, True), (3, 10, False), (17, 10, False)):
        inwards_x = 2.5 if x < 10 else -2.5
        inwards_y = 2.5 if y < 10 else -2.5
        for side in (-2.5, 2.5):
            end = QPointF(x + side, y + inwards_y) if upright else QPointF(x + inwards_x, y + side)
            painter.drawLine(QPointF(x, y), end)


def _brush(painter: QPainter) -> None:
    painter.drawLine(QPointF(16.5, 3.5), QPointF(9.5, 10.5))
    painter.setBrush(QBrush(painter.pen().color()))
    painter.drawEllipse(QPointF(6.6, 13.4), 3.2, 3.2)


def _eraser(painter: QPainter) -> None:
    corners = [(3, 12.5), (11, 4.5), (16.5, 10), (10.5, 16), (6.5, 16)]
    painter.drawPolygon(QPolygonF([QPointF(x, y) for x, y in corners]))
    painter.drawLine(QPointF(6.5, 9), QPointF(12, 14.5))
    painter.drawLine(QPointF(10.5, 16), QPointF(17, 16))


def _lasso(painter: QPainter) -> None:
    pen = QPen(painter.pen())
    painter.drawEllipse(QRectF(3, 3.5, 14, 8.5))
    pen.setStyle(Qt.PenStyle.SolidLine)
    painter.setPen(pen)
    painter.drawLine(QPointF(6, 11.5), QPointF(6.8, 17))


def _tall(painter: QPainter) -> None:
    for x in (5.5, 14.5):
        painter.drawLine(QPointF(x, 3), QPointF(x, 17))


def _solo(painter: QPainter) -> None:
    _tall(painter)
    painter.setBrush(QBrush(painter.pen().color()))
    painter.drawEllipse(QPointF(10, 10), 1.8, 1.8)


def _off(painter: QPainter) -> None:
    _tall(painter)
    painter.drawLine(QPointF(8, 8), QPointF(12, 12))
    painter.drawLine(QPointF(12, 8), QPointF(8, 12))


def _band(painter: QPainter) -> None:
    for y in (6, 14):
        painter.drawLine(QPointF(3, y), QPointF(17, y))
    painter.drawLine(QPointF(10, 8.5), QPointF(10, 11.5))


def _tone(painter: QPainter) -> None:
    for y in (4.5, 8, 11.5, 15):
        line = [(3, y + 0.8), (6.5, y - 0.9), (10, y + 0.8), (13.5, y - 0.9), (17, y + 0.8)]
        painter.drawPolyline(QPolygonF([QPointF(*point) for point in line]))


def _similar(painter: QPainter) -> None:
    painter.drawRect(QRectF(3, 4, 5.5, 5.5))
    pen = QPen(painter.pen())
    pen.setDashPattern([1.6, 1.6])
    painter.setPen(pen)
    painter.drawRect(QRectF(11.5, 4, 5.5, 5.5))
    painter.drawRect(QRectF(7.5, 12, 5.5, 5.5))


_DRAWINGS: dict[str, Callable[[QPainter], None]] = {
    "select": _arrow,
    "region": _region,
    "activate": _activate,
    "deactivate": _deactivate,
    "brush": _brush,
    "eraser": _eraser,
    "lasso": _lasso,
    "solo": _solo,
    "off": _off,
    "band": _band,
    "harmonics": _tone,
    "similar": _similar,
    "pan": _pan,
    **_MARK_DRAWINGS,
    **_TRANSPORT_DRAWINGS,
}


class _Drawn(QIconEngine):
    """Draws an icon whenever it is shown: in the theme's present colours, sharp at any scale."""

    def __init__(self, name: str, role: str) -> None:
        super().__init__()
        self._name, self._role = name, role

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        role = "DISABLED" if mode == QIcon.Mode.Disabled else self._role
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        side = min(rect.width(), rect.height())
        painter.translate(
            rect.x() + (rect.width() - side) / 2, rect.y() + (rect.height() - side) / 2
        )
        painter.scale(side / SIZE, side / SIZE)
        pen = QPen(QColor(getattr(theme, role)), 1.6)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        _DRAWINGS[self._name](painter)
        painter.restore()

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        pixmap = QPixmap(size)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        self.paint(painter, pixmap.rect(), mode, state)
        painter.end()
        return pixmap

    def clone(self) -> QIconEngine:
        return _Drawn(self._name, self._role)


def icon(name: str, role: str = "TEXT") -> QIcon:
    """The icon of that name in this colour of the theme, also of one that comes later."""
    return QIcon(_Drawn(name, role))
