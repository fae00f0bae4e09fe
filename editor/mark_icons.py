"""Drawings of the guidance list's icons, on a ground of 20 by 20."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QBrush, QPainter, QPainterPath


def _eye(painter: QPainter) -> None:
    path = QPainterPath(QPointF(2.5, 10))
    path.quadTo(QPointF(10, 1.5), QPointF(17.5, 10))
    path.quadTo(QPointF(10, 18.5), QPointF(2.5, 10))
    painter.drawPath(path)
    painter.setBrush(QBrush(painter.pen().color()))
    painter.drawEllipse(QPointF(10, 10), 2.2, 2.2)


def _hidden(painter: QPainter) -> None:
    path = QPainterPath(QPointF(2.5, 9))
    path.quadTo(QPointF(10, 16.5), QPointF(17.5, 9))
    painter.drawPath(path)
    for x, y, to_x, to_y in ((5, 11.5, 3.6, 13.6), (10, 12.8, 10, 15.6), (15, 11.5, 16.4, 13.6)):
        painter.drawLine(QPointF(x, y), QPointF(to_x, to_y))


def _lock(painter: QPainter, lifted: float) -> None:
    shackle = QPainterPath(QPointF(6.5, 9.5))
    shackle.lineTo(6.5, 7 - lifted)
    shackle.arcTo(QRectF(6.5, 3.5 - lifted, 7, 7), 180, -180)
    if not lifted:
        shackle.lineTo(13.5, 9.5)
    painter.drawPath(shackle)


def _locked(painter: QPainter) -> None:
    _lock(painter, 0.0)
    painter.setBrush(QBrush(painter.pen().color()))
    painter.drawRoundedRect(QRectF(4.5, 9.5, 11, 7.5), 1.5, 1.5)


def _unlocked(painter: QPainter) -> None:
    _lock(painter, 1.5)
    painter.drawRoundedRect(QRectF(4.5, 9.5, 11, 7.5), 1.5, 1.5)


def _blank(painter: QPainter) -> None:
    """Keeps the place of a swatch."""


DRAWINGS: dict[str, Callable[[QPainter], None]] = {
    "shown": _eye,
    "hidden": _hidden,
    "locked": _locked,
    "unlocked": _unlocked,
    "blank": _blank,
}
