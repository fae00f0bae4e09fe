"""Drawings of the transport's icons, on a ground of 20 by 20."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QBrush, QPainter, QPainterPath, QPolygonF


def _filled(painter: QPainter, points: list[tuple[float, float]]) -> None:
    painter.setBrush(QBrush(painter.pen().color()))
    painter.drawPolygon(QPolygonF([QPointF(x, y) for x, y in points]))


def _play(painter: QPainter) -> None:
    _filled(painter, [(6, 4), (16, 10), (6, 16)])


def _stop(painter: QPainter) -> None:
    _filled(painter, [(5.5, 5.5), (14.5, 5.5), (14.5, 14.5), (5.5, 14.5)])


def _start(painter: QPainter) -> None:
    painter.drawLine(QPointF(5, 4), QPointF(5, 16))
    _filled(painter, [(15, 4), (8, 10), (15, 16)])


def _loop(painter: QPainter) -> None:
    path = QPainterPath()
    path.arcMoveTo(QRectF(3, 5, 14, 10), 60)
    path.arcTo(QRectF(3, 5, 14, 10), 60, 150)
    path.arcMoveTo(QRectF(3, 5, 14, 10), 240)
    path.arcTo(QRectF(3, 5, 14, 10), 240, 150)
    painter.drawPath(path)
    _filled(painter, [(12, 2.5), (16, 6), (11.5, 8)])
    _filled(painter, [(8, 17.5), (4, 14), (8.5, 12)])


DRAWINGS: dict[str, Callable[[QPainter], None]] = {
    "play": _play,
    "stop": _stop,
    "start": _start,
    "loop": _loop,
}
