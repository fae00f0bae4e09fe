"""Boxes on the picture: how they look, what the pointer hits, how a drag changes them.

The layer paints what it is given and owns only the selection; gestures change boxes through the
document. Painted and hit in pixels, so that a box looks and feels the same at every zoom.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import Flag, auto

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QFontMetricsF, QPainter, QPen
from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget

from editor import colour_maps
from editor.axes import FrequencyMap
from editor.canvas import Canvas, Overlay
from engine.guidance import Box

GRAB_PIXELS = 6.0
HANDLE_PIXELS = 7.0
_MARKS = {"activate": "✓", "deactivate": "✕"}


class Grip(Flag):
    """Which edges of a box a drag moves; all four move the box."""

    START = auto()
    END = auto()
    LOW = auto()
    HIGH = auto()
    BODY = START | END | LOW | HIGH


@dataclass(frozen=True)
class Hit:
    """What lies under the pointer: box `index` and the edges that a drag would move."""

    index: int
    grip: Grip


def cursor_of(grip: Grip) -> Qt.CursorShape:
    """The pointer that says what a drag will do."""
    if grip == Grip.BODY:
        return Qt.CursorShape.SizeAllCursor
    sideways, upright = bool(grip & (Grip.START | Grip.END)), bool(grip & (Grip.LOW | Grip.HIGH))
    if sideways and upright:
        falling = bool(grip & Grip.START) == bool(grip & Grip.HIGH)
        return Qt.CursorShape.SizeFDiagCursor if falling else Qt.CursorShape.SizeBDiagCursor
    return Qt.CursorShape.SizeHorCursor if sideways else Qt.CursorShape.SizeVerCursor


def reshaped(
    box: Box, grip: Grip, seconds: float, positions: float, scale: FrequencyMap, duration: float
) -> Box:
    """The box after the gripped edges moved by seconds and by positions on the frequency map.

    It stays within the recording; a move keeps its size there, a resize may turn it inside out.
    Edges that do not move keep their exact values.
    """
    start, end = _moved(
        (box.start, box.end), (Grip.START in grip, Grip.END in grip), seconds, duration
    )
    low, high = box.low, box.high
    if positions and grip & (Grip.LOW | Grip.HIGH):
        edges = float(scale.position(box.low)), float(scale.position(box.high))
        moves = Grip.LOW in grip, Grip.HIGH in grip
        moved = _moved(edges, moves, positions, scale.top)
        low = box.low if moved[0] == edges[0] else edge_hz(moved[0], scale)
        high = box.high if moved[1] == edges[1] else edge_hz(moved[1], scale)
    if start >= end or low >= high:
        return box
    return replace(box, start=start, end=end, low=low, high=high)


def edge_hz(position: float, scale: FrequencyMap) -> float:
    """Frequency of a box's edge; the picture's lowest line means everything below it too."""
    if position <= 1e-9:
        return 0.0
    return min(float(scale.hz(position)), scale.nyquist)


def _moved(
    edges: tuple[float, float], moves: tuple[bool, bool], by: float, top: float
) -> tuple[float, float]:
    low, high = edges
    if all(moves):
        by = min(max(by, -low), top - high)
        return low + by, high + by
    low = min(max(low + by, 0.0), top) if moves[0] else low
    high = min(max(high + by, 0.0), top) if moves[1] else high
    return min(low, high), max(low, high)


class BoxLayer(Overlay):
    """All boxes of the document, and the one being drawn."""

    def __init__(self, canvas: Canvas) -> None:
        self._boxes: tuple[Box, ...] = ()
        self._names: tuple[str, ...] = ()
        self._colours: tuple[str, ...] = ()
        self._selected: frozenset[int] = frozenset()
        self._draft: Box | None = None
        super().__init__(canvas, z=20)

    @property
    def boxes(self) -> tuple[Box, ...]:
        """What is shown: the document's boxes, or their preview during a drag."""
        return self._boxes

    @property
    def selected(self) -> frozenset[int]:
        """Indices of the selected boxes."""
        return self._selected

    def show_boxes(self, boxes: Sequence[Box], draft: Box | None = None) -> None:
        """Show these boxes, and one that is being drawn."""
        self._boxes, self._draft = tuple(boxes), draft
        self._selected = frozenset(i for i in self._selected if i < len(self._boxes))
        self.update()

    def show_sources(self, names: Sequence[str], colours: Sequence[str]) -> None:
        """Names and colours of the sources."""
        self._names, self._colours = tuple(names), tuple(colours)
        self.update()

    def select(self, indices: Iterable[int]) -> None:
        """Select exactly these boxes."""
        self._selected = frozenset(i for i in indices if 0 <= i < len(self._boxes))
        self.update()

    def rectangle(self, box: Box) -> QRectF:
        """The box in the picture's pixels."""
        canvas = self.canvas
        corner = QPointF(canvas.x_of(box.start), canvas.y_of(box.high))
        return QRectF(corner, QPointF(canvas.x_of(box.end), canvas.y_of(box.low)))

    def hit(self, point: QPointF, *, edges_of_all: bool = True) -> Hit | None:
        """The box under a point: selected ones first, then the latest drawn.

        edges_of_all=False: only edges of selected boxes count, their inside does not.
        """
        order = sorted(range(len(self._boxes)), key=lambda i: (i in self._selected, i))
        for index in reversed(order):
            if not edges_of_all and index not in self._selected:
                continue
            grip = _grip(self.rectangle(self._boxes[index]), point)
            if grip is None or (grip == Grip.BODY and not edges_of_all):
                continue
            return Hit(index, grip)
        return None

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        painter.setFont(self.canvas.font())
        visible = self.canvas.area.adjusted(-9, -9, 9, 9)
        for index, box in enumerate(self._boxes):
            if self.rectangle(box).intersects(visible):
                self._paint_box(painter, box, index in self._selected)
        if self._draft is not None:
            self._paint_box(painter, self._draft, selected=False)

    def _paint_box(self, painter: QPainter, box: Box, selected: bool) -> None:
        rectangle, colour = self.rectangle(box), QColor(self._colour(box.source))
        deactivate = box.kind == "deactivate"
        painter.setPen(Qt.PenStyle.NoPen)
        painter.fillRect(rectangle, _fill(colour, deactivate, selected))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        style = Qt.PenStyle.DashLine if deactivate else Qt.PenStyle.SolidLine
        width = 2.0 if selected else 1.5
        painter.setPen(QPen(QColor(0, 0, 0, 170), width + 2.0))
        painter.drawRect(rectangle)
        painter.setPen(QPen(colour, width, style))
        painter.drawRect(rectangle)
        if box.exact:
            painter.drawRect(rectangle.adjusted(3, 3, -3, -3))
        if selected:
            _paint_handles(painter, rectangle, colour)
        self._paint_label(painter, box, rectangle, colour)

    def _paint_label(self, painter: QPainter, box: Box, rectangle: QRectF, colour: QColor) -> None:
        """Above the box, or inside its top where there is no room above."""
        text = f"{_MARKS[box.kind]} {self._name(box.source)}{' · exact' if box.exact else ''}"
        metrics = QFontMetricsF(painter.font())
        plate = QRectF(0, 0, metrics.horizontalAdvance(text) + 8, metrics.height() + 2)
        x = min(max(rectangle.left(), 0.0), self.canvas.area.right() - plate.width())
        y = rectangle.top() - plate.height() - 3
        plate.moveTo(x, y if y >= 0 else max(rectangle.top(), 0.0) + 3)
        painter.fillRect(plate, QColor(14, 16, 20, 215))
        painter.setPen(colour.lighter(115))
        painter.drawText(plate, Qt.AlignmentFlag.AlignCenter, text)

    def _colour(self, source: int) -> str:
        known = source < len(self._colours)
        return self._colours[source] if known else colour_maps.LOST_SOURCE

    def _name(self, source: int) -> str:
        return self._names[source] if source < len(self._names) else f"Source {source + 1}"


def _fill(colour: QColor, deactivate: bool, selected: bool) -> QBrush:
    colour = QColor(colour)
    colour.setAlpha((110 if deactivate else 30) + (22 if selected else 0))
    return QBrush(colour, Qt.BrushStyle.BDiagPattern if deactivate else Qt.BrushStyle.SolidPattern)


def _paint_handles(painter: QPainter, rectangle: QRectF, colour: QColor) -> None:
    half = HANDLE_PIXELS / 2
    painter.setPen(QPen(QColor(0, 0, 0, 200), 1.0))
    painter.setBrush(QColor(colour_maps.BRIGHT_TEXT))
    centre = rectangle.center()
    for x in (rectangle.left(), centre.x(), rectangle.right()):
        for y in (rectangle.top(), centre.y(), rectangle.bottom()):
            if (x, y) != (centre.x(), centre.y()):
                painter.drawRect(QRectF(x - half, y - half, 2 * half, 2 * half))
    painter.setBrush(Qt.BrushStyle.NoBrush)


def _grip(rectangle: QRectF, point: QPointF) -> Grip | None:
    """The edges near a point, the body inside, None outside; small boxes keep a body to grab."""
    near = rectangle.adjusted(-GRAB_PIXELS, -GRAB_PIXELS, GRAB_PIXELS, GRAB_PIXELS)
    if not near.contains(point):
        return None
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
    return grip or Grip.BODY
