"""Draws resources/unbraid.png (256 × 256) from packaging/unbraid.svg."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

from resources import icon_path

DRAWING = Path(__file__).with_name("unbraid.svg")


def draw_icon() -> QImage:
    """The icon on a transparent ground."""
    image = QImage(256, 256, QImage.Format.Format_ARGB32)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    QSvgRenderer(str(DRAWING)).render(painter)
    painter.end()
    return image


if __name__ == "__main__":
    if not draw_icon().save(str(icon_path())):
        raise SystemExit(f"{icon_path()} cannot be written.")
