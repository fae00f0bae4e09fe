"""A pattern for each source beside its colour, so that sources differ without any colour."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QBrush, QColor, QIcon, QIconEngine, QPainter, QPen, QPixmap

TILE = 12
_SWATCH = 14


def _rising(painter: QPainter) -> None:
    for shift in (-TILE, 0, TILE):
        painter.drawLine(QPointF(shift, TILE), QPointF(shift + TILE, 0))


def _dots(painter: QPainter) -> None:
    painter.setBrush(painter.pen().color())
    for x, y in ((3, 3), (9, 9)):
        painter.drawEllipse(QPointF(x, y), 0.9, 0.9)


def _falling(painter: QPainter) -> None:
    for shift in (-TILE, 0, TILE):
        painter.drawLine(QPointF(shift, 0), QPointF(shift + TILE, TILE))


def _level(painter: QPainter) -> None:
    for y in (3, 9):
        painter.drawLine(QPointF(0, y), QPointF(TILE, y))


def _crosses(painter: QPainter) -> None:
    for x, y in ((3, 3), (9, 9)):
        painter.drawLine(QPointF(x - 2, y), QPointF(x + 2, y))
        painter.drawLine(QPointF(x, y - 2), QPointF(x, y + 2))


def _upright(painter: QPainter) -> None:
    for x in (3, 9):
        painter.drawLine(QPointF(x, 0), QPointF(x, TILE))


_DRAWINGS: tuple[Callable[[QPainter], None], ...] = (
    _rising, _dots, _falling, _level, _crosses, _upright,
)  # fmt: skip


@lru_cache(maxsize=256)
def pattern(source: int, colour: str, alpha: int) -> QBrush:
    """A see-through brush with the source's pattern in its colour."""
    tile = QPixmap(TILE, TILE)
    tile.fill(Qt.GlobalColor.transparent)
    painter = QPainter(tile)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    # A dark edge, so that it can be seen on loud and on silent ground.
    for shade, weight, width in ((QColor(0, 0, 0), 0.7, 2.4), (QColor(colour), 1.0, 1.1)):
        shade.setAlpha(round(weight * alpha))
        painter.setPen(QPen(shade, width))
        _DRAWINGS[source % len(_DRAWINGS)](painter)
    painter.end()
    return QBrush(tile)


class _Swatch(QIconEngine):
    """Drawn when it is shown, so that it is as large and as sharp on every screen."""

    def __init__(self, source: int, colour: str) -> None:
        super().__init__()
        self._source, self._colour = source, colour

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        side = min(_SWATCH, rect.width(), rect.height())
        square = QRectF(0.0, 0.0, side, side)
        painter.save()
        painter.translate(QRectF(rect).center() - square.center())
        painter.fillRect(square, QColor(self._colour))
        painter.fillRect(square, pattern(self._source, "#000000", 190))
        painter.restore()

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        return self.scaledPixmap(size, mode, state, 1.0)

    def scaledPixmap(
        self, size: QSize, mode: QIcon.Mode, state: QIcon.State, scale: float
    ) -> QPixmap:
        """size: in device-independent pixels, as Qt asks since 6.8."""
        pixmap = QPixmap(size * scale)
        pixmap.setDevicePixelRatio(scale)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        self.paint(painter, QRect(QPoint(), size), mode, state)
        painter.end()
        return pixmap

    def clone(self) -> QIconEngine:
        return _Swatch(self._source, self._colour)


def swatch(source: int, colour: str) -> QIcon:
    """A small square in a source's colour with its pattern, dark on it."""
    return QIcon(_Swatch(source, colour))
