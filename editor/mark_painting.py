"""The look of one mark: tint and pattern of its source, outline of its kind, label, handles."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPainterPath, QPen

from editor import colour_maps
from editor.patterns import pattern
from editor.reshaping import EDGES, RECTANGULAR, Grip
from editor.translation import tr
from engine.guidance import Harmonics, Mark, Span

LOST_SOURCE = colour_maps.LOST_SOURCE
ERASED = "#c8ccd4"
HANDLE_PIXELS = 7.0
FRAME_PIXELS = 6.0
# Below this size a label would hide its mark, unless the mark is selected.
_LABELLED_PIXELS = 14.0
# Of the picture's width, for the longest label.
_LABEL_SHARE = 0.3
_SIGNS = {"activate": "✓", "deactivate": "✕", "release": "⌫"}
_LINES = {
    "activate": Qt.PenStyle.SolidLine,
    "deactivate": Qt.PenStyle.DashLine,
    "release": Qt.PenStyle.DotLine,
}


@dataclass(frozen=True)
class MarkLook:
    """What a mark's source gives it; origin: where patterns begin; fine: with thin lines only."""

    name: str
    colour: QColor
    selected: bool
    origin: QPointF
    fine: bool = False


def paint_mark(
    painter: QPainter, mark: Mark, path: QPainterPath, rectangle: QRectF, look: MarkLook
) -> None:
    """Fill and outline a mark."""
    released = mark.kind == "release"
    if not released:
        _fill(painter, mark, path, look)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    width = 2.0 if look.selected else 1.5
    if look.fine or (released and not look.selected):
        width = 1.0
    outlined = released or not isinstance(mark, Harmonics)
    if outlined and not released and not look.fine:
        painter.setPen(QPen(QColor(0, 0, 0, 170), width + 2.0))
        painter.drawPath(path)
    if outlined:
        painter.setPen(QPen(look.colour, width, _LINES[mark.kind]))
        painter.drawPath(path)
    if mark.exact and isinstance(mark, RECTANGULAR):
        painter.drawRect(rectangle.adjusted(3, 3, -3, -3))
    if look.selected:
        _paint_handles(painter, mark, rectangle, look.colour)


def erase(painter: QPainter, path: QPainterPath) -> None:
    """Take away what was painted inside."""
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Clear)
    painter.fillPath(path, Qt.GlobalColor.black)
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceOver)


def paint_partials(painter: QPainter, lines: QPainterPath, look: MarkLook) -> None:
    """A tone is shown by the middle of its partials: their edges would hide them."""
    painter.setBrush(Qt.BrushStyle.NoBrush)
    width = 2.0 if look.selected else 1.2
    if look.fine:
        painter.setPen(QPen(look.colour, 1.0))
        painter.drawPath(lines)
        return
    for colour, more in ((QColor(0, 0, 0, 150), 1.6), (look.colour, 0.0)):
        painter.setPen(QPen(colour, width + more))
        painter.drawPath(lines)


def _fill(painter: QPainter, mark: Mark, path: QPainterPath, look: MarkLook) -> None:
    tint = QColor(look.colour)
    weight = 0.4 + 0.6 * mark.strength
    if mark.kind == "activate" and not look.fine:
        tint.setAlpha(round(weight * 34) + (20 if look.selected else 0))
        painter.fillPath(path, tint)
    alpha = round(weight * (95 if mark.kind == "activate" else 150))
    painter.setBrushOrigin(look.origin)
    painter.fillPath(path, pattern(mark.source, look.colour.name(), alpha))
    painter.setBrushOrigin(QPointF(0, 0))


def label_of(mark: Mark, name: str) -> str:
    """What is written at a mark."""
    if mark.kind == "release":
        return f"{_SIGNS['release']} {tr('erased')}"
    said = {"activate": tr("only"), "deactivate": tr("without")}[mark.kind]
    text = f"{said} {name}" if isinstance(mark, Span) else name
    exact = tr(" · exact") if mark.exact else ""
    strength = "" if mark.strength == 1.0 else f" · {100 * mark.strength:.0f} %"
    return f"{_SIGNS[mark.kind]} {text}{exact}{strength}"


def paint_label(
    painter: QPainter, mark: Mark, rectangle: QRectF, look: MarkLook, area: QRectF
) -> None:
    """Above the mark, or inside its top where there is no room above."""
    small = max(rectangle.width(), rectangle.height()) < _LABELLED_PIXELS
    if (small or mark.kind == "release") and not look.selected:
        return
    metrics = QFontMetricsF(painter.font())
    room = _LABEL_SHARE * area.width()
    text = metrics.elidedText(label_of(mark, look.name), Qt.TextElideMode.ElideRight, room)
    plate = QRectF(0, 0, metrics.horizontalAdvance(text) + 8, metrics.height() + 2)
    x = min(max(rectangle.left(), 0.0), area.right() - plate.width())
    y = rectangle.top() - plate.height() - 3
    plate.moveTo(x, y if y >= 0 else max(rectangle.top(), 0.0) + 3)
    painter.fillRect(plate, QColor(14, 16, 20, 215))
    painter.setPen(look.colour.lighter(115))
    painter.drawText(plate, Qt.AlignmentFlag.AlignCenter, text)


def handles(mark: Mark, rectangle: QRectF) -> list[tuple[Grip, QPointF]]:
    """What can be dragged of a mark in this rectangle, and where: in the middles and corners."""
    if not isinstance(mark, RECTANGULAR):
        rectangle = frame(rectangle)
    edges, centre = EDGES[type(mark)], rectangle.center()
    left, right = (Grip.START, rectangle.left()), (Grip.END, rectangle.right())
    top, bottom = (Grip.HIGH, rectangle.top()), (Grip.LOW, rectangle.bottom())
    found = []
    for sideways, x in (left, (Grip(0), centre.x()), right):
        for upright, y in (top, (Grip(0), centre.y()), bottom):
            grip = sideways | upright
            if grip and grip in edges:
                found.append((grip, QPointF(x, y)))
    return found


def frame(rectangle: QRectF) -> QRectF:
    """The frame around a drawn shape in this rectangle."""
    return rectangle.adjusted(-FRAME_PIXELS, -FRAME_PIXELS, FRAME_PIXELS, FRAME_PIXELS)


def _paint_handles(painter: QPainter, mark: Mark, rectangle: QRectF, colour: QColor) -> None:
    """Squares at what can be dragged; a frame around what is no rectangle itself."""
    half = HANDLE_PIXELS / 2
    if not isinstance(mark, RECTANGULAR):
        painter.setPen(QPen(colour, 1.0, Qt.PenStyle.DotLine))
        painter.drawRect(frame(rectangle))
    painter.setPen(QPen(QColor(0, 0, 0, 200), 1.0))
    painter.setBrush(QColor(colour_maps.BRIGHT_TEXT))
    for _, point in handles(mark, rectangle):
        painter.drawRect(QRectF(point.x() - half, point.y() - half, 2 * half, 2 * half))
    painter.setBrush(Qt.BrushStyle.NoBrush)
