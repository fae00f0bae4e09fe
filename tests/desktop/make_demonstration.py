"""Draws the picture of `unbraid benchmark demonstration`: the dog's mask before and after boxes.

    QT_QPA_PLATFORM=offscreen python -m tests.desktop.make_demonstration VIOLIN_DOG.wav OUT.png

The file is that of ../shared/data/examples.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QGuiApplication, QImage, QPainter, QPen

from engine.benchmark.demonstration import NAMES, Demonstration, demonstrate
from engine.masks import Masks
from engine.spectrogram import AnalysisGrid

WIDTH, HEIGHT, MARGIN, TITLE = 1200, 300, 60, 58
RANGE_DB = 60.0
HIGHEST = 5500.0


def main() -> None:
    parser = argparse.ArgumentParser(description="Draw the dog's stem before and after the boxes.")
    parser.add_argument("sound", metavar="VIOLIN_DOG.wav", type=Path)
    parser.add_argument("picture", metavar="OUT.png", type=Path)
    arguments = parser.parse_args()
    application = QGuiApplication([])
    paint(demonstrate(arguments.sound)).save(str(arguments.picture))
    application.quit()


def paint(shown: Demonstration) -> QImage:
    """Both pictures of the dog's stem one above the other, with the boxes in the first."""
    picture = QImage(
        WIDTH + 2 * MARGIN, 2 * (HEIGHT + TITLE) + MARGIN // 2, QImage.Format.Format_RGB32
    )
    picture.fill(QColor("#16181d"))
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    font = QFont(painter.font())
    font.setPixelSize(17)
    painter.setFont(font)
    stages = (
        ("before: ", shown.before, shown.scores_before),
        ("after four boxes: ", shown.after, shown.scores_after),
    )
    for row, (when, masks, scores) in enumerate(stages):
        frame = QRectF(MARGIN, TITLE + row * (HEIGHT + TITLE), WIDTH, HEIGHT)
        painter.drawImage(frame, stem_picture(shown, masks))
        reached = ", ".join(f"{n} {s:.1f} dB" for n, s in zip(NAMES, scores, strict=True))
        painter.setPen(QColor("#d8dbe2"))
        painter.drawText(frame.topLeft() + QPointF(0, -10), f"The dog {when}SI-SDR {reached}")
        axes(painter, frame, shown.mixture.duration)
        if row == 0:
            boxes(painter, frame, shown)
    painter.end()
    return picture


def stem_picture(shown: Demonstration, masks: Masks) -> QImage:
    """The dog's stem in dB, grey; low frequencies at the bottom."""
    dog = shown.guidance.boxes[0].source
    grid = AnalysisGrid.for_rate(shown.mixture.sample_rate)
    magnitude = grid.magnitude(shown.mixture).numpy()
    rows = np.linspace(HIGHEST, 0.0, HEIGHT)
    places = np.clip(np.searchsorted(masks.frequencies, rows), 0, len(masks.frequencies) - 1)
    level = 20 * np.log10(magnitude * masks.values[dog] / magnitude.max() + 1e-9)
    grey = np.clip((level + RANGE_DB) / RANGE_DB * 255, 0, 255).astype(np.uint8)[places]
    grey = np.ascontiguousarray(grey)
    height, width = grey.shape
    image = QImage(grey.data, width, height, width, QImage.Format.Format_Grayscale8)
    return image.copy()


def axes(painter: QPainter, frame: QRectF, duration: float) -> None:
    """Seconds below, kHz at the left."""
    painter.setPen(QColor("#8d93a1"))
    for second in range(0, int(duration) + 1, 2):
        x = frame.left() + second / duration * frame.width()
        painter.drawText(QPointF(x, frame.bottom() + 17), f"{second} s")
    for khz in range(1, 6, 2):
        y = frame.bottom() - khz * 1000 / HIGHEST * frame.height()
        painter.drawText(QPointF(8, y + 6), f"{khz} kHz")


def boxes(painter: QPainter, frame: QRectF, shown: Demonstration) -> None:
    """The deactivate boxes, dashed."""
    painter.setPen(QPen(QColor("#ff8f4a"), 2, Qt.PenStyle.DashLine))
    for box in shown.guidance.boxes:
        left, right = (
            frame.left() + second / shown.mixture.duration * frame.width()
            for second in (box.start, box.end)
        )
        top, bottom = (frame.bottom() - hz / HIGHEST * frame.height() for hz in (box.high, box.low))
        painter.drawRect(QRectF(left, top, right - left, bottom - top))


if __name__ == "__main__":
    main()
