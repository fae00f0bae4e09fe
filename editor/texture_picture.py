"""The generator's picture: what was given, interpolated and extrapolated in tints of their own."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from editor import theme
from editor.canvas import paint_hint
from editor.colour_maps import PICTURE_BACKGROUND, packed, rgb
from editor.texture_work import Picture
from editor.translation import tr

TINTS = {"given": "#f0a35c", "interpolated": "#58c7b8", "extrapolated": "#8f9bff"}
_NAMES = {
    "given": tr("given"), "interpolated": tr("interpolated"), "extrapolated": tr("extrapolated"),
}  # fmt: skip
NOTHING_YET = tr("What the generator makes appears here.")
RANGE_DB = 45.0
_ABOVE_DB = 25.0
HEIGHT = 170
_LEGEND = 20


def parts_of(picture: Picture) -> np.ndarray:
    """Of each column the index of its part in TINTS: int (columns,)."""
    column = np.arange(picture.levels.shape[1])
    between = (column / picture.segment).astype(int) % 2
    return np.where(column >= picture.given - 0.5, 2, between)


def coloured(picture: Picture) -> np.ndarray:
    """The picture as RGB32, low bands at the bottom: uint32 (bands, columns)."""
    # Not so far above the rest that hum would leave it dark.
    most, middle = np.quantile(picture.levels, (0.995, 0.5))
    top = float(min(most, middle + _ABOVE_DB))
    bright = np.clip((picture.levels - top) / RANGE_DB + 1.0, 0.0, 1.0)[::-1, :, None] ** 1.3
    tints = np.stack([rgb(tint) for tint in TINTS.values()])[parts_of(picture)]
    white = 0.35 * bright**3
    return packed(bright * tints * (1 - white) + white)


class TexturePicture(QWidget):
    """Shows the newest picture; empty before the first."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(tr("Picture of the texture"))
        self.setToolTip(
            tr(
                "What the generator makes: the segments that it was given, those between them, "
                "and what follows"
            )
        )
        self.setFixedHeight(HEIGHT)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._picture: Picture | None = None
        self._image: QImage | None = None

    @property
    def picture(self) -> Picture | None:
        """What is shown."""
        return self._picture

    def show_picture(self, picture: Picture | None) -> None:
        """Show another picture, or none."""
        self._picture, self._image = picture, None
        if picture is not None:
            pixels = np.ascontiguousarray(coloured(picture))
            height, width = pixels.shape
            image = QImage(pixels.data, width, height, 4 * width, QImage.Format.Format_RGB32)
            self._image = image.copy()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(240, HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        frame = QRectF(0, 0, self.width(), self.height() - _LEGEND)
        painter.fillRect(frame, QColor(PICTURE_BACKGROUND))
        if self._image is not None:
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawImage(frame, self._image)
            self._paint_seconds(painter, frame)
        else:
            paint_hint(painter, frame, NOTHING_YET)
        self._paint_legend(painter)
        painter.end()

    def _paint_seconds(self, painter: QPainter, frame: QRectF) -> None:
        assert self._picture is not None
        painter.setPen(QColor("white"))
        text = f"{self._picture.seconds:.0f} s"
        place = frame.adjusted(0, 2, -5, 0)
        painter.drawText(place, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop, text)

    def _paint_legend(self, painter: QPainter) -> None:
        left, top = 0.0, float(self.height() - _LEGEND)
        for part, tint in TINTS.items():
            name = _NAMES[part]
            painter.fillRect(QRectF(left, top + 7, 9, 9), QColor(tint))
            painter.setPen(QColor(theme.FAINT))
            width = painter.fontMetrics().horizontalAdvance(name)
            painter.drawText(
                QRectF(left + 14, top, width + 4, _LEGEND + 2), Qt.AlignmentFlag.AlignVCenter, name
            )
            left += width + 32
