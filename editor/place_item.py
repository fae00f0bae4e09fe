"""The place in question on the picture: its dashed outline, and which key says what."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPainterPath, QPen
from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget

from editor import colour_maps
from editor.canvas import Canvas, Overlay
from editor.mark_shapes import pixel_path
from editor.translation import tr

if TYPE_CHECKING:
    from engine.asking import Place

QUESTION = tr("Whose is this?")
KEYS = ((tr("Esc"), "mixed"), (tr("Enter"), "enough"))
_GAP, _PADDING, _CHIP = 14.0, 9.0, 5.0
_LONGEST_NAME = 18
_SHADE = QColor(0, 0, 0, 130)


class PlaceItem(Overlay):
    """A dashed outline and its legend; nothing while no place is in question."""

    def __init__(self, canvas: Canvas) -> None:
        self.place: Place | None = None
        self.answers: tuple[tuple[str, str, str], ...] = ()
        super().__init__(canvas, z=35)

    def show_place(self, place: Place | None, sources: tuple[tuple[str, str], ...]) -> None:
        """Show a place; sources: name and colour of each."""
        self.place = place
        named = [
            (str(number), short_name(name), colour)
            for number, (name, colour) in enumerate(sources, start=1)
        ]
        others = [(key, does, colour_maps.TEXT) for key, does in KEYS]
        self.answers = (*named, *others) if place is not None else ()
        self.refresh()

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        place, canvas = self.place, self.canvas
        if place is None:
            return
        box = QRectF(
            QPointF(canvas.x_of(place.start), canvas.y_of(place.high)),
            QPointF(canvas.x_of(place.end), canvas.y_of(place.low)),
        )
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        shape = pixel_path(place.mark(0), canvas)
        self._shade_rest(painter, shape)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        fine = 0.5 if place.rectangles else 1.0
        for colour, width, line in (
            (QColor(0, 0, 0, 190), 4.0, Qt.PenStyle.SolidLine),
            (QColor(colour_maps.PLAYHEAD), 2.0, Qt.PenStyle.DashLine),
        ):
            painter.setPen(QPen(colour, width * fine, line))
            painter.drawPath(shape)
        self._paint_legend(painter, box)

    def _shade_rest(self, painter: QPainter, shape: QPainterPath) -> None:
        """The rest steps back a little."""
        rest = QPainterPath(shape)
        rest.addRect(self.canvas.area)
        rest.setFillRule(Qt.FillRule.OddEvenFill)
        painter.save()
        painter.setClipRect(self.canvas.area)
        painter.fillPath(rest, _SHADE)
        painter.restore()

    def _paint_legend(self, painter: QPainter, box: QRectF) -> None:
        font = QFont(self.canvas.font())
        strong = QFont(font)
        strong.setBold(True)
        plain, bold = QFontMetricsF(font), QFontMetricsF(strong)
        line = plain.height() + 2 * _CHIP
        widths = [
            bold.horizontalAdvance(key) + 3 * _CHIP + plain.horizontalAdvance(text)
            for key, text, _ in self.answers
        ]
        width = max(bold.horizontalAdvance(QUESTION), sum(widths) + _GAP * (len(widths) - 1))
        size = QRectF(0, 0, width + 2 * _PADDING, 2 * line + 1.5 * _PADDING)
        plate = self._beside(box, size)
        ground = QColor(colour_maps.BACKGROUND)
        ground.setAlpha(238)
        painter.setPen(QPen(QColor(colour_maps.AXIS), 1.0))
        painter.setBrush(ground)
        painter.drawRoundedRect(plate, 6, 6)
        x, y = plate.left() + _PADDING, plate.top() + 0.5 * _PADDING
        painter.setFont(strong)
        painter.setPen(QColor(colour_maps.BRIGHT_TEXT))
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.drawText(QRectF(x, y, width, line), middle, QUESTION)
        y += line
        for (key, text, colour), taken in zip(self.answers, widths, strict=True):
            chip = QRectF(x, y + 2, bold.horizontalAdvance(key) + 2 * _CHIP, line - 4)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(colour))
            painter.drawRoundedRect(chip, 3, 3)
            painter.setFont(strong)
            painter.setPen(QColor(colour_maps.BACKGROUND))
            painter.drawText(chip, Qt.AlignmentFlag.AlignCenter, key)
            painter.setFont(font)
            painter.setPen(QColor(colour_maps.BRIGHT_TEXT))
            painter.drawText(QRectF(chip.right() + _CHIP, y, taken, line), middle, text)
            x += taken + _GAP

    def _beside(self, box: QRectF, size: QRectF) -> QRectF:
        """Above the box, else below it, else inside the picture's upper edge."""
        area = self.canvas.area
        left = min(max(box.center().x() - size.width() / 2, 6.0), area.width() - size.width() - 6)
        above = box.top() - size.height() - 8
        below = box.bottom() + 8
        fits_below = below + size.height() <= area.bottom() - 6
        top = above if above >= 6 else below if fits_below else 6.0
        return QRectF(max(6.0, left), top, size.width(), size.height())


def short_name(name: str) -> str:
    """A source's name, cut where it is long."""
    return name if len(name) <= _LONGEST_NAME else f"{name[: _LONGEST_NAME - 1].rstrip()}…"
